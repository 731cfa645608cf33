// Generated from the core's command table. Do not edit: run `cargo xtask bindings`.

/**
 * An account as the list shows it.
 */
export type AccountRow = { account: number, user_name: string, name: string, email: string, role: string, role_label: string, 
/**
 * `active` or `disabled`.
 */
state: string, team: number | null, team_name: string, partner: number | null, partner_name: string, partner_all: boolean, last_sign_in: string | null, open_sessions: number, 
/**
 * Wrong tries since the last good sign-in.
 */
failed_tries: number, is_me: boolean, 
/**
 * Why the asking person cannot change its role and state; none where they can.
 */
fixed: string | null, };

/**
 * Which entries; an absent or empty condition holds for all.
 */
export type ActivityFilter = { 
/**
 * Words, or beginnings of words, that all stand in the sentence or in the values of an entry, or in the name of
 * who did it.
 */
text?: string, 
/**
 * Accounts; 0 for what the program did itself.
 */
people?: Array<number>, 
/**
 * Actions by their names: lead.add.
 */
actions?: Array<string>, 
/**
 * Kinds by their names: lead, partner, role. An entry is of one of the kinds and of one of the actions, where
 * both are asked for.
 */
kinds?: Array<string>, lead?: number, 
/**
 * On this day or later, YYYY-MM-DD, by this computer's clock.
 */
from?: string, 
/**
 * On this day or earlier, YYYY-MM-DD.
 */
to?: string, };

/**
 * What there is to filter by: whoever did something, and what was done.
 */
export type ActivityFilters = { people: Array<NamedPerson>, kinds: Array<NamedKind>, actions: Array<NamedAction>, };

/**
 * A part of the log.
 */
export type ActivityPage = { 
/**
 * How many entries there are under the filter.
 */
total: number, 
/**
 * Counting ended at `total`, and there are more.
 */
more: boolean, 
/**
 * How many older entries a search for words does not cover yet, because they are still being prepared for it.
 */
preparing: number, entries: Array<Entry>, };

/**
 * Which entries, and into which file.
 */
export type ActivityPlan = { path: string, filter: ActivityFilter, 
/**
 * Under which number the work can be stopped.
 */
job: number, };

/**
 * Which part of the log is asked for, newest first.
 */
export type ActivityQuestion = { filter?: ActivityFilter, 
/**
 * Only entries before this one: the last of the page before.
 */
before?: number, count: number, };

/**
 * What was written.
 */
export type ActivityWritten = { path: string, entries: number, 
/**
 * The head of the log that stands in the file, as people type it.
 */
head: string, sentence: string, };

/**
 * What the meter shows.
 */
export type Advice = { 
/**
 * From 0, guessed at once, to 4, hard to guess.
 */
score: number, 
/**
 * What would make the password better; absent when it is good.
 */
sentence: string | null, };

/**
 * Which request, the role its account gets, and the words that the person who asked was shown.
 */
export type Approval = { request: string, 
/**
 * For a new account; an invitation has fixed it beforehand.
 */
role: string, 
/**
 * Six words with blanks between; not asked for where an invitation's code vouches for the key.
 */
words: string, };

/**
 * Who asks for an account, with the password that will open it.
 */
export type AskAccount = { name: string, user_name: string, email: string, password: string, 
/**
 * The code of an invitation, as it was typed.
 */
invitation?: string, };

/**
 * Who forgot the password, and the one they take from now on.
 */
export type AskReset = { 
/**
 * A user name or e-mail address.
 */
user: string, password: string, };

/**
 * The request waits. Whoever asked tells the words to the administrator, who compares them.
 */
export type Asked = { words: Array<string>, sentence: string, };

/**
 * What every window is told after a change was committed.
 */
export type Change = { 
/**
 * The newest operation the notice covers.
 */
operation: number, tables: Array<string>, };

/**
 * A chart as a picture and as a table.
 */
export type ChartDrawn = { title: string, svg: string, 
/**
 * What the rows add up to.
 */
total: number, headings: Array<string>, rows: Array<Array<string>>, };

/**
 * A chart by its name on the command line.
 */
export type ChartName = "leads_by_month" | "leads_by_staff" | "leads_by_source";

/**
 * Which chart, in which theme, at how many pixels.
 */
export type ChartQuestion = { name: ChartName, theme: Theme, width: number, height: number, };

/**
 * One check that was made.
 */
export type CheckShown = { at: string, who: string, whole: boolean, entries: number, 
/**
 * The last entry that fitted.
 */
sequence: number, sound: boolean, sentence: string, };

/**
 * One choice of a list.
 */
export type Choice = { label: string, hue: string | null, kind: StageKind | null, is_default: boolean, };

/**
 * A list that people choose from; an open one takes a new value as it is typed.
 */
export type ChoiceList = { name: string, open: boolean, choices: Array<Choice>, };

/**
 * What kind of failure it is; a code exists because somebody branches on it.
 */
export type Code = "bad_call" | "invalid" | "signed_out" | "sign_in" | "refused" | "missing" | "moved_on" | "cancelled" | "damaged" | "newer" | "disk" | "busy" | "internal";

/**
 * A part of the recovery code, typed from the paper: the group's number, from 0, and its signs.
 */
export type CodePart = { group: number, typed: string, };

/**
 * A colleague that a lead can be shared with.
 */
export type Colleague = { account: number, name: string, role_label: string, };

/**
 * A name and how many.
 */
export type Count = { name: string, count: number, };

/**
 * Everything the dashboard shows, of the leads in reach that are not deleted.
 */
export type Dashboard = { 
/**
 * All leads.
 */
leads: number, 
/**
 * Accounts that can sign in; 0 for who does not look after accounts.
 */
accounts: number, 
/**
 * Leads created in this calendar month, on this computer's clock.
 */
new_this_month: number, new_last_month: number, 
/**
 * Leads marked as active clients, and of these the regular and interim referrals.
 */
active_clients: number, regular: number, interim: number, 
/**
 * Leads that nobody holds.
 */
not_assigned: number, 
/**
 * The staff member with the most first; 'Not assigned' last.
 */
by_staff: Array<Count>, 
/**
 * The source with the most first.
 */
by_source: Array<Count>, 
/**
 * The last twelve calendar months, oldest first.
 */
by_month: Array<Count>, 
/**
 * In the order of the pipeline.
 */
by_stage: Array<Count>, };

/**
 * An operation was done: its number, for undo, and its sentence, for the toast.
 */
export type Done = { operation: number, sentence: string, };

/**
 * What was typed into a form.
 */
export type Draft = { form: string, 
/**
 * What the form is of; none for something new.
 */
of: number | null, 
/**
 * As the form wrote it.
 */
content: string, 
/**
 * RFC 3339, UTC.
 */
saved_at: string, };

/**
 * What is being typed into a form; an empty text removes the draft.
 */
export type DraftSave = { form: string, of: number | null, content: string, };

/**
 * One entry of the log as people read it.
 */
export type Entry = { operation: number, at: string, who: string, action: string, sentence: string, lead: number | null, changes: Array<FieldChange>, 
/**
 * How many more changes the operation made than are listed here.
 */
more_changes: number, undo: Undoable, why_not: string | null, };

/**
 * Which leads to erase, all of them in the trash, and why.
 */
export type Erase = { leads: Array<number>, 
/**
 * Why: the request it answers. Written into the log.
 */
reason: string, };

/**
 * Where to, and which list.
 */
export type ExportPlan = { path: string, filter: LeadFilter, sort: LeadSort, 
/**
 * Under which number the work can be stopped.
 */
job: number, };

/**
 * What was written.
 */
export type ExportResult = { path: string, rows: number, sentence: string, };

/**
 * A failure as every layer shows it: `sentence` says what is wrong and what to do.
 */
export type Failure = { code: Code, 
/**
 * The form field that the sentence speaks of, by its name in the form.
 */
field: string | null, sentence: string, };

/**
 * One column's change in the user's words.
 */
export type FieldChange = { field: string, label: string, old: string | null, new: string | null, 
/**
 * The change as a sentence without its full stop: 'Status changed from Contacted to Assessment done'.
 */
sentence: string, };

/**
 * How a field is typed.
 */
export type FieldKind = "text" | "long" | "phone" | "email" | "day" | "moment" | "choice" | "yes_no";

/**
 * Whether a typed head belongs to this log.
 */
export type HeadCompared = { fits: boolean, sentence: string, sequence: number, 
/**
 * When the entry was made, where it fits.
 */
at: string | null, };

/**
 * A head of the log: its newest entry and its link.
 */
export type HeadShown = { sequence: number, at: string, 
/**
 * As people read it out and type it: '1284-9F3A-11C2-07BD-E55A'.
 */
text: string, };

/**
 * A head as somebody typed it.
 */
export type HeadTyped = { head: string, };

/**
 * Which lead's history is asked for, and which part of it, newest first.
 */
export type HistoryQuestion = { id: number, 
/**
 * Only entries before this one.
 */
before?: number, 
/**
 * At most so many; all of them where nothing is said.
 */
count?: number, };

/**
 * A column of a file.
 */
export type ImportColumn = { 
/**
 * From 0.
 */
index: number, 
/**
 * Its name in the file; empty when it has none.
 */
header: string, 
/**
 * The field of a lead that it seems to hold.
 */
guess: string | null, 
/**
 * Up to five different cells that are not empty.
 */
samples: Array<string>, };

/**
 * Which file to look at.
 */
export type ImportFile = { path: string, };

/**
 * A file as it is understood before anything is imported.
 */
export type ImportLook = { path: string, file_name: string, bytes: number, 
/**
 * `UTF-8`, `windows-1252` and so on.
 */
encoding: string, 
/**
 * `comma`, `semicolon`, `tab`, `vertical bar`, `one column` ...
 */
delimiter: string, has_header: boolean, columns: Array<ImportColumn>, 
/**
 * Up to 20 rows; long cells are cut.
 */
first_rows: Array<Array<string>>, 
/**
 * Exact for a file under 1 MB.
 */
estimated_rows: number, 
/**
 * What is odd about the file, in whole sentences.
 */
notes: Array<string>, };

/**
 * How a file becomes leads: `columns[i]` is the field that column i fills, or none to leave it out.
 */
export type ImportPlan = { path: string, columns: Array<string | null>, has_header: boolean, 
/**
 * Under which number the work can be stopped.
 */
job: number, };

/**
 * What an import did.
 */
export type ImportResult = { 
/**
 * The operation, for undo; 0 where nothing was added.
 */
batch: number, file_name: string, read: number, added: number, updated: number, skipped: number, duplicates: number, rejected: number, problems: Array<Problem>, 
/**
 * Where the refused rows stand, whole.
 */
problems_file: string | null, notes: Array<string>, sentence: string, };

/**
 * A field that a column can fill.
 */
export type ImportTarget = { name: string, label: string, };

/**
 * The invitation with its code, which is shown once.
 */
export type InvitationMade = { code: string, 
/**
 * The role's label.
 */
role: string, name: string, expires_at: string, };

/**
 * An invitation that was not used yet.
 */
export type InvitationRow = { invitation: number, name: string, role_label: string, made_by: string, made_at: string, expires_at: string, };

/**
 * A lead as who asks may see it, in the user's words; what is not known is empty, what is kept back is masked.
 */
export type Lead = { id: number, name: string, first_name: string, last_name: string, phone: string, 
/**
 * The phone in groups, where it has ten digits.
 */
phone_shown: string, email: string, street: string, city: string, state: string, zip_code: string, 
/**
 * 1951-••-••
 */
dob: string, 
/**
 * Whole years today.
 */
age: number | null, 
/**
 * ••••4321
 */
medicaid_no: string, 
/**
 * Whether who asks may have the two shown.
 */
may_reveal: boolean, stage: StageShown, 
/**
 * Which of the stages in order it is, from 1, and how many there are.
 */
stage_position: number, stage_count: number, source: string, event_name: string, word_of_mouth_type: string, other_source_type: string, 
/**
 * The partner organisation that sent it, or was given it.
 */
partner: string, staff_name: string, active_client: boolean, referral_type: string, e_contact_name: string, e_contact_relation: string, e_contact_phone: string, last_contact_status: string, last_contact_date: string, comments: string, created_at: string, updated_at: string, created_by: string, updated_by: string, deleted_at: string | null, 
/**
 * The colleagues it is shared with.
 */
shared_with: Array<SharedWith>, 
/**
 * The stages that who asks may set on it.
 */
stages: Array<string>, };

/**
 * A column of the list; each can be sorted by.
 */
export type LeadColumn = { name: string, label: string, 
/**
 * Preferred width in pixels.
 */
width: number, };

/**
 * New values of some fields. `seen` holds what those fields held when the form was opened: a field that
 * somebody else has changed since is refused.
 */
export type LeadEdit = { id: number, fields: LeadInput, seen?: LeadInput, };

/**
 * One field of the lead form.
 */
export type LeadField = { name: string, label: string, kind: FieldKind, 
/**
 * The most characters it may hold.
 */
limit: number, 
/**
 * The list its choices come from.
 */
list: string | null, group: string, 
/**
 * Asked on the phone; the rest stands behind the fold.
 */
first: boolean, only_when: OnlyWhen | null, };

/**
 * Which leads a list shows; an absent condition holds for all.
 */
export type LeadFilter = { 
/**
 * Words that all stand in the name, phone, e-mail, city or comments, as far as who asks may see these.
 */
text?: string, 
/**
 * Names of staff; 'Not assigned' for nobody's.
 */
staff?: Array<string>, sources?: Array<string>, stages?: Array<string>, contact_statuses?: Array<string>, 
/**
 * Created on this day or later, YYYY-MM-DD.
 */
from?: string, 
/**
 * Created on this day or earlier, YYYY-MM-DD.
 */
to?: string, };

/**
 * Which lead.
 */
export type LeadId = { id: number, };

/**
 * What is typed of a lead. An absent field is left alone, an empty one is cleared.
 */
export type LeadInput = { first_name?: string, last_name?: string, phone?: string, email?: string, street?: string, city?: string, state?: string, zip_code?: string, dob?: string, medicaid_no?: string, stage?: string, source?: string, event_name?: string, word_of_mouth_type?: string, other_source_type?: string, partner?: string, staff_name?: string, active_client?: string, referral_type?: string, e_contact_name?: string, e_contact_relation?: string, e_contact_phone?: string, last_contact_status?: string, last_contact_date?: string, comments?: string, };

/**
 * The rows of a piece, and how many the whole list has.
 */
export type LeadPage = { total: number, from: number, rows: Array<LeadRow>, };

/**
 * A lead as the list shows it.
 */
export type LeadRow = { id: number, name: string, phone_shown: string, stage: StageShown, source: string, staff_name: string, city: string, last_contact_status: string, last_contact_date: string, created_at: string, updated_at: string, };

/**
 * A lead was added or edited.
 */
export type LeadSaved = { lead: Lead, 
/**
 * 0 where nothing was different.
 */
operation: number, sentence: string, warnings: Array<Warning>, };

/**
 * Which lead, with which colleague.
 */
export type LeadShare = { id: number, account: number, };

/**
 * By which column, and which end first.
 */
export type LeadSort = { column: string, descending: boolean, };

/**
 * A lead as it was.
 */
export type LeadThen = { operation: number, at: string, who: string, sentence: string, 
/**
 * It was in the trash then.
 */
deleted: boolean, 
/**
 * Every field that has a value then or now, in the order of the form.
 */
fields: Array<ThenField>, };

/**
 * A piece of a list by position.
 */
export type LeadsPage = { filter: LeadFilter, sort: LeadSort, from: number, count: number, };

/**
 * Whose session was locked or ended here, for the sign-in screen.
 */
export type Locked = { user_name: string, name: string, 
/**
 * `lock`, `idle`, `hours`, `ended` or `keys`.
 */
why: string, sentence: string, };

/**
 * The log's head, its checks, newest first, and how many heads were given outside.
 */
export type LogState = { head: HeadShown, checks: Array<CheckShown>, 
/**
 * How many entries came since the last check; all of them where it found something wrong.
 */
unchecked: number, heads_given: number, };

/**
 * One look.
 */
export type Look = { operation: number, at: string, account: number, who: string, kind: LookKind, sentence: string, 
/**
 * The one lead it was at.
 */
lead: number | null, 
/**
 * How many leads an export or a list held.
 */
leads: number | null, };

/**
 * In which way something was looked at.
 */
export type LookKind = "reveal" | "export" | "print" | "backup";

/**
 * A part of the looks.
 */
export type LooksPage = { total: number, looks: Array<Look>, 
/**
 * Everybody who looked under the same question, the most looks first.
 */
people: Array<PersonLooks>, };

/**
 * Which looks are asked for, newest first.
 */
export type LooksQuestion = { 
/**
 * What this lead was shown in: its own reveals, and the exports and lists that held it.
 */
lead?: number, 
/**
 * Looks of these accounts.
 */
people?: Array<number>, kinds?: Array<LookKind>, 
/**
 * On this day or later, YYYY-MM-DD, by this computer's clock.
 */
from?: string, 
/**
 * On this day or earlier.
 */
to?: string, 
/**
 * Only looks before this entry.
 */
before?: number, count: number, };

/**
 * What there is to go through for one month.
 */
export type MonthReview = { month: string, label: string, over: boolean, looks: number, people: Array<PersonLooks>, 
/**
 * What an administrator should look at: many reveals in an hour, at night, failed sign-ins, refusals.
 */
remarks: Array<Remark>, 
/**
 * Every sign-off, newest first.
 */
signed: Array<SignedOff>, };

/**
 * What was done: 'lead.add', 'Lead added'.
 */
export type NamedAction = { action: string, kind: string, label: string, };

/**
 * What entries are about: 'lead', 'Leads'.
 */
export type NamedKind = { kind: string, label: string, };

/**
 * Somebody in the log.
 */
export type NamedPerson = { 
/**
 * 0 for the program itself.
 */
account: number, name: string, };

/**
 * The recovery code that holds from now on, shown once.
 */
export type NewCode = { recovery_code: string, };

/**
 * For whom, and as what.
 */
export type NewInvitation = { role: string, name: string, };

/**
 * A new office as it is asked for at first run.
 */
export type NewOffice = { name: string, owner: Owner, pipeline: Pipeline, };

/**
 * A command that takes nothing.
 */
export type Nothing = Record<symbol, never>;

/**
 * A later act that stands in the way.
 */
export type Obstacle = { operation: number, who: string, at: string, sentence: string, 
/**
 * What it changed that would be taken back: 'Phone of Ruth Abel'.
 */
what: string, 
/**
 * Who asks may take it back.
 */
can_undo: boolean, };

/**
 * The office was made, or recovered, and its owner is signed in.
 */
export type OfficeCreated = { session: Session, 
/**
 * Shown once, to be printed or written down.
 */
recovery_code: string, };

/**
 * The state of the office folder.
 */
export type OfficeState = { phase: Phase, folder: string, name: string | null, 
/**
 * Who used this computer lately, the last one first.
 */
people: Array<Person>, 
/**
 * Whose session was locked or ended here.
 */
locked: Locked | null, session: Session | null, problem: Failure | null, version: string, };

/**
 * The field is asked only while another field has this value.
 */
export type OnlyWhen = { field: string, value: string, };

/**
 * One's own password, for what must be oneself.
 */
export type OwnPassword = { password: string, };

/**
 * Who makes an office and owns it.
 */
export type Owner = { name: string, user_name: string, email: string, password: string, };

/**
 * What is printed.
 */
export type Paper = "recovery" | "invitation";

/**
 * The sheet was saved.
 */
export type PaperSaved = { path: string, };

/**
 * A partner with how many accounts belong to it, and how many of its leads who asks can see.
 */
export type PartnerRow = { partner: number, name: string, accounts: number, leads: number, };

/**
 * A partner's name; without a number it is a new one.
 */
export type PartnerSave = { partner: number | null, name: string, };

/**
 * The password so far, and the one from now on.
 */
export type PasswordChange = { old_password: string, password: string, };

/**
 * A password while it is typed, and the words it should not be made of.
 */
export type PasswordQuestion = { password: string, words: Array<string>, };

/**
 * Everything about who works here.
 */
export type People = { accounts: Array<AccountRow>, requests: Array<RequestRow>, 
/**
 * Why the requests that waited cannot be read; none where they can.
 */
requests_problem: string | null, invitations: Array<InvitationRow>, 
/**
 * The roles that the asking person may give.
 */
roles: Array<RoleChoice>, teams: Array<TeamRow>, partners: Array<PartnerRow>, };

/**
 * Permissions that belong together.
 */
export type PermissionGroup = { label: string, permissions: Array<PermissionShown>, };

/**
 * A permission and what it allows, in words.
 */
export type PermissionShown = { permission: string, label: string, };

/**
 * Somebody who signed in here lately, for the tiles.
 */
export type Person = { user_name: string, name: string, };

/**
 * How often somebody looked.
 */
export type PersonLooks = { account: number, name: string, reveals: number, exports: number, prints: number, backups: number, 
/**
 * How many leads the exports and lists held together.
 */
leads: number, };

/**
 * What can be done at the desk now.
 */
export type Phase = "first_run" | "sign_in" | "ready" | "unusable";

/**
 * Which pipeline an office begins with.
 */
export type Pipeline = "care" | "tracklie" | "iperform";

/**
 * A pipeline to choose.
 */
export type PipelinePreset = { name: Pipeline, label: string, sentence: string, stages: Array<StagePreset>, };

/**
 * An account's team, or the partner organisation it belongs to.
 */
export type PlaceOfAccount = { account: number, team: number | null, partner: number | null, 
/**
 * It sees its colleagues' leads too.
 */
partner_all: boolean, };

/**
 * A refused row and why.
 */
export type Problem = { 
/**
 * The row of the table, from 1, the header not counted.
 */
row: number, 
/**
 * The column's name in the file; empty where the whole row is meant.
 */
column: string, value: string, message: string, };

/**
 * One's own name and e-mail address.
 */
export type Profile = { name: string, email: string, };

/**
 * How far a long work is.
 */
export type Progress = { done: number, total: number | null, sentence: string, };

/**
 * A protected field, shown one at a time.
 */
export type ProtectedField = "dob" | "medicaid_no";

/**
 * Whose leads a role may see.
 */
export type ReachShown = { reach: string, label: string, sentence: string, };

/**
 * The recovery code, and the password the owner takes from now on.
 */
export type Recover = { code: string, password: string, };

/**
 * Something out of the ordinary.
 */
export type Remark = { sentence: string, 
/**
 * The account it is about.
 */
account: number | null, 
/**
 * The first entry it is about.
 */
operation: number, };

/**
 * A request that waits.
 */
export type RequestRow = { request: string, 
/**
 * `account` or `reset`.
 */
kind: string, user_name: string, name: string, email: string, asked_at: string, computer: string, 
/**
 * Three times six words, of which one belongs to the key; none where an invitation vouches for it.
 */
words: Array<string>, 
/**
 * The label and the name of the role that an invitation has fixed.
 */
invited_as: string | null, invited_role: string | null, };

/**
 * Which field of which lead to show.
 */
export type Reveal = { id: number, field: ProtectedField, };

/**
 * A protected value in full.
 */
export type Revealed = { value: string, };

/**
 * A month to review, newest first: each from the first look to the present one.
 */
export type ReviewMonth = { 
/**
 * YYYY-MM.
 */
month: string, label: string, looks: number, 
/**
 * The month is over.
 */
over: boolean, signed: SignedOff | null, };

/**
 * An own role as it shall be.
 */
export type RoleChange = { role: string, label: string, reach: string, masked: boolean, permissions: Array<string>, 
/**
 * The stages it may set; none for all of them.
 */
stages: Array<number> | null, };

/**
 * A role to choose, with what it sees in one line.
 */
export type RoleChoice = { role: string, label: string, reach: string, sentence: string, };

/**
 * A copy of a role under a name of its own.
 */
export type RoleCopy = { role: string, label: string, };

/**
 * A role was made.
 */
export type RoleMade = { role: string, operation: number, sentence: string, };

/**
 * Every role against every permission.
 */
export type RoleMatrix = { roles: Array<RoleShown>, permissions: Array<PermissionGroup>, reaches: Array<ReachShown>, stages: Array<StageChoice>, };

/**
 * A role for an account.
 */
export type RoleOfAccount = { account: number, role: string, };

/**
 * A role with everything it may do.
 */
export type RoleShown = { 
/**
 * For programs.
 */
role: string, label: string, 
/**
 * It came with the office and stays as it is.
 */
built_in: boolean, reach: string, 
/**
 * Contact details are masked.
 */
masked: boolean, permissions: Array<string>, 
/**
 * The stages it may set; none where it may set them all.
 */
stages: Array<number> | null, 
/**
 * How many accounts have it.
 */
accounts: number, };

/**
 * Where a sheet with a code is saved, as a PDF.
 */
export type SavePaper = { paper: Paper, code: string, path: string, };

/**
 * Who is signed in.
 */
export type Session = { account: number, name: string, user_name: string, email: string, 
/**
 * The role's label.
 */
role: string, 
/**
 * The role for programs.
 */
role_name: string, 
/**
 * Whose leads it sees.
 */
reach: string, 
/**
 * Contact details are masked.
 */
masked: boolean, 
/**
 * `system`, `day` or `dusk`.
 */
theme: string, office: string, 
/**
 * What the role allows, by name; the screen hides what is not here, the core refuses it.
 */
permissions: Array<string>, started_at: string, 
/**
 * After so long without a key the office locks.
 */
idle_minutes: number, 
/**
 * This account is the one the recovery code helps, and nobody has shown yet that it was written down.
 */
recovery_unconfirmed: boolean, 
/**
 * Wrong tries since the last good sign-in, and when the last of them was.
 */
failed_before: number, failed_at: string | null, };

/**
 * A part of the list of sessions.
 */
export type SessionPage = { total: number, from: number, rows: Array<SessionRow>, };

/**
 * Which part of the list of sessions, newest first; everybody's for those who may edit accounts.
 */
export type SessionQuestion = { everybody: boolean, from: number, count: number, };

/**
 * Who sat where.
 */
export type SessionRow = { session: number, who: string, computer: string, system_user: string, way_in: string, started_at: string, ended_at: string | null, why_ended: string | null, 
/**
 * It is the one that asks.
 */
is_this: boolean, };

/**
 * A new value for a setting.
 */
export type SettingChange = { setting: string, value: string, };

/**
 * How a setting is typed.
 */
export type SettingKind = "number" | "switch";

/**
 * One setting as the screen shows it; a switch is 'yes' or 'no'.
 */
export type SettingShown = { setting: string, label: string, sentence: string, kind: SettingKind, value: string, least: number, most: number, unit: string, };

/**
 * A colleague that a lead is shared with.
 */
export type SharedWith = { account: number, name: string, 
/**
 * RFC 3339, UTC.
 */
since: string, };

/**
 * A user name or e-mail address, and the password.
 */
export type SignIn = { user: string, password: string, };

/**
 * A month that was gone through.
 */
export type SignOff = { month: string, 
/**
 * What was found, in the reviewer's words; may be empty.
 */
note: string, };

/**
 * A month that somebody went through.
 */
export type SignedOff = { at: string, who: string, note: string, 
/**
 * How many looks came after it was signed.
 */
since: number, };

/**
 * A stage that a role may be allowed to set.
 */
export type StageChoice = { stage: number, label: string, };

/**
 * What a stage means for a lead.
 */
export type StageKind = "open" | "no_answer" | "won" | "lost" | "parked";

/**
 * A stage of a preset.
 */
export type StagePreset = { label: string, hue: string, kind: StageKind, };

/**
 * A stage as it is shown: its label on a badge of its hue.
 */
export type StageShown = { label: string, 
/**
 * #rrggbb
 */
hue: string, kind: StageKind, };

/**
 * A team as it shall be; without a number a new one.
 */
export type TeamChange = { team: number | null, name: string, 
/**
 * The account that leads it, which belongs to it from then on.
 */
lead: number | null, };

/**
 * A team with who leads it.
 */
export type TeamRow = { team: number, name: string, lead: number | null, lead_name: string, members: number, };

/**
 * The two themes of the program; a chart takes its colours from one of them.
 */
export type Theme = "dusk" | "day";

/**
 * How the screen looks: `system`, `day` or `dusk`.
 */
export type ThemeChoice = { theme: string, };

/**
 * One field then and now, in the user's words, as who asks may see it.
 */
export type ThenField = { field: string, label: string, then: string | null, now: string | null, 
/**
 * The two are different; true also where both are masked alike.
 */
differs: boolean, 
/**
 * This very operation changed it.
 */
changed_by_it: boolean, };

/**
 * Which lead, and after which operation.
 */
export type ThenQuestion = { id: number, operation: number, };

/**
 * One thing in the trash.
 */
export type TrashItem = { kind: string, row: number, };

/**
 * A kind of thing in the trash.
 */
export type TrashKind = { kind: string, 
/**
 * 'Partners'
 */
label: string, 
/**
 * 'partner'
 */
one: string, count: number, };

/**
 * A part of the trash.
 */
export type TrashPage = { 
/**
 * How many there are of the kind that was asked for, under the words.
 */
total: number, 
/**
 * Every kind that who asks may see here, with how many there are under the words.
 */
kinds: Array<TrashKind>, rows: Array<TrashRow>, };

/**
 * Which part of the trash is asked for, latest deleted first.
 */
export type TrashQuestion = { 
/**
 * 'lead', 'partner', 'team', ...; all kinds where nothing is said.
 */
kind?: string, 
/**
 * Words that all stand in the name and, of a lead, in what else a search finds it by.
 */
text?: string, from: number, count: number, };

/**
 * What to restore, all of it or nothing.
 */
export type TrashRestore = { items: Array<TrashItem>, };

/**
 * One thing in the trash.
 */
export type TrashRow = { kind: string, row: number, name: string, 
/**
 * What tells it from its namesakes: a lead's phone and status.
 */
detail: string, deleted_at: string, by: string, 
/**
 * The entry of the log that put it here.
 */
operation: number, 
/**
 * Its sentence: 'Ruth Abel deleted', 'Undone: 120 leads imported from fair.csv'.
 */
sentence: string, can_restore: boolean, why_not: string | null, 
/**
 * The owner may erase it for good.
 */
can_erase: boolean, };

/**
 * What would come of taking an operation back.
 */
export type UndoOutlook = { operation: number, 
/**
 * What would be taken back; of an undo, what would be done again.
 */
sentence: string, 
/**
 * It is an undo: taking it back does again what it took back.
 */
again: boolean, 
/**
 * All of it can be taken back now.
 */
can: boolean, 
/**
 * Why it cannot be taken back at all, or not all of it.
 */
why_not: string | null, 
/**
 * The later acts that stand in the way, newest first, at most twenty.
 */
obstacles: Array<Obstacle>, 
/**
 * How many more there are.
 */
more_obstacles: number, 
/**
 * The rest can be taken back with `keep_changed`: what it would do, 'Take back 118 of 120 changes'.
 */
rest: string | null, };

/**
 * Which operation to take back; without one, the latest own operation of this session that still stands (on the
 * command line, of any session).
 */
export type UndoWhat = { operation?: number, 
/**
 * What was changed since stays as it is, and the rest is taken back.
 */
keep_changed?: boolean, };

/**
 * Whether the reader may take an entry back.
 */
export type Undoable = "can" | "undone" | "cannot";

/**
 * What a check found.
 */
export type Verified = { sound: boolean, whole: boolean, 
/**
 * How many entries were looked at.
 */
entries: number, 
/**
 * The first entry that does not fit; none where all fit, or the tail is cut off.
 */
first_bad: number | null, head: HeadShown, sentence: string, };

/**
 * How much to check.
 */
export type VerifyPlan = { 
/**
 * From the first entry; else from where the last check ended.
 */
whole: boolean, 
/**
 * Under which number the work can be stopped.
 */
job: number, };

/**
 * Something unlikely about a field.
 */
export type Warning = { field: string, sentence: string, };

/**
 * Which account.
 */
export type WhichAccount = { account: number, };

/**
 * Which invitation.
 */
export type WhichInvitation = { invitation: number, };

/**
 * Which running work to stop.
 */
export type WhichJob = { job: number, };

/**
 * Which month, YYYY-MM.
 */
export type WhichMonth = { month: string, };

/**
 * Which operation; without one, that which `undo` would take back without being told which.
 */
export type WhichOperation = { operation?: number, 
/**
 * Without an operation: that which `redo` would do again.
 */
again?: boolean, };

/**
 * Which partner.
 */
export type WhichPartner = { partner: number, };

/**
 * Which request.
 */
export type WhichRequest = { request: string, };

/**
 * Which role.
 */
export type WhichRole = { role: string, };

/**
 * Which session.
 */
export type WhichSession = { session: number, };

/**
 * Which team.
 */
export type WhichTeam = { team: number, };

/** Every command with what goes in and what comes out. */
export interface Commands {
  office_state: { input: Nothing; output: OfficeState };
  pipelines: { input: Nothing; output: Array<PipelinePreset> };
  password_advice: { input: PasswordQuestion; output: Advice };
  office_create: { input: NewOffice; output: OfficeCreated };
  sign_in: { input: SignIn; output: Session };
  sign_out: { input: Nothing; output: null };
  recover: { input: Recover; output: OfficeCreated };
  account_ask: { input: AskAccount; output: Asked };
  password_reset_ask: { input: AskReset; output: Asked };
  lock: { input: Nothing; output: null };
  touch: { input: Nothing; output: null };
  job_cancel: { input: WhichJob; output: null };
  profile_change: { input: Profile; output: Done };
  password_change: { input: PasswordChange; output: Done };
  recovery_confirm: { input: CodePart; output: null };
  recovery_renew: { input: OwnPassword; output: NewCode };
  paper_save: { input: SavePaper; output: PaperSaved };
  theme_choose: { input: ThemeChoice; output: null };
  sessions: { input: SessionQuestion; output: SessionPage };
  session_end: { input: WhichSession; output: Done };
  people: { input: Nothing; output: People };
  requests_waiting: { input: Nothing; output: number };
  account_approve: { input: Approval; output: Done };
  account_decline: { input: WhichRequest; output: Done };
  account_disable: { input: WhichAccount; output: Done };
  account_enable: { input: WhichAccount; output: Done };
  account_unlock: { input: WhichAccount; output: Done };
  account_role: { input: RoleOfAccount; output: Done };
  account_place: { input: PlaceOfAccount; output: Done };
  invitation_make: { input: NewInvitation; output: InvitationMade };
  invitation_revoke: { input: WhichInvitation; output: Done };
  team_save: { input: TeamChange; output: Done };
  team_delete: { input: WhichTeam; output: Done };
  roles: { input: Nothing; output: RoleMatrix };
  role_copy: { input: RoleCopy; output: RoleMade };
  role_save: { input: RoleChange; output: Done };
  role_retire: { input: WhichRole; output: Done };
  settings: { input: Nothing; output: Array<SettingShown> };
  setting_change: { input: SettingChange; output: Done };
  leads_page: { input: LeadsPage; output: LeadPage };
  lead: { input: LeadId; output: Lead };
  lead_history: { input: HistoryQuestion; output: Array<Entry> };
  lead_then: { input: ThenQuestion; output: LeadThen };
  lead_fields: { input: Nothing; output: Array<LeadField> };
  lead_columns: { input: Nothing; output: Array<LeadColumn> };
  lead_check: { input: LeadInput; output: Array<Warning> };
  choices: { input: Nothing; output: Array<ChoiceList> };
  lead_add: { input: LeadInput; output: LeadSaved };
  lead_edit: { input: LeadEdit; output: LeadSaved };
  lead_delete: { input: LeadId; output: Done };
  lead_erase: { input: Erase; output: Done };
  lead_reveal: { input: Reveal; output: Revealed };
  lead_share: { input: LeadShare; output: Done };
  lead_unshare: { input: LeadShare; output: Done };
  colleagues: { input: Nothing; output: Array<Colleague> };
  partner_save: { input: PartnerSave; output: Done };
  partner_delete: { input: WhichPartner; output: Done };
  drafts: { input: Nothing; output: Array<Draft> };
  draft_save: { input: DraftSave; output: null };
  undo: { input: UndoWhat; output: Done };
  redo: { input: Nothing; output: Done };
  undo_outlook: { input: WhichOperation; output: UndoOutlook };
  trash_page: { input: TrashQuestion; output: TrashPage };
  trash_restore: { input: TrashRestore; output: Done };
  activity_page: { input: ActivityQuestion; output: ActivityPage };
  activity_filters: { input: Nothing; output: ActivityFilters };
  activity_export: { input: ActivityPlan; output: ActivityWritten };
  activity_print: { input: ActivityPlan; output: ActivityWritten };
  log_state: { input: Nothing; output: LogState };
  log_verify: { input: VerifyPlan; output: Verified };
  head_compare: { input: HeadTyped; output: HeadCompared };
  looks_page: { input: LooksQuestion; output: LooksPage };
  looks_months: { input: Nothing; output: Array<ReviewMonth> };
  looks_month: { input: WhichMonth; output: MonthReview };
  looks_sign_off: { input: SignOff; output: Done };
  dashboard: { input: Nothing; output: Dashboard };
  chart: { input: ChartQuestion; output: ChartDrawn };
  import_look: { input: ImportFile; output: ImportLook };
  import_targets: { input: Nothing; output: Array<ImportTarget> };
  import_run: { input: ImportPlan; output: ImportResult };
  leads_export: { input: ExportPlan; output: ExportResult };
}

/** The tables each question reads: when a change touches one, the question is asked again. */
export const reads: { [K in keyof Commands]?: ReadonlyArray<string> } = {
  sessions: ["operations"],
  people: ["accounts", "roles", "teams", "partners", "invitations", "operations", "inbox"],
  requests_waiting: ["operations", "inbox"],
  roles: ["roles", "role_permissions", "role_stages", "accounts", "stages"],
  settings: ["settings"],
  leads_page: ["leads", "stages", "choices", "staff", "lead_shares", "accounts"],
  lead: ["leads", "stages", "choices", "staff", "events", "accounts", "lead_shares", "partners", "role_permissions", "role_stages"],
  lead_history: ["operations"],
  lead_then: ["operations"],
  choices: ["stages", "choices", "staff", "events", "partners"],
  colleagues: ["accounts", "roles", "role_permissions"],
  undo_outlook: ["operations"],
  trash_page: ["operations"],
  activity_page: ["operations"],
  activity_filters: ["operations"],
  log_state: ["operations"],
  head_compare: ["operations"],
  looks_page: ["operations"],
  looks_months: ["operations"],
  looks_month: ["operations"],
  dashboard: ["leads", "accounts", "stages", "choices", "staff", "lead_shares"],
  chart: ["leads", "choices", "staff", "lead_shares", "accounts"],
};

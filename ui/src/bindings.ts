// Generated from the core's command table. Do not edit: run `cargo xtask bindings`.

/**
 * A part of the log.
 */
export type ActivityPage = { total: number, from: number, entries: Array<Entry>, };

/**
 * Which part of the log is asked for, newest first.
 */
export type ActivityQuestion = { 
/**
 * Only entries whose sentence holds this text.
 */
text?: string, from: number, count: number, };

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
 * Accounts that can sign in.
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
 * One entry of the log as people read it.
 */
export type Entry = { operation: number, at: string, who: string, action: string, sentence: string, lead: number | null, changes: Array<FieldChange>, 
/**
 * How many more changes the operation made than are listed here.
 */
more_changes: number, undo: Undoable, why_not: string | null, };

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
export type FieldChange = { field: string, label: string, old: string | null, new: string | null, };

/**
 * How a field is typed.
 */
export type FieldKind = "text" | "long" | "phone" | "email" | "day" | "moment" | "choice" | "yes_no";

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
 * A lead with everything known of it, in the user's words; what is not known is empty.
 */
export type Lead = { id: number, name: string, first_name: string, last_name: string, phone: string, 
/**
 * The phone in groups, where it has ten digits.
 */
phone_shown: string, email: string, street: string, city: string, state: string, zip_code: string, 
/**
 * YYYY-MM-DD.
 */
dob: string, 
/**
 * Whole years today.
 */
age: number | null, medicaid_no: string, stage: StageShown, 
/**
 * Which of the stages in order it is, from 1, and how many there are.
 */
stage_position: number, stage_count: number, source: string, event_name: string, word_of_mouth_type: string, other_source_type: string, staff_name: string, active_client: boolean, referral_type: string, e_contact_name: string, e_contact_relation: string, e_contact_phone: string, last_contact_status: string, last_contact_date: string, comments: string, created_at: string, updated_at: string, created_by: string, updated_by: string, deleted_at: string | null, };

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
 * Words that all stand in the name, phone, e-mail, city or comments.
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
export type LeadInput = { first_name?: string, last_name?: string, phone?: string, email?: string, street?: string, city?: string, state?: string, zip_code?: string, dob?: string, medicaid_no?: string, stage?: string, source?: string, event_name?: string, word_of_mouth_type?: string, other_source_type?: string, staff_name?: string, active_client?: string, referral_type?: string, e_contact_name?: string, e_contact_relation?: string, e_contact_phone?: string, last_contact_status?: string, last_contact_date?: string, comments?: string, };

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
 * By which column, and which end first.
 */
export type LeadSort = { column: string, descending: boolean, };

/**
 * A piece of a list by position.
 */
export type LeadsPage = { filter: LeadFilter, sort: LeadSort, from: number, count: number, };

/**
 * A new office as it is asked for at first run.
 */
export type NewOffice = { name: string, owner: Owner, pipeline: Pipeline, };

/**
 * A command that takes nothing.
 */
export type Nothing = Record<symbol, never>;

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
export type OfficeState = { phase: Phase, folder: string, name: string | null, people: Array<Person>, session: Session | null, problem: Failure | null, version: string, };

/**
 * The field is asked only while another field has this value.
 */
export type OnlyWhen = { field: string, value: string, };

/**
 * Who makes an office and owns it.
 */
export type Owner = { name: string, user_name: string, email: string, password: string, };

/**
 * A password while it is typed, and the words it should not be made of.
 */
export type PasswordQuestion = { password: string, words: Array<string>, };

/**
 * Somebody who can sign in, for the tiles.
 */
export type Person = { user_name: string, name: string, };

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
 * How far a long work is.
 */
export type Progress = { done: number, total: number | null, sentence: string, };

/**
 * The recovery code, and the password the owner takes from now on.
 */
export type Recover = { code: string, password: string, };

/**
 * Who is signed in.
 */
export type Session = { account: number, name: string, user_name: string, 
/**
 * The role's label.
 */
role: string, office: string, 
/**
 * What the role allows, by name; the screen hides what is not here, the core refuses it.
 */
permissions: Array<string>, started_at: string, 
/**
 * Wrong tries since the last good sign-in.
 */
failed_before: number, };

/**
 * A user name or e-mail address, and the password.
 */
export type SignIn = { user: string, password: string, };

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
 * The two themes of the program; a chart takes its colours from one of them.
 */
export type Theme = "dusk" | "day";

/**
 * Which operation to take back; without one, the latest own operation that still stands.
 */
export type UndoWhat = { operation?: number, };

/**
 * Whether the reader may take an entry back.
 */
export type Undoable = "can" | "undone" | "cannot";

/**
 * Something unlikely about a field.
 */
export type Warning = { field: string, sentence: string, };

/**
 * Which running work to stop.
 */
export type WhichJob = { job: number, };

/** Every command with what goes in and what comes out. */
export interface Commands {
  office_state: { input: Nothing; output: OfficeState };
  pipelines: { input: Nothing; output: Array<PipelinePreset> };
  password_advice: { input: PasswordQuestion; output: Advice };
  office_create: { input: NewOffice; output: OfficeCreated };
  sign_in: { input: SignIn; output: Session };
  sign_out: { input: Nothing; output: null };
  recover: { input: Recover; output: OfficeCreated };
  job_cancel: { input: WhichJob; output: null };
  leads_page: { input: LeadsPage; output: LeadPage };
  lead: { input: LeadId; output: Lead };
  lead_history: { input: LeadId; output: Array<Entry> };
  lead_fields: { input: Nothing; output: Array<LeadField> };
  lead_columns: { input: Nothing; output: Array<LeadColumn> };
  lead_check: { input: LeadInput; output: Array<Warning> };
  choices: { input: Nothing; output: Array<ChoiceList> };
  lead_add: { input: LeadInput; output: LeadSaved };
  lead_edit: { input: LeadEdit; output: LeadSaved };
  lead_delete: { input: LeadId; output: Done };
  undo: { input: UndoWhat; output: Done };
  activity_page: { input: ActivityQuestion; output: ActivityPage };
  dashboard: { input: Nothing; output: Dashboard };
  chart: { input: ChartQuestion; output: ChartDrawn };
  import_look: { input: ImportFile; output: ImportLook };
  import_targets: { input: Nothing; output: Array<ImportTarget> };
  import_run: { input: ImportPlan; output: ImportResult };
  leads_export: { input: ExportPlan; output: ExportResult };
}

/** The tables each question reads: when a change touches one, the question is asked again. */
export const reads: { [K in keyof Commands]?: ReadonlyArray<string> } = {
  leads_page: ["leads", "stages", "choices", "staff"],
  lead: ["leads", "stages", "choices", "staff", "events", "accounts"],
  lead_history: ["operations"],
  choices: ["stages", "choices", "staff", "events"],
  activity_page: ["operations"],
  dashboard: ["leads", "accounts", "stages", "choices", "staff"],
  chart: ["leads", "choices", "staff"],
};

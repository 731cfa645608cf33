//! THE TABLE OF CONTENTS: everything a user can do, one line each: its kind, its permission, the function that
//! does it, what goes in, what comes out, and for a question the tables it reads.
//!
//! | kind | what it is |
//! | --- | --- |
//! | `door` | before anybody is signed in |
//! | `ask` | a question on a connection that cannot write |
//! | `operate` | one transaction, one operation in the log, one notice |
//! | `keys` | the same, with the key ring and the requests for accounts changed in the same step |
//! | `job` | long work with progress and cancel; it writes through `operate` |

use std::sync::atomic::AtomicBool;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::access::Permission;
use crate::accounts::KeyChange;
use crate::desk::{Desk, Seated, WhichJob};
use crate::error::{Code, Error, Result};
use crate::office::{Job, Operation, Progress, Reading};
use crate::typescript::Types;
use crate::{
    access, accounts, activity, charts, dashboard, desk, drafts, exchange, leads, looks, partners, pipeline,
    settings, trash,
};

/// A command that takes nothing.
#[derive(Debug, Clone, Copy, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// One line of the table.
pub struct Command {
    pub name: &'static str,
    pub kind: Kind,
    /// What the asking account's role must allow; none where being signed in, or at the door, is enough.
    pub permission: Option<Permission>,
    /// The tables a question reads: a change to one of them makes the screen ask again.
    pub reads: &'static [&'static str],
    types: fn(&mut Types) -> (String, String),
    run: Run,
}

/// Which of the kinds a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Door,
    Ask,
    Operate,
    Keys,
    Job,
}

enum Run {
    Door(fn(&Desk, Value) -> Result<Value>),
    Ask(fn(&Reading<'_>, Value) -> Result<Value>),
    Operate(fn(&mut Operation<'_>, Value) -> Result<Value>),
    Keys(fn(&mut KeyChange<'_, '_>, Value) -> Result<Value>),
    Job(fn(&Job<'_>, Value) -> Result<Value>),
}

/// Writes the table out as constants; a line that does not fit its function does not compile.
macro_rules! commands {
    ($($name:ident: $kind:ident $(($permission:ident))? $function:path, $input:ty => $output:ty $(, reads $reads:expr)?;)*) => {
        /// Every command there is.
        pub const COMMANDS: &[Command] = &[$(Command {
            name: stringify!($name),
            kind: commands!(@kind $kind),
            permission: commands!(@permission $($permission)?),
            reads: commands!(@reads $($reads)?),
            types: |types| (types.add::<$input>(), types.add::<$output>()),
            run: commands!(@run $kind $function, $input),
        },)*];
    };
    (@kind door) => { Kind::Door };
    (@kind ask) => { Kind::Ask };
    (@kind operate) => { Kind::Operate };
    (@kind keys) => { Kind::Keys };
    (@kind job) => { Kind::Job };
    (@permission) => { None };
    (@permission $permission:ident) => { Some(Permission::$permission) };
    (@reads) => { &[] };
    (@reads $reads:expr) => { &$reads };
    (@run door $function:path, $input:ty) => { Run::Door(|desk, input| encode(&$function(desk, decode::<$input>(input)?)?)) };
    (@run ask $function:path, $input:ty) => { Run::Ask(|reading, input| encode(&$function(reading, decode::<$input>(input)?)?)) };
    (@run operate $function:path, $input:ty) => { Run::Operate(|operation, input| encode(&$function(operation, decode::<$input>(input)?)?)) };
    (@run keys $function:path, $input:ty) => { Run::Keys(|change, input| encode(&$function(change, decode::<$input>(input)?)?)) };
    (@run job $function:path, $input:ty) => { Run::Job(|job, input| encode(&$function(job, decode::<$input>(input)?)?)) };
}

commands! {
    office_state:    door accounts::state, Nothing => accounts::OfficeState;
    pipelines:       door pipeline::presets, Nothing => Vec<pipeline::PipelinePreset>;
    password_advice: door accounts::password_advice, accounts::PasswordQuestion => crate::vault::password::Advice;
    office_create:   door accounts::create, accounts::NewOffice => accounts::OfficeCreated;
    sign_in:         door accounts::sign_in, accounts::SignIn => accounts::Session;
    sign_out:        door accounts::sign_out, Nothing => ();
    recover:         door accounts::recover, accounts::Recover => accounts::OfficeCreated;
    account_ask:     door accounts::ask_account, accounts::AskAccount => accounts::Asked;
    password_reset_ask: door accounts::ask_reset, accounts::AskReset => accounts::Asked;
    lock:            door accounts::lock, Nothing => ();
    touch:           door accounts::touch, Nothing => ();
    job_cancel:      door desk::cancel, WhichJob => ();

    profile_change:  keys accounts::change_profile, accounts::Profile => activity::Done;
    password_change: keys accounts::change_password, accounts::PasswordChange => activity::Done;
    recovery_confirm: keys accounts::confirm_recovery, accounts::CodePart => ();
    recovery_renew:  keys accounts::renew_recovery, accounts::OwnPassword => accounts::NewCode;
    paper_save:      operate accounts::save_paper, accounts::SavePaper => accounts::PaperSaved;
    theme_choose:    operate accounts::choose_theme, accounts::ThemeChoice => ();
    sessions:        ask accounts::sessions, accounts::SessionQuestion => accounts::SessionPage, reads ["operations"];
    session_end:     operate accounts::end_other, accounts::WhichSession => activity::Done;

    people:          ask(AccountsEdit) accounts::people, Nothing => accounts::People, reads ["accounts", "roles", "teams", "partners", "invitations", "operations", "inbox"];
    requests_waiting: ask(AccountsApprove) accounts::waiting, Nothing => u64, reads ["operations", "inbox"];
    account_approve: keys(AccountsApprove) accounts::approve, accounts::Approval => activity::Done;
    account_decline: keys(AccountsApprove) accounts::decline, accounts::WhichRequest => activity::Done;
    account_disable: keys(AccountsEdit) accounts::disable, accounts::WhichAccount => activity::Done;
    account_enable:  keys(AccountsEdit) accounts::enable, accounts::WhichAccount => activity::Done;
    account_unlock:  keys(AccountsEdit) accounts::forget_tries, accounts::WhichAccount => activity::Done;
    account_role:    keys(AccountsEdit) accounts::give_role, accounts::RoleOfAccount => activity::Done;
    account_place:   operate(AccountsEdit) accounts::place, accounts::PlaceOfAccount => activity::Done;
    invitation_make: operate(AccountsApprove) accounts::invite, accounts::NewInvitation => accounts::InvitationMade;
    invitation_revoke: operate(AccountsApprove) accounts::revoke, accounts::WhichInvitation => activity::Done;
    team_save:       operate(AccountsEdit) accounts::save_team, accounts::TeamChange => activity::Done;
    team_delete:     operate(AccountsEdit) accounts::delete_team, accounts::WhichTeam => activity::Done;

    roles:           ask access::roles, Nothing => access::RoleMatrix, reads ["roles", "role_permissions", "role_stages", "accounts", "stages"];
    role_copy:       operate(RolesEdit) access::copy, access::RoleCopy => access::RoleMade;
    role_save:       operate(RolesEdit) access::save, access::RoleChange => activity::Done;
    role_retire:     operate(RolesEdit) access::retire, access::WhichRole => activity::Done;

    settings:        ask(SettingsEdit) settings::shown, Nothing => Vec<settings::SettingShown>, reads ["settings"];
    setting_change:  operate(SettingsEdit) settings::change, settings::SettingChange => activity::Done;

    leads_page:      ask(LeadsView) leads::page, leads::LeadsPage => leads::LeadPage, reads ["leads", "stages", "choices", "staff", "lead_shares", "accounts"];
    lead:            ask(LeadsView) leads::lead, leads::LeadId => leads::Lead, reads ["leads", "stages", "choices", "staff", "events", "accounts", "lead_shares", "partners", "role_permissions", "role_stages"];
    lead_history:    ask(LeadsView) activity::lead_history, activity::HistoryQuestion => Vec<activity::Entry>, reads ["operations"];
    lead_then:       ask(LeadsView) activity::lead_then, activity::ThenQuestion => activity::LeadThen, reads ["operations"];
    lead_fields:     ask(LeadsView) leads::fields, Nothing => Vec<leads::LeadField>;
    lead_columns:    ask(LeadsView) leads::columns, Nothing => Vec<leads::LeadColumn>;
    lead_check:      ask(LeadsView) leads::typed_warnings, leads::LeadInput => Vec<leads::Warning>;
    choices:         ask(LeadsView) leads::choices, Nothing => Vec<leads::ChoiceList>, reads ["stages", "choices", "staff", "events", "partners"];
    lead_add:        operate(LeadsCreate) leads::add, leads::LeadInput => leads::LeadSaved;
    lead_edit:       operate(LeadsView) leads::edit, leads::LeadEdit => leads::LeadSaved;
    lead_delete:     operate(LeadsDelete) leads::delete, leads::LeadId => activity::Done;
    lead_erase:      operate(LeadsDelete) activity::erase, activity::Erase => activity::Done;
    lead_reveal:     operate(LeadsReveal) leads::reveal, leads::Reveal => leads::Revealed;
    lead_share:      operate(LeadsShare) leads::share, leads::LeadShare => activity::Done;
    lead_unshare:    operate(LeadsShare) leads::unshare, leads::LeadShare => activity::Done;
    colleagues:      ask(LeadsShare) leads::colleagues, Nothing => Vec<leads::Colleague>, reads ["accounts", "roles", "role_permissions"];

    partner_save:    operate(PartnersEdit) partners::save, partners::PartnerSave => activity::Done;
    partner_delete:  operate(PartnersEdit) partners::delete, partners::WhichPartner => activity::Done;

    drafts:          ask drafts::drafts, Nothing => Vec<drafts::Draft>;
    draft_save:      operate drafts::save, drafts::DraftSave => ();

    undo:            operate activity::undo, activity::UndoWhat => activity::Done;
    redo:            operate activity::redo, Nothing => activity::Done;
    undo_outlook:    ask activity::outlook, activity::WhichOperation => activity::UndoOutlook, reads ["operations"];

    trash_page:      ask(LeadsView) trash::page, trash::TrashQuestion => trash::TrashPage, reads ["operations"];
    trash_restore:   operate(LeadsView) trash::restore, trash::TrashRestore => activity::Done;

    activity_page:   ask(ActivityView) activity::page, activity::ActivityQuestion => activity::ActivityPage, reads ["operations"];
    activity_filters: ask(ActivityView) activity::filters, Nothing => activity::ActivityFilters, reads ["operations"];
    activity_export: job(ActivityView) activity::export, activity::ActivityPlan => activity::ActivityWritten;
    activity_print:  job(ActivityView) activity::print, activity::ActivityPlan => activity::ActivityWritten;
    log_state:       ask(ActivityVerify) activity::log_state, Nothing => activity::LogState, reads ["operations"];
    log_verify:      job(ActivityVerify) activity::verify, activity::VerifyPlan => activity::Verified;
    head_compare:    ask(ActivityVerify) activity::compare, activity::HeadTyped => activity::HeadCompared, reads ["operations"];

    looks_page:      ask(ActivityView) looks::page, looks::LooksQuestion => looks::LooksPage, reads ["operations"];
    looks_months:    ask(ActivityVerify) looks::months, Nothing => Vec<looks::ReviewMonth>, reads ["operations"];
    looks_month:     ask(ActivityVerify) looks::month, looks::WhichMonth => looks::MonthReview, reads ["operations"];
    looks_sign_off:  operate(ActivityVerify) looks::sign_off, looks::SignOff => activity::Done;

    dashboard:       ask(LeadsView) dashboard::dashboard, Nothing => dashboard::Dashboard, reads ["leads", "accounts", "stages", "choices", "staff", "lead_shares"];
    chart:           ask(LeadsView) charts::chart, charts::ChartQuestion => charts::ChartDrawn, reads ["leads", "choices", "staff", "lead_shares", "accounts"];

    import_look:     ask(LeadsImport) exchange::look, exchange::ImportFile => exchange::ImportLook;
    import_targets:  ask(LeadsImport) exchange::targets, Nothing => Vec<exchange::ImportTarget>;
    import_run:      job(LeadsImport) exchange::import, exchange::ImportPlan => exchange::ImportResult;
    leads_export:    job(LeadsExport) exchange::export, exchange::ExportPlan => exchange::ExportResult;
}

/// The longest text a call may carry, in bytes, over all its values.
const MOST_TEXT: usize = 1 << 20;

/// Runs one command for whoever sits at the desk.
pub(crate) fn call(desk: &Desk, name: &str, input: Value, progress: &dyn Fn(Progress)) -> Result<Value> {
    let command = COMMANDS
        .iter()
        .find(|command| command.name == name)
        .ok_or_else(|| Error::new(Code::BadCall, format!("There is no command “{name}”.")))?;
    if weight(&input) > MOST_TEXT {
        return Err(Error::new(
            Code::BadCall,
            "This is more text than Porchlight takes at once. Shorten it.",
        ));
    }
    desk.expire();
    if let Run::Door(run) = command.run {
        return run(desk, input);
    }
    let seated = desk.seated()?;
    let answer = run_seated(desk, &seated, command, input, progress);
    crate::stack::wipe();
    answer.map_err(|error| desk.look_after(&seated, command.name, error))
}

#[inline(never)]
fn run_seated(
    desk: &Desk,
    seated: &Seated,
    command: &Command,
    input: Value,
    progress: &dyn Fn(Progress),
) -> Result<Value> {
    let (office, account, session) = (&seated.office, seated.account, Some(seated.session));
    match command.run {
        Run::Door(run) => run(desk, input),
        Run::Ask(run) => {
            office.ask(account, session, command.permission, desk.now(), |reading| run(reading, input))
        }
        Run::Operate(run) => {
            let never = AtomicBool::new(false);
            let (value, change) =
                office.operate(account, session, command.permission, desk.now(), &never, |operation| {
                    run(operation, input)
                })?;
            change.iter().for_each(|change| desk.tell(change));
            Ok(value)
        }
        Run::Keys(run) => desk.change_keys(seated, command.permission, |change| run(change, input)),
        Run::Job(run) => {
            let grant = office
                .ask(account, session, command.permission, desk.now(), |reading| Ok(reading.grant.clone()))?;
            let number = input.get("job").and_then(Value::as_u64).unwrap_or(0);
            let cancelled = desk.begin_job(number);
            let job = Job::new(office, &grant, desk.now(), progress, &cancelled);
            let answer = run(&job, input);
            desk.end_job(number);
            job.into_changes().iter().for_each(|change| desk.tell(change));
            answer
        }
    }
}

/// The types of every command as TypeScript: name, input, output.
pub(crate) fn types(types: &mut Types) -> Vec<(&'static str, String, String)> {
    COMMANDS
        .iter()
        .map(|command| {
            let (input, output) = (command.types)(types);
            (command.name, input, output)
        })
        .collect()
}

fn decode<T: DeserializeOwned>(input: Value) -> Result<T> {
    // Serde takes a list for a struct too; here every value has its name.
    if !input.is_object() {
        return Err(Error::new(Code::BadCall, "This call is not understood: its input has no names."));
    }
    serde_json::from_value(input)
        .map_err(|error| Error::new(Code::BadCall, format!("This call is not understood: {error}.")))
}

fn encode<T: Serialize>(output: &T) -> Result<Value> {
    serde_json::to_value(output)
        .map_err(|error| Error::new(Code::Internal, format!("The answer could not be written: {error}.")))
}

fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(weight).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| key.len() + weight(value)).sum(),
        _ => 1,
    }
}

//! THE TABLE OF CONTENTS: everything a user can do, one line each: its kind, its permission, the function that
//! does it, what goes in, what comes out, and for a question the tables it reads.
//!
//! | kind | what it is |
//! | --- | --- |
//! | `door` | before anybody is signed in |
//! | `ask` | a question on a connection that cannot write |
//! | `operate` | one transaction, one operation in the log, one notice |
//! | `job` | long work with progress and cancel; it writes through `operate` |

use std::sync::atomic::AtomicBool;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::access::Permission;
use crate::desk::{Desk, WhichJob};
use crate::error::{Code, Error, Result};
use crate::office::{Job, Operation, Progress, Reading};
use crate::typescript::Types;
use crate::{accounts, activity, charts, dashboard, desk, exchange, leads, pipeline};

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

/// Which of the four kinds a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Door,
    Ask,
    Operate,
    Job,
}

enum Run {
    Door(fn(&Desk, Value) -> Result<Value>),
    Ask(fn(&Reading<'_>, Value) -> Result<Value>),
    Operate(fn(&mut Operation<'_>, Value) -> Result<Value>),
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
    (@kind job) => { Kind::Job };
    (@permission) => { None };
    (@permission $permission:ident) => { Some(Permission::$permission) };
    (@reads) => { &[] };
    (@reads $reads:expr) => { &$reads };
    (@run door $function:path, $input:ty) => { Run::Door(|desk, input| encode(&$function(desk, decode::<$input>(input)?)?)) };
    (@run ask $function:path, $input:ty) => { Run::Ask(|reading, input| encode(&$function(reading, decode::<$input>(input)?)?)) };
    (@run operate $function:path, $input:ty) => { Run::Operate(|operation, input| encode(&$function(operation, decode::<$input>(input)?)?)) };
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
    job_cancel:      door desk::cancel, WhichJob => ();

    leads_page:      ask(LeadsView) leads::page, leads::LeadsPage => leads::LeadPage, reads ["leads", "stages", "choices", "staff"];
    lead:            ask(LeadsView) leads::lead, leads::LeadId => leads::Lead, reads ["leads", "stages", "choices", "staff", "events", "accounts"];
    lead_history:    ask(LeadsView) activity::lead_history, leads::LeadId => Vec<activity::Entry>, reads ["operations"];
    lead_fields:     ask(LeadsView) leads::fields, Nothing => Vec<leads::LeadField>;
    lead_columns:    ask(LeadsView) leads::columns, Nothing => Vec<leads::LeadColumn>;
    lead_check:      ask(LeadsView) leads::typed_warnings, leads::LeadInput => Vec<leads::Warning>;
    choices:         ask(LeadsView) leads::choices, Nothing => Vec<leads::ChoiceList>, reads ["stages", "choices", "staff", "events"];
    lead_add:        operate(LeadsCreate) leads::add, leads::LeadInput => leads::LeadSaved;
    lead_edit:       operate(LeadsEdit) leads::edit, leads::LeadEdit => leads::LeadSaved;
    lead_delete:     operate(LeadsDelete) leads::delete, leads::LeadId => activity::Done;

    undo:            operate activity::undo, activity::UndoWhat => activity::Done;
    activity_page:   ask(ActivityView) activity::page, activity::ActivityQuestion => activity::ActivityPage, reads ["operations"];

    dashboard:       ask(LeadsView) dashboard::dashboard, Nothing => dashboard::Dashboard, reads ["leads", "accounts", "stages", "choices", "staff"];
    chart:           ask(LeadsView) charts::chart, charts::ChartQuestion => charts::ChartDrawn, reads ["leads", "choices", "staff"];

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
    if let Run::Door(run) = command.run {
        return run(desk, input);
    }
    let seated = desk.seated()?;
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

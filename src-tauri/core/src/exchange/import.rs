//! Imports a file as one operation: every row is added or refused with its reason, and one undo takes all back.

use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::columns::split_name;
use super::problems;
use super::rows::{Row, RowKind, Table};
use super::sheet::restore;
use super::single::single;
use super::targets::{CREATED_AT, FULL_NAME};
use crate::access::Permission;
use crate::error::{Code, Error, Result};
use crate::leads::{self, LeadInput, LeadRecord, Names, Strictness};
use crate::office::{Job, Operation};
use crate::values::{leads_counted, thousands};

/// How many refused rows the answer lists; the problems file has all of them.
const LISTED_PROBLEMS: usize = 1_000;

/// After how many rows progress is told and a cancel is heard.
const STEP: u64 = 500;

/// How a file becomes leads: `columns[i]` is the field that column i fills, or none to leave it out.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportPlan {
    pub path: String,
    pub columns: Vec<Option<String>>,
    pub has_header: bool,
    /// Under which number the work can be stopped.
    pub job: u64,
}

/// A refused row and why.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Problem {
    /// The row of the table, from 1, the header not counted.
    pub row: u64,
    /// The column's name in the file; empty where the whole row is meant.
    pub column: String,
    pub value: String,
    pub message: String,
}

/// What an import did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportResult {
    /// The operation, for undo; 0 where nothing was added.
    pub batch: i64,
    pub file_name: String,
    pub read: u64,
    pub added: u64,
    pub updated: u64,
    pub skipped: u64,
    pub duplicates: u64,
    pub rejected: u64,
    pub problems: Vec<Problem>,
    /// Where the refused rows stand, whole.
    pub problems_file: Option<String>,
    pub notes: Vec<String>,
    pub sentence: String,
}

/// Runs an import; stopped or failed, it leaves nothing.
pub fn import(job: &Job<'_>, plan: ImportPlan) -> Result<ImportResult> {
    let table = Table::at(Path::new(&plan.path))?.with_header(plan.has_header);
    let mapping = Mapping::new(&plan, &table.dialect.header())?;
    let file_name = table.source().name().to_owned();
    let fallback = job.office.folder().join("imports");
    let total = table.estimated_rows();
    let mut problems = problems::Writer::new(Path::new(&plan.path), &fallback, &mapping.headers);
    let mut result = ImportResult::of(&file_name);
    job.operate(Permission::LeadsImport, |operation| {
        let mut names = Names::load(operation.sql)?;
        for row in table.rows()? {
            let row = row?;
            result.read += 1;
            if result.read.is_multiple_of(STEP) {
                operation.stop_if_cancelled()?;
                job.tell(result.read, Some(total.max(result.read)), "Importing");
            }
            take(operation, &mut names, &mapping, &row, &mut result, &mut problems)?;
        }
        job.tell(result.read, Some(result.read), "Writing the log");
        if result.added > 0 {
            result.batch = operation.id;
            operation
                .says("leads.import", format!("{} imported from {file_name}", leads_counted(result.added)));
        }
        note_new_choices(&names, &mut result.notes);
        Ok(())
    })?;
    match problems.finish() {
        Ok(path) => result.problems_file = path.map(|path| path.display().to_string()),
        Err(error) => {
            result.notes.push(format!("The refused rows could not be written to a file: {}", error.sentence))
        }
    }
    result.sentence = match (result.added, result.rejected) {
        (0, 0) => format!("{file_name} has no rows to import."),
        (added, 0) => format!("{} added from {file_name}", leads_counted(added)),
        (added, refused) => {
            format!("{} added from {file_name}, {} refused", leads_counted(added), thousands(refused))
        }
    };
    Ok(result)
}

/// Which column fills which field, and what the columns are called.
struct Mapping {
    fields: Vec<Option<String>>,
    headers: Vec<String>,
}

impl Mapping {
    fn new(plan: &ImportPlan, headers: &[String]) -> Result<Mapping> {
        if plan.columns.iter().all(Option::is_none) {
            return Err(Error::invalid(
                "columns",
                "No column is matched to a field. Match at least a name and a phone.",
            ));
        }
        for field in plan.columns.iter().flatten() {
            if !super::targets::is_target(field) {
                return Err(Error::invalid(
                    "columns",
                    format!("There is no field “{field}” to import into."),
                ));
            }
            if plan.columns.iter().flatten().filter(|other| *other == field).count() > 1 {
                return Err(Error::invalid(
                    "columns",
                    format!("Two columns are matched to “{field}”. Leave one of them out."),
                ));
            }
        }
        let headers = (0..plan.columns.len().max(headers.len()))
            .map(|at| {
                headers
                    .get(at)
                    .filter(|h| !h.is_empty())
                    .cloned()
                    .unwrap_or_else(|| format!("column {}", at + 1))
            })
            .collect();
        Ok(Mapping { fields: plan.columns.clone(), headers })
    }

    /// The column that fills a field, and its place.
    fn column_of(&self, field: &str) -> Option<usize> {
        let direct = self.fields.iter().position(|known| known.as_deref() == Some(field));
        let from_full = || self.fields.iter().position(|known| known.as_deref() == Some(FULL_NAME));
        direct.or_else(|| matches!(field, "first_name" | "last_name").then(from_full).flatten())
    }
}

fn take(
    operation: &Operation<'_>,
    names: &mut Names,
    mapping: &Mapping,
    row: &Row,
    result: &mut ImportResult,
    problems: &mut problems::Writer,
) -> Result<()> {
    if row.kind != RowKind::Ordinary {
        result.skipped += 1;
        return Ok(());
    }
    let refused = match row.problem() {
        Some(problem) => Err(Error::new(Code::Invalid, problem)),
        None => record(operation, names, mapping, row),
    };
    match refused {
        Ok(record) => {
            leads::insert(operation, &record)?;
            result.added += 1;
            Ok(())
        }
        Err(error) if error.code == Code::Invalid => {
            result.rejected += 1;
            // A problems file that cannot be written must not lose the import: the answer lists the rows too.
            if let Err(unwritten) = problems.write(row, &error.sentence)
                && result.rejected == 1
            {
                result
                    .notes
                    .push(format!("The refused rows could not be written to a file: {}", unwritten.sentence));
            }
            if result.problems.len() < LISTED_PROBLEMS {
                result.problems.push(problem(mapping, row, error));
            }
            Ok(())
        }
        Err(error) => Err(error),
    }
}

fn record(operation: &Operation<'_>, names: &mut Names, mapping: &Mapping, row: &Row) -> Result<LeadRecord> {
    let mut typed = LeadInput::default();
    let mut created = None;
    for (field, cell) in mapping.fields.iter().zip(&row.cells) {
        let Some(field) = field.as_deref() else { continue };
        let text = restore(cell).trim();
        // Nobody is an answer too: without it the lead would be held by who imports.
        if text.is_empty() && field != "staff_name" {
            continue;
        }
        match field {
            FULL_NAME => {
                let (first, last) = split_name(text);
                typed.first_name.get_or_insert(first);
                typed.last_name.get_or_insert(last);
            }
            CREATED_AT => created = Some(moment(operation, text)?),
            "phone" | "email" | "e_contact_phone" => {
                typed.set(field, single(text).to_owned());
            }
            field => {
                typed.set(field, text.to_owned());
            }
        }
    }
    let mut record = LeadRecord::new(operation, names)?;
    record.take(operation, names, &typed, Strictness::Import)?;
    leads::check_holders(operation.grant, &record)?;
    if let Some(created) = created {
        record.created_at = created;
    }
    if record.active_client && typed.stage.is_none() {
        record.stage_id = names.won_stage.unwrap_or(record.stage_id);
    }
    Ok(record)
}

fn moment(operation: &Operation<'_>, text: &str) -> Result<String> {
    let moment = crate::values::parse_moment(text, operation.now.date_naive())
        .map_err(|sentence| Error::invalid(CREATED_AT, sentence))?;
    if moment > crate::activity::written(operation.now) {
        return Err(Error::invalid(CREATED_AT, format!("“{text}” is in the future.")));
    }
    Ok(moment)
}

fn problem(mapping: &Mapping, row: &Row, error: Error) -> Problem {
    let column = error.field.as_deref().and_then(|field| mapping.column_of(field));
    Problem {
        row: row.number,
        column: column.and_then(|at| mapping.headers.get(at)).cloned().unwrap_or_default(),
        value: column
            .and_then(|at| row.cells.get(at))
            .map(|cell| cell.chars().take(200).collect())
            .unwrap_or_default(),
        message: error.sentence,
    }
}

/// The lists that grew, so that nobody wonders where a choice comes from.
fn note_new_choices(names: &Names, notes: &mut Vec<String>) {
    for (list, what) in [
        ("source", "sources"),
        ("event_name", "events"),
        ("staff_name", "names of staff"),
        ("partner", "partners"),
        ("word_of_mouth_type", "kinds of word of mouth"),
        ("last_contact_status", "contact statuses"),
        ("referral_type", "referral types"),
    ] {
        let new: Vec<&str> =
            names.new.iter().filter(|(known, _)| *known == list).map(|(_, label)| label.as_str()).collect();
        if !new.is_empty() {
            let shown = new.iter().take(5).copied().collect::<Vec<_>>().join(", ");
            let more = if new.len() > 5 { format!(" and {} more", new.len() - 5) } else { String::new() };
            notes.push(format!("New {what} from this file: {shown}{more}."));
        }
    }
}

impl ImportResult {
    fn of(file_name: &str) -> ImportResult {
        ImportResult {
            batch: 0,
            file_name: file_name.to_owned(),
            read: 0,
            added: 0,
            updated: 0,
            skipped: 0,
            duplicates: 0,
            rejected: 0,
            problems: Vec::new(),
            problems_file: None,
            notes: Vec::new(),
            sentence: String::new(),
        }
    }
}

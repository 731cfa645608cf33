//! The log as a CSV, with the head of the chain in its last row. Reading it out is an act: it is logged.

use std::path::Path;

use chrono::{DateTime, Local};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::heads::give_head;
use super::page::{ActivityQuestion, page};
use super::{ActivityFilter, Entry, Undoable};
use crate::access::Permission;
use crate::error::Result;
use crate::exchange::SheetWriter;
use crate::office::Job;
use crate::values::thousands;

/// Which entries, and into which file.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ActivityPlan {
    pub path: String,
    #[serde(default)]
    pub filter: ActivityFilter,
    /// Under which number the work can be stopped.
    pub job: u64,
}

/// What was written.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ActivityWritten {
    pub path: String,
    pub entries: u64,
    /// The head of the log that stands in the file, as people type it.
    pub head: String,
    pub sentence: String,
}

/// How many entries are read at once. Between two pieces the file is let go of, so that the work neither holds up a new
/// key nor outlives the role of whoever began it.
const PIECE: i64 = 200;

/// The columns of the file.
const COLUMNS: [&str; 10] =
    ["Entry", "Date and time", "Person", "Action", "What", "Lead", "Field", "Old", "New", "Taken back"];

/// What the last row begins with.
const HEAD: &str = "Head of the activity log";

/// Writes the entries of a filter, newest first, a row for each change. The entry in the log is made before the file is
/// put in its place: a file that exists is always in the log.
///
/// # Errors
/// `Code::Refused` without the right to export, `Code::Disk` where the disk refuses the file, `Code::Cancelled`.
pub fn export(job: &Job<'_>, plan: ActivityPlan) -> Result<ActivityWritten> {
    job.grant.require(Permission::ReportsExport)?;
    let mut writer = SheetWriter::create(Path::new(&plan.path))?;
    writer.write(COLUMNS)?;
    let mut entries = 0;
    each_entry(job, &plan.filter, "Exporting", |entry| {
        entries += 1;
        write(&mut writer, &entry)
    })?;
    writer.secure()?;
    let file = file_name(&plan.path);
    let sentence = format!("{} of the activity log exported to {file}", counted(entries));
    let head = job.operate(Permission::ReportsExport, |operation| {
        operation.grant.require(Permission::ActivityView)?;
        operation.says("activity.export", &sentence);
        let head = give_head(operation, &file)?;
        writer.write([HEAD, &head.text, &here(&head.at)])?;
        writer.secure()?;
        Ok(head)
    })?;
    let path = writer.finish()?;
    Ok(ActivityWritten { path: path.display().to_string(), entries, head: head.text, sentence })
}

fn write(writer: &mut SheetWriter, entry: &Entry) -> Result<()> {
    let number = entry.operation.to_string();
    let lead = entry.lead.map(|lead| lead.to_string()).unwrap_or_default();
    let (at, taken_back) = (here(&entry.at), if entry.undo == Undoable::Undone { "yes" } else { "no" });
    let mut row = |field: &str, old: &str, new: &str| {
        let what = [number.as_str(), &at, &entry.who, &entry.action, &entry.sentence, &lead];
        writer.write(what.into_iter().chain([field, old, new, taken_back]))
    };
    for change in &entry.changes {
        let [old, new] = [&change.old, &change.new].map(|value| value.as_deref().unwrap_or_default());
        row(&change.label, old, new)?;
    }
    if entry.more_changes > 0 {
        return row(&and_more(entry), "", "");
    }
    if entry.changes.is_empty() { row("", "", "") } else { Ok(()) }
}

/// Everything under a filter, newest first, piece by piece in little memory.
///
/// # Errors
/// `Code::Cancelled`, `Code::Refused` where the role no longer allows it, and those of `found`.
pub(super) fn each_entry(
    job: &Job<'_>,
    filter: &ActivityFilter,
    doing: &str,
    mut found: impl FnMut(Entry) -> Result<()>,
) -> Result<()> {
    let (mut before, mut done) = (None, 0);
    loop {
        job.stop_if_cancelled()?;
        let question = ActivityQuestion { filter: filter.clone(), before, count: PIECE };
        let piece = job.ask(Permission::ActivityView, |reading| page(reading, question))?;
        let Some(last) = piece.entries.last().map(|entry| entry.operation) else { return Ok(()) };
        before = Some(last);
        done += piece.entries.len() as u64;
        piece.entries.into_iter().try_for_each(&mut found)?;
        let total = u64::try_from(piece.total).ok().filter(|total| !piece.more && *total >= done);
        job.tell(done, total, doing);
    }
}

/// '1 entry', '12,345 entries'.
pub(super) fn counted(entries: u64) -> String {
    if entries == 1 { "1 entry".to_owned() } else { format!("{} entries", thousands(entries)) }
}

/// 'and 99,980 more', of the changes that are not told one by one.
pub(super) fn and_more(entry: &Entry) -> String {
    format!("and {} more", thousands(entry.more_changes.unsigned_abs()))
}

/// The name of a file as the log says it.
pub(super) fn file_name(path: &str) -> String {
    Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A moment of the log on this computer's clock, as spreadsheets read it.
fn here(at: &str) -> String {
    let moment = DateTime::parse_from_rfc3339(at);
    moment.map_or_else(|_| at.to_owned(), |m| m.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string())
}

//! Exports what a list shows to a CSV that a spreadsheet can open without harm. Reading data out is an act: it is logged.

use std::path::Path;

use roaring::RoaringTreemap;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::sheet;
use crate::access::Permission;
use crate::error::Result;
use crate::leads::{self, LeadFilter, LeadInput, LeadSort};
use crate::looks;
use crate::office::Job;

/// After how many rows progress is told and a cancel is heard.
const STEP: usize = 1_000;

/// Where to, and which list.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExportPlan {
    pub path: String,
    #[serde(default)]
    pub filter: LeadFilter,
    #[serde(default)]
    pub sort: LeadSort,
    /// Under which number the work can be stopped.
    pub job: u64,
}

/// What was written.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ExportResult {
    pub path: String,
    pub rows: u64,
    pub sentence: String,
}

/// Columns of the record that are not typed.
const KEPT: [&str; 4] = ["created_at", "updated_at", "created_by", "updated_by"];

/// Writes the list's leads with every column of the record, as whoever exports may have it. The entry in the log, with
/// which leads were given, is made before the file is put in its place: a file that exists is always in the log.
pub fn export(job: &Job<'_>, plan: ExportPlan) -> Result<ExportResult> {
    let mut writer = sheet::Writer::create(Path::new(&plan.path))?;
    writer.write(LeadInput::NAMES.iter().chain(&KEPT))?;
    let mut rows = 0;
    let mut given = RoaringTreemap::new();
    let whole = job.ask(Permission::LeadsExport, |reading| {
        let ids = leads::ids(reading, &plan.filter, &plan.sort)?;
        for piece in ids.chunks(STEP) {
            job.stop_if_cancelled()?;
            leads::each_row(reading.sql, piece, reading.now, |lead| {
                rows += 1;
                let lead = lead.exported(reading.grant);
                given.extend(u64::try_from(lead.id));
                let typed = LeadInput::NAMES.iter().map(|name| leads::field_of(&lead, name));
                let kept = [&lead.created_at, &lead.updated_at, &lead.created_by, &lead.updated_by];
                writer.write(typed.chain(kept.into_iter().cloned()))
            })?;
            job.tell(rows, Some(ids.len() as u64), "Exporting");
        }
        Ok(leads::exports_protected(reading.grant))
    })?;
    let file = Path::new(&plan.path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let protected = if whole { ", with Medicaid numbers and birth dates" } else { "" };
    let sentence = format!("{} exported to {file}{protected}", crate::values::leads_counted(rows));
    job.operate(Permission::LeadsExport, |operation| {
        operation.says("leads.export", &sentence);
        looks::note_leads_given(operation, &given)
    })?;
    let path = writer.finish()?;
    Ok(ExportResult { path: path.display().to_string(), rows, sentence })
}

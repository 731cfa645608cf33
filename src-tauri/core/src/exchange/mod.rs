//! In and out: any CSV that another program wrote, and CSV that no spreadsheet mangles.

mod columns;
mod dialect;
mod encoding;
mod export;
mod fields;
mod import;
mod kinds;
mod look;
mod problems;
mod records;
mod rows;
mod sheet;
mod single;
mod source_file;
mod targets;

pub use export::{ExportPlan, ExportResult, export};
pub use import::{ImportPlan, ImportResult, Problem, import};
pub use look::Look as ImportLook;
pub use sheet::Writer as SheetWriter;
pub use targets::{ImportTarget, guesses, targets};

use serde::Deserialize;
use ts_rs::TS;

use crate::error::Result;
use crate::office::Reading;

/// Which file to look at.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportFile {
    pub path: String,
}

/// Looks at a file before anything is imported: how it is written, its columns, its first rows.
pub fn look(_: &Reading<'_>, file: ImportFile) -> Result<ImportLook> {
    let mut look = look::look(std::path::Path::new(&file.path))?;
    for column in &mut look.columns {
        column.guess = column.guess.take().filter(|field| targets::is_target(field));
    }
    Ok(look)
}

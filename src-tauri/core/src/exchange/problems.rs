//! Writes the rows that an import refused into a file of their own, whole and with the reason, to be corrected there
//! and imported again.

use std::fs;
use std::path::{Path, PathBuf};

use super::rows::Row;
use super::sheet::{self, restore};
use crate::error::{Code, Result};

/// The columns that are added behind those of the file.
const ADDED: [&str; 2] = ["row", "problem"];

/// Collects refused rows. The file comes into being with the first of them, so that a clean import leaves none.
pub struct Writer {
    beside: PathBuf,
    fallback: PathBuf,
    header: Vec<String>,
    sheet: Option<sheet::Writer>,
}

impl Writer {
    /// For an import of `input` whose columns are `header` (empty names are numbered). The file will stand beside it as
    /// `FILE.problems.csv`; where that folder can not be written, in `fallback`, which is made if need be.
    pub fn new(input: &Path, fallback: &Path, header: &[String]) -> Self {
        let mut name = input.file_name().unwrap_or_default().to_owned();
        name.push(".problems.csv");
        let named = |(at, cell): (usize, &String)| {
            if cell.trim().is_empty() { format!("column {}", at + 1) } else { cell.clone() }
        };
        Self {
            beside: input.with_file_name(&name),
            fallback: fallback.join(&name),
            header: header.iter().enumerate().map(named).collect(),
            sheet: None,
        }
    }

    /// Adds a row with the reason why it was refused. Cells beyond the last column follow behind the reason, so that
    /// nothing of the row is lost.
    pub fn write(&mut self, row: &Row, problem: &str) -> Result<()> {
        let mut sheet = match self.sheet.take() {
            Some(sheet) => sheet,
            None => self.begin()?,
        };
        let number = row.number.to_string();
        // A cell of one of our own exports is neutralised already; once is enough for the way back.
        let cells = row.cells.iter().map(|cell| restore(cell));
        let surplus = row.surplus.iter().map(|cell| restore(cell));
        sheet.write(cells.chain([number.as_str(), problem]).chain(surplus))?;
        self.sheet = Some(sheet);
        Ok(())
    }

    /// Puts the file in its place; answers where, or `None` when no row was refused.
    pub fn finish(self) -> Result<Option<PathBuf>> {
        self.sheet.map(sheet::Writer::finish).transpose()
    }

    fn begin(&self) -> Result<sheet::Writer> {
        let mut sheet = match sheet::Writer::create(&self.beside) {
            Err(error) if error.code == Code::Disk => {
                // Where the folder can not be made, the sheet says so.
                let _ = self.fallback.parent().map(fs::create_dir_all);
                sheet::Writer::create(&self.fallback)?
            }
            other => other?,
        };
        sheet.write(self.header.iter().map(String::as_str).chain(ADDED))?;
        Ok(sheet)
    }
}

#[cfg(test)]
#[path = "tests/problems.rs"]
mod tests;

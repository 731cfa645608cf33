//! What the screen shows of a file before it is imported: how it is written, its columns and its first rows.

use std::path::Path;

use serde::Serialize;
use ts_rs::TS;

use super::columns;
use super::rows::Table;
use crate::error::Result;

/// Rows that the screen shows, rows that the columns are guessed from, and samples of a column.
const SHOWN_ROWS: usize = 20;
const READ_ROWS: usize = 200;
const SAMPLES: usize = 5;
/// Characters of a cell that the screen shows.
const SHOWN_CHARACTERS: usize = 200;

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ImportColumn")]
pub struct Column {
    /// From 0.
    pub index: usize,
    /// Its name in the file; empty when it has none.
    pub header: String,
    /// The field of a lead that it seems to hold.
    pub guess: Option<String>,
    /// Up to five different cells that are not empty.
    pub samples: Vec<String>,
}

/// A file as it is understood before anything is imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ImportLook")]
pub struct Look {
    pub path: String,
    pub file_name: String,
    pub bytes: u64,
    /// `UTF-8`, `windows-1252` and so on.
    pub encoding: String,
    /// `comma`, `semicolon`, `tab`, `vertical bar`, `one column` ...
    pub delimiter: String,
    pub has_header: bool,
    pub columns: Vec<Column>,
    /// Up to 20 rows; long cells are cut.
    pub first_rows: Vec<Vec<String>>,
    /// Exact for a file under 1 MB.
    pub estimated_rows: u64,
    /// What is odd about the file, in whole sentences.
    pub notes: Vec<String>,
}

/// Looks at the file at `path` without importing anything.
pub fn look(path: &Path) -> Result<Look> {
    of(Table::at(path)?)
}

/// Looks at a table as somebody decided to read it.
pub fn of(table: Table) -> Result<Look> {
    let notes = notes(&table);
    let mut look = Look {
        path: table.source().path().to_string_lossy().into_owned(),
        file_name: table.source().name().to_owned(),
        bytes: table.source().bytes(),
        encoding: table.encoding.label().to_owned(),
        delimiter: table.dialect.delimiter_label().to_owned(),
        has_header: table.dialect.has_header,
        columns: Vec::new(),
        first_rows: Vec::new(),
        estimated_rows: table.estimated_rows(),
        notes,
    };
    let mut rows = table.rows()?;
    let header = rows.header().to_vec();
    let mut read: Vec<Vec<String>> = Vec::new();
    for row in rows.by_ref().take(READ_ROWS) {
        read.push(row?.cells);
    }
    let all: Vec<Vec<String>> = (0..header.len()).map(|at| filled(&read, at)).collect();
    let guesses = columns::assign(&header, &all);
    look.columns = header
        .into_iter()
        .zip(guesses)
        .zip(all)
        .enumerate()
        .map(|(index, ((header, guess), cells))| Column {
            index,
            header,
            guess: guess.map(str::to_owned),
            samples: different(&cells),
        })
        .collect();
    read.truncate(SHOWN_ROWS);
    look.first_rows = read.into_iter().map(|row| row.iter().map(|cell| shorten(cell)).collect()).collect();
    Ok(look)
}

fn filled(rows: &[Vec<String>], at: usize) -> Vec<String> {
    let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim());
    cells.filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

fn different(cells: &[String]) -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for cell in cells {
        let cell = shorten(cell);
        if samples.len() < SAMPLES && !samples.contains(&cell) {
            samples.push(cell);
        }
    }
    samples
}

fn shorten(cell: &str) -> String {
    match cell.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell.to_owned(),
    }
}

fn notes(table: &Table) -> Vec<String> {
    let mut notes = Vec::new();
    let (encoding, dialect) = (&table.encoding, &table.dialect);
    if encoding.nuls > 0 {
        notes.push(format!("The file holds {} zero bytes; they are left out.", encoding.nuls));
    }
    if encoding.damaged > 0 {
        let count = encoding.damaged;
        notes.push(format!(
            "Damaged characters in {count} places are read as �; check the names before you import."
        ));
    }
    match dialect.preamble {
        0 => {}
        1 => notes.push("One row above the table is passed over.".to_owned()),
        many => notes.push(format!("{many} rows above the table are passed over.")),
    }
    notes
}

#[cfg(test)]
#[path = "tests/look.rs"]
mod tests;

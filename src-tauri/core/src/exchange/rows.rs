//! Reads the rows of a file one at a time, however large it is, and says of each what is odd about it.

use std::path::Path;

use super::dialect::{self, Dialect, SAMPLE_BYTES};
use super::encoding::{self, TextEncoding, TextReader};
use super::records::{Marks, Record, Splitter};
use super::source_file::{self, SourceFile};
use crate::error::{Error, Result};

/// The most rows of one file.
pub const MAX_ROWS: u64 = 5_000_000;

/// What a row is, apart from the rows that people meant to import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    Ordinary,
    /// The header once more, as joined files have it.
    HeaderAgain,
    /// Sums or counts under the table.
    Totals,
    /// A row that an advertising form made to try itself out.
    TestLead,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// From 1; header, blank rows and what stands before the table are not counted.
    pub number: u64,
    /// The line of the file on which it begins, from 1.
    pub line: u64,
    /// One for each column, as written (white space kept); a row that is too short is filled up with empty cells.
    pub cells: Vec<String>,
    /// How many cells the row lacked in the file; 0 in a sound row.
    pub missing: usize,
    /// Cells beyond the last column, up to the last that is not empty; none in a sound row.
    pub surplus: Vec<String>,
    /// A quotation mark is out of place, so cells may have run together.
    pub misquoted: bool,
    /// What the row is.
    pub kind: RowKind,
}

impl Row {
    /// Why the row can not be trusted, as a sentence; `None` for a sound row.
    pub fn problem(&self) -> Option<String> {
        let line = self.line;
        if self.misquoted {
            return Some(format!(
                "A quotation mark is out of place in the row on line {line}, so its cells may have run together; correct it and import it again."
            ));
        }
        let (cells, columns) = (self.cells.len() + self.surplus.len(), self.cells.len());
        (!self.surplus.is_empty()).then(|| {
            format!(
                "The row on line {line} has {cells} cells where the table has {columns} columns; put cells that hold the delimiter in quotation marks."
            )
        })
    }
}

/// A file that was opened and understood, before its rows are read.
pub struct Table {
    source: SourceFile,
    /// How its bytes are read.
    pub encoding: TextEncoding,
    /// How its table is written.
    pub dialect: Dialect,
    /// The beginning of the text.
    sample: String,
    sample_bytes: u64,
    complete: bool,
}

impl Table {
    /// Opens the file at `path`, finds its encoding and its dialect. The same file gives the same answer every time.
    pub fn at(path: &Path) -> Result<Self> {
        let mut source = source_file::open(path)?;
        let encoding = encoding::detect(&mut source)?;
        let name = source.name().to_owned();
        let bytes = source.bytes();
        let mut reader = TextReader::new(source, encoding)?;
        let (sample, complete) = read_sample(&mut reader)?;
        let sample_bytes = if complete { bytes } else { reader.bytes_read() };
        let dialect = dialect::detect(&sample, complete).ok_or_else(|| no_rows(&name, &sample))?;
        Ok(Self { source: reader.into_source(), encoding, dialect, sample, sample_bytes, complete })
    }

    /// The file.
    pub fn source(&self) -> &SourceFile {
        &self.source
    }

    /// The same table with its first row read as the names of the columns, or as a row, as somebody decided.
    pub fn with_header(mut self, has_header: bool) -> Self {
        self.dialect.has_header = has_header;
        self
    }

    /// About how many rows there are: counted in a file under 1 MB, estimated from its beginning in a larger one.
    pub fn estimated_rows(&self) -> u64 {
        let mut splitter = Splitter::new(self.dialect.marks);
        let mut record = Record::default();
        let (mut at, mut rows) = (0, 0_u64);
        while let Ok((taken, true)) = splitter.push(&self.sample[at..], &mut record) {
            at += taken;
            rows += u64::from(!record.is_blank());
            record.clear();
        }
        let last = self.complete && splitter.end(&mut record).is_ok_and(|more| more && !record.is_blank());
        rows += u64::from(last);
        let before = self.before_rows();
        if self.complete {
            return rows.saturating_sub(before);
        }
        let scaled =
            u128::from(rows) * u128::from(self.source.bytes()) / u128::from(self.sample_bytes.max(1));
        u64::try_from(scaled).unwrap_or(u64::MAX).saturating_sub(before)
    }

    /// Starts to read the rows.
    pub fn rows(self) -> Result<Rows> {
        let to_skip = self.before_rows();
        let header = self.dialect.header();
        let folded = if header.iter().filter(|name| !name.is_empty()).count() >= 2 {
            fold(&header)
        } else {
            Vec::new()
        };
        Ok(Rows {
            reader: TextReader::new(self.source, self.encoding)?,
            splitter: Splitter::new(self.dialect.marks),
            record: Record::default(),
            chunk: String::new(),
            at: 0,
            to_skip,
            number: 0,
            over: false,
            header,
            folded,
            dialect: self.dialect,
        })
    }

    /// Rows with content before the first row of the table's body.
    fn before_rows(&self) -> u64 {
        let dialect = &self.dialect;
        let rows = dialect.preamble + usize::from(dialect.names_delimiter) + usize::from(dialect.has_header);
        rows as u64
    }
}

/// Why a text holds no row: its first one is over a limit, or there is none.
fn no_rows(name: &str, sample: &str) -> Error {
    let first = Splitter::new(Marks::USUAL).push(sample, &mut Record::default());
    let none = || Error::invalid("path", format!("“{name}” holds no rows; choose a file that does."));
    first.err().unwrap_or_else(none)
}

fn read_sample(reader: &mut TextReader) -> Result<(String, bool)> {
    let mut sample = String::new();
    let mut chunk = String::new();
    while sample.len() < SAMPLE_BYTES {
        match reader.next_chunk(&mut chunk)? {
            Some(text) => sample.push_str(text),
            None => return Ok((sample, true)),
        }
    }
    Ok((sample, false))
}

/// The rows of a table, read as they are asked for. After an error there are no more.
pub struct Rows {
    reader: TextReader,
    splitter: Splitter,
    record: Record,
    chunk: String,
    at: usize,
    to_skip: u64,
    number: u64,
    over: bool,
    header: Vec<String>,
    folded: Vec<String>,
    dialect: Dialect,
}

impl Rows {
    /// The names of the columns, one for each; empty where there is none.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The next record with content; `false` at the end.
    fn read_record(&mut self) -> Result<bool> {
        loop {
            self.record.clear();
            if !self.fill_record()? {
                return Ok(false);
            }
            if !self.record.is_blank() {
                return Ok(true);
            }
        }
    }

    fn fill_record(&mut self) -> Result<bool> {
        loop {
            let (taken, complete) = self.splitter.push(&self.chunk[self.at..], &mut self.record)?;
            self.at += taken;
            if complete {
                return Ok(true);
            }
            self.at = 0;
            if self.reader.next_chunk(&mut self.chunk)?.is_none() {
                return self.splitter.end(&mut self.record);
            }
        }
    }

    fn read_row(&mut self) -> Result<Option<Row>> {
        while self.to_skip > 0 {
            self.to_skip -= 1;
            if !self.read_record()? {
                return Ok(None);
            }
        }
        if !self.read_record()? {
            return Ok(None);
        }
        if self.number >= MAX_ROWS {
            return Err(Error::invalid(
                "path",
                "The file has more than 5,000,000 rows; split it and import the parts.",
            ));
        }
        self.number += 1;
        Ok(Some(self.row()))
    }

    fn row(&self) -> Row {
        let width = self.dialect.width;
        let mut cells: Vec<String> = Vec::with_capacity(width);
        let mut all = self.record.cells();
        cells.extend(all.by_ref().take(width).map(str::to_owned));
        let missing = width - cells.len();
        cells.resize(width, String::new());
        let mut surplus: Vec<String> = all.map(str::to_owned).collect();
        while surplus.last().is_some_and(|cell| cell.trim().is_empty()) {
            surplus.pop();
        }
        let kind = kind_of(&cells, &self.folded);
        let (number, line, misquoted) = (self.number, self.record.line, self.record.misquoted);
        Row { number, line, cells, missing, surplus, misquoted, kind }
    }
}

impl Iterator for Rows {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let row = self.read_row().transpose();
        self.over = !matches!(row, Some(Ok(_)));
        row
    }
}

fn fold(cells: &[String]) -> Vec<String> {
    cells.iter().map(|cell| cell.trim().to_lowercase()).collect()
}

fn kind_of(cells: &[String], folded_header: &[String]) -> RowKind {
    if is_header_again(cells, folded_header) {
        return RowKind::HeaderAgain;
    }
    if cells.iter().any(|cell| cell.trim_start().starts_with("<test lead: dummy data")) {
        return RowKind::TestLead;
    }
    if is_totals(cells) {
        return RowKind::Totals;
    }
    RowKind::Ordinary
}

/// Every cell is the name of its column.
fn is_header_again(cells: &[String], folded_header: &[String]) -> bool {
    let same = |(cell, name): (&String, &String)| {
        let cell = cell.trim();
        cell.len() == name.len() && cell.to_lowercase() == *name
    };
    !folded_header.is_empty() && cells.iter().zip(folded_header).all(same)
}

/// The words that begin a row of sums.
const TOTALS: &[&str] =
    &["total", "totals", "grand total", "subtotal", "sum", "count", "total rows", "total leads"];

/// The first cell with content says 'total' or the like, and the others hold numbers or nothing.
fn is_totals(cells: &[String]) -> bool {
    let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else { return false };
    if first.len() > 40 {
        return false;
    }
    let word = first.trim_end_matches(|c: char| c.is_ascii_digit() || ": =,.".contains(c)).to_lowercase();
    let number = |cell: &str| cell.chars().all(|c| c.is_ascii_digit() || "$€£., %-".contains(c));
    TOTALS.contains(&word.as_str()) && filled.all(number)
}

#[cfg(test)]
#[path = "tests/rows.rs"]
mod tests;

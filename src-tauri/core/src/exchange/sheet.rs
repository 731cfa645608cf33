//! Writes CSV that a spreadsheet can open: no cell runs as a formula, no zero is lost, and nobody sees half a file.
//!
//! A cell that a spreadsheet would run or change gets an apostrophe before it. The other known ways were weighed:
//! `="00123"` is itself a formula; a tab before the digits is a mark that the same rule must treat as dangerous, and it is
//! invisible, so that it ends up in a search or a letter; quotation marks alone do not keep Excel from reading a
//! number. The apostrophe is seen, is what a spreadsheet's user types to the same end, and can be taken off again
//! exactly: [`restore`] gives back the original of every text.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::durable::NewFile;
use crate::error::Result;

/// The characters that make a spreadsheet read a cell as a formula or as markup, with their full-width twins.
const DANGEROUS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Excel shows numbers of more digits as 1.23E+11, and keeps 15.
const PLAIN_DIGITS: usize = 11;

/// The text as it is safe in a spreadsheet: with an apostrophe before it where it would run or be changed.
///
/// That is where it starts with one of `= + - @`, tab, carriage return or a full-width twin (also behind white space), or
/// where it is a number whose leading zero or last digits would be lost. Apostrophes that already stand before such a
/// text are counted in, which is what makes [`restore`] exact.
pub fn neutralise(text: &str) -> String {
    if is_trap(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// The original of what [`neutralise`] wrote, for every text.
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_trap(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn is_trap(text: &str) -> bool {
    let behind_space = text.trim_start();
    text.starts_with(DANGEROUS)
        || behind_space.starts_with(DANGEROUS)
        || loses_digits(behind_space.trim_end())
}

/// A number that a spreadsheet would store otherwise than it is written: `00123`, `123456789012`, `12E5`.
fn loses_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first().filter(|byte| byte.is_ascii_digit()) else { return false };
    let leading_zero = *first == b'0' && bytes.get(1).is_some_and(u8::is_ascii_digit);
    let numeric = || bytes.iter().all(|byte| byte.is_ascii_digit() || b".,' ".contains(byte));
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let exponent = || {
        let rest =
            text[digits..].strip_prefix(['e', 'E']).map(|rest| rest.strip_prefix(['+', '-']).unwrap_or(rest));
        rest.is_some_and(|power| !power.is_empty() && power.bytes().all(|byte| byte.is_ascii_digit()))
    };
    (leading_zero && numeric()) || (digits > PLAIN_DIGITS && numeric()) || exponent()
}

/// Writes one CSV file: UTF-8 with a byte order mark, CRLF, cells in quotation marks where they need them.
///
/// It takes its place only when [`Writer::finish`] has made sure of it on the disk. Dropped before that, it leaves
/// nothing.
pub struct Writer {
    csv: csv::Writer<BufWriter<File>>,
    new: NewFile,
}

impl Writer {
    /// Begins a file that will stand at `path`; refuses what [`NewFile::create`] refuses.
    pub fn create(path: &Path) -> Result<Self> {
        let (new, file) = NewFile::create(path)?;
        let mut buffer = BufWriter::with_capacity(64 * 1024, file);
        buffer.write_all("\u{FEFF}".as_bytes()).map_err(|error| new.not_written(&error))?;
        let csv =
            csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(buffer);
        Ok(Self { csv, new })
    }

    /// Adds a row, each cell made safe.
    pub fn write<Cell: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = Cell>) -> Result<()> {
        let Self { csv, new } = self;
        let failed = |error: csv::Error| new.not_written(&io_error(error));
        for cell in cells {
            csv.write_field(neutralise(cell.as_ref())).map_err(failed)?;
        }
        csv.write_record(None::<&[u8]>).map_err(failed)
    }

    /// Brings to the disk what was written so far, so that a full one is known before the act is noted.
    pub fn secure(&mut self) -> Result<()> {
        let Self { csv, new } = self;
        let secured = csv.flush().and_then(|()| csv.get_ref().get_ref().sync_all());
        secured.map_err(|error| new.not_written(&error))
    }

    /// Puts the file in its place, safely on the disk, and answers where that is.
    pub fn finish(self) -> Result<PathBuf> {
        let Self { csv, new } = self;
        let settled = csv
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
            .and_then(|buffer| buffer.into_inner().map_err(io::IntoInnerError::into_error))
            .and_then(|file| new.settle(file));
        settled.map_err(|error| new.not_written(&error))?;
        Ok(new.path().to_owned())
    }
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
#[path = "tests/sheet.rs"]
mod tests;

//! Splits text into records and cells as it streams by, and notices quotation marks that are out of place.
//!
//! The `csv` crate takes an open quotation mark to the end of the file, however large, and tells neither that nor
//! where; so the splitting is done here (tests hold it against that crate), and `csv` writes.

use crate::error::{Error, Result};

/// The longest cell, in bytes of UTF-8. A spreadsheet's own limit is 32,767 characters.
pub const MAX_CELL: usize = 64 * 1024;
/// The most columns of a row.
pub const MAX_COLUMNS: usize = 512;
/// The longest row, in bytes of UTF-8.
pub const MAX_RECORD: usize = 4 * 1024 * 1024;

/// The marks that a file is written with. All are ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// What stands between two cells.
    pub delimiter: u8,
    /// What stands around a cell that holds a delimiter, if anything does. Doubled inside, it stands for itself.
    pub quote: Option<u8>,
    /// What makes a quotation mark between quotation marks stand for itself, beside doubling it: a backslash, if anything.
    pub escape: Option<u8>,
    /// Spaces between a delimiter and an opening quotation mark mean nothing.
    pub spaced: bool,
}

impl Marks {
    /// What RFC 4180 describes.
    pub const USUAL: Self = Self { delimiter: b',', quote: Some(b'"'), escape: None, spaced: false };
}

/// One record, kept as one text so that it can be filled again without new memory.
#[derive(Debug, Default, Clone)]
pub struct Record {
    text: String,
    ends: Vec<usize>,
    /// The line of the file on which it begins, from 1.
    pub line: u64,
    /// A quotation mark stands where none may: text follows the closing one, so cells may have run together.
    pub misquoted: bool,
    /// A cell stands in quotation marks.
    pub quoted: bool,
}

impl Record {
    /// The number of cells.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// The cells, as they stand in the file without their quotation marks.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(from, to)| &self.text[from..*to])
    }

    /// Every cell is empty or white space.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.line = 0;
        self.misquoted = false;
        self.quoted = false;
    }

    fn cell_length(&self) -> usize {
        self.text.len() - self.ends.last().copied().unwrap_or(0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first character of a cell, where some spaces may have been passed.
    Start,
    /// In a cell without quotation marks.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// After an escape between quotation marks.
    Escaped,
    /// After a quotation mark that may close the cell.
    Closing,
    /// After a closing quotation mark and spaces.
    Closed,
}

/// A pushed parser: it is given text in pieces of any size and fills records.
#[derive(Debug)]
pub struct Splitter {
    marks: Marks,
    plain_stop: [bool; 256],
    quoted_stop: [bool; 256],
    state: State,
    spaces: usize,
    line: u64,
    quote_line: u64,
    after_return: bool,
}

impl Splitter {
    /// At the first line of a text.
    pub fn new(marks: Marks) -> Self {
        let mut plain_stop = [false; 256];
        let mut quoted_stop = [false; 256];
        for byte in [b'\n', b'\r'] {
            plain_stop[usize::from(byte)] = true;
            quoted_stop[usize::from(byte)] = true;
        }
        plain_stop[usize::from(marks.delimiter)] = true;
        for byte in marks.quote.into_iter().chain(marks.escape) {
            quoted_stop[usize::from(byte)] = true;
        }
        Self {
            marks,
            plain_stop,
            quoted_stop,
            state: State::Start,
            spaces: 0,
            line: 1,
            quote_line: 1,
            after_return: false,
        }
    }

    /// Takes text until a record is complete or the text is used up; answers how many bytes were taken and whether
    /// `record` is complete. Lines without any character are passed over.
    ///
    /// Refuses a cell over [`MAX_CELL`], a row over [`MAX_COLUMNS`] or [`MAX_RECORD`], naming the line.
    pub fn push(&mut self, text: &str, record: &mut Record) -> Result<(usize, bool)> {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte == b'\n' && self.after_return && self.before_record(record) {
                self.after_return = false;
                at += 1;
                continue;
            }
            if record.line == 0 {
                record.line = self.line;
            }
            match self.state {
                State::Quoted => at = self.quoted(text, at, record),
                State::Plain if !self.plain_stop[usize::from(byte)] => at = self.plain(text, at, record),
                State::Escaped => at = self.escaped(text, at, record),
                State::Start if Some(byte) == self.marks.quote => at = self.open_quote(at, record),
                State::Start if byte == b' ' && self.marks.spaced => {
                    self.spaces += 1;
                    at += 1;
                }
                State::Closing if Some(byte) == self.marks.quote => {
                    record.text.push(char::from(byte));
                    self.state = State::Quoted;
                    at += 1;
                }
                State::Closing | State::Closed if byte == b' ' => {
                    self.state = State::Closed;
                    self.spaces += 1;
                    at += 1;
                }
                _ if self.plain_stop[usize::from(byte)] => {
                    at += 1;
                    if self.close_cell(byte, record) {
                        self.within_limits(record)?;
                        return Ok((at, true));
                    }
                }
                State::Closing | State::Closed if self.marks.quote == Some(b'\'') => self.reopen(record),
                _ => self.begin_plain(record),
            }
            self.within_limits(record)?;
        }
        Ok((at, false))
    }

    /// Says that the text is at its end; answers whether `record` holds a last row.
    /// Refuses a quotation mark that was never closed, naming its line.
    pub fn end(&mut self, record: &mut Record) -> Result<bool> {
        match self.state {
            State::Quoted | State::Escaped => Err(Error::invalid("path", unclosed(self.quote_line))),
            State::Start if record.width() == 0 => Ok(false),
            _ => {
                self.close_cell(b'\n', record);
                Ok(true)
            }
        }
    }

    /// Nothing of the record was taken yet.
    fn before_record(&self, record: &Record) -> bool {
        self.state == State::Start && self.spaces == 0 && record.width() == 0
    }

    fn open_quote(&mut self, at: usize, record: &mut Record) -> usize {
        self.state = State::Quoted;
        self.quote_line = self.line;
        self.after_return = false;
        self.spaces = 0;
        record.quoted = true;
        at + 1
    }

    /// An apostrophe inside a word closes nothing, where apostrophes are the quotation marks.
    fn reopen(&mut self, record: &mut Record) {
        record.text.push('\'');
        record.text.extend(std::iter::repeat_n(' ', self.spaces));
        self.spaces = 0;
        self.state = State::Quoted;
    }

    /// The text of a cell without quotation marks begins, or text follows a closing mark where none may.
    fn begin_plain(&mut self, record: &mut Record) {
        record.misquoted |= self.state != State::Start;
        record.text.extend(std::iter::repeat_n(' ', self.spaces));
        self.spaces = 0;
        self.state = State::Plain;
    }

    /// Takes the text of a cell without quotation marks up to its end or that of the piece.
    fn plain(&mut self, text: &str, at: usize, record: &mut Record) -> usize {
        let run = text.as_bytes()[at..].iter().position(|byte| self.plain_stop[usize::from(*byte)]);
        let end = run.map_or(text.len(), |length| at + length);
        record.text.push_str(&text[at..end]);
        end
    }

    /// Goes on between quotation marks up to the next mark that matters.
    fn quoted(&mut self, text: &str, at: usize, record: &mut Record) -> usize {
        let bytes = text.as_bytes();
        let run = bytes[at..].iter().position(|b| self.quoted_stop[usize::from(*b)]);
        let end = run.map_or(bytes.len(), |length| at + length);
        record.text.push_str(&text[at..end]);
        if end > at {
            self.after_return = false;
        }
        let Some(&byte) = bytes.get(end) else { return end };
        match byte {
            b'\n' | b'\r' => {
                record.text.push(char::from(byte));
                self.line += u64::from(byte == b'\r' || !self.after_return);
                self.after_return = byte == b'\r';
            }
            _ if Some(byte) == self.marks.escape => self.state = State::Escaped,
            _ => self.state = State::Closing,
        }
        end + 1
    }

    /// Takes one character after the escape: a quotation mark or an escape as it is, anything else together with it.
    fn escaped(&mut self, text: &str, at: usize, record: &mut Record) -> usize {
        self.state = State::Quoted;
        let byte = text.as_bytes()[at];
        let escape = self.marks.escape.unwrap_or(byte);
        if Some(byte) == self.marks.quote || byte == escape {
            record.text.push(char::from(byte));
            return at + 1;
        }
        record.text.push(char::from(escape));
        at
    }

    /// Ends a cell at a delimiter or a line end; answers whether the record is complete.
    fn close_cell(&mut self, mark: u8, record: &mut Record) -> bool {
        let ends_row = mark == b'\n' || mark == b'\r';
        let nothing = self.before_record(record);
        if self.state == State::Start {
            record.text.extend(std::iter::repeat_n(' ', self.spaces));
        }
        self.spaces = 0;
        self.state = State::Start;
        self.after_return = mark == b'\r';
        self.line += u64::from(ends_row);
        if ends_row && nothing {
            record.line = 0;
            return false;
        }
        record.ends.push(record.text.len());
        ends_row
    }

    fn within_limits(&self, record: &Record) -> Result<()> {
        let cell = record.cell_length();
        if cell <= MAX_CELL && record.ends.len() < MAX_COLUMNS && record.text.len() <= MAX_RECORD {
            return Ok(());
        }
        self.over_limits(record, cell)
    }

    fn over_limits(&self, record: &Record, cell: usize) -> Result<()> {
        let in_quotes = !matches!(self.state, State::Plain | State::Start);
        let line = record.line;
        let sentence = if cell > MAX_CELL && in_quotes {
            unclosed(self.quote_line)
        } else if cell > MAX_CELL {
            format!(
                "A cell on line {line} is longer than 65,536 characters; shorten it, or check that this is a CSV file."
            )
        } else if record.ends.len() > MAX_COLUMNS {
            format!(
                "The row on line {line} has more than {MAX_COLUMNS} columns; remove those that are not needed."
            )
        } else if record.text.len() > MAX_RECORD {
            format!("The row on line {line} is longer than 4 MB; check that this is a CSV file.")
        } else {
            return Ok(());
        };
        Err(Error::invalid("path", sentence))
    }
}

fn unclosed(line: u64) -> String {
    format!(
        "The quotation mark that opens on line {line} is never closed; close or remove it there and import the file again."
    )
}

#[cfg(test)]
#[path = "tests/records.rs"]
mod tests;

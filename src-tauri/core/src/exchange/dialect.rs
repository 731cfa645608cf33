//! Finds out from the beginning of a text how its table is written: delimiter, quotation marks, where the table
//! starts and whether its first row names the columns.

use std::iter::once;

use super::columns;
use super::kinds::Kind;
use super::records::{Marks, Record, Splitter};

/// The text that the decision rests on, in bytes.
pub const SAMPLE_BYTES: usize = 1024 * 1024;

/// Records of the sample that are weighed, and those whose cells are looked at.
const WEIGHED_RECORDS: usize = 1000;
const READ_RECORDS: usize = 60;
/// Rows that may stand before the table.
const MAX_PREAMBLE: usize = 20;

/// The delimiters that are tried, the likelier first, with the name that the screen shows.
const DELIMITERS: &[(u8, &str)] = &[
    (b',', "comma"),
    (b';', "semicolon"),
    (b'\t', "tab"),
    (b'|', "vertical bar"),
    (b':', "colon"),
    (b'\x1f', "unit separator"),
    (b'\x1e', "record separator"),
];

/// How the table of one file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// The marks between and around its cells.
    pub marks: Marks,
    /// The first line only names the delimiter (`sep=;`, as Excel writes and reads it).
    pub names_delimiter: bool,
    /// Rows with content that stand before the table.
    pub preamble: usize,
    /// The first row of the table, trimmed.
    pub first: Vec<String>,
    /// The first row of the table names the columns.
    pub has_header: bool,
    /// The columns of the table.
    pub width: usize,
}

impl Dialect {
    /// What the screen calls the delimiter.
    pub fn delimiter_label(&self) -> &'static str {
        if self.width <= 1 {
            return "one column";
        }
        DELIMITERS.iter().find(|(byte, _)| *byte == self.marks.delimiter).map_or("other", |(_, name)| name)
    }

    /// The names of the columns, one for each; empty where there is none.
    pub fn header(&self) -> Vec<String> {
        let mut names = if self.has_header { self.first.clone() } else { Vec::new() };
        names.resize(self.width, String::new());
        names
    }
}

/// Decides from `sample`, which is the beginning of a text, or all of it when `complete`. The same sample always
/// gives the same answer. `None` when it holds no row with content.
pub fn detect(sample: &str, complete: bool) -> Option<Dialect> {
    let (named, table) = named_delimiter(sample);
    let (marks, survey) = best_marks(table, complete, named)?;
    let preamble = table_start(&survey);
    let rows = &survey.rows[preamble..];
    let first: Vec<String> = rows.first()?.iter().map(|cell| cell.trim().to_owned()).collect();
    let has_header = names_columns(rows);
    let steady = survey.share >= 0.9;
    let width = match has_header {
        true if survey.mode > first.len() && steady => survey.mode,
        true => first.len(),
        false => survey.mode.max(if steady { 0 } else { first.len() }),
    };
    Some(Dialect { marks, names_delimiter: named.is_some(), preamble, first, has_header, width })
}

/// The delimiter that a first line `sep=;` names, and the text after that line.
fn named_delimiter(sample: &str) -> (Option<u8>, &str) {
    let line_end = sample.find(['\n', '\r']).unwrap_or(sample.len());
    let line = sample[..line_end].trim_matches('"');
    let named =
        line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &line.as_bytes()[4..]);
    match named {
        Some(&[delimiter]) if delimiter.is_ascii() && !delimiter.is_ascii_alphanumeric() => {
            let rest = &sample[line_end..];
            let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
            (Some(delimiter), rest)
        }
        _ => (None, sample),
    }
}

/// What a sample looks like when it is read with certain marks.
struct Survey {
    widths: Vec<usize>,
    rows: Vec<Vec<String>>,
    misquoted: usize,
    well_quoted: usize,
    broken: bool,
    mode: usize,
    share: f64,
    skipped: usize,
}

impl Survey {
    fn of(sample: &str, marks: Marks, complete: bool) -> Self {
        let mut survey = Self {
            widths: Vec::new(),
            rows: Vec::new(),
            misquoted: 0,
            well_quoted: 0,
            broken: false,
            mode: 0,
            share: 0.0,
            skipped: 0,
        };
        let mut splitter = Splitter::new(marks);
        let mut record = Record::default();
        let mut at = 0;
        while survey.widths.len() < WEIGHED_RECORDS && !survey.broken {
            match splitter.push(&sample[at..], &mut record) {
                Ok((taken, true)) => at += taken,
                Ok((_, false)) => {
                    if complete || survey.widths.is_empty() {
                        survey.broken = splitter.end(&mut record).is_err();
                        survey.add(&record);
                    }
                    break;
                }
                // Kept as far as it was read, so that a file of one broken row is still read, and then refused.
                Err(_) => survey.broken = true,
            }
            survey.add(&record);
            record.clear();
        }
        survey.weigh();
        survey
    }

    fn add(&mut self, record: &Record) {
        if record.width() == 0 || record.is_blank() {
            return;
        }
        self.widths.push(record.width());
        self.misquoted += usize::from(record.misquoted);
        self.well_quoted += usize::from(record.quoted && !record.misquoted);
        if self.rows.len() < READ_RECORDS {
            self.rows.push(record.cells().map(str::to_owned).collect());
        }
    }

    /// Finds the commonest width (of several, the first seen that is more than one column) and the share of the rows that have it, rows before
    /// the table left out.
    fn weigh(&mut self) {
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for width in &self.widths {
            match counts.iter_mut().find(|(known, _)| known == width) {
                Some((_, count)) => *count += 1,
                None => counts.push((*width, 1)),
            }
        }
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let commonest = || counts.iter().filter(|(_, count)| *count == most).map(|(width, _)| *width);
        let Some(mode) = commonest().find(|width| *width > 1).or_else(|| commonest().next()) else { return };
        let narrow = self.widths.iter().take_while(|width| **width < mode).count();
        let share_after = |skip: usize| {
            let rows = &self.widths[skip..];
            rows.iter().filter(|width| **width == mode).count() as f64 / rows.len() as f64
        };
        let skip = mode >= 3 && (1..=MAX_PREAMBLE).contains(&narrow) && share_after(narrow) >= 0.9;
        self.skipped = if skip { narrow } else { 0 };
        self.share = share_after(self.skipped);
        self.mode = mode;
    }

    /// How well the marks fit: even widths and many columns are good; a first row that differs, misplaced quotation
    /// marks, and cells that still hold marks of another dialect are bad.
    fn score(&self, marks: Marks, others: &[u8]) -> f64 {
        if self.mode <= 1 {
            return SINGLE_COLUMN;
        }
        let even = self.share * (1.0 - 1.0 / self.mode as f64);
        let differs = match self.widths.first() {
            Some(first) if *first == self.mode => 1.0,
            _ if self.skipped > 0 => 0.5,
            _ => 0.3,
        };
        let misquoted = 1.0 - 0.5 * self.misquoted as f64 / self.widths.len() as f64;
        // An unclosed `"` is for the reader to report; an unclosed apostrophe shows that it is no quotation mark.
        let broken = match (self.broken, marks.quote) {
            (false, _) => 1.0,
            (true, Some(b'"')) => 0.9,
            (true, _) => 0.2,
        };
        even * differs * misquoted * broken * (1.0 - 0.5 * self.impurity(marks, others))
    }

    /// The share of cells that hold marks which are not those of `marks`.
    fn impurity(&self, marks: Marks, others: &[u8]) -> f64 {
        let cells = self.rows.iter().flatten().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let (mut all, mut impure) = (0_usize, 0_usize);
        for cell in cells {
            all += 1;
            impure += usize::from(wears_quotes(cell) || holds_delimiter(cell, marks.delimiter, others));
        }
        impure as f64 / all.max(1) as f64
    }

    /// A colon stands in times, ratios and links too: it counts only where it divides every row into three cells
    /// or more and the first row has words.
    fn is_likely(&self, delimiter: u8) -> bool {
        let words =
            || self.rows.first().is_some_and(|row| row.iter().all(|cell| Kind::of(cell) == Kind::Text));
        delimiter != b':' || (self.mode >= 3 && self.share >= 0.95 && self.skipped == 0 && words())
    }
}

/// What a single column is worth beside any division into several.
const SINGLE_COLUMN: f64 = 0.1;

/// Still stands in quotation marks, which are thus not those of the file.
fn wears_quotes(cell: &str) -> bool {
    ["\"", "'"].iter().any(|mark| cell.len() >= 2 && cell.starts_with(mark) && cell.ends_with(mark))
}

/// Holds another delimiter that is neither a decimal mark nor followed by a space as in prose.
fn holds_delimiter(cell: &str, own: u8, others: &[u8]) -> bool {
    let foreign = |byte: u8| byte != own && byte != b':' && others.contains(&byte);
    let bytes = cell.as_bytes();
    let found = bytes.iter().enumerate().any(|(at, byte)| foreign(*byte) && bytes.get(at + 1) != Some(&b' '));
    found && Kind::of(cell) != Kind::Number
}

/// The marks with the best score; of equals, the first tried.
fn best_marks(sample: &str, complete: bool, named: Option<u8>) -> Option<(Marks, Survey)> {
    let present: Vec<u8> =
        DELIMITERS.iter().map(|(byte, _)| *byte).filter(|byte| sample.as_bytes().contains(byte)).collect();
    let tried = match named {
        Some(delimiter) => vec![delimiter],
        None if present.iter().all(|byte| *byte == b':') => vec![b',', b':'],
        None => present.clone(),
    };
    let mut best: Option<(f64, Marks, Survey)> = None;
    for delimiter in tried {
        let mut unquoted_fits = true;
        for marks in quotings(sample, delimiter) {
            if marks.quote.is_none() && !unquoted_fits {
                continue;
            }
            let survey = Survey::of(sample, marks, complete);
            unquoted_fits &= survey.well_quoted == 0 && !survey.broken;
            if survey.widths.is_empty() || (named.is_none() && !survey.is_likely(delimiter)) {
                continue;
            }
            let score = survey.score(marks, &present);
            if best.as_ref().is_none_or(|(highest, ..)| score > highest + 1e-9) {
                best = Some((score, marks, survey));
            }
        }
    }
    let (_, marks, survey) = best?;
    if survey.mode <= 1 && named.is_none() {
        return Some(single_column(sample, complete, marks, survey));
    }
    Some((marks, survey))
}

/// One column of text that happens to hold delimiters is read with one that it does not hold.
fn single_column(sample: &str, complete: bool, marks: Marks, survey: Survey) -> (Marks, Survey) {
    if survey.widths.iter().all(|width| *width <= 1) {
        return (marks, survey);
    }
    let absent = DELIMITERS.iter().rev().find(|(byte, _)| !sample.as_bytes().contains(byte));
    let Some((delimiter, _)) = absent else { return (marks, survey) };
    let marks = Marks { delimiter: *delimiter, ..marks };
    let survey = Survey::of(sample, marks, complete);
    (marks, survey)
}

/// The ways of quoting that the sample gives a reason to try, the usual one first.
fn quotings(sample: &str, delimiter: u8) -> Vec<Marks> {
    let usual = Marks { delimiter, ..Marks::USUAL };
    let mut tried = vec![usual];
    for (quote, escapes) in [('"', ['\\', '\\']), ('\'', ['\\', '"'])] {
        if !sample.contains(quote) || (quote == '\'' && !closes_cells(sample, quote, char::from(delimiter))) {
            continue;
        }
        let escapes = escapes.into_iter().filter(|escape| sample.contains(&format!("{escape}{quote}")));
        let escapes: Vec<Option<u8>> =
            once(None).chain(escapes.map(|escape| u8::try_from(escape).ok())).collect();
        let spaced = sample.contains(&format!("{} {quote}", char::from(delimiter)));
        for spaced in if spaced { vec![false, true] } else { vec![false] } {
            let quote = u8::try_from(quote).ok();
            tried.extend(escapes.iter().map(|escape| Marks { delimiter, quote, escape: *escape, spaced }));
        }
    }
    if sample.contains('"') {
        tried.push(Marks { quote: None, ..usual });
    }
    tried
}

/// The sign stands both right after and right before the ends of cells.
fn closes_cells(sample: &str, sign: char, delimiter: char) -> bool {
    let opens = [format!("{delimiter}{sign}"), format!("\n{sign}"), format!("{delimiter} {sign}")];
    let closes = [format!("{sign}{delimiter}"), format!("{sign}\n"), format!("{sign}\r")];
    let ends = sample.trim_end().ends_with(sign);
    let starts = sample.starts_with(sign);
    (starts || opens.iter().any(|text| sample.contains(text)))
        && (ends || closes.iter().any(|text| sample.contains(text)))
}

fn filled(row: &[String]) -> impl Iterator<Item = &str> {
    row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
}

fn known(row: &[String]) -> usize {
    filled(row).filter(|cell| columns::is_known_header(cell)).count()
}

fn holds_values(row: &[String]) -> bool {
    filled(row).any(|cell| Kind::of(cell).is_value())
}

/// How many rows stand before the table: titles, remarks and instructions, which are narrower or nearly empty.
fn table_start(survey: &Survey) -> usize {
    let rows = &survey.rows;
    let sparse = |row: &Vec<String>| {
        let count = filled(row).count();
        row.len() < survey.mode || count <= 1 || count * 2 <= survey.mode
    };
    let reach = rows.len().min(MAX_PREAMBLE + 1);
    let before = rows[..reach].iter().take_while(|row| sparse(row) && known(row) < 2).count();
    if survey.mode < 2 || before == 0 || before >= reach {
        return 0;
    }
    let named =
        (0..=before).find(|at| known(&rows[*at]) >= 2 && known(&rows[*at]) * 3 >= filled(&rows[*at]).count());
    if let Some(at) = named {
        return at;
    }
    let header = &rows[before];
    let even = survey.widths[before..].iter().filter(|width| **width == survey.mode).count();
    let follows = header.len() == survey.mode && even >= 2 && even * 10 >= (survey.widths.len() - before) * 8;
    if follows && !holds_values(header) { before } else { 0 }
}

/// Whether the first of `rows` names the columns.
fn names_columns(rows: &[Vec<String>]) -> bool {
    let Some((first, body)) = rows.split_first() else { return false };
    let names = filled(first).count();
    let known = known(first);
    if known >= 2 || (known > 0 && known * 2 >= names && !holds_values(first)) {
        return true;
    }
    if names == 0 || holds_values(first) || body.is_empty() {
        return false;
    }
    let columns: Vec<Vec<&str>> = (0..first.len())
        .map(|at| {
            body.iter()
                .filter_map(|row| row.get(at))
                .map(|cell| cell.trim())
                .filter(|c| !c.is_empty())
                .collect()
        })
        .collect();
    let valued = |cells: &&Vec<&str>| {
        let values = cells.iter().filter(|cell| Kind::of(cell).is_value()).count();
        values > 0 && values * 10 >= cells.len() * 8
    };
    if columns.iter().any(|cells| valued(&cells)) {
        return true;
    }
    let repeats = first.iter().zip(&columns).any(|(name, cells)| cells.contains(&name.trim()));
    !repeats && filled(first).all(|name| name.chars().count() <= 60)
}

#[cfg(test)]
#[path = "tests/dialect.rs"]
mod tests;

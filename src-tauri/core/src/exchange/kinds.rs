//! Says what a single cell looks like, so that a header can be told from rows and a column from its content.

use crate::values::month_named;

/// Nothing longer is a value of its own kind; 254 bytes is the longest e-mail address.
const LONGEST_VALUE: usize = 254;

/// What the text of one cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Empty,
    Number,
    Date,
    Time,
    Email,
    Phone,
    Zip,
    Link,
    Text,
}

impl Kind {
    /// The kind of `cell`, white space around it ignored. A bare number of 10 digits counts as a phone, one of 5 as a
    /// zip code: what they are is for the column as a whole to say.
    pub fn of(cell: &str) -> Self {
        let cell = cell.trim();
        if cell.is_empty() {
            return Self::Empty;
        }
        if cell.len() > LONGEST_VALUE {
            return Self::Text;
        }
        let tests: [(Test, Self); 7] = [
            (is_email, Self::Email),
            (is_zip, Self::Zip),
            (is_date, Self::Date),
            (is_time, Self::Time),
            (is_phone, Self::Phone),
            (is_number, Self::Number),
            (is_link, Self::Link),
        ];
        tests.into_iter().find(|(test, _)| test(cell)).map_or(Self::Text, |(_, kind)| kind)
    }

    /// Neither empty nor plain text: nobody names a column so.
    pub fn is_value(self) -> bool {
        !matches!(self, Self::Empty | Self::Text)
    }
}

type Test = fn(&str) -> bool;

fn digits(cell: &str) -> usize {
    cell.bytes().filter(u8::is_ascii_digit).count()
}

fn is_email(cell: &str) -> bool {
    let Some((user, host)) = cell.rsplit_once('@') else { return false };
    let spaced = cell.chars().any(char::is_whitespace);
    !spaced && !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
}

fn is_zip(cell: &str) -> bool {
    let (five, four) = cell.split_once('-').unwrap_or((cell, "0000"));
    let all = |part: &str, length: usize| part.len() == length && digits(part) == length;
    all(five, 5) && all(four, 4)
}

/// Digits in three groups as a date has them, or two groups and the name of a month; a time may follow.
fn is_date(cell: &str) -> bool {
    if cell.len() == 8 && digits(cell) == 8 {
        return ("1850".."2100").contains(&&cell[..4])
            && ("01"..="12").contains(&&cell[4..6])
            && &cell[6..] <= "31";
    }
    let starts_well = cell.starts_with(|c: char| c.is_ascii_alphanumeric());
    let day = cell.split([' ', 'T']).next().unwrap_or(cell);
    let groups: Vec<&str> = day.split(['-', '/', '.']).collect();
    if let [a, b, c] = groups[..] {
        let short = |part: &str| (1..=2).contains(&part.len()) && digits(part) == part.len();
        let long = |part: &str| part.len() == 4 && digits(part) == 4;
        let numeric = (long(a) && short(b) && short(c)) || (short(a) && short(b) && (short(c) || long(c)));
        return numeric || (short(a) && names_month(b) && (short(c) || long(c)));
    }
    let words: Vec<&str> = cell.split([' ', ',', '-']).filter(|word| !word.is_empty()).take(3).collect();
    let Some(month) = words.iter().position(|word| names_month(word)) else { return false };
    let numbers = words.iter().enumerate().filter(|(at, word)| *at != month && is_ordinal(word)).count();
    starts_well && words.len() == 3 && numbers == 2
}

fn is_ordinal(word: &str) -> bool {
    let number = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    (1..=4).contains(&number.len()) && digits(number) == number.len() && word.len() - number.len() <= 2
}

fn names_month(word: &str) -> bool {
    month_named(word).is_some()
}

fn is_time(cell: &str) -> bool {
    let clock = cell.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ' || c == '.');
    let groups: Vec<&str> = clock.split(':').collect();
    (2..=3).contains(&groups.len())
        && groups
            .iter()
            .all(|part| (1..=6).contains(&part.len()) && part.starts_with(|c: char| c.is_ascii_digit()))
        && clock.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '.')
}

fn is_phone(cell: &str) -> bool {
    let number = cell.strip_prefix("p:").unwrap_or(cell);
    let number = number.split(['x', 'X']).next().unwrap_or(number).trim_end_matches("e").trim();
    let count = digits(number);
    let marks = number.chars().all(|c| c.is_ascii_digit() || "+()-. /".contains(c));
    let grouped = number.contains(['-', '(', '.', ' ', '+']) && !is_number(number);
    marks && ((7..=15).contains(&count) && grouped || count == 10 && count == number.len())
}

fn is_number(cell: &str) -> bool {
    let number = cell.trim_start_matches(['-', '+', '$', '€', '£', ' ']).trim_end_matches(['%', ' ']);
    number.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
        && digits(number) > 0
        && number.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
}

fn is_link(cell: &str) -> bool {
    let start = cell.get(..8).unwrap_or(cell).to_ascii_lowercase();
    start.starts_with("http://") || start.starts_with("https://") || start.starts_with("www.")
}

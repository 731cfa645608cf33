//! Guards that warn and never block: what is unlikely is said beside the field, what is impossible is refused
//! by the record.

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::LeadInput;
use crate::values::{day_in_words, digits, has_short_year, parse_day};

/// Something unlikely about a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Warning {
    pub field: &'static str,
    pub sentence: String,
}

/// Misspellings of the big providers that a mail never reaches.
const MISSPELT: &[(&str, &str)] = &[
    ("gmial.com", "gmail.com"),
    ("gmai.com", "gmail.com"),
    ("gmal.com", "gmail.com"),
    ("gmail.con", "gmail.com"),
    ("gnail.com", "gmail.com"),
    ("yaho.com", "yahoo.com"),
    ("yahooo.com", "yahoo.com"),
    ("yahoo.con", "yahoo.com"),
    ("hotmial.com", "hotmail.com"),
    ("hotmai.com", "hotmail.com"),
    ("outlok.com", "outlook.com"),
    ("iclould.com", "icloud.com"),
    ("aol.con", "aol.com"),
    ("comcast.con", "comcast.net"),
];

type Guard = fn(&str, NaiveDate) -> Option<String>;

const GUARDS: &[(&str, Guard)] = &[
    ("first_name", name),
    ("last_name", name),
    ("phone", phone),
    ("e_contact_phone", phone),
    ("email", email),
    ("zip_code", zip),
    ("dob", dob),
    ("medicaid_no", medicaid),
];

/// Every warning for what was typed, in the order of the form.
pub fn warnings(typed: &LeadInput, today: NaiveDate) -> Vec<Warning> {
    GUARDS
        .iter()
        .filter_map(|(field, guard)| {
            let text = typed.get(field).map(str::trim).filter(|text| !text.is_empty())?;
            guard(text, today).map(|sentence| Warning { field, sentence })
        })
        .collect()
}

fn name(text: &str, _: NaiveDate) -> Option<String> {
    if text.chars().any(|c| c.is_ascii_digit()) {
        return Some("A name with digits in it: is this the right field?".to_owned());
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (letters > 2 && text == text.to_uppercase() && text != text.to_lowercase())
        .then(|| "All capitals. Type it as it is written on a letter.".to_owned())
}

fn phone(text: &str, _: NaiveDate) -> Option<String> {
    let number = digits(text);
    if text.starts_with('+') && !text.starts_with("+1") {
        return None;
    }
    let area = number.get(..1).unwrap_or_default();
    let exchange = number.get(3..4).unwrap_or_default();
    match number.len() {
        10 if matches!(area, "0" | "1") || matches!(exchange, "0" | "1") => {
            Some("No American number begins like this. Check the digits.".to_owned())
        }
        10 => None,
        7 => Some("The area code is missing.".to_owned()),
        length => Some(format!("An American number has 10 digits; this has {length}.")),
    }
}

fn email(text: &str, _: NaiveDate) -> Option<String> {
    let (_, host) = text.rsplit_once('@')?;
    let right = MISSPELT.iter().find(|(wrong, _)| host.eq_ignore_ascii_case(wrong)).map(|(_, right)| right);
    match right {
        Some(right) => Some(format!("Did you mean {right}?")),
        None if !host.contains('.') || text.contains(' ') => {
            Some("This does not look like an e-mail address.".to_owned())
        }
        None => None,
    }
}

fn zip(text: &str, _: NaiveDate) -> Option<String> {
    let digits = |part: &str, count: usize| part.len() == count && part.chars().all(|c| c.is_ascii_digit());
    let fits = match text.split_once('-') {
        Some((five, four)) => digits(five, 5) && digits(four, 4),
        None => digits(text, 5) || digits(text, 9),
    };
    (!fits).then(|| "An American zip code has 5 digits, or 5 and 4.".to_owned())
}

fn dob(text: &str, today: NaiveDate) -> Option<String> {
    let day = parse_day(text, today).ok()?;
    if has_short_year(text) {
        return Some(format!("Read as {}. Type the year with four digits to be sure.", day_in_words(day)));
    }
    let age = today.years_since(day)?;
    (age > 110).then(|| format!("That makes this person {age} years old."))
}

/// Medicare's own number has letters at places 2, 5, 8 and 9 and never S, L, O, I, B or Z
/// (CMS, 'Understanding the MBI').
fn medicaid(text: &str, _: NaiveDate) -> Option<String> {
    let plain: Vec<char> = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let letter = |at: usize| {
        plain.get(at).is_some_and(|c| c.is_ascii_alphabetic() && !"SLOIBZ".contains(c.to_ascii_uppercase()))
    };
    if plain.len() == 11 && [1, 4, 7, 8].iter().all(|at| letter(*at)) {
        return Some("This looks like a Medicare number, not a Medicaid number.".to_owned());
    }
    let dashed: Vec<usize> = text.split('-').map(str::len).collect();
    (dashed == [3, 2, 4] && plain.iter().all(char::is_ascii_digit))
        .then(|| "This looks like a Social Security number, not a Medicaid number.".to_owned())
}

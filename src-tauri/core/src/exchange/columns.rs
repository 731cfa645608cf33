//! Guesses which field of a lead each column of a file holds, from its header and, where that says nothing, from
//! its content; and splits a name that was written in one piece.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::fields::{FIELDS, QUALIFIERS};
use super::kinds::Kind;

/// A column's best field and how sure that is; more is surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Candidate {
    field: &'static str,
    score: u32,
}

/// Scores: a name of the table, a name with other words beside it, a misspelt name, the look of the content.
const NAMED: u32 = 1000;
const QUALIFIED: u32 = 800;
const MISSPELT: u32 = 500;
const CONTENT: u32 = 300;

/// No name of a column that we know is longer, in bytes.
const LONGEST_NAME: usize = 120;

/// The field of each column. A field stands at one column at most: the surest, and of equals the first.
/// A full name is left out where first and last name have columns of their own.
pub fn assign(headers: &[String], samples: &[Vec<String>]) -> Vec<Option<&'static str>> {
    let nothing = Vec::new();
    let mut wanted: Vec<(usize, Candidate)> = headers
        .iter()
        .enumerate()
        .filter_map(|(at, header)| {
            candidate(header, samples.get(at).unwrap_or(&nothing)).map(|best| (at, best))
        })
        .collect();
    wanted.sort_by_key(|(at, best)| (std::cmp::Reverse(best.score), *at));
    let mut fields: Vec<Option<&'static str>> = vec![None; headers.len()];
    for (at, best) in wanted {
        if !fields.contains(&Some(best.field)) {
            fields[at] = Some(best.field);
        }
    }
    let has = |name| fields.contains(&Some(name));
    if has("first_name") && has("last_name") {
        fields.iter_mut().filter(|field| **field == Some("full_name")).for_each(|field| *field = None);
    }
    fields
}

/// Whether a cell reads like the name of a column that an import knows, spelling mistakes aside.
pub fn is_known_header(cell: &str) -> bool {
    cell.len() <= LONGEST_NAME && by_name(&words_of(cell)).is_some()
}

/// The field that a column with this header and these cells most likely holds; `None` when nothing speaks for one.
fn candidate(header: &str, samples: &[String]) -> Option<Candidate> {
    let words = if header.len() <= LONGEST_NAME { words_of(header) } else { vec![header.to_lowercase()] };
    let named = by_name(&words).or_else(|| misspelt(&words));
    named.filter(|best| !contradicts(best.field, samples)).or_else(|| by_content(&words, samples))
}

/// The words of a header in lower case without accents; `#` becomes `number`, capitals inside a word divide it.
fn words_of(header: &str) -> Vec<String> {
    let mut text = String::with_capacity(header.len() + 8);
    let mut before = ' ';
    for character in header.chars() {
        match character {
            '#' => text.push_str(" number "),
            '\'' | '’' => {}
            c if c.is_alphanumeric() => {
                if c.is_uppercase() && before.is_lowercase() {
                    text.push(' ');
                }
                text.extend(plain(c).to_lowercase());
            }
            _ => text.push(' '),
        }
        before = character;
    }
    text.split_whitespace().map(str::to_owned).collect()
}

/// A Latin letter without its accent.
fn plain(letter: char) -> char {
    const ACCENTED: &[(&str, char)] = &[
        ("áàâäãå", 'a'),
        ("éèêë", 'e'),
        ("íìîï", 'i'),
        ("óòôöõ", 'o'),
        ("úùûü", 'u'),
        ("ñ", 'n'),
        ("ç", 'c'),
    ];
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    ACCENTED.iter().find(|(letters, _)| letters.contains(lower)).map_or(letter, |(_, base)| *base)
}

/// Name without spaces, to its field and how doubtful it is.
fn names() -> &'static HashMap<String, (&'static str, u32)> {
    static NAMES: OnceLock<HashMap<String, (&'static str, u32)>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = HashMap::new();
        for field in FIELDS {
            let (start, step) = field.doubt;
            for (place, name) in (0..).zip(field.called.split(", ")) {
                names.entry(name.replace(' ', "")).or_insert((field.name, start + step * place));
            }
        }
        names
    })
}

fn by_name(words: &[String]) -> Option<Candidate> {
    let look_up = |name: String, base: u32| {
        names().get(&name).map(|(field, doubt)| Candidate { field, score: base.saturating_sub(*doubt) })
    };
    if let Some(found) = look_up(words.concat(), NAMED) {
        return Some(found);
    }
    let mut penalty = 0;
    let mut rest = Vec::new();
    for word in words {
        match QUALIFIERS
            .iter()
            .find(|(_, qualifiers)| qualifiers.split(' ').any(|qualifier| qualifier == word))
        {
            Some((cost, _)) => penalty += cost * 10,
            None => rest.push(word.as_str()),
        }
    }
    if rest.is_empty() || rest.len() == words.len() {
        return None;
    }
    // 'Relation 1' alone is somebody's relative, not the relation of an emergency contact.
    look_up(rest.concat(), QUALIFIED.saturating_sub(penalty))
        .filter(|best| !best.field.starts_with("e_contact"))
}

/// The common names that a misspelt header may mean.
const OFTEN_MISSPELT: &[(&str, &str)] = &[
    ("name", "full_name"),
    ("firstname", "first_name"),
    ("lastname", "last_name"),
    ("fullname", "full_name"),
    ("phone", "phone"),
    ("telephone", "phone"),
    ("phonenumber", "phone"),
    ("mobile", "phone"),
    ("email", "email"),
    ("emailaddress", "email"),
    ("address", "street"),
    ("street", "street"),
    ("zipcode", "zip_code"),
    ("dateofbirth", "dob"),
    ("birthdate", "dob"),
    ("birthday", "dob"),
    ("medicaid", "medicaid_no"),
    ("medicaidnumber", "medicaid_no"),
    ("source", "source"),
    ("status", "stage"),
    ("comments", "comments"),
    ("notes", "comments"),
];

fn misspelt(words: &[String]) -> Option<Candidate> {
    let header = words.concat();
    let (_, field) = OFTEN_MISSPELT.iter().find(|(name, _)| is_slip(&header, name))?;
    Some(Candidate { field, score: MISSPELT })
}

/// Two letters changed places, or one letter is missing or too many. A letter put for another is no slip here: it
/// makes a different word too easily.
fn is_slip(typed: &str, meant: &str) -> bool {
    let (typed, meant): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    let same = typed.iter().zip(&meant).take_while(|(a, b)| a == b).count();
    let (typed_rest, meant_rest) = (&typed[same..], &meant[same..]);
    match (typed_rest, meant_rest) {
        ([a, b, typed_end @ ..], [c, d, meant_end @ ..]) if a == d && b == c && a != b => {
            typed_end == meant_end
        }
        ([_, typed_end @ ..], _) if typed.len() == meant.len() + 1 => typed_end == meant_rest,
        (_, [_, meant_end @ ..]) if typed.len() + 1 == meant.len() => typed_rest == meant_end,
        _ => false,
    }
}

fn kinds(samples: &[String]) -> Vec<Kind> {
    samples.iter().map(|cell| Kind::of(cell)).filter(|kind| *kind != Kind::Empty).collect()
}

/// At least six of ten.
fn most(kinds: &[Kind], wanted: Kind) -> bool {
    let count = kinds.iter().filter(|kind| **kind == wanted).count();
    count > 0 && count * 10 >= kinds.len() * 6
}

/// The content is plainly something else than the header says.
fn contradicts(field: &str, samples: &[String]) -> bool {
    let kinds = kinds(samples);
    let clashing: &[Kind] = match field {
        "first_name" | "last_name" | "full_name" | "city" | "state" => {
            &[Kind::Email, Kind::Date, Kind::Time, Kind::Link, Kind::Phone]
        }
        "phone" | "e_contact_phone" | "zip_code" => &[Kind::Email, Kind::Date, Kind::Link],
        "email" => &[Kind::Phone, Kind::Date, Kind::Number, Kind::Zip],
        "dob" | "created_at" | "updated_at" | "last_contact_date" => {
            &[Kind::Email, Kind::Phone, Kind::Link, Kind::Text, Kind::Number]
        }
        _ => &[],
    };
    clashing.iter().any(|kind| (kinds.len() >= 2 || *kind == Kind::Number) && most(&kinds, *kind))
}

/// Words of a header that say the column is not about the lead's own phone, e-mail, birth or home.
const OTHER_THINGS: &[&str] = &[
    "id",
    "fax",
    "pager",
    "emergency",
    "account",
    "order",
    "owner",
    "staff",
    "agent",
    "assistant",
    "url",
    "ip",
    "number",
    "code",
    "amount",
    "price",
    "employee",
    "referrer",
    "doctor",
    "physician",
    "spouse",
    "manager",
    "company",
];

/// Phones and e-mail addresses show whatever the header; dates and zip codes only where there is no header.
fn by_content(words: &[String], samples: &[String]) -> Option<Candidate> {
    let kinds = kinds(samples);
    let unnamed =
        words.is_empty() || (words.len() == 2 && matches!(words[0].as_str(), "column" | "field" | "unnamed"));
    if words.iter().any(|word| OTHER_THINGS.contains(&word.as_str())) && !unnamed {
        return None;
    }
    let field = if most(&kinds, Kind::Email) {
        "email"
    } else if most(&kinds, Kind::Phone) {
        "phone"
    } else if unnamed
        && kinds.iter().filter(|kind| **kind == Kind::Zip).count() * 10 >= kinds.len() * 9
        && !kinds.is_empty()
    {
        "zip_code"
    } else if unnamed && most(&kinds, Kind::Date) {
        if are_births(samples) { "dob" } else { "created_at" }
    } else {
        return None;
    };
    Some(Candidate { field, score: CONTENT })
}

/// Dates of birth lie further apart than dates of entry, or lie long ago.
fn are_births(samples: &[String]) -> bool {
    let years: Vec<u32> = samples.iter().filter_map(|cell| year_of(cell)).collect();
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else { return false };
    last - first > 15 || *last < 1980
}

fn year_of(cell: &str) -> Option<u32> {
    cell.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 4).and_then(|year| year.parse().ok())
}

const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr", "sr", "sra", "herr", "frau", "rev", "prof"];
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "md", "dds", "phd", "rn", "esq"];
const PARTICLES: &[&str] = &[
    "de", "del", "della", "der", "den", "di", "da", "dos", "du", "el", "la", "las", "le", "los", "van",
    "von", "ten",
];

/// Splits a name written in one piece into first and last name.
///
/// `Abel, Ruth` is turned round; a title (`Mrs.`) is left out; a suffix (`Jr.`) and particles (`de la`) stay with the
/// last name; one word alone is the first name.
pub fn split_name(full: &str) -> (String, String) {
    let full = full.trim();
    if let Some((last, first)) = full.split_once(',') {
        let suffix_only = first.split_whitespace().all(|word| SUFFIXES.contains(&bare(word).as_str()));
        if !suffix_only {
            return (without_title(first).join(" "), last.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    let words = without_title(full);
    let suffixes = words.iter().rev().take_while(|word| SUFFIXES.contains(&bare(word).as_str())).count();
    let names = words.len() - suffixes;
    if names <= 1 {
        let (first, last) = words.split_at(names.max(usize::from(!words.is_empty())));
        return (first.join(" "), last.join(" "));
    }
    let before = &words[1..names - 1];
    let particles =
        before.iter().rev().take_while(|word| PARTICLES.contains(&word.to_lowercase().as_str())).count();
    let (first, last) = words.split_at(names - 1 - particles);
    (first.join(" "), last.join(" "))
}

fn bare(word: &str) -> String {
    word.trim_matches(['.', ',']).to_lowercase()
}

fn without_title(name: &str) -> Vec<&str> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let titled = words.len() > 1 && TITLES.contains(&bare(words[0]).as_str());
    words[usize::from(titled)..].to_vec()
}

#[cfg(test)]
#[path = "tests/columns.rs"]
mod tests;

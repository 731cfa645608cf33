//! What was typed into the search of the log, word by word, and what a word is: the same for what is searched.

use std::hash::{Hash, Hasher};

use rusqlite::Connection;

use super::filter::PROGRAM;
use crate::error::{Error, Result};
use crate::values::fold;

/// The longest word that is told from others, in characters.
const LONGEST: usize = 48;

/// The most words of one search.
const MOST_WORDS: usize = 16;

/// The fewest digits that are taken for a telephone number when nothing else was typed.
const FEWEST_DIGITS: usize = 3;

/// A word or its beginning.
pub struct TypedWord {
    pub text: String,
    /// Whose names hold it: what they did is found by it.
    pub people: Vec<Option<i64>>,
}

/// What was typed: an entry is found by any of the alternatives of which it holds every word. Without an alternative
/// there was no word in it, and nothing is found.
pub struct Typed {
    pub alternatives: Vec<Vec<TypedWord>>,
}

impl Typed {
    /// Reads what was typed. A telephone number is looked for as one number, and as its groups.
    ///
    /// # Errors
    /// `Code::Invalid` for too many words.
    pub fn read(sql: &Connection, typed: &str) -> Result<Typed> {
        let mut words: Vec<String> = Vec::new();
        each_word(typed, |word| {
            if words.len() <= MOST_WORDS && !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        });
        if words.len() > MOST_WORDS {
            return Err(Error::invalid(
                "text",
                format!("The log is searched for up to {MOST_WORDS} words at once. Type fewer."),
            ));
        }
        let mut alternatives = vec![words];
        if is_number(typed) {
            let digits = crate::values::digits(typed);
            if alternatives[0] != [digits.as_str()] {
                alternatives.push(vec![digits]);
            }
        }
        alternatives.retain(|words| !words.is_empty());
        let names = names(sql)?;
        let with_people = |words: Vec<String>| words.into_iter().map(|word| found_in(&names, word)).collect();
        Ok(Typed { alternatives: alternatives.into_iter().map(with_people).collect() })
    }
}

fn is_number(typed: &str) -> bool {
    typed.len() <= LONGEST
        && typed.chars().filter(char::is_ascii_digit).count() >= FEWEST_DIGITS
        && typed.chars().all(|c| c.is_ascii_digit() || " ()-.+/".contains(c))
}

/// Everybody's names as words; the program's own with them.
fn names(sql: &Connection) -> Result<Vec<(Option<i64>, Vec<String>)>> {
    let words_of = |name: &str| {
        let mut words = Vec::new();
        each_word(name, |word| words.push(word.to_owned()));
        words
    };
    let mut names = vec![(None, words_of(PROGRAM))];
    let mut accounts = sql.prepare_cached("SELECT id, name FROM accounts")?;
    for account in accounts.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))? {
        let (account, name) = account?;
        names.push((Some(account), words_of(&name)));
    }
    Ok(names)
}

fn found_in(names: &[(Option<i64>, Vec<String>)], text: String) -> TypedWord {
    let holds = |(_, words): &&(Option<i64>, Vec<String>)| words.iter().any(|word| word.starts_with(&text));
    let people = names.iter().filter(holds).map(|(account, _)| *account).collect();
    TypedWord { text, people }
}

/// Calls with every word of a text: letters and digits in a row, folded.
pub fn each_word(text: &str, mut each: impl FnMut(&str)) {
    for word in fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        each(word.char_indices().nth(LONGEST).map_or(word, |(end, _)| &word[..end]));
    }
}

/// A word as the index keeps it: its tokenizer knows letters by an older Unicode than we do, so that what is not ASCII
/// is spelled out. The beginning of a word is the beginning of what is kept of it.
pub fn kept(word: &str) -> String {
    use std::fmt::Write;
    word.chars().fold(String::with_capacity(word.len()), |mut kept, c| {
        if c.is_ascii() {
            kept.push(c);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(kept, "q{:06x}q", u32::from(c));
        }
        kept
    })
}

/// A number that stands for a word among those of one entry.
pub fn number_of(part: usize, word: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    (part, word).hash(&mut hasher);
    hasher.finish()
}

/// What remains to be found in an entry.
pub struct Search<'a> {
    typed: &'a Typed,
    found: Vec<Vec<bool>>,
}

impl Typed {
    /// Begins to search an entry of this account.
    pub fn search(&self, account: Option<i64>) -> Search<'_> {
        let by_person =
            |words: &Vec<TypedWord>| words.iter().map(|word| word.people.contains(&account)).collect();
        Search { typed: self, found: self.alternatives.iter().map(by_person).collect() }
    }
}

impl Search<'_> {
    /// Takes a piece of the entry's text.
    pub fn take(&mut self, text: &str) {
        each_word(text, |word| {
            for (words, found) in self.typed.alternatives.iter().zip(&mut self.found) {
                for (typed, found) in words.iter().zip(found) {
                    *found |= word.starts_with(typed.text.as_str());
                }
            }
        });
    }

    /// Whether the entry is found by what was taken.
    pub fn is_found(&self) -> bool {
        self.found.iter().any(|found| found.iter().all(|found| *found))
    }
}

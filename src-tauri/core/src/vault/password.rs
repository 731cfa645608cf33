//! Which passwords are taken, and what the meter says about one while it is typed.
//!
//! `zxcvbn` takes the password apart and leaves the pieces in memory unwiped; that is the price of its advice,
//! paid only where a password is chosen, never where one is used.

use super::cost::normal;
use super::login::folded;
use crate::error::{Error, Result};
use serde::Serialize;
use ts_rs::TS;
use zeroize::Zeroizing;
use zxcvbn::feedback::{Feedback, Warning};

/// The fewest characters of a password (NIST SP 800-63B-4: fifteen where it is the only factor).
const SHORTEST: usize = 15;
/// The most characters of a password.
const LONGEST: usize = 256;
/// The highest `zxcvbn` score, of 0 to 4, that is refused: fewer than a million guesses would find it.
const GUESSABLE: u8 = 1;
/// The shortest of the office's own words that counts; shorter ones are in every sentence.
const OWN_WORD: usize = 4;

/// What the meter shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]

pub struct Advice {
    /// From 0, guessed at once, to 4, hard to guess.
    pub score: u8,
    /// What would make the password better; absent when it is good.
    pub sentence: Option<String>,
}

/// Takes or refuses a new password. `words` are the office's own: its name, the user name, the person's
/// name, the e-mail address.
///
/// # Errors
/// `Code::Invalid` on `password`, with a sentence that never contains any of it.
pub fn check(password: &str, words: &[&str]) -> Result<()> {
    judge(password, words).0.map_err(|sentence| Error::invalid("password", sentence))
}

/// The meter's word on a password that is being typed.
pub fn advice(password: &str, words: &[&str]) -> Advice {
    match judge(password, words) {
        (Err(sentence), score) => Advice { score: score.min(GUESSABLE), sentence: Some(sentence) },
        (Ok(()), score) if score < 3 => Advice {
            score,
            sentence: Some("This can be taken. One more unusual word makes it much better.".to_owned()),
        },
        (Ok(()), score) => Advice { score, sentence: None },
    }
}

/// Why the password is refused, if it is, and its `zxcvbn` score.
fn judge(password: &str, words: &[&str]) -> (Result<(), String>, u8) {
    // So much text is refused for its length whatever it is; nothing is gained by looking at it.
    if password.len() > LONGEST * 16 {
        return (Err(too_long()), 0);
    }
    let password = normal(password);
    let own = own_words(words);
    let inputs: Vec<&str> = own.iter().map(String::as_str).collect();
    let estimate = zxcvbn::zxcvbn(&password, &inputs);
    let score = u8::from(estimate.score());
    let length = password.chars().count();
    let verdict = if length < SHORTEST {
        Err(format!(
            "The password needs {SHORTEST} characters or more. \
             Four or five words that have nothing to do with each other do well."
        ))
    } else if length > LONGEST {
        Err(too_long())
    } else if mostly(&password, &own) {
        Err("The password consists mostly of names that everybody in the office knows. \
             Choose words that have nothing to do with the office."
            .to_owned())
    } else if score <= GUESSABLE {
        Err(format!("{} Choose four or five unusual words.", reason(estimate.feedback())))
    } else {
        Ok(())
    };
    (verdict, score)
}

/// The parts of the office's own names that are long enough to count, without regard to case.
fn own_words(names: &[&str]) -> Vec<String> {
    let parts = |name: &&str| {
        let name = folded(name);
        let whole: String = name.chars().filter(|sign| sign.is_alphanumeric()).collect();
        let mut parts: Vec<String> =
            name.split(|sign: char| !sign.is_alphanumeric()).map(str::to_owned).collect();
        parts.push(whole);
        parts
    };
    let all = names.iter().chain(&["Porchlight"]).flat_map(parts);
    all.filter(|part| part.chars().count() >= OWN_WORD).collect()
}

/// Whether more than half of the password's letters and digits belong to the office's own words.
fn mostly(password: &str, own: &[String]) -> bool {
    let mut signs = Zeroizing::new(Vec::with_capacity(password.len()));
    signs.extend(password.chars().flat_map(char::to_lowercase).filter(|sign| sign.is_alphanumeric()));
    let mut covered = vec![false; signs.len()];
    for word in own {
        let word: Vec<char> = word.chars().collect();
        for (start, window) in signs.windows(word.len()).enumerate() {
            if window == word {
                covered[start..start + word.len()].fill(true);
            }
        }
    }
    covered.iter().filter(|covered| **covered).count() * 2 > signs.len()
}

/// Why a password is easy to guess.
fn reason(feedback: Option<&Feedback>) -> &'static str {
    use Warning::*;
    match feedback.and_then(Feedback::warning) {
        Some(StraightRowsOfKeysAreEasyToGuess | ShortKeyboardPatternsAreEasyToGuess) => {
            "Rows of keys are tried first by whoever guesses."
        }
        Some(RepeatsLikeAaaAreEasyToGuess | RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess) => {
            "Repeating the same signs hardly makes a password harder to guess."
        }
        Some(SequencesLikeAbcAreEasyToGuess) => "Runs like abc or 6543 are easy to guess.",
        Some(RecentYearsAreEasyToGuess | DatesAreOftenEasyToGuess) => "Years and dates are easy to guess.",
        Some(NamesAndSurnamesByThemselvesAreEasyToGuess | CommonNamesAndSurnamesAreEasyToGuess) => {
            "Names are easy to guess."
        }
        Some(AWordByItselfIsEasyToGuess) => "One word alone is easy to guess.",
        Some(
            ThisIsATop10Password
            | ThisIsATop100Password
            | ThisIsACommonPassword
            | ThisIsSimilarToACommonlyUsedPassword,
        )
        | None => "Many people use this password or one like it.",
    }
}

fn too_long() -> String {
    format!("The password has more than {LONGEST} characters. Make it shorter.")
}

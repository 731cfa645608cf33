//! The name somebody types to sign in: its form, and under what its tries are counted.

use super::binding::{bound, hash};
use crate::error::{Error, Result};
use unicode_normalization::UnicodeNormalization;

/// The longest name that an account or an office may have, in characters.
const LONGEST_NAME: usize = 200;
/// How many characters a new user name may have.
const USER_NAME: std::ops::RangeInclusive<usize> = 2..=40;

/// Whose tries are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// An account of the key ring, by its number, whether its user name or its e-mail address was typed.
    Account(i64),
    /// A name that no account has, by twelve bits of its hash.
    Unknown(u16),
}

impl Login {
    /// The name's place among the unknown ones. Twelve bits are enough to count with, and too few to be a
    /// help to whoever finds the file after somebody typed a password into the field for the name.
    pub(super) fn unknown(user: &str) -> Self {
        let hash = hash(&bound("unknown-login", &[folded(user).as_bytes()]));
        Self::Unknown(u16::from_be_bytes([hash[0], hash[1]]) >> 4)
    }
}

/// A name without the differences that do not count when somebody types it.
pub(super) fn folded(name: &str) -> String {
    name.trim().nfkc().collect::<String>().to_lowercase()
}

/// Refuses a name that is empty, too long or more than one line.
pub(super) fn check_name(field: &str, missing: &str, name: &str) -> Result<()> {
    if name.trim().is_empty() {
        return Err(Error::invalid(field, format!("{missing}.")));
    }
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Error::invalid(
            field,
            format!("A name has at most {LONGEST_NAME} characters, all on one line."),
        ));
    }
    Ok(())
}

/// Refuses what cannot be a new account's user name. Letters are those of ASCII, so that no name looks like
/// another one that is written with the letters of another script.
pub(super) fn check_user_name(user_name: &str) -> Result<()> {
    let user_name = user_name.trim();
    let fits = USER_NAME.contains(&user_name.chars().count())
        && user_name.starts_with(|sign: char| sign.is_ascii_alphanumeric())
        && user_name.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_'));
    if fits {
        return Ok(());
    }
    Err(Error::invalid(
        "user_name",
        "A user name has 2 to 40 characters: letters from a to z, digits, dots, dashes and underscores, with a \
         letter or a digit at the beginning.",
    ))
}

/// Refuses what cannot be a new account's e-mail address.
pub(super) fn check_email(email: &str) -> Result<()> {
    let email = email.trim();
    check_email_length(email)?;
    let sides = email.split_once('@').filter(|(before, after)| !before.is_empty() && !after.is_empty());
    if sides.is_some() && !email.chars().any(|sign| sign.is_whitespace() || sign.is_control()) {
        return Ok(());
    }
    Err(Error::invalid(
        "email",
        "Type the whole e-mail address, as in name@example.com, without blanks. It is used to sign in.",
    ))
}

/// Refuses an e-mail address that is too long.
pub(super) fn check_email_length(email: &str) -> Result<()> {
    if email.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("email", "The e-mail address is too long. Type a shorter one."));
    }
    Ok(())
}

//! The name somebody types to sign in, and under what its tries are counted.

use super::binding::{bound, hash};
use unicode_normalization::UnicodeNormalization;

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

//! The recovery code as it is printed and typed: 160 random bits.

use super::binding::random;
use super::crockford::{self, Kind};
use crate::error::Result;
use secrecy::{ExposeSecret, SecretBox};
use std::fmt;
use zeroize::Zeroizing;

const KIND: Kind = Kind {
    field: "code",
    name: "recovery code",
    form: "A recovery code has eight groups of four signs and one sign at the end.",
};

/// Opens the office when every password is lost. Printed once; wiped on drop, never shown by `Debug`.
pub struct RecoveryCode(SecretBox<[u8; 20]>);

impl RecoveryCode {
    /// How many groups `shown` has: eight of four symbols and one that holds the check symbol alone.
    pub const GROUPS: usize = 9;

    /// A new code.
    ///
    /// # Errors
    /// `Code::Internal` when the system gives no random bytes.
    pub fn random() -> Result<Self> {
        let bytes = random::<20>()?;
        Ok(Self::from_bytes(&bytes))
    }

    pub(super) fn from_bytes(bytes: &[u8; 20]) -> Self {
        Self(SecretBox::init_with_mut(|place: &mut [u8; 20]| place.copy_from_slice(bytes)))
    }

    /// The code for paper: 32 digits in groups of four and a check symbol, divided by dashes.
    pub fn shown(&self) -> Zeroizing<String> {
        crockford::shown(self.expose())
    }

    /// Whether `typed` is the group of this number, counted from 0: so a person shows that the code was
    /// written down.
    pub fn confirms(&self, group: usize, typed: &str) -> bool {
        self.shown().split('-').nth(group).is_some_and(|expected| crockford::same_group(expected, typed))
    }

    /// The code that somebody typed: capital or small, with or without blanks and dashes, O for 0 and
    /// I or L for 1.
    ///
    /// # Errors
    /// `Code::Invalid` on the field `code`, with a sentence that says what does not fit.
    pub fn typed(typed: &str) -> Result<Self> {
        let bytes = crockford::typed::<20>(typed, &KIND)?;
        Ok(Self::from_bytes(&bytes))
    }

    pub(super) fn expose(&self) -> &[u8; 20] {
        self.0.expose_secret()
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(hidden)")
    }
}

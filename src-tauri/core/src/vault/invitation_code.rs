//! The invitation that an administrator hands to somebody who is to ask for an account: 80 random bits.

use super::binding::{bound, keyed, random};
use super::crockford::{self, Kind};
use crate::error::Result;
use secrecy::{ExposeSecret, SecretBox};
use std::fmt;
use zeroize::Zeroizing;

const KIND: Kind = Kind {
    field: "invitation",
    name: "invitation code",
    form: "An invitation code has four groups of four signs and one sign at the end.",
};

/// Vouches for the key of whoever asks with it, in place of the six words. Wiped on drop, never shown by
/// `Debug`.
pub struct InvitationCode(SecretBox<[u8; 10]>);

impl InvitationCode {
    /// A new code.
    ///
    /// # Errors
    /// `Code::Internal` when the system gives no random bytes.
    pub fn random() -> Result<Self> {
        let bytes = random::<10>()?;
        Ok(Self::from_bytes(&bytes))
    }

    /// The code for paper: 16 digits in groups of four and a check symbol, divided by dashes.
    pub fn shown(&self) -> Zeroizing<String> {
        crockford::shown(self.0.expose_secret())
    }

    /// The code that somebody typed: capital or small, with or without blanks and dashes, O for 0 and
    /// I or L for 1.
    ///
    /// # Errors
    /// `Code::Invalid` on the field `invitation`, with a sentence that says what does not fit.
    pub fn typed(typed: &str) -> Result<Self> {
        let bytes = crockford::typed::<10>(typed, &KIND)?;
        Ok(Self::from_bytes(&bytes))
    }

    /// What the encrypted database keeps instead of the code, as 64 hex digits: enough to know a request that
    /// was made with it (`Request::proved_by`), and the code cannot be read from it.
    pub fn secret(&self) -> Zeroizing<String> {
        // Exact, so that the string never grows and leaves no unwiped copy.
        let mut shown = Zeroizing::new(String::with_capacity(64));
        for byte in self.key().iter() {
            let digits =
                [byte >> 4, byte & 15].map(|half| char::from(b"0123456789abcdef"[usize::from(half)]));
            shown.extend(digits);
        }
        shown
    }

    /// The key of a request's proof. No stretching: 80 random bits are not guessed while an invitation lasts.
    pub(super) fn key(&self) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        key[..10].copy_from_slice(self.0.expose_secret());
        keyed(&key, &bound("invitation-secret", &[]))
    }

    fn from_bytes(bytes: &[u8; 10]) -> Self {
        Self(SecretBox::init_with_mut(|place: &mut [u8; 10]| place.copy_from_slice(bytes)))
    }
}

impl fmt::Debug for InvitationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationCode(hidden)")
    }
}

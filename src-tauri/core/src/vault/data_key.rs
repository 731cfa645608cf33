//! The data key: the one secret that opens the office file, and what is derived from it.

use super::binding::{bound, keyed, random};
use crate::error::{Code, Error, Result};
use secrecy::{ExposeSecret, SecretBox};
use std::fmt;
use zeroize::Zeroizing;

/// Opens the database. Lives in the core alone; wiped on drop, never shown by `Debug`.
pub struct DataKey {
    key: SecretBox<[u8; 32]>,
    salt: [u8; 16],
}

impl DataKey {
    /// A new key and a new database salt.
    ///
    /// # Errors
    /// `Code::Internal` when the system gives no random bytes.
    pub fn random() -> Result<Self> {
        Ok(Self::from_parts(&*random()?, *random()?))
    }

    pub(super) fn from_parts(key: &[u8; 32], salt: [u8; 16]) -> Self {
        let key = SecretBox::init_with_mut(|place: &mut [u8; 32]| place.copy_from_slice(key));
        Self { key, salt }
    }

    /// The same key once more, for one more holder who wipes it.
    pub(crate) fn again(&self) -> Self {
        Self::from_parts(self.key.expose_secret(), self.salt)
    }

    /// The value for `PRAGMA key`: `x'`, 64 hex digits of key, 32 of salt, `'`.
    ///
    /// # Errors
    /// `Code::Internal` if the length were not exactly 99: SQLCipher takes a hex key that is too short for
    /// a passphrase without a word, so the length is asserted rather than trusted.
    pub fn pragma_key(&self) -> Result<Zeroizing<String>> {
        // The capacity is exact: a string that grows leaves unwiped copies behind.
        let mut digits = Zeroizing::new([0; 96]);
        let (key, salt) = digits.split_at_mut(64);
        let filled = hex::encode_to_slice(self.key.expose_secret(), key)
            .and_then(|()| hex::encode_to_slice(self.salt, salt));
        let mut pragma = Zeroizing::new(String::with_capacity(99));
        pragma.push_str("x'");
        pragma.extend(digits.iter().map(|digit| char::from(*digit)));
        pragma.push('\'');
        if filled.is_err() || pragma.len() != 99 || digits.contains(&0) {
            return Err(Error::new(
                Code::Internal,
                "The key of the office has the wrong length. Nothing was opened.",
            ));
        }
        Ok(pragma)
    }

    /// A key for one purpose, such as the activity log; different purposes give unrelated keys.
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        keyed(self.key.expose_secret(), &bound("derive", &[purpose.as_bytes()]))
    }

    /// A value that fixes this key and salt without telling anything about them; accounts are pinned to it.
    pub fn commitment(&self) -> [u8; 32] {
        *keyed(self.key.expose_secret(), &bound("commitment", &[&self.salt]))
    }

    /// The database's salt, which is no secret: with it in the key ring a damaged file header still opens.
    pub fn salt(&self) -> [u8; 16] {
        self.salt
    }

    pub(super) fn expose(&self) -> &[u8; 32] {
        self.key.expose_secret()
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(hidden)")
    }
}

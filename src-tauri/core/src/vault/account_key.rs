//! An account's key pair, its private half wrapped under the password.

use super::binding::{OfficeId, bound, random};
use super::cost::Cost;
use super::data_key::DataKey;
use super::grant::Holder;
use super::key_pair::KeyPair;
use crate::error::{Code, Error, Result};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Which data key an account once opened the office with.
///
/// Whoever can write the folder could put a database of his own there, under a key of his own sealed to a
/// victim's public key; but he cannot make the victim's pin fit, for the pin is part of what the private key
/// is wrapped with. From a pin of an earlier epoch the links of the key ring lead to the present data key; the
/// next sign-in advances it.
///
/// The limit: whoever kept the wrapping of an earlier time, with an earlier pin or none, can put it back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pin {
    pub(super) epoch: u32,
    #[serde(with = "hex")]
    pub(super) commitment: [u8; 32],
}

impl Pin {
    /// The pin to this data key.
    pub(super) fn to(epoch: u32, data_key: &DataKey) -> Self {
        Self { epoch, commitment: data_key.commitment() }
    }
}

/// The public key in clear, the private key under argon2id and XChaCha20-Poly1305.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountKey {
    #[serde(with = "hex")]
    pub(super) public: [u8; 32],
    pub(super) cost: Cost,
    #[serde(with = "hex")]
    salt: [u8; 16],
    #[serde(with = "hex")]
    nonce: [u8; 24],
    #[serde(with = "hex")]
    wrapped: [u8; 48],
    /// Absent until the first sign-in.
    pub(super) pin: Option<Pin>,
}

/// A private key that the right password has just unwrapped.
pub(super) struct Unwrapped {
    pub(super) pair: KeyPair,
    stretched: Zeroizing<[u8; 32]>,
}

impl AccountKey {
    /// A new key pair under `password`, pinned to `pin` when the data key is at hand.
    ///
    /// # Errors
    /// `Code::Internal` when memory or random bytes are missing.
    pub(super) fn random(
        office: &OfficeId,
        account: i64,
        password: &SecretString,
        cost: Cost,
        pin: Option<Pin>,
    ) -> Result<Self> {
        let salt = *random()?;
        let unwrapped = Unwrapped { pair: KeyPair::random()?, stretched: cost.stretch(password, &salt)? };
        let empty =
            Self { public: unwrapped.pair.public(), cost, salt, nonce: [0; 24], wrapped: [0; 48], pin: None };
        empty.pinned(office, account, &unwrapped, pin)
    }

    /// The key pair, or nothing when the password is wrong or the wrapping was changed: the cipher cannot
    /// tell the two apart. Costs the same in either case.
    ///
    /// # Errors
    /// `Code::Internal` when memory is missing.
    pub(super) fn unwrap(
        &self,
        office: &OfficeId,
        account: i64,
        password: &SecretString,
    ) -> Result<Option<Unwrapped>> {
        let stretched = self.cost.stretch(password, &self.salt)?;
        let binding = self.binding(office, account);
        let private = XChaCha20Poly1305::new((&*stretched).into())
            .decrypt(&XNonce::from(self.nonce), Payload { msg: &self.wrapped, aad: &binding })
            .map(Zeroizing::new);
        let pair = private.ok().and_then(|private| KeyPair::from_private(&private));
        Ok(pair.filter(|pair| pair.public() == self.public).map(|pair| Unwrapped { pair, stretched }))
    }

    /// The same key pair under the same password, wrapped anew with this pin.
    ///
    /// # Errors
    /// `Code::Internal` when random bytes are missing.
    pub(super) fn pinned(
        &self,
        office: &OfficeId,
        account: i64,
        unwrapped: &Unwrapped,
        pin: Option<Pin>,
    ) -> Result<Self> {
        let mut key = Self { pin, nonce: *random()?, ..self.clone() };
        let binding = key.binding(office, account);
        key.wrapped = XChaCha20Poly1305::new((&*unwrapped.stretched).into())
            .encrypt(
                &XNonce::from(key.nonce),
                Payload { msg: unwrapped.pair.private_bytes().as_ref(), aad: &binding },
            )
            .ok()
            .and_then(|wrapped| wrapped.try_into().ok())
            .ok_or_else(|| {
                Error::new(
                    Code::Internal,
                    "The account's key could not be wrapped. Nothing was changed; try again.",
                )
            })?;
        Ok(key)
    }

    fn binding(&self, office: &OfficeId, account: i64) -> Vec<u8> {
        let pin = self
            .pin
            .as_ref()
            .map_or(Vec::new(), |pin| bound("pin", &[&pin.epoch.to_be_bytes(), &pin.commitment]));
        let holder = Holder::Account(account).bytes();
        bound("account-key", &[office, &holder, &self.cost.bytes(), &self.public, &pin])
    }
}

//! The recovery code's place in the key ring: a grant like an account's, without a password.

use super::binding::{OfficeId, bound, keyed, keyed_matches};
use super::data_key::DataKey;
use super::epoch_keys::EpochKeys;
use super::grant::{Grant, Holder};
use super::key_pair::KeyPair;
use super::link::{self, Link};
use super::recovery_code::RecoveryCode;
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Whether the office's people have shown that they wrote the code down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryState {
    /// The code was made and shown.
    Shown,
    /// A part of it was typed back.
    Confirmed,
}

/// The recovery code's public key and grant, and what binds the code to the data key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recovery {
    pub(super) state: RecoveryState,
    #[serde(with = "hex")]
    pub(super) public: [u8; 32],
    pub(super) grants: Vec<Grant>,
    pin: RecoveryPin,
}

/// The epoch that the code was made in and, under a key from the code, the commitment of its data key: the
/// same office's code opens no foreign database.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecoveryPin {
    epoch: u32,
    #[serde(with = "hex")]
    mac: [u8; 32],
}

impl Recovery {
    /// A new code for the present data key.
    ///
    /// # Errors
    /// `Code::Internal` when the system gives no random bytes.
    pub(super) fn random(keys: &EpochKeys<'_>) -> Result<(Self, RecoveryCode)> {
        let code = RecoveryCode::random()?;
        let public = pair(&code, &keys.office).public();
        let pin_key = secret(&code, "recovery-pin", &keys.office);
        let recovery = Self {
            state: RecoveryState::Shown,
            public,
            grants: keys.grants_for(Holder::Recovery, &public)?,
            pin: RecoveryPin { epoch: keys.epoch, mac: *keyed(&pin_key, &pinned(keys.epoch, keys.present)) },
        };
        Ok((recovery, code))
    }

    /// The data key of this epoch, to which the links lead from the one that the code was made for.
    ///
    /// # Errors
    /// `Code::Invalid` on `code` when it is another office's or an old code; `Code::Damaged` when the
    /// grant was changed or leads to a foreign database.
    pub(super) fn open(
        &self,
        code: &RecoveryCode,
        office: &OfficeId,
        epoch: u32,
        salt: [u8; 16],
        links: &[Link],
    ) -> Result<DataKey> {
        let pair = pair(code, office);
        if pair.public() != self.public {
            return Err(Error::invalid(
                "code",
                "This recovery code does not belong to this office, or a newer one has replaced it. \
                 Look for the newest paper.",
            ));
        }
        let damaged = || {
            Error::new(
                Code::Damaged,
                "The recovery entry of the key ring was changed outside Porchlight. \
                 Restore the office from a backup.",
            )
        };
        let grant = self.grants.iter().find(|grant| grant.epoch == epoch).ok_or_else(damaged)?;
        let data_key = grant.open(office, Holder::Recovery, &pair, salt).ok_or_else(damaged)?;
        let way = link::back_to(office, links, epoch, &data_key, self.pin.epoch).ok_or_else(damaged)?;
        let first = pinned(self.pin.epoch, way.last().unwrap_or(&data_key));
        if !keyed_matches(&secret(code, "recovery-pin", office), &first, &self.pin.mac) {
            return Err(damaged());
        }
        Ok(data_key)
    }
}

fn pair(code: &RecoveryCode, office: &OfficeId) -> KeyPair {
    KeyPair::from_seed(&secret(code, "recovery-key", office))
}

/// A key from the code. No stretching: 160 random bits cannot be guessed.
fn secret(code: &RecoveryCode, purpose: &str, office: &OfficeId) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    key[..20].copy_from_slice(code.expose());
    keyed(&key, &bound(purpose, &[office]))
}

fn pinned(epoch: u32, data_key: &DataKey) -> Vec<u8> {
    bound("recovery-pin", &[&epoch.to_be_bytes(), &data_key.commitment()])
}

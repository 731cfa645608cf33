//! A grant: the data key, sealed to one public key. Who holds a grant can open the office.

use super::binding::{OfficeId, bound};
use super::data_key::DataKey;
use super::key_pair::{Aead, Kdf, Kem, KeyPair, public_key};
use crate::error::{Code, Error, Result};
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Who a grant or a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// The account of this number.
    Account(i64),
    /// The recovery code.
    Recovery,
}

impl Holder {
    /// The bytes that stand for this holder in what its keys are bound to.
    pub(super) fn bytes(self) -> Vec<u8> {
        match self {
            Self::Account(id) => bound("account", &[&id.to_be_bytes()]),
            Self::Recovery => bound("recovery", &[]),
        }
    }
}

/// The data key of one epoch, sealed by HPKE (RFC 9180, base mode) to one public key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    /// Which data key it is; the number grows by one whenever the office's key is changed.
    pub(super) epoch: u32,
    #[serde(with = "hex")]
    encapsulated: [u8; 32],
    #[serde(with = "hex")]
    sealed: [u8; 48],
}

impl Grant {
    /// Seals `data_key` to `public`, bound to the office, the holder, the public key and the epoch.
    ///
    /// # Errors
    /// `Code::Damaged` when the public key is none.
    pub(super) fn seal(
        office: &OfficeId,
        holder: Holder,
        public: &[u8; 32],
        epoch: u32,
        data_key: &DataKey,
    ) -> Result<Self> {
        let info = info(office, holder, public, epoch);
        // hpke draws its own random bytes and panics if the system has none; every path to here has just
        // drawn some itself (`binding::random`) and would have answered with an error.
        let (encapsulated, sealed) = hpke::single_shot_seal::<Aead, Kdf, Kem>(
            &OpModeS::Base,
            &public_key(public)?,
            &info,
            data_key.expose(),
            &[],
        )
        .map_err(|_| not_sealed())?;
        let sealed = sealed.try_into().map_err(|_| not_sealed())?;
        Ok(Self { epoch, encapsulated: encapsulated.to_bytes().into(), sealed })
    }

    /// The data key, if this grant was sealed for exactly this office, holder, key pair and epoch.
    pub(super) fn open(
        &self,
        office: &OfficeId,
        holder: Holder,
        pair: &KeyPair,
        salt: [u8; 16],
    ) -> Option<DataKey> {
        let info = info(office, holder, &pair.public(), self.epoch);
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(&self.encapsulated).ok()?;
        let key = hpke::single_shot_open::<Aead, Kdf, Kem>(
            &OpModeR::Base,
            pair.private(),
            &encapsulated,
            &info,
            &self.sealed,
            &[],
        );
        let key = Zeroizing::new(key.ok()?);
        Some(DataKey::from_parts(key.as_slice().try_into().ok()?, salt))
    }
}

fn info(office: &OfficeId, holder: Holder, public: &[u8; 32], epoch: u32) -> Vec<u8> {
    bound("grant", &[office, &holder.bytes(), public, &epoch.to_be_bytes()])
}

fn not_sealed() -> Error {
    Error::new(
        Code::Damaged,
        "The office's key could not be sealed for this account, because its public key is damaged. \
         Ask for the account again.",
    )
}

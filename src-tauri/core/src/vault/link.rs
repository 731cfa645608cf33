//! Links from one data key to the next: how a changed key is told to be the same office's.
//!
//! A link holds the former data key, sealed under the one that followed it. Whoever opens the office today
//! can so walk back to every key it ever had: to the one an account is pinned to, and to those under which old
//! entries of the activity log were written.
//!
//! The limit: a former data key is what proves that its holder made the link. Somebody who kept a former
//! data key and can write the office's folder could forge a link from it to a key of his own, and lead an
//! account that is pinned to that former key into a foreign office. An account's pin advances at its next
//! sign-in, and from then on such a link leads it nowhere.

use super::binding::{OfficeId, bound, keyed, keyed_matches, random};
use super::data_key::DataKey;
use crate::error::{Code, Error, Result};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The way between the data keys of two epochs that follow each other.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    /// The former key's epoch; the link leads from it to the next.
    pub(super) epoch: u32,
    /// The former key's commitment.
    #[serde(with = "hex")]
    former: [u8; 32],
    #[serde(with = "hex")]
    nonce: [u8; 24],
    /// The former key under a key derived from the new one.
    #[serde(with = "hex")]
    sealed: [u8; 48],
    /// Over the new key's commitment, under a key derived from the former key.
    #[serde(with = "hex")]
    mac: [u8; 32],
}

impl Link {
    /// The link from `former`, the data key of `epoch`, to `new`, the one that follows it.
    ///
    /// # Errors
    /// `Code::Internal` when random bytes are missing.
    pub(super) fn between(office: &OfficeId, epoch: u32, former: &DataKey, new: &DataKey) -> Result<Self> {
        let nonce = *random()?;
        let commitment = former.commitment();
        let binding = binding(office, epoch, &commitment, new);
        let sealed = XChaCha20Poly1305::new((&*new.derive("link")).into())
            .encrypt(&XNonce::from(nonce), Payload { msg: former.expose(), aad: &binding })
            .ok()
            .and_then(|sealed| sealed.try_into().ok())
            .ok_or_else(|| {
                Error::new(
                    Code::Internal,
                    "The office's former key could not be kept. Nothing was changed; try again.",
                )
            })?;
        let mac = *keyed(&former.derive("link-mac"), &binding);
        Ok(Self { epoch, former: commitment, nonce, sealed, mac })
    }

    /// The former data key, if this link was made for exactly this office, by somebody who held both keys.
    pub(super) fn open(&self, office: &OfficeId, new: &DataKey) -> Option<DataKey> {
        let binding = binding(office, self.epoch, &self.former, new);
        let key = XChaCha20Poly1305::new((&*new.derive("link")).into())
            .decrypt(&XNonce::from(self.nonce), Payload { msg: &self.sealed, aad: &binding })
            .map(Zeroizing::new)
            .ok()?;
        let former = DataKey::from_parts(key.as_slice().try_into().ok()?, new.salt());
        let made_by_its_holder = keyed_matches(&former.derive("link-mac"), &binding, &self.mac);
        (made_by_its_holder && former.commitment() == self.former).then_some(former)
    }
}

/// The data keys before `present`, newest first, down to the one of the epoch `wanted`; none when it is the
/// present one that is wanted, and nothing at all when a link on the way is missing or wrong.
pub(super) fn back_to(
    office: &OfficeId,
    links: &[Link],
    epoch: u32,
    present: &DataKey,
    wanted: u32,
) -> Option<Vec<DataKey>> {
    let mut found: Vec<DataKey> = Vec::new();
    for at in (wanted..epoch).rev() {
        let link = links.iter().find(|link| link.epoch == at)?;
        let former = link.open(office, found.last().unwrap_or(present))?;
        found.push(former);
    }
    (wanted <= epoch).then_some(found)
}

/// The office, both epochs and both commitments.
fn binding(office: &OfficeId, epoch: u32, former: &[u8; 32], new: &DataKey) -> Vec<u8> {
    let next = epoch.saturating_add(1);
    bound("link", &[office, &epoch.to_be_bytes(), &next.to_be_bytes(), former, &new.commitment()])
}

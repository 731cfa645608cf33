//! The data keys of which a grant is sealed: the present one, and the former one while the key is changed.

use super::account_key::Pin;
use super::binding::OfficeId;
use super::data_key::DataKey;
use super::grant::{Grant, Holder};
use crate::error::Result;

/// What everybody who can open an office holds a grant of.
pub(super) struct EpochKeys<'a> {
    pub(super) office: OfficeId,
    /// Of the present key.
    pub(super) epoch: u32,
    pub(super) present: &'a DataKey,
    /// The one before, only while the key is changed.
    pub(super) former: Option<DataKey>,
}

impl EpochKeys<'_> {
    /// A grant of each key, oldest first.
    ///
    /// # Errors
    /// `Code::Damaged` when the public key is none.
    pub(super) fn grants_for(&self, holder: Holder, public: &[u8; 32]) -> Result<Vec<Grant>> {
        let former = self.former.as_ref().map(|former| (self.epoch - 1, former));
        former
            .into_iter()
            .chain([(self.epoch, self.present)])
            .map(|(epoch, key)| Grant::seal(&self.office, holder, public, epoch, key))
            .collect()
    }

    /// The pin to the present key.
    pub(super) fn pin(&self) -> Pin {
        Pin::to(self.epoch, self.present)
    }
}

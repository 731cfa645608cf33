//! Changing the data key, so that whoever was let go cannot open what is written from now on.
//!
//! In this order, each step under the `RingLock` and each saved in the database and the file:
//! 1. `begin_rotation`: everybody holds a grant of the former and of the new key; the database still opens with
//!    the former one.
//! 2. The caller changes the database's key.
//! 3. `end_rotation`: the grants of the former key are dropped.
//!
//! A program that is killed on the way leaves a key ring that `is_rotating`; the next sign-in answers both keys,
//! opens the database with whichever fits, and does the rest.

use super::account::AccountState;
use super::binding::random;
use super::data_key::DataKey;
use super::epoch_keys::EpochKeys;
use super::grant::{Grant, Holder};
use super::key_ring::KeyRing;
use super::link::{self, Link};
use super::sign_in::foreign;
use crate::error::{Code, Error, Result};

impl KeyRing {
    /// Makes the new data key; `key` is the present one. The key ring belongs to the new one from here on.
    ///
    /// # Errors
    /// `Code::Damaged` when `key` is not this key ring's; `Code::MovedOn` when the key is being changed
    /// already; `Code::Internal` without random bytes. The key ring is then as before.
    pub fn begin_rotation(&mut self, key: &DataKey) -> Result<DataKey> {
        self.verify(key)?;
        if self.is_rotating() {
            return Err(Error::new(
                Code::MovedOn,
                "The office's key is being changed already. Sign out and in again, which completes that, and \
                 then try once more.",
            ));
        }
        let new = DataKey::from_parts(&*random()?, key.salt());
        let mut next = self.clone();
        let ring = &mut next.ring;
        let epoch = ring.epoch.checked_add(1).ok_or_else(foreign)?;
        let seal = |holder: Holder, public: &[u8; 32]| Grant::seal(&ring.office, holder, public, epoch, &new);
        for account in ring.accounts.iter_mut().filter(|account| account.state == AccountState::Active) {
            let key = account.key.as_ref().ok_or_else(foreign)?;
            let grant = seal(Holder::Account(account.id), &key.public)?;
            account.grants.push(grant);
        }
        let grant = seal(Holder::Recovery, &ring.recovery.public)?;
        ring.recovery.grants.push(grant);
        ring.links.push(Link::between(&ring.office, ring.epoch, key, &new)?);
        ring.epoch = epoch;
        next.seal(&new)?;
        next.check_shape()?;
        *self = next;
        Ok(new)
    }

    /// Drops the grants of the former key, after the database has been brought to the new one. Does nothing
    /// when the key is not being changed.
    ///
    /// # Errors
    /// `Code::Damaged` when `new` is not this key ring's.
    pub fn end_rotation(&mut self, new: &DataKey) -> Result<()> {
        self.verify(new)?;
        if !self.is_rotating() {
            return Ok(());
        }
        let epoch = self.ring.epoch;
        for account in &mut self.ring.accounts {
            account.grants.retain(|grant| grant.epoch == epoch);
        }
        self.ring.recovery.grants.retain(|grant| grant.epoch == epoch);
        self.seal(new)
    }

    /// Whether the data key is being changed: the database may still open with the former one.
    pub fn is_rotating(&self) -> bool {
        self.ring.is_rotating()
    }

    /// Which data key the office has: 1 for the first, and one more with every change.
    pub fn epoch(&self) -> u32 {
        self.ring.epoch
    }

    /// Every data key before the present one, oldest first: entries of the activity log were written under
    /// them. The key of epoch 1 stands first.
    ///
    /// # Errors
    /// `Code::Damaged` when `key` is not this key ring's, or a link is wrong.
    pub fn former_keys(&self, key: &DataKey) -> Result<Vec<DataKey>> {
        self.verify(key)?;
        let mut keys = self.back_to(key, 1)?;
        keys.reverse();
        Ok(keys)
    }

    /// The keys before `present` down to the one of `epoch`, newest first.
    pub(super) fn back_to(&self, present: &DataKey, epoch: u32) -> Result<Vec<DataKey>> {
        let ring = &self.ring;
        link::back_to(&ring.office, &ring.links, ring.epoch, present, epoch).ok_or_else(foreign)
    }

    /// The key before this one, only while the key is changed.
    pub(super) fn former(&self, present: &DataKey) -> Result<Option<DataKey>> {
        if !self.is_rotating() {
            return Ok(None);
        }
        Ok(self.back_to(present, self.ring.epoch - 1)?.pop())
    }

    /// The keys that everybody who can open the office holds a grant of; `key` must be the present one.
    pub(super) fn epoch_keys<'a>(&self, key: &'a DataKey) -> Result<EpochKeys<'a>> {
        self.verify(key)?;
        let former = self.former(key)?;
        Ok(EpochKeys { office: self.ring.office, epoch: self.ring.epoch, present: key, former })
    }
}

//! What a key ring holds, and what is true of every one of them.

use super::account::{Account, AccountState};
use super::binding::OfficeId;
use super::grant::Grant;
use super::link::Link;
use super::login::folded;
use super::recovery::Recovery;
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Everything in the file that the MAC covers. The order of the fields is the order in the file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ring {
    #[serde(with = "hex")]
    pub(super) office: OfficeId,
    pub(super) office_name: String,
    /// Which data key the office has; grows by one whenever it is changed.
    pub(super) epoch: u32,
    pub(super) counter: u64,
    /// The digest of the key ring that this one replaced.
    #[serde(with = "hex")]
    pub(super) previous: [u8; 32],
    #[serde(with = "hex")]
    pub(super) database_salt: [u8; 16],
    /// The account that the recovery code helps.
    pub(super) owner: i64,
    /// In the order of their numbers.
    pub(super) accounts: Vec<Account>,
    pub(super) recovery: Recovery,
    /// From each data key the office ever had to the next, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) links: Vec<Link>,
}

impl Ring {
    /// The ring of a new office, at its first data key.
    pub(super) fn of_one(
        office: OfficeId,
        office_name: &str,
        database_salt: [u8; 16],
        owner: Account,
        recovery: Recovery,
    ) -> Self {
        Self {
            office,
            office_name: office_name.to_owned(),
            epoch: 1,
            counter: 0,
            previous: [0; 32],
            database_salt,
            owner: owner.id,
            accounts: vec![owner],
            recovery,
            links: vec![],
        }
    }

    /// Whether the data key is being changed.
    pub(super) fn is_rotating(&self) -> bool {
        self.recovery.grants.len() > 1
    }

    /// The account of this number.
    pub(super) fn account(&self, id: i64) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// The account of this number, to be changed.
    ///
    /// # Errors
    /// `Code::Missing` when there is none.
    pub(super) fn account_mut(&mut self, id: i64) -> Result<&mut Account> {
        self.accounts.iter_mut().find(|account| account.id == id).ok_or_else(|| {
            Error::new(Code::Missing, "There is no such account in this office. Look at the list again.")
        })
    }

    /// The account that somebody means who types this name or e-mail address.
    pub(super) fn named(&self, user: &str) -> Option<&Account> {
        let user = folded(user);
        self.accounts.iter().find(|account| account.logins().contains(&user))
    }

    /// What is true of every ring, whoever wrote it.
    pub(super) fn is_sound(&self) -> bool {
        let in_order = self.accounts.first().is_some_and(|first| first.id > 0)
            && self.accounts.is_sorted_by(|one, next| one.id < next.id);
        let granted = self.accounts.iter().all(|account| {
            let active = account.state == AccountState::Active;
            if active {
                account.key.is_some() && self.leads_here(&account.grants)
            } else {
                account.grants.is_empty()
            }
        });
        let mut seen = BTreeSet::new();
        let told_apart = self.accounts.iter().flat_map(Account::logins).all(|login| seen.insert(login));
        in_order
            && self.account(self.owner).is_some()
            && granted
            && told_apart
            && self.leads_here(&self.recovery.grants)
            && self.is_linked()
    }

    /// Whether an older Porchlight could have written it.
    pub(super) fn fits_format_1(&self) -> bool {
        self.links.is_empty() && self.accounts.iter().all(|account| account.key.is_some())
    }

    /// One grant, of the present epoch; while the key is changed, one of the epoch before in front of it.
    fn leads_here(&self, grants: &[Grant]) -> bool {
        let before = u32::from(self.is_rotating());
        let epochs = self.epoch.checked_sub(before).map(|first| first..=self.epoch);
        epochs.is_some_and(|epochs| grants.iter().map(|grant| grant.epoch).eq(epochs))
    }

    /// A link from every epoch before the present one, the first of them epoch 1.
    fn is_linked(&self) -> bool {
        self.epoch > 0 && self.links.iter().map(|link| link.epoch).eq(1..self.epoch)
    }
}

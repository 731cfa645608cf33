//! How an account stands in the office: disabled and enabled, renamed, the one that the recovery code helps,
//! and what a backup keeps of it. Write the key ring after each.

use super::account::AccountState;
use super::data_key::DataKey;
use super::grant::Holder;
use super::key_ring::KeyRing;
use super::login::{check_email, check_name, folded};
use super::ring::Ring;
use crate::error::{Code, Error, Result};

impl KeyRing {
    /// Takes an account's grant away. Its person may have kept the data key: change it afterwards
    /// (`begin_rotation`).
    ///
    /// # Errors
    /// `Code::Refused` for the account that the recovery code helps; `Code::Missing`; `Code::Damaged` when
    /// `key` is not this key ring's.
    pub fn disable(&mut self, account: i64, key: &DataKey) -> Result<()> {
        self.change(key, |ring, _| {
            let owner = ring.owner;
            let account = ring.account_mut(account)?;
            if account.id == owner {
                return Err(Error::new(
                    Code::Refused,
                    "The recovery code helps this account, so it cannot be disabled. \
                     Make another account the owner first.",
                ));
            }
            account.grants.clear();
            account.state = AccountState::Disabled;
            Ok(())
        })
    }

    /// Gives a disabled account its grant back: its password opens the office again. An account that has lost
    /// its key in a backup becomes `Pending` instead, and its person asks for a reset. Answers how the account
    /// stands then.
    ///
    /// # Errors
    /// `Code::Missing`; `Code::Damaged` when `key` is not this key ring's or the account's public key is none.
    pub fn enable(&mut self, account: i64, key: &DataKey) -> Result<AccountState> {
        let mut state = AccountState::Pending;
        self.change(key, |ring, keys| {
            let account = ring.account_mut(account)?;
            if let Some(key) = &account.key {
                account.grants = keys.grants_for(Holder::Account(account.id), &key.public)?;
                state = AccountState::Active;
            }
            account.state = state;
            Ok(())
        })?;
        Ok(state)
    }

    /// Changes the name of an account's person and the e-mail address.
    ///
    /// # Errors
    /// `Code::Invalid` on `name` or `email`; `Code::Missing`; `Code::Damaged` when `key` is not this key
    /// ring's.
    pub fn rename(&mut self, account: i64, name: &str, email: &str, key: &DataKey) -> Result<()> {
        self.change(key, |ring, _| {
            check_name("name", "The account needs the name of its person", name)?;
            check_email(email)?;
            if ring.named(email).is_some_and(|other| other.id != account) {
                return Err(email_taken());
            }
            let account = ring.account_mut(account)?;
            account.name = name.trim().to_owned();
            account.email = email.trim().to_owned();
            Ok(())
        })
    }

    /// Makes another account the one that the recovery code helps.
    ///
    /// # Errors
    /// `Code::Refused` when it is not in use; `Code::Missing`; `Code::Damaged` when `key` is not this key
    /// ring's.
    pub fn move_owner(&mut self, account: i64, key: &DataKey) -> Result<()> {
        self.change(key, |ring, _| {
            if ring.account_mut(account)?.state != AccountState::Active {
                return Err(Error::new(
                    Code::Refused,
                    "Only an account that is in use can be the owner. Approve or enable it first.",
                ));
            }
            ring.owner = account;
            Ok(())
        })
    }

    /// The bytes of the key ring that goes into a backup: only these accounts and the recovery code keep their
    /// key, so that a lost stick gives nobody a staff password to guess at. Everybody else stays by number
    /// and names, and asks for a reset after a restore; who was disabled stays disabled. It directly follows
    /// this key ring, which itself is not changed.
    ///
    /// # Errors
    /// `Code::Damaged` when `key` is not this key ring's.
    pub fn for_backup(&self, key: &DataKey, administrators: &[i64]) -> Result<Vec<u8>> {
        let mut backup = self.clone();
        backup.change(key, |ring, _| {
            for account in &mut ring.accounts {
                if administrators.contains(&account.id) && account.state == AccountState::Active {
                    continue;
                }
                account.key = None;
                account.grants.clear();
                if account.state == AccountState::Active {
                    account.state = AccountState::Pending;
                }
            }
            Ok(())
        })?;
        backup.next(key)
    }
}

/// Refuses a user name or e-mail address that an account of the ring already has.
pub(super) fn check_free(ring: &Ring, user_name: &str, email: &str) -> Result<()> {
    if ring.named(user_name).is_some() {
        return Err(user_name_taken());
    }
    if !folded(email).is_empty() && ring.named(email).is_some() {
        return Err(email_taken());
    }
    Ok(())
}

pub(super) fn user_name_taken() -> Error {
    Error::invalid("user_name", "Another account has this user name already. Choose another one.")
}

pub(super) fn email_taken() -> Error {
    Error::invalid("email", "Another account has this e-mail address already. Type another one.")
}

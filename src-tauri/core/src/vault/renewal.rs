//! A new password or a new recovery code, for somebody who has the old one.

use super::account::{Account, AccountState};
use super::account_key::AccountKey;
use super::cost::{Cost, normal};
use super::data_key::DataKey;
use super::grant::Holder;
use super::key_ring::KeyRing;
use super::password;
use super::recovery::Recovery;
use super::recovery_code::RecoveryCode;
use super::sign_in::{Unlocked, foreign};
use crate::error::{Code, Error, Result};
use secrecy::{ExposeSecret, SecretString};

impl KeyRing {
    /// Gives an account that knows its password another one, with a new key pair. Count the try as a sign-in is
    /// counted (`Tries`), and write the key ring afterwards.
    ///
    /// # Errors
    /// `Code::Invalid` on `old_password` or `password`; `Code::Refused` when the account is not in use;
    /// `Code::Missing`; `Code::Damaged` when `key` is not this key ring's. The key ring is then as before.
    pub fn change_password(
        &mut self,
        account: i64,
        old: &SecretString,
        new: &SecretString,
        cost: &Cost,
        key: &DataKey,
    ) -> Result<()> {
        let office_name = self.office_name().to_owned();
        self.change(key, |ring, keys| {
            let account = ring.account_mut(account)?;
            let present = account.key.as_ref().filter(|_| account.state == AccountState::Active);
            let present = present.ok_or_else(|| {
                Error::new(
                    Code::Refused,
                    "This account is not in use, so its password cannot be changed. Ask an administrator.",
                )
            })?;
            if present.unwrap(&keys.office, account.id, old)?.is_none() {
                return Err(Error::invalid(
                    "old_password",
                    "This is not the present password. Type it again.",
                ));
            }
            check_new(&office_name, account, new)?;
            if *normal(old.expose_secret()) == *normal(new.expose_secret()) {
                return Err(Error::invalid(
                    "password",
                    "This is the password you already have. Choose another one.",
                ));
            }
            let fresh = AccountKey::random(&keys.office, account.id, new, *cost, Some(keys.pin()))?;
            let grants = keys.grants_for(Holder::Account(account.id), &fresh.public)?;
            account.activate(fresh, grants);
            Ok(())
        })
    }

    /// Whether this is the password of an account in use. Count the try as a sign-in is counted.
    ///
    /// # Errors
    /// `Code::Internal` when memory is missing.
    pub fn is_password(&self, account: i64, password: &SecretString) -> Result<bool> {
        let of = self
            .ring
            .accounts
            .iter()
            .find(|known| known.id == account && known.state == AccountState::Active);
        let Some(key) = of.and_then(|account| account.key.as_ref()) else { return Ok(false) };
        Ok(key.unwrap(&self.ring.office, account, password)?.is_some())
    }

    /// Gives the owner's account a new password and a new key pair with the help of the recovery code, and
    /// makes a new code in place of the used one. Write the key ring, then show the new code. The owner's
    /// account is active afterwards, whatever it was.
    ///
    /// # Errors
    /// `Code::Invalid` on `code` or `password`; `Code::Damaged` when the key ring was changed or is foreign.
    /// The key ring is then as before.
    pub fn recover(
        &mut self,
        code: &str,
        new_password: &SecretString,
        cost: &Cost,
    ) -> Result<(Unlocked, RecoveryCode)> {
        let code = RecoveryCode::typed(code)?;
        let Self { ring, .. } = &*self;
        let data_key =
            ring.recovery.open(&code, &ring.office, ring.epoch, ring.database_salt, &ring.links)?;
        let (owner, office_name) = (ring.owner, ring.office_name.clone());
        let mut next = self.clone();
        next.change(&data_key, |ring, keys| {
            let account = ring.account_mut(owner).map_err(|_| foreign())?;
            check_new(&office_name, account, new_password)?;
            let fresh = AccountKey::random(&keys.office, owner, new_password, *cost, Some(keys.pin()))?;
            let grants = keys.grants_for(Holder::Account(owner), &fresh.public)?;
            account.activate(fresh, grants);
            Ok(())
        })?;
        let new_code = next.renew_recovery(&data_key)?;
        let former = next.former(&data_key)?;
        *self = next;
        Ok((Unlocked { account: owner, data_key, former, repinned: None }, new_code))
    }

    /// A new recovery code in place of the one before, which then opens nothing; for a code that was lost, or
    /// never confirmed because the program ended too early. Write the key ring, then show the code.
    ///
    /// # Errors
    /// `Code::Damaged` when `key` is not this key ring's; `Code::Internal` without random bytes.
    pub fn renew_recovery(&mut self, key: &DataKey) -> Result<RecoveryCode> {
        let (recovery, code) = Recovery::random(&self.epoch_keys(key)?)?;
        self.change(key, |ring, _| {
            ring.recovery = recovery;
            Ok(())
        })?;
        Ok(code)
    }
}

fn check_new(office_name: &str, account: &Account, new: &SecretString) -> Result<()> {
    let words = [office_name, &account.user_name, &account.name, &account.email];
    password::check(new.expose_secret(), &words)
}

//! From a password or the recovery code to the data key, and what is checked on the way.

use super::account::{Account, AccountState};
use super::account_key::{AccountKey, Pin, Unwrapped};
use super::cost::Cost;
use super::data_key::DataKey;
use super::grant::Holder;
use super::key_ring::KeyRing;
use super::login::{Login, folded};
use super::password;
use super::recovery::Recovery;
use super::recovery_code::RecoveryCode;
use crate::error::{Code, Error, Result};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// A successful sign-in.
pub struct Unlocked {
    /// The account's number.
    pub account: i64,
    /// Opens the office.
    pub data_key: DataKey,
    first_pin: Option<AccountKey>,
}

impl fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unlocked(account {})", self.account)
    }
}

impl KeyRing {
    /// Opens the office with a password; `user` is a user name or an e-mail address in any case.
    ///
    /// An unknown name costs the same and gives the same answer as a wrong password. Ask `Tries` before, and
    /// call `adopt` after.
    ///
    /// # Errors
    /// `Code::SignIn` for a wrong name or password; `Code::Refused` when the password is right but the account
    /// waits for approval or was disabled; `Code::Damaged` when the key ring was changed or is foreign.
    pub fn sign_in(&self, user: &str, password: &SecretString) -> Result<Unlocked> {
        let found = self.find(user);
        // An unknown name is tried against the owner's key, and what comes of it is thrown away: the same
        // work, as long as all accounts have the same cost.
        let tried = found.or_else(|| self.owner()).ok_or_else(wrong)?;
        let unwrapped = tried.key.unwrap(&self.ring.office, tried.id, password)?;
        match (found, unwrapped) {
            (Some(account), Some(unwrapped)) => self.enter(account, &unwrapped),
            _ => Err(wrong()),
        }
    }

    /// Pins an account that has just signed in for the first time; answers whether there was something to
    /// pin, and then the key ring must be written.
    ///
    /// # Errors
    /// `Code::Damaged` when `unlocked` is not of this key ring.
    pub fn adopt(&mut self, unlocked: &Unlocked) -> Result<bool> {
        self.verify(&unlocked.data_key)?;
        let account = self.ring.accounts.iter_mut().find(|account| account.id == unlocked.account);
        let (Some(account), Some(key)) = (account, &unlocked.first_pin) else { return Ok(false) };
        if account.key.pin.is_some() || account.key.public != key.public {
            return Ok(false);
        }
        account.key = key.clone();
        self.seal(&unlocked.data_key)?;
        Ok(true)
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
        let (office, epoch) = (self.ring.office, self.ring.epoch);
        let code = RecoveryCode::typed(code)?;
        let data_key = self.ring.recovery.open(&code, &office, epoch, self.ring.database_salt)?;
        self.verify(&data_key)?;

        let mut next = self.clone();
        let owner = next.ring.owner;
        let account =
            next.ring.accounts.iter_mut().find(|account| account.id == owner).ok_or_else(foreign)?;
        let words = [self.office_name(), &account.user_name, &account.name, &account.email];
        password::check(new_password.expose_secret(), &words)?;
        let pin = Some(Pin::to(epoch, &data_key));
        account.key = AccountKey::random(&office, owner, new_password, *cost, pin)?;
        account.grant(&office, epoch, &data_key)?;
        next.seal(&data_key)?;
        let new_code = next.renew_recovery(&data_key)?;
        *self = next;
        Ok((Unlocked { account: owner, data_key, first_pin: None }, new_code))
    }

    /// A new recovery code in place of the one before, which then opens nothing; for a code that was lost, or
    /// never confirmed because the program ended too early. Write the key ring, then show the code.
    ///
    /// # Errors
    /// `Code::Damaged` when `data_key` is not this key ring's; `Code::Internal` without random bytes.
    pub fn renew_recovery(&mut self, data_key: &DataKey) -> Result<RecoveryCode> {
        self.verify(data_key)?;
        let (recovery, code) = Recovery::random(&self.ring.office, self.ring.epoch, data_key)?;
        self.ring.recovery = recovery;
        self.seal(data_key)?;
        Ok(code)
    }

    /// Under what a try at this name is counted.
    pub fn login(&self, user: &str) -> Login {
        self.find(user).map_or_else(|| Login::unknown(user), |account| Login::Account(account.id))
    }

    fn enter(&self, account: &Account, unwrapped: &Unwrapped) -> Result<Unlocked> {
        match account.state {
            AccountState::Active => {}
            AccountState::Pending => {
                return Err(Error::new(
                    Code::Refused,
                    "This account waits for approval. Ask an administrator of the office to approve it.",
                ));
            }
            AccountState::Disabled => {
                return Err(Error::new(
                    Code::Refused,
                    "This account was disabled. Ask an administrator of the office.",
                ));
            }
        }
        let (office, epoch) = (&self.ring.office, self.ring.epoch);
        let data_key = account
            .grants
            .iter()
            .find(|grant| grant.epoch == epoch)
            .and_then(|grant| {
                grant.open(office, Holder::Account(account.id), &unwrapped.pair, self.ring.database_salt)
            })
            .ok_or_else(foreign)?;
        self.verify(&data_key)?;
        let pin = Pin::to(epoch, &data_key);
        let first_pin = match &account.key.pin {
            Some(pinned) if *pinned == pin => None,
            Some(_) => return Err(foreign()),
            None => Some(account.key.pinned(office, account.id, unwrapped, Some(pin))?),
        };
        Ok(Unlocked { account: account.id, data_key, first_pin })
    }

    fn find(&self, user: &str) -> Option<&Account> {
        let user = folded(user);
        self.ring.accounts.iter().find(|account| account.logins().contains(&user))
    }

    fn owner(&self) -> Option<&Account> {
        self.ring.accounts.iter().find(|account| account.id == self.ring.owner)
    }
}

fn wrong() -> Error {
    Error::new(Code::SignIn, "The name or the password is not right. Check both and try again.")
}

fn foreign() -> Error {
    Error::new(
        Code::Damaged,
        "The key ring (office.keys) does not lead to the key that this account opened the office with before. \
         Do not go on: restore the office from a backup, and ask who copied files into its folder.",
    )
}

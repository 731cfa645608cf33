//! From a password to the data key, and what is checked on the way.

use super::account::{Account, AccountState};
use super::account_key::{AccountKey, Pin, Unwrapped};
use super::cost::Cost;
use super::data_key::DataKey;
use super::grant::{Grant, Holder};
use super::inbox::Inbox;
use super::key_ring::KeyRing;
use super::login::Login;
use super::request::{Request, RequestKind};
use crate::error::{Code, Error, Result};
use secrecy::SecretString;
use std::fmt;

/// A successful sign-in.
pub struct Unlocked {
    /// The account's number.
    pub account: i64,
    /// Opens the office.
    pub data_key: DataKey,
    /// The data key before, only while the key is changed (`KeyRing::is_rotating`): a database that does not
    /// open with the new one opens with this, and the change is then to be completed.
    pub former: Option<DataKey>,
    /// The account's key with the pin to the present data key, when it has none or an earlier one.
    pub(super) repinned: Option<AccountKey>,
}

impl fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unlocked(account {})", self.account)
    }
}

impl KeyRing {
    /// Opens the office with a password; `user` is a user name or an e-mail address in any case.
    ///
    /// Whatever is wrong, the answer is the same and two passwords are stretched: an unknown name, a wrong
    /// password, an account without a key. Only who types the right password of an account or a request is told
    /// how it stands. Ask `Tries` before, and call `adopt` after.
    ///
    /// # Errors
    /// `Code::SignIn` for a wrong name or password; `Code::Refused` when the password is right but the account
    /// or its reset waits for approval, or the account was disabled; `Code::Damaged` when the key ring was
    /// changed or is foreign.
    pub fn sign_in(&self, inbox: &Inbox, user: &str, password: &SecretString) -> Result<Unlocked> {
        let account = self.ring.named(user);
        let key = account.and_then(|account| account.key.as_ref());
        let number = account.map_or(0, |account| account.id);
        if let (Some(account), Some(unwrapped)) = (account, self.try_password(key, number, password)?) {
            return self.enter(account, &unwrapped);
        }
        let request = inbox.waiting(account, user);
        let key = request.map(|request| &request.key);
        let number = request.map_or(0, |request| request.number);
        match (request, self.try_password(key, number, password)?) {
            (Some(request), Some(_)) => Err(waits(request, account)),
            _ => Err(wrong()),
        }
    }

    /// Pins an account that has just signed in to the present data key, if it was not or to an earlier one;
    /// answers whether there was something to pin, and then the key ring must be written.
    ///
    /// # Errors
    /// `Code::Damaged` when `unlocked` is not of this key ring.
    pub fn adopt(&mut self, unlocked: &Unlocked) -> Result<bool> {
        self.verify(&unlocked.data_key)?;
        let account = self.ring.accounts.iter_mut().find(|account| account.id == unlocked.account);
        let present = account.and_then(|account| account.key.as_mut());
        let (Some(present), Some(key)) = (present, &unlocked.repinned) else { return Ok(false) };
        if present.pin == key.pin || present.public != key.public {
            return Ok(false);
        }
        *present = key.clone();
        self.seal(&unlocked.data_key)?;
        Ok(true)
    }

    /// Under what a try at this name is counted.
    pub fn login(&self, user: &str) -> Login {
        self.ring.named(user).map_or_else(|| Login::unknown(user), |account| Login::Account(account.id))
    }

    /// Unwraps a key; where there is none, the same work is done for nothing, as long as all keys have the same
    /// cost.
    fn try_password(
        &self,
        key: Option<&AccountKey>,
        number: i64,
        password: &SecretString,
    ) -> Result<Option<Unwrapped>> {
        if let Some(key) = key {
            return key.unwrap(&self.ring.office, number, password);
        }
        let owner = self.ring.account(self.ring.owner);
        let usual = owner.into_iter().chain(&self.ring.accounts).find_map(|account| account.key.as_ref());
        let cost = usual.map_or_else(Cost::default, |key| key.cost);
        cost.stretch(password, &self.ring.office)?;
        Ok(None)
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
        let data_key = self.granted(&account.grants, account.id, unwrapped).ok_or_else(foreign)?;
        self.verify(&data_key)?;
        let repinned = self.repinned(account, unwrapped, &data_key)?;
        let former = self.former(&data_key)?;
        Ok(Unlocked { account: account.id, data_key, former, repinned })
    }

    fn granted(&self, grants: &[Grant], account: i64, unwrapped: &Unwrapped) -> Option<DataKey> {
        let grant = grants.iter().find(|grant| grant.epoch == self.ring.epoch)?;
        let holder = Holder::Account(account);
        grant.open(&self.ring.office, holder, &unwrapped.pair, self.ring.database_salt)
    }

    /// The account's key pinned to `data_key`, or nothing when it already is. The pin that stands there must lead
    /// to this data key.
    fn repinned(
        &self,
        account: &Account,
        unwrapped: &Unwrapped,
        data_key: &DataKey,
    ) -> Result<Option<AccountKey>> {
        let key = account.key.as_ref().ok_or_else(foreign)?;
        let present = Pin::to(self.ring.epoch, data_key);
        if let Some(pin) = &key.pin {
            let way = self.back_to(data_key, pin.epoch)?;
            if way.last().unwrap_or(data_key).commitment() != pin.commitment {
                return Err(foreign());
            }
            if *pin == present {
                return Ok(None);
            }
        }
        key.pinned(&self.ring.office, account.id, unwrapped, Some(present)).map(Some)
    }
}

fn waits(request: &Request, account: Option<&Account>) -> Error {
    let sentence = match (request.kind, account.is_some_and(Account::has_password)) {
        (RequestKind::Account, _) => {
            "This account waits for approval. Ask an administrator of the office to approve it."
        }
        (RequestKind::Reset, true) => {
            "This is the new password, and it opens the office once an administrator has approved it. \
             Until then the old one does."
        }
        (RequestKind::Reset, false) => {
            "This is the new password, and it opens the office once an administrator has approved it. \
             Ask an administrator of the office."
        }
    };
    Error::new(Code::Refused, sentence)
}

fn wrong() -> Error {
    Error::new(Code::SignIn, "The name or the password is not right. Check both and try again.")
}

/// The key ring does not lead where it should.
pub(super) fn foreign() -> Error {
    Error::new(
        Code::Damaged,
        "The key ring (office.keys) does not lead to the key that this account opened the office with before. \
         Do not go on: restore the office from a backup, and ask who copied files into its folder.",
    )
}

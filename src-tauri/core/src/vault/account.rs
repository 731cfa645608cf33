//! An account as the key ring keeps it.

use super::account_key::AccountKey;
use super::grant::Grant;
use super::login::{check_email_length, check_name, folded};
use crate::error::Result;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whether an account can open the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// It holds a grant.
    Active,
    /// It waits for approval: nobody has approved it yet, or it came without its key from a backup and its
    /// person has to ask for a reset.
    Pending,
    /// Its grant was taken away.
    Disabled,
}

/// An account as the key ring knows it. What it may do is the database's matter.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The account's number in the database; greater than 0.
    pub id: i64,
    pub user_name: String,
    pub name: String,
    /// May be empty.
    pub email: String,
    pub state: AccountState,
    /// Absent in the ring of a backup, which exposes no staff password.
    pub(super) key: Option<AccountKey>,
    /// One per epoch that still counts, oldest first; none unless the account is active.
    pub(super) grants: Vec<Grant>,
}

/// Who makes an office.
pub struct NewOwner<'a> {
    /// The account's number in the database; greater than 0.
    pub account: i64,
    pub user_name: &'a str,
    pub name: &'a str,
    /// May be empty.
    pub email: &'a str,
    pub password: &'a SecretString,
}

impl NewOwner<'_> {
    /// What was typed, except the password.
    pub(super) fn check(&self) -> Result<()> {
        check_name("user_name", "The account needs a user name", self.user_name)?;
        check_name("name", "The account needs the name of its person", self.name)?;
        check_email_length(self.email)
    }
}

impl Account {
    /// Whether the account has a password, which an account out of a backup may not have.
    pub fn has_password(&self) -> bool {
        self.key.is_some()
    }

    /// Whether a reset can be asked for: the account is in use, or has lost its key in a backup.
    pub(super) fn can_be_reset(&self) -> bool {
        match self.state {
            AccountState::Active => true,
            AccountState::Pending => self.key.is_none(),
            AccountState::Disabled => false,
        }
    }

    /// Gives the account a key pair and the data key: from now on its password opens the office.
    pub(super) fn activate(&mut self, key: AccountKey, grants: Vec<Grant>) {
        self.key = Some(key);
        self.grants = grants;
        self.state = AccountState::Active;
    }

    /// What somebody may type to mean this account.
    pub(super) fn logins(&self) -> BTreeSet<String> {
        logins(&self.user_name, &self.email)
    }
}

/// What somebody may type to mean whoever has this user name and e-mail address.
pub(super) fn logins(user_name: &str, email: &str) -> BTreeSet<String> {
    let mut logins = BTreeSet::from([folded(user_name), folded(email)]);
    logins.remove("");
    logins
}

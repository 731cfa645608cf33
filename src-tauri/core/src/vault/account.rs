//! An account as the key ring keeps it.

use super::account_key::{AccountKey, Pin};
use super::binding::OfficeId;
use super::cost::Cost;
use super::data_key::DataKey;
use super::grant::{Grant, Holder};
use super::login::folded;
use crate::error::{Error, Result};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest name that an account or an office may have, in characters.
const LONGEST_NAME: usize = 200;

/// Whether an account can open the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// It holds a grant.
    Active,
    /// Somebody asked for it; nobody has approved it.
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
    pub(super) key: AccountKey,
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
        if self.email.chars().count() > LONGEST_NAME {
            return Err(Error::invalid("email", "The e-mail address is too long."));
        }
        Ok(())
    }
}

impl Account {
    /// The account that somebody asks for: a new key pair under the password, and no grant.
    pub(super) fn asked(
        office: &OfficeId,
        owner: &NewOwner<'_>,
        cost: Cost,
        pin: Option<Pin>,
    ) -> Result<Self> {
        Ok(Self {
            id: owner.account,
            user_name: owner.user_name.trim().to_owned(),
            name: owner.name.trim().to_owned(),
            email: owner.email.trim().to_owned(),
            state: AccountState::Pending,
            key: AccountKey::random(office, owner.account, owner.password, cost, pin)?,
            grants: vec![],
        })
    }

    /// Gives the account the data key: from now on its password opens the office.
    pub(super) fn grant(&mut self, office: &OfficeId, epoch: u32, data_key: &DataKey) -> Result<()> {
        let holder = Holder::Account(self.id);
        self.grants = vec![Grant::seal(office, holder, &self.key.public, epoch, data_key)?];
        self.state = AccountState::Active;
        Ok(())
    }

    /// What somebody may type to mean this account.
    pub(super) fn logins(&self) -> BTreeSet<String> {
        let mut logins = BTreeSet::from([folded(&self.user_name), folded(&self.email)]);
        logins.remove("");
        logins
    }
}

/// Refuses a name that is empty, too long or more than one line.
pub(super) fn check_name(field: &str, missing: &str, name: &str) -> Result<()> {
    if name.trim().is_empty() {
        return Err(Error::invalid(field, format!("{missing}.")));
    }
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Error::invalid(
            field,
            format!("A name has at most {LONGEST_NAME} characters, all on one line."),
        ));
    }
    Ok(())
}

//! Where an account stands in the office: its role, team and partner, and whether it may come in at all.

use serde::Deserialize;
use ts_rs::TS;

use super::keys::KeyChange;
use super::store;
use crate::access::{self, Permission, Reach};
use crate::activity::Done;
use crate::error::{Code, Error, Result};
use crate::office::Operation;
use crate::vault::Login;

/// Which account.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WhichAccount {
    pub account: i64,
}

/// A role for an account.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RoleOfAccount {
    pub account: i64,
    pub role: String,
}

/// An account's team, or the partner organisation it belongs to.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PlaceOfAccount {
    pub account: i64,
    pub team: Option<i64>,
    pub partner: Option<i64>,
    /// It sees its colleagues' leads too.
    pub partner_all: bool,
}

/// An account as the rules look at it.
pub(super) struct Standing {
    pub account: i64,
    pub name: String,
    pub role: String,
    pub is_owner: bool,
    pub active: bool,
}

impl Standing {
    /// The account as the office's rows say now.
    pub fn of(operation: &Operation<'_>, account: i64) -> Result<Standing> {
        store::standing(operation.sql, account)
    }

    /// Why the asking person may not change this account's role or state, or none.
    pub fn fixed(&self, grant: &access::Grant, owners: &[i64]) -> Option<String> {
        if self.is_owner && !grant.is_owner() {
            return Some("Only an owner changes an owner’s account.".to_owned());
        }
        if owners == [self.account] {
            return Some("The last owner stays. Make somebody else an owner first.".to_owned());
        }
        if self.account == grant.account {
            return Some("Nobody changes their own role. Ask another administrator.".to_owned());
        }
        None
    }

    fn require_free(&self, operation: &Operation<'_>) -> Result<()> {
        match self.fixed(operation.grant, &access::owners(operation.sql)?) {
            Some(reason) => Err(Error::new(Code::Refused, reason)),
            None => Ok(()),
        }
    }
}

/// Nobody gives a role that may do what they may not do themselves, and only an owner makes an owner.
pub(super) fn may_give(operation: &Operation<'_>, role: &str) -> Result<()> {
    access::may_give(operation.grant, &access::role(operation.sql, role)?)
}

/// Disables an account: its sessions end, it holds no key any more, and the office gets a new one.
pub fn disable(change: &mut KeyChange<'_, '_>, which: WhichAccount) -> Result<Done> {
    let standing = Standing::of(change.operation, which.account)?;
    standing.require_free(change.operation)?;
    if !standing.active {
        return Err(Error::new(Code::MovedOn, format!("{} is disabled already.", standing.name)));
    }
    store::set_disabled(change.operation, which.account)?;
    let why = format!("The account was disabled by {}", change.operation.grant.name);
    store::end_sessions_of(change.operation, which.account, &why)?;
    hand_on_recovery(change)?;
    change.ring.disable(which.account, &change.key)?;
    change.rotate()?;
    let sentence = format!("{} disabled", standing.name);
    change.operation.says("account.disable", &sentence);
    Ok(Done { operation: change.operation.id, sentence })
}

/// Enables an account: its own password opens the office again.
pub fn enable(change: &mut KeyChange<'_, '_>, which: WhichAccount) -> Result<Done> {
    let standing = Standing::of(change.operation, which.account)?;
    standing.require_free(change.operation)?;
    if standing.active {
        return Err(Error::new(Code::MovedOn, format!("{} is enabled already.", standing.name)));
    }
    may_give(change.operation, &standing.role)?;
    store::set_active(change.operation, which.account)?;
    change.ring.enable(which.account, &change.key)?;
    let sentence = format!("{} enabled", standing.name);
    change.operation.says("account.enable", &sentence);
    Ok(Done { operation: change.operation.id, sentence })
}

/// Lets an account try passwords again after too many wrong ones.
pub fn forget_tries(change: &mut KeyChange<'_, '_>, which: WhichAccount) -> Result<Done> {
    let standing = Standing::of(change.operation, which.account)?;
    change.tries.reopen(Login::Account(which.account));
    let sentence = format!("{} may try passwords again", standing.name);
    change.operation.says("account.unlock", &sentence);
    Ok(Done { operation: change.operation.id, sentence })
}

/// Gives an account a role; it holds at once, also on open windows.
pub fn give_role(change: &mut KeyChange<'_, '_>, new: RoleOfAccount) -> Result<Done> {
    let standing = Standing::of(change.operation, new.account)?;
    let role = access::id_of(change.operation.sql, &new.role)?;
    standing.require_free(change.operation)?;
    may_give(change.operation, &new.role)?;
    if !store::set_role(change.operation, new.account, role)? {
        return Err(Error::new(Code::MovedOn, format!("{} has this role already.", standing.name)));
    }
    let reach = store::reach_of(change.operation.sql, new.account)?;
    if !matches!(reach, Reach::Partner | Reach::Nobody) {
        store::give_staff(change.operation, new.account, &standing.name)?;
    }
    hand_on_recovery(change)?;
    let sentence =
        format!("{} is now {}", standing.name, store::role_label(change.operation.sql, &new.role)?);
    change.operation.says("account.role", &sentence);
    Ok(Done { operation: change.operation.id, sentence })
}

/// Puts an account into a team, or into a partner's organisation.
pub fn place(operation: &mut Operation<'_>, place: PlaceOfAccount) -> Result<Done> {
    let standing = Standing::of(operation, place.account)?;
    if standing.is_owner && !operation.grant.is_owner() {
        operation.grant.require(Permission::RolesEdit)?;
    }
    if !store::set_place(operation, &place)? {
        return Ok(Done { operation: 0, sentence: "Nothing was different.".to_owned() });
    }
    let sentence =
        format!("{} placed {}", standing.name, store::place_in_words(operation.sql, place.account)?);
    operation.says("account.place", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// The recovery code helps an owner, whoever that is now.
fn hand_on_recovery(change: &mut KeyChange<'_, '_>) -> Result<()> {
    let owners = access::owners(change.operation.sql)?;
    match owners.first() {
        Some(first) if !owners.contains(&change.ring.owner()) => change.ring.move_owner(*first, &change.key),
        _ => Ok(()),
    }
}

//! Sharing: a lead that a colleague may see and work on beside who holds it.

mod store;

pub use store::shared_with;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{in_reach, is_in_reach, store as leads};
use crate::access::{self, Grant, Permission};
use crate::activity::Done;
use crate::commands::Nothing;
use crate::error::{Code, Error, Result};
use crate::office::{Operation, Reading};

/// Which lead, with which colleague.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LeadShare {
    pub id: i64,
    pub account: i64,
}

/// A colleague that a lead is shared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SharedWith {
    pub account: i64,
    pub name: String,
    /// RFC 3339, UTC.
    pub since: String,
}

/// A colleague that a lead can be shared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Colleague {
    pub account: i64,
    pub name: String,
    pub role_label: String,
}

/// Everybody that a lead can be shared with, by name: active, and of a role that sees what is shared with it.
pub fn colleagues(reading: &Reading<'_>, _: Nothing) -> Result<Vec<Colleague>> {
    let mut colleagues = Vec::new();
    for account in store::others(reading.sql, reading.grant.account)? {
        let theirs = access::grant(reading.sql, account, None)?;
        if sees_what_is_shared(&theirs) {
            colleagues.push(Colleague { account, name: theirs.name, role_label: theirs.role });
        }
    }
    colleagues.sort_by_key(|colleague| crate::values::fold(&colleague.name));
    Ok(colleagues)
}

/// Shares a lead with a colleague, who may then work on it as their role allows.
///
/// # Errors
/// Refused where it is shared already or the colleague's role would not see it; missing where there is no such
/// lead or colleague.
pub fn share(operation: &mut Operation<'_>, with: LeadShare) -> Result<Done> {
    let name = lead_name(operation, with.id)?;
    let theirs = colleague(operation, with.account)?;
    if store::share_of(operation.sql, with)?.is_some() {
        return Err(Error::invalid("account", format!("{name} is shared with {} already.", theirs.name)));
    }
    if !sees_what_is_shared(&theirs) {
        let sentence = if theirs.may(Permission::LeadsView) && is_in_reach(operation.sql, &theirs, with.id)? {
            format!("{} sees {name} already.", theirs.name)
        } else {
            format!(
                "{} would not see it: the role {} sees no shared leads. Choose somebody else.",
                theirs.name, theirs.role
            )
        };
        return Err(Error::invalid("account", sentence));
    }
    store::share(operation, with)?;
    let sentence = format!("{name} shared with {}", theirs.name);
    operation.says_of_lead(with.id, "lead.share", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// Ends it.
///
/// # Errors
/// Missing where there is no such lead, or it is not shared with them.
pub fn unshare(operation: &mut Operation<'_>, with: LeadShare) -> Result<Done> {
    let name = lead_name(operation, with.id)?;
    let Some(share) = store::share_of(operation.sql, with)? else {
        return Err(Error::new(Code::Missing, format!("{name} is not shared with this colleague any more.")));
    };
    let whom = store::name_of(operation.sql, with.account)?;
    store::unshare(operation, share)?;
    let sentence = format!("{name} no longer shared with {whom}");
    operation.says_of_lead(with.id, "lead.unshare", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// The name of a lead in reach that is not deleted.
fn lead_name(operation: &Operation<'_>, id: i64) -> Result<String> {
    in_reach(operation.sql, operation.grant, id)?;
    let lead = leads::lead(operation.sql, id, operation.now)?;
    if lead.is_deleted() {
        return Err(Error::new(Code::Missing, format!("{} was deleted. Have it back first.", lead.name())));
    }
    Ok(lead.name().to_owned())
}

/// What a colleague may do; somebody who cannot sign in is none.
fn colleague(operation: &Operation<'_>, account: i64) -> Result<Grant> {
    if account == operation.grant.account {
        return Err(Error::invalid("account", "You see this lead yourself. Choose a colleague."));
    }
    access::grant(operation.sql, account, None).map_err(|error| match error.code {
        Code::SignedOut => {
            Error::invalid("account", "There is no such colleague any more. Choose one from the list.")
        }
        _ => error,
    })
}

/// Whether the role's reach takes in what others share with it.
fn sees_what_is_shared(grant: &Grant) -> bool {
    grant.may(Permission::LeadsView) && grant.reach.condition().contains("lead_shares")
}

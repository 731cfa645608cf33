//! Invitations: a printed one-time code that fixes the role of the account it is used for, and vouches for its key.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::standing::may_give;
use super::store;
use crate::access;
use crate::activity::{Done, written};
use crate::error::{Code, Error, Result};
use crate::office::Operation;
use crate::vault::InvitationCode;

/// For how long an invitation holds.
const DAYS: i64 = 14;

/// The longest name, in characters.
const LONGEST: usize = 200;

/// For whom, and as what.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    pub role: String,
    pub name: String,
}

/// The invitation with its code, which is shown once.
#[derive(Serialize, TS)]
pub struct InvitationMade {
    pub code: String,
    /// The role's label.
    pub role: String,
    pub name: String,
    pub expires_at: String,
}

/// Which invitation.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WhichInvitation {
    pub invitation: i64,
}

/// Makes an invitation.
pub fn invite(operation: &mut Operation<'_>, new: NewInvitation) -> Result<InvitationMade> {
    let name = crate::values::one_line("name", &new.name, LONGEST, "Type for whom it is.")?;
    let role = access::id_of(operation.sql, &new.role)?;
    may_give(operation, &new.role)?;
    let code = InvitationCode::random()?;
    let expires_at = written(operation.now + chrono::Duration::days(DAYS));
    store::add_invitation(operation, name, role, &code.secret(), &expires_at)?;
    let label = store::role_label(operation.sql, &new.role)?;
    operation.says("invitation.make", format!("{name} invited as {label}"));
    Ok(InvitationMade { code: code.shown().to_string(), role: label, name: name.to_owned(), expires_at })
}

/// Takes an invitation back: its code opens nothing.
pub fn revoke(operation: &mut Operation<'_>, which: WhichInvitation) -> Result<Done> {
    let name = store::revoke_invitation(operation, which.invitation)?
        .ok_or_else(|| Error::new(Code::MovedOn, "This invitation was used, or taken back already."))?;
    let sentence = format!("The invitation of {name} taken back");
    operation.says("invitation.revoke", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

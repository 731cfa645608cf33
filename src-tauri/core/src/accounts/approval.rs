//! Approving and declining requests. The administrator's program hands the office's key to the key that the words
//! belong to; nobody ever learns or sets another's password.

use serde::Deserialize;
use ts_rs::TS;

use super::keys::KeyChange;
use super::standing::{Standing, may_give};
use super::store;
use crate::access::{self, Reach};
use crate::activity::Done;
use crate::error::{Code, Error, Result};
use crate::vault::{Login, Request, RequestKind};

/// Which request, the role its account gets, and the words that the person who asked was shown.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    pub request: String,
    /// For a new account; an invitation has fixed it beforehand.
    #[serde(default)]
    pub role: String,
    /// Six words with blanks between; not asked for where an invitation's code vouches for the key.
    #[serde(default)]
    pub words: String,
}

/// Which request.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WhichRequest {
    pub request: String,
}

/// Approves a request: a new account can sign in, or an account has a new password and no session any more.
///
/// # Errors
/// `Code::Invalid` on `words` where they are not this key's; `Code::Missing` where the request is gone.
pub fn approve(change: &mut KeyChange<'_, '_>, approval: Approval) -> Result<Done> {
    let request = take(change, &approval.request)?;
    let invitation = store::invitation_of(change.operation, &request, &change.ring.office())?;
    if invitation.is_none() {
        compare(change, &request, &approval.words)?;
    }
    match request.kind {
        RequestKind::Account => {
            let role = invitation.as_ref().map_or(approval.role.as_str(), |invitation| &invitation.role);
            welcome(change, &request, role)?;
            if let Some(invitation) = &invitation {
                store::use_invitation(change.operation, invitation.invitation, request.number)?;
            }
            let label = store::role_label(change.operation.sql, role)?;
            let sentence = format!("{} approved as {label}", request.name.trim());
            change.operation.says("account.approve", &sentence);
            Ok(Done { operation: change.operation.id, sentence })
        }
        RequestKind::Reset => {
            may_reset(change, request.number)?;
            change.ring.approve(&request, &change.key)?;
            change.tries.reopen(Login::Account(request.number));
            store::set_active(change.operation, request.number)?;
            store::end_sessions_of(change.operation, request.number, "A new password was approved")?;
            let name = store::name_of(change.operation.sql, request.number)?;
            let sentence = format!("A new password for {name} approved");
            change.operation.says("account.reset", &sentence);
            Ok(Done { operation: change.operation.id, sentence })
        }
    }
}

/// Takes a request away; whoever asked may ask again.
pub fn decline(change: &mut KeyChange<'_, '_>, which: WhichRequest) -> Result<Done> {
    let request = take(change, &which.request)?;
    let sentence = format!("The request of {} ({}) declined", request.name.trim(), request.user_name);
    change.operation.says("account.decline", &sentence);
    Ok(Done { operation: change.operation.id, sentence })
}

fn take(change: &mut KeyChange<'_, '_>, request: &str) -> Result<Request> {
    change.inbox.take(request).ok_or_else(|| {
        Error::new(
            Code::Missing,
            "This request is not there any more: it was answered, or asked anew. Look at the list again.",
        )
    })
}

fn compare(change: &KeyChange<'_, '_>, request: &Request, typed: &str) -> Result<()> {
    let words = request.words(&change.ring.office()).join(" ");
    let typed: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    if typed.join(" ") == words {
        return Ok(());
    }
    Err(Error::invalid(
        "words",
        "These are not the words of this request. Ask the person once more; if theirs are others, decline it and let \
         them ask again.",
    ))
}

/// Who approves a reset could have asked for it too: so nobody approves their own, nor one of an account that may more
/// than they may.
fn may_reset(change: &KeyChange<'_, '_>, account: i64) -> Result<()> {
    if account == change.operation.grant.account {
        return Err(Error::new(
            Code::Refused,
            "Nobody approves their own new password. Change it in ‘Your account’, or ask another administrator.",
        ));
    }
    may_give(change.operation, &Standing::of(change.operation, account)?.role)
}

fn welcome(change: &mut KeyChange<'_, '_>, request: &Request, role: &str) -> Result<()> {
    let id = access::id_of(change.operation.sql, role)?;
    may_give(change.operation, role)?;
    change.ring.approve(request, &change.key)?;
    let person = store::NewPerson {
        account: request.number,
        user_name: request.user_name.trim(),
        name: request.name.trim(),
        email: request.email.trim(),
        role: id,
    };
    store::add_person(change.operation, &person)?;
    let reach = store::reach_of(change.operation.sql, request.number)?;
    if !matches!(reach, Reach::Partner | Reach::Nobody) {
        store::give_staff(change.operation, request.number, request.name.trim())?;
    }
    Ok(())
}

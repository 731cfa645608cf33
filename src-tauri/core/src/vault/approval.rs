//! Approval: an administrator's program seals the data key to the public key of whoever asked.

use super::account::Account;
use super::account::AccountState;
use super::data_key::DataKey;
use super::epoch_keys::EpochKeys;
use super::grant::Holder;
use super::key_ring::KeyRing;
use super::request::{Request, RequestKind};
use super::ring::Ring;
use super::standing::check_free;
use crate::error::{Code, Error, Result};

impl KeyRing {
    /// Grants what a request asks for. Nothing of a request is authenticated: the caller has compared its words
    /// with the person who asked, or `proved_by` has vouched for it. Write the key ring, then take the request
    /// out of the inbox.
    ///
    /// A public key of small order, to which anything sealed could be read by everybody, is refused: the
    /// sealing finds it by its shared secret of zeros (RFC 9180, section 7.1.4).
    ///
    /// # Errors
    /// `Code::MovedOn` when the number or a name was given to somebody else in the meantime, or a reset does
    /// not fit its account; `Code::Invalid` or `Code::Damaged` when the request was never made by this program,
    /// or `key` is not this key ring's. The key ring is then as before.
    pub fn approve(&mut self, request: &Request, key: &DataKey) -> Result<()> {
        request.check()?;
        self.change(key, |ring, keys| match request.kind {
            RequestKind::Account => add(ring, request, keys),
            RequestKind::Reset => reset(ring, request, keys),
        })
    }
}

fn add(ring: &mut Ring, request: &Request, keys: &EpochKeys<'_>) -> Result<()> {
    let free = check_free(ring, &request.user_name, &request.email).is_ok();
    if ring.account(request.number).is_some() || !free {
        return Err(moved_on(
            "Another account has taken this request's number or one of its names in the meantime. \
             Decline it, and ask its person to send it again.",
        ));
    }
    let mut account = Account {
        id: request.number,
        user_name: request.user_name.trim().to_owned(),
        name: request.name.trim().to_owned(),
        email: request.email.trim().to_owned(),
        state: AccountState::Pending,
        key: None,
        grants: vec![],
    };
    activate(&mut account, request, keys)?;
    ring.accounts.push(account);
    ring.accounts.sort_by_key(|account| account.id);
    Ok(())
}

fn reset(ring: &mut Ring, request: &Request, keys: &EpochKeys<'_>) -> Result<()> {
    let account = ring.accounts.iter_mut().find(|account| account.id == request.number);
    // What the administrator was shown must be the account that is reset.
    let meant = |account: &&mut Account| {
        account.can_be_reset()
            && (&account.user_name, &account.name, &account.email)
                == (&request.user_name, &request.name, &request.email)
    };
    let account = account.filter(meant).ok_or_else(|| {
        moved_on(
            "The account that is to be reset was renamed, disabled or removed since it was asked for. \
             Decline the request, and ask its person to send it again.",
        )
    })?;
    activate(account, request, keys)
}

fn activate(account: &mut Account, request: &Request, keys: &EpochKeys<'_>) -> Result<()> {
    let grants = keys.grants_for(Holder::Account(account.id), &request.key.public)?;
    account.activate(request.key.clone(), grants);
    Ok(())
}

fn moved_on(sentence: &str) -> Error {
    Error::new(Code::MovedOn, sentence)
}

//! The inbox: requests that wait for an administrator, in a file apart from the key ring.
//!
//! Whoever can write the office's folder can write it, for nobody who asks holds a key of the office. So it is
//! never believed: what does not look as this program writes it is taken for an empty inbox, a request's
//! words or proof vouch for its key, and `KeyRing::approve` checks the rest.

use super::account::Account;
use super::durable;
use super::key_ring::KeyRing;
use super::request::{Request, RequestKind};
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;

const FORMAT: u32 = 1;
/// How many requests may wait.
const MOST: usize = 50;
/// The largest inbox that is read, in bytes.
const LARGEST: u64 = 1 << 18;

/// The requests that wait.
#[derive(Debug, Clone, Default)]
pub struct Inbox {
    requests: Vec<Request>,
    was_damaged: bool,
}

/// The order of the fields is the order in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct InboxFile {
    format: u32,
    requests: Vec<Request>,
}

impl Inbox {
    /// The inbox in this file; empty when it is not there. A damaged one counts as empty too, and `was_damaged`
    /// tells: it must not keep a whole office out.
    ///
    /// # Errors
    /// `Code::Disk` when the file is there but cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = match durable::read(path, LARGEST) {
            Ok(None) => return Ok(Self::default()),
            Ok(Some(bytes)) => bytes,
            Err(error) if error.code == Code::Damaged => Vec::new(),
            Err(error) => return Err(error),
        };
        let requests = parse(&bytes);
        let was_damaged = requests.is_none();
        Ok(Self { requests: requests.unwrap_or_default(), was_damaged })
    }

    /// Puts the inbox on the disk, whole or not at all.
    ///
    /// # Errors
    /// `Code::Disk`.
    pub fn write(&self, path: &Path) -> Result<()> {
        durable::write(path, &to_bytes(&self.requests)?)
    }

    /// Whether the file that was read could not be understood; worth an entry in the activity log.
    pub fn was_damaged(&self) -> bool {
        self.was_damaged
    }

    /// The requests, oldest first.
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// Takes a request out, to be approved or because it was declined or cancelled.
    pub fn take(&mut self, id: &str) -> Option<Request> {
        let at = self.requests.iter().position(|request| request.id() == id)?;
        Some(self.requests.remove(at))
    }

    /// Takes out what was approved already: the program may have stopped after the key ring was written and
    /// before the inbox was. Answers whether there was anything.
    pub fn forget_approved(&mut self, ring: &KeyRing) -> bool {
        let before = self.requests.len();
        let approved: BTreeSet<[u8; 32]> =
            ring.accounts().iter().filter_map(|account| Some(account.key.as_ref()?.public)).collect();
        self.requests.retain(|request| !approved.contains(&request.key.public));
        self.requests.len() < before
    }

    /// The request whose password somebody may be trying who types this name: one for `account`, which has it,
    /// or one for a new account.
    pub(super) fn waiting(&self, account: Option<&Account>, user: &str) -> Option<&Request> {
        match account {
            Some(account) => {
                let reset =
                    |request: &&Request| request.kind == RequestKind::Reset && request.number == account.id;
                self.requests.iter().filter(|_| account.can_be_reset()).find(reset)
            }
            None => self.named(user).filter(|request| request.kind == RequestKind::Account),
        }
    }

    /// The open request of whoever has this name or e-mail address.
    pub(super) fn named(&self, user: &str) -> Option<&Request> {
        let user = super::login::folded(user);
        self.requests.iter().find(|request| request.logins().contains(&user))
    }

    /// Refuses one request more than an inbox holds.
    pub(super) fn check_room(&self) -> Result<()> {
        if self.requests.len() < MOST {
            return Ok(());
        }
        Err(Error::new(
            Code::Refused,
            "Too many requests wait already. Ask an administrator of the office to look through them.",
        ))
    }

    /// Puts a request in, in place of one of the same number, and of those that can no longer be approved
    /// because an account has taken their name.
    pub(super) fn put(&mut self, request: Request) -> &Request {
        let logins = request.logins();
        self.requests.retain(|other| other.number != request.number && other.logins().is_disjoint(&logins));
        self.requests.push(request);
        &self.requests[self.requests.len() - 1]
    }

    /// The number of the next new account: greater than every account's, and no waiting request's.
    pub(super) fn next_number(&self, ring: &KeyRing) -> i64 {
        let last = ring.accounts().last().map_or(0, |account| account.id);
        let taken: BTreeSet<i64> = self.requests.iter().map(|request| request.number).collect();
        (last.saturating_add(1)..).find(|number| !taken.contains(number)).unwrap_or(i64::MAX)
    }
}

/// The requests that these bytes are, if this program could have written them.
fn parse(bytes: &[u8]) -> Option<Vec<Request>> {
    let file: InboxFile = serde_json::from_slice(bytes).ok()?;
    let requests = file.requests;
    let (mut numbers, mut keys, mut logins) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let told_apart = requests.iter().all(|request| {
        numbers.insert(request.number)
            && keys.insert(request.key.public)
            && request.logins().into_iter().all(|login| logins.insert(login))
    });
    let sound = requests.len() <= MOST && requests.iter().all(|request| request.check().is_ok());
    let canonical = to_bytes(&requests).is_ok_and(|same| same == bytes);
    (file.format == FORMAT && told_apart && sound && canonical).then_some(requests)
}

fn to_bytes(requests: &[Request]) -> Result<Vec<u8>> {
    let file = InboxFile { format: FORMAT, requests: requests.to_vec() };
    let mut bytes = serde_json::to_vec_pretty(&file).map_err(|_| {
        Error::new(Code::Internal, "The requests could not be written. Nothing was changed; try again.")
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

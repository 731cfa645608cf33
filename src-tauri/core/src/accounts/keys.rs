//! Changes of who can open the office.
//!
//! The database decides: a change is one operation, and the whole key ring that it leads to is written in the same
//! transaction. The file follows. A program that was killed between the two left a file one step behind, and whoever
//! opens the office next puts it right from the database.
//!
//! When somebody loses access the office gets a new data key, in steps of which each can be the last before a kill:
//! a key ring with grants of both keys, the file encrypted anew, a key ring with the new key alone. Whoever signs in
//! next opens the file with the one key or the other and goes on where it stopped.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{inbox_path, key_ring_path, store, tries_path};
use crate::access::Permission;
use crate::desk::{Desk, Seated};
use crate::error::{Code, Error, Result};
use crate::office::{Office, Operation};
use crate::vault::{Beside, Cost, DataKey, Inbox, KeyRing, RingLock, Tries};

/// The files that say who can open the office, held against every other program.
pub(super) struct KeyFiles {
    pub ring: KeyRing,
    pub inbox: Inbox,
    pub tries: Tries,
    _lock: RingLock,
}

/// A change of who can open the office, while it happens.
pub struct KeyChange<'a, 'o> {
    pub operation: &'a mut Operation<'o>,
    pub ring: &'a mut KeyRing,
    pub inbox: &'a mut Inbox,
    pub tries: &'a mut Tries,
    /// The office's key; the new one once `rotate` was called.
    pub key: Arc<DataKey>,
    pub cost: &'a Cost,
    pub desk: &'a Desk,
    rotates: bool,
}

/// The key ring, and the requests that still wait: what was approved is answered, though a kill may have left it in
/// its file.
pub(super) fn ring_and_requests(folder: &Path) -> Result<(KeyRing, Inbox)> {
    let ring = KeyRing::read(&key_ring_path(folder))?;
    let mut inbox = Inbox::read(&inbox_path(folder))?;
    inbox.forget_approved(&ring);
    Ok((ring, inbox))
}

impl KeyFiles {
    /// Waits for other programs, then reads.
    pub fn take(folder: &Path) -> Result<KeyFiles> {
        let lock = RingLock::take(folder)?;
        let (ring, inbox) = ring_and_requests(folder)?;
        Ok(KeyFiles { ring, inbox, tries: Tries::read(&tries_path(folder))?, _lock: lock })
    }

    /// Makes sure that the key ring belongs to the office that it opened. A ring one step behind is put right; true
    /// then, and whatever was made of the former ring is to be made anew.
    pub fn put_right(&mut self, office: &Office) -> Result<bool> {
        let remembered = store::remembered_ring(&office.reader()?)?;
        let Some(bytes) = remembered.bytes else {
            self.ring.check_against_digest(remembered.counter, &remembered.digest)?;
            return Ok(false);
        };
        let remembered = KeyRing::parse(&bytes)?;
        match self.ring.check_against(&remembered)? {
            Beside::Same => Ok(false),
            Beside::Behind => {
                KeyRing::put(&key_ring_path(office.folder()), &bytes)?;
                self.ring = remembered;
                Ok(true)
            }
        }
    }

    pub fn write_tries(&self, folder: &Path) -> Result<()> {
        self.tries.write(&tries_path(folder))
    }

    pub fn write_inbox(&self, folder: &Path) -> Result<()> {
        self.inbox.write(&inbox_path(folder))
    }
}

impl KeyChange<'_, '_> {
    /// The office gets a new key, because somebody who held the present one shall not open it any more.
    pub fn rotate(&mut self) -> Result<()> {
        self.key = Arc::new(self.ring.begin_rotation(&self.key)?);
        self.rotates = true;
        Ok(())
    }
}

/// Seals the ring as it is now and writes it into the database; the bytes are for the file.
pub(super) fn decide(operation: &Operation<'_>, ring: &mut KeyRing, key: &DataKey) -> Result<Vec<u8>> {
    let bytes = ring.next(key)?;
    store::remember_ring(operation.sql, ring, &bytes)?;
    Ok(bytes)
}

/// Changes who can open the office: one operation with the key ring beside it.
///
/// # Errors
/// What the work refuses; then nothing has happened. `Code::Disk` where the change stands and a file could not be
/// written: it is put right at the next sign-in.
pub fn change_keys<T>(
    desk: &Desk,
    seated: &Seated,
    permission: Option<Permission>,
    work: impl FnOnce(&mut KeyChange<'_, '_>) -> Result<T>,
) -> Result<T> {
    let mut files = KeyFiles::take(desk.folder())?;
    let office = &seated.office;
    files.put_right(office)?;
    if files.ring.is_rotating() {
        finish(desk, seated, &mut files)?;
    }
    let KeyFiles { ring, inbox, tries, .. } = &mut files;
    let ((value, bytes, new_key), change) = office.operate(
        seated.account,
        Some(seated.session),
        permission,
        desk.now(),
        &AtomicBool::new(false),
        |operation| {
            let mut change = KeyChange {
                operation,
                ring,
                inbox,
                tries,
                key: office.key(),
                cost: desk.cost(),
                desk,
                rotates: false,
            };
            let value = work(&mut change)?;
            let new_key = change.rotates.then(|| Arc::clone(&change.key));
            let key = Arc::clone(&change.key);
            let bytes = decide(operation, ring, &key)?;
            Ok((value, bytes, new_key))
        },
    )?;
    KeyRing::put(&key_ring_path(desk.folder()), &bytes).map_err(not_written)?;
    files.write_inbox(desk.folder()).map_err(not_written)?;
    files.write_tries(desk.folder()).map_err(not_written)?;
    change.iter().for_each(|change| desk.tell(change));
    if let Some(new_key) = new_key {
        *seated.pending_key.lock() = Some(new_key);
        // What others still read or write is in the way for a moment; the watcher tries again.
        match finish(desk, seated, &mut files) {
            Err(error) if error.code != Code::Busy => return Err(error),
            _ => {}
        }
    }
    Ok(value)
}

/// Goes on with a change of the key that something was in the way of.
pub fn finish_pending(desk: &Desk, seated: &Seated) -> Result<()> {
    if seated.pending_key.lock().is_none() || desk.is_working() {
        return Ok(());
    }
    let mut files = KeyFiles::take(desk.folder())?;
    files.put_right(&seated.office)?;
    finish(desk, seated, &mut files)
}

fn finish(desk: &Desk, seated: &Seated, files: &mut KeyFiles) -> Result<()> {
    let Some(new) = seated.pending_key.lock().clone() else {
        return Err(Error::new(
            Code::Busy,
            "Another program is changing the office’s key. Sign out and in again, then repeat this.",
        ));
    };
    if desk.is_working() {
        return Err(still_in_use());
    }
    rotate_file(desk, &seated.office, (seated.account, Some(seated.session)), files, new)?;
    *seated.pending_key.lock() = None;
    seated.epoch.store(files.ring.epoch(), Ordering::Relaxed);
    Ok(())
}

/// Encrypts the file anew and then forgets the former key.
pub(super) fn rotate_file(
    desk: &Desk,
    office: &Office,
    by: (i64, Option<i64>),
    files: &mut KeyFiles,
    new: Arc<DataKey>,
) -> Result<()> {
    if !office.rekey(Arc::clone(&new), desk.now())? {
        return Err(still_in_use());
    }
    end_rotation(desk, office, by, files, &new)
}

/// The key ring with the new key alone, once the file has it.
pub(super) fn end_rotation(
    desk: &Desk,
    office: &Office,
    by: (i64, Option<i64>),
    files: &mut KeyFiles,
    new: &DataKey,
) -> Result<()> {
    let never = AtomicBool::new(false);
    let (bytes, change) = office.operate(by.0, by.1, None, desk.now(), &never, |operation| {
        files.ring.end_rotation(new)?;
        operation.says("account.new_key", "The office got a new key");
        decide(operation, &mut files.ring, new)
    })?;
    KeyRing::put(&key_ring_path(desk.folder()), &bytes).map_err(not_written)?;
    change.iter().for_each(|change| desk.tell(change));
    Ok(())
}

/// Whether another program gave the office a new key since this session opened it.
pub fn has_new_key(folder: &Path, seated: &Seated) -> bool {
    KeyRing::read(&key_ring_path(folder)).is_ok_and(|ring| {
        ring.epoch() > seated.epoch.load(Ordering::Relaxed) && seated.pending_key.lock().is_none()
    })
}

/// What somebody is told whose key is the former one.
pub fn new_key() -> Error {
    Error::new(
        Code::SignedOut,
        "The office got a new key, because somebody’s access ended. Sign in again; what you typed is still here.",
    )
}

fn still_in_use() -> Error {
    Error::new(
        Code::Busy,
        "The office is still in use by long work, so its key could not be changed yet. It is done as soon as that ends.",
    )
}

fn not_written(error: Error) -> Error {
    Error {
        sentence: format!(
            "The change was made, but not all of its files could be written: {} It is put right at the next sign-in.",
            error.sentence
        ),
        ..error
    }
}

//! Signing in and out. A try is counted before the password is looked at, so that a kill cannot save it.

use std::sync::Arc;

use secrecy::SecretString;
use serde::Deserialize;
use ts_rs::TS;

use super::keys::{KeyFiles, decide, end_rotation, rotate_file};
use super::presence::Left;
use super::{OfficeCreated, Session, key_ring_path, store};
use crate::access;
use crate::commands::Nothing;
use crate::desk::{Desk, WayIn};
use crate::error::{Code, Error, Result};
use crate::office::{Moment, Office};
use crate::vault::password::{self, Advice};
use crate::vault::{DataKey, Inbox, KeyRing, Login, Unlocked, Wait};

/// A user name or e-mail address, and the password.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub user: String,
    pub password: String,
}

/// The recovery code, and the password the owner takes from now on.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Recover {
    pub code: String,
    pub password: String,
}

/// A password while it is typed, and the words it should not be made of.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PasswordQuestion {
    pub password: String,
    pub words: Vec<String>,
}

/// Whoever is about to be seated.
pub struct Entering {
    pub account: i64,
    /// Which key of the office's history the file was opened with, and the next one where it is still to be set.
    pub epoch: u32,
    pub pending_key: Option<Arc<DataKey>>,
    /// Wrong tries before this sign-in, and when the last of them was.
    pub failed_before: u32,
    pub failed_at: Option<Moment>,
}

impl Entering {
    /// Somebody for whom nobody tried in vain.
    pub fn at(account: i64, epoch: u32) -> Self {
        Self { account, epoch, pending_key: None, failed_before: 0, failed_at: None }
    }
}

/// How good a password is, while it is typed.
pub fn password_advice(_: &Desk, question: PasswordQuestion) -> Result<Advice> {
    let words: Vec<&str> = question.words.iter().map(String::as_str).collect();
    Ok(password::advice(&question.password, &words))
}

/// Opens the office for an account.
pub fn sign_in(desk: &Desk, who: SignIn) -> Result<Session> {
    let mut files = KeyFiles::take(desk.folder())?;
    let password = SecretString::from(who.password);
    let login = files.ring.login(&who.user);
    if let Some(wait) = files.tries.wait(login, desk.now()) {
        return Err(wait.into());
    }
    let failed_at = files.tries.last(login);
    files.tries.failed(login, desk.now());
    files.write_tries(desk.folder())?;
    let unlocked = match files.ring.sign_in(&files.inbox, &who.user, &password) {
        Ok(unlocked) => unlocked,
        Err(error) if error.code == Code::SignIn => {
            return Err(with_wait(error, files.tries.wait(login, desk.now())));
        }
        Err(error) => {
            // The password was right, the account waits or is disabled: no try at guessing.
            files.tries.succeeded(login);
            files.write_tries(desk.folder())?;
            return Err(error);
        }
    };
    let failed_before = files.tries.succeeded(login);
    files.write_tries(desk.folder())?;
    let (office, entering) =
        enter(desk, &mut files, unlocked, |ring, inbox| ring.sign_in(inbox, &who.user, &password))?;
    tell_failures(desk, &office, entering.account, &mut files)?;
    let failed_at = failed_at.filter(|_| failed_before > 0);
    take_seat(desk, office, Entering { failed_before, failed_at, ..entering })
}

/// Whoever sat here before makes room: their session ends, what they had typed is kept.
fn take_seat(desk: &Desk, office: Office, entering: Entering) -> Result<Session> {
    desk.leave(Left::Ended("Somebody else signed in".to_owned()))?;
    desk.seat(office, entering)
}

/// Opens the file, makes sure that key ring and office belong together, and goes on with a change of the key that was
/// cut short.
fn enter(
    desk: &Desk,
    files: &mut KeyFiles,
    unlocked: Unlocked,
    again: impl Fn(&KeyRing, &Inbox) -> Result<Unlocked>,
) -> Result<(Office, Entering)> {
    let (office, mut unlocked, mut has_new_key) = open(desk, unlocked)?;
    if files.put_right(&office)? {
        still_active(&office, unlocked.account)?;
        unlocked = again(&files.ring, &files.inbox)?;
        has_new_key = unlocked.former.is_none();
    }
    still_active(&office, unlocked.account)?;
    office.had(&files.ring.former_keys(&unlocked.data_key)?);
    let account = unlocked.account;
    if files.ring.adopt(&unlocked)? || is_owner_gone(&office, files, &unlocked.data_key)? {
        let bytes = desk.operate_alone(&office, account, |operation| {
            decide(operation, &mut files.ring, &unlocked.data_key)
        })?;
        KeyRing::put(&key_ring_path(desk.folder()), &bytes)?;
    }
    let entering = go_on(desk, &office, files, unlocked, has_new_key)?;
    Ok((office, entering))
}

/// Goes on with a change of the key that was cut short; where something is in the way, the former key stays for now.
fn go_on(
    desk: &Desk,
    office: &Office,
    files: &mut KeyFiles,
    unlocked: Unlocked,
    has_new_key: bool,
) -> Result<Entering> {
    let entering = Entering::at(unlocked.account, files.ring.epoch());
    if !files.ring.is_rotating() {
        return Ok(entering);
    }
    let (by, new) = ((unlocked.account, None), Arc::new(unlocked.data_key));
    let finished = if has_new_key {
        end_rotation(desk, office, by, files, &new)
    } else {
        rotate_file(desk, office, by, files, Arc::clone(&new))
    };
    match finished {
        Err(error) if error.code == Code::Busy => {
            Ok(Entering { epoch: entering.epoch.saturating_sub(1), pending_key: Some(new), ..entering })
        }
        finished => finished.map(|()| entering),
    }
}

/// Opens the file with the present key, or with the one before while it is being changed; and whether it was the
/// present one.
fn open(desk: &Desk, unlocked: Unlocked) -> Result<(Office, Unlocked, bool)> {
    let key = Arc::new(unlocked.data_key.again());
    match (Office::open(desk.folder(), key, desk.now()), &unlocked.former) {
        (Err(error), Some(former)) if error.code == Code::Damaged => {
            let office = Office::open(desk.folder(), Arc::new(former.again()), desk.now())?;
            Ok((office, unlocked, false))
        }
        (opened, _) => Ok((opened?, unlocked, true)),
    }
}

fn still_active(office: &Office, account: i64) -> Result<()> {
    if store::is_active(&office.reader()?, account)? {
        return Ok(());
    }
    Err(Error::new(Code::Refused, "This account was disabled. Ask an administrator of the office."))
}

/// The recovery code helps an owner: where the one it helped is none any more, it helps the first who is.
fn is_owner_gone(office: &Office, files: &mut KeyFiles, key: &DataKey) -> Result<bool> {
    let owners = access::owners(&office.reader()?)?;
    match owners.first() {
        Some(first) if !owners.contains(&files.ring.owner()) => {
            files.ring.move_owner(*first, key)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Wrong tries that nobody could write down while the office was closed come into the log now.
fn tell_failures(desk: &Desk, office: &Office, account: i64, files: &mut KeyFiles) -> Result<()> {
    let untold = files.tries.untold();
    if files.tries.was_damaged() {
        desk.operate_alone(office, account, |operation| {
            operation.says(
                "account.failed",
                "The count of wrong tries was changed outside Porchlight, and begun anew",
            );
            Ok(())
        })?;
    }
    if untold.is_empty() {
        return Ok(());
    }
    for (tried, count, last) in untold {
        let tries = if count == 1 { "1 wrong try".to_owned() } else { format!("{count} wrong tries") };
        let when = crate::values::moment_shown(last);
        desk.operate_alone(office, account, |operation| {
            // The file is anybody's to write: a number that no account has must keep nobody out.
            let name = tried.and_then(|tried| store::name_of(operation.sql, tried).ok());
            let whom = name.unwrap_or_else(|| "names that no account has".to_owned());
            operation.says("account.failed", format!("{tries} to sign in as {whom}, the last {when}"));
            Ok(())
        })?;
    }
    files.tries.told();
    files.write_tries(desk.folder())
}

/// The delay that a wrong try has earned is said at once.
fn with_wait(error: Error, wait: Option<Wait>) -> Error {
    match wait.map(Error::from) {
        None => error,
        Some(wait) => Error {
            sentence: wait.sentence.replacen(
                "There were too many wrong tries.",
                "The name or the password is not right.",
                1,
            ),
            ..error
        },
    }
}

/// Ends the session and forgets the keys.
pub fn sign_out(desk: &Desk, _: Nothing) -> Result<()> {
    desk.leave(Left::SignedOut)
}

/// Locks at once: the session ends, the keys are forgotten, and the sign-in says whose it was.
pub fn lock(desk: &Desk, _: Nothing) -> Result<()> {
    desk.leave(Left::Lock)
}

/// Somebody is there.
pub fn touch(desk: &Desk, _: Nothing) -> Result<()> {
    if let Ok(seated) = desk.seated() {
        seated.presence.touch(desk.now());
    }
    Ok(())
}

/// The owner's way back: a new password by the recovery code, which is used up and answered with a new one.
pub fn recover(desk: &Desk, with: Recover) -> Result<OfficeCreated> {
    let mut files = KeyFiles::take(desk.folder())?;
    let password = SecretString::from(with.password);
    let mut ring = files.ring.clone();
    let (mut unlocked, mut code) = ring.recover(&with.code, &password, desk.cost())?;
    let (mut office, mut opened, mut has_new_key) = open(desk, unlocked)?;
    if files.put_right(&office)? {
        ring = files.ring.clone();
        (unlocked, code) = ring.recover(&with.code, &password, desk.cost())?;
        (office, opened, has_new_key) = open(desk, unlocked)?;
    }
    let account = opened.account;
    files.ring = ring;
    office.had(&files.ring.former_keys(&opened.data_key)?);
    let bytes = desk.operate_alone(&office, account, |operation| {
        store::end_sessions_of(operation, account, "A new password by the recovery code")?;
        operation.says(
            "account.recover",
            "The owner took a new password with the recovery code; the code was replaced",
        );
        decide(operation, &mut files.ring, &opened.data_key)
    })?;
    KeyRing::put(&key_ring_path(desk.folder()), &bytes)?;
    files.tries.reopen(Login::Account(account));
    files.write_tries(desk.folder())?;
    let entering = go_on(desk, &office, &mut files, opened, has_new_key)?;
    drop(files);
    let session = take_seat(desk, office, entering)?;
    let recovery_code = code.shown().to_string();
    *desk.code().lock() = Some(code);
    Ok(OfficeCreated { session, recovery_code })
}

/// Whether the account may sit at this kind of desk.
pub(super) fn may_sit(desk: &Desk, grant: &access::Grant) -> Result<()> {
    if desk.way_in() == WayIn::Window && grant.reach == access::Reach::Nobody {
        return Err(Error::new(
            Code::Refused,
            format!("{} has no window: this account works from the command line.", grant.role),
        ));
    }
    Ok(())
}

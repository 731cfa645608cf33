//! Signing in and out. A try is counted before the password is looked at, so that a kill cannot save it.

use std::sync::Arc;

use secrecy::SecretString;
use serde::Deserialize;
use ts_rs::TS;

use super::{OfficeCreated, Session, key_ring_path, store, tries_path};
use crate::commands::Nothing;
use crate::desk::Desk;
use crate::error::{Code, Error, Result};
use crate::vault::password::{self, Advice};
use crate::vault::{KeyRing, Login, Tries, Unlocked, Wait};

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

/// How good a password is, while it is typed.
pub fn password_advice(_: &Desk, question: PasswordQuestion) -> Result<Advice> {
    let words: Vec<&str> = question.words.iter().map(String::as_str).collect();
    Ok(password::advice(&question.password, &words))
}

/// Opens the office for an account.
pub fn sign_in(desk: &Desk, who: SignIn) -> Result<Session> {
    let ring = KeyRing::read(&key_ring_path(desk.folder()))?;
    let path = tries_path(desk.folder());
    let mut tries = Tries::read(&path)?;
    let login = ring.login(&who.user);
    if let Some(wait) = tries.wait(login, desk.now()) {
        return Err(wait.into());
    }
    tries.failed(login, desk.now());
    tries.write(&path)?;
    let unlocked = match ring.sign_in(&who.user, &SecretString::from(who.password)) {
        Ok(unlocked) => unlocked,
        Err(error) if error.code == Code::SignIn => {
            return Err(with_wait(error, tries.wait(login, desk.now())));
        }
        Err(error) => {
            // The password was right, the account waits or is disabled: no try at guessing.
            tries.succeeded(login);
            tries.write(&path)?;
            return Err(error);
        }
    };
    let failed_before = tries.succeeded(login);
    tries.write(&path)?;
    enter(desk, ring, unlocked, failed_before)
}

fn enter(desk: &Desk, mut ring: KeyRing, unlocked: Unlocked, failed_before: u32) -> Result<Session> {
    let adopted = ring.adopt(&unlocked)?;
    let (account, key) = (unlocked.account, Arc::new(unlocked.data_key));
    let path = key_ring_path(desk.folder());
    let office = desk.open(Arc::clone(&key), &KeyRing::read(&path)?)?;
    if adopted {
        ring.write(&path, &key)?;
        desk.operate_alone(&office, account, |operation| store::remember_ring(operation.sql, &ring))?;
    }
    desk.seat(office, account, failed_before)
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
    desk.leave("Signed out")
}

/// The owner's way back: a new password by the recovery code, which is used up and answered with a new one.
pub fn recover(desk: &Desk, with: Recover) -> Result<OfficeCreated> {
    let path = key_ring_path(desk.folder());
    let mut ring = KeyRing::read(&path)?;
    let (unlocked, code) = ring.recover(&with.code, &SecretString::from(with.password), desk.cost())?;
    let account = unlocked.account;
    let key = Arc::new(unlocked.data_key);
    let office = desk.open(Arc::clone(&key), &KeyRing::read(&path)?)?;
    ring.write(&path, &key)?;
    let mut tries = Tries::read(&tries_path(desk.folder()))?;
    tries.reopen(Login::Account(account));
    tries.write(&tries_path(desk.folder()))?;
    desk.operate_alone(&office, account, |operation| {
        store::remember_ring(operation.sql, &ring)?;
        operation.says(
            "account.recover",
            "The owner took a new password with the recovery code; the code was replaced",
        );
        Ok(())
    })?;
    let session = desk.seat(office, account, 0)?;
    Ok(OfficeCreated { session, recovery_code: code.shown().to_string() })
}

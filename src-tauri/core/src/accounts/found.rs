//! Making an office: built aside, whole, and only then moved into its folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Entering, KEY_RING, Session, store};
use crate::access::{self, Grant, Reach};
use crate::db;
use crate::desk::Desk;
use crate::error::{Code, Error, Result};
use crate::office::{Moment, Office};
use crate::pipeline::{self, Pipeline};
use crate::settings;
use crate::vault::{DataKey, KeyRing, NewOwner};

/// The owner's number: the first account of every office.
const FIRST_ACCOUNT: i64 = 1;

/// The folder in the office folder where a new office is built.
const MAKING: &str = "making";

/// Who makes an office and owns it.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub password: String,
}

/// A new office as it is asked for at first run.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewOffice {
    pub name: String,
    pub owner: Owner,
    pub pipeline: Pipeline,
}

/// The office was made, or recovered, and its owner is signed in.
#[derive(Serialize, TS)]
pub struct OfficeCreated {
    pub session: Session,
    /// Shown once, to be printed or written down.
    pub recovery_code: String,
}

/// Makes the office in the desk's folder and signs its owner in.
///
/// # Errors
/// `Code::Invalid` with the field; `Code::Disk` where the folder holds an office already or cannot be written.
pub fn create(desk: &Desk, new: NewOffice) -> Result<OfficeCreated> {
    let folder = desk.folder();
    finish_or_discard(folder)?;
    if folder.join(db::FILE).exists() || folder.join(KEY_RING).exists() {
        return Err(Error::new(
            Code::Disk,
            "There is already an office in this folder. Sign in to it, or choose another folder.",
        ));
    }
    if !new.owner.email.contains('@') {
        return Err(Error::invalid(
            "email",
            "Type the owner’s e-mail address. It is used to sign in, and never sent anywhere.",
        ));
    }
    let password = SecretString::from(new.owner.password.clone());
    let owner = NewOwner {
        account: FIRST_ACCOUNT,
        user_name: new.owner.user_name.trim(),
        name: new.owner.name.trim(),
        email: new.owner.email.trim(),
        password: &password,
    };
    let (mut ring, key, code) = KeyRing::create(&new.name, &owner, desk.cost())?;
    let key = Arc::new(key);
    let making = folder.join(MAKING);
    fs::create_dir_all(&making)?;
    let built = build(&making, &mut ring, &key, &new, desk.now());
    if built.is_err() {
        // What was built so far is nobody's yet.
        let _ = fs::remove_dir_all(&making);
    }
    built?;
    move_into_place(&making, folder)?;
    let office = Office::open(folder, key, desk.now())?;
    let session = desk.seat(office, Entering::at(FIRST_ACCOUNT, ring.epoch()))?;
    let recovery_code = code.shown().to_string();
    *desk.code().lock() = Some(code);
    Ok(OfficeCreated { session, recovery_code })
}

fn build(making: &Path, ring: &mut KeyRing, key: &Arc<DataKey>, new: &NewOffice, now: Moment) -> Result<()> {
    let office = Office::create(making, Arc::clone(key))?;
    let bytes = ring.next(key)?;
    KeyRing::put(&making.join(KEY_RING), &bytes)?;
    office.found(founder(&new.owner), now, |operation| {
        pipeline::seed(operation, new.pipeline)?;
        access::seed(operation)?;
        store::found(operation, new.name.trim(), &new.owner, FIRST_ACCOUNT)?;
        settings::seed(operation)?;
        store::remember_ring(operation.sql, ring, &bytes)?;
        operation.says("office.create", format!("{} made by {}", new.name.trim(), new.owner.name.trim()));
        Ok(())
    })
}

/// The database first, the key ring last: a folder with a key ring has a whole office.
fn move_into_place(making: &Path, folder: &Path) -> Result<()> {
    for file in [db::FILE, KEY_RING] {
        fs::rename(making.join(file), folder.join(file))?;
    }
    fs::remove_dir_all(making)?;
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}

/// What a program that was killed while it made an office has left: finished if only the last move is missing,
/// else thrown away, because nobody was ever told of it.
pub(super) fn finish_or_discard(folder: &Path) -> Result<()> {
    let making: PathBuf = folder.join(MAKING);
    if !making.exists() {
        return Ok(());
    }
    let only_the_ring_is_left = folder.join(db::FILE).exists() && making.join(KEY_RING).exists();
    if only_the_ring_is_left && !folder.join(KEY_RING).exists() {
        fs::rename(making.join(KEY_RING), folder.join(KEY_RING))?;
    }
    fs::remove_dir_all(&making)?;
    Ok(())
}

fn founder(owner: &Owner) -> Grant {
    Grant {
        account: FIRST_ACCOUNT,
        session: None,
        name: owner.name.trim().to_owned(),
        user_name: owner.user_name.trim().to_owned(),
        staff: None,
        team: None,
        partner: None,
        partner_all: false,
        role: "Owner".to_owned(),
        role_name: access::OWNER.to_owned(),
        reach: Reach::Everyone,
        masked: false,
        permissions: access::Permission::ALL.iter().copied().collect(),
        stages: None,
    }
}

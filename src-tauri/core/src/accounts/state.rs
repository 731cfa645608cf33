//! What stands in the office folder, and who is signed in: what the screen asks first.

use serde::Serialize;
use ts_rs::TS;

use super::recent::Recent;
use super::{KEY_RING, Locked, found, key_ring_path};
use crate::commands::Nothing;
use crate::db;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::vault::{AccountState, KeyRing};

/// What can be done at the desk now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// There is no office in the folder yet.
    FirstRun,
    SignIn,
    /// Somebody is signed in.
    Ready,
    /// There is something in the folder that cannot be used; `problem` says what to do.
    Unusable,
}

/// Somebody who signed in here lately, for the tiles.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Person {
    pub user_name: String,
    pub name: String,
}

/// Who is signed in.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Session {
    pub account: i64,
    pub name: String,
    pub user_name: String,
    pub email: String,
    /// The role's label.
    pub role: String,
    /// The role for programs.
    pub role_name: String,
    /// Whose leads it sees.
    pub reach: String,
    /// Contact details are masked.
    pub masked: bool,
    /// `system`, `day` or `dusk`.
    pub theme: String,
    pub office: String,
    /// What the role allows, by name; the screen hides what is not here, the core refuses it.
    pub permissions: Vec<String>,
    pub started_at: String,
    /// After so long without a key the office locks.
    pub idle_minutes: i64,
    /// This account is the one the recovery code helps, and nobody has shown yet that it was written down.
    pub recovery_unconfirmed: bool,
    /// Wrong tries since the last good sign-in, and when the last of them was.
    pub failed_before: u32,
    pub failed_at: Option<String>,
}

/// The state of the office folder.
#[derive(Debug, Clone, Serialize, TS)]
pub struct OfficeState {
    pub phase: Phase,
    pub folder: String,
    pub name: Option<String>,
    /// Who used this computer lately, the last one first.
    pub people: Vec<Person>,
    /// Whose session was locked or ended here.
    pub locked: Option<Locked>,
    pub session: Option<Session>,
    pub problem: Option<Error>,
    pub version: String,
}

/// How many people get a tile on the sign-in screen.
const TILES: usize = 6;

/// What stands in the folder and who is signed in.
pub fn state(desk: &Desk, _: Nothing) -> Result<OfficeState> {
    let mut state = OfficeState {
        phase: Phase::FirstRun,
        folder: desk.folder().display().to_string(),
        name: None,
        people: Vec::new(),
        locked: desk.locked(),
        session: None,
        problem: None,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    if let Some(session) = desk.session()? {
        state.phase = Phase::Ready;
        state.name = Some(session.office.clone());
        state.session = Some(session);
        return Ok(state);
    }
    found::finish_or_discard(desk.folder())?;
    let (has_file, has_ring) = (desk.folder().join(db::FILE).exists(), desk.folder().join(KEY_RING).exists());
    if !has_file && !has_ring {
        return Ok(state);
    }
    match KeyRing::read(&key_ring_path(desk.folder())) {
        Ok(ring) => {
            state.phase = if has_file { Phase::SignIn } else { Phase::Unusable };
            state.problem = (!has_file).then(db::no_file);
            state.name = Some(ring.office_name().to_owned());
            state.people = people(desk, &ring)?;
        }
        Err(problem) => {
            state.phase = Phase::Unusable;
            state.problem = Some(problem);
        }
    }
    Ok(state)
}

/// Who used this computer lately and can still come in; nobody where the office has switched the tiles off.
fn people(desk: &Desk, ring: &KeyRing) -> Result<Vec<Person>> {
    let recent = Recent::read(desk.folder())?;
    let Some(recent) = recent.shown() else { return Ok(Vec::new()) };
    let active = |id: &i64| {
        ring.accounts().iter().find(|account| account.id == *id && account.state == AccountState::Active)
    };
    Ok(recent
        .iter()
        .filter_map(active)
        .take(TILES)
        .map(|account| Person { user_name: account.user_name.clone(), name: account.name.clone() })
        .collect())
}

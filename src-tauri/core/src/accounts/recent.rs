//! Who signed in on this computer lately, for the tiles of the sign-in. Known before anybody is: so a file of its own,
//! with numbers alone.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::office::Office;
use crate::settings;

/// The file of the office folder that remembers them.
const FILE: &str = "office.recent";

/// How many are remembered.
const MOST: usize = 12;

/// Remembers who sits at this computer, as far as the office wants it.
pub fn note_recent(office: &Office, account: i64) -> Result<()> {
    let tiles = settings::of(&office.reader()?, settings::TILES)? == 1;
    Recent::note(office.folder(), account, tiles)
}

/// The accounts that signed in here, the last one first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recent {
    /// Whether the office wants them shown.
    tiles: bool,
    accounts: Vec<i64>,
}

impl Recent {
    /// What is remembered; nothing where the file is missing or not understood: it is a comfort, no more.
    pub fn read(folder: &Path) -> Result<Recent> {
        let read = std::fs::read(folder.join(FILE)).ok();
        let recent = read.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Ok(recent.unwrap_or(Recent { tiles: true, accounts: Vec::new() }))
    }

    /// The accounts to show, or none where the office does not want them shown.
    pub fn shown(&self) -> Option<&[i64]> {
        self.tiles.then_some(self.accounts.as_slice())
    }

    /// Remembers who signs in, and forgets everybody where the tiles are switched off.
    pub fn note(folder: &Path, account: i64, tiles: bool) -> Result<()> {
        let mut recent = Self::read(folder)?;
        recent.tiles = tiles;
        recent.accounts.retain(|known| *known != account);
        recent.accounts.insert(0, account);
        recent.accounts.truncate(if tiles { MOST } else { 0 });
        crate::durable::save(&folder.join(FILE), &serde_json::to_vec(&recent).unwrap_or_default())
    }
}

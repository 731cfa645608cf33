//! A file that is locked as long as a session's program runs, so that a session left open by a kill is known for it.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::Result;

/// The folder of the office folder with one file for each session that lives.
const SEATS: &str = "seats";

/// A living session's file; it goes with the session, and its lock with the program.
pub struct Seat {
    _locked: File,
    path: PathBuf,
}

impl Seat {
    /// Takes the seat of a session that begins.
    pub fn take(folder: &Path, session: i64) -> Result<Seat> {
        let path = path(folder, session);
        fs::create_dir_all(folder.join(SEATS))?;
        let file = File::create(&path)?;
        file.lock()?;
        Ok(Seat { _locked: file, path })
    }

    /// Whether the program of a session of this computer still runs.
    pub fn is_taken(folder: &Path, session: i64) -> bool {
        let path = path(folder, session);
        let Ok(file) = File::open(&path) else { return false };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => true,
            _ => {
                // What nobody holds is of no use to anybody.
                let _ = fs::remove_file(&path);
                false
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn path(folder: &Path, session: i64) -> PathBuf {
    folder.join(SEATS).join(session.to_string())
}

//! One program at a time changes the key ring, the inbox and the tries of an office.

use crate::error::{Code, Error, Result};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

/// The lock file's name in the office's folder. It stays there, and is always empty.
const FILE: &str = "office.lock";
/// How long another program is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long to sleep between two looks.
const NAP: Duration = Duration::from_millis(20);

/// Held while a key ring, an inbox or the tries are read, changed and written; nobody else does so meanwhile.
/// Released on drop, and by the operating system when the program is killed.
#[derive(Debug)]
pub struct RingLock {
    _held: File,
}

impl RingLock {
    /// The lock of the office in this folder. Waits up to 20 seconds for another program; a program must not
    /// take it twice at once, for the second would wait for the first.
    ///
    /// # Errors
    /// `Code::Busy` after that; `Code::Disk` when the folder cannot be written.
    pub fn take(folder: &Path) -> Result<Self> {
        Self::take_within(folder, PATIENCE)
    }

    pub(super) fn take_within(folder: &Path, patience: Duration) -> Result<Self> {
        let until = Instant::now() + patience;
        let file = open(&folder.join(FILE)).map_err(|_| not_locked())?;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _held: file }),
                Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(NAP),
                Err(TryLockError::WouldBlock) => return Err(busy()),
                Err(TryLockError::Error(_)) => return Err(not_locked()),
            }
        }
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn busy() -> Error {
    Error::new(
        Code::Busy,
        "Another program is changing who can open this office. Wait until it is done, or close it, and try \
         again.",
    )
}

fn not_locked() -> Error {
    Error::new(
        Code::Disk,
        "The office's folder cannot be locked. Make sure that the disk is connected and the folder can be \
         written, then try again.",
    )
}

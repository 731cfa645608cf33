//! Small files that survive a power cut whole: written beside, brought to the disk, put in place at once.

use crate::durable::{owner_only, sync_folder};
use crate::error::{Code, Error, Result};
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

/// The content of a file of at most `most` bytes; `None` when there is no such file.
///
/// # Errors
/// `Code::Disk` when it cannot be read, `Code::Damaged` when it is larger.
pub(super) fn read(path: &Path, most: u64) -> Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(|_| unreadable(path))?,
    };
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(|_| unreadable(path))?;
    if bytes.len() as u64 > most {
        return Err(Error::new(
            Code::Damaged,
            format!("The file {} is larger than it can be. Restore it from a backup.", name(path)),
        ));
    }
    Ok(Some(bytes))
}

/// Puts `bytes` in the place of the file; on Unix nobody but its owner may read it.
///
/// # Errors
/// `Code::Disk`; the old file is then still there, unless only its folder could not be brought to the disk.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    let put = || -> std::io::Result<()> {
        // Made anew, so that a link or a file that somebody laid there is not written through.
        match fs::remove_file(beside) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = owner_only().open(beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(beside, path)?;
        sync_folder(path)
    };
    put().map_err(|_| {
        Error::new(
            Code::Disk,
            format!(
                "The file {} could not be saved. Make sure that the disk is not full and the folder can be \
                 written, then try again.",
                name(path)
            ),
        )
    })
}

fn unreadable(path: &Path) -> Error {
    Error::new(
        Code::Disk,
        format!(
            "The file {} cannot be read. Make sure that the disk is connected and you may open the folder.",
            name(path)
        ),
    )
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

//! A file that is whole or not there: written beside its place, brought to the disk, put in place at once.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Code, Error, Result};

/// A file that a person named and that is being written. Dropped before [`NewFile::settle`], it leaves nothing.
pub struct NewFile {
    path: PathBuf,
    part: PathBuf,
}

impl NewFile {
    /// Begins a file that will stand at `path`, in place of a regular file of that name; on Unix nobody but its owner
    /// may read it. The file that is answered is written to and then given to [`NewFile::settle`].
    ///
    /// # Errors
    /// `Code::Invalid` on the field `path` for a folder, a symbolic link or a device, `Code::Disk` for what the disk
    /// refuses.
    pub fn create(path: &Path) -> Result<(Self, File)> {
        refuse_special(path)?;
        let (part, file) = beside(path)?;
        Ok((Self { path: path.to_owned(), part }, file))
    }

    /// Where the file will stand.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the file in its place, safely on the disk.
    ///
    /// # Errors
    /// What the disk says; what stood there before is then still there, unless only its folder could not be brought
    /// to the disk.
    pub fn settle(&self, file: File) -> io::Result<()> {
        file.sync_all()?;
        drop(file);
        fs::rename(&self.part, &self.path)?;
        sync_folder(&self.path)
    }

    /// The sentence for a file that could not be written.
    pub fn not_written(&self, error: &io::Error) -> Error {
        not_written(&self.path, error)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // After `settle` there is no such file any more; otherwise nothing better than trying can be done here.
        let _ = fs::remove_file(&self.part);
    }
}

/// Writes a whole file in one go.
///
/// # Errors
/// Those of [`NewFile::create`], and `Code::Disk` where the disk refuses the bytes.
pub fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    let (new, mut file) = NewFile::create(path)?;
    file.write_all(bytes).and_then(|()| new.settle(file)).map_err(|error| new.not_written(&error))
}

/// Options for a new file that nobody but its owner may read: it will hold what the office keeps encrypted.
pub(crate) fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A new name is only on the disk when its folder is; Windows has no such call and does it with the rename.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn refuse_special(path: &Path) -> Result<()> {
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(()) };
    let name = shown(path);
    let sentence = if metadata.is_dir() {
        format!("“{name}” is a folder; choose a name for the file in it.")
    } else if metadata.is_symlink() {
        format!("“{name}” is a link to another file; choose another name.")
    } else if !metadata.is_file() {
        format!("“{name}” is a device or a pipe; choose another name.")
    } else {
        return Ok(());
    };
    Err(Error::invalid("path", sentence))
}

fn beside(path: &Path) -> Result<(PathBuf, File)> {
    let Some(name) = path.file_name() else {
        return Err(Error::invalid(
            "path",
            "This is not the name of a file; choose a folder and a name in it.",
        ));
    };
    let mut attempt = 0;
    loop {
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!(".{}-{attempt}.part", std::process::id()));
        let part = path.with_file_name(part);
        match owner_only().open(&part) {
            Ok(file) => return Ok((part, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            Err(error) => return Err(not_written(path, &error)),
        }
    }
}

fn shown(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn not_written(path: &Path, error: &io::Error) -> Error {
    let name = shown(path);
    let sentence = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!("The disk is full, so “{name}” was not written; make room or choose another disk.")
        }
        io::ErrorKind::FileTooLarge => {
            format!(
                "The disk takes no file as large as “{name}”, so it was not written; choose another disk."
            )
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!("The folder of “{name}” can not be written; choose another folder.")
        }
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            format!("The folder of “{name}” does not exist; choose another folder.")
        }
        _ => format!("“{name}” was not written ({error}); choose another folder or disk and try again."),
    };
    Error { code: Code::Disk, field: Some("path".to_owned()), sentence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_disk_says_becomes_a_sentence() {
        let full = not_written(Path::new("/x/leads.csv"), &io::Error::from(io::ErrorKind::StorageFull));
        assert!(full.sentence.starts_with("The disk is full, so “leads.csv”"), "{}", full.sentence);
        assert_eq!((full.code, full.field.as_deref()), (Code::Disk, Some("path")));
    }

    #[test]
    fn a_file_that_is_not_settled_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (new, mut file) = NewFile::create(&folder.path().join("code.pdf")).unwrap();
        file.write_all(b"half").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        drop((new, file));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

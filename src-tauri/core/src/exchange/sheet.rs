//! Writes CSV that a spreadsheet can open: no cell runs as a formula, no zero is lost, and nobody sees half a file.
//!
//! A cell that a spreadsheet would run or change gets an apostrophe before it. The other known ways were weighed:
//! `="00123"` is itself a formula; a tab before the digits is a mark that the same rule must treat as dangerous, and it is
//! invisible, so that it ends up in a search or a letter; quotation marks alone do not keep Excel from reading a
//! number. The apostrophe is seen, is what a spreadsheet's user types to the same end, and can be taken off again
//! exactly: [`restore`] gives back the original of every text.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Code, Error, Result};

/// The characters that make a spreadsheet read a cell as a formula or as markup, with their full-width twins.
const DANGEROUS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Excel shows numbers of more digits as 1.23E+11, and keeps 15.
const PLAIN_DIGITS: usize = 11;

/// The text as it is safe in a spreadsheet: with an apostrophe before it where it would run or be changed.
///
/// That is where it starts with one of `= + - @`, tab, carriage return or a full-width twin (also behind white space), or
/// where it is a number whose leading zero or last digits would be lost. Apostrophes that already stand before such a
/// text are counted in, which is what makes [`restore`] exact.
pub fn neutralise(text: &str) -> String {
    if is_trap(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// The original of what [`neutralise`] wrote, for every text.
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_trap(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn is_trap(text: &str) -> bool {
    let behind_space = text.trim_start();
    text.starts_with(DANGEROUS)
        || behind_space.starts_with(DANGEROUS)
        || loses_digits(behind_space.trim_end())
}

/// A number that a spreadsheet would store otherwise than it is written: `00123`, `123456789012`, `12E5`.
fn loses_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first().filter(|byte| byte.is_ascii_digit()) else { return false };
    let leading_zero = *first == b'0' && bytes.get(1).is_some_and(u8::is_ascii_digit);
    let numeric = || bytes.iter().all(|byte| byte.is_ascii_digit() || b".,' ".contains(byte));
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let exponent = || {
        let rest =
            text[digits..].strip_prefix(['e', 'E']).map(|rest| rest.strip_prefix(['+', '-']).unwrap_or(rest));
        rest.is_some_and(|power| !power.is_empty() && power.bytes().all(|byte| byte.is_ascii_digit()))
    };
    (leading_zero && numeric()) || (digits > PLAIN_DIGITS && numeric()) || exponent()
}

/// Writes one CSV file: UTF-8 with a byte order mark, CRLF, cells in quotation marks where they need them.
///
/// It is written beside its place under another name, and takes its place only when [`Writer::finish`] has made sure of it on
/// the disk. Dropped before that, it leaves nothing.
pub struct Writer {
    csv: Option<csv::Writer<BufWriter<File>>>,
    path: PathBuf,
    part: PathBuf,
}

impl Writer {
    /// Begins a file that will stand at `path`, in place of a regular file of that name. Refuses a folder, a symbolic
    /// link and a device (`Code::Invalid`, field `path`); what the disk refuses is `Code::Disk`.
    pub fn create(path: &Path) -> Result<Self> {
        refuse_special(path)?;
        let (part, file) = beside(path)?;
        let mut writer = Self { csv: None, path: path.to_owned(), part };
        let mut buffer = BufWriter::with_capacity(64 * 1024, file);
        buffer.write_all("\u{FEFF}".as_bytes()).map_err(|error| not_written(path, &error))?;
        writer.csv = Some(
            csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(buffer),
        );
        Ok(writer)
    }

    /// Adds a row, each cell made safe.
    pub fn write<Cell: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = Cell>) -> Result<()> {
        let Some(csv) = &mut self.csv else { return Ok(()) };
        let failed = |error: csv::Error| not_written(&self.path, &io_error(error));
        for cell in cells {
            csv.write_field(neutralise(cell.as_ref())).map_err(failed)?;
        }
        csv.write_record(None::<&[u8]>).map_err(failed)
    }

    /// Puts the file in its place, safely on the disk, and answers where that is.
    pub fn finish(mut self) -> Result<PathBuf> {
        let path = self.path.clone();
        self.settle().map_err(|error| not_written(&path, &error))?;
        Ok(path)
    }

    fn settle(&mut self) -> io::Result<()> {
        if let Some(csv) = self.csv.take() {
            let buffer = csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
            let file = buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
        }
        fs::rename(&self.part, &self.path)?;
        sync_folder(&self.path)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After `finish` there is no such file any more; otherwise nothing better than trying can be done here.
        let _ = fs::remove_file(&self.part);
    }
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
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

/// A new file in the folder of `path`, readable by its owner alone: it will hold what the office keeps encrypted.
fn beside(path: &Path) -> Result<(PathBuf, File)> {
    let Some(name) = path.file_name() else {
        return Err(Error::invalid(
            "path",
            "This is not the name of a file; choose a name that ends in .csv.",
        ));
    };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    owner_only(&mut options);
    let mut attempt = 0;
    loop {
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!(".{}-{attempt}.part", std::process::id()));
        let part = path.with_file_name(part);
        match options.open(&part) {
            Ok(file) => return Ok((part, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            Err(error) => return Err(not_written(path, &error)),
        }
    }
}

#[cfg(unix)]
fn owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn owner_only(_options: &mut OpenOptions) {}

/// Makes the new name itself safe; Windows has no such call and does it with the rename.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

fn shown(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The sentence for a file that could not be written.
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
#[path = "tests/sheet.rs"]
mod tests;

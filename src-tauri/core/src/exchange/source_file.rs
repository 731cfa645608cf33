//! Opens a file that somebody chose, and refuses in one sentence what can not be a table of text.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::error::{Code, Error, Result};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// How much of the beginning is looked at to recognise what is not text.
const HEAD_BYTES: usize = 4096;

/// A regular, readable, non-empty file that is not evidently something else than text.
#[derive(Debug)]
pub struct SourceFile {
    file: File,
    path: PathBuf,
    name: String,
    bytes: u64,
}

impl SourceFile {
    /// The path it was opened by.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The last part of the path, for sentences and the screen.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its size when it was opened.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Goes back to the first byte.
    pub fn rewind(&mut self) -> Result<()> {
        self.file.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&self.name, &error))?;
        Ok(())
    }

    /// Reads on; answers how many bytes, 0 at the end.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        loop {
            match self.file.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other.map_err(|error| unreadable(&self.name, &error)),
            }
        }
    }
}

/// Opens `path` for reading.
///
/// Refused with `Code::Invalid` on field `path`: what is missing, empty, larger than [`MAX_BYTES`], a folder, a
/// symbolic link, a device or pipe, or evidently a workbook, a picture, an archive or the like. What exists and
/// can not be read is `Code::Disk`.
pub fn open(path: &Path) -> Result<SourceFile> {
    let name = file_name(path);
    let seen = fs::symlink_metadata(path).map_err(|error| unreadable(&name, &error))?;
    refuse_unless_plain(&name, &seen)?;
    let mut file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    let opened = file.metadata().map_err(|error| unreadable(&name, &error))?;
    refuse_unless_plain(&name, &opened)?;
    if !same_file(&seen, &opened) {
        return Err(invalid(format!("“{name}” was replaced while it was being opened; choose it again.")));
    }
    refuse_size(&name, opened.len())?;
    let head = read_head(&mut file).map_err(|error| unreadable(&name, &error))?;
    if let Some(sentence) = not_text(&name, &head) {
        return Err(invalid(sentence));
    }
    Ok(SourceFile { file, path: path.to_owned(), name, bytes: opened.len() })
}

/// The sentence for a file that exists and can not be read.
fn unreadable(name: &str, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => {
            invalid(format!("There is no file “{name}” here; check the name and choose it again."))
        }
        io::ErrorKind::PermissionDenied => disk(format!(
            "You may not read “{name}”; ask its owner for access, or copy it to your own folder."
        )),
        io::ErrorKind::NotADirectory => invalid(format!(
            "The folder of “{name}” is not a folder; check the path and choose the file again."
        )),
        _ => disk(format!("“{name}” could not be read ({error}); copy it to this computer and try again.")),
    }
}

fn invalid(sentence: String) -> Error {
    Error::invalid("path", sentence)
}

fn disk(sentence: String) -> Error {
    Error { code: Code::Disk, field: Some("path".to_owned()), sentence }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn refuse_unless_plain(name: &str, metadata: &Metadata) -> Result<()> {
    let kind = metadata.file_type();
    if kind.is_symlink() {
        return Err(invalid(format!("“{name}” is a link to another file; choose the file itself.")));
    }
    if kind.is_dir() {
        return Err(invalid(format!("“{name}” is a folder; choose a file in it.")));
    }
    if !kind.is_file() {
        return Err(invalid(format!("“{name}” is a device or a pipe, not a file; choose a CSV file.")));
    }
    Ok(())
}

fn refuse_size(name: &str, bytes: u64) -> Result<()> {
    if bytes == 0 {
        return Err(invalid(format!("“{name}” is empty; choose a file that holds rows.")));
    }
    if bytes > MAX_BYTES {
        return Err(invalid(format!("“{name}” is larger than 2 GB; split it and import the parts.")));
    }
    Ok(())
}

#[cfg(unix)]
fn same_file(seen: &Metadata, opened: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (seen.dev(), seen.ino()) == (opened.dev(), opened.ino())
}

#[cfg(not(unix))]
fn same_file(seen: &Metadata, opened: &Metadata) -> bool {
    seen.len() == opened.len() && seen.modified().ok() == opened.modified().ok()
}

fn read_head(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    file.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Beginnings of files that are not text, with what they are and what to do about it.
/// From the formats' own specifications; ZIP and text markup are told apart further below.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel workbook (.xls); open it and save it as CSV for now"),
    (b"%PDF-", "a PDF; export the table from the program that made it as CSV"),
    (b"\x89PNG\r\n\x1A\n", "a picture (PNG); choose a CSV file"),
    (b"\xFF\xD8\xFF", "a picture (JPEG); choose a CSV file"),
    (b"GIF8", "a picture (GIF); choose a CSV file"),
    (b"SQLite format 3\0", "a database; export its table as CSV"),
    (b"\x1F\x8B", "a compressed file (gzip); unpack it and choose the CSV file in it"),
    (b"BZh", "a compressed file (bzip2); unpack it and choose the CSV file in it"),
    (b"\xFD7zXZ\0", "a compressed file (xz); unpack it and choose the CSV file in it"),
    (b"\x28\xB5\x2F\xFD", "a compressed file (zstd); unpack it and choose the CSV file in it"),
    (b"7z\xBC\xAF\x27\x1C", "an archive (7z); unpack it and choose the CSV file in it"),
    (b"Rar!\x1A\x07", "an archive (RAR); unpack it and choose the CSV file in it"),
    (b"PAR1", "a Parquet file; export it as CSV"),
    (b"\x7FELF", "a program; choose a CSV file"),
    (b"MZ\x90\0", "a program; choose a CSV file"),
    (b"{\\rtf", "a text document (RTF); save its table as CSV"),
    (b"\xFF\xFE\0\0", "text in UTF-32, which is not read here; save it as UTF-8"),
    (b"\0\0\xFE\xFF", "text in UTF-32, which is not read here; save it as UTF-8"),
];

/// Beginnings of text that is not a table, compared after white space and in lower case.
const MARKUP: &[(&str, &str)] = &[
    ("<!doctype html", "a web page; open it in a spreadsheet and save it as CSV"),
    ("<html", "a web page; open it in a spreadsheet and save it as CSV"),
    ("<table", "a web page; open it in a spreadsheet and save it as CSV"),
    ("<?xml", "an XML file; open it in a spreadsheet and save it as CSV"),
    ("begin:vcard", "a contact card (vCard); export the contacts as CSV"),
    ("begin:vcalendar", "a calendar; export a table as CSV"),
    ("{\"", "a JSON file; export the table as CSV"),
    ("[{", "a JSON file; export the table as CSV"),
];

/// What a file with this beginning is, as a sentence, when it is evidently not a table of text.
fn not_text(name: &str, head: &[u8]) -> Option<String> {
    let zip = head.starts_with(b"PK\x03\x04").then(|| zip_kind(head));
    let binary = || SIGNATURES.iter().find(|(start, _)| head.starts_with(start)).map(|(_, what)| *what);
    let markup = || {
        let start: Vec<u8> = head.iter().skip_while(|b| b.is_ascii_whitespace()).take(16).copied().collect();
        let start = start.to_ascii_lowercase();
        MARKUP.iter().find(|(text, _)| start.starts_with(text.as_bytes())).map(|(_, what)| *what)
    };
    let what = zip.or_else(binary).or_else(markup)?;
    Some(format!("“{name}” is {what}."))
}

fn zip_kind(head: &[u8]) -> &'static str {
    let holds = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
    if holds(b"opendocument.spreadsheet") {
        "an OpenDocument spreadsheet (.ods); open it and save it as CSV for now"
    } else if holds(b"xl/") || holds(b"[Content_Types].xml") || holds(b"_rels/.rels") {
        "an Excel workbook (.xlsx); open it and save it as CSV for now"
    } else {
        "an archive (ZIP); unpack it and choose the CSV file in it"
    }
}

#[cfg(test)]
#[path = "tests/source_file.rs"]
mod tests;

//! Each thing that is no table of text is refused with its own sentence.

use std::fs;

use super::*;

fn refused(name: &str, content: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let error = open(&path).unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (Code::Invalid, Some("path")));
    assert!(error.sentence.ends_with('.') && error.sentence.contains(name), "{}", error.sentence);
    error.sentence
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let missing = open(&folder.path().join("leads.csv")).unwrap_err();
    assert!(missing.sentence.contains("no file “leads.csv”"), "{}", missing.sentence);
    assert!(open(folder.path()).unwrap_err().sentence.contains("is a folder"));
    assert!(refused("leads.csv", b"").contains("is empty"));
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("real.csv"), folder.path().join("link.csv"));
    fs::write(&file, "name\nRuth\n").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    assert!(open(&link).unwrap_err().sentence.contains("is a link"));
    assert!(open(Path::new("/dev/null")).unwrap_err().sentence.contains("device or a pipe"));
    assert_eq!(open(&file).unwrap().bytes(), 10);
}

#[test]
fn a_file_over_two_gigabytes_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.csv");
    File::create(&path).unwrap().set_len(MAX_BYTES + 1).unwrap();
    assert!(open(&path).unwrap_err().sentence.contains("larger than 2 GB"));
}

#[test]
fn other_kinds_of_files_are_named() {
    let mut workbook = b"PK\x03\x04\x14\0\x06\0\x08\0".to_vec();
    workbook.extend_from_slice(b"[Content_Types].xml");
    assert!(
        refused("leads.xlsx", &workbook)
            .contains("Excel workbook (.xlsx); open it and save it as CSV for now")
    );
    assert!(refused("a.zip", b"PK\x03\x04 other").contains("archive (ZIP)"));
    assert!(refused("old.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest").contains("old Excel workbook"));
    assert!(refused("a.pdf", b"%PDF-1.7").contains("PDF"));
    assert!(refused("a.png", b"\x89PNG\r\n\x1A\n").contains("PNG"));
    assert!(refused("a.jpg", b"\xFF\xD8\xFF\xE0").contains("JPEG"));
    assert!(refused("a.db", b"SQLite format 3\0").contains("database"));
    assert!(refused("a.csv.gz", b"\x1F\x8B\x08").contains("gzip"));
    assert!(refused("report.xls", b"  <HTML><table>").contains("web page"));
    assert!(refused("cards.vcf", b"BEGIN:VCARD\nVERSION:3.0\n").contains("vCard"));
    assert!(refused("a.json", b"[{\"name\":1}]").contains("JSON"));
}

//! No formula runs, no zero is lost, the way back is exact, and no half file is ever seen.

use std::collections::HashSet;
use std::fs;

use super::super::rows::Table;
use super::*;
use crate::error::Code;

#[test]
fn what_a_spreadsheet_would_run_or_change_is_neutralised() {
    for text in
        ["=1+1", "+1 555 0101", "-5", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1", "\u{a0}=1"]
    {
        assert_eq!(neutralise(text), format!("'{text}"), "{text:?}");
    }
    for text in ["00123", "01234", "007.50", "123456789012", "1234567890123456", "12E5", "3e10", " 0123"] {
        assert_eq!(neutralise(text), format!("'{text}"), "{text:?}");
    }
    for text in [
        "",
        "Ruth",
        "O'Brien",
        "'t Hooft",
        "0",
        "0.5",
        "12345",
        "2025550101",
        "(202) 555-0101",
        "01234-5678",
        "2026-10-03",
        "a=b",
        "E5",
    ] {
        assert_eq!(neutralise(text), text, "{text:?}");
    }
}

/// Every text of up to five of the characters that matter.
fn texts() -> Vec<String> {
    let alphabet = ['\'', '=', '＠', '\t', '\r', '0', '7', 'E', ' ', 'a'];
    let mut all = vec![String::new()];
    let mut from = 0;
    for _ in 0..5 {
        let to = all.len();
        for at in from..to {
            all.extend(alphabet.iter().map(|letter| format!("{}{letter}", all[at])).collect::<Vec<_>>());
        }
        from = to;
    }
    all
}

#[test]
fn the_way_back_is_exact_for_every_text() {
    let texts = texts();
    assert_eq!(texts.len(), 111_111);
    let mut written = HashSet::new();
    for text in &texts {
        let safe = neutralise(text);
        assert_eq!(restore(&safe), text);
        assert!(!safe.trim_start().starts_with(DANGEROUS) && !safe.starts_with(DANGEROUS), "{safe:?}");
        written.insert(safe);
    }
    assert_eq!(written.len(), texts.len());
    for digits in [1, 9, 11, 12, 20] {
        let number = "1234567890123456789012"[..digits].to_owned();
        assert_eq!(restore(&neutralise(&number)), number);
    }
}

#[test]
fn a_sheet_is_written_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.csv");
    let rows = [
        ["first_name", "phone", "zip_code", "comments"],
        ["Ruth", "+1 555 0101", "01234", "said \"hello\", then\r\nhung up"],
        ["'=odd", "(202) 555-0102", "", "=HYPERLINK(\"http://example.org\")"],
        ["Zoë", "", "00000", "a;b\tc"],
    ];
    let mut writer = Writer::create(&path).unwrap();
    for row in rows {
        writer.write(row).unwrap();
    }
    assert!(!path.exists());
    assert_eq!(writer.finish().unwrap(), path);
    let bytes = fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBFfirst_name,phone,zip_code,comments\r\n"));
    assert!(bytes.ends_with(b"\r\n"));
    let table = Table::at(&path).unwrap();
    assert!(table.dialect.has_header);
    let read: Vec<Vec<String>> = table
        .rows()
        .unwrap()
        .map(|row| row.unwrap().cells.iter().map(|cell| restore(cell).to_owned()).collect())
        .collect();
    assert_eq!(read, rows[1..]);
    assert_eq!(names(folder.path()), ["leads.csv"]);
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn an_abandoned_sheet_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.csv");
    fs::write(&path, "old").unwrap();
    let mut writer = Writer::create(&path).unwrap();
    writer.write(["new"]).unwrap();
    drop(writer);
    assert_eq!(
        (fs::read_to_string(&path).unwrap(), names(folder.path())),
        ("old".to_owned(), vec!["leads.csv".to_owned()])
    );
    let mut writer = Writer::create(&path).unwrap();
    writer.write(["new"]).unwrap();
    writer.finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "\u{FEFF}new\r\n");
}

#[test]
fn places_that_take_no_file_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let sentence = |path: &Path| Writer::create(path).err().unwrap();
    assert_eq!(sentence(folder.path()).code, Code::Invalid);
    let missing = sentence(&folder.path().join("no/leads.csv"));
    assert_eq!(missing.code, Code::Disk);
    assert!(missing.sentence.contains("does not exist"), "{}", missing.sentence);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_others_can_not_read() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (target, link) = (folder.path().join("target.csv"), folder.path().join("link.csv"));
    fs::write(&target, "kept").unwrap();
    symlink(&target, &link).unwrap();
    assert!(Writer::create(&link).err().unwrap().sentence.contains("is a link"));
    assert_eq!(fs::read_to_string(&target).unwrap(), "kept");
    let path = Writer::create(&folder.path().join("new.csv")).unwrap().finish().unwrap();
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

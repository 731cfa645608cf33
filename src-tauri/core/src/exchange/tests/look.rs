//! What the screen is told about a file.

use std::fs;

use super::*;

#[test]
fn a_file_as_the_screen_shows_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.csv");
    let long = "x".repeat(300);
    fs::write(
        &path,
        format!("Report of leads;;\nName;Phone;Notes\nRuth Abel;555-0101;{long}\nDana Cole;;\n"),
    )
    .unwrap();
    let look = look(&path).unwrap();
    assert_eq!(
        (look.file_name.as_str(), look.encoding.as_str(), look.delimiter.as_str()),
        ("leads.csv", "UTF-8", "semicolon")
    );
    assert!(look.has_header);
    assert_eq!((look.estimated_rows, look.first_rows.len()), (2, 2));
    assert_eq!(look.first_rows[0][2].chars().count(), 201);
    let guesses: Vec<Option<&str>> = look.columns.iter().map(|column| column.guess.as_deref()).collect();
    assert_eq!(guesses, [Some("full_name"), Some("phone"), Some("comments")]);
    assert_eq!(look.columns[1].samples, ["555-0101"]);
    assert_eq!(look.notes, ["One row above the table is passed over."]);
}

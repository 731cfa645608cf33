//! Whole files, read row by row.

use std::fs;

use super::*;

fn table(content: impl AsRef<[u8]>) -> Result<Table> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.csv");
    fs::write(&path, content).unwrap();
    Table::at(&path)
}

fn rows(content: impl AsRef<[u8]>) -> Vec<Row> {
    table(content).unwrap().rows().unwrap().map(Result::unwrap).collect()
}

#[test]
fn rows_are_numbered_and_keep_their_lines() {
    let read = rows("\nname,phone\n\n\"Ruth\nAbel\",555-0101\n,\n  ,\nDana,555-0102\n");
    let places: Vec<(u64, u64)> = read.iter().map(|row| (row.number, row.line)).collect();
    assert_eq!(places, [(1, 4), (2, 8)]);
    assert_eq!(read[0].cells, ["Ruth\nAbel", "555-0101"]);
}

#[test]
fn ragged_rows_are_kept_and_told() {
    let read =
        rows("name,phone,city\nRuth\nDana,555-0102,York,,\nMary,555-0103,Troy,extra,\nEwa,555-0104,Salem\n");
    assert_eq!(
        (read[0].cells.as_slice(), read[0].missing),
        (["Ruth".into(), String::new(), String::new()].as_slice(), 2)
    );
    assert_eq!((read[0].problem(), read[1].problem()), (None, None));
    assert_eq!(read[2].surplus, ["extra"]);
    let problem = read[2].problem().unwrap();
    assert!(problem.contains("line 4 has 4 cells where the table has 3"), "{problem}");
    assert_eq!(read[3].problem(), None);
}

#[test]
fn a_misplaced_mark_is_told() {
    let read = rows("name,note\nRuth,\"a\" b\nDana,\"fine\"\n");
    assert!(read[0].problem().unwrap().contains("line 2"));
    assert_eq!(read[1].problem(), None);
}

#[test]
fn odd_rows_are_recognised() {
    let read = rows(
        "name,email,amount\nRuth,ruth@example.org,1\nName,EMAIL,Amount\n<test lead: dummy data for full_name>,a@example.org,\nGrand total,,1\nTotal: 3,,\nTotal Eclipse,eclipse@example.org,\n",
    );
    let kinds: Vec<RowKind> = read.iter().map(|row| row.kind).collect();
    use RowKind::{HeaderAgain, Ordinary, TestLead, Totals};
    assert_eq!(kinds, [Ordinary, HeaderAgain, TestLead, Totals, Totals, Ordinary]);
}

#[test]
fn an_unclosed_mark_ends_the_reading() {
    let mut text = "name,note\n".to_owned();
    (0..2000).for_each(|at| text.push_str(&format!("Ruth {at},\"note {at}\"\n")));
    text.push_str("Dana,\"never closed\n");
    (0..200_000).for_each(|_| text.push_str("Ewa,plain\n"));
    let mut read = table(&text).unwrap().rows().unwrap();
    let good = read.by_ref().take_while(Result::is_ok).count();
    assert_eq!(good, 2000);
    assert!(read.next().is_none());
    let error = table(&text).unwrap().rows().unwrap().find_map(Result::err).unwrap();
    assert!(error.sentence.contains("opens on line 2002 is never closed"), "{}", error.sentence);
}

#[test]
fn somebody_may_decide_about_the_header() {
    let text = "Ruth,Salem\nDana,York\n";
    let first = |has_header| {
        let mut rows = table(text).unwrap().with_header(has_header).rows().unwrap();
        (rows.header().to_vec(), rows.next().unwrap().unwrap().cells)
    };
    let owned = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
    assert_eq!(first(true), (owned(["Ruth", "Salem"]), owned(["Dana", "York"])));
    assert_eq!(first(false), (owned(["", ""]), owned(["Ruth", "Salem"])));
}

#[test]
fn the_line_that_names_the_delimiter_is_no_row() {
    let read = rows("sep=;\r\nname;note\r\nRuth;a,b\r\n");
    assert_eq!(
        (read.len(), read[0].line, read[0].cells.as_slice()),
        (1, 3, ["Ruth".to_owned(), "a,b".to_owned()].as_slice())
    );
}

#[test]
fn utf_16_from_a_spreadsheet() {
    let text = "\u{FEFF}name\tcity\r\nÉmile\tSalem\r\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(rows(bytes)[0].cells, ["Émile", "Salem"]);
}

#[test]
fn sizes_are_counted_or_estimated() {
    assert_eq!(table("name,city\nRuth,Salem\n,\nDana,York").unwrap().estimated_rows(), 2);
    let long = format!("name,city\n{}", "Ruth Abel,Salem\n".repeat(150_000));
    let estimated = table(&long).unwrap().estimated_rows();
    assert!((149_000..=160_000).contains(&estimated), "{estimated}");
    assert_eq!(table(&long).unwrap().rows().unwrap().count(), 150_000);
}

#[test]
fn a_file_without_rows_says_so() {
    assert!(table("\n\n \n").err().unwrap().sentence.contains("holds no rows"));
    let endless = table("a".repeat(3_000_000)).err().unwrap();
    assert!(endless.sentence.contains("cell on line 1 is longer"), "{}", endless.sentence);
    assert_eq!(table("first_name,last_name,phone\n").unwrap().estimated_rows(), 0);
}

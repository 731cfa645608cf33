//! Refused rows come back whole, with the reason, and can be imported again.

use std::fs;

use super::super::rows::Table;
use super::*;

#[test]
fn refused_rows_are_written_whole() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("leads.csv");
    fs::write(&input, "name,phone,\nRuth,555-0101,x\n'=Dana,+1 555 0102,y,more\n").unwrap();
    let rows = Table::at(&input).unwrap().with_header(true).rows().unwrap();
    let mut problems = Writer::new(&input, folder.path(), rows.header());
    for row in rows {
        problems.write(&row.unwrap(), "No way to reach this lead.").unwrap();
    }
    let path = problems.finish().unwrap().unwrap();
    assert_eq!(path, folder.path().join("leads.csv.problems.csv"));
    let text = fs::read_to_string(&path).unwrap();
    let expected = "\u{FEFF}name,phone,column 3,row,problem\r\n\
                    Ruth,555-0101,x,1,No way to reach this lead.\r\n\
                    '=Dana,'+1 555 0102,y,2,No way to reach this lead.,more\r\n";
    assert_eq!(text, expected);
}

#[test]
fn a_clean_import_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let problems = Writer::new(&folder.path().join("leads.csv"), folder.path(), &["name".to_owned()]);
    assert_eq!(problems.finish().unwrap(), None);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn another_folder_serves_where_the_first_can_not() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("gone/leads.csv");
    let row = Row {
        number: 7,
        line: 8,
        cells: vec!["Ruth".to_owned()],
        missing: 0,
        surplus: Vec::new(),
        misquoted: false,
        kind: super::super::rows::RowKind::Ordinary,
    };
    let fallback = folder.path().join("office/imports");
    let mut problems = Writer::new(&input, &fallback, &["name".to_owned()]);
    problems.write(&row, "No phone.").unwrap();
    assert_eq!(problems.finish().unwrap(), Some(fallback.join("leads.csv.problems.csv")));
}

//! Out: what a list shows, safe for a spreadsheet, and the same leads when it comes back in.

use std::path::{Path, PathBuf};

use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::roles::revealed;
use crate::stage::{Stage, sentence};

fn export(stage: &Stage, name: &str, filter: Value, sort: Value) -> (PathBuf, Value) {
    let path = stage.file(name, b"").with_file_name(name);
    std::fs::remove_file(&path).unwrap();
    let result = stage.call("leads_export", json!({"path": path, "filter": filter, "sort": sort, "job": 1}));
    (path, result)
}

fn newest_first() -> Value {
    json!({"column": "created_at", "descending": true})
}

/// The cells of a CSV file, row by row, by the plain reader of the csv crate.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{FEFF}').expect("a spreadsheet knows UTF-8 by its mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Every lead as it is kept, without what is another one's in a second office.
fn leads(stage: &Stage) -> Vec<Value> {
    let sort = json!({"column": "name", "descending": false});
    let page = stage.call("leads_page", json!({"from": 0, "count": 500, "sort": sort}));
    let rows = page["rows"].as_array().unwrap();
    let kept = rows.iter().map(|row| row["id"].as_i64().unwrap());
    kept.map(|id| {
        let mut lead = stage.lead(id);
        for field in ["dob", "medicaid_no"] {
            lead[field] = json!(revealed(stage, id, field));
        }
        for own in ["id", "updated_at", "updated_by", "created_by"] {
            lead.as_object_mut().unwrap().remove(own);
        }
        lead
    })
    .collect()
}

/// Leads that a spreadsheet, a CSV reader or a terminal would trip over.
const AWKWARD: &[(&str, &str)] = &[
    ("comments", "=HYPERLINK(\"https://evil.example\",\"click\")"),
    ("comments", "@SUM(1+1)*cmd|' /C calc'!A0"),
    ("comments", "-2+3"),
    ("comments", "+1 was offered"),
    ("comments", "＝1+1"),
    ("comments", "'=1+1 with an apostrophe"),
    ("comments", "'quoted' as it is"),
    ("comments", "first line\nsecond line\n\n=last line"),
    ("comments", "says \"yes\", then \"\"no\"\"; a;b\tc|d"),
    ("comments", "Ærøskøbing – 東京 – مرحبا – 👩‍🦽 – e\u{301}"),
    ("comments", "<script>alert(1)</script> & <b>"),
    ("medicaid_no", "0012345678"),
    ("medicaid_no", "123456789012345678"),
    ("medicaid_no", "12E5"),
    ("zip_code", "01912"),
    ("phone", "+49 30 555 0100"),
    ("phone", "0215 555 0148 x12"),
    ("street", "-12 Elm Street"),
    ("first_name", "=Ruth"),
    ("last_name", "O'Brien-Núñez"),
    ("staff_name", ""),
    ("staff_name", "Luis Ortega"),
    ("source", "Event"),
    ("event_name", "Spring, \"Health\" Fair"),
    ("dob", "1948-02-14"),
    ("active_client", "yes"),
    ("stage", "Hold"),
    ("referral_type", "Interim"),
    ("last_contact_date", "2026-01-02T10:00:00.000Z"),
    ("e_contact_phone", "610-555-0100"),
];

fn awkward_office() -> Stage {
    let stage = Stage::new();
    for (at, (field, value)) in AWKWARD.iter().enumerate() {
        let mut typed =
            json!({"first_name": format!("Lead{at:02}"), "last_name": "Abel", "phone": "(215) 555-0148"});
        typed[*field] = json!(value);
        let saved = stage.call("lead_add", typed);
        assert_eq!(saved["operation"], stage.last()["operation"]);
    }
    stage
}

#[test]
fn what_is_exported_and_imported_again_is_the_same() {
    let stage = awkward_office();
    let (path, result) = export(&stage, "all.csv", json!({}), newest_first());
    assert_eq!(result["rows"], AWKWARD.len());

    let other = Stage::new();
    let imported = other.import(&path).unwrap();
    assert_eq!(
        (imported["added"].as_u64(), imported["rejected"].as_u64()),
        (Some(AWKWARD.len() as u64), Some(0)),
        "{imported}"
    );
    for (before, after) in leads(&stage).iter().zip(&leads(&other)) {
        assert_eq!(after, before);
    }
    assert_eq!(other.count(), AWKWARD.len() as u64);
}

#[test]
fn no_cell_of_an_export_runs_or_loses_a_zero_in_a_spreadsheet() {
    let stage = awkward_office();
    let (path, _) = export(&stage, "all.csv", json!({}), newest_first());
    let rows = cells(&path);
    assert_eq!(rows.len(), AWKWARD.len() + 1);
    for cell in rows.iter().flatten() {
        assert!(
            !cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']),
            "{cell}"
        );
        let digits = cell.chars().all(|c| c.is_ascii_digit());
        assert!(!digits || cell.is_empty() || (!cell.starts_with('0') && cell.len() <= 15), "{cell}");
    }
    let flat: Vec<&str> = rows.iter().flatten().map(String::as_str).collect();
    for neutralised in [
        "'-2+3",
        "'0012345678",
        "'123456789012345678",
        "'=Ruth",
        "''=1+1 with an apostrophe",
        "'quoted' as it is",
    ] {
        assert!(flat.contains(&neutralised), "{neutralised}");
    }
    assert_eq!(&rows[0][..4], ["first_name", "last_name", "phone", "email"]);
}

#[test]
fn an_export_holds_what_the_list_shows_in_its_order() {
    let stage = Stage::new();
    for (first, source, staff) in [
        ("Cal", "Web", "Luis Ortega"),
        ("Ann", "Web", ""),
        ("Bea", "Event", "Luis Ortega"),
        ("Dot", "Web", "Luis Ortega"),
    ] {
        stage.call(
            "lead_add",
            json!({"first_name": first, "phone": "2155550148", "source": source, "staff_name": staff}),
        );
    }
    let gone = stage.add_lead("Eve", "Gone");
    stage.call("lead_delete", json!({"id": gone}));
    let names = |filter: Value, sort: Value| -> Vec<String> {
        let (path, result) = export(&stage, "some.csv", filter, sort);
        let rows = cells(&path);
        assert_eq!(result["rows"], rows.len() - 1);
        rows[1..].iter().map(|row| row[0].clone()).collect()
    };
    let by_name = |descending: bool| json!({"column": "name", "descending": descending});
    assert_eq!(names(json!({}), by_name(false)), ["Ann", "Bea", "Cal", "Dot"], "without the deleted one");
    assert_eq!(names(json!({"sources": ["Web"], "staff": ["Luis Ortega"]}), by_name(true)), ["Dot", "Cal"]);
    assert_eq!(names(json!({"text": "ann"}), by_name(false)), ["Ann"]);
    assert_eq!(names(json!({"stages": ["Lost"]}), by_name(false)), Vec::<String>::new());
}

#[test]
fn an_export_is_logged_with_its_count_and_a_refused_one_is_not() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    stage.add_lead("Mei", "Chen");
    let (path, result) = export(&stage, "leads.csv", json!({"text": "chen"}), newest_first());
    assert_eq!(result["sentence"], "1 lead exported to leads.csv, with Medicaid numbers and birth dates");
    assert_eq!(stage.last()["sentence"], result["sentence"]);
    assert_eq!(stage.last()["action"], "leads.export");

    let before = stage.log().len();
    let refused =
        stage.refused("leads_export", json!({"path": path, "filter": {"sources": ["Nonsense"]}, "job": 1}));
    sentence(refused, Code::Invalid);
    let folder = path.parent().unwrap();
    sentence(stage.refused("leads_export", json!({"path": folder, "job": 1})), Code::Invalid);
    assert_eq!(stage.log().len(), before);
    assert_eq!(cells(&path).len(), 2, "the earlier file is still whole");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1, "and nothing lies beside it");
}

#[cfg(unix)]
#[test]
fn an_export_is_its_owners_alone_and_follows_no_link() {
    use std::os::unix::fs::PermissionsExt;

    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let (path, _) = export(&stage, "leads.csv", json!({}), newest_first());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let link = path.with_file_name("link.csv");
    std::os::unix::fs::symlink(stage.folder.path().join("office.db"), &link).unwrap();
    sentence(stage.refused("leads_export", json!({"path": link, "job": 1})), Code::Invalid);
    stage.assert_sound();
}

//! Erasing for good: what a lead held is nowhere any more, the log says that it happened, and still fits.

use std::fmt::Write;

use porchlight_core::db;
use porchlight_core::error::Code;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::chain::{make_former, tamper, try_to};
use crate::stage::{PASSWORD, Stage, call, sentence};

/// What of the person may be nowhere after the erasure.
const CANARIES: &[&str] = &[
    "Quillfeather",
    "Zebediah",
    "Wrenhollow",
    "5550177",
    "555-0177",
    "zq@quill.example",
    "7 Canary Lane",
    "Canaryville",
    "19087",
    "1931-07-23",
    "QX4471190",
    "Marigold",
    "5550178",
    "2021-11-09",
    "keeps canaries in the porch",
    "billboard at the zoo",
];

const REASON: &str = "Asked for in a letter of last week";

/// A lead that was edited, shared, looked at and deleted, with a draft; answers with its number.
fn in_the_trash(stage: &Stage) -> i64 {
    let added = stage.call(
        "lead_add",
        json!({
            "first_name": "Zebediah", "last_name": "Quillfeather", "phone": "(215) 555-0177", "email": "zq@quill.example",
            "street": "7 Canary Lane", "city": "Canaryville", "zip_code": "19087", "dob": "1931-07-23",
            "medicaid_no": "QX4471190", "e_contact_name": "Marigold Quillfeather", "e_contact_phone": "2155550178",
            "comments": "keeps canaries in the porch",
        }),
    );
    let id = added["lead"]["id"].as_i64().unwrap();
    stage.call("lead_edit", json!({"id": id, "fields": {"last_name": "Wrenhollow", "city": "Chester"}}));
    stage.call("lead_edit", json!({"id": id, "fields": {"last_contact_date": "2021-11-09"}}));
    let edited = stage.call("lead_edit", json!({"id": id, "fields": {"comments": "billboard at the zoo"}}));
    stage.call("undo", json!({"operation": edited["operation"]}));
    stage.call("lead_reveal", json!({"id": id, "field": "dob"}));
    stage.call("draft_save", json!({"form": "lead", "of": id, "content": "Zebediah, Marigold's uncle"}));
    stage.call("lead_delete", json!({"id": id}));
    id
}

fn erase(stage: &Stage, leads: &[i64]) -> Value {
    stage.call("lead_erase", json!({"leads": leads, "reason": REASON}))
}

/// Every value of every table, the ones behind the words of the log included.
fn every_value(raw: &Connection) -> String {
    let names = |question: &str| -> Vec<String> {
        let mut statement = raw.prepare(question).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let mut all = String::new();
    for table in names("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'activity_words'") {
        let mut statement = raw.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                match row.get_ref(column).unwrap() {
                    rusqlite::types::ValueRef::Blob(bytes) | rusqlite::types::ValueRef::Text(bytes) => {
                        writeln!(all, "{}", String::from_utf8_lossy(bytes)).unwrap();
                    }
                    _ => {}
                }
            }
        }
    }
    all
}

/// Which canaries stand in bytes, in any case.
fn canaries_in(bytes: &[u8]) -> Vec<&'static str> {
    let small = bytes.to_ascii_lowercase();
    let stands = |canary: &&&str| {
        let canary = canary.to_lowercase();
        small.windows(canary.len()).any(|window| window == canary.as_bytes())
    };
    CANARIES.iter().filter(stands).copied().collect()
}

#[test]
fn nothing_of_whom_was_erased_is_left_in_any_value_or_page() {
    let stage = Stage::new();
    let id = in_the_trash(&stage);
    let ruth = stage.add_lead("Ruth", "Abel");
    let held = canaries_in(every_value(&stage.raw()).as_bytes());
    assert_eq!(held, CANARIES, "all of them are there before");

    erase(&stage, &[id]);

    assert_eq!(canaries_in(every_value(&stage.raw()).as_bytes()), Vec::<&str>::new());
    let wal = stage.folder.path().join("office.db-wal");
    assert_eq!(
        wal.metadata().map_or(0, |found| found.len()),
        0,
        "the write-ahead log was taken back at once"
    );
    let pages = stage.raw().serialize("main").unwrap().to_vec();
    assert!(pages.starts_with(b"SQLite format 3\0") && pages.len() > 100_000, "decrypted, free pages too");
    assert_eq!(canaries_in(&pages), Vec::<&str>::new());
    stage.call("sign_out", json!({}));
    assert_eq!(canaries_in(&stage.raw().serialize("main").unwrap()), Vec::<&str>::new());
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
    assert_eq!(stage.names(json!({"text": "quill"}), "name", false), Vec::<String>::new());
    assert_eq!(stage.call("drafts", json!({})), json!([]));
    assert_eq!(stage.lead(ruth)["name"], "Ruth Abel");
    stage.assert_sound();
}

#[test]
fn every_column_of_a_lead_is_emptied_or_kept_for_a_reason() {
    const KEPT: &[&str] = &[
        "id",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "deleted_at",
        "erased_at",
        "stage_id",
        "source_id",
        "staff_id",
        "event_id",
        "word_of_mouth_id",
        "active_client",
        "referral_type_id",
        "contact_status_id",
        "partner_id",
    ];
    let stage = Stage::new();
    let id = in_the_trash(&stage);
    erase(&stage, &[id]);
    let raw = stage.raw();
    let columns: Vec<String> = raw
        .prepare("SELECT name FROM pragma_table_info('leads')")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(KEPT.iter().all(|kept| columns.iter().any(|column| column == kept)));
    for column in columns.iter().filter(|column| !KEPT.contains(&column.as_str())) {
        let empty: bool = raw
            .query_row(&format!("SELECT coalesce({column}, '') = '' FROM leads WHERE id = ?1"), [id], |row| {
                row.get(0)
            })
            .unwrap();
        assert!(empty, "{column}");
    }
    assert!(stage.lead(id)["deleted_at"].is_string(), "the row stays");
}

#[test]
fn the_log_says_that_it_happened_and_still_fits() {
    let stage = Stage::new();
    let id = in_the_trash(&stage);
    let before: Vec<(i64, String)> = links(&stage);
    let head = stage.call("log_state", json!({}))["head"]["text"].clone();
    stage.call("log_verify", json!({"whole": true, "job": 1}));

    let done = erase(&stage, &[id]);

    assert_eq!(done["sentence"], format!("A lead was erased for good: {REASON}"));
    let last = stage.last();
    assert_eq!((last["action"].as_str(), last["undo"].as_str()), (Some("lead.erase"), Some("cannot")));
    assert_eq!(&links(&stage)[..before.len()], &before[..], "no link of before changed");
    let history = stage.call("lead_history", json!({"id": id}));
    let history = history.as_array().unwrap();
    assert!(history.len() > 6);
    for entry in &history[1..] {
        assert_eq!(entry["sentence"], "Erased for good");
        assert_eq!(entry["changes"], json!([]));
        assert_ne!(entry["undo"], "can");
        let refused = stage.refused("undo", json!({"operation": entry["operation"]}));
        sentence(refused, Code::Refused);
    }
    let deleted = history.iter().find(|entry| entry["action"] == "lead.delete").unwrap();
    assert_eq!(deleted["why_not"], "It concerns a lead that was erased for good.");
    stage.assert_sound();
    assert_eq!(stage.call("head_compare", json!({"head": head}))["fits"], true, "a head of before");
    for whole in [false, true] {
        let verified = stage.call("log_verify", json!({"whole": whole, "job": 1}));
        assert_eq!((verified["sound"].as_bool(), verified["whole"].as_bool()), (Some(true), Some(whole)));
    }
    stage.assert_sound();
}

fn links(stage: &Stage) -> Vec<(i64, String)> {
    let raw = stage.raw();
    let mut statement = raw.prepare("SELECT id, mac FROM operations ORDER BY id").unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn an_erased_row_never_changes_again() {
    let stage = Stage::new();
    let id = in_the_trash(&stage);
    erase(&stage, &[id]);
    let raw = stage.raw();
    for statement in [
        "UPDATE leads SET first_name = 'Back'",
        "UPDATE leads SET deleted_at = NULL",
        "UPDATE leads SET erased_at = NULL",
        "UPDATE leads SET updated_at = 'x'",
    ] {
        let refused = raw.execute_batch(statement).expect_err(statement).to_string();
        assert!(refused.contains("erased for good"), "{statement}: {refused}");
    }
    for (name, input) in [
        ("lead_edit", json!({"id": id, "fields": {"first_name": "Back"}})),
        ("lead_delete", json!({"id": id})),
        ("lead_share", json!({"id": id, "account": 1})),
        ("lead_erase", json!({"leads": [id], "reason": REASON})),
    ] {
        let refused = stage.refused(name, input);
        assert_ne!(refused.code, Code::Internal, "{name}: {refused:?}");
    }
    stage.assert_sound();
}

#[test]
fn who_may_not_or_what_cannot_be_erased_is_refused_and_nothing_changes() {
    let stage = Stage::new();
    let id = in_the_trash(&stage);
    let ruth = stage.add_lead("Ruth", "Abel");
    stage.welcome("pat", "Pat Quinn", "administrator");
    let pat = stage.desk_of("pat");
    let before = links(&stage).len();
    let refused = call(&pat, "lead_erase", json!({"leads": [id], "reason": REASON})).unwrap_err();
    sentence(refused, Code::Refused);
    let many: Vec<i64> = (1..=501).collect();
    for (leads, reason, code, field) in [
        (json!([]), REASON, Code::Invalid, Some("leads")),
        (json!(many), REASON, Code::Invalid, Some("leads")),
        (json!([ruth]), REASON, Code::Invalid, Some("leads")),
        (json!([id, ruth]), REASON, Code::Invalid, Some("leads")),
        (json!([999_999]), REASON, Code::Missing, None),
        (json!([id]), "", Code::Invalid, Some("reason")),
        (json!([id]), " no  ", Code::Invalid, Some("reason")),
        (json!([id]), "on two\nlines of text", Code::Invalid, Some("reason")),
        (json!([id]), "Mr. Wrenhollow asked for it", Code::Invalid, Some("reason")),
        (json!([id]), "The former name was QUILLFEATHER", Code::Invalid, Some("reason")),
        (json!([id]), "Whoever has 215 555 0177 called", Code::Invalid, Some("reason")),
    ] {
        let refused = stage.refused("lead_erase", json!({"leads": leads, "reason": reason}));
        assert_eq!(refused.field.as_deref(), field, "{reason}: {refused:?}");
        sentence(refused, code);
    }
    let too_long = "x".repeat(501);
    stage.refused("lead_erase", json!({"leads": [id], "reason": too_long}));
    let erasures: i64 = stage.raw().query_row("SELECT count(*) FROM erasures", [], |row| row.get(0)).unwrap();
    assert_eq!(erasures, 0);
    let refusals = stage.log().iter().filter(|entry| entry["action"] == "account.refused").count();
    assert!(links(&stage).len() <= before + refusals);
    assert_eq!(stage.lead(id)["first_name"], "Zebediah");
    stage.assert_sound();
}

/// An import of three; answers with their numbers.
fn imported(stage: &Stage) -> Vec<i64> {
    let file = stage.file(
        "fair.csv",
        b"first_name,last_name,phone\nZebediah,Quillfeather,2155550177\nMei,Chen,2155550102\nOmar,Reyes,2155550103\n",
    );
    stage.import(&file).unwrap();
    let raw = stage.raw();
    let mut statement = raw.prepare("SELECT id FROM leads ORDER BY id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn an_entry_about_several_is_emptied_one_by_one() {
    let stage = Stage::new();
    let leads = imported(&stage);
    stage.call("lead_edit", json!({"id": leads[0], "fields": {"city": "Canaryville"}}));
    stage.call("lead_edit", json!({"id": leads[1], "fields": {"city": "Media"}}));
    let import = |stage: &Stage| -> Value {
        stage.log().iter().find(|entry| entry["action"] == "leads.import").unwrap().clone()
    };
    let said = import(&stage)["sentence"].clone();
    for (lead, gone) in [(leads[0], 1), (leads[1], 2), (leads[2], 3)] {
        stage.call("lead_delete", json!({"id": lead}));
        erase(&stage, &[lead]);
        stage.assert_sound();
        let of_import: i64 = stage
            .raw()
            .query_row(
                "SELECT count(*) FROM erasures WHERE entry = ?1",
                [import(&stage)["operation"].as_i64()],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(of_import, gone);
        let salt: Option<Vec<u8>> = stage
            .raw()
            .query_row("SELECT salt FROM operations WHERE action = 'leads.import'", [], |row| row.get(0))
            .unwrap();
        assert_eq!(salt, None);
        // It names nobody, and stays for as long as somebody else is in it.
        let left = if gone == 3 { json!("Erased for good") } else { said.clone() };
        assert_eq!(import(&stage)["sentence"], left);
        // What is left of it can still be taken back.
        let why_not =
            if gone == 3 { json!("It concerns a lead that was erased for good.") } else { Value::Null };
        assert_eq!(import(&stage)["why_not"], why_not);
    }
    assert_eq!(canaries_in(every_value(&stage.raw()).as_bytes()), Vec::<&str>::new());
}

#[test]
fn several_are_erased_at_once_in_one_entry() {
    let stage = Stage::new();
    let leads = imported(&stage);
    for lead in &leads {
        stage.call("lead_delete", json!({"id": lead}));
    }
    let before = links(&stage).len();
    let done = erase(&stage, &[leads[0], leads[1], leads[0], leads[2]]);
    assert_eq!(done["sentence"], format!("3 leads were erased for good: {REASON}"));
    assert_eq!(links(&stage).len(), before + 1);
    let log = stage.log();
    let import = log.iter().find(|entry| entry["action"] == "leads.import").unwrap();
    assert_eq!(import["sentence"], "Erased for good", "nobody else was in it");
    assert_eq!(canaries_in(every_value(&stage.raw()).as_bytes()), Vec::<&str>::new());
    stage.assert_sound();
}

#[test]
fn entries_of_before_there_were_random_numbers_are_erased_too() {
    let stage = Stage::new();
    let id = in_the_trash(&stage);
    make_former(&stage);
    stage.assert_sound();
    erase(&stage, &[id]);
    stage.assert_sound();
    assert_eq!(canaries_in(every_value(&stage.raw()).as_bytes()), Vec::<&str>::new());
}

#[test]
fn what_was_tampered_with_is_not_covered_up_by_erasing_it() {
    let stage = Stage::new();
    let id = in_the_trash(&stage);
    let edited =
        stage.log().iter().find(|entry| entry["action"] == "lead.edit").unwrap()["operation"].clone();
    tamper(&stage, &format!("UPDATE operations SET at = '2020-01-01T00:00:00.000Z' WHERE id = {edited}"));
    let refused = stage.refused("lead_erase", json!({"leads": [id], "reason": REASON}));
    let said = sentence(refused, Code::Damaged);
    assert!(said.contains(&format!("Entry {edited} ")), "{said}");
    assert_eq!(stage.lead(id)["first_name"], "Zebediah", "nothing was erased");
}

#[test]
fn what_is_left_of_an_erased_entry_cannot_be_changed_either() {
    let stage = Stage::new();
    let id = in_the_trash(&stage);
    erase(&stage, &[id]);
    let entry: i64 = stage
        .raw()
        .query_row("SELECT min(id) FROM operations WHERE action = 'lead.edit'", [], |row| row.get(0))
        .unwrap();
    for (change, back) in [
        ("sentence = 'Somebody else'", "sentence = 'Erased for good'"),
        ("salt = x'00112233445566778899aabbccddeeff'", "salt = NULL"),
        ("lead_id = lead_id + 1", "lead_id = lead_id - 1"),
    ] {
        tamper(&stage, &format!("UPDATE operations SET {change} WHERE id = {entry}"));
        let wrong = stage.health().wrong.concat();
        assert!(wrong.contains(&format!("Entry {entry} ")), "{change}: {wrong}");
        tamper(&stage, &format!("UPDATE operations SET {back} WHERE id = {entry}"));
        stage.assert_sound();
    }
    tamper(
        &stage,
        &format!("UPDATE changes SET what = '{{\"city\":[\"A\",\"B\"]}}' WHERE operation = {entry}"),
    );
    assert!(stage.health().wrong.concat().contains(&format!("Entry {entry} ")));
}

#[test]
fn every_connection_wipes_what_it_deletes() {
    let stage = Stage::new();
    let writer = db::open_writer(stage.folder.path(), stage.key(), stage.desk.now()).unwrap();
    let on: i64 = writer.query_row("PRAGMA secure_delete", [], |row| row.get(0)).unwrap();
    assert_eq!(on, 1);
}

#[test]
fn the_words_of_the_log_forget_what_was_erased_and_keep_the_rest() {
    let stage = Stage::new();
    let id = in_the_trash(&stage);
    stage.add_lead("Ruth", "Abel");
    let (added, other): (i64, i64) = stage
        .raw()
        .query_row("SELECT min(id), max(id) FROM operations WHERE action = 'lead.add'", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    try_to(&stage, |operation| {
        let mut word =
            operation.sql.prepare("INSERT OR REPLACE INTO activity_words (rowid, said) VALUES (?1, ?2)")?;
        for (entry, said) in [(added, "zebediah quillfeather added"), (other, "ruth abel added")] {
            word.execute((entry, said))?;
        }
        Ok(())
    })
    .unwrap();
    let found = |word: &str| -> Vec<i64> {
        let raw = stage.raw();
        let mut statement =
            raw.prepare("SELECT rowid FROM activity_words WHERE activity_words MATCH ?1").unwrap();
        statement.query_map([word], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(found("quillfeather"), [added]);
    erase(&stage, &[id]);
    assert_eq!((found("quillfeather"), found("abel")), (vec![], vec![other]));
    assert_eq!(canaries_in(every_value(&stage.raw()).as_bytes()), Vec::<&str>::new());
    assert_eq!(canaries_in(&stage.raw().serialize("main").unwrap()), Vec::<&str>::new());
    stage.assert_sound();
}

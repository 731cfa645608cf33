//! The log cannot be got round or rewritten: what writes without it fails, what was changed in it is found.

use std::sync::atomic::AtomicBool;

use hmac::{Hmac, KeyInit, Mac};
use porchlight_core::db;
use porchlight_core::error::{Code, Result};
use porchlight_core::office::Operation;
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::stage::{PASSWORD, Stage};

/// An office with an edit, an import and an undo, so that the log has changes of every kind.
fn lived_in() -> Stage {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}}));
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Bristol"}}));
    let file =
        stage.file("two.csv", b"first_name,last_name,phone\nWalter,Brandt,2155550101\nMei,Chen,2155550102\n");
    stage.import(&file).unwrap();
    stage.call("undo", json!({}));
    stage
}

/// The log's number of the latest entry of an action.
fn number(stage: &Stage, action: &str) -> i64 {
    let log = stage.log();
    log.iter().find(|entry| entry["action"] == action).unwrap()["operation"].as_i64().unwrap()
}

/// Does to the file what the office never does: the key is known, the log's protection is taken away first and
/// put back after.
pub fn tamper(stage: &Stage, statements: &str) {
    let raw = stage.raw();
    let protection: Vec<(String, String)> = raw
        .prepare(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('operations', 'changes')",
        )
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<std::result::Result<_, _>>()
        .unwrap();
    assert_eq!(protection.len(), 6);
    for (name, _) in &protection {
        raw.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    raw.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let before = raw.total_changes();
    raw.execute_batch(statements).unwrap();
    assert!(raw.total_changes() > before, "nothing was tampered with");
    for (_, sql) in &protection {
        raw.execute_batch(sql).unwrap();
    }
}

/// Tampers, and answers with what the check says of the log.
fn found_after(statements: impl FnOnce(&Stage) -> String) -> String {
    let stage = lived_in();
    stage.assert_sound();
    tamper(&stage, &statements(&stage));
    let wrong = stage.health().wrong;
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert_eq!(stage.desk.seated().unwrap().office.verify_log().unwrap().as_ref(), wrong.first());
    assert!(wrong[0].ends_with('.'));
    wrong[0].clone()
}

#[test]
fn an_untouched_log_fits() {
    let stage = lived_in();
    stage.call("sign_out", json!({}));
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    stage.assert_sound();
    assert_eq!(stage.desk.seated().unwrap().office.verify_log().unwrap(), None);
}

#[test]
fn a_changed_sentence_is_found_and_the_entry_named() {
    let mut entry = 0;
    let found = found_after(|stage| {
        entry = number(stage, "lead.add");
        format!("UPDATE operations SET sentence = 'Nobody added' WHERE id = {entry}")
    });
    assert!(found.contains(&format!("Entry {entry} ")), "{found}");
}

#[test]
fn changed_times_accounts_and_actions_are_found() {
    let stage = lived_in();
    let entry = number(&stage, "lead.add");
    for (column, value) in [
        ("at", "'2020-01-01T00:00:00.000Z'"),
        ("account_id", "NULL"),
        ("action", "'lead.edit'"),
        ("lead_id", "7"),
    ] {
        let question = format!("SELECT quote({column}) FROM operations WHERE id = {entry}");
        let was: String = stage.raw().query_row(&question, [], |row| row.get(0)).unwrap();
        tamper(&stage, &format!("UPDATE operations SET {column} = {value} WHERE id = {entry}"));
        let found = stage.health().wrong.concat();
        assert!(found.contains(&format!("Entry {entry} ")), "{column}: {found}");
        tamper(&stage, &format!("UPDATE operations SET {column} = {was} WHERE id = {entry}"));
        stage.assert_sound();
    }
}

#[test]
fn a_changed_value_in_a_change_is_found() {
    let mut entry = 0;
    let found = found_after(|stage| {
        entry = number(stage, "lead.edit");
        format!("UPDATE changes SET what = replace(what, 'Bristol', 'Boston') WHERE operation = {entry}")
    });
    assert!(found.contains(&format!("Entry {entry} ")), "{found}");
}

#[test]
fn a_change_moved_to_another_row_is_found() {
    found_after(|stage| {
        format!("UPDATE changes SET row = row + 1 WHERE operation = {}", number(stage, "lead.edit"))
    });
}

#[test]
fn a_removed_change_is_found() {
    let mut entry = 0;
    let found = found_after(|stage| {
        entry = number(stage, "leads.import");
        format!(
            "DELETE FROM changes WHERE id = (SELECT min(id) FROM changes WHERE operation = {entry} AND tbl = 'leads')"
        )
    });
    assert!(found.contains(&format!("Entry {entry} ")), "{found}");
}

#[test]
fn a_removed_last_operation_is_found() {
    let found =
        found_after(|_| "DELETE FROM operations WHERE id = (SELECT max(id) FROM operations)".to_owned());
    assert!(found.contains("cut off"), "{found}");
}

#[test]
fn a_removed_operation_in_the_middle_is_found() {
    let mut entry = 0;
    let found = found_after(|stage| {
        entry = number(stage, "lead.add");
        format!("DELETE FROM changes WHERE operation = {entry}; DELETE FROM operations WHERE id = {entry}")
    });
    assert!(found.contains(&format!("Entry {} ", entry + 1)), "{found}");
}

#[test]
fn swapped_operations_are_found() {
    let mut entry = 0;
    let found = found_after(|stage| {
        entry = number(stage, "lead.edit");
        let (one, other) = (entry - 1, entry);
        format!(
            "UPDATE operations SET id = -1 WHERE id = {one}; UPDATE operations SET id = {one} WHERE id = {other}; \
             UPDATE operations SET id = {other} WHERE id = -1; \
             UPDATE changes SET operation = CASE operation WHEN {one} THEN {other} ELSE {one} END \
             WHERE operation IN ({one}, {other})"
        )
    });
    assert!(found.contains(&format!("Entry {} ", entry - 1)), "{found}");
}

#[test]
fn an_added_operation_is_found() {
    let found = found_after(|_| {
        "INSERT INTO operations (id, at, account_id, action, sentence, previous_mac, mac) \
         SELECT id + 1, at, account_id, 'lead.add', 'Somebody added', mac, mac FROM operations ORDER BY id DESC LIMIT 1"
            .to_owned()
    });
    assert!(found.contains("Somebody added"), "{found}");
}

/// Tries something as an operation on the office's own writing connection.
pub fn try_to(stage: &Stage, work: impl FnOnce(&mut Operation<'_>) -> Result<()>) -> Result<()> {
    let seated = stage.desk.seated().unwrap();
    let never = AtomicBool::new(false);
    let (account, session) = (seated.account, Some(seated.session));
    seated.office.operate(account, session, None, stage.desk.now(), &never, work).map(|(value, _)| value)
}

/// Everything that the log and the leads hold.
fn content(stage: &Stage) -> Value {
    let dump = |question: &str| -> Vec<String> {
        let raw = stage.raw();
        let mut statement = raw.prepare(question).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<std::result::Result<_, _>>().unwrap()
    };
    json!([
        dump(
            "SELECT json_array(id, at, action, sentence, undoes, first_change, last_change, mac) FROM operations"
        ),
        dump("SELECT json_array(id, operation, tbl, row, what) FROM changes"),
        dump("SELECT json_array(id, first_name, city, deleted_at) FROM leads"),
    ])
}

#[test]
fn the_offices_own_writer_refuses_what_would_get_round_the_log() {
    let stage = lived_in();
    let before = content(&stage);
    for statement in [
        "UPDATE operations SET sentence = 'x' WHERE id = 1",
        "DELETE FROM operations WHERE id = 2",
        "INSERT OR REPLACE INTO operations SELECT * FROM operations WHERE id = 2",
        "UPDATE OR REPLACE operations SET id = 2 WHERE id = 3",
        "UPDATE operations SET sentence = 'Erased for good', salt = NULL WHERE id = 2",
        "UPDATE operations SET salt = NULL WHERE id = 2",
        "INSERT INTO operations SELECT * FROM operations WHERE id = 2 \
         ON CONFLICT (id) DO UPDATE SET sentence = excluded.sentence",
        "UPDATE changes SET what = NULL",
        "UPDATE changes SET what = '{}' WHERE what IS NOT NULL",
        "UPDATE OR REPLACE changes SET id = 3 WHERE id = 4",
        "INSERT INTO changes SELECT * FROM changes WHERE id = 3 ON CONFLICT (id) DO UPDATE SET what = '{}'",
        "DELETE FROM changes",
        "INSERT OR REPLACE INTO changes SELECT * FROM changes WHERE id = 3",
        "INSERT INTO erasures (id, entry, mac) SELECT 1, 4, mac FROM operations; \
         UPDATE operations SET sentence = 'x' WHERE id = 4",
        "DROP INDEX changes_of_row",
        "DROP TABLE operations",
        "ALTER TABLE operations RENAME TO other",
        "CREATE TEMP TRIGGER mine BEFORE INSERT ON leads BEGIN SELECT raise(IGNORE); END",
        "UPDATE sqlite_master SET sql = NULL",
        "DELETE FROM sqlite_master WHERE type = 'trigger'",
        "DELETE FROM leads WHERE id = 1",
        "INSERT OR REPLACE INTO leads SELECT * FROM leads WHERE id = 1",
        "UPDATE leads SET id = 77 WHERE id = 1",
        "DELETE FROM staff",
        "DROP TRIGGER capture_leads_u",
        "DROP TRIGGER operations_stay_u",
        "DROP TABLE changes",
        "CREATE TRIGGER mine AFTER INSERT ON leads BEGIN SELECT 1; END",
        "ALTER TABLE leads ADD COLUMN shoe TEXT",
        "ATTACH DATABASE ':memory:' AS other",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA foreign_keys = OFF",
    ] {
        let tried = try_to(&stage, |operation| {
            operation.sql.execute_batch(statement)?;
            operation.says("test.tamper", "Nobody may do this");
            Ok(())
        });
        let refused = tried.expect_err(statement);
        assert!(refused.sentence.ends_with('.'), "{statement}: {}", refused.sentence);
    }
    assert_eq!(content(&stage), before);
    stage.assert_sound();
}

#[test]
fn a_change_that_says_nothing_is_refused_and_not_kept() {
    let stage = lived_in();
    let before = content(&stage);
    let refused = try_to(&stage, |operation| {
        assert_eq!(operation.sql.execute("UPDATE leads SET city = 'Nowhere' WHERE id = 1", [])?, 1);
        Ok(())
    })
    .unwrap_err();
    assert_eq!(refused.code, Code::Internal);
    assert_eq!(content(&stage), before);
    stage.add_lead("Still", "Working");
    stage.assert_sound();
}

#[test]
fn without_the_triggers_the_guard_alone_still_refuses() {
    let stage = lived_in();
    let raw = stage.raw();
    for name in ["operations_stay_u", "operations_stay_d", "changes_stay_u", "changes_stay_d"] {
        raw.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    let before = content(&stage);
    // What an erasure empties is the triggers' to keep; everything else the guard keeps by itself.
    for statement in [
        "UPDATE operations SET at = 'x' WHERE id = 1",
        "UPDATE operations SET account_id = NULL, sentence = 'x' WHERE id = 1",
        "UPDATE operations SET previous_mac = mac",
        "DELETE FROM operations WHERE id = 2",
        "UPDATE changes SET operation = 1",
        "UPDATE changes SET tbl = 'x', what = NULL",
        "DELETE FROM changes",
    ] {
        let tried = try_to(&stage, |operation| Ok(operation.sql.execute_batch(statement)?));
        assert!(tried.expect_err(statement).sentence.contains("not authorized"), "{statement}");
    }
    assert_eq!(content(&stage), before);
}

#[test]
fn without_an_operation_and_without_the_guard_the_triggers_alone_still_refuse() {
    let stage = lived_in();
    let before = content(&stage);
    let raw: Connection = stage.raw();
    for (statement, because) in [
        ("UPDATE leads SET city = 'Nowhere'", "changes.operation"),
        ("INSERT INTO staff (id, name) VALUES (99, 'Nobody')", "changes.operation"),
        ("DELETE FROM leads", "rows are kept"),
        ("DELETE FROM choices", "rows are kept"),
        ("UPDATE operations SET sentence = 'x'", "append-only"),
        ("DELETE FROM operations", "append-only"),
        ("INSERT OR REPLACE INTO operations SELECT * FROM operations WHERE id = 2", "append-only"),
        ("REPLACE INTO operations SELECT * FROM operations WHERE id = 2", "append-only"),
        ("UPDATE OR REPLACE operations SET id = 2 WHERE id = 3", "append-only"),
        ("UPDATE operations SET sentence = 'Erased for good', salt = NULL", "append-only"),
        (
            "INSERT INTO operations SELECT * FROM operations WHERE id = 2 \
             ON CONFLICT (id) DO UPDATE SET sentence = 'x'",
            "append-only",
        ),
        ("UPDATE changes SET what = NULL", "append-only"),
        ("UPDATE changes SET what = '{}' WHERE what IS NOT NULL", "append-only"),
        ("DELETE FROM changes", "append-only"),
        ("INSERT OR REPLACE INTO changes SELECT * FROM changes WHERE id = 3", "append-only"),
        ("UPDATE OR REPLACE changes SET id = 3 WHERE id = 4", "append-only"),
        ("INSERT INTO erasures (id, entry, mac) VALUES (1, 1, 'x')", "changes.operation"),
    ] {
        let refused = raw.execute_batch(statement).expect_err(statement).to_string();
        assert!(refused.contains(because), "{statement}: {refused}");
    }
    assert_eq!(content(&stage), before);
}

/// Whoever has the key and a connection of their own can take tables and triggers away: SQLite has nothing that refuses
/// that there. The program's own connections refuse it, and what is then changed is found.
#[test]
fn the_maintenance_connection_keeps_the_log_too() {
    let stage = lived_in();
    let before = content(&stage);
    let maintenance = db::open_maintenance(stage.folder.path(), stage.key()).unwrap();
    for statement in [
        "UPDATE operations SET sentence = 'x'",
        "UPDATE operations SET salt = NULL",
        "DELETE FROM operations",
        "INSERT OR REPLACE INTO operations SELECT * FROM operations WHERE id = 2",
        "UPDATE changes SET what = '{}'",
        "DELETE FROM changes",
        "INSERT INTO changes (operation, tbl, row) VALUES (1, 'leads', 1)",
        "DROP TRIGGER operations_stay_u",
        "DROP TRIGGER capture_leads_u",
        "DROP TABLE changes",
        "DROP INDEX changes_of_row",
        "ALTER TABLE changes RENAME TO other",
        "ALTER TABLE operations DROP COLUMN salt",
        "CREATE TRIGGER mine AFTER INSERT ON leads BEGIN SELECT 1; END",
        "CREATE TEMP TRIGGER mine BEFORE INSERT ON changes BEGIN SELECT raise(IGNORE); END",
        "PRAGMA writable_schema = ON",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA secure_delete = OFF",
        "UPDATE sqlite_master SET sql = NULL",
    ] {
        maintenance.execute_batch(statement).expect_err(statement);
    }
    assert_eq!(content(&stage), before);
    assert_eq!(db::check(&maintenance).unwrap(), Vec::<String>::new());
    let copy = stage.folder.path().join("copy.db");
    maintenance.execute("VACUUM INTO ?1", [copy.to_string_lossy()]).unwrap();
    assert!(copy.metadata().unwrap().len() > 10_000);
    stage.assert_sound();
}

#[test]
fn no_reader_of_the_office_writes_to_the_log() {
    let stage = lived_in();
    let reader = db::open_reader(stage.folder.path(), stage.key()).unwrap();
    for statement in [
        "UPDATE operations SET sentence = 'x'",
        "DELETE FROM changes",
        "INSERT OR REPLACE INTO operations SELECT * FROM operations WHERE id = 2",
        "DROP TABLE operations",
        "DROP TRIGGER operations_once",
        "PRAGMA writable_schema = ON",
    ] {
        reader.execute_batch(statement).expect_err(statement);
    }
}

/// An entry's link in the form that it had before there were random numbers.
fn former_link(raw: &Connection, key: &[u8], id: i64, previous: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    let (head, first, last): (String, Option<i64>, Option<i64>) = raw
        .query_row(
            "SELECT json_array(?2, id, at, account_id, session_id, action, sentence, lead_id, undoes, \
             CASE WHEN first_change IS NULL THEN json('null') ELSE json_array(first_change, last_change) END), \
             first_change, last_change FROM operations WHERE id = ?1",
            rusqlite::params![id, previous],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    mac.update(head.as_bytes());
    let mut changes = raw
        .prepare("SELECT id, operation, tbl, row, what FROM changes WHERE id BETWEEN ?1 AND ?2 ORDER BY id")
        .unwrap();
    let mut rows = changes.query([first, last]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in [0, 1, 3] {
            mac.update(&row.get::<_, i64>(column).unwrap().to_le_bytes());
        }
        for text in [row.get::<_, Option<String>>(2).unwrap(), row.get(4).unwrap()] {
            mac.update(&text.as_ref().map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            mac.update(text.unwrap_or_default().as_bytes());
        }
    }
    hex::encode(mac.finalize().into_bytes())
}

/// Writes the links of all entries so far as an office has them that was used before there were random numbers.
pub fn make_former(stage: &Stage) {
    let raw = stage.raw();
    let key = stage.key().derive("activity log");
    let mut statements = String::new();
    let mut previous = "the chain begins here".to_owned();
    let newest: i64 = raw.query_row("SELECT max(id) FROM operations", [], |row| row.get(0)).unwrap();
    for id in 1..=newest {
        let mac = former_link(&raw, &key[..], id, &previous);
        statements.push_str(&format!(
            "UPDATE operations SET salt = NULL, previous_mac = '{previous}', mac = '{mac}' WHERE id = {id};"
        ));
        previous = mac;
    }
    drop(raw);
    tamper(stage, &statements);
}

#[test]
fn entries_of_before_there_were_random_numbers_fit_and_so_do_those_behind_them() {
    let stage = lived_in();
    let salted = |stage: &Stage| -> i64 {
        stage
            .raw()
            .query_row("SELECT count(*) FROM operations WHERE length(salt) = 16", [], |row| row.get(0))
            .unwrap()
    };
    assert!(salted(&stage) > 5, "every new entry has one");
    let different: i64 = stage
        .raw()
        .query_row("SELECT count(*) - count(DISTINCT salt) FROM operations", [], |row| row.get(0))
        .unwrap();
    assert_eq!(different, 0);
    make_former(&stage);
    assert_eq!(salted(&stage), 0);
    stage.assert_sound();
    let former = stage.log().len();
    stage.add_lead("Rosalind", "Okafor");
    assert_eq!(salted(&stage), 1);
    stage.assert_sound();
    for entry in [former, former + 1] {
        let salt = if entry == former { "x'00112233445566778899aabbccddeeff'" } else { "NULL" };
        let statement = format!("SELECT quote(salt) FROM operations WHERE id = {entry}");
        let was: String = stage.raw().query_row(&statement, [], |row| row.get(0)).unwrap();
        tamper(&stage, &format!("UPDATE operations SET salt = {salt} WHERE id = {entry}"));
        assert!(stage.health().wrong.concat().contains(&format!("Entry {entry} ")), "{salt}");
        tamper(&stage, &format!("UPDATE operations SET salt = {was} WHERE id = {entry}"));
        stage.assert_sound();
    }
}

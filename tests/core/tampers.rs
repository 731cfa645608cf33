//! A thousand ways of changing the log behind the program's back, one at a time: every one is found.

use std::sync::Arc;

use porchlight_core::activity::chain::{ChainKey, Start};
use porchlight_core::activity::{HeadShown, compare_with, examine, give_head, head_now};
use rusqlite::{Connection, types::Value};
use serde_json::json;

use crate::chain::{make_former, try_to};
use crate::stage::{PASSWORD, Stage};

const TAMPERS: usize = 1_000;

/// The tables that the log consists of.
const TABLES: &[&str] = &["operations", "changes", "erasures", "log_checks", "heads_given"];

/// Numbers that are the same on every run (xorshift, 64 bits).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// An office whose log has entries of every kind: of before there were random numbers, edits, an import, undone ones,
/// heads that were given, checks and erasures, one of them of entries that were erased from before.
fn lived_in() -> Stage {
    let stage = Stage::new();
    let former = stage.add_lead("Walter", "Brandt");
    stage.call("lead_edit", json!({"id": former, "fields": {"city": "Media"}}));
    make_former(&stage);
    let id = stage.add_lead("Ruth", "Abel");
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}}));
    let edited = stage.call("lead_edit", json!({"id": id, "fields": {"city": "Bristol"}}));
    stage.call("undo", json!({"operation": edited["operation"]}));
    let file = stage.file(
        "three.csv",
        b"first_name,last_name,phone\nMei,Chen,2155550101\nOmar,Reyes,2155550102\nLuis,Ortega,2155550103\n",
    );
    stage.import(&file).unwrap();
    give(&stage, "leads.csv");
    stage.call("log_verify", json!({"whole": true, "job": 1}));
    stage.call("lead_edit", json!({"id": id, "fields": {"comments": "has a “porch”\\and a\ttab"}}));
    for lead in [former, id + 1, id + 2] {
        stage.call("lead_delete", json!({"id": lead}));
        stage.call("lead_erase", json!({"leads": [lead], "reason": "Asked for in writing"}));
    }
    stage.call("log_verify", json!({"whole": false, "job": 1}));
    stage.add_lead("Rosalind", "Okafor");
    give(&stage, "list.pdf");
    stage.call("lead_edit", json!({"id": id, "fields": {"street": "7 Elm Street"}}));
    stage.call("sign_out", json!({}));
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    stage.assert_sound();
    stage
}

fn give(stage: &Stage, file: &str) -> HeadShown {
    let mut given = None;
    try_to(stage, |operation| {
        given = Some(give_head(operation, file)?);
        operation.says("test.given", "A head was given");
        Ok(())
    })
    .unwrap();
    given.unwrap()
}

/// The office in memory, without its cipher and without what protects the log.
fn in_memory(stage: &Stage) -> Connection {
    let mut pages = stage.raw().serialize("main").unwrap().to_vec();
    // Not a write-ahead log: there is none in memory.
    pages[18] = 1;
    pages[19] = 1;
    let mut plain = Connection::open_in_memory().unwrap();
    plain.deserialize_read_exact("main", &pages[..], pages.len(), false).unwrap();
    let triggers: Vec<String> = plain
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for trigger in triggers {
        plain.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    plain.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    plain
}

fn ids(plain: &Connection, table: &str) -> Vec<i64> {
    let mut statement = plain.prepare(&format!("SELECT id FROM {table} ORDER BY id")).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn columns(plain: &Connection, table: &str) -> Vec<String> {
    let mut statement = plain.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
    statement.query_map([table], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Another value in the place of one.
fn another(value: &Value, chance: &mut Chance) -> Value {
    match value {
        Value::Null => [Value::Integer(1), Value::Text("x".to_owned()), Value::Blob(vec![7; 16])]
            [chance.below(3)]
        .clone(),
        _ if chance.below(8) == 0 => Value::Null,
        Value::Integer(number) => Value::Integer(number + [-1, 1, 7, 1_000_000][chance.below(4)]),
        Value::Text(text) => {
            let mut letters: Vec<char> = text.chars().collect();
            let at = chance.below(letters.len() + 1);
            match letters.get(at).copied() {
                Some(letter) => letters[at] = if letter == 'a' { 'b' } else { 'a' },
                None => letters.push(' '),
            }
            Value::Text(letters.into_iter().collect())
        }
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            let at = chance.below(bytes.len());
            bytes[at] ^= 1;
            Value::Blob(bytes)
        }
        other => other.clone(),
    }
}

/// Whether two rows hold different values, so that exchanging them changes something.
fn differ(plain: &Connection, table: &str, columns: &str, one: i64, other: i64) -> bool {
    let question =
        format!("SELECT count(*) FROM (SELECT DISTINCT {columns} FROM {table} WHERE id IN (?1, ?2))");
    plain.query_row(&question, [one, other], |row| row.get::<_, i64>(0)).unwrap() == 2
}

/// Changes something; answers with what, or none where SQLite did not take it or nothing came of it.
fn tamper(plain: &Connection, chance: &mut Chance) -> Option<String> {
    let table = *chance.of(TABLES);
    let all = ids(plain, table);
    let (one, other) = (*chance.of(&all), *chance.of(&all));
    let edit = |column: &str, id: i64, chance: &mut Chance| {
        let was: Value = plain
            .query_row(&format!("SELECT {column} FROM {table} WHERE id = ?1"), [id], |row| row.get(0))
            .unwrap();
        let value = another(&was, chance);
        if value == was {
            return None;
        }
        let said = format!("{table} {id}: {column} from {was:?} to {value:?}");
        let done = plain.execute(&format!("UPDATE {table} SET {column} = ?1 WHERE id = ?2"), (value, id));
        (done == Ok(1)).then_some(said)
    };
    let run = |statements: String| {
        let before = plain.total_changes();
        plain.execute_batch(&statements).ok()?;
        (plain.total_changes() > before).then_some(statements)
    };
    let columns = columns(plain, table);
    let list = columns.join(", ");
    let rest = columns[1..].join(", ");
    match chance.below(10) {
        0..=4 => edit(chance.of(&columns).as_str(), one, chance),
        5 => run(format!("DELETE FROM {table} WHERE id = {one}")),
        6 => {
            let place = ["max(id) + 1", "min(id) - 1", "-7", "max(id) + 5"][chance.below(4)];
            run(format!(
                "INSERT INTO {table} ({list}) SELECT (SELECT {place} FROM {table}), {rest} FROM {table} WHERE id = {one}"
            ))
        }
        7 if differ(plain, table, &rest, one, other) => run(format!(
            "UPDATE {table} SET id = -1 WHERE id = {one}; UPDATE {table} SET id = {one} WHERE id = {other}; \
             UPDATE {table} SET id = {other} WHERE id = -1"
        )),
        8 if one != other => {
            let column = chance.of(&columns[1..]);
            let [was, is] = [one, other].map(|id| -> Value {
                plain.query_row(&format!("SELECT {column} FROM {table} WHERE id = ?1"), [id], |row| row.get(0)).unwrap()
            });
            if was == is {
                return None;
            }
            let exchange = format!("UPDATE {table} SET {column} = ?1 WHERE id = ?2");
            plain.execute(&exchange, (&is, one)).ok()?;
            plain.execute(&exchange, (&was, other)).ok()?;
            Some(format!("{table} {one} and {other}: {column} exchanged"))
        }
        9 => run(["UPDATE operations SET salt = NULL WHERE id = (SELECT max(id) FROM operations WHERE id <= {} AND salt IS NOT NULL)",
            "DELETE FROM changes WHERE operation = {}",
            "UPDATE changes SET operation = operation + 1 WHERE operation = {}",
            "DELETE FROM changes WHERE operation = {0}; DELETE FROM operations WHERE id = {0}; \
             UPDATE operations SET id = id - 1 WHERE id > {0}",
            "INSERT INTO operations (id, at, account_id, action, sentence, previous_mac, mac) \
             SELECT id + 1, at, account_id, action, sentence, mac, mac FROM operations ORDER BY id DESC LIMIT 1",
        ][chance.below(5)].replace("{0}", "{}").replace("{}", &(chance.below(ids(plain, "operations").len()) + 1).to_string())),
        _ => None,
    }
}

/// Cuts the tail off as somebody who knows the file would: with everything that came with it.
fn cut(plain: &Connection, chance: &mut Chance) -> String {
    let newest = ids(plain, "operations").len();
    let keep = newest - 1 - chance.below(newest - 2);
    let mut statements = String::new();
    for table in ["erasures", "log_checks", "heads_given"] {
        statements.push_str(&format!(
            "DELETE FROM {table} WHERE id IN (SELECT row FROM changes WHERE tbl = '{table}' AND operation > {keep});"
        ));
    }
    statements.push_str(&format!(
        "DELETE FROM changes WHERE operation > {keep}; DELETE FROM operations WHERE id > {keep}; \
         UPDATE table_versions SET operation = min(operation, {keep})"
    ));
    plain.execute_batch(&statements).unwrap();
    format!("everything after entry {keep}")
}

#[test]
fn every_one_of_a_thousand_tampers_is_found() {
    let stage = lived_in();
    let plain = in_memory(&stage);
    let keys = [Arc::new(ChainKey::of(stage.key()))];
    let wrong = |from: Option<&Start>| examine(&plain, &keys, from, &mut |_| Ok(())).unwrap().walked.wrong;
    let start = plain
        .query_row(
            "SELECT sequence, mac, (SELECT max(last_change) FROM operations WHERE id <= sequence) FROM log_checks \
             ORDER BY id DESC LIMIT 1",
            [],
            |row| Ok(Start { sequence: row.get(0)?, mac: row.get(1)?, last_change: row.get(2)?, key: 0 }),
        )
        .unwrap();
    assert!(wrong(None).is_none() && wrong(Some(&start)).is_none());
    let head = head_now(&plain).unwrap().text;
    let newest = *ids(&plain, "operations").last().unwrap();
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let (mut done, mut later, mut cuts) = (0, 0, 0);
    while done < TAMPERS {
        plain.execute_batch("SAVEPOINT one").unwrap();
        let is_cut = chance.below(20) == 0;
        let what = if is_cut { Some(cut(&plain, &mut chance)) } else { tamper(&plain, &mut chance) };
        if let Some(what) = what {
            let found = wrong(None);
            let is_shorter = *ids(&plain, "operations").last().unwrap() < newest;
            if is_shorter && found.is_none() {
                // Nothing in the file tells a shorter log from one of earlier; a head that was written down does.
                assert!(!compare_with(&plain, &head).unwrap().fits, "{what}");
                cuts += 1;
            } else {
                let found = found.unwrap_or_else(|| panic!("not found: {what}"));
                assert!(found.sentence.ends_with('.'), "{}", found.sentence);
                // What was checked before is not looked at again; what came after it is found just the same.
                if let Some(entry) = found.entry.filter(|entry| *entry > start.sequence) {
                    assert_eq!(wrong(Some(&start)).and_then(|wrong| wrong.entry), Some(entry), "{what}");
                    later += 1;
                }
            }
            done += 1;
        }
        plain.execute_batch("ROLLBACK TO one; RELEASE one").unwrap();
    }
    assert!(later > 100 && cuts > 20, "{later} after the last check, {cuts} cut tails");
    assert!(wrong(None).is_none(), "each was taken back");
}

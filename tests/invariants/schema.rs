//! Invariants 6 and 9: every table is noted by its triggers or says why not, and landed migrations do not change.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use porchlight_core::activity::capture::{self, BOOKKEEPING, UNLOGGED};
use porchlight_core::db;
use sha2::{Digest, Sha256};

use crate::sources::{files, root};
use crate::stage::Stage;

/// Every migration that has landed, with the SHA-256 of its file. A new one gets a new line; no line ever changes.
const LANDED: &[(&str, &str)] = &[
    ("V001__office.sql", "d31bc146688aedc4c8907bf0af332fbc239d9ebc497dfaddb1251ae71bd28b83"),
    ("V002__leads.sql", "129574657ce381fb916b6aea89a78f66ea5b1e71ff1c0d45afa50b9fa9d9da90"),
    ("V003__access.sql", "cd0a74b372fbe6d7b99010a6b629cdcb924da6958fe22bb4baf3a03194bce0e6"),
    ("V004__log.sql", "0b1d3723454155a8e3e357b7b897f64820125e92a5f70d4ca918c3ebf0b98d63"),
];

#[test]
fn landed_migrations_have_not_changed() {
    let found: BTreeMap<String, String> = files(&root().join("migrations"), &["sql"])
        .into_iter()
        .map(|path| {
            let digest = Sha256::digest(fs::read(&path).unwrap());
            (path.file_name().unwrap().to_str().unwrap().to_owned(), hex::encode(digest))
        })
        .collect();
    let landed = LANDED.iter().map(|(name, hash)| ((*name).to_owned(), (*hash).to_owned())).collect();
    assert_eq!(found, landed, "write a new migration instead of changing one");
    assert_eq!(db::newest_migration(), LANDED.len() as i64);
}

fn strings(stage: &Stage, question: &str) -> Vec<String> {
    let raw = stage.raw();
    let mut statement = raw.prepare(question).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn tables(stage: &Stage) -> BTreeSet<String> {
    let all = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    strings(stage, all).into_iter().collect()
}

/// The tables of a search index, whose form SQLite decides.
fn index_tables(stage: &Stage) -> BTreeSet<String> {
    let found = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('virtual', 'shadow')";
    strings(stage, found).into_iter().collect()
}

#[test]
fn every_table_is_noted_by_its_triggers_or_says_why_not() {
    let stage = Stage::new();
    let triggers: BTreeSet<String> =
        strings(&stage, "SELECT name FROM sqlite_master WHERE type = 'trigger'").into_iter().collect();
    for table in tables(&stage) {
        let unlogged = UNLOGGED.iter().find(|(name, _)| *name == table);
        for end in ["i", "u", "d", "x"] {
            let noted = triggers.contains(&format!("capture_{table}_{end}"));
            assert_eq!(noted, unlogged.is_none(), "{table}, {end}");
        }
        assert!(unlogged.is_none_or(|(_, reason)| reason.len() > 10), "{table} says no reason");
    }
    for (name, _) in UNLOGGED {
        assert!(tables(&stage).contains(*name), "{name} is declared unlogged and is not there");
    }
    assert!(tables(&stage).len() > UNLOGGED.len() + 5);
    let logged: BTreeSet<String> = capture::logged_tables(&stage.raw()).unwrap().into_iter().collect();
    let unlogged = UNLOGGED.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(&tables(&stage) - &unlogged, logged);
}

#[test]
fn the_triggers_note_every_column_that_is_not_bookkeeping() {
    let stage = Stage::new();
    for table in capture::logged_tables(&stage.raw()).unwrap() {
        let trigger = |end: &str| {
            strings(&stage, &format!("SELECT sql FROM sqlite_master WHERE name = 'capture_{table}_{end}'"))
                .remove(0)
        };
        let (updates, deletions) = (trigger("u"), trigger("x"));
        assert!(deletions.contains(&format!(
            "AFTER UPDATE OF deleted_at ON {table} WHEN OLD.deleted_at IS NOT NEW.deleted_at"
        )));
        for column in strings(&stage, &format!("SELECT name FROM pragma_table_info('{table}')")) {
            let noted =
                updates.contains(&format!("SELECT '{column}' AS c, OLD.{column} AS o, NEW.{column} AS n"));
            let elsewhere = ["id", "deleted_at", capture::ERASED].contains(&column.as_str())
                || BOOKKEEPING.contains(&column.as_str());
            assert_eq!(noted, !elsewhere, "{table}.{column}");
            let looked_at = updates.contains(&format!("OLD.{column} IS NOT NEW.{column}"));
            assert_eq!(looked_at, !elsewhere || column == "id", "{table}.{column}");
        }
    }
}

#[test]
fn what_a_row_held_that_is_erased_is_not_noted() {
    let stage = Stage::new();
    let erasable = "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c \
         WHERE m.type = 'table' AND c.name = 'erased_at'";
    assert_eq!(strings(&stage, erasable), ["leads"]);
    let trigger = |end: &str| {
        strings(&stage, &format!("SELECT sql FROM sqlite_master WHERE name = 'capture_leads_{end}'"))
            .remove(0)
    };
    assert!(trigger("u").contains("WHEN OLD.id IS NOT NEW.id OR NEW.erased_at IS NULL AND ("));
    assert!(trigger("e").contains("json_object('erased_at', json_array(OLD.erased_at, NEW.erased_at))"));
    assert!(trigger("r").contains("WHEN OLD.erased_at IS NOT NULL BEGIN SELECT raise(ROLLBACK"));
}

#[test]
fn a_row_that_never_changes_is_noted_with_every_value() {
    let stage = Stage::new();
    for (table, words) in capture::NOTED_WHOLE {
        assert!(words.starts_with("a"), "{table} says what a row is called");
        let insert =
            strings(&stage, &format!("SELECT sql FROM sqlite_master WHERE name = 'capture_{table}_i'"))
                .remove(0);
        for column in strings(&stage, &format!("SELECT name FROM pragma_table_info('{table}')")) {
            let noted = insert.contains(&format!("'{column}', json_array(NULL, NEW.{column})"));
            assert_eq!(noted, column != "id", "{table}.{column}");
        }
    }
}

#[test]
fn tables_are_strict_numbered_by_id_and_keep_their_rows() {
    let stage = Stage::new();
    for table in &tables(&stage) - &index_tables(&stage) {
        if table == "refinery_schema_history" {
            continue;
        }
        let sql = &strings(
            &stage,
            &format!("SELECT sql FROM sqlite_master WHERE name = '{table}' AND type = 'table'"),
        )[0];
        assert!(sql.trim_end().ends_with("STRICT"), "{table} is not STRICT");
        let columns = strings(&stage, &format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"));
        let key = strings(
            &stage,
            &format!("SELECT name || ' ' || type FROM pragma_table_info('{table}') WHERE pk > 0"),
        );
        assert_eq!((columns[0].as_str(), key), ("id", vec!["id INTEGER".to_owned()]), "{table}");
        let logged = !UNLOGGED.iter().any(|(name, _)| *name == table);
        assert_eq!(
            columns.contains(&"deleted_at".to_owned()),
            logged,
            "{table}: a logged row is marked, never deleted"
        );
    }
}

#[test]
fn every_table_is_labelled_in_its_migration() {
    let mut labelled = BTreeSet::new();
    for (name, _) in LANDED {
        let text = fs::read_to_string(root().join("migrations").join(name)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let begins = lines.iter().enumerate().filter(|(_, line)| line.starts_with("CREATE TABLE "));
        for (at, line) in begins {
            let table = line.split_whitespace().nth(2).unwrap().to_owned();
            let above =
                lines[..at].iter().rev().take_while(|line| !line.is_empty()).copied().collect::<String>();
            let kept_with_another = matches!(table.as_str(), "role_permissions" | "operations" | "changes");
            let label = ["-- shared:", "-- office:", "-- local:"].iter().any(|label| above.contains(label));
            assert!(label || kept_with_another, "{table} is neither shared, office nor local");
            labelled.insert(table);
        }
    }
    let stage = Stage::new();
    let mut all = &tables(&stage) - &index_tables(&stage);
    all.remove("refinery_schema_history");
    assert_eq!(labelled, all);
}

//! The office file: how its connections are set, and that a damaged, foreign or newer one is left as it is.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use porchlight_core::db;
use porchlight_core::error::Code;
use porchlight_core::health;
use rusqlite::Connection;
use serde_json::json;

use crate::stage::{PASSWORD, Stage, call, desk_at, key_of, new_office, sentence};

fn assert_settings(connection: &Connection) {
    for (setting, value) in db::SETTINGS {
        let found: String = connection
            .query_row(&format!("PRAGMA {setting}"), [], |row| {
                Ok(match row.get_ref(0)? {
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    other => other.as_str()?.to_owned(),
                })
            })
            .unwrap();
        assert_eq!(&found, value, "{setting}");
    }
}

/// What the folder's two files hold.
fn bytes(folder: &Path) -> (Vec<u8>, Vec<u8>) {
    (fs::read(folder.join("office.db")).unwrap(), fs::read(folder.join("office.keys")).unwrap())
}

/// Puts something in the place of the office file; asserts that sign-in says it is damaged, leaves both files as
/// they are, and that the right file put back opens.
fn refused_as_damaged(what: &str, put: impl FnOnce(&Stage, Vec<u8>) -> Vec<u8>) {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    stage.call("sign_out", json!({}));
    let file = stage.folder.path().join("office.db");
    let sound = fs::read(&file).unwrap();
    fs::write(&file, put(&stage, sound.clone())).unwrap();
    let before = bytes(stage.folder.path());

    let refused =
        call(&stage.desk, "sign_in", json!({"user": "dana", "password": PASSWORD})).expect_err(what);
    let said = sentence(refused, Code::Damaged);
    assert!(said.contains("backup"), "{what}: {said}");
    assert!(bytes(stage.folder.path()) == before, "{what}: the file was touched");
    assert_eq!(stage.refused("leads_page", json!({"from": 0, "count": 1})).code, Code::SignedOut);

    fs::write(&file, sound).unwrap();
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
}

#[test]
fn every_connection_has_every_setting() {
    let stage = Stage::new();
    let key = stage.key();
    assert_settings(&db::open_reader(stage.folder.path(), key).unwrap());
    assert_settings(&db::open_maintenance(stage.folder.path(), key).unwrap());
    assert_settings(&db::open_writer(stage.folder.path(), key, stage.desk.now()).unwrap());
    let another = tempfile::tempdir().unwrap();
    assert_settings(&db::create(another.path(), key).unwrap());

    let seated = stage.desk.seated().unwrap();
    let (account, session) = (seated.account, Some(seated.session));
    let ask = seated.office.ask(account, session, None, stage.desk.now(), |reading| {
        assert_settings(reading.sql);
        Ok(())
    });
    ask.unwrap();
    let never = AtomicBool::new(false);
    let operate = seated.office.operate(account, session, None, stage.desk.now(), &never, |operation| {
        assert_settings(operation.sql);
        Ok(())
    });
    operate.unwrap();
}

#[test]
fn sqlite_is_new_enough() {
    assert!(rusqlite::version_number() >= db::OLDEST_SQLITE, "{}", rusqlite::version());
    assert_eq!(db::OLDEST_SQLITE, 3_051_003, "what the office file's safety rests on; see db.rs");
}

#[test]
fn the_file_is_encrypted_from_its_first_byte_and_so_are_its_neighbours() {
    let stage = Stage::new();
    stage.add_lead("Rosalind", "Okafor");
    let mut seen = 0;
    for entry in fs::read_dir(stage.folder.path()).unwrap().flatten().filter(|e| e.path().is_file()) {
        let content = fs::read(entry.path()).unwrap();
        for plain in ["SQLite format 3", "CREATE TABLE", "Okafor", "555-0148", "Maple Street Home Care added"]
        {
            let found = content.windows(plain.len()).any(|window| window == plain.as_bytes());
            assert!(!found, "{plain} in {:?}", entry.path());
        }
        seen += 1;
    }
    assert!(seen >= 4, "the file, its log, the keys");
}

#[test]
fn a_reader_cannot_write_whatever_it_is_asked() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let reader = db::open_reader(stage.folder.path(), stage.key()).unwrap();
    assert!(reader.is_readonly(rusqlite::MAIN_DB).unwrap());
    for statement in [
        "UPDATE leads SET city = 'x'",
        "INSERT INTO staff (id, name) VALUES (9, 'x')",
        "DELETE FROM sessions",
        "INSERT INTO table_versions (tbl, operation) VALUES ('x', 1)",
        "CREATE TABLE mine (id INTEGER)",
        "PRAGMA query_only = OFF",
        "PRAGMA user_version = 7",
        "ATTACH DATABASE ':memory:' AS other",
        "VACUUM",
    ] {
        reader.execute_batch(statement).expect_err(statement);
    }
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
}

#[test]
fn an_office_of_a_newer_porchlight_is_refused_and_left_byte_for_byte() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    stage.call("sign_out", json!({}));
    let raw = stage.raw();
    raw.execute_batch(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (99, 'later', '2030-01-01T00:00:00Z', '1')",
    )
    .unwrap();
    drop(raw);
    let before = bytes(stage.folder.path());

    let refused = stage.refused("sign_in", json!({"user": "dana", "password": PASSWORD}));
    let said = sentence(refused, Code::Newer);
    assert!(said.contains("newest version") && said.contains("nothing was changed"), "{said}");
    assert!(bytes(stage.folder.path()) == before);
    assert!(!stage.folder.path().join("backups").exists());

    stage.raw().execute_batch("DELETE FROM refinery_schema_history WHERE version = 99").unwrap();
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    assert_eq!(stage.count(), 1);
}

#[test]
fn random_bytes_as_office_are_damaged_and_untouched() {
    refused_as_damaged("random bytes", |_, sound| {
        (0..sound.len() as u64).map(|n| (n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8).collect()
    });
}

#[test]
fn a_truncated_office_is_damaged_and_untouched() {
    refused_as_damaged("half a file", |_, sound| sound[..sound.len() / 2 / 4096 * 4096].to_vec());
    refused_as_damaged("the first hundred bytes", |_, sound| sound[..100].to_vec());
}

#[test]
fn an_empty_office_file_is_damaged_and_untouched() {
    refused_as_damaged("an empty file", |_, _| Vec::new());
}

#[test]
fn an_emptied_office_file_keeps_the_write_ahead_log_that_a_kill_left_beside_it() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let killed = tempfile::tempdir().unwrap();
    for name in ["office.db", "office.db-wal", "office.keys"] {
        fs::copy(stage.folder.path().join(name), killed.path().join(name)).unwrap();
    }
    let whole = fs::read(killed.path().join("office.db")).unwrap();
    fs::write(killed.path().join("office.db"), b"").unwrap();
    let desk = desk_at(killed.path().to_owned());
    let sign_in = || call(&desk, "sign_in", json!({"user": "dana", "password": PASSWORD}));
    sentence(sign_in().unwrap_err(), Code::Damaged);

    fs::write(killed.path().join("office.db"), whole).unwrap();
    sign_in().unwrap();
    assert_eq!(call(&desk, "dashboard", json!({})).unwrap()["leads"], 1, "the last change is still there");
}

#[test]
fn a_page_that_was_flipped_is_damaged_and_untouched() {
    refused_as_damaged("the first page", |_, mut sound| {
        sound[2_000] ^= 1;
        sound
    });
}

#[test]
fn the_file_of_another_office_is_damaged_and_untouched() {
    refused_as_damaged("another office", |_, _| {
        let other = Stage::new();
        other.call("sign_out", json!({}));
        fs::read(other.folder.path().join("office.db")).unwrap()
    });
}

#[test]
fn a_plain_database_is_damaged_and_untouched() {
    refused_as_damaged("plain SQLite", |stage, _| {
        let path = stage.folder.path().join("plain.db");
        let plain = Connection::open(&path).unwrap();
        plain
            .execute_batch("CREATE TABLE leads (id INTEGER PRIMARY KEY); INSERT INTO leads VALUES (1)")
            .unwrap();
        drop(plain);
        fs::read(path).unwrap()
    });
}

#[test]
fn a_folder_with_half_an_office_says_which_half_is_missing() {
    let stage = Stage::new();
    stage.call("sign_out", json!({}));
    let (file, keys) = (stage.folder.path().join("office.db"), stage.folder.path().join("office.keys"));
    let aside = stage.folder.path().join("aside");

    fs::rename(&file, &aside).unwrap();
    let state = stage.call("office_state", json!({}));
    assert_eq!(state["phase"], "unusable");
    assert!(state["problem"]["sentence"].as_str().unwrap().contains("office.db"));
    sentence(stage.refused("sign_in", json!({"user": "dana", "password": PASSWORD})), Code::Damaged);
    assert!(!file.exists(), "none was made in its place");
    fs::rename(&aside, &file).unwrap();

    fs::rename(&keys, &aside).unwrap();
    let state = stage.call("office_state", json!({}));
    assert_eq!(state["phase"], "unusable");
    assert!(state["problem"]["sentence"].as_str().unwrap().contains("office.keys"));
    sentence(stage.refused("office_create", new_office()), Code::Disk);
}

#[test]
fn the_check_finds_a_flipped_byte_in_any_page_of_the_file() {
    let stage = Stage::new();
    let file = stage.file(
        "many.csv",
        (0..400)
            .fold("first_name,last_name,phone\n".to_owned(), |text, n| {
                text + &format!("Lead{n},Abel,2155550148\n")
            })
            .as_bytes(),
    );
    stage.import(&file).unwrap();
    stage.assert_sound();
    let path = stage.folder.path().join("office.db");
    let sound = fs::read(&path).unwrap();
    let pages = sound.len() / 4096;
    for page in [pages / 3, pages / 2, pages - 1] {
        let mut flipped = sound.clone();
        flipped[page * 4096 + 1234] ^= 0x40;
        fs::write(&path, &flipped).unwrap();
        let wrong = match health::check(&stage.desk.seated().unwrap().office) {
            Ok(findings) => findings.wrong,
            // The page belongs to the schema: then nothing can be read at all.
            Err(error) => vec![sentence(error, Code::Damaged)],
        };
        assert!(!wrong.is_empty(), "page {page} of {pages}");
        assert!(wrong.iter().all(|said| said.ends_with('.') && said.contains("backup")), "{wrong:?}");
        assert!(fs::read(&path).unwrap() == flipped, "a check mends nothing");
    }
    fs::write(&path, &sound[..sound.len() - 1000]).unwrap();
    assert!(!stage.health().wrong.is_empty(), "a last page that is cut off in the middle");
    fs::write(&path, &sound).unwrap();
    stage.assert_sound();
}

#[test]
fn signing_out_folds_the_write_ahead_log_into_the_file() {
    let stage = Stage::new();
    let (told, changes) = std::sync::mpsc::channel();
    stage.desk.on_change(Box::new(move |_| told.send(()).unwrap()));
    stage.add_lead("Ruth", "Abel");
    changes.recv().unwrap();
    assert!(stage.folder.path().join("office.db-wal").exists());
    stage.call("sign_out", json!({}));
    assert!(!stage.folder.path().join("office.db-wal").exists(), "a copy of office.db alone is whole");
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
}

#[test]
fn the_check_finds_a_reference_to_nothing() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let raw = stage.raw();
    raw.execute_batch("PRAGMA foreign_keys = OFF; DROP TRIGGER capture_leads_u").unwrap();
    raw.execute("UPDATE leads SET source_id = 4711 WHERE id = ?1", [id]).unwrap();
    let wrong = stage.health().wrong;
    assert!(wrong.iter().any(|said| said.contains("refers to one that is not there")), "{wrong:?}");
}

#[test]
fn a_folder_that_cannot_be_made_or_written_is_said_and_nothing_is_left() {
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("a file");
    fs::write(&file, b"not a folder").unwrap();
    for folder in [file.clone(), file.join("office")] {
        let desk = desk_at(folder);
        let refused = call(&desk, "office_create", new_office()).unwrap_err();
        sentence(refused, Code::Disk);
    }
    assert_eq!(fs::read(&file).unwrap(), b"not a folder");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
}

#[test]
fn an_export_into_a_folder_that_is_not_there_is_said_and_not_logged() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let before = stage.log().len();
    for path in ["nowhere/out.csv", "office.db/out.csv"] {
        let refused =
            stage.refused("leads_export", json!({"path": stage.folder.path().join(path), "job": 1}));
        assert_eq!(refused.field.as_deref(), Some("path"));
        sentence(refused, Code::Disk);
    }
    assert_eq!(stage.log().len(), before);
}

#[test]
fn the_key_opens_its_own_office_only() {
    let (stage, other) = (Stage::new(), Stage::new());
    let refused = db::open_reader(stage.folder.path(), &key_of(other.folder.path())).unwrap_err();
    assert_eq!(refused.code, Code::Damaged);
    db::open_reader(stage.folder.path(), stage.key()).unwrap();
}

//! The same work done bare: prepared statements on a SQLCipher file with the same settings, and nothing else.

use std::path::Path;

use porchlight_core::activity::capture;
use porchlight_core::db;
use porchlight_core::vault::{DataKey, Inbox, KeyRing};
use rusqlite::hooks::{AuthContext, Authorization};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use secrecy::SecretString;

use crate::Outcome;
use crate::measure::{median_of, seconds};

/// Seconds of the bare import.
pub struct Import {
    pub with_indexes: f64,
    pub without_indexes: f64,
}

/// Inserts the sample's rows, and one log row for each, by prepared statements in one transaction.
pub fn import(sample: &Path, folder: &Path, password: &str) -> Outcome<Import> {
    let sample = open(sample, password)?;
    let rows = rows_of(&sample, "leads")?;
    Ok(Import {
        with_indexes: insert(&sample, &rows, folder, true)?,
        without_indexes: insert(&sample, &rows, folder, false)?,
    })
}

/// The tables that leads refer to, each before those that refer to it.
const REFERRED: &[&str] = &["roles", "accounts", "staff", "stages", "choices", "events"];

fn insert(sample: &Connection, rows: &[Vec<Value>], folder: &Path, indexes: bool) -> Outcome<f64> {
    let folder = folder.join(if indexes { "indexed" } else { "bare" });
    std::fs::create_dir_all(&folder)?;
    let key = DataKey::random()?;
    drop(db::create(&folder, &key)?);
    let mut connection = unguarded(&folder, &key)?;
    connection.pragma_update(None, "cache_size", -64_000)?;
    capture::remove(&connection)?;
    if !indexes {
        for index in
            names(&connection, "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'leads'")?
        {
            connection.execute_batch(&format!("DROP INDEX {index}"))?;
        }
    }
    for table in REFERRED {
        let rows = rows_of(sample, table)?;
        let mut statement = connection.prepare(&insert_into(table, &rows))?;
        for row in &rows {
            statement.execute(params_from_iter(row))?;
        }
    }
    seconds(|| {
        let transaction = connection.transaction()?;
        {
            let mut lead = transaction.prepare(&insert_into("leads", rows))?;
            let mut log =
                transaction.prepare("INSERT INTO changes (operation, tbl, row) VALUES (1, 'leads', ?1)")?;
            for row in rows {
                lead.execute(params_from_iter(row))?;
                log.execute([&row[0]])?;
            }
        }
        Ok(transaction.commit()?)
    })
}

/// Seconds to read every column of every lead in the order of the ids.
pub fn scan(sample: &Path, password: &str) -> Outcome<f64> {
    let connection = open(sample, password)?;
    seconds(|| rows_of(&connection, "leads"))
}

/// Median seconds of one edit and its log row in a transaction of their own.
pub fn edit(sample: &Path, password: &str) -> Outcome<f64> {
    let mut connection = open(sample, password)?;
    capture::remove(&connection)?;
    connection.execute_batch("CREATE TABLE bare_log (id INTEGER PRIMARY KEY, what TEXT)")?;
    let mut number = 0;
    let median = median_of(100, || {
        number += 1;
        let transaction = connection.transaction()?;
        transaction
            .prepare_cached("UPDATE leads SET comments = ?1 WHERE id = ?2")?
            .execute(rusqlite::params![format!("bare {number}"), number])?;
        transaction
            .prepare_cached("INSERT INTO bare_log (what) VALUES (?1)")?
            .execute([format!("bare {number}")])?;
        Ok(transaction.commit()?)
    })?;
    connection.execute_batch("DROP TABLE bare_log")?;
    capture::install(&connection)?;
    Ok(median)
}

/// The questions of a list, asked bare.
pub struct Questions(Connection);

const ROW: &str = "SELECT leads.id, first_name, last_name, phone, city, stages.label FROM leads JOIN stages ON stages.id = stage_id";

impl Questions {
    pub fn open(sample: &Path, password: &str) -> Outcome<Questions> {
        Ok(Questions(open(sample, password)?))
    }

    pub fn page(&self, from: u64) -> Outcome<f64> {
        self.ask(&format!(
            "{ROW} WHERE leads.deleted_at IS NULL ORDER BY created_at DESC LIMIT 100 OFFSET {from}"
        ))
    }

    pub fn filtered(&self) -> Outcome<f64> {
        self.ask(&format!(
            "{ROW} WHERE leads.deleted_at IS NULL AND stages.label = 'Contacted' \
             AND source_id = (SELECT id FROM choices WHERE list = 'source' AND label = 'Event') \
             AND staff_id = (SELECT id FROM staff WHERE name = 'Luis Ortega') ORDER BY created_at DESC LIMIT 100"
        ))
    }

    pub fn search(&self, text: &str) -> Outcome<f64> {
        let word = text.split(' ').next().unwrap_or_default();
        self.ask(&format!(
            "{ROW} WHERE leads.deleted_at IS NULL AND (first_name LIKE '%{word}%' OR last_name LIKE '%{word}%' \
             OR phone LIKE '%{word}%' OR city LIKE '%{word}%' OR comments LIKE '%{word}%') ORDER BY created_at DESC LIMIT 100"
        ))
    }

    pub fn dashboard(&self) -> Outcome<f64> {
        median_of(5, || {
            for column in ["staff_id", "source_id", "stage_id", "substr(created_at, 1, 7)"] {
                self.rows(&format!(
                    "SELECT {column}, count(*) FROM leads WHERE deleted_at IS NULL GROUP BY 1"
                ))?;
            }
            Ok(())
        })
    }

    fn ask(&self, question: &str) -> Outcome<f64> {
        median_of(7, || self.rows(question))
    }

    fn rows(&self, question: &str) -> Outcome<usize> {
        let mut statement = self.0.prepare_cached(question)?;
        let mut rows = statement.query([])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            row.get::<_, Value>(0)?;
            count += 1;
        }
        Ok(count)
    }
}

fn open(folder: &Path, password: &str) -> Outcome<Connection> {
    let ring = KeyRing::read(&folder.join("office.keys"))?;
    let unlocked = ring.sign_in(&Inbox::default(), "dana", &SecretString::from(password.to_owned()))?;
    let connection = unguarded(folder, &unlocked.data_key)?;
    connection.pragma_update(None, "cache_size", -64_000)?;
    Ok(connection)
}

/// A connection with the office's settings that may take away what protects the log.
fn unguarded(folder: &Path, key: &DataKey) -> Outcome<Connection> {
    let mut connection = db::open_maintenance(folder, key)?;
    connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
    Ok(connection)
}

fn insert_into(table: &str, rows: &[Vec<Value>]) -> String {
    let places = vec!["?"; rows.first().map_or(0, Vec::len)].join(", ");
    format!("INSERT INTO {table} VALUES ({places})")
}

fn rows_of(connection: &Connection, table: &str) -> Outcome<Vec<Vec<Value>>> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY id"))?;
    let columns = statement.column_count();
    let rows = statement
        .query_map([], |row| (0..columns).map(|at| row.get(at)).collect())?
        .collect::<Result<Vec<Vec<Value>>, _>>()?;
    Ok(rows)
}

fn names(connection: &Connection, question: &str) -> Outcome<Vec<String>> {
    let mut statement = connection.prepare(question)?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(names)
}

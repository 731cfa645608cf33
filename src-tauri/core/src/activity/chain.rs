//! Ties each operation to the one before it with a MAC, so that a changed, missing or reordered entry shows.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Said;
use crate::error::{Code, Error, Result};
use crate::vault::DataKey;

/// The key of the chain, derived from the data key.
pub struct ChainKey(Zeroizing<[u8; 32]>);

/// What the head of the chain is: written into exports and backups, so that a cut-off tail is found.
pub struct Head {
    pub sequence: i64,
    pub mac: String,
}

/// What is fixed about an operation when it is written.
pub struct Header<'a> {
    pub id: i64,
    pub at: &'a str,
    pub account: Option<i64>,
    pub session: Option<i64>,
    pub said: &'a Said,
}

const START: &str = "the chain begins here";

impl ChainKey {
    /// The log's key of an office file.
    pub fn of(key: &DataKey) -> Self {
        Self(key.derive("activity log"))
    }

    fn mac(&self) -> Result<Hmac<Sha256>> {
        Hmac::<Sha256>::new_from_slice(&self.0[..])
            .map_err(|_| Error::new(Code::Internal, "The activity log's key has a wrong length."))
    }
}

/// The last link, or the start of the chain.
pub fn head(sql: &Connection) -> Result<Head> {
    let last = sql
        .prepare_cached("SELECT id, mac FROM operations ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| Ok(Head { sequence: row.get(0)?, mac: row.get(1)? }))
        .optional()?;
    Ok(last.unwrap_or_else(|| Head { sequence: 0, mac: START.to_owned() }))
}

/// Writes the operation's row with its link; answers with the tables that it changed.
pub fn seal(sql: &Connection, key: &ChainKey, head: &Head, header: &Header<'_>) -> Result<Vec<String>> {
    let noted = noted(sql, head)?;
    let (mac, tables) = link(sql, key, &head.mac, header, noted)?;
    sql.prepare_cached(
        "INSERT INTO operations (id, at, account_id, session_id, action, sentence, lead_id, undoes, \
         first_change, last_change, previous_mac, mac) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        header.id,
        header.at,
        header.account,
        header.session,
        header.said.action,
        header.said.sentence,
        header.said.lead,
        header.said.undoes,
        noted.map(|n| n.0),
        noted.map(|n| n.1),
        head.mac,
        mac
    ])?;
    Ok(tables)
}

/// Whether the triggers noted a change after `head`.
pub fn anything_noted(sql: &Connection, head: &Head) -> Result<bool> {
    Ok(noted(sql, head)?.is_some())
}

/// The range of changes that the triggers noted for the operation after `head`.
fn noted(sql: &Connection, head: &Head) -> Result<Option<(i64, i64)>> {
    let before: i64 = sql
        .prepare_cached(
            "SELECT coalesce((SELECT last_change FROM operations WHERE id <= ?1 AND last_change IS NOT NULL ORDER BY id DESC LIMIT 1), 0)",
        )?
        .query_row([head.sequence], |row| row.get(0))?;
    let last: i64 =
        sql.prepare_cached("SELECT coalesce(max(id), 0) FROM changes")?.query_row([], |row| row.get(0))?;
    Ok((last > before).then_some((before + 1, last)))
}

fn link(
    sql: &Connection,
    key: &ChainKey,
    previous: &str,
    header: &Header<'_>,
    noted: Option<(i64, i64)>,
) -> Result<(String, Vec<String>)> {
    let mut mac = key.mac()?;
    let said = header.said;
    let head = serde_json::json!([
        previous,
        header.id,
        header.at,
        header.account,
        header.session,
        said.action,
        said.sentence,
        said.lead,
        said.undoes,
        noted
    ]);
    mac.update(head.to_string().as_bytes());
    let mut tables: Vec<String> = Vec::new();
    if let Some((first, last)) = noted {
        let mut statement = sql.prepare_cached(
            "SELECT id, operation, tbl, row, what FROM changes WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
        )?;
        let mut rows = statement.query([first, last])?;
        while let Some(row) = rows.next()? {
            let (id, operation, of_row): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(3)?);
            let table = row.get_ref(2)?.as_str().unwrap_or_default();
            let what = row.get_ref(4)?.as_str_or_null().ok().flatten();
            for number in [id, operation, of_row] {
                mac.update(&number.to_le_bytes());
            }
            for text in [Some(table), what] {
                mac.update(&text.map_or(u64::MAX, |t| t.len() as u64).to_le_bytes());
                mac.update(text.unwrap_or_default().as_bytes());
            }
            if !tables.iter().any(|known| known == table) {
                tables.push(table.to_owned());
            }
        }
    }
    Ok((hex(&mac.finalize().into_bytes()), tables))
}

/// Walks the whole chain; answers with the first entry that does not fit, as a sentence, or none. `keys` are those
/// that the office has had, oldest first: from some entry on each one is followed by the next.
pub fn verify(sql: &Connection, keys: &[Arc<ChainKey>]) -> Result<Option<String>> {
    let mut keys = keys.iter();
    let mut key = keys.next();
    let mut expected = Head { sequence: 0, mac: START.to_owned() };
    let mut last_change = 0_i64;
    let mut statement = sql.prepare(
        "SELECT id, at, account_id, session_id, action, sentence, lead_id, undoes, first_change, last_change, \
         previous_mac, mac FROM operations ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let at: String = row.get(1)?;
        let said =
            Said { action: row.get(4)?, sentence: row.get(5)?, lead: row.get(6)?, undoes: row.get(7)? };
        let header = Header { id, at: &at, account: row.get(2)?, session: row.get(3)?, said: &said };
        let noted = row.get::<_, Option<i64>>(8)?.zip(row.get::<_, Option<i64>>(9)?);
        let (previous, written): (String, String) = (row.get(10)?, row.get(11)?);
        let mut mac = String::new();
        while let Some(present) = key {
            mac = link(sql, present, &previous, &header, noted)?.0;
            if mac == written || keys.as_slice().is_empty() {
                break;
            }
            key = keys.next();
        }
        let follows = id == expected.sequence + 1 && previous == expected.mac;
        let gapless = noted.is_none_or(|(first, _)| first == last_change + 1);
        let complete = noted.is_none_or(|(first, last)| counts(sql, first, last, id).unwrap_or(false));
        if !follows || !gapless || !complete || mac != written {
            return Ok(Some(format!(
                "Entry {id} of the activity log ({}) is not as it was written: it, or the one before it, was changed or removed outside Porchlight.",
                said.sentence
            )));
        }
        last_change = noted.map_or(last_change, |(_, last)| last);
        expected = Head { sequence: id, mac };
    }
    let stray: bool =
        sql.query_row("SELECT EXISTS (SELECT 1 FROM changes WHERE id > ?1)", [last_change], |row| {
            row.get(0)
        })?;
    Ok(stray.then(|| {
        "The activity log ends with changes that belong to no entry: its tail was cut off.".to_owned()
    }))
}

fn counts(sql: &Connection, first: i64, last: i64, operation: i64) -> Result<bool> {
    let count: i64 = sql
        .prepare_cached("SELECT count(*) FROM changes WHERE id BETWEEN ?1 AND ?2 AND operation = ?3")?
        .query_row([first, last, operation], |row| row.get(0))?;
    Ok(count == last - first + 1)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

//! Ties each operation to the one before it with a MAC, so that a changed, missing or reordered entry shows.

mod erased;
mod kept;
mod link;
mod walk;

pub(in crate::activity) use erased::NOTHING;
pub use erased::{Redaction, fits, left_of};
pub use link::Sum;
pub use walk::{Start, Walked, Wrong, verify};

use std::sync::Arc;

use hmac::{Hmac, KeyInit};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::Sha256;
use zeroize::Zeroizing;

use self::link::{Noted, SALT, Written};
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

/// How many digits of a link people read out and type: 64 bits.
const TYPED_DIGITS: usize = 16;

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

/// A head as people read it out and type it: the number of the entry, then the first sixteen digits of its link in
/// fours, '1284-9F3A-11C2-07BD-E55A'.
pub fn head_text(sequence: i64, mac: &str) -> String {
    let mut text = sequence.to_string();
    if sequence > 0 {
        for (at, digit) in mac.chars().take(TYPED_DIGITS).enumerate() {
            if at % 4 == 0 {
                text.push('-');
            }
            text.push(digit.to_ascii_uppercase());
        }
    }
    text
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
pub fn seal(sql: &Connection, key: &Arc<ChainKey>, head: &Head, header: &Header<'_>) -> Result<Vec<String>> {
    let noted = noted(sql, head)?;
    let mut salt = [0; SALT];
    getrandom::fill(&mut salt).map_err(|_| {
        Error::new(
            Code::Internal,
            "The computer gave no random numbers, so nothing was changed. Start it again and try once more.",
        )
    })?;
    let said = header.said;
    let entry = Written {
        id: header.id,
        at: header.at,
        account: header.account,
        session: header.session,
        action: &said.action,
        sentence: &said.sentence,
        lead: said.lead,
        undoes: said.undoes,
        first: noted.map(|n| n.0),
        last: noted.map(|n| n.1),
        previous: &head.mac,
        mac: "",
        salt: Some(&salt),
    };
    let (mac, tables) = link(sql, key, &entry)?;
    sql.prepare_cached(
        "INSERT INTO operations (id, at, account_id, session_id, action, sentence, lead_id, undoes, first_change, \
         last_change, previous_mac, mac, salt) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        entry.id,
        entry.at,
        entry.account,
        entry.session,
        entry.action,
        entry.sentence,
        entry.lead,
        entry.undoes,
        entry.first,
        entry.last,
        entry.previous,
        mac,
        entry.salt
    ])?;
    Ok(tables)
}

/// Whether the triggers noted a change after `head`.
pub fn anything_noted(sql: &Connection, head: &Head) -> Result<bool> {
    Ok(noted(sql, head)?.is_some())
}

/// The last change of an entry or of those before it; 0 before the first.
pub(super) fn last_change(sql: &Connection, sequence: i64) -> Result<i64> {
    Ok(sql
        .prepare_cached(
            "SELECT coalesce((SELECT last_change FROM operations WHERE id <= ?1 AND last_change IS NOT NULL ORDER BY id DESC LIMIT 1), 0)",
        )?
        .query_row([sequence], |row| row.get(0))?)
}

/// The range of changes that the triggers noted for the operation after `head`.
fn noted(sql: &Connection, head: &Head) -> Result<Option<(i64, i64)>> {
    let before = last_change(sql, head.sequence)?;
    let last: i64 =
        sql.prepare_cached("SELECT coalesce(max(id), 0) FROM changes")?.query_row([], |row| row.get(0))?;
    Ok((last > before).then_some((before + 1, last)))
}

/// The link of a new entry, and the tables that it changed.
fn link(sql: &Connection, key: &Arc<ChainKey>, entry: &Written<'_>) -> Result<(String, Vec<String>)> {
    let mut sum = Sum::under(std::slice::from_ref(key))?;
    sum.link(entry)?;
    let mut tables: Vec<String> = Vec::new();
    each_change(sql, entry.range(), |change| {
        sum.change(change);
        if !tables.iter().any(|known| known.as_bytes() == change.table) {
            tables.push(String::from_utf8_lossy(change.table).into_owned());
        }
        Ok(())
    })?;
    let mac = sum.gives(0).map(|digits| digits.iter().map(|digit| char::from(*digit)).collect());
    Ok((mac.unwrap_or_default(), tables))
}

/// The changes of a range, in order.
fn each_change(
    sql: &Connection,
    range: Option<(i64, i64)>,
    mut each: impl FnMut(&Noted<'_>) -> Result<()>,
) -> Result<()> {
    let Some((first, last)) = range else { return Ok(()) };
    let mut statement = sql.prepare_cached(
        "SELECT id, operation, tbl, row, what FROM changes WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
    )?;
    let mut rows = statement.query([first, last])?;
    while let Some(row) = rows.next()? {
        each(&Noted::read(row)?)?;
    }
    Ok(())
}

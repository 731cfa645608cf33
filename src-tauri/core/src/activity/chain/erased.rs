//! One entry by itself: whether it is as it was written, and what binds that which an erasure leaves of it.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};

use super::each_change;
use super::link::{Noted, Sum, Written};
use crate::error::{Code, Error, Result};

/// What an erasure takes out of an entry.
pub struct Redaction<'a> {
    /// What is left of the sentence; none where it stays.
    pub sentence: Option<&'a str>,
    /// The rows of `changes` that say nothing any more.
    pub changes: &'a BTreeSet<i64>,
}

/// What an erased change says.
pub(in crate::activity) const NOTHING: &str = "{}";

/// Whether an entry is as it was written, or as its latest erasure left it.
pub fn fits(sql: &Connection, sum: &mut Sum, id: i64) -> Result<bool> {
    let erasure: Option<String> = sql
        .prepare_cached("SELECT mac FROM erasures WHERE entry = ?1 ORDER BY id DESC LIMIT 1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let expected = with_entry(sql, id, |entry| {
        match &erasure {
            Some(_) => sum.erased(entry),
            None => sum.link(entry)?,
        }
        each_change(sql, entry.range(), |change| {
            sum.change(change);
            Ok(())
        })?;
        Ok(erasure.clone().unwrap_or_else(|| entry.mac.to_owned()))
    })?;
    Ok(sum.key_of(0, &expected).is_some())
}

/// What binds that which is left of an entry, before it is taken out, under the newest key.
pub fn left_of(sql: &Connection, sum: &mut Sum, id: i64, gone: &Redaction<'_>) -> Result<String> {
    with_entry(sql, id, |entry| {
        let left = Written { sentence: gone.sentence.unwrap_or(entry.sentence), salt: None, ..*entry };
        sum.erased(&left);
        each_change(sql, left.range(), |change| {
            let says_nothing = change.what.is_some() && gone.changes.contains(&change.id);
            let what = if says_nothing { Some(NOTHING.as_bytes()) } else { change.what };
            sum.change(&Noted { what, ..*change });
            Ok(())
        })
    })?;
    let newest = sum.keys().saturating_sub(1);
    let digits = sum.gives(newest).ok_or_else(|| Error::new(Code::Internal, "The log has no key."))?;
    Ok(digits.iter().map(|digit| char::from(*digit)).collect())
}

fn with_entry<T>(sql: &Connection, id: i64, with: impl FnOnce(&Written<'_>) -> Result<T>) -> Result<T> {
    let mut statement = sql.prepare_cached(
        "SELECT id, at, account_id, session_id, action, sentence, lead_id, undoes, first_change, last_change, \
         previous_mac, mac, salt FROM operations WHERE id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    match rows.next()? {
        Some(row) => with(&Written::read(row)?),
        None => Err(Error::new(
            Code::Damaged,
            format!("Entry {id} of the activity log is not there. Check the office."),
        )),
    }
}

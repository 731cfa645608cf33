//! Everything that happened to one lead, and one operation as an entry in the user's words.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use serde::Deserialize;
use ts_rs::TS;

use super::may_undo::why_not;
use super::told::Told;
use super::undo::{Past, is_undone};
use super::{Entry, Undoable};
use crate::access::Grant;
use crate::error::Result;
use crate::leads;
use crate::office::Reading;

/// Which lead's history is asked for, and which part of it, newest first.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HistoryQuestion {
    pub id: i64,
    /// Only entries before this one.
    #[serde(default)]
    #[ts(optional)]
    pub before: Option<i64>,
    /// At most so many; all of them where nothing is said.
    #[serde(default)]
    #[ts(optional)]
    pub count: Option<i64>,
}

/// The operations of one lead, newest first, each through an index that ends with the operation: what changed the lead
/// itself, what says that it is about the lead, and what changed with whom it is shared.
pub const CURSORS: &[&str] = &[
    "SELECT DISTINCT operation FROM changes WHERE tbl = 'leads' AND row = ?1 AND operation < ?2 ORDER BY operation DESC LIMIT ?3",
    "SELECT id FROM operations WHERE lead_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
    "SELECT DISTINCT operation FROM lead_shares CROSS JOIN changes ON tbl = 'lead_shares' AND row = lead_shares.id \
     WHERE lead_id = ?1 AND operation < ?2 ORDER BY operation DESC LIMIT ?3",
];

/// What happened to one lead, newest first.
pub fn lead_history(reading: &Reading<'_>, asked: HistoryQuestion) -> Result<Vec<Entry>> {
    leads::in_reach(reading.sql, reading.grant, asked.id)?;
    let count = asked.count.unwrap_or(i64::MAX).max(0);
    let operations = operations(reading.sql, asked.id, asked.before.unwrap_or(i64::MAX), count)?;
    operations.into_iter().map(|id| entry(reading.sql, reading.grant, id, Some(asked.id))).collect()
}

/// The newest `count` operations of a lead before one: each cursor gives its newest, and the newest of these are taken.
fn operations(sql: &Connection, lead: i64, before: i64, count: i64) -> Result<Vec<i64>> {
    let mut found = BTreeSet::new();
    for cursor in CURSORS {
        let mut statement = sql.prepare_cached(cursor)?;
        let mut rows = statement.query(params![lead, before, count])?;
        while let Some(row) = rows.next()? {
            found.insert(row.get::<_, i64>(0)?);
        }
    }
    Ok(found.into_iter().rev().take(usize::try_from(count).unwrap_or(usize::MAX)).collect())
}

/// Whether an operation stands in the history of a lead.
pub(super) fn concerns(sql: &Connection, lead: i64, operation: i64) -> Result<bool> {
    let newest = operations(sql, lead, operation.saturating_add(1), 1)?;
    Ok(newest.first() == Some(&operation))
}

/// One operation as an entry, as who asks may see it; with `only` just what it did to that lead.
pub(super) fn entry(sql: &Connection, grant: &Grant, id: i64, only: Option<i64>) -> Result<Entry> {
    let (past, at, who) = header(sql, id)?;
    let told = Told::of(sql, grant, &past, &at, only)?;
    let (changes, more_changes) = (told.fields, told.more);
    let reason = why_not(sql, grant, &past)?;
    let undo = match &reason {
        None => Undoable::Can,
        Some(_) if past.changes.is_some() && is_undone(sql, past.id)? => Undoable::Undone,
        Some(_) => Undoable::Cannot,
    };
    Ok(Entry {
        operation: past.id,
        at,
        who,
        action: past.action,
        sentence: leads::sentence_for(grant, past.sentence),
        lead: past.lead.or(only),
        changes,
        more_changes,
        undo,
        why_not: reason,
    })
}

/// One operation, when it was, and who did it: the program itself where nobody did.
pub(super) fn header(sql: &Connection, id: i64) -> Result<(Past, String, String)> {
    let (past, at, who): (Past, String, Option<String>) = sql
        .prepare_cached(
            "SELECT id, account_id, action, sentence, lead_id, undoes, first_change, last_change, at, \
             (SELECT name FROM accounts WHERE accounts.id = operations.account_id) AS who FROM operations WHERE id = ?1",
        )?
        .query_row([id], |row| Ok((super::undo::read_past(row)?, row.get("at")?, row.get("who")?)))?;
    Ok((past, at, who.unwrap_or_else(|| "Porchlight".to_owned())))
}

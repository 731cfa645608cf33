//! The checks of the log as they were written down, each with a tag that binds it to the log's key.

use std::sync::Arc;

use rusqlite::{Connection, Row, params};

use super::chain::{ChainKey, Walked};
use super::written;
use crate::error::{Code, Error, Result};
use crate::office::Operation;

/// What the tag of a check is for.
const CHECK: &str = "check";

/// A check that was made, as its row says.
pub(super) struct Check {
    pub id: i64,
    pub at: String,
    pub account: i64,
    pub whole: bool,
    pub sequence: i64,
    pub mac: String,
    pub entries: i64,
    pub wrong: Option<String>,
    pub tag: String,
}

impl Check {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            account: row.get("account_id")?,
            whole: row.get("whole")?,
            sequence: row.get("sequence")?,
            mac: row.get("mac")?,
            entries: row.get("entries")?,
            wrong: row.get("wrong")?,
            tag: row.get("tag")?,
        })
    }

    fn tag_under(&self, key: &ChainKey) -> Result<String> {
        let numbers = [self.id, self.account, i64::from(self.whole), self.sequence, self.entries];
        key.tag(CHECK, &numbers, &[Some(self.at.as_str()), Some(self.mac.as_str()), self.wrong.as_deref()])
    }

    /// The key under which the check was written down; one that fits none was never made.
    fn key(&self, chains: &[Arc<ChainKey>]) -> Result<Option<usize>> {
        for (at, key) in chains.iter().enumerate() {
            if self.tag_under(key)? == self.tag {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }
}

/// The newest checks that were really made, newest first, each with its key.
pub(super) fn checks(sql: &Connection, chains: &[Arc<ChainKey>], most: usize) -> Result<Vec<(usize, Check)>> {
    let mut statement = sql.prepare_cached(
        "SELECT id, at, account_id, whole, sequence, mac, entries, wrong, tag FROM log_checks \
         WHERE deleted_at IS NULL ORDER BY id DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let check = Check::read(row)?;
        if let Some(key) = check.key(chains)? {
            found.push((key, check));
        }
        if found.len() == most {
            break;
        }
    }
    Ok(found)
}

/// The newest check and its key, if it found everything as it was written. After one that found something wrong there is
/// none to go on from: an earlier sound one would pass over what lies before its end.
pub(super) fn last_sound(sql: &Connection, chains: &[Arc<ChainKey>]) -> Result<Option<(usize, Check)>> {
    Ok(checks(sql, chains, 1)?.pop().filter(|(_, check)| check.wrong.is_none()))
}

/// Writes a check down with a tag that binds it to the log's key.
pub(super) fn write_down(operation: &Operation<'_>, whole: bool, walked: &Walked) -> Result<()> {
    let check = Check {
        id: operation.next_id("log_checks")?,
        at: written(operation.now),
        account: operation.grant.account,
        whole,
        sequence: walked.sequence,
        mac: walked.mac.clone(),
        entries: walked.entries,
        wrong: walked.wrong.as_ref().map(|wrong| wrong.sentence.clone()),
        tag: String::new(),
    };
    let key = operation.chains.last().ok_or_else(|| Error::new(Code::Internal, "The log has no key."))?;
    let tag = check.tag_under(key)?;
    operation
        .sql
        .prepare_cached(
            "INSERT INTO log_checks (id, at, account_id, whole, sequence, mac, entries, wrong, tag) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            check.id,
            check.at,
            check.account,
            check.whole,
            check.sequence,
            check.mac,
            check.entries,
            check.wrong,
            tag
        ])?;
    Ok(())
}

/// How many checks there are from one on.
pub(super) fn checks_from(sql: &Connection, check: i64) -> Result<i64> {
    Ok(sql
        .prepare_cached("SELECT count(*) FROM log_checks WHERE id >= ?1")?
        .query_row([check], |row| row.get(0))?)
}

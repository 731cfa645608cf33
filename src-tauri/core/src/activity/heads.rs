//! The heads of the log that are written outside, so that a cut-off tail is found.

use rusqlite::{Connection, OptionalExtension, params};

use super::{HeadShown, chain};
use crate::error::Result;
use crate::office::Operation;

/// The log's newest entry as a head.
pub fn head_now(sql: &Connection) -> Result<HeadShown> {
    let head = chain::head(sql)?;
    let at = sql
        .prepare_cached("SELECT at FROM operations WHERE id = ?1")?
        .query_row([head.sequence], |row| row.get(0))
        .optional()?
        .unwrap_or_default();
    Ok(HeadShown { sequence: head.sequence, at, text: chain::head_text(head.sequence, &head.mac) })
}

/// Notes that the head before this operation was written outside, into a file of this name, and answers with it: the
/// operation's own entry is written when it ends.
pub fn give_head(operation: &Operation<'_>, written_to: &str) -> Result<HeadShown> {
    let head = chain::head(operation.sql)?;
    let id = operation.next_id("heads_given")?;
    operation
        .sql
        .prepare_cached(
            "INSERT OR ROLLBACK INTO heads_given (id, operation, written_to, sequence, mac) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![id, operation.id, written_to, head.sequence, head.mac])?;
    head_now(operation.sql)
}

//! The SQL of events.

use rusqlite::{Connection, params};

use crate::activity::written;
use crate::error::Result;
use crate::office::Operation;

/// Every event: name and id, the newest first.
pub fn names(sql: &Connection) -> Result<Vec<(String, i64)>> {
    let events = sql
        .prepare_cached("SELECT name, id FROM events WHERE deleted_at IS NULL ORDER BY id DESC")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(events)
}

/// Adds an event by its name.
pub fn add(operation: &Operation<'_>, name: &str) -> Result<i64> {
    let id = operation.next_id("events")?;
    operation
        .sql
        .prepare_cached("INSERT INTO events (id, name, created_at, created_by) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, name, written(operation.now), operation.grant.account])?;
    Ok(id)
}

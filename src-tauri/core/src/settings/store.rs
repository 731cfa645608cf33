//! The SQL of choice lists.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;
use crate::office::Operation;

/// The choices of a list in order: label, and whether it is the default.
pub fn list(sql: &Connection, list: &str) -> Result<Vec<(String, bool)>> {
    let choices = sql
        .prepare_cached("SELECT label, is_default FROM choices WHERE list = ?1 AND deleted_at IS NULL ORDER BY position, id")?
        .query_map([list], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(choices)
}

/// Every choice of a list: label and id.
pub fn names(sql: &Connection, list: &str) -> Result<Vec<(String, i64)>> {
    let choices = sql
        .prepare_cached("SELECT label, id FROM choices WHERE list = ?1 AND deleted_at IS NULL")?
        .query_map([list], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(choices)
}

/// What a list answers with where nothing was chosen.
pub fn default_of(sql: &Connection, list: &str) -> Result<i64> {
    Ok(sql
        .prepare_cached(
            "SELECT id FROM choices WHERE list = ?1 AND deleted_at IS NULL ORDER BY is_default DESC, position LIMIT 1",
        )?
        .query_row([list], |row| row.get(0))?)
}

/// Adds a choice at the end of a list.
pub fn add(operation: &Operation<'_>, list: &str, label: &str) -> Result<i64> {
    let id = operation.next_id("choices")?;
    operation
        .sql
        .prepare_cached(
            "INSERT INTO choices (id, list, position, label) \
             VALUES (?1, ?2, (SELECT coalesce(max(position), 0) + 1 FROM choices WHERE list = ?2), ?3)",
        )?
        .execute(params![id, list, label])?;
    Ok(id)
}

/// Makes a choice the one that stands where nothing was chosen.
pub(super) fn make_default(operation: &Operation<'_>, id: i64) -> Result<()> {
    operation.sql.prepare_cached("UPDATE choices SET is_default = 1 WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// What a setting was changed to, if it was.
pub(super) fn setting(sql: &Connection, name: &str) -> Result<Option<String>> {
    Ok(sql
        .prepare_cached("SELECT value FROM settings WHERE name = ?1 AND deleted_at IS NULL")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

/// Sets a setting.
pub(super) fn set(operation: &Operation<'_>, name: &str, value: &str) -> Result<()> {
    let sql = operation.sql;
    let changed = sql
        .prepare_cached("UPDATE settings SET value = ?1, deleted_at = NULL WHERE name = ?2")?
        .execute(params![value, name])?;
    if changed == 0 {
        let id = operation.next_id("settings")?;
        sql.prepare_cached("INSERT INTO settings (id, name, value) VALUES (?1, ?2, ?3)")?
            .execute(params![id, name, value])?;
    }
    Ok(())
}

//! The SQL of teams.

use rusqlite::{Connection, OptionalExtension, params};

use super::people::TeamRow;
use crate::activity::written;
use crate::error::{Code, Error, Result};
use crate::office::Operation;

/// Whether another team has this name.
pub fn is_team_taken(sql: &Connection, name: &str, but: Option<i64>) -> Result<bool> {
    Ok(sql.query_row(
        "SELECT EXISTS (SELECT 1 FROM teams WHERE name = ?1 AND id IS NOT ?2 AND deleted_at IS NULL)",
        params![name, but],
        |row| row.get(0),
    )?)
}

/// Adds a team.
pub fn add_team(operation: &Operation<'_>, name: &str, lead: Option<i64>) -> Result<i64> {
    let id = operation.next_id("teams")?;
    operation
        .sql
        .execute("INSERT INTO teams (id, name, lead_id) VALUES (?1, ?2, ?3)", params![id, name, lead])?;
    Ok(id)
}

/// Renames a team, or gives it another lead.
pub fn change_team(operation: &Operation<'_>, team: i64, name: &str, lead: Option<i64>) -> Result<()> {
    let rows = operation.sql.execute(
        "UPDATE teams SET name = ?1, lead_id = ?2 WHERE id = ?3 AND deleted_at IS NULL",
        params![name, lead, team],
    )?;
    if rows == 1 {
        return Ok(());
    }
    Err(Error::new(Code::Missing, "This team is not there any more. Look at the list again."))
}

/// Puts an account into a team.
pub fn join_team(operation: &Operation<'_>, account: i64, team: i64) -> Result<()> {
    operation.sql.execute("UPDATE accounts SET team_id = ?1 WHERE id = ?2", params![team, account])?;
    Ok(())
}

/// Marks a team deleted and empties it; answers with its name, or none where it is not there.
pub fn delete_team(operation: &Operation<'_>, team: i64) -> Result<Option<String>> {
    let sql = operation.sql;
    let name: Option<String> = sql
        .query_row("SELECT name FROM teams WHERE id = ?1 AND deleted_at IS NULL", [team], |row| row.get(0))
        .optional()?;
    if name.is_some() {
        sql.execute("UPDATE accounts SET team_id = NULL WHERE team_id = ?1", [team])?;
        sql.execute("UPDATE teams SET deleted_at = ?1 WHERE id = ?2", params![written(operation.now), team])?;
    }
    Ok(name)
}

/// Every team with who leads it.
pub fn teams(sql: &Connection) -> Result<Vec<TeamRow>> {
    let rows = sql
        .prepare_cached(
            "SELECT teams.id, teams.name, lead_id, (SELECT name FROM accounts WHERE accounts.id = lead_id), \
             (SELECT count(*) FROM accounts WHERE team_id = teams.id AND accounts.deleted_at IS NULL) \
             FROM teams WHERE deleted_at IS NULL ORDER BY teams.name",
        )?
        .query_map([], |row| {
            Ok(TeamRow {
                team: row.get(0)?,
                name: row.get(1)?,
                lead: row.get(2)?,
                lead_name: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
                members: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

//! The SQL of sessions.

use rusqlite::{Connection, OptionalExtension, params};

use super::session::{SessionPage, SessionRow};
use crate::activity::written;
use crate::error::{Code, Error, Result};
use crate::office::{Operation, Reading};

/// A session that has not ended.
pub struct OpenSession {
    pub session: i64,
    pub computer: String,
    pub started_at: String,
}

/// Begins a session.
pub fn begin_session(
    operation: &Operation<'_>,
    computer: &str,
    system_user: &str,
    way_in: &str,
) -> Result<i64> {
    let id = operation.next_id("sessions")?;
    operation.sql.execute(
        "INSERT INTO sessions (id, account_id, computer, system_user, way_in, started_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![id, operation.grant.account, computer, system_user, way_in, written(operation.now)],
    )?;
    Ok(id)
}

/// Ends a session.
pub fn end_session(operation: &Operation<'_>, session: i64, why: &str) -> Result<()> {
    operation.sql.execute(
        "UPDATE sessions SET ended_at = ?1, why_ended = ?2 WHERE id = ?3 AND ended_at IS NULL",
        params![written(operation.now), why, session],
    )?;
    Ok(())
}

/// Ends every session of an account.
pub fn end_sessions_of(operation: &Operation<'_>, account: i64, why: &str) -> Result<()> {
    end_other_sessions(operation, account, None, why)
}

/// Ends every session of an account but one.
pub fn end_other_sessions(
    operation: &Operation<'_>,
    account: i64,
    but: Option<i64>,
    why: &str,
) -> Result<()> {
    operation.sql.execute(
        "UPDATE sessions SET ended_at = ?1, why_ended = ?2 WHERE account_id = ?3 AND id IS NOT ?4 AND ended_at IS NULL",
        params![written(operation.now), why, account, but],
    )?;
    Ok(())
}

/// Every session that has not ended, oldest first.
pub fn open_sessions(sql: &Connection) -> Result<Vec<OpenSession>> {
    let open = sql
        .prepare_cached("SELECT id, computer, started_at FROM sessions WHERE ended_at IS NULL ORDER BY id")?
        .query_map([], |row| {
            Ok(OpenSession { session: row.get(0)?, computer: row.get(1)?, started_at: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(open)
}

/// The windows in which an account is signed in, oldest first.
pub fn open_windows(sql: &Connection, account: i64) -> Result<Vec<i64>> {
    let open = sql
        .prepare_cached(
            "SELECT id FROM sessions WHERE account_id = ?1 AND ended_at IS NULL AND way_in = 'window' ORDER BY id",
        )?
        .query_map([account], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(open)
}

/// When a session began.
pub fn started_at(sql: &Connection, session: i64) -> Result<String> {
    Ok(sql.query_row("SELECT started_at FROM sessions WHERE id = ?1", [session], |row| row.get(0))?)
}

/// Why a session ended, if it has.
pub fn why_ended(sql: &Connection, session: i64) -> Result<Option<String>> {
    Ok(sql.query_row("SELECT why_ended FROM sessions WHERE id = ?1", [session], |row| row.get(0))?)
}

/// Whose session it is, and whether it has ended.
pub fn session_of(sql: &Connection, session: i64) -> Result<(i64, bool)> {
    sql.query_row("SELECT account_id, ended_at IS NOT NULL FROM sessions WHERE id = ?1", [session], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
    .optional()?
    .ok_or_else(|| Error::new(Code::Missing, "There is no such session. Look at the list again."))
}

/// A piece of the list of sessions, newest first: one account's, or everybody's.
pub fn sessions(reading: &Reading<'_>, whose: Option<i64>, from: i64, count: i64) -> Result<SessionPage> {
    let sql = reading.sql;
    let total = sql
        .prepare_cached("SELECT count(*) FROM sessions WHERE ?1 IS NULL OR account_id = ?1")?
        .query_row([whose], |row| row.get(0))?;
    let rows = sql
        .prepare_cached(
            "SELECT sessions.id, name, computer, system_user, way_in, started_at, ended_at, why_ended \
             FROM sessions JOIN accounts ON accounts.id = account_id \
             WHERE ?1 IS NULL OR account_id = ?1 ORDER BY sessions.id DESC LIMIT ?2 OFFSET ?3",
        )?
        .query_map(params![whose, count, from], |row| {
            let session = row.get(0)?;
            Ok(SessionRow {
                session,
                who: row.get(1)?,
                computer: row.get(2)?,
                system_user: row.get(3)?,
                way_in: row.get(4)?,
                started_at: row.get(5)?,
                ended_at: row.get(6)?,
                why_ended: row.get(7)?,
                is_this: reading.grant.session == Some(session),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(SessionPage { total, from, rows })
}

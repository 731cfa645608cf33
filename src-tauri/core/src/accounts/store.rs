//! The SQL of accounts, sessions and staff.

use rusqlite::{Connection, OptionalExtension, params};

use super::found::Owner;
use crate::access::OWNER;
use crate::activity::written;
use crate::error::{Code, Error, Result};
use crate::office::{Operation, Reading};
use crate::vault::KeyRing;

/// The staff: name and id.
pub fn staff_names(sql: &Connection) -> Result<Vec<(String, i64)>> {
    let names = sql
        .prepare_cached(
            "SELECT name, id FROM staff WHERE deleted_at IS NULL ORDER BY account_id IS NULL, id",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

/// Keeps a name that no account has (yet).
pub fn add_written_name(operation: &Operation<'_>, name: &str) -> Result<i64> {
    let id = operation.next_id("staff")?;
    operation
        .sql
        .prepare_cached("INSERT INTO staff (id, name) VALUES (?1, ?2)")?
        .execute(params![id, name])?;
    Ok(id)
}

/// How many accounts can sign in.
pub fn active_count(reading: &Reading<'_>) -> Result<i64> {
    Ok(reading
        .sql
        .prepare_cached("SELECT count(*) FROM accounts WHERE state = 'active' AND deleted_at IS NULL")?
        .query_row([], |row| row.get(0))?)
}

/// Puts the office's own row, its owner and the owner's place among the staff into a new office.
pub(super) fn found(operation: &Operation<'_>, office: &str, owner: &Owner, account: i64) -> Result<()> {
    let now = written(operation.now);
    let sql = operation.sql;
    sql.execute("INSERT INTO office (id, name, created_at) VALUES (1, ?1, ?2)", params![office, now])?;
    sql.execute(
        "INSERT INTO accounts (id, user_name, name, email, role_id, state, created_at) \
         VALUES (?1, ?2, ?3, ?4, (SELECT id FROM roles WHERE name = ?5), 'active', ?6)",
        params![account, owner.user_name.trim(), owner.name.trim(), owner.email.trim(), OWNER, now],
    )?;
    let staff = operation.next_id("staff")?;
    sql.execute(
        "INSERT INTO staff (id, name, account_id) VALUES (?1, ?2, ?3)",
        params![staff, owner.name.trim(), account],
    )?;
    Ok(())
}

/// Remembers which key ring belongs to the database.
pub(super) fn remember_ring(sql: &Connection, ring: &KeyRing) -> Result<()> {
    let digest: String = ring.digest().iter().map(|byte| format!("{byte:02x}")).collect();
    sql.execute(
        "INSERT INTO key_ring_seen (id, counter, digest) VALUES (1, ?1, ?2) \
         ON CONFLICT (id) DO UPDATE SET counter = excluded.counter, digest = excluded.digest",
        params![i64::try_from(ring.counter()).unwrap_or(i64::MAX), digest],
    )?;
    Ok(())
}

/// The counter and digest of the key ring that the database remembers.
pub(super) fn remembered_ring(sql: &Connection) -> Result<(u64, [u8; 32])> {
    let (counter, digest): (i64, String) = sql
        .query_row("SELECT counter, digest FROM key_ring_seen", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or_else(unreadable)?;
    let mut bytes = [0_u8; 32];
    if digest.len() != 64 || !digest.is_ascii() {
        return Err(unreadable());
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digest[at * 2..at * 2 + 2], 16).map_err(|_| unreadable())?;
    }
    Ok((u64::try_from(counter).map_err(|_| unreadable())?, bytes))
}

fn unreadable() -> Error {
    Error::new(
        Code::Damaged,
        "The office file does not say which key ring it belongs to. Restore both from one backup.",
    )
}

/// Begins a session.
pub(super) fn begin_session(
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
pub(super) fn end_session(operation: &Operation<'_>, session: i64, why: &str) -> Result<()> {
    operation.sql.execute(
        "UPDATE sessions SET ended_at = ?1, why_ended = ?2 WHERE id = ?3 AND ended_at IS NULL",
        params![written(operation.now), why, session],
    )?;
    Ok(())
}

/// The office's name.
pub(super) fn office_name(sql: &Connection) -> Result<String> {
    Ok(sql.query_row("SELECT name FROM office", [], |row| row.get(0))?)
}

/// A session as the screen shows it: when it began, and the role's label.
pub(super) fn started_at(sql: &Connection, session: i64) -> Result<String> {
    Ok(sql.query_row("SELECT started_at FROM sessions WHERE id = ?1", [session], |row| row.get(0))?)
}

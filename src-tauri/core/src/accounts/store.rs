//! The SQL of the office's own row, its key ring and its staff. Accounts, sessions, invitations and teams have files of
//! their own, and are reached through this one.

pub(super) use super::invitation_store::*;
pub(super) use super::person_store::*;
pub(super) use super::session_store::*;
pub(super) use super::team_store::*;

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

/// What the database remembers of the key ring.
pub(super) struct Remembered {
    pub counter: u64,
    pub digest: [u8; 32],
    /// The whole key ring; none in an office that an earlier version wrote last.
    pub bytes: Option<Vec<u8>>,
}

/// Remembers which key ring belongs to the database, all of it.
pub(super) fn remember_ring(sql: &Connection, ring: &KeyRing, bytes: &[u8]) -> Result<()> {
    let digest: String = ring.digest().iter().map(|byte| format!("{byte:02x}")).collect();
    sql.execute(
        "INSERT INTO key_ring_seen (id, counter, digest, ring) VALUES (1, ?1, ?2, ?3) \
         ON CONFLICT (id) DO UPDATE SET counter = excluded.counter, digest = excluded.digest, ring = excluded.ring",
        params![i64::try_from(ring.counter()).unwrap_or(i64::MAX), digest, String::from_utf8_lossy(bytes)],
    )?;
    Ok(())
}

/// The key ring that the database remembers.
pub(super) fn remembered_ring(sql: &Connection) -> Result<Remembered> {
    let (counter, digest, ring): (i64, String, Option<String>) = sql
        .query_row("SELECT counter, digest, ring FROM key_ring_seen", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?
        .ok_or_else(unreadable)?;
    let mut bytes = [0_u8; 32];
    hex::decode_to_slice(&digest, &mut bytes).map_err(|_| unreadable())?;
    Ok(Remembered {
        counter: u64::try_from(counter).map_err(|_| unreadable())?,
        digest: bytes,
        bytes: ring.map(String::into_bytes),
    })
}

fn unreadable() -> Error {
    Error::new(
        Code::Damaged,
        "The office file does not say which key ring it belongs to. Restore both from one backup.",
    )
}

/// The office's name.
pub(super) fn office_name(sql: &Connection) -> Result<String> {
    Ok(sql.query_row("SELECT name FROM office", [], |row| row.get(0))?)
}

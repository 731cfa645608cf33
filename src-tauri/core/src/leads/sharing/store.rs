//! The SQL of sharing.

use rusqlite::{Connection, OptionalExtension, params};

use super::{LeadShare, SharedWith};
use crate::activity::written;
use crate::error::Result;
use crate::office::Operation;

/// The colleagues a lead is shared with, the first one first.
pub fn shared_with(sql: &Connection, lead: i64) -> Result<Vec<SharedWith>> {
    let shares = sql
        .prepare_cached(
            "SELECT account_id, name, lead_shares.created_at FROM lead_shares JOIN accounts ON accounts.id = account_id \
             WHERE lead_id = ?1 AND lead_shares.deleted_at IS NULL ORDER BY lead_shares.id",
        )?
        .query_map([lead], |row| {
            Ok(SharedWith { account: row.get(0)?, name: row.get(1)?, since: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(shares)
}

/// The accounts that can sign in, but one.
pub(super) fn others(sql: &Connection, but: i64) -> Result<Vec<i64>> {
    let accounts = sql
        .prepare_cached("SELECT id FROM accounts WHERE state = 'active' AND deleted_at IS NULL AND id <> ?1")?
        .query_map([but], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(accounts)
}

/// The row that shares a lead with an account, if one does.
pub(super) fn share_of(sql: &Connection, with: LeadShare) -> Result<Option<i64>> {
    Ok(sql
        .prepare_cached(
            "SELECT id FROM lead_shares WHERE account_id = ?1 AND lead_id = ?2 AND deleted_at IS NULL",
        )?
        .query_row([with.account, with.id], |row| row.get(0))
        .optional()?)
}

/// The name of an account, whatever became of it.
pub(super) fn name_of(sql: &Connection, account: i64) -> Result<String> {
    Ok(sql
        .prepare_cached("SELECT name FROM accounts WHERE id = ?1")?
        .query_row([account], |row| row.get(0))?)
}

/// Shares a lead.
pub(super) fn share(operation: &Operation<'_>, with: LeadShare) -> Result<()> {
    let id = operation.next_id("lead_shares")?;
    operation
        .sql
        .prepare_cached(
            "INSERT INTO lead_shares (id, lead_id, account_id, shared_by, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![id, with.id, with.account, operation.grant.account, written(operation.now)])?;
    Ok(())
}

/// Marks a share ended.
pub(super) fn unshare(operation: &Operation<'_>, share: i64) -> Result<()> {
    operation
        .sql
        .prepare_cached("UPDATE lead_shares SET deleted_at = ?1 WHERE id = ?2")?
        .execute(params![written(operation.now), share])?;
    Ok(())
}

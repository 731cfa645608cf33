//! The SQL of invitations.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::people::InvitationRow;
use crate::activity::written;
use crate::error::Result;
use crate::office::{Moment, Operation};
use crate::vault::{OfficeId, Request};

/// An invitation that can still be used.
pub struct Invitation {
    pub invitation: i64,
    pub name: String,
    pub role: String,
    pub role_label: String,
    pub expires_at: String,
    secret: String,
}

const USABLE: &str = "SELECT invitations.id, invitations.name, roles.name AS role, label, expires_at, secret \
     FROM invitations JOIN roles ON roles.id = role_id \
     WHERE invitations.deleted_at IS NULL AND used_by IS NULL AND expires_at > ?1";

/// Keeps an invitation.
pub fn add_invitation(
    operation: &Operation<'_>,
    name: &str,
    role: i64,
    secret: &str,
    expires_at: &str,
) -> Result<()> {
    operation.sql.execute(
        "INSERT INTO invitations (id, name, role_id, secret, made_by, made_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            operation.next_id("invitations")?,
            name,
            role,
            secret,
            operation.grant.account,
            written(operation.now),
            expires_at
        ],
    )?;
    Ok(())
}

/// The invitation whose code the request was made with, for whoever approves it.
pub fn invitation_of(
    operation: &Operation<'_>,
    request: &Request,
    office: &OfficeId,
) -> Result<Option<Invitation>> {
    invitation_for(operation.sql, operation.now, request, office)
}

/// The invitation whose code the request was made with.
pub fn invitation_for(
    sql: &Connection,
    now: Moment,
    request: &Request,
    office: &OfficeId,
) -> Result<Option<Invitation>> {
    let usable = sql
        .prepare_cached(USABLE)?
        .query_map([written(now)], read)?
        .collect::<Result<Vec<Invitation>, _>>()?;
    Ok(usable.into_iter().find(|invitation| request.proved_by(office, &invitation.secret)))
}

/// The invitation of a code, used or not.
pub fn invitation_by_secret(sql: &Connection, secret: &str) -> Result<Option<Invitation>> {
    Ok(sql.prepare_cached(&format!("{USABLE} AND secret = ?2"))?.query_row(["", secret], read).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Invitation> {
    Ok(Invitation {
        invitation: row.get("id")?,
        name: row.get("name")?,
        role: row.get("role")?,
        role_label: row.get("label")?,
        expires_at: row.get("expires_at")?,
        secret: row.get("secret")?,
    })
}

/// An invitation is used up by the account it made.
pub fn use_invitation(operation: &Operation<'_>, invitation: i64, account: i64) -> Result<()> {
    operation
        .sql
        .execute("UPDATE invitations SET used_by = ?1 WHERE id = ?2", params![account, invitation])?;
    Ok(())
}

/// Takes an invitation back; answers for whom it was, or none where there is nothing to take back.
pub fn revoke_invitation(operation: &Operation<'_>, invitation: i64) -> Result<Option<String>> {
    let sql = operation.sql;
    let name: Option<String> = sql
        .query_row(
            "SELECT name FROM invitations WHERE id = ?1 AND deleted_at IS NULL AND used_by IS NULL",
            [invitation],
            |row| row.get(0),
        )
        .optional()?;
    if name.is_some() {
        sql.execute(
            "UPDATE invitations SET deleted_at = ?1 WHERE id = ?2",
            params![written(operation.now), invitation],
        )?;
    }
    Ok(name)
}

/// The invitations that can still be used, newest first.
pub fn invitations(sql: &Connection, now: Moment) -> Result<Vec<InvitationRow>> {
    let rows = sql
        .prepare_cached(
            "SELECT invitations.id, invitations.name, label, accounts.name, made_at, expires_at \
             FROM invitations JOIN roles ON roles.id = invitations.role_id JOIN accounts ON accounts.id = made_by \
             WHERE invitations.deleted_at IS NULL AND used_by IS NULL AND expires_at > ?1 ORDER BY invitations.id DESC",
        )?
        .query_map([written(now)], |row| {
            Ok(InvitationRow {
                invitation: row.get(0)?,
                name: row.get(1)?,
                role_label: row.get(2)?,
                made_by: row.get(3)?,
                made_at: row.get(4)?,
                expires_at: row.get(5)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

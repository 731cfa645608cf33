//! The SQL of roles and grants.

use rusqlite::{Connection, OptionalExtension, params};

use super::{BUILT_IN, Grant, Permission, Reach};
use crate::error::{Code, Error, Result};
use crate::office::Operation;

/// What the account may do now, as the office's rows say at this moment.
pub fn grant(sql: &Connection, account: i64, session: Option<i64>) -> Result<Grant> {
    let (mut grant, role_id) = sql
        .prepare_cached(
            "SELECT accounts.name, user_name, roles.id AS role_id, label, reach, \
             (SELECT staff.id FROM staff WHERE staff.account_id = accounts.id AND staff.deleted_at IS NULL) AS staff \
             FROM accounts JOIN roles ON roles.id = role_id \
             WHERE accounts.id = ?1 AND state = 'active' AND accounts.deleted_at IS NULL \
             AND (?2 IS NULL OR EXISTS (SELECT 1 FROM sessions WHERE sessions.id = ?2 AND ended_at IS NULL))",
        )?
        .query_row(params![account, session], |row| {
            let grant = Grant {
                account,
                session,
                name: row.get("name")?,
                user_name: row.get("user_name")?,
                staff: row.get("staff")?,
                role: row.get("label")?,
                reach: Reach::named(&row.get::<_, String>("reach")?),
                permissions: std::collections::BTreeSet::new(),
            };
            Ok((grant, row.get::<_, i64>("role_id")?))
        })
        .optional()?
        .ok_or_else(|| Error::new(Code::SignedOut, "You are signed out. Sign in again; what you typed is still here."))?;
    let mut statement = sql.prepare_cached(
        "SELECT permission FROM role_permissions WHERE role_id = ?1 AND deleted_at IS NULL",
    )?;
    let mut rows = statement.query([role_id])?;
    while let Some(row) = rows.next()? {
        grant.permissions.extend(Permission::named(row.get_ref(0)?.as_str()?));
    }
    Ok(grant)
}

/// Puts the built-in roles into a new office.
pub fn seed(operation: &mut Operation<'_>) -> Result<()> {
    for built_in in BUILT_IN {
        let id = operation.next_id("roles")?;
        operation
            .sql
            .prepare_cached(
                "INSERT INTO roles (id, name, label, reach, built_in) VALUES (?1, ?2, ?3, ?4, 1)",
            )?
            .execute(params![id, built_in.name, built_in.label, built_in.reach.name()])?;
        for permission in built_in.may.permissions() {
            let row = operation.next_id("role_permissions")?;
            operation
                .sql
                .prepare_cached("INSERT INTO role_permissions (id, role_id, permission) VALUES (?1, ?2, ?3)")?
                .execute(params![row, id, permission.name()])?;
        }
    }
    Ok(())
}

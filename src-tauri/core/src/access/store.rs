//! The SQL of roles and grants.

use std::collections::BTreeSet;

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::matrix::RoleShown;
use super::{BUILT_IN, Grant, OWNER, Permission, Reach};
use crate::activity::written;
use crate::error::{Code, Error, Result};
use crate::office::Operation;

/// What the account may do now, as the office's rows say at this moment.
pub fn grant(sql: &Connection, account: i64, session: Option<i64>) -> Result<Grant> {
    let (mut grant, role_id, all_stages) = sql
        .prepare_cached(
            "SELECT accounts.name, user_name, team_id, partner_id, partner_all, roles.id AS role_id, label, \
             roles.name AS role_name, reach, masked, all_stages, \
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
                team: row.get("team_id")?,
                partner: row.get("partner_id")?,
                partner_all: row.get("partner_all")?,
                role: row.get("label")?,
                role_name: row.get("role_name")?,
                reach: Reach::named(&row.get::<_, String>("reach")?),
                masked: row.get("masked")?,
                permissions: BTreeSet::new(),
                stages: None,
            };
            Ok((grant, row.get::<_, i64>("role_id")?, row.get::<_, bool>("all_stages")?))
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
    if !all_stages {
        grant.stages = Some(stages_of(sql, role_id)?);
    }
    Ok(grant)
}

/// The stages that a role may set, where it may not set all.
pub(super) fn stages_of(sql: &Connection, role: i64) -> Result<BTreeSet<i64>> {
    let stages = sql
        .prepare_cached("SELECT stage_id FROM role_stages WHERE role_id = ?1 AND deleted_at IS NULL")?
        .query_map([role], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(stages)
}

/// Binds what the reach's condition asks for, by name, wherever the statement asks for it.
pub fn bind_reach(statement: &mut CachedStatement<'_>, grant: &Grant) -> Result<()> {
    let bound: [(&str, Option<i64>); 5] = [
        (":account", Some(grant.account)),
        (":staff", grant.staff),
        (":team", grant.team),
        (":partner", grant.partner),
        (":partner_all", Some(i64::from(grant.partner_all))),
    ];
    for (name, value) in bound {
        if let Some(place) = statement.parameter_index(name)? {
            statement.raw_bind_parameter(place, value)?;
        }
    }
    Ok(())
}

/// Puts the built-in roles into a new office; its stages are there already.
pub fn seed(operation: &mut Operation<'_>) -> Result<()> {
    for built_in in BUILT_IN {
        let id = operation.next_id("roles")?;
        operation
            .sql
            .prepare_cached(
                "INSERT INTO roles (id, name, label, reach, built_in, masked, all_stages) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)",
            )?
            .execute(params![
                id,
                built_in.name,
                built_in.label,
                built_in.reach.name(),
                built_in.masked,
                !built_in.open_stages_only
            ])?;
        for permission in built_in.may.permissions() {
            allow(operation, id, permission)?;
        }
        if built_in.open_stages_only {
            for stage in crate::pipeline::open_stages(operation.sql)? {
                allow_stage(operation, id, stage)?;
            }
        }
    }
    Ok(())
}

/// Gives a role a permission it does not have.
pub(super) fn allow(operation: &Operation<'_>, role: i64, permission: Permission) -> Result<()> {
    let row = operation.next_id("role_permissions")?;
    operation
        .sql
        .prepare_cached("INSERT INTO role_permissions (id, role_id, permission) VALUES (?1, ?2, ?3)")?
        .execute(params![row, role, permission.name()])?;
    Ok(())
}

/// Lets a role set a stage it could not set.
pub(super) fn allow_stage(operation: &Operation<'_>, role: i64, stage: i64) -> Result<()> {
    let row = operation.next_id("role_stages")?;
    operation
        .sql
        .prepare_cached("INSERT INTO role_stages (id, role_id, stage_id) VALUES (?1, ?2, ?3)")?
        .execute(params![row, role, stage])?;
    Ok(())
}

/// Every role that is in use or can be, as it came or was made.
pub(super) fn roles(sql: &Connection) -> Result<Vec<RoleShown>> {
    let rows = sql
        .prepare_cached(
            "SELECT id, name, label, reach, built_in, masked, all_stages, \
             (SELECT count(*) FROM accounts WHERE accounts.role_id = roles.id AND accounts.deleted_at IS NULL) AS accounts \
             FROM roles WHERE deleted_at IS NULL ORDER BY built_in DESC, id",
        )?
        .query_map([], |row| {
            let shown = RoleShown {
                role: row.get("name")?,
                label: row.get("label")?,
                built_in: row.get("built_in")?,
                reach: row.get("reach")?,
                masked: row.get("masked")?,
                permissions: Vec::new(),
                stages: None,
                accounts: row.get("accounts")?,
            };
            Ok((row.get::<_, i64>("id")?, row.get::<_, bool>("all_stages")?, shown))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, all_stages, shown)| {
            Ok(RoleShown {
                permissions: permissions_of(sql, id)?,
                stages: if all_stages { None } else { Some(stages_of(sql, id)?.into_iter().collect()) },
                ..shown
            })
        })
        .collect()
}

/// The names of a role's permissions, in the order of the matrix.
fn permissions_of(sql: &Connection, role: i64) -> Result<Vec<String>> {
    let held = sql
        .prepare_cached("SELECT permission FROM role_permissions WHERE role_id = ?1 AND deleted_at IS NULL")?
        .query_map([role], |row| row.get(0))?
        .collect::<Result<BTreeSet<String>, _>>()?;
    let known = Permission::ALL.iter().map(|permission| permission.name());
    Ok(known.filter(|name| held.contains(*name)).map(str::to_owned).collect())
}

/// A name for programs that no role has had, made from a label.
pub(super) fn free_name(sql: &Connection, label: &str) -> Result<String> {
    let plain: String =
        label.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let mut taken = sql.prepare_cached("SELECT EXISTS (SELECT 1 FROM roles WHERE name = ?1)")?;
    let mut name = plain.clone();
    let mut number = 2;
    while taken.query_row([&name], |row| row.get::<_, bool>(0))? {
        name = format!("{plain}_{number}");
        number += 1;
    }
    Ok(name)
}

/// Puts a new own role in, with everything that another one may.
pub(super) fn add(operation: &Operation<'_>, name: &str, label: &str, of: &RoleShown) -> Result<()> {
    let id = operation.next_id("roles")?;
    operation
        .sql
        .prepare_cached(
            "INSERT INTO roles (id, name, label, reach, built_in, masked, all_stages) VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6)",
        )?
        .execute(params![id, name, label, of.reach, of.masked, of.stages.is_none()])?;
    for permission in of.permissions.iter().filter_map(|name| Permission::named(name)) {
        allow(operation, id, permission)?;
    }
    for stage in of.stages.iter().flatten() {
        allow_stage(operation, id, *stage)?;
    }
    Ok(())
}

/// Makes a role's rows say `after` instead of `before`; false where the two are the same.
pub(super) fn change(operation: &Operation<'_>, before: &RoleShown, after: &RoleShown) -> Result<bool> {
    let sql = operation.sql;
    let id = id_of(sql, &before.role)?;
    let now = written(operation.now);
    sql.prepare_cached(
        "UPDATE roles SET label = ?1, reach = ?2, masked = ?3, all_stages = ?4 WHERE id = ?5",
    )?
    .execute(params![after.label, after.reach, after.masked, after.stages.is_none(), id])?;
    for gone in before.permissions.iter().filter(|name| !after.permissions.contains(name)) {
        sql.prepare_cached(
            "UPDATE role_permissions SET deleted_at = ?1 WHERE role_id = ?2 AND permission = ?3 AND deleted_at IS NULL",
        )?
        .execute(params![now, id, gone])?;
    }
    for new in after.permissions.iter().filter(|name| !before.permissions.contains(name)) {
        if let Some(permission) = Permission::named(new) {
            allow(operation, id, permission)?;
        }
    }
    let (had, has) = (before.stages.clone().unwrap_or_default(), after.stages.clone().unwrap_or_default());
    for gone in had.iter().filter(|stage| !has.contains(stage)) {
        sql.prepare_cached(
            "UPDATE role_stages SET deleted_at = ?1 WHERE role_id = ?2 AND stage_id = ?3 AND deleted_at IS NULL",
        )?
        .execute(params![now, id, gone])?;
    }
    for new in has.iter().filter(|stage| !had.contains(stage)) {
        allow_stage(operation, id, *new)?;
    }
    Ok(before != after)
}

/// Marks a role deleted.
pub(super) fn retire(operation: &Operation<'_>, name: &str) -> Result<()> {
    operation
        .sql
        .prepare_cached("UPDATE roles SET deleted_at = ?1 WHERE name = ?2")?
        .execute(params![written(operation.now), name])?;
    Ok(())
}

/// The row of a role that is not retired.
pub fn id_of(sql: &Connection, name: &str) -> Result<i64> {
    sql.prepare_cached("SELECT id FROM roles WHERE name = ?1 AND deleted_at IS NULL")?
        .query_row([name], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::invalid("role", format!("There is no role “{name}”. Choose one of the list.")))
}

/// The active accounts that may do everything, oldest first.
pub fn owners(sql: &Connection) -> Result<Vec<i64>> {
    let owners = sql
        .prepare_cached(
            "SELECT accounts.id FROM accounts JOIN roles ON roles.id = role_id \
             WHERE roles.name = ?1 AND state = 'active' AND accounts.deleted_at IS NULL ORDER BY accounts.id",
        )?
        .query_map([OWNER], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(owners)
}

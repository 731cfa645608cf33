//! The SQL of partners.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::PartnerRow;
use crate::access::{Grant, bind_reach};
use crate::activity::written;
use crate::error::{Code, Error, Result};
use crate::office::{Operation, Reading};

/// Every partner: name and id, by name.
pub fn names(sql: &Connection) -> Result<Vec<(String, i64)>> {
    let partners = sql
        .prepare_cached("SELECT name, id FROM partners WHERE deleted_at IS NULL ORDER BY name, id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(partners)
}

/// Every partner by name, with its accounts and with those of its leads that are in reach.
pub fn all(reading: &Reading<'_>) -> Result<Vec<PartnerRow>> {
    let leads = leads_by_partner(reading.sql, reading.grant)?;
    let partners = reading
        .sql
        .prepare_cached(
            "SELECT id, name, (SELECT count(*) FROM accounts WHERE partner_id = partners.id AND accounts.deleted_at IS NULL) \
             FROM partners WHERE deleted_at IS NULL ORDER BY name, id",
        )?
        .query_map([], |row| {
            let partner = row.get(0)?;
            let leads = leads.get(&partner).copied().unwrap_or(0);
            Ok(PartnerRow { partner, name: row.get(1)?, accounts: row.get(2)?, leads })
        })?
        .collect::<Result<_, _>>()?;
    Ok(partners)
}

fn leads_by_partner(sql: &Connection, grant: &Grant) -> Result<HashMap<i64, i64>> {
    let question = "SELECT partner_id, count(*) FROM leads WHERE partner_id IS NOT NULL AND deleted_at IS NULL AND {reach} GROUP BY partner_id";
    let mut statement = sql.prepare_cached(&question.replace("{reach}", grant.reach.condition()))?;
    bind_reach(&mut statement, grant)?;
    let mut rows = statement.raw_query();
    let mut leads = HashMap::new();
    while let Some(row) = rows.next()? {
        leads.insert(row.get(0)?, row.get(1)?);
    }
    Ok(leads)
}

/// Adds a partner by its name; answers with its id.
pub fn add(operation: &Operation<'_>, name: &str) -> Result<i64> {
    let id = operation.next_id("partners")?;
    operation
        .sql
        .prepare_cached("INSERT INTO partners (id, name, created_at, created_by) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, name, written(operation.now), operation.grant.account])?;
    Ok(id)
}

/// The name of a partner that is not deleted.
pub(super) fn name_of(sql: &Connection, partner: i64) -> Result<String> {
    sql.prepare_cached("SELECT name FROM partners WHERE id = ?1 AND deleted_at IS NULL")?
        .query_row([partner], |row| row.get(0))
        .optional()?
        .ok_or_else(|| {
            Error::new(Code::Missing, "There is no such partner any more. Choose one from the list.")
        })
}

/// How many accounts belong to a partner.
pub(super) fn accounts_of(sql: &Connection, partner: i64) -> Result<i64> {
    Ok(sql
        .prepare_cached("SELECT count(*) FROM accounts WHERE partner_id = ?1 AND deleted_at IS NULL")?
        .query_row([partner], |row| row.get(0))?)
}

/// Gives a partner another name.
pub(super) fn rename(operation: &Operation<'_>, partner: i64, name: &str) -> Result<()> {
    operation
        .sql
        .prepare_cached("UPDATE partners SET name = ?1, updated_at = ?2, updated_by = ?3 WHERE id = ?4")?
        .execute(params![name, written(operation.now), operation.grant.account, partner])?;
    Ok(())
}

/// Marks a partner deleted.
pub(super) fn delete(operation: &Operation<'_>, partner: i64) -> Result<()> {
    operation
        .sql
        .prepare_cached(
            "UPDATE partners SET deleted_at = ?1, updated_at = ?1, updated_by = ?2 WHERE id = ?3",
        )?
        .execute(params![written(operation.now), operation.grant.account, partner])?;
    Ok(())
}

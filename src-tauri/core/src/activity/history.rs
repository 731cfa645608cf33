//! Every change of one lead, and of one operation, in the user's words.

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value};

use super::undo::{Past, is_undone, why_not};
use super::{Entry, FieldChange, Undoable, words};
use crate::access::Grant;
use crate::error::Result;
use crate::office::Reading;

/// How many rows of one operation are told column by column; an import of thousands is told by its sentence.
const TOLD_ROWS: i64 = 20;

/// Which lead's history is asked for.
pub fn lead_history(reading: &Reading<'_>, lead: crate::leads::LeadId) -> Result<Vec<Entry>> {
    crate::leads::in_reach(reading.sql, reading.grant, lead.id)?;
    let mut statement = reading.sql.prepare_cached(
        "SELECT operation FROM changes WHERE tbl = 'leads' AND row = ?1 \
         UNION SELECT id FROM operations WHERE lead_id = ?1 ORDER BY 1 DESC",
    )?;
    let operations = statement.query_map([lead.id], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    operations.into_iter().map(|id| entry(reading.sql, reading.grant, id, Some(lead.id))).collect()
}

/// One operation as an entry; with `only` just what it did to that lead.
pub(super) fn entry(sql: &Connection, grant: &Grant, id: i64, only: Option<i64>) -> Result<Entry> {
    let (past, at, who): (Past, String, Option<String>) = sql
        .prepare_cached(
            "SELECT id, account_id, action, sentence, lead_id, undoes, first_change, last_change, at, \
             (SELECT name FROM accounts WHERE accounts.id = operations.account_id) AS who FROM operations WHERE id = ?1",
        )?
        .query_row([id], |row| Ok((super::undo::read_past(row)?, row.get("at")?, row.get("who")?)))?;
    let (changes, more_changes) = told(sql, &past, only)?;
    let reason = why_not(sql, grant, &past)?;
    let undo = match &reason {
        None => Undoable::Can,
        Some(_) if past.changes.is_some() && is_undone(sql, past.id)? => Undoable::Undone,
        Some(_) => Undoable::Cannot,
    };
    Ok(Entry {
        operation: past.id,
        at,
        who: who.unwrap_or_else(|| "Porchlight".to_owned()),
        action: past.action,
        sentence: past.sentence,
        lead: past.lead.or(only),
        changes,
        more_changes,
        undo,
        why_not: reason,
    })
}

/// What an operation did to everything, row after row.
const EVERY_ROW: &str = "SELECT tbl, row, what FROM changes WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3";

/// What it did to one lead: found by the lead, for an import has a hundred thousand other rows.
const ONE_LEAD: &str = "SELECT tbl, row, what FROM changes \
     WHERE tbl = 'leads' AND row = ?4 AND operation = ?5 AND id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3";

fn told(sql: &Connection, past: &Past, only: Option<i64>) -> Result<(Vec<FieldChange>, i64)> {
    let Some((first, last)) = past.changes else { return Ok((Vec::new(), 0)) };
    let mut fields = Vec::new();
    let mut told_rows = 0;
    let mut tell = |mut rows: rusqlite::Rows<'_>| -> Result<()> {
        while let Some(row) = rows.next()? {
            told_rows += 1;
            let table: String = row.get(0)?;
            match row.get_ref(2)?.as_str_or_null()? {
                Some(what) => changed(sql, &table, what, &mut fields)?,
                None => added(sql, &table, row.get(1)?, past.id, &mut fields)?,
            }
        }
        Ok(())
    };
    match only {
        Some(lead) => {
            tell(
                sql.prepare_cached(ONE_LEAD)?
                    .query(rusqlite::params![first, last, TOLD_ROWS, lead, past.id])?,
            )?;
        }
        None => tell(sql.prepare_cached(EVERY_ROW)?.query(rusqlite::params![first, last, TOLD_ROWS])?)?,
    }
    let more = if only.is_some() { 0 } else { (last - first + 1 - told_rows).max(0) };
    Ok((fields, more))
}

fn changed(sql: &Connection, table: &str, what: &str, fields: &mut Vec<FieldChange>) -> Result<()> {
    let map: Map<String, Value> = serde_json::from_str(what).unwrap_or_default();
    for column in words::columns(table) {
        let Some(pair) = map.get(column) else { continue };
        fields.push(FieldChange {
            field: column.to_owned(),
            label: words::label(table, column).unwrap_or(column).to_owned(),
            old: words::value(sql, table, column, &pair[0])?,
            new: words::value(sql, table, column, &pair[1])?,
        });
    }
    Ok(())
}

/// The values a row was added with: the row as it is, with every later change taken off.
fn added(
    sql: &Connection,
    table: &str,
    row: i64,
    operation: i64,
    fields: &mut Vec<FieldChange>,
) -> Result<()> {
    let Some(mut values) = row_now(sql, table, row)? else { return Ok(()) };
    let mut statement = sql.prepare_cached(
        "SELECT what FROM changes WHERE tbl = ?1 AND row = ?2 AND operation >= ?3 AND what IS NOT NULL ORDER BY id DESC",
    )?;
    let mut later = statement.query(rusqlite::params![table, row, operation])?;
    while let Some(change) = later.next()? {
        let map: Map<String, Value> = serde_json::from_str(change.get_ref(0)?.as_str()?).unwrap_or_default();
        for (column, pair) in map {
            values.insert(column, pair[0].clone());
        }
    }
    for column in words::columns(table) {
        let Some(value) = values.get(column) else { continue };
        if let Some(new) = words::value(sql, table, column, value)? {
            fields.push(FieldChange {
                field: column.to_owned(),
                label: words::label(table, column).unwrap_or(column).to_owned(),
                old: None,
                new: Some(new),
            });
        }
    }
    Ok(())
}

fn row_now(sql: &Connection, table: &str, row: i64) -> Result<Option<Map<String, Value>>> {
    let mut statement = sql.prepare_cached(&format!("SELECT * FROM \"{table}\" WHERE id = ?1"))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let values = statement
        .query_row([row], |found| {
            names
                .iter()
                .enumerate()
                .map(|(at, name)| Ok((name.clone(), words::as_logged(found.get_ref(at)?))))
                .collect::<rusqlite::Result<Map<_, _>>>()
        })
        .optional()?;
    Ok(values)
}

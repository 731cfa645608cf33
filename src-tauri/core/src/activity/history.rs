//! Every change of one lead, and of one operation, in the user's words.

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value};

use super::may_undo::why_not;
use super::undo::{Past, is_undone};
use super::{Entry, FieldChange, Undoable, words};
use crate::access::Grant;
use crate::error::Result;
use crate::leads;
use crate::office::Reading;

/// How many rows of one operation are told column by column; an import of thousands is told by its sentence.
const TOLD_ROWS: i64 = 20;

/// Which lead's history is asked for.
pub fn lead_history(reading: &Reading<'_>, lead: leads::LeadId) -> Result<Vec<Entry>> {
    leads::in_reach(reading.sql, reading.grant, lead.id)?;
    let mut statement = reading.sql.prepare_cached(
        "SELECT operation FROM changes WHERE tbl = 'leads' AND row = ?1 \
         UNION SELECT id FROM operations WHERE lead_id = ?1 ORDER BY 1 DESC",
    )?;
    let operations = statement.query_map([lead.id], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    operations.into_iter().map(|id| entry(reading.sql, reading.grant, id, Some(lead.id))).collect()
}

/// One operation as an entry, as who asks may see it; with `only` just what it did to that lead.
pub(super) fn entry(sql: &Connection, grant: &Grant, id: i64, only: Option<i64>) -> Result<Entry> {
    let (past, at, who): (Past, String, Option<String>) = sql
        .prepare_cached(
            "SELECT id, account_id, action, sentence, lead_id, undoes, first_change, last_change, at, \
             (SELECT name FROM accounts WHERE accounts.id = operations.account_id) AS who FROM operations WHERE id = ?1",
        )?
        .query_row([id], |row| Ok((super::undo::read_past(row)?, row.get("at")?, row.get("who")?)))?;
    let told = told(sql, grant, &past, only)?;
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
        sentence: leads::sentence_for(grant, past.sentence),
        lead: past.lead.or(only),
        changes: told.fields,
        more_changes: if only.is_some() { 0 } else { told.more },
        undo,
        why_not: reason,
    })
}

/// What an operation did to everything, row after row.
const EVERY_ROW: &str = "SELECT tbl, row, what FROM changes WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3";

/// What it did to one lead: found by the lead, for an import has a hundred thousand other rows.
const ONE_LEAD: &str = "SELECT tbl, row, what FROM changes \
     WHERE tbl = 'leads' AND row = ?4 AND operation = ?5 AND id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3";

/// The changes of an operation as they are told to who asks.
struct Told<'a> {
    sql: &'a Connection,
    grant: &'a Grant,
    operation: i64,
    fields: Vec<FieldChange>,
    /// How many rows are not told.
    more: i64,
}

fn told<'a>(sql: &'a Connection, grant: &'a Grant, past: &Past, only: Option<i64>) -> Result<Told<'a>> {
    let mut told = Told { sql, grant, operation: past.id, fields: Vec::new(), more: 0 };
    let Some((first, last)) = past.changes else { return Ok(told) };
    told.more = last - first + 1;
    match only {
        Some(lead) => told.rows(
            sql.prepare_cached(ONE_LEAD)?.query(rusqlite::params![first, last, TOLD_ROWS, lead, past.id])?,
        )?,
        None => {
            told.rows(sql.prepare_cached(EVERY_ROW)?.query(rusqlite::params![first, last, TOLD_ROWS])?)?
        }
    }
    Ok(told)
}

impl Told<'_> {
    fn rows(&mut self, mut rows: rusqlite::Rows<'_>) -> Result<()> {
        while let Some(row) = rows.next()? {
            let (table, id): (String, i64) = (row.get(0)?, row.get(1)?);
            // What happened to a lead out of reach is told by the sentence alone.
            if table == "leads" && !leads::is_in_reach(self.sql, self.grant, id)? {
                continue;
            }
            self.more = (self.more - 1).max(0);
            match row.get_ref(2)?.as_str_or_null()? {
                Some(what) => self.changed(&table, id, what)?,
                None => self.added(&table, id)?,
            }
        }
        Ok(())
    }

    fn changed(&mut self, table: &str, row: i64, what: &str) -> Result<()> {
        let map: Map<String, Value> = serde_json::from_str(what).unwrap_or_default();
        if let (Some(column), Some(pair)) = (words::belonging(table), map.get("deleted_at")) {
            let values = row_now(self.sql, table, row)?.unwrap_or_default();
            let named = values.get(column).unwrap_or(&Value::Null);
            let (old, new) = if pair[1].is_null() { (&Value::Null, named) } else { (named, &Value::Null) };
            return self.tell(table, column, old, new);
        }
        for column in words::columns(table) {
            if let Some(pair) = map.get(column) {
                self.tell(table, column, &pair[0], &pair[1])?;
            }
        }
        Ok(())
    }

    /// The values a row was added with: the row as it is, with every later change taken off.
    fn added(&mut self, table: &str, row: i64) -> Result<()> {
        let Some(mut values) = row_now(self.sql, table, row)? else { return Ok(()) };
        let mut statement = self.sql.prepare_cached(
            "SELECT what FROM changes WHERE tbl = ?1 AND row = ?2 AND operation >= ?3 AND what IS NOT NULL ORDER BY id DESC",
        )?;
        let mut later = statement.query(rusqlite::params![table, row, self.operation])?;
        while let Some(change) = later.next()? {
            let map: Map<String, Value> =
                serde_json::from_str(change.get_ref(0)?.as_str()?).unwrap_or_default();
            for (column, pair) in map {
                values.insert(column, pair[0].clone());
            }
        }
        for column in words::columns(table) {
            let Some(value) = values.get(column) else { continue };
            if words::value(self.sql, table, column, value)?.is_some() {
                self.tell(table, column, &Value::Null, value)?;
            }
        }
        Ok(())
    }

    fn tell(&mut self, table: &str, column: &'static str, old: &Value, new: &Value) -> Result<()> {
        let shown = |logged: &Value| -> Result<Option<String>> {
            let value = words::value(self.sql, table, column, logged)?;
            let is_leads = table == "leads";
            Ok(value.map(|text| if is_leads { leads::value_for(self.grant, column, text) } else { text }))
        };
        let change = FieldChange {
            field: column.to_owned(),
            label: words::label(table, column).unwrap_or(column).to_owned(),
            old: shown(old)?,
            new: shown(new)?,
        };
        self.fields.push(change);
        Ok(())
    }
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

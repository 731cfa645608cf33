//! What an operation changed, row by row and column by column, as it is told to who asks.

use std::collections::HashMap;

use rusqlite::{Connection, Rows, params};
use serde_json::Value;

use super::rows::{self, Row};
use super::undo::Past;
use super::{FieldChange, erasure, said, words};
use crate::access::Grant;
use crate::error::Result;
use crate::{leads, settings};

/// How many rows of one operation are told column by column; an import of thousands is told by its sentence.
const TOLD_ROWS: i64 = 20;

/// What an operation did to everything, row after row.
const EVERY_ROW: &str = "SELECT tbl, row, what FROM changes WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3";

/// What it did to one lead: found by the lead, for an import has a hundred thousand other rows.
const ONE_LEAD: &str = "SELECT tbl, row, what FROM changes \
     WHERE tbl = 'leads' AND row = ?1 AND operation = ?2 ORDER BY id";

/// What it did to whom the lead is shared with: `CROSS JOIN` has SQLite begin with the lead's own handful.
const ITS_SHARES: &str = "SELECT tbl, row, what FROM lead_shares CROSS JOIN changes \
     ON tbl = 'lead_shares' AND row = lead_shares.id AND operation = ?2 WHERE lead_id = ?1 ORDER BY changes.id";

/// The changes of an operation as they are told to who asks.
pub(super) struct Told<'a> {
    sql: &'a Connection,
    grant: &'a Grant,
    operation: i64,
    at: &'a str,
    /// The lead that the entry is about, which its changes need not name.
    about: Option<i64>,
    defaults: HashMap<String, Row>,
    pub fields: Vec<FieldChange>,
    /// How many rows are not told.
    pub more: i64,
}

impl<'a> Told<'a> {
    /// Everything that the operation of `at` did, or with `only` what it did to that lead.
    pub fn of(
        sql: &'a Connection,
        grant: &'a Grant,
        past: &Past,
        at: &'a str,
        only: Option<i64>,
    ) -> Result<Self> {
        let mut told = Told {
            sql,
            grant,
            operation: past.id,
            at,
            about: only.or(past.lead),
            defaults: HashMap::new(),
            fields: Vec::new(),
            more: 0,
        };
        let Some((first, last)) = past.changes else { return Ok(told) };
        match only {
            Some(lead) => {
                for statement in [ONE_LEAD, ITS_SHARES] {
                    told.rows(sql.prepare_cached(statement)?.query([lead, past.id])?)?;
                }
            }
            None => {
                let rows =
                    told.rows(sql.prepare_cached(EVERY_ROW)?.query(params![first, last, TOLD_ROWS])?)?;
                told.more = last - first + 1 - rows;
            }
        }
        Ok(told)
    }

    /// Tells the rows; answers with how many were told.
    fn rows(&mut self, mut rows: Rows<'_>) -> Result<i64> {
        let mut told = 0;
        while let Some(row) = rows.next()? {
            let (table, id): (String, i64) = (row.get(0)?, row.get(1)?);
            // What happened to a lead out of reach is told by the sentence alone.
            if table == "leads" && !leads::is_in_reach(self.sql, self.grant, id)? {
                continue;
            }
            told += 1;
            // What is left of an erased lead says nothing of what it was.
            if table == "leads" && erasure::is_erased_lead(self.sql, id)? {
                continue;
            }
            match row.get_ref(2)?.as_str_or_null()? {
                Some(what) => self.changed(&table, id, &rows::changed(what))?,
                None => self.added(&table, id)?,
            }
        }
        Ok(told)
    }

    fn changed(&mut self, table: &str, row: i64, columns: &Row) -> Result<()> {
        if let (Some(column), Some(pair)) = (words::belonging(table), columns.get("deleted_at")) {
            let values = rows::now(self.sql, table, row)?.unwrap_or_default();
            let named = values.get(column).unwrap_or(&Value::Null);
            let (old, new) = if pair[1].is_null() { (&Value::Null, named) } else { (named, &Value::Null) };
            return self.tell(table, row, column, old, new);
        }
        if table == "settings" {
            return self.setting(row, columns);
        }
        for column in words::columns(table) {
            // A row that is noted whole has columns in which nothing stands.
            if let Some(pair) = columns.get(column).filter(|pair| pair[0] != pair[1]) {
                self.tell(table, row, column, &pair[0], &pair[1])?;
            }
        }
        Ok(())
    }

    /// The values a row was added with, but those that every new row has.
    fn added(&mut self, table: &str, row: i64) -> Result<()> {
        let Some(values) = rows::before(self.sql, table, row, self.operation)? else { return Ok(()) };
        if table == "settings" {
            let added =
                Row::from_iter([("value".to_owned(), serde_json::json!([null, values.get("value")]))]);
            return self.setting(row, &added);
        }
        if !self.defaults.contains_key(table) {
            self.defaults.insert(table.to_owned(), rows::defaults(self.sql, table)?);
        }
        for column in words::columns(table) {
            let Some(value) = values.get(column).filter(|value| !self.is_plain(table, column, value)) else {
                continue;
            };
            if words::value(self.sql, table, column, value)?.is_some() {
                self.tell(table, row, column, &Value::Null, value)?;
            }
        }
        Ok(())
    }

    /// Whether a new row's value says nothing: it is the column's default, or the moment of the entry itself.
    fn is_plain(&self, table: &str, column: &str, value: &Value) -> bool {
        let default = self.defaults.get(table).and_then(|defaults| defaults.get(column));
        default == Some(value) || (column == "created_at" && value.as_str() == Some(self.at))
    }

    /// A setting is called by its own name, and without its row it has its default.
    fn setting(&mut self, row: i64, columns: &Row) -> Result<()> {
        let values = rows::now(self.sql, "settings", row)?.unwrap_or_default();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let name = values.get("name").and_then(text).unwrap_or_default();
        let sides = match (columns.get("value"), columns.get("deleted_at")) {
            (Some(pair), _) => [text(&pair[0]), text(&pair[1])],
            (None, Some(pair)) => {
                let value = values.get("value").and_then(text);
                if pair[1].is_null() { [None, value] } else { [value, None] }
            }
            (None, None) => return Ok(()),
        };
        let [old, new] = sides.map(|side| settings::in_words(&name, side.as_deref()));
        if let (Some((label, old)), Some((_, new))) = (old, new) {
            self.push("settings", "value", label, Some(old), Some(new), None);
        }
        Ok(())
    }

    fn tell(&mut self, table: &str, row: i64, column: &'static str, old: &Value, new: &Value) -> Result<()> {
        let shown = |logged: &Value| shown(self.sql, self.grant, table, column, logged);
        let (old, new) = (shown(old)?, shown(new)?);
        let subject = if column == "deleted_at" { self.subject(table, row)? } else { None };
        let label = words::label(table, column).unwrap_or(column);
        self.push(table, column, label, old, new, subject.as_deref());
        Ok(())
    }

    /// What was deleted or had back, unless it is the lead that the whole entry is about.
    fn subject(&self, table: &str, row: i64) -> Result<Option<String>> {
        if table == "leads" && self.about == Some(row) {
            return Ok(None);
        }
        let Some(values) = rows::now(self.sql, table, row)? else { return Ok(None) };
        let text = |column: &str| values.get(column).and_then(Value::as_str).unwrap_or_default().to_owned();
        let subject = match words::naming(table) {
            Some((column, label)) => format!("{label} {}", text(column)),
            None if table == "leads" => format!("{} {}", text("first_name"), text("last_name")),
            None => String::new(),
        };
        Ok(Some(subject.trim().to_owned()).filter(|subject| !subject.is_empty()))
    }

    fn push(
        &mut self,
        table: &str,
        column: &str,
        label: &str,
        old: Option<String>,
        new: Option<String>,
        subject: Option<&str>,
    ) {
        let sentence = said::change(table, column, label, old.as_deref(), new.as_deref(), subject);
        self.fields.push(FieldChange {
            field: column.to_owned(),
            label: label.to_owned(),
            old,
            new,
            sentence,
        });
    }
}

/// A logged value in the user's words, as who asks may see it.
pub(super) fn shown(
    sql: &Connection,
    grant: &Grant,
    table: &str,
    column: &str,
    logged: &Value,
) -> Result<Option<String>> {
    let value = words::value(sql, table, column, logged)?;
    Ok(value.map(|text| if table == "leads" { leads::value_for(grant, column, text) } else { text }))
}

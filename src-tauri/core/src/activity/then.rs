//! A lead as it was after one of its changes, beside what it is now.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::rows::{self, Row};
use super::{history, told, words};
use crate::error::{Code, Error, Result};
use crate::leads;
use crate::office::Reading;

/// Which lead, and after which operation.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ThenQuestion {
    pub id: i64,
    pub operation: i64,
}

/// A lead as it was.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LeadThen {
    pub operation: i64,
    pub at: String,
    pub who: String,
    pub sentence: String,
    /// It was in the trash then.
    pub deleted: bool,
    /// Every field that has a value then or now, in the order of the form.
    pub fields: Vec<ThenField>,
}

/// One field then and now, in the user's words, as who asks may see it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ThenField {
    pub field: String,
    pub label: String,
    pub then: Option<String>,
    pub now: Option<String>,
    /// The two are different; true also where both are masked alike.
    pub differs: bool,
    /// This very operation changed it.
    pub changed_by_it: bool,
}

/// The lead as it was after an operation of its history.
///
/// # Errors
/// Missing where the lead is not in reach or was erased for good, or where the operation is not in its history: who
/// asks would read of somebody else's otherwise.
pub fn lead_then(reading: &Reading<'_>, asked: ThenQuestion) -> Result<LeadThen> {
    let sql = reading.sql;
    leads::in_reach(sql, reading.grant, asked.id)?;
    let now = rows::now(sql, "leads", asked.id)?.unwrap_or_default();
    if has_value(now.get("erased_at")) {
        return Err(Error::new(
            Code::Missing,
            "What this lead held was erased for good, so nobody can see how it was.",
        ));
    }
    if !history::concerns(sql, asked.id, asked.operation)? || is_added_after(sql, asked)? {
        return Err(Error::new(
            Code::Missing,
            "The lead’s history has no such moment. Choose one from its history.",
        ));
    }
    let then = rows::before(sql, "leads", asked.id, asked.operation.saturating_add(1))?.unwrap_or_default();
    let (past, at, who) = history::header(sql, asked.operation)?;
    Ok(LeadThen {
        operation: asked.operation,
        at,
        who,
        sentence: leads::sentence_for(reading.grant, past.sentence),
        deleted: has_value(then.get("deleted_at")),
        fields: fields(reading, asked, &then, &now)?,
    })
}

/// The fields in the order of the form. Whether they differ is asked of the values themselves, before any mask.
fn fields(reading: &Reading<'_>, asked: ThenQuestion, then: &Row, now: &Row) -> Result<Vec<ThenField>> {
    let touched = touched(reading.sql, asked, then)?;
    let mut fields = Vec::new();
    for field in leads::form() {
        let column = leads::column_of(field.name);
        let shown = |row: &Row| {
            let value = row.get(column).unwrap_or(&Value::Null);
            told::shown(reading.sql, reading.grant, "leads", column, value)
        };
        let (was, is) = (shown(then)?, shown(now)?);
        if was.is_none() && is.is_none() {
            continue;
        }
        fields.push(ThenField {
            field: field.name.to_owned(),
            label: words::label("leads", column).unwrap_or(field.label).to_owned(),
            then: was,
            now: is,
            differs: plain(then.get(column)) != plain(now.get(column)),
            changed_by_it: touched.contains(column),
        });
    }
    Ok(fields)
}

/// The columns that the operation changed; of an added row, those that it was given.
fn touched(sql: &Connection, asked: ThenQuestion, then: &Row) -> Result<BTreeSet<String>> {
    let mut statement = sql.prepare_cached(
        "SELECT what FROM changes WHERE tbl = 'leads' AND row = ?1 AND operation = ?2 ORDER BY id",
    )?;
    let mut changes = statement.query([asked.id, asked.operation])?;
    let mut touched = BTreeSet::new();
    while let Some(change) = changes.next()? {
        match change.get_ref(0)?.as_str_or_null()? {
            Some(what) => touched.extend(rows::changed(what).into_iter().map(|(column, _)| column)),
            None => {
                let defaults = rows::defaults(sql, "leads")?;
                let given = then
                    .iter()
                    .filter(|(column, value)| has_value(Some(value)) && defaults.get(*column) != Some(value));
                touched.extend(given.map(|(column, _)| column.clone()));
            }
        }
    }
    Ok(touched)
}

/// Whether the lead was not there yet at that moment.
fn is_added_after(sql: &Connection, asked: ThenQuestion) -> Result<bool> {
    Ok(sql
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM changes WHERE tbl = 'leads' AND row = ?1 AND operation > ?2 AND what IS NULL)",
        )?
        .query_row(params![asked.id, asked.operation], |row| row.get(0))?)
}

fn has_value(value: Option<&Value>) -> bool {
    plain(value).is_some()
}

/// A value; an empty text is none.
fn plain(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null() && value.as_str() != Some(""))
}

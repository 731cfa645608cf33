//! Takes an operation back, row by row, unless a later change of the same rows stands in the way.

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::may_undo::{is_final, why_not};
use super::{Done, Said, UndoWhat, written};
use crate::access::Grant;
use crate::error::{Code, Error, Result};
use crate::office::Operation;

/// An operation as undo looks at it.
pub(super) struct Past {
    pub id: i64,
    pub account: Option<i64>,
    pub action: String,
    pub sentence: String,
    pub lead: Option<i64>,
    pub undoes: Option<i64>,
    pub changes: Option<(i64, i64)>,
}

/// Takes back one operation; the undo is itself an operation.
///
/// Refused when it was undone already, changed nothing, may not be undone by this person, or when a later
/// change of the same columns stands.
pub fn undo(operation: &mut Operation<'_>, what: UndoWhat) -> Result<Done> {
    let past = match what.operation {
        Some(id) => past(operation.sql, id)?,
        None => latest_own(operation.sql, operation.grant.account)?,
    };
    if let Some(reason) = why_not(operation.sql, operation.grant, &past)? {
        return Err(Error::new(Code::Refused, reason));
    }
    if let Some(reason) = in_the_way(operation.sql, operation.grant, &past)? {
        return Err(Error::new(Code::MovedOn, reason));
    }
    // Checked by why_not: without changes there is nothing to undo.
    let (first, last) = past.changes.unwrap_or((1, 0));
    take_back(operation, first, last)?;
    let sentence = if past.undoes.is_some() {
        format!("Done again: {}", past.sentence.trim_start_matches("Undone: "))
    } else {
        format!("Undone: {}", past.sentence)
    };
    operation.say(Said {
        action: "undo".to_owned(),
        sentence: sentence.clone(),
        lead: past.lead,
        undoes: Some(past.id),
    });
    let sentence = crate::leads::sentence_for(operation.grant, sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// Whether an operation is taken back at present; an undo that was itself undone does not count.
pub(super) fn is_undone(sql: &Connection, id: i64) -> Result<bool> {
    let undoing = sql
        .prepare_cached("SELECT id FROM operations WHERE undoes = ?1")?
        .query_map([id], |row| row.get::<_, i64>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    for undo in undoing {
        if !is_undone(sql, undo)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One operation of the log.
pub(super) fn past(sql: &Connection, id: i64) -> Result<Past> {
    sql.prepare_cached(
        "SELECT id, account_id, action, sentence, lead_id, undoes, first_change, last_change FROM operations WHERE id = ?1",
    )?
    .query_row([id], read_past)
    .optional()?
    .ok_or_else(|| Error::new(Code::Missing, format!("There is no operation {id} in this office. Look it up in the activity log.")))
}

pub(super) fn read_past(row: &rusqlite::Row<'_>) -> rusqlite::Result<Past> {
    Ok(Past {
        id: row.get("id")?,
        account: row.get("account_id")?,
        action: row.get("action")?,
        sentence: row.get("sentence")?,
        lead: row.get("lead_id")?,
        undoes: row.get("undoes")?,
        changes: row.get::<_, Option<i64>>("first_change")?.zip(row.get::<_, Option<i64>>("last_change")?),
    })
}

fn latest_own(sql: &Connection, account: i64) -> Result<Past> {
    let mut statement = sql.prepare_cached(
        "SELECT id, account_id, action, sentence, lead_id, undoes, first_change, last_change FROM operations \
         WHERE account_id = ?1 AND undoes IS NULL AND first_change IS NOT NULL ORDER BY id DESC",
    )?;
    let mut rows = statement.query([account])?;
    while let Some(row) = rows.next()? {
        let past = read_past(row)?;
        if !is_final(&past.action) && !is_undone(sql, past.id)? {
            return Ok(past);
        }
    }
    Err(Error::new(Code::Missing, "There is nothing of yours left to undo."))
}

/// The first later operation that touched the same columns of the same rows and stands, as a sentence.
fn in_the_way(sql: &Connection, grant: &Grant, past: &Past) -> Result<Option<String>> {
    let Some((first, last)) = past.changes else { return Ok(None) };
    let mut statement = sql.prepare_cached(
        "SELECT mine.tbl, mine.what, later.operation, later.what FROM changes AS mine \
         JOIN changes AS later ON later.tbl = mine.tbl AND later.row = mine.row AND later.operation > mine.operation \
         WHERE mine.id BETWEEN ?1 AND ?2",
    )?;
    let mut known: std::collections::HashMap<i64, bool> = std::collections::HashMap::new();
    let mut rows = statement.query([first, last])?;
    while let Some(row) = rows.next()? {
        let later: i64 = row.get(2)?;
        let stands = match known.get(&later) {
            Some(stands) => *stands,
            None => {
                // An undo counts through what it took back, not by itself.
                let stands = self::past(sql, later)?.undoes.is_none() && !is_undone(sql, later)?;
                known.insert(later, stands);
                stands
            }
        };
        if stands && overlap(row.get_ref(1)?.as_str_or_null()?, row.get_ref(3)?.as_str_or_null()?) {
            return blocking_sentence(sql, grant, later).map(Some);
        }
    }
    Ok(None)
}

/// Whether two changes of one row touch a common column; a new row is touched by everything.
fn overlap(mine: Option<&str>, later: Option<&str>) -> bool {
    let (Some(mine), Some(later)) = (mine, later) else { return true };
    let columns = |what: &str| -> BTreeSet<String> {
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(what)
            .map(|map| map.into_iter().map(|(column, _)| column).collect())
            .unwrap_or_default()
    };
    !columns(mine).is_disjoint(&columns(later))
}

fn blocking_sentence(sql: &Connection, grant: &Grant, operation: i64) -> Result<String> {
    let (who, at, sentence): (Option<String>, String, String) = sql.query_row(
        "SELECT (SELECT name FROM accounts WHERE id = operations.account_id), at, sentence FROM operations WHERE id = ?1",
        [operation],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let day = crate::values::day_shown(&at);
    let sentence = crate::leads::sentence_for(grant, sentence);
    Ok(format!(
        "{} changed it since ({sentence}, {day}). Undo that first.",
        who.unwrap_or_else(|| "Porchlight".to_owned())
    ))
}

fn take_back(operation: &mut Operation<'_>, first: i64, last: i64) -> Result<()> {
    let now = written(operation.now);
    let mut statement = operation
        .sql
        .prepare("SELECT tbl, row, what FROM changes WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC")?;
    let mut rows = statement.query([first, last])?;
    while let Some(row) = rows.next()? {
        let table: String = row.get(0)?;
        let id: i64 = row.get(1)?;
        let what = row.get_ref(2)?.as_str_or_null()?;
        let columns = match what {
            None => vec![Column {
                name: "deleted_at".to_owned(),
                left: Value::Null,
                back: Value::Text(now.clone()),
            }],
            Some(what) => columns_of(what)?,
        };
        if !put(operation.sql, &table, id, columns)? {
            return Err(Error::new(Code::MovedOn, moved_on(operation, &table, id, what)?));
        }
        if table == "leads" {
            operation
                .sql
                .prepare_cached(
                    "UPDATE OR ROLLBACK leads SET updated_at = ?1, updated_by = ?2 WHERE id = ?3",
                )?
                .execute(params![now, operation.grant.account, id])?;
        }
    }
    Ok(())
}

/// A column that is taken back: the value that the operation left in it, and the one it had before.
struct Column {
    name: String,
    left: Value,
    back: Value,
}

fn columns_of(what: &str) -> Result<Vec<Column>> {
    let map: serde_json::Map<String, serde_json::Value> = serde_json::from_str(what).map_err(|_| {
        Error::new(Code::Damaged, "The activity log holds a change that cannot be read. Check the office.")
    })?;
    Ok(map
        .into_iter()
        .map(|(name, pair)| Column { name, left: logged(pair.get(1)), back: logged(pair.get(0)) })
        .collect())
}

fn logged(value: Option<&serde_json::Value>) -> Value {
    match value {
        Some(serde_json::Value::String(text)) => Value::Text(text.clone()),
        Some(serde_json::Value::Number(number)) => {
            number.as_i64().map_or_else(|| Value::Real(number.as_f64().unwrap_or_default()), Value::Integer)
        }
        _ => Value::Null,
    }
}

/// Sets columns of one row back, unless one of them holds by now what the operation did not leave in it; false
/// then. Table and column names come from the schema through the triggers, never from a user.
fn put(sql: &Connection, table: &str, id: i64, columns: Vec<Column>) -> Result<bool> {
    let sets: Vec<String> = columns.iter().map(|column| format!("\"{}\" = ?", column.name)).collect();
    let still: Vec<String> = columns.iter().map(|column| format!("\"{}\" IS ?", column.name)).collect();
    let statement = format!(
        "UPDATE OR ROLLBACK \"{table}\" SET {} WHERE {} AND id = ?",
        sets.join(", "),
        still.join(" AND ")
    );
    let (back, left): (Vec<Value>, Vec<Value>) =
        columns.into_iter().map(|column| (column.back, column.left)).unzip();
    let bound = back.into_iter().chain(left).chain([Value::Integer(id)]);
    let rows = sql.prepare_cached(&statement)?.execute(params_from_iter(bound)).map_err(|error| {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::ConstraintViolation) => Error::new(
                Code::MovedOn,
                "Something else has taken its place since, so it cannot come back. Rename or remove that first.",
            ),
            _ => error.into(),
        }
    })?;
    Ok(rows == 1)
}

/// Who touched the same columns of a row last, as a sentence.
fn moved_on(operation: &Operation<'_>, table: &str, id: i64, what: Option<&str>) -> Result<String> {
    let mut statement = operation.sql.prepare(
        "SELECT operation, what FROM changes WHERE tbl = ?1 AND row = ?2 AND operation < ?3 ORDER BY operation DESC",
    )?;
    let mut rows = statement.query(params![table, id, operation.id])?;
    while let Some(row) = rows.next()? {
        if overlap(what, row.get_ref(1)?.as_str_or_null()?) {
            return blocking_sentence(operation.sql, operation.grant, row.get(0)?);
        }
    }
    Ok("It was changed since, outside the activity log. Check the office.".to_owned())
}

//! Takes the changes of an operation back, row by row, latest first.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::survey::{Survey, columns_of};
use crate::activity::written;
use crate::error::{Code, Error, Result};
use crate::office::Operation;

/// A column that is taken back: the value that the operation left in it, and the one it had before.
struct Column {
    name: String,
    left: Value,
    back: Value,
}

/// What is written into a row beside the columns that are taken back.
struct By<'a> {
    now: &'a str,
    account: i64,
}

/// Takes back everything that the survey does not keep.
///
/// # Errors
/// `Code::MovedOn` where a row is not as the log left it; then nothing has happened.
pub(super) fn take_back(operation: &Operation<'_>, survey: &Survey<'_>) -> Result<()> {
    let now = written(operation.now);
    let by = By { now: &now, account: operation.grant.account };
    let mut statement = operation
        .sql
        .prepare("SELECT tbl, row, what FROM changes WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC")?;
    let mut rows = statement.query([survey.first, survey.last])?;
    while let Some(change) = rows.next()? {
        let table = change.get_ref(0)?.as_str()?;
        let row: i64 = change.get(1)?;
        if survey.left_out.has(table, row) {
            continue;
        }
        let columns = match change.get_ref(2)?.as_str_or_null()? {
            None => vec![Column {
                name: "deleted_at".to_owned(),
                left: Value::Null,
                back: Value::Text(now.clone()),
            }],
            Some(what) => columns(what)?,
        };
        let columns = going(survey, table, row, columns)?;
        let kept_by = survey.schema.kept_by.iter().any(|known| known == table).then_some(&by);
        if !columns.is_empty() && !put(operation.sql, table, row, columns, kept_by)? {
            return Err(Error::new(
                Code::MovedOn,
                "It was changed since, outside the activity log. Check the office.",
            ));
        }
    }
    Ok(())
}

/// The columns of a change that are taken back: those that stand and are not kept.
fn going(survey: &Survey<'_>, table: &str, row: i64, columns: Vec<Column>) -> Result<Vec<Column>> {
    let mut going = Vec::with_capacity(columns.len());
    for column in columns {
        if !survey.kept.keeps(table, row, &column.name)
            && survey.acts.stands_at(survey.act.id, table, row, &column.name)?
        {
            going.push(column);
        }
    }
    Ok(going)
}

fn columns(what: &str) -> Result<Vec<Column>> {
    let columns = columns_of(what)?.into_iter();
    Ok(columns
        .map(|(name, pair)| Column { name, left: logged(pair.get(1)), back: logged(pair.get(0)) })
        .collect())
}

/// A value as the log writes it, as the database has it.
pub(super) fn logged(value: Option<&serde_json::Value>) -> Value {
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
fn put(sql: &Connection, table: &str, row: i64, columns: Vec<Column>, by: Option<&By<'_>>) -> Result<bool> {
    let mut sets: Vec<String> = columns.iter().map(|column| format!("\"{}\" = ?", column.name)).collect();
    let still: Vec<String> = columns.iter().map(|column| format!("\"{}\" IS ?", column.name)).collect();
    let (mut bound, left): (Vec<Value>, Vec<Value>) =
        columns.into_iter().map(|column| (column.back, column.left)).unzip();
    if let Some(by) = by {
        sets.extend(["updated_at = ?".to_owned(), "updated_by = ?".to_owned()]);
        bound.extend([Value::Text(by.now.to_owned()), Value::Integer(by.account)]);
    }
    let statement = format!(
        "UPDATE OR ROLLBACK \"{table}\" SET {} WHERE {} AND id = ?",
        sets.join(", "),
        still.join(" AND ")
    );
    let bound = bound.into_iter().chain(left).chain([Value::Integer(row)]);
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

//! A row of a logged table as it is, as it was before some entry of the log, and as a new one comes.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value};

use super::words;
use crate::error::Result;

/// A row's columns with their values, as the log writes values.
pub(super) type Row = Map<String, Value>;

/// A row as it is; none where there is none. The table is one that a trigger noted.
pub(super) fn now(sql: &Connection, table: &str, row: i64) -> Result<Option<Row>> {
    let mut statement = sql.prepare_cached(&format!("SELECT * FROM \"{table}\" WHERE id = ?1"))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let values = statement
        .query_row([row], |found| {
            names
                .iter()
                .enumerate()
                .map(|(at, name)| Ok((name.clone(), words::as_logged(found.get_ref(at)?))))
                .collect::<rusqlite::Result<Row>>()
        })
        .optional()?;
    Ok(values)
}

/// A row as it was before an entry changed it, or as it was added with: as it is, with every change from that entry on
/// taken off. A column that a later migration brought has what it has now.
pub(super) fn before(sql: &Connection, table: &str, row: i64, entry: i64) -> Result<Option<Row>> {
    let Some(mut values) = now(sql, table, row)? else { return Ok(None) };
    let mut statement = sql.prepare_cached(
        "SELECT what FROM changes WHERE tbl = ?1 AND row = ?2 AND operation >= ?3 AND what IS NOT NULL ORDER BY operation DESC, id DESC",
    )?;
    let mut later = statement.query(params![table, row, entry])?;
    while let Some(change) = later.next()? {
        for (column, pair) in changed(change.get_ref(0)?.as_str()?) {
            values.insert(column, pair[0].clone());
        }
    }
    Ok(Some(values))
}

/// The columns of a noted change with [old, new] of each.
pub(super) fn changed(what: &str) -> Row {
    serde_json::from_str(what).unwrap_or_default()
}

/// What a new row of the table holds where nobody said anything.
pub(super) fn defaults(sql: &Connection, table: &str) -> Result<Row> {
    let mut statement = sql
        .prepare_cached("SELECT name, dflt_value FROM pragma_table_info(?1) WHERE dflt_value IS NOT NULL")?;
    let mut rows = statement.query([table])?;
    let mut defaults = Row::new();
    while let Some(row) = rows.next()? {
        let (name, literal): (String, String) = (row.get(0)?, row.get(1)?);
        defaults.insert(name, value_of(&literal));
    }
    Ok(defaults)
}

/// The value of a literal of the schema.
fn value_of(literal: &str) -> Value {
    if let Some(text) = literal.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return text.replace("''", "'").into();
    }
    literal.parse::<i64>().map_or(Value::Null, Value::from)
}

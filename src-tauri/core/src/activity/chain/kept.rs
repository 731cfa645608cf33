//! Tables whose rows never change, and which the log notes whole: what stands there is what their entries say.

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value};

use super::Wrong;
use crate::activity::capture::NOTED_WHOLE;
use crate::activity::words::as_logged;
use crate::error::Result;

/// A change of such a table, as the log has it.
pub(super) struct Kept {
    pub entry: i64,
    pub table: &'static str,
    pub row: i64,
    pub what: String,
}

/// The table of this name among those that are noted whole.
pub(super) fn named(table: &[u8]) -> Option<&'static str> {
    NOTED_WHOLE.iter().copied().find(|(name, _)| name.as_bytes() == table).map(|(name, _)| name)
}

/// The first of these rows that is not what its entry says, else one that no entry tells of.
pub(super) fn first_wrong(sql: &Connection, kept: &[Kept]) -> Result<Option<Wrong>> {
    for one in kept {
        if !stands(sql, one)? {
            return Ok(Some(Wrong::of_entry(one.entry, None)));
        }
    }
    for (table, words) in NOTED_WHOLE {
        if has_one_untold(sql, table)? {
            let sentence = format!(
                "There is {words} that no entry of the activity log tells of: it was added, or its entry removed, outside Porchlight."
            );
            return Ok(Some(Wrong { entry: None, sentence, said: None }));
        }
    }
    Ok(None)
}

/// Whether there is a row of the table that no entry tells of.
fn has_one_untold(sql: &Connection, table: &str) -> Result<bool> {
    let mut told = sql.prepare_cached("SELECT 1 FROM changes WHERE tbl = ?1 AND row = ?2")?;
    let mut ids = sql.prepare(&format!("SELECT id FROM \"{table}\""))?;
    let mut rows = ids.query([])?;
    while let Some(row) = rows.next()? {
        if !told.exists((table, row.get::<_, i64>(0)?))? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn stands(sql: &Connection, kept: &Kept) -> Result<bool> {
    let mut statement = sql.prepare_cached(&format!("SELECT * FROM \"{}\" WHERE id = ?1", kept.table))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let row = statement
        .query_row([kept.row], |row| {
            let column = |(at, name): (usize, &String)| {
                Ok((name.clone(), Value::Array(vec![Value::Null, as_logged(row.get_ref(at)?)])))
            };
            let columns = names.iter().enumerate().filter(|(_, name)| *name != "id");
            columns.map(column).collect::<rusqlite::Result<Map<_, _>>>()
        })
        .optional()?;
    Ok(row.is_some_and(|row| {
        serde_json::from_str::<Map<String, Value>>(&kept.what).is_ok_and(|said| said == row)
    }))
}

//! The SQL of search: what of a lead is searched, and which leads changed.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Result;
use crate::values::{digits, fold};

/// The text a lead is searched by.
pub fn search_text(sql: &Connection, id: i64) -> Result<Option<String>> {
    let text = sql
        .prepare_cached(
            "SELECT id, first_name, last_name, phone, phone_digits, e_contact_phone, email, city, zip_code, medicaid_no, \
             e_contact_name, comments FROM leads WHERE deleted_at IS NULL AND id = ?1",
        )?
        .query_row([id], read)
        .optional()?;
    Ok(text.map(|(_, text)| text))
}

/// Every lead's text, one after another.
pub fn each_search_text(sql: &Connection, mut each: impl FnMut(i64, &str)) -> Result<()> {
    let mut statement = sql.prepare_cached(
        "SELECT id, first_name, last_name, phone, phone_digits, e_contact_phone, email, city, zip_code, medicaid_no, \
         e_contact_name, comments FROM leads WHERE deleted_at IS NULL",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, text) = read(row)?;
        each(id, &text);
    }
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, String)> {
    let text = |column: usize| -> rusqlite::Result<&str> { Ok(row.get_ref(column)?.as_str()?) };
    let mut all = String::with_capacity(160);
    for column in [1, 2, 3, 4, 6, 7, 8, 9, 10, 11] {
        // A blank after the first name lets 'ruth abel' be found as it is written.
        all.push_str(text(column)?);
        all.push(if column == 1 { ' ' } else { '\n' });
    }
    all.push_str(&digits(text(5)?));
    all.push('\n');
    Ok((row.get(0)?, fold(&all)))
}

/// The leads that operations after `version` touched, at most `most`.
pub fn changed_leads(sql: &Connection, version: i64, most: usize) -> Result<Vec<i64>> {
    let first: Option<i64> = sql
        .prepare_cached("SELECT min(first_change) FROM operations WHERE id > ?1")?
        .query_row([version], |row| row.get(0))?;
    let Some(first) = first else { return Ok(Vec::new()) };
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let ids = sql
        .prepare_cached("SELECT DISTINCT row FROM changes WHERE id >= ?1 AND tbl = 'leads' LIMIT ?2")?
        .query_map(params![first, most], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    Ok(ids)
}

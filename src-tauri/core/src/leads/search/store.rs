//! The SQL of search: what of a lead is searched, and which leads changed.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Text, Which};
use crate::error::Result;
use crate::values::{digits, fold};

/// What one lead is searched by.
const LIVE_TEXT: &str = "SELECT id, first_name, last_name, phone, phone_digits, e_contact_phone, email, city, zip_code, medicaid_no, \
     e_contact_name, comments FROM leads WHERE deleted_at IS NULL AND id = ?1";
const TRASH_TEXT: &str = "SELECT id, first_name, last_name, phone, phone_digits, e_contact_phone, email, city, zip_code, medicaid_no, \
     e_contact_name, comments FROM leads WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND id = ?1";

/// What all of them are searched by.
const LIVE_TEXTS: &str = "SELECT id, first_name, last_name, phone, phone_digits, e_contact_phone, email, city, zip_code, medicaid_no, \
     e_contact_name, comments FROM leads WHERE deleted_at IS NULL";
const TRASH_TEXTS: &str = "SELECT id, first_name, last_name, phone, phone_digits, e_contact_phone, email, city, zip_code, medicaid_no, \
     e_contact_name, comments FROM leads WHERE deleted_at IS NOT NULL AND erased_at IS NULL";

/// The text a lead is searched by; none where it is not one of these leads.
pub(super) fn search_text(sql: &Connection, which: Which, id: i64) -> Result<Option<Text>> {
    let question = match which {
        Which::Live => LIVE_TEXT,
        Which::Trash => TRASH_TEXT,
    };
    let text = sql.prepare_cached(question)?.query_row([id], read).optional()?;
    Ok(text.map(|(_, text)| text))
}

/// Every lead's text, one after another.
pub(super) fn each_search_text(
    sql: &Connection,
    which: Which,
    mut each: impl FnMut(i64, Text),
) -> Result<()> {
    let mut statement = sql.prepare_cached(match which {
        Which::Live => LIVE_TEXTS,
        Which::Trash => TRASH_TEXTS,
    })?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, text) = read(row)?;
        each(id, text);
    }
    Ok(())
}

/// The columns of each part of a text, open ones first; see the statements above.
const OPEN: &[usize] = &[1, 2, 7];
const CONTACT: &[usize] = &[3, 4, 6, 8, 10, 11];
const PROTECTED: &[usize] = &[9];

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Text)> {
    let mut whole = String::with_capacity(160);
    add(&mut whole, row, OPEN)?;
    let open = whole.len();
    add(&mut whole, row, CONTACT)?;
    whole.push_str(&digits(row.get_ref(5)?.as_str()?));
    whole.push('\n');
    let contact = whole.len();
    add(&mut whole, row, PROTECTED)?;
    Ok((row.get(0)?, folded(whole, open, contact)))
}

fn add(whole: &mut String, row: &Row<'_>, columns: &[usize]) -> rusqlite::Result<()> {
    for column in columns {
        // A blank after the first name lets 'ruth abel' be found as it is written.
        whole.push_str(row.get_ref(*column)?.as_str()?);
        whole.push(if *column == 1 { ' ' } else { '\n' });
    }
    Ok(())
}

/// Folds part by part, so that the parts' ends stay known; most texts keep their lengths.
fn folded(mut whole: String, open: usize, contact: usize) -> Text {
    if whole.is_ascii() {
        whole.make_ascii_lowercase();
        return Text { whole, open: length(open), contact: length(contact) };
    }
    let mut text = fold(&whole[..open]);
    let open_ends = text.len();
    text.push_str(&fold(&whole[open..contact]));
    let contact_ends = text.len();
    text.push_str(&fold(&whole[contact..]));
    Text { whole: text, open: length(open_ends), contact: length(contact_ends) }
}

/// A place in a text; a lead's fields have limits far below what does not fit.
fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// The leads that operations after `version` touched, at most `most`.
pub fn changed_leads(sql: &Connection, version: i64, most: usize) -> Result<Vec<i64>> {
    let first: Option<i64> = sql
        .prepare_cached("SELECT min(first_change) FROM operations WHERE id > ?1")?
        .query_row([version], |row| row.get(0))?;
    let Some(first) = first else { return Ok(Vec::new()) };
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let ids = sql
        // The plus keeps SQLite from going through every change of every lead there ever was.
        .prepare_cached("SELECT DISTINCT row FROM changes WHERE id >= ?1 AND +tbl = 'leads' LIMIT ?2")?
        .query_map(params![first, most], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    Ok(ids)
}

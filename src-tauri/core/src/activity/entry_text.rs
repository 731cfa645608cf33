//! Everything an entry of the log says, in the user's words, in parts by who may find by them: its sentence, and the
//! old and new values of every column that people are shown, of rows that were added too.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use super::{rows, words};
use crate::access::{Grant, Permission};
use crate::error::Result;
use crate::leads::{self, Kept};

/// How many names of rows are remembered while many entries are read.
const REMEMBERED: usize = 20_000;

/// What is fixed about an entry.
pub struct Header {
    pub id: i64,
    pub account: Option<i64>,
    pub action: String,
    sentence: String,
    pub lead: Option<i64>,
    changes: Option<(i64, i64)>,
}

/// Which parts of an entry's text somebody finds by.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    pub contact: bool,
    pub protected: bool,
}

impl Sight {
    pub fn of(grant: &Grant) -> Sight {
        let contact = !grant.masked;
        Sight { contact, protected: contact && grant.may(Permission::LeadsReveal) }
    }

    pub fn sees(self, kept: Kept) -> bool {
        match kept {
            Kept::Open => true,
            Kept::Contact => self.contact,
            Kept::Protected => self.protected,
        }
    }
}

/// Reads entries one after another.
pub struct EntryReader<'a> {
    sql: &'a Connection,
    /// Of whom only the leads in reach are read; none for everything.
    within: Option<&'a Grant>,
    names: HashMap<(String, &'static str, i64), Option<String>>,
}

/// Takes a piece of text, or a lead that the entry touches; false ends the reading.
pub trait Takes {
    fn text(&mut self, kept: Kept, text: &str) -> bool;
    fn lead(&mut self, _lead: i64) {}
}

/// One entry.
pub fn header(sql: &Connection, id: i64) -> Result<Option<Header>> {
    Ok(sql
        .prepare_cached(
            "SELECT id, account_id, action, sentence, lead_id, first_change, last_change FROM operations WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(Header {
                id: row.get(0)?,
                account: row.get(1)?,
                action: row.get(2)?,
                sentence: row.get(3)?,
                lead: row.get(4)?,
                changes: row.get::<_, Option<i64>>(5)?.zip(row.get::<_, Option<i64>>(6)?),
            })
        })
        .optional()?)
}

impl Header {
    /// How many rows it changed.
    pub fn rows(&self) -> i64 {
        self.changes.map_or(0, |(first, last)| last - first + 1)
    }
}

impl<'a> EntryReader<'a> {
    /// Reads all that entries say; with a grant, no values of leads out of its reach.
    pub fn new(sql: &'a Connection, within: Option<&'a Grant>) -> Self {
        Self { sql, within, names: HashMap::new() }
    }

    /// Reads an entry, up to so many of its rows; ends early where the taker has enough.
    pub fn read(&mut self, header: &Header, most: i64, taker: &mut impl Takes) -> Result<()> {
        let (open, contact) = leads::sentence_parts(&header.sentence);
        if !taker.text(Kept::Open, &open) || !taker.text(Kept::Contact, contact) {
            return Ok(());
        }
        let Some((first, last)) = header.changes else { return Ok(()) };
        let mut statement = self.sql.prepare_cached(
            "SELECT tbl, row, what FROM changes WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3",
        )?;
        let mut rows = statement.query(rusqlite::params![first, last, most])?;
        while let Some(row) = rows.next()? {
            let (table, id) = (row.get_ref(0)?.as_str()?, row.get(1)?);
            if table == "leads" {
                if let Some(grant) = self.within
                    && !leads::is_in_reach(self.sql, grant, id)?
                {
                    continue;
                }
                taker.lead(id);
            }
            let more = match row.get_ref(2)?.as_str_or_null()? {
                Some(what) => self.changed(table, id, what, taker)?,
                None => self.added(table, id, header.id, taker)?,
            };
            if !more {
                return Ok(());
            }
        }
        Ok(())
    }

    fn changed(&mut self, table: &str, row: i64, what: &str, taker: &mut impl Takes) -> Result<bool> {
        let columns = rows::changed(what);
        if let (Some(column), Some(_)) = (words::belonging(table), columns.get("deleted_at")) {
            let now = rows::now(self.sql, table, row)?.unwrap_or_default();
            return self.value(table, column, now.get(column).unwrap_or(&Value::Null), taker);
        }
        for column in words::columns(table) {
            let Some(pair) = columns.get(column) else { continue };
            let label = words::label(table, column).unwrap_or_default();
            if !taker.text(Kept::Open, label)
                || !self.value(table, column, &pair[0], taker)?
                || !self.value(table, column, &pair[1], taker)?
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The values a row was added with: the row as it is, with every later change taken off. Their labels are no words
    /// of the entry: every added lead has the same.
    fn added(&mut self, table: &str, row: i64, entry: i64, taker: &mut impl Takes) -> Result<bool> {
        let Some(values) = rows::before(self.sql, table, row, entry)? else { return Ok(true) };
        for column in words::columns(table) {
            let Some(value) = values.get(column) else { continue };
            if !self.value(table, column, value, taker)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn value(
        &mut self,
        table: &str,
        column: &'static str,
        logged: &Value,
        taker: &mut impl Takes,
    ) -> Result<bool> {
        let Some(text) = self.shown(table, column, logged)? else { return Ok(true) };
        let kept = if table == "leads" { leads::kept(column) } else { Kept::Open };
        if !taker.text(kept, &searched(&text)) {
            return Ok(false);
        }
        if !column.ends_with("phone") {
            return Ok(true);
        }
        let digits = crate::values::digits(&text);
        Ok(ENDINGS.iter().all(|ending| ending_of(&digits, *ending).is_none_or(|end| taker.text(kept, end))))
    }

    fn shown(&mut self, table: &str, column: &'static str, logged: &Value) -> Result<Option<String>> {
        let Some(number) = logged.as_i64() else { return words::value(self.sql, table, column, logged) };
        let key = (table.to_owned(), column, number);
        if let Some(known) = self.names.get(&key) {
            return Ok(known.clone());
        }
        let shown = words::value(self.sql, table, column, logged)?;
        if self.names.len() >= REMEMBERED {
            self.names.clear();
        }
        self.names.insert(key, shown.clone());
        Ok(shown)
    }
}

/// A telephone number is found by all of its digits, by those without the area code, and by the last four.
const ENDINGS: [usize; 3] = [usize::MAX, 7, 4];

fn ending_of(digits: &str, length: usize) -> Option<&str> {
    if length == usize::MAX {
        return Some(digits);
    }
    digits.len().checked_sub(length).filter(|from| *from > 0).and_then(|from| digits.get(from..))
}

/// A value as it is searched: of a moment its day, as it is written and as it is said.
fn searched(text: &str) -> Cow<'_, str> {
    let is_moment = text.len() == 24 && text.ends_with('Z') && text.as_bytes()[10] == b'T';
    let moment = chrono::DateTime::parse_from_rfc3339(text).ok().filter(|_| is_moment);
    moment.map_or(Cow::Borrowed(text), |moment| {
        let day = moment.with_timezone(&chrono::Local).date_naive();
        Cow::Owned(format!("{day} {}", crate::values::day_in_words(day)))
    })
}

//! The SQL of looks: what is found by person and action, what one of them says, which leads were given, who reviewed
//! what.

use std::collections::HashMap;

use roaring::RoaringTreemap;
use rusqlite::{Connection, params};

use super::SignedOff;
use crate::access::{Grant, bind_reach};
use crate::activity::written;
use crate::error::{Code, Error, Result};
use crate::office::Operation;

/// An entry of the log that was found by its person and action.
pub struct Entry {
    pub operation: i64,
    pub account: i64,
    pub action: String,
    /// Empty where only the index was read.
    pub at: String,
    pub lead: Option<i64>,
}

/// One index, pair by pair of person and action, and not a row of the log.
const BY_INDEX: &str = "SELECT operations.id, operations.account_id, operations.action, '', NULL \
     FROM json_each(?1) AS person CROSS JOIN json_each(?2) AS act CROSS JOIN operations \
     WHERE operations.account_id = person.value AND operations.action = act.value";

/// The same with the moment and the lead of each.
const BY_ROW: &str = "SELECT operations.id, operations.account_id, operations.action, operations.at, operations.lead_id \
     FROM json_each(?1) AS person CROSS JOIN json_each(?2) AS act CROSS JOIN operations \
     WHERE operations.account_id = person.value AND operations.action = act.value";

/// What was done at one lead itself.
const OF_LEAD: &str = "SELECT id, account_id, action, at, lead_id FROM operations WHERE lead_id = ?1 AND account_id IS NOT NULL";

/// The entries of some people, of everybody where none are named, with one of the actions; in no order. Moment and lead
/// are read where `whole` says so.
pub fn entries(
    sql: &Connection,
    people: Option<&[i64]>,
    actions: &[&str],
    whole: bool,
) -> Result<Vec<Entry>> {
    let people = match people {
        Some(people) => {
            let mut people = people.to_vec();
            people.sort_unstable();
            people.dedup();
            people
        }
        None => everybody(sql)?,
    };
    let mut statement = sql.prepare_cached(if whole { BY_ROW } else { BY_INDEX })?;
    let bound = params![serde_json::json!(people).to_string(), serde_json::json!(actions).to_string()];
    Ok(statement.query_map(bound, read)?.collect::<Result<_, _>>()?)
}

/// The entries about one lead.
pub fn entries_of_lead(sql: &Connection, lead: i64) -> Result<Vec<Entry>> {
    Ok(sql.prepare_cached(OF_LEAD)?.query_map([lead], read)?.collect::<Result<_, _>>()?)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        operation: row.get(0)?,
        account: row.get(1)?,
        action: row.get(2)?,
        at: row.get(3)?,
        lead: row.get(4)?,
    })
}

fn everybody(sql: &Connection) -> Result<Vec<i64>> {
    let mut statement = sql.prepare_cached("SELECT id FROM accounts")?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// What the log tells of an entry.
pub struct Told {
    pub at: String,
    pub who: String,
    pub sentence: String,
    pub lead: Option<i64>,
}

/// One entry of the log.
pub fn told(sql: &Connection, operation: i64) -> Result<Told> {
    let mut statement = sql.prepare_cached(
        "SELECT at, (SELECT name FROM accounts WHERE accounts.id = account_id), sentence, lead_id FROM operations WHERE id = ?1",
    )?;
    Ok(statement.query_row([operation], |row| {
        Ok(Told {
            at: row.get(0)?,
            who: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            sentence: row.get(2)?,
            lead: row.get(3)?,
        })
    })?)
}

/// The name of an account.
pub fn name(sql: &Connection, account: i64) -> Result<String> {
    Ok(sql
        .prepare_cached("SELECT name FROM accounts WHERE id = ?1")?
        .query_row([account], |row| row.get(0))?)
}

/// The one account of that name; none where several have it.
pub fn account_named(sql: &Connection, name: &str) -> Result<Option<i64>> {
    let mut statement = sql.prepare_cached("SELECT id FROM accounts WHERE name = ?1 LIMIT 2")?;
    let found = statement.query_map([name], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    Ok(match found[..] {
        [one] => Some(one),
        _ => None,
    })
}

/// How many leads each operation gave.
pub fn given(sql: &Connection) -> Result<HashMap<i64, i64>> {
    let mut statement =
        sql.prepare_cached("SELECT operation, leads FROM leads_given WHERE deleted_at IS NULL")?;
    Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// Which leads an operation gave; none where it gave no list of leads.
pub fn leads_given(sql: &Connection, operation: i64) -> Result<RoaringTreemap> {
    let mut statement =
        sql.prepare_cached("SELECT lead_ids FROM leads_given WHERE operation = ?1 AND deleted_at IS NULL")?;
    let mut rows = statement.query([operation])?;
    let mut all = RoaringTreemap::new();
    while let Some(row) = rows.next()? {
        let bytes = hex::decode(row.get_ref(0)?.as_str()?).map_err(|_| unreadable())?;
        all |= RoaringTreemap::deserialize_from(&bytes[..]).map_err(|_| unreadable())?;
    }
    Ok(all)
}

fn unreadable() -> Error {
    Error::new(Code::Damaged, "Which leads an export held cannot be read. Check the office.")
}

/// Notes which leads an operation gives.
pub fn note_given(operation: &Operation<'_>, leads: u64, ids: &str) -> Result<()> {
    let id = operation.next_id("leads_given")?;
    operation
        .sql
        .prepare_cached(
            "INSERT OR ROLLBACK INTO leads_given (id, operation, leads, lead_ids) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![id, operation.id, i64::try_from(leads).unwrap_or(i64::MAX), ids])?;
    Ok(())
}

/// The leads in reach that are not deleted.
const REACHED: &str = "SELECT id FROM leads WHERE deleted_at IS NULL AND {reach}";

/// The leads that somebody reaches, without deleted ones.
pub fn reached(sql: &Connection, grant: &Grant) -> Result<RoaringTreemap> {
    let mut statement = sql.prepare_cached(&REACHED.replace("{reach}", grant.reach.condition()))?;
    bind_reach(&mut statement, grant)?;
    let mut rows = statement.raw_query();
    let mut found = RoaringTreemap::new();
    while let Some(row) = rows.next()? {
        found.extend(u64::try_from(row.get::<_, i64>(0)?));
    }
    Ok(found)
}

/// How many leads there were at a moment, counted no further than `enough`.
pub fn leads_at(sql: &Connection, at: &str, enough: i64) -> Result<i64> {
    let mut statement = sql.prepare_cached(
        "SELECT count(*) FROM (SELECT 1 FROM leads WHERE created_at <= ?1 AND (deleted_at IS NULL OR deleted_at > ?1) LIMIT ?2)",
    )?;
    Ok(statement.query_row(params![at, enough], |row| row.get(0))?)
}

/// A month that was signed off.
pub struct Review {
    pub month: String,
    /// The newest look that was gone through; 0 for none.
    pub newest: i64,
    pub signed: SignedOff,
}

/// Every sign-off, newest first.
pub fn reviews(sql: &Connection) -> Result<Vec<Review>> {
    let mut statement = sql.prepare_cached(
        "SELECT month, newest, at, (SELECT name FROM accounts WHERE accounts.id = account_id), note FROM look_reviews \
         WHERE deleted_at IS NULL ORDER BY id DESC",
    )?;
    let rows = statement.query_map([], |row| {
        let who = row.get::<_, Option<String>>(3)?.unwrap_or_default();
        let signed = SignedOff { at: row.get(2)?, who, note: row.get(4)?, since: 0 };
        Ok(Review { month: row.get(0)?, newest: row.get(1)?, signed })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that a month was gone through.
pub fn note_review(
    operation: &Operation<'_>,
    month: &str,
    looks: i64,
    newest: i64,
    note: &str,
) -> Result<()> {
    let id = operation.next_id("look_reviews")?;
    operation
        .sql
        .prepare_cached(
            "INSERT OR ROLLBACK INTO look_reviews (id, month, at, account_id, looks, newest, note) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![id, month, written(operation.now), operation.grant.account, looks, newest, note])?;
    Ok(())
}

//! Who is in the log and what they did, found by leaping from one to the next in the index, and the entries of any of
//! them.

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::cursor::{Cursor, Merged, Source};
use crate::error::Result;

/// The entries of one account with one action.
pub const OF_PAIR: &str =
    "SELECT id FROM operations WHERE account_id IS ?1 AND action = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4";

/// The entries that say which lead they are about.
pub const OF_LEAD: &str =
    "SELECT id FROM operations WHERE lead_id = ?1 AND ?2 IS NULL AND id < ?3 ORDER BY id DESC LIMIT ?4";

/// The entries that changed a row.
pub const ON_LEAD: &str = "SELECT DISTINCT operation FROM changes \
     WHERE tbl = 'leads' AND row = ?1 AND ?2 IS NULL AND operation < ?3 ORDER BY operation DESC LIMIT ?4";

/// Everybody in the log; none for the program itself.
pub fn everybody(sql: &Connection) -> Result<Vec<Option<i64>>> {
    let is_there: bool = sql
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM operations WHERE account_id IS NULL)")?
        .query_row([], |row| row.get(0))?;
    let mut accounts = if is_there { vec![None] } else { Vec::new() };
    let mut next = sql.prepare_cached("SELECT min(account_id) FROM operations WHERE account_id > ?1")?;
    let mut last = i64::MIN;
    while let Some(account) = next.query_row([last], |row| row.get::<_, Option<i64>>(0))? {
        accounts.push(Some(account));
        last = account;
    }
    Ok(accounts)
}

/// What an account ever did.
pub fn actions_of(sql: &Connection, account: Option<i64>) -> Result<Vec<String>> {
    let mut next = sql.prepare_cached(
        "SELECT action FROM operations WHERE account_id IS ?1 AND action > ?2 ORDER BY action LIMIT 1",
    )?;
    let mut actions: Vec<String> = Vec::new();
    loop {
        let last = actions.last().map_or("", String::as_str);
        let Some(action) = next.query_row((account, last), |row| row.get(0)).optional()? else {
            return Ok(actions);
        };
        actions.push(action);
    }
}

/// What anybody ever did.
pub fn every_action(sql: &Connection) -> Result<BTreeSet<String>> {
    let mut actions = BTreeSet::new();
    for account in everybody(sql)? {
        actions.extend(actions_of(sql, account)?);
    }
    Ok(actions)
}

/// The cursors of the entries of any of the accounts with any of the actions.
pub fn pairs(
    sql: &Connection,
    people: Option<&BTreeSet<Option<i64>>>,
    actions: Option<&BTreeSet<String>>,
) -> Result<Vec<Cursor>> {
    let people: Vec<Option<i64>> = match people {
        Some(people) => people.iter().copied().collect(),
        None => everybody(sql)?,
    };
    let mut cursors = Vec::new();
    for account in people {
        let done = match actions {
            Some(actions) => actions.iter().cloned().collect(),
            None => actions_of(sql, account)?,
        };
        let account = account.map_or(Value::Null, Value::Integer);
        cursors.extend(
            done.into_iter().map(|action| Cursor::new(OF_PAIR, account.clone(), Value::Text(action))),
        );
    }
    Ok(cursors)
}

/// The entries of some accounts and actions; all where neither is asked for.
pub fn source(
    sql: &Connection,
    people: Option<&BTreeSet<Option<i64>>>,
    actions: Option<&BTreeSet<String>>,
) -> Result<Source> {
    if people.is_none() && actions.is_none() {
        return Ok(Source::All);
    }
    Ok(Source::Any(Merged::new(pairs(sql, people, actions)?)))
}

/// The entries of one lead: those about it, and those that changed it among others.
pub fn of_lead(lead: i64) -> Source {
    Source::Any(Merged::new(vec![about(lead), Cursor::new(ON_LEAD, Value::Integer(lead), Value::Null)]))
}

/// The entries that say they are about a lead.
pub fn about(lead: i64) -> Cursor {
    Cursor::new(OF_LEAD, Value::Integer(lead), Value::Null)
}

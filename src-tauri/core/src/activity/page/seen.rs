//! What somebody sees of the log whose reach is not everyone: what concerns the leads in their reach, what they did
//! themselves and, in a team, what its members did to no lead.

use std::collections::BTreeSet;

use rusqlite::{CachedStatement, Connection};

use super::cursor::{Merged, Source};
use super::who;
use crate::access::{Grant, Reach, bind_reach};
use crate::error::Result;
use crate::office::Reading;

/// Up to how many leads in reach each is asked for its own entries; with more of them every entry is looked at, and
/// the next one that is seen is near.
const MOST_LEADS: usize = 20_000;

/// How many of the newest entries say whom and what there is to filter by.
const LATELY: usize = 10_000;

/// What others than those who reach every lead see of the log. What was erased for good is nobody's lead any more.
const SEEN: &str = "operations.account_id = :account \
     OR EXISTS (SELECT 1 FROM leads WHERE leads.id = operations.lead_id AND leads.erased_at IS NULL AND {reach}) \
     OR (:in_team AND operations.lead_id IS NULL AND accounts.team_id = :team)";

/// Whether an entry is seen.
const IS_SEEN: &str = "SELECT 1 FROM operations LEFT JOIN accounts ON accounts.id = operations.account_id \
     WHERE operations.id = :id AND ({seen})";

/// Whether who asks sees all of the log.
pub fn sees_all(grant: &Grant) -> bool {
    grant.reach == Reach::Everyone
}

/// Whether who asks sees an entry.
pub fn is_seen(sql: &Connection, grant: &Grant, id: i64) -> Result<bool> {
    if sees_all(grant) {
        return Ok(true);
    }
    let seen = SEEN.replace("{reach}", grant.reach.condition());
    let mut statement = sql.prepare_cached(&IS_SEEN.replace("{seen}", &seen))?;
    bind_reach(&mut statement, grant)?;
    name(&mut statement, ":in_team", grant.reach == Reach::Team)?;
    name(&mut statement, ":id", id)?;
    let mut rows = statement.raw_query();
    Ok(rows.next()?.is_some())
}

/// Binds a name if the statement has it.
fn name(statement: &mut CachedStatement<'_>, name: &str, value: impl rusqlite::ToSql) -> Result<()> {
    if let Some(place) = statement.parameter_index(name)? {
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(())
}

/// The leads in reach that are not erased, or none where there are more than are asked one by one.
pub fn leads_in_reach(sql: &Connection, grant: &Grant) -> Result<Option<Vec<i64>>> {
    let mut leads = Vec::new();
    for question in [
        format!("SELECT id FROM leads WHERE deleted_at IS NULL AND {}", grant.reach.condition()),
        format!(
            "SELECT id FROM leads WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND {}",
            grant.reach.condition()
        ),
    ] {
        let mut statement = sql.prepare_cached(&question)?;
        bind_reach(&mut statement, grant)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            leads.push(row.get(0)?);
            if leads.len() > MOST_LEADS {
                return Ok(None);
            }
        }
    }
    Ok(Some(leads))
}

/// Whose entries are seen whatever lead they are about, or while they are about none.
pub fn people_seen(sql: &Connection, grant: &Grant) -> Result<BTreeSet<Option<i64>>> {
    let mut people = BTreeSet::from([Some(grant.account)]);
    if grant.reach == Reach::Team {
        let mut members = sql.prepare_cached("SELECT id FROM accounts WHERE team_id = ?1")?;
        for member in members.query_map([grant.team], |row| row.get::<_, i64>(0))? {
            people.insert(Some(member?));
        }
    }
    Ok(people)
}

/// What holds every entry that is seen, and few others: each is to be asked for with `is_seen`.
pub fn source(sql: &Connection, grant: &Grant) -> Result<Source> {
    if sees_all(grant) {
        return Ok(Source::All);
    }
    let Some(leads) = leads_in_reach(sql, grant)? else { return Ok(Source::All) };
    let mut cursors = who::pairs(sql, Some(&people_seen(sql, grant)?), None)?;
    cursors.extend(leads.into_iter().map(who::about));
    Ok(Source::Any(Merged::new(cursors)))
}

/// Who did something, and what was done.
type WhoAndWhat = (BTreeSet<Option<i64>>, BTreeSet<String>);

/// Who did what in the newest entries that who asks may see.
pub fn visible_lately(reading: &Reading<'_>) -> Result<WhoAndWhat> {
    let mut source = source(reading.sql, reading.grant)?;
    let (mut accounts, mut actions) = (BTreeSet::new(), BTreeSet::new());
    let mut read = reading.sql.prepare_cached("SELECT account_id, action FROM operations WHERE id = ?1")?;
    let (mut before, mut looked) = (super::behind_newest(reading.sql)?, 0);
    while looked < LATELY
        && let Some(id) = source.below(reading.sql, before)?
    {
        (before, looked) = (id, looked + 1);
        if is_seen(reading.sql, reading.grant, id)? {
            let (account, action) = read.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            accounts.insert(account);
            actions.insert(action);
        }
    }
    Ok((accounts, actions))
}

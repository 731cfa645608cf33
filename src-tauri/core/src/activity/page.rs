//! The office's activity, newest first, any length, as far as who asks may see it.

use rusqlite::CachedStatement;

use super::history::entry;
use super::{ActivityPage, ActivityQuestion};
use crate::access::{Grant, Reach, bind_reach};
use crate::error::Result;
use crate::office::Reading;

/// The most entries one page may hold.
const MOST: i64 = 200;

/// One page of the log. Whoever reaches every lead sees all of it; others see what concerns the leads in their reach,
/// what they did themselves and, in a team, what its members did to no lead out of reach.
pub fn page(reading: &Reading<'_>, question: ActivityQuestion) -> Result<ActivityPage> {
    let count = question.count.clamp(0, MOST);
    let from = question.from.max(0);
    let text = question.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let (total, ids) = match (reading.grant.reach, text) {
        (Reach::Everyone, None) => everything(reading, from, count)?,
        _ => matching(reading, text.unwrap_or_default(), from, count)?,
    };
    let entries =
        ids.into_iter().map(|id| entry(reading.sql, reading.grant, id, None)).collect::<Result<Vec<_>>>()?;
    Ok(ActivityPage { total, from, entries })
}

/// The sequence has no gap, so a position costs what the first one costs.
fn everything(reading: &Reading<'_>, from: i64, count: i64) -> Result<(i64, Vec<i64>)> {
    let total: i64 = reading
        .sql
        .prepare_cached("SELECT coalesce(max(id), 0) FROM operations")?
        .query_row([], |row| row.get(0))?;
    let newest = total - from;
    Ok((total, (1..=newest).rev().take(usize::try_from(count).unwrap_or(0)).collect()))
}

/// The entries that who asks may see, and whose sentence, or the name of who did it, holds the text. Of a sentence
/// that may hold a contact detail, a masked role searches what stands before it.
const MATCHING: &str = "FROM operations LEFT JOIN accounts ON accounts.id = operations.account_id WHERE ({seen}) AND \
     instr(lower(iif(:masked, substr(sentence, 1, instr(sentence || ' set to ', ' set to ')), sentence) \
     || ' ' || coalesce(accounts.name, '')), lower(:text)) > 0";

/// What others than those who reach every lead see of the log.
const SEEN: &str = "operations.account_id = :account \
     OR EXISTS (SELECT 1 FROM leads WHERE leads.id = operations.lead_id AND {reach}) \
     OR (:in_team AND operations.lead_id IS NULL AND accounts.team_id = :team)";

fn matching(reading: &Reading<'_>, text: &str, from: i64, count: i64) -> Result<(i64, Vec<i64>)> {
    let seen = match reading.grant.reach {
        Reach::Everyone => "1".to_owned(),
        reach => SEEN.replace("{reach}", reach.condition()),
    };
    let matching = MATCHING.replace("{seen}", &seen);
    let mut counting = reading.sql.prepare_cached(&format!("SELECT count(*) {matching}"))?;
    bind(&mut counting, reading.grant, text)?;
    let mut rows = counting.raw_query();
    let total = rows.next()?.map_or(Ok(0), |row| row.get(0))?;
    drop(rows);
    let page =
        format!("SELECT operations.id {matching} ORDER BY operations.id DESC LIMIT :count OFFSET :from");
    let mut paging = reading.sql.prepare_cached(&page)?;
    bind(&mut paging, reading.grant, text)?;
    name(&mut paging, ":count", count)?;
    name(&mut paging, ":from", from)?;
    let mut rows = paging.raw_query();
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.push(row.get(0)?);
    }
    Ok((total, ids))
}

fn bind(statement: &mut CachedStatement<'_>, grant: &Grant, text: &str) -> Result<()> {
    bind_reach(statement, grant)?;
    name(statement, ":text", text)?;
    name(statement, ":masked", grant.masked)?;
    name(statement, ":in_team", grant.reach == Reach::Team)
}

/// Binds a name if the statement has it.
fn name(statement: &mut CachedStatement<'_>, name: &str, value: impl rusqlite::ToSql) -> Result<()> {
    if let Some(place) = statement.parameter_index(name)? {
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(())
}

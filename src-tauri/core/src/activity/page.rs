//! The office's activity, newest first, any length.

use super::history::entry;
use super::{ActivityPage, ActivityQuestion};
use crate::error::Result;
use crate::office::Reading;

/// The most entries one page may hold.
const MOST: i64 = 200;

/// One page of the log. The sequence has no gap, so a position costs what the first one costs.
pub fn page(reading: &Reading<'_>, question: ActivityQuestion) -> Result<ActivityPage> {
    let count = question.count.clamp(0, MOST);
    let from = question.from.max(0);
    let text = question.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let (total, ids) = match text {
        None => everything(reading, from, count)?,
        Some(text) => matching(reading, text, from, count)?,
    };
    let entries =
        ids.into_iter().map(|id| entry(reading.sql, reading.grant, id, None)).collect::<Result<Vec<_>>>()?;
    Ok(ActivityPage { total, from, entries })
}

fn everything(reading: &Reading<'_>, from: i64, count: i64) -> Result<(i64, Vec<i64>)> {
    let total: i64 = reading
        .sql
        .prepare_cached("SELECT coalesce(max(id), 0) FROM operations")?
        .query_row([], |row| row.get(0))?;
    let newest = total - from;
    Ok((total, (1..=newest).rev().take(usize::try_from(count).unwrap_or(0)).collect()))
}

/// The entries whose sentence, or the name of who did it, holds the text.
const MATCHING: &str = "FROM operations LEFT JOIN accounts ON accounts.id = operations.account_id \
     WHERE instr(lower(sentence || ' ' || coalesce(name, '')), lower(?1)) > 0";

fn matching(reading: &Reading<'_>, text: &str, from: i64, count: i64) -> Result<(i64, Vec<i64>)> {
    let total: i64 = reading
        .sql
        .prepare_cached(&format!("SELECT count(*) {MATCHING}"))?
        .query_row([text], |row| row.get(0))?;
    let ids = reading
        .sql
        .prepare_cached(&format!(
            "SELECT operations.id {MATCHING} ORDER BY operations.id DESC LIMIT ?2 OFFSET ?3"
        ))?
        .query_map(rusqlite::params![text, count, from], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    Ok((total, ids))
}

//! The SQL of the dashboard. Each count reads one covering index; the reach comes from the grant.

use rusqlite::CachedStatement;

use super::{Count, NOT_ASSIGNED};
use crate::access::bind_reach;
use crate::error::Result;
use crate::office::Reading;

/// How many leads are clients.
pub struct Clients {
    pub all: u64,
    pub regular: u64,
    pub interim: u64,
}

pub fn by_staff(reading: &Reading<'_>) -> Result<Vec<Count>> {
    let mut counts: Vec<Count> = Vec::new();
    let grouped = grouped(
        reading,
        "SELECT (SELECT name FROM staff WHERE staff.id = staff_id), count(*) FROM leads WHERE deleted_at IS NULL AND {reach} GROUP BY staff_id",
    )?;
    for (name, count) in grouped {
        let name = name.unwrap_or_else(|| NOT_ASSIGNED.to_owned());
        match counts.iter_mut().find(|known| known.name == name) {
            Some(known) => known.count += count,
            None => counts.push(Count { name, count }),
        }
    }
    Ok(counts)
}

pub fn by_source(reading: &Reading<'_>) -> Result<Vec<Count>> {
    named(
        reading,
        "SELECT (SELECT label FROM choices WHERE choices.id = source_id), count(*) FROM leads WHERE deleted_at IS NULL AND {reach} GROUP BY source_id",
    )
}

pub fn by_stage(reading: &Reading<'_>) -> Result<Vec<Count>> {
    named(
        reading,
        "SELECT label, n FROM stages LEFT JOIN (SELECT stage_id, count(*) AS n FROM leads WHERE deleted_at IS NULL AND {reach} GROUP BY stage_id) \
         ON stage_id = stages.id WHERE stages.deleted_at IS NULL OR n > 0 ORDER BY position",
    )
}

/// Leads created from one moment until before another, by source.
pub fn created_by_source(reading: &Reading<'_>, from: &str, until: &str) -> Result<Vec<Count>> {
    let question = with_reach(
        reading,
        "SELECT (SELECT label FROM choices WHERE choices.id = source_id), count(*) FROM leads \
         WHERE deleted_at IS NULL AND created_at >= :from AND created_at < :until AND {reach} GROUP BY source_id",
    );
    let mut statement = reading.sql.prepare_cached(&question)?;
    bind(&mut statement, ":from", from)?;
    bind(&mut statement, ":until", until)?;
    Ok(rows(reading, &mut statement)?
        .into_iter()
        .map(|(name, count)| Count { name: name.unwrap_or_default(), count })
        .collect())
}

pub fn clients(reading: &Reading<'_>) -> Result<Clients> {
    // Grouped as the index leads_by_stage is ordered, so that it is read from end to end and nothing beside it.
    // INDEXED BY would say so too, and fail for a reach that holds no lead.
    let grouped = grouped(
        reading,
        "SELECT (SELECT label FROM choices WHERE choices.id = referral_type_id), count(*) FROM leads \
         WHERE deleted_at IS NULL AND +active_client = 1 AND {reach} GROUP BY stage_id, active_client, referral_type_id",
    )?;
    let of = |label: &str| {
        grouped.iter().filter(|(name, _)| name.as_deref() == Some(label)).map(|(_, count)| count).sum()
    };
    Ok(Clients {
        all: grouped.iter().map(|(_, count)| count).sum(),
        regular: of("Regular"),
        interim: of("Interim"),
    })
}

fn named(reading: &Reading<'_>, question: &str) -> Result<Vec<Count>> {
    let grouped = grouped(reading, question)?;
    Ok(grouped.into_iter().map(|(name, count)| Count { name: name.unwrap_or_default(), count }).collect())
}

fn grouped(reading: &Reading<'_>, question: &str) -> Result<Vec<(Option<String>, u64)>> {
    let mut statement = reading.sql.prepare_cached(&with_reach(reading, question))?;
    rows(reading, &mut statement)
}

fn with_reach(reading: &Reading<'_>, question: &str) -> String {
    question.replace("{reach}", reading.grant.reach.condition())
}

fn rows(reading: &Reading<'_>, statement: &mut CachedStatement<'_>) -> Result<Vec<(Option<String>, u64)>> {
    bind_reach(statement, reading.grant)?;
    let mut rows = statement.raw_query();
    let mut counts = Vec::new();
    while let Some(row) = rows.next()? {
        counts.push((
            row.get(0)?,
            row.get::<_, Option<i64>>(1)?.and_then(|n| u64::try_from(n).ok()).unwrap_or(0),
        ));
    }
    Ok(counts)
}

/// Binds a name if the statement has it.
fn bind(statement: &mut CachedStatement<'_>, name: &str, value: impl rusqlite::ToSql) -> Result<()> {
    if let Some(place) = statement.parameter_index(name)? {
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(())
}

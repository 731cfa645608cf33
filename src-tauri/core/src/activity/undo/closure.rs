//! What has to stay because of what stays: what a kept row refers to, and whatever would refer to a row that is not
//! brought back.

use rusqlite::{OptionalExtension, params};

use super::schema::Reference;
use super::survey::Survey;
use crate::error::Result;

/// Keeps everything that what is kept rests on.
pub(super) fn close(survey: &mut Survey<'_>) -> Result<()> {
    let mut open = survey.kept.rows();
    while let Some((table, row)) = open.pop() {
        open.extend(keep_parents(survey, &table, row)?);
        if survey.kept.keeps_row(&table, row) && is_deleted(survey, &table, row)? {
            open.extend(keep_children(survey, &table, row)?);
        }
    }
    Ok(())
}

/// What a kept row refers to stays, where the operation brought it.
fn keep_parents(survey: &mut Survey<'_>, table: &str, row: i64) -> Result<Vec<(String, i64)>> {
    let mut kept = Vec::new();
    for reference in survey.schema.from(table).cloned().collect::<Vec<_>>() {
        if !survey.kept.keeps(table, row, &reference.column) {
            continue;
        }
        for parent in referred(survey, &reference, row)? {
            if would_go(survey, &reference.parent, parent)? && survey.kept.keep_row(&reference.parent, parent)
            {
                kept.push((reference.parent.clone(), parent));
            }
        }
    }
    Ok(kept)
}

/// What a column refers to now, and what the operation made it refer to.
fn referred(survey: &Survey<'_>, reference: &Reference, row: i64) -> Result<Vec<i64>> {
    let Reference { table, column, .. } = reference;
    let question = format!(
        "WITH mine AS (SELECT json_extract(what, '$.{column}[1]') AS new FROM changes \
         WHERE tbl = ?1 AND row = ?2 AND operation = ?3 AND what IS NOT NULL) \
         SELECT new FROM mine WHERE new IS NOT NULL \
         UNION SELECT \"{column}\" FROM \"{table}\" WHERE id = ?2 AND \"{column}\" IS NOT NULL"
    );
    let rows = survey
        .sql
        .prepare_cached(&question)?
        .query_map(params![table, row, survey.act.id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Whether the undo would take a row away.
fn would_go(survey: &Survey<'_>, table: &str, row: i64) -> Result<bool> {
    Ok(survey
        .sql
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM changes WHERE tbl = ?1 AND row = ?2 AND operation = ?3 \
             AND (what IS NULL OR json_extract(what, '$.deleted_at[0]') IS NOT NULL))",
        )?
        .query_row(params![table, row, survey.act.id], |row| row.get(0))?)
}

/// What would refer to a row that stays deleted stays as it is.
fn keep_children(survey: &mut Survey<'_>, table: &str, row: i64) -> Result<Vec<(String, i64)>> {
    let mut kept = Vec::new();
    for reference in survey.schema.to(table).cloned().collect::<Vec<_>>() {
        for (child, returns) in children(survey, &reference, row)? {
            let new = match returns {
                true => survey.kept.keep_row(&reference.table, child),
                false => survey.kept.keep_column(&reference.table, child, &reference.column),
            };
            if new {
                kept.push((reference.table.clone(), child));
            }
        }
    }
    Ok(kept)
}

/// The rows of the operation that would refer to a row after the undo, each with whether it would come back itself.
fn children(survey: &Survey<'_>, reference: &Reference, parent: i64) -> Result<Vec<(i64, bool)>> {
    let Reference { table, column, .. } = reference;
    let question = format!(
        "WITH mine AS (SELECT row, json_type(what, '$.deleted_at[0]') IS 'null' AS returns, \
         json_type(what, '$.{column}') IS NOT NULL AS moves, json_extract(what, '$.{column}[0]') AS old \
         FROM changes WHERE id BETWEEN ?1 AND ?2 AND +tbl = ?3 AND what IS NOT NULL) \
         SELECT mine.row, mine.returns FROM mine JOIN \"{table}\" ON \"{table}\".id = mine.row \
         WHERE (mine.returns OR mine.moves) AND iif(mine.moves, mine.old, \"{table}\".\"{column}\") = ?4"
    );
    let rows = survey
        .sql
        .prepare_cached(&question)?
        .query_map(params![survey.first, survey.last, table, parent], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn is_deleted(survey: &Survey<'_>, table: &str, row: i64) -> Result<bool> {
    let question = format!("SELECT deleted_at IS NOT NULL FROM \"{table}\" WHERE id = ?1");
    let deleted = survey.sql.prepare_cached(&question)?.query_row([row], |row| row.get(0)).optional()?;
    Ok(deleted.unwrap_or(false))
}

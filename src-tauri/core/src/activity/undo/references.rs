//! Rows that refer to what an undo would take away, and rows that would refer to what is gone.

use rusqlite::{OptionalExtension, params};

use super::schema::Reference;
use super::survey::{Survey, Why};
use crate::error::Result;

/// From which operation on something counts as done since: from when it was done, or, for what is done again, from when
/// it was taken back, for with what came in between it was there before.
fn since(survey: &Survey<'_>) -> i64 {
    if survey.act.takes_back() { survey.act.id } else { survey.act.root }
}

/// How many rows that use the same one are looked at one by one.
const NAMED: i64 = 20;

/// Rows that the undo would take away and that others came to use.
pub(super) fn used_since(survey: &mut Survey<'_>) -> Result<()> {
    let tables = survey.tables()?;
    for reference in survey.schema.references.clone() {
        if !tables.contains(&reference.parent) {
            continue;
        }
        let mut last = (0, 0);
        for User { row, parent, was_added } in users(survey, &reference)? {
            last = if last.0 == parent { (parent, last.1 + 1) } else { (parent, 1) };
            // What is deleted again may be referred to from before; what was added is referred to only since.
            let (is_named, is_asked) = (last.1 <= NAMED, last.1 <= NAMED || !was_added);
            let by = match is_asked {
                true => survey.holder(&reference.table, row, &[&reference.column])?,
                false => None,
            };
            if is_asked && by.is_none_or(|by| by < since(survey)) {
                continue;
            }
            survey.kept.keep_row(&reference.parent, parent);
            match by.filter(|_| is_named) {
                Some(by) => {
                    let why = Why::Uses { parent: reference.parent.clone(), of: parent };
                    survey.found(by, why, &reference.table, row);
                }
                None => survey.more += 1,
            }
        }
    }
    Ok(())
}

/// A row that refers to one which would go.
struct User {
    row: i64,
    parent: i64,
    /// The operation added what it refers to, rather than had it back.
    was_added: bool,
}

/// The live rows that refer to one which would go, but for those that the undo itself puts elsewhere.
fn users(survey: &Survey<'_>, reference: &Reference) -> Result<Vec<User>> {
    let Reference { table, column, parent } = reference;
    let question = format!(
        "WITH going AS (SELECT row FROM changes WHERE id BETWEEN ?1 AND ?2 AND +tbl = ?4 \
         AND (what IS NULL OR json_extract(what, '$.deleted_at[0]') IS NOT NULL)) \
         SELECT \"{table}\".id AS user, \"{table}\".\"{column}\" AS used, EXISTS (SELECT 1 FROM changes AS adding \
         WHERE adding.tbl = ?4 AND adding.row = \"{table}\".\"{column}\" AND adding.operation = ?3 AND adding.what IS NULL) \
         FROM \"{table}\" \
         WHERE \"{table}\".deleted_at IS NULL AND \"{table}\".\"{column}\" IN (SELECT row FROM going) \
         AND EXISTS (SELECT 1 FROM \"{parent}\" WHERE id = \"{table}\".\"{column}\" AND deleted_at IS NULL) \
         AND EXISTS (SELECT 1 FROM changes AS later WHERE later.tbl = ?5 AND later.row = \"{table}\".id AND later.operation > ?7) \
         AND NOT EXISTS (SELECT 1 FROM changes AS mine WHERE mine.tbl = ?5 AND mine.row = \"{table}\".id AND mine.operation = ?3 \
         AND (mine.what IS NULL OR EXISTS (SELECT 1 FROM json_each(mine.what) WHERE key IN (?6, 'deleted_at')))) \
         ORDER BY 2, 1"
    );
    let rows = survey
        .sql
        .prepare_cached(&question)?
        .query_map(
            params![survey.first, survey.last, survey.act.id, parent, table, column, survey.act.root],
            |row| Ok(User { row: row.get(0)?, parent: row.get(1)?, was_added: row.get(2)? }),
        )?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Rows that the undo would bring back, or make refer to something, where that was deleted since.
pub(super) fn gone_since(survey: &mut Survey<'_>) -> Result<()> {
    let tables = survey.tables()?;
    for reference in survey.schema.references.clone() {
        if !tables.contains(&reference.table) || !any_gone(survey, &reference)? {
            continue;
        }
        for (row, parent, comes_back) in gone(survey, &reference)? {
            let Some((by, why)) = deleted_since(survey, &reference.parent, parent)? else { continue };
            if comes_back {
                survey.kept.keep_row(&reference.table, row);
            } else {
                survey.kept.keep_column(&reference.table, row, &reference.column);
            }
            survey.found(by, why, &reference.parent, parent);
        }
    }
    Ok(())
}

/// Whether anything is deleted that could be referred to, and that the undo does not itself bring back.
fn any_gone(survey: &Survey<'_>, reference: &Reference) -> Result<bool> {
    let parent = &reference.parent;
    let question = format!(
        "WITH back AS (SELECT row FROM changes WHERE id BETWEEN ?1 AND ?2 AND +tbl = ?3 \
         AND what IS NOT NULL AND json_type(what, '$.deleted_at[0]') = 'null') \
         SELECT EXISTS (SELECT 1 FROM \"{parent}\" WHERE deleted_at IS NOT NULL AND id NOT IN (SELECT row FROM back))"
    );
    Ok(survey
        .sql
        .prepare_cached(&question)?
        .query_row(params![survey.first, survey.last, parent], |row| row.get(0))?)
}

/// Each row that would refer to a deleted one: the row, the deleted one, and whether the row itself comes back.
fn gone(survey: &Survey<'_>, reference: &Reference) -> Result<Vec<(i64, i64, bool)>> {
    let Reference { table, column, parent } = reference;
    let question = format!(
        "WITH back AS (SELECT row FROM changes WHERE id BETWEEN ?1 AND ?2 AND +tbl = ?3 \
         AND what IS NOT NULL AND json_type(what, '$.deleted_at[0]') = 'null'), \
         mine AS (SELECT row, json_type(what, '$.deleted_at[0]') IS 'null' AS returns, \
         json_type(what, '$.{column}') IS NOT NULL AS moves, json_extract(what, '$.{column}[0]') AS old \
         FROM changes WHERE id BETWEEN ?1 AND ?2 AND +tbl = ?4 AND what IS NOT NULL) \
         SELECT mine.row, \"{parent}\".id, mine.returns FROM mine JOIN \"{table}\" ON \"{table}\".id = mine.row \
         JOIN \"{parent}\" ON \"{parent}\".id = iif(mine.moves, mine.old, \"{table}\".\"{column}\") \
         WHERE (mine.returns OR mine.moves) AND \"{parent}\".deleted_at IS NOT NULL \
         AND \"{parent}\".id NOT IN (SELECT row FROM back)"
    );
    let rows = survey
        .sql
        .prepare_cached(&question)?
        .query_map(params![survey.first, survey.last, parent, table], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// The act that deleted a row after the operation was done. A row that an undo took away is in the way only of what is
/// done again: there the order of things is free, and taking back goes from the latest to the first.
fn deleted_since(survey: &Survey<'_>, table: &str, row: i64) -> Result<Option<(i64, Why)>> {
    let by: Option<i64> = survey
        .sql
        .prepare_cached(
            "SELECT operation FROM changes WHERE tbl = ?1 AND row = ?2 AND json_type(what, '$.deleted_at') IS NOT NULL \
             ORDER BY operation DESC LIMIT 1",
        )?
        .query_row(params![table, row], |row| row.get(0))
        .optional()?;
    let Some(by) = by else { return Ok(None) };
    let (act, me) = (survey.acts.act(by)?, &survey.act);
    Ok(match act.takes_back() {
        true => (me.takes_back() && by > me.root).then_some((by, Why::TookBack)),
        false => (act.root > since(survey)).then_some((act.root, Why::Deleted)),
    })
}

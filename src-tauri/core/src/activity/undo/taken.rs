//! Names, and whatever else may be there only once, that something else has taken since.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params, params_from_iter};

use super::schema::Unique;
use super::standing::{Act, Standing, touched_columns};
use super::survey::{Survey, Why, columns_of};
use super::take_back::logged;
use crate::error::Result;

/// Rows that the undo would bring back, or give a former name, where another row has that by now, or would have it once
/// everything before is done again.
pub(super) fn taken_since(survey: &mut Survey<'_>) -> Result<()> {
    let tables = survey.tables()?;
    for unique in survey.schema.uniques.clone() {
        if !tables.contains(&unique.table) {
            continue;
        }
        let others = match survey.act.takes_back() {
            true => undone_since(survey, &unique)?,
            false => done_since(survey, &unique)?,
        };
        let why = if survey.act.takes_back() { Why::TookBack } else { Why::Taken };
        for row in rows(survey, &unique.table)? {
            let Some(key) = key_after(survey, &unique, row)? else { continue };
            if let Some(other) = conflict(survey, &unique, row, &key)? {
                taken_by(survey, &unique, row, other)?;
            }
            for was in others.iter().filter(|was| was.row != row && was.could_be(&key)) {
                survey.kept.keep_row(&unique.table, row);
                survey.found(was.by, why.clone(), &unique.table, was.row);
            }
        }
    }
    Ok(())
}

/// Another row has what this one would have.
fn taken_by(survey: &mut Survey<'_>, unique: &Unique, row: i64, other: i64) -> Result<()> {
    if survey.changes_row(&unique.table, other)? && !survey.kept.keeps_row(&unique.table, other) {
        return Ok(());
    }
    let mut columns: Vec<&str> = unique.columns.iter().map(|(column, _)| column.as_str()).collect();
    columns.push("deleted_at");
    survey.kept.keep_row(&unique.table, row);
    match last_at(survey, &unique.table, other, &columns)? {
        Some(by) if by.takes_back() => survey.found(by.id, Why::TookBack, &unique.table, other),
        Some(by) => survey.found(by.root, Why::Taken, &unique.table, other),
        None => survey.blocked = true,
    }
    Ok(())
}

/// The latest act that touched these columns of a row and stands there, be it an undo.
fn last_at(survey: &Survey<'_>, table: &str, row: i64, columns: &[&str]) -> Result<Option<Act>> {
    let mut statement = survey.sql.prepare_cached(
        "SELECT operation, what FROM changes WHERE tbl = ?1 AND row = ?2 ORDER BY operation DESC, id DESC",
    )?;
    let mut changes = statement.query(params![table, row])?;
    while let Some(change) = changes.next()? {
        let act = survey.acts.act(change.get(0)?)?;
        for column in touched_columns(change.get_ref(1)?.as_str_or_null()?)? {
            if columns.contains(&column.as_str()) && survey.acts.stands_at(act.id, table, row, &column)? {
                return Ok(Some(act));
            }
        }
    }
    Ok(None)
}

/// What a later act, be it an undo, did to one row: the values that its columns have and had.
struct Other {
    by: i64,
    row: i64,
    values: BTreeMap<String, Vec<Value>>,
}

impl Other {
    /// The values of a row as they are, and those of one change.
    fn of(survey: &Survey<'_>, unique: &Unique, by: i64, row: i64, what: &str) -> Result<Other> {
        let mut values: BTreeMap<String, Vec<Value>> =
            now(survey, unique, row)?.into_iter().map(|(column, value)| (column, vec![value])).collect();
        for (column, pair) in columns_of(what)? {
            let had = values.entry(column).or_default();
            had.extend([logged(pair.get(0)), logged(pair.get(1))]);
        }
        Ok(Other { by, row, values })
    }

    /// Whether the row can have had these values.
    fn could_be(&self, key: &BTreeMap<String, Value>) -> bool {
        key.iter().all(|(column, value)| {
            self.values.get(column).is_some_and(|had| had.iter().any(|had| is_same(had, value)))
        })
    }
}

/// Names are compared without their case: what differs in case alone is rather waited for than taken twice.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => one.eq_ignore_ascii_case(other),
        _ => one == other,
    }
}

/// What was there before the operation was first done and was taken back after it was: it has its names first.
fn undone_since(survey: &Survey<'_>, unique: &Unique) -> Result<Vec<Other>> {
    let mut undone: Vec<Other> = Vec::new();
    let mut statement = survey.sql.prepare_cached(
        "SELECT operation, row, what FROM operations CROSS JOIN changes \
             ON changes.id BETWEEN first_change AND last_change AND +tbl = ?1 \
             WHERE undoes IS NOT NULL AND operations.id > ?2",
    )?;
    let mut changes = statement.query(params![unique.table, survey.act.id])?;
    while let Some(change) = changes.next()? {
        let (by, row): (i64, i64) = (change.get(0)?, change.get(1)?);
        let act = survey.acts.act(by)?;
        let Some(what) = change.get_ref(2)?.as_str_or_null()? else { continue };
        if !act.takes_back() || act.root >= survey.act.root || act.standing == Standing::Not {
            continue;
        }
        undone.push(Other::of(survey, unique, by, row, what)?);
    }
    Ok(undone)
}

/// What came after the operation and stands, and gave up a name that it had had meanwhile: taking that back first, the
/// name is free once all of it is taken back.
fn done_since(survey: &Survey<'_>, unique: &Unique) -> Result<Vec<Other>> {
    let mut done = Vec::new();
    if !brings_names(survey, unique)? {
        return Ok(done);
    }
    let mut statement = survey.sql.prepare_cached(
        "SELECT operation, row, what FROM changes WHERE tbl = ?1 AND operation > ?2 AND what IS NOT NULL",
    )?;
    let mut changes = statement.query(params![unique.table, survey.act.root])?;
    while let Some(change) = changes.next()? {
        let (by, row): (i64, i64) = (change.get(0)?, change.get(1)?);
        let act = survey.acts.act(by)?;
        if act.depth > 0 || act.root == survey.act.root || act.standing == Standing::Not {
            continue;
        }
        let what = change.get_ref(2)?.as_str()?;
        let gave_up = columns_of(what)?.into_iter().any(|(column, pair)| match column.as_str() {
            "deleted_at" => !pair[1].is_null(),
            column => unique.columns.iter().any(|(known, _)| known == column),
        });
        if gave_up {
            done.push(Other::of(survey, unique, by, row, what)?);
        }
    }
    Ok(done)
}

/// Whether a row would have a name after the undo that it does not have now.
fn brings_names(survey: &Survey<'_>, unique: &Unique) -> Result<bool> {
    for row in rows(survey, &unique.table)? {
        if key_after(survey, unique, row)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The rows of a table that the operation changed.
fn rows(survey: &Survey<'_>, table: &str) -> Result<Vec<i64>> {
    let rows = survey
        .sql
        .prepare_cached("SELECT DISTINCT row FROM changes WHERE id BETWEEN ?1 AND ?2 AND +tbl = ?3")?
        .query_map(params![survey.first, survey.last, table], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// What a row would have after the undo, where the undo changes that; none where it would be deleted.
fn key_after(survey: &Survey<'_>, unique: &Unique, row: i64) -> Result<Option<BTreeMap<String, Value>>> {
    let Some(back) = back(survey, &unique.table, row)? else { return Ok(None) };
    let mut values = now(survey, unique, row)?;
    let back: Vec<(String, Value)> =
        back.into_iter().filter(|(column, _)| values.contains_key(column)).collect();
    let changes = !back.is_empty();
    values.extend(back);
    let is_deleted = values.remove("deleted_at").is_some_and(|value| value != Value::Null);
    Ok((changes && (!is_deleted || unique.deleted_too)).then_some(values))
}

/// The row that has what this one would have after the undo.
fn conflict(
    survey: &Survey<'_>,
    unique: &Unique,
    row: i64,
    key: &BTreeMap<String, Value>,
) -> Result<Option<i64>> {
    let same: Vec<String> = unique
        .columns
        .iter()
        .map(|(column, collation)| format!("\"{column}\" = ? COLLATE {collation}"))
        .collect();
    let live = if unique.deleted_too { "1" } else { "deleted_at IS NULL" };
    let table = &unique.table;
    let question = format!("SELECT id FROM \"{table}\" WHERE {} AND {live} AND id <> ?", same.join(" AND "));
    let bound =
        unique.columns.iter().filter_map(|(column, _)| key.get(column).cloned()).chain([Value::Integer(row)]);
    Ok(survey
        .sql
        .prepare_cached(&question)?
        .query_row(params_from_iter(bound), |row| row.get(0))
        .optional()?)
}

/// What the undo would put into the columns of a row; none where it would take the row away.
fn back(survey: &Survey<'_>, table: &str, row: i64) -> Result<Option<Vec<(String, Value)>>> {
    let mut statement = survey.sql.prepare_cached(
        "SELECT what FROM changes WHERE tbl = ?1 AND row = ?2 AND operation = ?3 ORDER BY id DESC",
    )?;
    let mut changes = statement.query(params![table, row, survey.act.id])?;
    let mut back = Vec::new();
    while let Some(change) = changes.next()? {
        let Some(what) = change.get_ref(0)?.as_str_or_null()? else { return Ok(None) };
        for (column, pair) in columns_of(what)? {
            if survey.acts.stands_at(survey.act.id, table, row, &column)? {
                back.push((column, logged(pair.get(0))));
            }
        }
    }
    Ok(Some(back))
}

/// The columns of a row as they are, with whether it is deleted.
fn now(survey: &Survey<'_>, unique: &Unique, row: i64) -> Result<BTreeMap<String, Value>> {
    let names: Vec<&str> =
        unique.columns.iter().map(|(column, _)| column.as_str()).chain(["deleted_at"]).collect();
    let table = &unique.table;
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let question = format!("SELECT {} FROM \"{table}\" WHERE id = ?1", quoted.join(", "));
    let values = survey.sql.prepare_cached(&question)?.query_row([row], |found| {
        (0..names.len()).map(|at| Ok((names[at].to_owned(), found.get::<_, Value>(at)?))).collect()
    })?;
    Ok(values)
}

//! The SQL of stages.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Pipeline, StageKind, StageShown};
use crate::error::Result;
use crate::office::Operation;

/// The stages in order.
pub fn in_order(sql: &Connection) -> Result<Vec<StageShown>> {
    let stages = sql
        .prepare_cached("SELECT label, hue, kind FROM stages WHERE deleted_at IS NULL ORDER BY position")?
        .query_map([], |row| {
            Ok(StageShown {
                label: row.get(0)?,
                hue: row.get(1)?,
                kind: StageKind::named(row.get_ref(2)?.as_str().unwrap_or_default()),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(stages)
}

/// Every stage: label and id.
pub fn names(sql: &Connection) -> Result<Vec<(String, i64)>> {
    let stages = sql
        .prepare_cached("SELECT label, id FROM stages WHERE deleted_at IS NULL ORDER BY position")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(stages)
}

/// Every stage that does not make a lead a client.
pub fn open_stages(sql: &Connection) -> Result<Vec<i64>> {
    let stages = sql
        .prepare_cached("SELECT id FROM stages WHERE deleted_at IS NULL AND kind <> 'won' ORDER BY position")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(stages)
}

/// The first stage of a kind in order.
pub fn first_of_kind(sql: &Connection, kind: StageKind) -> Result<Option<i64>> {
    Ok(sql
        .prepare_cached(
            "SELECT id FROM stages WHERE deleted_at IS NULL AND kind = ?1 ORDER BY position LIMIT 1",
        )?
        .query_row([kind.name()], |row| row.get(0))
        .optional()?)
}

/// Puts a pipeline's stages into a new office.
pub fn seed(operation: &mut Operation<'_>, pipeline: Pipeline) -> Result<()> {
    for (position, stage) in pipeline.stages().iter().enumerate() {
        let id = operation.next_id("stages")?;
        operation
            .sql
            .prepare_cached(
                "INSERT INTO stages (id, position, label, hue, kind) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                id,
                i64::try_from(position + 1).unwrap_or(i64::MAX),
                stage.label,
                stage.hue,
                stage.kind.name()
            ])?;
    }
    Ok(())
}

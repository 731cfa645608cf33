//! The SQL of the trash.

use rusqlite::{CachedStatement, Connection, OptionalExtension, ToSql, params};

use crate::access::{Grant, Reach, bind_reach};
use crate::activity::written;
use crate::error::Result;
use crate::office::Operation;

/// The statements for a table of few things.
pub(super) struct Things {
    pub table: &'static str,
    /// What is deleted: id, name, what tells it from its namesakes, when.
    gone: &'static str,
    /// What is not: name, what tells it from its namesakes.
    live: &'static str,
    one: &'static str,
    /// Takes the id and, where the table keeps it, when and by whom.
    back: &'static str,
}

macro_rules! things {
    ($table:literal, $name:literal, $detail:literal, $back:literal) => {
        Things {
            table: $table,
            gone: concat!(
                "SELECT id, ",
                $name,
                ", ",
                $detail,
                ", deleted_at FROM ",
                $table,
                " WHERE deleted_at IS NOT NULL"
            ),
            live: concat!("SELECT ", $name, ", ", $detail, " FROM ", $table, " WHERE deleted_at IS NULL"),
            one: concat!("SELECT id, ", $name, ", ", $detail, ", deleted_at FROM ", $table, " WHERE id = ?1"),
            back: concat!("UPDATE OR ROLLBACK ", $table, " SET deleted_at = NULL", $back, " WHERE id = ?1"),
        }
    };
}

pub(super) const PARTNERS: Things = things!("partners", "name", "''", ", updated_at = ?2, updated_by = ?3");
pub(super) const EVENTS: Things = things!("events", "name", "''", ", updated_at = ?2, updated_by = ?3");
pub(super) const TEAMS: Things = things!("teams", "name", "''", "");
pub(super) const STAFF: Things = things!("staff", "name", "''", "");
pub(super) const ROLES: Things = things!("roles", "label", "''", "");
pub(super) const CHOICES: Things = things!("choices", "label", "list", "");

/// A row of a table of things.
pub(super) struct Thing {
    pub row: i64,
    pub name: String,
    pub detail: String,
    /// None where it is not in the trash.
    pub deleted_at: Option<String>,
}

impl Things {
    /// Everything of this kind in the trash.
    pub fn gone(&self, sql: &Connection) -> Result<Vec<Thing>> {
        let things = sql.prepare_cached(self.gone)?.query_map([], read)?.collect::<Result<_, _>>()?;
        Ok(things)
    }

    /// One thing, wherever it is.
    pub fn one(&self, sql: &Connection, row: i64) -> Result<Option<Thing>> {
        Ok(sql.prepare_cached(self.one)?.query_row([row], read).optional()?)
    }

    /// Name and detail of everything that is not in the trash.
    pub fn live(&self, sql: &Connection) -> Result<Vec<(String, String)>> {
        let names = sql
            .prepare_cached(self.live)?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        Ok(names)
    }

    /// Takes the mark of deletion off.
    pub fn bring_back(&self, operation: &Operation<'_>, row: i64) -> Result<()> {
        let now = written(operation.now);
        let values: [&dyn ToSql; 3] = [&row, &now, &operation.grant.account];
        let mut statement = operation.sql.prepare_cached(self.back)?;
        let asked = statement.parameter_count();
        statement.execute(&values[..asked.min(values.len())])?;
        Ok(())
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Thing> {
    Ok(Thing { row: row.get(0)?, name: row.get(1)?, detail: row.get(2)?, deleted_at: row.get(3)? })
}

/// How many deleted leads there are: the index is counted, and no row is looked at.
pub const COUNT_GONE: &str =
    "SELECT count(*) FROM leads WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND {reach}";

/// A piece of them by position, the latest deleted first, in the order of the index.
pub const PIECE_GONE: &str = "SELECT deleted_at, id FROM leads WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND {reach} \
     ORDER BY deleted_at DESC, id DESC LIMIT ?1 OFFSET ?2";

/// The deleted leads in reach, in the same order; where not everybody's, those that who asks deleted last themselves.
const REACHED_GONE: &str = "SELECT id FROM leads WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND {reach} \
     AND (:everybodys OR :account = \
     (SELECT account_id FROM changes JOIN operations ON operations.id = operation WHERE tbl = 'leads' AND row = leads.id \
     AND what LIKE '{\"deleted_at\":%' ORDER BY operation DESC LIMIT 1)) ORDER BY deleted_at DESC, id DESC";

/// How many leads are in the trash.
pub(super) fn count_gone(sql: &Connection) -> Result<usize> {
    let everybodys = COUNT_GONE.replace("{reach}", Reach::Everyone.condition());
    let count: i64 = sql.prepare_cached(&everybodys)?.query_row([], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// When they were deleted, and which they are.
pub(super) fn piece_gone(sql: &Connection, from: usize, count: usize) -> Result<Vec<(String, i64)>> {
    let everybodys = PIECE_GONE.replace("{reach}", Reach::Everyone.condition());
    let [from, count] = [from, count].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    let leads = sql
        .prepare_cached(&everybodys)?
        .query_map([count, from], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(leads)
}

/// Every lead in the trash that is in reach; where `own`, those that who asks deleted last themselves.
pub(super) fn reached_gone(sql: &Connection, grant: &Grant, own: bool) -> Result<Vec<i64>> {
    let mut statement = sql.prepare_cached(&REACHED_GONE.replace("{reach}", grant.reach.condition()))?;
    bind_reach(&mut statement, grant)?;
    bind(&mut statement, ":account", grant.account)?;
    bind(&mut statement, ":everybodys", !own)?;
    let mut rows = statement.raw_query();
    let mut leads = Vec::new();
    while let Some(row) = rows.next()? {
        leads.push(row.get(0)?);
    }
    Ok(leads)
}

/// When a lead was deleted.
pub(super) fn deleted_at(sql: &Connection, lead: i64) -> Result<String> {
    let at: Option<String> = sql
        .prepare_cached("SELECT deleted_at FROM leads WHERE id = ?1")?
        .query_row([lead], |row| row.get(0))?;
    Ok(at.unwrap_or_default())
}

/// Binds a name if the statement has it.
fn bind(statement: &mut CachedStatement<'_>, name: &str, value: impl ToSql) -> Result<()> {
    if let Some(place) = statement.parameter_index(name)? {
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(())
}

/// A lead as the trash looks at it.
pub(super) struct GoneLead {
    pub name: String,
    pub phone: String,
    pub stage: String,
    pub deleted_at: Option<String>,
    pub erased_at: Option<String>,
}

/// One lead whose reach was asked before.
pub(super) fn lead(sql: &Connection, lead: i64) -> Result<GoneLead> {
    Ok(sql
        .prepare_cached(
            "SELECT trim(first_name || ' ' || last_name), phone, stages.label, leads.deleted_at, erased_at \
             FROM leads JOIN stages ON stages.id = stage_id WHERE leads.id = ?1",
        )?
        .query_row([lead], |row| {
            Ok(GoneLead {
                name: row.get(0)?,
                phone: row.get(1)?,
                stage: row.get(2)?,
                deleted_at: row.get(3)?,
                erased_at: row.get(4)?,
            })
        })?)
}

/// Takes a lead out of the trash.
pub(super) fn bring_lead_back(operation: &Operation<'_>, lead: i64) -> Result<()> {
    operation
        .sql
        .prepare_cached(
            "UPDATE OR ROLLBACK leads SET deleted_at = NULL, updated_at = ?1, updated_by = ?2 WHERE id = ?3",
        )?
        .execute(params![written(operation.now), operation.grant.account, lead])?;
    Ok(())
}

/// How a row came into the trash, as the log says.
pub(super) struct Deletion {
    pub operation: i64,
    pub account: Option<i64>,
    pub by: String,
    pub sentence: String,
    /// The lead that the entry is about.
    pub lead: Option<i64>,
}

/// The entry that deleted a row last. The trigger of deletions notes nothing but `deleted_at`.
pub(super) fn deletion(sql: &Connection, table: &str, row: i64) -> Result<Option<Deletion>> {
    Ok(sql
        .prepare_cached(
            "SELECT operations.id, account_id, coalesce(accounts.name, 'Porchlight'), sentence, operations.lead_id \
             FROM changes JOIN operations ON operations.id = operation LEFT JOIN accounts ON accounts.id = account_id \
             WHERE tbl = ?1 AND row = ?2 AND what LIKE '{\"deleted_at\":%' ORDER BY operation DESC LIMIT 1",
        )?
        .query_row(params![table, row], |row| {
            Ok(Deletion {
                operation: row.get(0)?,
                account: row.get(1)?,
                by: row.get(2)?,
                sentence: row.get(3)?,
                lead: row.get(4)?,
            })
        })
        .optional()?)
}

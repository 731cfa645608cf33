//! The SQL of lists: every order and every condition of the list, and its rows.

use std::rc::Rc;

use roaring::RoaringTreemap;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::access::{Grant, Reach, bind_reach};
use crate::error::{Code, Error, Result};
use crate::leads::LeadRow;
use crate::leads::store::{full_name, read_stage, version};
use crate::values::shown;

/// How a column of the list is put in order. Each statement reads one covering index from end to end.
pub struct Listing {
    pub column: &'static str,
    /// Ids in ascending order, or (group, id) where `groups` says in which order the groups stand.
    pub sql: &'static str,
    pub groups: Option<&'static str>,
}

pub const LISTINGS: &[Listing] = &[
    direct("created_at", "SELECT id FROM leads WHERE deleted_at IS NULL ORDER BY created_at, source_id, id"),
    direct("updated_at", "SELECT id FROM leads WHERE deleted_at IS NULL ORDER BY updated_at, id"),
    direct("name", "SELECT id FROM leads WHERE deleted_at IS NULL ORDER BY name_key, id"),
    direct("phone", "SELECT id FROM leads WHERE deleted_at IS NULL ORDER BY phone_digits, id"),
    direct("city", "SELECT id FROM leads WHERE deleted_at IS NULL ORDER BY city COLLATE NOCASE, id"),
    direct(
        "last_contact_date",
        "SELECT id FROM leads WHERE deleted_at IS NULL ORDER BY last_contact_date, id",
    ),
    grouped(
        "stage",
        "SELECT stage_id, id FROM leads WHERE deleted_at IS NULL ORDER BY stage_id",
        "SELECT id FROM stages ORDER BY position",
    ),
    grouped(
        "source",
        "SELECT source_id, id FROM leads WHERE deleted_at IS NULL ORDER BY source_id",
        "SELECT id FROM choices WHERE list = 'source' ORDER BY label COLLATE NOCASE",
    ),
    grouped(
        "staff_name",
        "SELECT staff_id, id FROM leads WHERE deleted_at IS NULL ORDER BY staff_id",
        "SELECT id FROM staff ORDER BY name COLLATE NOCASE",
    ),
    grouped(
        "last_contact_status",
        "SELECT contact_status_id, id FROM leads WHERE deleted_at IS NULL ORDER BY contact_status_id",
        "SELECT id FROM choices WHERE list = 'last_contact_status' ORDER BY label COLLATE NOCASE",
    ),
];

const fn direct(column: &'static str, sql: &'static str) -> Listing {
    Listing { column, sql, groups: None }
}

const fn grouped(column: &'static str, sql: &'static str, groups: &'static str) -> Listing {
    Listing { column, sql, groups: Some(groups) }
}

/// How a condition is answered: the rows of the chosen names, then their leads through one index.
pub struct Narrowing {
    pub name: &'static str,
    pub ids_of_name: &'static str,
    pub leads: &'static str,
    pub leads_of_none: Option<&'static str>,
}

pub const NARROWINGS: &[Narrowing] = &[
    Narrowing {
        name: "stage",
        ids_of_name: "SELECT id FROM stages WHERE label = ?1 COLLATE NOCASE",
        leads: "SELECT id FROM leads WHERE deleted_at IS NULL AND stage_id IN rarray(?1)",
        leads_of_none: None,
    },
    Narrowing {
        name: "source",
        ids_of_name: "SELECT id FROM choices WHERE list = 'source' AND label = ?1 COLLATE NOCASE",
        leads: "SELECT id FROM leads WHERE deleted_at IS NULL AND source_id IN rarray(?1)",
        leads_of_none: None,
    },
    Narrowing {
        name: "staff_name",
        ids_of_name: "SELECT id FROM staff WHERE name = ?1 COLLATE NOCASE",
        leads: "SELECT id FROM leads WHERE deleted_at IS NULL AND staff_id IN rarray(?1)",
        leads_of_none: Some("SELECT id FROM leads WHERE deleted_at IS NULL AND staff_id IS NULL"),
    },
    Narrowing {
        name: "last_contact_status",
        ids_of_name: "SELECT id FROM choices WHERE list = 'last_contact_status' AND label = ?1 COLLATE NOCASE",
        leads: "SELECT id FROM leads WHERE deleted_at IS NULL AND contact_status_id IN rarray(?1)",
        leads_of_none: None,
    },
];

/// Whoever has no staff member is found under this name.
pub const NOT_ASSIGNED: &str = "Not assigned";

/// Every id in the order of a column, ascending; none where the list has no such column.
pub fn ordered(sql: &Connection, column: &str) -> Result<Option<Vec<i64>>> {
    let Some(listing) = LISTINGS.iter().find(|listing| listing.column == column) else { return Ok(None) };
    let mut statement = sql.prepare_cached(listing.sql)?;
    let Some(groups) = listing.groups else {
        return Ok(Some(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?));
    };
    let order: Vec<i64> =
        sql.prepare_cached(groups)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let rank: std::collections::HashMap<i64, usize> =
        order.into_iter().enumerate().map(|(at, id)| (id, at)).collect();
    let mut ranked: Vec<(usize, i64)> = statement
        .query_map([], |row| Ok((row.get::<_, Option<i64>>(0)?, row.get(1)?)))?
        .map(|pair| {
            pair.map(|(group, id)| (group.and_then(|g| rank.get(&g).copied()).unwrap_or(usize::MAX), id))
        })
        .collect::<Result<_, _>>()?;
    ranked.sort_unstable();
    Ok(Some(ranked.into_iter().map(|(_, id)| id).collect()))
}

/// The leads of any of the chosen names.
pub fn narrowed(sql: &Connection, name: &str, labels: &[String]) -> Result<RoaringTreemap> {
    let narrowing = NARROWINGS
        .iter()
        .find(|narrowing| narrowing.name == name)
        .ok_or_else(|| Error::new(Code::BadCall, format!("Leads cannot be filtered by “{name}”.")))?;
    let mut found = RoaringTreemap::new();
    let mut rows: Vec<Value> = Vec::new();
    for label in labels {
        if let Some(none) = narrowing.leads_of_none.filter(|_| label.is_empty() || label == NOT_ASSIGNED) {
            add_ids(&mut found, sql.prepare_cached(none)?.query([])?)?;
            continue;
        }
        let before = rows.len();
        let mut statement = sql.prepare_cached(narrowing.ids_of_name)?;
        for id in statement.query_map([label.trim()], |row| row.get::<_, i64>(0))? {
            rows.push(Value::Integer(id?));
        }
        if rows.len() == before {
            return Err(Error::invalid(
                name,
                format!("Nothing here is called “{label}”. Choose one from the list."),
            ));
        }
    }
    add_ids(&mut found, sql.prepare_cached(narrowing.leads)?.query([Rc::new(rows)])?)?;
    Ok(found)
}

/// The leads created from one moment until before another.
pub fn created_between(sql: &Connection, from: &str, until: &str) -> Result<RoaringTreemap> {
    let mut found = RoaringTreemap::new();
    let mut statement = sql.prepare_cached(
        "SELECT id FROM leads WHERE deleted_at IS NULL AND created_at >= ?1 AND created_at < ?2",
    )?;
    add_ids(&mut found, statement.query([from, until])?)?;
    Ok(found)
}

/// The leads in reach, or none where the reach is everyone.
pub fn reached(sql: &Connection, grant: &Grant) -> Result<Option<RoaringTreemap>> {
    if grant.reach == Reach::Everyone {
        return Ok(None);
    }
    let mut found = RoaringTreemap::new();
    let question = format!("SELECT id FROM leads WHERE deleted_at IS NULL AND {}", grant.reach.condition());
    let mut statement = sql.prepare_cached(&question)?;
    bind_reach(&mut statement, grant)?;
    add_ids(&mut found, statement.raw_query())?;
    Ok(Some(found))
}

fn add_ids(found: &mut RoaringTreemap, mut rows: rusqlite::Rows<'_>) -> Result<()> {
    while let Some(row) = rows.next()? {
        found.extend(u64::try_from(row.get::<_, i64>(0)?));
    }
    Ok(())
}

/// The operation that last touched each table a list of leads is made of.
pub fn versions(sql: &Connection) -> Result<Vec<i64>> {
    ["leads", "stages", "choices", "staff", "lead_shares", "accounts"]
        .iter()
        .map(|table| version(sql, table))
        .collect()
}

/// The rows of a piece of the list, in order.
pub fn rows(sql: &Connection, ids: &[i64]) -> Result<Vec<LeadRow>> {
    let mut statement = sql.prepare_cached(
        "SELECT leads.id, first_name, last_name, phone, city, last_contact_date, leads.created_at, updated_at, \
         stages.label AS stage, stages.hue AS hue, stages.kind AS kind, source.label AS source, \
         status.label AS status, staff.name AS staff \
         FROM leads JOIN stages ON stages.id = stage_id JOIN choices AS source ON source.id = source_id \
         JOIN choices AS status ON status.id = contact_status_id LEFT JOIN staff ON staff.id = leads.staff_id \
         WHERE leads.id = ?1",
    )?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.push(statement.query_row([id], |row| {
            let text = |column: &str| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
            Ok(LeadRow {
                id: row.get("id")?,
                name: full_name(&text("first_name")?, &text("last_name")?),
                phone_shown: shown(&text("phone")?),
                stage: read_stage(row, "stage", "hue", "kind")?,
                source: text("source")?,
                staff_name: text("staff")?,
                city: text("city")?,
                last_contact_status: text("status")?,
                last_contact_date: text("last_contact_date")?,
                created_at: text("created_at")?,
                updated_at: text("updated_at")?,
            })
        })?);
    }
    Ok(rows)
}

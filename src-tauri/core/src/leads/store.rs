//! The SQL of leads.

use std::rc::Rc;

use roaring::RoaringTreemap;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::{Lead, LeadRecord, LeadRow};
use crate::access::{Grant, Reach};
use crate::activity::written;
use crate::error::{Code, Error, Result};
use crate::office::{Moment, Operation};
use crate::pipeline::{StageKind, StageShown};
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

/// Missing, as if it were not there, unless the lead is in reach; deleted leads are in reach like others.
pub fn in_reach(sql: &Connection, grant: &Grant, lead: i64) -> Result<()> {
    let question = format!("SELECT 1 FROM leads WHERE id = :lead AND {}", grant.reach.condition());
    let mut statement = sql.prepare_cached(&question)?;
    bind_reach(&mut statement, grant)?;
    if let Some(place) = statement.parameter_index(":lead")? {
        statement.raw_bind_parameter(place, lead)?;
    }
    match statement.raw_query().next()? {
        Some(_) => Ok(()),
        None => Err(Error::new(Code::Missing, format!("There is no lead {lead} that you can see."))),
    }
}

fn bind_reach(statement: &mut rusqlite::CachedStatement<'_>, grant: &Grant) -> Result<()> {
    if let Some(place) = statement.parameter_index(":staff")? {
        statement.raw_bind_parameter(place, grant.staff)?;
    }
    if let Some(place) = statement.parameter_index(":account")? {
        statement.raw_bind_parameter(place, grant.account)?;
    }
    Ok(())
}

fn add_ids(found: &mut RoaringTreemap, mut rows: rusqlite::Rows<'_>) -> Result<()> {
    while let Some(row) = rows.next()? {
        found.extend(u64::try_from(row.get::<_, i64>(0)?));
    }
    Ok(())
}

/// How many leads that are not deleted, and how many operations there are.
pub fn sizes(sql: &Connection) -> Result<(i64, i64)> {
    Ok(sql.query_row(
        "SELECT (SELECT count(*) FROM leads WHERE deleted_at IS NULL), (SELECT coalesce(max(id), 0) FROM operations)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?)
}

/// The operation that last touched each table a list of leads is made of.
pub fn versions(sql: &Connection) -> Result<Vec<i64>> {
    ["leads", "stages", "choices", "staff"].iter().map(|table| version(sql, table)).collect()
}

/// The operation that last touched a table; 0 for none.
pub fn version(sql: &Connection, table: &str) -> Result<i64> {
    let version = sql
        .prepare_cached("SELECT operation FROM table_versions WHERE tbl = ?1")?
        .query_row([table], |row| row.get(0))
        .optional()?;
    Ok(version.unwrap_or(0))
}

const LEAD_SELECT: &str = "\
    SELECT leads.*, stages.label AS stage, stages.hue AS stage_hue, stages.kind AS stage_kind, \
    (SELECT count(*) FROM stages AS s WHERE s.deleted_at IS NULL AND s.kind IN ('open', 'won') AND s.position <= stages.position) AS stage_position, \
    (SELECT count(*) FROM stages AS s WHERE s.deleted_at IS NULL AND s.kind IN ('open', 'won')) AS stage_count, \
    source.label AS source, events.name AS event_name, mouth.label AS word_of_mouth_type, \
    referral.label AS referral_type, status.label AS last_contact_status, staff.name AS staff_name, \
    maker.name AS maker, editor.name AS editor \
    FROM leads JOIN stages ON stages.id = stage_id JOIN choices AS source ON source.id = source_id \
    JOIN choices AS status ON status.id = contact_status_id LEFT JOIN events ON events.id = event_id \
    LEFT JOIN choices AS mouth ON mouth.id = word_of_mouth_id LEFT JOIN choices AS referral ON referral.id = referral_type_id \
    LEFT JOIN staff ON staff.id = leads.staff_id LEFT JOIN accounts AS maker ON maker.id = leads.created_by \
    LEFT JOIN accounts AS editor ON editor.id = leads.updated_by WHERE leads.id = ?1";

/// One lead with every label.
pub fn lead(sql: &Connection, id: i64, now: Moment) -> Result<Lead> {
    sql.prepare_cached(LEAD_SELECT)?
        .query_row([id], |row| read_lead(row, now))
        .optional()?
        .ok_or_else(|| Error::new(Code::Missing, format!("There is no lead {id}.")))
}

/// Each of the leads with every label, in order; for an export, one in memory at a time.
pub fn each_row(
    sql: &Connection,
    ids: &[i64],
    now: Moment,
    mut each: impl FnMut(&Lead) -> Result<()>,
) -> Result<()> {
    let mut statement = sql.prepare_cached(LEAD_SELECT)?;
    for id in ids {
        if let Some(lead) = statement.query_row([id], |row| read_lead(row, now)).optional()? {
            each(&lead)?;
        }
    }
    Ok(())
}

fn read_lead(row: &Row<'_>, now: Moment) -> rusqlite::Result<Lead> {
    let text = |column: &str| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
    let (first_name, last_name, phone, dob) =
        (text("first_name")?, text("last_name")?, text("phone")?, text("dob")?);
    Ok(Lead {
        id: row.get("id")?,
        name: full_name(&first_name, &last_name),
        first_name,
        last_name,
        phone_shown: shown(&phone),
        phone,
        email: text("email")?,
        street: text("street")?,
        city: text("city")?,
        state: text("state")?,
        zip_code: text("zip_code")?,
        age: crate::values::parse_day(&dob, now.date_naive())
            .ok()
            .and_then(|day| now.date_naive().years_since(day))
            .map(i64::from),
        dob,
        medicaid_no: text("medicaid_no")?,
        stage: read_stage(row, "stage", "stage_hue", "stage_kind")?,
        stage_position: row.get("stage_position")?,
        stage_count: row.get("stage_count")?,
        source: text("source")?,
        event_name: text("event_name")?,
        word_of_mouth_type: text("word_of_mouth_type")?,
        other_source_type: text("other_source_type")?,
        staff_name: text("staff_name")?,
        active_client: row.get("active_client")?,
        referral_type: text("referral_type")?,
        e_contact_name: text("e_contact_name")?,
        e_contact_relation: text("e_contact_relation")?,
        e_contact_phone: text("e_contact_phone")?,
        last_contact_status: text("last_contact_status")?,
        last_contact_date: text("last_contact_date")?,
        comments: text("comments")?,
        created_at: text("created_at")?,
        updated_at: text("updated_at")?,
        created_by: text("maker")?,
        updated_by: text("editor")?,
        deleted_at: row.get("deleted_at")?,
    })
}

fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}").trim().to_owned()
}

fn read_stage(row: &Row<'_>, label: &str, hue: &str, kind: &str) -> rusqlite::Result<StageShown> {
    Ok(StageShown {
        label: row.get(label)?,
        hue: row.get(hue)?,
        kind: StageKind::named(row.get_ref(kind)?.as_str().unwrap_or_default()),
    })
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

/// A lead's row as it is edited.
pub fn record(sql: &Connection, id: i64) -> Result<LeadRecord> {
    Ok(sql.prepare_cached("SELECT * FROM leads WHERE id = ?1")?.query_row([id], |row| {
        Ok(LeadRecord {
            created_at: row.get("created_at")?,
            staff_id: row.get("staff_id")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            stage_id: row.get("stage_id")?,
            source_id: row.get("source_id")?,
            event_id: row.get("event_id")?,
            word_of_mouth_id: row.get("word_of_mouth_id")?,
            other_source_type: row.get("other_source_type")?,
            active_client: row.get("active_client")?,
            referral_type_id: row.get("referral_type_id")?,
            phone: row.get("phone")?,
            email: row.get("email")?,
            street: row.get("street")?,
            city: row.get("city")?,
            state: row.get("state")?,
            zip_code: row.get("zip_code")?,
            dob: row.get("dob")?,
            medicaid_no: row.get("medicaid_no")?,
            e_contact_name: row.get("e_contact_name")?,
            e_contact_relation: row.get("e_contact_relation")?,
            e_contact_phone: row.get("e_contact_phone")?,
            contact_status_id: row.get("contact_status_id")?,
            last_contact_date: row.get("last_contact_date")?,
            comments: row.get("comments")?,
        })
    })?)
}

/// The statement that adds a lead, without its id or with one.
macro_rules! insert_lead {
    ($column:literal, $value:literal) => {
        concat!(
            "INSERT OR ROLLBACK INTO leads (", $column, "created_at, updated_at, created_by, updated_by, staff_id, \
             first_name, last_name, name_key, stage_id, source_id, event_id, word_of_mouth_id, other_source_type, \
             active_client, referral_type_id, phone, phone_digits, email, street, city, state, zip_code, dob, \
             medicaid_no, e_contact_name, e_contact_relation, e_contact_phone, contact_status_id, last_contact_date, \
             comments) VALUES (", $value, ":created_at, :now, :me, :me, :staff, :first_name, :last_name, :name_key, \
             :stage, :source, :event, :mouth, :other, :active, :referral, :phone, :phone_digits, :email, :street, \
             :city, :state, :zip, :dob, :medicaid, :ec_name, :ec_relation, :ec_phone, :status, :contacted, :comments)"
        )
    };
}

/// Adds the row of a new lead; answers with its id.
///
/// A row that is given its id, and a constraint after which a statement may go on, make SQLite keep a copy of every
/// page that the row and its log entry touch: fifteen times the work. So a failed constraint ends the operation, and
/// SQLite counts on by itself wherever its next number is the one of this installation's range.
pub fn insert(operation: &Operation<'_>, record: &LeadRecord) -> Result<i64> {
    let now = written(operation.now);
    let (name_key, phone_digits) = (record.name_key(), record.phone_digits());
    let mut values = named_params! {
        ":created_at": record.created_at, ":now": now, ":me": operation.grant.account,
        ":staff": record.staff_id, ":first_name": record.first_name, ":last_name": record.last_name,
        ":name_key": name_key, ":stage": record.stage_id, ":source": record.source_id,
        ":event": record.event_id, ":mouth": record.word_of_mouth_id, ":other": record.other_source_type,
        ":active": record.active_client, ":referral": record.referral_type_id, ":phone": record.phone,
        ":phone_digits": phone_digits, ":email": record.email, ":street": record.street,
        ":city": record.city, ":state": record.state, ":zip": record.zip_code, ":dob": record.dob,
        ":medicaid": record.medicaid_no, ":ec_name": record.e_contact_name,
        ":ec_relation": record.e_contact_relation, ":ec_phone": record.e_contact_phone,
        ":status": record.contact_status_id, ":contacted": record.last_contact_date, ":comments": record.comments,
    }
    .to_vec();
    if operation.counts_on("leads")? {
        operation.sql.prepare_cached(insert_lead!("", ""))?.execute(&values[..])?;
        return Ok(operation.sql.last_insert_rowid());
    }
    let id = operation.next_id("leads")?;
    values.push((":id", &id));
    operation.sql.prepare_cached(insert_lead!("id, ", ":id, "))?.execute(&values[..])?;
    Ok(id)
}

/// Writes an edited lead; the log notes the columns that differ.
pub fn update(operation: &Operation<'_>, id: i64, record: &LeadRecord) -> Result<()> {
    operation
        .sql
        .prepare_cached(
            "UPDATE OR ROLLBACK leads SET updated_at = :now, updated_by = :me, staff_id = :staff, first_name = :first_name, \
             last_name = :last_name, name_key = :name_key, stage_id = :stage, source_id = :source, event_id = :event, \
             word_of_mouth_id = :mouth, other_source_type = :other, active_client = :active, \
             referral_type_id = :referral, phone = :phone, phone_digits = :phone_digits, email = :email, \
             street = :street, city = :city, state = :state, zip_code = :zip, dob = :dob, medicaid_no = :medicaid, \
             e_contact_name = :ec_name, e_contact_relation = :ec_relation, e_contact_phone = :ec_phone, \
             contact_status_id = :status, last_contact_date = :contacted, comments = :comments WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id, ":now": written(operation.now), ":me": operation.grant.account, ":staff": record.staff_id,
            ":first_name": record.first_name, ":last_name": record.last_name, ":name_key": record.name_key(),
            ":stage": record.stage_id, ":source": record.source_id, ":event": record.event_id,
            ":mouth": record.word_of_mouth_id, ":other": record.other_source_type, ":active": record.active_client,
            ":referral": record.referral_type_id, ":phone": record.phone, ":phone_digits": record.phone_digits(),
            ":email": record.email, ":street": record.street, ":city": record.city, ":state": record.state,
            ":zip": record.zip_code, ":dob": record.dob, ":medicaid": record.medicaid_no,
            ":ec_name": record.e_contact_name, ":ec_relation": record.e_contact_relation,
            ":ec_phone": record.e_contact_phone, ":status": record.contact_status_id,
            ":contacted": record.last_contact_date, ":comments": record.comments,
        })?;
    Ok(())
}

/// Marks a lead deleted.
pub fn delete(operation: &Operation<'_>, id: i64) -> Result<()> {
    let now = written(operation.now);
    operation
        .sql
        .prepare_cached(
            "UPDATE OR ROLLBACK leads SET deleted_at = ?1, updated_at = ?1, updated_by = ?2 WHERE id = ?3",
        )?
        .execute(params![now, operation.grant.account, id])?;
    Ok(())
}

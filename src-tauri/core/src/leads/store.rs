//! The SQL of leads.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params, params_from_iter};

use super::protected::Whole;
use super::{Lead, LeadRecord};
use crate::access::{Grant, bind_reach};
use crate::activity::written;
use crate::error::{Code, Error, Result};
use crate::office::{Moment, Operation};
use crate::pipeline::{StageKind, StageShown};
use crate::values::shown;

/// Missing, as if it were not there, unless the lead is in reach; deleted leads are in reach like others.
pub fn in_reach(sql: &Connection, grant: &Grant, lead: i64) -> Result<()> {
    if is_in_reach(sql, grant, lead)? {
        return Ok(());
    }
    Err(Error::new(Code::Missing, format!("There is no lead {lead} that you can see.")))
}

/// Whether there is such a lead in reach.
pub fn is_in_reach(sql: &Connection, grant: &Grant, lead: i64) -> Result<bool> {
    let question = format!("SELECT 1 FROM leads WHERE id = :lead AND {}", grant.reach.condition());
    let mut statement = sql.prepare_cached(&question)?;
    bind_reach(&mut statement, grant)?;
    if let Some(place) = statement.parameter_index(":lead")? {
        statement.raw_bind_parameter(place, lead)?;
    }
    let mut rows = statement.raw_query();
    Ok(rows.next()?.is_some())
}

/// How many leads that are not deleted, and how many operations there are.
pub fn sizes(sql: &Connection) -> Result<(i64, i64)> {
    Ok(sql.query_row(
        "SELECT (SELECT count(*) FROM leads WHERE deleted_at IS NULL), (SELECT coalesce(max(id), 0) FROM operations)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?)
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
    partners.name AS partner, \
    maker.name AS maker, editor.name AS editor \
    FROM leads JOIN stages ON stages.id = stage_id JOIN choices AS source ON source.id = source_id \
    JOIN choices AS status ON status.id = contact_status_id LEFT JOIN events ON events.id = event_id \
    LEFT JOIN choices AS mouth ON mouth.id = word_of_mouth_id LEFT JOIN choices AS referral ON referral.id = referral_type_id \
    LEFT JOIN staff ON staff.id = leads.staff_id LEFT JOIN partners ON partners.id = leads.partner_id \
    LEFT JOIN accounts AS maker ON maker.id = leads.created_by \
    LEFT JOIN accounts AS editor ON editor.id = leads.updated_by WHERE leads.id = ?1";

/// One lead with every label.
pub fn lead(sql: &Connection, id: i64, now: Moment) -> Result<Whole> {
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
    mut each: impl FnMut(Whole) -> Result<()>,
) -> Result<()> {
    let mut statement = sql.prepare_cached(LEAD_SELECT)?;
    for id in ids {
        if let Some(lead) = statement.query_row([id], |row| read_lead(row, now)).optional()? {
            each(lead)?;
        }
    }
    Ok(())
}

fn read_lead(row: &Row<'_>, now: Moment) -> rusqlite::Result<Whole> {
    let text = |column: &str| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
    let (first_name, last_name, phone, dob) =
        (text("first_name")?, text("last_name")?, text("phone")?, text("dob")?);
    Ok(Whole::new(Lead {
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
        may_reveal: false,
        stage: read_stage(row, "stage", "stage_hue", "stage_kind")?,
        stage_position: row.get("stage_position")?,
        stage_count: row.get("stage_count")?,
        source: text("source")?,
        event_name: text("event_name")?,
        word_of_mouth_type: text("word_of_mouth_type")?,
        other_source_type: text("other_source_type")?,
        partner: text("partner")?,
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
        shared_with: Vec::new(),
        stages: Vec::new(),
    }))
}

pub(super) fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}").trim().to_owned()
}

pub(super) fn read_stage(row: &Row<'_>, label: &str, hue: &str, kind: &str) -> rusqlite::Result<StageShown> {
    Ok(StageShown {
        label: row.get(label)?,
        hue: row.get(hue)?,
        kind: StageKind::named(row.get_ref(kind)?.as_str().unwrap_or_default()),
    })
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
            partner_id: row.get("partner_id")?,
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
             partner_id, active_client, referral_type_id, phone, phone_digits, email, street, city, state, zip_code, dob, \
             medicaid_no, e_contact_name, e_contact_relation, e_contact_phone, contact_status_id, last_contact_date, \
             comments) VALUES (", $value, ":created_at, :now, :me, :me, :staff, :first_name, :last_name, :name_key, \
             :stage, :source, :event, :mouth, :other, :partner, :active, :referral, :phone, :phone_digits, :email, :street, \
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
        ":partner": record.partner_id, ":active": record.active_client, ":referral": record.referral_type_id,
        ":phone": record.phone, ":phone_digits": phone_digits, ":email": record.email, ":street": record.street,
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

/// Writes what an edit changed. A column that is only mentioned makes SQLite write its index anew, so the others are
/// left out.
pub fn update(operation: &Operation<'_>, id: i64, before: &LeadRecord, after: &LeadRecord) -> Result<()> {
    let (names, mut values): (Vec<&str>, Vec<Value>) = before
        .columns()
        .into_iter()
        .zip(after.columns())
        .filter(|(old, new)| old != new)
        .map(|(_, new)| new)
        .unzip();
    let set: String = names.iter().map(|name| format!(", {name} = ?")).collect();
    values.splice(..0, [written(operation.now).into(), operation.grant.account.into()]);
    values.push(id.into());
    operation
        .sql
        .prepare_cached(&format!(
            "UPDATE OR ROLLBACK leads SET updated_at = ?, updated_by = ?{set} WHERE id = ?"
        ))?
        .execute(params_from_iter(values))?;
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

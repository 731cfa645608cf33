//! The words for every logged column, so that the log speaks of 'Status', not of stage_id.

use rusqlite::{Connection, OptionalExtension, types::ValueRef};

use crate::access::Permission;
use crate::error::Result;

/// What a column is called, and how its values are read.
struct Words {
    table: &'static str,
    column: &'static str,
    label: &'static str,
    reads: Reads,
}

enum Reads {
    /// As it stands.
    Plain,
    /// Yes for 1, no for 0.
    YesNo,
    /// What the permission allows.
    Permission,
    /// The row's name in another table; the statement takes the id.
    Name(&'static str),
}

const STAGE: Reads = Reads::Name("SELECT label FROM stages WHERE id = ?1");
const CHOICE: Reads = Reads::Name("SELECT label FROM choices WHERE id = ?1");
const STAFF: Reads = Reads::Name("SELECT name FROM staff WHERE id = ?1");
const EVENT: Reads = Reads::Name("SELECT name FROM events WHERE id = ?1");
const ROLE: Reads = Reads::Name("SELECT label FROM roles WHERE id = ?1");
const ACCOUNT: Reads = Reads::Name("SELECT name FROM accounts WHERE id = ?1");
const TEAM: Reads = Reads::Name("SELECT name FROM teams WHERE id = ?1");
const PARTNER: Reads = Reads::Name("SELECT name FROM partners WHERE id = ?1");

const fn words(table: &'static str, column: &'static str, label: &'static str, reads: Reads) -> Words {
    Words { table, column, label, reads }
}

/// Columns without a line here are kept in the log and not shown: they follow from the others.
const WORDS: &[Words] = &[
    words("leads", "first_name", "First name", Reads::Plain),
    words("leads", "last_name", "Last name", Reads::Plain),
    words("leads", "phone", "Phone", Reads::Plain),
    words("leads", "stage_id", "Status", STAGE),
    words("leads", "source_id", "Source", CHOICE),
    words("leads", "event_id", "Event", EVENT),
    words("leads", "word_of_mouth_id", "Word of mouth", CHOICE),
    words("leads", "other_source_type", "Other source", Reads::Plain),
    words("leads", "partner_id", "Partner", PARTNER),
    words("leads", "staff_id", "Assigned to", STAFF),
    words("leads", "active_client", "Active client", Reads::YesNo),
    words("leads", "referral_type_id", "Referral type", CHOICE),
    words("leads", "email", "E-mail", Reads::Plain),
    words("leads", "street", "Street", Reads::Plain),
    words("leads", "city", "City", Reads::Plain),
    words("leads", "state", "State", Reads::Plain),
    words("leads", "zip_code", "Zip code", Reads::Plain),
    words("leads", "dob", "Date of birth", Reads::Plain),
    words("leads", "medicaid_no", "Medicaid number", Reads::Plain),
    words("leads", "e_contact_name", "Emergency contact", Reads::Plain),
    words("leads", "e_contact_relation", "Emergency contact's relation", Reads::Plain),
    words("leads", "e_contact_phone", "Emergency contact's phone", Reads::Plain),
    words("leads", "contact_status_id", "Last contact", CHOICE),
    words("leads", "last_contact_date", "Last contact on", Reads::Plain),
    words("leads", "comments", "Comments", Reads::Plain),
    words("leads", "created_at", "Created", Reads::Plain),
    words("leads", "deleted_at", "Deleted", Reads::Plain),
    words("events", "name", "Event", Reads::Plain),
    words("events", "deleted_at", "Deleted", Reads::Plain),
    words("choices", "label", "Choice", Reads::Plain),
    words("staff", "name", "Staff member", Reads::Plain),
    words("stages", "label", "Stage", Reads::Plain),
    words("office", "name", "Office", Reads::Plain),
    words("accounts", "name", "Name", Reads::Plain),
    words("accounts", "user_name", "User name", Reads::Plain),
    words("accounts", "email", "E-mail", Reads::Plain),
    words("accounts", "role_id", "Role", ROLE),
    words("accounts", "state", "State", Reads::Plain),
    words("accounts", "team_id", "Team", TEAM),
    words("accounts", "partner_id", "Partner", PARTNER),
    words("accounts", "partner_all", "All of the partner", Reads::YesNo),
    words("accounts", "theme", "Theme", Reads::Plain),
    words("lead_shares", "account_id", "Shared with", ACCOUNT),
    words("partners", "name", "Partner", Reads::Plain),
    words("partners", "deleted_at", "Deleted", Reads::Plain),
    words("roles", "label", "Role", Reads::Plain),
    words("roles", "reach", "Reach", Reads::Plain),
    words("roles", "masked", "Contact details masked", Reads::YesNo),
    words("roles", "all_stages", "Sets every stage", Reads::YesNo),
    words("roles", "deleted_at", "Retired", Reads::Plain),
    words("role_permissions", "permission", "Permission", Reads::Permission),
    words("role_stages", "stage_id", "Status it may set", STAGE),
    words("teams", "name", "Team", Reads::Plain),
    words("teams", "lead_id", "Team lead", ACCOUNT),
    words("teams", "deleted_at", "Deleted", Reads::Plain),
    words("invitations", "name", "Invited", Reads::Plain),
    words("invitations", "role_id", "Role", ROLE),
    words("settings", "name", "Setting", Reads::Plain),
    words("settings", "value", "Value", Reads::Plain),
];

/// Tables whose rows say nothing but that something belongs to something: when one comes or goes, so does what this
/// column names.
const BELONGING: &[(&str, &str)] =
    &[("lead_shares", "account_id"), ("role_permissions", "permission"), ("role_stages", "stage_id")];

/// The column that names what comes and goes with a row of this table, if its rows are of that kind.
pub fn belonging(table: &str) -> Option<&'static str> {
    BELONGING.iter().find(|(known, _)| *known == table).map(|(_, column)| *column)
}

/// The columns of a table that people are shown, in the order to show them.
pub fn columns(table: &str) -> impl Iterator<Item = &'static str> {
    let table = table.to_owned();
    WORDS.iter().filter(move |w| w.table == table).map(|w| w.column)
}

/// What the column is called, or none where people are not shown it.
pub fn label(table: &str, column: &str) -> Option<&'static str> {
    find(table, column).map(|w| w.label)
}

/// A logged value in the user's words; an empty one is none.
pub fn value(
    sql: &Connection,
    table: &str,
    column: &str,
    logged: &serde_json::Value,
) -> Result<Option<String>> {
    let Some(words) = find(table, column) else { return Ok(None) };
    let plain = match logged {
        serde_json::Value::Null => return Ok(None),
        serde_json::Value::String(text) if text.is_empty() => return Ok(None),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Ok(Some(match words.reads {
        Reads::Plain => plain,
        Reads::YesNo if plain == "0" => "no".to_owned(),
        Reads::YesNo => "yes".to_owned(),
        Reads::Permission => Permission::named(&plain).map_or(plain, |known| known.label().to_owned()),
        Reads::Name(statement) => sql
            .prepare_cached(statement)?
            .query_row([logged.as_i64()], |row| row.get::<_, String>(0))
            .optional()?
            .unwrap_or(plain),
    }))
}

/// A value of a row as the log writes it.
pub fn as_logged(value: ValueRef<'_>) -> serde_json::Value {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => serde_json::Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
    }
}

fn find(table: &str, column: &str) -> Option<&'static Words> {
    WORDS.iter().find(|w| w.table == table && w.column == column)
}

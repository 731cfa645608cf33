//! The words for every logged column, so that the log speaks of 'Status', not of stage_id.

use rusqlite::{Connection, OptionalExtension, types::ValueRef};

use crate::access::{Permission, Reach};
use crate::error::Result;
use crate::values::month_in_words;

/// What a column is called, how its values are read, and how a change of it is said.
struct Words {
    table: &'static str,
    column: &'static str,
    label: &'static str,
    reads: Reads,
    tells: Says,
    /// What a sentence calls it, where the label is no name.
    called: Option<&'static str>,
}

enum Reads {
    /// As it stands.
    Plain,
    /// Yes for 1, no for 0.
    YesNo,
    /// A moment, which whoever shows it puts into words.
    Moment,
    /// A month, written 2026-10.
    Month,
    /// What the permission allows.
    Permission,
    /// Whose leads a role sees.
    Reach,
    /// One of few values, each with its words.
    OneOf(&'static [(&'static str, &'static str)]),
    /// The row's name in another table; the statement takes the id.
    Name(&'static str),
}

/// How a change of a column is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// A value: 'Phone set to ...', 'Status changed from ... to ...', 'Comments cleared'.
    Value,
    /// The name of a thing: 'Partner Oak Clinic added', 'Partner renamed from Oak Clinic to Elm Clinic'.
    Thing,
    /// Something that belongs to something, and comes and goes with its row: what is said before its name when it
    /// comes, and when it goes.
    Belongs(&'static str, &'static str),
    /// A mark: what is said when it is set, and when it is taken away.
    Mark(&'static str, &'static str),
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
    Words { table, column, label, reads, tells: Says::Value, called: None }
}

/// The name of what the table's rows are.
const fn thing(table: &'static str, column: &'static str, label: &'static str) -> Words {
    Words { table, column, label, reads: Reads::Plain, tells: Says::Thing, called: None }
}

/// When a row was deleted.
const fn deleted(table: &'static str, label: &'static str, says: Says) -> Words {
    Words { table, column: "deleted_at", label, reads: Reads::Moment, tells: says, called: None }
}

impl Words {
    const fn called(mut self, name: &'static str) -> Self {
        self.called = Some(name);
        self
    }

    const fn told_as(mut self, says: Says) -> Self {
        self.tells = says;
        self
    }
}

/// How deleting is said wherever nothing else fits better.
const DELETED: Says = Says::Mark("Deleted", "Restored");

const ACCOUNT_STATES: &[(&str, &str)] =
    &[("active", "active"), ("disabled", "disabled"), ("pending", "waiting for approval")];
const THEMES: &[(&str, &str)] = &[("system", "as the computer has it"), ("day", "Day"), ("dusk", "Dusk")];
const CHECKED: &[(&str, &str)] = &[("1", "everything"), ("0", "what was new")];

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
    words("leads", "staff_id", "Assigned to", STAFF).called("Assignment"),
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
    words("leads", "last_contact_date", "Last contact on", Reads::Moment).called("Time of last contact"),
    words("leads", "comments", "Comments", Reads::Plain),
    words("leads", "created_at", "Created", Reads::Moment),
    deleted("leads", "Deleted", DELETED),
    words("leads", "erased_at", "Erased", Reads::Moment)
        .told_as(Says::Mark("Erased for good", "Had back after it was erased")),
    thing("events", "name", "Event"),
    deleted("events", "Deleted", DELETED),
    thing("choices", "label", "Choice"),
    deleted("choices", "Deleted", DELETED),
    thing("staff", "name", "Staff member"),
    deleted("staff", "Deleted", DELETED),
    thing("stages", "label", "Stage"),
    deleted("stages", "Deleted", DELETED),
    thing("office", "name", "Office"),
    words("accounts", "name", "Name", Reads::Plain),
    words("accounts", "user_name", "User name", Reads::Plain),
    words("accounts", "email", "E-mail", Reads::Plain),
    words("accounts", "role_id", "Role", ROLE),
    words("accounts", "state", "Account", Reads::OneOf(ACCOUNT_STATES)),
    words("accounts", "team_id", "Team", TEAM),
    words("accounts", "partner_id", "Partner", PARTNER),
    words("accounts", "partner_all", "All of the partner", Reads::YesNo),
    words("accounts", "theme", "Theme", Reads::OneOf(THEMES)),
    words("lead_shares", "account_id", "Shared with", ACCOUNT)
        .told_as(Says::Belongs("Shared with", "No longer shared with")),
    thing("partners", "name", "Partner"),
    deleted("partners", "Deleted", DELETED),
    thing("roles", "label", "Role"),
    words("roles", "reach", "Reach", Reads::Reach),
    words("roles", "masked", "Contact details masked", Reads::YesNo).called("Masking of contact details"),
    words("roles", "all_stages", "Sets every status", Reads::YesNo).called("Setting every status"),
    deleted("roles", "Retired", Says::Mark("Retired", "Restored")),
    words("role_permissions", "permission", "Permission", Reads::Permission)
        .told_as(Says::Belongs("May", "May no longer")),
    words("role_stages", "stage_id", "Status it may set", STAGE)
        .told_as(Says::Belongs("May set the status", "May no longer set the status")),
    thing("teams", "name", "Team"),
    words("teams", "lead_id", "Team lead", ACCOUNT),
    deleted("teams", "Deleted", DELETED),
    thing("invitations", "name", "Invitation for"),
    words("invitations", "role_id", "Role", ROLE),
    words("invitations", "expires_at", "Valid until", Reads::Moment),
    words("invitations", "used_by", "Used by", ACCOUNT),
    deleted("invitations", "Withdrawn", Says::Mark("Withdrawn", "Valid again")),
    words("settings", "name", "Setting", Reads::Plain),
    words("settings", "value", "Value", Reads::Plain),
    words("erasures", "entry", "Erased entry", Reads::Plain)
        .told_as(Says::Belongs("Entry erased: number", "Entry no longer erased: number")),
    words("log_checks", "whole", "Checked", Reads::OneOf(CHECKED)),
    words("log_checks", "entries", "Entries looked at", Reads::Plain),
    words("log_checks", "sequence", "Sound up to entry", Reads::Plain),
    words("log_checks", "wrong", "What was found", Reads::Plain),
    words("look_reviews", "month", "Month", Reads::Month),
    words("look_reviews", "looks", "Looks", Reads::Plain),
    words("look_reviews", "note", "Note", Reads::Plain),
];

/// The column that names what comes and goes with a row of this table, if its rows say nothing but that something
/// belongs to something.
pub fn belonging(table: &str) -> Option<&'static str> {
    of(table).find(|w| matches!(w.tells, Says::Belongs(..))).map(|w| w.column)
}

/// The column that names the things that the table's rows are, with what such a thing is called.
pub fn naming(table: &str) -> Option<(&'static str, &'static str)> {
    of(table).find(|w| w.tells == Says::Thing).map(|w| (w.column, w.label))
}

/// The columns of a table that people are shown, in the order to show them.
pub fn columns(table: &str) -> impl Iterator<Item = &'static str> {
    of(table).map(|w| w.column)
}

/// How a change of the column is said.
pub fn says(table: &str, column: &str) -> Says {
    find(table, column).map_or(Says::Value, |w| w.tells)
}

/// What a sentence calls the column, where that is not its label.
pub fn called(table: &str, column: &str) -> Option<&'static str> {
    find(table, column).and_then(|w| w.called)
}

/// Whether the column holds moments.
pub fn is_moment(table: &str, column: &str) -> bool {
    find(table, column).is_some_and(|w| matches!(w.reads, Reads::Moment))
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
        Reads::Plain | Reads::Moment => plain,
        Reads::Month => month_in_words(&plain),
        Reads::Reach => Reach::named(&plain).label().to_owned(),
        Reads::OneOf(known) => {
            known.iter().find(|(value, _)| *value == plain).map_or(plain, |(_, words)| (*words).to_owned())
        }
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

fn of(table: &str) -> impl Iterator<Item = &'static Words> {
    let table = table.to_owned();
    WORDS.iter().filter(move |w| w.table == table)
}

fn find(table: &str, column: &str) -> Option<&'static Words> {
    WORDS.iter().find(|w| w.table == table && w.column == column)
}

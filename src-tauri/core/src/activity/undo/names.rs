//! What rows are called in a sentence, as who reads it may see them: 'Ruth Abel', 'the source Church'.

use rusqlite::{Connection, OptionalExtension};

use crate::access::Grant;
use crate::activity::words;
use crate::error::Result;
use crate::leads;

/// How the rows of a table are called; the statement takes the id.
const NAMES: &[(&str, &str)] = &[
    ("leads", "SELECT trim(first_name || ' ' || last_name) FROM leads WHERE id = ?1"),
    ("accounts", "SELECT name FROM accounts WHERE id = ?1"),
    ("partners", "SELECT 'the partner ' || name FROM partners WHERE id = ?1"),
    ("events", "SELECT 'the event ' || name FROM events WHERE id = ?1"),
    ("staff", "SELECT 'the staff member ' || name FROM staff WHERE id = ?1"),
    ("teams", "SELECT 'the team ' || name FROM teams WHERE id = ?1"),
    ("roles", "SELECT 'the role ' || label FROM roles WHERE id = ?1"),
    ("stages", "SELECT 'the status ' || label FROM stages WHERE id = ?1"),
    (
        "choices",
        "SELECT 'the ' || replace(replace(list, '_type', ''), '_', ' ') || ' ' || label FROM choices WHERE id = ?1",
    ),
    ("invitations", "SELECT 'the invitation of ' || name FROM invitations WHERE id = ?1"),
    ("settings", "SELECT 'the setting ' || replace(name, '_', ' ') FROM settings WHERE id = ?1"),
    (
        "lead_shares",
        "SELECT 'the sharing of ' || trim(first_name || ' ' || last_name) || ' with ' || name \
         FROM lead_shares JOIN leads ON leads.id = lead_id JOIN accounts ON accounts.id = account_id WHERE lead_shares.id = ?1",
    ),
    (
        "role_stages",
        "SELECT 'the status ' || stages.label || ' of the role ' || roles.label \
         FROM role_stages JOIN roles ON roles.id = role_id JOIN stages ON stages.id = stage_id WHERE role_stages.id = ?1",
    ),
];

/// What a lead out of reach is called.
pub(super) const UNSEEN: &str = "a lead that you do not see";

/// What a row is called.
pub(super) fn name(sql: &Connection, grant: &Grant, table: &str, row: i64) -> Result<String> {
    if let Some(lead) = lead_of(sql, table, row)?
        && !leads::is_in_reach(sql, grant, lead)?
    {
        return Ok(UNSEEN.to_owned());
    }
    let Some((_, statement)) = NAMES.iter().find(|(known, _)| *known == table) else {
        return Ok(unnamed(table).to_owned());
    };
    let found: Option<String> =
        sql.prepare_cached(statement)?.query_row([row], |row| row.get(0)).optional()?;
    Ok(found.filter(|name| !name.is_empty()).unwrap_or_else(|| "something".to_owned()))
}

/// What a row is called that has no name of its own.
fn unnamed(table: &str) -> &'static str {
    match table {
        "role_permissions" => "a permission of a role",
        _ => "something",
    }
}

/// The lead that a row is of.
pub(super) fn lead_of(sql: &Connection, table: &str, row: i64) -> Result<Option<i64>> {
    match table {
        "leads" => Ok(Some(row)),
        "lead_shares" => Ok(sql
            .prepare_cached("SELECT lead_id FROM lead_shares WHERE id = ?1")?
            .query_row([row], |row| row.get(0))
            .optional()?),
        _ => Ok(None),
    }
}

/// What a column is called within a sentence: 'phone', 'Medicaid number'.
pub(super) fn column(table: &str, column: &str) -> Option<String> {
    let shown = match column {
        "name_key" => "first_name",
        "phone_digits" => "phone",
        column => column,
    };
    let label = words::label(table, shown)?;
    let (first, rest) = label.split_at_checked(1)?;
    let keeps_capital = label.starts_with("Medicaid");
    Some(if keeps_capital { label.to_owned() } else { format!("{}{rest}", first.to_lowercase()) })
}

/// A phrase as it begins a sentence.
pub(super) fn capital(phrase: &str) -> String {
    let mut letters = phrase.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

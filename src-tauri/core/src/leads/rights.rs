//! Who may change which field of a lead: one list, asked for an edit, for a new lead and for an undo.

use serde_json::{Map, Value};

use super::{LeadRecord, Names, fields};
use crate::access::{Grant, Permission, Reach};
use crate::error::{Code, Error, Result};

/// A column that is not simply edited: what it needs, any one of these, and the field it is typed in.
struct Right {
    column: &'static str,
    field: &'static str,
    any_of: &'static [Permission],
}

const fn right(column: &'static str, field: &'static str, any_of: &'static [Permission]) -> Right {
    Right { column, field, any_of }
}

/// What every other column needs.
const EDIT: &[Permission] = &[Permission::LeadsEdit];

/// The columns that need another permission, or whose field has another name. Which stages a role may set is asked
/// besides.
const RIGHTS: &[Right] = &[
    right("stage_id", "stage", &[Permission::LeadsStage]),
    right("staff_id", "staff_name", &[Permission::LeadsAssign]),
    right("contact_status_id", "last_contact_status", &[Permission::ContactsLog, Permission::LeadsEdit]),
    right("last_contact_date", "last_contact_date", &[Permission::ContactsLog, Permission::LeadsEdit]),
    right("active_client", "active_client", &[Permission::ReferralsMark]),
    right("referral_type_id", "referral_type", &[Permission::ReferralsMark]),
    right("source_id", "source", EDIT),
    right("event_id", "event_name", EDIT),
    right("word_of_mouth_id", "word_of_mouth_type", EDIT),
    right("partner_id", "partner", EDIT),
];

/// Columns that follow from others, which are asked themselves.
const FOLLOWING: &[&str] = &["name_key", "phone_digits"];

/// Whether a role may change a column.
pub fn may_change(grant: &Grant, column: &str) -> bool {
    let needed = RIGHTS.iter().find(|right| right.column == column).map_or(EDIT, |right| right.any_of);
    FOLLOWING.contains(&column) || needed.iter().any(|permission| grant.may(*permission))
}

/// Whether a role may put this value into a column: a stage must be one that it may set, and a partner's people keep
/// their leads their partner's.
pub fn may_set(grant: &Grant, column: &str, value: Option<i64>) -> bool {
    let may_hold = match column {
        "stage_id" => value.is_none_or(|stage| grant.may_set(stage)),
        "partner_id" => grant.reach != Reach::Partner || value == grant.partner,
        _ => true,
    };
    may_hold && may_change(grant, column)
}

/// Refuses an edit of what the role may not change.
///
/// # Errors
/// `Code::Refused` beside the first such field.
pub fn check_edit(grant: &Grant, before: &LeadRecord, after: &LeadRecord) -> Result<()> {
    let (before, after) = (columns(before)?, columns(after)?);
    let refused: Vec<&str> = after
        .iter()
        .filter(|(column, value)| before.get(*column) != Some(*value))
        .filter(|(column, value)| !may_set(grant, column, value.as_i64()))
        .map(|(column, _)| field(column))
        .collect();
    if refused.is_empty() { Ok(()) } else { Err(refusal(grant, &refused)) }
}

/// Refuses a new lead that is put further than the role may: into another stage than the first, to somebody else.
///
/// # Errors
/// `Code::Refused` beside the first such field.
pub fn check_new(grant: &Grant, record: &LeadRecord, names: &Names) -> Result<()> {
    check_holders(grant, record)?;
    let mut refused = Vec::new();
    if record.stage_id != names.default_stage && !may_set(grant, "stage_id", Some(record.stage_id)) {
        refused.push("stage");
    }
    let for_another = record.staff_id.is_some() && record.staff_id != grant.staff;
    if for_another && !may_change(grant, "staff_id") {
        refused.push("staff_name");
    }
    if refused.is_empty() { Ok(()) } else { Err(refusal(grant, &refused)) }
}

/// Who holds a new lead, and which partner's it is, where nothing was typed.
///
/// # Errors
/// `Code::Refused` for an account that sees its partner's leads and belongs to no partner.
pub fn holders(grant: &Grant) -> Result<(Option<i64>, Option<i64>)> {
    match (grant.reach, grant.partner) {
        (Reach::Partner, Some(partner)) => Ok((None, Some(partner))),
        (Reach::Partner, None) => Err(Error::new(
            Code::Refused,
            "Your account belongs to no partner yet, so you would not see the lead. Ask an administrator to set it.",
        )),
        _ => Ok((grant.staff, None)),
    }
}

/// Keeps a partner's people from handing a new lead to anybody: it is their partner's, and nobody's.
///
/// # Errors
/// `Code::Refused` beside the field.
pub fn check_holders(grant: &Grant, record: &LeadRecord) -> Result<()> {
    if grant.reach != Reach::Partner {
        return Ok(());
    }
    let (staff, partner) = holders(grant)?;
    if record.partner_id != partner {
        return Err(refusal(grant, &["partner"]));
    }
    if record.staff_id != staff {
        return Err(refusal(grant, &["staff_name"]));
    }
    Ok(())
}

/// A record by the names of its columns.
fn columns(record: &LeadRecord) -> Result<Map<String, Value>> {
    match serde_json::to_value(record) {
        Ok(Value::Object(columns)) => Ok(columns),
        _ => Err(Error::new(Code::Internal, "The lead could not be compared with what it was; try again.")),
    }
}

/// The column that a field of the form is kept in.
pub fn column_of(field: &str) -> &str {
    RIGHTS.iter().find(|right| right.field == field).map_or(field, |right| right.column)
}

fn field(column: &str) -> &str {
    RIGHTS.iter().find(|right| right.column == column).map_or(column, |right| right.field)
}

/// How many fields a refusal names.
const NAMED: usize = 3;

fn refusal(grant: &Grant, refused: &[&str]) -> Error {
    let only_stage = refused == ["stage"] && grant.may(Permission::LeadsStage);
    let what = if only_stage { "set this status".to_owned() } else { format!("change {}", listed(refused)) };
    Error {
        code: Code::Refused,
        field: refused.first().map(|name| (*name).to_owned()),
        sentence: format!(
            "Your role, {}, may not {what}. Leave that as it is, or ask an administrator.",
            grant.role
        ),
    }
}

/// The first of the fields, as a sentence lists them.
fn listed(names: &[&str]) -> String {
    let mut labels: Vec<String> = names.iter().take(NAMED).map(|name| fields::label(name)).collect();
    if names.len() > NAMED {
        labels.push("more".to_owned());
    }
    match labels.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => labels.concat(),
    }
}

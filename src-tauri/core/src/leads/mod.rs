//! Leads: people who may need care. Their record, its rules, and how it is added, edited and deleted.

mod check;
mod fields;
mod input;
mod list;
mod names;
mod record;
mod search;
mod store;
mod words;

pub use check::{Warning, warnings};
pub use fields::{Choice, ChoiceList, FieldKind, LeadField, OnlyWhen, choices, fields, form, whole_label};
pub use input::LeadInput;
pub use list::{LeadBook, LeadColumn, LeadFilter, LeadPage, LeadSort, LeadsPage, columns, ids, page};
pub use record::{LeadRecord, Names, Strictness};
pub use store::{LISTINGS, Listing, NARROWINGS, Narrowing};
pub use store::{each_row, in_reach, insert, sizes};
pub use words::field as field_of;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::activity::Done;
use crate::error::{Code, Error, Result};
use crate::office::{Operation, Reading};
use crate::pipeline::StageShown;

/// Which lead.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LeadId {
    pub id: i64,
}

/// A lead with everything known of it, in the user's words; what is not known is empty.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Lead {
    pub id: i64,
    pub name: String,
    pub first_name: String,
    pub last_name: String,
    pub phone: String,
    /// The phone in groups, where it has ten digits.
    pub phone_shown: String,
    pub email: String,
    pub street: String,
    pub city: String,
    pub state: String,
    pub zip_code: String,
    /// YYYY-MM-DD.
    pub dob: String,
    /// Whole years today.
    pub age: Option<i64>,
    pub medicaid_no: String,
    pub stage: StageShown,
    /// Which of the stages in order it is, from 1, and how many there are.
    pub stage_position: i64,
    pub stage_count: i64,
    pub source: String,
    pub event_name: String,
    pub word_of_mouth_type: String,
    pub other_source_type: String,
    pub staff_name: String,
    pub active_client: bool,
    pub referral_type: String,
    pub e_contact_name: String,
    pub e_contact_relation: String,
    pub e_contact_phone: String,
    pub last_contact_status: String,
    pub last_contact_date: String,
    pub comments: String,
    pub created_at: String,
    pub updated_at: String,
    pub created_by: String,
    pub updated_by: String,
    pub deleted_at: Option<String>,
}

/// A lead as the list shows it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LeadRow {
    pub id: i64,
    pub name: String,
    pub phone_shown: String,
    pub stage: StageShown,
    pub source: String,
    pub staff_name: String,
    pub city: String,
    pub last_contact_status: String,
    pub last_contact_date: String,
    pub created_at: String,
    pub updated_at: String,
}

/// New values of some fields. `seen` holds what those fields held when the form was opened: a field that
/// somebody else has changed since is refused.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LeadEdit {
    pub id: i64,
    pub fields: LeadInput,
    #[serde(default)]
    #[ts(optional)]
    pub seen: Option<LeadInput>,
}

/// A lead was added or edited.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LeadSaved {
    pub lead: Lead,
    /// 0 where nothing was different.
    pub operation: i64,
    pub sentence: String,
    pub warnings: Vec<Warning>,
}

/// One lead, deleted ones too, if it is in reach.
pub fn lead(reading: &Reading<'_>, of: LeadId) -> Result<Lead> {
    in_reach(reading.sql, reading.grant, of.id)?;
    store::lead(reading.sql, of.id, reading.now)
}

/// What is unlikely about what is being typed, field by field.
pub fn typed_warnings(reading: &Reading<'_>, typed: LeadInput) -> Result<Vec<Warning>> {
    Ok(warnings(&typed, reading.now.date_naive()))
}

/// Adds a lead. It needs a name and a way to reach somebody.
pub fn add(operation: &mut Operation<'_>, typed: LeadInput) -> Result<LeadSaved> {
    let mut names = Names::load(operation.sql)?;
    let mut record = LeadRecord::new(operation, &names)?;
    record.take(operation, &mut names, &typed, Strictness::Form)?;
    let id = insert(operation, &record)?;
    let lead = store::lead(operation.sql, id, operation.now)?;
    let sentence = format!("{} added", lead.name);
    operation.says_of_lead(id, "lead.add", &sentence);
    let warnings = warnings(&typed, operation.now.date_naive());
    Ok(LeadSaved { lead, operation: operation.id, sentence, warnings })
}

/// Changes fields of a lead.
pub fn edit(operation: &mut Operation<'_>, edit: LeadEdit) -> Result<LeadSaved> {
    in_reach(operation.sql, operation.grant, edit.id)?;
    let before = store::lead(operation.sql, edit.id, operation.now)?;
    if before.deleted_at.is_some() {
        return Err(Error::new(
            Code::Missing,
            format!(
                "{} was deleted. Undo that in the activity log first; what you typed is still here.",
                before.name
            ),
        ));
    }
    if let Some(seen) = &edit.seen {
        nobody_else_changed(&before, &edit.fields, seen)?;
    }
    let old = store::record(operation.sql, edit.id)?;
    let mut record = old.clone();
    let mut names = Names::load(operation.sql)?;
    record.take(operation, &mut names, &edit.fields, Strictness::Form)?;
    if record == old {
        return Ok(LeadSaved {
            lead: before,
            operation: 0,
            sentence: "Nothing was different.".to_owned(),
            warnings: Vec::new(),
        });
    }
    store::update(operation, edit.id, &record)?;
    let lead = store::lead(operation.sql, edit.id, operation.now)?;
    let sentence = words::edited(&before, &lead);
    operation.says_of_lead(edit.id, "lead.edit", &sentence);
    let warnings = warnings(&edit.fields, operation.now.date_naive());
    Ok(LeadSaved { lead, operation: operation.id, sentence, warnings })
}

/// Deletes a lead; it can be had back.
pub fn delete(operation: &mut Operation<'_>, of: LeadId) -> Result<Done> {
    in_reach(operation.sql, operation.grant, of.id)?;
    let lead = store::lead(operation.sql, of.id, operation.now)?;
    if lead.deleted_at.is_some() {
        return Err(Error::new(Code::Missing, format!("{} is deleted already.", lead.name)));
    }
    store::delete(operation, of.id)?;
    let sentence = format!("{} deleted", lead.name);
    operation.says_of_lead(of.id, "lead.delete", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// Two windows on one lead: what is about to be overwritten must be what was seen.
fn nobody_else_changed(now: &Lead, fields: &LeadInput, seen: &LeadInput) -> Result<()> {
    for (name, _) in fields.given() {
        let Some(was) = seen.get(name) else { continue };
        let is = words::field(now, name);
        if was.trim() != is.trim() {
            let label = fields::label(name);
            let shown = if is.is_empty() { "nothing".to_owned() } else { format!("“{is}”") };
            let who = if now.updated_by.is_empty() { "Somebody" } else { &now.updated_by };
            return Err(Error {
                code: Code::MovedOn,
                field: Some(name.to_owned()),
                sentence: format!(
                    "{who} changed {label} to {shown} in the meantime. Look at it, then save again to keep yours."
                ),
            });
        }
    }
    Ok(())
}

//! Leads: people who may need care. Their record, its rules, and how it is added, edited and deleted.

mod check;
mod fields;
mod input;
mod list;
mod names;
mod protected;
mod record;
mod rights;
mod search;
mod sharing;
mod store;
mod words;

pub use check::{Warning, warnings};
pub use fields::{
    Choice, ChoiceList, FieldKind, LeadField, OnlyWhen, choices, fields, form, list_label, whole_label,
};
pub use input::LeadInput;
pub use list::{LISTINGS, Listing, NARROWINGS, Narrowing};
pub use list::{
    LeadBook, LeadColumn, LeadFilter, LeadPage, LeadSort, LeadsPage, columns, found_in_trash, ids, kept_ids,
    page,
};
pub use protected::{Kept, ProtectedField, Reveal, Revealed, Whole};
pub use protected::{exports_protected, kept, sentence as sentence_for, sentence_parts, value as value_for};
pub use record::{LeadRecord, Names, Strictness};
pub use rights::{check_holders, column_of, may_set};
pub use sharing::{Colleague, LeadShare, SharedWith, colleagues, share, unshare};
pub use store::{each_row, in_reach, insert, is_in_reach, sizes};
pub use words::field as field_of;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::access::{Grant, Permission};
use crate::activity::Done;
use crate::error::{Code, Error, Result};
use crate::office::{Operation, Reading};
use crate::pipeline::{self, StageShown};

/// Which lead.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LeadId {
    pub id: i64,
}

/// A lead as who asks may see it, in the user's words; what is not known is empty, what is kept back is masked.
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
    /// 1951-••-••
    pub dob: String,
    /// Whole years today.
    pub age: Option<i64>,
    /// ••••4321
    pub medicaid_no: String,
    /// Whether who asks may have the two shown.
    pub may_reveal: bool,
    pub stage: StageShown,
    /// Which of the stages in order it is, from 1, and how many there are.
    pub stage_position: i64,
    pub stage_count: i64,
    pub source: String,
    pub event_name: String,
    pub word_of_mouth_type: String,
    pub other_source_type: String,
    /// The partner organisation that sent it, or was given it.
    pub partner: String,
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
    /// The colleagues it is shared with.
    pub shared_with: Vec<SharedWith>,
    /// The stages that who asks may set on it.
    pub stages: Vec<String>,
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
    shown(reading.sql, reading.grant, store::lead(reading.sql, of.id, reading.now)?)
}

/// Shows a protected field; the log keeps that it was.
pub fn reveal(operation: &mut Operation<'_>, asked: Reveal) -> Result<Revealed> {
    in_reach(operation.sql, operation.grant, asked.id)?;
    let lead = store::lead(operation.sql, asked.id, operation.now)?;
    let value = lead.field(asked.field.name());
    if !value.is_empty() {
        let sentence = format!("{} of {} shown", asked.field.label(), lead.name());
        operation.says_of_lead(asked.id, "lead.reveal", sentence);
    }
    Ok(Revealed { value })
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
    rights::check_new(operation.grant, &record, &names)?;
    let id = insert(operation, &record)?;
    let lead = store::lead(operation.sql, id, operation.now)?;
    let sentence = format!("{} added", lead.name());
    operation.says_of_lead(id, "lead.add", &sentence);
    saved(operation, lead, &typed, sentence)
}

/// Changes fields of a lead, each as the role allows.
pub fn edit(operation: &mut Operation<'_>, edit: LeadEdit) -> Result<LeadSaved> {
    in_reach(operation.sql, operation.grant, edit.id)?;
    let before = store::lead(operation.sql, edit.id, operation.now)?;
    if before.is_deleted() {
        return Err(Error::new(
            Code::Missing,
            format!(
                "{} was deleted. Have it back from the trash first; what you typed is still here.",
                before.name()
            ),
        ));
    }
    let typed = without_masks(operation.grant, &before, &edit.fields);
    if let Some(seen) = &edit.seen {
        nobody_else_changed(operation.grant, &before, &typed, seen)?;
    }
    let old = store::record(operation.sql, edit.id)?;
    let mut record = old.clone();
    let mut names = Names::load(operation.sql)?;
    record.take(operation, &mut names, &typed, Strictness::Form)?;
    if record == old {
        let lead = shown(operation.sql, operation.grant, before)?;
        let sentence = "Nothing was different.".to_owned();
        return Ok(LeadSaved { lead, operation: 0, sentence, warnings: Vec::new() });
    }
    rights::check_edit(operation.grant, &old, &record)?;
    store::update(operation, edit.id, &old, &record)?;
    let lead = store::lead(operation.sql, edit.id, operation.now)?;
    let sentence = words::edited(&before, &lead);
    operation.says_of_lead(edit.id, "lead.edit", &sentence);
    saved(operation, lead, &typed, sentence)
}

fn saved(operation: &Operation<'_>, lead: Whole, typed: &LeadInput, sentence: String) -> Result<LeadSaved> {
    let warnings = warnings(typed, operation.now.date_naive());
    let lead = shown(operation.sql, operation.grant, lead)?;
    Ok(LeadSaved { lead, operation: operation.id, sentence, warnings })
}

/// A lead as it leaves the core: masked for who asks, with what they may do with it.
fn shown(sql: &Connection, grant: &Grant, lead: Whole) -> Result<Lead> {
    let lead = lead.masked(grant);
    let stages = pipeline::names(sql)?.into_iter().filter(|(_, stage)| grant.may_set(*stage));
    Ok(Lead {
        may_reveal: grant.may(Permission::LeadsReveal),
        shared_with: sharing::shared_with(sql, lead.id)?,
        stages: stages.map(|(label, _)| label).collect(),
        ..lead
    })
}

/// Deletes a lead; it can be had back.
pub fn delete(operation: &mut Operation<'_>, of: LeadId) -> Result<Done> {
    in_reach(operation.sql, operation.grant, of.id)?;
    let lead = store::lead(operation.sql, of.id, operation.now)?;
    if lead.is_deleted() {
        return Err(Error::new(Code::Missing, format!("{} is deleted already.", lead.name())));
    }
    store::delete(operation, of.id)?;
    let sentence = format!("{} deleted", lead.name());
    operation.says_of_lead(of.id, "lead.delete", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// What was typed, without the masks that a form showed and sent back: they mean that nothing was typed there.
fn without_masks(grant: &Grant, now: &Whole, typed: &LeadInput) -> LeadInput {
    let mut kept = LeadInput::default();
    for (name, text) in
        typed.given().filter(|(name, text)| !protected::is_mask_of(grant, name, text, &now.field(name)))
    {
        kept.set(name, text.to_owned());
    }
    kept
}

/// Two windows on one lead: what is about to be overwritten must be what was seen.
fn nobody_else_changed(grant: &Grant, now: &Whole, fields: &LeadInput, seen: &LeadInput) -> Result<()> {
    for (name, _) in fields.given() {
        let Some(was) = seen.get(name) else { continue };
        let is = now.field(name);
        if !protected::was_seen(grant, name, was, &is) {
            let label = fields::label(name);
            let is = protected::value(grant, name, is);
            let shown = if is.is_empty() { "nothing".to_owned() } else { format!("“{is}”") };
            let who = if now.updated_by().is_empty() { "Somebody" } else { now.updated_by() };
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

//! The fields of a lead, declared once for the form, the rules, the import and the documentation.

use serde::Serialize;
use ts_rs::TS;

use super::names;
use crate::error::Result;
use crate::office::Reading;
use crate::pipeline::StageKind;

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Long,
    Phone,
    Email,
    Day,
    Moment,
    Choice,
    YesNo,
}

/// The field is asked only while another field has this value.
#[derive(Debug, Clone, Serialize, TS)]
pub struct OnlyWhen {
    pub field: &'static str,
    pub value: &'static str,
}

/// One field of the lead form.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LeadField {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: FieldKind,
    /// The most characters it may hold.
    pub limit: usize,
    /// The list its choices come from.
    pub list: Option<&'static str>,
    pub group: &'static str,
    /// Asked on the phone; the rest stands behind the fold.
    pub first: bool,
    pub only_when: Option<OnlyWhen>,
}

const fn field(
    name: &'static str,
    label: &'static str,
    kind: FieldKind,
    limit: usize,
    group: &'static str,
) -> LeadField {
    LeadField { name, label, kind, limit, list: None, group, first: false, only_when: None }
}

impl LeadField {
    const fn first(mut self) -> Self {
        self.first = true;
        self
    }

    const fn from(mut self, list: &'static str) -> Self {
        self.list = Some(list);
        self
    }

    const fn only_when(mut self, field: &'static str, value: &'static str) -> Self {
        self.only_when = Some(OnlyWhen { field, value });
        self
    }
}

const PERSON: &str = "Person";
const CAME: &str = "How they came";
const WORK: &str = "Where it stands";
const ADDRESS: &str = "Address";
const COVER: &str = "Birth and cover";
const EMERGENCY: &str = "Emergency contact";
const NOTES: &str = "Comments";

/// Limits are those of Lead Manager's schema where it has the column; ours where it has none.
pub const FIELDS: &[LeadField] = &[
    field("first_name", "First name", FieldKind::Text, 150, PERSON).first(),
    field("last_name", "Last name", FieldKind::Text, 150, PERSON).first(),
    field("phone", "Phone", FieldKind::Phone, 50, PERSON).first(),
    field("email", "E-mail", FieldKind::Email, 255, PERSON),
    field("source", "Source", FieldKind::Choice, 150, CAME).from("source").first(),
    field("event_name", "Event", FieldKind::Choice, 150, CAME)
        .from("event_name")
        .first()
        .only_when("source", "Event"),
    field("word_of_mouth_type", "Word of mouth", FieldKind::Choice, 50, CAME)
        .from("word_of_mouth_type")
        .first()
        .only_when("source", "Word of mouth"),
    field("other_source_type", "Which other source", FieldKind::Text, 150, CAME)
        .first()
        .only_when("source", "Other"),
    field("partner", "Partner", FieldKind::Choice, 150, CAME).from("partner"),
    field("stage", "Status", FieldKind::Choice, 100, WORK).from("stage").first(),
    field("staff_name", "Assigned to", FieldKind::Choice, 150, WORK).from("staff_name").first(),
    field("last_contact_status", "Last contact", FieldKind::Choice, 50, WORK).from("last_contact_status"),
    field("last_contact_date", "Last contact on", FieldKind::Moment, 40, WORK),
    field("active_client", "Active client", FieldKind::YesNo, 5, WORK),
    field("referral_type", "Referral type", FieldKind::Choice, 50, WORK).from("referral_type"),
    field("street", "Street", FieldKind::Text, 200, ADDRESS),
    field("city", "City", FieldKind::Text, 100, ADDRESS).first(),
    field("state", "State", FieldKind::Text, 50, ADDRESS),
    field("zip_code", "Zip code", FieldKind::Text, 20, ADDRESS),
    field("dob", "Date of birth", FieldKind::Day, 40, COVER),
    field("medicaid_no", "Medicaid number", FieldKind::Text, 100, COVER),
    field("e_contact_name", "Name", FieldKind::Text, 150, EMERGENCY),
    field("e_contact_relation", "Relation", FieldKind::Choice, 100, EMERGENCY).from("e_contact_relation"),
    field("e_contact_phone", "Phone", FieldKind::Phone, 50, EMERGENCY),
    field("comments", "Comments", FieldKind::Long, 20_000, NOTES).first(),
];

/// The fields of the form, in order.
pub fn fields(_: &Reading<'_>, _: crate::commands::Nothing) -> Result<&'static [LeadField]> {
    Ok(FIELDS)
}

/// The same, for the other slices of the core.
pub fn form() -> &'static [LeadField] {
    FIELDS
}

/// What a field is called where its group is not shown beside it.
pub fn whole_label(field: &LeadField) -> String {
    if field.group == EMERGENCY {
        format!("{EMERGENCY}: {}", field.label.to_lowercase())
    } else {
        field.label.to_owned()
    }
}

/// What a field is called in a sentence.
pub fn label(name: &str) -> String {
    let field = FIELDS.iter().find(|field| field.name == name);
    match field {
        Some(field) if field.group == EMERGENCY => {
            format!("the emergency contact’s {}", field.label.to_lowercase())
        }
        Some(field) => format!("the {}", field.label.to_lowercase()),
        None => name.to_owned(),
    }
}

/// What a list of choices is called: the field that is filled from it; empty where there is none.
pub fn list_label(list: &str) -> String {
    FIELDS.iter().find(|field| field.list == Some(list)).map(whole_label).unwrap_or_default()
}

/// One choice of a list.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Choice {
    pub label: String,
    pub hue: Option<String>,
    pub kind: Option<StageKind>,
    pub is_default: bool,
}

/// A list that people choose from; an open one takes a new value as it is typed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChoiceList {
    pub name: &'static str,
    pub open: bool,
    pub choices: Vec<Choice>,
}

/// Every list of the lead form and of the list's filters.
pub fn choices(reading: &Reading<'_>, _: crate::commands::Nothing) -> Result<Vec<ChoiceList>> {
    let list = |name, open, choices| ChoiceList { name, open, choices };
    Ok(vec![
        list("stage", false, names::stage_choices(reading.sql)?),
        list("source", false, names::list_choices(reading.sql, "source")?),
        list("event_name", true, names::event_choices(reading.sql)?),
        list("word_of_mouth_type", false, names::list_choices(reading.sql, "word_of_mouth_type")?),
        list("partner", false, names::partner_choices(reading.sql, reading.grant)?),
        list("staff_name", true, names::staff_choices(reading.sql, reading.grant)?),
        list("last_contact_status", false, names::list_choices(reading.sql, "last_contact_status")?),
        list("referral_type", false, names::list_choices(reading.sql, "referral_type")?),
        list("e_contact_relation", true, names::list_choices(reading.sql, "e_contact_relation")?),
    ])
}

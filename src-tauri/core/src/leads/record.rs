//! A lead's row and the rules by which typed texts become it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::Connection;
use rusqlite::types::Value;
use serde::Serialize;

use super::LeadInput;
use super::fields::{self, FieldKind};
use super::{protected, rights};
use crate::error::{Code, Error, Result};
use crate::office::Operation;
use crate::values::{day_in_words, digits, fold, parse_day, parse_moment, yes_no};

/// The oldest anybody has been, with some room: a birth date before that is a mistake.
const OLDEST_YEARS: u32 = 130;

/// A lead as its row holds it, by the names of its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeadRecord {
    pub created_at: String,
    pub staff_id: Option<i64>,
    pub first_name: String,
    pub last_name: String,
    pub stage_id: i64,
    pub source_id: i64,
    pub event_id: Option<i64>,
    pub word_of_mouth_id: Option<i64>,
    pub other_source_type: String,
    pub partner_id: Option<i64>,
    pub active_client: bool,
    pub referral_type_id: Option<i64>,
    pub phone: String,
    pub email: String,
    pub street: String,
    pub city: String,
    pub state: String,
    pub zip_code: String,
    pub dob: Option<String>,
    pub medicaid_no: String,
    pub e_contact_name: String,
    pub e_contact_relation: String,
    pub e_contact_phone: String,
    pub contact_status_id: i64,
    pub last_contact_date: Option<String>,
    pub comments: String,
}

/// What happens to a value that no list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Typed by hand: closed lists refuse it.
    Form,
    /// From a file: the list takes it as one of the office's own.
    Import,
}

/// The rows of the lists by their folded labels, each list read when it is first asked for, and how to add to them.
pub struct Names {
    by_list: HashMap<&'static str, HashMap<String, i64>>,
    pub default_stage: i64,
    pub won_stage: Option<i64>,
    default_source: i64,
    default_contact_status: i64,
    /// What an import added, list by list.
    pub new: Vec<(&'static str, String)>,
}

/// The fields that refer to a row of a list, which an import or an open list may have to bring first.
const LISTED: &[&str] = &[
    "stage",
    "source",
    "event_name",
    "word_of_mouth_type",
    "partner",
    "staff_name",
    "referral_type",
    "last_contact_status",
];

/// How many new values of one list an import may bring before it is clear that the column is no list.
const MOST_NEW: usize = 300;

impl Names {
    pub fn load(sql: &Connection) -> Result<Names> {
        let defaults = super::names::defaults(sql)?;
        Ok(Names {
            by_list: HashMap::new(),
            default_stage: defaults.stage,
            won_stage: defaults.won_stage,
            default_source: defaults.source,
            default_contact_status: defaults.contact_status,
            new: Vec::new(),
        })
    }

    fn list(&mut self, sql: &Connection, list: &'static str) -> Result<&mut HashMap<String, i64>> {
        match self.by_list.entry(list) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unread) => {
                let mut rows = HashMap::new();
                for (label, id) in super::names::names_of(sql, list)? {
                    rows.entry(fold(&label)).or_insert(id);
                }
                Ok(unread.insert(rows))
            }
        }
    }

    fn known(&mut self, sql: &Connection, list: &'static str, label: &str) -> Result<Option<i64>> {
        Ok(self.list(sql, list)?.get(&fold(label.trim())).copied())
    }

    /// The row of a label; a new one where the list is open or an import brings it.
    fn find(
        &mut self,
        operation: &Operation<'_>,
        list: &'static str,
        field: &str,
        label: &str,
        strictness: Strictness,
    ) -> Result<i64> {
        if let Some(id) = self.known(operation.sql, list, label)? {
            return Ok(id);
        }
        let open = matches!(list, "staff_name" | "event_name")
            || (strictness == Strictness::Import && list != "stage");
        if !open {
            return Err(Error::invalid(
                field,
                format!("There is no {} “{}”. Choose one from the list.", plain(list), short(label)),
            ));
        }
        if self.new.iter().filter(|(known, _)| *known == list).count() >= MOST_NEW {
            return Err(Error::invalid(
                field,
                format!(
                    "This file has over {MOST_NEW} different values for {}. Leave that column out, or match it to another field.",
                    plain(list)
                ),
            ));
        }
        let id = super::names::add_name(operation, list, label.trim())?;
        self.list(operation.sql, list)?.insert(fold(label.trim()), id);
        self.new.push((list, label.trim().to_owned()));
        Ok(id)
    }

    fn is(&mut self, sql: &Connection, list: &'static str, label: &str, id: i64) -> Result<bool> {
        Ok(self.known(sql, list, label)? == Some(id))
    }
}

impl LeadRecord {
    /// An empty lead with the office's defaults: assigned to who adds it, first stage, source Other. One that a
    /// partner's people add is their partner's and nobody's.
    pub fn new(operation: &Operation<'_>, names: &Names) -> Result<LeadRecord> {
        let (staff_id, partner_id) = rights::holders(operation.grant)?;
        Ok(LeadRecord {
            created_at: crate::activity::written(operation.now),
            staff_id,
            first_name: String::new(),
            last_name: String::new(),
            stage_id: names.default_stage,
            source_id: names.default_source,
            event_id: None,
            word_of_mouth_id: None,
            other_source_type: String::new(),
            partner_id,
            active_client: false,
            referral_type_id: None,
            phone: String::new(),
            email: String::new(),
            street: String::new(),
            city: String::new(),
            state: String::new(),
            zip_code: String::new(),
            dob: None,
            medicaid_no: String::new(),
            e_contact_name: String::new(),
            e_contact_relation: String::new(),
            e_contact_phone: String::new(),
            contact_status_id: names.default_contact_status,
            last_contact_date: None,
            comments: String::new(),
        })
    }

    /// Takes what was typed, field by field; refuses what is plainly impossible or leaves the lead incomplete.
    /// The lists come last, so that what is refused for another field brings no new name into them.
    pub fn take(
        &mut self,
        operation: &Operation<'_>,
        names: &mut Names,
        typed: &LeadInput,
        strictness: Strictness,
    ) -> Result<()> {
        let source_before = self.source_id;
        let listed = |name: &str| LISTED.contains(&name);
        for (name, text) in typed.given() {
            if listed(name) {
                tidy(name, text)?;
            } else {
                self.take_field(operation, names, name, text, strictness)?;
            }
        }
        self.complete()?;
        for (name, text) in typed.given().filter(|(name, _)| listed(name)) {
            self.take_field(operation, names, name, text, strictness)?;
        }
        if self.source_id != source_before && strictness == Strictness::Form {
            self.forget_what_the_old_source_asked(operation.sql, names, typed)?;
        }
        Ok(())
    }

    fn take_field(
        &mut self,
        operation: &Operation<'_>,
        names: &mut Names,
        name: &str,
        text: &str,
        strictness: Strictness,
    ) -> Result<()> {
        let text = tidy(name, text)?;
        protected::refuse_mask(name, &text)?;
        let optional = |names: &mut Names, list| {
            if text.is_empty() {
                Ok(None)
            } else {
                names.find(operation, list, name, &text, strictness).map(Some)
            }
        };
        match name {
            "first_name" => self.first_name = text,
            "last_name" => self.last_name = text,
            "phone" => self.phone = phone(name, text)?,
            "email" => self.email = email(text)?,
            "street" => self.street = text,
            "city" => self.city = text,
            "state" => self.state = text,
            "zip_code" => self.zip_code = text,
            "dob" => self.dob = dob(operation, &text)?,
            "medicaid_no" => self.medicaid_no = text,
            "stage" => self.stage_id = optional(names, "stage")?.unwrap_or(names.default_stage),
            "source" => self.source_id = optional(names, "source")?.unwrap_or(names.default_source),
            "event_name" => self.event_id = optional(names, "event_name")?,
            "word_of_mouth_type" => self.word_of_mouth_id = optional(names, "word_of_mouth_type")?,
            "other_source_type" => self.other_source_type = text,
            "partner" => self.partner_id = optional(names, "partner")?,
            "staff_name" => self.staff_id = optional(names, "staff_name")?,
            "active_client" => {
                self.active_client = yes_no(&text).map_err(|sentence| Error::invalid(name, sentence))?
            }
            "referral_type" => self.referral_type_id = optional(names, "referral_type")?,
            "e_contact_name" => self.e_contact_name = text,
            "e_contact_relation" => self.e_contact_relation = text,
            "e_contact_phone" => self.e_contact_phone = phone(name, text)?,
            "last_contact_status" => {
                self.contact_status_id =
                    optional(names, "last_contact_status")?.unwrap_or(names.default_contact_status);
            }
            "last_contact_date" => self.last_contact_date = moment(operation, name, &text)?,
            "comments" => self.comments = text,
            _ => return Err(Error::new(Code::BadCall, format!("A lead has no field “{name}”."))),
        }
        Ok(())
    }

    /// An event belongs to the source Event, and so on; a new source drops the old one's answer.
    fn forget_what_the_old_source_asked(
        &mut self,
        sql: &Connection,
        names: &mut Names,
        typed: &LeadInput,
    ) -> Result<()> {
        let mut is = |source| names.is(sql, "source", source, self.source_id);
        if typed.event_name.is_none() && !is("Event")? {
            self.event_id = None;
        }
        if typed.word_of_mouth_type.is_none() && !is("Word of mouth")? {
            self.word_of_mouth_id = None;
        }
        if typed.other_source_type.is_none() && !is("Other")? {
            self.other_source_type = String::new();
        }
        Ok(())
    }

    /// A lead needs a name and one way to reach somebody.
    fn complete(&self) -> Result<()> {
        if self.first_name.is_empty() && self.last_name.is_empty() {
            return Err(Error::invalid("first_name", "Type a first or a last name."));
        }
        let address = !self.street.is_empty() && (!self.city.is_empty() || !self.zip_code.is_empty());
        if self.phone.is_empty() && self.email.is_empty() && self.e_contact_phone.is_empty() && !address {
            return Err(Error::invalid(
                "phone",
                "Type one way to reach somebody: a phone, an e-mail or a full address.",
            ));
        }
        Ok(())
    }

    /// Last and first name as the list sorts them.
    pub fn name_key(&self) -> String {
        fold(format!("{} {}", self.last_name, self.first_name).trim())
    }

    pub fn phone_digits(&self) -> String {
        digits(&self.phone)
    }

    /// What the row holds, by its columns, for writing the ones that an edit changed.
    pub fn columns(&self) -> Vec<(&'static str, Value)> {
        let text = |text: &String| Value::from(text.clone());
        vec![
            ("staff_id", self.staff_id.into()),
            ("first_name", text(&self.first_name)),
            ("last_name", text(&self.last_name)),
            ("name_key", self.name_key().into()),
            ("stage_id", self.stage_id.into()),
            ("source_id", self.source_id.into()),
            ("event_id", self.event_id.into()),
            ("word_of_mouth_id", self.word_of_mouth_id.into()),
            ("other_source_type", text(&self.other_source_type)),
            ("partner_id", self.partner_id.into()),
            ("active_client", self.active_client.into()),
            ("referral_type_id", self.referral_type_id.into()),
            ("phone", text(&self.phone)),
            ("phone_digits", self.phone_digits().into()),
            ("email", text(&self.email)),
            ("street", text(&self.street)),
            ("city", text(&self.city)),
            ("state", text(&self.state)),
            ("zip_code", text(&self.zip_code)),
            ("dob", self.dob.clone().into()),
            ("medicaid_no", text(&self.medicaid_no)),
            ("e_contact_name", text(&self.e_contact_name)),
            ("e_contact_relation", text(&self.e_contact_relation)),
            ("e_contact_phone", text(&self.e_contact_phone)),
            ("contact_status_id", self.contact_status_id.into()),
            ("last_contact_date", self.last_contact_date.clone().into()),
            ("comments", text(&self.comments)),
        ]
    }
}

/// Without blanks at the ends and control characters, and within the field's limit.
fn tidy(name: &str, text: &str) -> Result<String> {
    let field = fields::FIELDS.iter().find(|field| field.name == name);
    let long = field.is_some_and(|field| field.kind == FieldKind::Long);
    let cleaned: String = if text.chars().any(char::is_control) {
        text.chars().filter(|c| !c.is_control() || (long && matches!(c, '\n' | '\t'))).collect()
    } else {
        text.to_owned()
    };
    let trimmed = cleaned.trim();
    let limit = field.map_or(150, |field| field.limit);
    let length = trimmed.chars().count();
    if length > limit {
        return Err(Error::invalid(
            name,
            format!("This has {length} characters; {} takes {limit}. Shorten it.", fields::label(name)),
        ));
    }
    Ok(trimmed.to_owned())
}

fn phone(name: &str, text: String) -> Result<String> {
    if !text.is_empty() && !text.chars().any(char::is_numeric) {
        return Err(Error::invalid(
            name,
            format!("“{}” has no digits, so it is no phone number.", short(&text)),
        ));
    }
    Ok(text)
}

fn email(text: String) -> Result<String> {
    if !text.is_empty() && !text.contains('@') {
        return Err(Error::invalid(
            "email",
            format!("“{}” has no @, so it is no e-mail address.", short(&text)),
        ));
    }
    Ok(text)
}

fn dob(operation: &Operation<'_>, text: &str) -> Result<Option<String>> {
    if text.is_empty() {
        return Ok(None);
    }
    let today = operation.now.date_naive();
    let day = parse_day(text, today).map_err(|sentence| Error::invalid("dob", sentence))?;
    if day > today {
        return Err(Error::invalid("dob", format!("{} is in the future.", day_in_words(day))));
    }
    if today.years_since(day).is_some_and(|years| years > OLDEST_YEARS) {
        return Err(Error::invalid(
            "dob",
            format!("{} is over {OLDEST_YEARS} years ago.", day_in_words(day)),
        ));
    }
    Ok(Some(day.format("%Y-%m-%d").to_string()))
}

fn moment(operation: &Operation<'_>, name: &str, text: &str) -> Result<Option<String>> {
    if text.is_empty() {
        return Ok(None);
    }
    parse_moment(text, operation.now.date_naive())
        .map(Some)
        .map_err(|sentence| Error::invalid(name, sentence))
}

/// Enough of a text to recognise it in a sentence.
fn short(text: &str) -> String {
    if text.chars().count() > 60 {
        text.chars().take(57).chain("...".chars()).collect()
    } else {
        text.to_owned()
    }
}

fn plain(list: &str) -> &'static str {
    match list {
        "stage" => "stage",
        "source" => "source",
        "event_name" => "event",
        "word_of_mouth_type" => "kind of word of mouth",
        "staff_name" => "staff member",
        "partner" => "partner",
        "last_contact_status" => "contact status",
        "referral_type" => "referral type",
        _ => "choice",
    }
}

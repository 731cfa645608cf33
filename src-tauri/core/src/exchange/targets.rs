//! What a column of a file may become.

use serde::Serialize;
use ts_rs::TS;

use super::look;
use crate::commands::Nothing;
use crate::error::Result;
use crate::leads::{self, LeadInput};
use crate::office::Reading;

/// A whole name in one cell, which is split.
pub const FULL_NAME: &str = "full_name";

/// When the lead was created in the program it comes from.
pub const CREATED_AT: &str = "created_at";

/// A field that a column can fill.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportTarget {
    pub name: &'static str,
    pub label: String,
}

/// Every field that a column can fill, in the order of the form.
pub fn targets(_: &Reading<'_>, _: Nothing) -> Result<Vec<ImportTarget>> {
    let full = ImportTarget { name: FULL_NAME, label: "Full name".to_owned() };
    let created = ImportTarget { name: CREATED_AT, label: "Created".to_owned() };
    let fields =
        leads::form().iter().map(|field| ImportTarget { name: field.name, label: leads::whole_label(field) });
    Ok([full].into_iter().chain(fields).chain([created]).collect())
}

pub(super) fn is_target(field: &str) -> bool {
    field == FULL_NAME || field == CREATED_AT || LeadInput::NAMES.contains(&field)
}

/// What each column of a looked-at file most likely holds: a plan nobody had to make by hand.
pub fn guesses(look: &look::Look) -> Vec<Option<String>> {
    look.columns.iter().map(|column| column.guess.clone().filter(|field| is_target(field))).collect()
}

//! Drafts: what somebody typed and did not save yet, kept in the office file and for that person alone.

mod store;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::commands::Nothing;
use crate::error::{Code, Error, Result};
use crate::office::{Operation, Reading};

/// How many drafts one account keeps.
const MOST: i64 = 50;

/// The longest draft, in bytes.
const LONGEST: usize = 64 * 1024;

/// The longest name of a form, in bytes.
const LONGEST_FORM: usize = 60;

/// What was typed into a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Draft {
    pub form: String,
    /// What the form is of; none for something new.
    pub of: Option<i64>,
    /// As the form wrote it.
    pub content: String,
    /// RFC 3339, UTC.
    pub saved_at: String,
}

/// What is being typed into a form; an empty text removes the draft.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DraftSave {
    pub form: String,
    pub of: Option<i64>,
    pub content: String,
}

/// One's own drafts, the latest first.
pub fn drafts(reading: &Reading<'_>, _: Nothing) -> Result<Vec<Draft>> {
    store::of_account(reading.sql, reading.grant.account)
}

/// Keeps or removes one's own draft. It is no act yet: the log says nothing of it.
///
/// # Errors
/// Refused where the draft is too long, or there are too many.
pub fn save(operation: &mut Operation<'_>, draft: DraftSave) -> Result<()> {
    if draft.form.is_empty() || draft.form.len() > LONGEST_FORM || draft.of.is_some_and(|of| of < 1) {
        return Err(Error::new(
            Code::BadCall,
            "This call is not understood: a draft is of a form that has a name.",
        ));
    }
    if draft.content.is_empty() {
        return store::remove(operation, &draft);
    }
    if draft.content.len() > LONGEST {
        return Err(Error::new(
            Code::Invalid,
            "This is too long to be kept as a draft. Save it, or shorten it; until then it is on this screen alone.",
        ));
    }
    if !store::is_kept(operation, &draft)? && store::count(operation)? >= MOST {
        return Err(Error::new(
            Code::Invalid,
            format!("You have {MOST} drafts already. Save or discard one of them, and this one is kept too."),
        ));
    }
    store::keep(operation, &draft)
}

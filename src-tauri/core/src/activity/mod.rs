//! The activity log: what an operation changed, who did it, and how to have it back.

pub mod capture;
pub mod chain;
mod history;
mod may_undo;
mod page;
mod undo;
mod words;

pub use history::lead_history;
pub use page::page;
pub use undo::undo;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::office::{Moment, Operation};

/// What an operation says of itself in the log.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// For programs: `lead.add`, `account.sign_in`.
    pub action: String,
    /// For people, in the past tense, with names: 'Rosalind Okafor added'.
    pub sentence: String,
    /// The one lead it is about.
    pub lead: Option<i64>,
    /// The operation that it takes back.
    pub undoes: Option<i64>,
}

/// One entry of the log as people read it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Entry {
    pub operation: i64,
    pub at: String,
    pub who: String,
    pub action: String,
    pub sentence: String,
    pub lead: Option<i64>,
    pub changes: Vec<FieldChange>,
    /// How many more changes the operation made than are listed here.
    pub more_changes: i64,
    pub undo: Undoable,
    pub why_not: Option<String>,
}

/// Whether the reader may take an entry back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Undoable {
    Can,
    Undone,
    Cannot,
}

/// One column's change in the user's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FieldChange {
    pub field: String,
    pub label: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// Which part of the log is asked for, newest first.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ActivityQuestion {
    /// Only entries whose sentence holds this text.
    #[serde(default)]
    #[ts(optional)]
    pub text: Option<String>,
    pub from: i64,
    pub count: i64,
}

/// A part of the log.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ActivityPage {
    pub total: i64,
    pub from: i64,
    pub entries: Vec<Entry>,
}

/// Which operation to take back; without one, the latest own operation that still stands.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UndoWhat {
    #[serde(default)]
    #[ts(optional)]
    pub operation: Option<i64>,
}

/// An operation was done: its number, for undo, and its sentence, for the toast.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Done {
    pub operation: i64,
    pub sentence: String,
}

impl Operation<'_> {
    /// What the log will say of this operation; without it nothing may be changed.
    pub fn says(&mut self, action: &str, sentence: impl Into<String>) {
        self.say(Said { action: action.to_owned(), sentence: sentence.into(), lead: None, undoes: None });
    }

    /// The same, about one lead.
    pub fn says_of_lead(&mut self, lead: i64, action: &str, sentence: impl Into<String>) {
        self.say(Said {
            action: action.to_owned(),
            sentence: sentence.into(),
            lead: Some(lead),
            undoes: None,
        });
    }
}

/// A moment as the log and the schema write it.
pub fn written(moment: Moment) -> String {
    moment.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

//! The activity log: what an operation changed, who did it, and how to have it back.

mod actions;
pub mod capture;
pub mod chain;
mod checks;
mod entry_text;
mod erasure;
mod export;
mod filter;
mod heads;
mod history;
mod may_undo;
mod outlook;
mod page;
mod print;
mod rows;
mod said;
mod then;
mod told;
mod typed_head;
mod typed_words;
mod undo;
mod verify;
mod word_index;
mod words;

pub use actions::{ACTIONS, Action, KINDS};
pub use erasure::{Erase, erase, forget_words};
pub use export::{ActivityPlan, ActivityWritten, export};
pub use filter::{ActivityFilter, ActivityFilters, NamedAction, NamedKind, NamedPerson, filters};
pub use heads::{give_head, head_now};
pub use history::{CURSORS, HistoryQuestion, lead_history};
pub use outlook::{Obstacle, UndoOutlook, WhichOperation, outlook};
pub use page::{ActivityPage, ActivityQuestion, ids, page};
pub use print::print;
pub use then::{LeadThen, ThenField, ThenQuestion, lead_then};
pub use undo::{redo, undo};
pub use verify::{
    CheckShown, Examined, HeadCompared, HeadShown, HeadTyped, LogState, Verified, VerifyPlan, compare,
    compare_with, examine, log_state, verify,
};
pub use word_index::{Filling, fill_step, fill_words};

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
    /// The change as a sentence without its full stop: 'Status changed from Contacted to Assessment done'.
    pub sentence: String,
}

/// Which operation to take back; without one, the latest own operation of this session that still stands (on the
/// command line, of any session).
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UndoWhat {
    #[serde(default)]
    #[ts(optional)]
    pub operation: Option<i64>,
    /// What was changed since stays as it is, and the rest is taken back.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub keep_changed: bool,
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

//! The one error of the core: a code for programs, a field for the form, a sentence for the person.

use serde::Serialize;
use ts_rs::TS;

/// What the core answers with.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of failure it is; a code exists because somebody branches on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The call itself is malformed: an unknown command, a wrong type, an unknown key.
    BadCall,
    /// A value cannot be taken; `field` names it.
    Invalid,
    /// Nobody is signed in.
    SignedOut,
    /// The name or the password is wrong, or the account waits after too many tries.
    SignIn,
    /// The role does not allow it.
    Refused,
    /// What was asked for is not there (any more).
    Missing,
    /// Somebody else changed it in the meantime.
    MovedOn,
    /// The user stopped it.
    Cancelled,
    /// The office file or its key ring is damaged, foreign or not a Porchlight office.
    Damaged,
    /// The office was last opened by a newer Porchlight.
    Newer,
    /// The disk is full, the folder cannot be written, a file cannot be read.
    Disk,
    /// Another program holds the office for longer than we wait.
    Busy,
    /// Something that should not happen happened; nothing was changed.
    Internal,
}

/// A failure as every layer shows it: `sentence` says what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, TS)]
#[error("{sentence}")]
#[ts(rename = "Failure")]
pub struct Error {
    pub code: Code,
    /// The form field that the sentence speaks of, by its name in the form.
    pub field: Option<String>,
    pub sentence: String,
}

impl Error {
    /// A failure that concerns no single field.
    pub fn new(code: Code, sentence: impl Into<String>) -> Self {
        Self { code, field: None, sentence: sentence.into() }
    }

    /// A value that cannot be taken, beside the field it was typed in.
    pub fn invalid(field: &str, sentence: impl Into<String>) -> Self {
        Self { code: Code::Invalid, field: Some(field.to_owned()), sentence: sentence.into() }
    }
}

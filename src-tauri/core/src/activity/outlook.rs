//! What would come of an undo, before it is tried: whether it can be done, what stands in the way, and what would be
//! left out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Result;
use crate::office::Reading;

/// Which operation; without one, that which `undo` would take back without being told which.
#[derive(Debug, Clone, Copy, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WhichOperation {
    #[serde(default)]
    #[ts(optional)]
    pub operation: Option<i64>,
    /// Without an operation: that which `redo` would do again.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub again: bool,
}

/// What would come of taking an operation back.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UndoOutlook {
    pub operation: i64,
    /// What would be taken back; of an undo, what would be done again.
    pub sentence: String,
    /// It is an undo: taking it back does again what it took back.
    pub again: bool,
    /// All of it can be taken back now.
    pub can: bool,
    /// Why it cannot be taken back at all, or not all of it.
    pub why_not: Option<String>,
    /// The later acts that stand in the way, newest first, at most twenty.
    pub obstacles: Vec<Obstacle>,
    /// How many more there are.
    pub more_obstacles: i64,
    /// The rest can be taken back with `keep_changed`: what it would do, 'Take back 118 of 120 changes'.
    pub rest: Option<String>,
}

/// A later act that stands in the way.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Obstacle {
    pub operation: i64,
    pub who: String,
    pub at: String,
    pub sentence: String,
    /// What it changed that would be taken back: 'Phone of Ruth Abel'.
    pub what: String,
    /// Who asks may take it back.
    pub can_undo: bool,
}

/// What would come of an undo.
///
/// # Errors
/// `Code::Missing` where there is no such operation that who asks may know of, or none of theirs is left.
pub fn outlook(reading: &Reading<'_>, which: WhichOperation) -> Result<UndoOutlook> {
    super::undo::outlook(reading, which)
}

//! Which acts are looks, and of which kind: one table.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// In which way something was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LookKind {
    /// A protected field was shown.
    Reveal,
    /// Leads or the log were written into a file.
    Export,
    /// A list or a sheet was made for paper.
    Print,
    /// The office was copied.
    Backup,
}

/// The actions that are looks.
const ACTIONS: &[(&str, LookKind)] = &[
    ("lead.reveal", LookKind::Reveal),
    ("leads.export", LookKind::Export),
    ("activity.export", LookKind::Export),
    ("activity.print", LookKind::Print),
    ("account.paper", LookKind::Print),
    ("backup.make", LookKind::Backup),
];

impl LookKind {
    /// The kind of look that an action is, or none.
    pub(super) fn of(action: &str) -> Option<LookKind> {
        ACTIONS.iter().find(|(known, _)| *known == action).map(|(_, kind)| *kind)
    }
}

/// The actions that are looks of the kinds that are asked for; of all kinds where none is.
pub(super) fn actions(kinds: Option<&[LookKind]>) -> Vec<&'static str> {
    let asked = |kind: &LookKind| kinds.is_none_or(|kinds| kinds.contains(kind));
    ACTIONS.iter().filter(|(_, kind)| asked(kind)).map(|(action, _)| *action).collect()
}

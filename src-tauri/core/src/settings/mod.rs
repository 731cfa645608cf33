//! What the office sets: the lists people choose from, as rows, and how the office works.

mod office;
mod store;

pub use office::{
    IDLE_MINUTES, SESSION_HOURS, SESSIONS_PER_ACCOUNT, SettingChange, SettingKind, SettingShown, TILES,
    change, in_words, of, shown,
};
pub use store::{add, default_of, list, names};

use crate::error::Result;
use crate::office::Operation;

/// The lists of a new office with their choices; the first of a list with a star is its default.
const PRESETS: &[(&str, &[&str])] = &[
    (
        "source",
        &["Event", "Word of mouth", "Partner", "Web", "Facebook", "Phone book or ad", "Transfer", "*Other"],
    ),
    ("word_of_mouth_type", &["Client", "Caregiver", "Community", "Family or friend"]),
    (
        "last_contact_status",
        &["*Initial call", "No response", "Call back", "Left message", "Reached", "Not interested"],
    ),
    ("referral_type", &["Regular", "Interim"]),
    ("e_contact_relation", &["Spouse", "Daughter", "Son", "Parent", "Sibling", "Friend", "Neighbor"]),
];

/// Puts the presets into a new office.
pub fn seed(operation: &mut Operation<'_>) -> Result<()> {
    for (list, labels) in PRESETS {
        for label in *labels {
            let id = store::add(operation, list, label.trim_start_matches('*'))?;
            if label.starts_with('*') {
                store::make_default(operation, id)?;
            }
        }
    }
    Ok(())
}

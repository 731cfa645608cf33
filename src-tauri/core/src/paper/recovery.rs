//! What stands on the sheet with the recovery code.

use chrono::NaiveDate;

use super::sheet::{Sheet, drawn};
use crate::error::Result;
use crate::values::day_in_words;

const ADVICE: &[(&str, &str)] = &[
    (
        "What it is for",
        "It opens the office when the owner’s password is lost. On the sign-in screen choose “Use the recovery \
         code”, type it with or without blanks, and take a new password.",
    ),
    (
        "Where to keep it",
        "Locked away, in a safe or a bank box. Not beside the computer, not in a photograph, not in an e-mail. \
         Whoever has this sheet and a copy of the office’s folder can read everything in it.",
    ),
    (
        "When it was used",
        "A code works once. Porchlight then shows the next one: print that, and destroy this sheet.",
    ),
    (
        "When it was lost",
        "Sign in as the owner and make a new code at once. The lost one then opens only what was copied before, \
         such as an old backup.",
    ),
];

/// The recovery code of an office on one US Letter page. `code` is the code as it is shown, its groups divided by
/// dashes; `day` is the day it was made.
///
/// # Errors
/// `Code::Internal` where the page cannot be drawn.
pub fn recovery_sheet(office: &str, owner: &str, code: &str, day: NaiveDate) -> Result<Vec<u8>> {
    drawn(&Sheet {
        heading: "Recovery code",
        office,
        code,
        advice: ADVICE,
        facts: &[("Owner", owner), ("Made on", &day_in_words(day))],
    })
}

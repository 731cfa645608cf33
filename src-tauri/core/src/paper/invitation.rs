//! What stands on the sheet that invites somebody to the office.

use chrono::NaiveDate;

use super::sheet::{Sheet, drawn};
use crate::error::Result;
use crate::values::day_in_words;

const ADVICE: &[(&str, &str)] = &[
    (
        "What it is for",
        "It makes your own account. On the sign-in screen of the office’s computer choose “Ask for an account”, \
         type this code, and choose a password that only you know. An administrator then lets you in.",
    ),
    (
        "Where to keep it",
        "With you, not beside the computer, until you have used it. Give it to nobody: the code stands for your \
         place in the office.",
    ),
    (
        "When it was used",
        "A code works once. Destroy this sheet when your account is there; you do not need it again.",
    ),
    (
        "When it was lost",
        "Tell whoever gave it to you. They withdraw it, so that nobody else can use it, and print another.",
    ),
];

/// An invitation on one US Letter page. `code` is the code as it is shown, its groups divided by dashes; `expires` is
/// the last day on which it can be used.
///
/// # Errors
/// `Code::Internal` where the page cannot be drawn.
pub fn invitation_sheet(
    office: &str,
    name: &str,
    role_label: &str,
    code: &str,
    expires: NaiveDate,
) -> Result<Vec<u8>> {
    drawn(&Sheet {
        heading: "Invitation",
        office,
        code,
        advice: ADVICE,
        facts: &[("For", name), ("As", role_label), ("Good until", &day_in_words(expires))],
    })
}

//! A name on one line: of a role, a team, a partner, an invitation.

use crate::error::{Error, Result};

/// What was typed, without blanks at the ends.
///
/// # Errors
/// `Code::Invalid` on `field` where nothing was typed (`missing` is the sentence), where it is longer than `longest`
/// characters, or where it is no single line.
pub fn one_line<'a>(field: &str, typed: &'a str, longest: usize, missing: &str) -> Result<&'a str> {
    let line = typed.trim();
    let length = line.chars().count();
    if length == 0 {
        return Err(Error::invalid(field, missing));
    }
    if length > longest {
        return Err(Error::invalid(
            field,
            format!("This has {length} characters; {longest} fit. Shorten it."),
        ));
    }
    if line.chars().any(char::is_control) {
        return Err(Error::invalid(field, "This holds signs that cannot be shown. Type it on one line."));
    }
    Ok(line)
}

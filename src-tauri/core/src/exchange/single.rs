//! Cells that hold more than one value, or something before it.

/// The first of several values that one cell holds, as Google Contacts joins them; and a phone or id without the
/// prefix (`p:`) that Meta lead forms put before it.
pub fn single(text: &str) -> &str {
    let first = text.split(" ::: ").next().unwrap_or(text).trim();
    first.strip_prefix("p:").unwrap_or(first)
}

#[cfg(test)]
#[path = "tests/single.rs"]
mod tests;

//! Telephone numbers: kept as typed, matched by their digits, shown in groups.

/// The digits a number is matched by: without an extension and without the country's own 1.
pub fn digits(typed: &str) -> String {
    let number = before_extension(typed);
    let digits: String =
        number.chars().filter_map(|c| c.to_digit(10)).filter_map(|d| char::from_digit(d, 10)).collect();
    match digits.strip_prefix('1') {
        Some(rest) if digits.len() == 11 => rest.to_owned(),
        _ => digits,
    }
}

/// (215) 555-0148 for ten digits; anything else as it was typed.
pub fn shown(typed: &str) -> String {
    let digits = digits(typed);
    let international = typed.trim_start().starts_with('+') && !typed.trim_start().starts_with("+1");
    let extension = typed[before_extension(typed).len()..].trim();
    if digits.len() != 10 || international || !digits.is_ascii() {
        return typed.to_owned();
    }
    let grouped = format!("({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..]);
    if extension.is_empty() { grouped } else { format!("{grouped} {extension}") }
}

/// Everything before 'x12', 'ext. 12' or '#12'.
fn before_extension(typed: &str) -> &str {
    let begins = typed.char_indices().find(|(at, c)| {
        let rest = &typed[*at..];
        let seen_enough = typed[..*at].chars().filter(char::is_ascii_digit).count() >= 7;
        seen_enough
            && (matches!(c, 'x' | 'X' | '#') || rest.get(..3).is_some_and(|w| w.eq_ignore_ascii_case("ext")))
    });
    begins.map_or(typed, |(at, _)| &typed[..at])
}

//! A change as a sentence without its full stop: 'Status changed from New inquiry to Contacted'.

use chrono::{DateTime, Utc};

use super::words::{self, Says};
use crate::values::moment_shown;

/// How many characters of a value a sentence quotes.
pub(super) const LONGEST: usize = 200;

/// What is said of a change of one column; the values are shown ones, masked for who reads.
pub(super) fn change(
    table: &str,
    column: &str,
    label: &str,
    old: Option<&str>,
    new: Option<&str>,
    subject: Option<&str>,
) -> String {
    let label = words::called(table, column).unwrap_or(label);
    let quoted = |value: &str| quoted(value, words::is_moment(table, column));
    match (words::says(table, column), old, new) {
        (Says::Mark(set, _), _, Some(_)) => marked(set, subject),
        (Says::Mark(_, gone), ..) => marked(gone, subject),
        (Says::Belongs(comes, _), _, Some(new)) => format!("{comes} {}", quoted(new)),
        (Says::Belongs(_, goes), Some(old), None) => format!("{goes} {}", quoted(old)),
        (Says::Thing, None, Some(new)) => format!("{label} {} added", quoted(new)),
        (Says::Thing, Some(old), Some(new)) if old != new => {
            format!("{label} renamed from {} to {}", quoted(old), quoted(new))
        }
        // Two values that a mask makes alike are still a change.
        (_, Some(old), Some(new)) if old == new => format!("{label} changed"),
        (_, Some(old), Some(new)) => format!("{label} changed from {} to {}", quoted(old), quoted(new)),
        (_, None, Some(new)) => format!("{label} set to {}", quoted(new)),
        (_, _, None) => format!("{label} cleared"),
    }
}

/// 'Deleted', or 'Ruth Abel deleted' where an entry is not about her alone.
fn marked(mark: &str, subject: Option<&str>) -> String {
    match subject {
        Some(subject) => format!("{} {}", quoted(subject, false), mark.to_lowercase()),
        None => mark.to_owned(),
    }
}

/// A value as it stands in a sentence: on one line, a long one shortened, a moment by this computer's clock.
fn quoted(value: &str, is_moment: bool) -> String {
    if is_moment && let Ok(moment) = DateTime::parse_from_rfc3339(value) {
        return moment_shown(moment.with_timezone(&Utc));
    }
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_said_as_people_would() {
        let long = "x".repeat(5_000);
        let shortened = format!("Comments set to {}…", "x".repeat(200));
        for (table, column, label, old, new, subject, sentence) in [
            ("leads", "phone", "Phone", None, Some("(215) 555-0148"), None, "Phone set to (215) 555-0148"),
            (
                "leads",
                "city",
                "City",
                Some("Chester"),
                Some("Media"),
                None,
                "City changed from Chester to Media",
            ),
            ("leads", "city", "City", Some("Chester"), None, None, "City cleared"),
            ("leads", "comments", "Comments", Some("•••"), Some("•••"), None, "Comments changed"),
            ("leads", "comments", "Comments", None, Some("two\n  cats"), None, "Comments set to two cats"),
            ("leads", "comments", "Comments", None, Some(long.as_str()), None, shortened.as_str()),
            ("leads", "deleted_at", "Deleted", None, Some("2026-01-02"), None, "Deleted"),
            (
                "leads",
                "deleted_at",
                "Deleted",
                Some("2026-01-02"),
                None,
                Some("Ruth Abel"),
                "Ruth Abel restored",
            ),
            ("lead_shares", "account_id", "Shared with", None, Some("Luis"), None, "Shared with Luis"),
            (
                "lead_shares",
                "account_id",
                "Shared with",
                Some("Luis"),
                None,
                None,
                "No longer shared with Luis",
            ),
            (
                "role_permissions",
                "permission",
                "Permission",
                Some("see leads"),
                None,
                None,
                "May no longer see leads",
            ),
            ("partners", "name", "Partner", None, Some("Oak Clinic"), None, "Partner Oak Clinic added"),
            (
                "partners",
                "name",
                "Partner",
                Some("Oak"),
                Some("Elm"),
                None,
                "Partner renamed from Oak to Elm",
            ),
            ("none", "none", "None", None, None, None, "None cleared"),
        ] {
            assert_eq!(change(table, column, label, old, new, subject), sentence);
        }
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        let cut = quoted(&"é ".repeat(300), false);
        assert!(cut.chars().count() <= LONGEST + 1 && cut.ends_with('…'), "{cut}");
    }
}

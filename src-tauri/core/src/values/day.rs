//! Reads dates, moments and yes-or-no as people and programs write them.

use chrono::{DateTime, Datelike, Local, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone, Utc};

/// A date. `today` is what a year of two digits is measured by: it is the most recent one that is not in the future.
///
/// Understood: `2026-10-03`, `2026/10/03`, `20261003`, `10/3/2026` and `10-3-2026` (month first unless only the day can be
/// meant), `20.03.2026` (day first; refused when both could be the month), `3 Oct 2026`, `Oct 3, 2026`,
/// `3-Oct-26`. A time behind it is passed over. The error is a sentence.
pub fn parse_day(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let text = text.trim();
    let (day, _) = divide(text);
    day_of(day, today).unwrap_or_else(|| Err(not_a_date(text)))
}

/// A moment as UTC text, RFC 3339 with milliseconds; without a zone it is this computer's clock, without a time midnight.
/// The date is read as [`parse_day`] reads it. The error is a sentence.
pub fn parse_moment(text: &str, today: NaiveDate) -> Result<String, String> {
    let text = text.trim();
    if let Some(exact) = with_zone(text) {
        return Ok(stamp(exact));
    }
    let (day, time) = divide(text);
    let day = day_of(day, today).unwrap_or_else(|| Err(not_a_date(text)))?;
    let time = if time.is_empty() { Some(NaiveTime::MIN) } else { clock(time) };
    let time =
        time.ok_or_else(|| format!("“{text}” is not a date and time; write it like 2026-10-03 14:30."))?;
    Ok(stamp(here(NaiveDateTime::new(day, time))))
}

/// Whether a date is written with a year of two digits, so that its century was assumed.
pub fn has_short_year(text: &str) -> bool {
    let (day, _) = divide(text.trim());
    let groups: Vec<&str> = groups_of(day);
    groups.len() == 3 && groups.iter().all(|group| group.len() <= 2 || month_named(group).is_some())
}

/// Yes or no: `1 true yes y t x` or `0 false no n f` in any case; nothing is no. The error is a sentence.
pub fn yes_no(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "t" | "x" | "✓" | "✔" => Ok(true),
        "" | "0" | "false" | "no" | "n" | "f" | "-" => Ok(false),
        _ => Err(format!("“{}” is neither yes nor no; write yes or no.", text.trim())),
    }
}

fn not_a_date(text: &str) -> String {
    format!("“{text}” is not a date; write it like 2026-10-03.")
}

/// A clock's time as UTC. In the hour that a clock repeats it is the earlier; one that a clock skips is read as UTC.
fn here(clock: NaiveDateTime) -> DateTime<Utc> {
    Local
        .from_local_datetime(&clock)
        .earliest()
        .map_or_else(|| clock.and_utc(), |moment| moment.with_timezone(&Utc))
}

fn stamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Text with a zone: `Z`, `+02:00`, `+0200`, `UTC`.
fn with_zone(text: &str) -> Option<DateTime<Utc>> {
    const FORMATS: &[&str] = &["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f %#z", "%Y-%m-%dT%H:%M%#z"];
    let spelled =
        text.strip_suffix(" UTC").or_else(|| text.strip_suffix(" GMT")).map(|rest| format!("{rest} +00:00"));
    let text = spelled.as_deref().unwrap_or(text);
    let exact = FORMATS.iter().find_map(|format| DateTime::parse_from_str(text, format).ok())?;
    Some(exact.with_timezone(&Utc))
}

/// A time of day, with 12 or 24 hours.
fn clock(text: &str) -> Option<NaiveTime> {
    const FORMATS: &[&str] =
        &["%H:%M:%S%.f", "%H:%M", "%I:%M:%S%.f %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p", "%I %p"];
    let text = text.to_ascii_uppercase().replace("A.M.", "AM").replace("P.M.", "PM");
    FORMATS.iter().find_map(|format| NaiveTime::parse_from_str(&text, format).ok())
}

/// The day and the time of a text; the time is empty when there is none.
fn divide(text: &str) -> (&str, &str) {
    let joined = text
        .bytes()
        .enumerate()
        .find(|(at, byte)| *byte == b'T' && *at > 0 && text.as_bytes()[at - 1].is_ascii_digit());
    if let Some((at, _)) = joined {
        return (&text[..at], &text[at + 1..]);
    }
    let time_at = text.split(' ').scan(0, |at, word| {
        let from = *at;
        *at += word.len() + 1;
        Some((from, word))
    });
    match time_at.into_iter().find(|(_, word)| word.contains(':')) {
        Some((at, _)) => (text[..at].trim_end_matches([' ', ',']), &text[at..]),
        None => (text, ""),
    }
}

fn groups_of(day: &str) -> Vec<&str> {
    day.split([' ', '-', '/', '.', ',']).filter(|group| !group.is_empty()).collect()
}

/// `None` when the text has not the form of a date at all.
fn day_of(day: &str, today: NaiveDate) -> Option<Result<NaiveDate, String>> {
    if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(calendar(day, day[..4].parse().ok()?, day[4..6].parse().ok()?, day[6..].parse().ok()?));
    }
    let groups = groups_of(day);
    let [a, b, c] = groups[..] else { return None };
    let parts = [a, b, c];
    if let Some(at) = parts.iter().position(|part| month_named(part).is_some()) {
        return with_month_name(day, parts, at, today);
    }
    if parts.iter().any(|part| part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let [x, y, z]: [u32; 3] = [a.parse().ok()?, b.parse().ok()?, c.parse().ok()?];
    if a.len() == 4 {
        return Some(calendar(day, i32::try_from(x).ok()?, y, z));
    }
    if a.len() > 2 || b.len() > 2 || c.len() == 3 {
        return None;
    }
    if x <= 12 && y <= 12 && x != y && day.contains('.') {
        return Some(Err(format!("“{day}” can be read as two dates; write it like 2026-10-03.")));
    }
    let (month, date) = if x > 12 { (y, x) } else { (x, y) };
    Some(full_year(c, month, date, today).and_then(|year| calendar(day, year, month, date)))
}

/// `3 Oct 2026`, `Oct 3, 2026`, `3-Oct-26`, `2026 Oct 3`.
fn with_month_name(
    day: &str,
    parts: [&str; 3],
    at: usize,
    today: NaiveDate,
) -> Option<Result<NaiveDate, String>> {
    let month = month_named(parts[at])?;
    let numbers: Vec<&str> =
        parts.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, part)| ordinal(part)).collect();
    let (date, year) = match numbers[..] {
        [year, date] if year.len() == 4 => (date, year),
        [date, year] => (date, year),
        _ => return None,
    };
    if date.len() > 2 || !(year.len() == 2 || year.len() == 4) {
        return None;
    }
    let date: u32 = date.parse().ok()?;
    Some(full_year(year, month, date, today).and_then(|year| calendar(day, year, month, date)))
}

/// `3rd` without its ending.
fn ordinal(part: &str) -> &str {
    ["st", "nd", "rd", "th"].iter().find_map(|ending| part.strip_suffix(ending)).unwrap_or(part)
}

/// The year; of two digits, the most recent one in which the day is not after `today`.
fn full_year(text: &str, month: u32, date: u32, today: NaiveDate) -> Result<i32, String> {
    let year: i32 = text.parse().map_err(|_| not_a_date(text))?;
    if text.len() > 2 {
        return Ok(year);
    }
    let century = today.year() - today.year().rem_euclid(100);
    let recent = century + year;
    let future = (recent, month, date) > (today.year(), today.month(), today.day());
    Ok(if future { recent - 100 } else { recent })
}

fn calendar(text: &str, year: i32, month: u32, date: u32) -> Result<NaiveDate, String> {
    NaiveDate::from_ymd_opt(year, month, date)
        .filter(|day| day.year() >= 1000)
        .ok_or_else(|| not_a_date(text))
}

/// The English names of the months, of which three letters are enough.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The number of the month (1 to 12) that an English name or its beginning of three letters or more means.
pub fn month_named(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    if word == "sept" {
        return Some(9);
    }
    let found = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word))?;
    u32::try_from(found + 1).ok()
}

/// A day as sentences write it: 'Oct 3, 2026'.
pub fn day_in_words(day: NaiveDate) -> String {
    day.format("%b %-d, %Y").to_string()
}

/// A month written 2026-10 as sentences write it: 'October 2026'; anything else as it stands.
pub fn month_in_words(month: &str) -> String {
    NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d")
        .map_or_else(|_| month.to_owned(), |day| day.format("%B %Y").to_string())
}

/// The day of a moment in the log, on this computer's clock.
pub fn day_shown(moment: &str) -> String {
    DateTime::parse_from_rfc3339(moment)
        .map_or_else(|_| moment.to_owned(), |m| day_in_words(m.with_timezone(&Local).date_naive()))
}

/// The time of day of a moment in the log, on this computer's clock: '2:05 PM'.
pub fn time_shown(moment: &str) -> String {
    DateTime::parse_from_rfc3339(moment).map_or_else(
        |_| moment.to_owned(),
        |moment| moment.with_timezone(&Local).format("%-I:%M %p").to_string(),
    )
}

/// A moment as sentences write it, on this computer's clock: 'Oct 3, 2026 at 2:05 PM'.
pub fn moment_shown(moment: DateTime<chrono::Utc>) -> String {
    let here = moment.with_timezone(&Local);
    format!("{} at {}", day_in_words(here.date_naive()), here.format("%-I:%M %p"))
}

#[cfg(test)]
#[path = "tests/day.rs"]
mod tests;

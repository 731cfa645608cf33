//! Dates and answers as they stand in real sheets.

use super::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).unwrap()
}

#[test]
fn dates() {
    let cases = [
        ("2026-10-03", "2026-10-03"),
        ("2024-1-5 14:30:00", "2024-01-05"),
        ("2024-01-20T14:30:00Z", "2024-01-20"),
        ("20240115", "2024-01-15"),
        ("2024/02/29", "2024-02-29"),
        ("01/15/2024", "2024-01-15"),
        ("1/2/2024", "2024-01-02"),
        ("31/12/2012", "2012-12-31"),
        ("20.03.2024", "2024-03-20"),
        ("05.05.2024", "2024-05-05"),
        ("3 Oct 2025", "2025-10-03"),
        ("15-Jan-2024", "2024-01-15"),
        ("Mar 20 2024", "2024-03-20"),
        ("October 3rd, 2025", "2025-10-03"),
        ("3/15/24", "2024-03-15"),
        ("3/15/51", "1951-03-15"),
        ("7/1/26", "1926-07-01"),
        ("6/30/26", "2026-06-30"),
    ];
    for (text, expected) in cases {
        assert_eq!(parse_day(text, today()).map(|day| day.to_string()), Ok(expected.to_owned()), "{text}");
    }
}

#[test]
fn what_is_no_date_is_told() {
    for text in [
        "31/02/1951",
        "2024-13-01",
        "2023-02-29",
        "0000-00-00",
        "soon",
        "",
        "12",
        "1/2/345",
        "3 Oct",
        "-1-2-2024x",
        "45000",
    ] {
        let told = parse_day(text, today()).unwrap_err();
        assert_eq!(told, format!("“{text}” is not a date; write it like 2026-10-03."));
    }
    assert!(parse_day("02.03.2024", today()).unwrap_err().contains("two dates"));
}

#[test]
fn short_years_are_known() {
    assert!(has_short_year("3/15/51") && has_short_year("3 Oct 51"));
    assert!(
        !has_short_year("3/15/1951") && !has_short_year("1951-03-15 10:00") && !has_short_year("19510315")
    );
}

#[test]
fn moments() {
    let cases = [
        ("2024-03-15 09:12:00", "2024-03-15T09:12:00.000Z"),
        ("2024-03-15T09:12:00.250Z", "2024-03-15T09:12:00.250Z"),
        ("2024-03-15T09:12:00-05:00", "2024-03-15T14:12:00.000Z"),
        ("2024-03-15T09:12:00+0000", "2024-03-15T09:12:00.000Z"),
        ("2024-03-15 09:12:00 UTC", "2024-03-15T09:12:00.000Z"),
        ("2024-03-15 09:12:00 +0200", "2024-03-15T07:12:00.000Z"),
        ("03/15/2024 9:12 AM", "2024-03-15T09:12:00.000Z"),
        ("03/16/2024 2:30 PM", "2024-03-16T14:30:00.000Z"),
        ("Mar 15, 2024, 2:30pm", "2024-03-15T14:30:00.000Z"),
        ("03/17/2024", "2024-03-17T00:00:00.000Z"),
        ("2024-03-15T09:12", "2024-03-15T09:12:00.000Z"),
    ];
    for (text, expected) in cases {
        let zoned = text.ends_with('Z')
            || text.contains("UTC")
            || text.contains("00:00-")
            || text.contains("00+")
            || text.contains(" +");
        let clock: NaiveDateTime = expected.trim_end_matches('Z').parse().unwrap();
        let expected = if zoned { expected.to_owned() } else { stamp(here(clock)) };
        assert_eq!(parse_moment(text, today()), Ok(expected), "{text}");
    }
    assert!(parse_moment("2024-03-15 25:00", today()).unwrap_err().contains("not a date and time"));
    assert!(parse_moment("yesterday", today()).unwrap_err().contains("not a date"));
}

#[test]
fn yes_and_no() {
    assert!(["1", "TRUE", "yes", " Y ", "x"].iter().all(|text| yes_no(text) == Ok(true)));
    assert!(["0", "false", "No", "n", ""].iter().all(|text| yes_no(text) == Ok(false)));
    assert_eq!(yes_no("maybe"), Err("“maybe” is neither yes nor no; write yes or no.".to_owned()));
}

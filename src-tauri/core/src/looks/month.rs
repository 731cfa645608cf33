//! Months and days of this computer's clock, as the log writes moments.

use chrono::{DateTime, Datelike, Local, Months, NaiveDate};

use crate::error::{Code, Error, Result};
use crate::office::Moment;

/// A month of this computer's clock, known by its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// As it is written: 2026-10.
    ///
    /// # Errors
    /// `Code::Invalid` on `month` for what is no month.
    pub fn typed(text: &str) -> Result<Month> {
        let wrong = || Error::invalid("month", format!("“{text}” is not a month; write it like 2026-10."));
        let (year, month) = text.trim().split_once('-').ok_or_else(wrong)?;
        let digits =
            |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(wrong());
        }
        let first = year.parse().ok().zip(month.parse().ok());
        let first = first.and_then(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1));
        first.filter(|day| day.year() >= 1000).map(Month).ok_or_else(wrong)
    }

    /// The month that a moment lies in.
    pub fn of(moment: Moment) -> Month {
        let day = moment.with_timezone(&Local).date_naive();
        Month(day.with_day(1).unwrap_or(day))
    }

    /// The month of a moment as the log writes it; none where it is no moment.
    pub fn of_written(at: &str) -> Option<Month> {
        moment(at).map(Month::of)
    }

    /// The month after it.
    pub fn next(self) -> Month {
        Month(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// 2026-10.
    pub fn name(self) -> String {
        self.0.format("%Y-%m").to_string()
    }

    /// October 2026.
    pub fn label(self) -> String {
        self.0.format("%B %Y").to_string()
    }

    /// Its first moment, and the first after it, as the log writes moments.
    pub fn bounds(self) -> Result<(String, String)> {
        Ok((begins(self.0)?, begins(self.next().0)?))
    }
}

/// The first moment of a day, as the log writes moments.
///
/// # Errors
/// `Code::Internal` for a day that is written in no way.
pub fn begins(day: NaiveDate) -> Result<String> {
    crate::values::parse_moment(&day.format("%Y-%m-%d").to_string(), day)
        .map_err(|sentence| Error::new(Code::Internal, sentence))
}

/// A moment of the log.
pub fn moment(at: &str) -> Option<Moment> {
    DateTime::parse_from_rfc3339(at).ok().map(|moment| moment.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_typed_in_one_way_and_december_is_followed_by_january() {
        for wrong in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "26-10",
            "2026-1",
            "2026-10-01",
            "0999-01",
            "+026-01",
            "２０２６-10",
        ] {
            assert_eq!(Month::typed(wrong).unwrap_err().field.as_deref(), Some("month"), "{wrong}");
        }
        let december = Month::typed("2026-12").unwrap();
        assert_eq!((december.name(), december.label()), ("2026-12".to_owned(), "December 2026".to_owned()));
        assert_eq!(december.next(), Month::typed("2027-01").unwrap());
        let (begins, ends) = december.bounds().unwrap();
        assert_eq!(Month::of_written(&begins), Some(december));
        assert_eq!(Month::of_written(&ends), Some(december.next()));
    }
}

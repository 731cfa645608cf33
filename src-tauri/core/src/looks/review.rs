//! The monthly review of who looked: what there is to go through, and the sign-off. It is for whoever reaches every
//! lead: a review of a part would pass for one of the whole.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::found::{self, Found, Wanted};
use super::month::Month;
use super::store::{self, Review};
use super::{PersonLooks, people, remarks};
use crate::access::{Grant, Reach};
use crate::activity::Done;
use crate::commands::Nothing;
use crate::error::{Code, Error, Result};
use crate::office::{Operation, Reading};
use crate::values::thousands;

/// The longest note of a sign-off, in characters.
const LONGEST_NOTE: usize = 2_000;

/// A month to review, newest first: each from the first look to the present one.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReviewMonth {
    /// YYYY-MM.
    pub month: String,
    pub label: String,
    pub looks: i64,
    /// The month is over.
    pub over: bool,
    pub signed: Option<SignedOff>,
}

/// A month that somebody went through.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SignedOff {
    pub at: String,
    pub who: String,
    pub note: String,
    /// How many looks came after it was signed.
    pub since: i64,
}

/// What there is to go through for one month.
#[derive(Debug, Clone, Serialize, TS)]
pub struct MonthReview {
    pub month: String,
    pub label: String,
    pub over: bool,
    pub looks: i64,
    pub people: Vec<PersonLooks>,
    /// What an administrator should look at: many reveals in an hour, at night, failed sign-ins, refusals.
    pub remarks: Vec<Remark>,
    /// Every sign-off, newest first.
    pub signed: Vec<SignedOff>,
}

/// Something out of the ordinary.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Remark {
    pub sentence: String,
    /// The account it is about.
    pub account: Option<i64>,
    /// The first entry it is about.
    pub operation: i64,
}

/// Which month, YYYY-MM.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WhichMonth {
    pub month: String,
}

/// A month that was gone through.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    pub month: String,
    /// What was found, in the reviewer's words; may be empty.
    pub note: String,
}

/// The months to review: each from the first look to the present one, and any later one with looks, where the
/// computer's clock was once ahead.
pub fn months(reading: &Reading<'_>, _: Nothing) -> Result<Vec<ReviewMonth>> {
    sees_all(reading.grant)?;
    let present = Month::of(reading.now);
    let always = Wanted { begins: Some(String::new()), ..Wanted::default() };
    let mut by_month: BTreeMap<Month, Vec<i64>> = BTreeMap::from([(present, Vec::new())]);
    for look in found::looks(reading.sql, reading.grant, &always)? {
        if let Some(month) = Month::of_written(&look.at) {
            by_month.entry(month).or_default().push(look.operation);
        }
    }
    let first = by_month.keys().next().copied().unwrap_or(present);
    let between = std::iter::successors(Some(first), |month| Some(month.next()));
    for month in between.take_while(|month| *month < present) {
        by_month.entry(month).or_default();
    }
    let reviews = store::reviews(reading.sql)?;
    let months = by_month.into_iter().rev().map(|(month, looks)| ReviewMonth {
        month: month.name(),
        label: month.label(),
        looks: counted(looks.len()),
        over: month < present,
        signed: signed(&reviews, month, &looks).next(),
    });
    Ok(months.collect())
}

/// What there is to go through for one month.
///
/// # Errors
/// `Code::Invalid` on `month` for what is no month.
pub fn month(reading: &Reading<'_>, which: WhichMonth) -> Result<MonthReview> {
    sees_all(reading.grant)?;
    let month = Month::typed(&which.month)?;
    let looks = looks_of(reading.sql, reading.grant, month)?;
    let ids: Vec<i64> = looks.iter().map(|look| look.operation).collect();
    let reviews = store::reviews(reading.sql)?;
    Ok(MonthReview {
        month: month.name(),
        label: month.label(),
        over: month < Month::of(reading.now),
        looks: counted(looks.len()),
        people: people(reading.sql, &looks)?,
        remarks: remarks::of(reading.sql, month, &looks)?,
        signed: signed(&reviews, month, &ids).collect(),
    })
}

/// Signs a month off, as far as it has come. Each time is an entry of its own.
///
/// # Errors
/// `Code::Invalid` on `month` for one that has not begun, on `note` for one that is too long.
pub fn sign_off(operation: &mut Operation<'_>, what: SignOff) -> Result<Done> {
    sees_all(operation.grant)?;
    let month = Month::typed(&what.month)?;
    let present = Month::of(operation.now);
    if month > present {
        let sentence = format!("{} has not begun yet; choose an earlier month.", month.label());
        return Err(Error::invalid("month", sentence));
    }
    let note = what.note.trim();
    if note.chars().count() > LONGEST_NOTE {
        let most = thousands(LONGEST_NOTE as u64);
        return Err(Error::invalid("note", format!("A note holds {most} characters at most. Shorten it.")));
    }
    let looks = looks_of(operation.sql, operation.grant, month)?;
    let newest = looks.iter().map(|look| look.operation).max().unwrap_or(0);
    store::note_review(operation, &month.name(), counted(looks.len()), newest, note)?;
    let so_far = if month < present { "" } else { " so far" };
    let sentence = format!("Who looked in {} reviewed{so_far}: {}", month.label(), in_words(&looks));
    operation.says("review.sign_off", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

fn sees_all(grant: &Grant) -> Result<()> {
    if grant.reach == Reach::Everyone {
        return Ok(());
    }
    Err(Error::new(
        Code::Refused,
        format!(
            "Your role, {}, does not see every lead, so it reviews nobody’s looks. Ask an administrator.",
            grant.role
        ),
    ))
}

fn looks_of(sql: &Connection, grant: &Grant, month: Month) -> Result<Vec<Found>> {
    let (begins, ends) = month.bounds()?;
    found::looks(sql, grant, &Wanted { begins: Some(begins), ends: Some(ends), ..Wanted::default() })
}

/// The sign-offs of a month, newest first, each with how many of the month's looks came after it.
fn signed(reviews: &[Review], month: Month, looks: &[i64]) -> impl Iterator<Item = SignedOff> {
    let name = month.name();
    reviews.iter().filter(move |review| review.month == name).map(|review| SignedOff {
        since: counted(looks.iter().filter(|look| **look > review.newest).count()),
        ..review.signed.clone()
    })
}

/// '12 looks of 3 people'.
fn in_words(looks: &[Found]) -> String {
    let people: BTreeSet<i64> = looks.iter().map(|look| look.account).collect();
    let of = if people.len() == 1 { "person" } else { "people" };
    match looks.len() {
        0 => "no looks".to_owned(),
        1 => "1 look of 1 person".to_owned(),
        count => format!("{} looks of {} {of}", thousands(count as u64), thousands(people.len() as u64)),
    }
}

fn counted(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

//! What is out of the ordinary in a month: the rules, and from how much on.

use std::collections::BTreeMap;

use chrono::{Datelike, Duration, Local, Timelike, Weekday};
use rusqlite::Connection;

use super::found::Found;
use super::kind::LookKind;
use super::month::{Month, moment};
use super::review::Remark;
use super::store;
use crate::error::Result;
use crate::office::Moment;
use crate::values::{leads_counted, moment_shown, thousands};

/// From how much on something is remarked.
struct Limits {
    /// More reveals of one person within this many minutes.
    reveals: usize,
    within_minutes: i64,
    /// Looks from this hour of the evening on, or before that one of the morning.
    evening: u32,
    morning: u32,
    /// More leads in one export.
    leads: i64,
    /// Wrong tries to sign in as one person.
    wrong_tries: u64,
    /// Refusals of one person.
    refusals: usize,
}

const LIMITS: Limits = Limits {
    reveals: 20,
    within_minutes: 60,
    evening: 22,
    morning: 6,
    leads: 1_000,
    wrong_tries: 5,
    refusals: 3,
};

/// A month as the rules look at it.
struct Gone<'a> {
    sql: &'a Connection,
    begins: String,
    ends: String,
    /// The looks, oldest first, with their moments.
    looks: Vec<(Moment, &'a Found)>,
}

type Rule = fn(&Gone<'_>) -> Result<Vec<Remark>>;

/// The rules, in the order in which their remarks are told.
const RULES: &[Rule] = &[many_reveals, odd_hours, large_exports, wrong_tries, refusals];

/// What is out of the ordinary in a month and its looks.
pub fn of(sql: &Connection, month: Month, looks: &[Found]) -> Result<Vec<Remark>> {
    let (begins, ends) = month.bounds()?;
    let mut looks: Vec<_> = looks.iter().filter_map(|look| Some((moment(&look.at)?, look))).collect();
    looks.sort_by_key(|(at, look)| (*at, look.operation));
    let gone = Gone { sql, begins, ends, looks };
    let mut remarks = Vec::new();
    for rule in RULES {
        remarks.extend(rule(&gone)?);
    }
    Ok(remarks)
}

fn many_reveals(gone: &Gone<'_>) -> Result<Vec<Remark>> {
    let mut remarks = Vec::new();
    for (account, reveals) in by_person(gone, |_, look| look.kind == LookKind::Reveal) {
        let moments: Vec<Moment> = reveals.iter().map(|(at, _)| *at).collect();
        for (first, last) in crowded(&moments) {
            let (name, count) = (store::name(gone.sql, account)?, last - first + 1);
            let (from, to) = (moment_shown(moments[first]), moment_shown(moments[last]));
            remarks.push(Remark {
                sentence: format!(
                    "{name} had {} protected fields shown between {from} and {to}, more than {} within an hour.",
                    thousands(count as u64),
                    LIMITS.reveals
                ),
                account: Some(account),
                operation: reveals[first].1,
            });
        }
    }
    Ok(remarks)
}

/// The stretches, first and last place, in which more moments than allowed lie within the time; overlapping ones are one.
fn crowded(moments: &[Moment]) -> Vec<(usize, usize)> {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    let mut first = 0;
    for (last, at) in moments.iter().enumerate() {
        while *at - moments[first] >= Duration::minutes(LIMITS.within_minutes) {
            first += 1;
        }
        if last - first < LIMITS.reveals {
            continue;
        }
        match stretches.last_mut() {
            Some((_, until)) if first <= *until => *until = last,
            _ => stretches.push((first, last)),
        }
    }
    stretches
}

fn odd_hours(gone: &Gone<'_>) -> Result<Vec<Remark>> {
    let mut remarks = Vec::new();
    for (account, looks) in by_person(gone, |at, _| is_odd(at)) {
        let times = times(looks.len() as u64);
        remarks.push(Remark {
            sentence: format!(
                "{} looked {times} at night, from {} PM to {} AM, or on a weekend, first on {}.",
                store::name(gone.sql, account)?,
                LIMITS.evening - 12,
                LIMITS.morning,
                moment_shown(looks[0].0)
            ),
            account: Some(account),
            operation: looks[0].1,
        });
    }
    Ok(remarks)
}

fn is_odd(at: Moment) -> bool {
    let here = at.with_timezone(&Local);
    let at_night = here.hour() >= LIMITS.evening || here.hour() < LIMITS.morning;
    at_night || matches!(here.weekday(), Weekday::Sat | Weekday::Sun)
}

fn large_exports(gone: &Gone<'_>) -> Result<Vec<Remark>> {
    let mut remarks = Vec::new();
    for (at, look) in &gone.looks {
        let Some(leads) = look.leads.filter(|leads| *leads > 0) else { continue };
        let too_many = leads > LIMITS.leads;
        let why = if too_many {
            format!("more than {}", thousands(LIMITS.leads.unsigned_abs()))
        } else if store::leads_at(gone.sql, &look.at, leads.saturating_mul(2))? < leads.saturating_mul(2) {
            "more than half of all leads".to_owned()
        } else {
            continue;
        };
        remarks.push(Remark {
            sentence: format!(
                "{} took {} out on {}, {why}.",
                store::name(gone.sql, look.account)?,
                leads_counted(leads.unsigned_abs()),
                moment_shown(*at)
            ),
            account: Some(look.account),
            operation: look.operation,
        });
    }
    Ok(remarks)
}

/// How the log says that somebody could not sign in; it is told by whoever signs in next, and names whom it was tried as.
const TRIED_AS: &str = " to sign in as ";

fn wrong_tries(gone: &Gone<'_>) -> Result<Vec<Remark>> {
    let mut by_name: BTreeMap<String, (u64, i64, Moment)> = BTreeMap::new();
    let mut remarks = Vec::new();
    for (at, operation) in
        logged(gone, "account.failed")?.into_iter().map(|(at, _, operation)| (at, operation))
    {
        let sentence = store::told(gone.sql, operation)?.sentence;
        let Some((tries, whom)) = tried(&sentence) else {
            remarks.push(Remark { sentence: format!("{sentence}."), account: None, operation });
            continue;
        };
        let (count, _, last) = by_name.entry(whom.to_owned()).or_insert((0, operation, at));
        *count += tries;
        *last = at;
    }
    for (whom, (tries, operation, last)) in by_name {
        if tries >= LIMITS.wrong_tries {
            remarks.push(Remark {
                sentence: format!(
                    "There were {} wrong tries to sign in as {whom}, the last told on {}.",
                    thousands(tries),
                    moment_shown(last)
                ),
                account: store::account_named(gone.sql, &whom)?,
                operation,
            });
        }
    }
    Ok(remarks)
}

/// How many tries, and as whom, an entry tells of; none where it tells of something else.
fn tried(sentence: &str) -> Option<(u64, &str)> {
    let (before, behind) = sentence.split_once(TRIED_AS)?;
    let (whom, _) = behind.rsplit_once(", the last ")?;
    Some((before.split(' ').next()?.parse().ok()?, whom))
}

fn refusals(gone: &Gone<'_>) -> Result<Vec<Remark>> {
    let mut by_person: BTreeMap<i64, (usize, i64, Moment)> = BTreeMap::new();
    for (at, account, operation) in logged(gone, "account.refused")? {
        by_person.entry(account).or_insert((0, operation, at)).0 += 1;
    }
    let mut remarks = Vec::new();
    for (account, (count, operation, first)) in by_person {
        if count >= LIMITS.refusals {
            remarks.push(Remark {
                sentence: format!(
                    "{} was refused {}, first on {}.",
                    store::name(gone.sql, account)?,
                    times(count as u64),
                    moment_shown(first)
                ),
                account: Some(account),
                operation,
            });
        }
    }
    Ok(remarks)
}

/// The entries of the month with one action, oldest first: when, whose, which.
fn logged(gone: &Gone<'_>, action: &str) -> Result<Vec<(Moment, i64, i64)>> {
    let entries = store::entries(gone.sql, None, &[action], true)?;
    let within = entries.into_iter().filter(|entry| entry.at >= gone.begins && entry.at < gone.ends);
    let mut found: Vec<_> =
        within.filter_map(|entry| Some((moment(&entry.at)?, entry.account, entry.operation))).collect();
    found.sort_unstable();
    Ok(found)
}

/// The looks that are asked for, person by person, oldest first: when, which.
fn by_person(gone: &Gone<'_>, asked: impl Fn(Moment, &Found) -> bool) -> BTreeMap<i64, Vec<(Moment, i64)>> {
    let mut people: BTreeMap<i64, Vec<(Moment, i64)>> = BTreeMap::new();
    for (at, look) in gone.looks.iter().filter(|(at, look)| asked(*at, look)) {
        people.entry(look.account).or_default().push((*at, look.operation));
    }
    people
}

fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{} times", thousands(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Moment {
        moment("2026-10-05T10:00:00.000Z").unwrap() + Duration::minutes(minute)
    }

    #[test]
    fn twenty_within_an_hour_are_ordinary_and_one_more_is_not() {
        let spread = |count: i64, step: i64| (0..count).map(|n| at(n * step)).collect::<Vec<_>>();
        assert_eq!(crowded(&[]), []);
        assert_eq!(crowded(&spread(20, 1)), []);
        assert_eq!(crowded(&spread(21, 2)), [(0, 20)]);
        assert_eq!(crowded(&spread(21, 3)), [], "the hour is over when the last one comes");
        let twice: Vec<Moment> = (0..21).map(at).chain((0..30).map(|n| at(n + 600))).collect();
        assert_eq!(crowded(&twice), [(0, 20), (21, 50)]);
        assert_eq!(crowded(&spread(100, 2)), [(0, 99)], "one stretch, not eighty");
    }

    #[test]
    fn wrong_tries_are_read_out_of_the_log() {
        assert_eq!(
            tried("1 wrong try to sign in as Luis Ortega, the last Oct 3, 2026 at 2:05 PM"),
            Some((1, "Luis Ortega"))
        );
        assert_eq!(
            tried("12 wrong tries to sign in as A, the last B, the last x"),
            Some((12, "A, the last B"))
        );
        assert_eq!(tried("The count of wrong tries was changed outside Porchlight, and begun anew"), None);
    }
}

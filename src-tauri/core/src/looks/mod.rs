//! Who looked: protected fields that were shown, exports, printed lists, backups; and the monthly review of it.

mod found;
mod kind;
mod month;
mod remarks;
mod review;
mod store;

pub use kind::LookKind;
pub use review::{MonthReview, Remark, ReviewMonth, SignOff, SignedOff, WhichMonth, month, months, sign_off};

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use roaring::RoaringTreemap;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Code, Error, Result};
use crate::leads;
use crate::office::{Operation, Reading};
use found::{Found, Wanted};

/// Which looks are asked for, newest first.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LooksQuestion {
    /// What this lead was shown in: its own reveals, and the exports and lists that held it.
    #[serde(default)]
    #[ts(optional)]
    pub lead: Option<i64>,
    /// Looks of these accounts.
    #[serde(default)]
    #[ts(optional)]
    pub people: Option<Vec<i64>>,
    #[serde(default)]
    #[ts(optional)]
    pub kinds: Option<Vec<LookKind>>,
    /// On this day or later, YYYY-MM-DD, by this computer's clock.
    #[serde(default)]
    #[ts(optional)]
    pub from: Option<String>,
    /// On this day or earlier.
    #[serde(default)]
    #[ts(optional)]
    pub to: Option<String>,
    /// Only looks before this entry.
    #[serde(default)]
    #[ts(optional)]
    pub before: Option<i64>,
    pub count: i64,
}

/// A part of the looks.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LooksPage {
    pub total: i64,
    pub looks: Vec<Look>,
    /// Everybody who looked under the same question, the most looks first.
    pub people: Vec<PersonLooks>,
}

/// One look.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Look {
    pub operation: i64,
    pub at: String,
    pub account: i64,
    pub who: String,
    pub kind: LookKind,
    pub sentence: String,
    /// The one lead it was at.
    pub lead: Option<i64>,
    /// How many leads an export or a list held.
    pub leads: Option<i64>,
}

/// How often somebody looked.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PersonLooks {
    pub account: i64,
    pub name: String,
    pub reveals: i64,
    pub exports: i64,
    pub prints: i64,
    pub backups: i64,
    /// How many leads the exports and lists held together.
    pub leads: i64,
}

/// The most looks one page may hold.
const MOST: i64 = 200;

/// A page of looks, with how many there are and whose. Whoever reaches every lead sees them all; others see their own,
/// and those at leads in their reach.
///
/// # Errors
/// `Code::Missing` for a lead out of reach, `Code::Invalid` for a day that is none.
pub fn page(reading: &Reading<'_>, question: LooksQuestion) -> Result<LooksPage> {
    let count = usize::try_from(question.count.clamp(0, MOST)).unwrap_or(0);
    let wanted = wanted(reading, &question)?;
    let found = found::looks(reading.sql, reading.grant, &wanted)?;
    let looks = found
        .iter()
        .filter(|look| question.before.is_none_or(|before| look.operation < before))
        .take(count)
        .map(|look| shown(reading, look))
        .collect::<Result<_>>()?;
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    Ok(LooksPage { total, looks, people: people(reading.sql, &found)? })
}

fn wanted(reading: &Reading<'_>, question: &LooksQuestion) -> Result<Wanted> {
    let today = reading.now.with_timezone(&chrono::Local).date_naive();
    let day = |text: &Option<String>, field: &str| -> Result<Option<NaiveDate>> {
        let typed = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let day = typed.map(|text| crate::values::parse_day(text, today)).transpose();
        day.map_err(|sentence| Error::invalid(field, sentence))
    };
    let (from, to) = (day(&question.from, "from")?, day(&question.to, "to")?);
    let begins = from.map(month::begins).transpose()?;
    let ends = to.map(|day| month::begins(day.checked_add_days(Days::new(1)).unwrap_or(day))).transpose()?;
    Ok(Wanted {
        lead: question.lead,
        people: question.people.clone().filter(|people| !people.is_empty()),
        kinds: question.kinds.clone().filter(|kinds| !kinds.is_empty()),
        begins,
        ends,
    })
}

fn shown(reading: &Reading<'_>, look: &Found) -> Result<Look> {
    let told = store::told(reading.sql, look.operation)?;
    let sentence = match look.of_others_in_reach {
        // What somebody else gave out may hold leads that the reader does not see: no count of them, no file.
        Some(leads) => format!("{} that you see given out", crate::values::leads_counted(leads)),
        None => leads::sentence_for(reading.grant, told.sentence),
    };
    Ok(Look {
        operation: look.operation,
        at: told.at,
        account: look.account,
        who: told.who,
        kind: look.kind,
        sentence,
        lead: told.lead,
        leads: look.leads,
    })
}

/// Everybody among the looks, the most looks first.
fn people(sql: &Connection, found: &[Found]) -> Result<Vec<PersonLooks>> {
    let mut people: BTreeMap<i64, PersonLooks> = BTreeMap::new();
    for look in found {
        let person = people.entry(look.account).or_insert_with(|| PersonLooks {
            account: look.account,
            name: String::new(),
            reveals: 0,
            exports: 0,
            prints: 0,
            backups: 0,
            leads: 0,
        });
        let counted = match look.kind {
            LookKind::Reveal => &mut person.reveals,
            LookKind::Export => &mut person.exports,
            LookKind::Print => &mut person.prints,
            LookKind::Backup => &mut person.backups,
        };
        *counted += 1;
        person.leads = person.leads.saturating_add(look.leads.unwrap_or(0));
    }
    let mut people: Vec<PersonLooks> = people.into_values().collect();
    for person in &mut people {
        person.name = store::name(sql, person.account)?;
    }
    people.sort_by_key(|person| {
        (std::cmp::Reverse(person.reveals + person.exports + person.prints + person.backups), person.account)
    });
    Ok(people)
}

/// Notes with an operation which leads it gave out of the office.
///
/// # Errors
/// `Code::Internal` where the set cannot be written down.
pub fn note_leads_given(operation: &Operation<'_>, leads: &RoaringTreemap) -> Result<()> {
    let mut bytes = Vec::with_capacity(leads.serialized_size());
    leads
        .serialize_into(&mut bytes)
        .map_err(|_| Error::new(Code::Internal, "Which leads were given could not be noted. Try again."))?;
    store::note_given(operation, leads.len(), &hex::encode(bytes))
}

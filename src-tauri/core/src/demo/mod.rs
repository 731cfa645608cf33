//! A sample office of obviously invented people, for trying out and for measuring. The same seed gives the same office.

mod words;

use chrono::Duration;

use crate::access::Permission;
use crate::activity::written;
use crate::error::Result;
use crate::leads::{self, LeadInput, LeadRecord, Names, Strictness};
use crate::office::{Job, Moment, Operation};
use words::{
    CITIES, COMMENTS, CONTACTS, EVENTS, FIRST_NAMES, LAST_NAMES, OTHER_SOURCES, RELATIONS, SOURCES, STAFF,
    STAGES, STATUSES, WORD_OF_MOUTH,
};

/// How many years the leads are spread over, growing busier towards today.
const YEARS: i64 = 3;

/// After how many leads progress is told.
const STEP: u64 = 1_000;

/// Fills an office with `count` leads as one operation.
pub fn fill(job: &Job<'_>, count: u64, seed: u64) -> Result<u64> {
    job.operate(Permission::LeadsImport, |operation| {
        let mut names = Names::load(operation.sql)?;
        let mut chance = Chance(seed ^ 0x9E37_79B9_7F4A_7C15);
        for number in 0..count {
            let record = invented(operation, &mut names, &mut chance)?;
            leads::insert(operation, &record)?;
            if number % STEP == 0 {
                operation.stop_if_cancelled()?;
                job.tell(number, Some(count), "Inventing leads");
            }
        }
        if count > 0 {
            operation.says("leads.demo", format!("Invented {}", crate::values::leads_counted(count)));
        }
        Ok(count)
    })
}

fn invented(operation: &Operation<'_>, names: &mut Names, chance: &mut Chance) -> Result<LeadRecord> {
    let mut typed = LeadInput::default();
    let last = chance.pick(LAST_NAMES);
    let (city, state, zip) = *chance.pick(CITIES);
    let stage = chance.leaning(STAGES);
    for (field, text) in [
        ("first_name", (*chance.pick(FIRST_NAMES)).to_owned()),
        ("last_name", (*last).to_owned()),
        ("phone", phone(chance)),
        ("city", city.to_owned()),
        ("state", state.to_owned()),
        ("zip_code", format!("{:05}", zip + chance.below(30))),
        (
            "dob",
            format!("{}-{:02}-{:02}", 1926 + chance.below(40), 1 + chance.below(12), 1 + chance.below(28)),
        ),
        ("stage", (*stage).to_owned()),
        ("last_contact_status", (*chance.leaning(STATUSES)).to_owned()),
        ("staff_name", (*chance.leaning(STAFF)).to_owned()),
        ("comments", (*chance.pick(COMMENTS)).to_owned()),
    ] {
        typed.set(field, text);
    }
    let source = *chance.leaning(SOURCES);
    typed.source = Some(source.to_owned());
    match source {
        "Event" => typed.event_name = Some((*chance.pick(EVENTS)).to_owned()),
        "Word of mouth" => typed.word_of_mouth_type = Some((*chance.pick(WORD_OF_MOUTH)).to_owned()),
        "Other" => typed.other_source_type = Some((*chance.pick(OTHER_SOURCES)).to_owned()),
        _ => {}
    }
    if chance.below(10) < 6 {
        typed.medicaid_no = Some(format!("{:09}", 100_000_000 + chance.below(900_000_000)));
    }
    if chance.below(10) < 7 {
        typed.e_contact_name = Some(format!("{} {last}", chance.pick(CONTACTS)));
        typed.e_contact_relation = Some((*chance.pick(RELATIONS)).to_owned());
        typed.e_contact_phone = Some(phone(chance));
    }
    if *stage == "Care started" {
        typed.active_client = Some("yes".to_owned());
        typed.referral_type = Some(if chance.below(5) == 0 { "Interim" } else { "Regular" }.to_owned());
    }
    let mut record = LeadRecord::new(operation, names)?;
    let created = created(operation.now, chance);
    let contacted =
        (created + Duration::hours(i64::try_from(chance.below(400)).unwrap_or(0))).min(operation.now);
    typed.last_contact_date = Some(written(contacted));
    record.take(operation, names, &typed, Strictness::Import)?;
    record.created_at = written(created);
    Ok(record)
}

/// 555-0100 to 555-0199 are kept for invented people in every area code.
fn phone(chance: &mut Chance) -> String {
    let area = chance.pick(&["215", "267", "484", "610", "856"]);
    format!("({area}) 555-01{:02}", chance.below(100))
}

/// A moment in the past, a recent one twice as likely as one long ago.
fn created(now: Moment, chance: &mut Chance) -> Moment {
    let span = u64::try_from(YEARS * 365 * 24 * 60).unwrap_or(1);
    let (one, other) = (chance.below(span), chance.below(span));
    let minutes = if chance.below(2) == 0 { one.min(other) } else { one };
    now - Duration::minutes(i64::try_from(minutes).unwrap_or(0))
}

/// A small generator of repeatable chance: SplitMix64 (Steele, Lea and Flood, 2014).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `most` less one.
    fn below(&mut self, most: u64) -> u64 {
        self.next() % most.max(1)
    }

    /// Any of them, each as likely; the lists are never empty.
    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.below(from.len() as u64);
        &from[usize::try_from(at).unwrap_or(0)]
    }

    /// One of them, the earlier the likelier.
    fn leaning<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let (one, other) = (self.below(from.len() as u64), self.below(from.len() as u64));
        &from[usize::try_from(one.min(other)).unwrap_or(0)]
    }
}

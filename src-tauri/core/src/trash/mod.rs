//! The trash: everything that was deleted, with who and when, and how to have it back.

mod gone;
mod kinds;
mod restore;
mod store;

pub use kinds::{NOT_HERE, needed_for, tables};
pub use restore::restore;
pub use store::{COUNT_GONE, PIECE_GONE};

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Result;
use crate::leads;
use crate::office::Reading;
use crate::values::{fold, shown};
use gone::GoneLeads;
use kinds::{KINDS, Kind, Rows};
use restore::TakenNames;
use store::{Deletion, Thing};

/// The most rows one page may hold.
const MOST_ROWS: i64 = 500;

/// Which part of the trash is asked for, latest deleted first.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TrashQuestion {
    /// 'lead', 'partner', 'team', ...; all kinds where nothing is said.
    #[serde(default)]
    #[ts(optional)]
    pub kind: Option<String>,
    /// Words that all stand in the name and, of a lead, in what else a search finds it by.
    #[serde(default)]
    #[ts(optional)]
    pub text: Option<String>,
    pub from: i64,
    pub count: i64,
}

/// A part of the trash.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrashPage {
    /// How many there are of the kind that was asked for, under the words.
    pub total: i64,
    /// Every kind that who asks may see here, with how many there are under the words.
    pub kinds: Vec<TrashKind>,
    pub rows: Vec<TrashRow>,
}

/// A kind of thing in the trash.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrashKind {
    pub kind: String,
    /// 'Partners'
    pub label: String,
    /// 'partner'
    pub one: String,
    pub count: i64,
}

/// One thing in the trash.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrashRow {
    pub kind: String,
    pub row: i64,
    pub name: String,
    /// What tells it from its namesakes: a lead's phone and status.
    pub detail: String,
    pub deleted_at: String,
    pub by: String,
    /// The entry of the log that put it here.
    pub operation: i64,
    /// Its sentence: 'Ruth Abel deleted', 'Undone: 120 leads imported from fair.csv'.
    pub sentence: String,
    pub can_restore: bool,
    pub why_not: Option<String>,
    /// The owner may erase it for good.
    pub can_erase: bool,
}

/// What to restore, all of it or nothing.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TrashRestore {
    pub items: Vec<TrashItem>,
}

/// One thing in the trash.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TrashItem {
    pub kind: String,
    pub row: i64,
}

/// A row's place in the trash.
struct Place {
    deleted_at: String,
    kind: &'static Kind,
    row: i64,
}

/// A page of the trash: leads in the reach of who asks, other things as their permissions allow.
///
/// # Errors
/// Refused for a kind that the role may not see; a wrong call for one that there is not.
pub fn page(reading: &Reading<'_>, question: TrashQuestion) -> Result<TrashPage> {
    let asked = question.kind.as_deref().map(kinds::named).transpose()?;
    if let Some(kind) = asked.filter(|kind| !kind.is_seen_by(reading.grant)) {
        reading.grant.require(kind.needs)?;
    }
    let text = question.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let leads = GoneLeads::seen(reading, text)?;
    let lead_count = leads.count(reading)?;
    let mut kinds = Vec::new();
    let mut places = Vec::new();
    for kind in KINDS.iter().filter(|kind| kind.is_seen_by(reading.grant)) {
        let mut count = lead_count;
        if let Rows::Things(things) = &kind.rows {
            let found = found(things.gone(reading.sql)?, text);
            count = found.len();
            if asked.is_none_or(|asked| asked.kind == kind.kind) {
                places.extend(found.into_iter().map(|thing| place(kind, thing)));
            }
        }
        kinds.push(TrashKind {
            kind: kind.kind.to_owned(),
            label: kind.label.to_owned(),
            one: kind.one.to_owned(),
            count: whole(count),
        });
    }
    let with_leads = asked.is_none_or(|asked| matches!(asked.rows, Rows::Leads));
    let total = whole(places.len() + if with_leads { lead_count } else { 0 });
    let (from, count) = (position(question.from), position(question.count.min(MOST_ROWS)));
    let places = piece(reading, places, with_leads.then_some(&leads), from, count)?;
    let mut taken = TakenNames::default();
    let rows = places.into_iter().map(|place| row(reading, &mut taken, place)).collect::<Result<_>>()?;
    Ok(TrashPage { total, kinds, rows })
}

/// The things in whose name every word stands.
fn found(things: Vec<Thing>, text: Option<&str>) -> Vec<Thing> {
    let Some(text) = text.map(fold) else { return things };
    let holds_all = |name: &str| text.split_whitespace().all(|word| name.contains(word));
    things.into_iter().filter(|thing| holds_all(&fold(&thing.name))).collect()
}

fn place(kind: &'static Kind, thing: Thing) -> Place {
    Place { deleted_at: thing.deleted_at.unwrap_or_default(), kind, row: thing.row }
}

/// A piece of things and leads together. Of the leads, as many are passed over as certainly stand before the piece
/// however the things lie between them, so that a page far down costs what the first one costs.
fn piece(
    reading: &Reading<'_>,
    mut places: Vec<Place>,
    leads: Option<&GoneLeads>,
    from: usize,
    count: usize,
) -> Result<Vec<Place>> {
    let passed = if leads.is_some() { from.saturating_sub(places.len()) } else { 0 };
    if let Some(leads) = leads {
        let found = leads.piece(reading, passed, from - passed + count)?;
        let lead = kinds::named("lead")?;
        places.extend(found.into_iter().map(|(deleted_at, row)| Place { deleted_at, kind: lead, row }));
    }
    places.sort_by_cached_key(|place| {
        (Reverse(place.deleted_at.clone()), place.kind.label, Reverse(place.row))
    });
    Ok(places.into_iter().skip(from - passed).take(count).collect())
}

fn row(reading: &Reading<'_>, taken: &mut TakenNames, place: Place) -> Result<TrashRow> {
    let (sql, grant) = (reading.sql, reading.grant);
    let (table, name, detail, why_not) = match &place.kind.rows {
        Rows::Leads => {
            let lead = store::lead(sql, place.row)?;
            let phone = leads::value_for(grant, "phone_shown", shown(&lead.phone));
            let detail = [phone, lead.stage].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
            ("leads", lead.name, detail.join(" · "), None)
        }
        Rows::Things(things) => {
            let thing = things.one(sql, place.row)?;
            let (name, list) = thing.map(|thing| (thing.name, thing.detail)).unwrap_or_default();
            let why_not = taken.in_the_way(sql, place.kind, things, &name, &list)?;
            (things.table, name, leads::list_label(&list), why_not)
        }
    };
    let deletion = store::deletion(sql, table, place.row)?;
    let sentence = sentence(reading, place.kind, &name, deletion.as_ref())?;
    let (operation, by) = deletion.map(|deletion| (deletion.operation, deletion.by)).unwrap_or_default();
    Ok(TrashRow {
        kind: place.kind.kind.to_owned(),
        row: place.row,
        name,
        detail,
        deleted_at: place.deleted_at,
        by,
        operation,
        sentence,
        can_restore: why_not.is_none(),
        why_not,
        can_erase: matches!(place.kind.rows, Rows::Leads) && grant.is_owner(),
    })
}

/// What the log says of the deletion, unless it names a lead that who asks does not see.
fn sentence(reading: &Reading<'_>, kind: &Kind, name: &str, deletion: Option<&Deletion>) -> Result<String> {
    let Some(deletion) = deletion else { return Ok(format!("{} deleted", kind.called(name))) };
    if let Some(lead) = deletion.lead
        && !leads::is_in_reach(reading.sql, reading.grant, lead)?
    {
        return Ok(format!("{} deleted", kind.called(name)));
    }
    Ok(leads::sentence_for(reading.grant, deletion.sentence.clone()))
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn position(asked: i64) -> usize {
    usize::try_from(asked.max(0)).unwrap_or(usize::MAX)
}

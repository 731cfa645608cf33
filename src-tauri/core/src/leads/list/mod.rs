//! Lists of any length: the ids of a list are found once, kept, and its rows fetched by position.

mod store;

pub use store::{LISTINGS, Listing, NARROWINGS, Narrowing};

use std::sync::Arc;

use parking_lot::Mutex;
use roaring::RoaringTreemap;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::search::{SearchText, Sight, Which};
use super::{LeadRow, protected};
use crate::access::{Grant, Permission};
use crate::error::{Error, Result};
use crate::office::Reading;

/// How many lists are kept with their ids, the latest asked first.
const KEPT_LISTS: usize = 8;

/// The most rows one page may hold.
const MOST_ROWS: usize = 500;

/// Which leads a list shows; an absent condition holds for all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct LeadFilter {
    /// Words that all stand in the name, phone, e-mail, city or comments, as far as who asks may see these.
    #[ts(optional)]
    pub text: Option<String>,
    /// Names of staff; 'Not assigned' for nobody's.
    #[ts(optional)]
    pub staff: Option<Vec<String>>,
    #[ts(optional)]
    pub sources: Option<Vec<String>>,
    #[ts(optional)]
    pub stages: Option<Vec<String>>,
    #[ts(optional)]
    pub contact_statuses: Option<Vec<String>>,
    /// Created on this day or later, YYYY-MM-DD.
    #[ts(optional)]
    pub from: Option<String>,
    /// Created on this day or earlier, YYYY-MM-DD.
    #[ts(optional)]
    pub to: Option<String>,
}

/// By which column, and which end first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LeadSort {
    pub column: String,
    pub descending: bool,
}

impl Default for LeadSort {
    fn default() -> Self {
        Self { column: "created_at".to_owned(), descending: true }
    }
}

/// A piece of a list by position.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LeadsPage {
    #[serde(default)]
    pub filter: LeadFilter,
    #[serde(default)]
    pub sort: LeadSort,
    pub from: usize,
    pub count: usize,
}

/// The rows of a piece, and how many the whole list has.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LeadPage {
    pub total: usize,
    pub from: usize,
    pub rows: Vec<LeadRow>,
}

/// A column of the list; each can be sorted by.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LeadColumn {
    pub name: &'static str,
    pub label: &'static str,
    /// Preferred width in pixels.
    pub width: u32,
}

const fn column(name: &'static str, label: &'static str, width: u32) -> LeadColumn {
    LeadColumn { name, label, width }
}

/// The columns of the list, in order.
pub const COLUMNS: &[LeadColumn] = &[
    column("name", "Name", 200),
    column("phone", "Phone", 140),
    column("stage", "Status", 170),
    column("source", "Source", 150),
    column("staff_name", "Assigned to", 150),
    column("city", "City", 120),
    column("last_contact_status", "Last contact", 130),
    column("last_contact_date", "Contacted", 100),
    column("created_at", "Created", 100),
    column("updated_at", "Updated", 100),
];

/// The lists that are kept in memory while the office is open.
pub struct LeadBook {
    search: Mutex<SearchText>,
    /// The same of the leads in the trash, once somebody searched there.
    trash: Mutex<SearchText>,
    lists: Mutex<Vec<(String, Arc<Vec<i64>>)>>,
}

impl Default for LeadBook {
    fn default() -> Self {
        let (search, trash) = (SearchText::of(Which::Live), SearchText::of(Which::Trash));
        Self { search: Mutex::new(search), trash: Mutex::new(trash), lists: Mutex::default() }
    }
}

/// The columns of the list, in order.
pub fn columns(_: &Reading<'_>, _: crate::commands::Nothing) -> Result<&'static [LeadColumn]> {
    Ok(COLUMNS)
}

/// A piece of the list by position; row 900,000 costs what row 10 costs.
pub fn page(reading: &Reading<'_>, asked: LeadsPage) -> Result<LeadPage> {
    let ids = ids(reading, &asked.filter, &asked.sort)?;
    let from = asked.from.min(ids.len());
    let until = from.saturating_add(asked.count.min(MOST_ROWS)).min(ids.len());
    let rows = store::rows(reading.sql, &ids[from..until])?;
    let rows = rows.into_iter().map(|row| protected::row(reading.grant, row)).collect();
    Ok(LeadPage { total: ids.len(), from, rows })
}

/// The ids of a whole list in order, in reach of who asks.
pub fn ids(reading: &Reading<'_>, filter: &LeadFilter, sort: &LeadSort) -> Result<Arc<Vec<i64>>> {
    kept_ids(reading, &serde_json::json!([filter, sort]), || {
        let column = protected::order(reading.grant, &sort.column);
        let mut ids = store::ordered(reading.sql, column)?.ok_or_else(|| {
            let known: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
            Error::invalid(
                "sort",
                format!(
                    "There is no column “{}” to sort by. Choose one of {}.",
                    sort.column,
                    known.join(", ")
                ),
            )
        })?;
        if sort.descending {
            ids.reverse();
        }
        if let Some(wanted) = wanted(reading, filter)? {
            ids.retain(|id| u64::try_from(*id).is_ok_and(|id| wanted.contains(id)));
        }
        Ok(ids)
    })
}

/// A list of leads that is found once for who asks, and kept under its name until a table behind it changes.
pub fn kept_ids(
    reading: &Reading<'_>,
    name: &serde_json::Value,
    find: impl FnOnce() -> Result<Vec<i64>>,
) -> Result<Arc<Vec<i64>>> {
    let key = key(reading, name)?;
    let kept =
        reading.book.lists.lock().iter().find(|(known, _)| *known == key).map(|(_, ids)| Arc::clone(ids));
    if let Some(ids) = kept {
        return Ok(ids);
    }
    let ids = Arc::new(find()?);
    let mut lists = reading.book.lists.lock();
    lists.insert(0, (key, Arc::clone(&ids)));
    lists.truncate(KEPT_LISTS);
    Ok(ids)
}

/// What the same list would be found under: who asks, for what, and the state of the tables it is made of.
fn key(reading: &Reading<'_>, name: &serde_json::Value) -> Result<String> {
    let versions = store::versions(reading.sql)?;
    let grant = reading.grant;
    let place = (grant.staff, grant.team, grant.partner, grant.partner_all);
    let may = (grant.may(Permission::LeadsReveal), grant.may(Permission::LeadsRestore));
    let who = (grant.account, grant.reach.name(), place, grant.masked, may);
    Ok(serde_json::json!([versions, who, name]).to_string())
}

/// What of a lead's text a search by this role looks at.
fn sight(grant: &Grant) -> Sight {
    match (grant.masked, grant.may(Permission::LeadsReveal)) {
        (true, _) => Sight::Open,
        (false, false) => Sight::Contact,
        (false, true) => Sight::Everything,
    }
}

/// The leads in the trash that a search by this role finds; whether they are in reach is asked besides.
pub fn found_in_trash(reading: &Reading<'_>, text: &str) -> Result<RoaringTreemap> {
    reading.book.trash.lock().find(reading.sql, text, sight(reading.grant))
}

/// The leads that pass every condition, or none where there is no condition at all.
fn wanted(reading: &Reading<'_>, filter: &LeadFilter) -> Result<Option<RoaringTreemap>> {
    let mut sets = Vec::new();
    sets.extend(store::reached(reading.sql, reading.grant)?);
    for (narrowing, values) in [
        ("stage", &filter.stages),
        ("source", &filter.sources),
        ("staff_name", &filter.staff),
        ("last_contact_status", &filter.contact_statuses),
    ] {
        if let Some(values) = values.as_ref().filter(|values| !values.is_empty()) {
            sets.push(store::narrowed(reading.sql, narrowing, values)?);
        }
    }
    if filter.from.is_some() || filter.to.is_some() {
        sets.push(store::created_between(
            reading.sql,
            &day_begins(filter.from.as_deref(), "from")?,
            &day_ends(filter.to.as_deref(), "to")?,
        )?);
    }
    if let Some(text) = filter.text.as_deref().filter(|text| !text.trim().is_empty()) {
        sets.push(reading.book.search.lock().find(reading.sql, text, sight(reading.grant))?);
    }
    // The smallest first, so that each step has little left to look at.
    sets.sort_by_key(RoaringTreemap::len);
    Ok(sets.into_iter().reduce(|left, right| left & right))
}

/// The first moment of a day of this computer's clock, as the schema writes moments.
fn day_begins(day: Option<&str>, field: &str) -> Result<String> {
    day.map_or_else(|| Ok(String::new()), |text| moment_of(text, 0, field))
}

/// The first moment after it.
fn day_ends(day: Option<&str>, field: &str) -> Result<String> {
    day.map_or_else(|| Ok("9999".to_owned()), |text| moment_of(text, 1, field))
}

fn moment_of(text: &str, days_later: u64, field: &str) -> Result<String> {
    let day = crate::values::parse_day(text, chrono::Local::now().date_naive());
    day.and_then(|day| {
        let day = day.checked_add_days(chrono::Days::new(days_later)).unwrap_or(day);
        crate::values::parse_moment(&day.to_string(), day)
    })
    .map_err(|sentence| Error::invalid(field, sentence))
}

//! Finds the looks that a question asks for and that its asker may see.

use std::collections::HashMap;

use roaring::RoaringTreemap;
use rusqlite::Connection;

use super::kind::{LookKind, actions};
use super::store::{self, Entry};
use crate::access::{Grant, Reach};
use crate::error::Result;
use crate::leads;

/// Which looks are wanted; an absent condition holds for all.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub lead: Option<i64>,
    pub people: Option<Vec<i64>>,
    pub kinds: Option<Vec<LookKind>>,
    /// The first moment, and the first that is too late, as the log writes moments.
    pub begins: Option<String>,
    pub ends: Option<String>,
}

/// A look that was found.
#[derive(Debug, Clone)]
pub struct Found {
    pub operation: i64,
    pub account: i64,
    pub kind: LookKind,
    /// Empty where no question needed it.
    pub at: String,
    /// How many leads it gave, as far as who asks sees them.
    pub leads: Option<i64>,
    /// Somebody else gave leads, of which who asks sees so many and no others.
    pub of_others_in_reach: Option<u64>,
}

/// The looks that are wanted and may be seen, newest first.
///
/// # Errors
/// `Code::Missing` for a lead out of reach.
pub fn looks(sql: &Connection, grant: &Grant, wanted: &Wanted) -> Result<Vec<Found>> {
    let given = store::given(sql)?;
    let mut entries = candidates(sql, grant, wanted, &given)?;
    entries.retain(|entry| is_within(wanted, entry));
    let mut found = match grant.reach {
        Reach::Everyone => entries.into_iter().filter_map(|entry| whole(entry, &given)).collect(),
        _ => in_sight(sql, grant, wanted, entries, &given)?,
    };
    found.sort_by_key(|look| std::cmp::Reverse(look.operation));
    Ok(found)
}

fn candidates(
    sql: &Connection,
    grant: &Grant,
    wanted: &Wanted,
    given: &HashMap<i64, i64>,
) -> Result<Vec<Entry>> {
    let actions = actions(wanted.kinds.as_deref());
    let whole = wanted.begins.is_some() || wanted.ends.is_some() || grant.reach != Reach::Everyone;
    let Some(lead) = wanted.lead else {
        return store::entries(sql, wanted.people.as_deref(), &actions, whole);
    };
    leads::in_reach(sql, grant, lead)?;
    let is_asked = |account: i64| wanted.people.as_ref().is_none_or(|people| people.contains(&account));
    let mut entries = store::entries_of_lead(sql, lead)?;
    entries.retain(|entry| actions.contains(&entry.action.as_str()) && is_asked(entry.account));
    let giving: Vec<&str> =
        actions.into_iter().filter(|action| LookKind::of(action) != Some(LookKind::Reveal)).collect();
    for entry in store::entries(sql, wanted.people.as_deref(), &giving, whole)? {
        if given.contains_key(&entry.operation)
            && is_within(wanted, &entry)
            && holds(sql, entry.operation, lead)?
        {
            entries.push(entry);
        }
    }
    Ok(entries)
}

fn holds(sql: &Connection, operation: i64, lead: i64) -> Result<bool> {
    let leads = store::leads_given(sql, operation)?;
    Ok(u64::try_from(lead).is_ok_and(|lead| leads.contains(lead)))
}

/// Whether an entry lies within the days that are wanted. Moments are compared, for a clock that was set back makes the
/// numbers of the log say nothing of the day.
fn is_within(wanted: &Wanted, entry: &Entry) -> bool {
    wanted.begins.as_ref().is_none_or(|begins| entry.at >= *begins)
        && wanted.ends.as_ref().is_none_or(|ends| entry.at < *ends)
}

fn whole(entry: Entry, given: &HashMap<i64, i64>) -> Option<Found> {
    Some(Found {
        operation: entry.operation,
        account: entry.account,
        kind: LookKind::of(&entry.action)?,
        at: entry.at,
        leads: given.get(&entry.operation).copied(),
        of_others_in_reach: None,
    })
}

/// For who does not reach every lead: the own looks, and those of others at leads in reach.
fn in_sight(
    sql: &Connection,
    grant: &Grant,
    wanted: &Wanted,
    entries: Vec<Entry>,
    given: &HashMap<i64, i64>,
) -> Result<Vec<Found>> {
    let mut sight = Sight { sql, grant, of: wanted.lead, known: HashMap::new(), reached: None };
    let mut found = Vec::new();
    for entry in entries {
        let (own, lead) = (entry.account == grant.account, entry.lead);
        let Some(look) = whole(entry, given) else { continue };
        match lead {
            _ if own => found.push(look),
            Some(lead) if sight.sees(lead)? => found.push(look),
            None if look.leads.is_some() => found.extend(sight.part_of(look)?),
            _ => {}
        }
    }
    Ok(found)
}

/// Which leads somebody sees who does not see them all.
struct Sight<'a> {
    sql: &'a Connection,
    grant: &'a Grant,
    /// The lead that was asked about, which is in reach.
    of: Option<i64>,
    known: HashMap<i64, bool>,
    reached: Option<RoaringTreemap>,
}

impl Sight<'_> {
    fn sees(&mut self, lead: i64) -> Result<bool> {
        if let Some(known) = self.known.get(&lead) {
            return Ok(*known);
        }
        let sees = leads::is_in_reach(self.sql, self.grant, lead)?;
        self.known.insert(lead, sees);
        Ok(sees)
    }

    /// What somebody else gave out, cut down to what is seen of it; none where that is nothing.
    fn part_of(&mut self, look: Found) -> Result<Option<Found>> {
        let seen = store::leads_given(self.sql, look.operation)?.intersection_len(self.reached()?);
        let leads = Some(i64::try_from(seen).unwrap_or(i64::MAX));
        Ok((seen > 0).then_some(Found { leads, of_others_in_reach: Some(seen), ..look }))
    }

    fn reached(&mut self) -> Result<&RoaringTreemap> {
        match &mut self.reached {
            Some(reached) => Ok(reached),
            none => {
                let mut reached = store::reached(self.sql, self.grant)?;
                // It may be deleted, and is in reach all the same.
                reached.extend(self.of.and_then(|lead| u64::try_from(lead).ok()));
                Ok(none.insert(reached))
            }
        }
    }
}

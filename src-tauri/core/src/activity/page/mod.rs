//! The office's activity, newest first, any length, under any filter, as far as who asks may see it.
//!
//! The order is the sequence, and every condition is a list of entries that some index keeps in this order: a page is
//! where the lists meet, and costs what its entries cost wherever it is.

mod cursor;
mod days;
mod seen;
mod who;
mod words;

pub(super) use seen::visible_lately;
pub(super) use who::{actions_of, every_action, everybody};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::entry_text::Sight;
use super::history::entry;
use super::typed_words::Typed;
use super::word_index::{self, Asked, Wanted};
use super::{ActivityFilter, Entry};
use crate::error::Result;
use crate::leads;
use crate::office::Reading;
use cursor::Source;
use words::{Covered, Searcher, WordSource};

/// Which part of the log is asked for, newest first.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ActivityQuestion {
    #[serde(default)]
    #[ts(optional, as = "Option<ActivityFilter>")]
    pub filter: ActivityFilter,
    /// Only entries before this one: the last of the page before.
    #[serde(default)]
    #[ts(optional)]
    pub before: Option<i64>,
    pub count: i64,
}

/// A part of the log.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ActivityPage {
    /// How many entries there are under the filter.
    pub total: i64,
    /// Counting ended at `total`, and there are more.
    pub more: bool,
    /// How many older entries a search for words does not cover yet, because they are still being prepared for it.
    pub preparing: i64,
    pub entries: Vec<Entry>,
}

/// The most entries one page may hold.
const MOST: i64 = 200;

/// Up to how many entries are counted under a filter.
const COUNTED: i64 = 10_000;

/// How much is looked at one by one for the count, once the page is there: whether an entry is seen counts once,
/// reading its words as often as it takes longer.
const LOOKS_TO_COUNT: i64 = 40_000;
const LOOKS_OF_WORDS: i64 = 15;

/// Up to how many leads in reach the index is told which ones they are.
const LEADS_ASKED_FOR: usize = 500;

/// How many of the newest entries say whether words stand nearly everywhere, and in which share of them they then do.
const SAMPLE: i64 = 400;
const NEARLY_EVERYWHERE: i64 = 10;

/// One page of the log. Whoever reaches every lead sees all of it; others see what concerns the leads in their reach,
/// what they did themselves and, in a team, what its members did to no lead out of reach.
///
/// # Errors
/// `Code::Invalid` for a day that is none, a kind that is none, and too many words; `Code::Missing` for a lead out of
/// reach.
pub fn page(reading: &Reading<'_>, question: ActivityQuestion) -> Result<ActivityPage> {
    let count = question.count.clamp(0, MOST);
    let mut search = Answer::to(reading, &question.filter)?;
    let (total, more, ids) = search.counted(reading, question.before, count)?;
    let entries =
        ids.into_iter().map(|id| entry(reading.sql, reading.grant, id, None)).collect::<Result<Vec<_>>>()?;
    Ok(ActivityPage { total, more, preparing: search.preparing, entries })
}

/// The numbers of the entries under a filter before one of them, newest first, at most `count`; for who goes through
/// all of the log piece by piece. For a search for words fill the index first.
pub fn ids(
    reading: &Reading<'_>,
    filter: &ActivityFilter,
    before: Option<i64>,
    count: usize,
) -> Result<Vec<i64>> {
    let mut answer = Answer::to(reading, filter)?;
    let mut ids = Vec::with_capacity(count.min(4_096));
    let mut before = answer.begin(before);
    while ids.len() < count
        && let Some(id) = answer.next(reading, before)?
    {
        ids.push(id);
        before = id;
    }
    Ok(ids)
}

/// One behind the newest entry.
fn behind_newest(sql: &Connection) -> Result<i64> {
    Ok(sql
        .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM operations")?
        .query_row([], |row| row.get(0))?)
}

/// Where the entries under a filter are found.
struct Answer {
    source: Source,
    /// The oldest and the newest entry of the days asked for.
    low: i64,
    high: i64,
    /// Every entry of the stretch is in it.
    whole: bool,
    /// Who asks does not see every entry of the source.
    checks: bool,
    /// How much was looked at one by one.
    looks: i64,
    preparing: i64,
}

impl Answer {
    fn to(reading: &Reading<'_>, filter: &ActivityFilter) -> Result<Answer> {
        let (sql, grant) = (reading.sql, reading.grant);
        if let Some(lead) = filter.lead {
            leads::in_reach(sql, grant, lead)?;
        }
        let (low, high) = days::stretch(sql, filter)?;
        let (people, actions) = (filter.people(), filter.actions(sql)?);
        let mut source = who::source(sql, people.as_ref(), actions.as_ref())?;
        source = source.and(filter.lead.map_or(Source::All, who::of_lead)).and(seen::source(sql, grant)?);
        let checks = !seen::sees_all(grant);
        let whole = !checks && matches!(source, Source::All) && filter.text().is_none();
        let mut answer = Answer { source, low, high, whole, checks, looks: 0, preparing: 0 };
        if let Some(text) = filter.text() {
            let typed = Typed::read(sql, text)?;
            let within = checks.then(|| grant.clone());
            let searcher = Searcher { typed, sight: Sight::of(grant), within };
            answer.search(reading, searcher, &people, &actions, filter.lead)?;
        }
        Ok(answer)
    }

    /// Narrows the answer to entries with words.
    fn search(
        &mut self,
        reading: &Reading<'_>,
        searcher: Searcher,
        people: &Option<std::collections::BTreeSet<Option<i64>>>,
        actions: &Option<std::collections::BTreeSet<String>>,
        lead: Option<i64>,
    ) -> Result<()> {
        let (sql, grant) = (reading.sql, reading.grant);
        let newest = behind_newest(sql)? - 1;
        let filled_up_to = word_index::filled_up_to(sql)?.min(newest);
        let mut covered =
            Covered { looked_at_from: filled_up_to.max(newest - words::LOOKED_AT), filled_up_to };
        self.preparing = covered.preparing();
        let leads = if self.checks { seen::leads_in_reach(sql, grant)? } else { None };
        let leads = leads.filter(|leads| leads.len() <= LEADS_ASKED_FOR);
        let seen_people = seen::people_seen(sql, grant)?;
        let wanted = Wanted {
            typed: &searcher.typed,
            sight: searcher.sight,
            people: people.as_ref(),
            actions: actions.as_ref(),
            lead,
            seen: leads.as_deref().map(|leads| (leads, &seen_people)),
        };
        let Asked { question, loose, broad } = word_index::asked(sql, &wanted)?;
        if broad && self.preparing == 0 && stand_nearly_everywhere(sql, &searcher, newest)? {
            covered.looked_at_from = 0;
        }
        let looked_at = std::mem::replace(&mut self.source, Source::All);
        let looked_at_too = loose || self.checks;
        let words = WordSource::new(searcher, covered, looked_at, question, looked_at_too);
        self.source = Source::Words(Box::new(words));
        Ok(())
    }

    /// Where to begin.
    fn begin(&self, before: Option<i64>) -> i64 {
        before.map_or(self.high + 1, |before| before.min(self.high + 1))
    }

    /// The newest entry before another one.
    fn next(&mut self, reading: &Reading<'_>, before: i64) -> Result<Option<i64>> {
        let mut before = before;
        while let Some(id) = self.source.below(reading.sql, before)?.filter(|id| *id >= self.low) {
            if !self.checks || seen::is_seen(reading.sql, reading.grant, id)? {
                return Ok(Some(id));
            }
            self.looks += 1;
            before = id;
        }
        Ok(None)
    }

    fn looks(&self) -> i64 {
        let of_words = if let Source::Words(words) = &self.source { words.looks() } else { 0 };
        self.looks + of_words * LOOKS_OF_WORDS
    }

    /// How many entries there are, whether there are more, and a page of them.
    fn counted(
        &mut self,
        reading: &Reading<'_>,
        before: Option<i64>,
        count: i64,
    ) -> Result<(i64, bool, Vec<i64>)> {
        let page_before = self.begin(before);
        if self.whole {
            let total = (self.high - self.low + 1).max(0);
            let page = (self.low..page_before).rev().take(usize::try_from(count).unwrap_or(0));
            return Ok((total, false, page.collect()));
        }
        let wanted = usize::try_from(count).unwrap_or(0);
        let (mut total, mut more, mut ids) = (0, false, Vec::new());
        let mut at = self.high + 1;
        while !more || ids.len() < wanted {
            // Counted enough: on to the page, wherever it is.
            let before = if more { at.min(page_before) } else { at };
            let Some(id) = self.next(reading, before)? else { break };
            at = id;
            let is_page_there = ids.len() >= wanted || id < page_before && wanted == 0;
            more |= total >= COUNTED || is_page_there && self.looks() > LOOKS_TO_COUNT;
            total += i64::from(!more);
            if id < page_before && ids.len() < wanted {
                ids.push(id);
            }
        }
        Ok((total, more, ids))
    }
}

/// Whether words stand in so many of the newest entries that looking at these finds a page of them.
fn stand_nearly_everywhere(sql: &Connection, searcher: &Searcher, newest: i64) -> Result<bool> {
    let first = (newest - SAMPLE).max(0) + 1;
    let mut found = 0;
    for id in first..=newest {
        found += i64::from(searcher.finds(sql, id, Some(1))?);
    }
    Ok(found > 0 && found >= (newest - first + 1) / NEARLY_EVERYWHERE)
}

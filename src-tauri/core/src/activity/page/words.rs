//! The entries in which typed words stand: from the index as far as it is filled, and by looking at each of the newest
//! ones that are not in it yet.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::cursor::{Cursor, Source};
use crate::access::Grant;
use crate::activity::entry_text::{EntryReader, Sight, Takes, header};
use crate::activity::typed_words::{Search, Typed};
use crate::error::Result;
use crate::leads::Kept;

/// How many of the newest entries are looked at one by one where the index is not filled yet.
pub const LOOKED_AT: i64 = 20_000;

/// How many rows of such an entry are looked at: an import of a hundred thousand is found once it is in the index.
const LOOKED_AT_ROWS: i64 = 2_000;

/// The entries of the index that answer a question, newest first.
const IN_INDEX: &str = "SELECT rowid FROM activity_words \
     WHERE activity_words MATCH ?1 AND ?2 IS NULL AND rowid < ?3 ORDER BY rowid DESC LIMIT ?4";

/// How many entries the index is asked for at first, and at most: each question to it begins anew.
const FIRST: i64 = 256;
const MOST: i64 = 16_384;

/// How much of the log an answer covers.
#[derive(Debug, Clone, Copy)]
pub struct Covered {
    /// Entries behind this one are looked at one by one.
    pub looked_at_from: i64,
    /// Up to this one they are in the index.
    pub filled_up_to: i64,
}

impl Covered {
    /// How many entries are neither.
    pub fn preparing(self) -> i64 {
        (self.looked_at_from - self.filled_up_to).max(0)
    }
}

/// Who searches for what.
pub struct Searcher {
    pub typed: Typed,
    pub sight: Sight,
    /// Of whom only the leads in reach are searched.
    pub within: Option<Grant>,
}

impl Searcher {
    /// Whether an entry is found; `rows` is how many of its rows are looked at, all where nothing is said.
    pub fn finds(&self, sql: &Connection, id: i64, rows: Option<i64>) -> Result<bool> {
        let Some(entry) = header(sql, id)? else { return Ok(false) };
        let mut taker = Taker { search: self.typed.search(entry.account), sight: self.sight };
        if !taker.search.is_found() {
            let most = rows.unwrap_or(entry.rows());
            EntryReader::new(sql, self.within.as_ref()).read(&entry, most, &mut taker)?;
        }
        Ok(taker.search.is_found())
    }
}

struct Taker<'a> {
    search: Search<'a>,
    sight: Sight,
}

impl Takes for Taker<'_> {
    fn text(&mut self, kept: Kept, text: &str) -> bool {
        if self.sight.sees(kept) {
            self.search.take(text);
        }
        !self.search.is_found()
    }
}

/// What is found, newest first.
pub struct WordSource {
    searcher: Searcher,
    covered: Covered,
    /// What is looked at one by one.
    looked_at: Source,
    index: Option<Cursor>,
    /// What the index finds has to be looked at too.
    loose: bool,
    /// What was answered last.
    last: Option<i64>,
    /// How many entries were looked at one by one.
    looks: i64,
}

impl WordSource {
    pub fn new(
        searcher: Searcher,
        covered: Covered,
        looked_at: Source,
        question: Option<String>,
        loose: bool,
    ) -> WordSource {
        let index = question
            .map(|question| Cursor::new(IN_INDEX, Value::Text(question), Value::Null).fetching(FIRST, MOST));
        WordSource { searcher, covered, looked_at, index, loose, last: None, looks: 0 }
    }

    pub fn looks(&self) -> i64 {
        self.looks
    }

    pub fn below(&mut self, sql: &Connection, id: i64) -> Result<Option<i64>> {
        if let Some(last) = self.last.filter(|last| *last < id) {
            return Ok(Some(last));
        }
        self.last = match self.below_looked_at(sql, id)? {
            Some(found) => Some(found),
            None => self.below_in_index(sql, id.min(self.covered.filled_up_to + 1))?,
        };
        Ok(self.last)
    }

    fn below_looked_at(&mut self, sql: &Connection, id: i64) -> Result<Option<i64>> {
        let mut before = id;
        while before > self.covered.looked_at_from + 1
            && let Some(next) = self.looked_at.below(sql, before)?
            && next > self.covered.looked_at_from
        {
            self.looks += 1;
            if self.searcher.finds(sql, next, Some(LOOKED_AT_ROWS))? {
                return Ok(Some(next));
            }
            before = next;
        }
        Ok(None)
    }

    fn below_in_index(&mut self, sql: &Connection, id: i64) -> Result<Option<i64>> {
        let Some(index) = &mut self.index else { return Ok(None) };
        let mut before = id;
        while let Some(next) = index.below(sql, before)? {
            self.looks += i64::from(self.loose);
            if !self.loose || self.searcher.finds(sql, next, None)? {
                return Ok(Some(next));
            }
            before = next;
        }
        Ok(None)
    }
}

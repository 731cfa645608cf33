//! Entries of the log in descending order, from many places at once, without reading what is between.

use std::collections::{BinaryHeap, VecDeque};

use rusqlite::Connection;
use rusqlite::types::Value;

use super::words::WordSource;
use crate::error::Result;

/// How many entries a cursor fetches at first, and at most, at a time.
const FIRST: i64 = 8;
const MOST: i64 = 1_024;

/// A list of entries that an index keeps in order. The statement takes its two keys, before which entry, and how many.
pub struct Cursor {
    statement: &'static str,
    keys: [Value; 2],
    ready: VecDeque<i64>,
    fetches: i64,
    most: i64,
    /// Nothing comes behind what is ready.
    dry: bool,
}

impl Cursor {
    pub fn new(statement: &'static str, first: Value, second: Value) -> Cursor {
        Cursor {
            statement,
            keys: [first, second],
            ready: VecDeque::new(),
            fetches: FIRST,
            most: MOST,
            dry: false,
        }
    }

    /// The same for a statement that is dear to begin: it fetches so many at first, and up to `most`.
    pub fn fetching(self, first: i64, most: i64) -> Cursor {
        Cursor { fetches: first, most, ..self }
    }

    /// The newest entry before `id`; to be asked with ever smaller numbers, and answers the same again until it is
    /// passed.
    pub fn below(&mut self, sql: &Connection, id: i64) -> Result<Option<i64>> {
        while self.ready.front().is_some_and(|newest| *newest >= id) {
            self.ready.pop_front();
        }
        if self.ready.is_empty() && !self.dry {
            self.fetch(sql, id)?;
        }
        Ok(self.ready.front().copied())
    }

    fn fetch(&mut self, sql: &Connection, id: i64) -> Result<()> {
        let mut statement = sql.prepare_cached(self.statement)?;
        let mut rows = statement.query(rusqlite::params![self.keys[0], self.keys[1], id, self.fetches])?;
        while let Some(row) = rows.next()? {
            self.ready.push_back(row.get(0)?);
        }
        self.dry = (self.ready.len() as u64) < self.fetches.unsigned_abs();
        self.fetches = (self.fetches * 4).min(self.most);
        Ok(())
    }
}

/// What stands in any of many lists.
pub struct Merged {
    cursors: Vec<Cursor>,
    /// The newest of each list, and which list it is; nothing before the first question.
    heads: Option<BinaryHeap<(i64, usize)>>,
}

impl Merged {
    pub fn new(cursors: Vec<Cursor>) -> Merged {
        Merged { cursors, heads: None }
    }

    fn below(&mut self, sql: &Connection, id: i64) -> Result<Option<i64>> {
        let heads = match &mut self.heads {
            Some(heads) => heads,
            None => {
                let mut heads = BinaryHeap::with_capacity(self.cursors.len());
                for (at, cursor) in self.cursors.iter_mut().enumerate() {
                    heads.extend(cursor.below(sql, id)?.map(|newest| (newest, at)));
                }
                self.heads.insert(heads)
            }
        };
        while let Some((newest, at)) = heads.peek().copied() {
            if newest < id {
                return Ok(Some(newest));
            }
            heads.pop();
            heads.extend(self.cursors[at].below(sql, id)?.map(|next| (next, at)));
        }
        Ok(None)
    }
}

/// Where entries come from.
pub enum Source {
    /// All there are.
    All,
    Any(Merged),
    /// What stands in both.
    Both(Box<Source>, Box<Source>),
    Words(Box<WordSource>),
}

impl Source {
    /// What stands in this one and in the other.
    pub fn and(self, other: Source) -> Source {
        match (self, other) {
            (Source::All, other) | (other, Source::All) => other,
            (one, other) => Source::Both(Box::new(one), Box::new(other)),
        }
    }

    /// The newest entry before `id`, which grows ever smaller from question to question.
    pub fn below(&mut self, sql: &Connection, id: i64) -> Result<Option<i64>> {
        match self {
            Source::All => Ok((id > 1).then_some(id - 1)),
            Source::Any(merged) => merged.below(sql, id),
            Source::Words(words) => words.below(sql, id),
            Source::Both(one, other) => {
                let mut before = id;
                loop {
                    let Some(first) = one.below(sql, before)? else { return Ok(None) };
                    let Some(second) = other.below(sql, first + 1)? else { return Ok(None) };
                    if first == second {
                        return Ok(Some(first));
                    }
                    before = second + 1;
                }
            }
        }
    }
}

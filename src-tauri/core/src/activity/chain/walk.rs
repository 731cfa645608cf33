//! Walks the log and its changes in step, entry after entry, and finds the first that is not as it was written.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, Row, Rows};

use super::kept::{self, Kept};
use super::link::{Noted, Sum, Written};
use super::{ChainKey, START, fits};
use crate::error::{Code, Error, Result};

/// After how many rows the walk says how far it is, and asks whether to go on.
const STEP: u64 = 4096;

/// The entry that a walk goes on from, which is known to be as it was written.
#[derive(Debug, Clone)]
pub struct Start {
    pub sequence: i64,
    pub mac: String,
    /// The last change up to there.
    pub last_change: i64,
    /// Which of the keys it was checked under; none before counts from there on.
    pub key: usize,
}

/// What a walk found.
#[derive(Debug, Clone)]
pub struct Walked {
    /// The last entry that fits, and its link.
    pub sequence: i64,
    pub mac: String,
    /// How many entries were looked at.
    pub entries: i64,
    pub wrong: Option<Wrong>,
}

/// The first thing that is not as it was written.
#[derive(Debug, Clone)]
pub struct Wrong {
    /// Its entry; none where entries are missing at the end.
    pub entry: Option<i64>,
    /// As a whole sentence that names nobody.
    pub sentence: String,
    /// What the entry says of itself now.
    pub said: Option<String>,
}

impl Wrong {
    pub(super) fn of_entry(entry: i64, said: Option<String>) -> Self {
        let sentence = format!(
            "Entry {entry} of the activity log is not as it was written: it, or the one before it, was changed or removed outside Porchlight."
        );
        Self { entry: Some(entry), sentence, said }
    }

    fn tail(sentence: String) -> Self {
        Self { entry: None, sentence, said: None }
    }

    /// The sentence with what the entry says, for whoever may read all of the log.
    pub fn in_full(&self) -> String {
        match (self.entry, &self.said) {
            (Some(entry), Some(said)) => self.sentence.replacen(
                &format!("Entry {entry} of the activity log "),
                &format!("Entry {entry} of the activity log ({said}) "),
                1,
            ),
            _ => self.sentence.clone(),
        }
    }
}

/// Walks the chain from its beginning, or from an entry on, in one read transaction of the caller's.
///
/// `keys` are those that the office has had, oldest first: from some entry on each one is followed by the next. `step`
/// is told how many entries were looked at, and ends the walk by an error.
pub fn verify(
    sql: &Connection,
    keys: &[Arc<ChainKey>],
    from: Option<&Start>,
    step: &mut dyn FnMut(i64) -> Result<()>,
) -> Result<Walked> {
    let mut walk = Walk::begin(sql, keys, from)?;
    let wrong = match walk.entries(step)? {
        Some(wrong) => Some(wrong),
        None => walk.beside(from)?,
    };
    Ok(Walked { sequence: walk.sequence, mac: walk.mac, entries: walk.seen, wrong })
}

struct Walk<'a> {
    sql: &'a Connection,
    sum: Sum,
    /// The key under which the latest entry fitted.
    key: usize,
    sequence: i64,
    mac: String,
    last_change: i64,
    seen: i64,
    rows: u64,
    /// Of each erased entry what binds that which is left of it, by its latest erasure.
    erased: HashMap<i64, String>,
    kept: Vec<Kept>,
}

/// Whether an entry fits, and the one that it was found to be.
enum Found {
    Fits,
    Wrong { said: Option<String> },
}

impl<'a> Walk<'a> {
    fn begin(sql: &'a Connection, keys: &[Arc<ChainKey>], from: Option<&Start>) -> Result<Self> {
        Ok(Self {
            sql,
            sum: Sum::under(keys)?,
            key: from.map_or(0, |start| start.key),
            sequence: from.map_or(0, |start| start.sequence),
            mac: from.map_or_else(|| START.to_owned(), |start| start.mac.clone()),
            last_change: from.map_or(0, |start| start.last_change),
            seen: 0,
            rows: 0,
            erased: erasures(sql)?,
            kept: Vec::new(),
        })
    }

    /// From the beginning every row there is, also one with a number below the first.
    fn begins(&self, place: i64) -> i64 {
        if self.sequence == 0 { i64::MIN } else { place + 1 }
    }

    fn entries(&mut self, step: &mut dyn FnMut(i64) -> Result<()>) -> Result<Option<Wrong>> {
        let mut operations = self.sql.prepare(
            "SELECT id, at, account_id, session_id, action, sentence, lead_id, undoes, first_change, last_change, \
             previous_mac, mac, salt FROM operations WHERE id >= ?1 ORDER BY id",
        )?;
        let mut changes = self
            .sql
            .prepare("SELECT id, operation, tbl, row, what FROM changes WHERE id >= ?1 ORDER BY id")?;
        let mut operations = operations.query([self.begins(self.sequence)])?;
        let mut changes = changes.query([self.begins(self.last_change)])?;
        while let Some(row) = operations.next()? {
            self.seen += 1;
            if let Found::Wrong { said } = self.entry(row, &mut changes, step)? {
                return Ok(Some(Wrong::of_entry(row.get(0).unwrap_or(self.sequence + 1), said)));
            }
        }
        if changes.next()?.is_some() {
            return Ok(Some(Wrong::tail(
                "The activity log ends with changes that belong to no entry: its tail was cut off."
                    .to_owned(),
            )));
        }
        step(self.seen)?;
        Ok(None)
    }

    fn entry(
        &mut self,
        row: &Row<'_>,
        changes: &mut Rows<'_>,
        step: &mut dyn FnMut(i64) -> Result<()>,
    ) -> Result<Found> {
        self.count(step)?;
        let Some(entry) = readable(Written::read(row))? else { return Ok(Found::Wrong { said: None }) };
        let wrong = Found::Wrong { said: Some(entry.sentence.to_owned()) };
        let follows = entry.id == self.sequence + 1 && entry.previous == self.mac;
        let ranged = match (entry.first, entry.last) {
            (None, None) => true,
            (Some(first), Some(last)) => first == self.last_change + 1 && last >= first,
            _ => false,
        };
        if !follows || !ranged {
            return Ok(wrong);
        }
        let erased = !self.erased.is_empty() && self.erased.contains_key(&entry.id);
        if erased {
            self.sum.erased(&entry)
        } else {
            self.sum.link(&entry)?
        }
        if !self.changes_of(&entry, changes, step)? || !self.is_bound(&entry, erased) {
            return Ok(wrong);
        }
        self.sequence = entry.id;
        self.mac.clear();
        self.mac.push_str(entry.mac);
        Ok(Found::Fits)
    }

    /// Takes up the changes of an entry; false where one is missing, or another entry's.
    fn changes_of(
        &mut self,
        entry: &Written<'_>,
        changes: &mut Rows<'_>,
        step: &mut dyn FnMut(i64) -> Result<()>,
    ) -> Result<bool> {
        let Some(last) = entry.last else { return Ok(true) };
        while self.last_change < last {
            let Some(row) = changes.next()? else { return Ok(false) };
            let Some(change) = readable(Noted::read(row))? else { return Ok(false) };
            if change.id != self.last_change + 1 || change.operation != entry.id {
                return Ok(false);
            }
            self.sum.change(&change);
            if let Some(table) = kept::named(change.table) {
                let what = String::from_utf8_lossy(change.what.unwrap_or_default()).into_owned();
                self.kept.push(Kept { entry: entry.id, table, row: change.row, what });
            }
            self.last_change = change.id;
            self.count(step)?;
        }
        Ok(true)
    }

    /// Whether what was taken up gives the entry's link, or what its erasure left.
    fn is_bound(&mut self, entry: &Written<'_>, erased: bool) -> bool {
        if erased {
            return self.erased.get(&entry.id).is_some_and(|left| self.sum.key_of(0, left).is_some());
        }
        match self.sum.key_of(self.key, entry.mac) {
            Some(key) => {
                self.key = key;
                true
            }
            None => false,
        }
    }

    /// What stands beside the entries: rows that the log notes whole, what erasures left of entries before the walk,
    /// and whether the office was changed after the last entry.
    fn beside(&mut self, from: Option<&Start>) -> Result<Option<Wrong>> {
        if let Some(wrong) = kept::first_wrong(self.sql, &self.kept)? {
            return Ok(Some(wrong));
        }
        let before = from.map_or(0, |start| start.sequence);
        let erased_since: Vec<i64> = self
            .kept
            .iter()
            .filter(|kept| kept.table == "erasures")
            .filter_map(|kept| {
                serde_json::from_str::<serde_json::Value>(&kept.what).ok()?["entry"][1].as_i64()
            })
            .filter(|entry| *entry <= before)
            .collect();
        for entry in erased_since {
            if !fits(self.sql, &mut self.sum, entry)? {
                return Ok(Some(Wrong::of_entry(entry, None)));
            }
        }
        let changed: i64 =
            self.sql
                .query_row("SELECT coalesce(max(operation), 0) FROM table_versions", [], |row| row.get(0))?;
        Ok((changed > self.sequence).then(|| {
            Wrong::tail(format!(
                "The activity log ends with entry {}, and the office was changed after it: its tail was cut off.",
                self.sequence
            ))
        }))
    }

    fn count(&mut self, step: &mut dyn FnMut(i64) -> Result<()>) -> Result<()> {
        self.rows += 1;
        if self.rows.is_multiple_of(STEP) {
            step(self.seen)?;
        }
        Ok(())
    }
}

/// A row that holds what no entry ever held is not as it was written; everything else that fails is a failure.
fn readable<T>(read: Result<T>) -> Result<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(Error { code: Code::Damaged | Code::Internal, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn erasures(sql: &Connection) -> Result<HashMap<i64, String>> {
    let mut statement = sql.prepare("SELECT entry, mac FROM erasures ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

//! What stands in the way of an undo, and what would have to stay: later acts on the same columns, rows that came to
//! rely on what would go, rows that would rely on what has gone, and names that were taken since.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use super::erased::LeftOut;
use super::kept::Kept;
use super::schema::Schema;
use super::standing::{Act, Acts, Standing, touched_columns};
use super::{Past, closure, references, taken};
use crate::activity::words;
use crate::error::{Code, Error, Result};

/// In which way a later act stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// It changed this column of the row too.
    Changed(String),
    /// It deleted the row, or what the row would refer to.
    Deleted,
    /// It brought the row back.
    Restored,
    /// The row refers to this one by now.
    Uses { parent: String, of: i64 },
    /// The row has the name that would come back.
    Taken,
    /// It took back what this rests on.
    TookBack,
    /// It did again what this does not know of.
    DidAgain,
}

/// What a later act did that is in the way.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub why: Why,
    pub table: String,
    pub row: i64,
}

/// Everything that stands in the way of one undo.
pub(super) struct Survey<'a> {
    pub sql: &'a Connection,
    pub acts: Acts<'a>,
    pub schema: Schema,
    /// The operation that would be taken back, and its changes.
    pub act: Act,
    pub first: i64,
    pub last: i64,
    /// What is in the way, by its operation.
    pub found: BTreeMap<i64, Found>,
    /// How much more is in the way than was looked at one by one.
    pub more: i64,
    /// What stays where the rest is taken back.
    pub kept: Kept,
    /// What was erased for good meanwhile: neither in the way nor taken back.
    pub left_out: LeftOut,
    /// Nothing can be taken back before what is in the way.
    pub blocked: bool,
}

/// Looks at everything that stands in the way of taking an operation back.
pub(super) fn survey<'a>(sql: &'a Connection, past: &Past) -> Result<Survey<'a>> {
    let acts = Acts::new(sql);
    let act = acts.act(past.id)?;
    let (first, last) = past.changes.unwrap_or((1, 0));
    let schema = Schema::read(sql)?;
    let (found, kept, left_out) = (BTreeMap::new(), Kept::default(), LeftOut::of(sql, past)?);
    let mut survey =
        Survey { sql, acts, schema, act, first, last, found, more: 0, kept, left_out, blocked: false };
    survey.later_undos_of_the_same()?;
    survey.changed_since()?;
    references::used_since(&mut survey)?;
    references::gone_since(&mut survey)?;
    taken::taken_since(&mut survey)?;
    closure::close(&mut survey)?;
    // What stays without an act to name for it is never left out in silence.
    survey.blocked = survey.blocked || (survey.found.is_empty() && !survey.kept.is_empty());
    Ok(survey)
}

impl Survey<'_> {
    /// Notes an act that is in the way; of several things that it did the first is told.
    pub fn found(&mut self, operation: i64, why: Why, table: &str, row: i64) {
        self.found.entry(operation).or_insert_with(|| Found { why, table: table.to_owned(), row });
    }

    /// The tables that the operation changed.
    pub fn tables(&self) -> Result<BTreeSet<String>> {
        let tables = self
            .sql
            .prepare_cached("SELECT DISTINCT tbl FROM changes WHERE id BETWEEN ?1 AND ?2")?
            .query_map([self.first, self.last], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(tables)
    }

    /// Whether the operation changed this row.
    pub fn changes_row(&self, table: &str, row: i64) -> Result<bool> {
        Ok(self
            .sql
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM changes WHERE tbl = ?1 AND row = ?2 AND operation = ?3)",
            )?
            .query_row(params![table, row, self.act.id], |row| row.get(0))?)
    }

    /// The act that made a column of a row what it is: the latest that stands and is no undo.
    pub fn holder(&self, table: &str, row: i64, columns: &[&str]) -> Result<Option<i64>> {
        let mut statement = self
            .sql
            .prepare_cached("SELECT operation, what FROM changes WHERE tbl = ?1 AND row = ?2 ORDER BY operation DESC, id DESC")?;
        let mut rows = statement.query(params![table, row])?;
        while let Some(change) = rows.next()? {
            let operation: i64 = change.get(0)?;
            if self.acts.act(operation)?.depth > 0 {
                continue;
            }
            let what = change.get_ref(1)?.as_str_or_null()?;
            let touched = touched_columns(what)?;
            let asked = touched.iter().filter(|column| what.is_none() || columns.contains(&column.as_str()));
            for column in asked {
                if self.acts.stands_at(operation, table, row, column)? {
                    return Ok(Some(operation));
                }
            }
        }
        Ok(None)
    }

    /// Several undos of one operation are undone latest first.
    fn later_undos_of_the_same(&mut self) -> Result<()> {
        let Some(undone) = self.act.undoes else { return Ok(()) };
        let me = self.act.id;
        for undo in self.acts.undos_of(undone)?.into_iter().filter(|undo| *undo > me) {
            if self.acts.act(undo)?.standing != Standing::Not {
                self.blocked = true;
                let why = if self.act.takes_back() { Why::TookBack } else { Why::DidAgain };
                self.found(undo, why, "", 0);
            }
        }
        Ok(())
    }

    /// Later acts on the same columns of the same rows.
    fn changed_since(&mut self) -> Result<()> {
        let sql = self.sql;
        let mut statement = sql.prepare_cached(
            "SELECT mine.tbl, mine.row, mine.what, later.operation, later.what FROM changes AS mine \
             JOIN changes AS later ON later.tbl = mine.tbl AND later.row = mine.row AND later.operation > ?3 \
             WHERE mine.id BETWEEN ?1 AND ?2",
        )?;
        let mut rows = statement.query([self.first, self.last, self.act.root])?;
        while let Some(row) = rows.next()? {
            let later = self.acts.act(row.get(3)?)?;
            let Some(why) = self.in_the_way(&later)? else { continue };
            let (table, id): (String, i64) = (row.get(0)?, row.get(1)?);
            if self.left_out.has(&table, id) {
                continue;
            }
            let mine = row.get_ref(2)?.as_str_or_null()?;
            let theirs = row.get_ref(4)?.as_str_or_null()?;
            self.overlap(&later, why, (&table, id), mine, theirs)?;
        }
        Ok(())
    }

    /// Whether an act can be in the way by what it did to the same columns: an ordinary one that came after; for what
    /// is done again also an undo of what was there before, and what was done again before it only came after it.
    fn in_the_way(&self, later: &Act) -> Result<Option<Option<Why>>> {
        if later.root == self.act.root || later.standing == Standing::Not {
            return Ok(None);
        }
        if later.depth == 0 {
            return Ok(Some(None));
        }
        let before_this = later.id > self.act.id && later.root < self.act.root && self.act.takes_back();
        Ok(match later.undoes {
            _ if !before_this => None,
            _ if later.takes_back() => Some(Some(Why::TookBack)),
            Some(undone) if undone < self.act.id => Some(Some(Why::DidAgain)),
            _ => None,
        })
    }

    /// Keeps the columns that both changed, where what each did there stands.
    fn overlap(
        &mut self,
        later: &Act,
        why: Option<Why>,
        (table, row): (&str, i64),
        mine: Option<&str>,
        theirs: Option<&str>,
    ) -> Result<()> {
        let mine = mine.map(columns_of).transpose()?;
        let theirs = theirs.map(columns_of).transpose()?.unwrap_or_default();
        let own = if mine.is_none() { Some("deleted_at") } else { None };
        for (column, pair) in theirs {
            if why == Some(Why::TookBack) && column == "deleted_at" && !pair[1].is_null() {
                self.rests_on_gone(later, (table, row), mine.as_ref())?;
            }
            let touched = mine.as_ref().is_none_or(|mine| mine.contains_key(&column));
            if !touched
                || !self.acts.stands_at(self.act.id, table, row, own.unwrap_or(&column))?
                || !self.acts.stands_at(later.id, table, row, &column)?
            {
                continue;
            }
            match own {
                Some(_) => self.kept.keep_row(table, row),
                None => self.kept.keep_column(table, row, &column),
            };
            let why = why.clone().unwrap_or_else(|| match column.as_str() {
                "deleted_at" if pair[1].is_null() => Why::Restored,
                "deleted_at" => Why::Deleted,
                _ => Why::Changed(column),
            });
            self.found(later.id, why, table, row);
        }
        Ok(())
    }

    /// What was done to a row is done again only where the row is: not while what brought it is taken back.
    fn rests_on_gone(
        &mut self,
        later: &Act,
        (table, row): (&str, i64),
        mine: Option<&Map<String, Value>>,
    ) -> Result<()> {
        let Some(mine) = mine else { return Ok(()) };
        let mut stands = false;
        for column in mine.keys() {
            stands = stands || self.acts.stands_at(self.act.id, table, row, column)?;
        }
        if stands && self.acts.stands_at(later.id, table, row, "deleted_at")? {
            self.kept.keep_row(table, row);
            self.found(later.id, Why::TookBack, table, row);
        }
        Ok(())
    }

    /// How many changes there are to take back, and how many of them would be: rows that came or went, and columns of
    /// the others that people are shown.
    pub fn counted(&self) -> Result<(i64, i64)> {
        let all = self.last - self.first + 1;
        if self.kept.is_empty() && self.left_out.is_empty() && self.act.standing == Standing::Whole {
            return Ok((all, all));
        }
        let (mut standing, mut taken) = (0, 0);
        let mut statement =
            self.sql.prepare_cached("SELECT tbl, row, what FROM changes WHERE id BETWEEN ?1 AND ?2")?;
        let mut rows = statement.query([self.first, self.last])?;
        while let Some(change) = rows.next()? {
            let (table, row): (String, i64) = (change.get(0)?, change.get(1)?);
            if self.left_out.has(&table, row) {
                continue;
            }
            for column in counted_columns(&table, change.get_ref(2)?.as_str_or_null()?)? {
                if self.acts.stands_at(self.act.id, &table, row, &column)? {
                    standing += 1;
                    taken += i64::from(!self.kept.keeps(&table, row, &column));
                }
            }
        }
        Ok((standing, taken))
    }
}

/// The columns of a change that are counted: those that people are shown, or all where they are shown none.
fn counted_columns(table: &str, what: Option<&str>) -> Result<Vec<String>> {
    let all = touched_columns(what)?;
    let shown: Vec<String> =
        all.iter().filter(|column| words::label(table, column).is_some()).cloned().collect();
    Ok(if shown.is_empty() { all } else { shown })
}

/// What a change says of each column: the old value and the new.
pub(super) fn columns_of(what: &str) -> Result<Map<String, Value>> {
    serde_json::from_str(what).map_err(|_| {
        Error::new(Code::Damaged, "The activity log holds a change that cannot be read. Check the office.")
    })
}

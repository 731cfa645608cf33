//! What of an operation still stands: all of it, a part, or nothing, after every undo, and undo of an undo.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::Connection;

use super::survey::columns_of;
use crate::error::Result;

/// The action of an undo that left something standing.
pub(super) const IN_PART: &str = "undo.part";

/// How much of an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::activity) enum Standing {
    Whole,
    InPart,
    Not,
}

/// An operation among those that it takes back and that take it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Act {
    pub id: i64,
    /// What it was about in the first place: itself, unless it is an undo.
    pub root: i64,
    /// The operation it takes back.
    pub undoes: Option<i64>,
    /// How many steps it is from its root: 0 for an ordinary operation, odd for what takes back, even for what does
    /// again.
    pub depth: i64,
    pub standing: Standing,
}

impl Act {
    /// Whether undoing it brings something again.
    pub fn takes_back(&self) -> bool {
        self.depth % 2 == 1
    }
}

/// Knows of every operation that was asked for, for as long as nothing is written.
pub(super) struct Acts<'a> {
    sql: &'a Connection,
    known: RefCell<HashMap<i64, Act>>,
    /// How often an operation that stands in part was asked for single columns.
    asked: RefCell<HashMap<i64, u32>>,
    /// What was taken back of operations that were asked for often.
    taken: RefCell<HashMap<i64, Rc<Taken>>>,
}

/// Columns of rows that were taken back, by table and row.
type Taken = HashMap<String, HashMap<i64, Vec<String>>>;

/// After so many questions about columns of one operation everything that was taken back of it is read at once.
const OFTEN: u32 = 200;

/// Whether an operation is taken back at present, all of it; an undo that was itself undone does not count.
pub(in crate::activity) fn is_undone(sql: &Connection, id: i64) -> Result<bool> {
    Ok(standing(sql, id)? == Standing::Not)
}

/// How much of an operation stands. Of several undos of one operation each took what the ones before had left, and they
/// are undone latest first: so the operation is undone where one that left nothing stands whole.
pub(in crate::activity) fn standing(sql: &Connection, id: i64) -> Result<Standing> {
    let mut statement = sql.prepare_cached(
        "WITH RECURSIVE later (id, undoes, action) AS (\
         SELECT id, undoes, action FROM operations WHERE undoes = ?1 \
         UNION ALL SELECT operations.id, operations.undoes, operations.action FROM later JOIN operations ON operations.undoes = later.id) \
         SELECT id, undoes, action FROM later ORDER BY id DESC",
    )?;
    // Who takes an operation back comes after it: seen from the newest on, each is settled when its turn comes.
    let mut settled: HashMap<i64, Standing> = HashMap::new();
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let (undo, undone): (i64, i64) = (row.get(0)?, row.get(1)?);
        let left_nothing = row.get_ref(2)?.as_str()? != IN_PART;
        let effect = match settled.get(&undo).unwrap_or(&Standing::Whole) {
            Standing::Not => continue,
            Standing::Whole if left_nothing => Standing::Not,
            _ => Standing::InPart,
        };
        let so_far = settled.entry(undone).or_insert(Standing::Whole);
        *so_far = effect.max(*so_far);
    }
    Ok(settled.get(&id).copied().unwrap_or(Standing::Whole))
}

impl<'a> Acts<'a> {
    pub fn new(sql: &'a Connection) -> Self {
        Acts { sql, known: RefCell::default(), asked: RefCell::default(), taken: RefCell::default() }
    }

    /// What is to be known of an operation.
    pub fn act(&self, id: i64) -> Result<Act> {
        if let Some(known) = self.known.borrow().get(&id) {
            return Ok(*known);
        }
        let (root, depth, undoes) = self
            .sql
            .prepare_cached(
                "WITH RECURSIVE earlier (id, undoes, depth) AS (SELECT id, undoes, 0 FROM operations WHERE id = ?1 \
                 UNION ALL SELECT operations.id, operations.undoes, depth + 1 FROM earlier JOIN operations ON operations.id = earlier.undoes) \
                 SELECT id, depth, (SELECT undoes FROM operations WHERE id = ?1) FROM earlier ORDER BY depth DESC LIMIT 1",
            )?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let act = Act { id, root, undoes, depth, standing: standing(self.sql, id)? };
        self.known.borrow_mut().insert(id, act);
        Ok(act)
    }

    /// Whether what an operation did to this column of this row stands. That a row was added is asked by `deleted_at`.
    pub fn stands_at(&self, id: i64, table: &str, row: i64, column: &str) -> Result<bool> {
        match self.act(id)?.standing {
            Standing::Whole => return Ok(true),
            Standing::Not => return Ok(false),
            Standing::InPart => {}
        }
        if let Some(taken) = self.taken_of(id)? {
            let columns = taken.get(table).and_then(|rows| rows.get(&row));
            return Ok(columns.is_none_or(|columns| !columns.iter().any(|known| known == column)));
        }
        for undo in self.undos_of(id)? {
            if touches(self.sql, undo, table, row, column)? && self.stands_at(undo, table, row, column)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Everything that was taken back of an operation, where it was asked for often enough to be worth it.
    fn taken_of(&self, id: i64) -> Result<Option<Rc<Taken>>> {
        if let Some(taken) = self.taken.borrow().get(&id) {
            return Ok(Some(Rc::clone(taken)));
        }
        let asked = {
            let mut asked = self.asked.borrow_mut();
            let times = asked.entry(id).or_insert(0);
            *times += 1;
            *times
        };
        if asked < OFTEN {
            return Ok(None);
        }
        let mut taken = Taken::new();
        for undo in self.undos_of(id)? {
            self.add_taken(undo, &mut taken)?;
        }
        let taken = Rc::new(taken);
        self.taken.borrow_mut().insert(id, Rc::clone(&taken));
        Ok(Some(taken))
    }

    /// Adds what an undo took back and what stands of that.
    fn add_taken(&self, undo: i64, taken: &mut Taken) -> Result<()> {
        let mut statement = self.sql.prepare_cached(
            "SELECT tbl, row, what FROM operations JOIN changes ON changes.id BETWEEN first_change AND last_change \
             WHERE operations.id = ?1",
        )?;
        let mut changes = statement.query([undo])?;
        while let Some(change) = changes.next()? {
            let (table, row) = (change.get_ref(0)?.as_str()?, change.get(1)?);
            for column in touched_columns(change.get_ref(2)?.as_str_or_null()?)? {
                if self.stands_at(undo, table, row, &column)? {
                    let rows = taken.entry(table.to_owned()).or_default();
                    rows.entry(row).or_default().push(column);
                }
            }
        }
        Ok(())
    }

    /// The operations that took back this one, or a part of it, oldest first.
    pub fn undos_of(&self, id: i64) -> Result<Vec<i64>> {
        let undos = self
            .sql
            .prepare_cached("SELECT id FROM operations WHERE undoes = ?1 ORDER BY id")?
            .query_map([id], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(undos)
    }
}

/// The columns of a change; that a row was added is one of `deleted_at`.
pub(super) fn touched_columns(what: Option<&str>) -> Result<Vec<String>> {
    match what {
        None => Ok(vec!["deleted_at".to_owned()]),
        Some(what) => Ok(columns_of(what)?.into_iter().map(|(column, _)| column).collect()),
    }
}

/// Whether an operation changed this column of this row, or added the row.
fn touches(sql: &Connection, operation: i64, table: &str, row: i64, column: &str) -> Result<bool> {
    Ok(sql
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM changes WHERE tbl = ?1 AND row = ?2 AND operation = ?3 \
             AND (what IS NULL OR EXISTS (SELECT 1 FROM json_each(what) WHERE key = ?4)))",
        )?
        .query_row(rusqlite::params![table, row, operation, column], |row| row.get(0))?)
}

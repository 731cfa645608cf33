//! What of an operation is left as it is when the rest is taken back.

use std::collections::{BTreeSet, HashMap};

use super::schema::together;

/// Rows, or columns of rows, that stay as they are.
#[derive(Debug, Default)]
pub(super) struct Kept {
    rows: HashMap<String, HashMap<i64, Part>>,
}

/// How much of a row stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Columns(BTreeSet<String>),
}

impl Kept {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Keeps a row as it is; false where it was kept whole before.
    pub fn keep_row(&mut self, table: &str, row: i64) -> bool {
        let rows = self.rows.entry(table.to_owned()).or_default();
        rows.insert(row, Part::Whole) != Some(Part::Whole)
    }

    /// Keeps a column of a row, with those that go with it; false where it was kept before.
    pub fn keep_column(&mut self, table: &str, row: i64, column: &str) -> bool {
        let rows = self.rows.entry(table.to_owned()).or_default();
        match rows.entry(row).or_insert_with(|| Part::Columns(BTreeSet::new())) {
            Part::Whole => false,
            Part::Columns(columns) => {
                let before = columns.len();
                columns.extend(together(table, column));
                columns.len() > before
            }
        }
    }

    pub fn keeps(&self, table: &str, row: i64, column: &str) -> bool {
        match self.rows.get(table).and_then(|rows| rows.get(&row)) {
            None => false,
            Some(Part::Whole) => true,
            Some(Part::Columns(columns)) => columns.contains(column),
        }
    }

    pub fn keeps_row(&self, table: &str, row: i64) -> bool {
        matches!(self.rows.get(table).and_then(|rows| rows.get(&row)), Some(Part::Whole))
    }

    /// Every row of which something is kept.
    pub fn rows(&self) -> Vec<(String, i64)> {
        self.rows.iter().flat_map(|(table, rows)| rows.keys().map(|row| (table.clone(), *row))).collect()
    }
}

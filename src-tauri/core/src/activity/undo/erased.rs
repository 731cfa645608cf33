//! What was erased for good is left out of every undo: nothing brings it back, and its empty row never changes again.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::Past;
use crate::activity::erasure::{is_erased, is_erased_lead};
use crate::error::Result;

/// The rows of erased leads among the changes of an operation, by their table.
const ROWS: &[(&str, &str)] = &[
    (
        "leads",
        "SELECT row FROM changes CROSS JOIN leads ON leads.id = changes.row \
         WHERE changes.id BETWEEN ?1 AND ?2 AND +tbl = 'leads' AND erased_at IS NOT NULL",
    ),
    (
        "lead_shares",
        "SELECT row FROM changes CROSS JOIN lead_shares ON lead_shares.id = changes.row \
         CROSS JOIN leads ON leads.id = lead_id \
         WHERE changes.id BETWEEN ?1 AND ?2 AND +tbl = 'lead_shares' AND erased_at IS NOT NULL",
    ),
];

/// The rows of an operation that are left out.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    rows: HashMap<String, HashSet<i64>>,
}

impl LeftOut {
    /// The rows of erased leads among those that an operation changed.
    pub fn of(sql: &Connection, past: &Past) -> Result<LeftOut> {
        let mut left_out = LeftOut::default();
        let Some((first, last)) = past.changes else { return Ok(left_out) };
        if !is_erased(sql, past.id)? {
            return Ok(left_out);
        }
        for (table, question) in ROWS {
            let found = sql
                .prepare_cached(question)?
                .query_map([first, last], |row| row.get(0))?
                .collect::<Result<HashSet<i64>, _>>()?;
            if !found.is_empty() {
                left_out.rows.insert((*table).to_owned(), found);
            }
        }
        Ok(left_out)
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn has(&self, table: &str, row: i64) -> bool {
        self.rows.get(table).is_some_and(|rows| rows.contains(&row))
    }

    /// How many leads are left out.
    pub fn leads(&self) -> usize {
        self.rows.get("leads").map_or(0, HashSet::len)
    }
}

/// Whether nothing of an operation is left that could be taken back: it is about a lead that was erased, or did nothing
/// beside what it did to such leads.
pub(in crate::activity) fn is_all_erased(sql: &Connection, past: &Past) -> Result<bool> {
    if !is_erased(sql, past.id)? {
        return Ok(false);
    }
    if let Some(lead) = past.lead {
        return is_erased_lead(sql, lead);
    }
    let Some((first, last)) = past.changes else { return Ok(false) };
    let more: bool = sql
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM changes WHERE id BETWEEN ?1 AND ?2 AND NOT CASE tbl \
             WHEN 'leads' THEN EXISTS (SELECT 1 FROM leads WHERE leads.id = changes.row AND erased_at IS NOT NULL) \
             WHEN 'lead_shares' THEN EXISTS (SELECT 1 FROM lead_shares JOIN leads ON leads.id = lead_id \
             WHERE lead_shares.id = changes.row AND erased_at IS NOT NULL) ELSE 0 END)",
        )?
        .query_row([first, last], |row| row.get(0))?;
    Ok(!more)
}

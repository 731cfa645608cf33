//! The leads in the trash, by position: all of them straight from their index, or those in somebody's reach as a list
//! that is found once.

use std::sync::Arc;

use serde_json::json;

use super::store;
use crate::access::{Permission, Reach};
use crate::error::Result;
use crate::leads;
use crate::office::Reading;

/// The deleted leads that who asks sees, the latest deleted first.
pub(super) enum GoneLeads {
    /// Every one there is.
    All,
    /// Those in reach; of a role that restores no leads those alone that who asks deleted last themselves; and of a
    /// search, those found.
    These(Arc<Vec<i64>>),
}

impl GoneLeads {
    /// What who asks sees in the trash, under the words that were typed.
    pub fn seen(reading: &Reading<'_>, text: Option<&str>) -> Result<GoneLeads> {
        let own = !reading.grant.may(Permission::LeadsRestore);
        if !own && text.is_none() && reading.grant.reach == Reach::Everyone {
            return Ok(GoneLeads::All);
        }
        let reached = leads::kept_ids(reading, &json!("trash"), || {
            store::reached_gone(reading.sql, reading.grant, own)
        })?;
        let Some(text) = text else { return Ok(GoneLeads::These(reached)) };
        let found = leads::found_in_trash(reading, text)?;
        let is_found = |id: &i64| u64::try_from(*id).is_ok_and(|id| found.contains(id));
        Ok(GoneLeads::These(Arc::new(reached.iter().copied().filter(is_found).collect())))
    }

    pub fn count(&self, reading: &Reading<'_>) -> Result<usize> {
        match self {
            GoneLeads::All => store::count_gone(reading.sql),
            GoneLeads::These(leads) => Ok(leads.len()),
        }
    }

    /// When they were deleted, and which they are.
    pub fn piece(&self, reading: &Reading<'_>, from: usize, count: usize) -> Result<Vec<(String, i64)>> {
        match self {
            GoneLeads::All => store::piece_gone(reading.sql, from, count),
            GoneLeads::These(leads) => {
                let piece = leads.iter().skip(from).take(count);
                piece.map(|id| Ok((store::deleted_at(reading.sql, *id)?, *id))).collect()
            }
        }
    }
}

//! Having things back from the trash: all that was chosen in one step, or nothing.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::kinds::{self, KINDS, Kind, Rows};
use super::store::{self, Things};
use super::{TrashItem, TrashRestore};
use crate::access::Permission;
use crate::activity::Done;
use crate::error::{Code, Error, Result};
use crate::leads;
use crate::office::Operation;
use crate::values::fold;

/// The most things that one step restores.
const MOST: usize = 500;

/// Something that was restored.
struct Restored {
    kind: &'static Kind,
    row: i64,
    name: String,
}

/// Brings things back from the trash in one step.
///
/// # Errors
/// Missing for what is not there or out of reach, refused where the role does not allow it, and where its name was
/// taken since or somebody restored it meanwhile; then nothing is restored.
pub fn restore(operation: &mut Operation<'_>, what: TrashRestore) -> Result<Done> {
    let items = chosen(what.items)?;
    let mut restored = Vec::with_capacity(items.len());
    for item in items {
        let kind = kinds::named(&item.kind)?;
        let name = match &kind.rows {
            Rows::Leads => restore_lead(operation, item.row)?,
            Rows::Things(things) => restore_thing(operation, kind, things, item.row)?,
        };
        restored.push(Restored { kind, row: item.row, name });
    }
    let sentence = sentence(&restored);
    match restored.as_slice() {
        [one] if matches!(one.kind.rows, Rows::Leads) => {
            operation.says_of_lead(one.row, "trash.restore", &sentence);
        }
        _ => operation.says("trash.restore", &sentence),
    }
    Ok(Done { operation: operation.id, sentence })
}

/// What was chosen, each thing once.
fn chosen(items: Vec<TrashItem>) -> Result<Vec<TrashItem>> {
    let mut chosen: Vec<TrashItem> = Vec::with_capacity(items.len().min(MOST));
    for item in items {
        if !chosen.contains(&item) {
            chosen.push(item);
        }
        if chosen.len() > MOST {
            return Err(Error::invalid(
                "items",
                format!(
                    "At most {MOST} can be restored at once. To have a whole import back, undo its undo in the activity log."
                ),
            ));
        }
    }
    if chosen.is_empty() {
        return Err(Error::invalid("items", "Nothing was chosen. Choose what to restore."));
    }
    Ok(chosen)
}

fn restore_lead(operation: &Operation<'_>, row: i64) -> Result<String> {
    let (sql, grant) = (operation.sql, operation.grant);
    leads::in_reach(sql, grant, row)?;
    let lead = store::lead(sql, row)?;
    if lead.erased_at.is_some() {
        return Err(Error::new(
            Code::Missing,
            "What this lead held was erased for good, so it cannot come back.",
        ));
    }
    if lead.deleted_at.is_none() {
        return Err(gone_from_trash(&lead.name));
    }
    let own = store::deletion(sql, "leads", row)?.is_some_and(|last| last.account == Some(grant.account));
    if !own {
        grant.require(Permission::LeadsRestore)?;
    }
    store::bring_lead_back(operation, row)?;
    Ok(lead.name)
}

fn restore_thing(operation: &Operation<'_>, kind: &Kind, things: &Things, row: i64) -> Result<String> {
    operation.grant.require(kind.needs)?;
    let thing = things.one(operation.sql, row)?.ok_or_else(|| {
        Error::new(
            Code::Missing,
            format!("There is no such {} in the trash. Look at the list again.", kind.one),
        )
    })?;
    if thing.deleted_at.is_none() {
        return Err(gone_from_trash(&kind.called(&thing.name)));
    }
    // Read anew for each: of two namesakes chosen together, the first is there when the second is asked about.
    let mut taken = TakenNames::default();
    if let Some(reason) = taken.in_the_way(operation.sql, kind, things, &thing.name, &thing.detail)? {
        return Err(Error::new(Code::MovedOn, reason));
    }
    things.bring_back(operation, row)?;
    Ok(thing.name)
}

fn gone_from_trash(name: &str) -> Error {
    Error::new(Code::MovedOn, format!("{name} is not in the trash any more. Look at the list again."))
}

/// The names that things which are not in the trash have by now, read once for each kind.
#[derive(Default)]
pub(super) struct TakenNames {
    of_tables: HashMap<&'static str, HashSet<(String, String)>>,
}

impl TakenNames {
    /// Why a thing cannot come back: another one has its name by now.
    pub fn in_the_way(
        &mut self,
        sql: &Connection,
        kind: &Kind,
        things: &Things,
        name: &str,
        detail: &str,
    ) -> Result<Option<String>> {
        if !self.of_tables.contains_key(things.table) {
            let names = things.live(sql)?.into_iter().map(|(name, detail)| (fold(&name), detail));
            self.of_tables.insert(things.table, names.collect());
        }
        let taken = self
            .of_tables
            .get(things.table)
            .is_some_and(|names| names.contains(&(fold(name), detail.to_owned())));
        Ok(taken
            .then(|| format!("There is another {} called {name} by now. Rename that one first.", kind.one)))
    }
}

/// 'Ruth Abel restored', 'Partner Oak Clinic restored', '2 leads and 1 partner restored'.
fn sentence(restored: &[Restored]) -> String {
    if let [one] = restored {
        return format!("{} restored", one.kind.called(&one.name));
    }
    let counted: Vec<String> = KINDS
        .iter()
        .map(|kind| (kind, restored.iter().filter(|one| one.kind.kind == kind.kind).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| kind.counted(count))
        .collect();
    match counted.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last} restored", before.join(", ")),
        _ => format!("{} restored", counted.concat()),
    }
}

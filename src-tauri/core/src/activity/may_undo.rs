//! Who may take what back: what is final, what each action needs, and the same rights for each column of a lead that
//! changing it needs.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::undo::{Past, is_all_erased, is_undone, past};
use crate::access::{Grant, Permission};
use crate::error::Result;
use crate::leads;
use crate::trash;

/// What cannot be taken back, by the beginning of its action, and why.
const FINAL: &[(&str, &str)] = &[
    ("office.", "Making the office cannot be undone."),
    ("account.approve", "Approving an account cannot be undone. Disable the account instead."),
    ("account.decline", "A declined request cannot be brought back. Let them ask again."),
    (
        "account.disable",
        "Disabling an account changed the office’s key, which cannot be undone. Enable the account instead.",
    ),
    ("account.enable", "Enabling an account cannot be undone. Disable the account instead."),
    ("account.password", "A changed password cannot be brought back. Change it again instead."),
    ("account.profile", "A changed profile cannot be undone here. Change it back instead."),
    ("account.reset", "A reset password cannot be brought back. Ask for another reset instead."),
    ("account.recover", "A used recovery code cannot be brought back. The new one is the one that counts."),
    ("account.sign_in", "Signing in cannot be undone."),
    ("account.sign_out", "Signing out cannot be undone. Sign in again instead."),
    ("account.lock", "Locking cannot be undone. Sign in again instead."),
    ("account.session_end", "An ended session cannot be brought back. Sign in again instead."),
    ("account.failed", "A failed sign-in cannot be undone."),
    ("account.new_key", "A new key of the office cannot be undone."),
    ("account.unlock", "Forgotten tries cannot be brought back."),
    ("account.refused", "A refusal changed nothing, so there is nothing to undo."),
    ("lead.erase", "Erasing for good cannot be undone."),
    ("leads.export", "What was written into a file cannot be taken back."),
    ("activity.export", "What was written into a file cannot be taken back."),
    ("activity.print", "What was printed cannot be taken back."),
    ("log.", "A check of the log stays. Check it again instead."),
    ("review.", "A review that was signed off stays. Sign it off again with a note."),
    ("invitation.", "An invitation cannot be brought back. Make another one instead."),
];

/// What taking an action back needs beyond being its own, or an administrator's.
enum Need {
    /// The role allows this.
    May(Permission),
    /// Nobody but who did it.
    Own,
    /// The role allows this, it is not one's own account that changes, and what others did is an owner's to undo: else
    /// an undo would give what its person may not give.
    MayForOthers(Permission),
    /// The role allows it for every kind of thing that was restored.
    MayForKinds,
}

/// What the actions need, by their beginnings. What they did to leads is asked column by column besides.
const NEEDS: &[(&str, Need)] = &[
    ("lead.share", Need::May(Permission::LeadsShare)),
    ("lead.unshare", Need::May(Permission::LeadsShare)),
    ("leads.import", Need::May(Permission::LeadsImport)),
    ("leads.demo", Need::May(Permission::LeadsImport)),
    ("account.theme", Need::Own),
    ("account.role", Need::MayForOthers(Permission::AccountsEdit)),
    ("account.place", Need::MayForOthers(Permission::AccountsEdit)),
    ("role.", Need::MayForOthers(Permission::RolesEdit)),
    ("team.", Need::May(Permission::AccountsEdit)),
    ("setting.", Need::May(Permission::SettingsEdit)),
    ("partner.", Need::May(Permission::PartnersEdit)),
    ("trash.restore", Need::MayForKinds),
];

/// Actions on many leads at once: their permission stands for all of them.
const BATCHES: &[&str] = &["leads.import", "leads.demo"];

const NOT_ALLOWED: &str = "Your role does not allow it any more. Ask an administrator.";

/// Whether nothing takes back an action of this name.
pub(super) fn is_final(action: &str) -> bool {
    why_final(action).is_some()
}

fn why_final(action: &str) -> Option<&'static str> {
    FINAL.iter().find(|(begins, _)| action.starts_with(begins)).map(|(_, reason)| *reason)
}

/// Why this person cannot take the operation back, or none; what stands in the way is not asked here.
pub(super) fn why_not(sql: &Connection, grant: &Grant, past: &Past) -> Result<Option<String>> {
    let original = original(sql, past)?;
    let reason = if let Some(reason) = why_final(&original.action) {
        Some(reason)
    } else if past.changes.is_none() {
        Some("Nothing was changed by it, so there is nothing to undo.")
    } else if is_undone(sql, past.id)? {
        Some("It is undone already.")
    } else if is_all_erased(sql, past)? {
        Some("It concerns a lead that was erased for good.")
    } else if original.account != Some(grant.account) && !grant.may(Permission::ActivityUndoAny) {
        Some("Only who did it, or an administrator, can undo it.")
    } else {
        not_allowed(sql, grant, past, &original)?
    };
    Ok(reason.map(str::to_owned))
}

/// What an undo of an undo of ... was about in the first place: its rights are the ones that count.
fn original(sql: &Connection, past: &Past) -> Result<Past> {
    let mut found = self::past(sql, past.id)?;
    while let Some(undone) = found.undoes {
        found = self::past(sql, undone)?;
    }
    Ok(found)
}

fn not_allowed(
    sql: &Connection,
    grant: &Grant,
    past: &Past,
    original: &Past,
) -> Result<Option<&'static str>> {
    let is_own = original.account == Some(grant.account);
    let needed = NEEDS.iter().find(|(begins, _)| original.action.starts_with(begins));
    let missing = match needed.map(|(_, need)| need) {
        Some(Need::May(permission)) if !grant.may(*permission) => Some(NOT_ALLOWED),
        Some(Need::MayForOthers(permission)) if !grant.may(*permission) => Some(NOT_ALLOWED),
        Some(Need::MayForOthers(_)) if !is_own && !grant.is_owner() => {
            Some("Only who did it, or an owner, can undo it.")
        }
        Some(Need::MayForOthers(_)) if touches(sql, past, "accounts", grant.account)? => {
            Some("It changes your own account. Ask another administrator.")
        }
        Some(Need::MayForKinds) if !may_for_kinds(sql, grant, past)? => Some(NOT_ALLOWED),
        Some(Need::Own) if !is_own => Some("Only who did it can undo it."),
        _ => None,
    };
    if missing.is_some() || BATCHES.iter().any(|begins| original.action.starts_with(begins)) {
        return Ok(missing);
    }
    if let Some(lead) = past.lead
        && !leads::is_in_reach(sql, grant, lead)?
    {
        return Ok(Some(OUT_OF_REACH));
    }
    leads_not_allowed(sql, grant, past, original)
}

const OUT_OF_REACH: &str = "It concerns a lead that you do not see any more. Ask an administrator.";

/// Whether the role allows putting every kind of thing that an operation restored back into the trash; leads are asked
/// column by column.
fn may_for_kinds(sql: &Connection, grant: &Grant, past: &Past) -> Result<bool> {
    let Some((first, last)) = past.changes else { return Ok(true) };
    let mut statement = sql.prepare_cached("SELECT DISTINCT tbl FROM changes WHERE id BETWEEN ?1 AND ?2")?;
    let mut tables = statement.query([first, last])?;
    while let Some(row) = tables.next()? {
        let table = row.get_ref(0)?.as_str()?;
        if trash::needed_for(table).is_some_and(|permission| !grant.may(permission)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether an operation changed this row.
fn touches(sql: &Connection, past: &Past, table: &str, row: i64) -> Result<bool> {
    let Some((first, last)) = past.changes else { return Ok(false) };
    Ok(sql
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM changes WHERE tbl = ?1 AND row = ?2 AND id BETWEEN ?3 AND ?4)",
        )?
        .query_row(rusqlite::params![table, row, first, last], |row| row.get(0))?)
}

/// Whether a column of a lead goes back that this role may not put there, or a lead that it does not see.
fn leads_not_allowed(
    sql: &Connection,
    grant: &Grant,
    past: &Past,
    original: &Past,
) -> Result<Option<&'static str>> {
    let Some((first, last)) = past.changes else { return Ok(None) };
    let mut statement = sql.prepare_cached(
        // The plus keeps SQLite from going through every change of every lead.
        "SELECT row, what FROM changes WHERE id BETWEEN ?1 AND ?2 AND +tbl = 'leads' ORDER BY id DESC",
    )?;
    let mut rows = statement.query([first, last])?;
    while let Some(row) = rows.next()? {
        if !leads::is_in_reach(sql, grant, row.get(0)?)? {
            return Ok(Some(OUT_OF_REACH));
        }
        let may = match row.get_ref(1)?.as_str_or_null()? {
            None => may_delete(grant, original),
            Some(what) => {
                let columns: Map<String, Value> = serde_json::from_str(what).unwrap_or_default();
                columns.iter().all(|(column, pair)| may_put_back(grant, original, column, &pair[0]))
            }
        };
        if !may {
            return Ok(Some(NOT_ALLOWED));
        }
    }
    Ok(None)
}

fn may_put_back(grant: &Grant, original: &Past, column: &str, back: &Value) -> bool {
    match column {
        "deleted_at" if back.is_null() => may_restore(grant, original),
        "deleted_at" => may_delete(grant, original),
        column => leads::may_set(grant, column, back.as_i64()),
    }
}

/// A lead that one added oneself is taken back by who may add leads; one that one restored oneself goes back.
fn may_delete(grant: &Grant, original: &Past) -> bool {
    let is_own = original.account == Some(grant.account);
    let own_adding = original.action == "lead.add" && is_own;
    let own_restoring = original.action == "trash.restore" && is_own;
    grant.may(Permission::LeadsDelete) || (own_adding && grant.may(Permission::LeadsCreate)) || own_restoring
}

/// What one deleted oneself one may have back.
fn may_restore(grant: &Grant, original: &Past) -> bool {
    grant.may(Permission::LeadsRestore) || original.account == Some(grant.account)
}

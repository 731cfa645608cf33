//! The SQL of drafts; every statement is about the drafts of one account.

use rusqlite::{Connection, params};

use super::{Draft, DraftSave};
use crate::activity::written;
use crate::error::Result;
use crate::office::Operation;

/// The drafts of an account, the latest first.
pub(super) fn of_account(sql: &Connection, account: i64) -> Result<Vec<Draft>> {
    let drafts = sql
        .prepare_cached(
            "SELECT form, subject, content, saved_at FROM drafts WHERE account_id = ?1 ORDER BY saved_at DESC, id DESC",
        )?
        .query_map([account], |row| {
            let subject: i64 = row.get(1)?;
            let of = (subject != 0).then_some(subject);
            Ok(Draft { form: row.get(0)?, of, content: row.get(2)?, saved_at: row.get(3)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(drafts)
}

/// How many drafts who asks has.
pub(super) fn count(operation: &Operation<'_>) -> Result<i64> {
    Ok(operation
        .sql
        .prepare_cached("SELECT count(*) FROM drafts WHERE account_id = ?1")?
        .query_row([operation.grant.account], |row| row.get(0))?)
}

/// Whether there is a draft of this form already.
pub(super) fn is_kept(operation: &Operation<'_>, draft: &DraftSave) -> Result<bool> {
    Ok(operation
        .sql
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM drafts WHERE account_id = ?1 AND form = ?2 AND subject = ?3)",
        )?
        .query_row(params![operation.grant.account, draft.form, draft.of.unwrap_or(0)], |row| row.get(0))?)
}

/// Keeps a draft in place of the one before it.
pub(super) fn keep(operation: &Operation<'_>, draft: &DraftSave) -> Result<()> {
    let id = operation.next_id("drafts")?;
    operation
        .sql
        .prepare_cached(
            "INSERT INTO drafts (id, account_id, form, subject, content, saved_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (account_id, form, subject) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at",
        )?
        .execute(params![
            id,
            operation.grant.account,
            draft.form,
            draft.of.unwrap_or(0),
            draft.content,
            written(operation.now)
        ])?;
    Ok(())
}

/// Removes a draft; what is typed and thrown away is no record.
pub(super) fn remove(operation: &Operation<'_>, draft: &DraftSave) -> Result<()> {
    operation
        .sql
        .prepare_cached("DELETE FROM drafts WHERE account_id = ?1 AND form = ?2 AND subject = ?3")?
        .execute(params![operation.grant.account, draft.form, draft.of.unwrap_or(0)])?;
    Ok(())
}

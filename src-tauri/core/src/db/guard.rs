//! What no statement may do, on any connection that the program opens: change the log, take away what protects it.

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;

use crate::error::Result;

/// The log's own tables.
const LOG: &[&str] = &["operations", "changes"];

/// The columns of the log that an erasure empties. The triggers allow nothing else to be written there.
const ERASABLE: &[(&str, &str)] = &[("operations", "sentence"), ("operations", "salt"), ("changes", "what")];

/// What maintenance may set: it writes the log back, checks, and gives the file another key.
const MAINTAINING: &[&str] =
    &["wal_checkpoint", "integrity_check", "quick_check", "foreign_key_check", "rekey"];

/// The PRAGMAs that say how the tables are made; their value is the table or the index.
const READS_SCHEMA: &[&str] = &["table_info", "foreign_key_list", "index_list", "index_xinfo"];

/// Refuses what the office's work never does, whatever statement asks for it.
pub(super) fn guard(connection: &mut Connection) -> Result<()> {
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.authorizer(Some(|context: AuthContext<'_>| at_work(&context)))?;
    Ok(())
}

/// Keeps the log from maintenance, which may otherwise do what it must.
pub(super) fn guard_the_log(connection: &mut Connection) -> Result<()> {
    connection.authorizer(Some(|context: AuthContext<'_>| maintained(&context)))?;
    Ok(())
}

/// What a statement of the office's work may do.
fn at_work(context: &AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Update { table_name, column_name }
            if LOG.contains(&table_name) && !ERASABLE.contains(&(table_name, column_name)) =>
        {
            Authorization::Deny
        }
        AuthAction::Delete { table_name } if LOG.contains(&table_name) => Authorization::Deny,
        AuthAction::Pragma { pragma_name: "wal_checkpoint", .. } => Authorization::Allow,
        AuthAction::Attach { .. } | AuthAction::Detach { .. } | AuthAction::CreateTable { .. } => {
            Authorization::Deny
        }
        AuthAction::Pragma { pragma_name, .. } if READS_SCHEMA.contains(&pragma_name) => Authorization::Allow,
        AuthAction::Pragma { pragma_value: Some(_), .. } => Authorization::Deny,
        ref action if changes_the_schema(action) => Authorization::Deny,
        _ => Authorization::Allow,
    }
}

/// What a statement of maintenance may do. `VACUUM INTO` attaches the copy and makes its tables.
fn maintained(context: &AuthContext<'_>) -> Authorization {
    let own = context.database_name.is_none_or(|name| name == "main" || name == "temp");
    match context.action {
        AuthAction::Update { table_name, .. }
        | AuthAction::Delete { table_name }
        | AuthAction::Insert { table_name }
            if own && LOG.contains(&table_name) =>
        {
            Authorization::Deny
        }
        AuthAction::Pragma { pragma_name, pragma_value: Some(_) }
            if !MAINTAINING.contains(&pragma_name) && !READS_SCHEMA.contains(&pragma_name) =>
        {
            Authorization::Deny
        }
        ref action if own && changes_the_schema(action) => Authorization::Deny,
        _ => Authorization::Allow,
    }
}

/// Whether something takes a table, a trigger or an index away, changes one, or adds what would run with every write.
fn changes_the_schema(action: &AuthAction<'_>) -> bool {
    matches!(
        action,
        AuthAction::DropTable { .. }
            | AuthAction::DropTrigger { .. }
            | AuthAction::DropIndex { .. }
            | AuthAction::DropView { .. }
            | AuthAction::DropVtable { .. }
            | AuthAction::AlterTable { .. }
            | AuthAction::CreateTrigger { .. }
            | AuthAction::CreateTempTrigger { .. }
            | AuthAction::CreateView { .. }
            | AuthAction::CreateTempView { .. }
    )
}

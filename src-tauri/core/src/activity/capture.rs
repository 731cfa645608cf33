//! Notes every change of every logged table by triggers that are generated from the schema, so that no write
//! can forget the log.

use rusqlite::Connection;

use crate::error::Result;

/// The tables whose changes are not noted, each with the reason.
pub const UNLOGGED: &[(&str, &str)] = &[
    ("operations", "it is the log"),
    ("changes", "it is the log"),
    ("sessions", "signing in and out are operations of their own"),
    ("open_operation", "says which operation is being noted"),
    ("table_versions", "derived from the log"),
    ("drafts", "what is being typed is no act yet"),
    ("key_ring_seen", "mirrors the key ring file"),
    ("refinery_schema_history", "kept by the migrations"),
];

/// Columns that say who touched a row last: the log itself says it better.
pub const BOOKKEEPING: &[&str] = &["updated_at", "updated_by"];

/// When a row was deleted; every logged table has it.
const DELETED: &str = "deleted_at";

/// Makes the triggers of every logged table equal to what the schema asks for; writes only if they differ.
pub fn install(connection: &Connection) -> Result<()> {
    let wanted = wanted(connection)?;
    if wanted == present(connection)? {
        return Ok(());
    }
    remove(connection)?;
    for (_, sql) in &wanted {
        connection.execute_batch(sql)?;
    }
    Ok(())
}

/// Takes the triggers away, so that a migration may rewrite rows without being noted.
pub fn remove(connection: &Connection) -> Result<()> {
    for (name, _) in present(connection)? {
        connection.execute_batch(&format!("DROP TRIGGER \"{name}\""))?;
    }
    Ok(())
}

/// Says which operation the triggers note for, from here to `close` or a rollback. Without one every write to a logged
/// table fails.
pub fn open(sql: &Connection, operation: i64) -> Result<()> {
    sql.prepare_cached("UPDATE open_operation SET operation = ?1")?.execute([operation])?;
    Ok(())
}

/// Ends what `open` began; before the commit.
pub fn close(sql: &Connection) -> Result<()> {
    sql.prepare_cached("UPDATE open_operation SET operation = NULL")?.execute([])?;
    Ok(())
}

/// The names of all tables whose changes are noted.
pub fn logged_tables(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(names.into_iter().filter(|name| !UNLOGGED.iter().any(|(unlogged, _)| unlogged == name)).collect())
}

fn present(connection: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = connection
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'capture\\_%' ESCAPE '\\' ORDER BY name")?;
    let triggers =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    Ok(triggers)
}

fn wanted(connection: &Connection) -> Result<Vec<(String, String)>> {
    let mut triggers = Vec::new();
    for table in logged_tables(connection)? {
        let columns = noted_columns(connection, &table)?;
        triggers.push((format!("capture_{table}_d"), refuse_delete(&table)));
        triggers.push((format!("capture_{table}_i"), note_insert(&table)));
        triggers.push((format!("capture_{table}_u"), note_update(&table, &columns)));
        triggers.push((format!("capture_{table}_x"), note_deletion(&table)));
    }
    triggers.sort();
    Ok(triggers)
}

fn noted_columns(connection: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    let names =
        statement.query_map([table], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(names.into_iter().filter(|name| name != "id" && !BOOKKEEPING.contains(&name.as_str())).collect())
}

fn refuse_delete(table: &str) -> String {
    format!(
        "CREATE TRIGGER capture_{table}_d BEFORE DELETE ON {table} BEGIN SELECT raise(ABORT, 'rows are kept: set deleted_at'); END"
    )
}

/// No function is called here: for a statement that calls one, SQLite keeps a copy of every page it touches, and an
/// import would take fifteen times as long.
fn note_insert(table: &str) -> String {
    format!(
        "CREATE TRIGGER capture_{table}_i AFTER INSERT ON {table} BEGIN \
         INSERT INTO changes (operation, tbl, row) VALUES ((SELECT operation FROM open_operation), '{table}', NEW.id); END"
    )
}

fn note_update(table: &str, columns: &[String]) -> String {
    let watched: Vec<&str> = columns.iter().map(String::as_str).filter(|column| *column != DELETED).collect();
    let differs: Vec<String> = watched.iter().map(|c| format!("OLD.{c} IS NOT NEW.{c}")).collect();
    let pairs: Vec<String> = watched
        .iter()
        .map(|c| format!("SELECT '{c}' AS c, OLD.{c} AS o, NEW.{c} AS n WHERE OLD.{c} IS NOT NEW.{c}"))
        .collect();
    format!(
        "CREATE TRIGGER capture_{table}_u AFTER UPDATE OF id, {} ON {table} WHEN OLD.id IS NOT NEW.id OR {} BEGIN \
         SELECT raise(ROLLBACK, 'an id never changes') WHERE OLD.id IS NOT NEW.id; \
         INSERT INTO changes (operation, tbl, row, what) VALUES ((SELECT operation FROM open_operation), '{table}', NEW.id, \
         (SELECT json_group_object(c, json_array(o, n)) FROM ({}))); END",
        watched.join(", "),
        differs.join(" OR "),
        pairs.join(" UNION ALL ")
    )
}

/// Deleting and having back, apart from the other columns and again without a function: undoing an import does it to
/// every row.
fn note_deletion(table: &str) -> String {
    let json = |side: &str| format!("coalesce('\"' || {side}.{DELETED} || '\"', 'null')");
    format!(
        "CREATE TRIGGER capture_{table}_x AFTER UPDATE OF {DELETED} ON {table} WHEN OLD.{DELETED} IS NOT NEW.{DELETED} BEGIN \
         INSERT INTO changes (operation, tbl, row, what) VALUES ((SELECT operation FROM open_operation), '{table}', NEW.id, \
         '{{\"{DELETED}\":[' || {} || ',' || {} || ']}}'); END",
        json("OLD"),
        json("NEW")
    )
}

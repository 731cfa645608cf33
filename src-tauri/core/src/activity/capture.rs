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
    ("activity_words", "the words of the log, derived from it"),
    ("activity_words_data", "a part of activity_words"),
    ("activity_words_idx", "a part of activity_words"),
    ("activity_words_docsize", "a part of activity_words"),
    ("activity_words_config", "a part of activity_words"),
    ("activity_terms", "shows the words of activity_words"),
    ("activity_words_upto", "up to where the words of the log are there"),
    ("refinery_schema_history", "kept by the migrations"),
];

/// Columns that say who touched a row last: the log itself says it better.
pub const BOOKKEEPING: &[&str] = &["updated_at", "updated_by"];

/// The tables whose rows never change: their values are noted with the row, so that the chain binds them. Each with
/// what one of its rows is called.
pub const NOTED_WHOLE: &[(&str, &str)] = &[
    ("erasures", "an erasure"),
    ("heads_given", "a head that was written outside"),
    ("log_checks", "a check of the log"),
];

/// When a row was deleted; every logged table has it.
const DELETED: &str = "deleted_at";

/// When what a row held was erased for good, in the tables where that can be.
pub const ERASED: &str = "erased_at";

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
        let is_whole = NOTED_WHOLE.iter().any(|(whole, _)| *whole == table);
        triggers.push((format!("capture_{table}_d"), refuse_delete(&table)));
        let insert = if is_whole { note_whole(&table, &columns) } else { note_insert(&table) };
        triggers.push((format!("capture_{table}_i"), insert));
        triggers.push((format!("capture_{table}_u"), note_update(&table, &columns)));
        if columns.iter().any(|column| column == ERASED) {
            triggers.push((format!("capture_{table}_e"), note_erasing(&table)));
            triggers.push((format!("capture_{table}_r"), refuse_erased(&table)));
        }
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

/// Notes the values too. Only for tables that get few rows: here a function is called.
fn note_whole(table: &str, columns: &[String]) -> String {
    let pairs: Vec<String> = columns.iter().map(|c| format!("'{c}', json_array(NULL, NEW.{c})")).collect();
    format!(
        "CREATE TRIGGER capture_{table}_i AFTER INSERT ON {table} BEGIN \
         INSERT INTO changes (operation, tbl, row, what) VALUES ((SELECT operation FROM open_operation), '{table}', NEW.id, \
         json_object({})); END",
        pairs.join(", ")
    )
}

/// Of a row that is being erased only that is noted: its values are what must not stay.
fn note_erasing(table: &str) -> String {
    format!(
        "CREATE TRIGGER capture_{table}_e AFTER UPDATE OF {ERASED} ON {table} WHEN OLD.{ERASED} IS NOT NEW.{ERASED} BEGIN \
         INSERT INTO changes (operation, tbl, row, what) VALUES ((SELECT operation FROM open_operation), '{table}', NEW.id, \
         json_object('{ERASED}', json_array(OLD.{ERASED}, NEW.{ERASED}))); END"
    )
}

/// What was erased stays as it is.
fn refuse_erased(table: &str) -> String {
    format!(
        "CREATE TRIGGER capture_{table}_r BEFORE UPDATE ON {table} WHEN OLD.{ERASED} IS NOT NULL BEGIN \
         SELECT raise(ROLLBACK, 'it was erased for good'); END"
    )
}

fn note_update(table: &str, columns: &[String]) -> String {
    let erasable = columns.iter().any(|column| column == ERASED);
    let watched: Vec<&str> =
        columns.iter().map(String::as_str).filter(|column| *column != DELETED && *column != ERASED).collect();
    let differs: Vec<String> = watched.iter().map(|c| format!("OLD.{c} IS NOT NEW.{c}")).collect();
    let differs = differs.join(" OR ");
    let noted = if erasable { format!("NEW.{ERASED} IS NULL AND ({differs})") } else { differs };
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
        noted,
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

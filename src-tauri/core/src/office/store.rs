//! The SQL of ids and notices: which id comes next, and which tables an operation touched.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;

/// The newest id of this installation's own range, or where the range begins: device << 42 | counter.
pub fn newest_id(sql: &Connection, table: &'static str) -> Result<i64> {
    let device: i64 = sql
        .prepare_cached("SELECT device FROM office")?
        .query_row([], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    let (low, high) = (device << 42, (device + 1) << 42);
    let question = format!("SELECT coalesce(max(id), ?1) FROM \"{table}\" WHERE id > ?1 AND id < ?2");
    Ok(sql.prepare_cached(&question)?.query_row([low, high], |row| row.get(0))?)
}

/// Notes that an operation touched these tables.
pub fn note_tables(sql: &Connection, tables: &[String], operation: i64) -> Result<()> {
    let mut statement = sql.prepare_cached(
        "INSERT INTO table_versions (tbl, operation) VALUES (?1, ?2) \
         ON CONFLICT (tbl) DO UPDATE SET operation = excluded.operation",
    )?;
    for table in tables {
        statement.execute(params![table, operation])?;
    }
    Ok(())
}

/// The newest operation; 0 before the first.
pub fn newest_operation(sql: &Connection) -> Result<i64> {
    Ok(sql.prepare_cached("SELECT coalesce(max(id), 0) FROM operations")?.query_row([], |row| row.get(0))?)
}

/// The tables that operations after `seen` touched.
pub fn tables_since(sql: &Connection, seen: i64) -> Result<Vec<String>> {
    let tables = sql
        .prepare_cached("SELECT tbl FROM table_versions WHERE operation > ?1")?
        .query_map([seen], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(tables)
}

/// The greatest id of a table, whichever installation gave it; 0 for none.
pub fn greatest_id(sql: &Connection, table: &'static str) -> Result<i64> {
    Ok(sql
        .prepare_cached(&format!("SELECT coalesce(max(id), 0) FROM \"{table}\""))?
        .query_row([], |row| row.get(0))?)
}

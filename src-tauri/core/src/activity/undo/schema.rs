//! What the schema says of the logged tables: who refers to whom, and what may be there only once.

use rusqlite::Connection;

use crate::activity::capture::{BOOKKEEPING, logged_tables};
use crate::error::Result;

/// A column that refers to a row of a logged table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub table: String,
    pub column: String,
    pub parent: String,
}

/// Columns of a table whose values no two rows may share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unique {
    pub table: String,
    /// Each with the collation it is compared by.
    pub columns: Vec<(String, String)>,
    /// A deleted row holds its values too.
    pub deleted_too: bool,
}

/// The references between logged tables and what is unique in them.
pub(super) struct Schema {
    pub references: Vec<Reference>,
    pub uniques: Vec<Unique>,
    /// The tables that keep who changed a row last.
    pub kept_by: Vec<String>,
}

impl Schema {
    pub fn read(sql: &Connection) -> Result<Schema> {
        let mut schema = Schema { references: Vec::new(), uniques: Vec::new(), kept_by: Vec::new() };
        let tables = logged_tables(sql)?;
        for table in &tables {
            schema.references.extend(references(sql, table, &tables)?);
            schema.uniques.extend(uniques(sql, table)?);
            if BOOKKEEPING
                .iter()
                .try_fold(true, |all, column| Ok::<_, crate::error::Error>(all && has(sql, table, column)?))?
            {
                schema.kept_by.push(table.clone());
            }
        }
        Ok(schema)
    }

    /// The columns that refer to rows of a table.
    pub fn to<'a>(&'a self, parent: &'a str) -> impl Iterator<Item = &'a Reference> {
        self.references.iter().filter(move |reference| reference.parent == parent)
    }

    /// The columns by which rows of a table refer to others.
    pub fn from<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Reference> {
        self.references.iter().filter(move |reference| reference.table == table)
    }
}

/// Columns that go together: where one stays, so do the others of its row.
const TOGETHER: &[(&str, &[&str])] = &[
    ("leads", &["first_name", "last_name", "name_key"]),
    ("leads", &["phone", "phone_digits"]),
    ("accounts", &["partner_id", "partner_all"]),
];

/// A column, and those that go with it.
pub(super) fn together(table: &str, column: &str) -> Vec<String> {
    let group = TOGETHER.iter().find(|(known, columns)| *known == table && columns.contains(&column));
    match group {
        Some((_, columns)) => columns.iter().map(|column| (*column).to_owned()).collect(),
        None => vec![column.to_owned()],
    }
}

fn references(sql: &Connection, table: &str, tables: &[String]) -> Result<Vec<Reference>> {
    let mut statement =
        sql.prepare_cached("SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?1) ORDER BY id")?;
    let found = statement
        .query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(found
        .into_iter()
        .filter(|(column, parent)| tables.contains(parent) && !BOOKKEEPING.contains(&column.as_str()))
        .map(|(column, parent)| Reference { table: table.to_owned(), column, parent })
        .collect())
}

fn uniques(sql: &Connection, table: &str) -> Result<Vec<Unique>> {
    let indexes = sql
        .prepare_cached("SELECT name, partial FROM pragma_index_list(?1) WHERE \"unique\" = 1")?
        .query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    indexes
        .into_iter()
        .map(|(index, partial)| {
            let columns = sql
                .prepare_cached(
                    "SELECT name, coll FROM pragma_index_xinfo(?1) WHERE key = 1 AND name IS NOT NULL ORDER BY seqno",
                )?
                .query_map([index], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            Ok(Unique { table: table.to_owned(), columns, deleted_too: !partial })
        })
        .collect()
}

fn has(sql: &Connection, table: &str, column: &str) -> Result<bool> {
    Ok(sql
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2)")?
        .query_row([table, column], |row| row.get(0))?)
}

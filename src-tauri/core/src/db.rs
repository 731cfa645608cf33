//! Opens the encrypted database: every setting a connection has, the migrations, and what no statement may do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use guard::{guard, guard_the_log};

use crate::error::{Code, Error, Result};
use crate::vault::DataKey;

mod guard;

mod embedded {
    refinery::embed_migrations!("../../migrations");
}

/// The file of the office folder that holds the database.
pub const FILE: &str = "office.db";

/// The oldest SQLite we run on: earlier ones can corrupt a database when the write-ahead log is reset
/// (<https://sqlite.org/wal.html>, section 11, "The WAL-reset bug").
pub const OLDEST_SQLITE: i32 = 3_051_003;

/// How long a statement waits for another program's transaction.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long taking back the write-ahead log waits for whoever reads from it; it can be done later too.
const PATIENCE_TO_FOLD: Duration = Duration::from_millis(100);

/// Kilobytes of pages a connection keeps decrypted; the writer more, because an import revisits its indexes.
const WRITER_CACHE_KB: i64 = 64_000;
const READER_CACHE_KB: i64 = 16_000;

/// The settings of every connection and the value each must answer with; asserted by the tests.
pub const SETTINGS: &[(&str, &str)] = &[
    ("cipher_status", "1"),
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("foreign_keys", "1"),
    ("recursive_triggers", "1"),
    ("trusted_schema", "0"),
    ("cell_size_check", "1"),
    ("mmap_size", "0"),
    ("temp_store", "2"),
    ("cipher_memory_security", "1"),
    ("secure_delete", "1"),
];

/// Makes the database of a new office; the file must not exist.
pub fn create(folder: &Path, key: &DataKey) -> Result<Connection> {
    let file = folder.join(FILE);
    if file.exists() {
        return Err(Error::new(
            Code::Disk,
            "There is already an office in this folder. Choose an empty folder.",
        ));
    }
    let mut connection =
        connect(&file, key, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    embedded::migrations::runner().run(&mut connection).map_err(migration_failed)?;
    crate::activity::capture::install(&connection)?;
    encrypted(&file)?;
    finish_writer(connection)
}

/// Opens the only writing connection; an older office is copied and then brought up to date, a newer one
/// refused before anything is written.
pub fn open_writer(folder: &Path, key: &DataKey, now: DateTime<Utc>) -> Result<Connection> {
    let file = folder.join(FILE);
    let found = schema_version(folder, key)?;
    let ours = newest_migration();
    if found > ours {
        return Err(newer());
    }
    let mut connection = connect(&file, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if found < ours {
        copy_before_migration(&connection, folder, found, now)?;
        crate::activity::capture::remove(&connection)?;
        embedded::migrations::runner().run(&mut connection).map_err(migration_failed)?;
    }
    crate::activity::capture::install(&connection)?;
    finish_writer(connection)
}

/// Opens a connection that SQLite itself keeps from writing.
pub fn open_reader(folder: &Path, key: &DataKey) -> Result<Connection> {
    let mut connection = connect(&folder.join(FILE), key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KB)?;
    rusqlite::vtab::array::load_module(&connection)?;
    guard(&mut connection)?;
    Ok(connection)
}

/// Opens a connection for maintenance alone (checks, copies, another key), never for the office's work: its guard keeps
/// the log and the triggers, and allows what maintenance needs.
pub fn open_maintenance(folder: &Path, key: &DataKey) -> Result<Connection> {
    let mut connection = connect(&folder.join(FILE), key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    guard_the_log(&mut connection)?;
    Ok(connection)
}

/// Takes the write-ahead log back into the file and empties it; false where somebody still reads from it.
pub fn fold(connection: &Connection) -> Result<bool> {
    connection.busy_timeout(PATIENCE_TO_FOLD)?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    connection.busy_timeout(PATIENCE)?;
    Ok(!busy?)
}

/// Encrypts the whole file under another key, in one transaction: after a kill it has the one key or the other. The
/// salt stays. What the write-ahead log holds under the former key is brought into the file, where the new key
/// replaces it.
///
/// # Errors
/// `Code::Busy` while another program writes, `Code::Disk`; the file then has its key as before.
pub fn rekey(folder: &Path, former: &DataKey, new: &DataKey) -> Result<()> {
    let connection = open_maintenance(folder, former)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.pragma_update(None, "rekey", new.pragma_key()?.as_str())?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    drop(connection);
    // Opened anew, as everybody after this will.
    open_maintenance(folder, new).map(|_| ())
}

/// A number that changes whenever another connection commits.
pub fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
}

/// The number of the newest migration this program carries.
pub fn newest_migration() -> i64 {
    embedded::migrations::runner().get_migrations().iter().map(|m| i64::from(m.version())).max().unwrap_or(0)
}

/// The number of the newest migration the file has seen; reads without changing a byte of it.
fn schema_version(folder: &Path, key: &DataKey) -> Result<i64> {
    let connection = connect(&folder.join(FILE), key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection
        .query_row("SELECT coalesce(max(version), 0) FROM refinery_schema_history", [], |row| row.get(0))
        .map_err(|_| damaged())
}

fn connect(file: &Path, key: &DataKey, flags: OpenFlags) -> Result<Connection> {
    if !flags.contains(OpenFlags::SQLITE_OPEN_CREATE) {
        match std::fs::metadata(file) {
            Ok(found) if found.is_file() && found.len() > 0 => {}
            // SQLite takes an empty file for a new database, and throws the write-ahead log beside it away.
            Ok(found) if found.is_file() => return Err(damaged()),
            _ => return Err(no_file()),
        }
    }
    let connection = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // SQLCipher would write its own lines to standard error beside the sentence that says the same.
    connection.execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA cipher_memory_security = ON")?;
    connection.pragma_update(None, "key", key.pragma_key()?.as_str())?;
    connection.busy_timeout(PATIENCE)?;
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(())).map_err(|_| damaged())?;
    let status: String = connection.query_row("PRAGMA cipher_status", [], |row| row.get(0))?;
    if status != "1" {
        return Err(Error::new(
            Code::Internal,
            "This build cannot encrypt the office, so it was not opened. Install Porchlight again.",
        ));
    }
    if flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE) {
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0))?;
    }
    for (setting, value) in [
        ("synchronous", "FULL"),
        ("foreign_keys", "ON"),
        ("recursive_triggers", "ON"),
        ("trusted_schema", "OFF"),
        ("cell_size_check", "ON"),
        ("temp_store", "MEMORY"),
        ("secure_delete", "ON"),
    ] {
        connection.pragma_update(None, setting, value)?;
    }
    connection.query_row("PRAGMA mmap_size = 0", [], |_| Ok(())).or_else(no_row_is_fine)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

fn no_row_is_fine(error: rusqlite::Error) -> rusqlite::Result<()> {
    if error == rusqlite::Error::QueryReturnedNoRows { Ok(()) } else { Err(error) }
}

fn finish_writer(mut connection: Connection) -> Result<Connection> {
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KB)?;
    rusqlite::vtab::array::load_module(&connection)?;
    guard(&mut connection)?;
    Ok(connection)
}

/// A copy of the office as it was goes to `backups/` before a migration touches it.
fn copy_before_migration(
    connection: &Connection,
    folder: &Path,
    found: i64,
    now: DateTime<Utc>,
) -> Result<PathBuf> {
    let backups = folder.join("backups");
    std::fs::create_dir_all(&backups)?;
    let copy = backups.join(format!("before-migration-from-{found}-{}.db", now.format("%Y%m%dT%H%M%S%3f")));
    connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    Ok(copy)
}

/// What SQLite and SQLCipher find wrong with the file, as sentences; for a maintenance connection.
pub fn check(connection: &Connection) -> Result<Vec<String>> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let mut wrong = Vec::new();
    for (pragma, what) in [
        ("PRAGMA cipher_integrity_check", "A page of the office file was changed outside Porchlight"),
        ("PRAGMA integrity_check(20)", "The structure of the office file is damaged"),
        ("PRAGMA foreign_key_check", "A row refers to one that is not there, in"),
    ] {
        // A check that cannot be carried out to its end has found something too.
        let found = findings(connection, pragma).unwrap_or_else(|error| vec![error.to_string()]);
        wrong
            .extend(found.iter().map(|found| format!("{what} ({found}). Restore the office from a backup.")));
    }
    Ok(wrong)
}

fn findings(connection: &Connection, pragma: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(pragma)?;
    let found = statement.query_map([], |row| row.get::<_, Option<String>>(0))?;
    let all = found.map(|found| found.map(Option::unwrap_or_default)).collect::<Result<Vec<_>, _>>()?;
    Ok(all.into_iter().filter(|found| found != "ok").collect())
}

/// A forgotten key silently makes a plaintext file, so the header is looked at.
fn encrypted(file: &Path) -> Result<()> {
    use std::io::Read;
    let mut header = [0_u8; 16];
    std::fs::File::open(file)?.read_exact(&mut header)?;
    if &header == b"SQLite format 3\0" {
        return Err(Error::new(
            Code::Internal,
            "The new office would not have been encrypted, so it was not made.",
        ));
    }
    Ok(())
}

/// A key ring without its office.
pub fn no_file() -> Error {
    Error::new(
        Code::Damaged,
        "The office folder has no office.db. Restore the office from a backup, or choose another folder.",
    )
}

fn newer() -> Error {
    Error::new(
        Code::Newer,
        "This office was last opened by a newer Porchlight. Install the newest version on this computer; nothing was changed.",
    )
}

fn damaged() -> Error {
    Error::new(
        Code::Damaged,
        "The office file cannot be read: it is damaged, or it is not a Porchlight office. Nothing was changed; restore it from a backup.",
    )
}

fn migration_failed(error: refinery::Error) -> Error {
    Error::new(
        Code::Damaged,
        format!(
            "The office could not be brought up to date, and stays as it was ({error}). Ask for help before going on."
        ),
    )
}

/// What SQLite says, as a sentence that a person can act on.
impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => disk_full(),
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Error::new(
                Code::Disk,
                "The office folder cannot be written. Check that the disk is there and that you may write to it; the last change was not saved.",
            ),
            Some(ErrorCode::SystemIoFailure) => Error::new(
                Code::Disk,
                "The disk did not answer, and the last change was not saved. Check the disk, then try again.",
            ),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::new(
                Code::Busy,
                "Another window is still writing to the office. Nothing was changed; try again in a moment.",
            ),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => damaged(),
            Some(ErrorCode::OperationInterrupted) => {
                Error::new(Code::Cancelled, "Stopped; nothing was changed.")
            }
            _ => Error::new(
                Code::Internal,
                format!("Something went wrong in the office file, and nothing was changed ({error})."),
            ),
        }
    }
}

/// A column that holds another type than its schema says.
impl From<rusqlite::types::FromSqlError> for Error {
    fn from(_: rusqlite::types::FromSqlError) -> Self {
        damaged()
    }
}

/// What the disk says, as a sentence that a person can act on.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => disk_full(),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Error::new(
                Code::Disk,
                "Porchlight may not write there. Choose another folder, or ask whoever looks after this computer.",
            ),
            ErrorKind::NotFound => Error::new(
                Code::Disk,
                "The file or folder is not there any more. Check the name and the disk.",
            ),
            _ => Error::new(
                Code::Disk,
                format!("The disk did not do what was asked ({error}). Check it and try again."),
            ),
        }
    }
}

fn disk_full() -> Error {
    Error::new(
        Code::Disk,
        "The disk is full, and the last change was not saved. Free some space, then do it again; everything before it is safe.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_of_the_first_schema_is_copied_and_then_migrated() {
        let folder = tempfile::tempdir().unwrap();
        let key = DataKey::random().unwrap();
        let mut old = connect(
            &folder.path().join(FILE),
            &key,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        )
        .unwrap();
        embedded::migrations::runner().set_target(refinery::Target::Version(1)).run(&mut old).unwrap();
        old.execute("INSERT INTO office (id, name, created_at) VALUES (1, 'Old Oak Care', '2020-01-01T00:00:00.000Z')", [])
            .unwrap();
        drop(old);

        let migrated = open_writer(folder.path(), &key, Utc::now()).unwrap();

        let version: i64 = migrated
            .query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))
            .unwrap();
        assert_eq!(version, newest_migration());
        let copies: Vec<_> = std::fs::read_dir(folder.path().join("backups")).unwrap().flatten().collect();
        assert_eq!(copies.len(), 1);
        let copy = connect(&copies[0].path(), &key, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        let (name, version): (String, i64) = copy
            .query_row(
                "SELECT name, (SELECT max(version) FROM refinery_schema_history) FROM office",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        assert_eq!((name.as_str(), version), ("Old Oak Care", 1));
    }
}

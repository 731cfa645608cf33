//! An open office: how it is read, how it is changed, and nothing else that touches its file.

mod job;
mod store;

pub use job::{Job, Progress};

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use parking_lot::{Mutex, RwLock};
use rusqlite::{Connection, TransactionBehavior};
use serde::Serialize;
use ts_rs::TS;

use crate::access::{self, Grant, Permission};
use crate::activity::capture;
use crate::activity::chain::{self, ChainKey};
use crate::activity::{self, Examined, Said, written};
use crate::db;
use crate::error::{Code, Error, Result};
use crate::leads::LeadBook;
use crate::vault::DataKey;

/// A point in time, UTC.
pub type Moment = DateTime<Utc>;

/// How many reading connections are kept open for the next question.
const KEPT_READERS: usize = 3;

/// How long a change of the key waits for whoever uses the file.
const PATIENCE_FOR_KEY: Duration = Duration::from_secs(3);

/// An office file that is open for reading and writing.
pub struct Office {
    folder: PathBuf,
    keys: RwLock<Keys>,
    /// Held by whoever uses the file, and alone by who changes its key.
    using: RwLock<()>,
    /// Looks for other programs' commits: the connection, and the version of the file that it saw last.
    watch: Mutex<Option<(Connection, i64)>>,
    readers: Mutex<Vec<Connection>>,
    /// Below the others, so that it closes last: only a connection that can write and is alone takes the
    /// write-ahead log back into the file.
    writer: Mutex<Connection>,
    /// The write-ahead log holds pages from before an erasure.
    unfolded: AtomicBool,
    pub(crate) book: LeadBook,
}

/// The key of the file, the key of its log that comes from it, and those of the log before, oldest first.
#[derive(Clone)]
struct Keys {
    data: Arc<DataKey>,
    chain: Arc<ChainKey>,
    former: Vec<Arc<ChainKey>>,
}

impl Keys {
    fn of(data: Arc<DataKey>) -> Self {
        let chain = Arc::new(ChainKey::of(&data));
        Self { data, chain, former: Vec::new() }
    }

    fn followed_by(&self, data: Arc<DataKey>) -> Self {
        let former = self.former.iter().chain([&self.chain]).cloned().collect();
        Self { former, ..Self::of(data) }
    }
}

/// What a question may use: a connection that cannot write, and who asks.
pub struct Reading<'a> {
    pub sql: &'a Connection,
    pub grant: &'a Grant,
    pub now: Moment,
    pub book: &'a LeadBook,
    /// The keys of the log, oldest first; the last is the present one.
    pub chains: &'a [Arc<ChainKey>],
    /// The office's folder, for the files beside the database.
    pub folder: &'a Path,
}

/// One undoable act while it happens: the only way to write.
pub struct Operation<'a> {
    pub sql: &'a Connection,
    /// Its number in the log.
    pub id: i64,
    pub now: Moment,
    pub grant: &'a Grant,
    /// The keys of the log, oldest first; the last is the present one.
    pub chains: &'a [Arc<ChainKey>],
    said: Option<Said>,
    next_ids: RefCell<HashMap<&'static str, i64>>,
    counting: RefCell<HashMap<&'static str, bool>>,
    /// Asked between steps of long work; true ends it with nothing changed.
    cancelled: &'a AtomicBool,
}

/// What every window is told after a change was committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Change {
    /// The newest operation the notice covers.
    pub operation: i64,
    pub tables: Vec<String>,
}

impl Operation<'_> {
    pub(crate) fn say(&mut self, said: Said) {
        self.said = Some(said);
    }

    /// The next id of this installation's own range: device << 42 | counter, never used before.
    pub fn next_id(&self, table: &'static str) -> Result<i64> {
        if let Some(next) = self.next_ids.borrow_mut().get_mut(table) {
            *next += 1;
            return Ok(*next);
        }
        let newest = store::newest_id(self.sql, table)?;
        self.next_ids.borrow_mut().insert(table, newest + 1);
        Ok(newest + 1)
    }

    /// Whether the number that SQLite itself would give the table's next row is the next of this installation's range.
    /// A table is numbered either this way or by `next_id` within one operation.
    pub fn counts_on(&self, table: &'static str) -> Result<bool> {
        if let Some(known) = self.counting.borrow().get(table) {
            return Ok(*known);
        }
        let counts_on = store::newest_id(self.sql, table)? == store::greatest_id(self.sql, table)?;
        self.counting.borrow_mut().insert(table, counts_on);
        Ok(counts_on)
    }

    /// Ends long work that the user stopped; everything it wrote is taken back with it.
    pub fn stop_if_cancelled(&self) -> Result<()> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(Error::new(Code::Cancelled, "Stopped. Nothing was changed."));
        }
        Ok(())
    }
}

impl Office {
    /// Opens the office; an older schema is brought up to date, a newer one refused untouched.
    pub fn open(folder: &Path, key: Arc<DataKey>, now: Moment) -> Result<Office> {
        let writer = db::open_writer(folder, &key, now)?;
        Self::around(folder, key, writer)
    }

    /// Makes the file of a new office, still without a row.
    pub fn create(folder: &Path, key: Arc<DataKey>) -> Result<Office> {
        let writer = db::create(folder, &key)?;
        Self::around(folder, key, writer)
    }

    fn around(folder: &Path, key: Arc<DataKey>, writer: Connection) -> Result<Office> {
        Ok(Office {
            folder: folder.to_owned(),
            keys: RwLock::new(Keys::of(key)),
            using: RwLock::new(()),
            watch: Mutex::new(None),
            readers: Mutex::new(Vec::new()),
            writer: Mutex::new(writer),
            unfolded: AtomicBool::new(false),
            book: LeadBook::default(),
        })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Asks a question on a connection that SQLite keeps from writing.
    pub fn ask<T>(
        &self,
        account: i64,
        session: Option<i64>,
        permission: Option<Permission>,
        now: Moment,
        question: impl FnOnce(&Reading<'_>) -> Result<T>,
    ) -> Result<T> {
        let _using = self.using.read();
        let reader = match self.readers.lock().pop() {
            Some(reader) => reader,
            None => self.reader()?,
        };
        // One transaction, so that a total and its rows speak of the same moment.
        let transaction = reader.unchecked_transaction()?;
        let grant = access::grant(&transaction, account, session)?;
        if let Some(permission) = permission {
            grant.require(permission)?;
        }
        let chains = self.chains();
        let answer = question(&Reading {
            sql: &transaction,
            grant: &grant,
            now,
            book: &self.book,
            chains: &chains,
            folder: &self.folder,
        });
        drop(transaction);
        let mut readers = self.readers.lock();
        if readers.len() < KEPT_READERS {
            readers.push(reader);
        }
        answer
    }

    /// Changes the office: permission, one transaction, one entry in the log; on any error nothing has happened.
    ///
    /// Answers with the change to tell the windows of, or none where nothing was changed or said.
    pub fn operate<T>(
        &self,
        account: i64,
        session: Option<i64>,
        permission: Option<Permission>,
        now: Moment,
        cancelled: &AtomicBool,
        work: impl FnOnce(&mut Operation<'_>) -> Result<T>,
    ) -> Result<(T, Option<Change>)> {
        self.write(now, cancelled, |sql| access::grant(sql, account, session), permission, work)
    }

    /// The same before anybody has an account: only while an office is made.
    pub(crate) fn found<T>(
        &self,
        founder: Grant,
        now: Moment,
        work: impl FnOnce(&mut Operation<'_>) -> Result<T>,
    ) -> Result<T> {
        self.write(now, &AtomicBool::new(false), |_| Ok(founder), None, work).map(|(value, _)| value)
    }

    fn write<T>(
        &self,
        now: Moment,
        cancelled: &AtomicBool,
        who: impl FnOnce(&Connection) -> Result<Grant>,
        permission: Option<Permission>,
        work: impl FnOnce(&mut Operation<'_>) -> Result<T>,
    ) -> Result<(T, Option<Change>)> {
        let _using = self.using.read();
        let mut writer = self.writer.lock();
        let outcome = self.write_on(&mut writer, now, cancelled, who, permission, work);
        if matches!(&outcome, Err(error) if error.code == Code::Disk) {
            // After a failed sync the state of the file is unknown to this connection: begin with a fresh one.
            if let Ok(fresh) = db::open_writer(&self.folder, &self.key(), now) {
                *writer = fresh;
            }
        }
        outcome
    }

    fn write_on<T>(
        &self,
        writer: &mut Connection,
        now: Moment,
        cancelled: &AtomicBool,
        who: impl FnOnce(&Connection) -> Result<Grant>,
        permission: Option<Permission>,
        work: impl FnOnce(&mut Operation<'_>) -> Result<T>,
    ) -> Result<(T, Option<Change>)> {
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let grant = who(&transaction)?;
        if let Some(permission) = permission {
            grant.require(permission)?;
        }
        let head = chain::head(&transaction)?;
        let id = head.sequence + 1;
        capture::open(&transaction, id)?;
        let chains = self.chains();
        let mut operation = Operation {
            sql: &transaction,
            id,
            now,
            grant: &grant,
            chains: &chains,
            said: None,
            next_ids: RefCell::new(HashMap::new()),
            counting: RefCell::new(HashMap::new()),
            cancelled,
        };
        let value = work(&mut operation)?;
        capture::close(&transaction)?;
        let Some(said) = operation.said.take() else {
            if chain::anything_noted(&transaction, &head)? {
                return Err(Error::new(
                    Code::Internal,
                    "A change without a sentence for the log was refused.",
                ));
            }
            transaction.commit()?;
            return Ok((value, None));
        };
        let at = written(now);
        // A founder signs as nobody's account until its own row is there, which is within this operation.
        let header =
            chain::Header { id, at: &at, account: Some(grant.account), session: grant.session, said: &said };
        let chain = Arc::clone(&self.keys.read().chain);
        let mut tables = chain::seal(&transaction, &chain, &head, &header)?;
        if tables.iter().any(|table| access::OWNED_BY.contains(&table.as_str())) {
            access::still_owned(&transaction)?;
        }
        store::note_tables(&transaction, &tables, id)?;
        operation_can_end(cancelled)?;
        transaction.commit()?;
        if tables.iter().any(|table| table == "erasures") {
            self.unfolded.store(true, Ordering::Relaxed);
        }
        self.fold(writer);
        tables.push("operations".to_owned());
        Ok((value, Some(Change { operation: id, tables })))
    }

    /// Takes the write-ahead log back into the file after an erasure, so that it does not keep what was erased. Where
    /// somebody is still reading from it, the next act tries again, and whoever closes the office last does it anyway.
    fn fold(&self, writer: &Connection) {
        if self.unfolded.load(Ordering::Relaxed) && db::fold(writer).unwrap_or(false) {
            self.unfolded.store(false, Ordering::Relaxed);
        }
    }

    /// What happened after operation `seen`, if any connection committed since this was asked last. SQLite counts
    /// commits in `data_version`, which costs one look at shared memory; the log then says what they touched.
    pub fn news(&self, seen: i64) -> Result<Option<Change>> {
        let _using = self.using.read();
        let mut watch = self.watch.lock();
        let (connection, version) = match watch.take() {
            Some(watching) => watching,
            None => (self.reader()?, -1),
        };
        let now = db::version(&connection)?;
        let change = if now == version { None } else { changed_since(&connection, seen)? };
        *watch = Some((connection, now));
        Ok(change)
    }

    /// What happened in the office after operation `seen`, or none.
    pub fn changed_since(&self, seen: i64) -> Result<Option<Change>> {
        let _using = self.using.read();
        changed_since(&self.reader()?, seen)
    }

    /// A connection of one's own that cannot write.
    pub fn reader(&self) -> Result<Connection> {
        db::open_reader(&self.folder, &self.key())
    }

    /// A connection without the guard, for checks and copies alone.
    pub(crate) fn maintenance(&self) -> Result<Connection> {
        db::open_maintenance(&self.folder, &self.key())
    }

    /// The key that opens the file.
    pub(crate) fn key(&self) -> Arc<DataKey> {
        Arc::clone(&self.keys.read().data)
    }

    /// The keys that the office had before, oldest first: what was logged under them is verified with them.
    pub(crate) fn had(&self, former: &[DataKey]) {
        self.keys.write().former = former.iter().map(|key| Arc::new(ChainKey::of(key))).collect();
    }

    /// Gives the file a new key, all of it or not at all; false where somebody has used the file for too long to
    /// wait, and nothing has happened.
    ///
    /// # Errors
    /// `Code::Disk`, `Code::Busy`: the file then has its key as before.
    pub(crate) fn rekey(&self, new: Arc<DataKey>, now: Moment) -> Result<bool> {
        let Some(_alone) = self.using.try_write_for(PATIENCE_FOR_KEY) else { return Ok(false) };
        let mut writer = self.writer.lock();
        *self.watch.lock() = None;
        self.readers.lock().clear();
        db::rekey(&self.folder, &self.key(), &new)?;
        *writer = db::open_writer(&self.folder, &new, now)?;
        let mut keys = self.keys.write();
        *keys = keys.followed_by(new);
        Ok(true)
    }

    /// The keys of the log, oldest first; the last is the present one.
    pub fn chains(&self) -> Vec<Arc<ChainKey>> {
        let keys = self.keys.read();
        keys.former.iter().chain([&keys.chain]).cloned().collect()
    }

    /// Checks the activity log from its first entry on; `step` is told how many entries were looked at, and ends it by an
    /// error.
    pub fn examine_log(&self, step: &mut dyn FnMut(i64) -> Result<()>) -> Result<Examined> {
        let _using = self.using.read();
        let reader = self.reader()?;
        // One transaction, so that the log and its changes are of the same moment.
        let transaction = reader.unchecked_transaction()?;
        activity::examine(&transaction, &self.chains(), None, step)
    }

    /// The same; answers with what is wrong, or none.
    pub fn verify_log(&self) -> Result<Option<String>> {
        Ok(self.examine_log(&mut |_| Ok(()))?.walked.wrong.map(|wrong| wrong.in_full()))
    }

    /// How many leads and how many operations there are.
    pub(crate) fn sizes(&self) -> Result<(i64, i64)> {
        crate::leads::sizes(&self.reader()?)
    }
}

fn operation_can_end(cancelled: &AtomicBool) -> Result<()> {
    if cancelled.load(Ordering::Relaxed) {
        return Err(Error::new(Code::Cancelled, "Stopped. Nothing was changed."));
    }
    Ok(())
}

fn changed_since(sql: &Connection, seen: i64) -> Result<Option<Change>> {
    let newest = store::newest_operation(sql)?;
    if newest <= seen {
        return Ok(None);
    }
    let mut tables = store::tables_since(sql, seen)?;
    tables.push("operations".to_owned());
    Ok(Some(Change { operation: newest, tables }))
}

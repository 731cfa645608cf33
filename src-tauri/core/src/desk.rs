//! One office folder and who is signed in there: what a window or a command line stands on.

mod watch;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use parking_lot::{Mutex, RwLock};
use serde::Deserialize;
use serde_json::Value;
use ts_rs::TS;

use crate::access::Permission;
use crate::accounts::{self, KeyChange, Left, Locked, Presence, Seat, Session};
use crate::commands;
use crate::error::{Code, Error, Result};
use crate::office::{Change, Job, Moment, Office, Operation, Progress};
use crate::vault::{Cost, DataKey, RecoveryCode};

/// What is told after every commit.
type Notice = Box<dyn Fn(&Change) + Send + Sync>;

/// What time it is.
type Clock = Box<dyn Fn() -> Moment + Send + Sync>;

/// What a notice calls the session itself, among the tables: it began, was locked or ended.
pub const SESSION: &str = "session";

/// From where an office is used; kept with every session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayIn {
    Window,
    CommandLine,
}

/// One office folder, and who is signed in at this process.
pub struct Desk {
    folder: PathBuf,
    way_in: WayIn,
    cost: Cost,
    clock: Clock,
    seated: RwLock<Option<Arc<Seated>>>,
    /// Whose session was locked or ended here, until somebody signs in.
    locked: Mutex<Option<Locked>>,
    /// The recovery code that is on the screen and not confirmed yet.
    code: Mutex<Option<RecoveryCode>>,
    jobs: Mutex<HashMap<u64, Arc<AtomicBool>>>,
    notices: Mutex<Vec<Notice>>,
    /// The newest operation that the windows were told of.
    told: Mutex<i64>,
}

/// Who is signed in, with the office open.
pub struct Seated {
    pub office: Office,
    pub account: i64,
    pub(crate) user_name: String,
    pub(crate) name: String,
    pub session: i64,
    /// Wrong tries before this sign-in, and when the last of them was.
    pub(crate) failed_before: u32,
    pub(crate) failed_at: Option<Moment>,
    /// Which key of the office's history the file was opened with.
    pub(crate) epoch: AtomicU32,
    /// The new key of the office while the file is still to be encrypted under it.
    pub(crate) pending_key: Mutex<Option<Arc<DataKey>>>,
    pub(crate) presence: Presence,
    /// Says to other programs that this session lives.
    _seat: Seat,
}

/// Which running work to stop.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WhichJob {
    pub job: u64,
}

impl Desk {
    /// A desk for a window on this office folder, which need not exist yet.
    pub fn new(folder: PathBuf) -> Arc<Desk> {
        Self::with(folder, WayIn::Window, Cost::default())
    }

    /// A desk with its way in, and the cost of new passwords.
    pub fn with(folder: PathBuf, way_in: WayIn, cost: Cost) -> Arc<Desk> {
        Self::with_clock(folder, way_in, cost, Box::new(chrono::Utc::now))
    }

    /// The same with a clock of one's own, for stories about time.
    pub fn with_clock(folder: PathBuf, way_in: WayIn, cost: Cost, clock: Clock) -> Arc<Desk> {
        Arc::new(Desk {
            folder,
            way_in,
            cost,
            clock,
            seated: RwLock::new(None),
            locked: Mutex::new(None),
            code: Mutex::new(None),
            jobs: Mutex::new(HashMap::new()),
            notices: Mutex::new(Vec::new()),
            told: Mutex::new(0),
        })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn way_in(&self) -> WayIn {
        self.way_in
    }

    pub(crate) fn cost(&self) -> &Cost {
        &self.cost
    }

    pub(crate) fn locked(&self) -> Option<Locked> {
        self.locked.lock().clone()
    }

    /// The recovery code on the screen, for confirming it.
    pub(crate) fn code(&self) -> &Mutex<Option<RecoveryCode>> {
        &self.code
    }

    /// The present moment, to the millisecond that the log keeps.
    pub fn now(&self) -> Moment {
        chrono::SubsecRound::trunc_subsecs((self.clock)(), 3)
    }

    /// Runs a command of the table; blocks until it is done.
    ///
    /// # Errors
    /// Whatever the command refuses, and `Code::BadCall` for an unknown name or a malformed input.
    pub fn call(&self, name: &str, input: Value, progress: &dyn Fn(Progress)) -> Result<Value> {
        commands::call(self, name, input, progress)
    }

    /// Tells of every change after its commit, this process's and others'.
    pub fn on_change(self: &Arc<Self>, notice: Notice) {
        let mut notices = self.notices.lock();
        notices.push(notice);
        if notices.len() == 1 {
            let desk = Arc::downgrade(self);
            std::thread::spawn(move || watch::watch(&desk));
        }
    }

    /// Who is signed in.
    pub fn seated(&self) -> Result<Arc<Seated>> {
        self.seated
            .read()
            .clone()
            .ok_or_else(|| Error::new(Code::SignedOut, "Nobody is signed in. Sign in first."))
    }

    /// The session as the screen shows it, if somebody is signed in.
    pub fn session(&self) -> Result<Option<Session>> {
        let Some(seated) = self.seated.read().clone() else { return Ok(None) };
        match accounts::session_shown(&seated, self.now()) {
            Ok(session) => Ok(Some(session)),
            Err(error) => match self.look_after(&seated, "office_state", error) {
                gone if gone.code == Code::SignedOut => Ok(None),
                error => Err(error),
            },
        }
    }

    /// Seats an account at the open office: a session begins.
    pub(crate) fn seat(&self, office: Office, entering: accounts::Entering) -> Result<Session> {
        let begun = accounts::begin_session(self, &office, &entering)?;
        if self.way_in == WayIn::Window {
            accounts::note_recent(&office, entering.account)?;
        }
        let seated = Arc::new(Seated {
            office,
            account: entering.account,
            user_name: begun.user_name,
            name: begun.name,
            session: begun.session,
            failed_before: entering.failed_before,
            failed_at: entering.failed_at,
            epoch: AtomicU32::new(entering.epoch),
            pending_key: Mutex::new(entering.pending_key),
            presence: Presence::new(self.now(), begun.limits),
            _seat: begun.seat,
        });
        *self.seated.write() = Some(Arc::clone(&seated));
        *self.locked.lock() = None;
        *self.told.lock() = seated.office.changed_since(0)?.map_or(0, |change| change.operation);
        let shown = accounts::session_shown(&seated, self.now())?;
        self.announce(SESSION);
        Ok(shown)
    }

    /// Ends the session; connections close and keys are wiped when the last question under way has ended.
    pub(crate) fn leave(&self, why: Left) -> Result<()> {
        let Some(seated) = self.seated.write().take() else { return Ok(()) };
        for cancelled in self.jobs.lock().values() {
            cancelled.store(true, Ordering::Relaxed);
        }
        *self.code.lock() = None;
        *self.locked.lock() = accounts::locked(&seated, &why);
        let ended = accounts::end_session(self, &seated, &why);
        drop(seated);
        self.announce(SESSION);
        ended
    }

    /// The program ends, and the session with it.
    pub fn close(&self) {
        // A session that could not be ended in the file is known for dead at the next sign-in.
        let _ = self.leave(Left::Closed);
    }

    /// Locks where nobody has been there for long, or the session has lasted its longest.
    pub(crate) fn expire(&self) {
        let Some(seated) = self.seated.read().clone() else { return };
        let busy = !self.jobs.lock().is_empty();
        if let Some(why) = seated.presence.due(self.now(), busy) {
            drop(seated);
            // What could not be written about the end of the session changes nothing about it.
            let _ = self.leave(why);
        }
    }

    /// What a failed command means for the session: a refusal is noted in the log, and whoever was signed out
    /// elsewhere is so here too.
    pub(crate) fn look_after(&self, seated: &Seated, command: &str, error: Error) -> Error {
        match error.code {
            // What cannot be undone is no attempt at what one may not.
            Code::Refused if command != "undo" && command != "redo" => {
                accounts::note_refusal(self, seated, command, &error)
            }
            Code::SignedOut => {
                let _ = self.leave(accounts::why_ended(seated));
            }
            Code::Damaged if accounts::has_new_key(&self.folder, seated) => {
                let _ = self.leave(Left::NewKey);
                return accounts::new_key();
            }
            _ => {}
        }
        error
    }

    /// Changes who can open the office; see `accounts::change_keys`.
    pub(crate) fn change_keys<T>(
        &self,
        seated: &Seated,
        permission: Option<Permission>,
        work: impl FnOnce(&mut KeyChange<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        accounts::change_keys(self, seated, permission, work)
    }

    /// Whether long work is under way.
    pub(crate) fn is_working(&self) -> bool {
        !self.jobs.lock().is_empty()
    }

    /// Fills the office with invented leads, for a sample office.
    pub fn fill_with_invented_leads(
        &self,
        count: u64,
        seed: u64,
        progress: &dyn Fn(Progress),
    ) -> Result<u64> {
        let seated = self.seated()?;
        let grant = seated
            .office
            .ask(seated.account, Some(seated.session), None, self.now(), |r| Ok(r.grant.clone()))?;
        let never = AtomicBool::new(false);
        crate::demo::fill(&Job::new(&seated.office, &grant, self.now(), progress, &never), count, seed)
    }

    /// One operation outside the table, by an account that is not seated yet.
    pub(crate) fn operate_alone<T>(
        &self,
        office: &Office,
        account: i64,
        work: impl FnOnce(&mut Operation<'_>) -> Result<T>,
    ) -> Result<T> {
        let never = AtomicBool::new(false);
        office.operate(account, None, None, self.now(), &never, work).map(|(value, _)| value)
    }

    /// Tells every window; each operation is told of once. Operations of others that lie between are told with it,
    /// because the watcher will take them for told.
    pub(crate) fn tell(&self, change: &Change) {
        let mut told = self.told.lock();
        if change.operation <= *told {
            return;
        }
        let with_others = if change.operation == *told + 1 { None } else { self.changed_since(*told) };
        let change = with_others.as_ref().unwrap_or(change);
        *told = change.operation;
        drop(told);
        if change.tables.iter().any(|table| table == "settings") {
            self.take_up_settings();
        }
        self.notify(change);
    }

    fn take_up_settings(&self) {
        let Some(seated) = self.seated.read().clone() else { return };
        // What cannot be read now is read at the next sign-in.
        if let Ok(limits) = accounts::limits(&seated.office) {
            seated.presence.limit(limits);
        }
        if self.way_in == WayIn::Window {
            let _ = accounts::note_recent(&seated.office, seated.account);
        }
    }

    /// Tells every window of something beside the office's tables: the session, or the requests for accounts.
    pub(crate) fn announce(&self, what: &str) {
        let operation = *self.told.lock();
        self.notify(&Change { operation, tables: vec![what.to_owned()] });
    }

    fn notify(&self, change: &Change) {
        for notice in self.notices.lock().iter() {
            notice(change);
        }
    }

    fn changed_since(&self, seen: i64) -> Option<Change> {
        self.seated().and_then(|seated| seated.office.changed_since(seen)).ok().flatten()
    }

    /// Registers long work under the number the screen gave it.
    pub(crate) fn begin_job(&self, job: u64) -> Arc<AtomicBool> {
        let cancelled = Arc::new(AtomicBool::new(false));
        self.jobs.lock().insert(job, Arc::clone(&cancelled));
        cancelled
    }

    pub(crate) fn end_job(&self, job: u64) {
        self.jobs.lock().remove(&job);
    }
}

/// Stops a running work; nothing of it will have happened.
pub fn cancel(desk: &Desk, which: WhichJob) -> Result<()> {
    if let Some(cancelled) = desk.jobs.lock().get(&which.job) {
        cancelled.store(true, Ordering::Relaxed);
    }
    Ok(())
}

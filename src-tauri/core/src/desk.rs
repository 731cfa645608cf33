//! One office folder and who is signed in there: what a window or a command line stands on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use serde::Deserialize;
use serde_json::Value;
use ts_rs::TS;

use crate::accounts::{self, Session};
use crate::commands;
use crate::error::{Code, Error, Result};
use crate::office::{Change, Job, Moment, Office, Operation, Progress};
use crate::vault::{Cost, DataKey, KeyRing};

/// How often a window looks whether another program changed the office.
const LOOK_EVERY: Duration = Duration::from_millis(150);

/// What is told after every commit.
type Notice = Box<dyn Fn(&Change) + Send + Sync>;

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
    seated: RwLock<Option<Arc<Seated>>>,
    jobs: Mutex<HashMap<u64, Arc<AtomicBool>>>,
    notices: Mutex<Vec<Notice>>,
    /// The newest operation that the windows were told of.
    told: Mutex<i64>,
}

/// Who is signed in, with the office open.
pub struct Seated {
    pub office: Office,
    pub account: i64,
    pub session: i64,
    failed_before: u32,
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
        Arc::new(Desk {
            folder,
            way_in,
            cost,
            seated: RwLock::new(None),
            jobs: Mutex::new(HashMap::new()),
            notices: Mutex::new(Vec::new()),
            told: Mutex::new(0),
        })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn cost(&self) -> &Cost {
        &self.cost
    }

    /// The present moment, to the millisecond that the log keeps.
    pub fn now(&self) -> Moment {
        chrono::SubsecRound::trunc_subsecs(chrono::Utc::now(), 3)
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
            std::thread::spawn(move || watch(&desk));
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
            Err(error) if error.code == Code::SignedOut => {
                *self.seated.write() = None;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Opens the office and makes sure that the key ring belongs to it.
    pub(crate) fn open(&self, key: Arc<DataKey>, ring: &KeyRing) -> Result<Office> {
        let office = Office::open(&self.folder, key, self.now())?;
        accounts::check_ring(&office, ring)?;
        Ok(office)
    }

    /// Seats an account at the open office: a session begins.
    pub(crate) fn seat(&self, office: Office, account: i64, failed_before: u32) -> Result<Session> {
        let session = accounts::begin_session(self, &office, account, self.way_in)?;
        let seated = Arc::new(Seated { office, account, session, failed_before });
        *self.seated.write() = Some(Arc::clone(&seated));
        *self.told.lock() = seated.office.changed_since(0)?.map_or(0, |change| change.operation);
        accounts::session_shown(&seated, self.now())
    }

    /// Ends the session; connections close and keys are wiped when the last question under way has ended.
    pub(crate) fn leave(&self, why: &str) -> Result<()> {
        let Some(seated) = self.seated.write().take() else { return Ok(()) };
        for cancelled in self.jobs.lock().values() {
            cancelled.store(true, Ordering::Relaxed);
        }
        accounts::end_session(self, &seated, why)
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

impl Seated {
    pub fn failed_before(&self) -> u32 {
        self.failed_before
    }
}

/// Stops a running work; nothing of it will have happened.
pub fn cancel(desk: &Desk, which: WhichJob) -> Result<()> {
    if let Some(cancelled) = desk.jobs.lock().get(&which.job) {
        cancelled.store(true, Ordering::Relaxed);
    }
    Ok(())
}

/// Looks for other programs' commits while the desk is in use.
fn watch(desk: &Weak<Desk>) {
    loop {
        std::thread::sleep(LOOK_EVERY);
        let Some(desk) = desk.upgrade() else { return };
        let Ok(seated) = desk.seated() else { continue };
        let told = *desk.told.lock();
        if let Ok(Some(change)) = seated.office.news(told) {
            desk.tell(&change);
        }
    }
}

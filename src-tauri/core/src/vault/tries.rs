//! Failed sign-ins, kept on the disk: guessing at the keyboard gets slower and then ends.
//!
//! The order for the caller, which alone makes it count: `wait`, and answer its error if there is one;
//! `failed` and `write`; only then `KeyRing::sign_in`; and if the password was right (also when the account
//! waits for approval or was disabled) `succeeded` and `write`. A try is thus counted before the password is
//! looked at, and a program that is killed in between has saved nobody a try.
//!
//! Whoever can write the office's folder can delete this file, and has the key ring to guess at elsewhere:
//! against him the cost of each guess stands, not the count.

use super::durable;
use super::login::Login;
use crate::error::{Code, Error, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// How many failures cost no waiting.
const FREE: u32 = 3;
/// How many failures close an account to passwords.
const MOST: u32 = 100;
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// How many names that no account has are remembered; the one tried longest ago gives way.
const MOST_UNKNOWN: usize = 512;
/// The format that this program writes. Format 1, which is read, did not count what is untold.
const FORMAT: u32 = 2;
const LARGEST: u64 = 1 << 20;

/// Why no password is looked at just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Not before this time has passed.
    For(Duration),
    /// Not before the recovery code or an administrator has helped.
    Closed,
}

impl From<Wait> for Error {
    fn from(wait: Wait) -> Self {
        let sentence = match wait {
            Wait::For(time) => {
                format!("There were too many wrong tries. Wait {} and try again.", spoken(time))
            }
            Wait::Closed => "There were too many wrong tries, and no password is taken any more. \
                             Ask an administrator of the office, or use the recovery code."
                .to_owned(),
        };
        Self::new(Code::SignIn, sentence)
    }
}

/// The failed sign-ins since the last good one, per account, and those of which the activity log does not know:
/// it is encrypted, and nobody who fails can write it.
#[derive(Debug, Default)]
pub struct Tries {
    counts: Counts,
    was_damaged: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    format: u32,
    accounts: BTreeMap<i64, Count>,
    unknown: BTreeMap<u16, Count>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Count {
    failures: u32,
    last: DateTime<Utc>,
    /// Failures that are not in the activity log yet.
    #[serde(default)]
    untold: u32,
}

impl Tries {
    /// The tries in this file; none when it is not there. A damaged file counts as none too, and
    /// `was_damaged` tells: it must not keep a whole office out, and deleting it would do the same.
    ///
    /// # Errors
    /// `Code::Disk` when the file is there but cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = match durable::read(path, LARGEST) {
            Ok(None) => return Ok(Self::default()),
            Ok(Some(bytes)) => bytes,
            Err(error) if error.code == Code::Damaged => Vec::new(),
            Err(error) => return Err(error),
        };
        let read = serde_json::from_slice::<Counts>(&bytes).ok();
        let whole = read
            .filter(|counts| (1..=FORMAT).contains(&counts.format) && counts.unknown.len() <= MOST_UNKNOWN);
        let was_damaged = whole.is_none();
        Ok(Self { counts: whole.unwrap_or_default(), was_damaged })
    }

    /// Whether the file that was read could not be understood; worth an entry in the activity log.
    pub fn was_damaged(&self) -> bool {
        self.was_damaged
    }

    /// Whether a password may not be looked at yet.
    ///
    /// A clock that was set forward can make a wait shorter, but takes nothing from the count. A clock that
    /// was set back starts the wait anew, in full, from the time it now shows.
    pub fn wait(&mut self, login: Login, now: DateTime<Utc>) -> Option<Wait> {
        let count = self.count(login)?;
        if count.failures >= MOST {
            return Some(Wait::Closed);
        }
        count.last = count.last.min(now);
        let passed = (now - count.last).to_std().unwrap_or_default();
        let left = delay(count.failures).saturating_sub(passed);
        (!left.is_zero()).then_some(Wait::For(left))
    }

    /// How many tries have failed since the last good sign-in.
    pub fn failures(&mut self, login: Login) -> u32 {
        self.count(login).map_or(0, |count| count.failures)
    }

    /// When the last try was made that failed.
    pub fn last(&mut self, login: Login) -> Option<DateTime<Utc>> {
        self.count(login).filter(|count| count.failures > 0).map(|count| count.last)
    }

    /// Counts a try, before its password is looked at.
    pub fn failed(&mut self, login: Login, now: DateTime<Utc>) {
        let (failures, untold) = self.count(login).map_or((0, 0), |count| (count.failures, count.untold));
        let count =
            Count { failures: failures.saturating_add(1), last: now, untold: untold.saturating_add(1) };
        match login {
            Login::Account(id) => {
                self.counts.accounts.insert(id, count);
            }
            Login::Unknown(name) => {
                self.counts.unknown.insert(name, count);
                self.forget_surplus(name);
            }
        }
    }

    /// Takes the count back after a right password and answers how many tries before this one had failed
    /// since the last good sign-in; worth showing to the person.
    pub fn succeeded(&mut self, login: Login) -> u32 {
        let Some(count) = self.count(login) else { return 0 };
        // This try, too, was counted beforehand.
        count.untold = count.untold.saturating_sub(1);
        let failures = count.failures.saturating_sub(1);
        self.reopen(login);
        failures
    }

    /// Opens an account to passwords again, after the recovery code or an administrator has helped. What is
    /// untold stays so.
    pub fn reopen(&mut self, login: Login) {
        if let Some(count) = self.count(login) {
            count.failures = 0;
        }
        self.forget_empty();
    }

    /// The failures that are not in the activity log yet: the account, or none for all unknown names together;
    /// how many; and when the last try at it was made.
    pub fn untold(&self) -> Vec<(Option<i64>, u32, DateTime<Utc>)> {
        let accounts = self.counts.accounts.iter().map(|(id, count)| (Some(*id), count.untold, count.last));
        let unknown = self.counts.unknown.values().filter(|count| count.untold > 0);
        let together = unknown.fold(None, |sum: Option<(u32, DateTime<Utc>)>, count| {
            let (untold, last) = sum.unwrap_or((0, count.last));
            Some((untold.saturating_add(count.untold), last.max(count.last)))
        });
        let together = together.map(|(untold, last)| (None, untold, last));
        accounts.filter(|(_, untold, _)| *untold > 0).chain(together).collect()
    }

    /// Remembers that what was untold is in the activity log now; write the tries afterwards.
    pub fn told(&mut self) {
        let counts = self.counts.accounts.values_mut().chain(self.counts.unknown.values_mut());
        counts.for_each(|count| count.untold = 0);
        self.forget_empty();
    }

    /// Puts the tries on the disk.
    ///
    /// # Errors
    /// `Code::Disk`: then no password may be looked at, for the try would not count.
    pub fn write(&self, path: &Path) -> Result<()> {
        let counts = Counts {
            format: FORMAT,
            accounts: self.counts.accounts.clone(),
            unknown: self.counts.unknown.clone(),
        };
        let mut bytes = serde_json::to_vec_pretty(&counts).map_err(|_| {
            Error::new(
                Code::Internal,
                "The count of tries could not be written. Close Porchlight and start it again.",
            )
        })?;
        bytes.push(b'\n');
        durable::write(path, &bytes)
    }

    fn count(&mut self, login: Login) -> Option<&mut Count> {
        match login {
            Login::Account(id) => self.counts.accounts.get_mut(&id),
            Login::Unknown(name) => self.counts.unknown.get_mut(&name),
        }
    }

    fn forget_empty(&mut self) {
        let counts = |count: &Count| count.failures > 0 || count.untold > 0;
        self.counts.accounts.retain(|_, count| counts(count));
        self.counts.unknown.retain(|_, count| counts(count));
    }

    fn forget_surplus(&mut self, newest: u16) {
        let unknown = &mut self.counts.unknown;
        while unknown.len() > MOST_UNKNOWN {
            let others = unknown.iter().filter(|(name, _)| **name != newest);
            let Some(oldest) = others.min_by_key(|(_, count)| count.last).map(|(name, _)| *name) else {
                return;
            };
            let untold = unknown.remove(&oldest).map_or(0, |count| count.untold);
            if let Some(count) = unknown.get_mut(&newest) {
                count.untold = count.untold.saturating_add(untold);
            }
        }
    }
}

/// The wait after so many failures: none after the first three, then 1 s, 2 s, 4 s ... 15 minutes.
fn delay(failures: u32) -> Duration {
    let Some(doublings) = failures.checked_sub(FREE + 1) else { return Duration::ZERO };
    Duration::from_secs(1).saturating_mul(1 << doublings.min(30)).min(LONGEST_WAIT)
}

fn spoken(time: Duration) -> String {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    match (seconds, seconds.div_ceil(60)) {
        (1, _) => "1 second".to_owned(),
        (..=90, _) => format!("{seconds} seconds"),
        (_, minutes) => format!("{minutes} minutes"),
    }
}

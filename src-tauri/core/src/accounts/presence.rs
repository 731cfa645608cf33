//! Whether somebody is still there: the idle lock, the longest session, and why a session ended.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use serde::Serialize;
use ts_rs::TS;

use crate::office::Moment;

/// Why a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    SignedOut,
    /// The program was closed.
    Closed,
    /// Locked by hand.
    Lock,
    /// Nobody was there for so many minutes.
    Idle(i64),
    /// It lasted so many hours.
    Hours(i64),
    /// Ended by somebody else, with the reason.
    Ended(String),
    /// Another program gave the office a new key.
    NewKey,
}

/// Whose session was locked or ended here, for the sign-in screen.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Locked {
    pub user_name: String,
    pub name: String,
    /// `lock`, `idle`, `hours`, `ended` or `keys`.
    pub why: &'static str,
    pub sentence: String,
}

/// How long a session may be idle, and how long it may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub idle_minutes: i64,
    pub session_hours: i64,
}

/// When somebody was last there.
///
/// Both the computer's clock and the time since the program started count, whichever says more has passed: a clock that
/// is set back wins nobody time, and neither does a computer that slept.
pub struct Presence {
    began: Then,
    here: Mutex<Then>,
    limits: Mutex<Limits>,
    /// What was refused lately, so that a screen that asks again does not fill the log.
    refused: Mutex<HashMap<String, Moment>>,
}

/// How long a refusal of the same command is not written down again.
const ONE_REFUSAL: chrono::Duration = chrono::Duration::minutes(1);

#[derive(Clone, Copy)]
struct Then {
    at: Moment,
    running: Instant,
}

impl Then {
    fn is(now: Moment) -> Self {
        Self { at: now, running: Instant::now() }
    }

    fn ago(self, now: Moment) -> Duration {
        (now - self.at).to_std().unwrap_or_default().max(self.running.elapsed())
    }
}

impl Left {
    /// What the list of sessions says.
    pub fn reason(&self) -> String {
        match self {
            Left::SignedOut => "Signed out".to_owned(),
            Left::Closed => "Porchlight was closed".to_owned(),
            Left::Lock => "Locked by hand".to_owned(),
            Left::Idle(minutes) => format!("Locked after {} without a key", counted(*minutes, "minute")),
            Left::Hours(hours) => format!("Locked after {}, the longest session", counted(*hours, "hour")),
            Left::Ended(why) => why.clone(),
            Left::NewKey => "The office got a new key".to_owned(),
        }
    }

    /// For programs; none where there is nothing to tell at the sign-in.
    pub fn name(&self) -> Option<&'static str> {
        match self {
            Left::SignedOut | Left::Closed => None,
            Left::Lock => Some("lock"),
            Left::Idle(_) => Some("idle"),
            Left::Hours(_) => Some("hours"),
            Left::Ended(_) => Some("ended"),
            Left::NewKey => Some("keys"),
        }
    }
}

impl Presence {
    /// Somebody signs in.
    pub fn new(now: Moment, limits: Limits) -> Self {
        Self {
            began: Then::is(now),
            here: Mutex::new(Then::is(now)),
            limits: Mutex::new(limits),
            refused: Mutex::default(),
        }
    }

    /// Whether this command was not refused a moment ago already.
    pub fn is_new_refusal(&self, command: &str, now: Moment) -> bool {
        let mut refused = self.refused.lock();
        let new = refused.get(command).is_none_or(|last| now - *last >= ONE_REFUSAL || *last > now);
        if new {
            refused.insert(command.to_owned(), now);
        }
        new
    }

    /// Somebody pressed a key.
    pub fn touch(&self, now: Moment) {
        *self.here.lock() = Then::is(now);
    }

    /// The limits were changed.
    pub fn limit(&self, limits: Limits) {
        *self.limits.lock() = limits;
    }

    pub fn limits(&self) -> Limits {
        *self.limits.lock()
    }

    /// Whether the session is to end now; while long work runs nobody has to press keys.
    pub fn due(&self, now: Moment, busy: bool) -> Option<Left> {
        let limits = self.limits();
        if self.began.ago(now) >= hours(limits.session_hours) {
            return Some(Left::Hours(limits.session_hours));
        }
        if busy {
            self.touch(now);
        }
        let idle = self.here.lock().ago(now) >= minutes(limits.idle_minutes);
        idle.then_some(Left::Idle(limits.idle_minutes))
    }
}

fn minutes(count: i64) -> Duration {
    Duration::from_secs(u64::try_from(count).unwrap_or(0) * 60)
}

fn hours(count: i64) -> Duration {
    minutes(count * 60)
}

fn counted(count: i64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

//! Sessions: who sat where, from when to when, and why it ended.

use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::presence::{Left, Limits, Locked};
use super::seat::Seat;
use super::sign_in::{Entering, may_sit};
use super::{Session, key_ring_path, store, this_place};
use crate::access::{self, Permission};
use crate::activity::{Done, written};
use crate::desk::{Desk, Seated, WayIn};
use crate::error::{Code, Error, Result};
use crate::office::{Moment, Office, Operation, Reading};
use crate::settings;
use crate::vault::{KeyRing, RecoveryState};

/// The most sessions one page may hold.
const MOST: i64 = 200;

/// Which part of the list of sessions, newest first; everybody's for those who may edit accounts.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SessionQuestion {
    pub everybody: bool,
    pub from: i64,
    pub count: i64,
}

/// A part of the list of sessions.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SessionPage {
    pub total: i64,
    pub from: i64,
    pub rows: Vec<SessionRow>,
}

/// Who sat where.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SessionRow {
    pub session: i64,
    pub who: String,
    pub computer: String,
    pub system_user: String,
    pub way_in: String,
    pub started_at: String,
    pub ended_at: Option<String>,
    pub why_ended: Option<String>,
    /// It is the one that asks.
    pub is_this: bool,
}

/// Which session.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WhichSession {
    pub session: i64,
}

/// A session that has begun, with what the desk keeps of it.
pub struct Begun {
    pub session: i64,
    pub seat: Seat,
    pub user_name: String,
    pub name: String,
    pub limits: Limits,
}

/// Begins a session and writes it into the log. Sessions that a kill left open are ended, and one too many ends the
/// person's oldest.
pub fn begin_session(desk: &Desk, office: &Office, entering: &Entering) -> Result<Begun> {
    let (computer, system_user) = this_place();
    let way = match desk.way_in() {
        WayIn::Window => "window",
        WayIn::CommandLine => "command line",
    };
    desk.operate_alone(office, entering.account, |operation| {
        may_sit(desk, operation.grant)?;
        end_dead_sessions(desk, operation, &computer)?;
        if desk.way_in() == WayIn::Window {
            let most = settings::of(operation.sql, settings::SESSIONS_PER_ACCOUNT)?;
            let open = store::open_windows(operation.sql, entering.account)?;
            let surplus = (open.len() + 1).saturating_sub(usize::try_from(most).unwrap_or(1));
            for session in open.into_iter().take(surplus) {
                store::end_session(operation, session, "Signed in at another place")?;
            }
        }
        let session = store::begin_session(operation, &computer, &system_user, way)?;
        let seat = Seat::take(desk.folder(), session)?;
        operation.says("account.sign_in", format!("Signed in on {computer} ({way})"));
        let grant = operation.grant;
        let limits = limits_of(operation.sql)?;
        Ok(Begun { session, seat, user_name: grant.user_name.clone(), name: grant.name.clone(), limits })
    })
}

fn end_dead_sessions(desk: &Desk, operation: &Operation<'_>, computer: &str) -> Result<()> {
    let longest = chrono::Duration::hours(settings::of(operation.sql, settings::SESSION_HOURS)?);
    let too_old = written(operation.now - longest);
    for open in store::open_sessions(operation.sql)? {
        if open.computer == computer && !Seat::is_taken(desk.folder(), open.session) {
            store::end_session(operation, open.session, "Porchlight ended without a sign-out")?;
        } else if open.started_at < too_old {
            store::end_session(operation, open.session, "It lasted its longest")?;
        }
    }
    Ok(())
}

/// Ends a session and writes it into the log, where that was not done elsewhere already.
pub fn end_session(desk: &Desk, seated: &Seated, why: &Left) -> Result<()> {
    let never = AtomicBool::new(false);
    if *why == Left::NewKey {
        return Ok(());
    }
    let ended =
        seated.office.operate(seated.account, Some(seated.session), None, desk.now(), &never, |operation| {
            store::end_session(operation, seated.session, &why.reason())?;
            match why {
                Left::Lock | Left::Idle(_) | Left::Hours(_) => operation.says("account.lock", why.reason()),
                _ => operation.says("account.sign_out", why.reason()),
            }
            Ok(())
        });
    match ended {
        // Ended from elsewhere: it is written there.
        Err(error) if error.code == Code::SignedOut => Ok(()),
        ended => ended.map(|_| ()),
    }
}

/// Whose session ended here, for the sign-in screen; none where they signed out themselves.
pub fn locked(seated: &Seated, why: &Left) -> Option<Locked> {
    Some(Locked {
        user_name: seated.user_name.clone(),
        name: seated.name.clone(),
        why: why.name()?,
        sentence: format!("{}.", why.reason()),
    })
}

/// The session as the screen shows it; signed out where it has ended.
pub fn session_shown(seated: &Seated, now: Moment) -> Result<Session> {
    seated.office.ask(seated.account, Some(seated.session), None, now, |reading| {
        let grant = reading.grant;
        let ring = KeyRing::read(&key_ring_path(reading.folder))?;
        Ok(Session {
            account: grant.account,
            name: grant.name.clone(),
            user_name: grant.user_name.clone(),
            email: store::email_of(reading.sql, grant.account)?,
            role: grant.role.clone(),
            role_name: grant.role_name.clone(),
            reach: grant.reach.name().to_owned(),
            masked: grant.masked,
            theme: store::theme_of(reading.sql, grant.account)?,
            office: store::office_name(reading.sql)?,
            permissions: access::Permission::ALL
                .iter()
                .filter(|permission| grant.may(**permission))
                .map(|permission| permission.name().to_owned())
                .collect(),
            started_at: store::started_at(reading.sql, seated.session)?,
            idle_minutes: seated.presence.limits().idle_minutes,
            recovery_unconfirmed: ring.owner() == grant.account
                && ring.recovery_state() != RecoveryState::Confirmed,
            failed_before: seated.failed_before,
            failed_at: seated.failed_at.map(written),
        })
    })
}

/// Signed out where the session was ended elsewhere, or the account may not sit here any more.
pub fn still_there(seated: &Seated, now: Moment) -> Result<()> {
    seated.office.ask(seated.account, Some(seated.session), None, now, |_| Ok(()))
}

/// Why a session that was ended elsewhere was ended.
pub fn why_ended(seated: &Seated) -> Left {
    let reason = seated.office.reader().and_then(|sql| store::why_ended(&sql, seated.session));
    Left::Ended(reason.ok().flatten().unwrap_or_else(|| "The session was ended".to_owned()))
}

/// The limits that hold for every session of the office.
pub fn limits(office: &Office) -> Result<Limits> {
    limits_of(&office.reader()?)
}

fn limits_of(sql: &rusqlite::Connection) -> Result<Limits> {
    Ok(Limits {
        idle_minutes: settings::of(sql, settings::IDLE_MINUTES)?,
        session_hours: settings::of(sql, settings::SESSION_HOURS)?,
    })
}

/// The list of sessions, one's own or everybody's.
pub fn sessions(reading: &Reading<'_>, question: SessionQuestion) -> Result<SessionPage> {
    if question.everybody {
        reading.grant.require(Permission::AccountsEdit)?;
    }
    let whose = (!question.everybody).then_some(reading.grant.account);
    let (from, count) = (question.from.max(0), question.count.clamp(0, MOST));
    store::sessions(reading, whose, from, count)
}

/// Ends somebody's session, or another one of one's own.
pub fn end_other(operation: &mut Operation<'_>, which: WhichSession) -> Result<Done> {
    let (whose, ended) = store::session_of(operation.sql, which.session)?;
    if whose != operation.grant.account {
        operation.grant.require(Permission::AccountsEdit)?;
    }
    if ended {
        return Err(Error::new(Code::MovedOn, "This session has ended already."));
    }
    let name = store::name_of(operation.sql, whose)?;
    store::end_session(operation, which.session, &format!("Ended by {}", operation.grant.name))?;
    let sentence = format!("A session of {name} ended");
    operation.says("account.session_end", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// A refusal is an entry of the log; a screen that asks again and again writes it once in a while only.
pub fn note_refusal(desk: &Desk, seated: &Seated, command: &str, refused: &Error) {
    if !seated.presence.is_new_refusal(command, desk.now()) {
        return;
    }
    let never = AtomicBool::new(false);
    let noted =
        seated.office.operate(seated.account, Some(seated.session), None, desk.now(), &never, |operation| {
            operation.says("account.refused", format!("Refused ({command}): {}", refused.sentence));
            Ok(())
        });
    if let Ok((_, Some(change))) = noted {
        desk.tell(&change);
    }
}

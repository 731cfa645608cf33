//! Sessions: who sat where, from when to when.

use std::sync::atomic::AtomicBool;

use super::{Session, store};
use crate::access;
use crate::desk::{Desk, Seated, WayIn};
use crate::error::Result;
use crate::office::{Moment, Office};
use crate::vault::KeyRing;

/// The key ring beside the database must be the one it remembers, or follow it directly.
pub fn check_ring(office: &Office, ring: &KeyRing) -> Result<()> {
    let (counter, digest) = store::remembered_ring(&office.reader()?)?;
    ring.check_against(counter, &digest)
}

/// Begins a session and writes it into the log.
pub fn begin_session(desk: &Desk, office: &Office, account: i64, way_in: WayIn) -> Result<i64> {
    let (computer, system_user) = place();
    let way = match way_in {
        WayIn::Window => "window",
        WayIn::CommandLine => "command line",
    };
    desk.operate_alone(office, account, |operation| {
        let session = store::begin_session(operation, &computer, &system_user, way)?;
        operation.says("account.sign_in", format!("Signed in on {computer} ({way})"));
        Ok(session)
    })
}

/// Ends a session and writes it into the log.
pub fn end_session(desk: &Desk, seated: &Seated, why: &str) -> Result<()> {
    let never = AtomicBool::new(false);
    let ended =
        seated.office.operate(seated.account, Some(seated.session), None, desk.now(), &never, |operation| {
            store::end_session(operation, seated.session, why)?;
            operation.says("account.sign_out", why);
            Ok(())
        });
    ended.map(|_| ())
}

/// The session as the screen shows it; signed out where it has ended.
pub fn session_shown(seated: &Seated, now: Moment) -> Result<Session> {
    seated.office.ask(seated.account, Some(seated.session), None, now, |reading| {
        let grant = reading.grant;
        Ok(Session {
            account: grant.account,
            name: grant.name.clone(),
            user_name: grant.user_name.clone(),
            role: grant.role.clone(),
            office: store::office_name(reading.sql)?,
            permissions: access::Permission::ALL
                .iter()
                .filter(|permission| grant.may(**permission))
                .map(|permission| permission.name().to_owned())
                .collect(),
            started_at: store::started_at(reading.sql, seated.session)?,
            failed_before: seated.failed_before(),
        })
    })
}

/// The computer's name and who is logged in to it.
fn place() -> (String, String) {
    let computer = gethostname::gethostname().to_string_lossy().into_owned();
    let user = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    (computer, user.unwrap_or_else(|| "unknown".to_owned()))
}

//! Looks, while a window is open, for what other programs did and for what is due.

use std::sync::Weak;
use std::time::Duration;

use super::Desk;
use crate::accounts;

/// How often a window looks.
const LOOK_EVERY: Duration = Duration::from_millis(150);

/// What a notice calls the requests for accounts, among the tables.
const INBOX: &str = "inbox";

/// Looks until the desk is gone.
pub fn watch(desk: &Weak<Desk>) {
    let mut inbox = desk.upgrade().and_then(|desk| accounts::inbox_mark(desk.folder()));
    loop {
        std::thread::sleep(LOOK_EVERY);
        let Some(desk) = desk.upgrade() else { return };
        desk.expire();
        look(&desk);
        let now = accounts::inbox_mark(desk.folder());
        if inbox != now {
            inbox = now;
            desk.announce(INBOX);
        }
    }
}

fn look(desk: &Desk) {
    let Ok(seated) = desk.seated() else { return };
    // Whatever was in the way will be gone some time; until then the former key opens the office.
    let _ = accounts::finish_pending(desk, &seated);
    let told = *desk.told.lock();
    match seated.office.news(told) {
        Ok(None) => {}
        Ok(Some(change)) => {
            desk.tell(&change);
            if let Err(error) = accounts::still_there(&seated, desk.now()) {
                desk.look_after(&seated, "watch", error);
            }
        }
        Err(error) => {
            desk.look_after(&seated, "watch", error);
        }
    }
}

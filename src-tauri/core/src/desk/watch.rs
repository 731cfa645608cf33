//! Looks, while a window is open, for what other programs did and for what is due, and fills in the words of the log.

use std::sync::Weak;
use std::time::{Duration, Instant};

use super::{Desk, Seated};
use crate::accounts;
use crate::activity::{self, Filling};

/// How often a window looks.
const LOOK_EVERY: Duration = Duration::from_millis(150);

/// How long the words of the log are filled in between two looks.
const FILL_FOR: Duration = Duration::from_millis(80);

/// From how many steps in a row on the windows are told that the log can be searched further than before.
const MANY_STEPS: u32 = 8;

/// What a notice calls the log, among the tables.
const LOG: &str = "operations";

/// What a notice calls the requests for accounts, among the tables.
const INBOX: &str = "inbox";

/// Looks until the desk is gone.
pub fn watch(desk: &Weak<Desk>) {
    let mut inbox = desk.upgrade().and_then(|desk| accounts::inbox_mark(desk.folder()));
    let mut steps = 0;
    loop {
        std::thread::sleep(LOOK_EVERY);
        let Some(desk) = desk.upgrade() else { return };
        desk.expire();
        look(&desk);
        fill_words(&desk, &mut steps);
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

/// Fills in the words of the log, while no long work uses the office. `steps` counts how many steps were taken since
/// nothing was left to do.
fn fill_words(desk: &Desk, steps: &mut u32) {
    let began = Instant::now();
    while began.elapsed() < FILL_FOR {
        let Ok(seated) = desk.seated() else { return };
        let go_on = || !desk.is_working() && is_seated(desk, &seated);
        if !go_on() {
            return;
        }
        let filling = Filling {
            office: &seated.office,
            account: seated.account,
            session: Some(seated.session),
            now: desk.now(),
        };
        // What is in the way now is filled in later; until then these entries are looked at one by one.
        match activity::fill_step(filling, &go_on) {
            Ok(true) => *steps = steps.saturating_add(1),
            Ok(false) => {
                if std::mem::take(steps) >= MANY_STEPS {
                    desk.announce(LOG);
                }
                return;
            }
            Err(_) => return,
        }
    }
}

/// Whether the same session is still going on.
fn is_seated(desk: &Desk, seated: &Seated) -> bool {
    desk.seated().is_ok_and(|now| std::ptr::eq(now.as_ref(), seated))
}

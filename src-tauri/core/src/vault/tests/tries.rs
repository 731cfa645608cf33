//! Guessing at the keyboard, with restarts and moved clocks.

use super::*;
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

const DANA: Login = Login::Account(1);

fn noon() -> DateTime<Utc> {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

fn seconds(wait: Option<Wait>) -> u64 {
    match wait {
        None => 0,
        Some(Wait::For(time)) => time.as_secs(),
        Some(Wait::Closed) => panic!("closed"),
    }
}

fn after(failures: u32) -> Tries {
    let mut tries = Tries::default();
    (0..failures).for_each(|_| tries.failed(DANA, noon()));
    tries
}

#[test]
fn three_failures_are_free_and_then_the_wait_doubles_to_a_quarter_of_an_hour() {
    let waits: Vec<u64> = (0..18).map(|failures| seconds(after(failures).wait(DANA, noon()))).collect();
    assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]);
    let mut tries = after(8);
    assert_eq!(seconds(tries.wait(DANA, noon() + TimeDelta::seconds(6))), 10);
    assert_eq!(tries.wait(DANA, noon() + TimeDelta::seconds(16)), None);
    assert_eq!(tries.wait(Login::Account(2), noon()), None, "everybody else goes on as before");
}

#[test]
fn the_hundredth_failure_closes_the_account_whatever_the_clock_says() {
    let mut tries = after(99);
    assert_eq!(tries.wait(DANA, noon() + TimeDelta::hours(1)), None);
    tries.failed(DANA, noon());
    for days in [-4000, -1, 0, 1, 4000] {
        assert_eq!(tries.wait(DANA, noon() + TimeDelta::days(days)), Some(Wait::Closed));
    }
    let told = Error::from(Wait::Closed);
    assert_eq!(told.code, Code::SignIn);
    assert!(told.sentence.contains("recovery code"));
    tries.reopen(DANA);
    assert_eq!(tries.wait(DANA, noon()), None);
}

#[test]
fn tries_survive_restarts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.tries");
    for failures in 0..100 {
        let mut tries = Tries::read(&path).unwrap();
        assert_ne!(tries.wait(DANA, noon() + TimeDelta::hours(failures)), Some(Wait::Closed));
        tries.failed(DANA, noon() + TimeDelta::hours(failures));
        if failures % 25 == 24 {
            tries.failed(Login::Unknown(7), noon());
        }
        tries.write(&path).unwrap();
    }
    let mut tries = Tries::read(&path).unwrap();
    assert!(!tries.was_damaged());
    assert_eq!(tries.wait(DANA, noon() + TimeDelta::days(99)), Some(Wait::Closed));
    assert_eq!(seconds(tries.wait(Login::Unknown(7), noon())), 1);
}

#[test]
fn a_clock_set_back_never_shortens_a_wait() {
    let mut tries = after(10);
    let back = noon() - TimeDelta::days(3);
    assert_eq!(seconds(tries.wait(DANA, back)), 64, "the whole wait again, and not three days");
    assert_eq!(seconds(tries.wait(DANA, back + TimeDelta::seconds(60))), 4);
    assert_eq!(tries.wait(DANA, back + TimeDelta::seconds(64)), None);
}

#[test]
fn a_clock_set_forward_skips_a_wait_but_not_the_count() {
    let mut tries = Tries::default();
    let mut now = noon();
    for _ in 0..100 {
        assert_eq!(tries.wait(DANA, now), None);
        tries.failed(DANA, now);
        now += TimeDelta::days(1);
    }
    assert_eq!(tries.wait(DANA, now), Some(Wait::Closed));
}

#[test]
fn a_right_password_takes_the_count_back_and_tells_of_it() {
    let mut tries = after(5);
    // Counted beforehand, as every try is.
    tries.failed(DANA, noon() + TimeDelta::minutes(1));
    assert_eq!(tries.succeeded(DANA), 5);
    tries.failed(DANA, noon());
    assert_eq!(tries.succeeded(DANA), 0);
    assert_eq!(tries.wait(DANA, noon()), None);
}

#[test]
fn an_account_is_counted_once_however_it_is_named() {
    let office = TestOffice::new();
    for user in ["dana", "DANA ", "dana@LAKESIDE.example"] {
        assert_eq!(office.ring.login(user), DANA);
    }
    let unknown = office.ring.login("nobody");
    assert!(matches!(unknown, Login::Unknown(place) if place < 4096));
    assert_eq!(unknown, office.ring.login(" NoBody"));
}

#[test]
fn unknown_names_are_counted_like_known_ones_and_their_number_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.tries");
    let mut tries = Tries::default();
    for place in 0..2000 {
        tries.failed(Login::Unknown(place), noon() + TimeDelta::seconds(place.into()));
    }
    (0..9).for_each(|_| tries.failed(Login::Unknown(1999), noon()));
    tries.write(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("failures").count(), 512);
    let mut tries = Tries::read(&path).unwrap();
    assert_eq!(tries.wait(Login::Unknown(0), noon()), None, "the oldest have given way");
    assert_eq!(seconds(tries.wait(Login::Unknown(1999), noon())), 64);
}

#[test]
fn a_damaged_file_keeps_nobody_out_but_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.tries");
    assert!(!Tries::read(&path).unwrap().was_damaged());
    for bytes in [&b"{"[..], b"", b"{\"format\":9,\"accounts\":{},\"unknown\":{}}", &[b' '; (1 << 20) + 1]] {
        std::fs::write(&path, bytes).unwrap();
        let mut tries = Tries::read(&path).unwrap();
        assert!(tries.was_damaged());
        assert_eq!(tries.wait(DANA, noon()), None);
    }
    after(4).write(&path).unwrap();
    assert!(!Tries::read(&path).unwrap().was_damaged());
}

#[test]
fn waits_are_spoken_in_words() {
    let spoken = |wait| Error::from(Wait::For(wait)).sentence;
    assert!(spoken(Duration::from_secs(1)).contains("Wait 1 second and"));
    assert!(spoken(Duration::from_millis(31_500)).contains("Wait 32 seconds and"));
    assert!(spoken(Duration::from_secs(900)).contains("Wait 15 minutes and"));
}

#[test]
fn failures_stay_untold_until_they_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.tries");
    let mut tries = after(2);
    tries.failed(Login::Unknown(7), noon());
    tries.failed(Login::Unknown(9), noon() + TimeDelta::minutes(5));
    tries.failed(DANA, noon() + TimeDelta::minutes(1));
    assert_eq!(tries.succeeded(DANA), 2, "the third was the good one");
    tries.write(&path).unwrap();
    let mut tries = Tries::read(&path).unwrap();
    let (one, five) = (noon() + TimeDelta::minutes(1), noon() + TimeDelta::minutes(5));
    assert_eq!(tries.untold(), [(Some(1), 2, one), (None, 2, five)]);
    assert_eq!(tries.wait(DANA, noon()), None);
    tries.reopen(DANA);
    assert_eq!(tries.untold().len(), 2, "an opened account is still to be told of");
    tries.failed(Login::Account(2), noon());
    tries.told();
    assert_eq!(tries.untold(), []);
    assert_eq!(tries.succeeded(Login::Account(2)), 0, "what was told still counts");
    tries.write(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("failures").count(), 2, "the unknown names still count, Dana does not");
}

#[test]
fn what_gives_way_among_the_unknown_names_is_told_all_the_same() {
    let mut tries = Tries::default();
    (0..2000).for_each(|place| tries.failed(Login::Unknown(place), noon()));
    assert_eq!(tries.untold(), [(None, 2000, noon())]);
}

#[test]
fn tries_of_format_1_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.tries");
    let old = r#"{"format":1,"accounts":{"1":{"failures":4,"last":"2026-03-02T12:00:00Z"}},"unknown":{}}"#;
    std::fs::write(&path, old).unwrap();
    let mut tries = Tries::read(&path).unwrap();
    assert!(!tries.was_damaged());
    assert_eq!(seconds(tries.wait(DANA, noon())), 1);
    assert_eq!(tries.untold(), []);
}

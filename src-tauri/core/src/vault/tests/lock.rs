//! One program at a time.

use super::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[test]
fn the_second_waits_until_the_first_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let done = AtomicBool::new(false);
    let first = RingLock::take(folder.path()).unwrap();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| {
            let held = RingLock::take(folder.path()).unwrap();
            assert!(done.load(Ordering::SeqCst), "both held the lock at once");
            drop(held);
        });
        done.store(true, Ordering::SeqCst);
        drop(first);
        second.join().unwrap();
    });
    RingLock::take(folder.path()).unwrap();
}

#[test]
fn who_waits_too_long_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let held = RingLock::take(folder.path()).unwrap();
    refused(RingLock::take_within(folder.path(), Duration::ZERO), Code::Busy);
    drop(held);
    RingLock::take_within(folder.path(), Duration::ZERO).unwrap();
}

#[test]
fn two_offices_do_not_wait_for_each_other() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let _held = RingLock::take(one.path()).unwrap();
    RingLock::take_within(other.path(), Duration::ZERO).unwrap();
    refused(RingLock::take_within(&other.path().join("away"), Duration::ZERO), Code::Disk);
}

#[test]
fn what_is_changed_under_the_lock_is_never_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.tries");
    std::thread::scope(|scope| {
        for account in 1..=4 {
            let (folder, path) = (folder.path(), &path);
            scope.spawn(move || {
                for _ in 0..10 {
                    let _held = RingLock::take(folder).unwrap();
                    let mut tries = Tries::read(path).unwrap();
                    tries.failed(Login::Account(account), chrono::Utc::now());
                    tries.write(path).unwrap();
                }
            });
        }
    });
    let counts: Vec<u32> =
        Tries::read(&path).unwrap().untold().iter().map(|(_, untold, _)| *untold).collect();
    assert_eq!(counts, [10, 10, 10, 10]);
}

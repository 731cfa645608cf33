//! The office gets a new key when somebody loses access: killed at any moment it opens afterwards, for those who may.

use std::path::Path;
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use porchlight_core::db;
use porchlight_core::error::Code;
use porchlight_core::vault::KeyRing;
use serde_json::json;
use tempfile::TempDir;

use crate::durability::{assert_sound, my_part, play, said, say, signed_in};
use crate::stage::{Stage, call, desk_at, key_of, sign_in};

/// How many moments of the work a kill is tried at.
const MOMENTS: u32 = 100;

/// Far longer than a part takes.
const LONG: Duration = Duration::from_secs(60);

/// An office with Luis in it and enough leads that its file takes a moment, left by everybody.
fn office_with_luis() -> (TempDir, i64) {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "manager");
    stage.desk.fill_with_invented_leads(300, 7, &|_| {}).unwrap();
    let luis = stage.account("luis");
    let there = stage.desk_of("luis");
    call(&there, "sign_out", json!({})).unwrap();
    stage.call("sign_out", json!({}));
    (stage.folder, luis)
}

fn copy_of(folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

#[test]
fn part_disabling_luis() {
    let Some(folder) = my_part() else { return };
    let desk = signed_in(&folder);
    let people = call(&desk, "people", json!({})).unwrap();
    let luis = people["accounts"].as_array().unwrap().iter().find(|a| a["user_name"] == "luis").unwrap();
    say("begins");
    call(&desk, "account_disable", json!({"account": luis["account"]})).unwrap();
    say("done");
    // Waits to be killed.
    let _ = std::io::stdin().read_line(&mut String::new());
}

/// Plays the part; answers when it begins, with what it says from then on.
fn begin(folder: &Path) -> (Child, Receiver<String>) {
    let mut child = play("rotation::part_disabling_luis", folder).spawn().unwrap();
    let mut lines = said(&mut child);
    assert_eq!(lines.next().as_deref(), Some("begins"));
    let (tell, told) = channel();
    std::thread::spawn(move || lines.for_each(|line| drop(tell.send(line))));
    (child, told)
}

#[test]
fn a_kill_at_any_moment_leaves_an_office_that_opens() {
    let (office, luis) = office_with_luis();
    let whole = copy_of(office.path());
    let (mut child, told) = begin(whole.path());
    let started = Instant::now();
    assert_eq!(told.recv_timeout(LONG).as_deref(), Ok("done"));
    let takes = started.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();

    // Two at a time, as many as there are processors in the smallest machine.
    let halves: Vec<Tally> = std::thread::scope(|scope| {
        let half = |first: u32| {
            let office = office.path();
            scope
                .spawn(move || (first..MOMENTS).step_by(2).map(|at| killed_at(office, luis, takes, at)).sum())
        };
        let halves = [half(0), half(1)];
        halves.into_iter().map(|half| half.join().unwrap()).collect()
    });
    let Tally { out, finished_later } = halves.into_iter().sum();
    assert!((1..MOMENTS).contains(&out), "{out} of {MOMENTS} were disabled: the kills missed the work");
    assert!(finished_later > 0, "no kill fell into the change of the key");
}

/// How often Luis was out afterwards, and how often the change of the key was finished by the next sign-in.
#[derive(Default)]
struct Tally {
    out: u32,
    finished_later: u32,
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(all: I) -> Tally {
        all.fold(Tally::default(), |sum, one| Tally {
            out: sum.out + one.out,
            finished_later: sum.finished_later + one.finished_later,
        })
    }
}

/// Kills the program at one of the moments, and looks at what it left.
fn killed_at(office: &Path, luis: i64, takes: Duration, moment: u32) -> Tally {
    let folder = copy_of(office);
    let former = key_of(folder.path());
    let (mut child, told) = begin(folder.path());
    // Nothing is awaited here but the moment.
    let _ = told.recv_timeout(takes * moment / (MOMENTS - 10));
    child.kill().unwrap();
    child.wait().unwrap();

    let ring = || KeyRing::read(&folder.path().join("office.keys")).unwrap();
    let was_rotating = ring().is_rotating();
    let desk = signed_in(folder.path());
    assert_sound(&desk);
    assert_eq!(call(&desk, "dashboard", json!({})).unwrap()["leads"], 300);
    let people = call(&desk, "people", json!({})).unwrap();
    let account = people["accounts"].as_array().unwrap().iter().find(|a| a["account"] == luis).unwrap();
    assert!(!ring().is_rotating(), "whoever signs in finishes what was cut short");
    let entered = sign_in(&desk_at(folder.path().to_owned()), "luis");
    if account["state"] == "active" {
        assert_eq!(ring().epoch(), 1);
        entered.expect("nothing of it has happened");
        return Tally::default();
    }
    assert_eq!(entered.unwrap_err().code, Code::Refused);
    assert_eq!(ring().epoch(), 2);
    assert!(db::open_reader(folder.path(), &former).is_err(), "the key he had opens nothing");
    Tally { out: 1, finished_later: u32::from(was_rotating) }
}

#[test]
fn a_second_change_of_the_key_follows_the_first() {
    let stage = Stage::new();
    for name in ["luis", "mei", "pat"] {
        stage.welcome(name, "Somebody Here", "manager");
    }
    stage.call("account_disable", json!({"account": stage.account("luis")}));
    stage.call("account_disable", json!({"account": stage.account("mei")}));
    stage.assert_sound();
    // Pat has not been here since before both, and is led from the key of then to the present one.
    let pat = stage.desk_of("pat");
    call(&pat, "leads_page", json!({"from": 0, "count": 1})).unwrap();
    assert_eq!(KeyRing::read(&stage.folder.path().join("office.keys")).unwrap().epoch(), 3);
    stage.call("sign_out", json!({}));
    let recovered = json!({"code": stage.recovery_code, "password": "seven quiet boats at anchor"});
    stage.call("recover", recovered);
    stage.assert_sound();
}

#[test]
fn an_import_under_way_is_not_cut_short_and_the_key_follows_it() {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "manager");
    let luis = stage.account("luis");
    let rows: String = (0..400).map(|row| format!("Lead{row},2155550148\n")).collect();
    let path = stage.file("many.csv", format!("first_name,phone\n{rows}").as_bytes());
    let desk = std::sync::Arc::clone(&stage.desk);
    let (tell, told) = channel();
    let plan = json!({"path": path, "columns": ["first_name", "phone"], "has_header": true, "job": 5});
    // In the middle of the import somebody is disabled: it waits for the import's own transaction, no longer.
    let disabling = {
        let desk = std::sync::Arc::clone(&stage.desk);
        std::thread::spawn(move || {
            told.recv_timeout(LONG).expect("the import begins");
            call(&desk, "account_disable", json!({"account": luis})).map(|_| ())
        })
    };
    desk.call("import_run", plan, &|_| {
        let _ = tell.send(());
    })
    .expect("the import ends as if nothing were");
    disabling.join().unwrap().unwrap();
    assert_eq!(stage.count(), 400);
    stage.call("sign_out", json!({}));
    sign_in(&stage.desk, "dana").unwrap();
    assert_eq!(KeyRing::read(&stage.folder.path().join("office.keys")).unwrap().epoch(), 2);
    assert!(!KeyRing::read(&stage.folder.path().join("office.keys")).unwrap().is_rotating());
    stage.assert_sound();
}

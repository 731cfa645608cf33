//! Sessions: the list, ending one, the lock by hand, by idleness and by hours, the limit, and what a kill leaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::Duration;
use porchlight_core::Desk;
use porchlight_core::desk::WayIn;
use porchlight_core::error::Code;
use porchlight_core::vault::Cost;
use serde_json::{Value, json};

use crate::stage::{PASSWORD, Stage, call, desk_at, password_of, sentence, sign_in};

/// A desk whose clock can be set, in minutes away from the real one.
fn desk_with_clock(stage: &Stage) -> (Arc<Desk>, Arc<AtomicI64>) {
    let minutes = Arc::new(AtomicI64::new(0));
    let set = Arc::clone(&minutes);
    let clock = move || chrono::Utc::now() + Duration::minutes(set.load(Ordering::Relaxed));
    let folder = stage.folder.path().to_owned();
    (Desk::with_clock(folder, WayIn::Window, Cost::FLOOR, Box::new(clock)), minutes)
}

fn phase(desk: &Desk) -> Value {
    call(desk, "office_state", json!({})).unwrap()
}

fn sessions(desk: &Desk, everybody: bool) -> Vec<Value> {
    let page = call(desk, "sessions", json!({"everybody": everybody, "from": 0, "count": 100})).unwrap();
    page["rows"].as_array().unwrap().clone()
}

#[test]
fn a_lock_by_hand_says_whose_session_it_was() {
    let stage = Stage::new();
    stage.call("lock", json!({}));
    let state = phase(&stage.desk);
    assert_eq!(state["phase"], "sign_in");
    assert_eq!(
        (state["locked"]["name"].as_str(), state["locked"]["why"].as_str()),
        (Some("Dana Whitfield"), Some("lock"))
    );
    assert_eq!(stage.refused("dashboard", json!({})).code, Code::SignedOut);
    sign_in(&stage.desk, "dana").unwrap();
    assert_eq!(phase(&stage.desk)["locked"], Value::Null);
    let rows = sessions(&stage.desk, false);
    assert_eq!(rows[1]["why_ended"], "Locked by hand");
}

#[test]
fn nobody_there_for_fifteen_minutes_locks_and_a_touch_does_not() {
    let stage = Stage::new();
    let (desk, minutes) = desk_with_clock(&stage);
    sign_in(&desk, "dana").unwrap();
    minutes.store(14, Ordering::Relaxed);
    call(&desk, "touch", json!({})).unwrap();
    minutes.store(28, Ordering::Relaxed);
    call(&desk, "dashboard", json!({})).expect("fourteen minutes after the touch");
    // A screen that asks by itself is nobody there.
    minutes.store(29, Ordering::Relaxed);
    assert_eq!(call(&desk, "dashboard", json!({})).unwrap_err().code, Code::SignedOut);
    assert_eq!(phase(&desk)["locked"]["sentence"], "Locked after 15 minutes without a key.");
}

#[test]
fn a_clock_set_back_wins_no_time_and_twelve_hours_are_the_end() {
    let stage = Stage::new();
    let (desk, minutes) = desk_with_clock(&stage);
    sign_in(&desk, "dana").unwrap();
    minutes.store(-600, Ordering::Relaxed);
    call(&desk, "dashboard", json!({})).expect("a clock set back locks nobody out");
    for ten in 1..72 {
        minutes.store(ten * 10, Ordering::Relaxed);
        call(&desk, "touch", json!({})).unwrap();
    }
    assert_eq!(phase(&desk)["phase"], "ready");
    minutes.store(12 * 60, Ordering::Relaxed);
    assert_eq!(phase(&desk)["phase"], "sign_in");
    assert_eq!(phase(&desk)["locked"]["why"], "hours");
}

#[test]
fn the_limits_are_settings_that_hold_at_once() {
    let stage = Stage::new();
    let refused = stage.refused("setting_change", json!({"setting": "idle_minutes", "value": "0"}));
    assert_eq!(refused.field.as_deref(), Some("idle_minutes"));
    let (desk, minutes) = desk_with_clock(&stage);
    sign_in(&desk, "dana").unwrap();
    let done = call(&desk, "setting_change", json!({"setting": "idle_minutes", "value": "2"})).unwrap();
    assert_eq!(phase(&desk)["session"]["idle_minutes"], 2);
    minutes.store(3, Ordering::Relaxed);
    assert_eq!(phase(&desk)["locked"]["sentence"], "Locked after 2 minutes without a key.");
    stage.call("undo", json!({"operation": done["operation"]}));
    let shown = stage.call("settings", json!({}));
    let idle = shown.as_array().unwrap().iter().find(|setting| setting["setting"] == "idle_minutes").unwrap();
    assert_eq!(idle["value"], "15");
}

#[test]
fn a_third_place_ends_the_oldest() {
    let stage = Stage::new();
    let second = stage.another_desk();
    let third = stage.another_desk();
    let refused = stage.refused("dashboard", json!({}));
    assert_eq!(refused.code, Code::SignedOut);
    assert_eq!(phase(&stage.desk)["locked"]["sentence"], "Signed in at another place.");
    for desk in [&second, &third] {
        call(desk, "dashboard", json!({})).unwrap();
    }
    // A script is no place.
    let script = Desk::with(stage.folder.path().to_owned(), WayIn::CommandLine, Cost::FLOOR);
    sign_in(&script, "dana").unwrap();
    call(&second, "dashboard", json!({})).unwrap();
    call(&third, "dashboard", json!({})).unwrap();
}

#[test]
fn a_session_left_open_by_a_kill_is_known_for_it_and_a_living_one_is_not() {
    let stage = Stage::new();
    let living = stage.another_desk();
    // A program that is killed leaves its row open, and the system takes its lock.
    stage
        .raw()
        .execute_batch(
            "INSERT INTO sessions (id, account_id, computer, system_user, way_in, started_at) \
         SELECT 900, 1, computer, system_user, 'window', started_at FROM sessions LIMIT 1",
        )
        .unwrap();
    stage.call("sign_out", json!({}));
    sign_in(&stage.desk, "dana").unwrap();
    let rows = sessions(&stage.desk, false);
    let killed = rows.iter().find(|row| row["session"] == 900).unwrap();
    assert_eq!(killed["why_ended"], "Porchlight ended without a sign-out");
    call(&living, "dashboard", json!({})).expect("its program still runs");
}

#[test]
fn sessions_are_listed_and_ended_by_those_who_may() {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "caller");
    let luis = stage.desk_of("luis");
    let rows = sessions(&luis, false);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0]["is_this"].as_bool(), rows[0]["who"].as_str()), (Some(true), Some("Luis Ortega")));
    assert!(!rows[0]["computer"].as_str().unwrap().is_empty());
    let all = call(&luis, "sessions", json!({"everybody": true, "from": 0, "count": 10})).unwrap_err();
    assert_eq!(all.code, Code::Refused);
    let danas = sessions(&stage.desk, false)[0]["session"].clone();
    assert_eq!(call(&luis, "session_end", json!({"session": danas})).unwrap_err().code, Code::Refused);

    assert_eq!(sessions(&stage.desk, true).len(), 2);
    stage.call("session_end", json!({"session": rows[0]["session"]}));
    assert_eq!(
        call(&luis, "sessions", json!({"everybody": false, "from": 0, "count": 1})).unwrap_err().code,
        Code::SignedOut
    );
    assert_eq!(phase(&luis)["locked"]["sentence"], "Ended by Dana Whitfield.");
    let again = stage.refused("session_end", json!({"session": rows[0]["session"]}));
    sentence(again, Code::MovedOn);
}

#[test]
fn another_person_unlocks_and_the_first_ones_draft_waits_for_them() {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "intake_coordinator");
    stage.call("draft_save", json!({"form": "lead", "of": null, "content": "{\"first_name\":\"Ruth\"}"}));
    stage.call("lock", json!({}));
    sign_in(&stage.desk, "luis").unwrap();
    assert_eq!(stage.call("drafts", json!({})), json!([]), "nobody sees what another typed");
    stage.call("draft_save", json!({"form": "lead", "of": null, "content": "{\"first_name\":\"Walter\"}"}));
    // Without a sign-out: whoever signs in takes the place of who was there.
    sign_in(&stage.desk, "dana").unwrap();
    let drafts = stage.call("drafts", json!({}));
    assert_eq!(drafts.as_array().unwrap().len(), 1);
    assert_eq!(drafts[0]["content"], "{\"first_name\":\"Ruth\"}");
    stage.call("draft_save", json!({"form": "lead", "of": null, "content": ""}));
    assert_eq!(stage.call("drafts", json!({})), json!([]));
    assert!(stage.log().iter().all(|entry| !entry["action"].as_str().unwrap().starts_with("draft")));
}

#[test]
fn the_sign_in_shows_who_was_here_lately_unless_it_is_switched_off() {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "caller");
    let people = |desk: &Desk| -> Vec<String> {
        let state = phase(desk);
        state["people"]
            .as_array()
            .unwrap()
            .iter()
            .map(|person| person["user_name"].as_str().unwrap().to_owned())
            .collect()
    };
    stage.call("sign_out", json!({}));
    assert_eq!(people(&stage.desk), ["dana"], "Luis was never here");
    let luis = stage.desk_of("luis");
    assert_eq!(people(&stage.desk), ["luis", "dana"]);
    call(&luis, "sign_out", json!({})).unwrap();
    sign_in(&stage.desk, "dana").unwrap();
    stage.call("setting_change", json!({"setting": "tiles", "value": "no"}));
    stage.call("sign_out", json!({}));
    assert!(people(&stage.desk).is_empty());
    assert!(!std::fs::read_to_string(stage.folder.path().join("office.recent")).unwrap().contains('1'));
}

#[test]
fn an_integration_has_no_window() {
    let stage = Stage::new();
    stage.welcome("drop", "Drop Folder", "integration");
    let window = desk_at(stage.folder.path().to_owned());
    let refused = sign_in(&window, "drop").unwrap_err();
    assert!(sentence(refused, Code::Refused).contains("command line"));
    let script = Desk::with(stage.folder.path().to_owned(), WayIn::CommandLine, Cost::FLOOR);
    sign_in(&script, "drop").unwrap();
}

#[test]
fn a_hundred_tries_close_an_account_across_restarts_and_clock_changes() {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "caller");
    let wrong = json!({"user": "luis", "password": "no idea what it was"});
    let mut evaluated = 0;
    let mut minutes_on = 0;
    // Each try with a program of its own; the clock jumps on past every wait, and now and then back by a year.
    for round in 0.. {
        let (desk, minutes) = desk_with_clock(&stage);
        minutes_on += 20;
        let back = if round % 7 == 3 { -365 * 24 * 60 } else { 0 };
        minutes.store(minutes_on + back, Ordering::Relaxed);
        let refused = call(&desk, "sign_in", wrong.clone()).unwrap_err();
        assert_eq!(refused.code, Code::SignIn);
        if refused.sentence.contains("no password is taken any more") {
            break;
        }
        if refused.sentence.starts_with("The name or the password is not right") {
            evaluated += 1;
        }
        assert!(round < 400, "{evaluated} of {round} evaluated: {}", refused.sentence);
    }
    assert!(evaluated <= 100, "{evaluated} passwords were looked at");
    let right = sign_in(&desk_at(stage.folder.path().to_owned()), "luis").unwrap_err();
    assert!(right.sentence.contains("no password is taken any more"), "{}", right.sentence);
    sign_in(&desk_at(stage.folder.path().to_owned()), "dana").expect("others are not concerned");

    assert_eq!(stage.person("luis")["failed_tries"], 100);
    stage.call("account_unlock", json!({"account": stage.account("luis")}));
    sign_in(&desk_at(stage.folder.path().to_owned()), "luis").unwrap();
}

#[test]
fn a_file_of_tries_that_lies_keeps_nobody_out() {
    let stage = Stage::new();
    stage.call("sign_out", json!({}));
    let tries = stage.folder.path().join("office.tries");
    let lie = json!({"format": 2, "accounts": {"77": {"failures": 9, "last": "2099-01-01T00:00:00Z", "untold": 9}}, "unknown": {}});
    for content in [lie.to_string(), "nonsense".to_owned(), String::new()] {
        std::fs::write(&tries, content).unwrap();
        sign_in(&stage.desk, "dana").unwrap();
        stage.call("sign_out", json!({}));
    }
    sign_in(&stage.desk, "dana").unwrap();
    let told = stage.log().into_iter().filter(|entry| entry["action"] == "account.failed").count();
    assert_eq!(told, 3, "what the file said is in the log once, and that it was damaged twice");
}

#[test]
fn the_recovery_code_is_confirmed_by_a_part_of_it() {
    let stage = Stage::new();
    assert_eq!(phase(&stage.desk)["session"]["recovery_unconfirmed"], true);
    let group = stage.recovery_code.split('-').nth(3).unwrap().to_owned();
    let wrong = stage.refused("recovery_confirm", json!({"group": 2, "typed": "0000"}));
    assert_eq!(wrong.field.as_deref(), Some("typed"));
    stage.call("recovery_confirm", json!({"group": 3, "typed": group.to_lowercase()}));
    assert_eq!(phase(&stage.desk)["session"]["recovery_unconfirmed"], false);

    assert_eq!(
        stage.refused("recovery_renew", json!({"password": "a guess of somebody"})).field.as_deref(),
        Some("password")
    );
    let renewed = stage.call("recovery_renew", json!({"password": PASSWORD}));
    assert_eq!(phase(&stage.desk)["session"]["recovery_unconfirmed"], true);
    stage.call("sign_out", json!({}));
    let with = |code: &Value| json!({"code": code, "password": password_of("somebody")});
    assert_eq!(
        stage.refused("recover", with(&json!(stage.recovery_code))).code,
        Code::Invalid,
        "the former code is void"
    );
    stage.call("recover", with(&renewed["recovery_code"]));
}

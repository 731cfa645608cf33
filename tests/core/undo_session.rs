//! Ctrl+Z and Ctrl+Shift+Z: what they take back and do again, session by session.

use porchlight_core::Desk;
use porchlight_core::desk::WayIn;
use porchlight_core::error::Code;
use porchlight_core::vault::Cost;
use serde_json::json;

use crate::stage::{Stage, call, sentence, sign_in};
use crate::undo::{city, edit};

#[test]
fn ctrl_z_and_ctrl_shift_z_walk_back_and_forth_through_the_session() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    edit(&stage, id, "city", "Chester");
    edit(&stage, id, "city", "Bristol");
    let step = |command: &str| {
        stage.call(command, json!({}));
        city(&stage, id)
    };
    assert_eq!(
        sentence(stage.refused("redo", json!({})), Code::Missing),
        "There is nothing of yours to do again."
    );
    assert_eq!(step("undo"), "Chester");
    assert_eq!(step("undo"), "");
    assert_eq!(step("redo"), "Chester");
    assert_eq!(step("redo"), "Bristol");
    sentence(stage.refused("redo", json!({})), Code::Missing);
    for _ in 0..4 {
        assert_eq!(step("undo"), "Chester");
        assert_eq!(step("redo"), "Bristol");
    }
    assert_eq!(stage.last()["sentence"], "Done again: Ruth Abel: city set to Bristol");
    assert_eq!(step("undo"), "Chester");
    assert_eq!(step("undo"), "");
    stage.call("undo", json!({}));
    assert_eq!(stage.count(), 0);
    for expected in ["", "Chester", "Bristol"] {
        assert_eq!(step("redo"), expected);
    }
    stage.assert_sound();
}

#[test]
fn whatever_is_done_after_an_undo_leaves_nothing_to_do_again() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    edit(&stage, id, "city", "Chester");
    stage.call("undo", json!({}));
    // Reading something out is no change that could lie in between.
    stage.call("leads_export", json!({"path": stage.folder.path().join("out.csv"), "job": 1}));
    stage.call("redo", json!({}));
    assert_eq!(city(&stage, id), "Chester");
    stage.call("undo", json!({}));
    edit(&stage, id, "email", "ruth@abel.example");
    sentence(stage.refused("redo", json!({})), Code::Missing);
    stage.call("undo", json!({}));
    stage.call("redo", json!({}));
    assert_eq!(stage.lead(id)["email"], "ruth@abel.example");
    sentence(stage.refused("redo", json!({})), Code::Missing);
}

#[test]
fn a_session_takes_back_its_own_acts_alone() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let other = stage.another_desk();
    sentence(call(&other, "undo", json!({})).unwrap_err(), Code::Missing);
    call(&other, "lead_edit", json!({"id": id, "fields": {"city": "Media"}})).unwrap();
    edit(&stage, id, "email", "ruth@abel.example");
    call(&other, "undo", json!({})).unwrap();
    let lead = stage.lead(id);
    assert_eq!((lead["city"].as_str(), lead["email"].as_str()), (Some(""), Some("ruth@abel.example")));
    sentence(call(&other, "undo", json!({})).unwrap_err(), Code::Missing);
    sentence(stage.refused("redo", json!({})), Code::Missing);
    call(&other, "redo", json!({})).unwrap();

    // Whoever signs out and in again begins anew.
    call(&other, "sign_out", json!({})).unwrap();
    sign_in(&other, "dana").unwrap();
    sentence(call(&other, "undo", json!({})).unwrap_err(), Code::Missing);
    sentence(call(&other, "redo", json!({})).unwrap_err(), Code::Missing);
    assert_eq!(city(&stage, id), "Media");
}

#[test]
fn the_command_line_takes_back_what_one_did_anywhere() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    edit(&stage, id, "city", "Chester");
    stage.welcome("pat", "Pat Quinn", "manager");
    let pat = stage.desk_of("pat");
    call(&pat, "lead_edit", json!({"id": id, "fields": {"email": "ruth@abel.example"}})).unwrap();
    let shell = Desk::with(stage.folder.path().to_owned(), WayIn::CommandLine, Cost::FLOOR);
    sign_in(&shell, "dana").unwrap();
    call(&shell, "undo", json!({})).unwrap();
    let lead = stage.lead(id);
    assert_eq!((lead["city"].as_str(), lead["email"].as_str()), (Some(""), Some("ruth@abel.example")));
    call(&shell, "sign_out", json!({})).unwrap();
    sign_in(&shell, "dana").unwrap();
    call(&shell, "redo", json!({})).unwrap();
    assert_eq!(city(&stage, id), "Chester");
}

#[test]
fn what_stands_in_the_way_of_the_keys_is_foretold_without_a_number() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    sentence(stage.refused("undo_outlook", json!({"again": true})), Code::Missing);
    edit(&stage, id, "city", "Chester");
    let edited = stage.last()["operation"].clone();
    let free = stage.call("undo_outlook", json!({}));
    assert_eq!((&free["operation"], &free["can"], &free["again"]), (&edited, &json!(true), &json!(false)));

    let other = stage.another_desk();
    let theirs = json!({"id": id, "fields": {"city": "Bristol"}});
    let theirs = call(&other, "lead_edit", theirs).unwrap()["operation"].clone();
    let refused = sentence(stage.refused("undo", json!({})), Code::MovedOn);
    let outlook = stage.call("undo_outlook", json!({}));
    assert_eq!((&outlook["operation"], &outlook["why_not"]), (&edited, &json!(refused)));
    assert_eq!(outlook["obstacles"][0]["operation"], theirs);

    call(&other, "undo", json!({"operation": theirs})).unwrap();
    let undone = stage.call("undo", json!({}))["operation"].clone();
    call(&other, "lead_edit", json!({"id": id, "fields": {"city": "Media"}})).unwrap();
    let refused = sentence(stage.refused("redo", json!({})), Code::MovedOn);
    let outlook = stage.call("undo_outlook", json!({"again": true}));
    assert_eq!((&outlook["operation"], &outlook["why_not"]), (&undone, &json!(refused)));
    assert_eq!(
        (&outlook["again"], &outlook["sentence"]),
        (&json!(true), &json!("Ruth Abel: city set to Chester"))
    );
}

#[test]
fn the_outlook_without_a_number_is_of_what_the_keys_would_take() {
    let stage = Stage::new();
    stage.welcome("mag", "Mag Olsen", "manager");
    let mag = stage.desk_of("mag");
    sentence(stage.refused("undo_outlook", json!({"again": true})), Code::Missing);
    let id = stage.add_lead("Ruth", "Abel");
    edit(&stage, id, "city", "Chester");
    let own = stage.last()["operation"].clone();
    call(&mag, "lead_edit", json!({"id": id, "fields": {"city": "Bristol"}})).unwrap();
    let outlook = stage.call("undo_outlook", json!({}));
    assert_eq!((outlook["operation"].clone(), outlook["can"].as_bool()), (own.clone(), Some(false)));
    assert_eq!(outlook["obstacles"][0]["who"], "Mag Olsen");
    let refused = sentence(stage.refused("undo", json!({})), Code::MovedOn);
    assert_eq!(outlook["why_not"], refused);
    // Where a number is said, it alone counts.
    let outlook = stage.call("undo_outlook", json!({"operation": own, "again": true}));
    assert_eq!(outlook["operation"], own);

    call(&mag, "undo", json!({})).unwrap();
    let undone = stage.call("undo", json!({}))["operation"].clone();
    call(&mag, "lead_edit", json!({"id": id, "fields": {"city": "Media"}})).unwrap();
    let outlook = stage.call("undo_outlook", json!({"again": true}));
    assert_eq!((outlook["operation"].clone(), outlook["can"].as_bool()), (undone, Some(false)));
    assert_eq!(outlook["obstacles"][0]["who"], "Mag Olsen");
    assert_eq!(outlook["why_not"], sentence(stage.refused("redo", json!({})), Code::MovedOn));
}

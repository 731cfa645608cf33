//! Checking the log: from the beginning or from the last check on, what is written down of it, and heads from paper.

use std::cell::RefCell;

use porchlight_core::activity::{chain, give_head};
use porchlight_core::error::Code;
use porchlight_core::health;
use porchlight_core::office::Progress;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::chain::{tamper, try_to};
use crate::stage::{Stage, call, sentence};

fn check(stage: &Stage, whole: bool) -> Value {
    stage.call("log_verify", json!({"whole": whole, "job": 1}))
}

fn entries(stage: &Stage) -> i64 {
    stage.raw().query_row("SELECT max(id) FROM operations", [], |row| row.get(0)).unwrap()
}

/// An office with a few leads.
fn lived_in() -> Stage {
    let stage = Stage::new();
    for last in ["Abel", "Brandt", "Chen"] {
        stage.add_lead("Ruth", last);
    }
    stage
}

#[test]
fn a_check_says_and_writes_down_what_it_found() {
    let stage = lived_in();
    let newest = entries(&stage);
    let state = stage.call("log_state", json!({}));
    assert_eq!((state["unchecked"].as_i64(), state["checks"].as_array().unwrap().len()), (Some(newest), 0));

    let first = check(&stage, false);
    assert_eq!(
        (first["sound"].as_bool(), first["whole"].as_bool()),
        (Some(true), Some(true)),
        "there was none before"
    );
    assert_eq!(first["entries"], newest);
    assert_eq!(
        first["sentence"],
        format!("Activity log checked from the beginning: {newest} entries, all as they were written.")
    );
    assert_eq!(first["head"]["sequence"], newest);
    let last = stage.last();
    assert_eq!((last["action"].as_str(), last["undo"].as_str()), (Some("log.check"), Some("cannot")));
    assert_eq!(format!("{}.", last["sentence"].as_str().unwrap()), first["sentence"].as_str().unwrap());

    let state = stage.call("log_state", json!({}));
    assert_eq!(state["unchecked"], 0);
    stage.add_lead("Mei", "Chen");
    assert_eq!(stage.call("log_state", json!({}))["unchecked"], 1);
    let second = check(&stage, false);
    assert_eq!((second["whole"].as_bool(), second["entries"].as_i64()), (Some(false), Some(2)));
    let state = stage.call("log_state", json!({}));
    let checks = state["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 2);
    assert_eq!((checks[0]["whole"].as_bool(), checks[1]["whole"].as_bool()), (Some(false), Some(true)));
    assert_eq!(
        (checks[0]["sequence"].as_i64(), checks[0]["who"].as_str()),
        (Some(newest + 2), Some("Dana Whitfield"))
    );
    for _ in 0..12 {
        check(&stage, true);
    }
    assert_eq!(stage.call("log_state", json!({}))["checks"].as_array().unwrap().len(), 12);
    stage.assert_sound();
}

#[test]
fn a_check_that_finds_something_names_the_entry_and_counts_as_none() {
    let stage = lived_in();
    check(&stage, true);
    let id = stage.add_lead("Walter", "Quillfeather");
    let bad = entries(&stage);
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}}));
    tamper(&stage, &format!("UPDATE operations SET sentence = 'Walter Quill added' WHERE id = {bad}"));
    for whole in [false, true, false] {
        let found = check(&stage, whole);
        assert_eq!((found["sound"].as_bool(), found["first_bad"].as_i64()), (Some(false), Some(bad)));
        assert!(found["sentence"].as_str().unwrap().contains(&format!("Entry {bad} ")));
        assert_eq!(
            stage.last()["sentence"],
            format!("Activity log checked: entry {bad} is not as it was written")
        );
    }
    let state = stage.call("log_state", json!({}));
    assert_eq!(state["checks"][0]["sound"], false);
    assert_eq!(state["checks"][0]["sequence"], bad - 1);
    assert!(!state.to_string().contains("Quill"), "what is written down of it names nobody");
    assert_eq!(state["unchecked"], entries(&stage), "no check stands to go on from");
    tamper(&stage, &format!("UPDATE operations SET sentence = 'Walter Quillfeather added' WHERE id = {bad}"));
    assert_eq!(check(&stage, false)["sound"], true);
    stage.assert_sound();
}

#[test]
fn a_sound_check_does_not_hide_what_a_later_one_found_before_its_end() {
    let stage = lived_in();
    check(&stage, true);
    stage.add_lead("Walter", "Quillfeather");
    tamper(&stage, "UPDATE operations SET sentence = 'Somebody else made it' WHERE id = 3");
    let found = check(&stage, false);
    assert_eq!(
        (found["sound"].as_bool(), found["whole"].as_bool()),
        (Some(true), Some(false)),
        "what is new"
    );
    assert_eq!(check(&stage, true)["first_bad"], 3);
    let found = check(&stage, false);
    assert_eq!((found["sound"].as_bool(), found["first_bad"].as_i64()), (Some(false), Some(3)), "{found}");
    assert_eq!(stage.call("log_state", json!({}))["unchecked"], entries(&stage));
}

#[test]
fn what_a_sound_check_did_not_find_is_not_told_as_cleared() {
    let stage = lived_in();
    check(&stage, true);
    let entry = stage.last();
    let labels: Vec<_> =
        entry["changes"].as_array().unwrap().iter().map(|change| change["label"].clone()).collect();
    assert_eq!(labels, ["Checked", "Entries looked at", "Sound up to entry"]);
}

#[test]
fn a_check_whose_entry_is_another_one_now_is_not_gone_on_from() {
    let stage = lived_in();
    check(&stage, true);
    let checked = entries(&stage) - 1;
    stage.add_lead("Mei", "Chen");
    tamper(&stage, &format!("UPDATE operations SET mac = replace(mac, 'a', 'b') WHERE id = {checked}"));
    let found = check(&stage, false);
    assert_eq!((found["sound"].as_bool(), found["first_bad"].as_i64()), (Some(false), Some(checked)));
    assert!(found["sentence"].as_str().unwrap().contains("from the beginning"), "{found}");
    assert_eq!(check(&stage, true)["first_bad"], checked);
}

#[test]
fn a_check_that_was_never_made_does_not_count() {
    let stage = lived_in();
    check(&stage, true);
    let newest = entries(&stage);
    for (column, value) in
        [("sequence", "sequence + 1"), ("tag", "replace(tag, 'a', 'b')"), ("wrong", "'Nothing.'")]
    {
        let was: String = stage
            .raw()
            .query_row(&format!("SELECT quote({column}) FROM log_checks"), [], |row| row.get(0))
            .unwrap();
        outside(&stage, &format!("UPDATE log_checks SET {column} = {value}"));
        let state = stage.call("log_state", json!({}));
        assert_eq!(
            (state["checks"].clone(), state["unchecked"].as_i64()),
            (json!([]), Some(newest)),
            "{column}"
        );
        assert!(stage.health().wrong.concat().contains(&format!("Entry {newest} ")), "{column}");
        outside(&stage, &format!("UPDATE log_checks SET {column} = {was}"));
        stage.assert_sound();
    }
}

/// Writes to a table that the log notes, behind its back.
fn outside(stage: &Stage, statement: &str) {
    let raw: Connection = stage.raw();
    let triggers: Vec<(String, String)> = raw
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('log_checks', 'heads_given')")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (name, _) in &triggers {
        raw.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    assert_eq!(raw.execute(statement, []).unwrap(), 1);
    for (_, sql) in &triggers {
        raw.execute_batch(sql).unwrap();
    }
}

#[test]
fn a_check_tells_how_far_it_is_and_can_be_stopped() {
    let stage = lived_in();
    stage.desk.fill_with_invented_leads(6_000, 7, &|_| {}).unwrap();
    let told: RefCell<Vec<Progress>> = RefCell::new(Vec::new());
    stage
        .desk
        .call("log_verify", json!({"whole": true, "job": 4}), &|step| told.borrow_mut().push(step))
        .unwrap();
    let told = told.into_inner();
    assert!(told.len() > 2, "{told:?}");
    assert!(told.iter().all(|step| step.sentence == "Checking the activity log"));
    assert_eq!(told.last().map(|step| Some(step.done)), told.last().map(|step| step.total));

    let before = entries(&stage);
    let stopped = stage.desk.call("log_verify", json!({"whole": true, "job": 5}), &|_| {
        call(&stage.desk, "job_cancel", json!({"job": 5})).unwrap();
    });
    sentence(stopped.unwrap_err(), Code::Cancelled);
    assert_eq!(entries(&stage), before, "a check that was stopped is not written down");
}

#[test]
fn a_check_goes_on_after_the_office_got_another_key() {
    let stage = lived_in();
    check(&stage, true);
    stage.welcome("pat", "Pat Quinn", "caller");
    stage.call("account_disable", json!({"account": stage.account("pat")}));
    stage.add_lead("Mei", "Chen");
    for whole in [false, true] {
        let found = check(&stage, whole);
        assert_eq!((found["sound"].as_bool(), found["whole"].as_bool()), (Some(true), Some(whole)));
    }
    assert_eq!(stage.call("log_state", json!({}))["checks"].as_array().unwrap().len(), 3);
}

#[test]
fn a_head_that_was_given_outside_is_compared_with_every_check() {
    let stage = lived_in();
    let newest = entries(&stage);
    let mut given = None;
    try_to(&stage, |operation| {
        given = Some(give_head(operation, "leads.csv")?);
        operation.says("test.given", "A head was given");
        Ok(())
    })
    .unwrap();
    let given = given.unwrap();
    assert_eq!(given.sequence, newest, "the head before the act that it is given with");
    assert_eq!(stage.call("log_state", json!({}))["heads_given"], 1);
    assert_eq!(stage.call("head_compare", json!({"head": given.text}))["fits"], true);
    assert_eq!(check(&stage, true)["sound"], true);
    stage.assert_sound();

    // As if the whole log had been written anew with its key: every link fits, but for the head on paper.
    outside(&stage, "UPDATE heads_given SET sequence = sequence - 1");
    let found = check(&stage, false)["sentence"].as_str().unwrap().to_owned();
    assert!(found.contains("leads.csv") && found.contains("does not fit"), "{found}");
    outside(&stage, "UPDATE heads_given SET sequence = sequence + 1");
    assert_eq!(check(&stage, false)["whole"], true, "after what was found there is nothing to go on from");
    stage.assert_sound();

    outside(&stage, "UPDATE heads_given SET mac = replace(mac, 'a', 'b')");
    for whole in [true, false] {
        assert_eq!(check(&stage, whole)["sound"], false);
    }
}

#[test]
fn a_head_from_paper_is_compared_with_the_log() {
    let stage = lived_in();
    let newest = entries(&stage);
    let (mac, at): (String, String) = stage
        .raw()
        .query_row("SELECT mac, at FROM operations WHERE id = ?1", [newest], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let text = chain::head_text(newest, &mac);
    assert_eq!(text, stage.call("log_state", json!({}))["head"]["text"].as_str().unwrap());
    assert_eq!(text.len(), newest.to_string().len() + 20);
    let day = porchlight_core::values::day_shown(&at);
    for typed in [
        text.clone(),
        text.to_lowercase(),
        text.replace('-', " "),
        format!("{newest}–{mac}"),
        text[..text.len() - 10].to_owned(),
    ] {
        let compared = stage.call("head_compare", json!({"head": typed}));
        assert_eq!(compared["fits"], true, "{typed}");
        assert_eq!(
            compared["sentence"],
            format!("Entry {newest} of {day} is the one that was written down.")
        );
        assert_eq!(
            (compared["sequence"].as_i64(), compared["at"].as_str()),
            (Some(newest), Some(at.as_str()))
        );
    }
    let other = chain::head_text(newest - 1, &mac);
    let compared = stage.call("head_compare", json!({"head": other}));
    assert_eq!((compared["fits"].as_bool(), compared["at"].as_str()), (Some(false), None));
    assert!(compared["sentence"].as_str().unwrap().contains("a digit was misread"));
    let compared = stage.call("head_compare", json!({"head": chain::head_text(newest + 1, &mac)}));
    assert!(
        compared["sentence"].as_str().unwrap().starts_with(&format!("The log has only {newest} entries"))
    );
    let refused = stage.refused("head_compare", json!({"head": "1284"}));
    assert_eq!(refused.field.as_deref(), Some("head"));
    sentence(refused, Code::Invalid);
}

#[test]
fn the_check_of_the_office_compares_a_head_and_writes_nothing() {
    let stage = lived_in();
    let office = &stage.desk.seated().unwrap().office;
    let before = entries(&stage);
    let steps = RefCell::new(0);
    let found = health::check_with(office, None, &|_| *steps.borrow_mut() += 1).unwrap();
    assert!(found.wrong.is_empty() && *steps.borrow() > 0);
    let head = found.head.unwrap();
    assert_eq!(head.sequence, before);
    assert!(health::check_with(office, Some(&head.text), &|_| {}).unwrap().wrong.is_empty());
    let later = head.text.replacen(&before.to_string(), &(before + 1).to_string(), 1);
    let wrong = health::check_with(office, Some(&later), &|_| {}).unwrap().wrong;
    assert!(wrong.concat().contains("tail was cut off"), "{wrong:?}");
    let refused = health::check_with(office, Some("no head"), &|_| {}).unwrap_err();
    assert_eq!(sentence(refused.clone(), Code::Invalid), refused.sentence);
    assert_eq!(entries(&stage), before);
}

#[test]
fn who_may_not_verify_is_refused() {
    let stage = lived_in();
    stage.welcome("pat", "Pat Quinn", "caller");
    let pat = stage.desk_of("pat");
    for (name, input) in [
        ("log_state", json!({})),
        ("log_verify", json!({"whole": true, "job": 1})),
        ("head_compare", json!({"head": "7-9F3A-11C2"})),
    ] {
        sentence(call(&pat, name, input).unwrap_err(), Code::Refused);
    }
}

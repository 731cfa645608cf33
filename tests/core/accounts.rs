//! Making an office, signing in and out, and the way back.

use porchlight_core::error::Code;
use serde_json::json;

use crate::stage::{PASSWORD, Stage, call, desk_at, new_office, sentence};

#[test]
fn a_folder_without_an_office_asks_for_a_first_run_and_no_account_exists() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk_at(folder.path().to_owned());

    let state = call(&desk, "office_state", json!({})).unwrap();
    assert_eq!(state["phase"], "first_run");
    assert_eq!(state["people"].as_array().unwrap().len(), 0);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "looking leaves nothing behind");
}

#[test]
fn who_makes_the_office_owns_it_and_is_signed_in() {
    let stage = Stage::new();
    let state = stage.call("office_state", json!({}));
    assert_eq!(state["phase"], "ready");
    assert_eq!(state["session"]["name"], "Dana Whitfield");
    assert_eq!(state["session"]["role"], "Owner");
    assert_eq!(state["session"]["office"], "Maple Street Home Care");
    assert!(state["session"]["permissions"].as_array().unwrap().contains(&json!("backup.restore")));
}

#[test]
fn each_pipeline_brings_its_stages() {
    for (pipeline, first, won) in [
        ("care", "New inquiry", "Care started"),
        ("tracklie", "New", "Converted"),
        ("iperform", "New", "Won"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk_at(folder.path().to_owned());
        let mut new = new_office();
        new["pipeline"] = json!(pipeline);
        call(&desk, "office_create", new).unwrap();

        let lists = call(&desk, "choices", json!({})).unwrap();
        let stages =
            lists.as_array().unwrap().iter().find(|list| list["name"] == "stage").unwrap()["choices"].clone();
        assert_eq!(stages[0]["label"], first);
        let found = stages.as_array().unwrap().iter().find(|stage| stage["kind"] == "won").unwrap();
        assert_eq!(found["label"], won);
    }
}

#[test]
fn an_office_that_cannot_be_made_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk_at(folder.path().to_owned());
    for (change, field) in [
        (json!({"name": "  "}), "office_name"),
        (
            json!({"owner": {"name": "", "user_name": "dana", "email": "d@maple.example", "password": PASSWORD}}),
            "name",
        ),
        (
            json!({"owner": {"name": "Dana", "user_name": "", "email": "d@maple.example", "password": PASSWORD}}),
            "user_name",
        ),
        (
            json!({"owner": {"name": "Dana", "user_name": "dana", "email": "nowhere", "password": PASSWORD}}),
            "email",
        ),
        (
            json!({"owner": {"name": "Dana", "user_name": "dana", "email": "d@maple.example", "password": "short"}}),
            "password",
        ),
    ] {
        let mut new = new_office();
        for (key, value) in change.as_object().unwrap() {
            new[key] = value.clone();
        }
        let refused = call(&desk, "office_create", new).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some(field)));
        assert_eq!(call(&desk, "office_state", json!({})).unwrap()["phase"], "first_run");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_second_office_is_not_made_over_the_first() {
    let stage = Stage::new();
    let before = std::fs::read(stage.folder.path().join("office.keys")).unwrap();
    sentence(stage.refused("office_create", new_office()), Code::Disk);
    assert_eq!(std::fs::read(stage.folder.path().join("office.keys")).unwrap(), before);
}

#[test]
fn an_office_whose_making_was_killed_before_the_last_move_is_finished() {
    let stage = Stage::new();
    stage.call("sign_out", json!({}));
    let making = stage.folder.path().join("making");
    std::fs::create_dir(&making).unwrap();
    std::fs::rename(stage.folder.path().join("office.keys"), making.join("office.keys")).unwrap();

    assert_eq!(stage.call("office_state", json!({}))["phase"], "sign_in");
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
}

#[test]
fn an_office_whose_making_was_killed_earlier_is_asked_for_anew() {
    let folder = tempfile::tempdir().unwrap();
    let making = folder.path().join("making");
    std::fs::create_dir(&making).unwrap();
    std::fs::write(making.join("office.db"), b"half of a file").unwrap();
    let desk = desk_at(folder.path().to_owned());
    assert_eq!(call(&desk, "office_state", json!({})).unwrap()["phase"], "first_run");
    call(&desk, "office_create", new_office()).unwrap();
}

#[test]
fn nothing_is_answered_before_sign_in_and_after_sign_out() {
    let stage = Stage::new();
    stage.call("sign_out", json!({}));
    assert_eq!(stage.call("office_state", json!({}))["phase"], "sign_in");
    for name in ["leads_page", "dashboard", "lead_add", "undo", "activity_page", "import_run"] {
        assert_eq!(stage.refused(name, json!({})).code, Code::SignedOut, "{name}");
    }
    stage.call("sign_in", json!({"user": "DANA@maple.example", "password": PASSWORD}));
    stage.call("dashboard", json!({}));
}

#[test]
fn wrong_passwords_get_one_sentence_and_then_a_growing_wait() {
    let stage = Stage::new();
    stage.call("sign_out", json!({}));
    let wrong = || stage.refused("sign_in", json!({"user": "dana", "password": "not the right lantern"}));
    let unknown = stage.refused("sign_in", json!({"user": "nobody", "password": "not the right lantern"}));
    assert_eq!(wrong().sentence, unknown.sentence, "an unknown name answers alike");
    for _ in 0..2 {
        assert_eq!(wrong().code, Code::SignIn);
    }
    let waits = sentence(wrong(), Code::SignIn);
    assert!(waits.contains("Wait"), "{waits}");
    let right = stage.refused("sign_in", json!({"user": "dana", "password": PASSWORD}));
    assert!(right.sentence.contains("Wait"), "the right password waits too: {}", right.sentence);
}

#[test]
fn failed_tries_are_told_at_the_next_sign_in() {
    let stage = Stage::new();
    stage.call("sign_out", json!({}));
    for _ in 0..2 {
        stage.refused("sign_in", json!({"user": "dana", "password": "not the right lantern"}));
    }
    let session = stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    assert_eq!(session["failed_before"], 2);
}

#[test]
fn the_recovery_code_gives_a_new_password_and_is_used_up() {
    let stage = Stage::new();
    stage.call("sign_out", json!({}));
    let new_password = "seven quiet boats at anchor";
    let recovered = stage.call("recover", json!({"code": stage.recovery_code, "password": new_password}));
    assert_eq!(recovered["session"]["user_name"], "dana");
    assert_ne!(recovered["recovery_code"].as_str().unwrap(), stage.recovery_code);
    let log = stage.call("activity_page", json!({"count": 10}));
    assert!(log["entries"].as_array().unwrap().iter().any(|entry| entry["action"] == "account.recover"));

    stage.call("sign_out", json!({}));
    assert_eq!(
        stage.refused("recover", json!({"code": stage.recovery_code, "password": new_password})).code,
        Code::Invalid
    );
    assert_eq!(stage.refused("sign_in", json!({"user": "dana", "password": PASSWORD})).code, Code::SignIn);
    stage.call("sign_in", json!({"user": "dana", "password": new_password}));
}

#[test]
fn an_old_key_ring_beside_a_newer_office_is_noticed() {
    let stage = Stage::new();
    let ring = stage.folder.path().join("office.keys");
    let old = std::fs::read(&ring).unwrap();
    stage.call("sign_out", json!({}));
    stage.call("recover", json!({"code": stage.recovery_code, "password": "seven quiet boats at anchor"}));
    stage.call("profile_change", json!({"name": "Dana Whitfield", "email": "dana@elm.example"}));
    stage.call("sign_out", json!({}));
    std::fs::write(&ring, old).unwrap();
    let refused = stage.refused("sign_in", json!({"user": "dana", "password": PASSWORD}));
    assert!(sentence(refused, Code::Damaged).contains("older"));
}

#[test]
fn a_key_ring_one_step_behind_is_put_right_and_opens_nothing_that_was_closed() {
    let stage = Stage::new();
    let ring = stage.folder.path().join("office.keys");
    let old = std::fs::read(&ring).unwrap();
    let new_password = "seven quiet boats at anchor";
    stage.call("password_change", json!({"old_password": PASSWORD, "password": new_password}));
    let new = std::fs::read(&ring).unwrap();
    stage.call("sign_out", json!({}));
    // As a program leaves it that is killed after the database was written and before the file was.
    std::fs::write(&ring, old).unwrap();
    assert_eq!(stage.refused("sign_in", json!({"user": "dana", "password": PASSWORD})).code, Code::SignIn);
    assert_eq!(std::fs::read(&ring).unwrap(), new, "the file is put right from the office");
    stage.call("sign_in", json!({"user": "dana", "password": new_password}));
}

#[test]
fn an_office_that_an_earlier_version_wrote_last_opens_and_is_brought_up() {
    let stage = Stage::new();
    // Earlier versions remembered the counter and the digest alone.
    stage.raw().execute("UPDATE key_ring_seen SET ring = NULL", []).unwrap();
    stage.call("sign_out", json!({}));
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    stage.welcome("luis", "Luis Ortega", "caller");
    stage.call("account_disable", json!({"account": stage.account("luis")}));
    stage.call("sign_out", json!({}));
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    stage.assert_sound();
}

#[test]
fn an_older_office_beside_its_newer_key_ring_is_noticed() {
    let stage = Stage::new();
    stage.call("sign_out", json!({}));
    let (file, ring) = (stage.folder.path().join("office.db"), stage.folder.path().join("office.keys"));
    let old = std::fs::read(&file).unwrap();
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    stage.call("profile_change", json!({"name": "Dana Whitfield", "email": "dana@elm.example"}));
    stage.call("sign_out", json!({}));
    let newer = std::fs::read(&ring).unwrap();
    std::fs::write(&file, old).unwrap();
    let refused = stage.refused("sign_in", json!({"user": "dana", "password": PASSWORD}));
    assert!(sentence(refused, Code::Damaged).contains("not of the same moment"));
    assert_eq!(std::fs::read(&ring).unwrap(), newer, "and nothing is changed");
}

#[test]
fn passwords_stand_nowhere_in_the_folder() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    stage.call("sign_out", json!({}));
    for entry in std::fs::read_dir(stage.folder.path()).unwrap().flatten().filter(|e| e.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        for secret in [PASSWORD, "Ruth", "555-0148"] {
            assert!(
                !bytes.windows(secret.len()).any(|w| w == secret.as_bytes()),
                "{secret} in {:?}",
                entry.path()
            );
        }
    }
}

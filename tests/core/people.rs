//! Asking for an account, approving it, forgetting a password, and losing access.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use porchlight_core::Desk;
use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::stage::{PASSWORD, Stage, call, desk_at, password_of, sentence, sign_in, spoken};

/// Far longer than any notice takes.
const LONG: Duration = Duration::from_secs(20);

fn ask(stage: &Stage, user_name: &str) -> Value {
    let asked = json!({
        "name": "Luis Ortega", "user_name": user_name, "email": format!("{user_name}@maple.example"),
        "password": password_of(user_name),
    });
    stage.call("account_ask", asked)
}

fn outside(stage: &Stage) -> Arc<Desk> {
    desk_at(stage.folder.path().to_owned())
}

#[test]
fn a_request_waits_for_its_words_and_its_password_opens_nothing_before() {
    let stage = Stage::new();
    let asked = ask(&stage, "luis");
    assert_eq!(asked["words"].as_array().unwrap().len(), 6);
    assert_eq!(stage.call("requests_waiting", json!({})), 1);

    let desk = outside(&stage);
    let waits = sentence(sign_in(&desk, "luis").unwrap_err(), Code::Refused);
    assert!(waits.contains("waits for approval"), "{waits}");
    let wrong =
        call(&desk, "sign_in", json!({"user": "luis", "password": "no idea what it was"})).unwrap_err();
    assert_eq!(wrong.code, Code::SignIn, "only who knows the password hears that it waits");

    let request = stage.request("luis");
    let shown: Vec<&str> = request["words"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
    assert_eq!(shown.len(), 3);
    let right = spoken(&asked["words"]);
    assert_eq!(shown.iter().filter(|words| **words == right).count(), 1);
    let other = shown.iter().find(|words| **words != right).unwrap();
    let approve = |words: &str| {
        call(
            &stage.desk,
            "account_approve",
            json!({"request": request["request"], "role": "caller", "words": words}),
        )
    };
    let refused = approve(other).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("words")));
    assert_eq!(approve("").unwrap_err().code, Code::Invalid);
    assert_eq!(sign_in(&desk, "luis").unwrap_err().code, Code::Refused, "still waiting");

    approve(&right).unwrap();
    let session = sign_in(&desk, "luis").unwrap();
    assert_eq!((session["role"].as_str(), session["reach"].as_str()), (Some("Caller"), Some("assigned")));
    assert_eq!(stage.call("requests_waiting", json!({})), 0);
    assert!(stage.log().iter().any(|entry| entry["action"] == "account.approve"));
    stage.assert_sound();
}

#[test]
fn a_swapped_request_has_other_words() {
    let stage = Stage::new();
    let words = spoken(&ask(&stage, "luis")["words"]);
    // Somebody with the folder puts a key of their own where Luis's was: another office's request of the same name.
    let inbox = stage.folder.path().join("office.inbox");
    let real = stage.request("luis")["request"].clone();
    std::fs::remove_file(&inbox).unwrap();
    ask(&stage, "luis");
    let request = stage.request("luis");
    assert_ne!(request["request"], real);
    let refused = stage
        .refused("account_approve", json!({"request": request["request"], "role": "caller", "words": words}));
    assert_eq!(refused.field.as_deref(), Some("words"));
    let gone = stage.refused("account_approve", json!({"request": real, "role": "caller", "words": words}));
    assert_eq!(gone.code, Code::Missing);
}

#[test]
fn a_damaged_inbox_is_said_and_keeps_nobody_out() {
    let stage = Stage::new();
    ask(&stage, "luis");
    assert_eq!(stage.call("people", json!({}))["requests_problem"], Value::Null);
    std::fs::write(stage.folder.path().join("office.inbox"), b"{\"format\": 1, \"requests\": [{}]}").unwrap();
    let people = stage.call("people", json!({}));
    assert!(people["requests_problem"].as_str().unwrap().contains("send theirs again"));
    assert_eq!(people["requests"], json!([]));
    assert!(sign_in(&outside(&stage), "dana").is_ok());
    ask(&stage, "luis");
    assert_eq!(stage.call("people", json!({}))["requests_problem"], Value::Null);
    stage.request("luis");
}

#[test]
fn a_request_that_a_kill_left_behind_its_approval_waits_no_more() {
    let stage = Stage::new();
    let words = spoken(&ask(&stage, "luis")["words"]);
    let inbox = stage.folder.path().join("office.inbox");
    let before = std::fs::read(&inbox).unwrap();
    let approval = json!({"request": stage.request("luis")["request"], "role": "caller", "words": words});
    stage.call("account_approve", approval.clone());
    // The key ring was written, and the inbox was not.
    std::fs::write(&inbox, before).unwrap();
    assert_eq!(stage.call("requests_waiting", json!({})), 0);
    assert_eq!(stage.call("people", json!({}))["requests"], json!([]));
    assert_eq!(stage.refused("account_approve", approval).code, Code::Missing);
    sign_in(&outside(&stage), "luis").unwrap();
}

#[test]
fn a_declined_request_is_gone_and_can_be_made_again() {
    let stage = Stage::new();
    ask(&stage, "luis");
    stage.call("account_decline", json!({"request": stage.request("luis")["request"]}));
    assert_eq!(stage.call("requests_waiting", json!({})), 0);
    assert_eq!(sign_in(&outside(&stage), "luis").unwrap_err().code, Code::SignIn);
    stage.welcome("luis", "Luis Ortega", "manager");
    assert_eq!(sign_in(&outside(&stage), "luis").unwrap()["role"], "Manager");
}

#[test]
fn a_taken_name_and_an_easy_password_are_refused_beside_their_field() {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "caller");
    let ask = |change: Value| {
        let mut asked = json!({"name": "Luis Ortega", "user_name": "ortega", "email": "lo@maple.example", "password": "quiet boats at anchor again"});
        for (key, value) in change.as_object().unwrap() {
            asked[key] = value.clone();
        }
        let refused = stage.refused("account_ask", asked);
        assert_eq!(refused.code, Code::Invalid);
        refused.field.unwrap()
    };
    assert_eq!(ask(json!({"user_name": "LUIS"})), "user_name");
    assert_eq!(ask(json!({"user_name": "a b"})), "user_name");
    assert_eq!(ask(json!({"email": "luis@maple.example"})), "email");
    assert_eq!(ask(json!({"password": "short"})), "password");
    assert_eq!(ask(json!({"name": " "})), "name");
    assert_eq!(stage.call("requests_waiting", json!({})), 0);
}

#[test]
fn a_forgotten_password_is_replaced_with_approval_and_every_session_ends() {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "intake_coordinator");
    let desk = stage.desk_of("luis");
    let new = "seven quiet boats at anchor";
    let words =
        stage.call("password_reset_ask", json!({"user": "luis@maple.example", "password": new}))["words"]
            .clone();

    let outside = outside(&stage);
    let waits = call(&outside, "sign_in", json!({"user": "luis", "password": new})).unwrap_err();
    assert_eq!(waits.code, Code::Refused, "{waits:?}");
    call(&desk, "leads_page", json!({"from": 0, "count": 1}))
        .expect("the old password's session goes on until then");

    let request = stage.request("luis");
    assert_eq!(request["kind"], "reset");
    stage.call("account_approve", json!({"request": request["request"], "words": spoken(&words)}));
    assert_eq!(call(&desk, "leads_page", json!({"from": 0, "count": 1})).unwrap_err().code, Code::SignedOut);
    assert_eq!(sign_in(&outside, "luis").unwrap_err().code, Code::SignIn, "the old password is gone");
    call(&outside, "sign_in", json!({"user": "luis", "password": new})).unwrap();
}

#[test]
fn a_reset_for_a_name_that_nobody_has_looks_the_same_and_leaves_nothing() {
    let stage = Stage::new();
    let asked = stage
        .call("password_reset_ask", json!({"user": "nobody", "password": "seven quiet boats at anchor"}));
    assert_eq!(asked["words"].as_array().unwrap().len(), 6);
    assert_eq!(stage.call("requests_waiting", json!({})), 0);
}

#[test]
fn only_an_owner_approves_an_owners_new_password() {
    let stage = Stage::new();
    stage.welcome("mei", "Mei Chen", "administrator");
    let mei = stage.desk_of("mei");
    let asked =
        stage.call("password_reset_ask", json!({"user": "dana", "password": "seven quiet boats at anchor"}));
    let request = stage.request("dana");
    let approve = json!({"request": request["request"], "words": spoken(&asked["words"])});
    let refused = call(&mei, "account_approve", approve).unwrap_err();
    assert_eq!(refused.code, Code::Refused, "{refused:?}");
    let own = stage
        .refused("account_approve", json!({"request": request["request"], "words": spoken(&asked["words"])}));
    assert!(sentence(own, Code::Refused).contains("their own"), "an open desk is no proof of who sits there");
    assert!(sign_in(&outside(&stage), "dana").is_ok());
}

#[test]
fn a_disabled_account_is_out_at_once_and_the_office_has_a_new_key() {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "manager");
    let desk = stage.desk_of("luis");
    let (tell, told) = channel();
    desk.on_change(Box::new(move |change| {
        let _ = tell.send(change.tables.clone());
    }));
    let former_ring = std::fs::read(stage.folder.path().join("office.keys")).unwrap();
    let account = stage.account("luis");
    let id = stage.add_lead("Ruth", "Abel");
    let former_key = crate::stage::key_of(stage.folder.path());

    stage.call("account_disable", json!({"account": account}));
    // The window is told without asking anything.
    loop {
        let tables = told.recv_timeout(LONG).expect("the window hears that its session ended");
        if tables.iter().any(|table| table == "session") {
            break;
        }
    }
    let state = call(&desk, "office_state", json!({})).unwrap();
    assert_eq!(state["phase"], "sign_in");
    assert_eq!(state["locked"]["user_name"], "luis", "{state}");
    let refused = sign_in(&desk, "luis").unwrap_err();
    assert!(sentence(refused, Code::Refused).contains("disabled"));

    assert_eq!(stage.lead(id)["name"], "Ruth Abel", "the administrator goes on without noticing");
    stage.add_lead("Walter", "Brandt");
    assert!(
        porchlight_core::db::open_reader(stage.folder.path(), &former_key).is_err(),
        "the former key opens nothing"
    );
    stage.assert_sound();

    // Neither does a copy of the key ring from before, with his password.
    drop(desk);
    let copy = stage.folder.path().join("office.keys");
    let present = std::fs::read(&copy).unwrap();
    std::fs::write(&copy, former_ring).unwrap();
    assert_eq!(sign_in(&outside(&stage), "luis").unwrap_err().code, Code::Damaged);
    std::fs::write(&copy, present).unwrap();

    let again = stage.another_desk();
    assert_eq!(call(&again, "leads_page", json!({"from": 0, "count": 10})).unwrap()["total"], 2);
    stage.call("account_enable", json!({"account": account}));
    assert_eq!(sign_in(&outside(&stage), "luis").unwrap()["role"], "Manager");
    stage.assert_sound();
}

#[test]
fn another_program_with_the_former_key_is_signed_out_and_signs_in_again() {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "manager");
    stage.welcome("mei", "Mei Chen", "manager");
    let mei = stage.desk_of("mei");
    call(&mei, "leads_page", json!({"from": 0, "count": 1})).unwrap();
    stage.call("account_disable", json!({"account": stage.account("luis")}));
    let refused = call(&mei, "leads_page", json!({"from": 0, "count": 1})).unwrap_err();
    assert!(sentence(refused, Code::SignedOut).contains("new key"));
    sign_in(&mei, "mei").unwrap();
    call(&mei, "lead_add", json!({"first_name": "Ruth", "phone": "2155550148"})).unwrap();
    stage.assert_sound();
}

#[test]
fn the_last_owner_stays_and_only_owners_touch_owners() {
    let stage = Stage::new();
    stage.welcome("mei", "Mei Chen", "administrator");
    let (dana, mei) = (stage.account("dana"), stage.account("mei"));
    let desk = stage.desk_of("mei");
    for (command, input) in [
        ("account_disable", json!({"account": dana})),
        ("account_role", json!({"account": dana, "role": "caller"})),
        ("account_role", json!({"account": mei, "role": "owner"})),
    ] {
        assert_eq!(call(&desk, command, input.clone()).unwrap_err().code, Code::Refused, "{command} {input}");
    }
    assert_eq!(stage.refused("account_role", json!({"account": dana, "role": "caller"})).code, Code::Refused);
    assert!(stage.person("dana")["fixed"].as_str().unwrap().contains("last owner"));

    stage.call("account_role", json!({"account": mei, "role": "owner"}));
    call(&desk, "account_role", json!({"account": dana, "role": "manager"})).unwrap();
    // The recovery code helps the owner who is left.
    call(&desk, "account_disable", json!({"account": dana})).unwrap();
    let code = call(&desk, "recovery_renew", json!({"password": password_of("mei")})).unwrap();
    call(&desk, "sign_out", json!({})).unwrap();
    let recovered = json!({"code": code["recovery_code"], "password": "seven quiet boats at anchor"});
    assert_eq!(call(&desk, "recover", recovered).unwrap()["session"]["user_name"], "mei");
    // Nobody is left who could take it back from her.
    let log = call(&desk, "activity_page", json!({"count": 100})).unwrap();
    let made =
        log["entries"].as_array().unwrap().iter().find(|e| e["sentence"] == "Mei Chen is now Owner").unwrap();
    let refused = call(&desk, "undo", json!({"operation": made["operation"]})).unwrap_err();
    assert!(sentence(refused, Code::Refused).contains("your own account"));
}

#[test]
fn nobody_gives_a_role_that_may_more_than_they_may() {
    let stage = Stage::new();
    stage.welcome("pat", "Pat Quinn", "caller");
    let made = stage.call("role_copy", json!({"role": "caller", "label": "Front desk"}));
    let mut role = stage.call("roles", json!({}))["roles"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["role"] == made["role"])
        .unwrap()
        .clone();
    role["permissions"] = json!(["leads.view", "accounts.edit", "accounts.approve", "roles.edit"]);
    for key in ["built_in", "accounts"] {
        role.as_object_mut().unwrap().remove(key);
    }
    stage.call("role_save", role.clone());
    stage.call("account_role", json!({"account": stage.account("pat"), "role": made["role"]}));
    stage.welcome("luis", "Luis Ortega", "caller");
    let pat = stage.desk_of("pat");
    let luis = stage.account("luis");
    let refused = call(&pat, "account_role", json!({"account": luis, "role": "manager"})).unwrap_err();
    assert_eq!(refused.code, Code::Refused, "{refused:?}");
    role["permissions"] = json!(["leads.view", "accounts.edit", "roles.edit", "leads.export"]);
    assert_eq!(call(&pat, "role_save", role).unwrap_err().code, Code::Refused);
    let own =
        call(&pat, "account_role", json!({"account": stage.account("pat"), "role": "caller"})).unwrap_err();
    assert_eq!(own.code, Code::Refused);
}

#[test]
fn a_role_changes_at_once_also_at_an_open_window_and_can_be_undone() {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "manager");
    let desk = stage.desk_of("luis");
    let id = stage.add_lead("Ruth", "Abel");
    call(&desk, "lead", json!({"id": id})).unwrap();
    let done = stage.call("account_role", json!({"account": stage.account("luis"), "role": "caller"}));
    assert_eq!(
        call(&desk, "lead", json!({"id": id})).unwrap_err().code,
        Code::Missing,
        "not assigned to him"
    );
    assert_eq!(call(&desk, "office_state", json!({})).unwrap()["session"]["role"], "Caller");
    stage.call("undo", json!({"operation": done["operation"]}));
    call(&desk, "lead", json!({"id": id})).unwrap();
}

#[test]
fn an_invitation_fixes_the_role_and_vouches_for_the_key_once() {
    let stage = Stage::new();
    let made = stage.call("invitation_make", json!({"role": "marketer", "name": "Pat Quinn"}));
    let code = made["code"].as_str().unwrap();
    let asked = |user: &str| json!({"name": "Pat Quinn", "user_name": user, "email": format!("{user}@maple.example"), "password": password_of(user), "invitation": code.to_lowercase()});
    stage.call("account_ask", asked("pat"));
    let request = stage.request("pat");
    assert_eq!(
        (request["invited_as"].as_str(), request["words"].as_array().unwrap().len()),
        (Some("Marketer"), 0)
    );
    stage.call("account_approve", json!({"request": request["request"], "role": "owner", "words": ""}));
    assert_eq!(sign_in(&outside(&stage), "pat").unwrap()["role"], "Marketer", "whatever role was sent along");

    stage.call("account_ask", asked("second"));
    let second = stage.request("second");
    assert_eq!(second["invited_as"], Value::Null, "the code is used up");
    let refused = stage
        .refused("account_approve", json!({"request": second["request"], "role": "marketer", "words": ""}));
    assert_eq!(refused.field.as_deref(), Some("words"));

    let revoked = stage.call("invitation_make", json!({"role": "caller", "name": "Nobody Yet"}));
    let rows = stage.call("people", json!({}))["invitations"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 1);
    stage.call("invitation_revoke", json!({"invitation": rows[0]["invitation"]}));
    let mut late = asked("late");
    late["invitation"] = revoked["code"].clone();
    stage.call("account_ask", late);
    assert_eq!(stage.request("late")["invited_as"], Value::Null);
}

#[test]
fn a_password_is_changed_by_who_knows_the_old_one_and_guessing_it_counts() {
    let stage = Stage::new();
    let other = stage.another_desk();
    let new = "seven quiet boats at anchor";
    let wrong = || {
        stage.refused("password_change", json!({"old_password": "a guess of somebody here", "password": new}))
    };
    for _ in 0..4 {
        assert_eq!(wrong().field.as_deref(), Some("old_password"));
    }
    assert!(wrong().sentence.contains("Wait"), "guesses at an open office wait too");
    // The wait of four wrong tries is a second.
    let changed = (0..200).find_map(|_| {
        let changed =
            call(&stage.desk, "password_change", json!({"old_password": PASSWORD, "password": new}));
        changed.err().filter(|e| e.sentence.contains("Wait")).is_none().then_some(()).or_else(|| {
            std::thread::yield_now();
            None
        })
    });
    assert!(
        changed.is_some()
            || call(&stage.desk, "password_change", json!({"old_password": PASSWORD, "password": new}))
                .is_ok()
    );
    assert_eq!(call(&other, "dashboard", json!({})).unwrap_err().code, Code::SignedOut, "other sessions end");
    stage.call("dashboard", json!({}));
}

#[test]
fn wrong_tries_and_refusals_come_into_the_log() {
    let stage = Stage::new();
    stage.welcome("luis", "Luis Ortega", "caller");
    let luis = stage.desk_of("luis");
    for _ in 0..2 {
        let refused = call(&luis, "activity_page", json!({"count": 1})).unwrap_err();
        assert_eq!(refused.code, Code::Refused);
    }
    let refusals: Vec<Value> =
        stage.log().into_iter().filter(|entry| entry["action"] == "account.refused").collect();
    assert_eq!(refusals.len(), 1, "the same one is not written again and again");
    assert_eq!(refusals[0]["who"], "Luis Ortega");

    let outside = outside(&stage);
    for user in ["luis", "luis", "nobody"] {
        call(&outside, "sign_in", json!({"user": user, "password": "no idea what it was"})).unwrap_err();
    }
    let session = sign_in(&outside, "luis").unwrap();
    assert_eq!(session["failed_before"], 2);
    assert!(session["failed_at"].is_string());
    let told: Vec<String> = stage
        .log()
        .iter()
        .filter(|entry| entry["action"] == "account.failed")
        .map(|entry| entry["sentence"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|s| s.starts_with("2 wrong tries to sign in as Luis Ortega")), "{told:?}");
    assert!(
        told.iter().any(|s| s.starts_with("1 wrong try to sign in as names that no account has")),
        "{told:?}"
    );
}

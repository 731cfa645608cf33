//! Rights by field: what each role may change of a lead, set when it adds one, and take back.

use porchlight_core::access::BUILT_IN;
use porchlight_core::error::Code;
use porchlight_core::leads;
use serde_json::{Value, json};

use crate::roles::{account, acting, become_role, set};
use crate::stage::{Stage, sentence};

/// A change of each kind of field, and the name of the kind.
const FIELDS: &[(&str, &str, &str)] = &[
    ("edit", "city", "Chester"),
    ("edit", "phone", "267-555-0119"),
    ("edit", "dob", "1950-01-02"),
    ("edit", "source", "Web"),
    ("edit", "comments", "two cats"),
    ("stage", "stage", "Contacted"),
    ("win", "stage", "Care started"),
    ("assign", "staff_name", "Luis Ortega"),
    ("contact", "last_contact_status", "Reached"),
    ("contact", "last_contact_date", "2026-01-02"),
    ("refer", "active_client", "yes"),
    ("refer", "referral_type", "Interim"),
];

/// What each built-in role that sees leads may change; the others may not be asked at all.
const MAY: &[(&str, &[&str])] = &[
    ("owner", &["edit", "stage", "win", "assign", "contact", "refer"]),
    ("administrator", &["edit", "stage", "win", "assign", "contact", "refer"]),
    ("manager", &["edit", "stage", "win", "assign", "contact", "refer"]),
    ("team_lead", &["edit", "stage", "win", "assign", "contact", "refer"]),
    ("intake_coordinator", &["edit", "stage", "win", "contact", "refer"]),
    ("caller", &["stage", "contact"]),
    ("marketer", &["edit", "contact"]),
    ("liaison", &["contact"]),
    ("partner", &[]),
    ("care_coordinator", &[]),
    ("collections", &[]),
    ("finance", &[]),
    ("analyst", &[]),
    ("guest", &[]),
    ("integration", &[]),
];

/// A lead that every role reaches which reaches any: held and added by who is signed in, its partner's, and won.
fn lead_for_everybody(stage: &Stage) -> i64 {
    stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
    set(stage, "UPDATE accounts SET partner_id = (SELECT id FROM partners)");
    let typed = json!({"first_name": "Ruth", "last_name": "Abel", "phone": "(215) 555-0148", "partner": "Oak Clinic", "stage": "Hold"});
    stage.call("lead_add", typed)["lead"]["id"].as_i64().unwrap()
}

#[test]
fn every_role_changes_the_fields_that_it_may_and_no_others() {
    let known: Vec<&str> = MAY.iter().map(|(role, _)| *role).collect();
    assert_eq!(known, BUILT_IN.iter().map(|role| role.name).collect::<Vec<_>>());
    let stage = Stage::new();
    let id = lead_for_everybody(&stage);
    let clients = ["care_coordinator", "collections", "finance"];
    for (role, may) in MAY {
        let won = if clients.contains(role) { "Care started" } else { "Hold" };
        set(&stage, &format!("UPDATE leads SET stage_id = (SELECT id FROM stages WHERE label = '{won}')"));
        become_role(&stage, role);
        for (kind, field, value) in FIELDS {
            let edit = json!({"id": id, "fields": {*field: *value}});
            if may.contains(kind) {
                let saved = stage.call("lead_edit", edit);
                assert_ne!(saved["operation"], 0, "{role}: {field}");
                stage.call("undo", json!({"operation": saved["operation"]}));
            } else if !(won == "Care started" && *kind == "win") {
                let refused = stage.refused("lead_edit", edit);
                assert_eq!(refused.code, Code::Refused, "{role}: {field}: {}", refused.sentence);
                assert!(
                    refused.field.as_deref() == Some(*field) || *role == "integration",
                    "{role}: {refused:?}"
                );
            }
        }
        become_role(&stage, "owner");
    }
    stage.assert_sound();
}

#[test]
fn a_refused_field_takes_the_whole_edit_with_it_and_says_what_to_do() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    become_role(&stage, "caller");
    let log = raw_log(&stage);
    let both = json!({"id": id, "fields": {"stage": "Contacted", "city": "Chester", "comments": "two cats"}});
    let refused = sentence(stage.refused("lead_edit", both), Code::Refused);
    assert_eq!(
        refused,
        "Your role, Caller, may not change the city and the comments. Leave that as it is, or ask an administrator."
    );
    let won = sentence(
        stage.refused("lead_edit", json!({"id": id, "fields": {"stage": "Care started"}})),
        Code::Refused,
    );
    assert_eq!(
        won,
        "Your role, Caller, may not set this status. Leave that as it is, or ask an administrator."
    );
    assert_eq!(raw_log(&stage), log + 1, "the refusal is noted, once");
    assert_eq!(stage.lead(id)["stage"]["label"], "New inquiry");
    // What is sent and does not differ needs no right.
    stage.call(
        "lead_edit",
        json!({"id": id, "fields": {"stage": "Contacted", "city": "", "phone": "(215) 555-0148"}}),
    );

    let stages = stage.lead(id)["stages"].clone();
    let stages: Vec<&str> = stages.as_array().unwrap().iter().map(|stage| stage.as_str().unwrap()).collect();
    assert!(stages.contains(&"Contacted") && !stages.contains(&"Care started"), "{stages:?}");
    become_role(&stage, "liaison");
    assert_eq!(stage.lead(id)["stages"], json!([]));
}

fn raw_log(stage: &Stage) -> i64 {
    stage.raw().query_row("SELECT max(id) FROM operations", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_new_lead_is_put_no_further_than_the_role_may() {
    let stage = Stage::new();
    account(&stage, "intake_coordinator", "Luis Ortega");
    let add = |more: Value| {
        let mut typed = json!({"first_name": "Ruth", "phone": "2155550148"});
        typed.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        typed
    };
    become_role(&stage, "marketer");
    stage.call("lead_add", add(json!({})));
    stage.call("lead_add", add(json!({"stage": "New inquiry", "staff_name": "Dana Whitfield"})));
    stage.call("lead_add", add(json!({"staff_name": ""})));
    for (field, value) in
        [("stage", "Contacted"), ("staff_name", "Luis Ortega"), ("staff_name", "Somebody New")]
    {
        let refused = stage.refused("lead_add", add(json!({field: value})));
        assert_eq!(refused.field.as_deref(), Some(field));
        sentence(refused, Code::Refused);
    }
    assert!(!crate::stage::choices(&stage, "staff_name").contains(&"Somebody New".to_owned()));
    become_role(&stage, "intake_coordinator");
    stage.call("lead_add", add(json!({"stage": "Contacted"})));
    assert_eq!(stage.refused("lead_add", add(json!({"staff_name": "Luis Ortega"}))).code, Code::Refused);
    become_role(&stage, "caller");
    assert_eq!(stage.refused("lead_add", add(json!({}))).code, Code::Refused);
}

#[test]
fn undo_needs_what_the_change_needed() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let operation = |field: &str, value: &str| {
        stage.call("lead_edit", json!({"id": id, "fields": {field: value}}))["operation"].clone()
    };
    let (city, won) = (operation("city", "Chester"), operation("stage", "Care started"));
    let deleted = stage.call("lead_delete", json!({"id": id}))["operation"].clone();
    let undo = |operation: &Value| json!({"operation": operation});

    become_role(&stage, "caller");
    // One's own delete one may have back; what one's role may not change one may not take back either.
    stage.call("undo", undo(&deleted));
    let refused = sentence(stage.refused("undo", undo(&city)), Code::Refused);
    assert_eq!(refused, "Your role does not allow it any more. Ask an administrator.");
    stage.call("undo", undo(&won));
    let again = json!(raw_log(&stage));
    sentence(stage.refused("undo", undo(&again)), Code::Refused);
    let told = stage.call("lead_history", json!({"id": id}));
    let entry = told.as_array().unwrap().iter().find(|entry| entry["operation"] == city).unwrap().clone();
    assert_eq!((entry["undo"].as_str(), entry["why_not"].as_str()), (Some("cannot"), Some(refused.as_str())));

    become_role(&stage, "intake_coordinator");
    let added =
        stage.call("lead_add", json!({"first_name": "Own", "phone": "2155550148"}))["operation"].clone();
    stage.call("undo", undo(&added));
    stage.call("undo", undo(&city));
}

#[test]
fn what_was_restored_is_put_back_by_who_may_restore_its_kind() {
    let stage = Stage::new();
    let file =
        stage.file("one.csv", b"first_name,phone,source,staff_name\nMei,2155550102,Church,Luis Ortega\n");
    let batch = stage.import(&file).unwrap()["batch"].clone();
    stage.call("undo", json!({"operation": batch}));
    for kind in ["staff", "choice"] {
        let gone =
            stage.call("trash_page", json!({"kind": kind, "from": 0, "count": 9}))["rows"][0]["row"].clone();
        stage.call("trash_restore", json!({"items": [{"kind": kind, "row": gone}]}));
        let restored = stage.last()["operation"].clone();
        become_role(&stage, "caller");
        let refused = sentence(stage.refused("undo", json!({"operation": restored})), Code::Refused);
        assert_eq!(refused, "Your role does not allow it any more. Ask an administrator.", "{kind}");
        become_role(&stage, "owner");
        stage.call("undo", json!({"operation": restored}));
    }
    stage.assert_sound();
}

#[test]
fn undo_stays_within_reach() {
    let stage = Stage::new();
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    let id = stage.add_lead("Ruth", "Abel");
    let edited =
        stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}}))["operation"].clone();
    let file = stage.file("one.csv", b"first_name,phone,staff_name\nMei,2155550102,Luis Ortega\n");
    let batch = stage.import(&file).unwrap()["batch"].clone();
    set(
        &stage,
        &format!(
            "UPDATE leads SET created_by = {luis}, staff_id = (SELECT id FROM staff WHERE account_id = {luis}) WHERE id = {id}"
        ),
    );
    become_role(&stage, "marketer");
    let refused = sentence(stage.refused("undo", json!({"operation": edited})), Code::Refused);
    assert_eq!(refused, "It concerns a lead that you do not see any more. Ask an administrator.");
    stage.call("undo", json!({"operation": batch}));
    become_role(&stage, "intake_coordinator");
    let again = json!(raw_log(&stage) - 1);
    sentence(stage.refused("undo", json!({"operation": again})), Code::Refused);
}

#[test]
fn nobody_but_an_administrator_undoes_what_another_did() {
    let stage = Stage::new();
    let luis = account(&stage, "manager", "Luis Ortega");
    let id = stage.add_lead("Ruth", "Abel");
    acting(&stage, luis, |operation| {
        let edit = serde_json::from_value(json!({"id": id, "fields": {"city": "Chester"}})).unwrap();
        leads::edit(operation, edit)
    })
    .unwrap();
    let edited = json!({"operation": raw_log(&stage)});
    become_role(&stage, "manager");
    let refused = sentence(stage.refused("undo", edited.clone()), Code::Refused);
    assert_eq!(refused, "Only who did it, or an administrator, can undo it.");
    become_role(&stage, "administrator");
    stage.call("undo", edited);
    assert_eq!(stage.lead(id)["city"], "");
}

#[test]
fn undoing_what_concerns_accounts_needs_whoever_looks_after_them() {
    let stage = Stage::new();
    let luis = account(&stage, "caller", "Luis Ortega");
    let me = stage.desk.seated().unwrap().account;
    let done = |action: &'static str, statement: String, who: i64| {
        acting(&stage, who, |operation| {
            operation.sql.execute_batch(&statement)?;
            operation.says(action, "Something was put in order");
            Ok(operation.id)
        })
        .unwrap()
    };
    let role = |who: i64, role: &str| {
        format!("UPDATE accounts SET role_id = (SELECT id FROM roles WHERE name = '{role}') WHERE id = {who}")
    };
    let theme = done("account.theme", format!("UPDATE accounts SET theme = 'dusk' WHERE id = {luis}"), luis);
    let changed = done("account.role", role(luis, "manager"), me);
    let approved =
        done("account.approve", format!("UPDATE accounts SET name = 'Luis O' WHERE id = {luis}"), me);
    let undo = |operation: i64| json!({"operation": operation});

    sentence(stage.refused("undo", undo(theme)), Code::Refused);
    let fixed = sentence(stage.refused("undo", undo(approved)), Code::Refused);
    assert_eq!(fixed, "Approving an account cannot be undone. Disable the account instead.");
    become_role(&stage, "manager");
    sentence(stage.refused("undo", undo(changed)), Code::Refused);
    become_role(&stage, "administrator");
    stage.call("undo", undo(changed));
    let mine = done("account.role", role(me, "manager"), luis);
    let own = sentence(stage.refused("undo", undo(mine)), Code::Refused);
    assert!(own.starts_with("Only who did it") || own.starts_with("It changes your own account"), "{own}");
}

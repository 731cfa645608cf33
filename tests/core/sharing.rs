//! Sharing a lead with a colleague.

use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::roles::{account, become_role, set};
use crate::stage::{Stage, sentence};

/// An intake coordinator at the desk, in an office where Luis holds a lead; answers with that lead.
fn luis_holds_one(stage: &Stage) -> i64 {
    let luis = account(stage, "intake_coordinator", "Luis Ortega");
    let typed = json!({"first_name": "Rosalind", "last_name": "Okafor", "phone": "2155550148", "staff_name": "Luis Ortega"});
    let id = stage.call("lead_add", typed)["lead"]["id"].as_i64().unwrap();
    set(stage, &format!("UPDATE leads SET created_by = {luis}"));
    id
}

fn names(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|found| found["name"].as_str().unwrap()).collect()
}

#[test]
fn a_shared_lead_is_seen_and_worked_on_until_it_is_shared_no_more() {
    let stage = Stage::new();
    let id = luis_holds_one(&stage);
    let me = stage.desk.seated().unwrap().account;
    become_role(&stage, "intake_coordinator");
    sentence(stage.refused("lead", json!({"id": id})), Code::Missing);

    // Shared by somebody who sees it: the office's keeper, here by the rows alone.
    set(
        &stage,
        &format!(
            "INSERT INTO lead_shares (id, lead_id, account_id, shared_by, created_at) VALUES (1, {id}, {me}, {me}, '2026-01-01T00:00:00.000Z')"
        ),
    );
    assert_eq!(stage.names(json!({}), "name", false), ["Rosalind Okafor"]);
    assert_eq!(stage.names(json!({"text": "okafor"}), "name", false), ["Rosalind Okafor"]);
    let saved = stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}}));
    assert_eq!(names(&saved["lead"]["shared_with"]), ["Dana Whitfield"]);

    stage.call("lead_unshare", json!({"id": id, "account": me}));
    assert_eq!(stage.names(json!({}), "name", false), Vec::<String>::new());
    sentence(stage.refused("lead_unshare", json!({"id": id, "account": me})), Code::Missing);
    // Undoing it would bring back a lead that is out of reach.
    let log =
        stage.raw().query_row("SELECT max(id) FROM operations", [], |row| row.get::<_, i64>(0)).unwrap();
    sentence(stage.refused("undo", json!({"operation": log})), Code::Refused);
}

#[test]
fn sharing_is_logged_told_in_the_history_and_undone() {
    let stage = Stage::new();
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    let id = stage.add_lead("Rosalind", "Okafor");
    let done = stage.call("lead_share", json!({"id": id, "account": luis}));
    assert_eq!(done["sentence"], "Rosalind Okafor shared with Luis Ortega");
    assert_eq!(names(&stage.lead(id)["shared_with"]), ["Luis Ortega"]);
    let told = stage.call("lead_history", json!({"id": id}))[0].clone();
    assert_eq!(
        (told["action"].as_str(), told["sentence"].as_str()),
        (Some("lead.share"), Some("Rosalind Okafor shared with Luis Ortega"))
    );
    let change = |entry: Value| {
        (
            entry["changes"][0]["label"].clone(),
            entry["changes"][0]["old"].clone(),
            entry["changes"][0]["new"].clone(),
        )
    };
    assert_eq!(change(stage.last()), (json!("Shared with"), json!(null), json!("Luis Ortega")));

    stage.call("undo", json!({}));
    assert_eq!(stage.lead(id)["shared_with"], json!([]));
    assert_eq!(change(stage.last()), (json!("Shared with"), json!("Luis Ortega"), json!(null)));
    stage.call("lead_share", json!({"id": id, "account": luis}));
    let ended = stage.call("lead_unshare", json!({"id": id, "account": luis}));
    assert_eq!(ended["sentence"], "Rosalind Okafor no longer shared with Luis Ortega");
    stage.call("undo", json!({}));
    assert_eq!(names(&stage.lead(id)["shared_with"]), ["Luis Ortega"]);
    stage.assert_sound();
}

#[test]
fn only_a_colleague_who_would_see_it_is_offered_and_taken() {
    let stage = Stage::new();
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    let (caller, manager) = (account(&stage, "caller", "Cal Reed"), account(&stage, "manager", "Mona Lee"));
    let gone = account(&stage, "marketer", "Gone Away");
    set(&stage, &format!("UPDATE accounts SET state = 'disabled' WHERE id = {gone}"));
    account(&stage, "marketer", "Ada Moss");
    let id = stage.add_lead("Rosalind", "Okafor");
    let me = stage.desk.seated().unwrap().account;
    let offered = stage.call("colleagues", json!({}));
    assert_eq!(names(&offered), ["Ada Moss", "Luis Ortega"]);
    assert_eq!(
        offered[1],
        json!({"account": luis, "name": "Luis Ortega", "role_label": "Intake coordinator"})
    );

    stage.call("lead_share", json!({"id": id, "account": luis}));
    let log = stage.log().len();
    for (account, part) in [
        (luis, "is shared with Luis Ortega already"),
        (caller, "Cal Reed would not see it"),
        (manager, "Mona Lee sees Rosalind Okafor already"),
        (gone, "There is no such colleague"),
        (4_444, "There is no such colleague"),
        (me, "You see this lead yourself"),
    ] {
        let refused =
            sentence(stage.refused("lead_share", json!({"id": id, "account": account})), Code::Invalid);
        assert!(refused.contains(part), "{refused}");
    }
    assert_eq!(stage.log().len(), log);

    become_role(&stage, "caller");
    sentence(stage.refused("lead_share", json!({"id": id, "account": luis})), Code::Refused);
    sentence(stage.refused("colleagues", json!({})), Code::Refused);
    become_role(&stage, "intake_coordinator");
    let foreign = luis_lead(&stage, luis);
    sentence(stage.refused("lead_share", json!({"id": foreign, "account": luis})), Code::Missing);
}

/// A lead that is Luis's alone.
fn luis_lead(stage: &Stage, luis: i64) -> i64 {
    let id = stage.add_lead("Walter", "Brandt");
    set(
        stage,
        &format!(
            "UPDATE leads SET created_by = {luis}, staff_id = (SELECT id FROM staff WHERE account_id = {luis}) WHERE id = {id}"
        ),
    );
    id
}

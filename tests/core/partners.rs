//! Partners: who sends leads, and what their own people see and add.

use porchlight_core::error::Code;
use porchlight_core::partners;
use serde_json::{Value, json};

use crate::roles::{account, become_role, set};
use crate::stage::{Stage, choices, sentence};

fn partner(stage: &Stage, name: &str) -> i64 {
    stage.call("partner_save", json!({"partner": null, "name": name}));
    stage.raw().query_row("SELECT id FROM partners WHERE name = ?1", [name], |row| row.get(0)).unwrap()
}

/// Whoever is signed in belongs to this partner from here on.
fn belong_to(stage: &Stage, partner: i64, all: bool) {
    let me = stage.desk.seated().unwrap().account;
    become_role(stage, "partner");
    set(
        stage,
        &format!(
            "UPDATE accounts SET partner_id = {partner}, partner_all = {} WHERE id = {me}",
            i64::from(all)
        ),
    );
}

fn people(stage: &Stage) -> Vec<(String, i64, i64)> {
    let seated = stage.desk.seated().unwrap();
    let rows = seated.office.ask(seated.account, None, None, stage.desk.now(), partners::all).unwrap();
    rows.into_iter().map(|row| (row.name, row.accounts, row.leads)).collect()
}

#[test]
fn a_partner_is_added_renamed_deleted_and_each_is_undone() {
    let stage = Stage::new();
    let id = partner(&stage, "Oak Clinic");
    assert_eq!(choices(&stage, "partner"), ["Oak Clinic"]);
    stage.call("partner_save", json!({"partner": id, "name": " Oak Street Clinic "}));
    assert_eq!(stage.last()["sentence"], "Partner Oak Clinic renamed to Oak Street Clinic");
    assert_eq!(
        stage.call("partner_save", json!({"partner": id, "name": "Oak Street Clinic"}))["operation"],
        0
    );
    stage.call("partner_delete", json!({"partner": id}));
    assert_eq!(choices(&stage, "partner"), Vec::<String>::new());
    for expected in ["Oak Street Clinic", "Oak Clinic"] {
        stage.call("undo", json!({}));
        assert_eq!(choices(&stage, "partner"), [expected]);
    }
    stage.call("undo", json!({}));
    assert_eq!(choices(&stage, "partner"), Vec::<String>::new());
}

#[test]
fn a_partners_name_is_its_own() {
    let stage = Stage::new();
    let id = partner(&stage, "Oak Clinic");
    for name in ["oak clinic", "  ", &"x".repeat(151)] {
        let refused = stage.refused("partner_save", json!({"partner": null, "name": name}));
        assert_eq!(refused.field.as_deref(), Some("name"), "{name}");
        sentence(refused, Code::Invalid);
    }
    stage.call("partner_save", json!({"partner": id, "name": "OAK CLINIC"}));
    sentence(stage.refused("partner_save", json!({"partner": 9, "name": "Elm"})), Code::Missing);
    sentence(stage.refused("partner_delete", json!({"partner": 9})), Code::Missing);
    let luis = account(&stage, "partner", "Luis Ortega");
    set(&stage, &format!("UPDATE accounts SET partner_id = {id} WHERE id = {luis}"));
    let refused = sentence(stage.refused("partner_delete", json!({"partner": id})), Code::Refused);
    assert!(refused.starts_with("1 account belongs to OAK CLINIC."), "{refused}");
}

#[test]
fn a_leads_partner_is_chosen_shown_logged_and_imported() {
    let stage = Stage::new();
    partner(&stage, "Oak Clinic");
    let id = stage.add_lead("Ruth", "Abel");
    let saved = stage.call("lead_edit", json!({"id": id, "fields": {"partner": "oak clinic"}}));
    assert_eq!(saved["sentence"], "Ruth Abel: partner set to Oak Clinic");
    assert_eq!(saved["lead"]["partner"], "Oak Clinic");
    let change = stage.last()["changes"][0].clone();
    assert_eq!((change["label"].as_str(), change["new"].as_str()), (Some("Partner"), Some("Oak Clinic")));
    let unknown = stage.refused("lead_edit", json!({"id": id, "fields": {"partner": "Elm House"}}));
    assert_eq!(unknown.field.as_deref(), Some("partner"));

    let file = stage.file("some.csv", b"first_name,phone,Referring partner\nMei,2155550102,Elm House\n");
    let imported = stage.import(&file).unwrap();
    assert_eq!(
        (imported["added"].as_u64(), imported["notes"][0].as_str()),
        (Some(1), Some("New partners from this file: Elm House."))
    );
    assert_eq!(choices(&stage, "partner"), ["Elm House", "Oak Clinic"]);
    assert_eq!(people(&stage), [("Elm House".to_owned(), 0, 1), ("Oak Clinic".to_owned(), 0, 1)]);
}

#[test]
fn what_a_partners_people_add_is_their_partners_and_nobodys() {
    let stage = Stage::new();
    let (oak, elm) = (partner(&stage, "Oak Clinic"), partner(&stage, "Elm House"));
    let colleagues = stage.add_lead("Colleague", "Sent");
    stage.call("lead_edit", json!({"id": colleagues, "fields": {"partner": "Oak Clinic"}}));
    set(
        &stage,
        &format!(
            "UPDATE leads SET created_by = (SELECT id FROM accounts WHERE name = 'Olive Keeper') WHERE id = {colleagues}"
        ),
    );
    stage.call("lead_add", json!({"first_name": "Strange", "phone": "2155550148", "partner": "Elm House"}));

    become_role(&stage, "partner");
    let unplaced = sentence(stage.refused("lead_add", typed(json!({}))), Code::Refused);
    assert!(unplaced.starts_with("Your account belongs to no partner yet"), "{unplaced}");

    belong_to(&stage, oak, false);
    set(
        &stage,
        &format!(
            "UPDATE leads SET created_by = (SELECT id FROM accounts WHERE name = 'Olive Keeper') WHERE id = {colleagues}"
        ),
    );
    let own = stage.call("lead_add", typed(json!({"staff_name": ""})))["lead"].clone();
    assert_eq!((own["partner"].as_str(), own["staff_name"].as_str()), (Some("Oak Clinic"), Some("")));
    for (field, value) in [("partner", "Elm House"), ("staff_name", "Olive Keeper"), ("partner", "")] {
        let refused = stage.refused("lead_add", typed(json!({field: value})));
        assert_eq!(refused.field.as_deref(), Some(field), "{value}");
        sentence(refused, Code::Refused);
    }
    assert_eq!(choices(&stage, "partner"), ["Oak Clinic"]);
    assert_eq!(choices(&stage, "staff_name"), Vec::<String>::new());
    assert_eq!(stage.names(json!({}), "name", false), ["Own"]);

    belong_to(&stage, oak, true);
    assert_eq!(stage.names(json!({}), "name", false), ["Own", "Colleague Sent"]);
    belong_to(&stage, elm, true);
    assert_eq!(stage.names(json!({}), "name", false), ["Strange"]);
}

fn typed(more: Value) -> Value {
    let mut typed = json!({"first_name": "Own", "phone": "2155550148"});
    typed.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    typed
}

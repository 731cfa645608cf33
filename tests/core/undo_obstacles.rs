//! What stands in the way of an undo, as it is foretold and as it is refused.

use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::stage::{Stage, call, choices, sentence};
use crate::undo::{edit, undo};

#[test]
fn what_others_came_to_use_is_in_the_way_and_named() {
    let stage = Stage::new();
    let file = stage.file("fair.csv", b"first_name,last_name,phone,source\nMei,Chen,2155550102,Church\n");
    let batch = stage.import(&file).unwrap()["batch"].clone();
    let id = stage.add_lead("Ruth", "Abel");
    let used = edit(&stage, id, "source", "Church");

    let outlook = stage.call("undo_outlook", json!({"operation": batch}));
    assert_eq!(
        (outlook["can"].as_bool(), outlook["rest"].as_str()),
        (Some(false), Some("Take back 1 of 2 changes"))
    );
    let obstacle = &outlook["obstacles"][0];
    assert_eq!(obstacle["operation"], used);
    assert_eq!(obstacle["what"], "Ruth Abel uses the source Church");
    assert_eq!(obstacle["can_undo"], true);
    let refused = sentence(stage.refused("undo", json!({"operation": batch})), Code::MovedOn);
    assert!(refused.starts_with("Ruth Abel uses the source Church since "), "{refused}");
    assert!(refused.ends_with(". Undo that first, or keep it and undo the rest."), "{refused}");
    assert_eq!(outlook["why_not"], refused);
    undo(&stage, &used);
    assert_eq!(stage.call("undo_outlook", json!({"operation": batch}))["can"], true);
    undo(&stage, &batch);
    assert!(!choices(&stage, "source").contains(&"Church".to_owned()));
    stage.assert_sound();
}

#[test]
fn what_would_refer_to_something_deleted_since_is_in_the_way() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
    let partner = stage.call("people", json!({}))["partners"][0]["partner"].clone();
    edit(&stage, id, "partner", "Oak Clinic");
    let away = edit(&stage, id, "partner", "");
    let gone = stage.call("partner_delete", json!({"partner": partner}))["operation"].clone();
    let refused = sentence(stage.refused("undo", json!({"operation": away})), Code::MovedOn);
    assert!(refused.contains("Dana Whitfield deleted the partner Oak Clinic on "), "{refused}");
    let deleted = stage.call("lead_delete", json!({"id": id}))["operation"].clone();
    undo(&stage, &deleted);
    undo(&stage, &gone);
    undo(&stage, &away);
    assert_eq!(stage.lead(id)["partner"], "Oak Clinic");
}

#[test]
fn a_name_that_was_taken_since_is_in_the_way_and_named() {
    let stage = Stage::new();
    stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
    let partner = stage.call("people", json!({}))["partners"][0]["partner"].clone();
    let gone = stage.call("partner_delete", json!({"partner": partner}))["operation"].clone();
    stage.call("partner_save", json!({"partner": null, "name": "OAK clinic"}));
    let taken = stage.last()["operation"].clone();
    let outlook = stage.call("undo_outlook", json!({"operation": gone}));
    assert_eq!(outlook["obstacles"][0]["operation"], taken);
    assert_eq!(outlook["rest"], Value::Null);
    let refused = sentence(stage.refused("undo", json!({"operation": gone})), Code::MovedOn);
    assert!(refused.starts_with("The partner OAK clinic has taken its place since "), "{refused}");
    sentence(stage.refused("undo", json!({"operation": gone, "keep_changed": true})), Code::MovedOn);
    undo(&stage, &taken);
    undo(&stage, &gone);
    stage.assert_sound();
}

#[test]
fn an_outlook_tells_nobody_more_than_they_see() {
    let stage = Stage::new();
    stage.welcome("mara", "Mara Lind", "marketer");
    stage.welcome("gus", "Gus Hale", "guest");
    let mara = stage.desk_of("mara");
    let file = stage.file("fair.csv", b"first_name,last_name,phone,source\nMei,Chen,2155550102,Church\n");
    let plan = json!({"path": file, "columns": ["first_name", "last_name", "phone", "source"], "has_header": true, "job": 1});
    let batch = call(&mara, "import_run", plan).unwrap()["batch"].clone();
    let id = stage.add_lead("Ruth", "Abel");
    let used = edit(&stage, id, "source", "Church");

    let outlook = call(&mara, "undo_outlook", json!({"operation": batch})).unwrap();
    let text = outlook.to_string();
    assert!(!text.contains("Ruth") && !text.contains("Dana"), "{text}");
    assert_eq!(outlook["obstacles"][0]["can_undo"], false);
    assert!(
        outlook["why_not"].as_str().unwrap().starts_with("A lead that you do not see uses the source Church")
    );
    let refused = sentence(call(&mara, "undo", json!({"operation": batch})).unwrap_err(), Code::MovedOn);
    assert_eq!(outlook["why_not"], refused);
    // What one does not see is answered like what is not there.
    sentence(call(&mara, "undo_outlook", json!({"operation": used})).unwrap_err(), Code::Missing);
    let guest = stage.desk_of("gus");
    sentence(call(&guest, "undo_outlook", json!({"operation": batch})).unwrap_err(), Code::Missing);
}

#[test]
fn what_came_back_goes_again_however_many_use_it_from_before() {
    let stage = Stage::new();
    let role =
        stage.call("role_copy", json!({"role": "administrator", "label": "Night shift"}))["role"].clone();
    stage.call("role_retire", json!({"role": role}));
    let row: i64 = stage.raw().query_row("SELECT max(id) FROM roles", [], |row| row.get(0)).unwrap();
    stage.call("trash_restore", json!({"items": [{"kind": "role", "row": row}]}));
    let restored = stage.last()["operation"].clone();
    let bare = json!({"role": role, "label": "Night shift", "reach": "own", "masked": false, "permissions": ["leads.view"], "stages": null});
    stage.call("role_save", bare);
    let saved = stage.last()["operation"].clone();
    let raw = stage.raw();
    let taken: i64 = raw
        .query_row(
            "SELECT count(*) FROM changes WHERE operation = ?1 AND tbl = 'role_permissions'",
            [saved.as_i64()],
            |row| row.get(0),
        )
        .unwrap();
    assert!(taken > 20, "more than are looked at one by one: {taken}");
    undo(&stage, &saved);
    let outlook = stage.call("undo_outlook", json!({"operation": restored}));
    assert_eq!(outlook["can"], true, "{outlook}");
    undo(&stage, &restored);
    stage.assert_sound();
}

#[test]
fn a_change_is_done_again_only_once_what_it_changed_is_there_again() {
    let stage = Stage::new();
    let save = |partner: Value, name: &str| {
        stage.call("partner_save", json!({"partner": partner, "name": name}));
        stage.last()["operation"].clone()
    };
    let first = save(Value::Null, "Ash Clinic");
    let first_row = stage.call("people", json!({}))["partners"][0]["partner"].clone();
    stage.call("partner_delete", json!({"partner": first_row}));
    let deleted = stage.last()["operation"].clone();
    let second = save(Value::Null, "Oak Clinic");
    let second_row = stage.call("people", json!({}))["partners"][0]["partner"].clone();
    let renamed = save(second_row, "Ash Clinic");
    let undos: Vec<Value> = [&renamed, &deleted, &first, &second]
        .iter()
        .map(|operation| json!(undo(&stage, operation)))
        .collect();
    // Renamed while it is not there, it would take the name from the one that had it first.
    let refused = sentence(stage.refused("undo", json!({"operation": undos[0]})), Code::MovedOn);
    assert!(refused.contains("took back “Partner Oak Clinic added”"), "{refused}");
    for at in [3, 2, 1, 0] {
        undo(&stage, &undos[at]);
    }
    assert_eq!(choices(&stage, "partner"), ["Ash Clinic"]);
    stage.assert_sound();
}

#[test]
fn a_name_that_another_had_meanwhile_comes_back_only_after_that_went() {
    let stage = Stage::new();
    let save = |team: &Value, name: &str| {
        stage.call("team_save", json!({"team": team, "name": name, "lead": null}));
        stage.last()["operation"].clone()
    };
    let team = || stage.call("people", json!({}))["teams"][0]["team"].clone();
    let first = save(&Value::Null, "East");
    let first_team = team();
    let renamed = save(&first_team, "South");
    stage.call("team_delete", json!({"team": first_team}));
    let deleted = stage.last()["operation"].clone();
    let second = save(&Value::Null, "South");
    let swapped = save(&team(), "East");
    // Both would wait for the name of the other for ever.
    let refused = sentence(stage.refused("undo", json!({"operation": deleted})), Code::MovedOn);
    assert!(refused.contains("The team East has taken its place since"), "{refused}");
    for operation in [&swapped, &second, &deleted, &renamed, &first] {
        undo(&stage, operation);
    }
    assert_eq!(stage.call("people", json!({}))["teams"], json!([]));
    stage.assert_sound();
}

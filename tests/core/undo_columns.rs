//! An office whose tables got more columns by a later version: what was logged before is still told, undone and done
//! again.

use porchlight_core::activity::capture;
use serde_json::{Value, json};

use crate::stage::{Stage, sign_in};
use crate::undo::{edit, undo};

/// What a later migration does, between the office's closing and its next opening.
fn migrate(stage: &Stage, statements: &str) {
    stage.call("sign_out", json!({}));
    let raw = stage.raw();
    capture::remove(&raw).unwrap();
    raw.execute_batch(statements).unwrap();
    drop(raw);
    sign_in(&stage.desk, "dana").unwrap();
}

fn entry(stage: &Stage, operation: &Value) -> Value {
    stage.log().into_iter().find(|entry| entry["operation"] == *operation).unwrap()
}

#[test]
fn entries_of_before_a_new_column_are_told_undone_and_done_again() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let added = stage.last()["operation"].clone();
    let edited = edit(&stage, id, "city", "Chester");
    let deleted = stage.call("lead_delete", json!({"id": id}))["operation"].clone();
    undo(&stage, &deleted);
    stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
    let clinic = stage.last()["operation"].clone();
    let told = [&added, &edited, &clinic].map(|operation| entry(&stage, operation)["changes"].clone());
    let history = stage.call("lead_history", json!({"id": id}));

    migrate(
        &stage,
        "ALTER TABLE leads ADD COLUMN visits INTEGER NOT NULL DEFAULT 0;
         ALTER TABLE leads ADD COLUMN language TEXT;
         ALTER TABLE partners ADD COLUMN rating INTEGER NOT NULL DEFAULT 3;
         ALTER TABLE partners ADD COLUMN website TEXT;",
    );

    assert_eq!([&added, &edited, &clinic].map(|operation| entry(&stage, operation)["changes"].clone()), told);
    assert_eq!(stage.call("lead_history", json!({"id": id})), history);
    crate::roles::set(&stage, &format!("UPDATE leads SET visits = 4, language = 'Polish' WHERE id = {id}"));
    let visits = || -> (i64, Option<String>) {
        let question = "SELECT visits, language FROM leads WHERE id = ?1";
        stage.raw().query_row(question, [id], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    };
    let set = stage.last()["operation"].clone();
    assert_eq!(visits(), (4, Some("Polish".to_owned())));

    let undone = undo(&stage, &edited);
    assert_eq!(stage.lead(id)["city"], "");
    assert_eq!(visits().0, 4, "the new columns are not touched");
    undo(&stage, &json!(undone));
    assert_eq!(stage.lead(id)["city"], "Chester");
    undo(&stage, &set);
    assert_eq!(visits(), (0, None));
    undo(&stage, &edited);
    let gone = undo(&stage, &added);
    assert_eq!(stage.count(), 0);
    undo(&stage, &json!(gone));
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
    let clinic_gone = undo(&stage, &clinic);
    undo(&stage, &json!(clinic_gone));
    assert_eq!(crate::stage::choices(&stage, "partner"), ["Oak Clinic"]);
    stage.assert_sound();
}

//! Undo that keeps what was changed since: exactly the rest goes, and exactly that comes again.

use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::stage::{Stage, choices, sentence};
use crate::undo::{edit, undo};

/// An import of three leads with a source, an event and a staff member of its own; answers with its number.
fn fair(stage: &Stage) -> Value {
    let file = stage.file(
        "fair.csv",
        b"first_name,last_name,phone,source,event_name,staff_name\n\
          Mei,Chen,2155550101,Church,,Luis Ortega\n\
          Ruth,Abel,2155550102,Event,Spring Health Fair,Luis Ortega\n\
          Walter,Brandt,2155550103,Web,,\n",
    );
    stage.import(&file).unwrap()["batch"].clone()
}

fn found(stage: &Stage, text: &str) -> i64 {
    let page = stage.call("leads_page", json!({"from": 0, "count": 9, "filter": {"text": text}}));
    page["rows"][0]["id"].as_i64().unwrap()
}

fn keep(stage: &Stage, operation: &Value) -> Value {
    stage.call("undo", json!({"operation": operation, "keep_changed": true}))
}

fn entry(stage: &Stage, operation: &Value) -> Value {
    stage.log().into_iter().find(|entry| entry["operation"] == *operation).unwrap()
}

fn offers(stage: &Stage, list: &str, label: &str) -> bool {
    choices(stage, list).contains(&label.to_owned())
}

#[test]
fn an_import_goes_but_for_the_lead_that_was_edited_and_what_it_refers_to() {
    let stage = Stage::new();
    let batch = fair(&stage);
    let ruth = found(&stage, "abel");
    edit(&stage, ruth, "city", "Chester");

    let outlook = stage.call("undo_outlook", json!({"operation": batch}));
    // Three leads, a source, an event and a staff member; Ruth stays with her event and who holds her.
    assert_eq!(outlook["rest"], "Take back 3 of 6 changes");
    assert_eq!(outlook["obstacles"][0]["what"], "City of Ruth Abel");
    let kept = keep(&stage, &batch);
    assert_eq!(kept["sentence"], "Undone but for 1 change made since: 3 leads imported from fair.csv");
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
    let lead = stage.lead(ruth);
    assert_eq!(
        (lead["event_name"].as_str(), lead["staff_name"].as_str()),
        (Some("Spring Health Fair"), Some("Luis Ortega"))
    );
    assert!(
        offers(&stage, "event_name", "Spring Health Fair") && offers(&stage, "staff_name", "Luis Ortega")
    );
    assert!(!offers(&stage, "source", "Church"));
    stage.assert_sound();

    let again = undo(&stage, &kept["operation"]);
    assert_eq!(stage.last()["sentence"], "Done again: 3 leads imported from fair.csv");
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel", "Walter Brandt", "Mei Chen"]);
    assert_eq!(stage.lead(ruth)["city"], "Chester");
    assert!(offers(&stage, "source", "Church"));
    undo(&stage, &json!(again));
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
    stage.assert_sound();
}

#[test]
fn what_was_kept_goes_with_a_second_undo_once_nothing_is_in_its_way() {
    let stage = Stage::new();
    let batch = fair(&stage);
    let ruth = found(&stage, "abel");
    let edited = edit(&stage, ruth, "city", "Chester");
    let first = keep(&stage, &batch)["operation"].clone();
    assert_eq!(entry(&stage, &batch)["undo"], "can", "a part of it stands");
    sentence(stage.refused("undo", json!({"operation": batch})), Code::MovedOn);
    let nothing = stage.refused("undo", json!({"operation": batch, "keep_changed": true}));
    assert!(sentence(nothing, Code::MovedOn).ends_with(". Undo that first."));

    undo(&stage, &edited);
    let second = keep(&stage, &batch);
    assert_eq!(second["sentence"], "Undone: 3 leads imported from fair.csv");
    assert_eq!(stage.count(), 0);
    assert_eq!(entry(&stage, &batch)["undo"], "undone");
    assert!(!offers(&stage, "staff_name", "Luis Ortega"));

    // Done again in their order: the latest first.
    let refused = sentence(stage.refused("undo", json!({"operation": first})), Code::MovedOn);
    assert!(
        refused.starts_with("Dana Whitfield took back “3 leads imported from fair.csv” on "),
        "{refused}"
    );
    let outlook = stage.call("undo_outlook", json!({"operation": first}));
    assert_eq!((outlook["can"].as_bool(), outlook["rest"].clone()), (Some(false), Value::Null));
    undo(&stage, &second["operation"]);
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
    undo(&stage, &first);
    assert_eq!(stage.count(), 3);
    assert_eq!(entry(&stage, &batch)["undo"], "can");
    undo(&stage, &batch);
    assert_eq!(stage.count(), 0);
    stage.assert_sound();
}

#[test]
fn an_edit_goes_column_by_column_and_columns_that_belong_together_stay_together() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let fields = json!({"first_name": "Rut", "last_name": "Able", "city": "Chester", "phone": "2155550177", "email": "ruth@abel.example"});
    let edited = stage.call("lead_edit", json!({"id": id, "fields": fields}))["operation"].clone();
    edit(&stage, id, "first_name", "Ruthie");
    edit(&stage, id, "city", "Bristol");

    let kept = keep(&stage, &edited);
    assert!(kept["sentence"].as_str().unwrap().starts_with("Undone but for 2 changes made since: "));
    let lead = stage.lead(id);
    assert_eq!((lead["name"].as_str(), lead["city"].as_str()), (Some("Ruthie Able"), Some("Bristol")));
    assert_eq!((lead["email"].as_str(), lead["phone_shown"].as_str()), (Some(""), Some("(215) 555-0148")));
    assert_eq!(stage.names(json!({"text": "0148"}), "phone", false), ["Ruthie Able"]);

    undo(&stage, &kept["operation"]);
    let lead = stage.lead(id);
    assert_eq!((lead["name"].as_str(), lead["city"].as_str()), (Some("Ruthie Able"), Some("Bristol")));
    assert_eq!(lead["email"], "ruth@abel.example");
    assert_eq!(lead["phone_shown"], "(215) 555-0177");
}

#[test]
fn a_choice_that_is_used_since_stays_and_the_rest_goes() {
    let stage = Stage::new();
    let batch = fair(&stage);
    let other = stage.add_lead("Iris", "Vale");
    edit(&stage, other, "source", "Church");
    keep(&stage, &batch);
    assert_eq!(stage.names(json!({}), "name", false), ["Iris Vale"]);
    assert!(offers(&stage, "source", "Church"));
    assert!(!offers(&stage, "event_name", "Spring Health Fair"));
    assert_eq!(stage.lead(other)["source"], "Church");
    stage.assert_sound();
}

#[test]
fn what_is_done_again_in_part_leaves_out_what_moved_on() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let edited =
        stage.call(
            "lead_edit",
            json!({"id": id, "fields": {"city": "Chester", "email": "ruth@abel.example"}}),
        )["operation"]
            .clone();
    let undone = json!(undo(&stage, &edited));
    let moved = edit(&stage, id, "city", "Media");
    let refused = sentence(stage.refused("undo", json!({"operation": undone})), Code::MovedOn);
    assert!(refused.ends_with(". Undo that first, or leave it and do the rest again."), "{refused}");
    assert_eq!(stage.call("undo_outlook", json!({"operation": undone}))["rest"], "Do 1 of 2 changes again");

    let again = keep(&stage, &undone);
    let lead = stage.lead(id);
    assert_eq!((lead["city"].as_str(), lead["email"].as_str()), (Some("Media"), Some("ruth@abel.example")));
    // What came again is a part of it, and can go once more; what did not come stays gone.
    assert_eq!(entry(&stage, &edited)["undo"], "can");
    undo(&stage, &moved);
    undo(&stage, &edited);
    let lead = stage.lead(id);
    assert_eq!((lead["city"].as_str(), lead["email"].as_str()), (Some(""), Some("")));
    assert_eq!(entry(&stage, &edited)["undo"], "undone");
    assert!(again["operation"].is_i64());
    stage.assert_sound();
}

#[test]
fn nothing_in_the_way_makes_it_a_whole_undo() {
    let stage = Stage::new();
    let batch = fair(&stage);
    assert_eq!(keep(&stage, &batch)["sentence"], "Undone: 3 leads imported from fair.csv");
    assert_eq!(entry(&stage, &batch)["undo"], "undone");
    sentence(stage.refused("undo", json!({"operation": batch, "keep_changed": true})), Code::Refused);
}

#[test]
fn ctrl_z_goes_on_to_the_one_before_after_an_undo_in_part() {
    let stage = Stage::new();
    let before = stage.add_lead("Iris", "Vale");
    let batch = fair(&stage);
    let other = stage.another_desk();
    let ruth = found(&stage, "abel");
    crate::stage::call(&other, "lead_edit", json!({"id": ruth, "fields": {"city": "Chester"}})).unwrap();
    sentence(stage.refused("undo", json!({})), Code::MovedOn);
    keep(&stage, &batch);
    stage.call("undo", json!({}));
    assert!(stage.lead(before)["deleted_at"].is_string());
    stage.call("redo", json!({}));
    stage.call("redo", json!({}));
    assert_eq!(stage.count(), 4);
    assert_eq!(stage.lead(ruth)["city"], "Chester");
}

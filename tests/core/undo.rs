//! Taking back and doing again: what can be undone, in which order, and what stands in the way.

use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::stage::{Stage, choices, sentence};

/// Undoes an operation; answers with the undo's own number.
pub fn undo(stage: &Stage, operation: &Value) -> i64 {
    stage.call("undo", json!({"operation": operation}))["operation"].as_i64().unwrap()
}

pub fn edit(stage: &Stage, id: i64, field: &str, value: &str) -> Value {
    stage.call("lead_edit", json!({"id": id, "fields": {field: value}}))["operation"].clone()
}

pub fn city(stage: &Stage, id: i64) -> String {
    stage.lead(id)["city"].as_str().unwrap().to_owned()
}

#[test]
fn an_added_lead_is_taken_back_and_brought_again() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let added = stage.last()["operation"].clone();
    let undone = undo(&stage, &added);
    assert_eq!(stage.count(), 0);
    assert!(stage.lead(id)["deleted_at"].is_string());
    assert_eq!(stage.last()["sentence"], "Undone: Ruth Abel added");

    let again = undo(&stage, &json!(undone));
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
    assert_eq!(stage.last()["sentence"], "Done again: Ruth Abel added");

    undo(&stage, &json!(again));
    assert_eq!(stage.count(), 0);
    stage.assert_sound();
}

#[test]
fn an_edit_is_taken_back_with_the_staff_member_it_brought() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let fields =
        json!({"staff_name": "Luis Ortega", "city": "Chester", "dob": "1948-02-14", "active_client": "yes"});
    let edited = stage.call("lead_edit", json!({"id": id, "fields": fields}))["operation"].clone();
    assert!(choices(&stage, "staff_name").contains(&"Luis Ortega".to_owned()));

    undo(&stage, &edited);
    let lead = stage.lead(id);
    assert_eq!(lead["staff_name"], "Dana Whitfield");
    assert_eq!((lead["city"].as_str(), lead["dob"].as_str()), (Some(""), Some("")));
    assert_eq!(lead["active_client"], false);
    assert!(!choices(&stage, "staff_name").contains(&"Luis Ortega".to_owned()));
    assert_eq!(stage.log()[1]["undo"], "undone");
}

#[test]
fn an_import_is_taken_back_whole_with_the_names_it_brought_and_done_again() {
    let stage = Stage::new();
    stage.add_lead("Old", "Friend");
    let file = stage.file(
        "fair.csv",
        b"first_name,last_name,phone,source,event_name,staff_name\n\
          Ruth,Abel,2155550101,Church,Spring Health Fair,Luis Ortega\nWalter,Brandt,2155550102,Web,,\n",
    );
    let batch = stage.import(&file).unwrap()["batch"].clone();
    assert_eq!(stage.count(), 3);

    let undone = undo(&stage, &batch);
    assert_eq!(stage.names(json!({}), "name", false), ["Old Friend"]);
    assert!(stage.names(json!({"text": "abel"}), "name", false).is_empty());
    for (list, label) in
        [("source", "Church"), ("event_name", "Spring Health Fair"), ("staff_name", "Luis Ortega")]
    {
        assert!(!choices(&stage, list).contains(&label.to_owned()), "{label}");
    }

    undo(&stage, &json!(undone));
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel", "Walter Brandt", "Old Friend"]);
    assert_eq!(stage.names(json!({"sources": ["Church"]}), "name", false), ["Ruth Abel"]);
    assert!(choices(&stage, "staff_name").contains(&"Luis Ortega".to_owned()));
    stage.assert_sound();
}

#[test]
fn without_a_number_the_latest_own_change_is_taken_back_and_then_the_one_before() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    edit(&stage, id, "city", "Chester");
    edit(&stage, id, "city", "Bristol");
    stage.call("leads_export", json!({"path": stage.folder.path().join("out.csv"), "job": 1}));

    stage.call("undo", json!({}));
    assert_eq!(city(&stage, id), "Chester");
    stage.call("undo", json!({}));
    assert_eq!(city(&stage, id), "");
    stage.call("undo", json!({}));
    assert_eq!(stage.count(), 0);
    let nothing = sentence(stage.refused("undo", json!({})), Code::Missing);
    assert_eq!(nothing, "There is nothing of yours left to undo.");
}

#[test]
fn what_was_done_again_is_the_latest_once_more() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let first = edit(&stage, id, "city", "Chester");
    let undone = undo(&stage, &first);
    undo(&stage, &json!(undone));
    assert_eq!(city(&stage, id), "Chester");
    stage.call("undo", json!({}));
    assert_eq!(city(&stage, id), "");
}

#[test]
fn what_is_undone_changed_nothing_or_is_not_there_is_refused_with_a_sentence() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let edited = edit(&stage, id, "city", "Chester");
    undo(&stage, &edited);
    let log = stage.log().len();

    let twice = sentence(stage.refused("undo", json!({"operation": edited})), Code::Refused);
    assert_eq!(twice, "It is undone already.");
    stage.call("leads_export", json!({"path": stage.folder.path().join("out.csv"), "job": 1}));
    let export = stage.last();
    assert_eq!(export["undo"], "cannot");
    let nothing = sentence(stage.refused("undo", json!({"operation": export["operation"]})), Code::Refused);
    assert_eq!(nothing, "What was written into a file cannot be taken back.");
    assert_eq!(export["why_not"], nothing);
    let paper = json!({"paper": "recovery", "code": stage.recovery_code, "path": stage.folder.path().join("code.pdf")});
    stage.call("paper_save", paper);
    let saved = stage.last()["operation"].clone();
    let nothing = sentence(stage.refused("undo", json!({"operation": saved})), Code::Refused);
    assert_eq!(nothing, "Nothing was changed by it, so there is nothing to undo.");
    sentence(stage.refused("undo", json!({"operation": 9_999})), Code::Missing);
    sentence(stage.refused("undo", json!({"operation": 0})), Code::Missing);
    assert_eq!(stage.log().len(), log + 2, "only the export and the sheet");
}

#[test]
fn making_the_office_is_final() {
    let stage = Stage::new();
    let made = stage.log().pop().unwrap();
    assert_eq!((made["action"].as_str(), made["undo"].as_str()), (Some("office.create"), Some("cannot")));
    let refused = sentence(stage.refused("undo", json!({"operation": made["operation"]})), Code::Refused);
    assert_eq!(refused, "Making the office cannot be undone.");
    sentence(stage.refused("undo", json!({})), Code::Missing);
    assert_eq!(stage.call("office_state", json!({}))["phase"], "ready");
}

#[test]
fn a_later_change_of_the_same_field_stands_in_the_way_and_is_named() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let first = edit(&stage, id, "city", "Chester");
    let second = edit(&stage, id, "city", "Bristol");

    let refused = sentence(stage.refused("undo", json!({"operation": first})), Code::MovedOn);
    assert!(refused.starts_with("Dana Whitfield changed the city of Ruth Abel on "), "{refused}");
    assert!(refused.ends_with(". Undo that first."), "{refused}");
    assert_eq!(city(&stage, id), "Bristol");

    undo(&stage, &second);
    undo(&stage, &first);
    assert_eq!(city(&stage, id), "");
}

#[test]
fn a_later_change_of_another_field_does_not_stand_in_the_way() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let first = edit(&stage, id, "city", "Chester");
    edit(&stage, id, "email", "ruth@abel.example");
    undo(&stage, &first);
    let lead = stage.lead(id);
    assert_eq!((lead["city"].as_str(), lead["email"].as_str()), (Some(""), Some("ruth@abel.example")));
}

#[test]
fn a_lead_that_was_edited_since_is_not_taken_back_by_undoing_its_adding_or_its_import() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let added = stage.last()["operation"].clone();
    edit(&stage, id, "city", "Chester");
    let refused = sentence(stage.refused("undo", json!({"operation": added})), Code::MovedOn);
    assert!(refused.contains("changed the city of Ruth Abel"), "{refused}");

    let file =
        stage.file("two.csv", b"first_name,last_name,phone\nWalter,Brandt,2155550101\nMei,Chen,2155550102\n");
    let batch = stage.import(&file).unwrap()["batch"].clone();
    let page = stage.call("leads_page", json!({"from": 0, "count": 9, "filter": {"text": "chen"}}));
    let deleted = stage.call("lead_delete", json!({"id": page["rows"][0]["id"]}))["operation"].clone();
    sentence(stage.refused("undo", json!({"operation": batch})), Code::MovedOn);
    assert_eq!(stage.count(), 2, "nothing was half taken back");
    undo(&stage, &deleted);
    undo(&stage, &batch);
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
}

#[test]
fn doing_again_is_refused_when_the_field_moved_on_meanwhile() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let first = edit(&stage, id, "city", "Chester");
    let undone = undo(&stage, &first);
    edit(&stage, id, "city", "Bristol");
    let refused = sentence(stage.refused("undo", json!({"operation": undone})), Code::MovedOn);
    assert!(refused.contains("changed the city of Ruth Abel"), "{refused}");
    assert_eq!(city(&stage, id), "Bristol");
}

#[test]
fn two_changes_undone_are_done_again_in_their_order_only() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let first = edit(&stage, id, "city", "Chester");
    let second = edit(&stage, id, "city", "Bristol");
    let second_undone = undo(&stage, &second);
    let first_undone = undo(&stage, &first);
    assert_eq!(city(&stage, id), "");

    let refused = sentence(stage.refused("undo", json!({"operation": second_undone})), Code::MovedOn);
    assert!(
        refused.starts_with("Dana Whitfield took back “Ruth Abel: city set to Chester” on "),
        "{refused}"
    );
    assert!(refused.ends_with(". Do that again first."), "{refused}");
    assert_eq!(city(&stage, id), "");
    undo(&stage, &json!(first_undone));
    undo(&stage, &json!(second_undone));
    assert_eq!(city(&stage, id), "Bristol");
}

#[test]
fn a_name_that_was_taken_again_is_not_brought_back_twice() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let fair = json!({"id": id, "fields": {"event_name": "Spring Health Fair"}});
    let first = stage.call("lead_edit", fair.clone())["operation"].clone();
    let undone = undo(&stage, &first);
    stage.call("lead_edit", fair);
    let again = stage.last()["operation"].clone();
    sentence(stage.refused("undo", json!({"operation": undone})), Code::MovedOn);
    undo(&stage, &again);
    undo(&stage, &json!(undone));
    assert_eq!(choices(&stage, "event_name"), ["Spring Health Fair"]);
    stage.assert_sound();
}

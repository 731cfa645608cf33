//! The activity log: every change with who, when, what, old and new, in the user's words.

use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::stage::{PASSWORD, Stage, call, sentence};

/// Label, old and new of every change of an entry.
fn changes(entry: &Value) -> Vec<(String, Option<String>, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let told = entry["changes"].as_array().unwrap().iter();
    told.map(|c| (text(&c["label"]).unwrap(), text(&c["old"]), text(&c["new"]))).collect()
}

/// The same, written short: `label: old -> new`, `-` for nothing.
fn short(entry: &Value) -> Vec<String> {
    let shown = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    changes(entry)
        .into_iter()
        .map(|(label, old, new)| format!("{label}: {} -> {}", shown(old), shown(new)))
        .collect()
}

fn history(stage: &Stage, lead: i64) -> Vec<Value> {
    stage.call("lead_history", json!({"id": lead})).as_array().unwrap().clone()
}

/// Asserts who did it, that it happened just now, and what it is called.
fn assert_entry(entry: &Value, action: &str, sentence: &str) {
    assert_eq!((entry["action"].as_str(), entry["sentence"].as_str()), (Some(action), Some(sentence)));
    assert_eq!(entry["who"], "Dana Whitfield");
    let at = entry["at"].as_str().unwrap();
    let age = chrono::Utc::now() - at.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert!(age.num_seconds() < 60 && at.ends_with('Z') && at.len() == 24, "{at}");
}

#[test]
fn adding_editing_deleting_and_undoing_are_told_in_labels_and_not_in_ids() {
    let stage = Stage::new();
    let id = stage.call(
        "lead_add",
        json!({"first_name": "Rosalind", "last_name": "Okafor", "phone": "(215) 555-0148", "source": "Event",
               "event_name": "Spring Health Fair"}),
    )["lead"]["id"]
        .as_i64()
        .unwrap();
    let added = stage.last();
    assert_entry(&added, "lead.add", "Rosalind Okafor added");
    assert_eq!(added["lead"], id);
    let told = short(&added);
    for line in [
        "First name: - -> Rosalind",
        "Phone: - -> (215) 555-0148",
        "Status: - -> New inquiry",
        "Source: - -> Event",
        "Event: - -> Spring Health Fair",
        "Assigned to: - -> Dana Whitfield",
        "Last contact: - -> Initial call",
    ] {
        assert!(told.contains(&line.to_owned()), "{line} in {told:?}");
    }

    stage.call(
        "lead_edit",
        json!({"id": id, "fields": {"stage": "Contacted", "staff_name": "Luis Ortega", "active_client": "yes",
               "source": "Web", "dob": "2/14/1948"}}),
    );
    let edited = stage.last();
    assert_entry(&edited, "lead.edit", "Rosalind Okafor: 6 fields changed");
    let told = short(&edited);
    for line in [
        "Status: New inquiry -> Contacted",
        "Assigned to: Dana Whitfield -> Luis Ortega",
        "Active client: no -> yes",
        "Source: Event -> Web",
        "Event: Spring Health Fair -> -",
        "Date of birth: - -> 1948-••-••",
        "Staff member: - -> Luis Ortega",
    ] {
        assert!(told.contains(&line.to_owned()), "{line} in {told:?}");
    }
    assert_eq!(told.len(), 7, "nothing else: {told:?}");

    stage.call("lead_delete", json!({"id": id}));
    let deleted = stage.last();
    assert_entry(&deleted, "lead.delete", "Rosalind Okafor deleted");
    assert_eq!(changes(&deleted).len(), 1);
    assert_eq!(changes(&deleted)[0].0, "Deleted");

    stage.call("undo", json!({}));
    assert_entry(&stage.last(), "undo", "Undone: Rosalind Okafor deleted");
    assert_eq!(changes(&stage.last())[0].2, None, "deleted no more");
    stage.assert_sound();
}

#[test]
fn every_field_of_a_lead_is_in_the_log_when_it_changes() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    for (field, value, line) in [
        ("first_name", "Rut", "First name: Ruth -> Rut"),
        ("last_name", "Able", "Last name: Abel -> Able"),
        ("phone", "267-555-0119", "Phone: (215) 555-0148 -> 267-555-0119"),
        ("email", "ruth@abel.example", "E-mail: - -> ruth@abel.example"),
        ("street", "12 Elm Street", "Street: - -> 12 Elm Street"),
        ("city", "Chester", "City: - -> Chester"),
        ("state", "PA", "State: - -> PA"),
        ("zip_code", "19013", "Zip code: - -> 19013"),
        ("dob", "1948-02-14", "Date of birth: - -> 1948-••-••"),
        ("medicaid_no", "0012345678", "Medicaid number: - -> ••••5678"),
        ("stage", "Contacted", "Status: New inquiry -> Contacted"),
        ("source", "Partner", "Source: Other -> Partner"),
        ("event_name", "Spring Health Fair", "Event: - -> Spring Health Fair"),
        ("word_of_mouth_type", "Client", "Word of mouth: - -> Client"),
        ("other_source_type", "a leaflet", "Other source: - -> a leaflet"),
        ("staff_name", "", "Assigned to: Dana Whitfield -> -"),
        ("active_client", "yes", "Active client: no -> yes"),
        ("referral_type", "Interim", "Referral type: - -> Interim"),
        ("e_contact_name", "Ada Abel", "Emergency contact: - -> Ada Abel"),
        ("e_contact_relation", "Daughter", "Emergency contact's relation: - -> Daughter"),
        ("e_contact_phone", "610-555-0100", "Emergency contact's phone: - -> 610-555-0100"),
        ("last_contact_status", "Reached", "Last contact: Initial call -> Reached"),
        ("last_contact_date", "2026-01-02T10:00:00Z", "Last contact on: - -> 2026-01-02T10:00:00.000Z"),
        ("comments", "two cats", "Comments: - -> two cats"),
    ] {
        stage.call("lead_edit", json!({"id": id, "fields": {field: value}}));
        let entry = stage.last();
        assert!(short(&entry).contains(&line.to_owned()), "{field}: {:?}", short(&entry));
        assert_eq!(entry["lead"], id);
    }
    assert_eq!(history(&stage, id).len(), 25, "one entry for each, and the lead itself");
}

#[test]
fn the_history_of_a_lead_holds_the_values_it_was_added_with_whatever_came_later() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    stage.add_lead("Walter", "Brandt");
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester", "last_name": "Able"}}));
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Bristol"}}));
    stage.call("undo", json!({}));

    let told = history(&stage, id);
    let actions: Vec<&str> = told.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["undo", "lead.edit", "lead.edit", "lead.add"]);
    assert_eq!(short(&told[0]), ["City: Bristol -> Chester"]);
    assert_eq!(short(&told[1]), ["City: Chester -> Bristol"]);
    assert_eq!(short(&told[2]), ["Last name: Abel -> Able", "City: - -> Chester"]);
    let added = short(&told[3]);
    assert!(added.contains(&"Last name: - -> Abel".to_owned()), "{added:?}");
    assert!(!added.iter().any(|line| line.starts_with("City")), "it had no city then: {added:?}");
    assert_eq!(told[1]["undo"], "undone");
}

#[test]
fn an_import_is_one_entry_with_the_leads_it_added_and_each_of_them_knows_it() {
    let stage = Stage::new();
    let file = stage.file(
        "fair.csv",
        b"first_name,last_name,phone,source\nRuth,Abel,2155550101,Church\nWalter,Brandt,2155550102,Web\n",
    );
    stage.import(&file).unwrap();
    let entry = stage.last();
    assert_entry(&entry, "leads.import", "2 leads imported from fair.csv");
    let told = short(&entry);
    for line in
        ["First name: - -> Ruth", "First name: - -> Walter", "Source: - -> Church", "Choice: - -> Church"]
    {
        assert!(told.contains(&line.to_owned()), "{line} in {told:?}");
    }
    let page = stage.call("leads_page", json!({"from": 0, "count": 10, "filter": {"text": "ruth"}}));
    let told = history(&stage, page["rows"][0]["id"].as_i64().unwrap());
    assert_eq!(told.len(), 1);
    assert!(short(&told[0]).contains(&"Source: - -> Church".to_owned()));
    assert!(!short(&told[0]).contains(&"First name: - -> Walter".to_owned()), "only its own row");
}

#[test]
fn what_is_no_change_but_must_be_known_is_an_entry_without_changes() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let path = stage.folder.path().join("out.csv");
    stage.call("leads_export", json!({"path": path, "job": 1}));
    assert_entry(
        &stage.last(),
        "leads.export",
        "1 lead exported to out.csv, with Medicaid numbers and birth dates",
    );
    assert_eq!(changes(&stage.last()), []);

    stage.call("sign_out", json!({}));
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    let log = stage.log();
    let actions: Vec<&str> = log.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "account.sign_in",
            "account.sign_out",
            "leads.export",
            "lead.add",
            "account.sign_in",
            "office.create"
        ]
    );
    assert_eq!(log[1]["sentence"], "Signed out");
    assert!(log[0]["sentence"].as_str().unwrap().starts_with("Signed in on "));
    stage.assert_sound();
}

#[test]
fn the_log_is_paged_newest_first_and_searched_by_its_sentences() {
    let stage = Stage::new();
    for number in 0..12 {
        stage.add_lead(&format!("Lead{number:02}"), "Abel");
    }
    let page = stage.call("activity_page", json!({"before": 12, "count": 4}));
    assert_eq!(page["total"], 14);
    let told: Vec<&str> =
        page["entries"].as_array().unwrap().iter().map(|e| e["sentence"].as_str().unwrap()).collect();
    assert_eq!(told, ["Lead08 Abel added", "Lead07 Abel added", "Lead06 Abel added", "Lead05 Abel added"]);

    let found = stage.call("activity_page", json!({"filter": {"text": "lead1"}, "before": 14, "count": 5}));
    assert_eq!(found["total"], 2);
    assert_eq!(found["entries"][0]["sentence"], "Lead10 Abel added");
    let beyond = stage.call("activity_page", json!({"before": 1, "count": 5}));
    assert_eq!(beyond["entries"], json!([]));
}

#[test]
fn a_refused_call_leaves_no_entry() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let before = stage.log().len();
    stage.refused("lead_add", json!({"first_name": "Nobody"}));
    stage
        .refused("lead_edit", json!({"id": id, "fields": {"staff_name": "New Person", "dob": "2099-01-01"}}));
    stage.refused("lead_delete", json!({"id": 9_999}));
    stage.refused("undo", json!({"operation": 1}));
    stage.refused("leads_export", json!({"path": stage.folder.path(), "job": 1}));
    assert_eq!(stage.log().len(), before);
    assert!(!crate::stage::choices(&stage, "staff_name").contains(&"New Person".to_owned()));
    stage.assert_sound();
}

#[test]
fn a_lead_that_is_not_there_has_no_history() {
    let stage = Stage::new();
    sentence(stage.refused("lead_history", json!({"id": 4})), Code::Missing);
    let nobody = call(&stage.desk, "lead", json!({"id": -1})).unwrap_err();
    sentence(nobody, Code::Missing);
}

//! Adding, editing, deleting and listing leads.

use porchlight_core::error::Code;
use serde_json::json;

use crate::roles::revealed;
use crate::stage::{Stage, sentence};

#[test]
fn a_lead_keeps_every_field_that_was_typed() {
    let stage = Stage::new();
    let typed = json!({
        "first_name": "Rosalind", "last_name": "Okafor", "phone": "215 555 0148", "email": "rosalind@okafor.example",
        "street": "12 Elm Street", "city": "Philadelphia", "state": "PA", "zip_code": "19124", "dob": "02/14/1948",
        "medicaid_no": "0012345678", "stage": "Contacted", "source": "Event", "event_name": "Spring Health Fair",
        "word_of_mouth_type": "Client", "other_source_type": "a leaflet", "staff_name": "Luis Ortega",
        "active_client": "yes", "referral_type": "Interim", "e_contact_name": "Ada Okafor",
        "e_contact_relation": "Daughter", "e_contact_phone": "(215) 555-0175", "last_contact_status": "Left message",
        "last_contact_date": "2026-10-03T14:30:00Z", "comments": "prefers mornings\ntwo cats"
    });
    let saved = stage.call("lead_add", typed.clone());
    assert_eq!(saved["sentence"], "Rosalind Okafor added");
    let lead = stage.lead(saved["lead"]["id"].as_i64().unwrap());
    for (field, value) in typed.as_object().unwrap() {
        let kept = match field.as_str() {
            "stage" => lead["stage"]["label"].clone(),
            "active_client" => json!(if lead["active_client"] == true { "yes" } else { "no" }),
            other => lead[other].clone(),
        };
        let expected = match field.as_str() {
            "dob" => json!("1948-••-••"),
            "medicaid_no" => json!("••••5678"),
            "last_contact_date" => json!("2026-10-03T14:30:00.000Z"),
            _ => value.clone(),
        };
        assert_eq!(kept, expected, "{field}");
    }
    let id = lead["id"].as_i64().unwrap();
    assert_eq!(revealed(&stage, id, "dob"), "1948-02-14");
    assert_eq!(revealed(&stage, id, "medicaid_no"), "0012345678");
    assert_eq!(lead["phone_shown"], "(215) 555-0148");
    assert_eq!(lead["created_by"], "Dana Whitfield");
}

#[test]
fn a_new_lead_has_the_offices_defaults() {
    let stage = Stage::new();
    let lead = stage.lead(stage.add_lead("Ruth", "Abel"));
    assert_eq!(lead["stage"]["label"], "New inquiry");
    assert_eq!(lead["source"], "Other");
    assert_eq!(lead["staff_name"], "Dana Whitfield");
    assert_eq!(lead["last_contact_status"], "Initial call");
    assert_eq!(lead["active_client"], false);
}

#[test]
fn what_is_impossible_is_refused_beside_its_field_and_nothing_is_added() {
    let stage = Stage::new();
    let long = "x".repeat(151);
    for (typed, field) in [
        (json!({"phone": "2155550148"}), "first_name"),
        (json!({"first_name": "Ruth"}), "phone"),
        (json!({"first_name": long, "phone": "2155550148"}), "first_name"),
        (json!({"first_name": "Ruth", "phone": "call me"}), "phone"),
        (json!({"first_name": "Ruth", "phone": "1".repeat(51)}), "phone"),
        (json!({"first_name": "Ruth", "email": "nowhere"}), "email"),
        (json!({"first_name": "Ruth", "phone": "2155550148", "dob": "31/02/1951"}), "dob"),
        (json!({"first_name": "Ruth", "phone": "2155550148", "dob": "2099-01-01"}), "dob"),
        (json!({"first_name": "Ruth", "phone": "2155550148", "dob": "1850-01-01"}), "dob"),
        (json!({"first_name": "Ruth", "phone": "2155550148", "zip_code": "1".repeat(21)}), "zip_code"),
        (json!({"first_name": "Ruth", "phone": "2155550148", "medicaid_no": "1".repeat(101)}), "medicaid_no"),
        (json!({"first_name": "Ruth", "phone": "2155550148", "stage": "Nonsense"}), "stage"),
        (json!({"first_name": "Ruth", "phone": "2155550148", "source": "Nonsense"}), "source"),
        (json!({"first_name": "Ruth", "phone": "2155550148", "active_client": "perhaps"}), "active_client"),
    ] {
        let refused = stage.refused("lead_add", typed.clone());
        assert_eq!(refused.field.as_deref(), Some(field), "{typed}");
        sentence(refused, Code::Invalid);
    }
    assert_eq!(stage.call("dashboard", json!({}))["leads"], 0);
    assert_eq!(
        stage.refused("lead_add", json!({"first_name": "Ruth", "shoe_size": "9"})).code,
        Code::BadCall
    );
    assert_eq!(stage.refused("lead_add", json!({"first_name": 7})).code, Code::BadCall);
    assert_eq!(stage.refused("lead_add", json!({"comments": "y".repeat(2_000_000)})).code, Code::BadCall);
}

#[test]
fn what_is_unlikely_is_asked_and_not_refused() {
    let stage = Stage::new();
    let typed = json!({
        "first_name": "RUTH", "last_name": "Ab3l", "phone": "555-0148", "email": "ruth@gmial.com", "zip_code": "1912",
        "dob": "2/14/48", "medicaid_no": "1EG4-TE5-MK73"
    });
    let warned = stage.call("lead_check", typed.clone());
    let fields: Vec<&str> = warned.as_array().unwrap().iter().map(|w| w["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["first_name", "last_name", "phone", "email", "zip_code", "dob", "medicaid_no"]);
    assert_eq!(stage.call("lead_add", typed)["warnings"], warned);
}

#[test]
fn an_edit_changes_only_what_was_typed() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let saved =
        stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}, "seen": {"city": ""}}));
    assert_eq!(saved["sentence"], "Ruth Abel: city set to Chester");
    let lead = stage.lead(id);
    assert_eq!((lead["city"].as_str(), lead["phone"].as_str()), (Some("Chester"), Some("(215) 555-0148")));

    let again = stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}}));
    assert_eq!(again["operation"], 0, "nothing was different, so nothing is logged");
}

#[test]
fn a_new_source_drops_what_the_old_one_asked() {
    let stage = Stage::new();
    let id = stage
        .call("lead_add", json!({"first_name": "Ruth", "phone": "2155550148", "source": "Event", "event_name": "Spring Health Fair"}))
        ["lead"]["id"]
        .as_i64()
        .unwrap();
    stage.call("lead_edit", json!({"id": id, "fields": {"source": "Web"}}));
    assert_eq!(stage.lead(id)["event_name"], "");
}

#[test]
fn two_windows_on_one_lead_do_not_overwrite_each_other() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    stage.call(
        "lead_edit",
        json!({"id": id, "fields": {"phone": "267-555-0119"}, "seen": {"phone": "(215) 555-0148"}}),
    );

    let refused = stage.refused(
        "lead_edit",
        json!({"id": id, "fields": {"phone": "484-555-0102"}, "seen": {"phone": "(215) 555-0148"}}),
    );
    assert_eq!(refused.field.as_deref(), Some("phone"));
    assert!(sentence(refused, Code::MovedOn).contains("267-555-0119"));
    assert_eq!(stage.lead(id)["phone"], "267-555-0119");
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}, "seen": {"city": ""}}));
}

#[test]
fn a_deleted_lead_is_in_no_list_and_can_be_had_back() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let deleted = stage.call("lead_delete", json!({"id": id}));
    assert!(stage.names(json!({}), "name", false).is_empty());
    assert!(stage.names(json!({"text": "abel"}), "name", false).is_empty());
    assert_eq!(
        stage.refused("lead_edit", json!({"id": id, "fields": {"city": "Chester"}})).code,
        Code::Missing
    );
    stage.call("undo", json!({"operation": deleted["operation"]}));
    assert_eq!(stage.names(json!({"text": "abel"}), "name", false), ["Ruth Abel"]);
}

#[test]
fn the_list_sorts_by_every_column_it_shows() {
    let stage = Stage::new();
    for (first, last, city, phone, source, staff, stage_label, status, contacted) in [
        (
            "Ruth",
            "Abel",
            "Chester",
            "2155550102",
            "Web",
            "Priya Nair",
            "Lost",
            "Reached",
            "2026-01-02T00:00:00Z",
        ),
        (
            "Ámbar",
            "Zorn",
            "allentown",
            "2155550101",
            "Event",
            "Luis Ortega",
            "Contacted",
            "Call back",
            "2026-01-03T00:00:00Z",
        ),
        (
            "Mei",
            "Chen",
            "Bristol",
            "2155550103",
            "Facebook",
            "Dana Whitfield",
            "New inquiry",
            "Left message",
            "2026-01-01T00:00:00Z",
        ),
    ] {
        stage.call("lead_add", json!({
            "first_name": first, "last_name": last, "city": city, "phone": phone, "source": source, "staff_name": staff,
            "stage": stage_label, "last_contact_status": status, "last_contact_date": contacted
        }));
    }
    let (ruth, ambar, mei) = ("Ruth Abel", "Ámbar Zorn", "Mei Chen");
    for (column, order) in [
        ("name", [ruth, mei, ambar]),
        ("phone", [ambar, ruth, mei]),
        ("city", [ambar, mei, ruth]),
        ("stage", [mei, ambar, ruth]),
        ("source", [ambar, mei, ruth]),
        ("staff_name", [mei, ambar, ruth]),
        ("last_contact_status", [ambar, mei, ruth]),
        ("last_contact_date", [mei, ruth, ambar]),
        ("created_at", [ruth, ambar, mei]),
        ("updated_at", [ruth, ambar, mei]),
    ] {
        assert_eq!(stage.names(json!({}), column, false), order, "{column}");
        let mut reversed = order;
        reversed.reverse();
        assert_eq!(stage.names(json!({}), column, true), reversed, "{column} descending");
    }
    let columns = stage.call("lead_columns", json!({}));
    assert_eq!(columns.as_array().unwrap().len(), 10, "a column without its case above");
    let refused = stage.refused(
        "leads_page",
        json!({"sort": {"column": "shoe", "descending": false}, "from": 0, "count": 1}),
    );
    sentence(refused, Code::Invalid);
}

#[test]
fn filters_combine() {
    let stage = Stage::new();
    for (first, source, staff, stage_label) in [
        ("Ann", "Web", "Luis Ortega", "Contacted"),
        ("Bea", "Web", "", "Contacted"),
        ("Cal", "Event", "Luis Ortega", "Lost"),
    ] {
        stage.call("lead_add", json!({
            "first_name": first, "phone": "2155550148", "source": source, "staff_name": staff, "stage": stage_label
        }));
    }
    let names = |filter| stage.names(filter, "name", false);
    assert_eq!(names(json!({"sources": ["web"]})), ["Ann", "Bea"]);
    assert_eq!(names(json!({"staff": ["Luis Ortega"]})), ["Ann", "Cal"]);
    assert_eq!(names(json!({"staff": ["Not assigned"]})), ["Bea"]);
    assert_eq!(
        names(json!({"staff": ["Not assigned", "Luis Ortega"], "stages": ["Contacted"]})),
        ["Ann", "Bea"]
    );
    assert_eq!(names(json!({"stages": ["Lost"], "sources": ["Web"]})), Vec::<String>::new());
    assert_eq!(names(json!({"contact_statuses": ["Initial call"]})), ["Ann", "Bea", "Cal"]);
    assert_eq!(names(json!({"from": "2000-01-01", "to": "2000-12-31"})), Vec::<String>::new());
    assert_eq!(names(json!({"from": "2000-01-01"})), ["Ann", "Bea", "Cal"]);
    let refused =
        stage.refused("leads_page", json!({"filter": {"sources": ["Nonsense"]}, "from": 0, "count": 1}));
    sentence(refused, Code::Invalid);
}

#[test]
fn search_finds_every_word_anywhere_and_follows_changes() {
    let stage = Stage::new();
    let ruth = stage
        .call("lead_add", json!({"first_name": "Ruth", "last_name": "Núñez", "phone": "(215) 555-0148", "city": "Chester", "comments": "two cats"}))
        ["lead"]["id"]
        .as_i64()
        .unwrap();
    stage.add_lead("Walter", "Brandt");
    let find = |text: &str| stage.names(json!({"text": text}), "name", false);
    for text in ["nunez", "NÚÑEZ", "ruth nun", "cats chester", "0148 ruth", "n"] {
        assert!(find(text).contains(&"Ruth Núñez".to_owned()), "{text}");
    }
    assert_eq!(find("215-555-0148").len(), 2, "both have this phone");
    assert_eq!(find("ruth walter"), Vec::<String>::new());
    assert_eq!(find("%"), Vec::<String>::new());

    stage.call("lead_edit", json!({"id": ruth, "fields": {"comments": "one dog"}}));
    assert_eq!(find("cats"), Vec::<String>::new());
    assert_eq!(find("dog"), ["Ruth Núñez"]);
}

#[test]
fn a_page_is_a_piece_of_the_list_by_position() {
    let stage = Stage::new();
    for number in 0..25 {
        stage.add_lead(&format!("Lead{number:02}"), "Abel");
    }
    let page = stage.call(
        "leads_page",
        json!({"sort": {"column": "name", "descending": false}, "from": 20, "count": 10}),
    );
    assert_eq!((page["total"].as_u64(), page["from"].as_u64()), (Some(25), Some(20)));
    let names: Vec<&str> =
        page["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Lead20 Abel", "Lead21 Abel", "Lead22 Abel", "Lead23 Abel", "Lead24 Abel"]);
    let beyond = stage.call("leads_page", json!({"from": 1_000_000, "count": 10}));
    assert_eq!((beyond["total"].as_u64(), beyond["rows"].as_array().unwrap().len()), (Some(25), 0));
}

//! The history of a lead, and the lead as it was: every change in sentences, as who asks may see it.

use porchlight_core::activity::CURSORS;
use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::roles::{account, acting, allow, become_role, set};
use crate::stage::{Stage, sentence};

fn history(stage: &Stage, lead: i64) -> Vec<Value> {
    stage.call("lead_history", json!({"id": lead})).as_array().unwrap().clone()
}

/// The sentences of an entry's changes.
fn said(entry: &Value) -> Vec<String> {
    let changes = entry["changes"].as_array().unwrap().iter();
    changes.map(|change| change["sentence"].as_str().unwrap().to_owned()).collect()
}

fn operations(entries: &[Value]) -> Vec<i64> {
    entries.iter().map(|entry| entry["operation"].as_i64().unwrap()).collect()
}

fn edit(stage: &Stage, lead: i64, field: &str, value: &str) -> i64 {
    let edited = stage.call("lead_edit", json!({"id": lead, "fields": {field: value}}));
    edited["operation"].as_i64().unwrap()
}

fn then(stage: &Stage, lead: i64, operation: i64) -> Value {
    stage.call("lead_then", json!({"id": lead, "operation": operation}))
}

fn field(then: &Value, name: &str) -> Value {
    let mut fields = then["fields"].as_array().unwrap().iter();
    fields.find(|field| field["field"] == name).cloned().unwrap_or_default()
}

fn newest(stage: &Stage) -> i64 {
    stage.raw().query_row("SELECT max(id) FROM operations", [], |row| row.get(0)).unwrap()
}

#[test]
fn every_change_is_a_sentence() {
    let stage = Stage::new();
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    let id = stage.add_lead("Ruth", "Abel");
    stage.call("lead_edit", json!({"id": id, "fields": {"stage": "Contacted", "phone": "267-555-0119", "dob": "1948-02-14", "medicaid_no": "9876504321"}}));
    edit(&stage, id, "medicaid_no", "1122304321");
    edit(&stage, id, "comments", &format!("{}\n  and two cats", "long ".repeat(1_000)));
    edit(&stage, id, "comments", "");
    edit(&stage, id, "last_contact_date", "2026-01-02T10:00:00Z");
    edit(&stage, id, "active_client", "yes");
    stage.call("lead_reveal", json!({"id": id, "field": "dob"}));
    stage.call("lead_share", json!({"id": id, "account": luis}));
    stage.call("lead_unshare", json!({"id": id, "account": luis}));
    stage.call("undo", json!({}));
    stage.call("lead_delete", json!({"id": id}));
    stage.call("trash_restore", json!({"items": [{"kind": "lead", "row": id}]}));
    let told = history(&stage, id);
    let long = format!("Comments set to {}…", "long ".repeat(40).trim_end());
    let contacted = said(&told[7]).remove(0);
    assert!(contacted.starts_with("Time of last contact set to Jan "), "{contacted}");
    let expected: Vec<(&str, Vec<&str>)> = vec![
        ("trash.restore", vec!["Restored"]),
        ("lead.delete", vec!["Deleted"]),
        ("undo", vec!["Shared with Luis Ortega"]),
        ("lead.unshare", vec!["No longer shared with Luis Ortega"]),
        ("lead.share", vec!["Shared with Luis Ortega"]),
        ("lead.reveal", vec![]),
        ("lead.edit", vec!["Active client changed from no to yes"]),
        ("lead.edit", vec![&contacted]),
        ("lead.edit", vec!["Comments cleared"]),
        ("lead.edit", vec![&long]),
        ("lead.edit", vec!["Medicaid number changed"]),
        (
            "lead.edit",
            vec![
                "Phone changed from (215) 555-0148 to 267-555-0119",
                "Status changed from New inquiry to Contacted",
                "Date of birth set to 1948-••-••",
                "Medicaid number set to ••••4321",
            ],
        ),
        (
            "lead.add",
            vec![
                "First name set to Ruth",
                "Last name set to Abel",
                "Phone set to (215) 555-0148",
                "Status set to New inquiry",
                "Source set to Other",
                "Assignment set to Dana Whitfield",
                "Last contact set to Initial call",
            ],
        ),
    ];
    let actions: Vec<(&str, Vec<String>)> =
        told.iter().map(|entry| (entry["action"].as_str().unwrap(), said(entry))).collect();
    let wanted: Vec<(&str, Vec<String>)> = expected
        .into_iter()
        .map(|(action, lines)| (action, lines.into_iter().map(str::to_owned).collect()))
        .collect();
    assert_eq!(actions, wanted);
    let whole = told[9]["changes"][0]["new"].as_str().unwrap();
    assert!(whole.len() > 5_000 && whole.ends_with("and two cats"), "the value itself is whole");
    assert!(told.iter().flat_map(said).all(|sentence| !sentence.ends_with('.')));
}

#[test]
fn an_entry_of_many_things_says_of_each_what_became_of_it() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    edit(&stage, id, "staff_name", "Omar Reyes");
    assert_eq!(
        said(&stage.last()),
        ["Staff member Omar Reyes added", "Assignment changed from Dana Whitfield to Omar Reyes"]
    );
    assert_eq!(said(&history(&stage, id)[0]), ["Assignment changed from Dana Whitfield to Omar Reyes"]);
    let file = stage.file(
        "fair.csv",
        b"first_name,last_name,phone,source\nMei,Chen,2155550101,Church\nWalter,Brandt,2155550102,Church\n",
    );
    let batch = stage.import(&file).unwrap()["batch"].clone();
    let told = said(&stage.last());
    assert!(told.contains(&"Choice Church added".to_owned()), "{told:?}");
    assert!(
        !told.iter().any(|line| line.contains("Active client") || line.starts_with("Created")),
        "{told:?}"
    );
    stage.call("undo", json!({"operation": batch}));
    let mut undone = said(&stage.last());
    undone.sort();
    assert_eq!(undone, ["Choice Church deleted", "Mei Chen deleted", "Walter Brandt deleted"]);
}

#[test]
fn what_the_office_sets_is_told_in_its_words() {
    let stage = Stage::new();
    let luis = account(&stage, "caller", "Luis Ortega");
    let last = |name: &str, input: Value| {
        stage.call(name, input);
        said(&stage.last())
    };
    assert_eq!(
        last("setting_change", json!({"setting": "idle_minutes", "value": "20"})),
        ["Lock when nobody is there changed from 15 minutes to 20 minutes"]
    );
    assert_eq!(
        last("setting_change", json!({"setting": "idle_minutes", "value": "1"})),
        ["Lock when nobody is there changed from 20 minutes to 1 minute"]
    );
    assert_eq!(
        last("setting_change", json!({"setting": "tiles", "value": "no"})),
        ["Show who was here changed from yes to no"]
    );
    assert_eq!(last("undo", json!({})), ["Show who was here changed from no to yes"]);
    assert_eq!(
        last("theme_choose", json!({"theme": "dusk"})),
        ["Theme changed from as the computer has it to Dusk"]
    );
    assert_eq!(
        last("partner_save", json!({"partner": null, "name": "Oak Clinic"})),
        ["Partner Oak Clinic added"]
    );
    let clinic: i64 = stage.raw().query_row("SELECT max(id) FROM partners", [], |row| row.get(0)).unwrap();
    assert_eq!(
        last("partner_save", json!({"partner": clinic, "name": "Elm Clinic"})),
        ["Partner renamed from Oak Clinic to Elm Clinic"]
    );
    assert_eq!(last("partner_delete", json!({"partner": clinic})), ["Partner Elm Clinic deleted"]);
    assert_eq!(
        last("team_save", json!({"team": null, "name": "North", "lead": luis})),
        ["Team North added", "Team lead set to Luis Ortega", "Team set to North"]
    );
    let role = stage.call("role_copy", json!({"role": "caller", "label": "Front desk"}))["role"].clone();
    let copied = said(&stage.last());
    assert_eq!(copied[..2], ["Role Front desk added", "Reach set to Assigned leads"]);
    assert!(
        copied.contains(&"May see leads".to_owned())
            && copied.contains(&"May set the status Contacted".to_owned()),
        "{copied:?}"
    );
    assert_eq!(
        last(
            "role_save",
            json!({"role": role, "label": "Front desk", "reach": "everyone", "masked": true, "permissions": ["leads.view", "leads.stage", "followups.edit", "contacts.log", "board.post"], "stages": null})
        )[..3],
        [
            "Reach changed from Assigned leads to All leads",
            "Masking of contact details changed from no to yes",
            "Setting every status changed from no to yes"
        ]
    );
    assert!(said(&stage.last()).contains(&"May no longer check in and out".to_owned()));
    assert_eq!(last("role_retire", json!({"role": role})), ["Role Front desk retired"]);
    assert_eq!(
        last("account_role", json!({"account": luis, "role": "marketer"})),
        ["Role changed from Caller to Marketer"]
    );
    let ended = stage.log().iter().flat_map(said).find(|line| line.contains('_'));
    assert_eq!(ended, None, "an identifier among the words");
}

#[test]
fn a_history_comes_in_pages_that_join_without_a_seam() {
    let stage = Stage::new();
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    let (id, other) = (stage.add_lead("Ruth", "Abel"), stage.add_lead("Walter", "Brandt"));
    for number in 0..6 {
        edit(&stage, id, "city", &format!("Town {number}"));
        edit(&stage, other, "city", "Elsewhere");
        stage.call("lead_share", json!({"id": id, "account": luis}));
        stage.call("lead_unshare", json!({"id": id, "account": luis}));
        edit(&stage, id, "dob", &format!("1948-02-1{number}"));
        stage.call("lead_reveal", json!({"id": id, "field": "dob"}));
    }
    // A share that went with something that says nothing of the lead.
    set(&stage, "UPDATE lead_shares SET deleted_at = NULL WHERE id = (SELECT min(id) FROM lead_shares)");
    let whole = operations(&history(&stage, id));
    assert_eq!(whole.len(), 1 + 5 * 6 + 1);
    assert!(whole.is_sorted_by(|a, b| a > b), "newest first, each once: {whole:?}");
    for count in [1_i64, 2, 7, 31, 32, 33, 1_000] {
        let mut joined: Vec<i64> = Vec::new();
        loop {
            let before = joined.last().copied();
            let page = stage.call("lead_history", json!({"id": id, "before": before, "count": count}));
            let page = operations(page.as_array().unwrap());
            assert!(page.len() as i64 <= count);
            if page.is_empty() {
                break;
            }
            joined.extend(page);
        }
        assert_eq!(joined, whole, "{count} at a time");
    }
    for (count, before) in [(0, i64::MAX), (-3, i64::MAX), (5, 0), (5, i64::MIN)] {
        assert_eq!(
            stage.call("lead_history", json!({"id": id, "count": count, "before": before})),
            json!([])
        );
    }
    assert_eq!(said(&history(&stage, id)[0]), ["Shared with Luis Ortega"]);
}

#[test]
fn a_history_is_read_by_its_indexes_and_sorts_nothing() {
    let stage = Stage::new();
    let raw = stage.raw();
    for (cursor, sorted) in CURSORS.iter().zip([false, false, true]) {
        let mut statement = raw.prepare(&format!("EXPLAIN QUERY PLAN {cursor}")).unwrap();
        let steps: Vec<String> = statement
            .query_map((1, i64::MAX, 50), |row| row.get(3))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(steps.iter().all(|step| !step.starts_with("SCAN")), "{steps:?}");
        let narrow = |step: &&String| !step.contains("changes_of_row") || step.contains("(tbl=? AND row=?");
        assert!(steps.iter().all(|step| narrow(&step)), "{steps:?}");
        // Whom one lead was shared with is a handful.
        assert_eq!(steps.iter().any(|step| step.contains("TEMP B-TREE")), sorted, "{steps:?}");
    }
}

/// What each field of a lead's form holds in an answer of `lead`.
fn snapshot(lead: &Value) -> Vec<(&'static str, String)> {
    let plain = [
        "first_name",
        "last_name",
        "phone",
        "email",
        "street",
        "city",
        "state",
        "zip_code",
        "dob",
        "medicaid_no",
        "source",
        "event_name",
        "word_of_mouth_type",
        "other_source_type",
        "partner",
        "staff_name",
        "referral_type",
        "e_contact_name",
        "e_contact_relation",
        "e_contact_phone",
        "last_contact_status",
        "last_contact_date",
        "comments",
    ];
    let mut fields: Vec<(&str, String)> =
        plain.into_iter().map(|name| (name, lead[name].as_str().unwrap().to_owned())).collect();
    fields.push(("stage", lead["stage"]["label"].as_str().unwrap().to_owned()));
    fields.push(("active_client", if lead["active_client"] == true { "yes" } else { "no" }.to_owned()));
    fields
}

/// Asserts that every moment of a lead's history shows what was seen of it then, beside what is seen now.
fn assert_moments(stage: &Stage, id: i64, seen: &[(i64, Value)]) {
    let now = snapshot(&stage.lead(id));
    for (operation, lead) in seen {
        let shown = then(stage, id, *operation);
        assert_eq!(shown["deleted"], json!(!lead["deleted_at"].is_null()), "{operation}");
        for ((name, was), (_, is)) in snapshot(lead).iter().zip(&now) {
            let found = field(&shown, name);
            let text = |side: &str| found[side].as_str().unwrap_or_default().to_owned();
            assert_eq!((&text("then"), &text("now")), (was, is), "{operation}: {name}");
            assert!(was == is || found["differs"] == true, "{operation}: {name}");
            assert!(found.is_null() || !was.is_empty() || !is.is_empty(), "{name} has nothing to show");
        }
    }
}

#[test]
fn a_lead_is_shown_as_it_was_after_each_of_its_changes() {
    let stage = Stage::new();
    stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
    let id = stage.add_lead("Ruth", "Abel");
    let mut seen = vec![(newest(&stage), stage.lead(id))];
    for (name, value) in [
        ("stage", "Contacted"),
        ("source", "Event"),
        ("event_name", "Spring Health Fair"),
        ("partner", "Oak Clinic"),
        ("staff_name", "Omar Reyes"),
        ("active_client", "yes"),
        ("referral_type", "Regular"),
        ("dob", "1948-02-14"),
        ("medicaid_no", "9876504321"),
        ("comments", "two cats"),
        ("email", "ruth@abel.example"),
        ("city", "Chester"),
        ("last_contact_status", "Reached"),
        ("last_contact_date", "2026-01-02T10:00:00Z"),
        ("e_contact_name", "Ada Abel"),
        ("e_contact_relation", "Daughter"),
        ("e_contact_phone", "610-555-0175"),
        ("comments", ""),
        ("staff_name", ""),
        ("source", "Word of mouth"),
        ("word_of_mouth_type", "Client"),
        ("city", "Media"),
        ("first_name", "Rut"),
    ] {
        edit(&stage, id, name, value);
        seen.push((newest(&stage), stage.lead(id)));
    }
    for (command, input) in [
        ("undo", json!({})),
        ("undo", json!({})),
        ("lead_delete", json!({"id": id})),
        ("trash_restore", json!({"items": [{"kind": "lead", "row": id}]})),
        ("lead_reveal", json!({"id": id, "field": "dob"})),
        ("lead_edit", json!({"id": id, "fields": {"city": "Lansdale", "stage": "Care started"}})),
    ] {
        stage.call(command, input);
        seen.push((newest(&stage), stage.lead(id)));
    }
    assert_moments(&stage, id, &seen);
    assert_eq!(operations(&history(&stage, id)).len(), seen.len(), "each moment of its history was asked");
    stage.call("lead_delete", json!({"id": id}));
    assert_moments(&stage, id, &seen);

    let first = then(&stage, id, seen[0].0);
    assert_eq!(
        (first["sentence"].as_str(), first["who"].as_str()),
        (Some("Ruth Abel added"), Some("Dana Whitfield"))
    );
    let order: Vec<&str> =
        first["fields"].as_array().unwrap().iter().map(|f| f["field"].as_str().unwrap()).collect();
    let form = stage.call("lead_fields", json!({}));
    let form: Vec<&str> = form
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["name"].as_str().unwrap())
        .filter(|name| order.contains(name))
        .collect();
    assert_eq!(order, form, "in the order of the form");
    let by_it: Vec<&str> = first["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["changed_by_it"] == true)
        .map(|f| f["field"].as_str().unwrap())
        .collect();
    assert_eq!(
        by_it,
        ["first_name", "last_name", "phone", "source", "stage", "staff_name", "last_contact_status"]
    );
    let second = then(&stage, id, seen[1].0);
    let by_it: Vec<&Value> =
        second["fields"].as_array().unwrap().iter().filter(|f| f["changed_by_it"] == true).collect();
    assert_eq!((by_it.len(), &by_it[0]["field"], &by_it[0]["label"]), (1, &json!("stage"), &json!("Status")));
}

#[test]
fn an_imported_lead_is_shown_as_it_came() {
    let stage = Stage::new();
    let file = stage.file("fair.csv", b"first_name,last_name,phone,source,comments\nMei,Chen,2155550101,Church,two cats\nWalter,Brandt,2155550102,Web,\n");
    let batch = stage.import(&file).unwrap()["batch"].as_i64().unwrap();
    let page = stage.call("leads_page", json!({"from": 0, "count": 9, "filter": {"text": "mei"}}));
    let mei = page["rows"][0]["id"].as_i64().unwrap();
    edit(&stage, mei, "comments", "three cats");
    // What it refers to is called as it is called by now.
    set(&stage, "UPDATE choices SET label = 'Parish' WHERE label = 'Church'");
    let shown = then(&stage, mei, batch);
    assert_eq!(shown["sentence"], "2 leads imported from fair.csv");
    let comments = field(&shown, "comments");
    assert_eq!(
        (&comments["then"], &comments["now"], &comments["differs"], &comments["changed_by_it"]),
        (&json!("two cats"), &json!("three cats"), &json!(true), &json!(true))
    );
    assert_eq!(field(&shown, "source")["then"], "Parish");
    assert_eq!(field(&shown, "source")["differs"], false);
    stage.call("undo", json!({"operation": newest(&stage) - 1}));
}

#[test]
fn a_moment_that_is_not_the_leads_own_is_not_told() {
    let stage = Stage::new();
    let (ruth, walter) = (stage.add_lead("Ruth", "Abel"), stage.add_lead("Walter", "Brandt"));
    let added = newest(&stage);
    let no_moment = |lead: i64, operation: i64| {
        sentence(stage.refused("lead_then", json!({"id": lead, "operation": operation})), Code::Missing)
    };
    for operation in [added, 1, 0, -1, i64::MAX, i64::MIN] {
        assert_eq!(
            no_moment(ruth, operation),
            "The lead’s history has no such moment. Choose one from its history."
        );
    }
    no_moment(walter, added - 1);
    no_moment(999, added);
    assert_eq!(then(&stage, walter, added)["sentence"], "Walter Brandt added");
}

#[test]
fn an_erased_lead_cannot_be_looked_back_at() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let added = newest(&stage);
    stage.call("lead_delete", json!({"id": id}));
    set(&stage, "UPDATE leads SET erased_at = '2026-01-02T00:00:00.000Z', first_name = '', last_name = ''");
    let refused = sentence(stage.refused("lead_then", json!({"id": id, "operation": added})), Code::Missing);
    assert_eq!(refused, "What this lead held was erased for good, so nobody can see how it was.");
}

#[test]
fn history_and_moments_keep_to_the_reach() {
    let stage = Stage::new();
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    let mine = stage.add_lead("Ruth", "Abel");
    let added = newest(&stage);
    let his = stage.call("lead_add", json!({"first_name": "Rosalind", "last_name": "Okafor", "phone": "2155550148", "staff_name": "Luis Ortega"}))["lead"]["id"].as_i64().unwrap();
    let his_added = newest(&stage);
    set(&stage, &format!("UPDATE leads SET created_by = {luis} WHERE id = {his}"));
    // One entry on both, as a batch would be.
    let both = acting(&stage, luis, |operation| {
        operation.sql.execute_batch("UPDATE leads SET city = 'Chester'")?;
        operation.says("test.set", "2 leads put in order");
        Ok(operation.id)
    })
    .unwrap();
    become_role(&stage, "intake_coordinator");
    for (command, input) in
        [("lead_history", json!({"id": his})), ("lead_then", json!({"id": his, "operation": his_added}))]
    {
        sentence(stage.refused(command, input), Code::Missing);
    }
    sentence(stage.refused("lead_then", json!({"id": mine, "operation": his_added})), Code::Missing);
    assert_eq!(field(&then(&stage, mine, added), "first_name")["then"], "Ruth");
    assert_eq!(field(&then(&stage, mine, both), "city")["now"], "Chester");
    let told = history(&stage, mine);
    assert_eq!(said(&told[0]), ["City set to Chester"]);
    assert!(!json!(told).to_string().contains("Okafor"));
}

#[test]
fn a_masked_role_looks_back_at_no_number_and_no_address() {
    let stage = Stage::new();
    let typed = json!({"first_name": "Rosalind", "last_name": "Okafor", "phone": "(215) 555-0148", "email": "rosalind@okafor.example",
        "street": "12 Elm Street", "zip_code": "19013", "dob": "1951-02-14", "medicaid_no": "9876504321", "e_contact_name": "Ada Okafor",
        "e_contact_phone": "610-555-0175", "comments": "prefers mornings"});
    let id = stage.call("lead_add", typed)["lead"]["id"].as_i64().unwrap();
    let added = newest(&stage);
    for (name, value) in [
        ("phone", "(267) 555-0148"),
        ("comments", "prefers evenings"),
        ("medicaid_no", "1122304321"),
        ("dob", "1951-02-15"),
        ("street", ""),
        ("city", "Chester"),
    ] {
        edit(&stage, id, name, value);
    }
    let owner = then(&stage, id, added);
    assert_eq!(field(&owner, "phone")["then"], "(215) 555-0148");
    for name in ["medicaid_no", "dob"] {
        let found = field(&owner, name);
        assert_eq!(found["then"], found["now"], "{name} is masked alike for everybody");
        assert_eq!(found["differs"], true, "{name}");
    }
    stage.call("lead_delete", json!({"id": id}));
    become_role(&stage, "guest");
    allow(&stage, "guest", "leads.restore");
    let guest = then(&stage, id, added);
    let answers =
        [guest.clone(), json!(history(&stage, id)), stage.call("trash_page", json!({"from": 0, "count": 9}))];
    for answer in answers {
        let text = answer.to_string();
        for canary in [
            "5550148",
            "555-0148",
            "215",
            "267",
            "9876504321",
            "98765",
            "11223",
            "02-14",
            "02-15",
            "Elm",
            "19013",
            "rosalind@",
            "Ada",
            "mornings",
            "evenings",
        ] {
            assert!(!text.contains(canary), "{canary} in {text}");
        }
    }
    for (name, differs) in
        [("phone", true), ("comments", true), ("medicaid_no", true), ("email", false), ("city", true)]
    {
        assert_eq!(field(&guest, name)["differs"], differs, "{name}");
    }
    assert_eq!(field(&guest, "comments")["then"], "•••");
    let told: Vec<String> = history(&stage, id).iter().flat_map(said).collect();
    for line in [
        "Comments changed",
        "Street cleared",
        "Medicaid number changed",
        "Phone changed",
        "City set to Chester",
    ] {
        assert!(told.contains(&line.to_owned()), "{line} in {told:?}");
    }
}

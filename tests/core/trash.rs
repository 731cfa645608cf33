//! The trash: what was deleted, who sees it there, and how it comes back.

use std::collections::BTreeSet;

use porchlight_core::activity::capture;
use porchlight_core::error::Code;
use porchlight_core::trash;
use serde_json::{Value, json};

use crate::roles::{account, acting, allow, become_role, set};
use crate::stage::{Stage, call, choices, sentence};

fn trash(stage: &Stage, question: Value) -> Value {
    let mut asked = json!({"from": 0, "count": 100});
    asked.as_object_mut().unwrap().extend(question.as_object().unwrap().clone());
    stage.call("trash_page", asked)
}

/// The names in the trash, the latest deleted first.
fn names(stage: &Stage, question: Value) -> Vec<String> {
    let page = trash(stage, question);
    let rows = page["rows"].as_array().unwrap();
    assert_eq!(page["total"].as_u64().unwrap(), rows.len() as u64, "{page}");
    rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

/// How many of each kind the trash says there are, but those of which there are none.
fn counts(stage: &Stage, question: Value) -> Vec<(String, i64)> {
    let page = trash(stage, question);
    let kinds = page["kinds"].as_array().unwrap().iter();
    kinds
        .map(|kind| (kind["kind"].as_str().unwrap().to_owned(), kind["count"].as_i64().unwrap()))
        .filter(|(_, count)| *count > 0)
        .collect()
}

fn item(kind: &str, row: i64) -> Value {
    json!({"kind": kind, "row": row})
}

fn restore(stage: &Stage, items: &[Value]) -> String {
    stage.call("trash_restore", json!({"items": items}))["sentence"].as_str().unwrap().to_owned()
}

fn refusal(stage: &Stage, items: &[Value], code: Code) -> String {
    sentence(stage.refused("trash_restore", json!({"items": items})), code)
}

fn newest(stage: &Stage, table: &str) -> i64 {
    stage.raw().query_row(&format!("SELECT max(id) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// Ruth Abel, in the trash.
fn ruth_is_deleted(stage: &Stage) -> i64 {
    let ruth = stage.add_lead("Ruth", "Abel");
    stage.call("lead_delete", json!({"id": ruth}));
    ruth
}

fn partner_is_deleted(stage: &Stage, name: &str) -> i64 {
    stage.call("partner_save", json!({"partner": null, "name": name}));
    let partner = newest(stage, "partners");
    stage.call("partner_delete", json!({"partner": partner}));
    partner
}

fn team_is_deleted(stage: &Stage, name: &str) -> i64 {
    stage.call("team_save", json!({"team": null, "name": name, "lead": null}));
    let team = newest(stage, "teams");
    stage.call("team_delete", json!({"team": team}));
    team
}

fn role_is_retired(stage: &Stage, label: &str) -> (i64, Value) {
    let role = stage.call("role_copy", json!({"role": "caller", "label": label}))["role"].clone();
    stage.call("role_retire", json!({"role": role}));
    (newest(stage, "roles"), role)
}

/// An import that brought an event, a staff name and a choice with its lead, taken back.
fn import_is_undone(stage: &Stage) {
    let file = stage.file(
        "fair.csv",
        b"first_name,last_name,phone,source,event_name,staff_name\nMei,Chen,2155550102,Church,Spring Health Fair,Omar Reyes\n",
    );
    let batch = stage.import(&file).unwrap()["batch"].clone();
    stage.call("undo", json!({"operation": batch}));
}

#[test]
fn every_table_has_its_place_in_the_trash_or_says_why_not() {
    let stage = Stage::new();
    let logged: BTreeSet<String> = capture::logged_tables(&stage.raw()).unwrap().into_iter().collect();
    let here: BTreeSet<String> = trash::tables().map(str::to_owned).collect();
    let not_here: BTreeSet<String> = trash::NOT_HERE.iter().map(|(table, _)| (*table).to_owned()).collect();
    assert!(here.is_disjoint(&not_here));
    assert_eq!(&here | &not_here, logged, "a table that is neither in the trash nor says why not");
    assert!(trash::NOT_HERE.iter().all(|(_, reason)| reason.len() > 15));
}

#[test]
fn what_is_deleted_is_in_the_trash_at_once_with_who_and_how() {
    let stage = Stage::new();
    assert_eq!(trash(&stage, json!({}))["rows"], json!([]));
    let ruth = ruth_is_deleted(&stage);
    let deleted = stage.lead(ruth)["deleted_at"].clone();
    let row = trash(&stage, json!({}))["rows"][0].clone();
    let operation =
        stage.raw().query_row("SELECT max(id) FROM operations", [], |r| r.get::<_, i64>(0)).unwrap();
    assert_eq!(
        row,
        json!({"kind": "lead", "row": ruth, "name": "Ruth Abel", "detail": "(215) 555-0148 · New inquiry",
            "deleted_at": deleted, "by": "Dana Whitfield", "operation": operation,
            "sentence": "Ruth Abel deleted", "can_restore": true, "why_not": null, "can_erase": true})
    );
    partner_is_deleted(&stage, "Oak Clinic");
    team_is_deleted(&stage, "North");
    role_is_retired(&stage, "Front desk");
    import_is_undone(&stage);
    let all = names(&stage, json!({}));
    assert_eq!(all.len(), 8, "{all:?}");
    assert_eq!(all[4..], ["Front desk", "North", "Oak Clinic", "Ruth Abel"], "the latest first");
    assert_eq!(
        all[..4].iter().map(String::as_str).collect::<BTreeSet<_>>(),
        BTreeSet::from(["Mei Chen", "Spring Health Fair", "Omar Reyes", "Church"])
    );
    let expected: Vec<(String, i64)> =
        [("lead", 2), ("partner", 1), ("event", 1), ("team", 1), ("staff", 1), ("role", 1), ("choice", 1)]
            .map(|(kind, count)| (kind.to_owned(), count))
            .into();
    assert_eq!(counts(&stage, json!({})), expected);
    assert_eq!(counts(&stage, json!({"kind": "team"})), expected, "the kinds are counted whichever is shown");
    for (kind, of) in [
        ("lead", vec!["Mei Chen", "Ruth Abel"]),
        ("partner", vec!["Oak Clinic"]),
        ("team", vec!["North"]),
        ("role", vec!["Front desk"]),
        ("event", vec!["Spring Health Fair"]),
        ("staff", vec!["Omar Reyes"]),
        ("choice", vec!["Church"]),
    ] {
        assert_eq!(names(&stage, json!({"kind": kind})), of, "{kind}");
    }
    let choice = &trash(&stage, json!({"kind": "choice"}))["rows"][0];
    assert_eq!((choice["detail"].as_str(), choice["can_erase"].as_bool()), (Some("Source"), Some(false)));
    assert_eq!(choice["sentence"], "Undone: 1 lead imported from fair.csv");
    assert_eq!(
        stage.refused("trash_page", json!({"kind": "office", "from": 0, "count": 1})).code,
        Code::BadCall
    );
    stage.call("undo", json!({}));
    stage.assert_sound();
}

#[test]
fn a_page_is_asked_by_position_wherever_leads_and_other_things_lie_between_each_other() {
    let stage = Stage::new();
    let mut expected = Vec::new();
    for number in 0..9 {
        match number % 3 {
            0 => {
                let id = stage.add_lead(&format!("Lead{number}"), "Abel");
                stage.call("lead_delete", json!({"id": id}));
                expected.insert(0, format!("Lead{number} Abel"));
            }
            1 => {
                partner_is_deleted(&stage, &format!("Partner{number}"));
                expected.insert(0, format!("Partner{number}"));
            }
            _ => {
                let ids = ["A", "B"].map(|first| stage.add_lead(first, &number.to_string()));
                for (id, first) in ids.into_iter().zip(["A", "B"]) {
                    stage.call("lead_delete", json!({"id": id}));
                    expected.insert(0, format!("{first} {number}"));
                }
            }
        }
    }
    let total = expected.len() as i64;
    for from in 0..=total + 1 {
        for count in [0, 1, 3, 100] {
            let page = trash(&stage, json!({"from": from, "count": count}));
            assert_eq!(page["total"], total);
            let found: Vec<&str> =
                page["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
            let wanted: Vec<&str> =
                expected.iter().skip(from as usize).take(count as usize).map(String::as_str).collect();
            assert_eq!(found, wanted, "{count} from {from}");
        }
    }
    for odd in [
        json!({"from": -5, "count": 2}),
        json!({"from": i64::MAX, "count": i64::MAX}),
        json!({"from": 0, "count": -1}),
    ] {
        assert_eq!(trash(&stage, odd)["total"], total);
    }
}

#[test]
fn a_lead_in_the_trash_is_found_nowhere_else() {
    let stage = Stage::new();
    stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
    let typed = json!({"first_name": "Ruth", "last_name": "Abel", "phone": "2155550148", "partner": "Oak Clinic",
        "event_name": "Spring Health Fair", "source": "Event", "active_client": "yes", "comments": "two cats"});
    let ruth = stage.call("lead_add", typed)["lead"]["id"].as_i64().unwrap();
    let seen = |stage: &Stage| {
        let chart = |name: &str| {
            let drawn =
                stage.call("chart", json!({"name": name, "theme": "day", "width": 400, "height": 300}));
            drawn["total"].as_u64().unwrap()
        };
        let path = stage.folder.path().join("out.csv");
        let exported = stage.call("leads_export", json!({"path": path, "job": 1}))["rows"].as_u64().unwrap();
        let dashboard = stage.call("dashboard", json!({}));
        let summed = |key: &str| -> u64 {
            dashboard[key].as_array().unwrap().iter().map(|count| count["count"].as_u64().unwrap()).sum()
        };
        let people = stage.call("people", json!({}));
        vec![
            stage.names(json!({}), "name", false).len() as u64,
            stage.names(json!({"text": "abel"}), "name", false).len() as u64,
            stage.names(json!({"text": "cats"}), "name", false).len() as u64,
            stage.names(json!({"sources": ["Event"]}), "name", false).len() as u64,
            stage.count(),
            summed("by_staff"),
            summed("by_source"),
            summed("by_stage"),
            summed("by_month"),
            dashboard["active_clients"].as_u64().unwrap(),
            chart("leads_by_month"),
            chart("leads_by_staff"),
            chart("leads_by_source"),
            exported,
            people["partners"][0]["leads"].as_u64().unwrap(),
        ]
    };
    let before = seen(&stage);
    assert!(before.iter().all(|count| *count == 1), "{before:?}");
    stage.call("lead_delete", json!({"id": ruth}));
    let gone = seen(&stage);
    assert!(gone.iter().all(|count| *count == 0), "{gone:?}");
    assert_eq!(restore(&stage, &[item("lead", ruth)]), "Ruth Abel restored");
    assert_eq!(seen(&stage), before);
}

#[test]
fn deleted_things_are_counted_and_offered_nowhere() {
    let stage = Stage::new();
    partner_is_deleted(&stage, "Oak Clinic");
    team_is_deleted(&stage, "North");
    let (_, role) = role_is_retired(&stage, "Front desk");
    import_is_undone(&stage);
    let people = stage.call("people", json!({}));
    assert_eq!((&people["partners"], &people["teams"]), (&json!([]), &json!([])));
    assert!(!people["roles"].to_string().contains("Front desk"));
    assert!(!stage.call("roles", json!({})).to_string().contains(role.as_str().unwrap()));
    for (list, label) in [
        ("partner", "Oak Clinic"),
        ("source", "Church"),
        ("event_name", "Spring Health Fair"),
        ("staff_name", "Omar Reyes"),
    ] {
        assert!(!choices(&stage, list).contains(&label.to_owned()), "{label}");
    }
    assert!(!stage.call("colleagues", json!({})).to_string().contains("Omar"));
}

#[test]
fn a_lead_comes_back_as_it_was_and_the_step_is_undone_and_done_again() {
    let stage = Stage::new();
    let ruth = stage.add_lead("Ruth", "Abel");
    stage.call("lead_edit", json!({"id": ruth, "fields": {"city": "Chester", "comments": "two cats"}}));
    let before = stage.lead(ruth);
    stage.call("lead_delete", json!({"id": ruth}));
    assert_eq!(restore(&stage, &[item("lead", ruth)]), "Ruth Abel restored");
    let entry = stage.last();
    assert_eq!((entry["action"].as_str(), entry["lead"].as_i64()), (Some("trash.restore"), Some(ruth)));
    assert_eq!(entry["changes"][0]["sentence"], "Restored");
    let after = stage.lead(ruth);
    assert!(after["updated_at"].as_str() > before["updated_at"].as_str());
    for key in ["name", "city", "comments", "stage", "created_at", "deleted_at", "updated_by"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    assert_eq!(names(&stage, json!({})), Vec::<String>::new());

    let undone = stage.call("undo", json!({"operation": entry["operation"]}));
    assert_eq!(undone["sentence"], "Undone: Ruth Abel restored");
    assert_eq!(names(&stage, json!({})), ["Ruth Abel"]);
    assert_eq!(
        trash(&stage, json!({}))["rows"][0]["operation"],
        undone["operation"],
        "who put it there last"
    );
    stage.call("undo", json!({"operation": undone["operation"]}));
    assert_eq!((names(&stage, json!({})).len(), stage.count()), (0, 1));
    stage.assert_sound();
}

#[test]
fn many_things_of_many_kinds_come_back_in_one_step() {
    let stage = Stage::new();
    let ids: Vec<i64> = ["Ruth", "Walter"].iter().map(|first| stage.add_lead(first, "Abel")).collect();
    for id in &ids {
        stage.call("lead_delete", json!({"id": id}));
    }
    let partner = partner_is_deleted(&stage, "Oak Clinic");
    let team = team_is_deleted(&stage, "North");
    let (role, name) = role_is_retired(&stage, "Front desk");
    import_is_undone(&stage);
    let items = [
        item("partner", partner),
        item("lead", ids[0]),
        item("lead", ids[1]),
        item("lead", ids[0]),
        item("event", newest(&stage, "events")),
        item("team", team),
        item("staff", newest(&stage, "staff")),
        item("role", role),
        item("choice", newest(&stage, "choices")),
    ];
    assert_eq!(
        restore(&stage, &items),
        "2 leads, 1 partner, 1 event, 1 team, 1 staff name, 1 role and 1 choice restored"
    );
    assert_eq!(stage.last()["lead"], Value::Null);
    assert_eq!(names(&stage, json!({})), ["Mei Chen"]);
    for (list, label) in [
        ("partner", "Oak Clinic"),
        ("source", "Church"),
        ("event_name", "Spring Health Fair"),
        ("staff_name", "Omar Reyes"),
    ] {
        assert!(choices(&stage, list).contains(&label.to_owned()), "{label}");
    }
    let roles = stage.call("roles", json!({}));
    let permissions = |role: &Value| {
        let found = roles["roles"].as_array().unwrap().iter().find(|known| known["role"] == *role);
        found.unwrap()["permissions"].clone()
    };
    assert_eq!(permissions(&name), permissions(&json!("caller")), "with its permissions");
    stage.call("undo", json!({"operation": stage.last()["operation"]}));
    assert_eq!(names(&stage, json!({})).len(), 9);
    stage.assert_sound();
}

#[test]
fn what_a_lead_refers_to_may_itself_be_in_the_trash() {
    let stage = Stage::new();
    let file = stage.file(
        "fair.csv",
        b"first_name,last_name,phone,source,event_name,staff_name\nMei,Chen,2155550102,Church,Spring Health Fair,Omar Reyes\n",
    );
    let batch = stage.import(&file).unwrap()["batch"].clone();
    let mei = newest(&stage, "leads");
    stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
    let partner = newest(&stage, "partners");
    stage.call("lead_edit", json!({"id": mei, "fields": {"partner": "Oak Clinic"}}));
    let before = stage.lead(mei);
    set(
        &stage,
        "UPDATE leads SET deleted_at = '2026-01-01T00:00:00.000Z'; UPDATE events SET deleted_at = '2026-01-01T00:00:00.000Z'; \
        UPDATE choices SET deleted_at = '2026-01-01T00:00:00.000Z' WHERE label = 'Church'; \
        UPDATE staff SET deleted_at = '2026-01-01T00:00:00.000Z' WHERE name = 'Omar Reyes'",
    );
    stage.call("partner_delete", json!({"partner": partner}));
    assert_eq!(restore(&stage, &[item("lead", mei)]), "Mei Chen restored");
    let after = stage.lead(mei);
    for key in ["source", "event_name", "staff_name", "partner"] {
        assert_eq!((&after[key], after[key].as_str() == Some("")), (&before[key], false), "{key}");
    }
    let page = stage.call("leads_page", json!({"from": 0, "count": 5}));
    assert_eq!(
        (page["rows"][0]["source"].as_str(), page["rows"][0]["staff_name"].as_str()),
        (Some("Church"), Some("Omar Reyes"))
    );
    assert!(!batch.is_null());
}

#[test]
fn what_cannot_come_back_says_why_and_nothing_of_the_step_happens() {
    let stage = Stage::new();
    let ruth = ruth_is_deleted(&stage);
    let partner = partner_is_deleted(&stage, "Oak Clinic");
    stage.call("partner_save", json!({"partner": null, "name": "OAK clinic"}));
    let row = trash(&stage, json!({"kind": "partner"}))["rows"][0].clone();
    let taken = "There is another partner called Oak Clinic by now. Rename that one first.";
    assert_eq!((row["can_restore"].as_bool(), row["why_not"].as_str()), (Some(false), Some(taken)));
    let before = stage.log().len();
    assert_eq!(refusal(&stage, &[item("lead", ruth), item("partner", partner)], Code::MovedOn), taken);
    assert_eq!((stage.log().len(), stage.count()), (before, 0), "all or nothing");

    let twins = ["Elm House", "Elm House"].map(|name| partner_is_deleted(&stage, name));
    let both = refusal(&stage, &twins.map(|twin| item("partner", twin)), Code::MovedOn);
    assert!(both.contains("Elm House"), "{both}");
    assert_eq!(restore(&stage, &[item("partner", twins[0])]), "Partner Elm House restored");

    restore(&stage, &[item("lead", ruth)]);
    assert_eq!(
        refusal(&stage, &[item("lead", ruth)], Code::MovedOn),
        "Ruth Abel is not in the trash any more. Look at the list again."
    );
    assert_eq!(
        refusal(&stage, &[item("partner", twins[0])], Code::MovedOn),
        "Partner Elm House is not in the trash any more. Look at the list again."
    );
    refusal(&stage, &[item("lead", 999_999)], Code::Missing);
    refusal(&stage, &[item("partner", 999_999)], Code::Missing);
    refusal(&stage, &[item("lead", -1)], Code::Missing);
    refusal(&stage, &[], Code::Invalid);
    let many: Vec<Value> = (0..501).map(|row| item("lead", row)).collect();
    assert!(refusal(&stage, &many, Code::Invalid).contains("500"));
    assert_eq!(stage.refused("trash_restore", json!({"items": [item("invitation", 1)]})).code, Code::BadCall);
    stage.assert_sound();
}

#[test]
fn an_erased_lead_is_not_in_the_trash_and_does_not_come_back() {
    let stage = Stage::new();
    let ruth = ruth_is_deleted(&stage);
    set(&stage, &format!("UPDATE leads SET erased_at = '2026-01-01T00:00:00.000Z' WHERE id = {ruth}"));
    assert_eq!(names(&stage, json!({})), Vec::<String>::new());
    assert_eq!(names(&stage, json!({"text": "ruth"})), Vec::<String>::new());
    assert_eq!(
        refusal(&stage, &[item("lead", ruth)], Code::Missing),
        "What this lead held was erased for good, so it cannot come back."
    );
}

#[test]
fn each_kind_is_seen_and_restored_by_its_own_permission() {
    let stage = Stage::new();
    let ruth = ruth_is_deleted(&stage);
    let things = [
        ("partner", partner_is_deleted(&stage, "Oak Clinic"), "partners.edit"),
        ("team", team_is_deleted(&stage, "North"), "accounts.edit"),
        ("role", role_is_retired(&stage, "Front desk").0, "roles.edit"),
    ];
    account(&stage, "owner", "Olive Keeper");
    become_role(&stage, "analyst");
    // Dana deleted Ruth herself, so she may have her back whatever her role; other things need their permission.
    assert_eq!(counts(&stage, json!({})), [("lead".to_owned(), 1)]);
    for (kind, row, _) in &things {
        sentence(stage.refused("trash_page", json!({"kind": kind, "from": 0, "count": 1})), Code::Refused);
        refusal(&stage, &[item(kind, *row)], Code::Refused);
    }
    assert_eq!(trash(&stage, json!({}))["rows"][0]["can_erase"], false);
    for (kind, row, permission) in &things {
        allow(&stage, "analyst", permission);
        assert_eq!(names(&stage, json!({"kind": kind})).len(), 1, "{kind}");
        assert!(restore(&stage, &[item(kind, *row)]).ends_with(" restored"), "{kind}");
    }
    assert_eq!(restore(&stage, &[item("lead", ruth)]), "Ruth Abel restored");
}

#[test]
fn without_the_permission_one_has_back_what_one_deleted_last_oneself() {
    let stage = Stage::new();
    let me = stage.desk.seated().unwrap().account;
    let luis = account(&stage, "owner", "Luis Ortega");
    let (mine, his, his_by_now) =
        (ruth_is_deleted(&stage), stage.add_lead("Walter", "Brandt"), ruth_is_deleted(&stage));
    set(
        &stage,
        &format!(
            "UPDATE leads SET first_name = 'Mei', name_key = 'mei', updated_by = {luis} WHERE id = {mine}"
        ),
    );
    let delete = |account: i64, lead: i64, at: &str| {
        acting(&stage, account, |operation| {
            operation.sql.execute("UPDATE leads SET deleted_at = ?1 WHERE id = ?2", (at, lead))?;
            operation.says_of_lead(lead, "lead.delete", "Deleted by somebody");
            Ok(())
        })
        .unwrap();
    };
    delete(luis, his, "2026-01-02T00:00:00.000Z");
    restore(&stage, &[item("lead", his_by_now)]);
    delete(luis, his_by_now, "2026-01-03T00:00:00.000Z");
    assert_eq!(names(&stage, json!({})).len(), 3);
    become_role(&stage, "analyst");
    assert_eq!(names(&stage, json!({})), ["Mei Abel"], "whoever touched it last, I deleted it");
    for lead in [his, his_by_now] {
        let refused = refusal(&stage, &[item("lead", lead)], Code::Refused);
        assert!(refused.contains("restore deleted leads"), "{refused}");
    }
    assert_eq!(restore(&stage, &[item("lead", mine)]), "Mei Abel restored");
    assert_eq!(names(&stage, json!({})), Vec::<String>::new());
    allow(&stage, "analyst", "leads.restore");
    assert_eq!(names(&stage, json!({})).len(), 2);
    assert_ne!(me, luis);
}

#[test]
fn the_trash_holds_the_leads_in_reach_and_no_others() {
    let stage = Stage::new();
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    let add = |first: &str, staff: &str| {
        let typed = json!({"first_name": first, "phone": "2155550148", "staff_name": staff});
        let id = stage.call("lead_add", typed)["lead"]["id"].as_i64().unwrap();
        stage.call("lead_delete", json!({"id": id}));
        id
    };
    let (mine, his, shared) =
        (add("Mine", "Dana Whitfield"), add("His", "Luis Ortega"), add("Shared", "Luis Ortega"));
    let me = stage.desk.seated().unwrap().account;
    set(
        &stage,
        &format!(
            "UPDATE leads SET created_by = {luis} WHERE id <> {mine}; \
         INSERT INTO lead_shares (id, lead_id, account_id, shared_by, created_at) VALUES (1, {shared}, {me}, {luis}, '2026-01-01T00:00:00.000Z')"
        ),
    );
    become_role(&stage, "intake_coordinator");
    allow(&stage, "intake_coordinator", "leads.restore");
    assert_eq!(names(&stage, json!({})), ["Shared", "Mine"]);
    assert_eq!(counts(&stage, json!({})), [("lead".to_owned(), 2)]);
    assert_eq!(names(&stage, json!({"text": "his"})), Vec::<String>::new());
    let hidden = refusal(&stage, &[item("lead", his)], Code::Missing);
    assert_eq!(hidden, format!("There is no lead {his} that you can see."), "as if it were not there");
    assert_eq!(restore(&stage, &[item("lead", shared), item("lead", mine)]), "2 leads restored");
    assert_eq!(refusal(&stage, &[item("lead", his)], Code::Missing), hidden);
}

#[test]
fn a_thing_tells_no_name_of_a_lead_out_of_reach() {
    let stage = Stage::new();
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    let typed = json!({"first_name": "Rosalind", "last_name": "Okafor", "phone": "2155550148", "staff_name": "Luis Ortega", "event_name": "Fair"});
    let added = stage.call("lead_add", typed)["operation"].clone();
    set(&stage, &format!("UPDATE leads SET created_by = {luis}"));
    stage.raw();
    acting(&stage, luis, |operation| {
        operation.sql.execute_batch("UPDATE events SET deleted_at = '2026-01-02T00:00:00.000Z'")?;
        operation.says_of_lead(1, "undo", "Undone: Rosalind Okafor added");
        Ok(())
    })
    .unwrap();
    assert_eq!(
        trash(&stage, json!({"kind": "event"}))["rows"][0]["sentence"],
        "Undone: Rosalind Okafor added"
    );
    become_role(&stage, "intake_coordinator");
    let page = trash(&stage, json!({}));
    assert_eq!(page["rows"][0]["sentence"], "Event Fair deleted");
    assert!(!page.to_string().contains("Okafor"), "{page}");
    assert!(!added.is_null());
}

#[test]
fn a_search_finds_in_the_trash_what_who_asks_may_see() {
    let stage = Stage::new();
    let typed = json!({"first_name": "Rosalind", "last_name": "Okafor", "phone": "(215) 555-0148", "email": "rosalind@okafor.example",
        "city": "Chester", "dob": "1951-02-14", "medicaid_no": "9876504321", "comments": "prefers mornings"});
    let rosalind = stage.call("lead_add", typed)["lead"]["id"].as_i64().unwrap();
    stage.call("lead_delete", json!({"id": rosalind}));
    partner_is_deleted(&stage, "Chéster Clinic");
    let found = |text: &str| names(&stage, json!({"text": text})).len();
    assert_eq!(names(&stage, json!({"text": " CHESTER "})), ["Chéster Clinic", "Rosalind Okafor"]);
    assert_eq!(counts(&stage, json!({"text": "clinic"})), [("partner".to_owned(), 1)]);
    assert_eq!((found("okafor chester"), found("okafor clinic"), found("   ")), (1, 0, 2));
    for (role, contact, protected) in [("owner", 1, 1), ("analyst", 1, 0), ("guest", 0, 0)] {
        become_role(&stage, role);
        assert_eq!(found("rosalind"), 1, "{role}");
        for text in ["5550148", "(215) 555-0148", "okafor.example", "mornings"] {
            assert_eq!(found(text), contact, "{role}: {text}");
        }
        assert_eq!(found("98765"), protected, "{role}");
        assert_eq!((found("1951"), found("%"), found("'"), found("_")), (0, 0, 0, 0), "{role}");
    }
    let masked = trash(&stage, json!({}));
    assert_eq!(masked["rows"][0]["detail"], "•••-•••-0148 · New inquiry");
    become_role(&stage, "owner");
    // The text that is kept in step: what comes back is not found there, what goes again is.
    restore(&stage, &[item("lead", rosalind)]);
    assert_eq!((found("rosalind"), stage.names(json!({"text": "mornings"}), "name", false).len()), (0, 1));
    stage.call("lead_edit", json!({"id": rosalind, "fields": {"comments": "two cats"}}));
    stage.call("lead_delete", json!({"id": rosalind}));
    assert_eq!((found("cats"), found("mornings")), (1, 0));
}

#[test]
fn another_window_sees_the_trash_as_it_is() {
    let stage = Stage::new();
    let other = stage.another_desk();
    let ruth = ruth_is_deleted(&stage);
    let asked = json!({"from": 0, "count": 5});
    assert_eq!(call(&other, "trash_page", asked.clone()).unwrap()["total"], 1);
    call(&other, "trash_restore", json!({"items": [item("lead", ruth)]})).unwrap();
    assert_eq!(stage.call("trash_page", asked)["total"], 0);
    assert_eq!(stage.count(), 1);
    refusal(&stage, &[item("lead", ruth)], Code::MovedOn);
}

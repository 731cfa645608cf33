//! Undo where a lead was erased for good meanwhile: nothing brings it back, and the rest goes and comes as ever.

use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::stage::{Stage, call, choices, sentence};
use crate::undo::{edit, undo};

const REASON: &str = "Asked for in a letter of last week";
const GONE: &str = "It concerns a lead that was erased for good.";

fn erase(stage: &Stage, leads: &[i64]) {
    stage.call("lead_erase", json!({"leads": leads, "reason": REASON}));
}

fn delete(stage: &Stage, id: i64) -> Value {
    stage.call("lead_delete", json!({"id": id}));
    stage.last()["operation"].clone()
}

/// Three leads with a source and an event of their own, imported; answers with the import and the leads.
fn fair(stage: &Stage) -> (Value, Vec<i64>) {
    let file = stage.file(
        "fair.csv",
        b"first_name,last_name,phone,source,event_name\n\
          Mei,Chen,2155550101,Church,\n\
          Ruth,Abel,2155550102,Event,Spring Health Fair\n\
          Walter,Brandt,2155550103,Church,\n",
    );
    let batch = stage.import(&file).unwrap()["batch"].clone();
    let leads = ["chen", "abel", "brandt"].iter().map(|name| {
        let page = stage.call("leads_page", json!({"from": 0, "count": 9, "filter": {"text": name}}));
        page["rows"][0]["id"].as_i64().unwrap()
    });
    (batch, leads.collect())
}

fn names(stage: &Stage) -> Vec<String> {
    stage.names(json!({}), "name", false)
}

fn outlook(stage: &Stage, operation: &Value) -> Value {
    stage.call("undo_outlook", json!({"operation": operation}))
}

/// The columns of a lead's row that are not empty and say something of somebody.
fn held(stage: &Stage, id: i64) -> String {
    stage
        .raw()
        .query_row(
            "SELECT first_name || last_name || phone || city || comments FROM leads WHERE id = ?1",
            [id],
            |row| row.get(0),
        )
        .unwrap()
}

#[test]
fn whatever_was_done_to_the_one_lead_is_refused_each_way() {
    let stage = Stage::new();
    stage.welcome("ina", "Ina Brook", "intake_coordinator");
    let id = stage.add_lead("Zeb", "Quill");
    let added = stage.last()["operation"].clone();
    let edited = edit(&stage, id, "city", "Chester");
    let undone = json!(undo(&stage, &edited));
    let email = edit(&stage, id, "email", "zeb@quill.example");
    let email_undone = json!(undo(&stage, &email));
    let again = json!(undo(&stage, &email_undone));
    stage.call("lead_share", json!({"id": id, "account": stage.account("ina")}));
    let shared = stage.last()["operation"].clone();
    stage.call("lead_unshare", json!({"id": id, "account": stage.account("ina")}));
    let unshared = stage.last()["operation"].clone();
    let deleted = delete(&stage, id);
    stage.call("trash_restore", json!({"items": [{"kind": "lead", "row": id}]}));
    let restored = stage.last()["operation"].clone();
    let last = delete(&stage, id);
    erase(&stage, &[id]);
    let erasure = stage.last()["operation"].clone();

    for operation in [&added, &undone, &email, &again, &shared, &unshared, &deleted, &restored, &last] {
        for input in [json!({"operation": operation}), json!({"operation": operation, "keep_changed": true})]
        {
            assert_eq!(sentence(stage.refused("undo", input), Code::Refused), GONE);
        }
        let outlook = outlook(&stage, operation);
        assert_eq!((outlook["can"].as_bool(), outlook["why_not"].as_str()), (Some(false), Some(GONE)));
        assert_eq!((outlook["obstacles"].clone(), outlook["rest"].clone()), (json!([]), Value::Null));
    }
    for operation in [&edited, &email_undone] {
        assert_eq!(outlook(&stage, operation)["why_not"], "It is undone already.");
    }
    let refused = sentence(stage.refused("undo", json!({"operation": erasure})), Code::Refused);
    assert_eq!(refused, "Erasing for good cannot be undone.");
    assert_eq!(held(&stage, id), "");
    stage.assert_sound();
}

#[test]
fn ctrl_z_and_ctrl_shift_z_pass_over_what_was_erased() {
    let stage = Stage::new();
    let ruth = stage.add_lead("Ruth", "Abel");
    edit(&stage, ruth, "city", "Chester");
    stage.call("undo", json!({}));
    let zeb = stage.add_lead("Zeb", "Quill");
    edit(&stage, zeb, "city", "Media");
    stage.call("undo", json!({}));
    delete(&stage, zeb);
    erase(&stage, &[zeb]);
    assert_eq!(stage.call("undo_outlook", json!({"again": true}))["can"], true);
    stage.call("redo", json!({}));
    assert_eq!(stage.lead(ruth)["city"], "Chester");
    assert_eq!(stage.last()["sentence"], "Done again: Ruth Abel: city set to Chester");
    stage.call("undo", json!({}));
    stage.call("undo", json!({}));
    assert_eq!(stage.count(), 0);
    for _ in 0..2 {
        sentence(stage.refused("undo", json!({})), Code::Missing);
    }
    sentence(stage.refused("undo_outlook", json!({})), Code::Missing);
    stage.assert_sound();
}

#[test]
fn an_import_goes_and_comes_without_the_lead_that_was_erased() {
    let stage = Stage::new();
    let (batch, leads) = fair(&stage);
    edit(&stage, leads[1], "city", "Chester");
    delete(&stage, leads[1]);
    erase(&stage, &leads[1..=1]);

    let seen = outlook(&stage, &batch);
    assert_eq!((seen["can"].as_bool(), seen["obstacles"].clone()), (Some(true), json!([])), "{seen}");
    let undone = stage.call("undo", json!({"operation": batch}));
    let said = undone["sentence"].as_str().unwrap();
    assert!(said.starts_with("Undone but for 1 lead that was erased for good: "), "{said}");
    assert_eq!(names(&stage), Vec::<String>::new());
    assert!(!choices(&stage, "source").contains(&"Church".to_owned()));
    assert!(!choices(&stage, "event_name").contains(&"Spring Health Fair".to_owned()));
    assert_eq!(
        sentence(stage.refused("undo", json!({"operation": batch})), Code::Refused),
        "It is undone already."
    );

    let mut last = undone["operation"].clone();
    for round in 0..3 {
        last = json!(undo(&stage, &last));
        assert_eq!(names(&stage), ["Walter Brandt", "Mei Chen"], "round {round}");
        last = json!(undo(&stage, &last));
        assert_eq!(stage.count(), 0, "round {round}");
    }
    assert_eq!(held(&stage, leads[1]), "");
    stage.assert_sound();
}

#[test]
fn an_import_that_was_undone_comes_again_without_whom_was_erased_in_between() {
    let stage = Stage::new();
    let (batch, leads) = fair(&stage);
    let undone = json!(undo(&stage, &batch));
    erase(&stage, &leads[..1]);
    let again = stage.call("undo", json!({"operation": undone}));
    let said = again["sentence"].as_str().unwrap();
    assert!(said.starts_with("Done again but for 1 lead that was erased for good: "), "{said}");
    assert_eq!(names(&stage), ["Ruth Abel", "Walter Brandt"]);
    assert!(choices(&stage, "source").contains(&"Church".to_owned()));
    // The one that was erased stands in the way of nothing, and does not count.
    let back = stage.call("undo", json!({"operation": batch}));
    assert!(back["sentence"].as_str().unwrap().starts_with("Undone but for 1 lead that was erased"));
    assert_eq!(stage.count(), 0);
    stage.call("redo", json!({}));
    assert_eq!(names(&stage), ["Ruth Abel", "Walter Brandt"]);
    stage.assert_sound();
}

#[test]
fn what_was_changed_since_is_kept_beside_whom_was_erased() {
    let stage = Stage::new();
    let (batch, leads) = fair(&stage);
    let edited = edit(&stage, leads[2], "city", "Chester");
    delete(&stage, leads[0]);
    erase(&stage, &leads[..1]);

    let seen = outlook(&stage, &batch);
    // Two leads, a source and an event are left of it; Walter stays with his source.
    assert_eq!(
        (seen["can"].as_bool(), seen["rest"].as_str()),
        (Some(false), Some("Take back 2 of 4 changes"))
    );
    assert_eq!(seen["obstacles"].as_array().unwrap().len(), 1, "the erasure is none: {seen}");
    sentence(stage.refused("undo", json!({"operation": batch})), Code::MovedOn);
    let kept = stage.call("undo", json!({"operation": batch, "keep_changed": true}));
    let said = kept["sentence"].as_str().unwrap();
    assert!(
        said.starts_with("Undone but for 1 change made since and 1 lead that was erased for good: "),
        "{said}"
    );
    assert_eq!(names(&stage), ["Walter Brandt"]);
    assert_eq!(stage.lead(leads[2])["source"], "Church");
    undo(&stage, &kept["operation"]);
    assert_eq!(names(&stage), ["Ruth Abel", "Walter Brandt"]);
    undo(&stage, &edited);
    undo(&stage, &batch);
    assert_eq!(stage.count(), 0);
    stage.assert_sound();
}

#[test]
fn a_restoring_of_several_goes_back_but_for_whom_was_erased_and_of_none_where_all_were() {
    let stage = Stage::new();
    let leads = [stage.add_lead("Ruth", "Abel"), stage.add_lead("Zeb", "Quill")];
    for lead in leads {
        delete(&stage, lead);
    }
    let items: Vec<Value> = leads.iter().map(|row| json!({"kind": "lead", "row": row})).collect();
    stage.call("trash_restore", json!({"items": items}));
    let restored = stage.last()["operation"].clone();
    delete(&stage, leads[1]);
    erase(&stage, &leads[1..]);
    let undone = stage.call("undo", json!({"operation": restored}));
    assert!(undone["sentence"].as_str().unwrap().starts_with("Undone but for 1 lead that was erased"));
    assert_eq!(stage.count(), 0);
    undo(&stage, &undone["operation"]);
    assert_eq!(names(&stage), ["Ruth Abel"]);

    delete(&stage, leads[0]);
    erase(&stage, &leads[..1]);
    for operation in [&restored, &undone["operation"]] {
        let why_not = outlook(&stage, operation)["why_not"].clone();
        assert!(why_not == GONE || why_not == "It is undone already.", "{why_not}");
    }
    assert_eq!(sentence(stage.refused("undo", json!({"operation": restored})), Code::Refused), GONE);
    stage.assert_sound();
}

#[test]
fn what_is_left_of_an_import_takes_no_erased_lead_with_it_whoever_asks() {
    let stage = Stage::new();
    let (batch, leads) = fair(&stage);
    for lead in &leads {
        delete(&stage, *lead);
    }
    erase(&stage, &leads);
    // The source and the event that came with them are nobody's, and go.
    stage.welcome("pat", "Pat Quinn", "administrator");
    let pat = stage.desk_of("pat");
    let undone = call(&pat, "undo", json!({"operation": batch})).unwrap();
    let said = undone["sentence"].as_str().unwrap();
    assert!(said.starts_with("Undone but for 3 leads that were erased for good: "), "{said}");
    assert!(!choices(&stage, "source").contains(&"Church".to_owned()));
    call(&pat, "redo", json!({})).unwrap();
    assert!(choices(&stage, "source").contains(&"Church".to_owned()));
    assert_eq!(leads.iter().map(|lead| held(&stage, *lead)).collect::<String>(), "");
    stage.assert_sound();
}

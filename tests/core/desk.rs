//! The desk: who is told of a change, two desks at one office, work that is stopped, and calls that make no sense.

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use porchlight_core::Desk;
use porchlight_core::error::Code;
use porchlight_core::office::Change;
use serde_json::json;

use crate::stage::{Stage, call, sentence};

/// Far longer than any notice takes.
const LONG: Duration = Duration::from_secs(20);

/// Everything that the stage's desk is told from now on.
fn told(stage: &Stage) -> Receiver<Change> {
    let (tell, changes) = channel();
    stage.desk.on_change(Box::new(move |change| tell.send(change.clone()).unwrap()));
    changes
}

fn newest(stage: &Stage) -> i64 {
    stage.last()["operation"].as_i64().unwrap()
}

#[test]
fn a_change_at_another_desk_is_told_with_its_tables() {
    let stage = Stage::new();
    let changes = told(&stage);
    let other = stage.another_desk();
    let sign_in = changes.recv_timeout(LONG).unwrap();
    assert_eq!((sign_in.operation, sign_in.tables), (newest(&stage), vec!["operations".to_owned()]));

    call(
        &other,
        "lead_add",
        json!({"first_name": "Ruth", "phone": "2155550148", "event_name": "Spring Health Fair"}),
    )
    .unwrap();
    let change = changes.recv_timeout(LONG).unwrap();
    let mut tables = change.tables;
    tables.sort();
    assert_eq!((change.operation, tables.join(" ")), (newest(&stage), "events leads operations".to_owned()));
}

#[test]
fn a_change_of_ones_own_is_told_once_and_at_once() {
    let stage = Stage::new();
    let changes = told(&stage);
    let id = stage.add_lead("Ruth", "Abel");
    let first = changes.try_recv().expect("told before the call returns");
    assert_eq!((first.operation, first.tables.join(" ")), (newest(&stage), "leads operations".to_owned()));
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}}));
    assert_eq!(changes.try_recv().unwrap().operation, first.operation + 1);
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}}));
    stage.refused("lead_edit", json!({"id": id, "fields": {"dob": "nonsense"}}));

    // Another desk's change is told next: by then the watcher has looked, and told nothing twice.
    let other = stage.another_desk();
    let next = changes.recv_timeout(LONG).unwrap();
    assert_eq!(next.operation, first.operation + 2);
    drop(other);
}

#[test]
fn a_change_of_another_desk_is_told_even_when_ones_own_follows_at_once() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let other = stage.another_desk();
    let changes = told(&stage);
    for round in 0..4 {
        let there =
            json!({"first_name": "Ada", "phone": "2155550148", "event_name": format!("Fair {round}")});
        call(&other, "lead_add", there).unwrap();
        stage.call("lead_edit", json!({"id": id, "fields": {"city": format!("City {round}")}}));
        let own = newest(&stage);
        let mut tables = Vec::new();
        let mut seen = 0;
        while seen < own {
            let change = changes.recv_timeout(LONG).unwrap();
            seen = change.operation;
            tables.extend(change.tables);
        }
        assert!(tables.contains(&"events".to_owned()), "round {round}: {tables:?}");
    }
}

#[test]
fn an_import_is_told_when_it_is_done_and_not_when_it_was_stopped() {
    let stage = Stage::new();
    let changes = told(&stage);
    let file = stage.file(
        "two.csv",
        b"first_name,last_name,phone,source\nRuth,Abel,2155550101,Church\nMei,Chen,2155550102,Web\n",
    );
    stage.import(&file).unwrap();
    let mut tables = changes.recv_timeout(LONG).unwrap().tables;
    tables.sort();
    assert_eq!(tables, ["choices", "leads", "operations"]);
    stop_an_import(&stage);
    stage.add_lead("Next", "One");
    assert_eq!(changes.recv_timeout(LONG).unwrap().tables, ["leads", "operations"]);
}

#[test]
fn the_list_and_the_numbers_of_one_desk_show_the_others_lead_at_once() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let other = stage.another_desk();
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
    assert_eq!(stage.names(json!({"text": "walter"}), "name", false), Vec::<String>::new());

    let added =
        call(&other, "lead_add", json!({"first_name": "Walter", "phone": "2155550148", "city": "Bristol"}));
    let id = added.unwrap()["lead"]["id"].clone();
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel", "Walter"]);
    assert_eq!(stage.names(json!({"text": "walter"}), "name", false), ["Walter"]);
    assert_eq!(stage.count(), 2);
    call(&other, "lead_edit", json!({"id": id, "fields": {"first_name": "Walt", "city": "Allentown"}}))
        .unwrap();
    assert_eq!(stage.names(json!({"text": "walt"}), "city", false), ["Walt"]);
    call(&other, "lead_delete", json!({"id": id})).unwrap();
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel"]);
    assert_eq!(stage.lead(id.as_i64().unwrap())["name"], "Walt");
}

#[test]
fn two_desks_adding_at_the_same_time_both_succeed() {
    const EACH: usize = 25;
    let stage = Stage::new();
    let other = stage.another_desk();
    let add = |desk: &Desk, name: &str| -> Vec<i64> {
        let one = |n: usize| {
            let typed = json!({"first_name": format!("{name}{n}"), "phone": "2155550148"});
            call(desk, "lead_add", typed).unwrap()["lead"]["id"].as_i64().unwrap()
        };
        (0..EACH).map(one).collect()
    };
    let (mine, theirs) = std::thread::scope(|scope| {
        let theirs = scope.spawn(|| add(&other, "There"));
        (add(&stage.desk, "Here"), theirs.join().unwrap())
    });
    let mut ids: Vec<i64> = mine.into_iter().chain(theirs).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 2 * EACH);
    assert_eq!(stage.count(), 2 * EACH as u64);
    let log = stage.log();
    assert_eq!(log.iter().filter(|entry| entry["action"] == "lead.add").count(), 2 * EACH);
    stage.assert_sound();
}

#[test]
fn two_desks_undo_each_others_work_only_by_number() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    let other = stage.another_desk();
    let edited = call(&other, "lead_edit", json!({"id": id, "fields": {"city": "Chester"}})).unwrap();
    sentence(stage.refused("undo", json!({})), Code::MovedOn);
    assert_eq!(stage.lead(id)["city"], "Chester", "Dana is at two desks, and each takes back its own");
    stage.call("undo", json!({"operation": edited["operation"]}));
    assert_eq!(stage.lead(id)["city"], "");
}

/// Starts an import of 1,200 rows and stops it when it first says how far it is.
fn stop_an_import(stage: &Stage) {
    let rows: String = (0..1_200).map(|n| format!("Lead{n},Abel,2155550148,Fair {}\n", n % 3)).collect();
    let file = stage
        .file("many.csv", format!("first_name,last_name,phone,event_name\n,,,\nx,,,\n{rows}").as_bytes());
    let plan = json!({
        "path": file, "columns": ["first_name", "last_name", "phone", "event_name"], "has_header": true, "job": 7
    });
    let refused = stage.desk.call("import_run", plan, &|progress| {
        assert!(progress.done < 1_200, "it went on after it was stopped");
        call(&stage.desk, "job_cancel", json!({"job": 7})).unwrap();
    });
    assert_eq!(sentence(refused.unwrap_err(), Code::Cancelled), "Stopped. Nothing was changed.");
}

#[test]
fn an_import_that_was_stopped_leaves_nothing() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let before = stage.log().len();
    stop_an_import(&stage);
    assert_eq!((stage.count(), stage.log().len()), (1, before));
    assert_eq!(crate::stage::choices(&stage, "event_name"), Vec::<String>::new());
    let outside = std::fs::read_dir(stage.folder.path().join("outside")).unwrap().flatten();
    let left: Vec<_> = outside.map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["many.csv"], "no problems file, whole or half");
    stage.assert_sound();
}

#[test]
fn an_export_that_was_stopped_leaves_no_file_and_no_entry() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let (before, path) = (stage.log().len(), stage.file("out.csv", b"what was there"));
    let stopped = stage.desk.call("leads_export", json!({"path": path, "job": 9}), &|_| {
        call(&stage.desk, "job_cancel", json!({"job": 9})).unwrap();
    });
    sentence(stopped.unwrap_err(), Code::Cancelled);
    assert_eq!(std::fs::read(&path).unwrap(), b"what was there");
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    assert_eq!(stage.log().len(), before);
}

#[test]
fn a_cancel_of_what_is_not_running_does_nothing_and_does_not_linger() {
    let stage = Stage::new();
    stage.call("job_cancel", json!({"job": 1}));
    let file = stage.file("one.csv", b"first_name,last_name,phone\nRuth,Abel,2155550101\n");
    assert_eq!(stage.import(&file).unwrap()["added"], 1);
}

#[test]
fn signing_out_stops_the_work_under_way() {
    let stage = Stage::new();
    let rows: String = (0..1_200).map(|n| format!("Lead{n},Abel,2155550148\n")).collect();
    let file = stage.file("many.csv", format!("first_name,last_name,phone\n{rows}").as_bytes());
    let plan =
        json!({"path": file, "columns": ["first_name", "last_name", "phone"], "has_header": true, "job": 3});
    let stopped = std::thread::scope(|scope| {
        let (reached, wait) = channel();
        let desk = &stage.desk;
        let working = scope.spawn(move || {
            desk.call("import_run", plan, &|_| {
                // From here on it must hear that the session ends; there is no other way out of this loop.
                reached.send(()).ok();
                let begun = Instant::now();
                while desk.seated().is_ok() && begun.elapsed() < LONG {
                    std::thread::yield_now();
                }
            })
        });
        wait.recv_timeout(LONG).unwrap();
        call(&stage.desk, "sign_out", json!({})).unwrap();
        working.join().unwrap()
    });
    assert!(matches!(stopped.unwrap_err().code, Code::Cancelled | Code::SignedOut));
    let desk = stage.another_desk();
    assert_eq!(call(&desk, "dashboard", json!({})).unwrap()["leads"], 0);
}

#[test]
fn a_session_that_ended_elsewhere_answers_nothing_more() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let raw = stage.raw();
    raw.execute_batch("UPDATE sessions SET ended_at = '2026-01-01T00:00:00.000Z'").unwrap();
    for name in ["leads_page", "lead_add"] {
        let input = if name == "lead_add" {
            json!({"first_name": "Mei", "phone": "2155550148"})
        } else {
            json!({"from": 0, "count": 1})
        };
        sentence(stage.refused(name, input), Code::SignedOut);
    }
    assert_eq!(stage.call("office_state", json!({}))["phase"], "sign_in");
}

#[test]
fn calls_that_make_no_sense_are_refused_before_anything_is_done() {
    let stage = Stage::new();
    let before = stage.log().len();
    for (name, input) in [
        ("lead_frobnicate", json!({})),
        ("", json!({})),
        ("LEAD_ADD", json!({})),
        ("lead", json!({})),
        ("lead", json!({"id": "1"})),
        ("lead", json!({"id": 1.5})),
        ("lead", json!({"id": 1, "shoe": 2})),
        ("lead", json!([1])),
        ("lead", json!(null)),
        ("dashboard", json!({"extra": 1})),
        ("leads_page", json!({"from": -1, "count": 1})),
        ("leads_page", json!({"from": 0, "count": 1, "filter": {"shoe": "9"}})),
        ("leads_page", json!({"from": 0, "count": 1, "sort": {"column": "name"}})),
        ("lead_add", json!({"first_name": ["Ruth"]})),
        ("lead_edit", json!({"id": 1})),
        ("lead_edit", json!({"id": 1, "fields": {"shoe": "9"}})),
        ("undo", json!({"operation": "last"})),
        ("activity_page", json!({"before": 0})),
        ("chart", json!({"name": "shoes", "theme": "day", "width": 100, "height": 100})),
        ("import_run", json!({"path": "x"})),
        ("leads_export", json!({"path": "x", "job": -1})),
        ("office_state", json!({"extra": 1})),
        ("lead_add", json!({"first_name": "R".repeat((1 << 20) + 1)})),
        ("lead_add", json!({"k".repeat((1 << 20) + 1): ""})),
        ("leads_page", json!({"from": 0, "count": 1, "filter": {"staff": vec!["x".repeat(1_000); 1_100]}})),
    ] {
        let refused = call(&stage.desk, name, input.clone()).expect_err(name);
        assert_eq!(refused.code, Code::BadCall, "{name}: {refused:?}");
        sentence(refused, Code::BadCall);
    }
    assert_eq!(stage.log().len(), before);
    assert_eq!(stage.count(), 0);
}

#[test]
fn a_page_never_holds_more_than_five_hundred_rows() {
    let stage = Stage::new();
    let rows: String = (0..700).map(|n| format!("Lead{n},Abel,2155550148\n")).collect();
    let file = stage.file("many.csv", format!("first_name,last_name,phone\n{rows}").as_bytes());
    stage.import(&file).unwrap();
    let page = stage.call("leads_page", json!({"from": 100, "count": usize::MAX}));
    assert_eq!((page["total"].as_u64(), page["rows"].as_array().unwrap().len()), (Some(700), 500));
    let end = stage.call("leads_page", json!({"from": usize::MAX, "count": 5}));
    assert_eq!(end["rows"], json!([]));
}

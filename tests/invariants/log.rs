//! Invariant 7: whatever the log says was done can be undone, or says why not.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::sources::core;
use crate::stage::{PASSWORD, Stage};

/// What becomes of an action when it is undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It is taken back.
    Back,
    /// Never, and the log says why.
    Final,
    /// It changed nothing.
    Nothing,
}

/// Every action that the core says of itself. A new one gets a line here and its deed in `a_day`.
const ACTIONS: &[(&str, Way)] = &[
    ("account.recover", Way::Final),
    ("account.sign_in", Way::Final),
    ("account.sign_out", Way::Final),
    ("lead.add", Way::Back),
    ("lead.delete", Way::Back),
    ("lead.edit", Way::Back),
    ("leads.demo", Way::Back),
    ("leads.export", Way::Nothing),
    ("leads.import", Way::Back),
    ("office.create", Way::Final),
    ("undo", Way::Back),
];

/// The actions in the sources: what `says` and `says_of_lead` are called with, and what is written into `action`.
fn said() -> BTreeSet<String> {
    let mut actions = BTreeSet::new();
    for source in core() {
        for call in ["says", "says_of_lead"] {
            for behind in source.behind(&[".", call]) {
                let literals = source.literals_within(behind);
                let first = literals.first().map(|(_, text)| (*text).to_owned());
                actions.insert(
                    first.unwrap_or_else(|| {
                        panic!("{} says an action that is not written there", source.path)
                    }),
                );
            }
        }
        for behind in source.behind(&["action", ":"]) {
            actions.extend(source.tokens[behind].literal.clone());
        }
    }
    actions
}

#[test]
fn every_action_of_the_core_is_known_here() {
    let known: BTreeSet<String> = ACTIONS.iter().map(|(action, _)| (*action).to_owned()).collect();
    assert_eq!(said(), known);
}

/// A day at the office on which everything happens that the log knows.
fn a_day() -> Stage {
    let mut stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}}));
    let gone = stage.add_lead("Walter", "Brandt");
    stage.call("lead_delete", json!({"id": gone}));
    let file = stage.file("one.csv", b"first_name,last_name,phone,source\nMei,Chen,2155550102,Church\n");
    stage.import(&file).unwrap();
    let edited =
        stage.call("lead_edit", json!({"id": id, "fields": {"email": "ruth@abel.example"}}))["operation"]
            .clone();
    stage.call("undo", json!({"operation": edited}));
    stage.call("leads_export", json!({"path": stage.folder.path().join("out.csv"), "job": 1}));
    stage.desk.fill_with_invented_leads(5, 7, &|_| {}).unwrap();
    stage.call("sign_out", json!({}));
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    stage.call("sign_out", json!({}));
    let again = stage
        .call("recover", json!({"code": stage.recovery_code, "password": "seven quiet boats at anchor"}));
    stage.recovery_code = again["recovery_code"].as_str().unwrap().to_owned();
    stage
}

#[test]
fn every_entry_is_undoable_or_says_why_not() {
    let stage = a_day();
    let ways: BTreeMap<&str, Way> = ACTIONS.iter().copied().collect();
    let log = stage.log();
    let done: BTreeSet<&str> = log.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(done, ways.keys().copied().collect(), "an action that this day does not know");

    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    for entry in &log {
        let (action, undo, why) = (text(entry, "action"), text(entry, "undo"), text(entry, "why_not"));
        let changed = !entry["changes"].as_array().unwrap().is_empty() || entry["more_changes"] != 0;
        match ways[action.as_str()] {
            Way::Back => {
                assert!(changed, "{action} changed nothing");
                assert!(undo == "can" || undo == "undone", "{action}: {undo}, {why}");
            }
            Way::Final => assert_eq!(undo, "cannot", "{action}"),
            Way::Nothing => assert!(undo == "cannot" && !changed, "{action}"),
        }
        assert_eq!(undo == "can", why.is_empty(), "{action} says why not, or can be undone");
        assert!(why.is_empty() || why.ends_with('.'), "{action}: {why}");
    }
    // What the log promises it keeps, and what it refuses it refuses.
    for entry in log.iter().filter(|entry| entry["undo"] == "cannot") {
        let refused = stage.refused("undo", json!({"operation": entry["operation"]}));
        assert_eq!(refused.sentence, text(entry, "why_not"));
    }
    let undone = log.iter().filter(|entry| entry["undo"] == "can" && entry["action"] != "undo");
    for entry in undone {
        stage.call("undo", json!({"operation": entry["operation"]}));
    }
    stage.call("lead_add", json!({"first_name": "After", "phone": "2155550148"}));
    let wrong = porchlight_core::health::check(&stage.desk.seated().unwrap().office).unwrap().wrong;
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_sentence_of_the_log_is_told_without_ids() {
    for entry in a_day().log() {
        for change in entry["changes"].as_array().unwrap() {
            let label = change["label"].as_str().unwrap();
            assert!(!label.contains('_') && !label.to_lowercase().ends_with(" id"), "{label}");
            for side in ["old", "new"] {
                let value = change[side].as_str().unwrap_or_default();
                let chosen = [
                    "Status",
                    "Source",
                    "Event",
                    "Assigned to",
                    "Last contact",
                    "Referral type",
                    "Role",
                    "Word of mouth",
                ];
                assert!(
                    !chosen.contains(&label) || value.parse::<i64>().is_err(),
                    "{label}: {value} is an id"
                );
            }
        }
    }
}

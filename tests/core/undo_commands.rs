//! Every command whose effect is taken back, one by one: done, undone, done again, undone; and those that leave an entry
//! which stays, each with its reason.

use std::collections::BTreeSet;

use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::stage::{Stage, choices, sentence};
use crate::undo_deeds::{DEEDS, Deed, assert_same, live_rows};

/// A command and what makes its input, with everything that has to be there before.
type Story = (&'static str, fn(&Stage) -> Value);

const STORIES: &[Story] = &[
    (
        "lead_add",
        |_| json!({"first_name": "Ruth", "phone": "2155550148", "event_name": "Senior Day", "source": "Event", "staff_name": "Luis Ortega"}),
    ),
    (
        "lead_edit",
        |stage| json!({"id": stage.add_lead("Ruth", "Abel"), "fields": {"city": "Chester", "last_name": "Able"}}),
    ),
    ("lead_delete", |stage| json!({"id": stage.add_lead("Ruth", "Abel")})),
    ("lead_share", shared_lead),
    ("lead_unshare", |stage| {
        let share = shared_lead(stage);
        stage.call("lead_share", share.clone());
        share
    }),
    ("trash_restore", |stage| {
        let (id, team) = (stage.add_lead("Ruth", "Abel"), team(stage));
        stage.call("lead_delete", json!({"id": id}));
        stage.call("team_delete", json!({"team": team}));
        json!({"items": [{"kind": "lead", "row": id}, {"kind": "team", "row": team}]})
    }),
    ("partner_save", |stage| json!({"partner": partner(stage), "name": "Elm Clinic"})),
    ("partner_delete", |stage| json!({"partner": partner(stage)})),
    ("team_save", |stage| json!({"team": team(stage), "name": "South", "lead": somebody(stage)})),
    ("team_delete", |stage| {
        let (team, account) = (team(stage), somebody(stage));
        stage.call(
            "account_place",
            json!({"account": account, "team": team, "partner": null, "partner_all": false}),
        );
        json!({"team": team})
    }),
    (
        "account_place",
        |stage| json!({"account": somebody(stage), "team": team(stage), "partner": partner(stage), "partner_all": true}),
    ),
    ("account_role", |stage| json!({"account": somebody(stage), "role": "manager"})),
    ("role_copy", |_| json!({"role": "caller", "label": "Front desk"})),
    (
        "role_save",
        |stage| json!({"role": role(stage), "label": "Night shift", "reach": "own", "masked": true, "permissions": ["leads.view", "leads.edit"], "stages": null}),
    ),
    ("role_retire", |stage| json!({"role": role(stage)})),
    ("setting_change", |_| json!({"setting": "idle_minutes", "value": "20"})),
    ("theme_choose", |_| json!({"theme": "dusk"})),
    ("import_run", |stage| {
        let path =
            stage.file("one.csv", b"first_name,phone,source,event_name\nMei,2155550102,Church,Senior Day\n");
        json!({"path": path, "columns": ["first_name", "phone", "source", "event_name"], "has_header": true, "job": 1})
    }),
];

/// A command whose entry stays: what makes its input, the action of its entry, and why it stays.
type Final = (&'static str, fn(&Stage) -> Value, &'static str, &'static str);

const WRITTEN: &str = "What was written into a file cannot be taken back.";

const FINALS: &[Final] = &[
    (
        "lead_erase",
        |stage| {
            let id = stage.add_lead("Zeb", "Quill");
            stage.call("lead_delete", json!({"id": id}));
            json!({"leads": [id], "reason": "Asked for in a letter"})
        },
        "lead.erase",
        "Erasing for good cannot be undone.",
    ),
    (
        "log_verify",
        |_| json!({"whole": true, "job": 1}),
        "log.check",
        "A check of the log stays. Check it again instead.",
    ),
    (
        "looks_sign_off",
        |_| json!({"month": chrono::Local::now().format("%Y-%m").to_string(), "note": ""}),
        "review.sign_off",
        "A review that was signed off stays. Sign it off again with a note.",
    ),
    ("leads_export", |stage| written(stage, "out.csv"), "leads.export", WRITTEN),
    ("activity_export", |stage| written(stage, "log.csv"), "activity.export", WRITTEN),
    (
        "activity_print",
        |stage| written(stage, "log.pdf"),
        "activity.print",
        "What was printed cannot be taken back.",
    ),
    (
        "lead_reveal",
        |stage| {
            let added = json!({"first_name": "Iris", "phone": "2155550149", "dob": "1948-02-14"});
            let id = stage.call("lead_add", added)["lead"]["id"].clone();
            stage.call("undo", json!({}));
            stage.call("redo", json!({}));
            json!({"id": id, "field": "dob"})
        },
        "lead.reveal",
        "Nothing was changed by it, so there is nothing to undo.",
    ),
];

fn written(stage: &Stage, name: &str) -> Value {
    json!({"path": stage.folder.path().join(name), "job": 1})
}

fn somebody(stage: &Stage) -> i64 {
    stage.welcome("ina", "Ina Brook", "intake_coordinator");
    stage.account("ina")
}

fn shared_lead(stage: &Stage) -> Value {
    json!({"id": stage.add_lead("Ruth", "Abel"), "account": somebody(stage)})
}

fn partner(stage: &Stage) -> Value {
    stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
    assert_eq!(choices(stage, "partner"), ["Oak Clinic"]);
    stage.call("people", json!({}))["partners"][0]["partner"].clone()
}

fn team(stage: &Stage) -> Value {
    stage.call("team_save", json!({"team": null, "name": "North", "lead": null}));
    stage.call("people", json!({}))["teams"][0]["team"].clone()
}

fn role(stage: &Stage) -> Value {
    stage.call("role_copy", json!({"role": "caller", "label": "Front desk"}))["role"].clone()
}

#[test]
fn each_command_is_undone_and_done_again() {
    for (command, make) in STORIES {
        let stage = Stage::new();
        let input = make(&stage);
        let before = live_rows(&stage);
        stage.call(command, input);
        let operation = stage.last()["operation"].clone();
        let after = live_rows(&stage);
        assert!(after != before, "{command} did nothing");
        for round in 1..=2 {
            let undone = stage.call("undo", json!({"operation": operation}))["operation"].clone();
            assert_same(&live_rows(&stage), &before, &format!("{command}, undone, round {round}"));
            stage.call("undo", json!({"operation": undone}));
            assert_same(&live_rows(&stage), &after, &format!("{command}, done again, round {round}"));
        }
        // The same without numbers, as Ctrl+Z and Ctrl+Shift+Z do it.
        stage.call("undo", json!({}));
        assert_same(&live_rows(&stage), &before, &format!("{command}, undone by Ctrl+Z"));
        stage.call("redo", json!({}));
        assert_same(&live_rows(&stage), &after, &format!("{command}, done again by Ctrl+Shift+Z"));
        stage.assert_sound();
    }
}

#[test]
fn every_command_that_goes_back_has_its_story() {
    let told: BTreeSet<&str> = STORIES.iter().map(|(command, _)| *command).chain(["undo", "redo"]).collect();
    let going_back = DEEDS.iter().filter(|(_, deed)| matches!(deed, Deed::Back(_))).map(|(name, _)| *name);
    assert_eq!(told, going_back.collect());
}

#[test]
fn what_stays_says_why_and_ctrl_z_passes_over_it() {
    for (command, make, action, reason) in FINALS {
        let stage = Stage::new();
        stage.call("theme_choose", json!({"theme": "dusk"}));
        let before = stage.last()["operation"].clone();
        let input = make(&stage);
        stage.call(command, input);
        let entry = stage.last();
        assert_eq!(
            (entry["action"].as_str(), entry["undo"].as_str()),
            (Some(*action), Some("cannot")),
            "{command}"
        );
        assert_eq!(entry["why_not"], *reason, "{command}");
        for keep_changed in [false, true] {
            let input = json!({"operation": entry["operation"], "keep_changed": keep_changed});
            assert_eq!(sentence(stage.refused("undo", input), Code::Refused), *reason, "{command}");
        }
        let outlook = stage.call("undo_outlook", json!({"operation": entry["operation"]}));
        assert_eq!((outlook["can"].as_bool(), outlook["why_not"].as_str()), (Some(false), Some(*reason)));
        if *command == "lead_reveal" {
            stage.call("undo", json!({}));
        }
        assert_eq!(stage.call("undo_outlook", json!({}))["operation"], before, "{command}");
        stage.call("undo", json!({}));
        assert_eq!(stage.log().iter().find(|entry| entry["operation"] == before).unwrap()["undo"], "undone");
        let again = stage.call("undo_outlook", json!({"again": true}));
        assert_eq!(again["operation"], stage.last()["operation"], "{command}");
        stage.call("redo", json!({}));
        stage.assert_sound();
    }
}

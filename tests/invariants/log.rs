//! Invariant 7: whatever the log says was done can be undone, or says why not.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::roles::account;
use crate::sources::core;
use crate::stage::{PASSWORD, Stage, call, desk_at, password_of, sign_in, spoken};

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
    ("activity.export", Way::Final),
    ("activity.print", Way::Final),
    ("account.approve", Way::Final),
    ("account.decline", Way::Final),
    ("account.disable", Way::Final),
    ("account.enable", Way::Final),
    ("account.failed", Way::Final),
    ("account.lock", Way::Final),
    ("account.new_key", Way::Final),
    ("account.paper", Way::Nothing),
    ("account.password", Way::Final),
    ("account.place", Way::Back),
    ("account.profile", Way::Final),
    ("account.recover", Way::Final),
    ("account.recovery_confirmed", Way::Final),
    ("account.recovery_renewed", Way::Final),
    ("account.refused", Way::Final),
    ("account.reset", Way::Final),
    ("account.role", Way::Back),
    ("account.session_end", Way::Final),
    ("account.sign_in", Way::Final),
    ("account.sign_out", Way::Final),
    ("account.theme", Way::Back),
    ("account.unlock", Way::Final),
    ("invitation.make", Way::Final),
    ("invitation.revoke", Way::Final),
    ("lead.add", Way::Back),
    ("lead.delete", Way::Back),
    ("lead.edit", Way::Back),
    ("lead.erase", Way::Final),
    ("lead.reveal", Way::Nothing),
    ("lead.share", Way::Back),
    ("lead.unshare", Way::Back),
    ("leads.demo", Way::Back),
    ("leads.export", Way::Final),
    ("leads.import", Way::Back),
    ("log.check", Way::Final),
    ("office.create", Way::Final),
    ("partner.add", Way::Back),
    ("partner.delete", Way::Back),
    ("partner.edit", Way::Back),
    ("review.sign_off", Way::Final),
    ("role.change", Way::Back),
    ("role.copy", Way::Back),
    ("role.retire", Way::Back),
    ("setting.change", Way::Back),
    ("team.delete", Way::Back),
    ("team.save", Way::Back),
    ("test.account", Way::Back),
    ("trash.restore", Way::Back),
    ("undo", Way::Back),
    ("undo.part", Way::Back),
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
    let known: BTreeSet<String> = ACTIONS
        .iter()
        .map(|(action, _)| (*action).to_owned())
        .filter(|action| !action.starts_with("test."))
        .collect();
    assert_eq!(said(), known);
}

#[test]
fn every_action_has_its_words_and_its_kind_in_the_filters_of_the_log() {
    use porchlight_core::activity::{ACTIONS, KINDS};
    for action in said() {
        assert!(ACTIONS.iter().any(|known| known.name == action), "{action} has no line");
    }
    let names: BTreeSet<&str> = ACTIONS.iter().map(|action| action.name).collect();
    assert_eq!(names.len(), ACTIONS.len(), "a line that is there twice");
    for action in ACTIONS {
        assert!(KINDS.iter().any(|(kind, _)| *kind == action.kind), "{} is of no kind", action.name);
        assert!(action.label.starts_with(char::is_uppercase), "{}", action.label);
    }
}

/// A day at the office on which everything happens that the log knows.
fn a_day() -> Stage {
    let mut stage = Stage::new();
    a_day_of_the_administrator(&mut stage);
    let id = stage.add_lead("Ruth", "Abel");
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}}));
    let gone = stage.add_lead("Walter", "Brandt");
    stage.call("lead_delete", json!({"id": gone}));
    stage.call("trash_restore", json!({"items": [{"kind": "lead", "row": gone}]}));
    let file = stage.file("one.csv", b"first_name,last_name,phone,source\nMei,Chen,2155550102,Church\n");
    stage.import(&file).unwrap();
    let edited =
        stage.call("lead_edit", json!({"id": id, "fields": {"email": "ruth@abel.example"}}))["operation"]
            .clone();
    stage.call("undo", json!({"operation": edited}));
    let wide = json!({"city": "Media", "comments": "Calls after five"});
    let wide = stage.call("lead_edit", json!({"id": id, "fields": wide}))["operation"].clone();
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Bristol"}}));
    stage.call("undo", json!({"operation": wide, "keep_changed": true}));
    stage.call("redo", json!({}));
    stage.call("undo", json!({}));
    stage.call("undo", json!({"operation": wide, "keep_changed": true}));
    stage.call("lead_edit", json!({"id": id, "fields": {"dob": "1948-02-14"}}));
    stage.call("lead_reveal", json!({"id": id, "field": "dob"}));
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    stage.call("lead_share", json!({"id": id, "account": luis}));
    stage.call("lead_unshare", json!({"id": id, "account": luis}));
    stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
    let clinic =
        stage.raw().query_row("SELECT max(id) FROM partners", [], |row| row.get::<_, i64>(0)).unwrap();
    stage.call("partner_save", json!({"partner": clinic, "name": "Oak Street Clinic"}));
    stage.call("partner_delete", json!({"partner": clinic}));
    let erased = stage.add_lead("Otto", "Lindqvist");
    stage.call("lead_delete", json!({"id": erased}));
    stage.call("lead_erase", json!({"leads": [erased], "reason": "Asked for in writing"}));
    stage.call("log_verify", json!({"whole": true, "job": 1}));
    stage.call("leads_export", json!({"path": stage.folder.path().join("out.csv"), "job": 1}));
    stage.call("activity_export", json!({"path": stage.folder.path().join("log.csv"), "job": 1}));
    stage.call("activity_print", json!({"path": stage.folder.path().join("log.pdf"), "job": 1}));
    let month = stage.call("looks_months", json!({}))[0]["month"].clone();
    stage.call("looks_sign_off", json!({"month": month, "note": "Nothing unusual"}));
    stage.desk.fill_with_invented_leads(5, 7, &|_| {}).unwrap();
    stage.call("sign_out", json!({}));
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
    stage.call("sign_out", json!({}));
    let again = stage
        .call("recover", json!({"code": stage.recovery_code, "password": "seven quiet boats at anchor"}));
    stage.recovery_code = again["recovery_code"].as_str().unwrap().to_owned();
    stage
}

/// What happens at the office around accounts, roles and settings.
fn a_day_of_the_administrator(stage: &mut Stage) {
    let first = stage.recovery_code.split('-').next().unwrap().to_owned();
    stage.call("recovery_confirm", json!({"group": 0, "typed": first}));
    let sheet = stage.folder.path().join("code.pdf");
    stage.call("paper_save", json!({"paper": "recovery", "code": stage.recovery_code, "path": sheet}));
    let omar = json!({"name": "Omar Reyes", "user_name": "omar", "email": "omar@maple.example", "password": password_of("omar")});
    stage.call("account_ask", omar);
    stage.call("account_decline", json!({"request": stage.request("omar")["request"]}));

    stage.welcome("pat", "Pat Quinn", "caller");
    let pat = stage.account("pat");
    let outside = desk_at(stage.folder.path().to_owned());
    call(&outside, "sign_in", json!({"user": "pat", "password": "no idea what it was"})).unwrap_err();
    sign_in(&outside, "pat").unwrap();
    call(&outside, "activity_page", json!({"count": 1})).unwrap_err();
    let open = stage.call("sessions", json!({"everybody": true, "from": 0, "count": 1}))["rows"][0].clone();
    stage.call("session_end", json!({"session": open["session"]}));
    stage.call("account_unlock", json!({"account": pat}));
    let asked =
        stage.call("password_reset_ask", json!({"user": "pat", "password": "seven quiet boats at anchor"}));
    let request = stage.request("pat")["request"].clone();
    stage.call("account_approve", json!({"request": request, "words": spoken(&asked["words"])}));

    stage.call("account_role", json!({"account": pat, "role": "marketer"}));
    stage.call("team_save", json!({"team": null, "name": "North", "lead": null}));
    let team = stage.call("people", json!({}))["teams"][0]["team"].clone();
    stage.call("account_place", json!({"account": pat, "team": team, "partner": null, "partner_all": false}));
    stage.call("team_delete", json!({"team": team}));
    stage.call("setting_change", json!({"setting": "idle_minutes", "value": "20"}));
    let role = stage.call("role_copy", json!({"role": "caller", "label": "Front desk"}))["role"].clone();
    let own = json!({"role": role, "label": "Front desk", "reach": "own", "masked": true, "permissions": ["leads.view"], "stages": null});
    stage.call("role_save", own);
    stage.call("role_retire", json!({"role": role}));
    stage.call("theme_choose", json!({"theme": "dusk"}));
    stage.call("invitation_make", json!({"role": "caller", "name": "Mei Chen"}));
    let invitation = stage.call("people", json!({}))["invitations"][0]["invitation"].clone();
    stage.call("invitation_revoke", json!({"invitation": invitation}));
    stage.call("account_disable", json!({"account": pat}));
    stage.call("account_enable", json!({"account": pat}));

    stage.call("profile_change", json!({"name": "Dana Whitfield", "email": "dana@elm.example"}));
    let other = "quite another porch in autumn";
    stage.call("password_change", json!({"old_password": PASSWORD, "password": other}));
    stage.call("password_change", json!({"old_password": other, "password": PASSWORD}));
    let renewed = stage.call("recovery_renew", json!({"password": PASSWORD}));
    stage.recovery_code = renewed["recovery_code"].as_str().unwrap().to_owned();
    stage.call("lock", json!({}));
    stage.call("sign_in", json!({"user": "dana", "password": PASSWORD}));
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
            Way::Back if text(entry, "sentence") == "Erased for good" => {
                assert!(undo == "cannot" && !changed && why.contains("erased for good"), "{action}: {why}");
            }
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

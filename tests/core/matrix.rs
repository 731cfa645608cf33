//! Every command of the table as every built-in role and as nobody, against `matrix.txt`, which people can read.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use porchlight_core::Desk;
use porchlight_core::access::BUILT_IN;
use porchlight_core::commands::{COMMANDS, Kind};
use porchlight_core::desk::WayIn;
use porchlight_core::error::Code;
use porchlight_core::vault::Cost;
use serde_json::{Value, json};

use crate::stage::{Stage, call, desk_at, sign_in};

/// The file to compare with. After a change of the table or the roles, run the test with PORCHLIGHT_WRITE_MATRIX=1, read
/// what changed, and commit it.
const MATRIX: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/core/matrix.txt");

/// Nothing has this number: a call that is allowed finds nothing, and changes nothing.
const NOBODY: i64 = 999_999;

/// What each command is called with. Each input makes sense and leads to no change.
fn inputs() -> BTreeMap<&'static str, Value> {
    let (lead, account) = (json!({"id": NOBODY}), json!({"account": NOBODY}));
    let nowhere = "/nowhere/at/all/file.csv";
    BTreeMap::from([
        ("profile_change", json!({"name": "", "email": "x@maple.example"})),
        ("password_change", json!({"old_password": "", "password": "short"})),
        ("recovery_confirm", json!({"group": 0, "typed": ""})),
        ("recovery_renew", json!({"password": "not this one at all"})),
        ("paper_save", json!({"paper": "invitation", "code": "none", "path": nowhere})),
        ("theme_choose", json!({"theme": "system"})),
        ("sessions", json!({"everybody": false, "from": 0, "count": 1})),
        ("session_end", json!({"session": NOBODY})),
        ("people", json!({})),
        ("requests_waiting", json!({})),
        ("account_approve", json!({"request": "none", "role": "caller", "words": ""})),
        ("account_decline", json!({"request": "none"})),
        ("account_disable", account.clone()),
        ("account_enable", account.clone()),
        ("account_unlock", account),
        ("account_role", json!({"account": NOBODY, "role": "caller"})),
        ("account_place", json!({"account": NOBODY, "team": null, "partner": null, "partner_all": false})),
        ("invitation_make", json!({"role": "caller", "name": ""})),
        ("invitation_revoke", json!({"invitation": NOBODY})),
        ("team_save", json!({"team": null, "name": "", "lead": null})),
        ("team_delete", json!({"team": NOBODY})),
        ("partner_save", json!({"partner": null, "name": ""})),
        ("partner_delete", json!({"partner": NOBODY})),
        ("roles", json!({})),
        ("role_copy", json!({"role": "caller", "label": ""})),
        (
            "role_save",
            json!({"role": "none", "label": "", "reach": "own", "masked": false, "permissions": [], "stages": null}),
        ),
        ("role_retire", json!({"role": "none"})),
        ("settings", json!({})),
        ("setting_change", json!({"setting": "idle_minutes", "value": "0"})),
        ("drafts", json!({})),
        ("draft_save", json!({"form": "lead", "of": null, "content": ""})),
        ("leads_page", json!({"from": 0, "count": 1})),
        ("lead", lead.clone()),
        ("lead_history", lead.clone()),
        ("lead_then", json!({"id": NOBODY, "operation": NOBODY})),
        ("trash_page", json!({"from": 0, "count": 1})),
        ("trash_restore", json!({"items": [{"kind": "lead", "row": NOBODY}]})),
        ("lead_fields", json!({})),
        ("lead_columns", json!({})),
        ("lead_check", json!({})),
        ("choices", json!({})),
        ("colleagues", json!({})),
        ("lead_add", json!({})),
        ("lead_edit", json!({"id": NOBODY, "fields": {}})),
        ("lead_delete", lead),
        ("lead_erase", json!({"leads": [NOBODY], "reason": "Asked for in writing"})),
        ("lead_reveal", json!({"id": NOBODY, "field": "dob"})),
        ("lead_share", json!({"id": NOBODY, "account": NOBODY})),
        ("lead_unshare", json!({"id": NOBODY, "account": NOBODY})),
        ("undo", json!({"operation": NOBODY})),
        ("redo", json!({})),
        ("undo_outlook", json!({"operation": NOBODY})),
        ("activity_page", json!({"count": 1})),
        ("activity_filters", json!({})),
        ("activity_export", json!({"path": nowhere, "job": 1})),
        ("activity_print", json!({"path": nowhere, "job": 1})),
        ("looks_page", json!({"count": 1})),
        ("looks_months", json!({})),
        ("looks_month", json!({"month": "2026-01"})),
        ("looks_sign_off", json!({"month": "9999-01", "note": ""})),
        ("log_state", json!({})),
        ("log_verify", json!({"whole": false, "job": 1})),
        ("head_compare", json!({"head": "none"})),
        ("dashboard", json!({})),
        ("chart", json!({"name": "leads_by_month", "theme": "day", "width": 400, "height": 300})),
        ("import_look", json!({"path": nowhere})),
        ("import_targets", json!({})),
        ("import_run", json!({"path": nowhere, "columns": [], "has_header": true, "job": 1})),
        ("leads_export", json!({"path": nowhere, "job": 1})),
    ])
}

fn answer(desk: &Desk, name: &str, input: &Value) -> &'static str {
    match call(desk, name, input.clone()) {
        Err(error) if error.code == Code::SignedOut => "-",
        Err(error) if error.code == Code::Refused => "no",
        Err(error) => {
            assert_ne!(error.code, Code::BadCall, "{name}: {error:?}");
            assert_ne!(error.code, Code::Internal, "{name}: {error:?}");
            "yes"
        }
        Ok(_) => "yes",
    }
}

/// A desk at which an account of each role has signed in; integrations have no window.
fn desks(stage: &Stage) -> Vec<(&'static str, Arc<Desk>)> {
    let seat = |role: &str| {
        if role == "owner" {
            return Arc::clone(&stage.desk);
        }
        stage.welcome(role, "Somebody Here", role);
        if role == "partner" {
            stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
            let partner = stage.call("people", json!({}))["partners"][0]["partner"].clone();
            let place = json!({"account": stage.account(role), "team": null, "partner": partner, "partner_all": false});
            stage.call("account_place", place);
        }
        let desk = Desk::with(stage.folder.path().to_owned(), WayIn::CommandLine, Cost::FLOOR);
        sign_in(&desk, role).unwrap();
        desk
    };
    BUILT_IN.iter().map(|role| (role.name, seat(role.name))).collect()
}

fn matrix() -> String {
    let stage = Stage::new();
    let nobody = desk_at(stage.folder.path().to_owned());
    let mut who = vec![("nobody", nobody)];
    who.extend(desks(&stage));
    let inputs = inputs();
    let before = stage.last()["operation"].as_i64().unwrap();

    let mut text = String::from("Who may call which command: yes, no (refused), or - (sign in first).\n\n");
    let head: Vec<String> = who.iter().map(|(name, _)| format!("{name:>18}")).collect();
    writeln!(text, "{:<20}{}", "command", head.concat()).unwrap();
    for command in COMMANDS.iter().filter(|command| command.kind != Kind::Door) {
        let input =
            inputs.get(command.name).unwrap_or_else(|| panic!("say what to call {} with", command.name));
        let cells: Vec<String> =
            who.iter().map(|(_, desk)| format!("{:>18}", answer(desk, command.name, input))).collect();
        writeln!(text, "{:<20}{}", command.name, cells.concat()).unwrap();
    }
    let done: i64 = stage
        .raw()
        .query_row(
            "SELECT count(*) FROM operations WHERE id > ?1 AND action NOT IN ('account.refused', 'log.check')",
            [before],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(done, 0, "calling about nothing changes nothing");
    text
}

#[test]
fn every_command_answers_every_role_as_the_matrix_says() {
    let found = matrix();
    if std::env::var_os("PORCHLIGHT_WRITE_MATRIX").is_some() {
        std::fs::write(Path::new(MATRIX), &found).unwrap();
    }
    let expected = std::fs::read_to_string(MATRIX).unwrap();
    let differing: Vec<(&str, &str)> =
        found.lines().zip(expected.lines()).filter(|(is, was)| is != was).collect();
    assert_eq!(differing, Vec::new());
    assert_eq!(found.lines().count(), expected.lines().count());
}

#[test]
fn every_door_opens_without_a_sign_in() {
    let stage = Stage::new();
    let nobody = desk_at(stage.folder.path().to_owned());
    for command in COMMANDS.iter().filter(|command| command.kind == Kind::Door) {
        assert!(command.permission.is_none());
        if let Err(error) = call(&nobody, command.name, json!({})) {
            assert_ne!(error.code, Code::SignedOut, "{}", command.name);
        }
    }
}

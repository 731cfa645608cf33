//! Invariant 8: who sees what comes from the grant alone.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use porchlight_core::access::{BUILT_IN, Permission, Reach};
use porchlight_core::activity::{ActivityQuestion, HistoryQuestion, ThenQuestion};
use porchlight_core::charts::{ChartName, ChartQuestion, Theme};
use porchlight_core::commands::Nothing;
use porchlight_core::error::{Code, Result};
use porchlight_core::exchange::ExportPlan;
use porchlight_core::leads::{LeadFilter, LeadId, LeadSort, LeadsPage};
use porchlight_core::office::{Job, Office, Reading};
use porchlight_core::{activity, charts, dashboard, exchange, leads, trash};
use serde_json::json;

use crate::roles::{self, acting, set};
use crate::sources::core;
use crate::stage::Stage;

#[test]
fn roles_are_compared_in_access_alone() {
    for source in core().iter().filter(|source| source.slice() != "access") {
        let tokens = &source.tokens;
        for (at, token) in tokens.iter().enumerate() {
            let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
            let named = matches!(token.text.as_str(), "role" | "role_id" | "BUILT_IN");
            let compared = (matches!(text(at + 1), "=" | "!") && text(at + 2) == "=")
                || (at > 1 && text(at - 1) == "=" && matches!(text(at - 2), "=" | "!"))
                || (at > 2
                    && tokens[at.saturating_sub(4)..at]
                        .iter()
                        .any(|t| t.text == "match" || t.text == "matches"));
            assert!(!(named && compared), "{}:{} compares a role", source.path, token.line);
        }
        for (line, text) in source.literals() {
            let by_role = ["role_id =", "role_id IN", "roles.name =", "roles.name IN", "role_permissions"]
                .iter()
                .any(|by| text.contains(by));
            assert!(!by_role || !text.contains("SELECT "), "{}:{line} asks by role: {text}", source.path);
        }
    }
}

/// Questions on leads without the reach, by what they hold, and why that is right.
const WITHOUT: &[(&str, &str)] = &[
    ("ORDER BY created_at", "an order of the list: `leads::ids` keeps what is reached"),
    ("ORDER BY updated_at", "the same"),
    ("ORDER BY name_key", "the same"),
    ("ORDER BY phone_digits", "the same"),
    ("ORDER BY city", "the same"),
    ("ORDER BY last_contact_date", "the same"),
    ("ORDER BY stage_id", "the same"),
    ("ORDER BY source_id", "the same"),
    ("ORDER BY staff_id", "the same"),
    ("ORDER BY contact_status_id", "the same"),
    ("IN rarray(?1)", "a condition of the list: the same"),
    ("staff_id IS NULL", "the same"),
    ("created_at >= ?1", "the same"),
    ("WHERE leads.id = ?1", "one lead, or the rows of a list that was narrowed"),
    ("FROM leads WHERE id = ?1", "one lead whose reach was asked before"),
    ("deleted_at IS NULL AND id = ?1", "one lead's text for the search, which the list narrows"),
    ("e_contact_name, comments FROM leads WHERE deleted_at IS NULL", "the search: the same"),
    (
        "deleted_at IS NOT NULL AND erased_at IS NULL AND id = ?1",
        "the same in the trash, which narrows it itself",
    ),
    ("e_contact_name, comments FROM leads WHERE deleted_at IS NOT NULL", "the search in the trash: the same"),
    ("FROM leads_given", "which leads an export held: `looks::page` keeps what is reached"),
    ("created_at <= ?1", "how many leads there were, for the review by whoever reaches them all"),
    ("SELECT (SELECT count(*) FROM leads", "the size of the office, for its check"),
];

#[test]
fn every_question_that_lists_or_counts_leads_uses_the_reach() {
    let mut seen = 0;
    for source in core().iter().filter(|source| source.path.ends_with("store.rs")) {
        for (line, text) in source.literals().filter(|(_, text)| text.contains("FROM leads")) {
            let reach = text.contains("{reach}") || text.ends_with("AND {}");
            let without = WITHOUT.iter().any(|(part, _)| text.contains(part));
            assert!(reach || without, "{}:{line} {text}", source.path);
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} questions were found");
}

/// An account of a role, called like it, in an office with leads of many people; a mate's has the role before `_mate`.
fn account(stage: &Stage, name: &str) -> i64 {
    roles::account(stage, name.trim_end_matches("_mate"), name)
}

fn ask<T>(
    stage: &Stage,
    account: i64,
    permission: Permission,
    question: impl FnOnce(&Reading<'_>) -> Result<T>,
) -> Result<T> {
    let office: &Office = &stage.desk.seated().unwrap().office;
    office.ask(account, None, Some(permission), stage.desk.now(), question)
}

/// The ids in the list of an account.
fn listed(stage: &Stage, account: i64, filter: &LeadFilter) -> BTreeSet<i64> {
    let page = LeadsPage { filter: filter.clone(), sort: LeadSort::default(), from: 0, count: 100 };
    let page =
        ask(stage, account, Permission::LeadsView, |reading| leads::page(reading, page.clone())).unwrap();
    assert_eq!(page.total, page.rows.len());
    page.rows.iter().map(|row| row.id).collect()
}

/// Lets every role that sees leads read the log and export, so that each reach can be held against them.
fn let_everybody_read_and_export(stage: &Stage) {
    set(
        stage,
        "INSERT OR IGNORE INTO role_permissions (id, role_id, permission) \
         SELECT (SELECT max(id) FROM role_permissions) + row_number() OVER (), role_id, value \
         FROM role_permissions, json_each('[\"leads.export\", \"activity.view\"]') \
         WHERE permission = 'leads.view' AND deleted_at IS NULL",
    );
}

/// The first names in an export of an account.
fn exported(stage: &Stage, account: i64) -> BTreeSet<String> {
    let office: &Office = &stage.desk.seated().unwrap().office;
    let grant = ask(stage, account, Permission::LeadsExport, |reading| Ok(reading.grant.clone())).unwrap();
    let path = stage.folder.path().join("reach.csv");
    let plan: ExportPlan = serde_json::from_value(json!({"path": path, "job": 1})).unwrap();
    let never = AtomicBool::new(false);
    let job = Job::new(office, &grant, stage.desk.now(), &|_| {}, &never);
    let result = exchange::export(&job, plan).unwrap();
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let names: BTreeSet<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
    assert_eq!(result.rows, names.len() as u64);
    names
}

/// The leads that the log tells an account of.
fn told_of(stage: &Stage, account: i64) -> BTreeSet<i64> {
    let question = || serde_json::from_value(json!({"count": 200})).unwrap();
    let page =
        ask(stage, account, Permission::ActivityView, |reading| activity::page(reading, question())).unwrap();
    assert_eq!(page.total, i64::try_from(page.entries.len()).unwrap(), "total and entries speak of the same");
    let mut again: Vec<i64> = Vec::new();
    for _ in 0..page.total {
        let one = serde_json::from_value(json!({"before": again.last(), "count": 1})).unwrap();
        let piece = ask(stage, account, Permission::ActivityView, |reading| activity::page(reading, one));
        again.push(piece.unwrap().entries[0].operation);
    }
    assert_eq!(again, page.entries.iter().map(|entry| entry.operation).collect::<Vec<_>>());
    page.entries.iter().filter_map(|entry| entry.lead).collect()
}

#[test]
fn every_role_sees_the_leads_in_its_reach_and_no_others_anywhere() {
    let stage = Stage::new();
    let roles: Vec<(&str, Reach, bool, i64)> = BUILT_IN
        .iter()
        .map(|role| {
            (
                role.name,
                role.reach,
                role.may.permissions().contains(&Permission::LeadsView),
                account(&stage, role.name),
            )
        })
        .collect();
    account(&stage, "team_lead_mate");
    for partner in ["Oak Clinic", "Elm House"] {
        stage.call("partner_save", json!({"partner": null, "name": partner}));
    }
    let_everybody_read_and_export(&stage);
    set(
        &stage,
        "INSERT INTO teams (id, name) VALUES (1, 'North'); \
         UPDATE accounts SET team_id = 1 WHERE user_name LIKE 'team_lead%'; \
         UPDATE accounts SET partner_all = 1, partner_id = (SELECT id FROM partners WHERE name = 'Oak Clinic') \
         WHERE user_name = 'partner'",
    );
    let add = |first: &str, staff: &str, stage_label: &str, partner: &str| {
        let typed = json!({"first_name": first, "last_name": "Abel", "phone": "2155550148", "staff_name": staff,
            "stage": stage_label, "partner": partner});
        stage.call("lead_add", typed)["lead"]["id"].as_i64().unwrap()
    };
    let mine: Vec<i64> =
        roles.iter().map(|(name, ..)| add(&format!("Held by {name}"), name, "Contacted", "")).collect();
    let nobodys = add("Free", "", "Contacted", "");
    let won = add("Won", "Luis Ortega", "Care started", "");
    let mates = add("Mate's", "team_lead_mate", "Contacted", "");
    let (sent, strange) = (
        add("Sent", "Luis Ortega", "Contacted", "Oak Clinic"),
        add("Strange", "Luis Ortega", "Contacted", "Elm House"),
    );
    let shared = add("Shared", "Luis Ortega", "Contacted", "");
    set(
        &stage,
        &format!(
            "INSERT INTO lead_shares (id, lead_id, account_id, shared_by, created_at) \
             SELECT id, {shared}, id, id, '2026-01-01T00:00:00.000Z' FROM accounts"
        ),
    );
    let all: BTreeSet<i64> =
        mine.iter().copied().chain([nobodys, won, mates, sent, strange, shared]).collect();

    for ((name, reach, may_view, account), own) in roles.iter().zip(&mine) {
        if !may_view {
            let refused = ask(&stage, *account, Permission::LeadsView, |reading| {
                dashboard::dashboard(reading, Nothing {})
            });
            assert_eq!(refused.unwrap_err().code, Code::Refused, "{name}");
            continue;
        }
        let expected: BTreeSet<i64> = match reach {
            Reach::Everyone => all.clone(),
            Reach::Team => BTreeSet::from([*own, nobodys, mates, shared]),
            Reach::Own => BTreeSet::from([*own, shared]),
            Reach::Assigned => BTreeSet::from([*own]),
            Reach::Clients => BTreeSet::from([won]),
            Reach::Partner => BTreeSet::from([sent]),
            Reach::Nobody => BTreeSet::new(),
        };
        assert_list(&stage, name, *account, &expected);
        assert_counts(&stage, name, *account, expected.len() as u64);
        for id in &all {
            let id = LeadId { id: *id };
            let lead = ask(&stage, *account, Permission::LeadsView, |r| leads::lead(r, id));
            let of = HistoryQuestion { id: id.id, before: None, count: None };
            let history = ask(&stage, *account, Permission::LeadsView, |r| activity::lead_history(r, of));
            let then =
                ask(&stage, *account, Permission::LeadsView, |r| activity::lead_then(r, added(r, id.id)));
            assert_eq!(lead.is_ok(), expected.contains(&id.id), "{name}");
            assert_eq!(history.is_ok(), expected.contains(&id.id), "{name}");
            assert_eq!(then.is_ok(), expected.contains(&id.id), "{name}");
            assert!(
                lead.is_ok() || lead.unwrap_err().code == Code::Missing,
                "{name}: as if it were not there"
            );
        }
        assert_eq!(told_of(&stage, *account), expected, "{name} reads the log");
        let listed: BTreeSet<String> = first_names(&stage, &expected);
        assert_eq!(exported(&stage, *account), listed, "{name} exports");
    }
    assert!(roles.len() > 10);
}

/// The moment at which a lead was added.
fn added(reading: &Reading<'_>, id: i64) -> ThenQuestion {
    let operation = reading
        .sql
        .query_row("SELECT min(operation) FROM changes WHERE tbl = 'leads' AND row = ?1", [id], |row| {
            row.get(0)
        })
        .unwrap();
    ThenQuestion { id, operation }
}

/// The leads in the trash of an account, which says as many as it shows.
fn in_trash(stage: &Stage, account: i64) -> BTreeSet<i64> {
    let asked = serde_json::from_value(json!({"from": 0, "count": 100, "kind": "lead"})).unwrap();
    let page = ask(stage, account, Permission::LeadsView, |reading| trash::page(reading, asked)).unwrap();
    assert_eq!((page.total, page.kinds[0].count), (page.rows.len() as i64, page.rows.len() as i64));
    page.rows.iter().map(|row| row.row).collect()
}

#[test]
fn the_trash_of_every_role_holds_what_it_would_see_outside() {
    let stage = Stage::new();
    let roles: Vec<(&str, i64)> = BUILT_IN
        .iter()
        .filter(|role| role.may.permissions().contains(&Permission::LeadsView))
        .map(|role| (role.name, account(&stage, role.name)))
        .collect();
    account(&stage, "team_lead_mate");
    stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
    set(
        &stage,
        "INSERT INTO teams (id, name) VALUES (1, 'North'); \
         UPDATE accounts SET team_id = 1 WHERE user_name LIKE 'team_lead%'; \
         UPDATE accounts SET partner_all = 1, partner_id = (SELECT id FROM partners) WHERE user_name = 'partner'; \
         INSERT OR IGNORE INTO role_permissions (id, role_id, permission) \
         SELECT (SELECT max(id) FROM role_permissions) + row_number() OVER (), role_id, 'leads.restore' \
         FROM role_permissions WHERE permission = 'leads.view' AND deleted_at IS NULL",
    );
    for (name, _) in &roles {
        let typed = json!({"first_name": name, "phone": "2155550148", "staff_name": name});
        stage.call("lead_add", typed);
    }
    for (staff, status, partner) in [
        ("", "Contacted", ""),
        ("Luis Ortega", "Care started", "Oak Clinic"),
        ("team_lead_mate", "Contacted", ""),
    ] {
        let typed = json!({"first_name": "Ruth", "phone": "2155550148", "staff_name": staff, "stage": status, "partner": partner});
        stage.call("lead_add", typed);
    }
    let outside: Vec<BTreeSet<i64>> =
        roles.iter().map(|(_, account)| listed(&stage, *account, &LeadFilter::default())).collect();
    set(&stage, "UPDATE leads SET deleted_at = '2026-01-02T00:00:00.000Z'");
    for ((name, account), outside) in roles.iter().zip(&outside) {
        assert_eq!(&in_trash(&stage, *account), outside, "{name}");
        assert_eq!(listed(&stage, *account, &LeadFilter::default()), BTreeSet::new(), "{name}");
    }
    let sizes: BTreeSet<usize> = outside.iter().map(BTreeSet::len).collect();
    assert!(sizes.len() > 2, "the reaches differ: {sizes:?}");
}

fn first_names(stage: &Stage, ids: &BTreeSet<i64>) -> BTreeSet<String> {
    ids.iter().map(|id| stage.lead(*id)["first_name"].as_str().unwrap().to_owned()).collect()
}

/// Asserts what an account finds in the list, by every way to ask.
fn assert_list(stage: &Stage, name: &str, account: i64, expected: &BTreeSet<i64>) {
    let see = |filter| listed(stage, account, &filter);
    assert_eq!(&see(LeadFilter::default()), expected, "{name}");
    let text = |text: &str| LeadFilter { text: Some(text.to_owned()), ..LeadFilter::default() };
    assert_eq!(&see(text("abel")), expected, "{name} searches");
    let stages = LeadFilter {
        stages: Some(vec!["Contacted".to_owned(), "Care started".to_owned()]),
        ..LeadFilter::default()
    };
    assert_eq!(&see(stages), expected, "{name} filters");
}

/// Asserts what the dashboard and the charts count for an account.
fn assert_counts(stage: &Stage, name: &str, account: i64, count: u64) {
    let shown = ask(stage, account, Permission::LeadsView, |r| dashboard::dashboard(r, Nothing {})).unwrap();
    let sum = |counts: &[dashboard::Count]| counts.iter().map(|count| count.count).sum::<u64>();
    assert_eq!(shown.leads, count, "{name}");
    for groups in [&shown.by_staff, &shown.by_source, &shown.by_month, &shown.by_stage] {
        assert_eq!(sum(groups), count, "{name}");
    }
    let looks_after_accounts = ask(stage, account, Permission::AccountsEdit, |_| Ok(())).is_ok();
    assert_eq!(shown.accounts > 0, looks_after_accounts, "{name}: accounts");
    for chart in [ChartName::LeadsByMonth, ChartName::LeadsByStaff, ChartName::LeadsBySource] {
        let question = ChartQuestion { name: chart, theme: Theme::Day, width: 400, height: 300 };
        let drawn = ask(stage, account, Permission::LeadsView, |r| charts::chart(r, question)).unwrap();
        assert_eq!(drawn.total, count, "{name}");
    }
}

/// What an account reads of the log, newest first.
fn log_of(stage: &Stage, account: i64) -> Vec<activity::Entry> {
    let question = || serde_json::from_value(json!({"count": 200})).unwrap();
    ask(stage, account, Permission::ActivityView, |reading| activity::page(reading, question()))
        .unwrap()
        .entries
}

#[test]
fn a_team_reads_what_its_members_did_to_no_lead_out_of_reach() {
    let stage = Stage::new();
    let (lead, mate, other) =
        (account(&stage, "team_lead"), account(&stage, "marketer"), account(&stage, "manager"));
    set(
        &stage,
        "INSERT INTO teams (id, name) VALUES (1, 'North'); \
         UPDATE accounts SET team_id = 1 WHERE user_name IN ('team_lead', 'marketer')",
    );
    let said = |account: i64, of: Option<i64>, sentence: &'static str| {
        acting(&stage, account, |operation| {
            match of {
                Some(lead) => operation.says_of_lead(lead, "test.said", sentence),
                None => operation.says("test.said", sentence),
            }
            Ok(())
        })
        .unwrap();
    };
    let free = stage.call("lead_add", json!({"first_name": "Free", "phone": "2155550148", "staff_name": ""}));
    let free = free["lead"]["id"].as_i64().unwrap();
    let danas = stage.add_lead("Dana's", "Alone");
    said(mate, None, "By a member");
    said(mate, Some(free), "By a member on a lead in reach");
    said(mate, Some(danas), "By a member on a lead out of reach");
    said(other, None, "By somebody else");
    said(other, Some(free), "By somebody else on a lead in reach");
    said(lead, Some(danas), "By oneself on a lead out of reach");
    let told: Vec<String> = log_of(&stage, lead).into_iter().map(|entry| entry.sentence).collect();
    assert_eq!(
        told,
        [
            "By oneself on a lead out of reach",
            "By somebody else on a lead in reach",
            "By a member on a lead in reach",
            "By a member",
            "Free added"
        ]
    );
    // An entry of many leads tells those in reach.
    let batch = acting(&stage, mate, |operation| {
        operation.sql.execute_batch("UPDATE leads SET city = 'Chester'")?;
        operation.says("test.said", "By a member on many leads");
        Ok(operation.id)
    });
    let newest = log_of(&stage, lead).remove(0);
    assert_eq!((newest.operation, newest.changes.len(), newest.more_changes), (batch.unwrap(), 1, 1));
    let texts: ActivityQuestion =
        serde_json::from_value(json!({"count": 9, "filter": {"text": "MEMBER ON"}})).unwrap();
    let found =
        ask(&stage, lead, Permission::ActivityView, |reading| activity::page(reading, texts)).unwrap();
    assert_eq!((found.total, found.entries.len()), (2, 2));
}

#[test]
fn every_command_is_refused_to_a_role_without_its_permission() {
    let stage = Stage::new();
    let guest = account(&stage, "guest");
    let never = AtomicBool::new(false);
    let office = &stage.desk.seated().unwrap().office;
    let id = stage.add_lead("Ruth", "Abel");
    let refused =
        office.operate(guest, None, Some(Permission::LeadsDelete), stage.desk.now(), &never, |operation| {
            leads::delete(operation, LeadId { id })
        });
    let refused = refused.map(|_| ()).unwrap_err();
    assert_eq!(refused.code, Code::Refused);
    assert_eq!(
        refused.sentence,
        "Your role, Guest, does not allow this (delete leads). Ask an administrator."
    );
    let undo = office.operate(guest, None, None, stage.desk.now(), &never, |operation| {
        activity::undo(
            operation,
            activity::UndoWhat { operation: Some(stage_newest(operation.id)), keep_changed: false },
        )
    });
    assert_eq!(undo.map(|_| ()).unwrap_err().sentence, "Only who did it, or an administrator, can undo it.");
    assert_eq!(stage.count(), 1);
}

/// The operation before the one that is under way.
fn stage_newest(under_way: i64) -> i64 {
    under_way - 1
}

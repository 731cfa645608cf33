//! Invariant 8: who sees what comes from the grant alone.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use porchlight_core::access::{BUILT_IN, Permission, Reach};
use porchlight_core::charts::{ChartName, ChartQuestion, Theme};
use porchlight_core::commands::Nothing;
use porchlight_core::error::{Code, Result};
use porchlight_core::leads::{LeadFilter, LeadId, LeadSort, LeadsPage};
use porchlight_core::office::{Office, Reading};
use porchlight_core::{activity, charts, dashboard, leads};
use serde_json::json;

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
            let by_role = ["role_id =", "role_id IN", "roles.name", "role_permissions"]
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

/// An account of a role, with its place among the staff, in an office with leads of many people.
fn account(stage: &Stage, role: &str) -> i64 {
    let seated = stage.desk.seated().unwrap();
    let never = AtomicBool::new(false);
    let made = seated.office.operate(seated.account, Some(seated.session), None, stage.desk.now(), &never, |operation| {
        let (account, staff) = (operation.next_id("accounts")?, operation.next_id("staff")?);
        operation.sql.execute(
            "INSERT INTO accounts (id, user_name, name, email, role_id, state, created_at) \
             VALUES (?1, ?2, ?2, ?2 || '@maple.example', (SELECT id FROM roles WHERE name = ?2), 'active', '2026-01-01T00:00:00.000Z')",
            (account, role),
        )?;
        operation.sql.execute("INSERT INTO staff (id, name, account_id) VALUES (?1, ?2, ?3)", (staff, role, account))?;
        operation.says("test.account", "An account was made");
        Ok(account)
    });
    made.unwrap().0
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
    let add = |first: &str, staff: &str, stage_label: &str| {
        let typed =
            json!({"first_name": first, "phone": "2155550148", "staff_name": staff, "stage": stage_label});
        stage.call("lead_add", typed)["lead"]["id"].as_i64().unwrap()
    };
    let mine: Vec<i64> = roles.iter().map(|(name, ..)| add("Held", name, "Contacted")).collect();
    let (nobodys, won) = (add("Free", "", "Contacted"), add("Won", "Luis Ortega", "Care started"));
    let all: BTreeSet<i64> = mine.iter().copied().chain([nobodys, won]).collect();

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
            Reach::Team => BTreeSet::from([*own, nobodys]),
            Reach::Own | Reach::Assigned => BTreeSet::from([*own]),
            Reach::Clients => BTreeSet::from([won]),
            Reach::Partner | Reach::Nobody => BTreeSet::new(),
        };
        let see = |filter| listed(&stage, *account, &filter);
        assert_eq!(see(LeadFilter::default()), expected, "{name}");
        let text = |text: &str| LeadFilter { text: Some(text.to_owned()), ..LeadFilter::default() };
        assert_eq!(see(text("555")), expected, "{name} searches");
        let stages = LeadFilter {
            stages: Some(vec!["Contacted".to_owned(), "Care started".to_owned()]),
            ..LeadFilter::default()
        };
        assert_eq!(see(stages), expected, "{name} filters");

        let shown =
            ask(&stage, *account, Permission::LeadsView, |r| dashboard::dashboard(r, Nothing {})).unwrap();
        let count = expected.len() as u64;
        let sum = |counts: &[dashboard::Count]| counts.iter().map(|count| count.count).sum::<u64>();
        assert_eq!(shown.leads, count, "{name}");
        for groups in [&shown.by_staff, &shown.by_source, &shown.by_month, &shown.by_stage] {
            assert_eq!(sum(groups), count, "{name}");
        }
        for chart in [ChartName::LeadsByMonth, ChartName::LeadsByStaff, ChartName::LeadsBySource] {
            let question = ChartQuestion { name: chart, theme: Theme::Day, width: 400, height: 300 };
            let drawn = ask(&stage, *account, Permission::LeadsView, |r| charts::chart(r, question)).unwrap();
            assert_eq!(drawn.total, count, "{name}");
        }
        for id in &all {
            let id = LeadId { id: *id };
            let lead = ask(&stage, *account, Permission::LeadsView, |r| leads::lead(r, id));
            let history = ask(&stage, *account, Permission::LeadsView, |r| activity::lead_history(r, id));
            assert_eq!(lead.is_ok(), expected.contains(&id.id), "{name}");
            assert_eq!(history.is_ok(), expected.contains(&id.id), "{name}");
            assert!(
                lead.is_ok() || lead.unwrap_err().code == Code::Missing,
                "{name}: as if it were not there"
            );
        }
    }
    assert!(roles.len() > 10);
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
        activity::undo(operation, activity::UndoWhat { operation: Some(stage_newest(operation.id)) })
    });
    assert_eq!(undo.map(|_| ()).unwrap_err().sentence, "Only who did it, or an administrator, can undo it.");
    assert_eq!(stage.count(), 1);
}

/// The operation before the one that is under way.
fn stage_newest(under_way: i64) -> i64 {
    under_way - 1
}

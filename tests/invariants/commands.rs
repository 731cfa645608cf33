//! Invariants 3 and 4: everything is one line of the table, the screen's types are what it says, and a question
//! changes nothing.

use std::collections::BTreeSet;
use std::fs;

use porchlight_core::commands::{COMMANDS, Kind};
use serde_json::{Value, json};

use crate::sources::{core, root};
use crate::stage::{Stage, call};

#[test]
fn the_screens_types_are_what_the_table_generates() {
    let committed = fs::read_to_string(root().join("ui/src/bindings.ts")).unwrap();
    assert!(committed == porchlight_core::bindings(), "run `cargo xtask bindings`");
}

/// Commands on what is one's own, which need no permission; undo asks for what it takes back.
const OWN: &[&str] = &[
    "undo",
    "redo",
    "undo_outlook",
    "drafts",
    "draft_save",
    "profile_change",
    "password_change",
    "recovery_confirm",
    "recovery_renew",
    "paper_save",
    "theme_choose",
    "sessions",
    "session_end",
    "roles",
];

/// What questions read beside the tables of the office.
const BESIDE: &[&str] = &["operations", "inbox"];

#[test]
fn every_name_is_unique_and_every_question_says_what_it_reads() {
    let names: BTreeSet<&str> = COMMANDS.iter().map(|command| command.name).collect();
    assert_eq!(names.len(), COMMANDS.len());
    let tables = logged_tables();
    for command in COMMANDS {
        assert!(command.name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", command.name);
        assert!(command.reads.is_empty() || command.kind == Kind::Ask, "{} reads", command.name);
        for table in command.reads {
            assert!(tables.contains(*table) || BESIDE.contains(table), "{}: {table}", command.name);
        }
        let asks_permission = command.permission.is_some();
        let free = command.kind == Kind::Door || OWN.contains(&command.name);
        assert!(
            asks_permission != free,
            "{}: every command but the doors and what is one's own asks for a permission",
            command.name
        );
    }
}

fn logged_tables() -> BTreeSet<String> {
    let stage = Stage::new();
    porchlight_core::activity::capture::logged_tables(&stage.raw()).unwrap().into_iter().collect()
}

/// A call of every question that there is.
fn questions(stage: &Stage, lead: i64) -> Vec<(&'static str, Value)> {
    let file = stage.file("people.csv", b"first_name,last_name,phone\nMei,Chen,2155550102\n");
    let chart = |name: &str| json!({"name": name, "theme": "day", "width": 400, "height": 300});
    vec![
        ("leads_page", json!({"from": 0, "count": 50})),
        (
            "leads_page",
            json!({"from": 0, "count": 50, "sort": {"column": "staff_name", "descending": false}, "filter":
                {"text": "ruth", "staff": ["Not assigned", "Dana Whitfield"], "sources": ["Other"], "stages": ["New inquiry"],
                 "contact_statuses": ["Initial call"], "from": "2020-01-01", "to": "2099-01-01"}}),
        ),
        ("lead", json!({"id": lead})),
        ("lead_history", json!({"id": lead})),
        ("lead_history", json!({"id": lead, "before": 1_000, "count": 1})),
        ("lead_then", json!({"id": lead, "operation": newest_of(stage, lead)})),
        ("trash_page", json!({"from": 0, "count": 50})),
        ("trash_page", json!({"from": 0, "count": 50, "kind": "lead", "text": "ruth"})),
        ("lead_fields", json!({})),
        ("lead_columns", json!({})),
        ("lead_check", json!({"phone": "555"})),
        ("choices", json!({})),
        ("colleagues", json!({})),
        ("sessions", json!({"everybody": true, "from": 0, "count": 50})),
        ("people", json!({})),
        ("requests_waiting", json!({})),
        ("roles", json!({})),
        ("settings", json!({})),
        ("drafts", json!({})),
        ("looks_page", json!({"count": 50})),
        (
            "looks_page",
            json!({"count": 50, "lead": lead, "from": "2020-01-01", "to": "2099-01-01", "kinds": ["reveal", "export"]}),
        ),
        ("looks_months", json!({})),
        ("looks_month", json!({"month": "2026-01"})),
        ("activity_page", json!({"count": 50})),
        ("activity_page", json!({"count": 50, "filter": {"text": "ruth"}})),
        (
            "activity_page",
            json!({"count": 50, "before": 9, "filter": {"text": "ruth", "people": [lead], "kinds": ["lead"], "actions": ["lead.add"],
                "lead": lead, "from": "2020-01-01", "to": "2099-01-01"}}),
        ),
        ("activity_filters", json!({})),
        ("undo_outlook", json!({"operation": 1})),
        ("dashboard", json!({})),
        ("chart", chart("leads_by_month")),
        ("chart", chart("leads_by_staff")),
        ("chart", chart("leads_by_source")),
        ("import_look", json!({"path": file})),
        ("import_targets", json!({})),
        ("log_state", json!({})),
        ("head_compare", json!({"head": "7-9F3A-11C2"})),
    ]
}

/// The newest entry that is about a lead.
fn newest_of(stage: &Stage, lead: i64) -> i64 {
    let question = "SELECT max(id) FROM operations WHERE lead_id = ?1";
    stage.raw().query_row(question, [lead], |row| row.get(0)).unwrap()
}

/// Everything that the file holds, table by table.
fn content(stage: &Stage) -> Vec<String> {
    let raw = stage.raw();
    let names = |question: &str| -> Vec<String> {
        let mut statement = raw.prepare(question).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let tables = names(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    let mut all = names("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name");
    for table in tables {
        let columns: Vec<String> = names(&format!("SELECT name FROM pragma_table_info('{table}')"));
        let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        let (columns, first) = (quoted.join(" || ',' || "), &columns[0]);
        all.extend(names(&format!("SELECT '{table}' || {columns} FROM {table} ORDER BY {first}")));
    }
    all
}

#[test]
fn no_question_changes_a_byte() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Chester"}}));
    stage.call("draft_save", json!({"form": "lead", "of": id, "content": "{\"city\": \"Media\"}"}));
    let questions = questions(&stage, id);
    let before = content(&stage);
    let watcher = stage.raw();
    let version = porchlight_core::db::version(&watcher).unwrap();
    for (name, input) in &questions {
        stage.call(name, input.clone());
    }
    assert_eq!(content(&stage), before);
    assert_eq!(porchlight_core::db::version(&watcher).unwrap(), version, "some question committed something");
    let asked: BTreeSet<&str> = questions.iter().map(|(name, _)| *name).collect();
    let all: BTreeSet<&str> = COMMANDS.iter().filter(|c| c.kind == Kind::Ask).map(|c| c.name).collect();
    assert_eq!(asked, all, "a question that is not tried above");
}

/// Does something to one table of the office's data through the log, as a later feature would.
fn touch(stage: &Stage, statement: &str) {
    let seated = stage.desk.seated().unwrap();
    let never = std::sync::atomic::AtomicBool::new(false);
    let touched = seated.office.operate(
        seated.account,
        Some(seated.session),
        None,
        stage.desk.now(),
        &never,
        |operation| {
            operation.sql.execute_batch(statement)?;
            operation.says("test.touch", "Something was touched");
            Ok(())
        },
    );
    touched.unwrap();
}

#[test]
fn a_question_whose_answer_changed_reads_a_table_that_changed() {
    let stage = Stage::new();
    let input = json!({"first_name": "Ruth", "phone": "2155550148", "event_name": "Spring Health Fair", "active_client": "yes",
                       "word_of_mouth_type": "Client", "referral_type": "Regular", "partner": "Oak Clinic"});
    stage.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}));
    let id = stage.call("lead_add", input)["lead"]["id"].as_i64().unwrap();
    let luis = crate::roles::account(&stage, "intake_coordinator", "Luis Ortega");
    stage.call("lead_share", json!({"id": id, "account": luis}));
    let questions = questions(&stage, id);
    let answers = || -> Vec<Value> {
        questions
            .iter()
            .map(|(name, input)| call(&stage.desk, name, input.clone()).unwrap_or_default())
            .collect()
    };
    let mut before = answers();
    for (table, statement) in [
        ("leads", "UPDATE leads SET city = 'Media', first_name = 'Rut'"),
        ("stages", "UPDATE stages SET label = label || ' x', hue = '#010203'"),
        ("choices", "UPDATE choices SET label = label || ' x'"),
        ("staff", "UPDATE staff SET name = name || ' x'"),
        ("events", "UPDATE events SET name = name || ' x'"),
        ("partners", "UPDATE partners SET name = name || ' x'"),
        ("lead_shares", "UPDATE lead_shares SET created_at = '2026-01-01T00:00:00.000Z'"),
        ("role_stages", "UPDATE role_stages SET deleted_at = '2026-01-01T00:00:00.000Z'"),
        ("accounts", "UPDATE accounts SET name = name || ' x'"),
        ("roles", "UPDATE roles SET label = label || ' x'"),
        (
            "role_permissions",
            "UPDATE role_permissions SET deleted_at = '2026-01-01T00:00:00.000Z' WHERE permission = 'leads.stage'",
        ),
        ("teams", "UPDATE teams SET name = name || ' x'"),
        ("invitations", "UPDATE invitations SET name = name || ' x'"),
        ("settings", "UPDATE settings SET value = '30'"),
        ("office", "UPDATE office SET name = name || ' x'"),
    ] {
        touch(&stage, statement);
        let after = answers();
        for (at, (name, _)) in questions.iter().enumerate() {
            let reads = COMMANDS.iter().find(|command| command.name == *name).unwrap().reads;
            let told = reads.contains(&table) || reads.contains(&"operations");
            assert!(
                told || before[at] == after[at],
                "{name} shows {table} and does not say that it reads it"
            );
        }
        before = after;
    }
}

#[test]
fn only_the_office_opens_connections_and_questions_get_one_that_cannot_write() {
    for source in core() {
        let opens = source
            .tokens
            .iter()
            .any(|token| token.text.starts_with("open_with_flags") || token.text == "open_in_memory");
        assert!(!opens || source.path == "db.rs", "{} opens a database", source.path);
        let allowed: &[&str] = match source.path.as_str() {
            "db.rs" => &["open_writer", "open_reader", "open_maintenance", "create"],
            "office.rs" => &["open_writer", "open_reader", "open_maintenance", "create"],
            _ => &[],
        };
        for call in ["open_writer", "open_reader", "open_maintenance"] {
            let found = source.tokens.iter().any(|token| token.text == call);
            assert!(!found || allowed.contains(&call), "{} calls {call}", source.path);
        }
    }
    let stage = Stage::new();
    let seated = stage.desk.seated().unwrap();
    let readonly =
        seated.office.ask(seated.account, Some(seated.session), None, stage.desk.now(), |reading| {
            Ok(reading.sql.is_readonly(rusqlite::MAIN_DB)?)
        });
    assert!(readonly.unwrap());
}

//! Invariant 5: SQL stands in its own files and is never made of what somebody typed; and no list reads a table from
//! end to end without an index.

use porchlight_core::db;
use porchlight_core::leads::{LISTINGS, NARROWINGS};
use porchlight_core::trash;
use serde_json::json;

use crate::sources::{Source, core};
use crate::stage::Stage;

/// Where SQL stands besides the files called store.rs: what opens the file, the log, and the conditions that a reach
/// stands for.
const HOMES: &[&str] = &["db.rs", "activity/", "access/roles.rs"];

/// The words that a statement begins with.
const BEGINNINGS: &[&str] = &[
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    "DELETE ",
    "REPLACE ",
    "CREATE ",
    "DROP ",
    "ALTER ",
    "PRAGMA ",
    "ATTACH ",
    "VACUUM",
    "WITH ",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "REINDEX",
    "ANALYZE",
];

fn is_statement(text: &str) -> bool {
    let text = text.trim_start();
    BEGINNINGS.iter().any(|word| text.starts_with(word))
        || text.contains(" FROM ") && text.contains("SELECT ")
}

fn is_home(source: &Source) -> bool {
    source.path.ends_with("store.rs") || HOMES.iter().any(|home| source.path.starts_with(home))
}

#[test]
fn sql_stands_in_its_own_files() {
    let mut statements = 0;
    for source in core() {
        for (line, text) in source.literals().filter(|(_, text)| is_statement(text)) {
            assert!(is_home(&source), "{}:{line} {text}", source.path);
            statements += 1;
        }
    }
    assert!(statements > 80, "{statements} statements were found");
}

/// Statements that are put together, by file and beginning, each with what is put in. None of it was typed by anybody.
const PUT_TOGETHER: &[(&str, &str, &str)] = &[
    ("activity/capture.rs", "DROP TRIGGER", "a name that the schema gave"),
    ("activity/capture.rs", "CREATE TRIGGER", "names of the schema"),
    ("activity/capture.rs", "SELECT '{c}' AS c", "columns of the schema"),
    ("activity/chain/kept.rs", "SELECT id FROM \"{table}\"", "a table that is noted whole"),
    ("activity/chain/kept.rs", "SELECT * FROM \"{}\"", "the same"),
    ("activity/rows.rs", "SELECT * FROM \"{table}\"", "a table that a trigger noted"),
    ("activity/page/seen.rs", "SELECT id FROM leads WHERE deleted_at IS", "the reach's own text"),
    (
        "activity/undo/take_back.rs",
        "UPDATE OR ROLLBACK \"{table}\" SET {} WHERE",
        "a table and columns that a trigger noted",
    ),
    ("activity/undo/references.rs", "WITH going AS", "tables and columns of the schema"),
    ("activity/undo/references.rs", "WITH back AS", "the same"),
    ("activity/undo/closure.rs", "WITH mine AS", "the same"),
    ("activity/undo/closure.rs", "SELECT deleted_at IS NOT NULL FROM \"{table}\"", "a table of the schema"),
    (
        "activity/undo/taken.rs",
        "SELECT id FROM \"{table}\" WHERE {} AND {live}",
        "columns and collations of an index",
    ),
    ("activity/undo/taken.rs", "SELECT {} FROM \"{table}\"", "columns of an index"),
    ("leads/list/store.rs", "SELECT id FROM leads WHERE deleted_at IS NULL AND {}", "the reach's own text"),
    ("leads/store.rs", "SELECT 1 FROM leads WHERE id = :lead AND {}", "the reach's own text"),
    (
        "leads/store.rs",
        "UPDATE OR ROLLBACK leads SET",
        "the columns of a lead that an edit changed, listed in the sources",
    ),
    ("office/store.rs", "SELECT coalesce(max(id), ?1) FROM \"{table}\"", "a table's name of the sources"),
    ("office/store.rs", "SELECT coalesce(max(id), 0) FROM \"{table}\"", "the same"),
];

/// Whether nothing but constants of the sources is put into a text.
fn holds_constants_alone(text: &str) -> bool {
    let put_in = text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default());
    put_in.clone().count() > 0
        && put_in.into_iter().all(|name| !name.is_empty() && name == name.to_uppercase())
}

#[test]
fn no_statement_is_put_together_from_what_was_typed() {
    let mut used = vec![false; PUT_TOGETHER.len()];
    for source in core() {
        for making in [&["format", "!"][..], &[".", "push_str"], &["write", "!"], &[".", "replace"]] {
            for behind in source.behind(making) {
                for (line, text) in source
                    .literals_within(behind)
                    .into_iter()
                    .filter(|(_, text)| is_statement(text) && !holds_constants_alone(text))
                {
                    let known = PUT_TOGETHER
                        .iter()
                        .position(|(path, begins, _)| *path == source.path && text.starts_with(begins));
                    let known = known.unwrap_or_else(|| {
                        panic!("{}:{line} puts a statement together: {text}", source.path)
                    });
                    used[known] = true;
                }
            }
        }
    }
    for ((path, begins, _), used) in PUT_TOGETHER.iter().zip(used) {
        assert!(used, "{path} does not put “{begins}” together any more: take the line out");
    }
}

#[test]
fn what_was_typed_is_looked_for_and_never_run() {
    let stage = Stage::new();
    stage.add_lead("Robert'); DROP TABLE leads;--", "O'Neil");
    stage.add_lead("Ruth", "Abel");
    for typed in [
        "'",
        "\"",
        "' OR 1=1 --",
        "%",
        "_",
        "\\",
        "*",
        "); DELETE FROM leads; --",
        "\u{0}",
        "ruth' AND '1'='1",
    ] {
        let found = stage.names(json!({"text": typed}), "name", false);
        assert!(found.len() < 2, "{typed}: {found:?}");
        for (list, key) in [
            ("sources", "sources"),
            ("stages", "stages"),
            ("staff", "staff"),
            ("contact_statuses", "contact_statuses"),
        ] {
            let asked = json!({"from": 0, "count": 5, "filter": {key: [typed]}});
            assert!(
                porchlight_core::Desk::call(&stage.desk, "leads_page", asked, &|_| {}).is_err(),
                "{list}: {typed}"
            );
        }
        stage.refused(
            "leads_page",
            json!({"from": 0, "count": 5, "sort": {"column": typed, "descending": true}}),
        );
        let log = stage.call("activity_page", json!({"count": 50, "filter": {"text": typed}}));
        assert!(log["total"].as_u64().unwrap() < 3, "{typed}");
    }
    assert_eq!(stage.names(json!({"text": "drop table"}), "name", false).len(), 1);
    assert_eq!(stage.count(), 2);
}

/// How SQLite answers a question, step by step.
fn plan(stage: &Stage, question: &str) -> Vec<String> {
    let reader = db::open_reader(stage.folder.path(), stage.key()).unwrap();
    let mut statement = reader.prepare(&format!("EXPLAIN QUERY PLAN {question}")).unwrap();
    for at in 1..=statement.parameter_count() {
        statement.raw_bind_parameter(at, rusqlite::types::Null).unwrap();
    }
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get(3).unwrap());
    }
    assert!(!steps.is_empty(), "{question}");
    steps
}

/// Whether a step reads every row of a large table by itself, and not an index.
fn reads_everything(step: &str) -> bool {
    // By its table alone an index of changes leads to every change of every row.
    if step.ends_with("INDEX changes_of_row (tbl=?)") {
        return true;
    }
    ["leads", "operations", "changes"]
        .iter()
        .any(|table| step.starts_with(&format!("SCAN {table}")) && !step.contains("INDEX"))
}

/// How many values a statement's program takes from the table's own rows, beside those of the index that leads there.
/// SQLite does not call a partial index covering when its condition names a column outside it, although the rows are
/// then never visited: the program tells.
fn taken_from_rows(stage: &Stage, question: &str) -> usize {
    let reader = db::open_reader(stage.folder.path(), stage.key()).unwrap();
    let mut statement = reader.prepare(&format!("EXPLAIN {question}")).unwrap();
    let mut rows = statement.raw_query();
    let mut program: Vec<(String, i64, i64)> = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        program.push((row.get(1).unwrap(), row.get(2).unwrap(), row.get(4).unwrap()));
    }
    let led = |(op, ..): &&(String, i64, i64)| op == "DeferredSeek";
    let tables: Vec<i64> = program.iter().filter(led).map(|(_, _, table)| *table).collect();
    assert!(!tables.is_empty(), "{question} is led by no index: {program:?}");
    program.iter().filter(|(op, cursor, _)| op == "Column" && tables.contains(cursor)).count()
}

#[test]
fn every_order_of_the_list_reads_one_covering_index() {
    let stage = Stage::new();
    for listing in LISTINGS {
        let steps = plan(&stage, listing.sql);
        assert_eq!(steps.len(), 1, "{}: {steps:?}", listing.column);
        assert!(steps[0].starts_with("SCAN leads USING INDEX leads_by_"), "{}: {steps:?}", listing.column);
        assert_eq!(taken_from_rows(&stage, listing.sql), 0, "{}", listing.column);
    }
    let columns = stage.call("lead_columns", json!({}));
    let listed: Vec<&str> =
        columns.as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap()).collect();
    assert!(listed.iter().all(|column| LISTINGS.iter().any(|listing| listing.column == *column)));
}

#[test]
fn every_filter_of_the_list_searches_one_index() {
    let stage = Stage::new();
    for narrowing in NARROWINGS {
        for question in [Some(narrowing.leads), narrowing.leads_of_none].into_iter().flatten() {
            let steps = plan(&stage, question);
            let first = steps.iter().find(|step| step.contains("leads")).unwrap();
            assert!(first.starts_with("SEARCH leads USING INDEX leads_by_"), "{}: {steps:?}", narrowing.name);
            assert_eq!(taken_from_rows(&stage, question), 0, "{}", narrowing.name);
            assert!(
                !steps.iter().any(|step| reads_everything(step) || step.contains("TEMP B-TREE")),
                "{steps:?}"
            );
        }
    }
}

#[test]
fn the_trash_is_counted_and_paged_by_one_covering_index() {
    let stage = Stage::new();
    for question in [trash::COUNT_GONE, trash::PIECE_GONE] {
        let question = question.replace("{reach}", "1");
        let steps = plan(&stage, &question);
        assert!(steps[0].contains("leads USING") && steps[0].contains("INDEX leads_deleted"), "{steps:?}");
        assert!(
            !steps.iter().any(|step| reads_everything(step) || step.contains("FOR ORDER BY")),
            "{steps:?}"
        );
        assert_eq!(taken_from_rows(&stage, &question), 0, "{question}");
    }
}

#[test]
fn every_list_of_the_log_is_in_order_in_its_index() {
    let stage = Stage::new();
    let mut lists = 0;
    for source in core().iter().filter(|source| source.path.starts_with("activity/page/")) {
        for (line, text) in source.literals().filter(|(_, text)| text.ends_with("LIMIT ?4")) {
            let steps = plan(&stage, text);
            assert_eq!(steps.len(), 1, "{}:{line} {steps:?}", source.path);
            let index = steps[0].contains("VIRTUAL TABLE INDEX") || steps[0].contains("USING COVERING INDEX");
            assert!(index && !steps[0].contains("B-TREE"), "{}:{line} {steps:?}", source.path);
            lists += 1;
        }
    }
    assert_eq!(lists, 4);
}

/// Questions that may read a large table from end to end, and why.
const WHOLE: &[(&str, &str)] = &[
    (
        "e_contact_name, comments FROM leads WHERE deleted_at IS NULL",
        "the search reads all texts once, then what changed",
    ),
    ("FROM leads_given", "a row for each export, which are few"),
    (
        "tbl = ?1 AND operation > ?2 AND what IS NOT NULL",
        "tables with names that are there once, which are small",
    ),
    ("created_at <= ?1 AND (deleted_at IS NULL", "it stops at twice as many leads as an export held"),
];

#[test]
fn no_question_on_leads_or_the_log_reads_everything_without_a_reason() {
    let stage = Stage::new();
    let mut asked = 0;
    for source in core().iter().filter(|source| is_home(source) && source.path != "db.rs") {
        for (line, text) in source.literals() {
            let question = text
                .replace("{reach}", "leads.staff_id = :staff")
                .replace("AND {}", "AND leads.staff_id = :staff")
                .replace("({seen})", "account_id = :account");
            let large = ["leads", "operations", "changes"]
                .iter()
                .any(|table| question.contains(&format!("FROM {table}")));
            let whole = WHOLE.iter().any(|(part, _)| text.contains(part));
            let first_of_all = text.ends_with("LIMIT 1");
            if !large
                || whole
                || first_of_all
                || !question.starts_with("SELECT ")
                || question.contains("raise(ABORT")
            {
                continue;
            }
            let steps = plan(&stage, &question);
            assert!(
                !steps.iter().any(|step| reads_everything(step)),
                "{}:{line} {text}: {steps:?}",
                source.path
            );
            asked += 1;
        }
    }
    assert!(asked > 25, "{asked} questions were found");
}

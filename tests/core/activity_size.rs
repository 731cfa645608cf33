//! The activity page of an office of years, by hand: `cargo test --release -p porchlight-core --test core
//! activity_size -- --ignored --nocapture`. Prints times and asserts none.

use std::time::Instant;

use serde_json::{Value, json};

use crate::activity_page::{cast, page_of};
use crate::activity_search::fill;
use crate::stage::Stage;

/// How many entries the office has, where `ENTRIES` says nothing else.
const ENTRIES: &str = "1000000";

#[test]
#[ignore = "measured by hand, in a release build"]
fn the_page_of_an_office_of_years() {
    let entries: i64 = std::env::var("ENTRIES").unwrap_or_else(|_| ENTRIES.to_owned()).parse().unwrap();
    let stage = Stage::new();
    let cast = cast(&stage);
    stage.desk.fill_with_invented_leads(20_000, 5, &|_| {}).unwrap();
    let began = Instant::now();
    fill(&stage);
    println!("index of 20,000 invented leads, one entry: {:?}", began.elapsed());
    let raw = stage.raw();
    let people: Vec<String> = cast.all().iter().map(i64::to_string).collect();
    let people = people.join(",");
    raw.execute_batch(&format!(
        "PRAGMA cache_size = -200000; BEGIN; \
         CREATE TEMP TABLE who AS SELECT row_number() OVER () - 1 AS n, value AS id FROM json_each('[{people}]'); \
         CREATE TEMP TABLE lead AS SELECT row_number() OVER () - 1 AS n, id, first_name || ' ' || last_name AS name FROM leads; \
         CREATE TEMP TABLE base AS SELECT max(id) AS id, (SELECT max(id) FROM changes) AS change FROM operations; \
         CREATE TEMP TABLE made AS WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {entries}) \
         SELECT n, (n * 7919) % 20000 AS l, (n * 31) % 6 AS w, abs(random()) % 100 AS r FROM n; \
         INSERT INTO operations (id, at, account_id, action, sentence, lead_id, first_change, last_change, previous_mac, mac) \
         SELECT base.id + made.n, strftime('%Y-%m-%dT%H:%M:%fZ', '2020-01-01', (made.n * 3) || ' minutes'), who.id, \
         CASE WHEN r < 5 THEN 'lead.reveal' WHEN r < 8 THEN 'account.sign_in' WHEN r < 9 THEN 'partner.edit' ELSE 'lead.edit' END, \
         lead.name || CASE WHEN r % 2 THEN ': 2 fields changed' ELSE ': status set to Contacted' END, lead.id, base.change + made.n, base.change + made.n, '', '' \
         FROM made JOIN base JOIN who ON who.n = w JOIN lead ON lead.n = l; \
         INSERT INTO changes (id, operation, tbl, row, what) \
         SELECT base.change + made.n, base.id + made.n, 'leads', lead.id, \
         json_object('city', json_array('Chester', 'Bristol'), 'phone', json_array('', '(215) 555-0' || (100 + r))) \
         FROM made JOIN base JOIN lead ON lead.n = l; COMMIT;"
    ))
    .unwrap();
    drop(raw);
    println!("{entries} entries are there");
    let lead: i64 = stage.raw().query_row("SELECT max(id) FROM leads", [], |row| row.get(0)).unwrap();
    let ask = |label: &str, account: i64, question: Value| {
        for round in ["first", "again"] {
            let began = Instant::now();
            let page = page_of(&stage, account, question.clone());
            println!(
                "{label:<34} {round} {:>9.1?} total {}{} page {} preparing {}",
                began.elapsed(),
                page.total,
                if page.more { "+" } else { "" },
                page.entries.len(),
                page.preparing
            );
        }
    };
    let text = |text: &str| json!({"filter": {"text": text}, "count": 100});
    ask("unfilled: ruth", cast.dana, text("ruth"));
    let began = Instant::now();
    fill(&stage);
    println!("index of {entries} entries: {:?}", began.elapsed());
    let pages: i64 = stage
        .raw()
        .query_row("SELECT sum(length(block)) FROM activity_words_data", [], |r| r.get(0))
        .unwrap();
    println!("index: {} bytes an entry", pages / entries);
    for (label, filter) in [
        ("nothing", json!({})),
        ("person", json!({"people": [cast.mate]})),
        ("action", json!({"actions": ["partner.edit"]})),
        ("kind", json!({"kinds": ["lead"]})),
        ("lead", json!({"lead": lead})),
        ("days", json!({"from": "2022-01-01", "to": "2022-03-01"})),
        (
            "person, kind, days",
            json!({"people": [cast.mate], "kinds": ["look"], "from": "2021-01-01", "to": "2022-03-01"}),
        ),
        ("no such action", json!({"actions": ["no.such"]})),
        ("ruth", json!({"text": "ruth"})),
        ("changed", json!({"text": "changed"})),
        ("fields chester", json!({"text": "fields chester"})),
        ("a", json!({"text": "a"})),
        ("c", json!({"text": "c"})),
        ("ruth a", json!({"text": "ruth a"})),
        ("zzz", json!({"text": "zzz"})),
        ("2155550142", json!({"text": "(215) 555-0142"})),
        ("2 5", json!({"text": "2 5"})),
        (
            "ruth, person, kind, days",
            json!({"text": "ruth", "people": [cast.mate], "kinds": ["lead"], "from": "2022-01-01"}),
        ),
        ("chester, lead", json!({"text": "chester", "lead": lead})),
        ("finch (a person)", json!({"text": "finch"})),
    ] {
        ask(label, cast.dana, json!({"filter": filter, "count": 100}));
        ask(&format!("{label}, deep"), cast.dana, json!({"filter": filter, "before": 300_000, "count": 100}));
    }
    for (who, account) in [("team lead", cast.lead), ("intake", cast.intake), ("guest", cast.guest)] {
        for (label, filter) in [
            ("nothing", json!({})),
            ("kind", json!({"kinds": ["look"]})),
            ("person", json!({"people": [cast.dana]})),
            ("ruth", json!({"text": "ruth"})),
            ("zzz", json!({"text": "zzz"})),
        ] {
            ask(&format!("{who}: {label}"), account, json!({"filter": filter, "count": 100}));
        }
    }
    let began = Instant::now();
    stage.call("activity_filters", json!({}));
    println!("activity_filters {:?}", began.elapsed());
}

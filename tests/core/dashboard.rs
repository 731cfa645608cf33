//! The dashboard's numbers, each counted a second time by other means: from the rows themselves, after every change.

use std::collections::BTreeMap;

use chrono::{Datelike, Local, Months, NaiveDate};
use serde_json::{Value, json};

use crate::stage::{Stage, call};

/// Names and counts, without order.
type Counts = BTreeMap<String, u64>;

fn counts(list: &Value) -> Counts {
    let pairs = list.as_array().unwrap().iter();
    pairs.map(|c| (c["name"].as_str().unwrap().to_owned(), c["count"].as_u64().unwrap())).collect()
}

fn sum(counts: &Counts) -> u64 {
    counts.values().sum()
}

/// The leads that are not deleted, straight from the file: staff, source, stage, client, referral type, created.
type Row = (Option<String>, String, String, bool, Option<String>, String);

fn rows(stage: &Stage) -> Vec<Row> {
    let raw = stage.raw();
    let mut statement = raw
        .prepare(
            "SELECT staff.name, source.label, stages.label, active_client, referral.label, leads.created_at FROM leads \
             LEFT JOIN staff ON staff.id = staff_id LEFT JOIN choices AS source ON source.id = source_id \
             LEFT JOIN stages ON stages.id = stage_id LEFT JOIN choices AS referral ON referral.id = referral_type_id \
             WHERE leads.deleted_at IS NULL",
        )
        .unwrap();
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn grouped(rows: &[Row], name: impl Fn(&Row) -> String) -> Counts {
    rows.iter().fold(Counts::new(), |mut counts, row| {
        *counts.entry(name(row)).or_default() += 1;
        counts
    })
}

fn month_of(created: &str) -> String {
    let moment = created.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    moment.with_timezone(&Local).format("%b %Y").to_string()
}

fn this_month() -> NaiveDate {
    Local::now().date_naive().with_day(1).unwrap()
}

/// Counts everything anew and compares it with what the dashboard and the charts say.
fn assert_counted(stage: &Stage) -> Value {
    let shown = stage.call("dashboard", json!({}));
    let rows = rows(stage);
    let number = |name: &str| shown[name].as_u64().unwrap();
    let clients = |kind: Option<&str>| {
        let of = |row: &&Row| row.3 && kind.is_none_or(|kind| row.4.as_deref() == Some(kind));
        rows.iter().filter(of).count() as u64
    };
    assert_eq!(number("leads"), rows.len() as u64);
    assert_eq!(number("accounts"), 1);
    assert_eq!(
        (number("active_clients"), number("regular"), number("interim")),
        (clients(None), clients(Some("Regular")), clients(Some("Interim")))
    );
    assert_eq!(number("not_assigned"), rows.iter().filter(|row| row.0.is_none()).count() as u64);

    let by_staff = grouped(&rows, |row| row.0.clone().unwrap_or_else(|| "Not assigned".to_owned()));
    let by_source = grouped(&rows, |row| row.1.clone());
    let mut by_stage = counts(&shown["by_stage"]);
    assert_eq!(counts(&shown["by_staff"]), by_staff);
    assert_eq!(counts(&shown["by_source"]), by_source);
    assert_eq!(by_stage.len(), 15, "every stage of the pipeline, empty ones too");
    by_stage.retain(|_, count| *count > 0);
    assert_eq!(by_stage, grouped(&rows, |row| row.2.clone()));
    for groups in [&by_staff, &by_source, &by_stage] {
        assert_eq!(sum(groups), number("leads"));
    }

    let months: Vec<String> =
        (0..12).rev().map(|back| (this_month() - Months::new(back)).format("%b %Y").to_string()).collect();
    let mut by_month = counts(&shown["by_month"]);
    let labels: Vec<&str> =
        shown["by_month"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap()).collect();
    assert_eq!(labels, months, "twelve months, oldest first");
    assert_eq!(number("new_this_month"), by_month[&months[11]]);
    assert_eq!(number("new_last_month"), by_month[&months[10]]);
    by_month.retain(|_, count| *count > 0);
    let mut counted = grouped(&rows, |row| month_of(&row.5));
    counted.retain(|month, _| months.contains(month));
    assert_eq!(by_month, counted);
    assert_charts(stage, &shown);
    shown
}

/// The charts' totals and tables are the dashboard's.
fn assert_charts(stage: &Stage, shown: &Value) {
    for (name, groups) in
        [("leads_by_staff", "by_staff"), ("leads_by_source", "by_source"), ("leads_by_month", "by_month")]
    {
        let chart = stage.call("chart", json!({"name": name, "theme": "day", "width": 640, "height": 320}));
        let expected = counts(&shown[groups]);
        assert_eq!(chart["total"].as_u64().unwrap(), sum(&expected), "{name}");
        let table = chart["rows"].as_array().unwrap();
        let (width, mut last) = (chart["headings"].as_array().unwrap().len(), Counts::new());
        for row in table {
            let cells: Vec<&str> =
                row.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap()).collect();
            assert_eq!(cells.len(), width, "{name}");
            last.insert(cells[0].to_owned(), cells[width - 1].parse().unwrap());
            let inner: u64 = cells[1..width - 1].iter().map(|cell| cell.parse::<u64>().unwrap()).sum();
            assert!(
                width == 2 || inner.to_string() == cells[width - 1],
                "{name}: a month is the sum of its sources"
            );
        }
        assert_eq!(last, expected, "{name}");
        assert!(chart["svg"].as_str().unwrap().starts_with("<svg "), "{name}");
    }
}

#[test]
fn an_empty_office_counts_nothing() {
    let stage = Stage::new();
    let shown = assert_counted(&stage);
    assert_eq!((shown["leads"].as_u64(), shown["by_staff"].as_array().unwrap().len()), (Some(0), 0));
}

#[test]
fn the_numbers_follow_adding_editing_deleting_undoing_and_importing() {
    let stage = Stage::new();
    let add = |first: &str, fields: Value| {
        let mut typed = json!({"first_name": first, "phone": "2155550148"});
        for (field, value) in fields.as_object().unwrap() {
            typed[field] = value.clone();
        }
        stage.call("lead_add", typed)["lead"]["id"].as_i64().unwrap()
    };
    let ann = add(
        "Ann",
        json!({"source": "Web", "staff_name": "Luis Ortega", "active_client": "yes", "referral_type": "Regular"}),
    );
    let bea = add(
        "Bea",
        json!({"source": "Web", "staff_name": "", "active_client": "yes", "referral_type": "Interim"}),
    );
    add("Cal", json!({"source": "Event", "stage": "Lost", "active_client": "yes"}));
    add("Dot", json!({"referral_type": "Regular"}));
    let shown = assert_counted(&stage);
    assert_eq!(shown["leads"], 4);
    assert_eq!(
        (shown["active_clients"].as_u64(), shown["regular"].as_u64(), shown["interim"].as_u64()),
        (Some(3), Some(1), Some(1))
    );
    assert_eq!((shown["not_assigned"].as_u64(), shown["new_this_month"].as_u64()), (Some(1), Some(4)));
    assert_eq!(shown["by_source"][0], json!({"name": "Web", "count": 2}), "the most first");
    assert_eq!(
        shown["by_staff"].as_array().unwrap().last().unwrap()["name"],
        "Not assigned",
        "and nobody last"
    );

    stage.call("lead_edit", json!({"id": ann, "fields": {"source": "Partner", "stage": "Hold", "active_client": "no", "staff_name": "Priya Nair"}}));
    assert_eq!(assert_counted(&stage)["active_clients"], 2);
    stage.call("lead_delete", json!({"id": bea}));
    let shown = assert_counted(&stage);
    assert_eq!(
        (shown["leads"].as_u64(), shown["not_assigned"].as_u64()),
        (Some(3), Some(0)),
        "a deleted lead is in no number"
    );
    stage.call("undo", json!({}));
    assert_eq!(assert_counted(&stage)["leads"], 4);

    let file = stage.file(
        "two.csv",
        b"first_name,phone,source,staff_name\nEve,2155550101,Church,\nFay,2155550102,Web,Luis Ortega\n",
    );
    let batch = stage.import(&file).unwrap()["batch"].clone();
    assert_eq!(assert_counted(&stage)["leads"], 6);
    stage.call("undo", json!({"operation": batch}));
    let shown = assert_counted(&stage);
    assert_eq!(shown["leads"], 4);
    assert!(!counts(&shown["by_source"]).contains_key("Church"));
}

#[test]
fn a_month_is_a_calendar_month_of_this_computers_clock() {
    let stage = Stage::new();
    let first = this_month();
    let day =
        |months_back: u32, day: u32| (first - Months::new(months_back)).with_day(day).unwrap().to_string();
    let last_of = |months_back: u32| (first - Months::new(months_back - 1)).pred_opt().unwrap().to_string();
    let created = [
        format!("{} 00:00:00", day(0, 1)),
        format!("{} 23:59:59", last_of(1)),
        format!("{} 00:00:00", day(1, 1)),
        format!("{} 23:59:59", last_of(2)),
        format!("{} 12:00:00", day(11, 1)),
        format!("{} 23:59:59", last_of(12)),
        "2001-05-05 12:00:00".to_owned(),
    ];
    let rows: String = created.iter().map(|at| format!("Lead,2155550148,{at}\n")).collect();
    let file = stage.file("months.csv", format!("first_name,phone,created_at\n{rows}").as_bytes());
    assert_eq!(stage.import(&file).unwrap()["added"], 7);

    let shown = assert_counted(&stage);
    assert_eq!((shown["new_this_month"].as_u64(), shown["new_last_month"].as_u64()), (Some(1), Some(2)));
    let by_month = counts(&shown["by_month"]);
    assert_eq!(sum(&by_month), 5, "what is older than twelve months is in no month");
    assert_eq!(by_month[&(first - Months::new(11)).format("%b %Y").to_string()], 1);
    assert_eq!(shown["leads"], 7);
}

#[test]
fn the_same_staff_member_written_twice_is_one_bar() {
    let stage = Stage::new();
    for name in ["Luis Ortega", "luis ortega", "LUIS ORTEGA "] {
        stage.call("lead_add", json!({"first_name": "Ann", "phone": "2155550148", "staff_name": name}));
    }
    assert_eq!(counts(&assert_counted(&stage)["by_staff"]), Counts::from([("Luis Ortega".to_owned(), 3)]));
}

#[test]
fn a_name_with_markup_in_it_is_drawn_and_not_run() {
    let stage = Stage::new();
    let evil = "<script>alert(1)</script>\"'&]]><foreignObject onload=x>";
    let mut text = csv::Writer::from_writer(Vec::new());
    text.write_record(["first_name", "phone", "source", "staff_name"]).unwrap();
    text.write_record(["Ann", "2155550148", evil, evil]).unwrap();
    text.write_record(["Bea", "2155550148", "Web", ""]).unwrap();
    let file = stage.file("evil.csv", &text.into_inner().unwrap());
    assert_eq!(stage.import(&file).unwrap()["added"], 2);
    assert_eq!(counts(&stage.call("dashboard", json!({}))["by_source"])[evil], 1);
    for name in ["leads_by_source", "leads_by_staff", "leads_by_month"] {
        for theme in ["day", "dusk"] {
            let chart =
                stage.call("chart", json!({"name": name, "theme": theme, "width": 640, "height": 320}));
            let svg = chart["svg"].as_str().unwrap();
            let lower = svg.to_lowercase();
            for live in
                ["<script", "<foreignobject", "<iframe", "<image", "<use", "<a ", "href", "<style", "<!"]
            {
                assert!(!lower.contains(live), "{live} in {name}: {svg}");
            }
            assert!(svg.contains("&lt;script&gt;"), "it is there as text: {svg}");
        }
    }
}

#[test]
fn a_chart_of_an_impossible_size_or_name_harms_nobody() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    for (width, height) in [(0, 0), (1, 100_000), (u32::MAX, u32::MAX), (640, 320)] {
        let chart = stage.call(
            "chart",
            json!({"name": "leads_by_month", "theme": "dusk", "width": width, "height": height}),
        );
        assert!(chart["svg"].as_str().unwrap().len() < 200_000);
        assert_eq!(chart["total"], 1);
    }
    assert!(
        call(&stage.desk, "chart", json!({"name": "shoes", "theme": "day", "width": 1, "height": 1}))
            .is_err()
    );
}

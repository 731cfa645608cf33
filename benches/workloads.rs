//! The workloads of an office, each beside the bare SQLCipher figure of the same machine in the same run.
//!
//! `cargo bench -p porchlight-core -- [LEADS]`; 100,000 leads where nothing is said. Times are medians.

mod measure;
mod raw;
mod table;

use std::alloc::System;
use std::path::Path;
use std::sync::Arc;

use measure::{median_of, seconds};
use porchlight_core::Desk;
use porchlight_core::desk::WayIn;
use porchlight_core::vault::Cost;
use serde_json::{Value, json};
use table::{Table, peak_megabytes};
use zeroizing_alloc::ZeroAlloc;

/// The same as in the program.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

const PASSWORD: &str = "lantern over the green gate";

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let leads = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let place = tempfile::tempdir()?;
    let mut table = Table::new(leads);
    let (sheet, sample) = (place.path().join("leads.csv"), place.path().join("sample"));

    let desk = office(&sample)?;
    desk.fill_with_invented_leads(leads, 7, &|_| {})?;
    let rate = |seconds: f64| leads as f64 / seconds;
    let export = seconds(|| call(&desk, "leads_export", json!({"path": sheet, "job": 1})))?;
    table.rate("export of all leads", rate(export), rate(raw::scan(&sample, PASSWORD)?));

    let imported = place.path().join("imported");
    let importer = office(&imported)?;
    let before = peak_megabytes();
    let import = seconds(|| import(&importer, &sheet))?;
    let raw_import = raw::import(&sample, &place.path().join("raw"), PASSWORD)?;
    table.rate("import with its log", rate(import), rate(raw_import.with_indexes));
    table.note(&format!(
        "import: {:.0} rows/s of the bare INSERT without the list's indexes; the process peaked at {} MB, {} MB before it",
        rate(raw_import.without_indexes),
        peak_megabytes(),
        before
    ));
    drop(importer);

    questions(&desk, &sample, leads, &mut table)?;
    writes(&desk, &sample, &mut table)?;

    let open = median_of(5, || {
        let again = Desk::with(sample.clone(), WayIn::CommandLine, Cost::FLOOR);
        call(&again, "sign_in", json!({"user": "dana", "password": PASSWORD}))?;
        call(&again, "leads_page", json!({"from": 0, "count": 100}))?;
        call(&again, "sign_out", json!({}))
    })?;
    table.time("sign-in to first page, sign-out (the floor's password hash included)", open, None);
    print!("{table}");
    Ok(())
}

fn questions(desk: &Desk, sample: &Path, leads: u64, table: &mut Table) -> Outcome<()> {
    let bare = raw::Questions::open(sample, PASSWORD)?;
    let newest = json!({"column": "created_at", "descending": true});
    let page =
        |filter: Value, from: u64| json!({"filter": filter, "sort": newest, "from": from, "count": 100});
    let late = leads * 9 / 10;
    let three = json!({"stages": ["Contacted"], "sources": ["Event"], "staff": ["Luis Ortega"]});

    table.time(
        "a list opened: its ids found and the first 100 rows",
        median_of(7, || {
            touch(desk)?;
            call(desk, "leads_page", page(json!({}), 0))
        })?,
        Some(bare.page(0)?),
    );
    table.time(
        "the next page of 100",
        median_of(50, || call(desk, "leads_page", page(json!({}), 100)))?,
        Some(bare.page(100)?),
    );
    table.time(
        "the page at 90%",
        median_of(50, || call(desk, "leads_page", page(json!({}), late)))?,
        Some(bare.page(late)?),
    );
    table.time(
        "a list opened under three filters",
        median_of(7, || {
            touch(desk)?;
            call(desk, "leads_page", page(three.clone(), 0))
        })?,
        Some(bare.filtered()?),
    );
    call(desk, "leads_page", page(json!({"text": "warm"}), 0))?;
    for text in ["k", "okaf", "555-0148", "ruth feld"] {
        let mut tried = 0;
        let found = median_of(7, || {
            // A blank more each time, so that no kept list answers.
            tried += 1;
            call(desk, "leads_page", page(json!({"text": format!("{text}{}", " ".repeat(tried))}), 0))
        })?;
        table.time(&format!("search for “{text}”, list and page"), found, Some(bare.search(text)?));
    }
    table.time(
        "the dashboard's numbers",
        median_of(5, || call(desk, "dashboard", json!({})))?,
        Some(bare.dashboard()?),
    );
    let chart = json!({"name": "leads_by_month", "theme": "dusk", "width": 800, "height": 300});
    table.time("the chart of leads by month", median_of(5, || call(desk, "chart", chart.clone()))?, None);
    table.time(
        "the history of one lead",
        median_of(50, || call(desk, "lead_history", json!({"id": leads / 2})))?,
        None,
    );
    Ok(())
}

fn writes(desk: &Desk, sample: &Path, table: &mut Table) -> Outcome<()> {
    let mut number = 0;
    let edit = median_of(100, || {
        number += 1;
        call(
            desk,
            "lead_edit",
            json!({"id": number, "fields": {"comments": format!("called {number} times")}}),
        )
    })?;
    table.time("a durable edit with its log", edit, Some(raw::edit(sample, PASSWORD)?));
    Ok(())
}

/// Changes one lead, so that the next list is found anew.
fn touch(desk: &Desk) -> Outcome<()> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_nanos();
    call(desk, "lead_edit", json!({"id": 1, "fields": {"comments": now.to_string()}})).map(drop)
}

fn import(desk: &Desk, sheet: &Path) -> Outcome<Value> {
    let look = call(desk, "import_look", json!({"path": sheet}))?;
    let columns: Vec<&Value> =
        look["columns"].as_array().into_iter().flatten().map(|c| &c["guess"]).collect();
    call(desk, "import_run", json!({"path": sheet, "columns": columns, "has_header": true, "job": 2}))
}

fn office(folder: &Path) -> Outcome<Arc<Desk>> {
    std::fs::create_dir_all(folder)?;
    let desk = Desk::with(folder.to_owned(), WayIn::CommandLine, Cost::FLOOR);
    let owner = json!({"name": "Dana Whitfield", "user_name": "dana", "email": "dana@maple.example", "password": PASSWORD});
    call(
        &desk,
        "office_create",
        json!({"name": "Maple Street Home Care", "owner": owner, "pipeline": "care"}),
    )?;
    Ok(desk)
}

fn call(desk: &Desk, name: &str, input: Value) -> Outcome<Value> {
    Ok(desk.call(name, input, &|_| {})?)
}

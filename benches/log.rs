//! The activity log at length: its pages under each filter, the history of one lead, its check, and what it costs an
//! edit.
//!
//! `cargo bench -p porchlight-core --bench log -- [ENTRIES]`; 300,000 entries where nothing is said. Times are medians.

mod long_log;
mod measure;

use std::alloc::System;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use measure::{median_of, seconds};
use porchlight_core::Desk;
use porchlight_core::activity::{Filling, capture, fill_step};
use porchlight_core::desk::WayIn;
use porchlight_core::vault::Cost;
use serde_json::{Value, json};
use zeroizing_alloc::ZeroAlloc;

/// The same as in the program.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

const PASSWORD: &str = "lantern over the green gate";

/// How many leads the entries speak of.
const LEADS: u64 = 20_000;

/// How many edits are timed.
const EDITS: usize = 300;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let entries = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(300_000);
    let place = tempfile::tempdir()?;
    let desk = office(place.path())?;
    desk.fill_with_invented_leads(LEADS, 7, &|_| {})?;
    println!("\n| with {entries} entries | |\n| --- | --- |");

    edits(&desk, place.path())?;
    let written = seconds(|| long_log::lengthen(place.path(), PASSWORD, entries))?;
    rate("entries made for this bench", entries, written);
    let again = sign_in(place.path())?;
    history(&again)?;
    words(&again, entries)?;
    pages(&again)?;
    let checked = seconds(|| call(&again, "log_verify", json!({"whole": true, "job": 1})))?;
    rate("the whole log checked", entries, checked);
    call(&again, "lead_edit", json!({"id": 5, "fields": {"comments": "once more"}}))?;
    time(
        "checked from the last check on",
        seconds(|| call(&again, "log_verify", json!({"whole": false, "job": 1})))?,
    );
    Ok(())
}

/// One edit by the command, one column in an operation, and the same commit without a log.
fn edits(desk: &Desk, folder: &Path) -> Outcome<()> {
    let seated = desk.seated()?;
    let mut number = 0;
    let command = median_of(EDITS, || {
        number += 1;
        call(
            desk,
            "lead_edit",
            json!({"id": number, "fields": {"comments": format!("called {number} times")}}),
        )
    })?;
    let logged = median_of(EDITS, || {
        number += 1;
        let never = AtomicBool::new(false);
        let done = seated.office.operate(
            seated.account,
            Some(seated.session),
            None,
            desk.now(),
            &never,
            |operation| {
                operation
                    .sql
                    .prepare_cached(long_log::EDIT)?
                    .execute(rusqlite::params![format!("logged {number}"), number])?;
                operation.says_of_lead(number, "lead.edit", "Comments changed");
                Ok(())
            },
        );
        Ok(done?)
    })?;
    let mut bare = long_log::open(folder, PASSWORD)?;
    capture::remove(&bare)?;
    let unlogged = median_of(EDITS, || {
        number += 1;
        let transaction = bare.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        transaction
            .prepare_cached(long_log::EDIT)?
            .execute(rusqlite::params![format!("unlogged {number}"), number])?;
        Ok(transaction.commit()?)
    })?;
    capture::install(&bare)?;
    time("a durable edit of one column, without a log", unlogged);
    time(&format!("the same as a logged operation, {:.2} times", logged / unlogged), logged);
    time(&format!("the whole command lead_edit, {:.2} times", command / unlogged), command);
    Ok(())
}

fn history(desk: &Desk) -> Outcome<()> {
    for (what, lead) in [("a lead with 10,000 entries", long_log::BUSY_LEAD), ("a usual lead", 4_711)] {
        let question = json!({"id": lead, "count": 50});
        time(
            &format!("history of {what}, first touch"),
            seconds(|| call(desk, "lead_history", question.clone()))?,
        );
        time(&format!("history of {what}"), median_of(21, || call(desk, "lead_history", question.clone()))?);
    }
    Ok(())
}

/// Fills the words of the log, as a window does behind the scenes.
fn words(desk: &Desk, entries: u64) -> Outcome<()> {
    let unfilled = json!({"filter": {"text": "comments called"}, "count": 100});
    time("a search before the words are there", seconds(|| call(desk, "activity_page", unfilled))?);
    let seated = desk.seated()?;
    let filling = Filling {
        office: &seated.office,
        account: seated.account,
        session: Some(seated.session),
        now: desk.now(),
    };
    let mut longest: f64 = 0.0;
    let mut more = true;
    let filled = seconds(|| {
        while more {
            let step = seconds(|| {
                more = fill_step(filling, &|| true)?;
                Ok(())
            })?;
            longest = longest.max(step);
        }
        Ok(())
    })?;
    rate("words of the log filled", entries, filled);
    time("the longest step of it", longest);
    Ok(())
}

fn pages(desk: &Desk) -> Outcome<()> {
    let filters = [
        ("no filter", json!({})),
        ("a person", json!({"people": [1]})),
        ("a person who did little", json!({"people": [2]})),
        ("an action", json!({"actions": ["lead.edit"]})),
        ("a rare action", json!({"actions": ["lead.delete"]})),
        ("a kind", json!({"kinds": ["lead"]})),
        ("a lead", json!({"lead": long_log::BUSY_LEAD})),
        ("days", json!({"from": "2025-03-01", "to": "2025-03-31"})),
        ("a word of most entries", json!({"text": "comments"})),
        ("a word of one entry", json!({"text": "quillon"})),
        ("two words", json!({"text": "comments called"})),
        ("a person and a word", json!({"people": [2], "text": "comments"})),
        (
            "person, action, days and a word",
            json!({"people": [1], "actions": ["lead.edit"], "from": "2025-03-01", "to": "2025-03-31", "text": "called"}),
        ),
    ];
    for (what, filter) in filters {
        let question = json!({"filter": filter, "count": 100});
        let first = seconds(|| call(desk, "activity_page", question.clone()))?;
        let median = median_of(9, || call(desk, "activity_page", question.clone()))?;
        println!("| activity page, {what} | {:.2} ms, first {:.1} ms |", median * 1e3, first * 1e3);
    }
    Ok(())
}

fn rate(what: &str, entries: u64, seconds: f64) {
    println!("| {what} | {:.0} entries/s |", entries as f64 / seconds);
}

fn time(what: &str, seconds: f64) {
    println!("| {what} | {:.2} ms |", seconds * 1e3);
}

fn sign_in(folder: &Path) -> Outcome<Arc<Desk>> {
    let desk = Desk::with(folder.to_owned(), WayIn::CommandLine, Cost::FLOOR);
    call(&desk, "sign_in", json!({"user": "dana", "password": PASSWORD}))?;
    Ok(desk)
}

fn office(folder: &Path) -> Outcome<Arc<Desk>> {
    let desk = Desk::with(folder.to_owned(), WayIn::CommandLine, Cost::FLOOR);
    let owner = json!({"name": "Dana Whitfield", "user_name": "dana", "email": "dana@maple.example", "password": PASSWORD});
    call(
        &desk,
        "office_create",
        json!({"name": "Maple Street Home Care", "owner": owner, "pipeline": "care"}),
    )?;
    let luis = json!({"name": "Luis Ortega", "user_name": "luis", "email": "luis@maple.example", "password": PASSWORD});
    let asked = call(&desk, "account_ask", luis)?;
    let words: Vec<&str> =
        asked["words"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let request = call(&desk, "people", json!({}))?["requests"][0]["request"].clone();
    call(&desk, "account_approve", json!({"request": request, "role": "manager", "words": words.join(" ")}))?;
    Ok(desk)
}

fn call(desk: &Desk, name: &str, input: Value) -> Outcome<Value> {
    Ok(desk.call(name, input, &|_| {})?)
}

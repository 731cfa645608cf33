//! What the process that is looked at does, step by step, as the window does it: every call on another thread, every
//! answer turned into the text that goes to the page, and dropped.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};

use porchlight_core::Desk;
use porchlight_core::desk::WayIn;
use porchlight_core::vault::Cost;
use serde_json::{Value, json};

use crate::memory::{Needle, look, turned};

/// Before what was found, on a line of its own.
pub const FOUND: &str = "found ";

/// What is to be typed and looked for, by name, turned.
type Texts = BTreeMap<String, Vec<u8>>;

/// Carries out what the other process asks for, until it asks no more.
pub fn work(folder: PathBuf) {
    let desk = Desk::with(folder, WayIn::Window, Cost::FLOOR);
    desk.on_change(Box::new(|_| {}));
    let mut needles = Texts::new();
    for line in std::io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let texts: Texts = serde_json::from_value(asked["with"].clone()).unwrap();
        needles.extend(texts.clone());
        let held = step(&desk, asked["step"].as_str().unwrap(), &texts);
        let needles: Vec<Needle> = needles.iter().map(|(what, turned)| Needle::new(what, turned)).collect();
        println!("\n{FOUND}{}", serde_json::to_string(&look(&needles)).unwrap());
        drop(held);
    }
}

fn step(desk: &Arc<Desk>, name: &str, texts: &Texts) -> Vec<Vec<u8>> {
    let text = |name: &str| String::from_utf8(turned(&texts[name])).unwrap();
    match name {
        "hold" => return texts.values().map(|text| turned(text)).collect(),
        "create" => {
            let owner = json!({"name": "Dana Whitfield", "user_name": "dana", "email": "dana@maple.example", "password": text("password")});
            call(
                desk,
                "office_create",
                json!({"name": "Maple Street Home Care", "owner": owner, "pipeline": "care"}),
            );
        }
        "sign in" => call(desk, "sign_in", json!({"user": "dana", "password": text("password")})),
        "use" => {
            call(
                desk,
                "lead_add",
                json!({"first_name": "Ruth", "last_name": "Abel", "phone": "(215) 555-0148", "comments": text("comment"), "medicaid_no": text("medicaid")}),
            );
            call(desk, "leads_page", json!({"from": 0, "count": 100}));
            call(desk, "leads_page", json!({"filter": {"text": text("medicaid")}, "from": 0, "count": 100}));
            call(desk, "activity_page", json!({"count": 100}));
        }
        "lock" => lock(desk),
        _ => {}
    }
    Vec::new()
}

fn lock(desk: &Arc<Desk>) {
    let seated = Arc::downgrade(&desk.seated().unwrap());
    call(desk, "sign_out", json!({}));
    // The watcher of other programs' commits may hold the office for a moment longer.
    while seated.strong_count() > 0 {
        std::thread::yield_now();
    }
}

/// As the window calls: on a thread that lives on, with an answer that is written as text for the page.
fn call(desk: &Arc<Desk>, name: &'static str, input: Value) {
    let (done, waits) = mpsc::channel();
    let desk = Arc::clone(desk);
    std::thread::spawn(move || {
        let answer = desk.call(name, input, &|_| {}).unwrap();
        drop((serde_json::to_string(&answer).unwrap(), answer, desk));
        done.send(()).unwrap();
        std::thread::park();
    });
    waits.recv().unwrap();
}

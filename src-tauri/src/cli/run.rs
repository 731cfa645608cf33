//! What each call does: it asks the table of commands and prints the answer.

use std::io::Read;
use std::path::Path;

use porchlight_core::charts::{Theme as ChartTheme, picture};
use porchlight_core::error::{Code, Error, Result};
use porchlight_core::values::{day_shown, time_shown};
use serde_json::{Value, json};

use super::account;
use super::arguments::{
    Arguments, Call, Chart, Demo, Filter, Import, LeadCall, Leads, OfficeCall, Pipeline, Theme, Undo,
};
use super::export;
use super::office::{call, desk_at, password, signed_in};
use super::say;

/// How large a chart is drawn where nobody says otherwise.
const CHART_SIZE: (u32, u32) = (960, 420);

/// The most a lead's JSON may be.
const MOST_JSON: u64 = 1 << 20;

/// Runs the call; answers with the exit code.
pub fn run(asked: &Arguments) -> Result<i32> {
    let json = asked.json.is_some();
    match &asked.call {
        Call::Office(OfficeCall::Create { dir, name, admin, email, pipeline }) => {
            let made = create(dir, name, admin, email, *pipeline)?;
            say::answer(json, &made, |made| {
                format!(
                    "The office is made. Its recovery code, shown once; print it and lock it away:\n{}",
                    say::text(&made["recovery_code"])
                )
            });
        }
        Call::Office(OfficeCall::Check { head }) => return check(asked, head.as_deref(), json),
        Call::Account(asks) => account::run(asked, asks)?,
        Call::Permissions => answer(asked, "roles", json!({}), account::matrix_words)?,
        Call::Import(import) => {
            let result = signed_in(asked, |desk| run_import(desk, import))?;
            say::answer(json, &result, import_words);
        }
        Call::Undo(undo) => answer(asked, "undo", undo_input(undo), sentence)?,
        Call::Leads(leads) => answer_leads(asked, json, leads)?,
        Call::Lead(LeadCall::Add) => {
            let lead = lead_json(asked)?;
            let saved = signed_in(asked, |desk| call(desk, "lead_add", lead))?;
            say::answer(json, &added(&saved), |_| say::text(&saved["sentence"]));
        }
        Call::Lead(LeadCall::Show { id }) => {
            let lead = signed_in(asked, |desk| whole_lead(desk, *id))?;
            say::answer(json, &lead, pretty);
        }
        Call::Lead(LeadCall::Edit { id }) => {
            let fields = lead_json(asked)?;
            answer(asked, "lead_edit", json!({"id": id, "fields": fields}), sentence)?;
        }
        Call::Lead(LeadCall::History { id }) => {
            answer(asked, "lead_history", json!({"id": id}), history_words)?
        }
        Call::Export(asks) => export::run(asked, asks)?,
        Call::Stats => answer(asked, "dashboard", json!({}), pretty)?,
        Call::Chart(chart) => draw(asked, json, chart)?,
        Call::Demo(demo) => {
            let made = make_demo(asked, demo)?;
            say::answer(json, &made, |made| {
                format!(
                    "{} invented leads in {}. The recovery code: {}",
                    made["leads"],
                    demo.dir.display(),
                    say::text(&made["recovery_code"])
                )
            });
        }
    }
    Ok(0)
}

pub(super) fn answer(asked: &Arguments, name: &str, input: Value, words: fn(&Value) -> String) -> Result<()> {
    let value = signed_in(asked, |desk| call(desk, name, input))?;
    say::answer(asked.json.is_some(), &value, words);
    Ok(())
}

fn create(dir: &Path, name: &str, admin: &str, email: &str, pipeline: Pipeline) -> Result<Value> {
    let pipeline = match pipeline {
        Pipeline::Care => "care",
        Pipeline::Tracklie => "tracklie",
        Pipeline::Iperform => "iperform",
    };
    let desk = desk_at(absolute(dir)?);
    std::fs::create_dir_all(desk.folder())?;
    let owner = json!({"name": admin, "user_name": admin, "email": email, "password": password("A password of 15 characters or more")?});
    let made = call(&desk, "office_create", json!({"name": name, "owner": owner, "pipeline": pipeline}))?;
    call(&desk, "sign_out", json!({}))?;
    Ok(json!({"office": desk.folder(), "name": name, "admin": admin, "recovery_code": made["recovery_code"]}))
}

fn check(asked: &Arguments, head: Option<&str>, json: bool) -> Result<i32> {
    let findings = signed_in(asked, |desk| {
        porchlight_core::health::check_with(&desk.seated()?.office, head, &say::progress)
    })?;
    let wrong = !findings.wrong.is_empty();
    let head = findings.head.map(|head| head.text);
    let value = json!({"ok": !wrong, "wrong": findings.wrong, "leads": findings.leads, "operations": findings.operations, "head": head});
    say::answer(json, &value, |_| {
        let mut words = if wrong {
            findings.wrong.join("\n")
        } else {
            format!(
                "All is well: {} leads, {} entries in the activity log.",
                findings.leads, findings.operations
            )
        };
        if let Some(head) = &head {
            words.push_str(&format!("\nThe log's head: {head}"));
        }
        words
    });
    Ok(if wrong { 4 } else { 0 })
}

fn run_import(desk: &porchlight_core::Desk, import: &Import) -> Result<Value> {
    let path = absolute(&import.file)?;
    let look = call(desk, "import_look", json!({"path": path}))?;
    let columns: Vec<&Value> =
        look["columns"].as_array().into_iter().flatten().map(|column| &column["guess"]).collect();
    call(
        desk,
        "import_run",
        json!({"path": path, "columns": columns, "has_header": look["has_header"], "job": 1}),
    )
}

fn import_words(result: &Value) -> String {
    let mut words = say::text(&result["sentence"]);
    for note in result["notes"].as_array().into_iter().flatten() {
        words.push_str(&format!("\n{}", say::text(note)));
    }
    if let Some(file) = result["problems_file"].as_str() {
        words.push_str(&format!("\nThe refused rows are in {file}."));
    }
    words
}

fn undo_input(undo: &Undo) -> Value {
    match undo.batch.or(undo.operation) {
        Some(operation) => json!({"operation": operation, "keep_changed": undo.keep_changed}),
        None => json!({"keep_changed": undo.keep_changed}),
    }
}

pub(super) fn filter(filter: &Filter) -> Value {
    let mut value = json!({"stages": filter.stage, "sources": filter.source, "staff": filter.staff});
    for (key, text) in [("text", &filter.search), ("from", &filter.from), ("to", &filter.to)] {
        if let Some(text) = text {
            value[key] = json!(text);
        }
    }
    value
}

/// `name` sorts upwards, `-name` downwards; without one the newest come first.
pub(super) fn sort(column: Option<&str>) -> Value {
    match column {
        None => json!({"column": "created_at", "descending": true}),
        Some(column) => {
            json!({"column": column.trim_start_matches('-'), "descending": column.starts_with('-')})
        }
    }
}

fn answer_leads(asked: &Arguments, json: bool, leads: &Leads) -> Result<()> {
    let limit = if leads.count { 0 } else { leads.limit };
    let input = |from: usize| json!({"filter": filter(&leads.filter), "sort": sort(leads.sort.as_deref()), "from": from, "count": limit.saturating_sub(from).min(500)});
    let (total, rows) = signed_in(asked, |desk| {
        let mut rows: Vec<Value> = Vec::new();
        loop {
            let mut page = call(desk, "leads_page", input(rows.len()))?;
            let found = page["rows"].as_array_mut().map(std::mem::take).unwrap_or_default();
            let last = found.is_empty();
            rows.extend(found);
            if last || rows.len() >= limit {
                return Ok((page["total"].clone(), rows));
            }
        }
    })?;
    let value = if leads.count { json!({"total": total}) } else { json!({"total": total, "leads": rows}) };
    say::answer(json, &value, |value| {
        let lines = value["leads"].as_array().into_iter().flatten().map(lead_line);
        lines.chain([format!("{} leads", value["total"])]).collect::<Vec<_>>().join("\n")
    });
    Ok(())
}

fn lead_line(lead: &Value) -> String {
    let stage = say::text(&lead["stage"]["label"]);
    format!(
        "{:>8}  {:<32} {:<20} {:<22} {}",
        say::text(&lead["id"]),
        say::text(&lead["name"]),
        say::text(&lead["phone_shown"]),
        stage,
        say::text(&lead["staff_name"])
    )
}

/// A lead with its protected fields where the role may see them; like every look at them it is noted in the log.
fn whole_lead(desk: &porchlight_core::Desk, id: i64) -> Result<Value> {
    let mut lead = call(desk, "lead", json!({"id": id}))?;
    for field in ["dob", "medicaid_no"] {
        let hidden = lead[field].as_str().is_some_and(|text| !text.is_empty());
        if hidden && lead["may_reveal"] == true {
            lead[field] = call(desk, "lead_reveal", json!({"id": id, "field": field}))?["value"].clone();
        }
    }
    Ok(lead)
}

/// The JSON of a lead from the file that --json names, or from standard input.
fn lead_json(asked: &Arguments) -> Result<Value> {
    let mut text = String::new();
    match asked.json.as_deref() {
        Some("-" | "") => std::io::stdin().take(MOST_JSON).read_to_string(&mut text).map(|_| ())?,
        Some(file) => std::fs::File::open(file)?.take(MOST_JSON).read_to_string(&mut text).map(|_| ())?,
        None => {
            return Err(Error::new(
                Code::BadCall,
                "Say where the lead's JSON is: --json FILE, or --json - for standard input.",
            ));
        }
    }
    serde_json::from_str(&text)
        .map_err(|error| Error::new(Code::BadCall, format!("This is not the JSON of a lead: {error}.")))
}

fn added(saved: &Value) -> Value {
    json!({"id": saved["lead"]["id"], "duplicates": [], "lead": saved["lead"], "operation": saved["operation"], "warnings": saved["warnings"]})
}

fn draw(asked: &Arguments, json: bool, chart: &Chart) -> Result<()> {
    let (theme, word) = match chart.theme {
        Theme::Day => (ChartTheme::Day, "day"),
        Theme::Dusk => (ChartTheme::Dusk, "dusk"),
    };
    let ending = chart.file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    if ending != "svg" && ending != "png" {
        return Err(Error::new(Code::BadCall, "Name a file that ends in .svg or .png."));
    }
    let input = json!({"name": chart.name, "theme": word, "width": CHART_SIZE.0, "height": CHART_SIZE.1});
    let drawn = signed_in(asked, |desk| call(desk, "chart", input))?;
    let svg = drawn["svg"].as_str().unwrap_or_default();
    let bytes = if ending == "png" { picture::png(svg, 2.0, Some(theme))? } else { svg.as_bytes().to_vec() };
    std::fs::write(&chart.file, bytes)?;
    let value = json!({"file": chart.file, "title": drawn["title"], "total": drawn["total"], "headings": drawn["headings"], "rows": drawn["rows"]});
    say::answer(json, &value, |value| {
        format!("{} drawn to {}", say::text(&value["title"]), chart.file.display())
    });
    Ok(())
}

fn make_demo(asked: &Arguments, demo: &Demo) -> Result<Value> {
    let owner = asked.user.clone().unwrap_or_else(|| "demo".to_owned());
    let desk = desk_at(absolute(&demo.dir)?);
    std::fs::create_dir_all(desk.folder())?;
    let password = password("A password of 15 characters or more for the sample office's owner")?;
    let owner = json!({"name": "Dana Whitfield", "user_name": owner, "email": format!("{owner}@maple.example"), "password": password});
    let made = call(
        &desk,
        "office_create",
        json!({"name": "Maple Street Home Care", "owner": owner, "pipeline": "care"}),
    )?;
    let filled = desk.fill_with_invented_leads(demo.leads, demo.seed, &say::progress)?;
    call(&desk, "sign_out", json!({}))?;
    Ok(json!({"office": desk.folder(), "leads": filled, "recovery_code": made["recovery_code"]}))
}

pub(super) fn absolute(path: &Path) -> Result<std::path::PathBuf> {
    Ok(std::path::absolute(path)?)
}

pub(super) fn sentence(value: &Value) -> String {
    say::text(&value["sentence"])
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// A lead's history as people read it: by day, each entry with its changes as sentences.
fn history_words(entries: &Value) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut day = String::new();
    for entry in entries.as_array().into_iter().flatten() {
        let at = say::text(&entry["at"]);
        if day != day_shown(&at) {
            day = day_shown(&at);
            let blank = (!lines.is_empty()).then(String::new);
            lines.extend(blank.into_iter().chain([day.clone()]));
        }
        let undone = if entry["undo"] == "undone" { " (taken back)" } else { "" };
        lines.push(format!(
            "{:>10}  {}: {}{undone}",
            time_shown(&at),
            say::text(&entry["who"]),
            say::text(&entry["sentence"])
        ));
        for change in entry["changes"].as_array().into_iter().flatten() {
            lines.push(format!("{:>12}- {}", "", say::text(&change["sentence"])));
        }
    }
    lines.join("\n")
}

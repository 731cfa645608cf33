//! No acknowledged change is lost, and nothing is half done: the program is killed in the middle of its work, and the
//! disk fills up. Each story plays in a second process, which is this test program told to play one part.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use porchlight_core::{Desk, health};
use serde_json::json;
use tempfile::TempDir;

use crate::stage::{PASSWORD, Stage, call, desk_at};

/// The folder of the office that a part is played on; without it a part is over at once.
const FOLDER: &str = "PORCHLIGHT_TEST_FOLDER";

/// A child of this test program that plays one part on an office.
pub fn play(part: &str, folder: &Path) -> Command {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", part, "--nocapture", "--test-threads=1"]).env(FOLDER, folder);
    child.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    child
}

/// A line that a part says to the story that started it.
pub fn say(text: &str) {
    if my_part().is_none() {
        return;
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nsaid {text}").unwrap();
    out.flush().unwrap();
}

/// What the child says, line by line.
pub fn said(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("said ").map(str::to_owned))
}

/// An office that nobody is at.
fn left_office() -> TempDir {
    let stage = Stage::new();
    stage.add_lead("Old", "Friend");
    stage.call("sign_out", json!({}));
    stage.folder
}

pub fn signed_in(folder: &Path) -> Arc<Desk> {
    let desk = desk_at(folder.to_owned());
    call(&desk, "sign_in", json!({"user": "dana", "password": PASSWORD})).unwrap();
    desk
}

fn count(desk: &Desk) -> u64 {
    call(desk, "dashboard", json!({})).unwrap()["leads"].as_u64().unwrap()
}

pub fn assert_sound(desk: &Desk) {
    assert_eq!(health::check(&desk.seated().unwrap().office).unwrap().wrong, Vec::<String>::new());
}

pub fn my_part() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// A file of so many rows beside the office.
fn table(folder: &Path, rows: usize) -> PathBuf {
    let mut text = "first_name,last_name,phone,comments\n".to_owned();
    for row in 0..rows {
        writeln!(text, "Lead{row},Abel,2155550148,{}", "prefers mornings ".repeat(8)).unwrap();
    }
    let path = folder.join("many.csv");
    std::fs::write(&path, text).unwrap();
    path
}

fn import(desk: &Desk, path: &Path) -> Result<serde_json::Value, porchlight_core::error::Error> {
    let plan = json!({
        "path": path, "columns": ["first_name", "last_name", "phone", "comments"], "has_header": true, "job": 1
    });
    desk.call("import_run", plan, &|progress| say(&format!("{}", progress.done)))
}

#[test]
fn part_adding_leads() {
    let Some(folder) = my_part() else { return };
    let desk = signed_in(&folder);
    for number in 0.. {
        let typed = json!({"first_name": format!("Lead{number}"), "phone": "2155550148"});
        let id = call(&desk, "lead_add", typed).unwrap()["lead"]["id"].clone();
        say(&id.to_string());
    }
}

#[test]
fn a_killed_program_loses_no_acknowledged_lead() {
    for acknowledged in [1, 7, 23] {
        let folder = left_office();
        let mut child = play("durability::part_adding_leads", folder.path()).spawn().unwrap();
        let mut lines = said(&mut child);
        let mut ids: Vec<i64> = lines.by_ref().take(acknowledged).map(|id| id.parse().unwrap()).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said between the last line that was waited for and the kill counts too.
        ids.extend(lines.map(|id| id.parse::<i64>().unwrap()));
        assert!(ids.len() >= acknowledged);

        let desk = signed_in(folder.path());
        for id in &ids {
            let lead = call(&desk, "lead", json!({"id": id})).unwrap();
            assert_eq!(lead["deleted_at"], json!(null), "{id}");
        }
        let kept = count(&desk);
        let (least, most) = (ids.len() as u64 + 1, ids.len() as u64 + 2);
        assert!((least..=most).contains(&kept), "{kept} leads, {} acknowledged", ids.len());
        assert_sound(&desk);
        call(&desk, "lead_add", json!({"first_name": "Next", "phone": "2155550148"})).unwrap();
    }
}

#[test]
fn part_importing() {
    let Some(folder) = my_part() else { return };
    let desk = signed_in(&folder);
    import(&desk, &table(&folder, 20_000)).unwrap();
    say("done");
}

#[test]
fn a_program_killed_in_the_middle_of_an_import_has_imported_nothing() {
    let folder = left_office();
    let mut child = play("durability::part_importing", folder.path()).spawn().unwrap();
    let mut lines = said(&mut child);
    let reached = lines.find(|line| line.parse::<u64>().is_ok_and(|rows| rows >= 2_000));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(reached.is_some());
    assert!(lines.all(|line| line != "done"), "it was killed too late for this story");

    let desk = signed_in(folder.path());
    assert_eq!(count(&desk), 1);
    assert_sound(&desk);
    assert!(!folder.path().join("many.csv.problems.csv").exists());
    let result = import(&desk, &table(folder.path(), 30)).unwrap();
    assert_eq!((result["added"].as_u64(), count(&desk)), (Some(30), 31));
}

/// Changes how large a file this process may write, as a full disk would, and back. The signal that comes with it is
/// ignored by the shell that started this part.
#[cfg(target_os = "linux")]
fn limit_files(bytes: &str) {
    let pid = std::process::id().to_string();
    let limit = format!("--fsize={bytes}:unlimited");
    assert!(Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap().success());
}

#[cfg(target_os = "linux")]
#[test]
fn part_filling_the_disk() {
    use porchlight_core::error::Code;

    let Some(folder) = my_part() else { return };
    let desk = signed_in(&folder);
    call(&desk, "lead_add", json!({"first_name": "Before", "phone": "2155550148"})).unwrap();
    let path = table(&folder, 4_000);

    limit_files("1500000");
    let refused = import(&desk, &path).unwrap_err();
    assert_eq!(refused.code, Code::Disk, "{refused:?}");
    assert!(refused.sentence.contains("not saved") && refused.sentence.ends_with('.'), "{refused:?}");
    assert_eq!(count(&desk), 2, "what was there can still be read");

    limit_files("unlimited");
    assert_eq!(count(&desk), 2);
    call(&desk, "lead_add", json!({"first_name": "After", "phone": "2155550148"})).unwrap();
    assert_eq!(import(&desk, &path).unwrap()["added"], 4_000, "with room again it works");
    assert_eq!(count(&desk), 4_003);
    assert_sound(&desk);
    say("all well");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_in_the_middle_of_an_import_leaves_the_office_as_it_was() {
    let there = Command::new("prlimit").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        eprintln!("skipped: prlimit is not installed");
        return;
    }
    let folder = left_office();
    let part = play("durability::part_filling_the_disk", folder.path());
    let mut child = Command::new("sh");
    child.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]).arg(part.get_program()).args(part.get_args());
    child.env(FOLDER, folder.path()).stdout(Stdio::piped());
    let mut child = child.spawn().unwrap();
    let lines: Vec<String> = said(&mut child).collect();
    assert_eq!(lines.last().map(String::as_str), Some("all well"), "see the part's own message");
    assert!(child.wait().unwrap().success());

    let desk = signed_in(folder.path());
    assert_eq!(count(&desk), 4_003);
    let log = call(&desk, "activity_page", json!({"count": 200})).unwrap();
    let imports = log["entries"].as_array().unwrap().iter().filter(|e| e["action"] == "leads.import").count();
    assert_eq!(imports, 1, "the one that failed is in no log");
    assert_sound(&desk);
}

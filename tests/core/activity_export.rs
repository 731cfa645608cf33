//! The log written outside: as a CSV and for paper, with the head of the chain in each.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use lopdf::Document;
use porchlight_core::access::Permission;
use porchlight_core::activity::{self, ActivityPlan, ActivityWritten};
use porchlight_core::error::{Code, Result};
use porchlight_core::office::Job;
use serde_json::{Value, json};

use crate::roles::{account, acting, allow};
use crate::stage::{Stage, call, sentence};

/// A folder for what is written.
fn outside(stage: &Stage, name: &str) -> PathBuf {
    let path = stage.file(name, b"");
    std::fs::remove_file(&path).unwrap();
    path
}

fn written(stage: &Stage, command: &str, name: &str, filter: Value) -> (PathBuf, Value) {
    let path = outside(stage, name);
    let result = stage.call(command, json!({"path": path, "filter": filter, "job": 1}));
    (path, result)
}

/// The rows of a CSV, the cells as a spreadsheet holds them.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{FEFF}').unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// What leaves the log without an entry: how many there are, and how many heads were given.
fn marks(stage: &Stage) -> (i64, i64) {
    let raw = stage.raw();
    raw.query_row("SELECT (SELECT max(id) FROM operations), (SELECT count(*) FROM heads_given)", [], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
    .unwrap()
}

/// Asserts that a head is the one that was noted with the newest operation, and that of the entry before it.
fn assert_head(stage: &Stage, head: &str, file: &str) {
    let (operation, to, sequence, mac): (i64, String, i64, String) = stage
        .raw()
        .query_row(
            "SELECT operation, written_to, heads_given.sequence, heads_given.mac FROM heads_given \
             JOIN operations ON operations.id = heads_given.sequence AND operations.mac = heads_given.mac \
             ORDER BY heads_given.id DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .expect("a head that is an entry of the log");
    assert_eq!(stage.last()["operation"], operation);
    assert_eq!((to.as_str(), sequence), (file, operation - 1));
    let plain: String = head.split('-').skip(1).collect::<String>().to_lowercase();
    assert!(head.starts_with(&format!("{sequence}-")), "{head}");
    assert_eq!(plain, mac[..16]);
    assert_eq!(head, head.to_uppercase());
}

/// The text of a PDF, page by page, its blanks collapsed.
fn pages(path: &Path) -> Vec<String> {
    let document = Document::load(path).unwrap();
    let numbers: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = |number: &u32| document.extract_text(&[*number]).unwrap();
    numbers.iter().map(|number| text(number).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Runs a job as an account, whoever is signed in.
fn as_account(
    stage: &Stage,
    account: i64,
    path: &Path,
    work: fn(&Job<'_>, ActivityPlan) -> Result<ActivityWritten>,
) -> Result<ActivityWritten> {
    let office = &stage.desk.seated().unwrap().office;
    let view = Some(Permission::ActivityView);
    let grant = office.ask(account, None, view, stage.desk.now(), |r| Ok(r.grant.clone()))?;
    let never = AtomicBool::new(false);
    let plan = serde_json::from_value(json!({"path": path, "job": 1})).unwrap();
    work(&Job::new(office, &grant, stage.desk.now(), &|_| {}, &never), plan)
}

#[test]
fn an_export_has_a_row_for_each_change_and_ends_with_the_head() {
    let stage = Stage::new();
    let id = stage
        .call("lead_add", json!({"first_name": "=Ruth", "last_name": "Abel", "phone": "2155550148"}))["lead"]
        ["id"]
        .as_i64()
        .unwrap();
    let edit = stage.call(
        "lead_edit",
        json!({"id": id, "fields": {"city": "Chester", "comments": "+1, she said\n\"no\""}}),
    );
    stage.call("lead_edit", json!({"id": id, "fields": {"city": "Media"}}));
    stage.call("undo", json!({}));
    let newest = stage.last()["operation"].as_i64().unwrap();
    let (path, result) = written(&stage, "activity_export", "log.csv", json!({}));
    let rows = rows(&path);
    assert_eq!(
        rows[0],
        ["Entry", "Date and time", "Person", "Action", "What", "Lead", "Field", "Old", "New", "Taken back"]
    );
    let entries: Vec<i64> = {
        let mut all: Vec<i64> = rows[1..rows.len() - 1].iter().map(|row| row[0].parse().unwrap()).collect();
        all.dedup();
        all
    };
    assert_eq!(entries, (1..=newest).rev().collect::<Vec<_>>(), "every entry, newest first");
    assert_eq!(result["entries"], newest);
    assert_eq!(result["sentence"], format!("{newest} entries of the activity log exported to log.csv"));
    let of = |entry: &Value| -> Vec<Vec<String>> {
        let number = entry.to_string();
        rows.iter().filter(|row| row[0] == number).map(|row| row[2..].to_vec()).collect()
    };
    let said = |field: &str, new: &str| -> Vec<String> {
        [
            "Dana Whitfield",
            "lead.edit",
            "'=Ruth Abel: 2 fields changed",
            &id.to_string(),
            field,
            "",
            new,
            "no",
        ]
        .map(str::to_owned)
        .to_vec()
    };
    assert_eq!(of(&edit["operation"]), [said("City", "Chester"), said("Comments", "'+1, she said\n\"no\"")]);
    assert_eq!(of(&json!(newest - 1))[0][7], "yes", "taken back");
    assert_eq!(of(&json!(1))[0][1], "office.create");
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
    let day = &rows[1][1];
    assert!(chrono::NaiveDateTime::parse_from_str(day, "%Y-%m-%d %H:%M:%S").is_ok(), "{day}");

    let last = rows.last().unwrap();
    assert_eq!(
        (last[0].as_str(), &last[1]),
        ("Head of the activity log", &result["head"].as_str().unwrap().to_owned())
    );
    assert_eq!(last.len(), 3);
    assert_head(&stage, &last[1], "log.csv");
    assert_eq!(stage.last()["action"], "activity.export");
    assert_eq!(stage.last()["sentence"], result["sentence"]);
    let refused = sentence(stage.refused("undo", json!({"operation": newest + 1})), Code::Refused);
    assert_eq!(refused, "What was written into a file cannot be taken back.");
    stage.assert_sound();
}

#[test]
fn an_import_is_told_by_its_first_rows_and_how_many_more() {
    let stage = Stage::new();
    let lines: String = (0..60).map(|n| format!("Lead{n},Abel,21555501{n:02}\n")).collect();
    let file = stage.file("many.csv", format!("first_name,last_name,phone\n{lines}").as_bytes());
    let operation = stage.import(&file).unwrap()["batch"].to_string();
    let more = stage.last()["more_changes"].as_i64().unwrap();
    assert!(more >= 40, "{more}");
    let (path, result) = written(&stage, "activity_export", "log.csv", json!({}));
    let of_import: Vec<Vec<String>> = rows(&path).into_iter().filter(|row| row[0] == operation).collect();
    assert_eq!(of_import.last().unwrap()[6], format!("and {more} more"));
    assert!(of_import.len() < 400, "twenty leads are told field by field");
    assert_eq!(result["entries"], stage.last()["operation"].as_i64().unwrap() - 1);
    let (path, _) = written(&stage, "activity_print", "log.pdf", json!({}));
    assert!(pages(&path).join(" ").contains(&format!("and {more} more")));
}

#[test]
fn a_filter_narrows_what_is_written_and_an_empty_one_has_a_head_all_the_same() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    stage.add_lead("Mei", "Chen");
    let (path, result) = written(&stage, "activity_export", "mei.csv", json!({"text": "chen"}));
    assert_eq!(result["sentence"], "1 entry of the activity log exported to mei.csv");
    assert!(rows(&path)[1..].iter().all(|row| row.len() == 3 || row[4] == "Mei Chen added"));
    let (path, result) =
        written(&stage, "activity_export", "none.csv", json!({"text": "nobody of this name"}));
    assert_eq!((result["entries"].as_u64(), rows(&path).len()), (Some(0), 2));
    assert_head(&stage, &rows(&path)[1][1], "none.csv");
    let (path, result) =
        written(&stage, "activity_print", "none.pdf", json!({"text": "nobody of this name"}));
    assert_eq!(result["sentence"], "0 entries of the activity log printed to none.pdf");
    let text = pages(&path).join(" ");
    assert!(text.contains("Entries with “nobody of this name”") && text.contains("No entries"), "{text}");
    assert_eq!(
        stage.refused("activity_export", json!({"path": path, "filter": {"colour": "red"}, "job": 1})).code,
        Code::BadCall
    );
}

#[test]
fn the_list_for_paper_is_grouped_by_day_and_carries_head_and_number_on_each_page() {
    let stage = Stage::new();
    let long = "Called about mornings and evenings. ".repeat(400);
    let id = stage.add_lead("Żaneta", "O’Brien-Łuk");
    stage.call("lead_edit", json!({"id": id, "fields": {"comments": long}}));
    for n in 0..60 {
        stage.call("lead_edit", json!({"id": id, "fields": {"city": format!("Town{n}")}}));
    }
    let entries = stage.last()["operation"].as_i64().unwrap();
    let (path, result) = written(&stage, "activity_print", "log.pdf", json!({}));
    assert_eq!(result["sentence"], format!("{entries} entries of the activity log printed to log.pdf"));
    let head = result["head"].as_str().unwrap();
    assert_head(&stage, head, "log.pdf");
    assert_eq!(stage.last()["action"], "activity.print");
    let pages = pages(&path);
    assert!(pages.len() > 3, "{}", pages.len());
    for (at, page) in pages.iter().enumerate() {
        let number = format!("Page {} of {}", at + 1, pages.len());
        assert!(page.contains(&number), "{number}: {page}");
        assert!(page.contains(&format!("Head of the log {head}, printed on ")), "{page}");
        assert!(page.contains("Activity log") && page.contains("Maple Street Home Care"), "{page}");
    }
    let today = stage.desk.now().with_timezone(&chrono::Local);
    let day = today.format("%A, %B %-d, %Y").to_string();
    assert!(pages[0].contains(&day) && pages[1].contains(&format!("{day}, continued")), "{}", pages[1]);
    assert!(
        pages[0].contains(&format!("All entries {entries} entries, {}", today.format("%b %-d, %Y"))),
        "{}",
        pages[0]
    );
    let whole = pages.join(" ");
    for n in 0..59 {
        assert!(whole.contains(&format!("City changed from Town{n} to Town{}", n + 1)), "{n}");
    }
    assert!(whole.contains("Żaneta O’Brien-Łuk added") && whole.contains("by Dana Whitfield"));
    assert_eq!(whole.matches("mornings").count(), 400, "nothing of a long text is lost");
    assert_on_the_page(&path);
    stage.assert_sound();
}

/// Asserts that no line of text begins or ends outside of the page's margins.
fn assert_on_the_page(path: &Path) {
    let document = Document::load(path).unwrap();
    for (number, page) in document.get_pages() {
        let content = document.get_and_decode_page_content(page).unwrap();
        for operation in content.operations.iter().filter(|operation| operation.operator == "Tm") {
            let at = |place: usize| operation.operands[place].as_float().unwrap();
            assert!((0.0..=612.0).contains(&at(4)), "page {number}: {}", at(4));
        }
    }
}

#[test]
fn strange_texts_are_printed_and_break_nothing() {
    let stage = Stage::new();
    for first in
        ["🌸🌸", "שרה", "\u{202E}kcab", "e\u{301}\u{301}\u{301}", "山田", &"W".repeat(60), "\\ <b>(“x”)"]
    {
        stage.call(
            "lead_add",
            json!({"first_name": first, "phone": "2155550148", "comments": "x".repeat(5_000)}),
        );
    }
    let (path, _) = written(&stage, "activity_print", "log.pdf", json!({"text": "\u{202E}🌸 \0"}));
    assert_eq!(pages(&path).len(), 1);
    let (path, _) = written(&stage, "activity_print", "log.pdf", json!({}));
    let whole = pages(&path).join(" ");
    assert!(whole.contains("kcab added") && !whole.contains('\u{202E}'), "{whole}");
    assert!(whole.contains("\\ <b>(“x”) added"), "{whole}");
}

#[test]
fn a_stopped_export_leaves_no_file_and_no_entry() {
    let stage = Stage::new();
    for n in 0..300 {
        acting(&stage, stage.desk.seated().unwrap().account, |operation| {
            operation.says("test.said", format!("Something {n}"));
            Ok(())
        })
        .unwrap();
    }
    let before = marks(&stage);
    for command in ["activity_export", "activity_print"] {
        let path = outside(&stage, "log.out");
        let told = AtomicBool::new(false);
        let answer = stage.desk.call(command, json!({"path": path, "job": 7}), &|progress| {
            assert!(progress.total.is_none_or(|total| total >= progress.done));
            told.store(true, Ordering::Relaxed);
            call(&stage.desk, "job_cancel", json!({"job": 7})).unwrap();
        });
        assert_eq!(answer.unwrap_err().code, Code::Cancelled, "{command}");
        assert!(told.load(Ordering::Relaxed), "{command} told nothing");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 0, "{command} left a file");
        assert_eq!(marks(&stage), before, "{command}");
    }
}

#[test]
fn a_place_that_takes_no_file_leaves_no_entry_and_what_stood_there() {
    let stage = Stage::new();
    let (path, _) = written(&stage, "activity_export", "log.csv", json!({}));
    let first = std::fs::read(&path).unwrap();
    let before = marks(&stage);
    let folder = path.parent().unwrap();
    for command in ["activity_export", "activity_print"] {
        sentence(stage.refused(command, json!({"path": folder, "job": 1})), Code::Invalid);
        sentence(
            stage.refused(command, json!({"path": folder.join("gone").join("log"), "job": 1})),
            Code::Disk,
        );
        #[cfg(unix)]
        {
            let link = folder.join("link");
            std::os::unix::fs::symlink(stage.folder.path().join("office.db"), &link).unwrap();
            sentence(stage.refused(command, json!({"path": link, "job": 1})), Code::Invalid);
            std::fs::remove_file(&link).unwrap();
        }
    }
    assert_eq!(marks(&stage), before);
    assert_eq!(std::fs::read(&path).unwrap(), first);
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_the_disk_refuses_leaves_no_entry() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let before = marks(&stage);
    let path = stage.folder.path().join("x".repeat(250));
    for command in ["activity_export", "activity_print"] {
        sentence(stage.refused(command, json!({"path": path, "job": 1})), Code::Disk);
    }
    assert_eq!(marks(&stage), before);
}

#[test]
fn writing_the_log_outside_takes_the_right_to_read_it_and_the_right_to_export() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let path = outside(&stage, "log.out");
    for work in [activity::export, activity::print] {
        for (role, may) in
            [("manager", true), ("analyst", true), ("team_lead", true), ("finance", false), ("caller", false)]
        {
            let name = format!("{role} {}", marks(&stage).0);
            let who = account(&stage, role, &name);
            let before = marks(&stage);
            let done = as_account(&stage, who, &path, work);
            assert_eq!(done.is_ok(), may, "{role}");
            assert_eq!(path.exists(), may, "{role}");
            assert_eq!(marks(&stage) == before, !may, "{role}");
            let _ = std::fs::remove_file(&path);
        }
    }
    // Who reads the log and may not export.
    allow(&stage, "caller", "activity.view");
    let who = account(&stage, "caller", "Cal Caller");
    for work in [activity::export, activity::print] {
        let refused = as_account(&stage, who, &path, work).unwrap_err();
        assert_eq!(refused.code, Code::Refused);
        assert!(refused.sentence.contains("export reports"), "{}", refused.sentence);
        assert!(!path.exists());
    }
}

#[test]
fn what_is_written_is_what_the_reader_sees() {
    let stage = Stage::new();
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    let guest = account(&stage, "guest", "Gil Guest");
    for role in ["intake_coordinator", "guest"] {
        allow(&stage, role, "activity.view");
        allow(&stage, role, "reports.export");
    }
    let typed = |first: &str, staff: &str| {
        let lead = json!({"first_name": first, "phone": "2155550148", "medicaid_no": "0012344321", "staff_name": staff});
        stage.call("lead_add", lead);
    };
    typed("Mine", "Luis Ortega");
    typed("Theirs", "Dana Whitfield");
    for (work, name) in
        [(activity::export as fn(&Job<'_>, ActivityPlan) -> _, "log.csv"), (activity::print, "log.pdf")]
    {
        let path = outside(&stage, name);
        let text = |path: &Path| match name {
            "log.csv" => std::fs::read_to_string(path).unwrap(),
            _ => pages(path).join(" "),
        };
        as_account(&stage, luis, &path, work).unwrap();
        let seen = text(&path);
        assert!(seen.contains("Mine added") && !seen.contains("Theirs"), "{seen}");
        assert!(!seen.contains("0012344321") && seen.contains("4321"), "{seen}");
        as_account(&stage, guest, &path, work).unwrap();
        let seen = text(&path);
        assert!(
            seen.contains("Theirs added") && !seen.contains("555-0148") && !seen.contains("5550148"),
            "{seen}"
        );
    }
}

#[test]
fn more_than_paper_holds_is_refused_with_what_to_do() {
    let stage = Stage::new();
    let me = stage.desk.seated().unwrap().account;
    // As many entries as a small office has after some years, written past the log's own rules.
    stage
        .raw()
        .execute_batch(&format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= 20000) \
             INSERT INTO operations (id, at, account_id, action, sentence, previous_mac, mac) \
             SELECT (SELECT max(id) FROM operations) + i, '2026-01-01T10:00:00.000Z', {me}, 'test.said', 'Said', '', 'ab' FROM n"
        ))
        .unwrap();
    let before = marks(&stage);
    let path = outside(&stage, "log.pdf");
    let refused = stage.refused("activity_print", json!({"path": path, "job": 1}));
    assert_eq!(refused.field.as_deref(), Some("filter"));
    assert!(sentence(refused, Code::Invalid).contains("Narrow the filter"));
    assert!(!path.exists());
    assert_eq!(marks(&stage), before);
}

#[test]
fn the_head_on_paper_is_the_noted_one_even_when_the_log_goes_on_meanwhile() {
    let stage = Stage::new();
    let id = stage.add_lead("Ruth", "Abel");
    // Every look at the progress something else happens: between the reading, the drawing and the noting of the head.
    let (path, busy) = (outside(&stage, "log.pdf"), AtomicBool::new(true));
    let written = std::thread::scope(|scope| {
        scope.spawn(|| {
            let other = stage.another_desk();
            let mut n = 0;
            while busy.load(Ordering::Relaxed) {
                n += 1;
                call(&other, "lead_edit", json!({"id": id, "fields": {"city": format!("Town {n}")}}))
                    .unwrap();
            }
        });
        let written = stage.desk.call("activity_print", json!({"path": path, "job": 1}), &|_| {});
        busy.store(false, Ordering::Relaxed);
        written.unwrap()
    });
    let head = written["head"].as_str().unwrap();
    assert!(pages(&path).iter().all(|page| page.contains(&format!("Head of the log {head}, "))));
    let (sequence, mac): (i64, String) = stage
        .raw()
        .query_row(
            "SELECT sequence, heads_given.mac FROM heads_given JOIN operations ON operations.id = operation - 1 \
             AND operations.mac = heads_given.mac AND operations.id = sequence",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .expect("one head, of the entry before the act");
    assert_eq!(head.replace('-', "").to_lowercase(), format!("{sequence}{}", &mac[..16]));
    stage.assert_sound();
}

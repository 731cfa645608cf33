//! Who looked: reveals, exports, printed lists, by whom and at whom; the monthly review of it and its sign-off.

use std::sync::atomic::AtomicBool;

use chrono::{Datelike, Days, Duration, Local, NaiveDate, TimeZone, Utc};
use porchlight_core::Desk;
use porchlight_core::access::Permission;
use porchlight_core::commands::Nothing;
use porchlight_core::desk::WayIn;
use porchlight_core::error::Code;
use porchlight_core::looks::{self, LooksPage, LooksQuestion, SignOff, WhichMonth};
use porchlight_core::office::{Moment, Operation};
use porchlight_core::vault::Cost;
use roaring::RoaringTreemap;
use serde_json::{Value, json};

use crate::roles::{account, acting, allow, revealed, set};
use crate::stage::{Stage, call, sentence, sign_in};

fn me(stage: &Stage) -> i64 {
    stage.desk.seated().unwrap().account
}

/// Something that an account did at a moment, told by the log alone.
fn did(stage: &Stage, account: i64, at: Moment, work: impl FnOnce(&mut Operation<'_>)) -> i64 {
    let office = &stage.desk.seated().unwrap().office;
    let never = AtomicBool::new(false);
    let done = office.operate(account, None, None, at, &never, |operation| {
        work(operation);
        Ok(operation.id)
    });
    done.unwrap().0
}

fn reveal_at(stage: &Stage, account: i64, lead: i64, at: Moment) -> i64 {
    did(stage, account, at, |operation| operation.says_of_lead(lead, "lead.reveal", "A number was shown"))
}

fn export_at(stage: &Stage, account: i64, leads: impl IntoIterator<Item = u64>, at: Moment) -> i64 {
    let given: RoaringTreemap = leads.into_iter().collect();
    did(stage, account, at, |operation| {
        operation.says("leads.export", "Some leads exported to theirs.csv");
        looks::note_leads_given(operation, &given).unwrap();
    })
}

/// A moment of this computer's clock.
fn clock(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Moment {
    Local.with_ymd_and_hms(year, month, day, hour, minute, 0).earliest().unwrap().with_timezone(&Utc)
}

fn page(stage: &Stage, question: Value) -> Value {
    let mut asked = json!({"count": 200});
    asked.as_object_mut().unwrap().extend(question.as_object().unwrap().clone());
    stage.call("looks_page", asked)
}

fn operations(page: &Value) -> Vec<i64> {
    page["looks"].as_array().unwrap().iter().map(|look| look["operation"].as_i64().unwrap()).collect()
}

/// The looks as an account is shown them, whoever is signed in.
fn seen_by(stage: &Stage, account: i64, question: Value) -> porchlight_core::error::Result<LooksPage> {
    let question: LooksQuestion = serde_json::from_value(question).unwrap();
    let office = &stage.desk.seated().unwrap().office;
    office.ask(account, None, Some(Permission::ActivityView), stage.desk.now(), |r| looks::page(r, question))
}

fn remarks(review: &Value) -> Vec<&str> {
    review["remarks"].as_array().unwrap().iter().map(|remark| remark["sentence"].as_str().unwrap()).collect()
}

#[test]
fn every_way_to_look_is_found_newest_first_with_who_and_what() {
    let stage = Stage::new();
    let typed = json!({"first_name": "Ruth", "last_name": "Abel", "phone": "(215) 555-0148", "dob": "1948-02-14", "medicaid_no": "0012344321"});
    let ruth = stage.call("lead_add", typed)["lead"]["id"].as_i64().unwrap();
    let mei = stage.add_lead("Mei", "Chen");
    revealed(&stage, ruth, "dob");
    let file = |name: &str| stage.folder.path().join(name);
    stage.call("leads_export", json!({"path": file("all.csv"), "job": 1}));
    stage.call("leads_export", json!({"path": file("mei.csv"), "filter": {"text": "chen"}, "job": 1}));
    stage.call("activity_export", json!({"path": file("log.csv"), "job": 1}));
    stage.call("activity_print", json!({"path": file("log.pdf"), "job": 1}));
    let paper = json!({"paper": "recovery", "code": stage.recovery_code, "path": file("code.pdf")});
    stage.call("paper_save", paper);
    revealed(&stage, ruth, "medicaid_no");

    let all = page(&stage, json!({}));
    let told: Vec<(&str, &str, Option<i64>, Option<i64>)> = all["looks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|look| {
            let text = |key: &str| look[key].as_str().unwrap();
            (text("kind"), text("sentence"), look["lead"].as_i64(), look["leads"].as_i64())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("reveal", "Medicaid number of Ruth Abel shown", Some(ruth), None),
            ("print", "The recovery code was saved as a PDF", None, None),
            ("print", "8 entries of the activity log printed to log.pdf", None, None),
            ("export", "7 entries of the activity log exported to log.csv", None, None),
            ("export", "1 lead exported to mei.csv, with Medicaid numbers and birth dates", None, Some(1)),
            ("export", "2 leads exported to all.csv, with Medicaid numbers and birth dates", None, Some(2)),
            ("reveal", "Date of birth of Ruth Abel shown", Some(ruth), None),
        ]
    );
    assert_eq!(all["total"], 7);
    assert_eq!(
        all["people"],
        json!([{"account": me(&stage), "name": "Dana Whitfield", "reveals": 2, "exports": 3, "prints": 2, "backups": 0, "leads": 3}])
    );

    let kinds = |of: Value| page(&stage, json!({"lead": of}))["looks"].as_array().unwrap().len();
    assert_eq!((kinds(json!(ruth)), kinds(json!(mei))), (3, 2), "an export is told under each lead it held");
    let of_mei = page(&stage, json!({"lead": mei, "kinds": ["export"]}));
    assert_eq!(of_mei["total"], 2);
    assert_eq!(page(&stage, json!({"lead": mei, "kinds": ["reveal"]}))["total"], 0);
    assert_eq!(page(&stage, json!({"kinds": ["print", "backup"]}))["total"], 2);
    assert_eq!(page(&stage, json!({"kinds": [], "people": []}))["total"], 7, "an empty condition is none");
    sentence(stage.refused("looks_page", json!({"lead": 999_999, "count": 1})), Code::Missing);
    sentence(stage.refused("looks_page", json!({"from": "yesterday", "count": 1})), Code::Invalid);
    assert_eq!(stage.refused("looks_page", json!({"kinds": ["glance"], "count": 1})).code, Code::BadCall);
    stage.assert_sound();
}

#[test]
fn which_leads_an_export_held_is_kept_as_the_sets_own_portable_form_and_stays_after_a_deletion() {
    let stage = Stage::new();
    let ids: Vec<i64> = (0..5).map(|n| stage.add_lead(&format!("Lead{n}"), "Abel")).collect();
    let path = stage.folder.path().join("all.csv");
    stage.call("leads_export", json!({"path": path, "job": 1}));
    let (operation, count, hex): (i64, i64, String) = stage
        .raw()
        .query_row("SELECT operation, leads, lead_ids FROM leads_given", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert_eq!(stage.last()["operation"], operation, "in the operation that exported");
    let set = RoaringTreemap::deserialize_from(&hex::decode(hex).unwrap()[..]).unwrap();
    assert_eq!(set.iter().map(|id| i64::try_from(id).unwrap()).collect::<Vec<_>>(), ids);
    assert_eq!(count, 5);

    stage.call("lead_delete", json!({"id": ids[2]}));
    assert_eq!(operations(&page(&stage, json!({"lead": ids[2]}))), [operation]);
    // What has left the office cannot be called back.
    let refused = sentence(stage.refused("undo", json!({"operation": operation})), Code::Refused);
    assert_eq!(refused, "What was written into a file cannot be taken back.");
    let undone = stage.call("undo", json!({}));
    assert_eq!(undone["sentence"], "Undone: Lead2 Abel deleted", "undo passes over the export");
}

#[test]
fn looks_are_paged_and_the_totals_stay_those_of_the_question() {
    let stage = Stage::new();
    let lead = stage.add_lead("Ruth", "Abel");
    let luis = account(&stage, "manager", "Luis Ortega");
    let now = stage.desk.now();
    let all: Vec<i64> =
        (0..25).map(|n| reveal_at(&stage, if n % 5 == 0 { luis } else { me(&stage) }, lead, now)).collect();
    let (mut before, mut read) = (Value::Null, Vec::new());
    loop {
        let piece = page(&stage, json!({"before": before, "count": 4}));
        assert_eq!(piece["total"], 25);
        assert_eq!(piece["people"][1]["reveals"], 5);
        let ids = operations(&piece);
        let Some(last) = ids.last() else { break };
        before = json!(last);
        read.extend(ids);
    }
    let newest_first: Vec<i64> = all.iter().rev().copied().collect();
    assert_eq!(read, newest_first);
    let of_luis = page(&stage, json!({"people": [luis, luis]}));
    assert_eq!((of_luis["total"].as_i64(), of_luis["people"].as_array().unwrap().len()), (Some(5), 1));
    assert_eq!(of_luis["looks"][0]["who"], "Luis Ortega");
    assert_eq!(page(&stage, json!({"people": [999_999]}))["total"], 0);
    assert_eq!(page(&stage, json!({"count": -1}))["looks"], json!([]));
    for _ in 0..200 {
        reveal_at(&stage, luis, lead, now);
    }
    assert_eq!(operations(&page(&stage, json!({"count": 1_000_000}))).len(), 200);
}

#[test]
fn days_are_those_of_this_computers_clock_even_when_it_was_set_back() {
    let stage = Stage::new();
    let (lead, dana) = (stage.add_lead("Ruth", "Abel"), me(&stage));
    let late = reveal_at(&stage, dana, lead, clock(2026, 3, 10, 23, 59));
    let next = reveal_at(&stage, dana, lead, clock(2026, 3, 11, 0, 0));
    let back = reveal_at(&stage, dana, lead, clock(2026, 3, 9, 12, 0));
    let days = |from: Value, to: Value| operations(&page(&stage, json!({"from": from, "to": to})));
    assert_eq!(days(json!("2026-03-10"), json!("2026-03-10")), [late]);
    assert_eq!(days(json!("2026-03-10"), json!("2026-03-11")), [next, late]);
    assert_eq!(days(json!(null), json!("3/9/2026")), [back], "though it was written last");
    assert_eq!(days(json!("2026-03-11"), json!("2026-03-10")), [] as [i64; 0]);
    assert_eq!(days(json!(" "), json!("")).len(), 3);
    assert_eq!(operations(&page(&stage, json!({"lead": lead, "to": "2026-03-09"}))), [back]);
}

#[test]
fn a_role_with_a_part_of_the_leads_sees_the_looks_at_these_and_its_own() {
    let stage = Stage::new();
    let typed = |first: &str, staff: &str| {
        let lead = json!({"first_name": first, "phone": "2155550148", "staff_name": staff});
        stage.call("lead_add", lead)["lead"]["id"].as_i64().unwrap()
    };
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    allow(&stage, "intake_coordinator", "activity.view");
    allow(&stage, "intake_coordinator", "activity.verify");
    let (his, other) = (typed("His", "Luis Ortega"), typed("Other", "Dana Whitfield"));
    let (dana, now) = (me(&stage), stage.desk.now());
    let id = |lead: i64| u64::try_from(lead).unwrap();
    let at_his = reveal_at(&stage, dana, his, now);
    let at_other = reveal_at(&stage, dana, other, now);
    let both = export_at(&stage, dana, [id(his), id(other)], now);
    export_at(&stage, dana, [id(other)], now);
    let own = export_at(&stage, luis, [id(other)], now);
    did(&stage, dana, now, |operation| operation.says("activity.export", "9 entries exported to secret.csv"));

    let seen = seen_by(&stage, luis, json!({"count": 200})).unwrap();
    let told: Vec<(i64, &str, Option<i64>)> =
        seen.looks.iter().map(|look| (look.operation, look.sentence.as_str(), look.leads)).collect();
    assert_eq!(
        told,
        [
            (own, "Some leads exported to theirs.csv", Some(1)),
            (both, "1 lead that you see given out", Some(1)),
            (at_his, "A number was shown", None),
        ]
    );
    assert_eq!(seen.total, 3);
    let of_dana = seen.people.iter().find(|person| person.account == dana).unwrap();
    assert_eq!(
        (of_dana.reveals, of_dana.exports, of_dana.leads),
        (1, 1, 1),
        "no count of what is out of reach"
    );
    let refused = seen_by(&stage, luis, json!({"count": 9, "lead": other})).unwrap_err();
    assert_eq!(refused.code, Code::Missing);
    let of_his = seen_by(&stage, luis, json!({"count": 9, "lead": his})).unwrap();
    assert_eq!(of_his.looks.iter().map(|look| look.operation).collect::<Vec<_>>(), [both, at_his]);
    stage.call("lead_delete", json!({"id": his}));
    let deleted = seen_by(&stage, luis, json!({"count": 9, "lead": his})).unwrap();
    assert_eq!(deleted.total, 2, "a deleted lead keeps its looks");
    assert_eq!(operations(&page(&stage, json!({"lead": other}))).len(), 4);
    assert!(operations(&page(&stage, json!({}))).contains(&at_other));

    // A review of a part would pass for one of the whole.
    let office = &stage.desk.seated().unwrap().office;
    let ask = |account: i64| {
        let verify = Some(Permission::ActivityVerify);
        office.ask(account, None, verify, now, |r| looks::months(r, Nothing {})).map(|_| ())
    };
    assert_eq!(ask(luis).unwrap_err().code, Code::Refused);
    ask(dana).unwrap();
    let signing = acting(&stage, luis, |operation| {
        looks::sign_off(operation, SignOff { month: "2026-01".to_owned(), note: String::new() })
    });
    assert_eq!(signing.unwrap_err().code, Code::Refused);
}

#[test]
fn a_masked_role_reads_no_contact_detail_in_a_look() {
    let stage = Stage::new();
    let guest = account(&stage, "guest", "Gil Guest");
    allow(&stage, "guest", "activity.view");
    let (lead, now) = (stage.add_lead("Ruth", "Abel"), stage.desk.now());
    did(&stage, me(&stage), now, |operation| {
        operation.says_of_lead(lead, "lead.reveal", "Ruth Abel: phone set to (215) 555-0148");
    });
    let seen = seen_by(&stage, guest, json!({"count": 9})).unwrap();
    assert_eq!(seen.looks[0].sentence, "Ruth Abel: phone changed");
}

#[test]
fn only_whoever_reads_the_log_sees_looks_and_only_who_verifies_it_reviews() {
    let stage = Stage::new();
    let now = stage.desk.now();
    let office = &stage.desk.seated().unwrap().office;
    for (role, reads, reviews) in [
        ("owner", true, true),
        ("administrator", true, true),
        ("manager", true, false),
        ("caller", false, false),
        ("guest", false, false),
    ] {
        let who = account(&stage, role, role);
        assert_eq!(seen_by(&stage, who, json!({"count": 1})).is_ok(), reads, "{role}");
        let verify = Some(Permission::ActivityVerify);
        let which = || WhichMonth { month: "2026-01".to_owned() };
        assert_eq!(
            office.ask(who, None, verify, now, |r| looks::month(r, which())).is_ok(),
            reviews,
            "{role}"
        );
    }
    let manager = stage.account("manager");
    let desk_refused = acting(&stage, manager, |operation| {
        operation.grant.require(Permission::ActivityVerify)?;
        Ok(())
    });
    assert_eq!(desk_refused.unwrap_err().code, Code::Refused);
}

#[test]
fn the_months_go_from_the_first_look_to_the_present_one_across_the_turn_of_the_year() {
    let stage = Stage::new();
    let (lead, dana) = (stage.add_lead("Ruth", "Abel"), me(&stage));
    let now = clock(2026, 2, 3, 9, 0);
    let desk = Desk::with_clock(
        stage.folder.path().to_owned(),
        WayIn::CommandLine,
        Cost::FLOOR,
        Box::new(move || now),
    );
    sign_in(&desk, "dana").unwrap();
    let months = || call(&desk, "looks_months", json!({})).unwrap();
    assert_eq!(
        months(),
        json!([{"month": "2026-02", "label": "February 2026", "looks": 0, "over": false, "signed": null}]),
        "before the first look there is the present month"
    );
    reveal_at(&stage, dana, lead, clock(2025, 11, 30, 23, 59));
    reveal_at(&stage, dana, lead, clock(2025, 12, 31, 23, 59));
    reveal_at(&stage, dana, lead, clock(2026, 1, 1, 0, 0));
    // The clock was once ahead.
    reveal_at(&stage, dana, lead, clock(2026, 4, 5, 0, 0));
    let told: Vec<(String, i64, bool)> = months()
        .as_array()
        .unwrap()
        .iter()
        .map(|month| {
            let label = month["label"].as_str().unwrap().to_owned();
            (label, month["looks"].as_i64().unwrap(), month["over"].as_bool().unwrap())
        })
        .collect();
    let expected = [
        ("April 2026", 1, false),
        ("February 2026", 0, false),
        ("January 2026", 1, true),
        ("December 2025", 1, true),
        ("November 2025", 1, true),
    ];
    assert_eq!(told, expected.map(|(label, looks, over)| (label.to_owned(), looks, over)));
    let december = call(&desk, "looks_month", json!({"month": "2025-12"})).unwrap();
    assert_eq!((&december["looks"], &december["over"]), (&json!(1), &json!(true)));
    assert_eq!(december["people"][0]["name"], "Dana Whitfield");
    let none = call(&desk, "looks_month", json!({"month": "2024-05"})).unwrap();
    assert_eq!((&none["looks"], &none["remarks"], &none["signed"]), (&json!(0), &json!([]), &json!([])));
    for wrong in ["", "2026", "2026-13", "May 2026", "2026-1"] {
        let refused = call(&desk, "looks_month", json!({"month": wrong})).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("month"), "{wrong}");
        sentence(refused, Code::Invalid);
    }
}

#[test]
fn a_sign_off_is_an_entry_and_counts_what_came_after_it() {
    let stage = Stage::new();
    let (lead, dana) = (stage.add_lead("Ruth", "Abel"), me(&stage));
    let luis = account(&stage, "administrator", "Luis Ortega");
    let now = stage.desk.now();
    let here = now.with_timezone(&Local);
    let this = here.format("%Y-%m").to_string();
    let past = NaiveDate::from_ymd_opt(here.year() - 1, 10, 14).unwrap();
    let past_at = |hour| clock(past.year(), 10, 14, hour, 0);
    reveal_at(&stage, dana, lead, past_at(9));
    reveal_at(&stage, luis, lead, past_at(10));
    let month = past.format("%Y-%m").to_string();
    let sign = |month: &str, note: &str| stage.call("looks_sign_off", json!({"month": month, "note": note}));
    let done = sign(&month, "  Both were on the telephone with the family.  ");
    let label = past.format("%B %Y").to_string();
    assert_eq!(done["sentence"], format!("Who looked in {label} reviewed: 2 looks of 2 people"));
    let entry = stage.last();
    assert_eq!((&entry["action"], &entry["sentence"]), (&json!("review.sign_off"), &done["sentence"]));
    assert_eq!(entry["undo"], "cannot");
    let mut told = entry["changes"].as_array().unwrap().iter();
    let note = told.find(|change| change["label"] == "Note").unwrap();
    assert_eq!(note["new"], "Both were on the telephone with the family.");
    let of = |month: &str| stage.call("looks_month", json!({"month": month}));
    let signed = &of(&month)["signed"];
    assert_eq!(
        (&signed[0]["who"], &signed[0]["note"], &signed[0]["since"]),
        (&json!("Dana Whitfield"), &json!("Both were on the telephone with the family."), &json!(0))
    );

    // A clock that was set back: more looks of the month that was gone through.
    for hour in 11..14 {
        reveal_at(&stage, luis, lead, past_at(hour));
    }
    assert_eq!(of(&month)["signed"][0]["since"], 3);
    sign(&month, "");
    let signed = of(&month)["signed"].clone();
    let since: Vec<&Value> = signed.as_array().unwrap().iter().map(|signed| &signed["since"]).collect();
    assert_eq!(since, [&json!(0), &json!(3)], "each sign-off stays, the newest first");
    let months = stage.call("looks_months", json!({}));
    let row = months.as_array().unwrap().iter().find(|row| row["month"] == month.as_str()).unwrap();
    assert_eq!((&row["signed"]["note"], &row["over"]), (&json!(""), &json!(true)));

    // A month that is not over, and one that has not begun.
    let so_far = sign(&this, "So far so good");
    let label = here.format("%B %Y").to_string();
    assert_eq!(so_far["sentence"], format!("Who looked in {label} reviewed so far: no looks"));
    let (entries, next) = (stage.log().len(), format!("{}-01", here.year() + 1));
    let refused = stage.refused("looks_sign_off", json!({"month": next, "note": ""}));
    assert!(sentence(refused, Code::Invalid).contains("has not begun yet"));
    let long = "x".repeat(2_001);
    let refused = stage.refused("looks_sign_off", json!({"month": this, "note": long}));
    assert_eq!(refused.field.as_deref(), Some("note"));
    assert_eq!(stage.log().len(), entries);
    sign(&this, &"é".repeat(2_000));
    stage.assert_sound();
}

/// A working day at noon in the month before this one, and the Saturday of its week.
fn working_day() -> NaiveDate {
    let today = Local::now().date_naive();
    let fourteenth = today.with_day(1).unwrap().checked_sub_days(Days::new(20)).unwrap();
    let back = u64::from((fourteenth.weekday().num_days_from_monday() + 5) % 7);
    fourteenth.checked_sub_days(Days::new(back)).unwrap()
}

fn on(day: NaiveDate, hour: u32, minute: u32) -> Moment {
    clock(day.year(), day.month(), day.day(), hour, minute)
}

fn review_of(stage: &Stage, day: NaiveDate) -> Value {
    stage.call("looks_month", json!({"month": day.format("%Y-%m").to_string()}))
}

#[test]
fn many_reveals_within_an_hour_and_looks_at_odd_hours_are_remarked() {
    let stage = Stage::new();
    let (lead, dana) = (stage.add_lead("Ruth", "Abel"), me(&stage));
    let (luis, mei) = (account(&stage, "manager", "Luis Ortega"), account(&stage, "manager", "Mei Chen"));
    let day = working_day();
    for minute in 0..20 {
        reveal_at(&stage, dana, lead, on(day, 10, minute));
    }
    assert_eq!(remarks(&review_of(&stage, day)), [] as [&str; 0], "twenty in an hour is a morning's work");
    let burst: Vec<i64> =
        (0..25).map(|minute| reveal_at(&stage, luis, lead, on(day, 14, 2 * minute))).collect();
    let first = burst[0];
    let shown = |at: Moment| at.with_timezone(&Local).format("%b %-d, %Y at %-I:%M %p").to_string();
    let review = review_of(&stage, day);
    assert_eq!(
        remarks(&review),
        [format!(
            "Luis Ortega had 25 protected fields shown between {} and {}, more than 20 within an hour.",
            shown(on(day, 14, 0)),
            shown(on(day, 14, 48))
        )]
    );
    assert_eq!(
        (&review["remarks"][0]["account"], &review["remarks"][0]["operation"]),
        (&json!(luis), &json!(first))
    );
    assert_eq!(review["looks"], 45);

    reveal_at(&stage, mei, lead, on(day, 21, 59));
    reveal_at(&stage, mei, lead, on(day, 6, 0));
    let night = on(day, 22, 0);
    reveal_at(&stage, mei, lead, night);
    reveal_at(&stage, mei, lead, on(day, 5, 59) + Duration::days(1));
    let saturday = day.checked_add_days(Days::new(3)).unwrap();
    export_at(&stage, mei, [], on(saturday, 12, 0));
    let review = review_of(&stage, day);
    assert_eq!(
        remarks(&review)[1],
        format!(
            "Mei Chen looked 3 times at night, from 10 PM to 6 AM, or on a weekend, first on {}.",
            shown(night)
        )
    );
    assert_eq!(remarks(&review).len(), 2);
}

#[test]
fn large_exports_are_remarked() {
    let stage = Stage::new();
    let dana = me(&stage);
    let day = working_day();
    let ids: Vec<i64> = (0..10).map(|n| stage.add_lead(&format!("Lead{n}"), "Abel")).collect();
    set(&stage, "UPDATE leads SET created_at = '2020-01-01T00:00:00.000Z'");
    let some = |count: usize| ids[..count].iter().map(|id| u64::try_from(*id).unwrap()).collect::<Vec<_>>();
    export_at(&stage, dana, some(5), on(day, 9, 0));
    assert_eq!(remarks(&review_of(&stage, day)), [] as [&str; 0], "half of them is not more than half");
    let six = export_at(&stage, dana, some(6), on(day, 10, 0));
    let thousand = export_at(&stage, dana, 1..=1_001, on(day, 11, 0));
    let review = review_of(&stage, day);
    let told = remarks(&review);
    assert!(told[0].starts_with("Dana Whitfield took 6 leads out on "), "{told:?}");
    assert!(told[0].ends_with(", more than half of all leads."), "{told:?}");
    assert!(told[1].ends_with(", more than 1,000."), "{told:?}");
    let at: Vec<&Value> =
        review["remarks"].as_array().unwrap().iter().map(|remark| &remark["operation"]).collect();
    assert_eq!(at, [&json!(six), &json!(thousand)]);
    assert_eq!(review["people"][0]["leads"], 5 + 6 + 1_001);
}

#[test]
fn failed_sign_ins_and_refusals_are_remarked() {
    let stage = Stage::new();
    stage.welcome("pat", "Pat Quinn", "caller");
    let pat = stage.account("pat");
    let month = |stage: &Stage| stage.desk.now().with_timezone(&Local).format("%Y-%m").to_string();
    let review = || stage.call("looks_month", json!({"month": month(&stage)}));
    let now = stage.desk.now();
    let failed = |sentence: &'static str| {
        did(&stage, me(&stage), now, |operation| operation.says("account.failed", sentence));
    };
    failed("4 wrong tries to sign in as Pat Quinn, the last Oct 3, 2026 at 2:05 PM");
    let refuse =
        || did(&stage, pat, now, |operation| operation.says("account.refused", "Refused (stats): No."));
    refuse();
    refuse();
    assert_eq!(remarks(&review()), [] as [&str; 0]);
    failed("1 wrong try to sign in as Pat Quinn, the last Oct 4, 2026 at 2:05 PM");
    failed("12 wrong tries to sign in as names that no account has, the last Oct 4, 2026 at 2:06 PM");
    failed("The count of wrong tries was changed outside Porchlight, and begun anew");
    refuse();
    let review = review();
    let told = remarks(&review);
    assert_eq!(told[0], "The count of wrong tries was changed outside Porchlight, and begun anew.");
    assert!(
        told[1].starts_with("There were 5 wrong tries to sign in as Pat Quinn, the last told on "),
        "{told:?}"
    );
    assert!(
        told[2].starts_with("There were 12 wrong tries to sign in as names that no account has"),
        "{told:?}"
    );
    assert!(told[3].starts_with("Pat Quinn was refused 3 times, first on "), "{told:?}");
    assert_eq!((told.len(), &review["remarks"][1]["account"]), (4, &json!(pat)));
    assert_eq!(review["remarks"][2]["account"], Value::Null);
    assert!(told.iter().all(|sentence| sentence.ends_with('.')));
}

#[test]
fn wrong_tries_at_the_door_come_into_the_review() {
    let stage = Stage::new();
    let (desk, minutes) = {
        let minutes = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(0));
        let set = std::sync::Arc::clone(&minutes);
        let clock = move || Utc::now() + Duration::minutes(set.load(std::sync::atomic::Ordering::Relaxed));
        let folder = stage.folder.path().to_owned();
        (Desk::with_clock(folder, WayIn::Window, Cost::FLOOR, Box::new(clock)), minutes)
    };
    for hour in 0..6 {
        minutes.store(hour * 60, std::sync::atomic::Ordering::Relaxed);
        call(&desk, "sign_in", json!({"user": "dana", "password": "no idea what it was"})).unwrap_err();
    }
    minutes.store(24 * 60, std::sync::atomic::Ordering::Relaxed);
    sign_in(&desk, "dana").unwrap();
    let months = call(&desk, "looks_months", json!({})).unwrap();
    let review = call(&desk, "looks_month", json!({"month": months[0]["month"]})).unwrap();
    assert!(
        remarks(&review)
            .iter()
            .any(|told| told.starts_with("There were 6 wrong tries to sign in as Dana Whitfield")),
        "{review}"
    );
}

/// A look is found by person and action in one index, however long the log is.
#[test]
fn looks_are_found_in_one_covering_index() {
    let stage = Stage::new();
    let reader = porchlight_core::db::open_reader(stage.folder.path(), stage.key()).unwrap();
    let steps: Vec<String> = reader
        .prepare(
            "EXPLAIN QUERY PLAN SELECT operations.id, operations.account_id, operations.action, '', NULL \
             FROM json_each('[1]') AS person CROSS JOIN json_each('[\"a\"]') AS act CROSS JOIN operations \
             WHERE operations.account_id = person.value AND operations.action = act.value",
        )
        .unwrap()
        .query_map([], |row| row.get(3))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let searched = "SEARCH operations USING COVERING INDEX operations_of_account (account_id=? AND action=?)";
    assert!(steps.iter().any(|step| step == searched), "{steps:?}");
}

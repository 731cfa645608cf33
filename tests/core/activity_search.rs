//! The search through the whole log: in sentences and in every value, by who may see them.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use porchlight_core::activity::{self, Filling, fill_step, fill_words};
use porchlight_core::error::Code;
use porchlight_core::office::Job;
use serde_json::{Value, json};

use crate::activity_page::{Chance, ask, cast, found, live, page_of};
use crate::roles::{account, acting, many_entries, set};
use crate::stage::{Stage, sentence};

/// Fills the index to its end.
pub fn fill(stage: &Stage) {
    while step(stage, true) {}
}

fn step(stage: &Stage, go_on: bool) -> bool {
    let seated = stage.desk.seated().unwrap();
    let filling = Filling {
        office: &seated.office,
        account: seated.account,
        session: Some(seated.session),
        now: stage.desk.now(),
    };
    fill_step(filling, &|| go_on).unwrap()
}

fn filled_up_to(stage: &Stage) -> i64 {
    stage.raw().query_row("SELECT operation FROM activity_words_upto", [], |row| row.get(0)).unwrap()
}

fn me(stage: &Stage) -> i64 {
    stage.desk.seated().unwrap().account
}

/// What a search finds, before the index is filled and after, which must be the same.
fn both(stage: &Stage, account: i64, filters: &[Value]) -> Vec<Vec<i64>> {
    let before: Vec<Vec<i64>> = filters.iter().map(|filter| found(stage, account, filter)).collect();
    fill(stage);
    for (filter, before) in filters.iter().zip(&before) {
        assert_eq!(&found(stage, account, filter), before, "{filter}: by looking, and by the index");
    }
    before
}

#[test]
fn an_entry_is_found_by_its_sentence_by_every_value_and_by_who_did_it() {
    let stage = Stage::new();
    let dana = me(&stage);
    let add = json!({"first_name": "José", "last_name": "Núñez-O'Neil", "phone": "(215) 555-0148", "email": "jose@oak.example",
        "dob": "2/14/1948", "medicaid_no": "0012345678", "comments": "Two cats. Überraschung!", "source": "Web", "city": "Chester"});
    let added = stage.call("lead_add", add);
    let (id, added) = (added["lead"]["id"].as_i64().unwrap(), added["operation"].as_i64().unwrap());
    let edit = |fields: Value| {
        stage.call("lead_edit", json!({"id": id, "fields": fields}))["operation"].as_i64().unwrap()
    };
    let moved = edit(json!({"city": "Bristol", "stage": "Contacted"}));
    let called = edit(json!({"phone": "267 555 0119", "comments": "One dog."}));
    let (all, edits): (Vec<i64>, Vec<i64>) = (vec![called, moved, added], vec![called, moved]);
    let words: Vec<(&str, Vec<i64>)> = vec![
        ("jose", all.clone()),
        ("NUNEZ", all.clone()),
        ("núñez o'neil", all.clone()),
        ("nun", all.clone()),
        ("added", vec![added]),
        ("fields changed", edits.clone()),
        ("chester", vec![moved, added]),
        ("bristol", vec![moved]),
        ("contacted", vec![moved]),
        ("new inquiry", vec![moved, added]),
        ("web", vec![added]),
        ("chester bristol", vec![moved]),
        ("cats", vec![called, added]),
        ("dog", vec![called]),
        ("uberraschung", vec![called, added]),
        ("jose@oak.example", vec![added]),
        ("(215) 555-0148", vec![called, added]),
        ("2155550148", vec![called, added]),
        ("+1 215 555 0148", vec![called, added]),
        ("215-555", vec![called, added]),
        ("555-0148", vec![called, added]),
        ("0148", vec![called, added]),
        ("2675550119", vec![called]),
        ("0119 cats", vec![called]),
        ("0012345678", vec![added]),
        ("1948-02-14", vec![added]),
        ("comments", vec![called]),
        ("status city", vec![moved]),
        ("dana contacted", vec![moved]),
        ("ruth", vec![]),
        ("chesterfield", vec![]),
        ("hester", vec![]),
        ("web dog", vec![]),
        ("\"", vec![]),
        ("* - ( ) :", vec![]),
        ("said : jose", vec![]),
        ("jose NOT dog", vec![]),
        ("jose OR nobody", vec![]),
        ("NEAR(jose dog)", vec![]),
        ("\"jose\"", all.clone()),
        ("jose*", all.clone()),
        ("-jose", all.clone()),
        ("^jose", all.clone()),
        ("jose\u{0}", all.clone()),
        ("हिन्दी 日本語", vec![]),
    ];
    let filters: Vec<Value> = words.iter().map(|(text, _)| json!({"text": text, "lead": id})).collect();
    for ((text, expected), found) in words.iter().zip(both(&stage, dana, &filters)) {
        assert_eq!(&found, expected, "{text}");
    }
    assert_eq!(found(&stage, dana, &json!({"text": "whitfield"})).len(), stage.log().len());
    assert_eq!(found(&stage, dana, &json!({"text": "maple street"})), [1], "what is about no lead too");
}

#[test]
fn words_of_any_script_are_found_by_their_beginnings() {
    let stage = Stage::new();
    let dana = me(&stage);
    let said = |sentence: &'static str| {
        acting(&stage, dana, |operation| {
            operation.says("test.said", sentence);
            Ok(operation.id)
        })
        .unwrap()
    };
    let (hindi, chinese, greek, long) = (
        said("हिन्दी में लिखा"),
        said("日本語の名前"),
        said("Ωμέγα straße ﬁn Ⅻ"),
        said("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg"),
    );
    let words = [
        ("हिन्", vec![hindi]),
        ("लिखा हिन्दी", vec![hindi]),
        ("日本", vec![chinese]),
        ("ωμεγα", vec![greek]),
        ("stra", vec![greek]),
        ("fin xii", vec![greek]),
        ("xii", vec![greek]),
        ("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggg", vec![long]),
        ("qqq", vec![]),
    ];
    let filters: Vec<Value> = words.iter().map(|(text, _)| json!({"text": text})).collect();
    for ((text, expected), found) in words.iter().zip(both(&stage, dana, &filters)) {
        assert_eq!(&found, expected, "{text}");
    }
    let many: Vec<String> = (0..17).map(|number| format!("word{number}")).collect();
    let refused = stage.refused("activity_page", json!({"filter": {"text": many.join(" ")}, "count": 5}));
    assert_eq!(refused.field.as_deref(), Some("text"));
    sentence(refused, Code::Invalid);
    let huge = "a very long text ".repeat(20_000);
    assert_eq!(found(&stage, dana, &json!({"text": huge})), Vec::<i64>::new());
}

#[test]
fn an_import_is_found_by_anybody_it_brought_in_and_its_words_are_in_the_index_once() {
    let stage = Stage::new();
    let dana = me(&stage);
    let mut rows = String::from("first_name,last_name,phone,source\n");
    for number in 0..3_000 {
        rows += &format!("Ruth{number},Abel{number},215555{number:04},Church\n");
    }
    rows += "Mei,Chen,2675550102,Web\n";
    let file = stage.file("fair.csv", rows.as_bytes());
    stage.import(&file).unwrap();
    let import = stage.last()["operation"].as_i64().unwrap();
    assert_eq!(found(&stage, dana, &json!({"text": "ruth7 abel7"})), [import]);
    assert_eq!(
        found(&stage, dana, &json!({"text": "mei chen"})),
        Vec::<i64>::new(),
        "it is too long to be looked through"
    );
    fill(&stage);
    for text in [
        "ruth2999 abel2999",
        "ruth2999 abel",
        "mei ruth abel",
        "mei chen",
        "2155552999",
        "ruth",
        "2675550102 church",
        "fair.csv",
    ] {
        assert_eq!(found(&stage, dana, &json!({"text": text, "kinds": ["lead"]})), [import], "{text}");
    }
    let lead = stage
        .raw()
        .query_row("SELECT id FROM leads WHERE first_name = 'Mei'", [], |row| row.get::<_, i64>(0))
        .unwrap();
    assert_eq!(found(&stage, dana, &json!({"text": "ruth7", "lead": lead})), [import]);
    assert_eq!(found(&stage, dana, &json!({"text": "mei ruth nobody"})), Vec::<i64>::new());
    // What was edited later does not take from what was brought in.
    stage.call("lead_edit", json!({"id": lead, "fields": {"first_name": "May"}}));
    assert_eq!(found(&stage, dana, &json!({"text": "mei"})).len(), 2);
    assert_eq!(found(&stage, dana, &json!({"text": "may"})).len(), 1);
}

/// The words of an entry as the page shows it.
fn shown_words(entry: &activity::Entry) -> BTreeSet<String> {
    let mut text = format!("{} {}", entry.who, entry.sentence);
    for change in &entry.changes {
        for side in [&change.old, &change.new].into_iter().flatten() {
            text += &format!(" {side}");
        }
    }
    let text = porchlight_core::values::fold(&text);
    text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
}

#[test]
fn every_search_finds_what_is_shown_and_nothing_that_is_not() {
    let stage = Stage::new();
    let cast = cast(&stage);
    let mut chance = Chance(23);
    live(&stage, &cast, &mut chance, 70);
    let texts = [
        "ruth",
        "walter",
        "mei",
        "nunez",
        "jose abel",
        "anneliese o",
        "chester",
        "bristol",
        "upper darby",
        "media",
        "cat",
        "dog",
        "cat dog",
        "fields changed",
        "note",
        "finch",
        "tamsin chester",
        "order",
        "luis",
        "r",
        "b m",
        "whitfield ruth",
        "went",
        "nobody",
    ];
    let people = cast.all();
    let filters: Vec<Value> = texts
        .iter()
        .flat_map(|text| {
            let mut filter = json!({"text": text});
            let alone = filter.clone();
            if chance.once_in(2) {
                filter["people"] = json!([chance.pick(&people), chance.pick(&people)]);
            } else {
                filter["kinds"] = json!([chance.pick(&["lead", "other", "look"])]);
            }
            [alone, filter]
        })
        .collect();
    let mut some = 0;
    let mut before_filling = Vec::new();
    for round in 0..3 {
        for account in people {
            let all = page_of(&stage, account, json!({"count": 200})).entries;
            for (at, filter) in filters.iter().enumerate() {
                let typed: Vec<&str> = filter["text"].as_str().unwrap().split(' ').collect();
                let without = json!({"people": filter["people"], "kinds": filter["kinds"]});
                let narrowed: BTreeSet<i64> = found(&stage, account, &without).into_iter().collect();
                let expected: Vec<i64> = all
                    .iter()
                    .filter(|entry| narrowed.contains(&entry.operation))
                    .filter(|entry| {
                        let words = shown_words(entry);
                        typed.iter().all(|typed| words.iter().any(|word| word.starts_with(typed)))
                    })
                    .map(|entry| entry.operation)
                    .collect();
                let found = found(&stage, account, filter);
                assert_eq!(found, expected, "round {round}, {account}: {filter}");
                some += i32::from(!found.is_empty());
                before_filling.push((at, found));
            }
        }
        // Nothing in the index, some of it, all of it.
        match round {
            0 => assert!(step(&stage, true)),
            _ => fill(&stage),
        }
    }
    assert!(some > 100, "{some} searches found something");
}

#[test]
fn nobody_finds_by_what_they_may_not_see() {
    let stage = Stage::new();
    let cast = cast(&stage);
    let id = stage.call(
        "lead_add",
        json!({"first_name": "Ruth", "last_name": "Abel", "phone": "(215) 555-0148", "email": "canary@oak.example", "street": "12 Elm Row",
               "dob": "1948-02-14", "medicaid_no": "0012345678", "comments": "parrot", "e_contact_name": "Ada", "city": "Chester"}),
    )["lead"]["id"]
        .as_i64()
        .unwrap();
    stage.call("lead_edit", json!({"id": id, "fields": {"phone": "267-555-0119", "comments": "two parrots", "medicaid_no": "0099999999"}}));
    acting(&stage, cast.dana, |operation| {
        operation.says_of_lead(id, "lead.edit", "Ruth Abel: phone set to (215) 555-0199");
        Ok(())
    })
    .unwrap();
    // One entry of a member of the team, on a lead of the team's and on one that it does not see.
    let free = stage.call("lead_add", json!({"first_name": "Free", "phone": "2155550111", "staff_name": ""}));
    let free = free["lead"]["id"].as_i64().unwrap();
    let batch = acting(&stage, cast.mate, |operation| {
        operation.sql.execute("UPDATE leads SET city = 'Secretville' WHERE id = ?1", [id])?;
        operation.sql.execute("UPDATE leads SET city = 'Opentown' WHERE id = ?1", [free])?;
        operation.says("leads.import", "Cities put in order");
        Ok(operation.id)
    })
    .unwrap();
    set(
        &stage,
        "UPDATE role_permissions SET deleted_at = '2026-01-01T00:00:00.000Z' WHERE permission = 'leads.reveal' \
         AND role_id = (SELECT id FROM roles WHERE name = 'manager')",
    );
    let finds = |account: i64, text: &str| found(&stage, account, &json!({"text": text})).len();
    for _ in 0..2 {
        for text in ["0148", "2155550148", "(215) 555-0199", "0199", "canary", "elm", "parrot", "ada", "0119"]
        {
            assert!(finds(cast.dana, text) > 0, "{text}");
            assert!(finds(cast.manager, text) > 0, "{text}");
            assert_eq!(finds(cast.guest, text), 0, "{text}");
        }
        for text in ["0012345678", "0099999999", "1948-02-14", "1948"] {
            assert!(finds(cast.dana, text) > 0, "{text}");
            assert_eq!(finds(cast.manager, text) + finds(cast.guest, text), 0, "{text}");
        }
        for account in [cast.dana, cast.manager, cast.guest] {
            assert!(finds(account, "ruth chester") > 0);
            assert_eq!(finds(account, "ruth phone"), 2, "that a phone changed is shown to all");
        }
        assert_eq!(finds(cast.lead, "ruth") + finds(cast.lead, "secretville") + finds(cast.lead, "0148"), 0);
        assert_eq!(found(&stage, cast.lead, &json!({"text": "opentown"})), [batch]);
        assert_eq!(finds(cast.intake, "opentown") + finds(cast.intake, "dana"), 0);
        fill(&stage);
    }
}

#[test]
fn who_took_another_name_is_found_by_the_name_they_have() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let lead = stage.call("leads_page", json!({"from": 0, "count": 1}))["rows"][0]["id"].clone();
    stage.call("lead_reveal", json!({"id": lead, "field": "dob"}));
    stage.call("lead_edit", json!({"id": lead, "fields": {"city": "Chester"}}));
    fill(&stage);
    stage.call("profile_change", json!({"name": "Dana Larkspur", "email": "dana@maple.example"}));
    let dana = me(&stage);
    assert_eq!(found(&stage, dana, &json!({"text": "larkspur city"})).len(), 1);
    assert_eq!(found(&stage, dana, &json!({"text": "whitfield city"})).len(), 0);
}

#[test]
fn the_index_is_filled_behind_the_log_and_says_how_far_it_is() {
    let stage = Stage::new();
    let dana = me(&stage);
    many_entries(&stage, dana, "The very first canary", 20100);
    let newest = page_of(&stage, dana, json!({"count": 1})).entries[0].operation;
    // Narrowed to one action, so that few have to be looked at.
    let canary = json!({"filter": {"text": "canary", "actions": ["test.said"]}, "count": 5});
    let page = page_of(&stage, dana, canary.clone());
    assert_eq!((page.total, page.preparing), (0, newest - 20_000), "it lies before those that are looked at");
    assert_eq!(page_of(&stage, dana, json!({"count": 5})).preparing, 0, "only a search is prepared for");
    assert!(!step(&stage, false), "whoever is told to stop has written nothing");
    assert_eq!(filled_up_to(&stage), 0);
    let canary_at = newest - 20_100;
    while filled_up_to(&stage) < canary_at {
        let before = filled_up_to(&stage);
        assert!(step(&stage, true));
        let filled = filled_up_to(&stage) - before;
        assert!((1..=400).contains(&filled), "{filled} entries in one step");
    }
    let upto = filled_up_to(&stage);
    let page = page_of(&stage, dana, canary);
    assert_eq!((page.total, page.preparing), (1, (newest - 20_000 - upto).max(0)));
}

#[test]
fn long_work_fills_the_index_to_its_end_unless_it_is_stopped() {
    let stage = Stage::new();
    let dana = me(&stage);
    many_entries(&stage, dana, "Many more", 900);
    let newest = page_of(&stage, dana, json!({"count": 1})).entries[0].operation;
    let before = stage.log()[0]["operation"].clone();
    let grant = ask(&stage, dana, |reading| Ok(reading.grant.clone())).unwrap();
    let seated = stage.desk.seated().unwrap();
    let (stopped, never) = (AtomicBool::new(true), AtomicBool::new(false));
    let job = Job::new(&seated.office, &grant, stage.desk.now(), &|_| {}, &stopped);
    assert_eq!(fill_words(&job).unwrap_err().code, Code::Cancelled);
    fill_words(&Job::new(&seated.office, &grant, stage.desk.now(), &|_| {}, &never)).unwrap();
    assert_eq!(filled_up_to(&stage), newest);
    assert_eq!(stage.log()[0]["operation"], before, "filling is no act");
    let many = page_of(&stage, dana, json!({"filter": {"text": "many"}, "count": 200}));
    assert_eq!((many.total, many.more, many.entries.len()), (901, false, 200));
    assert_eq!(many.entries[199].operation, newest - 199);
}

#[test]
fn an_open_window_fills_the_index_by_itself() {
    let stage = Stage::new();
    stage.add_lead("Ruth", "Abel");
    let (told, waits) = std::sync::mpsc::channel();
    let desk = stage.another_desk();
    desk.on_change(Box::new(move |_| {
        let _ = told.send(());
    }));
    let newest = stage.log()[0]["operation"].as_i64().unwrap();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while filled_up_to(&stage) < newest && std::time::Instant::now() < until {
        let _ = waits.recv_timeout(std::time::Duration::from_millis(50));
    }
    assert_eq!(filled_up_to(&stage), newest);
    stage.assert_sound();
}

#[test]
fn an_index_that_begins_anew_holds_each_entry_once() {
    let stage = Stage::new();
    let dana = me(&stage);
    account(&stage, "caller", "Pat Quinn");
    stage.add_lead("Ruth", "Abel");
    fill(&stage);
    stage.raw().execute("UPDATE activity_words_upto SET operation = 1", []).unwrap();
    fill(&stage);
    assert_eq!(found(&stage, dana, &json!({"text": "ruth"})).len(), 1);
    let held: i64 =
        stage.raw().query_row("SELECT count(*) FROM activity_words_docsize", [], |row| row.get(0)).unwrap();
    assert_eq!(held, stage.log().len() as i64);
}

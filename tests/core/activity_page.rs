//! The activity page: every filter, alone and together, for whoever asks, held against a look at each entry.

use std::collections::BTreeSet;

use porchlight_core::access::{Grant, Permission, Reach};
use porchlight_core::activity::{self, ActivityFilter, ActivityPage, ActivityQuestion, ids};
use porchlight_core::error::{Code, Result};
use porchlight_core::leads;
use porchlight_core::office::Reading;
use serde_json::{Value, json};

use crate::roles::{account, acting, many_entries, set};
use crate::stage::{Stage, call, sentence};

/// A small generator of repeatable chance: SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, most: usize) -> usize {
        (self.next() % most as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// True once in so many times.
    pub fn once_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

/// Something asked by an account, as it may by its role.
pub fn ask<T>(stage: &Stage, account: i64, question: impl FnOnce(&Reading<'_>) -> Result<T>) -> Result<T> {
    let office = &stage.desk.seated().unwrap().office;
    office.ask(account, None, Some(Permission::ActivityView), stage.desk.now(), question)
}

pub fn page_of(stage: &Stage, account: i64, question: Value) -> ActivityPage {
    let question: ActivityQuestion = serde_json::from_value(question).unwrap();
    ask(stage, account, |reading| activity::page(reading, question)).unwrap()
}

/// The numbers of the entries on a page.
pub fn found(stage: &Stage, account: i64, filter: &Value) -> Vec<i64> {
    let page = page_of(stage, account, json!({"filter": filter, "count": 200}));
    let ids: Vec<i64> = page.entries.iter().map(|entry| entry.operation).collect();
    assert_eq!((page.total, page.more), (ids.len() as i64, false), "{filter}");
    ids
}

/// People with every kind of reach, who may all read the log; the last one sees no contact details.
pub struct Cast {
    pub dana: i64,
    pub lead: i64,
    pub mate: i64,
    pub intake: i64,
    pub manager: i64,
    pub guest: i64,
}

impl Cast {
    pub fn all(&self) -> [i64; 6] {
        [self.dana, self.lead, self.mate, self.intake, self.manager, self.guest]
    }
}

pub fn cast(stage: &Stage) -> Cast {
    let cast = Cast {
        dana: stage.desk.seated().unwrap().account,
        lead: account(stage, "team_lead", "Tamsin Lark"),
        mate: account(stage, "marketer", "Moses Finch"),
        intake: account(stage, "intake_coordinator", "Luis Ortega"),
        manager: account(stage, "manager", "Bea Heron"),
        guest: account(stage, "guest", "Gus Visitor"),
    };
    set(
        stage,
        "INSERT INTO teams (id, name) VALUES (1, 'North'); \
         UPDATE accounts SET team_id = 1 WHERE user_name IN ('tamsin.lark', 'moses.finch'); \
         INSERT INTO role_permissions (id, role_id, permission) \
         SELECT (SELECT max(id) FROM role_permissions) + row_number() OVER (), id, 'activity.view' FROM roles \
         WHERE name IN ('marketer', 'intake_coordinator', 'guest')",
    );
    cast
}

pub const FIRST: &[&str] = &["Ruth", "Walter", "Mei", "José", "Anneliese"];
pub const LAST: &[&str] = &["Abel", "Brandt", "Núñez", "O'Neil"];
pub const CITIES: &[&str] = &["Chester", "Bristol", "Media", "Upper Darby"];

/// Weeks of an office at random; answers with its leads. Each entry is an hour after the one before.
pub fn live(stage: &Stage, cast: &Cast, chance: &mut Chance, entries: usize) -> Vec<i64> {
    let mut known = Vec::new();
    for _ in 0..entries {
        let who = *chance.pick(&cast.all());
        let done = acting(stage, who, |operation| {
            let typed = |value: Value| serde_json::from_value(value).unwrap();
            if known.is_empty() || chance.once_in(3) {
                let staff =
                    *chance.pick(&["", "Tamsin Lark", "Moses Finch", "Luis Ortega", "Dana Whitfield"]);
                let new = json!({"first_name": chance.pick(FIRST), "last_name": chance.pick(LAST), "city": chance.pick(CITIES),
                    "phone": format!("(215) 555-01{:02}", chance.below(100)), "staff_name": staff,
                    "dob": format!("19{:02}-03-05", 30 + chance.below(30))});
                let mut grant = operation.grant.clone();
                grant.permissions = Permission::ALL.iter().copied().collect();
                known.push(leads::add(operation, typed(new)).map(|saved| saved.lead.id));
                return Ok(());
            }
            let id = *known[chance.below(known.len())].as_ref().unwrap();
            match chance.below(6) {
                0 => operation.says("test.said", "Nothing of note happened in Chester"),
                1 => operation.says_of_lead(id, "lead.reveal", "A number was shown"),
                2 => {
                    let (city, other) =
                        (chance.pick(CITIES), known[chance.below(known.len())].as_ref().unwrap());
                    operation.sql.execute(
                        "UPDATE leads SET city = ?1, updated_at = ?2 WHERE id IN (?3, ?4)",
                        rusqlite::params![city, activity::written(operation.now), id, other],
                    )?;
                    operation.says("leads.import", "Some were put in order");
                }
                3 => {
                    operation.sql.execute(
                        "UPDATE leads SET deleted_at = iif(deleted_at IS NULL, ?1, NULL) WHERE id = ?2",
                        rusqlite::params![activity::written(operation.now), id],
                    )?;
                    operation.says_of_lead(id, "lead.delete", "Somebody came or went");
                }
                _ => {
                    operation.sql.execute(
                        "UPDATE leads SET city = ?1, comments = comments || ?2, phone = '267-555-0119' WHERE id = ?3",
                        rusqlite::params![chance.pick(CITIES), chance.pick(&["a cat ", "a dog ", ""]), id],
                    )?;
                    operation.says_of_lead(id, "lead.edit", "Somebody: 2 fields changed");
                }
            }
            Ok(())
        });
        if let Err(error) = done {
            // A role that may not add leads has added none.
            assert_eq!(error.code, Code::Refused, "{error:?}");
            known.retain(std::result::Result::is_ok);
        }
        known.retain(std::result::Result::is_ok);
    }
    known.into_iter().flatten().collect()
}

/// An entry as somebody finds it by looking at each.
struct Looked {
    id: i64,
    account: Option<i64>,
    action: String,
    lead: Option<i64>,
    at: String,
    leads: BTreeSet<i64>,
    team: Option<i64>,
}

fn every_entry(stage: &Stage) -> Vec<Looked> {
    let raw = stage.raw();
    let mut statement = raw
        .prepare(
            "SELECT operations.id, account_id, action, lead_id, at, first_change, last_change, team_id \
             FROM operations LEFT JOIN accounts ON accounts.id = account_id ORDER BY operations.id DESC",
        )
        .unwrap();
    let mut changed = raw.prepare("SELECT row FROM changes WHERE tbl = 'leads' AND operation = ?1").unwrap();
    let entries = statement.query_map([], |row| {
        let id: i64 = row.get(0)?;
        let mut leads: BTreeSet<i64> =
            changed.query_map([id], |row| row.get(0))?.collect::<std::result::Result<_, _>>()?;
        let lead: Option<i64> = row.get(3)?;
        leads.extend(lead);
        Ok(Looked {
            id,
            account: row.get(1)?,
            action: row.get(2)?,
            lead,
            at: row.get(4)?,
            leads,
            team: row.get(7)?,
        })
    });
    entries.unwrap().collect::<std::result::Result<_, _>>().unwrap()
}

/// What an account sees of the log.
fn is_seen(reading: &Reading<'_>, grant: &Grant, entry: &Looked) -> bool {
    let in_reach = |lead: i64| leads::is_in_reach(reading.sql, grant, lead).unwrap();
    grant.reach == Reach::Everyone
        || entry.account == Some(grant.account)
        || entry.lead.is_some_and(in_reach)
        || (grant.reach == Reach::Team
            && entry.lead.is_none()
            && entry.team.is_some()
            && entry.team == grant.team)
}

fn kind_of(action: &str) -> &str {
    activity::ACTIONS.iter().find(|known| known.name == action).map_or("other", |known| known.kind)
}

/// The entries under a filter, by looking at each.
fn looked_through(stage: &Stage, account: i64, filter: &Value) -> Vec<i64> {
    let filter: ActivityFilter = serde_json::from_value(filter.clone()).unwrap();
    let asked = |list: &Option<Vec<String>>, value: &str| {
        list.as_ref().is_none_or(|list| list.is_empty() || list.iter().any(|asked| asked == value))
    };
    let day = |entry: &Looked| {
        let at = chrono::DateTime::parse_from_rfc3339(&entry.at).unwrap();
        at.with_timezone(&chrono::Local).date_naive().to_string()
    };
    let entries = every_entry(stage);
    ask(stage, account, |reading| {
        let found = entries.iter().filter(|entry| {
            is_seen(reading, reading.grant, entry)
                && filter
                    .people
                    .as_ref()
                    .is_none_or(|people| people.is_empty() || people.contains(&entry.account.unwrap_or(0)))
                && asked(&filter.actions, &entry.action)
                && asked(&filter.kinds, kind_of(&entry.action))
                && filter.lead.is_none_or(|lead| entry.leads.contains(&lead))
                && filter.from.as_ref().is_none_or(|from| &day(entry) >= from)
                && filter.to.as_ref().is_none_or(|to| &day(entry) <= to)
        });
        Ok(found.map(|entry| entry.id).collect())
    })
    .unwrap()
}

/// Spreads the entries over days, an hour from one to the next, as if the office had lived that long.
fn spread(stage: &Stage) {
    let raw = stage.raw();
    raw.execute_batch("DROP TRIGGER operations_stay_u").unwrap();
    let newest: i64 = raw.query_row("SELECT max(id) FROM operations", [], |row| row.get(0)).unwrap();
    for id in 1..=newest {
        let at = chrono::Utc::now() - chrono::Duration::hours(newest - id);
        raw.execute(
            "UPDATE operations SET at = ?1 WHERE id = ?2",
            rusqlite::params![activity::written(at), id],
        )
        .unwrap();
    }
}

fn a_day_back(hours: usize) -> String {
    let day = chrono::Local::now() - chrono::Duration::hours(hours as i64);
    day.date_naive().to_string()
}

/// A filter at random, without words.
fn any_filter(chance: &mut Chance, cast: &Cast, leads: &[i64]) -> Value {
    let mut filter = json!({});
    let actions =
        ["lead.add", "lead.edit", "lead.delete", "lead.reveal", "test.said", "leads.import", "no.such"];
    if chance.once_in(2) {
        filter["people"] = (0..=chance.below(2)).map(|_| *chance.pick(&cast.all())).collect();
    }
    if chance.once_in(3) {
        filter["actions"] = (0..=chance.below(2)).map(|_| *chance.pick(&actions)).collect();
    }
    if chance.once_in(3) {
        filter["kinds"] = (0..=chance.below(2))
            .map(|_| *chance.pick(&["lead", "look", "other", "account", "undo"]))
            .collect();
    }
    if chance.once_in(4) {
        filter["lead"] = json!(chance.pick(leads));
    }
    if chance.once_in(3) {
        filter["from"] = json!(a_day_back(chance.below(160)));
    }
    if chance.once_in(3) {
        filter["to"] = json!(a_day_back(chance.below(160)));
    }
    filter
}

#[test]
fn every_filter_finds_what_a_look_at_each_entry_finds_whoever_asks() {
    let stage = Stage::new();
    let cast = cast(&stage);
    let mut chance = Chance(11);
    let leads = live(&stage, &cast, &mut chance, 110);
    spread(&stage);
    let (mut asked, mut some) = (0, 0);
    for account in cast.all() {
        assert_eq!(found(&stage, account, &json!({})), looked_through(&stage, account, &json!({})));
        for _ in 0..25 {
            let filter = any_filter(&mut chance, &cast, &leads);
            let lead = filter["lead"].as_i64();
            let reached = lead.is_none_or(|lead| {
                ask(&stage, account, |reading| leads::is_in_reach(reading.sql, reading.grant, lead)).unwrap()
            });
            if !reached {
                let question: ActivityQuestion =
                    serde_json::from_value(json!({"filter": filter, "count": 10})).unwrap();
                let refused = ask(&stage, account, |reading| activity::page(reading, question)).unwrap_err();
                sentence(refused, Code::Missing);
                continue;
            }
            let expected = looked_through(&stage, account, &filter);
            assert_eq!(found(&stage, account, &filter), expected, "{account} {filter}");
            asked += 1;
            some += i32::from(!expected.is_empty());
            assert_pages(&stage, account, &filter, &expected, &mut chance);
        }
    }
    assert!(asked > 100 && some > 40, "{some} of {asked} filters found something");
}

/// Piece by piece it is the same.
fn assert_pages(stage: &Stage, account: i64, filter: &Value, expected: &[i64], chance: &mut Chance) {
    let count = 4 + chance.below(20);
    let (mut pieces, mut before): (Vec<i64>, Option<i64>) = (Vec::new(), None);
    loop {
        let page = page_of(stage, account, json!({"filter": filter, "before": before, "count": count}));
        assert_eq!(page.total, expected.len() as i64, "{filter}");
        let Some(last) = page.entries.last() else { break };
        before = Some(last.operation);
        pieces.extend(page.entries.iter().map(|entry| entry.operation));
    }
    assert_eq!(pieces, expected, "{filter}");
    let asked: ActivityFilter = serde_json::from_value(filter.clone()).unwrap();
    let (mut chunks, mut before): (Vec<i64>, Option<i64>) = (Vec::new(), None);
    loop {
        let chunk = ask(stage, account, |reading| ids(reading, &asked, before, count)).unwrap();
        let Some(last) = chunk.last() else { break };
        before = Some(*last);
        chunks.extend(chunk);
    }
    assert_eq!(chunks, expected, "{filter}");
}

#[test]
fn a_day_is_a_stretch_of_the_log_even_where_a_clock_was_wrong_for_a_while() {
    let stage = Stage::new();
    for number in 0..60 {
        stage.add_lead(&format!("Lead{number}"), "Abel");
    }
    spread(&stage);
    let raw = stage.raw();
    let dana = stage.desk.seated().unwrap().account;
    let filter = json!({"from": a_day_back(30), "to": a_day_back(30)});
    let expected = looked_through(&stage, dana, &filter);
    assert!(expected.len() > 20);
    let [middle, newest] = [expected[expected.len() / 2], *expected.iter().max().unwrap()];
    // A computer without a battery, and one that was set to next year for a while.
    for (entry, at) in [
        (middle, "2000-01-01T00:00:01.000Z"),
        (middle + 1, "2000-01-01T00:00:02.000Z"),
        (middle - 3, "2099-01-01T00:00:01.000Z"),
        (newest + 9, "2000-01-01T00:00:01.000Z"),
        (3, "2099-01-01T00:00:02.000Z"),
    ] {
        raw.execute("UPDATE operations SET at = ?1 WHERE id = ?2", rusqlite::params![at, entry]).unwrap();
    }
    assert_eq!(found(&stage, dana, &filter), expected);
    // Days before the office, after it, and turned around.
    for none in [
        json!({"to": "1999-01-01"}),
        json!({"from": "2120-01-01"}),
        json!({"from": a_day_back(0), "to": a_day_back(48)}),
    ] {
        assert_eq!(found(&stage, dana, &none), Vec::<i64>::new(), "{none}");
    }
    let all = stage.log().len();
    assert_eq!(found(&stage, dana, &json!({"from": "1999-01-01", "to": "2120-01-01"})).len(), all);
    assert_eq!(
        found(&stage, dana, &json!({"from": "", "to": " ", "text": "  ", "people": [], "kinds": []})).len(),
        all
    );
}

#[test]
fn what_is_no_day_and_no_kind_is_refused_beside_its_field() {
    let stage = Stage::new();
    for (field, value) in
        [("from", json!("yesterday-ish")), ("to", json!("2026-13-45")), ("kinds", json!(["'"]))]
    {
        let refused = stage.refused("activity_page", json!({"filter": {field: value}, "count": 5}));
        assert_eq!(refused.field.as_deref(), Some(field));
        sentence(refused, Code::Invalid);
    }
    sentence(stage.refused("activity_page", json!({"filter": {"lead": 99}, "count": 5})), Code::Missing);
    for (field, value) in [("people", json!(["dana"])), ("shoe", json!(9)), ("text", json!(7))] {
        let refused = call(&stage.desk, "activity_page", json!({"filter": {field: value}, "count": 5}));
        assert_eq!(refused.unwrap_err().code, Code::BadCall, "{field}");
    }
    for count in [-1, 0] {
        let none = stage.call("activity_page", json!({"count": count}));
        assert_eq!((none["entries"].as_array().unwrap().len(), &none["total"]), (0, &json!(2)));
    }
    let none = stage.call("activity_page", json!({"count": 5, "before": i64::MIN}));
    assert_eq!(none["entries"], json!([]));
    let most = stage.call("activity_page", json!({"count": i64::MAX, "before": i64::MAX}));
    assert_eq!(most["entries"].as_array().unwrap().len(), 2);
}

#[test]
fn what_there_is_to_filter_by_is_what_is_in_the_log_and_may_be_seen() {
    let stage = Stage::new();
    let cast = cast(&stage);
    stage.add_lead("Ruth", "Abel");
    let said = |account: i64, action: &'static str| {
        acting(&stage, account, |operation| {
            operation.says(action, "Something was done");
            Ok(())
        })
        .unwrap();
    };
    said(cast.mate, "partner.add");
    said(cast.manager, "future.deed");
    let names = |account: i64| {
        let filters =
            ask(&stage, account, |reading| activity::filters(reading, porchlight_core::commands::Nothing {}))
                .unwrap();
        let people: Vec<String> = filters.people.iter().map(|person| person.name.clone()).collect();
        let kinds: Vec<String> = filters.kinds.iter().map(|kind| kind.kind.clone()).collect();
        let actions: Vec<String> = filters.actions.iter().map(|action| action.action.clone()).collect();
        (people, kinds, actions)
    };
    let (people, kinds, actions) = names(cast.dana);
    assert_eq!(people, ["Bea Heron", "Dana Whitfield", "Moses Finch"]);
    assert_eq!(kinds, ["lead", "partner", "account", "setting", "other"]);
    for action in ["lead.add", "partner.add", "office.create", "account.sign_in", "future.deed"] {
        assert!(actions.iter().any(|known| known == action), "{action} in {actions:?}");
    }
    // The team lead sees what a member did, and neither the office's making nor what the manager did.
    assert_eq!(
        names(cast.lead),
        (vec!["Moses Finch".to_owned()], vec!["partner".to_owned()], vec!["partner.add".to_owned()])
    );
    assert_eq!(names(cast.intake), (Vec::new(), Vec::new(), Vec::new()));
    let shown = stage.call("activity_filters", json!({}));
    assert_eq!(shown["actions"][0], json!({"action": "lead.add", "kind": "lead", "label": "Lead added"}));
    assert_eq!(found(&stage, cast.dana, &json!({"kinds": ["other"], "people": [cast.manager]})).len(), 1);
}

#[test]
fn counting_ends_at_ten_thousand_and_the_page_is_right_beyond() {
    let stage = Stage::new();
    let me = stage.desk.seated().unwrap().account;
    many_entries(&stage, me, "Many more", 10050);
    let page = page_of(&stage, me, json!({"filter": {"actions": ["test.many"]}, "count": 3}));
    assert_eq!((page.total, page.more), (10_000, true));
    let newest = page.entries[0].operation;
    let before = newest - 10_040;
    let last =
        page_of(&stage, me, json!({"filter": {"actions": ["test.many"]}, "before": before, "count": 200}));
    let ids: Vec<i64> = last.entries.iter().map(|entry| entry.operation).collect();
    assert_eq!(ids, (newest - 10_049..before).rev().collect::<Vec<_>>());
    let all = page_of(&stage, me, json!({"count": 1}));
    assert_eq!((all.total, all.more), (newest, false), "without a filter the count is exact");
}

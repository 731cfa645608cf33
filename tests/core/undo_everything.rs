//! Whatever people did in whatever order: taken back, the office is as it was; done again, it is as it had become.

use std::collections::BTreeSet;

use porchlight_core::commands::{COMMANDS, Kind};
use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::stage::call;
use crate::undo_deeds::{DEEDS, Deed, World, assert_same, live_rows};

/// How many things happen in each of these offices.
const STEPS: usize = 100;

#[test]
fn every_command_that_changes_something_is_tried_or_says_why_it_stays() {
    let known: BTreeSet<&str> = DEEDS.iter().map(|(name, _)| *name).collect();
    let all: BTreeSet<&str> = COMMANDS
        .iter()
        .filter(|command| matches!(command.kind, Kind::Operate | Kind::Keys | Kind::Job))
        .map(|command| command.name)
        .collect();
    assert_eq!(known, all);
    for (name, deed) in DEEDS {
        if let Deed::Between(reason, _) | Deed::Stays(reason) = deed {
            assert!(reason.len() > 10, "{name} says no reason");
        }
    }
}

/// Why nothing of an entry goes back.
const ERASED: &str = "It concerns a lead that was erased for good.";

/// An operation that is to be undone, and at whose desk.
type Pending = (i64, usize);

/// The ordinary operations after one that stand, wholly or in part, and can be taken back.
fn standing(world: &World, after: i64) -> Vec<Pending> {
    let raw = world.stage.raw();
    let mut statement = raw
        .prepare(
            "SELECT operations.id, action, user_name FROM operations JOIN accounts ON accounts.id = account_id \
             WHERE operations.id > ?1 AND undoes IS NULL AND first_change IS NOT NULL",
        )
        .unwrap();
    let all = statement
        .query_map([after], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))
        .unwrap();
    let mut pending = Vec::new();
    for (operation, action, user_name) in all.map(Result::unwrap) {
        // A theme is its person's own; everything else an owner takes back.
        let desk = match (action.as_str(), user_name.as_str()) {
            ("account.theme", "mag") => 1,
            ("account.theme", "ina") => 2,
            _ => 0,
        };
        let outlook = call(&world.desks[desk], "undo_outlook", json!({"operation": operation})).unwrap();
        let refused = outlook["why_not"].as_str().unwrap_or_default();
        if outlook["can"] == true || !outlook["obstacles"].as_array().unwrap().is_empty() {
            pending.push((operation, desk));
        } else {
            assert!(
                refused == "It is undone already."
                    || refused.contains(" stays")
                    || refused.contains("cannot be")
                    || (world.erases && refused == ERASED),
                "{action}: {outlook}"
            );
        }
    }
    pending
}

/// Whether the only thing in the way is what was done together with a lead that was erased.
fn waits_for_erased(world: &World, (operation, desk): Pending) -> bool {
    let outlook = |operation: &Value| {
        call(&world.desks[desk], "undo_outlook", json!({"operation": operation})).unwrap()
    };
    let found = outlook(&json!(operation));
    let obstacles = found["obstacles"].as_array().unwrap();
    world.erases && obstacles.iter().any(|found| outlook(&found["operation"])["why_not"] == ERASED)
}

/// The log as it is, but for the changes of leads, for whoever looks for the reason of a failure.
fn told(world: &World) -> String {
    let raw = world.stage.raw();
    let mut statement = raw
        .prepare(
            "SELECT operation || ' ' || action || ' of ' || coalesce(undoes, '-') || ': ' || tbl || ' ' || row || ' ' || coalesce(what, 'added') \
             FROM changes JOIN operations ON operations.id = operation WHERE operation > 9 AND tbl <> 'leads' ORDER BY changes.id",
        )
        .unwrap();
    let lines: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    lines.join("\n")
}

/// Takes all of them back in some order that is legal; answers with the undos.
fn take_back(world: &mut World, mut pending: Vec<Pending>) -> Vec<Pending> {
    let mut undos = Vec::new();
    let mut refused = 0;
    while !pending.is_empty() {
        let at = world.below(pending.len());
        let (operation, desk) = pending[at];
        match call(&world.desks[desk], "undo", json!({"operation": operation})) {
            Ok(done) => {
                undos.push((done["operation"].as_i64().unwrap(), desk));
                pending.swap_remove(at);
                refused = 0;
            }
            Err(error) => {
                assert_eq!(error.code, Code::MovedOn, "{operation}: {error:?}");
                refused += 1;
                if refused > 40 * pending.len() && pending.iter().all(|one| waits_for_erased(world, *one)) {
                    return undos;
                }
                if refused > 40 * pending.len() {
                    let why: Vec<String> = pending
                        .iter()
                        .map(|(operation, desk)| {
                            call(&world.desks[*desk], "undo", json!({"operation": operation}))
                                .unwrap_err()
                                .sentence
                        })
                        .collect();
                    panic!("nothing of {pending:?} can be undone: {why:#?}\n{}", told(world));
                }
            }
        }
    }
    undos
}

fn newest(world: &World) -> i64 {
    world.stage.raw().query_row("SELECT max(id) FROM operations", [], |row| row.get(0)).unwrap()
}

/// What happens at random, goes back at random, and where `and_again` comes again and goes once more.
fn back_and_forth(seed: u64, and_again: bool) {
    let mut world = World::new(seed);
    let began = newest(&world);
    let before = live_rows(&world.stage);
    let numbers = world.stage.call("dashboard", json!({}));
    for _ in 0..STEPS {
        world.step();
    }
    let after = live_rows(&world.stage);
    let pending = standing(&world, began);
    assert!(pending.len() > STEPS / 5, "too little happened: {}", pending.len());
    let undos = take_back(&mut world, pending.clone());
    assert_same(&live_rows(&world.stage), &before, &format!("seed {seed}, taken back"));
    assert_eq!(world.stage.call("dashboard", json!({})), numbers);
    assert!(standing(&world, began).is_empty());
    if and_again {
        take_back(&mut world, undos);
        assert_same(&live_rows(&world.stage), &after, &format!("seed {seed}, done again"));
        take_back(&mut world, pending);
        assert_same(&live_rows(&world.stage), &before, &format!("seed {seed}, taken back once more"));
    }
    world.stage.assert_sound();
}

/// The seeds of a test; more of them, 'from-to', where `PORCHLIGHT_UNDO_SEEDS` asks for that.
fn seeds(own: &[u64]) -> Vec<u64> {
    let Ok(asked) = std::env::var("PORCHLIGHT_UNDO_SEEDS") else { return own.to_vec() };
    let (from, to) = asked.split_once('-').expect("PORCHLIGHT_UNDO_SEEDS is written as 1-30");
    (from.parse().unwrap()..=to.parse().unwrap()).collect()
}

#[test]
fn whatever_happened_goes_back_in_any_legal_order() {
    for seed in seeds(&[1, 41, 123]) {
        back_and_forth(seed, false);
    }
}

#[test]
fn whatever_went_back_comes_again_and_goes_once_more() {
    for seed in seeds(&[11, 52, 109]) {
        back_and_forth(seed, true);
    }
}

#[test]
fn whoever_was_erased_stays_gone_and_all_other_leads_go_and_come() {
    for seed in seeds(&[3, 107]) {
        let mut world = World::new(seed);
        world.erases = true;
        let began = newest(&world);
        for _ in 0..STEPS {
            world.step();
        }
        let leads = |world: &World| {
            let rows = live_rows(&world.stage).into_iter();
            rows.filter(|row| row.starts_with("[\"leads\"")).collect::<Vec<_>>()
        };
        let after = leads(&world);
        let pending = standing(&world, began);
        let undos = take_back(&mut world, pending);
        assert_same(&leads(&world), &[], &format!("seed {seed}, taken back"));
        take_back(&mut world, undos);
        assert_same(&leads(&world), &after, &format!("seed {seed}, done again"));
        world.stage.assert_sound();
    }
}

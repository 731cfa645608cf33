//! A change of the data key that is killed after each of its steps, and what the next sign-in makes of it.

use super::*;

/// What a database is to a change of its key: the key it opens with, and the ring it remembers.
#[derive(Clone)]
struct Database {
    opens_with: [u8; 32],
    ring: Vec<u8>,
}

/// The steps of a change, each of which reaches the disk as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Nothing,
    RingBegunInDatabase,
    RingBegunInFile,
    DatabaseChanged,
    RingEndedInDatabase,
    RingEndedInFile,
}

/// Disables Ruth and changes the key as far as this step.
fn until(step: Step, office: &mut TestOffice) -> Database {
    let mut database = Database {
        opens_with: office.data_key.commitment(),
        ring: office.ring.next(&office.data_key).unwrap(),
    };
    KeyRing::put(&office.keys(), &database.ring).unwrap();
    let ring = &mut office.ring;
    ring.disable(2, &office.data_key).unwrap();
    let new = ring.begin_rotation(&office.data_key).unwrap();
    if step >= Step::RingBegunInDatabase {
        database.ring = ring.next(&new).unwrap();
    }
    if step >= Step::RingBegunInFile {
        KeyRing::put(&office.folder.path().join("office.keys"), &database.ring).unwrap();
    }
    if step >= Step::DatabaseChanged {
        database.opens_with = new.commitment();
    }
    if step >= Step::RingEndedInDatabase {
        ring.end_rotation(&new).unwrap();
        database.ring = ring.next(&new).unwrap();
    }
    if step >= Step::RingEndedInFile {
        KeyRing::put(&office.folder.path().join("office.keys"), &database.ring).unwrap();
    }
    database
}

/// What Dana's next sign-in does: opens the database, brings the file up, does the rest of the change.
fn signs_in(office: &TestOffice, database: &mut Database) -> KeyRing {
    loop {
        let mut ring = KeyRing::read(&office.keys()).unwrap();
        let unlocked = enter(&ring, "dana", DANA_PASSWORD).unwrap();
        let fits = |key: &DataKey| key.commitment() == database.opens_with;
        let former_fits = unlocked.former.as_ref().is_some_and(fits);
        assert!(fits(&unlocked.data_key) || former_fits, "the database opens with neither key");
        let remembered = KeyRing::parse(&database.ring).unwrap();
        if ring.check_against(&remembered).unwrap() == Beside::Behind {
            KeyRing::put(&office.keys(), &database.ring).unwrap();
            continue;
        }
        if ring.is_rotating() {
            database.opens_with = unlocked.data_key.commitment();
            ring.end_rotation(&unlocked.data_key).unwrap();
            database.ring = ring.next(&unlocked.data_key).unwrap();
            KeyRing::put(&office.keys(), &database.ring).unwrap();
        }
        return ring;
    }
}

#[test]
fn a_change_that_was_killed_anywhere_is_completed_or_never_was() {
    use Step::*;
    for step in
        [Nothing, RingBegunInDatabase, RingBegunInFile, DatabaseChanged, RingEndedInDatabase, RingEndedInFile]
    {
        let mut office = TestOffice::with_ruth();
        let mut database = until(step, &mut office);
        let ring = signs_in(&office, &mut database);
        let unlocked = enter(&ring, "dana", DANA_PASSWORD).unwrap();
        assert_eq!(unlocked.data_key.commitment(), database.opens_with, "{step:?}");
        assert!(!ring.is_rotating() && unlocked.former.is_none(), "{step:?}");
        assert_eq!(ring.epoch(), if step == Nothing { 1 } else { 2 }, "{step:?}");
        // Ruth is disabled, or nothing has happened at all.
        assert_eq!(enter(&ring, "ruth", RUTH_PASSWORD).is_ok(), step == Nothing, "{step:?}");
        let file = KeyRing::read(&office.keys()).unwrap();
        assert_eq!(file.check_against(&KeyRing::parse(&database.ring).unwrap()).unwrap(), Beside::Same);
        let code = office.code.shown();
        ring.clone().recover(&code, &secret(NEW_PASSWORD), &Cost::FLOOR).unwrap();
    }
}

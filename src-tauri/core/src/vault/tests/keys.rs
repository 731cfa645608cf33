//! The data key, the grants and the cost of a password.

use super::super::grant::{Grant, Holder};
use super::super::key_pair::KeyPair;
use super::*;

#[test]
fn a_data_key_gives_exactly_the_pragma_that_sqlcipher_takes_raw() {
    let key = DataKey::from_parts(&[0xab; 32], [0x01; 16]);
    let expected = format!("x'{}{}'", "ab".repeat(32), "01".repeat(16));
    assert_eq!(*key.pragma_key().unwrap(), expected);
    assert_eq!(expected.len(), 99);
    assert_eq!(key.pragma_key().unwrap().capacity(), 99, "grew and left a copy");
}

#[test]
fn derived_keys_differ_by_purpose_and_by_key() {
    let (one, other) = (DataKey::random().unwrap(), DataKey::random().unwrap());
    assert_eq!(one.derive("activity-log"), one.derive("activity-log"));
    assert_ne!(one.derive("activity-log"), one.derive("key-ring"));
    assert_ne!(one.derive("activity-log"), other.derive("activity-log"));
    assert_ne!(one.commitment(), other.commitment());
    let resalted = DataKey::from_parts(one.expose(), other.salt());
    assert_ne!(one.commitment(), resalted.commitment());
}

#[test]
fn no_secret_is_shown_by_debug() {
    let office = TestOffice::new();
    let unlocked = enter(&office.ring, "dana", DANA_PASSWORD).unwrap();
    assert_eq!(format!("{:?}", office.data_key), "DataKey(hidden)");
    assert_eq!(format!("{:?}", office.code), "RecoveryCode(hidden)");
    assert_eq!(format!("{unlocked:?}"), "Unlocked(account 1)");
    assert_eq!(format!("{:?}", office.ring), "KeyRing(counter 0, 1 accounts)");
}

#[test]
fn a_grant_opens_only_for_its_office_holder_pair_and_epoch() {
    let (office, other_office) = ([1; 16], [2; 16]);
    let (pair, other_pair) = (KeyPair::random().unwrap(), KeyPair::random().unwrap());
    let key = DataKey::random().unwrap();
    let holder = Holder::Account(7);
    let grant = Grant::seal(&office, holder, &pair.public(), 3, &key).unwrap();

    let opened = grant.open(&office, holder, &pair, key.salt()).unwrap();
    assert_eq!(opened.commitment(), key.commitment());
    assert!(grant.open(&other_office, holder, &pair, key.salt()).is_none());
    assert!(grant.open(&office, Holder::Account(8), &pair, key.salt()).is_none());
    assert!(grant.open(&office, Holder::Recovery, &pair, key.salt()).is_none());
    assert!(grant.open(&office, holder, &other_pair, key.salt()).is_none());
    let mut moved = grant;
    moved.epoch = 4;
    assert!(moved.open(&office, holder, &pair, key.salt()).is_none());
}

#[test]
fn costs_outside_the_floor_and_the_ceiling_are_refused() {
    for (memory, passes, lanes) in [(19 * 1024, 2, 1), (64 * 1024, 3, 1), (512 * 1024, 10, 4)] {
        Cost::new(memory, passes, lanes).unwrap();
    }
    for (memory, passes, lanes) in [
        (19 * 1024 - 1, 2, 1),
        (19 * 1024, 1, 1),
        (19 * 1024, 2, 0),
        (512 * 1024 + 1, 3, 1),
        (64 * 1024, 11, 1),
        (64 * 1024, 3, 5),
        (0, 0, 0),
        (u32::MAX, u32::MAX, u32::MAX),
    ] {
        refused(Cost::new(memory, passes, lanes), Code::Damaged);
        let json = format!(r#"{{"memory_kib":{memory},"passes":{passes},"lanes":{lanes}}}"#);
        assert!(serde_json::from_str::<Cost>(&json).is_err(), "{json}");
    }
}

#[test]
fn stretching_is_argon2id_of_the_normalised_password() {
    // Known answer of the reference implementation (phc-winner-argon2, through argon2-cffi):
    // hash_secret_raw(b"password", b"somesalt12345678", 2, 19456, 1, 32, Type.ID)
    let key = Cost::FLOOR.stretch(&secret("password"), b"somesalt12345678").unwrap();
    assert_eq!(hex::encode(*key), "0c4c0b6db219194b6006e078818a24eabea136f7af619a31930310e7f2d749a5");
    let salt = [5; 16];
    let composed = Cost::FLOOR.stretch(&secret("caf\u{e9} \u{ff21}bend"), &salt).unwrap();
    let apart = Cost::FLOOR.stretch(&secret("cafe\u{301} Abend"), &salt).unwrap();
    assert_eq!(composed, apart);
}

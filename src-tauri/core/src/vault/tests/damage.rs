//! The key ring changed by accident and on purpose: nothing of it ever opens.

use super::super::ring::Ring;
use super::*;

/// What somebody makes who knows the format and repairs the check sum, but does not hold the data key.
fn forged(file: &Value) -> Result<KeyRing, Error> {
    let not_one = |_| Error::new(Code::Damaged, "This is no key ring at all, not even a forged one.");
    let ring: Ring = serde_json::from_value(file["ring"].clone()).map_err(not_one)?;
    let mac = hex::decode(file["mac"].as_str().unwrap_or_default()).unwrap_or_default();
    let mac = mac.try_into().unwrap_or_default();
    let mut forged = KeyRing { format: 2, ring, mac, digest: [0; 32], on_disk: [0; 32] };
    forged.digest = forged.digest_now()?;
    KeyRing::parse(&forged.to_bytes()?)
}

/// An office with a link and a former key, in the middle of its second change.
fn rotating() -> TestOffice {
    let mut office = TestOffice::with_ruth();
    office.rotate();
    office.data_key = office.ring.begin_rotation(&office.data_key).unwrap();
    office
}

/// The same after the change.
fn rotated() -> TestOffice {
    let mut office = rotating();
    office.ring.end_rotation(&office.data_key).unwrap();
    office
}

#[test]
fn every_field_that_is_changed_is_noticed_when_the_file_is_read() {
    let mut office = rotating();
    office.write();
    let text = std::fs::read_to_string(office.keys()).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut paths = Vec::new();
    leaves(&whole, "", &mut paths);
    assert!(paths.len() > 55, "the walk has found only {} fields", paths.len());
    for path in paths {
        // In the text itself, so that the order of the fields stays what it is.
        let leaf = whole.pointer(&path).unwrap();
        let name = path.rsplit('/').next().unwrap();
        let line = |value: &Value| format!("\"{name}\": {value}");
        assert!(text.contains(&line(leaf)), "{path}");
        let changed = text.replacen(&line(leaf), &line(&other(leaf)), 1);
        let code = if path == "/format" { Code::Newer } else { Code::Damaged };
        refused(KeyRing::parse(changed.as_bytes()), code);
    }
}

#[test]
fn every_field_that_is_forged_is_noticed_when_somebody_signs_in() {
    let office = rotating();
    let whole: Value = serde_json::from_slice(&office.ring.to_bytes().unwrap()).unwrap();
    assert!(office.opens(&forged(&whole).unwrap(), "dana", DANA_PASSWORD), "the forger's tools work");
    let mut paths = Vec::new();
    leaves(&whole, "", &mut paths);
    // Without the right private key nothing can be said but that the password does not fit.
    let password_side =
        ["/ring/office", "/ring/accounts/0/key", "/ring/accounts/0/id", "/ring/accounts/0/user_name"];
    for path in paths.iter().filter(|path| *path != "/format" && *path != "/digest") {
        let mut changed = whole.clone();
        let leaf = changed.pointer_mut(path).unwrap();
        *leaf = other(leaf);
        let answer = forged(&changed).and_then(|ring| enter(&ring, "dana", DANA_PASSWORD));
        let error = answer.expect_err(path);
        let hidden = path != "/ring/office_name" && password_side.iter().any(|side| path.starts_with(side));
        assert!(error.code == Code::Damaged || (hidden && error.code == Code::SignIn), "{path}: {error:?}");
    }
}

#[test]
fn a_forged_cost_below_the_floor_is_never_worked_with() {
    let office = TestOffice::new();
    let whole: Value = serde_json::from_slice(&office.ring.to_bytes().unwrap()).unwrap();
    for (field, value) in [("memory_kib", 1024), ("memory_kib", 1 << 30), ("passes", 1), ("lanes", 0)] {
        let mut changed = whole.clone();
        changed["ring"]["accounts"][0]["key"]["cost"][field] = Value::from(value);
        refused(forged(&changed), Code::Damaged);
    }
}

#[test]
fn unknown_missing_and_doubled_fields_are_refused() {
    let office = TestOffice::new();
    let text = String::from_utf8(office.ring.to_bytes().unwrap()).unwrap();
    for (from, to) in [
        ("\"epoch\": 1,\n    \"counter\"", "\"epoch\": 1,\n    \"epoch\": 1,\n    \"counter\""),
        ("\"owner\": 1,", "\"owner\": 1,\n    \"note\": 1,"),
        ("\"owner\": 1,", ""),
        ("\"owner\": 1,", "\"owner\":  1,"),
        ("\n}\n", "\n}"),
        ("\n}\n", "\n}\n\n"),
        ("\"format\": 2", "\"format\": 0"),
        ("\"format\": 2", "\"format\": 1"),
        ("\"format\": 2", "\"format\": -1"),
        ("\"format\": 2", "\"format\": \"2\""),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        refused(KeyRing::parse(changed.as_bytes()), Code::Damaged);
    }
    refused(KeyRing::parse(text.to_uppercase().as_bytes()), Code::Damaged);
    refused(KeyRing::parse(b""), Code::Damaged);
    refused(KeyRing::parse(br#"{"format": 3, "all": "new"}"#), Code::Newer);
}

#[test]
fn rings_of_a_shape_that_cannot_be_are_refused() {
    let office = TestOffice::with_ruth();
    let bends: [fn(&mut Ring); 8] = [
        |ring| ring.accounts.clear(),
        |ring| ring.accounts.reverse(),
        |ring| ring.owner = 9,
        |ring| ring.accounts[1].user_name = "DANA".into(),
        |ring| ring.accounts[1].user_name = "dana@lakeside.example".into(),
        |ring| ring.accounts[0].grants.clear(),
        |ring| ring.accounts[1].state = AccountState::Disabled,
        |ring| ring.epoch = 2,
    ];
    for bend in bends {
        let mut ring = office.ring.clone();
        bend(&mut ring.ring);
        ring.seal(&office.data_key).unwrap();
        refused(KeyRing::parse(&ring.to_bytes().unwrap()), Code::Damaged);
    }
}

#[test]
fn a_file_over_the_largest_size_is_not_read() {
    let office = TestOffice::new();
    std::fs::write(office.keys(), vec![b' '; (1 << 20) + 1]).unwrap();
    refused(KeyRing::read(&office.keys()), Code::Damaged);
}

#[test]
fn a_thousand_random_mutants_open_nothing() {
    for (office, seed) in [(rotating(), 0x9e37_79b9_7f4a_7c15), (rotated(), 0xd1b5_4a32_d192_ed03)] {
        let whole = office.ring.to_bytes().unwrap();
        let mut dice = Dice(seed);
        let mut signed_in = 0;
        for _ in 0..1000 {
            let mutant = dice.mutant(&whole);
            if mutant == whole {
                continue;
            }
            assert!(KeyRing::parse(&mutant).is_err());
            // And with the check sum repaired, as far as it is still a key ring at all.
            let Some(ring) = serde_json::from_slice(&mutant).ok().and_then(|file| forged(&file).ok()) else {
                continue;
            };
            if signed_in < 30 && ring.to_bytes().unwrap() != whole {
                signed_in += 1;
                assert!(enter(&ring, "dana", DANA_PASSWORD).is_err());
            }
        }
        assert!(signed_in > 20, "only {signed_in} mutants were worth a try");
    }
}

#[test]
fn what_a_ring_of_one_moment_holds_is_of_no_use_in_another() {
    let (before, mut office) = (TestOffice::with_ruth(), TestOffice::with_ruth());
    let old = office.ring.clone();
    office.rotate();
    let swaps: [fn(&mut Ring, &Ring); 5] = [
        |ring, old| ring.accounts[0] = old.accounts[0].clone(),
        |ring, old| ring.accounts[0].grants = old.accounts[0].grants.clone(),
        |ring, old| ring.recovery = old.recovery.clone(),
        |ring, old| ring.links = old.links.clone(),
        |ring, old| ring.counter = old.counter + 7,
    ];
    for swap in swaps {
        for source in [&old, &before.ring] {
            let mut mixed = office.ring.clone();
            swap(&mut mixed.ring, &source.ring);
            mixed.digest = mixed.digest_now().unwrap();
            let read = KeyRing::parse(&mixed.to_bytes().unwrap());
            assert!(read.and_then(|ring| enter(&ring, "dana", DANA_PASSWORD)).is_err());
        }
    }
}

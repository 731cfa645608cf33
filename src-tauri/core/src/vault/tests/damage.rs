//! The key ring changed by accident and on purpose: nothing of it ever opens.

use super::super::key_ring::Ring;
use super::*;
use serde_json::Value;

/// The path of every leaf, as JSON pointers.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| leaves(member, &format!("{path}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| leaves(item, &format!("{path}/{at}"), found));
        }
        _ => found.push(path.to_owned()),
    }
}

/// A value like this one, but another.
fn other(leaf: &Value) -> Value {
    match leaf {
        Value::Number(number) => Value::from(number.as_i64().unwrap() + 1),
        Value::Null => Value::from(0),
        Value::String(text) => Value::from(match text.as_str() {
            "active" => "disabled".to_owned(),
            "shown" => "confirmed".to_owned(),
            text => {
                let last = text.chars().last().unwrap();
                format!("{}{}", &text[..text.len() - 1], if last == '1' { '2' } else { '1' })
            }
        }),
        _ => panic!("no such leaf in a key ring: {leaf}"),
    }
}

/// What somebody makes who knows the format and repairs the check sum, but does not hold the data key.
fn forged(file: &Value) -> Result<KeyRing, Error> {
    let not_one = |_| Error::new(Code::Damaged, "This is no key ring at all, not even a forged one.");
    let ring: Ring = serde_json::from_value(file["ring"].clone()).map_err(not_one)?;
    let mac = hex::decode(file["mac"].as_str().unwrap_or_default()).unwrap_or_default();
    let mac = mac.try_into().unwrap_or_default();
    let mut forged = KeyRing { ring, mac, digest: [0; 32], on_disk: [0; 32] };
    forged.digest = forged.digest_now()?;
    KeyRing::parse(&forged.to_bytes()?)
}

#[test]
fn every_field_that_is_changed_is_noticed_when_the_file_is_read() {
    let mut office = TestOffice::with_ruth();
    office.write();
    let text = std::fs::read_to_string(office.keys()).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut paths = Vec::new();
    leaves(&whole, "", &mut paths);
    assert!(paths.len() > 40, "the walk has found only {} fields", paths.len());
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
    let office = TestOffice::with_ruth();
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
        let answer = forged(&changed).and_then(|ring| ring.sign_in("dana", &secret(DANA_PASSWORD)));
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
        ("\"format\": 1", "\"format\": 0"),
        ("\"format\": 1", "\"format\": -1"),
        ("\"format\": 1", "\"format\": \"1\""),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        refused(KeyRing::parse(changed.as_bytes()), Code::Damaged);
    }
    refused(KeyRing::parse(text.to_uppercase().as_bytes()), Code::Damaged);
    refused(KeyRing::parse(b""), Code::Damaged);
    refused(KeyRing::parse(br#"{"format": 2, "all": "new"}"#), Code::Newer);
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
    let office = TestOffice::with_ruth();
    let whole = office.ring.to_bytes().unwrap();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut signed_in = 0;
    for _ in 0..1000 {
        let mut mutant = whole.clone();
        match next(4) {
            0 => mutant.truncate(next(whole.len())),
            1 => drop(mutant.remove(next(whole.len()))),
            2 => mutant.insert(next(whole.len()), next(256) as u8),
            _ => mutant[next(whole.len())] ^= 1 << next(8),
        }
        if mutant == whole {
            continue;
        }
        assert!(KeyRing::parse(&mutant).is_err());
        // And with the check sum repaired, as far as it is still a key ring at all.
        let Some(ring) = serde_json::from_slice(&mutant).ok().and_then(|file| forged(&file).ok()) else {
            continue;
        };
        if signed_in < 100 && ring.to_bytes().unwrap() != whole {
            signed_in += 1;
            assert!(ring.sign_in("dana", &secret(DANA_PASSWORD)).is_err());
        }
    }
    assert!(signed_in > 50, "only {signed_in} mutants were worth a try");
}

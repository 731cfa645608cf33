//! The inbox changed by accident and on purpose: nobody is kept out, and nobody is let in.

use super::*;

/// Mona asks for an account and Ruth for a reset.
fn waiting(office: &TestOffice) -> Inbox {
    let mut inbox = Inbox::default();
    office.ask(&mut inbox, "mona", NEW_PASSWORD).unwrap();
    office.ask_reset(&mut inbox, "ruth", NEW_PASSWORD).unwrap();
    inbox
}

fn read(office: &TestOffice, bytes: &[u8]) -> Inbox {
    let path = office.folder.path().join("office.inbox");
    std::fs::write(&path, bytes).unwrap();
    Inbox::read(&path).unwrap()
}

fn bytes_of(office: &TestOffice, inbox: &Inbox) -> Vec<u8> {
    let path = office.folder.path().join("office.inbox");
    inbox.write(&path).unwrap();
    std::fs::read(&path).unwrap()
}

#[test]
fn a_damaged_inbox_keeps_nobody_out() {
    let office = TestOffice::with_ruth();
    let whole = String::from_utf8(bytes_of(&office, &waiting(&office))).unwrap();
    let bent = [
        String::new(),
        "{".to_owned(),
        whole.replacen("\"format\": 1", "\"format\": 2", 1),
        whole.replacen("\"number\": 3", "\"number\": 0", 1),
        whole.replacen("\"number\": 3", "\"number\": 2", 1),
        whole.replacen("\"number\": 3", "\"number\":  3", 1),
        whole.replacen("\"number\": 3,", "\"number\": 3,\n      \"note\": 3,", 1),
        whole.replacen("\"user_name\": \"mona\"", "\"user_name\": \"RUTH\"", 1),
        whole.replacen("\"user_name\": \"mona\"", "\"user_name\": \"mo na\"", 1),
        whole.replacen("mona@lakeside.example", "mona", 1),
        whole.replacen(ASKED_AT, "yesterday", 1),
        whole.replacen("\"lanes\": 1", "\"lanes\": 0", 1),
        whole.replacen("\"pin\": null", "\"pin\": {\"epoch\": 1}", 1),
        whole.replacen(COMPUTER, &"C".repeat(201), 1),
        format!("{whole}{}", " ".repeat(1 << 18)),
    ];
    for text in bent {
        assert_ne!(text, whole);
        let inbox = read(&office, text.as_bytes());
        assert!(inbox.was_damaged() && inbox.requests().is_empty(), "{}", &text[..text.len().min(400)]);
    }
    let inbox = read(&office, b"{}");
    let mut fresh = inbox.clone();
    office.ring.sign_in(&inbox, "ruth", &secret(RUTH_PASSWORD)).unwrap();
    office.ask(&mut fresh, "omar", NEW_PASSWORD).unwrap();
}

#[test]
fn every_field_of_a_request_that_is_changed_is_refused_or_harmless() {
    let office = TestOffice::with_ruth();
    let id = office.ring.office();
    let whole = bytes_of(&office, &waiting(&office));
    let text = String::from_utf8(whole).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let mut paths = Vec::new();
    leaves(&value, "/requests", &mut paths);
    paths.clear();
    for at in 0..2 {
        leaves(&value["requests"][at], "", &mut paths);
    }
    let (mut refused_fields, mut seen) = (0, 0);
    for (count, path) in paths.iter().enumerate() {
        let at = count / (paths.len() / 2);
        let original = read(&office, text.as_bytes()).requests()[at].clone();
        let mut changed = value.clone();
        let leaf = changed["requests"][at].pointer_mut(path).unwrap();
        *leaf = other(leaf);
        // As the program would write it, if the fields are what they must be at all.
        let Ok(request) = serde_json::from_value::<Request>(changed["requests"][at].clone()) else {
            refused_fields += 1;
            continue;
        };
        seen += 1;
        let mut ring = office.ring.clone();
        let other_words = request.words(&id) != original.words(&id);
        let swapped = ["/number", "/kind", "/key/public"].contains(&path.as_str());
        assert_eq!(other_words, swapped, "{path}: the words say that it is another request");
        let approved = ring.approve(&request, &office.data_key);
        let user = request.user_name.clone();
        match path.as_str() {
            "/asked_at" | "/computer" => {
                assert!(approved.is_err() || office.opens(&ring, &user, NEW_PASSWORD))
            }
            "/user_name" | "/name" | "/email" if at == 0 => {
                // What the administrator saw is what the account is called.
                approved.unwrap();
                assert!(office.opens(&ring, &user, NEW_PASSWORD));
            }
            "/user_name" | "/name" | "/email" | "/number" | "/kind" if at == 1 => {
                refused(approved, Code::MovedOn);
            }
            // Moved to another number, or wrapped otherwise: no password fits any more.
            _ => assert!(approved.is_err() || !office.opens(&ring, &user, NEW_PASSWORD), "{path}"),
        }
        assert!(office.opens(&ring, "dana", DANA_PASSWORD), "everybody else goes on as before");
    }
    assert!(seen > 20 && refused_fields > 0, "{seen} {refused_fields}");
}

#[test]
fn keys_swapped_between_two_requests_show_other_words_and_open_nothing() {
    let office = TestOffice::with_ruth();
    let id = office.ring.office();
    let (mona, ruth) = {
        let inbox = waiting(&office);
        (inbox.requests()[0].clone(), inbox.requests()[1].clone())
    };
    let (mut mona_swapped, mut ruth_swapped) = (mona.clone(), ruth.clone());
    (mona_swapped.key, ruth_swapped.key) = (ruth.key.clone(), mona.key.clone());
    assert_ne!(mona.words(&id), mona_swapped.words(&id));
    assert_ne!(ruth.words(&id), ruth_swapped.words(&id));
    let mut ring = office.ring.clone();
    ring.approve(&mona_swapped, &office.data_key).unwrap();
    ring.approve(&ruth_swapped, &office.data_key).unwrap();
    refused(enter(&ring, "mona", NEW_PASSWORD), Code::SignIn);
    refused(enter(&ring, "ruth", NEW_PASSWORD), Code::SignIn);
}

#[test]
fn a_forged_request_never_stands_before_an_account() {
    let office = TestOffice::with_ruth();
    let mut inbox = Inbox::default();
    let mut request = office.ask(&mut inbox, "mona", NEW_PASSWORD).unwrap();
    // It claims Ruth's own name: Ruth signs in as before, and its password is nobody's.
    inbox.take(&request.id());
    request.user_name = "ruth".into();
    inbox.put(request);
    office.ring.sign_in(&inbox, "ruth", &secret(RUTH_PASSWORD)).unwrap();
    refused(office.ring.sign_in(&inbox, "ruth", &secret(NEW_PASSWORD)), Code::SignIn);
}

#[test]
fn a_thousand_mutants_let_nobody_in() {
    let office = TestOffice::with_ruth();
    let id = office.ring.office();
    let inbox = waiting(&office);
    let whole = bytes_of(&office, &inbox);
    let known: Vec<_> = inbox.requests().iter().map(|request| request.words(&id)).collect();
    let path = office.folder.path().join("office.inbox");
    let mut dice = Dice(0x51_7cc1_b727_220a);
    let (mut whole_ones, mut approved) = (0, 0);
    for _ in 0..1000 {
        let mutant = dice.mutant(&whole);
        std::fs::write(&path, &mutant).unwrap();
        let read = Inbox::read(&path).unwrap();
        if mutant == whole || read.was_damaged() {
            assert!(read.was_damaged() == read.requests().is_empty());
            continue;
        }
        whole_ones += 1;
        for request in read.requests() {
            let original = inbox.requests().iter().find(|original| original.id() == request.id());
            let same_key = original.is_some_and(|original| original.number == request.number);
            assert_eq!(known.contains(&request.words(&id)), same_key, "a swapped key shows other words");
            let mut ring = office.ring.clone();
            if approved < 25 && ring.approve(request, &office.data_key).is_ok() {
                approved += 1;
                assert!(office.opens(&ring, "dana", DANA_PASSWORD));
                assert!(ring.accounts().len() <= 3);
            }
        }
    }
    assert!(whole_ones > 20 && approved > 15, "only {whole_ones} mutants were still an inbox, {approved}");
}

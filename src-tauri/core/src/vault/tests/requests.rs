//! Asking, comparing the words, approving; and what a waiting password can do.

use super::super::cost::STRETCHED;
use super::*;

#[test]
fn somebody_asks_is_approved_and_signs_in() {
    let mut office = TestOffice::new();
    let mut inbox = Inbox::default();
    let request = office.ask(&mut inbox, "Ruth", RUTH_PASSWORD).unwrap();
    assert_eq!((request.number, request.kind), (2, RequestKind::Account));
    assert_eq!(request.words(&office.ring.office()), inbox.requests()[0].words(&office.ring.office()));

    let waits = refused(office.ring.sign_in(&inbox, "ruth", &secret(RUTH_PASSWORD)), Code::Refused);
    assert!(waits.sentence.starts_with("This account waits for approval."));
    let wrong = refused(office.ring.sign_in(&inbox, "ruth", &secret(DANA_PASSWORD)), Code::SignIn);
    assert_eq!(wrong, refused(enter(&office.ring, "nobody", DANA_PASSWORD), Code::SignIn));

    let taken = inbox.take(&request.id()).unwrap();
    assert!(inbox.take(&request.id()).is_none());
    office.ring.approve(&taken, &office.data_key).unwrap();
    office.write();
    let mut ring = KeyRing::read(&office.keys()).unwrap();
    let unlocked = enter(&ring, "ruth@LAKESIDE.example", RUTH_PASSWORD).unwrap();
    assert!(ring.adopt(&unlocked).unwrap(), "pinned at the first sign-in");
    assert!(office.opens(&ring, "ruth", RUTH_PASSWORD));
    refused(ring.approve(&taken, &office.data_key), Code::MovedOn);
}

#[test]
fn a_reset_works_from_its_approval_on_and_the_old_password_until_then() {
    let mut office = TestOffice::with_ruth();
    let mut inbox = Inbox::default();
    let first = office.ask_reset(&mut inbox, "ruth", "seven lanterns drift past oslo").unwrap();
    let asked = office.ask_reset(&mut inbox, "RUTH@lakeside.example", NEW_PASSWORD).unwrap();
    assert_eq!(inbox.requests().len(), 1, "the second takes the place of the first");
    assert_ne!(first.words, asked.words);
    let request = inbox.take(&asked.id).unwrap();
    assert_eq!(request.words(&office.ring.office()), asked.words);
    assert_eq!((request.number, request.kind), (2, RequestKind::Reset));
    inbox.put(request.clone());

    office.ring.sign_in(&inbox, "ruth", &secret(RUTH_PASSWORD)).unwrap();
    let waits = refused(office.ring.sign_in(&inbox, "ruth", &secret(NEW_PASSWORD)), Code::Refused);
    assert!(waits.sentence.contains("approved") && waits.sentence.contains("Until then the old one does"));
    office.ring.approve(&request, &office.data_key).unwrap();
    assert!(office.opens(&office.ring, "ruth", NEW_PASSWORD));
    refused(office.ring.sign_in(&inbox, "ruth", &secret(RUTH_PASSWORD)), Code::SignIn);
    assert!(inbox.forget_approved(&office.ring), "what is left of it after a kill is cleared away");
    assert!(inbox.requests().is_empty() && !inbox.forget_approved(&office.ring));
}

#[test]
fn a_reset_of_an_unknown_or_disabled_account_looks_the_same_and_leaves_nothing() {
    let mut office = TestOffice::with_ruth();
    office.ring.disable(2, &office.data_key).unwrap();
    let mut inbox = Inbox::default();
    let mut answers = vec![];
    for user in ["dana", "ruth", "nobody", ""] {
        STRETCHED.with(|count| count.set(0));
        answers.push(office.ask_reset(&mut inbox, user, NEW_PASSWORD).unwrap());
        assert_eq!(STRETCHED.with(std::cell::Cell::get), 1, "the same work for {user:?}");
        let weak = refused(office.ask_reset(&mut inbox, user, "Ruth Abel Ruth Abel"), Code::Invalid);
        assert_eq!(weak.field.as_deref(), Some("password"));
    }
    assert!(answers.iter().all(|asked| asked.id.len() == 32));
    assert_eq!(inbox.requests().len(), 1, "only Dana's is kept");
    assert!(answers[1..].iter().all(|asked| inbox.take(&asked.id).is_none()));
}

#[test]
fn a_wrong_password_always_costs_two_stretchings_and_a_right_one_one() {
    let mut office = TestOffice::with_ruth();
    let mut inbox = Inbox::default();
    office.ask(&mut inbox, "mona", NEW_PASSWORD).unwrap();
    office.ask_reset(&mut inbox, "ruth", NEW_PASSWORD).unwrap();
    office.ring.ring.accounts[0].user_name = "dana".into();
    let work = |user: &str, password: &str| {
        STRETCHED.with(|count| count.set(0));
        let code = office.ring.sign_in(&inbox, user, &secret(password)).err().map(|error| error.code);
        (code, STRETCHED.with(std::cell::Cell::get))
    };
    for user in ["dana", "ruth", "mona", "nobody", "", "mona@lakeside.example"] {
        assert_eq!(work(user, "wrong in every way"), (Some(Code::SignIn), 2), "{user:?}");
    }
    assert_eq!(work("dana", DANA_PASSWORD), (None, 1));
    assert_eq!(work("ruth", RUTH_PASSWORD), (None, 1));
    assert_eq!(work("ruth", NEW_PASSWORD), (Some(Code::Refused), 2));
    assert_eq!(work("mona", NEW_PASSWORD), (Some(Code::Refused), 2));
    assert_eq!(work("nobody", NEW_PASSWORD), (Some(Code::SignIn), 2), "the request is Mona's alone");
}

#[test]
fn a_password_that_waits_opens_nothing_whatever_is_done_to_the_files() {
    let office = TestOffice::new();
    let mut inbox = Inbox::default();
    let request = office.ask(&mut inbox, "ruth", RUTH_PASSWORD).unwrap();
    // The account is moved into the ring, with the owner's grant or none.
    for grants in [vec![], office.ring.ring.accounts[0].grants.clone()] {
        for state in [AccountState::Active, AccountState::Pending, AccountState::Disabled] {
            let mut forged = office.ring.clone();
            let mut account = forged.ring.accounts[0].clone();
            (account.id, account.user_name, account.email) = (2, "ruth".into(), String::new());
            (account.key, account.state, account.grants) = (Some(request.key.clone()), state, grants.clone());
            forged.ring.accounts.push(account);
            forged.digest = forged.digest_now().unwrap();
            assert!(enter(&forged, "ruth", RUTH_PASSWORD).is_err());
        }
    }
}

#[test]
fn names_that_are_taken_or_cannot_be_are_refused_beside_their_field() {
    let office = TestOffice::with_ruth();
    let mut inbox = Inbox::default();
    office.ask(&mut inbox, "mona", NEW_PASSWORD).unwrap();
    let mut field = |user_name: &str, name: &str, email: &str, password: &str| {
        let who = NewAccount { user_name, name, email, password: &secret(password) };
        let asked = inbox.ask_account(&office.ring, &who, ASKED_AT, COMPUTER, None, &Cost::FLOOR);
        refused(asked.map(|_| ()), Code::Invalid).field.unwrap()
    };
    let free = "omar@lakeside.example";
    for taken in ["ruth", "RUTH", " dana ", "mona", "\u{ff32}uth"] {
        assert_eq!(field(taken, "Omar", free, NEW_PASSWORD), "user_name", "{taken}");
    }
    for no_name in ["", "o", "om ar", "-omar", ".omar", "omar@", "\u{43e}mar", "om\u{e4}r", &"o".repeat(41)] {
        assert_eq!(field(no_name, "Omar", free, NEW_PASSWORD), "user_name", "{no_name}");
    }
    for taken in ["ruth@lakeside.example", "DANA@lakeside.example", "mona@lakeside.example"] {
        assert_eq!(field("omar", "Omar", taken, NEW_PASSWORD), "email", "{taken}");
    }
    for no_address in ["", "omar", "@lakeside", "omar@", "omar @lakeside.example", "a\tb@c"] {
        assert_eq!(field("omar", "Omar", no_address, NEW_PASSWORD), "email", "{no_address}");
    }
    assert_eq!(field("omar", " ", free, NEW_PASSWORD), "name");
    assert_eq!(field("omar", "Omar", free, "omar omar omar"), "password");
    assert_eq!(inbox.requests().len(), 1);
    for fine in ["om", "0mar", "o.mar-1_2", &"o".repeat(40)] {
        office.ask(&mut inbox, fine, NEW_PASSWORD).unwrap();
    }
}

#[test]
fn an_approval_that_no_longer_fits_is_refused() {
    let mut office = TestOffice::with_ruth();
    let mut inbox = Inbox::default();
    let mona = office.ask(&mut inbox, "mona", NEW_PASSWORD).unwrap();
    let mut elsewhere = Inbox::default();
    let omar = office.ask(&mut elsewhere, "omar", NEW_PASSWORD).unwrap();
    assert_eq!(mona.number, omar.number);
    let asked = office.ask_reset(&mut inbox, "ruth", NEW_PASSWORD).unwrap();
    let ruth = inbox.take(&asked.id).unwrap();

    office.ring.approve(&mona, &office.data_key).unwrap();
    let before = office.ring.to_bytes().unwrap();
    refused(office.ring.approve(&omar, &office.data_key), Code::MovedOn);
    let mut renamed = omar.clone();
    (renamed.number, renamed.user_name) = (9, "mona".into());
    refused(office.ring.approve(&renamed, &office.data_key), Code::MovedOn);
    // A reset of the owner that is shown under Ruth's name.
    let mut disguised = ruth.clone();
    disguised.number = 1;
    refused(office.ring.approve(&disguised, &office.data_key), Code::MovedOn);
    refused(office.ring.approve(&ruth, &DataKey::random().unwrap()), Code::Damaged);
    assert_eq!(office.ring.to_bytes().unwrap(), before, "nothing was changed");
    office.ring.rename(2, "Ruth Abel-Nowak", "ruth@lakeside.example", &office.data_key).unwrap();
    refused(office.ring.approve(&ruth, &office.data_key), Code::MovedOn);
    office.ring.disable(2, &office.data_key).unwrap();
    refused(office.ring.approve(&ruth, &office.data_key), Code::MovedOn);
}

#[test]
fn a_public_key_that_is_none_is_never_sealed_to() {
    let mut office = TestOffice::new();
    let mut inbox = Inbox::default();
    let request = office.ask(&mut inbox, "ruth", RUTH_PASSWORD).unwrap();
    // The points of small order on Curve25519. Source: cr.yp.to/ecdh.html, "Validating public keys".
    let small = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    for point in small {
        let mut bent = request.clone();
        hex::decode_to_slice(point, &mut bent.key.public).unwrap();
        refused(office.ring.approve(&bent, &office.data_key), Code::Damaged);
    }
    assert_eq!(office.ring.accounts().len(), 1);
}

#[test]
fn numbers_are_free_over_ring_and_inbox() {
    let mut office = TestOffice::with_ruth();
    let mut inbox = Inbox::default();
    let mona = office.ask(&mut inbox, "mona", NEW_PASSWORD).unwrap();
    let omar = office.ask(&mut inbox, "omar", NEW_PASSWORD).unwrap();
    assert_eq!((mona.number, omar.number), (3, 4));
    office.ring.approve(&omar, &office.data_key).unwrap();
    office.ring.approve(&mona, &office.data_key).unwrap();
    assert_eq!(office.ring.accounts().iter().map(|account| account.id).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(office.opens(&office.ring, "mona", NEW_PASSWORD));
    assert_eq!(office.ask(&mut Inbox::default(), "nina", RUTH_PASSWORD).unwrap().number, 5);
}

#[test]
fn decoys_are_other_words_of_the_same_list_and_stay_the_same_for_a_request() {
    let office = TestOffice::new();
    let request = office.ask(&mut Inbox::default(), "ruth", RUTH_PASSWORD).unwrap();
    let words = request.words(&office.ring.office());
    let [one, two] = request.decoys(&office.ring.office());
    assert!(one != two && one != words && two != words);
    assert_eq!(request.decoys(&office.ring.office()), [one, two]);
    for word in words.iter().chain(&one).chain(&two) {
        assert!((3..=8).contains(&word.len()) && word.chars().all(|sign| sign.is_ascii_lowercase()));
    }
    assert_ne!(request.words(&[1; 16]), words, "bound to the office");
    let list: std::collections::BTreeSet<&str> = include_str!("../words.txt").lines().collect();
    assert_eq!(list.len(), 2048);
    let beginnings: std::collections::BTreeSet<&str> =
        list.iter().map(|word| &word[..word.len().min(4)]).collect();
    assert_eq!(beginnings.len(), 2048, "four letters tell two words apart");
}

#[test]
fn words_are_made_of_the_first_66_bits() {
    use super::super::words::spoken;
    assert_eq!(spoken(&[0; 32]), ["abandon"; 6]);
    assert_eq!(spoken(&[0xff; 32]), ["zoo"; 6]);
    let mut bits = [0; 32];
    // 00000000001 00000000010 00000000011 00000000100 00000000101 00000000110, eleven bits each.
    bits[..9].copy_from_slice(&[0x00, 0x20, 0x08, 0x01, 0x80, 0x40, 0x0a, 0x01, 0x80]);
    assert_eq!(spoken(&bits), ["ability", "able", "about", "above", "absent", "absorb"]);
}

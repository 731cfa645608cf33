//! Signing in, the file, its counter and its place beside the database.

use super::super::grant::{Grant, Holder};
use super::*;

#[test]
fn an_office_is_made_written_read_and_opened() {
    let mut office = TestOffice::new();
    office.write();
    let ring = KeyRing::read(&office.keys()).unwrap();
    assert_eq!((ring.counter(), ring.digest()), (1, office.ring.digest()));
    assert_eq!(ring.office_name(), OFFICE);
    assert_eq!(ring.accounts()[0].state, AccountState::Active);
    for user in ["dana", "DANA", " dana ", "dana@lakeside.example", "DANA@LAKESIDE.EXAMPLE"] {
        let unlocked = enter(&ring, user, DANA_PASSWORD).unwrap();
        assert_eq!(unlocked.account, 1);
        assert_eq!(*unlocked.data_key.pragma_key().unwrap(), *office.data_key.pragma_key().unwrap());
    }
}

#[test]
fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    let office = TestOffice::new();
    let wrong = refused(enter(&office.ring, "dana", "amber trellis quietly orbits ten"), Code::SignIn);
    let unknown = refused(enter(&office.ring, "nobody", "whatever it may be"), Code::SignIn);
    // Not even the owner's password opens anything under a name that does not exist.
    let borrowed = refused(enter(&office.ring, "nobody", DANA_PASSWORD), Code::SignIn);
    let empty = refused(enter(&office.ring, "", DANA_PASSWORD), Code::SignIn);
    assert!([unknown, borrowed, empty].iter().all(|error| *error == wrong));
}

#[test]
fn a_password_is_the_same_however_the_keyboard_composes_it() {
    let owner = NewOwner {
        account: 1,
        user_name: "dana",
        name: "Dana Whitlow",
        email: "",
        password: &secret("sept caf\u{e9}s tr\u{e8}s lointains"),
    };
    let (ring, ..) = KeyRing::create(OFFICE, &owner, &Cost::FLOOR).unwrap();
    enter(&ring, "dana", "sept cafe\u{301}s tre\u{300}s lointains").unwrap();
}

#[test]
fn a_pending_or_disabled_account_is_told_so_only_with_its_password() {
    let mut office = TestOffice::new();
    office.add_ruth();
    for (state, word) in [(AccountState::Pending, "approval"), (AccountState::Disabled, "disabled")] {
        office.ring.ring.accounts[1].state = state;
        office.seal();
        let told = refused(enter(&office.ring, "ruth", RUTH_PASSWORD), Code::Refused);
        assert!(told.sentence.contains(word));
        let wrong = refused(enter(&office.ring, "ruth", DANA_PASSWORD), Code::SignIn);
        let unknown = refused(enter(&office.ring, "nobody", DANA_PASSWORD), Code::SignIn);
        assert_eq!(wrong, unknown);
    }
}

#[test]
fn the_first_sign_in_pins_an_approved_account() {
    let mut office = TestOffice::with_ruth();
    let unlocked = enter(&office.ring, "ruth", RUTH_PASSWORD).unwrap();
    assert!(office.ring.adopt(&unlocked).unwrap());
    assert!(!office.ring.adopt(&unlocked).unwrap(), "pinned once");
    office.write();
    let ring = KeyRing::read(&office.keys()).unwrap();
    assert!(ring.ring.accounts[1].key.as_ref().unwrap().pin.is_some());
    assert!(office.opens(&ring, "ruth", RUTH_PASSWORD));

    // The pin cannot be taken off again.
    let mut stripped = ring.clone();
    stripped.ring.accounts[1].key.as_mut().unwrap().pin = None;
    stripped.seal(&office.data_key).unwrap();
    refused(enter(&stripped, "ruth", RUTH_PASSWORD), Code::SignIn);
}

#[test]
fn a_foreign_data_key_sealed_to_a_pinned_account_is_refused() {
    let mut office = TestOffice::new();
    let foreign = DataKey::random().unwrap();
    let ring = &mut office.ring.ring;
    ring.database_salt = foreign.salt();
    let public = ring.accounts[0].key.as_ref().unwrap().public;
    ring.accounts[0].grants =
        vec![Grant::seal(&ring.office, Holder::Account(1), &public, ring.epoch, &foreign).unwrap()];
    ring.recovery.grants = vec![
        Grant::seal(&ring.office, Holder::Recovery, &ring.recovery.public, ring.epoch, &foreign).unwrap(),
    ];
    office.ring.seal(&foreign).unwrap();
    let error = refused(enter(&office.ring, "dana", DANA_PASSWORD), Code::Damaged);
    assert!(error.sentence.contains("the key that this account opened"));
    let code = office.code.shown();
    refused(office.ring.recover(&code, &secret(RUTH_PASSWORD), &Cost::FLOOR), Code::Damaged);
}

#[test]
fn grants_swapped_between_two_accounts_open_nothing() {
    let mut office = TestOffice::with_ruth();
    let accounts = &mut office.ring.ring.accounts;
    let (dana, ruth) = (accounts[0].grants.clone(), accounts[1].grants.clone());
    (accounts[0].grants, accounts[1].grants) = (ruth, dana);
    office.seal();
    refused(enter(&office.ring, "dana", DANA_PASSWORD), Code::Damaged);
    refused(enter(&office.ring, "ruth", RUTH_PASSWORD), Code::Damaged);
}

#[test]
fn keys_swapped_between_two_accounts_open_nothing() {
    let mut office = TestOffice::with_ruth();
    let accounts = &mut office.ring.ring.accounts;
    let (dana, ruth) = (accounts[0].key.clone(), accounts[1].key.clone());
    (accounts[0].key, accounts[1].key) = (ruth, dana);
    office.seal();
    for password in [DANA_PASSWORD, RUTH_PASSWORD] {
        for user in ["dana", "ruth"] {
            refused(enter(&office.ring, user, password), Code::SignIn);
        }
    }
}

#[test]
fn each_write_raises_the_counter_and_follows_the_one_before() {
    let mut office = TestOffice::new();
    office.write();
    let first = (office.ring.counter(), office.ring.digest());
    let old = KeyRing::read(&office.keys()).unwrap();
    office.write();
    let second = (office.ring.counter(), office.ring.digest());
    let ring = KeyRing::read(&office.keys()).unwrap();
    assert_eq!((first.0, second.0), (1, 2));

    ring.check_against_digest(second.0, &second.1).unwrap();
    // The computer stopped after the key ring and before the database.
    ring.check_against_digest(first.0, &first.1).unwrap();

    let older_ring = refused(old.check_against_digest(second.0, &second.1), Code::Damaged);
    assert!(older_ring.sentence.contains("older than the office file"));
    office.write();
    let ring = KeyRing::read(&office.keys()).unwrap();
    refused(ring.check_against_digest(first.0, &first.1), Code::Damaged);
    refused(ring.check_against_digest(second.0, &[7; 32]), Code::Damaged);
    refused(ring.check_against_digest(ring.counter(), &second.1), Code::Damaged);
    refused(ring.check_against_digest(u64::MAX, &second.1), Code::Damaged);
}

#[test]
fn two_lines_of_the_same_office_are_told_apart() {
    let mut office = TestOffice::new();
    office.write();
    let mut branch = office.ring.clone();
    let elsewhere = office.folder.path().join("copy.keys");
    branch.confirm_recovery(&office.data_key).unwrap();
    branch.write(&elsewhere, &office.data_key).unwrap();
    branch.write(&elsewhere, &office.data_key).unwrap();
    office.write();
    refused(branch.check_against_digest(office.ring.counter(), &office.ring.digest()), Code::Damaged);
}

#[test]
fn a_key_ring_is_written_only_with_its_own_data_key() {
    let mut office = TestOffice::new();
    let path = office.keys();
    refused(office.ring.write(&path, &DataKey::random().unwrap()), Code::Damaged);
    assert!(!path.exists());
    assert_eq!(office.ring.counter(), 0);
}

#[test]
fn the_file_is_put_in_place_whole_and_for_its_owner_only() {
    let mut office = TestOffice::new();
    // What a power cut in an earlier write left behind is in nobody's way.
    std::fs::write(office.folder.path().join("office.keys.new"), b"half a key").unwrap();
    office.write();
    let names: Vec<_> = std::fs::read_dir(office.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, ["office.keys"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(office.keys()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let missing = office.folder.path().join("away").join("office.keys");
    let before = office.ring.counter();
    refused(office.ring.write(&missing, &office.data_key), Code::Disk);
    assert_eq!(office.ring.counter(), before, "a write that failed changes nothing");
    refused(KeyRing::read(&missing), Code::Missing);
}

#[test]
fn what_an_owner_types_is_checked() {
    let tried = |office: &str, user_name: &str, name: &str, password: &str| {
        let owner = NewOwner { account: 1, user_name, name, email: "", password: &secret(password) };
        KeyRing::create(office, &owner, &Cost::FLOOR).map(|_| ()).map_err(|error| error.field.unwrap())
    };
    assert_eq!(tried(" ", "dana", "Dana", DANA_PASSWORD), Err("office_name".into()));
    assert_eq!(tried(OFFICE, "", "Dana", DANA_PASSWORD), Err("user_name".into()));
    assert_eq!(tried(OFFICE, "da\nna", "Dana", DANA_PASSWORD), Err("user_name".into()));
    assert_eq!(tried(OFFICE, "dana", &"D".repeat(201), DANA_PASSWORD), Err("name".into()));
    assert_eq!(tried(OFFICE, "dana", "Dana", "too short"), Err("password".into()));
}

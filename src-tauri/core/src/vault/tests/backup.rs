//! The key ring in a backup: what a lost stick tells, and how everybody comes back after a restore.

use super::super::cost::STRETCHED;
use super::*;

/// An office with Dana, Ruth, Mona and the disabled Omar, and the ring of its backup.
fn backed_up(administrators: &[i64]) -> (TestOffice, KeyRing) {
    let mut office = TestOffice::with_ruth();
    for user_name in ["mona", "omar"] {
        let request = office.ask(&mut Inbox::default(), user_name, NEW_PASSWORD).unwrap();
        office.ring.approve(&request, &office.data_key).unwrap();
    }
    office.ring.disable(4, &office.data_key).unwrap();
    office.write();
    let bytes = office.ring.for_backup(&office.data_key, administrators).unwrap();
    (office, KeyRing::parse(&bytes).unwrap())
}

#[test]
fn a_backup_holds_no_staff_password() {
    let (office, backup) = backed_up(&[1, 3]);
    let states: Vec<_> =
        backup.accounts().iter().map(|account| (account.state, account.has_password())).collect();
    use AccountState::*;
    assert_eq!(states, [(Active, true), (Pending, false), (Active, true), (Disabled, false)]);
    assert!(office.opens(&backup, "dana", DANA_PASSWORD) && office.opens(&backup, "mona", NEW_PASSWORD));
    let text = String::from_utf8(backup.to_bytes().unwrap()).unwrap();
    for id in [1, 3] {
        let key = office.ring.ring.accounts[id].key.as_ref().unwrap();
        assert!(!text.contains(&hex::encode(key.public)));
    }
    assert!(text.contains("Ruth Abel"), "everybody stays by name");
    assert_eq!(office.ring.check_against(&backup).unwrap(), Beside::Behind, "it follows the office's ring");
    assert_eq!(office.ring.counter(), 1, "which itself is as before");
}

#[test]
fn an_account_without_its_key_is_like_an_unknown_name() {
    let (_, backup) = backed_up(&[1]);
    let unknown = refused(enter(&backup, "nobody", RUTH_PASSWORD), Code::SignIn);
    for user in ["ruth", "mona", "omar"] {
        for password in [RUTH_PASSWORD, NEW_PASSWORD] {
            STRETCHED.with(|count| count.set(0));
            assert_eq!(refused(enter(&backup, user, password), Code::SignIn), unknown);
            assert_eq!(STRETCHED.with(std::cell::Cell::get), 2);
        }
    }
}

#[test]
fn a_reset_is_the_way_back_in() {
    let (mut office, backup) = backed_up(&[1]);
    office.ring = backup;
    let mut inbox = Inbox::default();
    let fresh = "seven lanterns drift past oslo";
    let asked = office.ask_reset(&mut inbox, "ruth", fresh).unwrap();
    let waits = refused(office.ring.sign_in(&inbox, "ruth", &secret(fresh)), Code::Refused);
    assert!(waits.sentence.contains("approved") && !waits.sentence.contains("old one"));
    let request = inbox.take(&asked.id).unwrap();
    office.ring.approve(&request, &office.data_key).unwrap();
    assert!(office.opens(&office.ring, "ruth", fresh));

    // Who was disabled asks in vain until an administrator has enabled the account.
    let asked = office.ask_reset(&mut inbox, "omar", fresh).unwrap();
    assert!(inbox.take(&asked.id).is_none());
    assert_eq!(office.ring.enable(4, &office.data_key).unwrap(), AccountState::Pending);
    let asked = office.ask_reset(&mut inbox, "omar", fresh).unwrap();
    let request = inbox.take(&asked.id).unwrap();
    office.ring.approve(&request, &office.data_key).unwrap();
    assert!(office.opens(&office.ring, "omar", fresh));
}

#[test]
fn the_recovery_code_opens_a_backup_in_which_nobody_has_a_key() {
    let (office, mut backup) = backed_up(&[]);
    assert!(backup.accounts().iter().all(|account| !account.has_password()));
    refused(enter(&backup, "dana", DANA_PASSWORD), Code::SignIn);
    let code = office.code.shown();
    backup.recover(&code, &secret(NEW_PASSWORD), &Cost::FLOOR).unwrap();
    assert!(office.opens(&backup, "dana", NEW_PASSWORD));
}

#[test]
fn a_backup_while_the_key_is_changed_opens_with_both_keys() {
    let (mut office, _) = backed_up(&[1]);
    let new = office.ring.begin_rotation(&office.data_key).unwrap();
    let backup = KeyRing::parse(&office.ring.for_backup(&new, &[1]).unwrap()).unwrap();
    let unlocked = enter(&backup, "dana", DANA_PASSWORD).unwrap();
    assert_eq!(unlocked.data_key.commitment(), new.commitment());
    assert_eq!(unlocked.former.unwrap().commitment(), office.data_key.commitment());
    refused(office.ring.for_backup(&office.data_key, &[1]), Code::Damaged);
}

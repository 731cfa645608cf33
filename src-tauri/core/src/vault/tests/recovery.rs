//! The recovery code on paper, typed, and used.

use super::super::recovery::RecoveryState;
use super::*;

#[test]
fn a_code_is_shown_in_groups_and_read_back_however_it_is_typed() {
    let code = RecoveryCode::from_bytes(&[
        0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf, 0x84, 0x65, 0x3a, 0x56, 0xd7, 0xc6, 0x75,
        0xbe, 0x77, 0xdf,
    ]);
    let shown = code.shown();
    assert_eq!(&shown[..39], "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ");
    assert_eq!(shown.len(), 41);
    assert_eq!(shown.split('-').count(), RecoveryCode::GROUPS);
    let check = &shown[40..];
    for typed in [
        shown.to_string(),
        shown.to_lowercase(),
        shown.replace('-', ""),
        shown.replace('-', " "),
        shown.replace('-', " \u{2013} "),
        format!("  oI23 4567 89ab cdef ghjk mnpq rstv wxyz {check}\n"),
        format!("Ol23-4567-89ab-cdef-ghjk-mnpq-rstv-wxyz-{check}"),
    ] {
        let read = RecoveryCode::typed(&typed).unwrap_or_else(|error| panic!("{typed}: {}", error.sentence));
        assert_eq!(read.expose(), code.expose());
    }
}

#[test]
fn every_wrong_sign_and_every_swapped_pair_is_found() {
    let code = RecoveryCode::random().unwrap();
    let shown: Vec<char> = code.shown().replace('-', "").chars().collect();
    for at in 0..33 {
        for sign in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().filter(|sign| *sign != shown[at]) {
            let mut typed = shown.clone();
            typed[at] = sign;
            let error = refused(RecoveryCode::typed(&typed.iter().collect::<String>()), Code::Invalid);
            assert_eq!(error.field.as_deref(), Some("code"));
        }
        if at < 32 && shown[at] != shown[at + 1] {
            let mut typed = shown.clone();
            typed.swap(at, at + 1);
            refused(RecoveryCode::typed(&typed.iter().collect::<String>()), Code::Invalid);
        }
    }
    let typed: String = shown.iter().collect();
    for wrong in
        ["", "-", &typed[..32], &format!("{typed}0"), &typed.replace(shown[4], "!"), &"9".repeat(5000)]
    {
        refused(RecoveryCode::typed(wrong), Code::Invalid);
    }
}

#[test]
fn a_part_typed_back_confirms_the_code() {
    let mut office = TestOffice::new();
    let shown = office.code.shown();
    for (at, group) in shown.split('-').enumerate() {
        assert!(office.code.confirms(at, group));
        assert!(office.code.confirms(at, &format!(" {} ", group.to_lowercase())));
        assert!(!office.code.confirms(at, ""));
        assert!(!office.code.confirms(at, &group[1..]));
        assert!(!office.code.confirms(at, &format!("{group}!")));
    }
    assert!(!office.code.confirms(9, &shown[..4]));
    assert_eq!(office.ring.recovery_state(), RecoveryState::Shown);
    office.ring.confirm_recovery(&office.data_key).unwrap();
    office.write();
    assert_eq!(KeyRing::read(&office.keys()).unwrap().recovery_state(), RecoveryState::Confirmed);
}

#[test]
fn the_code_gives_the_owner_a_new_password_and_is_then_spent() {
    let mut office = TestOffice::with_ruth();
    office.ring.confirm_recovery(&office.data_key).unwrap();
    let new_password = "copper ladders hum under snow";
    let sloppy = office.code.shown().to_lowercase().replace('0', "o").replace('-', " ");
    let (unlocked, new_code) = office.ring.recover(&sloppy, &secret(new_password), &Cost::FLOOR).unwrap();
    assert_eq!(unlocked.account, 1);
    assert_eq!(unlocked.data_key.commitment(), office.data_key.commitment());
    assert_eq!(office.ring.recovery_state(), RecoveryState::Shown);

    office.ring.write(&office.keys(), &unlocked.data_key).unwrap();
    let mut ring = KeyRing::read(&office.keys()).unwrap();
    assert!(office.opens(&ring, "dana", new_password));
    assert!(office.opens(&ring, "ruth", RUTH_PASSWORD), "everybody else goes on as before");
    refused(enter(&ring, "dana", DANA_PASSWORD), Code::SignIn);

    let old = office.code.shown();
    let spent = refused(ring.recover(&old, &secret(DANA_PASSWORD), &Cost::FLOOR), Code::Invalid);
    assert_eq!(spent.field.as_deref(), Some("code"));
    ring.recover(&new_code.shown(), &secret(DANA_PASSWORD), &Cost::FLOOR).unwrap();
    assert!(office.opens(&ring, "dana", DANA_PASSWORD));
}

#[test]
fn recovery_that_is_refused_changes_nothing() {
    let mut office = TestOffice::new();
    let before = office.ring.to_bytes().unwrap();
    let code = office.code.shown();
    let weak = refused(office.ring.recover(&code, &secret("password"), &Cost::FLOOR), Code::Invalid);
    assert_eq!(weak.field.as_deref(), Some("password"));
    let other = TestOffice::new().code.shown();
    refused(office.ring.recover(&other, &secret(RUTH_PASSWORD), &Cost::FLOOR), Code::Invalid);
    assert_eq!(office.ring.to_bytes().unwrap(), before);

    office.ring.ring.accounts[0].name = "Somebody Else".into();
    refused(office.ring.recover(&code, &secret(RUTH_PASSWORD), &Cost::FLOOR), Code::Damaged);
}

#[test]
fn a_code_that_was_never_confirmed_can_be_made_anew() {
    let mut office = TestOffice::new();
    let code = office.ring.renew_recovery(&office.data_key).unwrap();
    let old = office.code.shown();
    refused(office.ring.recover(&old, &secret(RUTH_PASSWORD), &Cost::FLOOR), Code::Invalid);
    office.ring.recover(&code.shown(), &secret(RUTH_PASSWORD), &Cost::FLOOR).unwrap();
    assert!(office.opens(&office.ring, "dana", RUTH_PASSWORD));
    refused(office.ring.renew_recovery(&DataKey::random().unwrap()), Code::Damaged);
}

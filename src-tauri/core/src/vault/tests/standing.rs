//! Disabled, enabled, renamed, made the owner, and given a new password by its own person.

use super::*;

#[test]
fn a_disabled_account_opens_nothing_and_an_enabled_one_again() {
    let mut office = TestOffice::with_ruth();
    let ruth = enter(&office.ring, "ruth", RUTH_PASSWORD).unwrap();
    office.ring.adopt(&ruth).unwrap();
    office.ring.disable(2, &office.data_key).unwrap();
    office.ring.disable(2, &office.data_key).unwrap();
    assert!(refused(enter(&office.ring, "ruth", RUTH_PASSWORD), Code::Refused).sentence.contains("disabled"));
    office.rotate();
    assert_eq!(office.ring.enable(2, &office.data_key).unwrap(), AccountState::Active);
    assert!(office.opens(&office.ring, "ruth", RUTH_PASSWORD), "her old pin is led to the new key");
    refused(office.ring.disable(9, &office.data_key), Code::Missing);
    refused(office.ring.enable(9, &office.data_key), Code::Missing);
    refused(office.ring.disable(2, &DataKey::random().unwrap()), Code::Damaged);
}

#[test]
fn the_owner_is_disabled_only_after_the_ownership_was_moved() {
    let mut office = TestOffice::with_ruth();
    let told = refused(office.ring.disable(1, &office.data_key), Code::Refused);
    assert!(told.sentence.contains("recovery code"));
    office.ring.disable(2, &office.data_key).unwrap();
    refused(office.ring.move_owner(2, &office.data_key), Code::Refused);
    refused(office.ring.move_owner(9, &office.data_key), Code::Missing);
    office.ring.enable(2, &office.data_key).unwrap();
    office.ring.move_owner(2, &office.data_key).unwrap();
    assert_eq!(office.ring.owner(), 2);
    office.ring.disable(1, &office.data_key).unwrap();
    let code = office.code.shown();
    let (unlocked, _) = office.ring.recover(&code, &secret(NEW_PASSWORD), &Cost::FLOOR).unwrap();
    assert_eq!(unlocked.account, 2, "the code helps the new owner");
    assert!(office.opens(&office.ring, "ruth", NEW_PASSWORD));
}

#[test]
fn a_person_may_be_renamed_but_not_into_somebody_else() {
    let mut office = TestOffice::with_ruth();
    office.ring.rename(2, " Ruth Abel-Nowak ", "r.nowak@lakeside.example", &office.data_key).unwrap();
    let ruth = &office.ring.accounts()[1];
    assert_eq!((ruth.name.as_str(), ruth.email.as_str()), ("Ruth Abel-Nowak", "r.nowak@lakeside.example"));
    assert!(office.opens(&office.ring, "r.nowak@lakeside.example", RUTH_PASSWORD));
    for (name, email, field) in [
        ("", "ruth@lakeside.example", "name"),
        ("Ruth\nAbel", "ruth@lakeside.example", "name"),
        ("Ruth Abel", "ruth", "email"),
        ("Ruth Abel", "DANA@lakeside.example", "email"),
    ] {
        let error = refused(office.ring.rename(2, name, email, &office.data_key), Code::Invalid);
        assert_eq!(error.field.as_deref(), Some(field));
    }
    office.ring.rename(2, "Ruth Abel", "R.Nowak@lakeside.example", &office.data_key).unwrap();
    refused(office.ring.rename(9, "Ruth Abel", "x@lakeside.example", &office.data_key), Code::Missing);
}

#[test]
fn a_new_password_is_taken_from_who_knows_the_old_one() {
    let mut office = TestOffice::with_ruth();
    office.rotate();
    let before = office.ring.ring.accounts[1].key.as_ref().unwrap().public;
    let mut change = |old: &str, new: &str| {
        office.ring.change_password(2, &secret(old), &secret(new), &Cost::FLOOR, &office.data_key)
    };
    let field = |answer| refused(answer, Code::Invalid).field.unwrap();
    assert_eq!(field(change(DANA_PASSWORD, NEW_PASSWORD)), "old_password");
    assert_eq!(field(change(RUTH_PASSWORD, "ruth abel ruth abel")), "password");
    assert_eq!(field(change(RUTH_PASSWORD, RUTH_PASSWORD)), "password");
    let wide = RUTH_PASSWORD.replace('v', "\u{ff56}");
    assert_eq!(field(change(RUTH_PASSWORD, &wide)), "password", "the same letters, typed wide");
    change(RUTH_PASSWORD, NEW_PASSWORD).unwrap();
    let key = office.ring.ring.accounts[1].key.as_ref().unwrap();
    assert_ne!(key.public, before, "a new key pair");
    assert_eq!(key.pin.as_ref().unwrap().epoch, 2, "pinned at once");
    assert!(office.opens(&office.ring, "ruth", NEW_PASSWORD));
    refused(enter(&office.ring, "ruth", RUTH_PASSWORD), Code::SignIn);

    office.ring.disable(2, &office.data_key).unwrap();
    let (old, new) = (secret(NEW_PASSWORD), secret(RUTH_PASSWORD));
    refused(office.ring.change_password(2, &old, &new, &Cost::FLOOR, &office.data_key), Code::Refused);
    refused(office.ring.change_password(9, &old, &new, &Cost::FLOOR, &office.data_key), Code::Missing);
}

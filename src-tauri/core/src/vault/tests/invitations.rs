//! Invitation codes: how they look, and what a request proves with one.

use super::*;

#[test]
fn a_code_is_shown_in_groups_and_read_back_however_it_is_typed() {
    let code = InvitationCode::random().unwrap();
    let shown = code.shown();
    let groups: Vec<usize> = shown.split('-').map(str::len).collect();
    assert_eq!(groups, [4, 4, 4, 4, 1]);
    for typed in
        [shown.to_string(), shown.to_lowercase().replace('-', " "), shown.replace('0', "o").replace('1', "L")]
    {
        assert_eq!(*InvitationCode::typed(&typed).unwrap().shown(), *shown, "{typed}");
    }
    for wrong in ["", &shown[..19], &format!("{}0", &*shown), &shown.replace('-', "!")] {
        let error = refused(InvitationCode::typed(wrong), Code::Invalid);
        assert_eq!(error.field.as_deref(), Some("invitation"));
        assert!(error.sentence.contains("nvitation code"));
    }
    assert_eq!(format!("{code:?}"), "InvitationCode(hidden)");
    assert_eq!(*code.secret(), hex::encode(*code.key()));
    assert!(!code.secret().contains(&*shown.replace('-', "").to_lowercase()));
    assert_eq!(*code.secret(), *InvitationCode::typed(&shown).unwrap().secret());
}

#[test]
fn a_right_code_vouches_for_exactly_this_request() {
    let office = TestOffice::new();
    let id = office.ring.office();
    let (code, other_code) = (InvitationCode::random().unwrap(), InvitationCode::random().unwrap());
    let mut inbox = Inbox::default();
    let who = NewAccount {
        user_name: "ruth",
        name: "Ruth Abel",
        email: "ruth@lakeside.example",
        password: &secret(RUTH_PASSWORD),
    };
    let asked = inbox.ask_account(&office.ring, &who, ASKED_AT, COMPUTER, Some(&code), &Cost::FLOOR);
    let request = asked.unwrap().clone();
    assert!(request.names_invitation() && request.proved_by(&id, &code.secret()));
    assert!(!request.proved_by(&id, &other_code.secret()));
    assert!(!request.proved_by(&[0; 16], &code.secret()));
    for no_secret in ["", "00", &code.secret()[..62], &format!("{}00", &*code.secret()), &"g".repeat(64)] {
        assert!(!request.proved_by(&id, no_secret));
    }
    let bends: [fn(&mut Request); 5] = [
        |request| request.number += 1,
        |request| request.kind = RequestKind::Reset,
        |request| request.user_name = "ruthie".into(),
        |request| request.key.public[0] ^= 1,
        |request| request.proof = None,
    ];
    for bend in bends {
        let mut bent = request.clone();
        bend(&mut bent);
        assert!(!bent.proved_by(&id, &code.secret()));
    }
    let plain = office.ask(&mut Inbox::default(), "mona", NEW_PASSWORD).unwrap();
    assert!(!plain.names_invitation() && !plain.proved_by(&id, &code.secret()));
    // It survives the file.
    let path = office.folder.path().join("office.inbox");
    inbox.write(&path).unwrap();
    assert!(Inbox::read(&path).unwrap().requests()[0].proved_by(&id, &code.secret()));
}

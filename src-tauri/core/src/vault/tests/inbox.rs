//! The inbox's file: whole, limited, and in nobody's way when it is not.

use super::*;

#[test]
fn an_inbox_is_written_and_read() {
    let office = TestOffice::with_ruth();
    let path = office.folder.path().join("office.inbox");
    assert!(Inbox::read(&path).unwrap().requests().is_empty());
    let mut inbox = Inbox::default();
    office.ask(&mut inbox, "mona", NEW_PASSWORD).unwrap();
    office.ask_reset(&mut inbox, "ruth", NEW_PASSWORD).unwrap();
    inbox.write(&path).unwrap();
    let read = Inbox::read(&path).unwrap();
    assert!(!read.was_damaged());
    let names: Vec<_> = read.requests().iter().map(|request| request.user_name.as_str()).collect();
    assert_eq!(names, ["mona", "ruth"]);
    let first = &read.requests()[0];
    assert_eq!((first.asked_at.as_str(), first.computer.as_str()), (ASKED_AT, COMPUTER));
    assert_eq!(first.words(&office.ring.office()), inbox.requests()[0].words(&office.ring.office()));
    assert_eq!(format!("{first:?}"), "Request(Account 3)");
}

#[test]
fn fifty_requests_are_taken_and_no_more() {
    let office = TestOffice::new();
    let mut inbox = Inbox::default();
    let first = office.ask(&mut inbox, "mona", NEW_PASSWORD).unwrap();
    for number in 3..=51 {
        let mut request = first.clone();
        request.number = number;
        request.user_name = format!("mona{number}");
        request.email = format!("mona{number}@lakeside.example");
        request.key.public[0] = number as u8;
        request.key.public[1] ^= 1;
        inbox.put(request);
    }
    assert_eq!(inbox.requests().len(), 50);
    let path = office.folder.path().join("office.inbox");
    inbox.write(&path).unwrap();
    assert_eq!(Inbox::read(&path).unwrap().requests().len(), 50);
    for user in ["dana", "nobody"] {
        refused(office.ask_reset(&mut inbox, user, NEW_PASSWORD), Code::Refused);
    }
    refused(office.ask(&mut inbox, "omar", NEW_PASSWORD), Code::Refused);

    let mut surplus = first.clone();
    (surplus.number, surplus.user_name, surplus.email) = (99, "nina".into(), "n@lakeside.example".into());
    surplus.key.public[2] ^= 1;
    inbox.put(surplus);
    inbox.write(&path).unwrap();
    let read = Inbox::read(&path).unwrap();
    assert!(read.was_damaged() && read.requests().is_empty());
}

#[test]
fn the_largest_requests_there_can_be_fit_into_the_file() {
    let office = TestOffice::new();
    let mut inbox = Inbox::default();
    let first = office.ask(&mut inbox, "mona", NEW_PASSWORD).unwrap();
    let long = "\u{1f9e1}".repeat(190);
    for number in 2..=51 {
        let mut request = first.clone();
        (request.number, request.kind) = (number, RequestKind::Reset);
        request.user_name = format!("{long}{number}");
        request.email = format!("{long}@{number}");
        (request.name, request.computer) = (long.clone(), long.clone());
        request.key.public[0] = number as u8;
        inbox.put(request);
    }
    let path = office.folder.path().join("office.inbox");
    inbox.write(&path).unwrap();
    assert_eq!(Inbox::read(&path).unwrap().requests().len(), 50);
}

#[test]
fn an_account_that_takes_a_name_drives_out_who_waits_under_it() {
    let mut office = TestOffice::with_ruth();
    let mut inbox = Inbox::default();
    office.ask(&mut inbox, "mona", NEW_PASSWORD).unwrap();
    office.ring.rename(2, "Ruth Abel", "mona@lakeside.example", &office.data_key).unwrap();
    office.ask_reset(&mut inbox, "ruth", NEW_PASSWORD).unwrap();
    let path = office.folder.path().join("office.inbox");
    inbox.write(&path).unwrap();
    let read = Inbox::read(&path).unwrap();
    assert!(!read.was_damaged());
    assert_eq!(read.requests().len(), 1);
    assert_eq!(read.requests()[0].kind, RequestKind::Reset);
}

//! The database first, the file second; and the files of an older Porchlight.

use super::*;

/// A ring of format 1 with Dana and Ruth, both signed in once, as version 0.1 wrote it, and its code.
const FORMAT_1: &[u8] = include_bytes!("format_1.keys");
const FORMAT_1_CODE: &str = "DTFX-Z70H-J10B-R565-AQC5-AZTN-ZY01-ZJNB-R";

#[test]
fn a_file_left_behind_is_known_and_brought_up() {
    let mut office = TestOffice::new();
    let first = office.ring.next(&office.data_key).unwrap();
    KeyRing::put(&office.keys(), &first).unwrap();
    let second = office.ring.next(&office.data_key).unwrap();
    assert_eq!(office.ring.counter(), 2);
    // Killed here: the database holds the second, the file is the first.
    let remembered = KeyRing::parse(&second).unwrap();
    let file = KeyRing::read(&office.keys()).unwrap();
    assert_eq!(file.check_against(&remembered).unwrap(), Beside::Behind);
    KeyRing::put(&office.keys(), &second).unwrap();
    let file = KeyRing::read(&office.keys()).unwrap();
    assert_eq!(file.check_against(&remembered).unwrap(), Beside::Same);
    assert!(office.opens(&file, "dana", DANA_PASSWORD));
}

#[test]
fn every_other_pair_of_file_and_database_is_refused() {
    let mut office = TestOffice::new();
    let mut line = vec![];
    for _ in 0..4 {
        line.push(KeyRing::parse(&office.ring.next(&office.data_key).unwrap()).unwrap());
    }
    for (at, file) in line.iter().enumerate() {
        for (there, remembered) in line.iter().enumerate() {
            let answer = file.check_against(remembered);
            match there.wrapping_sub(at) {
                0 => assert_eq!(answer.unwrap(), Beside::Same),
                1 => assert_eq!(answer.unwrap(), Beside::Behind),
                _ => {
                    let older =
                        refused(answer, Code::Damaged).sentence.contains("older than the office file");
                    assert_eq!(older, at < there);
                }
            }
        }
    }
    // Another line of the same office, with the same counters.
    let mut branch = line[0].clone();
    branch.confirm_recovery(&office.data_key).unwrap();
    let branch = KeyRing::parse(&branch.next(&office.data_key).unwrap()).unwrap();
    assert_eq!(line[0].check_against(&branch).unwrap(), Beside::Behind);
    for ring in &line[1..] {
        refused(branch.check_against(ring), Code::Damaged);
        refused(ring.check_against(&branch), Code::Damaged);
    }
    // Another office.
    let mut other = TestOffice::new();
    let other = KeyRing::parse(&other.ring.next(&other.data_key).unwrap()).unwrap();
    refused(line[0].check_against(&other), Code::Damaged);
}

#[test]
fn the_next_ring_is_made_only_with_its_own_data_key() {
    let mut office = TestOffice::new();
    let before = office.ring.to_bytes().unwrap();
    refused(office.ring.next(&DataKey::random().unwrap()), Code::Damaged);
    assert_eq!(office.ring.to_bytes().unwrap(), before);
    refused(KeyRing::put(&office.keys(), b"no key ring"), Code::Damaged);
    assert!(!office.keys().exists());
}

#[test]
fn a_ring_of_format_1_opens_and_is_written_anew() {
    let old = KeyRing::parse(FORMAT_1).unwrap();
    assert_eq!(old.to_bytes().unwrap(), FORMAT_1, "read without a change");
    for (user, password) in [("dana", DANA_PASSWORD), ("ruth", RUTH_PASSWORD)] {
        let mut ring = old.clone();
        let unlocked = enter(&ring, user, password).unwrap();
        assert!(!ring.adopt(&unlocked).unwrap(), "pinned already");
        let bytes = ring.next(&unlocked.data_key).unwrap();
        let written = KeyRing::parse(&bytes).unwrap();
        assert_eq!(written.format, 2);
        assert_eq!(old.check_against(&written).unwrap(), Beside::Behind);
        // And everything that is new can be done with it.
        let mut ring = written;
        let new = ring.begin_rotation(&unlocked.data_key).unwrap();
        ring.end_rotation(&new).unwrap();
        assert_eq!(enter(&ring, user, password).unwrap().data_key.commitment(), new.commitment());
    }
    let mut ring = old.clone();
    ring.recover(FORMAT_1_CODE, &secret(NEW_PASSWORD), &Cost::FLOOR).unwrap();
    enter(&ring, "dana", NEW_PASSWORD).unwrap();
}

#[test]
fn a_ring_of_format_1_cannot_be_called_format_2_nor_the_reverse() {
    let text = String::from_utf8(FORMAT_1.to_vec()).unwrap();
    refused(KeyRing::parse(text.replacen("\"format\": 1", "\"format\": 2", 1).as_bytes()), Code::Damaged);
    let mut office = TestOffice::with_ruth();
    office.rotate();
    office.ring.format = 1;
    office.ring.digest = office.ring.digest_now().unwrap();
    refused(KeyRing::parse(&office.ring.to_bytes().unwrap()), Code::Damaged);
}

//! A changed data key: who follows it, and who is left behind.

use super::super::link::{Link, back_to};
use super::*;

#[test]
fn everybody_but_the_one_who_left_follows_to_the_new_key() {
    let mut office = TestOffice::with_ruth();
    let ruth = enter(&office.ring, "ruth", RUTH_PASSWORD).unwrap();
    office.ring.adopt(&ruth).unwrap();
    office.write();
    let old_file = KeyRing::read(&office.keys()).unwrap();
    let old_key = office.data_key.commitment();

    office.ring.disable(2, &office.data_key).unwrap();
    office.rotate();
    assert_eq!(office.ring.epoch(), 2);
    assert_ne!(office.data_key.commitment(), old_key);
    assert_eq!(office.data_key.salt(), ruth.data_key.salt(), "the database keeps its salt");
    assert!(office.opens(&office.ring, "dana", DANA_PASSWORD));
    refused(enter(&office.ring, "ruth", RUTH_PASSWORD), Code::Refused);

    // What Ruth kept (the old file, the old data key) opens nothing of the new ring.
    let kept = enter(&old_file, "ruth", RUTH_PASSWORD).unwrap().data_key;
    assert_eq!(kept.commitment(), old_key);
    refused(office.ring.verify(&kept), Code::Damaged);
    refused(office.ring.former_keys(&kept), Code::Damaged);
    assert!(office.ring.ring.links[0].open(&office.ring.office(), &kept).is_none());
    // Nor does her account of the old file, put into the new one.
    let mut mixed = office.ring.clone();
    mixed.ring.accounts[1] = old_file.ring.accounts[1].clone();
    refused(KeyRing::parse(&mixed.to_bytes().unwrap()), Code::Damaged);
    assert!(enter(&mixed, "ruth", RUTH_PASSWORD).is_err());
    let mut mixed = old_file.clone();
    mixed.ring.links = office.ring.ring.links.clone();
    mixed.ring.epoch = 2;
    assert!(enter(&mixed, "ruth", RUTH_PASSWORD).is_err());
}

#[test]
fn a_rotating_ring_answers_both_keys_and_a_rotated_one_the_new() {
    let mut office = TestOffice::with_ruth();
    let former = office.data_key.commitment();
    let new = office.ring.begin_rotation(&office.data_key).unwrap();
    assert!(office.ring.is_rotating());
    refused(office.ring.begin_rotation(&new), Code::MovedOn);
    let ring = KeyRing::parse(&office.ring.next(&new).unwrap()).unwrap();
    for (user, password) in [("dana", DANA_PASSWORD), ("ruth", RUTH_PASSWORD)] {
        let unlocked = enter(&ring, user, password).unwrap();
        assert_eq!(unlocked.data_key.commitment(), new.commitment());
        assert_eq!(unlocked.former.as_ref().unwrap().commitment(), former);
        // Pinned to the new key at once.
        let mut pinned = ring.clone();
        assert!(pinned.adopt(&unlocked).unwrap());
        assert!(!pinned.adopt(&unlocked).unwrap());
        let at = pinned.ring.accounts.iter().find(|account| account.id == unlocked.account).unwrap();
        assert_eq!(at.key.as_ref().unwrap().pin.as_ref().unwrap().epoch, 2);
        enter(&pinned, user, password).unwrap();
    }
    refused(office.ring.end_rotation(&office.data_key), Code::Damaged);
    office.ring.end_rotation(&new).unwrap();
    let once = office.ring.to_bytes().unwrap();
    office.ring.end_rotation(&new).unwrap();
    assert_eq!(office.ring.to_bytes().unwrap(), once, "ending twice changes nothing");
    assert!(!office.ring.is_rotating());
    assert!(enter(&office.ring, "ruth", RUTH_PASSWORD).unwrap().former.is_none());
}

#[test]
fn old_pins_are_led_over_many_changes_and_then_advance() {
    let mut office = TestOffice::with_ruth();
    let mut keys = vec![office.data_key.commitment()];
    for _ in 0..4 {
        office.rotate();
        keys.push(office.data_key.commitment());
    }
    let known = office.ring.former_keys(&office.data_key).unwrap();
    assert_eq!(known.iter().map(DataKey::commitment).collect::<Vec<_>>(), keys[..4], "oldest first");

    let dana = enter(&office.ring, "dana", DANA_PASSWORD).unwrap();
    assert!(office.ring.adopt(&dana).unwrap(), "from epoch 1 to 5");
    assert!(enter(&office.ring, "dana", DANA_PASSWORD).unwrap().repinned.is_none());
    let code = office.code.shown();
    let (unlocked, _) = office.ring.recover(&code, &secret(NEW_PASSWORD), &Cost::FLOOR).unwrap();
    assert_eq!(unlocked.data_key.commitment(), keys[4], "a code of epoch 1 still helps");
}

#[test]
fn a_link_removed_moved_swapped_or_made_by_another_leads_nowhere() {
    let mut office = TestOffice::with_ruth();
    (0..3).for_each(|_| office.rotate());
    let ring = &office.ring.ring;
    let walk = |links: &[Link]| back_to(&ring.office, links, ring.epoch, &office.data_key, 1);
    assert_eq!(walk(&ring.links).unwrap().len(), 3);
    assert!(back_to(&[9; 16], &ring.links, ring.epoch, &office.data_key, 1).is_none(), "another office");
    assert!(back_to(&ring.office, &ring.links, ring.epoch, &DataKey::random().unwrap(), 1).is_none());
    assert!(back_to(&ring.office, &ring.links, ring.epoch, &office.data_key, 5).is_none(), "the future");

    let forged = {
        let (former, new) = (DataKey::random().unwrap(), &office.data_key);
        Link::between(&ring.office, 3, &former, new).unwrap()
    };
    type Bend<'a> = &'a dyn Fn(&mut Vec<Link>);
    let bends: [Bend<'_>; 6] = [
        &|links| _ = links.remove(1),
        &|links| links.truncate(2),
        &|links| links.swap(0, 1),
        &|links| links[1].epoch = 1,
        &|links| links[0] = links[1].clone(),
        &|links| links[2] = forged.clone(),
    ];
    for (at, bend) in bends.iter().enumerate() {
        let mut bent = office.ring.clone();
        bend(&mut bent.ring.links);
        // Even somebody with the data key (which is what `seal` needs) cannot lead an old pin there.
        bent.seal(&office.data_key).unwrap();
        let refused_when_read = bent.to_bytes().and_then(|bytes| KeyRing::parse(&bytes)).is_err();
        assert!(refused_when_read || at == 5, "bend {at}");
        // A link is found by its epoch: in another order they still lead the same way, and are not read.
        if at != 2 {
            refused(enter(&bent, "dana", DANA_PASSWORD), Code::Damaged);
            let code = office.code.shown();
            refused(bent.recover(&code, &secret(NEW_PASSWORD), &Cost::FLOOR), Code::Damaged);
        }
    }
}

#[test]
fn every_field_of_a_link_counts() {
    let (office, former, new) = ([7; 16], DataKey::random().unwrap(), DataKey::random().unwrap());
    let new = DataKey::from_parts(new.expose(), former.salt());
    let link = Link::between(&office, 4, &former, &new).unwrap();
    assert_eq!(link.open(&office, &new).unwrap().commitment(), former.commitment());
    let whole = serde_json::to_value(&link).unwrap();
    for field in ["epoch", "former", "nonce", "sealed", "mac"] {
        let mut changed = whole.clone();
        changed[field] = other(&whole[field]);
        let changed: Link = serde_json::from_value(changed).unwrap();
        assert!(changed.open(&office, &new).is_none(), "{field}");
    }
    assert!(link.open(&office, &former).is_none());
    assert!(link.open(&[8; 16], &new).is_none());
}

#[test]
fn whoever_holds_only_the_former_key_is_led_no_further_than_it() {
    // The limit that `link.rs` writes down: an account that is pinned to the former key can be led on by
    // somebody who kept that key; one that has signed in since cannot.
    let mut office = TestOffice::new();
    let old_ring = office.ring.clone();
    let former = DataKey::from_parts(office.data_key.expose(), office.data_key.salt());
    let mut forged = old_ring.clone();
    let evil = forged.begin_rotation(&former).unwrap();
    forged.end_rotation(&evil).unwrap();
    enter(&forged, "dana", DANA_PASSWORD).expect("the limit, as it is documented");

    office.rotate();
    let dana = enter(&office.ring, "dana", DANA_PASSWORD).unwrap();
    office.ring.adopt(&dana).unwrap();
    forged.ring.accounts[0].key = office.ring.ring.accounts[0].key.clone();
    forged.seal(&evil).unwrap();
    refused(enter(&forged, "dana", DANA_PASSWORD), Code::Damaged);
}

#[test]
fn grants_of_one_epoch_are_none_of_another() {
    let mut office = TestOffice::with_ruth();
    let new = office.ring.begin_rotation(&office.data_key).unwrap();
    for account in 0..2 {
        let mut swapped = office.ring.clone();
        let grants = &mut swapped.ring.accounts[account].grants;
        let (old, present) = (grants[0].epoch, grants[1].epoch);
        grants.swap(0, 1);
        (grants[0].epoch, grants[1].epoch) = (old, present);
        swapped.seal(&new).unwrap();
        let (user, password) = [("dana", DANA_PASSWORD), ("ruth", RUTH_PASSWORD)][account];
        refused(enter(&swapped, user, password), Code::Damaged);
    }
    let shapes: [fn(&mut KeyRing); 5] = [
        |ring| ring.ring.accounts[0].grants = ring.ring.accounts[0].grants.split_off(1),
        |ring| ring.ring.recovery.grants = ring.ring.recovery.grants.split_off(1),
        |ring| ring.ring.accounts[1].grants.truncate(1),
        |ring| ring.ring.epoch = 3,
        |ring| ring.ring.links.clear(),
    ];
    for shape in shapes {
        let mut bent = office.ring.clone();
        shape(&mut bent);
        bent.seal(&new).unwrap();
        refused(KeyRing::parse(&bent.to_bytes().unwrap()), Code::Damaged);
    }
}

#[test]
fn whatever_is_done_while_the_key_is_changed_holds_for_both_keys() {
    let mut office = TestOffice::with_ruth();
    let mut inbox = Inbox::default();
    let request = office.ask(&mut inbox, "mona", NEW_PASSWORD).unwrap();
    let new = office.ring.begin_rotation(&office.data_key).unwrap();
    office.ring.approve(&request, &new).unwrap();
    let (old, fresh) = (secret(RUTH_PASSWORD), secret("seven lanterns drift past oslo"));
    office.ring.change_password(2, &old, &fresh, &Cost::FLOOR, &new).unwrap();
    let code = office.code.shown();
    let recovered = secret("gravel pianos answer the tide");
    let (unlocked, code) = office.ring.recover(&code, &recovered, &Cost::FLOOR).unwrap();
    assert_eq!(unlocked.former.unwrap().commitment(), office.data_key.commitment());
    office.ring.disable(2, &new).unwrap();
    office.ring.enable(2, &new).unwrap();
    let ring = KeyRing::parse(&office.ring.next(&new).unwrap()).unwrap();
    let accounts = [
        ("mona", NEW_PASSWORD),
        ("ruth", "seven lanterns drift past oslo"),
        ("dana", "gravel pianos answer the tide"),
    ];
    for (user, password) in accounts {
        let unlocked = enter(&ring, user, password).unwrap();
        assert_eq!(unlocked.former.unwrap().commitment(), office.data_key.commitment());
    }
    office.ring.end_rotation(&new).unwrap();
    office.data_key = new;
    for (user, password) in accounts {
        assert!(office.opens(&office.ring, user, password));
    }
    office.ring.recover(&code.shown(), &secret(DANA_PASSWORD), &Cost::FLOOR).unwrap();
}

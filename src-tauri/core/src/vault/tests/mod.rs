//! Stories of the vault: an office of two people, and everything that may befall its files.

mod backup;
mod damage;
mod damaged_inbox;
mod inbox;
mod invitations;
mod key_ring;
mod keys;
mod lock;
mod password;
mod random_offices;
mod recovery;
mod requests;
mod rotation;
mod rotation_interrupted;
mod standing;
mod tries;
mod writing;

use super::account_key::AccountKey;
use super::*;
use crate::error::{Code, Error};
use secrecy::SecretString;
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;

const OFFICE: &str = "Lakeside Family Counselling";
const DANA_PASSWORD: &str = "amber trellis quietly orbits nine";
const RUTH_PASSWORD: &str = "violet harbour mends slow kettles";
const NEW_PASSWORD: &str = "copper ladders hum under snow";
const COMPUTER: &str = "FRONT-DESK";
const ASKED_AT: &str = "2026-03-02T12:00:00Z";

/// An office with its owner Dana, and where its files are.
struct TestOffice {
    folder: TempDir,
    ring: KeyRing,
    data_key: DataKey,
    code: RecoveryCode,
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

impl TestOffice {
    fn new() -> Self {
        let owner = NewOwner {
            account: 1,
            user_name: "dana",
            name: "Dana Whitlow",
            email: "Dana@lakeside.example",
            password: &secret(DANA_PASSWORD),
        };
        let (ring, data_key, code) = KeyRing::create(OFFICE, &owner, &Cost::FLOOR).unwrap();
        Self { folder: tempfile::tempdir().unwrap(), ring, data_key, code }
    }

    /// The same office with Ruth, who was approved and has not yet signed in.
    fn with_ruth() -> Self {
        let mut office = Self::new();
        office.add_ruth();
        office.ring.enable(2, &office.data_key).unwrap();
        office
    }

    /// Ruth's account as an older Porchlight kept it that nobody had approved.
    fn add_ruth(&mut self) {
        let id = self.ring.ring.office;
        let key = AccountKey::random(&id, 2, &secret(RUTH_PASSWORD), Cost::FLOOR, None).unwrap();
        self.ring.ring.accounts.push(Account {
            id: 2,
            user_name: "ruth".into(),
            name: "Ruth Abel".into(),
            email: "ruth@lakeside.example".into(),
            state: AccountState::Pending,
            key: Some(key),
            grants: vec![],
        });
        self.seal();
    }

    fn seal(&mut self) {
        self.ring.seal(&self.data_key).unwrap();
    }

    fn keys(&self) -> PathBuf {
        self.folder.path().join("office.keys")
    }

    fn write(&mut self) {
        let path = self.keys();
        self.ring.write(&path, &self.data_key).unwrap();
    }

    fn opens(&self, ring: &KeyRing, user: &str, password: &str) -> bool {
        enter(ring, user, password)
            .is_ok_and(|unlocked| unlocked.data_key.commitment() == self.data_key.commitment())
    }

    /// Changes the data key from beginning to end.
    fn rotate(&mut self) {
        self.data_key = self.ring.begin_rotation(&self.data_key).unwrap();
        self.ring.end_rotation(&self.data_key).unwrap();
    }

    /// Somebody asks for an account, under a name of which the e-mail address is made too.
    fn ask(&self, inbox: &mut Inbox, user_name: &str, password: &str) -> Result<Request, Error> {
        let (email, password) = (format!("{user_name}@lakeside.example"), secret(password));
        let who = NewAccount { user_name, name: "Ruth Abel", email: &email, password: &password };
        inbox.ask_account(&self.ring, &who, ASKED_AT, COMPUTER, None, &Cost::FLOOR).cloned()
    }

    /// Somebody asks for a new password.
    fn ask_reset(&self, inbox: &mut Inbox, user: &str, password: &str) -> Result<ResetAsked, Error> {
        inbox.ask_reset(&self.ring, user, &secret(password), ASKED_AT, COMPUTER, &Cost::FLOOR)
    }
}

/// Signs in where no request waits.
fn enter(ring: &KeyRing, user: &str, password: &str) -> Result<Unlocked, Error> {
    ring.sign_in(&Inbox::default(), user, &secret(password))
}

/// The path of every leaf, as JSON pointers.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| leaves(member, &format!("{path}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| leaves(item, &format!("{path}/{at}"), found));
        }
        _ => found.push(path.to_owned()),
    }
}

/// A value like this one, but another.
fn other(leaf: &Value) -> Value {
    match leaf {
        Value::Number(number) => Value::from(number.as_i64().unwrap() + 1),
        Value::Null => Value::from(0),
        Value::String(text) => Value::from(match text.as_str() {
            "active" => "disabled".to_owned(),
            "shown" => "confirmed".to_owned(),
            "account" => "reset".to_owned(),
            "reset" => "account".to_owned(),
            text => {
                let last = text.chars().last().unwrap();
                format!("{}{}", &text[..text.len() - 1], if last == '1' { '2' } else { '1' })
            }
        }),
        _ => panic!("no such leaf in these files: {leaf}"),
    }
}

/// Numbers that look random and are the same in every run (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    /// The same bytes with one accident.
    fn mutant(&mut self, whole: &[u8]) -> Vec<u8> {
        let mut mutant = whole.to_vec();
        match self.below(4) {
            0 => mutant.truncate(self.below(whole.len())),
            1 => drop(mutant.remove(self.below(whole.len()))),
            2 => mutant.insert(self.below(whole.len()), self.below(256) as u8),
            _ => mutant[self.below(whole.len())] ^= 1 << self.below(8),
        }
        mutant
    }
}

/// The failure, which must be of this code and a whole sentence.
fn refused<T>(answer: Result<T, Error>, code: Code) -> Error {
    let Err(error) = answer else { panic!("should have been refused with {code:?}") };
    assert_eq!(error.code, code, "{}", error.sentence);
    assert!(error.sentence.ends_with('.') && error.sentence.len() > 30, "{}", error.sentence);
    error
}

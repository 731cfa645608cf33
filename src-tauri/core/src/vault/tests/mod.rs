//! Stories of the vault: an office of two people, and everything that may befall its files.

mod damage;
mod key_ring;
mod keys;
mod password;
mod recovery;
mod tries;

use super::account_key::AccountKey;
use super::*;
use crate::error::{Code, Error};
use secrecy::SecretString;
use std::path::PathBuf;
use tempfile::TempDir;

const OFFICE: &str = "Lakeside Family Counselling";
const DANA_PASSWORD: &str = "amber trellis quietly orbits nine";
const RUTH_PASSWORD: &str = "violet harbour mends slow kettles";

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
        let (id, epoch) = (office.ring.ring.office, office.ring.ring.epoch);
        office.ring.ring.accounts[1].grant(&id, epoch, &office.data_key).unwrap();
        office.seal();
        office
    }

    /// Ruth asks for an account.
    fn add_ruth(&mut self) {
        let id = self.ring.ring.office;
        let key = AccountKey::random(&id, 2, &secret(RUTH_PASSWORD), Cost::FLOOR, None).unwrap();
        self.ring.ring.accounts.push(Account {
            id: 2,
            user_name: "ruth".into(),
            name: "Ruth Abel".into(),
            email: "ruth@lakeside.example".into(),
            state: AccountState::Pending,
            key,
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
        ring.sign_in(user, &secret(password))
            .is_ok_and(|unlocked| unlocked.data_key.commitment() == self.data_key.commitment())
    }
}

/// The failure, which must be of this code and a whole sentence.
fn refused<T>(answer: Result<T, Error>, code: Code) -> Error {
    let Err(error) = answer else { panic!("should have been refused with {code:?}") };
    assert_eq!(error.code, code, "{}", error.sentence);
    assert!(error.sentence.ends_with('.') && error.sentence.len() > 30, "{}", error.sentence);
    error
}

//! The key ring: the one file beside the office that says who can open it, and notices every change.

use super::account::{Account, AccountState, NewOwner};
use super::account_key::AccountKey;
use super::binding::{OfficeId, bound, hash, keyed, keyed_matches, random};
use super::cost::Cost;
use super::data_key::DataKey;
use super::durable;
use super::epoch_keys::EpochKeys;
use super::grant::Holder;
use super::login::check_name;
use super::password;
use super::recovery::{Recovery, RecoveryState};
use super::recovery_code::RecoveryCode;
use super::ring::Ring;
use crate::error::{Code, Error, Result};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// The format that this program writes. Format 1, which is read, had no links and a key in every account.
const FORMAT: u32 = 2;
/// The largest key ring that is read or written, in bytes: about a thousand accounts.
const LARGEST: u64 = 1 << 20;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    format: u32,
    ring: Ring,
    /// Under a key derived from the data key: nobody outside the office can change the file unnoticed.
    #[serde(with = "hex")]
    mac: [u8; 32],
    /// Of everything before: an accident is told from a wrong password before anybody signs in.
    #[serde(with = "hex")]
    digest: [u8; 32],
}

/// How the key ring's file stands beside the one that the database remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// They are the same.
    Same,
    /// The file is the one directly before the remembered one: write the remembered one.
    Behind,
}

/// The parsed key ring of one office.
#[derive(Clone)]
pub struct KeyRing {
    /// Of what the MAC and the digest were made for.
    pub(super) format: u32,
    pub(super) ring: Ring,
    pub(super) mac: [u8; 32],
    pub(super) digest: [u8; 32],
    /// The digest of what was read or last written.
    pub(super) on_disk: [u8; 32],
}

impl KeyRing {
    /// A new office: its id, its data key, its owner and its recovery code. Nothing is written yet.
    ///
    /// # Errors
    /// `Code::Invalid` with the field (`office_name`, `user_name`, `name`, `email`, `password`);
    /// `Code::Internal` when memory or random bytes are missing.
    pub fn create(
        office_name: &str,
        owner: &NewOwner<'_>,
        cost: &Cost,
    ) -> Result<(Self, DataKey, RecoveryCode)> {
        check_name("office_name", "The office needs a name", office_name)?;
        owner.check()?;
        let words = [office_name, owner.user_name, owner.name, owner.email];
        password::check(owner.password.expose_secret(), &words)?;

        let data_key = DataKey::random()?;
        let keys = EpochKeys { office: *random()?, epoch: 1, present: &data_key, former: None };
        let (recovery, code) = Recovery::random(&keys)?;
        let key = AccountKey::random(&keys.office, owner.account, owner.password, *cost, Some(keys.pin()))?;
        let grants = keys.grants_for(Holder::Account(owner.account), &key.public)?;
        let account = Account {
            id: owner.account,
            user_name: owner.user_name.trim().to_owned(),
            name: owner.name.trim().to_owned(),
            email: owner.email.trim().to_owned(),
            state: AccountState::Active,
            key: Some(key),
            grants,
        };
        let ring = Ring::of_one(keys.office, office_name.trim(), data_key.salt(), account, recovery);
        let mut ring = Self { format: FORMAT, ring, mac: [0; 32], digest: [0; 32], on_disk: [0; 32] };
        ring.check_shape()?;
        ring.seal(&data_key)?;
        Ok((ring, data_key, code))
    }

    /// The key ring in this file, whole by its check sum. Whether somebody outside the office changed it is
    /// known only after signing in.
    ///
    /// # Errors
    /// `Code::Missing` when there is no such file, `Code::Damaged`, `Code::Newer`, `Code::Disk`.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = durable::read(path, LARGEST)?.ok_or_else(|| {
            Error::new(
                Code::Missing,
                "The key ring (office.keys) is not beside the office file, and without it nobody can sign in. \
                 Put it back from a backup.",
            )
        })?;
        Self::parse(&bytes)
    }

    /// Makes this the key ring that follows the one on the disk: raises the counter and answers the file's
    /// bytes.
    ///
    /// They go into the database, in the same transaction as what they belong to, and only then into the file
    /// (`put`). A program that is killed between the two is healed at the next opening: see `check_against`.
    ///
    /// # Errors
    /// `Code::Damaged` when `key` is not this key ring's; `Code::Internal` when the ring has grown too large.
    /// It is then as before.
    pub fn next(&mut self, key: &DataKey) -> Result<Vec<u8>> {
        self.verify(key)?;
        let mut next = self.clone();
        next.ring.counter = next.ring.counter.checked_add(1).ok_or_else(too_large)?;
        next.ring.previous = self.on_disk;
        next.seal(key)?;
        let bytes = next.to_bytes()?;
        next.on_disk = next.digest;
        *self = next;
        Ok(bytes)
    }

    /// Puts the bytes of a key ring in place, whole or not at all.
    ///
    /// # Errors
    /// `Code::Damaged` when they are no key ring, `Code::Disk`.
    pub fn put(path: &Path, bytes: &[u8]) -> Result<()> {
        Self::parse(bytes)?;
        durable::write(path, bytes)
    }

    /// Raises the counter and puts the key ring in place, whole or not at all: for making an office, where
    /// there is no database yet.
    ///
    /// # Errors
    /// `Code::Damaged` when `key` is not this key ring's, `Code::Disk`. The key ring is then as before.
    pub fn write(&mut self, path: &Path, key: &DataKey) -> Result<()> {
        let mut next = self.clone();
        durable::write(path, &next.next(key)?)?;
        *self = next;
        Ok(())
    }

    /// How this key ring, the file's, stands beside the one that the database remembers.
    ///
    /// The database is written first and the file second, and the computer may stop between the two: then the
    /// file is the one directly before, and the caller puts the remembered one in its place before anything else
    /// is written.
    ///
    /// # Errors
    /// `Code::Damaged` when one of the two is older, not of the same line, or another office's.
    pub fn check_against(&self, remembered: &Self) -> Result<Beside> {
        let one_office = self.ring.office == remembered.ring.office;
        let (here, there) = (self.ring.counter, remembered.ring.counter);
        if one_office && here == there && self.digest == remembered.digest {
            return Ok(Beside::Same);
        }
        if one_office && here.checked_add(1) == Some(there) && remembered.ring.previous == self.digest {
            return Ok(Beside::Behind);
        }
        Err(apart(one_office && here < there))
    }

    /// Whether this key ring and a database that remembers only a counter and a digest belong to the same
    /// moment: an office of an older Porchlight, which wrote the key ring first and the database second.
    ///
    /// A key ring that directly follows the remembered one passes too, for the computer may have stopped between
    /// the two. The caller then brings the database to the present key ring before anything else is written.
    ///
    /// # Errors
    /// `Code::Damaged` when one of the two is older, or not of the same line.
    pub fn check_against_digest(&self, counter: u64, digest: &[u8; 32]) -> Result<()> {
        let same = self.ring.counter == counter && self.digest == *digest;
        let follows = counter.checked_add(1) == Some(self.ring.counter) && self.ring.previous == *digest;
        if same || follows {
            return Ok(());
        }
        Err(apart(self.ring.counter < counter))
    }

    /// How often this key ring has been written.
    pub fn counter(&self) -> u64 {
        self.ring.counter
    }

    /// SHA-256 over the whole key ring.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// The office's id.
    pub fn office(&self) -> OfficeId {
        self.ring.office
    }

    /// The office's name, known before anybody signs in.
    pub fn office_name(&self) -> &str {
        &self.ring.office_name
    }

    /// Every account, in the order of the numbers.
    pub fn accounts(&self) -> &[Account] {
        &self.ring.accounts
    }

    /// Whether the recovery code was confirmed by typing a part of it back.
    pub fn recovery_state(&self) -> RecoveryState {
        self.ring.recovery.state
    }

    /// The number of the account that the recovery code helps.
    pub fn owner(&self) -> i64 {
        self.ring.owner
    }

    /// Remembers that the recovery code was confirmed; write the key ring afterwards.
    ///
    /// # Errors
    /// `Code::Damaged` when `data_key` is not this key ring's.
    pub fn confirm_recovery(&mut self, data_key: &DataKey) -> Result<()> {
        self.verify(data_key)?;
        self.ring.recovery.state = RecoveryState::Confirmed;
        self.seal(data_key)
    }

    /// The key ring that these bytes are; every other spelling of the same content is refused.
    ///
    /// # Errors
    /// `Code::Damaged`, `Code::Newer`.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Heading {
            format: u32,
        }
        let heading: Heading = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        if heading.format > FORMAT {
            return Err(Error::new(
                Code::Newer,
                "This office was opened by a newer Porchlight. Install the newest version on this computer.",
            ));
        }
        let file: KeyFile = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        let KeyFile { format, ring, mac, digest } = file;
        let ring = Self { format, ring, mac, digest, on_disk: digest };
        if format == 0 || ring.digest_now()? != ring.digest || ring.to_bytes()? != bytes {
            return Err(damaged());
        }
        ring.check_shape()?;
        Ok(ring)
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        let file =
            KeyFile { format: self.format, ring: self.ring.clone(), mac: self.mac, digest: self.digest };
        let mut bytes = serde_json::to_vec_pretty(&file).map_err(|_| too_large())?;
        bytes.push(b'\n');
        if bytes.len() as u64 > LARGEST {
            return Err(too_large());
        }
        Ok(bytes)
    }

    /// Whether every byte is as somebody who holds `data_key` left it.
    ///
    /// # Errors
    /// `Code::Damaged` if not.
    pub(super) fn verify(&self, data_key: &DataKey) -> Result<()> {
        if keyed_matches(&data_key.derive("key-ring"), &self.message()?, &self.mac) {
            return Ok(());
        }
        Err(Error::new(
            Code::Damaged,
            "The key ring (office.keys) was changed outside Porchlight. \
             Do not go on working with it: restore the office from a backup.",
        ))
    }

    /// Authenticates the present content, in the format that this program writes.
    pub(super) fn seal(&mut self, data_key: &DataKey) -> Result<()> {
        self.format = FORMAT;
        self.mac = *keyed(&data_key.derive("key-ring"), &self.message()?);
        self.digest = self.digest_now()?;
        Ok(())
    }

    pub(super) fn digest_now(&self) -> Result<[u8; 32]> {
        Ok(hash(&bound("key-ring-digest", &[&self.message()?, &self.mac])))
    }

    fn message(&self) -> Result<Vec<u8>> {
        let ring = serde_json::to_vec(&self.ring).map_err(|_| too_large())?;
        Ok(bound("key-ring", &[&self.format.to_be_bytes(), &ring]))
    }

    /// Changes the content and authenticates it, all or nothing; `key` must be the present data key.
    pub(super) fn change(
        &mut self,
        key: &DataKey,
        change: impl FnOnce(&mut Ring, &EpochKeys<'_>) -> Result<()>,
    ) -> Result<()> {
        let keys = self.epoch_keys(key)?;
        let mut next = self.clone();
        change(&mut next.ring, &keys)?;
        next.seal(key)?;
        next.check_shape()?;
        *self = next;
        Ok(())
    }

    /// Refuses what can be in no key ring, whoever wrote it.
    pub(super) fn check_shape(&self) -> Result<()> {
        if self.ring.is_sound() && (self.format > 1 || self.ring.fits_format_1()) {
            return Ok(());
        }
        Err(damaged())
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing(counter {}, {} accounts)", self.ring.counter, self.ring.accounts.len())
    }
}

fn apart(ring_is_older: bool) -> Error {
    Error::new(
        Code::Damaged,
        if ring_is_older {
            "The key ring (office.keys) is older than the office file. \
             Put back the key ring that was there before, or restore both from one backup."
        } else {
            "The office file and the key ring (office.keys) are not of the same moment. \
             Put back the office file that was there before, or restore both from one backup."
        },
    )
}

fn damaged() -> Error {
    Error::new(
        Code::Damaged,
        "The key ring (office.keys) is damaged. Put it back from the newest backup; \
         the office file beside it may be whole.",
    )
}

fn too_large() -> Error {
    Error::new(Code::Internal, "The key ring has grown too large to be saved. Nothing was changed.")
}

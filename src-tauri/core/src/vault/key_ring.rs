//! The key ring: the one file beside the office that says who can open it, and notices every change.

use super::account::{Account, AccountState, NewOwner, check_name};
use super::account_key::Pin;
use super::binding::{OfficeId, bound, hash, keyed, keyed_matches, random};
use super::cost::Cost;
use super::data_key::DataKey;
use super::durable;
use super::grant::Grant;
use super::password;
use super::recovery::{Recovery, RecoveryState};
use super::recovery_code::RecoveryCode;
use crate::error::{Code, Error, Result};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

/// The format that this program writes. A rotation, which has to lead pins from one epoch to the next,
/// comes with format 2.
const FORMAT: u32 = 1;
/// The largest key ring that is read or written, in bytes: about a thousand accounts.
const LARGEST: u64 = 1 << 20;

/// Everything in the file that the MAC covers. The order of the fields is the order in the file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ring {
    #[serde(with = "hex")]
    pub(super) office: OfficeId,
    office_name: String,
    /// Which data key the office has; grows by one whenever it is changed.
    pub(super) epoch: u32,
    counter: u64,
    /// The digest of the key ring that this one replaced.
    #[serde(with = "hex")]
    previous: [u8; 32],
    #[serde(with = "hex")]
    pub(super) database_salt: [u8; 16],
    /// The account that the recovery code helps.
    pub(super) owner: i64,
    /// In the order of their numbers.
    pub(super) accounts: Vec<Account>,
    pub(super) recovery: Recovery,
}

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

/// The parsed key ring of one office.
#[derive(Clone)]
pub struct KeyRing {
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

        let (office, epoch, data_key) = (*random()?, 1, DataKey::random()?);
        let (recovery, code) = Recovery::random(&office, epoch, &data_key)?;
        let pin = Some(Pin::to(epoch, &data_key));
        let mut account = Account::asked(&office, owner, *cost, pin)?;
        account.grant(&office, epoch, &data_key)?;
        let ring = Ring {
            office,
            office_name: office_name.trim().to_owned(),
            epoch,
            counter: 0,
            previous: [0; 32],
            database_salt: data_key.salt(),
            owner: owner.account,
            accounts: vec![account],
            recovery,
        };
        let mut ring = Self { ring, mac: [0; 32], digest: [0; 32], on_disk: [0; 32] };
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

    /// Raises the counter and puts the key ring in place, whole or not at all.
    ///
    /// Write the key ring first and its counter and digest into the database at once after it: see
    /// `check_against`.
    ///
    /// # Errors
    /// `Code::Damaged` when `data_key` is not this key ring's, `Code::Disk`.
    pub fn write(&mut self, path: &Path, data_key: &DataKey) -> Result<()> {
        self.verify(data_key)?;
        let mut next = self.clone();
        next.ring.counter += 1;
        next.ring.previous = self.on_disk;
        next.seal(data_key)?;
        durable::write(path, &next.to_bytes()?)?;
        next.on_disk = next.digest;
        *self = next;
        Ok(())
    }

    /// Whether this key ring and the database belong to the same moment; `counter` and `digest` are what the
    /// database remembers of the key ring.
    ///
    /// A key ring that directly follows the remembered one passes too: it is written first and the database
    /// second, and the computer may stop between the two. The caller then brings the database to the present
    /// `counter` and `digest` before anything else is written.
    ///
    /// # Errors
    /// `Code::Damaged` when one of the two is older, or not of the same line.
    pub fn check_against(&self, counter: u64, digest: &[u8; 32]) -> Result<()> {
        let same = self.ring.counter == counter && self.digest == *digest;
        let follows = counter.checked_add(1) == Some(self.ring.counter) && self.ring.previous == *digest;
        if same || follows {
            return Ok(());
        }
        Err(Error::new(
            Code::Damaged,
            if self.ring.counter < counter {
                "The key ring (office.keys) is older than the office file. \
                 Put back the key ring that was there before, or restore both from one backup."
            } else {
                "The office file and the key ring (office.keys) are not of the same moment. \
                 Put back the office file that was there before, or restore both from one backup."
            },
        ))
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
    pub(super) fn parse(bytes: &[u8]) -> Result<Self> {
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
        let ring = Self { ring: file.ring, mac: file.mac, digest: file.digest, on_disk: file.digest };
        if file.format != FORMAT || ring.digest_now()? != ring.digest || ring.to_bytes()? != bytes {
            return Err(damaged());
        }
        ring.check_shape()?;
        Ok(ring)
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        let file = KeyFile { format: FORMAT, ring: self.ring.clone(), mac: self.mac, digest: self.digest };
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

    /// Authenticates the present content.
    pub(super) fn seal(&mut self, data_key: &DataKey) -> Result<()> {
        self.mac = *keyed(&data_key.derive("key-ring"), &self.message()?);
        self.digest = self.digest_now()?;
        Ok(())
    }

    pub(super) fn digest_now(&self) -> Result<[u8; 32]> {
        Ok(hash(&bound("key-ring-digest", &[&self.message()?, &self.mac])))
    }

    fn message(&self) -> Result<Vec<u8>> {
        let ring = serde_json::to_vec(&self.ring).map_err(|_| too_large())?;
        Ok(bound("key-ring", &[&FORMAT.to_be_bytes(), &ring]))
    }

    /// What holds in every key ring, whoever wrote it.
    fn check_shape(&self) -> Result<()> {
        let ring = &self.ring;
        let in_order = ring.accounts.first().is_some_and(|first| first.id > 0)
            && ring.accounts.is_sorted_by(|one, next| one.id < next.id);
        let owned = ring.accounts.iter().any(|account| account.id == ring.owner);
        let granted = ring.accounts.iter().all(|account| {
            let active = account.state == AccountState::Active;
            if active { lead_to(&account.grants, ring.epoch) } else { account.grants.is_empty() }
        });
        let mut seen = BTreeSet::new();
        let told_apart = ring.accounts.iter().flat_map(Account::logins).all(|login| seen.insert(login));
        let recoverable = lead_to(&ring.recovery.grants, ring.epoch);
        if in_order && owned && granted && told_apart && recoverable {
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

/// At most two grants, the last of them of the present epoch: two stand there while the key is changed.
fn lead_to(grants: &[Grant], epoch: u32) -> bool {
    grants.len() <= 2
        && grants.is_sorted_by(|one, next| one.epoch < next.epoch)
        && grants.last().is_some_and(|last| last.epoch == epoch)
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

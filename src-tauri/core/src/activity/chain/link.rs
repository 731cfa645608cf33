//! What a link of the chain is made of: an entry of the log, as bytes that cannot be read in two ways, under a key.

use std::sync::Arc;

use hmac::{Hmac, Mac};
use rusqlite::Row;
use sha2::Sha256;

use super::ChainKey;
use crate::error::{Code, Error, Result};

/// How many bytes of one entry are kept before they are taken up under every key: an import has a hundred thousand
/// changes, all others a few.
const KEPT_BYTES: usize = 1 << 20;

/// The random number beside an entry, in bytes.
pub(super) const SALT: usize = 16;

/// An entry's own columns, as they stand.
#[derive(Clone, Copy)]
pub struct Written<'a> {
    pub id: i64,
    pub at: &'a str,
    pub account: Option<i64>,
    pub session: Option<i64>,
    pub action: &'a str,
    pub sentence: &'a str,
    pub lead: Option<i64>,
    pub undoes: Option<i64>,
    pub first: Option<i64>,
    pub last: Option<i64>,
    pub previous: &'a str,
    pub mac: &'a str,
    pub salt: Option<&'a [u8]>,
}

/// One row of `changes`, as it stands.
#[derive(Clone, Copy)]
pub struct Noted<'a> {
    pub id: i64,
    pub operation: i64,
    pub table: &'a [u8],
    pub row: i64,
    pub what: Option<&'a [u8]>,
}

impl<'a> Written<'a> {
    /// Of the columns id, at, account_id, session_id, action, sentence, lead_id, undoes, first_change, last_change,
    /// previous_mac, mac, salt, in this order.
    pub fn read(row: &'a Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            at: row.get_ref(1)?.as_str()?,
            account: row.get(2)?,
            session: row.get(3)?,
            action: row.get_ref(4)?.as_str()?,
            sentence: row.get_ref(5)?.as_str()?,
            lead: row.get(6)?,
            undoes: row.get(7)?,
            first: row.get(8)?,
            last: row.get(9)?,
            previous: row.get_ref(10)?.as_str()?,
            mac: row.get_ref(11)?.as_str()?,
            salt: row.get_ref(12)?.as_blob_or_null()?,
        })
    }

    /// The range of its changes; none where it has none, or only one of its ends.
    pub fn range(&self) -> Option<(i64, i64)> {
        self.first.zip(self.last)
    }
}

impl<'a> Noted<'a> {
    /// Of the columns id, operation, tbl, row, what, in this order.
    pub fn read(row: &'a Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            operation: row.get(1)?,
            table: row.get_ref(2)?.as_bytes()?,
            row: row.get(3)?,
            what: row.get_ref(4)?.as_bytes_or_null()?,
        })
    }
}

/// Takes up one entry after another and says what each gives under a key. Kept for many entries, so that none asks for
/// memory of its own.
pub struct Sum {
    keys: Vec<Hmac<Sha256>>,
    taken: Vec<u8>,
    /// One for each key, once an entry is too long to be kept.
    begun: Vec<Hmac<Sha256>>,
}

impl Sum {
    pub fn under(keys: &[Arc<ChainKey>]) -> Result<Self> {
        let keys = keys.iter().map(|key| key.mac()).collect::<Result<_>>()?;
        Ok(Self { keys, taken: Vec::new(), begun: Vec::new() })
    }

    /// How many keys there are.
    pub fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Begins an entry's own link. Whether it has a random number says in which of the two forms.
    pub fn link(&mut self, entry: &Written<'_>) -> Result<()> {
        self.clear();
        match entry.salt {
            Some(salt) => {
                domain(&mut self.taken, "link");
                bytes(&mut self.taken, Some(salt));
                own(&mut self.taken, entry);
                Ok(())
            }
            None => former(&mut self.taken, entry),
        }
    }

    /// Begins what is left of an erased entry, with the link that it had.
    pub fn erased(&mut self, entry: &Written<'_>) {
        self.clear();
        domain(&mut self.taken, "erased");
        bytes(&mut self.taken, Some(entry.mac.as_bytes()));
        bytes(&mut self.taken, entry.salt);
        own(&mut self.taken, entry);
    }

    /// Takes up one change of the entry, in order.
    pub fn change(&mut self, change: &Noted<'_>) {
        for number in [change.id, change.operation, change.row] {
            self.taken.extend_from_slice(&number.to_le_bytes());
        }
        bytes(&mut self.taken, Some(change.table));
        bytes(&mut self.taken, change.what);
        if self.taken.len() > KEPT_BYTES {
            if self.begun.is_empty() {
                self.begun.clone_from(&self.keys);
            }
            self.begun.iter_mut().for_each(|begun| begun.update(&self.taken));
            self.taken.clear();
        }
    }

    /// What the entry gives under a key, in hex digits.
    pub fn gives(&self, key: usize) -> Option<[u8; 64]> {
        let mut mac = self.begun.get(key).or_else(|| self.keys.get(key))?.clone();
        mac.update(&self.taken);
        let mut digits = [0; 64];
        hex::encode_to_slice(mac.finalize().into_bytes(), &mut digits).ok()?;
        Some(digits)
    }

    /// The first key, from one on, under which the entry gives this.
    pub fn key_of(&self, from: usize, digits: &str) -> Option<usize> {
        (from..self.keys.len())
            .find(|key| self.gives(*key).is_some_and(|found| found.as_slice() == digits.as_bytes()))
    }

    fn clear(&mut self) {
        self.taken.clear();
        self.begun.clear();
    }
}

impl ChainKey {
    /// A tag that binds numbers and texts to this key, for one purpose.
    pub fn tag(&self, purpose: &str, numbers: &[i64], texts: &[Option<&str>]) -> Result<String> {
        let mut bound = Vec::new();
        domain(&mut bound, purpose);
        numbers.iter().for_each(|number| bound.extend_from_slice(&number.to_le_bytes()));
        texts.iter().for_each(|text| bytes(&mut bound, text.map(str::as_bytes)));
        let mut mac = self.mac()?;
        mac.update(&bound);
        Ok(hex::encode(mac.finalize().into_bytes()))
    }
}

/// What the bytes are for. The former form of a link begins with a bracket, so none of these is ever taken for one.
fn domain(into: &mut Vec<u8>, purpose: &str) {
    into.extend_from_slice(b"porchlight/log/");
    bytes(into, Some(purpose.as_bytes()));
}

/// An entry's own columns, but for its link and its random number.
fn own(into: &mut Vec<u8>, entry: &Written<'_>) {
    into.extend_from_slice(&entry.id.to_le_bytes());
    for text in [entry.previous, entry.at, entry.action, entry.sentence] {
        bytes(into, Some(text.as_bytes()));
    }
    for number in [entry.account, entry.session, entry.lead, entry.undoes, entry.first, entry.last] {
        into.push(u8::from(number.is_some()));
        into.extend_from_slice(&number.unwrap_or_default().to_le_bytes());
    }
}

fn bytes(into: &mut Vec<u8>, text: Option<&[u8]>) {
    into.extend_from_slice(&text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
    into.extend_from_slice(text.unwrap_or_default());
}

/// The form of a link before there were random numbers.
fn former(into: &mut Vec<u8>, entry: &Written<'_>) -> Result<()> {
    let columns = (
        entry.previous,
        entry.id,
        entry.at,
        entry.account,
        entry.session,
        entry.action,
        entry.sentence,
        entry.lead,
        entry.undoes,
        entry.range(),
    );
    serde_json::to_writer(into, &columns)
        .map_err(|_| Error::new(Code::Internal, "An entry of the activity log could not be written."))
}

//! Looks through the memory of this very process for what must not be there.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use memchr::memmem::Finder;
use serde::{Deserialize, Serialize};

/// What everything that is looked for is turned with, so that the list of it is not found itself.
const TURN: u8 = 0xA5;

/// How much is read at once; pieces overlap by the longest needle.
const PIECE: usize = 1 << 20;

/// How much is shown on both sides of what was found.
const AROUND: usize = 48;

/// Something to look for, in a form that is not itself.
pub struct Needle {
    what: String,
    turned: Vec<u8>,
}

/// Where something was found.
#[derive(Debug, Serialize, Deserialize)]
pub struct Found {
    pub what: String,
    pub address: u64,
    /// Its line of /proc/self/maps.
    pub region: String,
    /// What stands around it, turned.
    around: Vec<u8>,
}

impl Needle {
    /// What is looked for arrives turned.
    pub fn new(what: &str, turned: &[u8]) -> Needle {
        Needle { what: what.to_owned(), turned: turned.to_vec() }
    }
}

impl Found {
    /// What stands around it, with everything unprintable as a dot; for the process that is not looked at.
    pub fn around(&self) -> String {
        let shown = |byte: &u8| match byte ^ TURN {
            sign @ b' '..=b'~' => char::from(sign),
            _ => '.',
        };
        self.around.iter().map(shown).collect()
    }
}

/// A text in the form in which it is not found; turned again it is itself.
pub fn turned(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| byte ^ TURN).collect()
}

/// Everything that is found in the memory that is this process's own and can be written.
pub fn look(needles: &[Needle]) -> Vec<Found> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let memory = File::open("/proc/self/mem").unwrap();
    let longest = needles.iter().map(|needle| needle.turned.len()).max().unwrap();
    // Turned as soon as it is read, so that the look itself leaves nothing to find.
    let mut piece = vec![0; PIECE + longest];
    // In it the needles, turned once more, are themselves.
    let own = piece.as_ptr() as u64..=piece.as_ptr_range().end as u64;
    let mut found = Vec::new();
    for region in maps.lines() {
        let Some((mut at, end)) = own_and_writable(region) else { continue };
        while at < end {
            let length = piece.len().min(usize::try_from(end - at).unwrap());
            let Ok(read) = memory.read_at(&mut piece[..length], at) else { break };
            turn(&mut piece);
            for needle in needles {
                for hit in Finder::new(&needle.turned).find_iter(&piece[..read]) {
                    let address = at + hit as u64;
                    if own.contains(&address) {
                        continue;
                    }
                    let around = hit.saturating_sub(AROUND)..(hit + needle.turned.len() + AROUND).min(read);
                    found.push(Found {
                        what: needle.what.clone(),
                        address,
                        region: region.to_owned(),
                        around: piece[around].to_vec(),
                    });
                }
            }
            at += read.min(PIECE) as u64;
        }
    }
    found.sort_by(|one, other| (one.address, &one.what).cmp(&(other.address, &other.what)));
    found.dedup_by(|one, other| one.address == other.address && one.what == other.what);
    found
}

/// From where to where, if nobody shares the region and it can be written.
fn own_and_writable(region: &str) -> Option<(u64, u64)> {
    let mut words = region.split_whitespace();
    let (range, rights) = (words.next()?, words.next()?);
    let (from, to) = range.split_once('-')?;
    let number = |hex| u64::from_str_radix(hex, 16).ok();
    (rights == "rw-p").then_some((number(from)?, number(to)?))
}

/// Eight bytes at a time: a build for tests is slow with single ones.
fn turn(piece: &mut [u8]) {
    let (eights, rest) = piece.as_chunks_mut::<8>();
    for eight in eights {
        *eight = (u64::from_ne_bytes(*eight) ^ u64::from_ne_bytes([TURN; 8])).to_ne_bytes();
    }
    for byte in rest {
        *byte ^= TURN;
    }
}

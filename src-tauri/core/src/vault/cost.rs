//! What one try at a password costs: the argon2id parameters and the stretching itself.

use crate::error::{Code, Error, Result};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The argon2id parameters (RFC 9106) under which a password wraps an account's key.
///
/// Every value of this type lies between the floor and the ceiling: a file cannot make a password cheap
/// to guess, nor sign-in so dear that the computer stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Asked")]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// The least that is accepted: 19 MiB and two passes, the OWASP password storage minimum for argon2id.
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// The most that is accepted.
    pub const CEILING: Self = Self { memory_kib: 512 * 1024, passes: 10, lanes: 4 };

    /// Parameters within the floor and the ceiling; `memory_kib` in KiB.
    ///
    /// # Errors
    /// `Code::Damaged` outside of them.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self> {
        let (floor, ceiling) = (Self::FLOOR, Self::CEILING);
        let inside = (floor.memory_kib..=ceiling.memory_kib).contains(&memory_kib)
            && (floor.passes..=ceiling.passes).contains(&passes)
            && (floor.lanes..=ceiling.lanes).contains(&lanes);
        if !inside {
            return Err(Error::new(
                Code::Damaged,
                "The key ring asks for password parameters that Porchlight does not accept. \
                 Restore the office from a backup.",
            ));
        }
        Ok(Self { memory_kib, passes, lanes })
    }

    /// The three numbers as bytes, for what a wrapped key is bound to.
    pub(super) fn bytes(self) -> [u8; 12] {
        let mut bytes = [0; 12];
        for (place, number) in bytes.chunks_exact_mut(4).zip([self.memory_kib, self.passes, self.lanes]) {
            place.copy_from_slice(&number.to_be_bytes());
        }
        bytes
    }

    /// The key that a password gives with this salt; the same for every way of typing the same letters.
    ///
    /// # Errors
    /// `Code::Internal` when there is not enough memory.
    pub(super) fn stretch(self, password: &SecretString, salt: &[u8; 16]) -> Result<Zeroizing<[u8; 32]>> {
        let failed = |_| {
            Error::new(
                Code::Internal,
                "There was not enough memory to check the password. Close other programs and try again.",
            )
        };
        let parameters = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(failed)?;
        // The working memory would let a password be guessed without the cost: it is wiped like a key.
        let mut memory = Zeroizing::new(vec![Block::default(); parameters.block_count()]);
        let mut key = Zeroizing::new([0; 32]);
        #[cfg(test)]
        STRETCHED.with(|count| count.set(count.get() + 1));
        Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
            .hash_password_into_with_memory(
                normal(password.expose_secret()).as_bytes(),
                salt,
                key.as_mut(),
                &mut *memory,
            )
            .map_err(failed)?;
        Ok(key)
    }
}

#[cfg(test)]
std::thread_local! {
    /// How many passwords this thread has stretched: sign-in must take the same time whatever is wrong.
    pub(super) static STRETCHED: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

impl Default for Cost {
    /// 64 MiB, three passes, one lane: the second recommended option of RFC 9106 with one lane.
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 }
    }
}

impl TryFrom<Asked> for Cost {
    type Error = Error;

    fn try_from(asked: Asked) -> Result<Self> {
        Self::new(asked.memory_kib, asked.passes, asked.lanes)
    }
}

/// The password in Unicode form NFKC: keyboards of different makers send the same letter as different codes.
pub(super) fn normal(password: &str) -> Zeroizing<String> {
    // NFKC grows UTF-8 text at most elevenfold (Unicode Standard Annex 15); a string that never grows
    // leaves no unwiped copy.
    let mut normal = Zeroizing::new(String::with_capacity(password.len() * 11));
    normal.extend(password.nfkc());
    normal
}

//! What a key, a seal or a check sum is bound to, written as bytes that cannot be read in two ways.

use crate::error::{Code, Error, Result};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Sixteen random bytes, fixed when the office is made; every key and seal is bound to it.
pub type OfficeId = [u8; 16];

/// The bytes of `parts` under a name that says what they are for. Each part carries its length, so that
/// two different lists of parts never give the same bytes.
pub(super) fn bound(purpose: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"porchlight/1/".to_vec();
    for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

/// HMAC-SHA-256 of `message` under `key` (RFC 2104).
pub(super) fn keyed(key: &[u8; 32], message: &[u8]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(mac_of(key, message).finalize().into_bytes().into())
}

/// Whether `mac` is the HMAC-SHA-256 of `message` under `key`, compared in constant time.
pub(super) fn keyed_matches(key: &[u8; 32], message: &[u8], mac: &[u8; 32]) -> bool {
    mac_of(key, message).verify_slice(mac).is_ok()
}

/// SHA-256 of `message`.
pub(super) fn hash(message: &[u8]) -> [u8; 32] {
    Sha256::digest(message).into()
}

/// `N` bytes from the operating system's generator.
///
/// # Errors
/// `Code::Internal` when the system gives no random bytes.
pub(super) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut()).map_err(|_| {
        Error::new(
            Code::Internal,
            "The computer gave no random numbers, so no key could be made. Start it again and try once more.",
        )
    })?;
    Ok(bytes)
}

fn mac_of(key: &[u8; 32], message: &[u8]) -> Hmac<Sha256> {
    // The definition of HMAC fills a short key up to a block with zeros; done here, no length can be wrong.
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    mac.update(message);
    mac
}

//! Six words that stand for a public key, so that two people can compare it by voice.
//!
//! The list (`words.txt`) is the English one of BIP 39: 2,048 words, no two of which begin with the same
//! four letters. Source: python-mnemonic 0.21, copyright (c) 2013 Pavol Rusnak, MIT licence.

use std::sync::LazyLock;

/// How many words stand for a key: 66 bits.
pub(super) const WORDS: usize = 6;

static LIST: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("words.txt").lines().collect());

/// The words for the first 66 bits of a hash.
pub(super) fn spoken(hash: &[u8; 32]) -> [&'static str; WORDS] {
    let bits = hash[..16].iter().fold(0u128, |bits, byte| (bits << 8) | u128::from(*byte));
    std::array::from_fn(|at| LIST[(bits >> (128 - 11 * (at + 1))) as usize % 2048])
}

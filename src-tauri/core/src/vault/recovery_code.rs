//! The recovery code as it is printed and typed: 160 random bits in letters that are hard to misread.

use super::binding::random;
use crate::error::{Error, Result};
use secrecy::{ExposeSecret, SecretBox};
use std::fmt;
use zeroize::Zeroizing;

/// The digits of Crockford's base 32, then the five that only a check symbol can be.
/// Source: Douglas Crockford, "Base 32", crockford.com/base32.html.
const SYMBOLS: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
const DIGITS: usize = 32;

/// Opens the office when every password is lost. Printed once; wiped on drop, never shown by `Debug`.
pub struct RecoveryCode(SecretBox<[u8; 20]>);

impl RecoveryCode {
    /// How many groups `shown` has: eight of four symbols and one that holds the check symbol alone.
    pub const GROUPS: usize = 9;

    /// A new code.
    ///
    /// # Errors
    /// `Code::Internal` when the system gives no random bytes.
    pub fn random() -> Result<Self> {
        let bytes = random::<20>()?;
        Ok(Self::from_bytes(&bytes))
    }

    pub(super) fn from_bytes(bytes: &[u8; 20]) -> Self {
        Self(SecretBox::init_with_mut(|place: &mut [u8; 20]| place.copy_from_slice(bytes)))
    }

    /// The code for paper: 32 digits in groups of four and a check symbol, divided by dashes.
    pub fn shown(&self) -> Zeroizing<String> {
        let digits = self.digits();
        // Exact, so that the string never grows and leaves no unwiped copy.
        let mut shown = Zeroizing::new(String::with_capacity(DIGITS + Self::GROUPS));
        for group in digits.chunks(4) {
            for digit in group {
                shown.push(symbol(*digit));
            }
            shown.push('-');
        }
        shown.push(symbol(check_of(digits.as_slice())));
        shown
    }

    /// Whether `typed` is the group of this number, counted from 0: so a person shows that the code was
    /// written down.
    pub fn confirms(&self, group: usize, typed: &str) -> bool {
        let shown = self.shown();
        let Some(expected) = shown.split('-').nth(group) else { return false };
        let Some(typed) = meant(typed).take(5).collect::<Option<Vec<u8>>>().map(Zeroizing::new) else {
            return false;
        };
        typed.len() == expected.len()
            && expected.chars().zip(typed.iter()).all(|(expected, value)| symbol(*value) == expected)
    }

    /// The code that somebody typed: capital or small, with or without blanks and dashes, O for 0 and
    /// I or L for 1.
    ///
    /// # Errors
    /// `Code::Invalid` on the field `code`, with a sentence that says what does not fit.
    pub fn typed(typed: &str) -> Result<Self> {
        let mut values = Zeroizing::new(Vec::with_capacity(DIGITS + 2));
        for value in meant(typed).take(DIGITS + 2) {
            values.push(value.ok_or_else(|| {
                wrong("The recovery code holds a sign that is in no such code. Compare it with the paper.")
            })?);
        }
        let Some((check, digits)) = values.split_last().filter(|(_, digits)| digits.len() == DIGITS) else {
            return Err(wrong(
                "A recovery code has eight groups of four signs and one sign at the end. \
                 Type all of it, with or without the dashes.",
            ));
        };
        if digits.iter().any(|digit| usize::from(*digit) >= DIGITS) || check_of(digits) != *check {
            return Err(wrong(
                "The recovery code is mistyped somewhere. Compare it with the paper, sign by sign.",
            ));
        }
        let mut bytes = Zeroizing::new([0; 20]);
        for (eight, five) in digits.chunks_exact(8).zip(bytes.chunks_exact_mut(5)) {
            let bits = eight.iter().fold(0u64, |bits, digit| (bits << 5) | u64::from(*digit));
            five.copy_from_slice(&bits.to_be_bytes()[3..]);
        }
        Ok(Self::from_bytes(&bytes))
    }

    pub(super) fn expose(&self) -> &[u8; 20] {
        self.0.expose_secret()
    }

    fn digits(&self) -> Zeroizing<[u8; DIGITS]> {
        let mut digits = Zeroizing::new([0; DIGITS]);
        for (five, eight) in self.expose().chunks_exact(5).zip(digits.chunks_exact_mut(8)) {
            let bits = five.iter().fold(0u64, |bits, byte| (bits << 8) | u64::from(*byte));
            for (place, digit) in eight.iter_mut().enumerate() {
                *digit = ((bits >> (35 - 5 * place)) & 31) as u8;
            }
        }
        digits
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(hidden)")
    }
}

/// The whole number modulo 37, which finds every single wrong digit and every swapped pair.
fn check_of(digits: &[u8]) -> u8 {
    digits.iter().fold(0u16, |rest, digit| (rest * 32 + u16::from(*digit)) % 37) as u8
}

fn symbol(value: u8) -> char {
    char::from(SYMBOLS[usize::from(value)])
}

/// The value of each sign that counts; `None` for one that is in no code.
fn meant(typed: &str) -> impl Iterator<Item = Option<u8>> {
    typed.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '\u{2010}'..='\u{2015}')).map(
        |sign| {
            let sign = match sign.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                sign => sign,
            };
            SYMBOLS.iter().position(|symbol| char::from(*symbol) == sign).map(|value| value as u8)
        },
    )
}

fn wrong(sentence: &str) -> Error {
    Error::invalid("code", sentence)
}

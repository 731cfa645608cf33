//! Secret bytes as signs that are hard to misread: how a code is printed, and what of it is typed back.

use crate::error::{Error, Result};
use zeroize::Zeroizing;

/// The digits of Crockford's base 32, then the five that only a check symbol can be.
/// Source: Douglas Crockford, "Base 32", crockford.com/base32.html.
const SYMBOLS: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

/// How one kind of code is spoken of to the person who types it.
pub(super) struct Kind {
    /// The form field it is typed in.
    pub(super) field: &'static str,
    /// As a sentence names it, without an article.
    pub(super) name: &'static str,
    /// What a whole one looks like, as a sentence.
    pub(super) form: &'static str,
}

/// The bytes as digits in groups of four and a check symbol, divided by dashes; five bytes are eight digits.
pub(super) fn shown(bytes: &[u8]) -> Zeroizing<String> {
    let digits = digits(bytes);
    // Exact, so that the string never grows and leaves no unwiped copy.
    let mut shown = Zeroizing::new(String::with_capacity(digits.len() + digits.len() / 4 + 1));
    for group in digits.chunks(4) {
        shown.extend(group.iter().map(|digit| symbol(*digit)));
        shown.push('-');
    }
    shown.push(symbol(check_of(&digits)));
    shown
}

/// The `N` bytes that somebody typed: capital or small, with or without blanks and dashes, O for 0 and I or L
/// for 1. `N` is a multiple of five.
///
/// # Errors
/// `Code::Invalid` on the kind's field, with a sentence that says what does not fit.
pub(super) fn typed<const N: usize>(typed: &str, kind: &Kind) -> Result<Zeroizing<[u8; N]>> {
    let wrong = |sentence: String| Error::invalid(kind.field, sentence);
    let count = N / 5 * 8;
    let mut values = Zeroizing::new(Vec::with_capacity(count + 2));
    for value in meant(typed).take(count + 2) {
        values.push(value.ok_or_else(|| {
            wrong(format!(
                "The {} holds a sign that is in no such code. Compare it with the paper.",
                kind.name
            ))
        })?);
    }
    let Some((check, digits)) = values.split_last().filter(|(_, digits)| digits.len() == count) else {
        return Err(wrong(format!("{} Type all of it, with or without the dashes.", kind.form)));
    };
    if digits.iter().any(|digit| *digit >= 32) || check_of(digits) != *check {
        return Err(wrong(format!(
            "The {} is mistyped somewhere. Compare it with the paper, sign by sign.",
            kind.name
        )));
    }
    let mut bytes = Zeroizing::new([0; N]);
    for (eight, five) in digits.chunks_exact(8).zip(bytes.chunks_exact_mut(5)) {
        let bits = eight.iter().fold(0u64, |bits, digit| (bits << 5) | u64::from(*digit));
        five.copy_from_slice(&bits.to_be_bytes()[3..]);
    }
    Ok(bytes)
}

/// Whether `typed` means the same signs as the group `expected` of a shown code.
pub(super) fn same_group(expected: &str, typed: &str) -> bool {
    let Some(typed) = meant(typed).take(5).collect::<Option<Vec<u8>>>().map(Zeroizing::new) else {
        return false;
    };
    typed.len() == expected.len()
        && expected.chars().zip(typed.iter()).all(|(expected, value)| symbol(*value) == expected)
}

fn digits(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut digits = Zeroizing::new(vec![0; bytes.len() / 5 * 8]);
    for (five, eight) in bytes.chunks_exact(5).zip(digits.chunks_exact_mut(8)) {
        let bits = five.iter().fold(0u64, |bits, byte| (bits << 8) | u64::from(*byte));
        for (place, digit) in eight.iter_mut().enumerate() {
            *digit = ((bits >> (35 - 5 * place)) & 31) as u8;
        }
    }
    digits
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

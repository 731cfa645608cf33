//! A head of the log as somebody types it from paper.

use crate::error::{Error, Result};

/// How many digits of a link have to be typed, and how many there are.
const FEWEST: usize = 8;
const ALL: usize = 64;

/// A head that was typed: the number of the entry, and the beginning of its link in small hex digits.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TypedHead {
    pub sequence: i64,
    pub digits: String,
}

impl TypedHead {
    /// Reads '1284-9F3A-11C2-07BD-E55A', with any dashes or with blanks between its groups, in any case, with an O for a 0
    /// and an I or l for a 1.
    ///
    /// # Errors
    /// `Code::Invalid` on `head` where it is none.
    pub fn read(typed: &str) -> Result<Self> {
        Self::parsed(typed.trim().trim_end_matches('.')).ok_or_else(|| {
            Error::invalid(
                "head",
                "Type the head as it is printed: the number of the entry, a dash, and at least 8 of the digits behind it, like 1284-9F3A-11C2-07BD-E55A.",
            )
        })
    }

    fn parsed(typed: &str) -> Option<Self> {
        // Where there is a dash, blanks may stand in the number too: '1 284 - 9F3A 11C2'.
        let at = typed.find(is_dash).or_else(|| typed.find(char::is_whitespace))?;
        let (number, digits) = typed.split_at(at);
        let number: String = number.chars().filter(|c| !is_between(*c)).map(as_digit).collect();
        let digits: String = digits.chars().filter(|c| !is_between(*c)).map(as_digit).collect();
        let is_link = (FEWEST..=ALL).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        let sequence = number.parse().ok().filter(|_| is_number && is_link)?;
        Some(Self { sequence, digits })
    }
}

fn is_between(sign: char) -> bool {
    sign.is_whitespace() || is_dash(sign) || matches!(sign, ',' | '.' | '’' | '\'')
}

fn is_dash(sign: char) -> bool {
    matches!(
        sign,
        '-' | '_' | '/' | ':' | '\u{ad}' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

fn as_digit(sign: char) -> char {
    match sign.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        sign => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_however_it_was_typed() {
        let expected = TypedHead { sequence: 1284, digits: "9f3a11c207bde55a".to_owned() };
        for typed in [
            "1284-9F3A-11C2-07BD-E55A",
            "1284-9f3a-11c2-07bd-e55a",
            "  1284 9F3A 11C2 07BD E55A  ",
            "1284 – 9F3A – 11C2 – 07BD – E55A",
            "1,284—9F3A11C207BDE55A",
            "1 284-9F3A 11C2 07BD E55A.",
            "I284-9F3A-IIC2-O7BD-E55A",
            "l284-9F3A-1lC2-o7BD-E55A",
        ] {
            assert_eq!(TypedHead::read(typed).unwrap(), expected, "{typed}");
        }
        assert_eq!(TypedHead::read("7-9F3A11C2").unwrap().digits, "9f3a11c2");
        assert_eq!(TypedHead::read(&format!("7-{}", "ab".repeat(32))).unwrap().digits.len(), 64);
    }

    #[test]
    fn what_is_no_head_is_said() {
        let too_long = format!("7-{}", "a".repeat(65));
        for typed in [
            "",
            "-",
            "1284",
            "1284-",
            "1284-9F3A11C",
            "12849F3A11C207BDE55A",
            "1284-9F3G-11C2-07BD",
            "-9F3A-11C2-07BD",
            "99999999999999999999999-9F3A-11C2",
            "+5-9F3A-11C2",
            "é-é",
            too_long.as_str(),
        ] {
            let refused = TypedHead::read(typed).unwrap_err();
            assert_eq!(refused.field.as_deref(), Some("head"), "{typed}");
        }
    }
}

//! The words and numbers of a chart: cleaned, escaped, measured in the chart's own typeface, shortened to
//! fit.

use skrifa::prelude::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::sync::LazyLock;

/// The typeface that labels are measured in and pictures are drawn with: Inter Regular, under the OFL beside
/// it.
pub(crate) static INTER: &[u8] = include_bytes!("../../fonts/Inter-Regular.otf");

/// The most characters of a name that a chart keeps, even where there is room.
const LONGEST: usize = 200;

/// Measured widths are taken this much larger: the screen's cut of Inter is not the bundled one to the unit.
const CAUTION: f32 = 1.03;

/// The least width of any character, in em, so that a name of nothing but combining marks still ends.
const NARROWEST: f32 = 0.2;

/// The width of a character that Inter does not have, in em: that of a Chinese or Japanese one.
const FOREIGN: f32 = 1.0;

/// The name as a person can read it on one line: without control characters, without the invisible marks that
/// reorder text, blanks collapsed, at most 200 characters. Nothing left reads as '(blank)'.
pub(crate) fn plain(name: &str) -> String {
    let kept = |c: &char| c.is_whitespace() || !(c.is_control() || is_reordering(*c) || is_noncharacter(*c));
    // A generous first cut: what follows must not walk through megabytes of a pasted name.
    let visible: String = name.chars().take(LONGEST * 20).filter(kept).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        None if line.is_empty() => "(blank)".to_owned(),
        None => line,
        Some(_) => cut(&line, LONGEST - 1),
    }
}

/// The name shortened with an ellipsis until it is at most `room` pixels wide at a font size of `size`
/// pixels.
pub(super) fn fit(name: &str, size: f32, room: f32) -> String {
    if width(name, size) <= room {
        return name.to_owned();
    }
    let mut left = room - width("…", size);
    let fitting = name.chars().take_while(|&c| {
        left -= advance(c, size);
        left >= 0.0
    });
    let count = fitting.count();
    cut(name, count)
}

/// How wide the text is in pixels at a font size of `size` pixels.
pub(super) fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|c| advance(c, size)).sum()
}

/// The text as XML content or attribute value: the five reserved characters escaped, and the characters that
/// XML 1.0 forbids left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() || is_noncharacter(c) => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A count with its thousands set apart: 12,345.
pub(super) fn exact(count: u128) -> String {
    let digits = count.to_string();
    let mut spaced = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    spaced
}

/// A count in few characters, cut to two decimals and never rounded up: 900, 1.2k, 3.45M.
pub(super) fn short(count: u128) -> String {
    const UNITS: [(u128, &str); 4] =
        [(1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")];
    let Some((unit, sign)) = UNITS.into_iter().find(|(unit, _)| count >= *unit) else {
        return count.to_string();
    };
    let hundredths = count % unit * 100 / unit;
    let decimals = format!(".{hundredths:02}");
    format!("{}{}{sign}", exact(count / unit), decimals.trim_end_matches('0').trim_end_matches('.'))
}

/// A count as it stands beside a mark: exact below a million, short from there.
pub(super) fn beside(count: u64) -> String {
    if count < 1_000_000 { exact(u128::from(count)) } else { short(u128::from(count)) }
}

fn cut(name: &str, count: usize) -> String {
    let start: String = name.chars().take(count).collect();
    format!("{}…", start.trim_end())
}

fn advance(c: char, size: f32) -> f32 {
    static FACE: LazyLock<Option<FontRef<'static>>> = LazyLock::new(|| FontRef::new(INTER).ok());
    let em = FACE.as_ref().and_then(|face| {
        let glyph = face.charmap().map(c)?;
        face.glyph_metrics(Size::new(1.0), LocationRef::default()).advance_width(glyph)
    });
    em.unwrap_or(FOREIGN).max(NARROWEST) * CAUTION * size
}

/// Unicode's Bidi_Control characters.
fn is_reordering(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Unicode's noncharacters: U+FDD0 to U+FDEF and the last two of every plane.
fn is_noncharacter(c: char) -> bool {
    let point = u32::from(c);
    (0xFDD0..=0xFDEF).contains(&point) || point & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_as_people_write_them() {
        assert_eq!(exact(0), "0");
        assert_eq!(exact(999), "999");
        assert_eq!(exact(1_234_567), "1,234,567");
        assert_eq!(short(999), "999");
        assert_eq!(short(1_000), "1k");
        assert_eq!(short(1_200), "1.2k");
        assert_eq!(short(1_250), "1.25k");
        assert_eq!(short(999_999), "999.99k");
        assert_eq!(short(2_000_000), "2M");
        assert_eq!(short(u128::from(u64::MAX)), "18,446,744.07T");
        assert_eq!(beside(999_999), "999,999");
        assert_eq!(beside(1_500_000), "1.5M");
    }

    #[test]
    fn widths_are_those_of_the_typeface() {
        let narrow = width("illi", 12.0);
        let wide = width("MWMW", 12.0);
        assert!(narrow < 16.0 && wide > 40.0, "{narrow} {wide}");
        assert!((width("Spring Health Fair", 24.0) - 2.0 * width("Spring Health Fair", 12.0)).abs() < 0.1);
    }

    #[test]
    fn a_long_name_ends_in_an_ellipsis_within_its_room() {
        let fitted = fit("Saint Bartholomew Rehabilitation and Nursing", 12.0, 120.0);
        assert!(fitted.ends_with('…') && fitted.starts_with("Saint Barth"), "{fitted}");
        assert!(width(&fitted, 12.0) <= 120.0);
        assert_eq!(fit("Dana", 12.0, 120.0), "Dana");
        assert_eq!(fit("Dana", 12.0, 0.0), "…");
    }

    #[test]
    fn a_name_of_combining_marks_ends_too() {
        let marks = "\u{0301}".repeat(10_000);
        assert!(fit(&plain(&marks), 12.0, 100.0).chars().count() < 50);
    }

    #[test]
    fn what_cannot_be_read_is_taken_out_of_a_name() {
        assert_eq!(plain("Dana\0\u{7}\u{202E} \n\t Whitfield\u{FFFE}"), "Dana Whitfield");
        assert_eq!(plain(" \u{200F}\u{1} "), "(blank)");
        assert_eq!(plain("שרה לוי"), "שרה לוי");
        assert_eq!(plain(&"x".repeat(10_000)).chars().count(), 200);
        assert_eq!(plain(&"x".repeat(200)), "x".repeat(200));
    }

    #[test]
    fn xml_is_escaped() {
        assert_eq!(escape("<a b='c'>&\"\u{0}\u{FFFF}]]>"), "&lt;a b=&#39;c&#39;&gt;&amp;&quot;]]&gt;");
    }
}

//! How a chart looks: its theme's colours and the size it is drawn at.

use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How many series keep a colour of their own; those after them are drawn together as 'Other'.
pub(super) const OWN_COLOURS: usize = 8;

/// The two themes of the program; a chart takes its colours from one of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Dusk,
    Day,
}

/// What a chart is drawn for: a theme and a size in CSS pixels, so that 12 px of text are 12 px on the
/// screen.
///
/// Any size may be asked for; drawing keeps the width within 240 to 2400 and the height within 120 to 1600.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Look {
    pub theme: Theme,
    pub width: u32,
    pub height: u32,
}

impl Look {
    /// The look as it will be drawn, its size within the limits.
    pub fn within_limits(self) -> Self {
        Self { width: self.width.clamp(240, 2400), height: self.height.clamp(120, 1600), ..self }
    }
}

/// The colours of one theme; the values are those of the design's tokens.
pub(super) struct Palette {
    pub surface: RGBColor,
    pub line: RGBColor,
    pub ink: RGBColor,
    pub muted: RGBColor,
    pub accent: RGBColor,
    /// In the order of the series. The first four are the design's (deeper by day, for contrast on white);
    /// the others were chosen as far apart as possible, also for eyes that do not tell red from green.
    pub series: [RGBColor; OWN_COLOURS],
    /// What is drawn for 'Other'.
    pub rest: RGBColor,
}

impl Theme {
    pub(super) fn palette(self) -> &'static Palette {
        match self {
            Theme::Dusk => &DUSK,
            Theme::Day => &DAY,
        }
    }
}

static DUSK: Palette = Palette {
    surface: rgb(0x14_16_2A),
    line: rgb(0x26_28_42),
    ink: rgb(0xD7_D8_E6),
    muted: rgb(0xA3_A5_BD),
    accent: rgb(0x73_5D_FF),
    series: [
        rgb(0x73_5D_FF),
        rgb(0x4D_A3_FF),
        rgb(0xFF_B8_4D),
        rgb(0x28_C7_6F),
        rgb(0xE5_57_B1),
        rgb(0xAA_FD_FC),
        rgb(0x9F_7F_12),
        rgb(0xA8_50_6F),
    ],
    rest: rgb(0x7C_7F_9E),
};

static DAY: Palette = Palette {
    surface: rgb(0xFF_FF_FF),
    line: rgb(0xE4_E4_EF),
    ink: rgb(0x33_35_4F),
    muted: rgb(0x62_64_7F),
    accent: rgb(0x5B_45_E8),
    series: [
        rgb(0x5B_45_E8),
        rgb(0x2B_8C_EB),
        rgb(0xC9_82_00),
        rgb(0x0F_7A_40),
        rgb(0xA0_27_9B),
        rgb(0x5B_31_06),
        rgb(0x55_A2_94),
        rgb(0x67_04_63),
    ],
    rest: rgb(0x8A_8C_A6),
};

const fn rgb(hex: u32) -> RGBColor {
    let [_, red, green, blue] = hex.to_be_bytes();
    RGBColor(red, green, blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2.1 defines it.
    fn luminance(RGBColor(red, green, blue): RGBColor) -> f64 {
        let [red, green, blue] = [red, green, blue].map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(one: RGBColor, other: RGBColor) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn marks_and_texts_stand_out_from_the_surface() {
        for theme in [Theme::Dusk, Theme::Day] {
            let palette = theme.palette();
            for colour in palette.series.into_iter().chain([palette.accent, palette.rest]) {
                assert!(contrast(colour, palette.surface) >= 3.0, "{theme:?} {colour:?}");
            }
            for colour in [palette.ink, palette.muted] {
                assert!(contrast(colour, palette.surface) >= 4.5, "{theme:?} {colour:?}");
            }
        }
    }

    #[test]
    fn a_foolish_size_is_brought_within_the_limits() {
        let small = Look { theme: Theme::Day, width: 0, height: 1 }.within_limits();
        let large = Look { theme: Theme::Day, width: u32::MAX, height: u32::MAX }.within_limits();
        assert_eq!((small.width, small.height), (240, 120));
        assert_eq!((large.width, large.height), (2400, 1600));
    }

    #[test]
    fn no_two_series_share_a_colour() {
        for theme in [Theme::Dusk, Theme::Day] {
            let palette = theme.palette();
            let mut seen = vec![palette.rest];
            for colour in palette.series {
                assert!(!seen.contains(&colour), "{theme:?} {colour:?}");
                seen.push(colour);
            }
        }
    }
}

//! The paper that plotters draws on: writes SVG with positions in hundredths of a pixel, escaped text, and
//! marks that say what they stand for, none of which plotters' own SVG paper can.

use super::look::Look;
use super::text::{self, escape};
use plotters::coord::Shift;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::DrawingArea;
use plotters::style::{Color, IntoFont, RGBColor, TextStyle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::convert::Infallible;
use std::fmt;

/// plotters counts in whole units, a chart in parts of a pixel: one pixel is this many units.
const UNITS: i32 = 100;

/// Half the height of a capital of Inter, in em: what centres a line of text on a point.
const HALF_CAPITAL: f64 = 0.364;

/// An area of a sheet, positions in units.
pub(super) type Area<'a> = DrawingArea<Sheet<'a>, Shift>;

/// What drawing gives, or that plotters could not.
pub(super) type Drawn<T = ()> = Result<T, DrawingAreaErrorKind<Infallible>>;

type Written = Result<(), DrawingErrorKind<Infallible>>;

/// Pixels as plotters' units.
pub(super) fn units(pixels: f32) -> i32 {
    (f64::from(pixels) * f64::from(UNITS)).round() as i32
}

/// plotters' units as pixels.
pub(super) fn pixels(units: u32) -> f32 {
    units as f32 / UNITS as f32
}

/// A text of `size` pixels whose `side` lies on the given point, centred on the line through it.
pub(super) fn words(size: f32, colour: &RGBColor, side: HPos) -> TextStyle<'static> {
    TextStyle {
        font: ("Inter", f64::from(size) * f64::from(UNITS)).into_font(),
        color: colour.to_backend_color(),
        pos: Pos::new(side, VPos::Center),
    }
}

/// Elements of an SVG, in the order drawn.
pub(super) struct Sheet<'a> {
    elements: &'a mut String,
    look: Look,
}

impl<'a> Sheet<'a> {
    /// A sheet of the look's size that adds what is drawn on it to `elements`.
    pub(super) fn new(elements: &'a mut String, look: Look) -> Self {
        Self { elements, look }
    }

    fn push(&mut self, element: fmt::Arguments<'_>) {
        self.elements.push_str(&element.to_string());
        self.elements.push('\n');
    }
}

impl DrawingBackend for Sheet<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.look.width * UNITS.unsigned_abs(), self.look.height * UNITS.unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Written {
        Ok(())
    }

    fn present(&mut self) -> Written {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Written {
        let (x, y, side) = (Px(point.0), Px(point.1), Px(1));
        let fill = Hex(color);
        self.push(format_args!(r#"<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="{fill}"/>"#));
        Ok(())
    }

    /// A level line lies on the middle of a pixel, so that it is drawn sharp.
    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Written {
        if style.color().alpha == 0.0 {
            return Ok(());
        }
        let sharp = |y: i32| if from.1 == to.1 { y.div_euclid(UNITS) * UNITS + UNITS / 2 } else { y };
        let (x1, y1, x2, y2) = (Px(from.0), Px(sharp(from.1)), Px(to.0), Px(sharp(to.1)));
        let (stroke, wide) = (Hex(style.color()), style.stroke_width());
        self.push(format_args!(
            r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{stroke}" stroke-width="{wide}"/>"#
        ));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Written {
        let (x, y, radius, colour) =
            (Px(center.0), Px(center.1), Px(radius.cast_signed()), Hex(style.color()));
        let paint =
            if fill { format!(r#"fill="{colour}""#) } else { format!(r#"fill="none" stroke="{colour}""#) };
        self.push(format_args!(r#"<circle cx="{x}" cy="{y}" r="{radius}" {paint}/>"#));
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, pos: BackendCoord) -> Written {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let below = match style.anchor().v_pos {
            VPos::Top => 2.0 * HALF_CAPITAL,
            VPos::Center => HALF_CAPITAL,
            VPos::Bottom => 0.0,
        };
        let baseline = Px(pos.1 + (below * style.size()).round() as i32);
        let (x, size, fill, text) =
            (Px(pos.0), Px(style.size().round() as i32), Hex(style.color()), escape(text));
        self.push(format_args!(
            r#"<text x="{x}" y="{baseline}" text-anchor="{anchor}" font-size="{size}" fill="{fill}">{text}</text>"#
        ));
        Ok(())
    }
}

/// A filled rectangle with round corners that says which count it stands for; for zero there is none.
pub(super) struct Mark<'a> {
    /// Two opposite corners in the chart's own coordinates.
    pub corners: [(f64, f64); 2],
    /// Pixels left free at the lower edge, so that a stack shows its parts.
    pub gap: f32,
    /// Pixels.
    pub radius: f32,
    pub colour: RGBColor,
    /// The part of the stack, where there is more than one.
    pub series: Option<&'a str>,
    /// The month, or whatever the count belongs to.
    pub label: &'a str,
    pub value: u64,
}

impl<'b> PointCollection<'b, (f64, f64)> for &'b Mark<'_> {
    type IntoIter = [(f64, f64); 2];
    type Point = (f64, f64);

    fn point_iter(self) -> Self::IntoIter {
        self.corners
    }
}

impl Drawable<Sheet<'_>> for Mark<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut corners: I,
        sheet: &mut Sheet<'_>,
        _: (u32, u32),
    ) -> Written {
        let (Some(one), Some(other)) = (corners.next(), corners.next()) else { return Ok(()) };
        let (left, top) = (one.0.min(other.0), one.1.min(other.1));
        let (wide, tall) = ((one.0 - other.0).abs(), (one.1 - other.1).abs());
        if self.value == 0 {
            return Ok(());
        }
        // A thin part keeps most of its height rather than vanish in the gap.
        let tall = tall - units(self.gap).min(tall * 3 / 10);
        let round = units(self.radius).min(wide / 2).min(tall / 2);
        let (x, y, width, height, round) = (Px(left), Px(top), Px(wide), Px(tall), Px(round));
        let (label, value, fill) = (escape(self.label), self.value, Hex::of(self.colour));
        let (part, whose) = match self.series.map(escape) {
            Some(series) => (format!(r#" data-series="{series}""#), format!("{label}, {series}")),
            None => (String::new(), label.clone()),
        };
        let count = text::exact(u128::from(value));
        sheet.push(format_args!(
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{round}" fill="{fill}"{part} data-label="{label}" data-value="{value}"><title>{whose}: {count}</title></rect>"#
        ));
        Ok(())
    }
}

/// Units, written as pixels.
struct Px(i32);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", f64::from(self.0) / f64::from(UNITS))
    }
}

/// A colour, written as CSS writes it; charts have no half-transparent ones.
struct Hex(BackendColor);

impl Hex {
    fn of(RGBColor(red, green, blue): RGBColor) -> Self {
        Self(BackendColor { alpha: 1.0, rgb: (red, green, blue) })
    }
}

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (red, green, blue) = self.0.rgb;
        write!(f, "#{red:02X}{green:02X}{blue:02X}")
    }
}

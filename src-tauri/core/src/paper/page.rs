//! Draws on a US Letter page: text, hairlines, grounds. Lengths are points of 1/72 inch from the top left corner; the
//! y of a text is its baseline.

use krilla::Document;
use krilla::color::rgb::Color;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;

use super::face::{Face, Placed};
use crate::error::{Code, Error, Result};

/// Width and height of US Letter.
pub(super) const PAGE: (f32, f32) = (612.0, 792.0);
/// Where text begins and ends from left to right.
pub(super) const LEFT: f32 = 66.0;
pub(super) const RIGHT: f32 = PAGE.0 - LEFT;

/// The colours of the screen's day theme that print well.
pub(super) const INK: u32 = 0x22_24_3B;
pub(super) const MUTED: u32 = 0x62_64_7F;
pub(super) const LINE: u32 = 0xD3_D4_E2;
pub(super) const TINT: u32 = 0xF6_F6_FB;
const LAMP: u32 = 0xF5_A6_2E;

/// How far the control points of a quarter circle lie from its ends, in radii.
const KAPPA: f32 = 0.552_284_8;
/// The corners of a ground.
const CORNER: f32 = 10.0;

/// Size and distance of lines in points, and the colour.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f32,
    pub(super) leading: f32,
    colour: u32,
}

impl Type {
    pub(super) const fn new(size: f32, leading: f32) -> Self {
        Self { size, leading, colour: INK }
    }

    pub(super) const fn coloured(self, colour: u32) -> Self {
        Self { colour, ..self }
    }
}

/// A page that is being drawn.
pub(super) struct Page<'a> {
    surface: Surface<'a>,
    pub(super) face: &'a Face,
}

/// A PDF of one page. The title is what a viewer shows in its window.
///
/// # Errors
/// `Code::Internal` where it cannot be drawn.
pub(super) fn letter(title: &str, draw: impl FnOnce(&mut Page<'_>)) -> Result<Vec<u8>> {
    let mut draw = Some(draw);
    letters(title, &Face::inter()?, 1, |page, _| {
        if let Some(draw) = draw.take() {
            draw(page);
        }
        Ok(())
    })
}

/// A PDF of so many pages, each drawn with its place, from 0.
///
/// # Errors
/// `Code::Internal` where it cannot be drawn, and whatever ends the drawing.
pub(super) fn letters(
    title: &str,
    face: &Face,
    pages: usize,
    mut draw: impl FnMut(&mut Page<'_>, usize) -> Result<()>,
) -> Result<Vec<u8>> {
    let mut document = Document::new();
    let about =
        Metadata::new().title(title.to_owned()).creator("Porchlight".to_owned()).language("en-US".to_owned());
    document.set_metadata(about);
    for place in 0..pages {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| not_drawn("the page has no size"))?;
        let mut sheet = document.start_page_with(size);
        let mut page = Page { surface: sheet.surface(), face };
        let drawn = draw(&mut page, place);
        // In this order each writes down what it holds for the next.
        drop(page);
        sheet.finish();
        drawn?;
    }
    document.finish().map_err(|cause| not_drawn(&format!("{cause:?}")))
}

impl Page<'_> {
    /// One line of text.
    pub(super) fn text(&mut self, x: f32, y: f32, kind: Type, text: &str) {
        let placed = self.face.place(text);
        self.placed(x, y, kind, text, &placed);
    }

    /// Text whose letters were placed before.
    pub(super) fn placed(&mut self, x: f32, y: f32, kind: Type, text: &str, placed: &Placed) {
        self.surface.set_fill(Some(ink(kind.colour)));
        let font = self.face.font.clone();
        self.surface.draw_glyphs(Point::from_xy(x, y), &placed.glyphs, font, text, kind.size, false);
    }

    /// Lines one below the other; answers with the baseline of the line that would come next.
    pub(super) fn lines(&mut self, x: f32, mut y: f32, kind: Type, lines: &[String]) -> f32 {
        for line in lines {
            self.text(x, y, kind, line);
            y += kind.leading;
        }
        y
    }

    /// Sentences in lines of at most `room` points; answers with the baseline of the line that would come next.
    pub(super) fn paragraph(&mut self, x: f32, y: f32, kind: Type, text: &str, room: f32) -> f32 {
        let lines = self.face.wrap(text, kind.size, room, usize::MAX);
        self.lines(x, y, kind, &lines)
    }

    /// One line of text that ends at `x`.
    pub(super) fn text_until(&mut self, x: f32, y: f32, kind: Type, text: &str) {
        self.text(x - self.face.width(text, kind.size), y, kind, text);
    }

    /// A hairline from left to right.
    pub(super) fn rule(&mut self, from: f32, to: f32, y: f32, colour: u32) {
        let mut line = PathBuilder::new();
        line.move_to(from, y);
        line.line_to(to, y);
        self.outline(line, colour);
    }

    /// A ground with round corners and a hairline around it.
    pub(super) fn ground(&mut self, x: f32, y: f32, width: f32, height: f32, colour: u32) {
        self.fill(rounded(x, y, width, height, CORNER), colour);
        self.outline(rounded(x, y, width, height, CORNER), LINE);
    }

    /// Porchlight's lamp as a dot.
    pub(super) fn lamp(&mut self, x: f32, y: f32, radius: f32) {
        self.fill(rounded(x - radius, y - radius, 2.0 * radius, 2.0 * radius, radius), LAMP);
    }

    fn fill(&mut self, path: PathBuilder, colour: u32) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(ink(colour)));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    fn outline(&mut self, path: PathBuilder, colour: u32) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint: rgb(colour).into(), width: 0.75, ..Stroke::default() }));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
        self.surface.set_stroke(None);
    }
}

fn rounded(x: f32, y: f32, width: f32, height: f32, corner: f32) -> PathBuilder {
    let (right, bottom, bend) = (x + width, y + height, corner * (1.0 - KAPPA));
    let mut path = PathBuilder::new();
    path.move_to(x + corner, y);
    path.line_to(right - corner, y);
    path.cubic_to(right - bend, y, right, y + bend, right, y + corner);
    path.line_to(right, bottom - corner);
    path.cubic_to(right, bottom - bend, right - bend, bottom, right - corner, bottom);
    path.line_to(x + corner, bottom);
    path.cubic_to(x + bend, bottom, x, bottom - bend, x, bottom - corner);
    path.line_to(x, y + corner);
    path.cubic_to(x, y + bend, x + bend, y, x + corner, y);
    path.close();
    path
}

fn ink(colour: u32) -> Fill {
    Fill { paint: rgb(colour).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn rgb(colour: u32) -> Color {
    let [_, red, green, blue] = colour.to_be_bytes();
    Color::new(red, green, blue)
}

fn not_drawn(cause: &str) -> Error {
    Error::new(
        Code::Internal,
        format!("The page could not be drawn ({cause}). Try again, or write it down by hand."),
    )
}

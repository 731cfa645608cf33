//! A code so large and even that it cannot be misread: each sign in a cell of its own, each group with its number.

use super::face::{Face, Placed};
use super::page::{MUTED, Page, Type};

/// The size of a sign, unless a group would be too wide for the page.
const SIZE: f32 = 31.0;
/// Width of a cell, in sizes; the widest letter, W, is narrower by a hair.
const CELL: f32 = 0.98;
/// From one group to the next, in sizes.
const GAP: f32 = 0.95;
/// From one row to the next, in sizes.
const ROW: f32 = 1.95;
/// From the top of a row to its baseline, in sizes: the number, a blank, a capital letter.
const RISE: f32 = 1.18;
/// The number above a group.
const NUMBER: Type = Type::new(8.0, 8.0).coloured(MUTED);

/// The groups of a code that is divided by dashes or blanks.
pub(super) fn groups(code: &str) -> Vec<&str> {
    let divides = |sign: char| sign == '-' || sign.is_whitespace() || sign.is_control();
    code.split(divides).filter(|group| !group.is_empty()).collect()
}

/// Groups in rows and columns.
pub(super) struct Grid<'a> {
    groups: Vec<&'a str>,
    columns: usize,
    size: f32,
    /// From the left of a group to the left of the next.
    step: f32,
}

impl<'a> Grid<'a> {
    /// The groups spread over `room` points, in rows as alike as they can be.
    pub(super) fn of(groups: &[&'a str], room: f32) -> Self {
        let longest = groups.iter().map(|group| group.chars().count()).max().unwrap_or(0).max(1) as f32;
        let size = SIZE.min(room / (longest * CELL));
        let group = longest * CELL * size;
        let most = (((room + GAP * size) / (group + GAP * size)).floor() as usize).max(1);
        let rows = groups.len().div_ceil(most).max(1);
        let columns = groups.len().div_ceil(rows).max(1);
        let step = if columns > 1 { (room - group) / (columns - 1) as f32 } else { 0.0 };
        Self { groups: groups.to_vec(), columns, size, step }
    }

    /// From the top of the first row's numbers to the last row's baseline, in points.
    pub(super) fn height(&self) -> f32 {
        let rows = self.groups.len().div_ceil(self.columns).max(1);
        ((rows - 1) as f32 * ROW + RISE) * self.size
    }

    /// Draws the grid with its top left corner there.
    pub(super) fn draw(&self, page: &mut Page<'_>, x: f32, y: f32) {
        let sign = Type::new(self.size, self.size);
        for (place, group) in self.groups.iter().enumerate() {
            let left = x + (place % self.columns) as f32 * self.step;
            let top = y + (place / self.columns) as f32 * ROW * self.size;
            let cells = cells(page.face, group);
            page.placed(left, top + RISE * self.size, sign, group, &cells);
        }
        // After the code, so that whoever copies the text gets the groups one after another.
        for place in 0..self.groups.len() {
            let left = x + (place % self.columns) as f32 * self.step;
            let top = y + (place / self.columns) as f32 * ROW * self.size;
            page.text(left + 0.1 * self.size, top + NUMBER.size * 0.73, NUMBER, &(place + 1).to_string());
        }
    }
}

/// The signs of a group, each in the middle of its cell.
fn cells(face: &Face, group: &str) -> Placed {
    let mut glyphs = Vec::new();
    for (start, sign) in group.char_indices() {
        let end = start + sign.len_utf8();
        let placed = face.place_sign(&group[start..end]);
        for mut glyph in placed.glyphs {
            glyph.x_offset += (CELL - placed.width) / 2.0;
            glyph.x_advance = CELL;
            glyph.text_range = start..end;
            glyphs.push(glyph);
        }
    }
    Placed { width: glyphs.len() as f32 * CELL, glyphs }
}

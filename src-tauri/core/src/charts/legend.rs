//! The row above stacked columns that says which colour is which series.

use super::look::Palette;
use super::sheet::{Area, Drawn, units, words};
use super::text::{fit, width};
use plotters::element::Circle;
use plotters::style::{Color, RGBColor};
use plotters_backend::text_anchor::HPos;

/// The height of one row of the legend, in pixels.
pub(super) const ROW: f32 = 20.0;

const SIZE: f32 = 11.0;
const DOT: f32 = 4.0;
/// From the left end of an entry to its name.
const INDENT: f32 = 14.0;
/// Between two entries.
const BETWEEN: f32 = 16.0;

/// A legend laid out for a width.
pub(super) struct Legend {
    entries: Vec<Entry>,
    /// How many rows it takes.
    pub rows: u16,
}

struct Entry {
    row: u16,
    left: f32,
    name: String,
    /// None for the words that stand for the entries without room.
    colour: Option<RGBColor>,
}

impl Entry {
    fn right(&self) -> f32 {
        let indent = if self.colour.is_some() { INDENT } else { 0.0 };
        self.left + indent + width(&self.name, SIZE)
    }
}

impl Legend {
    /// Lays the entries out over at most `most` rows of `room` pixels; what does not fit is counted in words.
    pub(super) fn new(series: &[(&str, RGBColor)], room: f32, most: u16) -> Self {
        let mut entries: Vec<Entry> = Vec::with_capacity(series.len());
        for (name, colour) in series {
            let name = fit(name, SIZE, (room * 0.45).min(180.0));
            let next = place(entries.last(), name, Some(*colour), room);
            entries.push(next);
        }
        let fitting = entries.iter().take_while(|entry| entry.row < most).count();
        if fitting < entries.len() {
            entries = with_count_of_others(entries, fitting, room, most);
        }
        let rows = entries.last().map_or(0, |entry| entry.row + 1);
        Self { entries, rows }
    }

    /// Draws the legend from the upper left corner of the area.
    pub(super) fn draw(&self, area: &Area<'_>, palette: &Palette) -> Drawn {
        let style = words(SIZE, &palette.muted, HPos::Left);
        for entry in &self.entries {
            let middle = units(f32::from(entry.row) * ROW + ROW / 2.0);
            let Some(colour) = entry.colour else {
                area.draw_text(&entry.name, &style, (units(entry.left), middle))?;
                continue;
            };
            let dot = (units(entry.left + DOT), middle);
            area.draw(&Circle::new(dot, units(DOT), colour.filled()))?;
            area.draw_text(&entry.name, &style, (units(entry.left + INDENT), middle))?;
        }
        Ok(())
    }
}

/// An entry after the last one: on its row where there is room, otherwise on the next.
fn place(last: Option<&Entry>, name: String, colour: Option<RGBColor>, room: f32) -> Entry {
    let Some(last) = last else { return Entry { row: 0, left: 0.0, name, colour } };
    let beside = Entry { row: last.row, left: last.right() + BETWEEN, name, colour };
    if beside.right() <= room { beside } else { Entry { row: last.row + 1, left: 0.0, ..beside } }
}

/// The first entries, as many as leave room for the words that count the others.
fn with_count_of_others(mut entries: Vec<Entry>, fitting: usize, room: f32, most: u16) -> Vec<Entry> {
    let all = entries.len();
    for kept in (0..=fitting).rev() {
        entries.truncate(kept);
        let others = place(entries.last(), format!("and {} more", all - kept), None, room);
        if others.row < most {
            entries.push(others);
            break;
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREY: RGBColor = RGBColor(9, 9, 9);

    #[test]
    fn entries_wrap_within_the_room() {
        let legend = Legend::new(&[("Word of mouth", GREY); 8], 320.0, 9);
        assert!(legend.rows > 1);
        assert!(legend.entries.iter().all(|entry| entry.right() <= 320.0));
        assert_eq!(legend.entries.len(), 8);
    }

    #[test]
    fn entries_without_room_are_counted() {
        let legend = Legend::new(&[("Word of mouth", GREY); 8], 320.0, 1);
        let last = legend.entries.last().expect("an entry");
        assert_eq!(legend.rows, 1);
        assert_eq!(last.name, format!("and {} more", 9 - legend.entries.len()));
        assert!(last.right() <= 320.0);
    }
}

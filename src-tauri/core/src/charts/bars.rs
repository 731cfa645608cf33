//! Horizontal bars: counts by name.

use super::look::{Look, Palette};
use super::scale::Slots;
use super::sheet::{Area, Drawn, Mark, pixels, units, words};
use super::text::{beside, fit, plain, width};
use plotters::chart::ChartBuilder;
use plotters_backend::text_anchor::HPos;

/// Bars below each other, the name on the left and the count at the end of the bar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bars {
    /// From the top down. Where the height does not suffice, the last ones are added up in one row.
    pub rows: Vec<Bar>,
}

/// One named count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bar {
    pub name: String,
    pub value: u64,
}

const NAME_SIZE: f32 = 12.0;
const VALUE_SIZE: f32 = 11.0;
/// The least and the most height of a row, in pixels; fewer rows than fill the area stay at the top.
const LOWEST_ROW: f32 = 20.0;
const HIGHEST_ROW: f32 = 38.0;
const COMFORTABLE_ROW: u32 = 34;
const BAR: f32 = 14.0;
const RADIUS: f32 = 4.0;
/// Between the names and the bars, and between a bar and its count.
const BEFORE_BAR: f32 = 14.0;
const AFTER_BAR: f32 = 8.0;
/// The most of the width that the names take.
const NAMES_SHARE: f32 = 0.36;
/// The least length of a bar that is not zero, in pixels.
const LEAST: f64 = 2.0;

impl Bars {
    /// The height in pixels at which every row has comfortable room; drawing keeps it within its limits.
    pub fn comfortable_height(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX).saturating_mul(COMFORTABLE_ROW)
    }

    /// Draws the chart over the whole area. There must be something to show.
    pub(super) fn draw(&self, area: &Area<'_>, look: Look) -> Drawn {
        let palette = look.theme.palette();
        let (wide, tall) = (look.width as f32, look.height as f32);
        let rows = rows_with_room(&self.rows, (tall / LOWEST_ROW) as usize);
        let pitch = (tall / rows.len() as f32).min(HIGHEST_ROW);
        let frame = Frame::new(&rows, wide);

        let (lines, _) = area.split_vertically(units(pitch * rows.len() as f32));
        let slots = Slots { count: rows.len(), labelled: Vec::new() };
        let chart = ChartBuilder::on(&lines)
            .margin_left(units(frame.names + BEFORE_BAR))
            .margin_right(units(frame.values + AFTER_BAR))
            .build_cartesian_2d(0.0..frame.largest, slots)?;
        let bars = chart.plotting_area();
        let least = LEAST / f64::from(pixels(bars.dim_in_pixel().0)) * frame.largest;
        let half = f64::from(BAR.min(pitch * 0.5) / pitch / 2.0);
        for (at, row) in rows.iter().enumerate() {
            // The axis of names runs upwards, as every vertical axis of plotters.
            let middle = (rows.len() - at) as f64 - 0.5;
            let end = if row.value == 0 { 0.0 } else { (row.value as f64).max(least) };
            bars.draw(&row.mark([(0.0, middle - half), (end, middle + half)], palette))?;
            row.draw_words(area, bars.map_coordinate(&(end, middle)), frame.names, palette)?;
        }
        Ok(())
    }
}

/// A row as it is drawn.
struct Row {
    name: String,
    value: u64,
    /// Stands for the rows without room.
    others: bool,
}

impl Row {
    fn mark(&self, corners: [(f64, f64); 2], palette: &Palette) -> Mark<'_> {
        Mark {
            corners,
            gap: 0.0,
            radius: RADIUS,
            colour: if self.others { palette.rest } else { palette.accent },
            series: None,
            label: &self.name,
            value: self.value,
        }
    }

    /// The name in its column and the count after the end of the bar.
    fn draw_words(&self, area: &Area<'_>, end: (i32, i32), names: f32, palette: &Palette) -> Drawn {
        let name = words(NAME_SIZE, &palette.ink, HPos::Left);
        area.draw_text(&fit(&self.name, NAME_SIZE, names), &name, (0, end.1))?;
        let count = words(VALUE_SIZE, &palette.muted, HPos::Left);
        let after = if self.value == 0 { 0 } else { units(AFTER_BAR) };
        area.draw_text(&beside(self.value), &count, (end.0 + after, end.1))
    }
}

/// As many rows as have room; the others added up in the last one.
fn rows_with_room(bars: &[Bar], room: usize) -> Vec<Row> {
    let own = if bars.len() <= room { bars.len() } else { room - 1 };
    let (own, rest) = bars.split_at(own);
    let mut rows: Vec<Row> =
        own.iter().map(|bar| Row { name: plain(&bar.name), value: bar.value, others: false }).collect();
    if !rest.is_empty() {
        let value = rest.iter().fold(0u64, |sum, bar| sum.saturating_add(bar.value));
        rows.push(Row { name: format!("{} others", rest.len()), value, others: true });
    }
    rows
}

/// The widths of the column of names and of the widest count, in pixels, and the largest count.
struct Frame {
    names: f32,
    values: f32,
    largest: f64,
}

impl Frame {
    fn new(rows: &[Row], wide: f32) -> Self {
        let most = wide * NAMES_SHARE;
        let names = rows.iter().map(|row| width(&row.name, NAME_SIZE).min(most));
        let values = rows.iter().map(|row| width(&beside(row.value), VALUE_SIZE));
        Self {
            names: names.fold(0.0, f32::max),
            values: values.fold(0.0, f32::max),
            largest: rows.iter().map(|row| row.value).max().unwrap_or(0).max(1) as f64,
        }
    }
}

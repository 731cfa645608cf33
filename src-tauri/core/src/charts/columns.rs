//! Stacked columns: counts over time, split by a kind.

use super::legend::{self, Legend};
use super::look::{Look, OWN_COLOURS, Palette};
use super::scale::{Slots, Steps};
use super::sheet::{Area, Drawn, Mark, Sheet, pixels, units, words};
use super::text::{fit, plain, short, width};
use plotters::chart::{ChartBuilder, ChartContext, LabelAreaPosition};
use plotters::coord::cartesian::Cartesian2d;
use plotters::style::{Color, RGBColor, TRANSPARENT};
use plotters_backend::text_anchor::HPos;

/// Columns side by side, one for each label, each a stack of the series' values from the bottom up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// In the order drawn, such as months from the oldest. Where there is no room, some go without their
    /// words.
    pub labels: Vec<String>,
    /// The first eight have colours of their own; the others are added up as 'Other'.
    pub series: Vec<Series>,
}

/// One kind of what is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {
    pub name: String,
    /// One for each label; a missing one counts as zero, one too many is not drawn.
    pub values: Vec<u64>,
}

const SIZE: f32 = 11.0;
/// Between the numbers and their lines, in pixels.
const BESIDE_NUMBERS: f32 = 8.0;
/// From the bottom line to the top of the labels' capitals, and the room the labels take, in pixels.
const TO_LABELS: f32 = 13.0;
const LABELS: f32 = 28.0;
/// Half a line of text above the topmost number.
const ABOVE: f32 = 7.0;
const GAP: f32 = 1.2;
const RADIUS: f32 = 2.0;
/// The least height of a column that is not zero, in pixels.
const LEAST: f64 = 2.0;

impl Columns {
    /// The total of each label's column.
    pub(super) fn totals(&self) -> Vec<u128> {
        let total = |slot| self.series.iter().map(|series| series.value(slot)).map(u128::from).sum();
        (0..self.labels.len()).map(total).collect()
    }

    /// Draws the chart over the whole area. There must be something to show.
    pub(super) fn draw(&self, area: &Area<'_>, look: Look) -> Drawn {
        let palette = look.theme.palette();
        let labels: Vec<String> = self.labels.iter().map(|label| plain(label)).collect();
        let layers = self.layers(palette);
        let plot = draw_legend(&layers, area, look, palette)?;
        let (wide, tall) = plot.dim_in_pixel();
        let frame = Frame::new(&labels, &self.totals(), pixels(wide), pixels(tall));

        let mut chart = ChartBuilder::on(&plot)
            .margin_top(units(ABOVE))
            .margin_right(units(frame.right))
            .x_label_area_size(units(LABELS))
            .y_label_area_size(units(frame.left))
            .build_cartesian_2d(frame.slots.clone(), frame.steps)?;
        draw_lines(&mut chart, &labels, frame.label_room, palette)?;
        let least = LEAST / f64::from(frame.height) * frame.steps.top();
        for (slot, label) in labels.iter().enumerate() {
            for mark in stack(&layers, slot, label, &frame, least) {
                chart.plotting_area().draw(&mark)?;
            }
        }
        Ok(())
    }

    /// The series as they are drawn: the first ones as they are, the others added up.
    fn layers(&self, palette: &Palette) -> Vec<Layer> {
        let (own, rest) = self.series.split_at(self.series.len().min(OWN_COLOURS));
        let slots = 0..self.labels.len();
        let mut layers: Vec<Layer> = own
            .iter()
            .zip(palette.series)
            .map(|(series, colour)| {
                let values = slots.clone().map(|slot| series.value(slot)).collect();
                Layer { name: plain(&series.name), colour, values }
            })
            .collect();
        if !rest.is_empty() {
            let sum = |slot| rest.iter().fold(0u64, |sum, series| sum.saturating_add(series.value(slot)));
            let values = slots.map(sum).collect();
            layers.push(Layer { name: "Other".to_owned(), colour: palette.rest, values });
        }
        layers
    }
}

impl Series {
    fn value(&self, slot: usize) -> u64 {
        self.values.get(slot).copied().unwrap_or(0)
    }
}

/// One colour of the stacks, its values one for each label.
struct Layer {
    name: String,
    colour: RGBColor,
    values: Vec<u64>,
}

/// Where things stand, in pixels.
struct Frame {
    left: f32,
    right: f32,
    /// Of the plot itself, between its lines.
    height: f32,
    label_room: f32,
    /// The width of a column as a share of its slot.
    share: f64,
    slots: Slots,
    steps: Steps,
}

impl Frame {
    fn new(labels: &[String], totals: &[u128], wide: f32, tall: f32) -> Self {
        let height = tall - ABOVE - LABELS;
        let largest = totals.iter().copied().max().unwrap_or(0) as f64;
        let steps = Steps::over(largest, ((height / 40.0) as u32).clamp(2, 6));
        let numbers = steps.ticks().into_iter().map(|tick| width(&short(tick as u128), SIZE));
        let left = numbers.fold(0.0, f32::max) + BESIDE_NUMBERS;

        let count = labels.len() as f32;
        let label_room = ((wide - left) / count - 8.0).max(64.0).min(wide * 0.45);
        let widths: Vec<f32> =
            labels.iter().map(|label| width(&fit(label, SIZE, label_room), SIZE)).collect();
        let last = widths.last().copied().unwrap_or(0.0);
        let right = (last / 2.0 - (wide - left) / count / 2.0 + 1.0).max(0.0);
        let slot = (wide - left - right) / count;
        let column = (slot * if slot < 12.0 { 0.72 } else { 0.54 }).min(40.0);
        let slots = Slots { count: labels.len(), labelled: labelled(&widths, slot, left) };
        Self { left, right, height, label_room, share: f64::from(column / slot), slots, steps }
    }
}

/// Which slots carry their label: the newest, and as many before it, evenly, as keep clear of each other and
/// of the left edge.
fn labelled(widths: &[f32], slot: f32, left: f32) -> Vec<usize> {
    let widest = widths.iter().copied().fold(0.0, f32::max);
    let every = ((widest + 8.0) / slot).ceil().max(1.0) as usize;
    let clear = |at: &usize| left + (*at as f32 + 0.5) * slot - widths[*at] / 2.0 >= 0.0;
    let mut shown: Vec<usize> = (0..widths.len()).rev().step_by(every).filter(clear).collect();
    shown.reverse();
    shown
}

/// Draws the legend where there is more than one series, and gives back the area below it.
fn draw_legend<'a>(layers: &[Layer], area: &Area<'a>, look: Look, palette: &Palette) -> Drawn<Area<'a>> {
    if layers.len() < 2 {
        return Ok(area.clone());
    }
    let series: Vec<_> = layers.iter().map(|layer| (layer.name.as_str(), layer.colour)).collect();
    let most = (look.height as f32 * 0.25 / legend::ROW).max(1.0) as u16;
    let legend = Legend::new(&series, look.width as f32, most);
    let (above, below) = area.split_vertically(units(f32::from(legend.rows) * legend::ROW + 6.0));
    legend.draw(&above, palette)?;
    Ok(below)
}

/// Draws the level lines, their numbers on the left and the labels below.
fn draw_lines(
    chart: &mut ChartContext<'_, Sheet<'_>, Cartesian2d<Slots, Steps>>,
    labels: &[String],
    label_room: f32,
    palette: &Palette,
) -> Drawn {
    chart
        .configure_mesh()
        .disable_x_mesh()
        .axis_style(TRANSPARENT)
        .bold_line_style(palette.line.stroke_width(1))
        .x_label_style(words(SIZE, &palette.muted, HPos::Center))
        .y_label_style(words(SIZE, &palette.muted, HPos::Right))
        // plotters keeps labels twice the length of a tick mark away; the marks themselves are transparent.
        .set_tick_mark_size(LabelAreaPosition::Bottom, units(TO_LABELS / 2.0))
        .set_tick_mark_size(LabelAreaPosition::Left, units(BESIDE_NUMBERS / 2.0))
        .x_label_formatter(&|slot| fit(&labels[*slot as usize], SIZE, label_room))
        .y_label_formatter(&|count| short(*count as u128))
        .draw()
}

/// The parts of one column from the bottom up; a column too low to see is raised as a whole.
fn stack<'a>(layers: &'a [Layer], slot: usize, label: &'a str, frame: &Frame, least: f64) -> Vec<Mark<'a>> {
    let total: f64 = layers.iter().map(|layer| layer.values[slot] as f64).sum();
    let raise = (least / total).max(1.0);
    let middle = slot as f64 + 0.5;
    let (from, to) = (middle - frame.share / 2.0, middle + frame.share / 2.0);
    let mut foot = 0.0;
    let mut marks = Vec::new();
    for layer in layers.iter().filter(|layer| layer.values[slot] > 0) {
        let head = foot + layer.values[slot] as f64 * raise;
        marks.push(Mark {
            corners: [(from, foot), (to, head)],
            gap: if foot > 0.0 { GAP } else { 0.0 },
            radius: RADIUS,
            colour: layer.colour,
            series: (layers.len() > 1).then_some(layer.name.as_str()),
            label,
            value: layer.values[slot],
        });
        foot = head;
    }
    marks
}

//! From counts to SVG: the two charts, and the calm sentence where there is nothing to draw.

use super::bars::Bars;
use super::columns::Columns;
use super::look::Look;
use super::sheet::{Area, Drawn, Sheet, units, words};
use super::text::{escape, exact, plain};
use plotters::prelude::IntoDrawingArea;
use plotters_backend::text_anchor::HPos;

/// What stands in the middle of a chart without counts.
const NOTHING: &str = "Nothing to show yet";
/// What stands there when the drawing library gave up; the counts are also in the chart's description.
const UNDRAWN: &str = "This chart could not be drawn";
/// The most counts that the description reads out.
const READ_OUT: usize = 60;

/// Stacked columns as an SVG without a size of its own: it fills the width it is given, and at the look's
/// width its pixels are the screen's.
pub fn columns(chart: &Columns, look: &Look) -> String {
    let totals = chart.totals();
    let all: u128 = totals.iter().sum();
    let title = match chart.labels.as_slice() {
        _ if all == 0 => NOTHING.to_owned(),
        [] => NOTHING.to_owned(),
        [only] => format!("{}: {} in all", plain(only), exact(all)),
        [first, .., last] => format!("{} to {}: {} in all", plain(first), plain(last), exact(all)),
    };
    let counts = chart.labels.iter().zip(totals).map(|(label, total)| (label.as_str(), total));
    let described = Described { title, counts: read_out(counts) };
    described.around(look, |area, look| if all == 0 { nothing(area, look) } else { chart.draw(area, look) })
}

/// Horizontal bars as an SVG without a size of its own: it fills the width it is given, and at the look's
/// width its pixels are the screen's.
pub fn bars(chart: &Bars, look: &Look) -> String {
    let all: u128 = chart.rows.iter().map(|row| u128::from(row.value)).sum();
    let title = match chart.rows.len() {
        _ if all == 0 => NOTHING.to_owned(),
        1 => format!("1 name, {} in all", exact(all)),
        names => format!("{names} names, {} in all", exact(all)),
    };
    let counts = chart.rows.iter().map(|row| (row.name.as_str(), u128::from(row.value)));
    let described = Described { title, counts: read_out(counts) };
    described.around(look, |area, look| if all == 0 { nothing(area, look) } else { chart.draw(area, look) })
}

/// What a chart says to those who do not see it.
struct Described {
    title: String,
    counts: String,
}

impl Described {
    /// The whole SVG: the description and what `draw` draws.
    fn around(&self, look: &Look, draw: impl Fn(&Area<'_>, Look) -> Drawn) -> String {
        let look = look.within_limits();
        let undrawn = |area: &Area<'_>, look| sentence(area, look, UNDRAWN);
        let elements = elements(look, draw).or_else(|_| elements(look, undrawn)).unwrap_or_default();
        let (title, counts) = (escape(&self.title), escape(&self.counts));
        let (width, height) = (look.width, look.height);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             font-family=\"'Inter Variable', Inter, sans-serif\">\n\
             <title>{title}</title>\n<desc>{counts}</desc>\n{elements}</svg>\n"
        )
    }
}

fn elements(look: Look, draw: impl Fn(&Area<'_>, Look) -> Drawn) -> Drawn<String> {
    let mut elements = String::new();
    draw(&Sheet::new(&mut elements, look).into_drawing_area(), look)?;
    Ok(elements)
}

fn nothing(area: &Area<'_>, look: Look) -> Drawn {
    sentence(area, look, NOTHING)
}

fn sentence(area: &Area<'_>, look: Look, sentence: &str) -> Drawn {
    let middle = (units(look.width as f32 / 2.0), units(look.height as f32 / 2.0));
    area.draw_text(sentence, &words(13.0, &look.theme.palette().muted, HPos::Center), middle)
}

fn read_out<'a>(counts: impl ExactSizeIterator<Item = (&'a str, u128)>) -> String {
    let beyond = counts.len().saturating_sub(READ_OUT);
    let mut parts: Vec<String> =
        counts.take(READ_OUT).map(|(name, count)| format!("{} {}", plain(name), exact(count))).collect();
    if beyond > 0 {
        parts.push(format!("and {beyond} more"));
    }
    parts.join("; ")
}

//! Draws the office's figures: stacked columns and horizontal bars as SVG, and the same picture as PNG.
//!
//! A chart knows names and counts, never leads or accounts; which rows were counted is its caller's business.
//! The SVG carries no style sheet, script or link, every text in it is escaped, and the same input gives the
//! same bytes, so that the screen, a report and the command line show one picture.

mod bars;
mod columns;
pub mod draw;
mod legend;
mod look;
mod numbers;
pub mod picture;
mod scale;
mod sheet;
#[cfg(test)]
mod tests;
mod text;

pub use bars::{Bar, Bars};
pub use columns::{Columns, Series};
pub use look::{Look, Theme};
pub use numbers::{ChartDrawn, ChartName, ChartQuestion, chart};
pub(crate) use text::{INTER, plain};

//! The two axes of a chart: counts in round steps, and slots of equal size for months or names.

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use std::ops::Range;

/// A count axis from zero in equal round steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Steps {
    /// A whole number, at least 1.
    step: f64,
    /// How many steps, at least 1.
    count: u32,
}

impl Steps {
    /// The steps that waste the least room above `largest`, two at least and `most` at most; where two waste
    /// the same, the finer. A largest value of 1 has one step.
    pub(super) fn over(largest: f64, most: u32) -> Self {
        /// The round steps of one decade, in tenths.
        const TENTHS: [f64; 6] = [10.0, 20.0, 25.0, 30.0, 40.0, 50.0];
        let largest = largest.max(1.0);
        let (least, most) = (if largest > 1.0 { 2 } else { 1 }, most.max(2));
        let decade = (largest / f64::from(most)).log10().floor().max(0.0) as i32;
        let candidates = (decade..=decade + 1)
            .flat_map(|power| TENTHS.map(|tenths| tenths * 10f64.powi(power) / 10.0))
            .filter(|step| step.fract() == 0.0)
            .map(|step| Self { step, count: (largest / step).ceil() as u32 })
            .filter(|steps| (least..=most).contains(&steps.count));
        let best = candidates
            .min_by(|one, other| one.top().total_cmp(&other.top()).then(one.step.total_cmp(&other.step)));
        best.unwrap_or(Self { step: largest.ceil(), count: 1 })
    }

    /// The highest value of the axis.
    pub(super) fn top(self) -> f64 {
        self.step * f64::from(self.count)
    }

    /// Zero and every step up to the top.
    pub(super) fn ticks(self) -> Vec<f64> {
        (0..=self.count).map(|nth| self.step * f64::from(nth)).collect()
    }
}

impl Ranged for Steps {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        along(value / self.top(), limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks() }
    }

    fn range(&self) -> Range<f64> {
        0.0..self.top()
    }
}

/// An axis of `count` slots of equal size; the middle of slot 0 is at 0.5.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slots {
    pub count: usize,
    /// The slots that carry a label.
    pub labelled: Vec<usize>,
}

impl Ranged for Slots {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        along(value / self.count.max(1) as f64, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() {
            return Vec::new();
        }
        self.labelled.iter().map(|&slot| slot as f64 + 0.5).collect()
    }

    fn range(&self) -> Range<f64> {
        0.0..self.count as f64
    }
}

fn along(share: f64, (from, to): (i32, i32)) -> i32 {
    from + (share * f64::from(to - from)).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(largest: f64, most: u32) -> Vec<f64> {
        Steps::over(largest, most).ticks()
    }

    #[test]
    fn ticks_are_round_and_reach_the_largest_value() {
        assert_eq!(ticks(86.0, 3), [0.0, 30.0, 60.0, 90.0]);
        assert_eq!(ticks(1.0, 4), [0.0, 1.0]);
        assert_eq!(ticks(3.0, 4), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(ticks(7.0, 3), [0.0, 4.0, 8.0]);
        assert_eq!(ticks(24.0, 4), [0.0, 10.0, 20.0, 30.0]);
        assert_eq!(ticks(100.0, 4), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(ticks(1_180.0, 4), [0.0, 300.0, 600.0, 900.0, 1_200.0]);
    }

    #[test]
    fn every_size_of_value_has_few_whole_steps() {
        for most in 2..=6 {
            for largest in (0..400).map(f64::from).chain([1e6 + 1.0, 8.0 * u64::MAX as f64, 1e30]) {
                let steps = Steps::over(largest, most);
                assert!(steps.top() >= largest && steps.count <= most, "{largest} {most} {steps:?}");
                assert!(steps.step >= 1.0 && steps.step.fract() == 0.0, "{largest} {most} {steps:?}");
                assert!(steps.top() <= (largest * 2.0).max(2.0), "{largest} {most} {steps:?}");
            }
        }
    }

    #[test]
    fn a_value_lies_where_its_share_is() {
        let steps = Steps::over(90.0, 3);
        assert_eq!(steps.map(&30.0, (9_000, 0)), 6_000);
        let slots = Slots { count: 4, labelled: vec![] };
        assert_eq!(slots.map(&0.5, (0, 800)), 100);
    }
}

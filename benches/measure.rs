//! Seconds and their medians.

use std::time::Instant;

use crate::Outcome;

/// The seconds one run takes.
pub fn seconds<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<f64> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed().as_secs_f64())
}

/// The median seconds of several runs.
pub fn median_of<T>(runs: usize, mut work: impl FnMut() -> Outcome<T>) -> Outcome<f64> {
    let mut times = (0..runs).map(|_| seconds(&mut work)).collect::<Outcome<Vec<_>>>()?;
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

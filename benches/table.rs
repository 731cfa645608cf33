//! What was measured beside the bare figures, as a table.

use std::fmt;

/// The most memory this process has used so far, where the system says.
pub fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// What was measured, in the order of measuring.
pub struct Table {
    leads: u64,
    lines: Vec<String>,
    notes: Vec<String>,
}

impl Table {
    pub fn new(leads: u64) -> Table {
        Table { leads, lines: Vec::new(), notes: Vec::new() }
    }

    /// Rows a second, ours and bare.
    pub fn rate(&mut self, what: &str, ours: f64, bare: f64) {
        self.lines
            .push(format!("| {what} | {ours:.0} rows/s | {bare:.0} rows/s | {:.2} of bare |", ours / bare));
    }

    /// Milliseconds, ours and bare.
    pub fn time(&mut self, what: &str, ours: f64, bare: Option<f64>) {
        let (bare, ratio) = match bare {
            Some(bare) => (format!("{:.2} ms", bare * 1e3), format!("{:.2} times bare", ours / bare)),
            None => (String::new(), String::new()),
        };
        self.lines.push(format!("| {what} | {:.2} ms | {bare} | {ratio} |", ours * 1e3));
    }

    pub fn note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n| with {} leads | Porchlight | bare SQLCipher | ratio |\n| --- | --- | --- | --- |",
            self.leads
        )?;
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))?;
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))
    }
}

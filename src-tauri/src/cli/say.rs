//! What a call prints: answers on standard output, everything else on standard error.

use std::io::{IsTerminal, Write};

use porchlight_core::office::Progress;
use serde_json::Value;

/// Prints an answer: as JSON where that was asked for, else in words.
pub fn answer(json: bool, value: &Value, words: impl FnOnce(&Value) -> String) {
    let text = if json { value.to_string() } else { words(value) };
    let mut out = std::io::stdout().lock();
    // Whoever closed the pipe has read enough.
    let _ = writeln!(out, "{text}");
}

/// A field as text, without quotation marks.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Progress, where somebody watches.
pub fn progress(step: Progress) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    let of = step.total.map(|total| format!(" of {total}")).unwrap_or_default();
    eprint!("\r{} {}{of}   ", step.sentence, step.done);
    if step.total == Some(step.done) {
        eprintln!();
    }
}

//! Invariant 11: every message of the core is a whole sentence that says what is wrong and what to do.

use crate::sources::{Source, core};

/// The first text of a call that is more than a name: what a person reads.
fn sentence(source: &Source, open: usize) -> Option<(usize, String)> {
    let literals = source.literals_within(open);
    literals.into_iter().find(|(_, text)| text.contains(' ')).map(|(line, text)| (line, text.to_owned()))
}

/// Every sentence that the sources make an error of, with where it stands.
fn sentences() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for source in core() {
        let calls: [&[&str]; 5] =
            [&["Error", ":", ":", "new"], &["Error", ":", ":", "invalid"], &["Err"], &["invalid"], &["disk"]];
        for run in calls {
            for behind in source.behind(run) {
                let called = source.tokens.get(behind).is_some_and(|token| token.text == "(")
                    // What a trigger says to SQLite is read by nobody.
                    && source.tokens.get(behind + 1).is_some_and(|token| token.text != "rusqlite");
                if let Some((line, text)) = called.then(|| sentence(&source, behind)).flatten() {
                    all.push((format!("{}:{line}", source.path), text));
                }
            }
        }
        for behind in source.behind(&["sentence", ":", "format", "!"]) {
            all.extend(
                sentence(&source, behind).map(|(line, text)| (format!("{}:{line}", source.path), text)),
            );
        }
    }
    all
}

#[test]
fn every_message_is_a_whole_sentence() {
    let all = sentences();
    assert!(all.len() > 80, "{} sentences were found", all.len());
    for (place, text) in all {
        assert!(text.ends_with(['.', '?']), "{place}: {text}");
        let first = text.chars().next().unwrap();
        assert!(first.is_uppercase() || "“{1".contains(first), "{place} begins small: {text}");
        assert!(!text.contains("  ") && text.trim() == text, "{place} has blanks to spare: {text}");
    }
}

#[test]
fn no_message_speaks_like_a_program() {
    for (place, text) in sentences() {
        let plain = text.to_lowercase();
        for word in [
            "failed to",
            "unable to",
            "null",
            "exception",
            "sqlite",
            "panic",
            "undefined",
            "please",
            "oops",
            "!",
        ] {
            assert!(!plain.contains(word), "{place}: {text}");
        }
    }
}

//! Invariant 10: a slice reaches another one only through its face, on the screen only through `shared`.

use std::collections::BTreeSet;
use std::fs;

use crate::sources::{core, root, screen};

/// What a slice shows of itself besides its mod.rs, and why.
const OPEN: &[(&str, &str, &str)] = &[
    ("activity", "capture", "the database installs the triggers, the office opens an operation"),
    ("activity", "chain", "the office seals each operation"),
    ("charts", "draw", "the command line draws without an office"),
    ("charts", "picture", "the command line turns a chart into a PNG"),
    ("vault", "password", "the advice is a command of its own"),
];

#[test]
fn a_slice_of_the_core_reaches_another_only_through_its_mod() {
    let sources = core();
    let exists = |slice: &str, file: &str| {
        let within = format!("{slice}/{file}");
        sources
            .iter()
            .any(|source| source.path == format!("{within}.rs") || source.path == format!("{within}/mod.rs"))
    };
    let mut seen = 0;
    for source in &sources {
        for behind in source.behind(&["crate", ":", ":"]) {
            let name = |at: usize| source.tokens.get(at).map_or("", |token| token.text.as_str());
            let (slice, file) = (name(behind), name(behind + 3));
            if name(behind + 1) != ":" || slice == source.slice() || !exists(slice, file) {
                continue;
            }
            seen += 1;
            assert!(
                OPEN.iter().any(|(open, module, _)| (*open, *module) == (slice, file)),
                "{}:{} reaches into {slice}/{file}.rs",
                source.path,
                source.tokens[behind].line
            );
        }
    }
    assert!(seen > 3, "no path was understood");
}

#[test]
fn what_a_slice_leaves_open_is_listed() {
    let sources = core();
    let mut open = BTreeSet::new();
    for source in &sources {
        if !source.path.ends_with("/mod.rs") {
            continue;
        }
        for behind in source.behind(&["pub", "mod"]) {
            open.insert((source.slice().to_owned(), source.tokens[behind].text.clone()));
        }
    }
    let listed = OPEN.iter().map(|(slice, module, _)| ((*slice).to_owned(), (*module).to_owned())).collect();
    assert_eq!(open, listed, "a module that is public without a reason, or a reason without its module");
}

#[test]
fn every_file_of_the_core_says_why_it_exists() {
    for source in core() {
        let text = fs::read_to_string(root().join("src-tauri/core/src").join(&source.path)).unwrap();
        assert!(text.starts_with("//! "), "{} opens without a sentence", source.path);
    }
}

#[test]
fn a_slice_of_the_screen_imports_itself_and_shared_only() {
    let folder = root().join("ui/src");
    let slices: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert!(slices.contains("leads") && slices.contains("shared"));
    let mut seen = 0;
    for file in screen() {
        let Some((slice, rest)) = file.path.split_once('/') else { continue };
        for import in file.imports.iter().filter(|import| import.starts_with('.')) {
            let mut at: Vec<&str> = std::iter::once(slice).chain(rest.split('/')).collect();
            at.pop();
            for part in import.split('/') {
                match part {
                    "." => {}
                    ".." => assert!(at.pop().is_some(), "{} imports {import}", file.path),
                    name => at.push(name),
                }
            }
            let inside = at[0] == slice || at[0] == "shared" || at == ["bindings"];
            assert!(inside, "{} imports {import}", file.path);
            seen += 1;
        }
    }
    assert!(seen > 50, "no import was understood");
}

//! The project's sources as the invariants read them: the core's Rust as tokens, so that a comment is no code and a
//! text is told from both; the screen's files as their imports.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The folder that holds everything.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A file of the core without its own tests.
pub struct Source {
    /// From `src-tauri/core/src`, with slashes.
    pub path: String,
    pub tokens: Vec<Token>,
}

/// A token; a group is its two brackets with what stands between.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub text: String,
    /// The value, where the token is a text.
    pub literal: Option<String>,
    pub line: usize,
}

impl Source {
    /// The slice that the file belongs to, or the name of the file where it is none's.
    pub fn slice(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Every text with its line.
    pub fn literals(&self) -> impl Iterator<Item = (usize, &str)> {
        self.tokens.iter().filter_map(|token| Some((token.line, token.literal.as_deref()?)))
    }

    /// The places right behind a run of tokens.
    pub fn behind<'a>(&'a self, run: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
        let fits = move |at: &usize| {
            let here = self.tokens.get(*at..*at + run.len());
            here.is_some_and(|tokens| tokens.iter().zip(run).all(|(token, text)| token.text == *text))
        };
        (0..self.tokens.len()).filter(fits).map(|at| at + run.len())
    }

    /// The texts between the bracket that opens at a place and the one that closes it.
    pub fn literals_within(&self, open: usize) -> Vec<(usize, &str)> {
        let end = self.closing(open);
        let inside = self.tokens[open..end].iter();
        inside.filter_map(|token| Some((token.line, token.literal.as_deref()?))).collect()
    }

    /// The place of the bracket that closes the one at a place.
    pub fn closing(&self, open: usize) -> usize {
        let mut depth = 0_i32;
        for (at, token) in self.tokens.iter().enumerate().skip(open) {
            match token.text.as_str() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return at;
            }
        }
        self.tokens.len()
    }
}

/// Every file of the core.
pub fn core() -> Vec<Source> {
    let folder = root().join("src-tauri/core/src");
    let mut sources = Vec::new();
    for path in files(&folder, &["rs"]) {
        let shown = path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
        if shown.split('/').any(|part| part == "tests" || part == "tests.rs" || part == "bin") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let stream = TokenStream::from_str(&text).unwrap_or_else(|error| panic!("{shown}: {error}"));
        let mut tokens = Vec::new();
        flatten(stream, &mut tokens);
        without_tests(&mut tokens);
        sources.push(Source { path: shown, tokens });
    }
    assert!(sources.len() > 60, "the core's sources were not found");
    sources
}

/// Every file under a folder with one of these endings, in order.
pub fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if path.extension().is_some_and(|end| endings.iter().any(|ending| end == *ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    for tree in stream {
        let line = tree.span().start().line;
        let mut push = |text: String, literal| tokens.push(Token { text, literal, line });
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                // A comment on an item is an attribute to the compiler and a comment to us.
                let documentation = open == "[" && group.stream().to_string().starts_with("doc =");
                if documentation {
                    while tokens.last().is_some_and(|token| token.text == "#" || token.text == "!") {
                        tokens.pop();
                    }
                    continue;
                }
                push(open.to_owned(), None);
                flatten(group.stream(), tokens);
                tokens.push(Token {
                    text: close.to_owned(),
                    literal: None,
                    line: group.span_close().start().line,
                });
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let value = value_of(&text);
                push(text, value);
            }
            other => push(other.to_string(), None),
        }
    }
}

/// The value of a text as it is written in Rust.
fn value_of(written: &str) -> Option<String> {
    if let Some(raw) = written.strip_prefix('r') {
        return Some(
            raw.trim_start_matches('#')
                .strip_prefix('"')?
                .trim_end_matches('#')
                .strip_suffix('"')?
                .to_owned(),
        );
    }
    let inside = written.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::new();
    let mut characters = inside.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            value.push(character);
            continue;
        }
        match characters.next()? {
            'n' => value.push('\n'),
            't' => value.push('\t'),
            'r' => value.push('\r'),
            '0' => value.push('\0'),
            // A line that goes on: its indentation is none of the text.
            '\n' => while characters.next_if(|c| c.is_whitespace()).is_some() {},
            'u' => {
                let code: String = characters.by_ref().skip(1).take_while(|c| *c != '}').collect();
                value.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
            }
            other => value.push(other),
        }
    }
    Some(value)
}

/// Takes `#[cfg(test)] mod ... { }` out.
fn without_tests(tokens: &mut Vec<Token>) {
    let marks = ["#", "[", "cfg", "(", "test", ")", "]"];
    while let Some(from) =
        tokens.windows(marks.len()).position(|w| w.iter().zip(marks).all(|(t, m)| t.text == m))
    {
        let mut depth = 0_usize;
        let mut end = from + marks.len();
        while end < tokens.len() {
            match tokens[end].text.as_str() {
                "{" => depth += 1,
                "}" if depth == 1 => break,
                "}" => depth -= 1,
                ";" if depth == 0 => break,
                _ => {}
            }
            end += 1;
        }
        tokens.drain(from..=end.min(tokens.len() - 1));
    }
}

/// A file of the screen: its path from `ui/src`, and what it imports.
pub struct Screen {
    pub path: String,
    pub imports: Vec<String>,
}

/// Every file of the screen, its tests too.
pub fn screen() -> Vec<Screen> {
    let folder = root().join("ui/src");
    let screens: Vec<Screen> = files(&folder, &["ts", "svelte", "js"])
        .into_iter()
        .map(|path| {
            let shown = path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
            Screen { path: shown, imports: imports(&fs::read_to_string(&path).unwrap()) }
        })
        .collect();
    assert!(screens.len() > 40, "the screen's sources were not found");
    screens
}

/// What stands behind `from`, `import` and `import(` as a text.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(['"', '\'']) {
        let before = text[..at].trim_end();
        let called = before.strip_suffix('(').unwrap_or(before);
        if before.ends_with("from") || called.ends_with("import") {
            let quote = &text[at..=at];
            found.extend(text[at + 1..].split(quote).next().map(str::to_owned));
        }
    }
    found
}

//! Invariants 1 and 2: the core knows no window, no async runtime and no network; the window is known in one file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::sources::{core, root, screen};

/// Crates that are a window, an async runtime or a way to the network.
const FOREIGN: &[&str] = &[
    "tauri",
    "wry",
    "tao",
    "webkit2gtk",
    "gtk",
    "winit",
    "tokio",
    "async-std",
    "smol",
    "async-io",
    "async-executor",
    "futures-executor",
    "mio",
    "hyper",
    "reqwest",
    "ureq",
    "curl",
    "isahc",
    "socket2",
    "tungstenite",
    "rustls",
    "native-tls",
    "quinn",
    "lettre",
    "libloading",
];

/// Every package of the lock file with what it may depend on, on any platform.
fn lock() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let packages = text.split("[[package]]").skip(1);
    let quoted = |line: &str| line.split('"').nth(1).map(|found| found.split(' ').next().unwrap().to_owned());
    let mut graph: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages {
        let name = package.lines().find(|line| line.starts_with("name = ")).and_then(quoted).unwrap();
        let needs =
            package.split("dependencies = [").nth(1).map_or("", |rest| rest.split(']').next().unwrap());
        graph.entry(name).or_default().extend(needs.lines().filter_map(quoted));
    }
    graph
}

#[test]
fn the_core_depends_on_no_window_no_async_runtime_and_no_network() {
    let graph = lock();
    let mut reached = BTreeSet::new();
    let mut waiting = vec!["porchlight-core".to_owned()];
    while let Some(package) = waiting.pop() {
        if reached.insert(package.clone()) {
            waiting.extend(graph[&package].iter().cloned());
        }
    }
    assert!(reached.len() > 100 && reached.contains("rusqlite"), "the lock file was not understood");
    let app: BTreeSet<&String> = graph.keys().filter(|name| FOREIGN.contains(&name.as_str())).collect();
    assert!(app.iter().any(|name| *name == "tauri"), "the list above names nothing that is there");
    let foreign: Vec<&String> = reached
        .iter()
        .filter(|name| FOREIGN.contains(&name.as_str()) || name.starts_with("tauri-"))
        .collect();
    assert_eq!(foreign, Vec::<&String>::new());
}

#[test]
fn the_core_opens_no_socket_starts_no_program_and_awaits_nothing() {
    for source in core() {
        for run in [["std", ":", ":", "net"], ["std", ":", ":", "process"], ["os", ":", ":", "unix"]] {
            for at in source.behind(&run) {
                let said: String =
                    source.tokens[at..].iter().take(8).map(|token| token.text.as_str()).collect();
                let harmless = ["::id(", "::fs::"].iter().any(|start| said.starts_with(start));
                assert!(harmless, "{} uses {}{said}", source.path, run.concat());
            }
        }
        for word in
            ["async", "await", "TcpStream", "UdpSocket", "UnixStream", "unsafe", "println", "eprintln"]
        {
            let found = source.tokens.iter().find(|token| token.text == word);
            assert!(found.is_none(), "{}:{} {word}", source.path, found.unwrap().line);
        }
    }
}

#[test]
fn the_window_is_imported_in_one_file_of_the_screen() {
    let importing: BTreeSet<String> = screen()
        .into_iter()
        .filter(|file| file.imports.iter().any(|from| from.starts_with("@tauri-apps")))
        .map(|file| file.path)
        .collect();
    assert_eq!(importing, BTreeSet::from(["shared/host.ts".to_owned()]));
    for file in screen() {
        let text = fs::read_to_string(root().join("ui/src").join(&file.path)).unwrap();
        assert!(!text.contains("__TAURI"), "{} goes round host.ts", file.path);
    }
}

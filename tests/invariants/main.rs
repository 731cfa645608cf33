//! The rules of ARCHITECTURE.md, as tests: most read the sources, some watch an office at work.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that fails ends there")]

mod commands;
mod dependencies;
mod log;
mod queries;
mod reach;
#[path = "../core/roles.rs"]
#[expect(dead_code, reason = "the stories of tests/core use all of it")]
mod roles;
mod schema;
mod sentences;
mod sources;
#[path = "../core/stage.rs"]
#[expect(dead_code, reason = "the stories of tests/core use all of it")]
mod stage;
mod structure;

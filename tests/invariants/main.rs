//! The rules of ARCHITECTURE.md, as tests: most read the sources, some watch an office at work.

mod commands;
mod dependencies;
mod log;
mod queries;
mod reach;
mod schema;
mod sentences;
mod sources;
#[path = "../core/stage.rs"]
mod stage;
mod structure;

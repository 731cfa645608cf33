//! `e2e`: the flows in the real window, on an invisible display.

use std::process::Command;

use anyhow::Result;

use crate::shell::{cargo, program, run};
use crate::{display, screen, system};

/// Sets up, builds and plays the flows whose name holds the argument.
pub fn perform(arguments: &[String]) -> Result<()> {
    system::set_up(&[system::BUILD, system::TEST].concat())?;
    screen::install()?;
    screen::build()?;
    build()?;
    run(flows(arguments.first().map(String::as_str)).env("RUST_LIB_BACKTRACE", "0"))
}

/// Builds the program that the flows drive, with the screen inside it.
pub fn build() -> Result<()> {
    run(&mut cargo(&["build", "--features", "e2e"]))
}

/// Plays the flows.
pub fn flows(filter: Option<&str>) -> Command {
    let mut tests = cargo(&["test", "--package", "porchlight-e2e", "--no-fail-fast"]);
    tests.args(filter).env("PORCHLIGHT_PROGRAM", program("debug"));
    display::hidden(&tests)
}

//! `run`: from a fresh clone to the open window.

use anyhow::{Result, ensure};

use crate::shell::{cargo, command, is_there, program, run};
use crate::{display, screen, system};

/// Builds the debug profile: its dependencies that matter for speed are optimised, and a change is built in
/// seconds where a release build takes minutes. What follows goes to the program.
pub fn perform(arguments: &[String]) -> Result<()> {
    system::set_up(system::BUILD)?;
    screen::install()?;
    screen::build()?;
    run(&mut cargo(&["build", "--features", "custom-protocol"]))?;
    let words: Vec<&str> = arguments.iter().map(String::as_str).filter(|&word| word != "--").collect();
    let mut window = command(&program("debug").to_string_lossy(), &words);
    if display::is_there() {
        return run(window.stdin(std::process::Stdio::inherit()));
    }
    ensure!(
        is_there("xvfb-run") && is_there("dbus-run-session"),
        "This machine has no display and no Xvfb; the program is built: {}",
        program("debug").display()
    );
    println!(
        "This machine has no display: the window opens on an invisible one (Xvfb) until you press Ctrl+C."
    );
    run(&mut display::hidden(&window))
}

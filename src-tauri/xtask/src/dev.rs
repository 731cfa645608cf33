//! `dev`: the window that rebuilds itself while one works.

use anyhow::Result;

use crate::shell::run;
use crate::{screen, system};

/// Starts Vite and the program with Tauri's own command line.
pub fn perform(_: &[String]) -> Result<()> {
    system::set_up(system::BUILD)?;
    screen::install()?;
    run(&mut screen::tauri(&["dev"])?)
}

//! `package`: what is handed out to be installed.

use anyhow::Result;

use crate::shell::run;
use crate::{screen, system};

/// Builds the platform's own package; those named here need nothing from outside.
pub fn perform(_: &[String]) -> Result<()> {
    let bundle = match std::env::consts::OS {
        "windows" => "nsis",
        "macos" => "dmg",
        _ => "deb",
    };
    system::set_up(system::BUILD)?;
    screen::install()?;
    run(&mut screen::tauri(&["build", "--bundles", bundle])?)
}

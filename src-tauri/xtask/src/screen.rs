//! The screen's packages and its build.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Result, ensure};

use crate::shell::{command, root, run};

/// npm as this platform starts it.
pub const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// An npm call in `ui/`.
pub fn npm(words: &[&str]) -> Command {
    let mut npm = command(NPM, words);
    npm.current_dir(root().join("ui"));
    npm
}

/// Installs the screen's packages unless they are those of the lock file.
pub fn install() -> Result<()> {
    let ui = root().join("ui");
    let installed = changed(&ui.join("node_modules/.package-lock.json"));
    let wanted = changed(&ui.join("package-lock.json")).max(changed(&ui.join("package.json")));
    if installed.is_some() && installed >= wanted {
        return Ok(());
    }
    let how = if ui.join("package-lock.json").is_file() { "ci" } else { "install" };
    run(&mut npm(&[how, "--no-audit", "--no-fund"]))
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|file| file.modified()).ok()
}

/// Builds the screen into `ui/dist`, from where the program carries it.
pub fn build() -> Result<()> {
    run(&mut npm(&["run", "--silent", "build"]))
}

/// Tauri's own command line, from the root folder: from `ui/` it does not find the program.
pub fn tauri(words: &[&str]) -> Result<Command> {
    let name = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    let tauri = root().join("ui/node_modules/.bin").join(name);
    ensure!(
        tauri.is_file(),
        "Tauri's command line is missing. Run `npm install --no-save @tauri-apps/cli@2` in ui/ and try again."
    );
    Ok(command(&tauri.to_string_lossy(), words))
}

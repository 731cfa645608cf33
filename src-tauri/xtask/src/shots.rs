//! `shots`: pictures of every screen in both themes, into docs/screens.

use anyhow::Result;

use crate::shell::{cargo, program, root, run};
use crate::{display, e2e, screen, system};

/// Sets up, builds and takes the pictures.
pub fn perform(_: &[String]) -> Result<()> {
    system::set_up(&[system::BUILD, system::TEST].concat())?;
    screen::install()?;
    screen::build()?;
    e2e::build()?;
    let mut pictures = cargo(&["run", "--quiet", "--package", "porchlight-e2e", "--bin", "shots"]);
    pictures.arg("--").arg(root().join("docs/screens")).env("PORCHLIGHT_PROGRAM", program("debug"));
    // The lists of sessions show who is signed in to the system.
    pictures.env("USER", "frontdesk");
    run(&mut display::hidden(&pictures))
}

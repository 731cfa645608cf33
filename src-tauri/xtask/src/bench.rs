//! `bench`: the workloads of the core, then start and memory of the real window, all in release builds.

use anyhow::Result;

use crate::shell::{cargo, program, run};
use crate::{display, screen, system};

/// Sets up, builds and measures.
pub fn perform(arguments: &[String]) -> Result<()> {
    system::set_up(&[system::BUILD, system::TEST].concat())?;
    screen::install()?;
    screen::build()?;
    let words = arguments.iter().map(String::as_str);
    run(cargo(&["bench", "--package", "porchlight-core", "--bench", "workloads", "--"]).args(words))?;
    run(&mut cargo(&["bench", "--package", "porchlight-core", "--bench", "log"]))?;
    run(&mut cargo(&["build", "--release", "--features", "custom-protocol"]))?;
    let mut window = cargo(&["run", "--quiet", "--package", "porchlight-e2e", "--bin", "measure"]);
    window.env("PORCHLIGHT_PROGRAM", program("release"));
    run(&mut display::hidden(&window))
}

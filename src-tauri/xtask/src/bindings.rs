//! `bindings`: the screen's types, as the core's command table has them.

use anyhow::Result;

use crate::shell::{cargo, run};

const FILE: &str = "ui/src/bindings.ts";
const GENERATE: [&str; 7] = ["run", "--quiet", "--package", "porchlight-core", "--bin", "bindings", "--"];

/// Writes them.
pub fn perform(_: &[String]) -> Result<()> {
    run(cargo(&GENERATE).arg(FILE))
}

/// Fails when the committed ones are not what the table says.
pub fn check() -> Result<()> {
    run(cargo(&GENERATE).args(["--check", FILE]))
}

//! An invisible display for one flow alone.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running X server without a screen to look at; it ends when this is dropped.
pub struct Display {
    _server: Child,
    /// What programs find it by, such as `:7`.
    pub name: String,
}

impl Display {
    /// Starts one under a number that is free.
    pub async fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("Xvfb could not be started; `cargo xtask test` installs it")?;
        let mut output = BufReader::new(server.stdout.take().context("Xvfb has no output")?);
        let mut number = String::new();
        let told = output.read_line(&mut number);
        tokio::time::timeout(Duration::from_secs(20), told).await.context("Xvfb does not answer")??;
        ensure!(!number.trim().is_empty(), "Xvfb ended at once");
        Ok(Self { _server: server, name: format!(":{}", number.trim()) })
    }
}

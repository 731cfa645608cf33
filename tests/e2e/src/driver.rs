//! Starts WebKit's own driver and, through it, the program.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::process::{Child, Command};

/// One driver with the one program that it started. Both end with it.
pub struct Driver {
    process: Child,
    /// The session with the program's page.
    pub client: Client,
}

impl Driver {
    /// Starts the program with these variables; what both write goes to `log`.
    /// A port that another driver took in the same moment is tried again with another.
    pub async fn start(program: &Path, variables: &[(String, PathBuf)], log: &Path) -> Result<Self> {
        let mut failure = None;
        for _ in 0..3 {
            match Self::try_start(program, variables, log).await {
                Ok(driver) => return Ok(driver),
                Err(error) => failure = Some(error),
            }
        }
        let said = std::fs::read_to_string(log).unwrap_or_default();
        match failure {
            Some(error) => Err(error.context(format!("the window did not open; it said:\n{said}"))),
            None => bail!("the window did not open; it said:\n{said}"),
        }
    }

    async fn try_start(program: &Path, variables: &[(String, PathBuf)], log: &Path) -> Result<Self> {
        let port = free_port()?;
        let log =
            File::options().create(true).append(true).open(log).context("the log could not be opened")?;
        let mut process = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("GDK_BACKEND", "x11")
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("WebKitWebDriver could not be started; `cargo xtask test` installs it")?;
        let client = tokio::select! {
            session = connect(port, program) => session?,
            ended = process.wait() => bail!("WebKitWebDriver ended with {:?}", ended?.code()),
        };
        Ok(Self { process, client })
    }

    /// The driver's process id, whose child the program is; `None` after its end.
    pub fn id(&self) -> Option<u32> {
        self.process.id()
    }

    /// Closes the window as its last session, then ends the driver.
    pub async fn end(mut self) {
        // After a kill there is no session left to close; the driver is ended in any case.
        let _ = tokio::time::timeout(Duration::from_secs(5), self.client.close()).await;
        let _ = self.process.kill().await;
    }
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Opens the session, as soon as the driver listens.
async fn connect(port: u16, program: &Path) -> Result<Client> {
    let begin = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        if begin.elapsed() > Duration::from_secs(20) {
            bail!("WebKitWebDriver does not listen on its port");
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let options = json!({ "binary": program, "args": [] });
    let wanted = serde_json::Map::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(wanted);
    let address = format!("http://127.0.0.1:{port}");
    tokio::time::timeout(Duration::from_secs(30), builder.connect(&address))
        .await
        .context("the program gave no session within 30 seconds")?
        .context("the program gave no session")
}

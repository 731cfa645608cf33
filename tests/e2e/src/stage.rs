//! One office, one program, one person in front of it; everything is put away after the flow.

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use fantoccini::Client;
use fantoccini::wd::WindowHandle;
use futures_util::FutureExt;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use crate::display::Display;
use crate::driver::Driver;
use crate::processes;

/// How long a condition may take to become true.
pub const WAIT: Duration = Duration::from_secs(20);
/// The owner of every office that the stage makes: user name.
pub const OWNER: &str = "dana";
/// The owner's password.
pub const PASSWORD: &str = "seven lanterns on the porch";

/// What stands on the stage when the window opens.
pub struct Setting {
    name: String,
    program: PathBuf,
    before: Vec<Vec<String>>,
    variables: Vec<(String, PathBuf)>,
    own_display: bool,
}

impl Setting {
    /// No office yet: the window shows the first run. The name is that of the files kept after a failure.
    pub fn empty(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            program: built_program(),
            before: Vec::new(),
            variables: Vec::new(),
            own_display: false,
        }
    }

    /// A sample office with this many leads, owned by [`OWNER`] with [`PASSWORD`].
    pub fn demo(name: &str, leads: u32) -> Self {
        Self::empty(name).before(&["demo", "{office}", "--leads", &leads.to_string(), "--seed", "7"])
    }

    /// An office with its owner and no lead.
    pub fn office(name: &str) -> Self {
        let create = ["office", "create", "{office}", "--name", "Elm Street Care", "--admin", OWNER];
        Self::empty(name).before(&[create.as_slice(), &["--email", "dana@elmstreet.example"]].concat())
    }

    /// Runs this call of the command line before the window opens; `{office}` stands for the office's folder.
    #[must_use]
    pub fn before(mut self, call: &[&str]) -> Self {
        self.before.push(call.iter().map(|word| (*word).to_owned()).collect());
        self
    }

    /// Starts the program with one more variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<PathBuf>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Gives the flow a display of its own: on a shared one, a window that another flow opens takes the focus
    /// away, and what has the focus is no longer shown.
    #[must_use]
    pub fn on_own_display(mut self) -> Self {
        self.own_display = true;
        self
    }

    /// Plays on another build of the program than the one beside the tests.
    #[must_use]
    pub fn program(mut self, program: impl Into<PathBuf>) -> Self {
        self.program = program.into();
        self
    }
}

/// The program to drive: `PORCHLIGHT_PROGRAM`, else the one built into the target directory of the tests.
fn built_program() -> PathBuf {
    if let Some(program) = std::env::var_os("PORCHLIGHT_PROGRAM") {
        return program.into();
    }
    let here = std::env::current_exe().unwrap_or_default();
    let profile = here.ancestors().skip(1).find(|folder| folder.join("porchlight").is_file());
    profile.unwrap_or(Path::new("target/debug")).join("porchlight")
}

/// What a call of the command line answered.
#[derive(Debug)]
pub struct Answer {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub output: String,
    /// Standard error.
    pub messages: String,
}

impl Answer {
    /// The output as JSON, of a call that must have succeeded.
    ///
    /// # Errors
    /// When the call failed or did not answer with JSON.
    pub fn json(&self) -> Result<Value> {
        ensure!(self.code == 0, "the call ended with {}: {}", self.code, self.messages);
        serde_json::from_str(&self.output).with_context(|| format!("not JSON: {}", self.output))
    }
}

/// The running program and everything it may touch.
pub struct Stage {
    setting: Setting,
    home: TempDir,
    driver: Option<Driver>,
    /// Ends with the stage.
    display: Option<Display>,
    /// The open windows in the order in which they were first seen: WebDriver tells them in none.
    opened: RefCell<Vec<WindowHandle>>,
}

impl Stage {
    /// Opens the window, plays the flow, and puts everything away. A flow that fails leaves a picture, the page
    /// and the program's messages under `target/e2e/`.
    ///
    /// # Errors
    /// When the window does not open, with the flow's own failure, or when a page had errors that nobody saw.
    pub async fn play(setting: Setting, flow: impl AsyncFnOnce(&mut Stage) -> Result<()>) -> Result<()> {
        let mut stage = Self {
            setting,
            home: TempDir::with_prefix("porchlight-")?,
            driver: None,
            display: None,
            opened: RefCell::default(),
        };
        stage.prepare().await?;
        let mut outcome = AssertUnwindSafe(flow(&mut stage)).catch_unwind().await;
        if matches!(outcome, Ok(Ok(()))) && stage.driver.is_some() {
            outcome = Ok(stage.nothing_went_wrong().await);
        }
        if !matches!(outcome, Ok(Ok(()))) {
            // A window that no longer answers must not hold up the tests.
            let _ = tokio::time::timeout(WAIT, stage.keep_traces()).await;
        }
        stage.close().await;
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    async fn prepare(&mut self) -> Result<()> {
        ensure!(self.setting.program.is_file(), "{} is not built", self.setting.program.display());
        let office = self.office().display().to_string();
        for call in std::mem::take(&mut self.setting.before) {
            let words: Vec<String> = call.iter().map(|word| word.replace("{office}", &office)).collect();
            let answer = self.command_line(&words.iter().map(String::as_str).collect::<Vec<_>>()).await?;
            ensure!(answer.code == 0, "`{}` ended with {}: {}", call.join(" "), answer.code, answer.messages);
        }
        if self.setting.own_display {
            self.display = Some(Display::start().await?);
        }
        self.open().await
    }

    /// Starts the program after [`Stage::kill`] or [`Stage::close`], on the same office.
    ///
    /// # Errors
    /// When it is still open, or does not open.
    pub async fn open(&mut self) -> Result<()> {
        ensure!(self.driver.is_none(), "the window is already open");
        let log = self.home.path().join("messages.txt");
        self.driver = Some(Driver::start(&self.setting.program, &self.variables(), &log).await?);
        // From now on a window that is not yet known is a later one.
        self.windows().await?;
        self.watch_page().await
    }

    /// Ends the program and waits until it is gone, so that its office is free.
    pub async fn close(&mut self) {
        let program = self.program_id();
        if let Some(driver) = self.driver.take() {
            driver.end().await;
        }
        let Ok(program) = program else { return };
        // The driver ends with its session, but not always with the program; most often it is gone by now.
        let gone = async || Ok((!processes::runs(program)).then_some(()));
        for signal in ["-15", "-9"] {
            let _ = Command::new("kill")
                .args([signal, &program.to_string()])
                .stderr(Stdio::null())
                .status()
                .await;
            if self.until("the program has ended", gone).await.is_ok() {
                break;
            }
        }
    }

    /// Ends the program as a power cut would.
    ///
    /// # Errors
    /// When it does not run.
    pub async fn kill(&mut self) -> Result<()> {
        let program = self.program_id()?;
        let killed = Command::new("kill").args(["-9", &program.to_string()]).status().await?;
        ensure!(killed.success(), "the program could not be killed");
        self.close().await;
        Ok(())
    }

    /// The process id of the running program.
    ///
    /// # Errors
    /// When it does not run.
    pub fn program_id(&self) -> Result<u32> {
        let driver = self.driver.as_ref().and_then(Driver::id).context("the window is not open")?;
        let mut started = processes::descendants(driver).into_iter();
        let program = started.find(|&id| processes::name_of(id).as_deref() == Some("porchlight"));
        program.context("the program does not run")
    }

    /// The folder of the office.
    pub fn office(&self) -> PathBuf {
        self.home.path().join("office")
    }

    /// A place for the flow's own files, gone after it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Says what the next file chooser answers; `None` cancels it.
    ///
    /// # Errors
    /// When the answer cannot be written.
    pub fn choose_next(&self, file: Option<&Path>) -> Result<()> {
        let answer = file.map(|path| path.display().to_string()).unwrap_or_default();
        std::fs::write(self.home.path().join("choose.txt"), answer).context("the choice could not be written")
    }

    /// Runs the same program as a command line on the same office, signed in as the owner.
    ///
    /// # Errors
    /// When it cannot be started; a failed call is an [`Answer`].
    pub async fn command_line(&self, words: &[&str]) -> Result<Answer> {
        self.command_line_as(OWNER, PASSWORD, words).await
    }

    /// Runs the same program as a command line on the same office, signed in as somebody.
    ///
    /// # Errors
    /// When it cannot be started; a failed call is an [`Answer`].
    pub async fn command_line_as(&self, user: &str, password: &str, words: &[&str]) -> Result<Answer> {
        let output = Command::new(&self.setting.program)
            .args(words)
            .envs(self.variables())
            .env("PORCHLIGHT_USER", user)
            .env("PORCHLIGHT_PASSWORD", password)
            .stdin(Stdio::null())
            .output()
            .await
            .with_context(|| format!("{} could not be started", self.setting.program.display()))?;
        Ok(Answer {
            code: output.status.code().unwrap_or(-1),
            output: String::from_utf8_lossy(&output.stdout).into_owned(),
            messages: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// The built program.
    pub fn program(&self) -> &Path {
        &self.setting.program
    }

    /// What the program starts with: its own office, its own chooser's answer, its own settings and caches.
    pub fn variables(&self) -> Vec<(String, PathBuf)> {
        let home = self.home.path();
        let own = [
            ("PORCHLIGHT_OFFICE", "office"),
            ("PORCHLIGHT_CHOOSE", "choose.txt"),
            ("XDG_DATA_HOME", "shares"),
            ("XDG_CONFIG_HOME", "settings"),
            ("XDG_CACHE_HOME", "caches"),
        ];
        let own = own.map(|(name, place)| (name.to_owned(), home.join(place)));
        let display = self.display.iter().map(|display| ("DISPLAY".to_owned(), display.name.clone().into()));
        own.into_iter().chain(display).chain(self.setting.variables.iter().cloned()).collect()
    }

    /// The WebDriver session, for what the stage has no word for.
    ///
    /// # Errors
    /// When the window is not open.
    pub fn client(&self) -> Result<&Client> {
        self.driver.as_ref().map(|driver| &driver.client).context("the window is not open")
    }

    /// How many windows are open.
    ///
    /// # Errors
    /// When none is.
    pub async fn windows(&self) -> Result<usize> {
        let open = self.client()?.windows().await?;
        let mut known = self.opened.borrow_mut();
        known.retain(|window| open.contains(window));
        let fresh: Vec<WindowHandle> = open.into_iter().filter(|window| !known.contains(window)).collect();
        known.extend(fresh);
        Ok(known.len())
    }

    /// Turns to another window, counted from 0 in the order in which they were opened; waits until it is there.
    ///
    /// # Errors
    /// When there is no such window.
    pub async fn turn_to_window(&self, number: usize) -> Result<()> {
        let there = async || {
            self.windows().await?;
            Ok(self.opened.borrow().get(number).cloned())
        };
        let handle = self.until(&format!("window {number} is open"), there).await?;
        self.client()?.switch_to_window(handle).await?;
        self.watch_page().await
    }

    /// Asks again until there is an answer, for at most [`WAIT`]. An element that vanished between two steps, or
    /// is covered for a moment, is no failure yet.
    ///
    /// # Errors
    /// When the time is over: with what was waited for, and the last thing that stood in the way.
    pub async fn until<T>(&self, what: &str, ask: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
        let begin = std::time::Instant::now();
        loop {
            let obstacle = match tokio::time::timeout(WAIT, ask()).await {
                Ok(Ok(Some(answer))) => return Ok(answer),
                Ok(Ok(None)) => None,
                Ok(Err(error)) => Some(error),
                Err(_) => bail!("the window does not answer; waited until {what}"),
            };
            if begin.elapsed() > WAIT {
                match obstacle {
                    Some(error) => return Err(error.context(format!("waited in vain until {what}"))),
                    None => bail!("waited in vain until {what}"),
                }
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// Keeps what helps to understand a failure.
    async fn keep_traces(&self) {
        let target = self.setting.program.ancestors().nth(2).unwrap_or(Path::new("target"));
        let folder = target.join("e2e");
        let kept = folder.join(&self.setting.name);
        // Whatever cannot be kept (the program may be dead) must not hide the failure itself.
        let _ = std::fs::create_dir_all(&folder);
        let _ = std::fs::copy(self.home.path().join("messages.txt"), kept.with_extension("txt"));
        let _ = self.picture(&kept.with_extension("png")).await;
        if let Ok(client) = self.client() {
            let source = client.source().await.unwrap_or_default();
            let _ = std::fs::write(kept.with_extension("html"), source);
        }
        eprintln!("A picture, the page and the messages are beside {}.*", kept.display());
    }
}

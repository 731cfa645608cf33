//! What the desktop gives us: one window process per office, file choosers, and a word when we cannot start.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tauri::{AppHandle, Builder, Manager, WebviewWindow, Wry};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

/// The file whose lock says that a window is open on the office; the command line does not take it.
const LOCK_FILE: &str = "window.lock";

/// Sets what WebKit reads at its start: without this, some graphics cards show an empty window.
#[cfg(target_os = "linux")]
pub fn prepare_environment() {
    use std::os::unix::process::CommandExt;

    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_some() {
        return;
    }
    // Setting a variable inside a running process is unsafe in Rust, so the process replaces itself once.
    if let Ok(program) = std::env::current_exe() {
        let error =
            std::process::Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec();
        eprintln!("{SWITCH} could not be set ({error}); the window may stay empty.");
    }
}

/// Nothing to set on this platform.
#[cfg(not(target_os = "linux"))]
pub fn prepare_environment() {}

/// Makes a second start on the same office bring the first one's window to the front and end.
#[cfg(target_os = "linux")]
pub fn add_single_instance(builder: Builder<Wry>, folder: &Path) -> Builder<Wry> {
    use std::hash::{DefaultHasher, Hash, Hasher};

    let mut office = DefaultHasher::new();
    folder.hash(&mut office);
    let plugin = tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("care.porchlight.desk.o{:016x}", office.finish()))
        .callback(|app, _, _| bring_to_front(app));
    builder.plugin(plugin.build())
}

/// Makes a second start bring the first one's window to the front and end. The name it goes by is the
/// program's here, not the office's, so another office than the usual one relies on the lock alone.
#[cfg(not(target_os = "linux"))]
pub fn add_single_instance(builder: Builder<Wry>, folder: &Path) -> Builder<Wry> {
    if Some(folder) != porchlight_core::default_folder().as_deref() {
        return builder;
    }
    builder.plugin(tauri_plugin_single_instance::init(|app, _, _| bring_to_front(app)))
}

fn bring_to_front(app: &AppHandle) {
    let windows = app.webview_windows();
    if let Some(window) = windows.get("main").or_else(|| windows.values().next()) {
        // Each fails only for a window that is closing just now.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Holds the office for this window process until it ends, however it ends.
#[derive(Debug)]
pub struct OfficeLock {
    _file: File,
}

impl OfficeLock {
    /// Takes the office, or says in a sentence why it cannot be had. Creates the folder on the first start.
    pub fn take(folder: &Path) -> Result<Self, String> {
        let unwritable = |error: std::io::Error| {
            format!(
                "The folder {} cannot be used ({error}). Check that it may be written, or choose another with --office.",
                folder.display()
            )
        };
        std::fs::create_dir_all(folder).map_err(unwritable)?;
        let lock = folder.join(LOCK_FILE);
        let file = File::options().create(true).truncate(false).write(true).open(lock).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(format!(
                "Porchlight is already open on {}. Use that window, or close it first.",
                folder.display()
            )),
            Err(TryLockError::Error(error)) => Err(unwritable(error)),
        }
    }
}

/// Says why the window does not open, on the terminal and in a box, then ends the program with 1.
pub fn refuse_to_start(app: &AppHandle, sentence: &str) {
    eprintln!("{sentence}");
    if cfg!(feature = "e2e") {
        // The box cannot be driven by a test.
        app.cleanup_before_exit();
        std::process::exit(1);
    }
    let ending = app.clone();
    let message = app.dialog().message(sentence).title("Porchlight").kind(MessageDialogKind::Error);
    message.show(move |_| ending.exit(1));
}

/// What a chooser shows.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A table as text: comma, semicolon or tab separated.
    #[serde(alias = "csv")]
    Table,
    /// Whatever the person picks.
    Any,
}

impl FileKind {
    /// What the chooser offers, first the likely ones: a name and its file endings.
    fn filters(self) -> &'static [(&'static str, &'static [&'static str])] {
        match self {
            Self::Table => &[("Tables as text", &["csv", "tsv", "txt"]), ("All files", &["*"])],
            Self::Any => &[("All files", &["*"])],
        }
    }
}

/// Asks for a file to read and waits for the answer; `None` when it is cancelled.
pub fn choose_file(window: &WebviewWindow, title: &str, kind: FileKind) -> Option<PathBuf> {
    if cfg!(feature = "e2e") {
        return chosen_by_the_test();
    }
    let chooser = window.dialog().file().set_title(title).set_parent(window);
    let offered = kind.filters().iter();
    let chooser = offered.fold(chooser, |chooser, (name, endings)| chooser.add_filter(*name, endings));
    chooser.blocking_pick_file()?.into_path().ok()
}

/// Asks where a file goes and waits for the answer; `None` when it is cancelled.
pub fn choose_save(window: &WebviewWindow, title: &str, suggested: &str) -> Option<PathBuf> {
    if cfg!(feature = "e2e") {
        return chosen_by_the_test();
    }
    let chooser = window.dialog().file().set_title(title).set_parent(window).set_file_name(suggested);
    chooser.blocking_save_file()?.into_path().ok()
}

/// The answer that a test wrote into the file `PORCHLIGHT_CHOOSE`: native choosers cannot be driven.
fn chosen_by_the_test() -> Option<PathBuf> {
    let answer = std::fs::read_to_string(std::env::var_os("PORCHLIGHT_CHOOSE")?).ok()?;
    let path = answer.trim();
    (!path.is_empty()).then(|| PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty_folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("porchlight-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn an_office_is_held_by_one_window_process_until_it_ends() {
        let folder = empty_folder("lock");
        let first = OfficeLock::take(&folder).unwrap();
        assert!(OfficeLock::take(&folder).unwrap_err().contains("already open"));
        drop(first);
        assert!(OfficeLock::take(&folder).is_ok());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_said() {
        let folder = empty_folder("no-folder");
        let file = folder.join("file");
        std::fs::write(&file, "").unwrap();
        let sentence = OfficeLock::take(&file.join("office")).unwrap_err();
        assert!(sentence.contains("cannot be used"), "{sentence}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}

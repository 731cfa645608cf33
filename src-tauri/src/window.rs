//! The window and the one way from its page to the core: `call`, with a channel for progress and the event `changed`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use porchlight_core::Desk;
use porchlight_core::error::{Code, Error};
use porchlight_core::office::Progress;
use serde_json::Value;
use tauri::ipc::Channel;
use tauri::webview::{Color, NewWindowResponse, PageLoadEvent};
use tauri::{
    App, AppHandle, Emitter, Manager, State, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
};
use tauri_plugin_window_state::StateFlags;

use crate::desktop::{self, OfficeLock};

/// The event that tells every window which tables a commit has touched.
const CHANGED: &str = "changed";
/// The grounds of the two themes (`--bg` in the screen's theme), so that an opening window never flashes white.
const DUSK: Color = Color(0x0D, 0x0F, 0x1C, 0xFF);
const DAY: Color = Color(0xF6, 0xF6, 0xFB, 0xFF);

/// Opens the window on one office and returns when the last window is closed: 0, or 1 when it could not open.
pub fn run(folder: PathBuf) -> ExitCode {
    desktop::prepare_environment();
    let folder = std::path::absolute(&folder).unwrap_or(folder);
    let desk = Desk::new(folder);
    match build(&desk) {
        Ok(app) => {
            let code = app.run_return(|_, _| {});
            desk.close();
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Err(error) => {
            eprintln!(
                "Porchlight could not open its window: {error}. Check that a display is available, then start it again."
            );
            ExitCode::FAILURE
        }
    }
}

fn build(desk: &Arc<Desk>) -> tauri::Result<App> {
    // Must stay the first plugin: a second start ends here, before it touches the office.
    let builder = desktop::add_single_instance(tauri::Builder::default(), desk.folder());
    let desk = Arc::clone(desk);
    builder
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(kept_of_a_window()).build())
        .invoke_handler(tauri::generate_handler![call, choose_file, choose_save, open_window])
        .setup(move |app| Ok(start(app, &desk)?))
        .build(tauri::generate_context!())
}

/// Place and size outlive the program; whether it is visible is the page's affair.
fn kept_of_a_window() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// Takes the office, connects its changes with the windows and opens the first one.
fn start(app: &App, desk: &Arc<Desk>) -> tauri::Result<()> {
    let lock = match OfficeLock::take(desk.folder()) {
        Ok(lock) => lock,
        Err(sentence) => {
            desktop::refuse_to_start(app.handle(), &sentence);
            return Ok(());
        }
    };
    app.manage(lock);
    let windows = app.handle().clone();
    desk.on_change(Box::new(move |change| {
        // Fails only while the program ends, when there is no window left to tell.
        let _ = windows.emit(CHANGED, change);
    }));
    app.manage(Arc::clone(desk));
    open(app.handle(), "main")?;
    Ok(())
}

/// Builds a window that shows itself once its page is there.
fn open(app: &AppHandle, label: &str) -> tauri::Result<WebviewWindow> {
    let window = WebviewWindowBuilder::new(app, label, WebviewUrl::default())
        .title("Porchlight")
        .inner_size(1440.0, 900.0)
        .min_inner_size(1024.0, 660.0)
        .prevent_overflow()
        .visible(false)
        .background_color(DUSK)
        .devtools(cfg!(debug_assertions))
        .on_navigation(is_our_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                show(&window);
            }
        })
        .build()?;
    if window.theme()? == Theme::Light {
        window.set_background_color(Some(DAY))?;
    }
    Ok(window)
}

/// The page may not lead anywhere but to itself.
fn is_our_page(address: &Url) -> bool {
    let ours = address.scheme() == "tauri" || address.host_str() == Some("tauri.localhost");
    ours || (cfg!(debug_assertions) && address.host_str() == Some("localhost"))
}

fn show(window: &WebviewWindow) {
    if !window.is_visible().unwrap_or(false) {
        // A window that cannot be shown or focused is closing; there is nobody to tell.
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Asks the core. It works on a thread of its own, so the window stays alive however long it takes.
#[tauri::command]
async fn call(
    desk: State<'_, Arc<Desk>>,
    name: String,
    input: Value,
    progress: Channel<Progress>,
) -> Result<Value, Error> {
    let desk = Arc::clone(&desk);
    let work = move || {
        // A window that closed meanwhile no longer wants to hear of the progress.
        desk.call(&name, input, &|step| drop(progress.send(step)))
    };
    tauri::async_runtime::spawn_blocking(work).await.unwrap_or_else(|_| {
        Err(Error::new(
            Code::Internal,
            "Something went wrong inside Porchlight. Close the window and open it again.",
        ))
    })
}

/// Lets the person choose a file to read; `None` when they cancel.
#[tauri::command]
async fn choose_file(
    window: WebviewWindow,
    title: String,
    kind: desktop::FileKind,
) -> Result<Option<PathBuf>, Error> {
    blocking(move || desktop::choose_file(&window, &title, kind)).await
}

/// Lets the person choose where a file goes; `None` when they cancel.
#[tauri::command]
async fn choose_save(
    window: WebviewWindow,
    title: String,
    suggested: String,
) -> Result<Option<PathBuf>, Error> {
    blocking(move || desktop::choose_save(&window, &title, &suggested)).await
}

async fn blocking(
    choose: impl FnOnce() -> Option<PathBuf> + Send + 'static,
) -> Result<Option<PathBuf>, Error> {
    let failed = |_| {
        Error::new(Code::Internal, "The file chooser could not be shown. Close the window and open it again.")
    };
    tauri::async_runtime::spawn_blocking(choose).await.map_err(failed)
}

/// Opens one more window on the same office and session.
#[tauri::command]
async fn open_window(app: AppHandle) -> Result<(), Error> {
    let taken = app.webview_windows();
    let label = (2..).map(|number| format!("desk-{number}")).find(|label| !taken.contains_key(label));
    open(&app, &label.unwrap_or_default()).map(drop).map_err(|error| {
        Error::new(
            Code::Internal,
            format!("A second window could not be opened ({error}). Close another one and try again."),
        )
    })
}

//! Tells Tauri which commands exist and where the capabilities are, and keeps our SQLite to ourselves.

fn main() {
    // SQLCipher is linked in; were its symbols exported, WebKit and soup would bind partly to it.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-link-arg-bins=-Wl,--exclude-libs,ALL");
    }
    let commands =
        tauri_build::AppManifest::new().commands(&["call", "choose_file", "choose_save", "open_window"]);
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}

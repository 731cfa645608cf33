//! Decides what a start of Porchlight means: a window, or one call of the command line.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let Some(named) = porchlight::window_call(&arguments) else {
        return ExitCode::from(u8::try_from(porchlight::cli::run(arguments)).unwrap_or(1));
    };
    match named.or_else(porchlight::office_folder) {
        Some(folder) => porchlight::window::run(folder),
        None => {
            eprintln!(
                "This system names no folder for a program's own files. Name the office with --office DIR."
            );
            ExitCode::FAILURE
        }
    }
}

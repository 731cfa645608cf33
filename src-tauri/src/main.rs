//! Decides what a start of Porchlight means: a window, or one call of the command line.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::alloc::System;
use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

/// Wipes memory as it is given back: what a person saw does not lie around after the lock.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    porchlight::hardening::close_to_others();
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

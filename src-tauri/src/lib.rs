//! The shell around the core: windows and the command line. Nothing here knows what a lead is.

pub mod cli;
pub mod desktop;
pub mod hardening;
pub mod window;

use std::ffi::OsString;
use std::path::PathBuf;

/// The office that is meant when the call names none: `PORCHLIGHT_OFFICE`, else the platform's data directory.
/// `None` where the platform names no such directory.
pub fn office_folder() -> Option<PathBuf> {
    match std::env::var_os("PORCHLIGHT_OFFICE") {
        Some(folder) if !folder.is_empty() => Some(PathBuf::from(folder)),
        _ => porchlight_core::default_folder(),
    }
}

/// Whether the call asks for the window: it names nothing, or nothing but `--office DIR`.
/// The outer `None` means that it is for the command line, the inner that no office was named.
pub fn window_call(arguments: &[OsString]) -> Option<Option<PathBuf>> {
    match arguments.get(1..).unwrap_or_default() {
        [] => Some(None),
        [flag, folder] if flag == "--office" => Some(Some(PathBuf::from(folder))),
        [flag] => {
            let folder = flag.to_str()?.strip_prefix("--office=")?;
            (!folder.is_empty()).then(|| Some(PathBuf::from(folder)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(call: &str) -> Option<Option<PathBuf>> {
        window_call(&call.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn nothing_or_an_office_alone_asks_for_the_window() {
        assert_eq!(asked("porchlight"), Some(None));
        assert_eq!(asked("porchlight --office desk"), Some(Some(PathBuf::from("desk"))));
        assert_eq!(asked("porchlight --office=desk"), Some(Some(PathBuf::from("desk"))));
    }

    #[test]
    fn everything_else_is_for_the_command_line() {
        for call in ["leads", "--office desk leads", "--office", "--office=", "--help", "--as dana", "--wat"]
        {
            assert_eq!(asked(&format!("porchlight {call}")), None, "{call}");
        }
    }
}

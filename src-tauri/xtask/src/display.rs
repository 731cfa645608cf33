//! Where windows appear: on the display of this machine, or on an invisible one.

use std::ffi::OsStr;
use std::process::Command;

use crate::shell::command;

/// Whether this machine shows windows to somebody.
pub fn is_there() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// The same command on an invisible display of 1440 by 900, with a session bus of its own.
pub fn hidden(inner: &Command) -> Command {
    // The bus inside the display, so that what the bus starts has it too.
    let screen = ["-a", "-s", "-screen 0 1440x900x24", "dbus-run-session", "--"];
    let mut outer = command("xvfb-run", &screen);
    outer.arg(inner.get_program()).args(inner.get_args());
    outer.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    outer.env_remove(OsStr::new("WAYLAND_DISPLAY"));
    outer
}

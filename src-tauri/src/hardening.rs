//! What the process does before anything else, so that other programs cannot look into its memory.

/// Keeps the process from being read by the user's other programs (Linux) and from leaving its memory in a file when
/// it crashes. A system that has no such switch, or refuses it, is no reason not to start.
///
/// The desktop's portal (xdg-desktop-portal) denies every request of such a process, because it cannot look at its
/// root folder (flatpak/xdg-desktop-portal issue 785). Porchlight asks it for nothing: file choosers are GTK's own,
/// which is why the dialog plugin must keep its feature `gtk3` and not take `xdg-portal`. What the system starts for
/// the web view are programs of their own: they inherit that no core file is left, and can be looked into.
#[cfg(unix)]
pub fn close_to_others() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = setrlimit(Resource::Core, none);
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Windows has no such switch: its error reports hold no full memory unless somebody asks for that in the system.
#[cfg(not(unix))]
pub fn close_to_others() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    #[test]
    fn the_process_leaves_no_core_file_and_is_not_to_be_looked_into() {
        super::close_to_others();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        let core = getrlimit(Resource::Core);
        assert_eq!((core.current, core.maximum), (Some(0), Some(0)));
    }
}

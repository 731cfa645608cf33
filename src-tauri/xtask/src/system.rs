//! What must be installed on the machine before anything can be built or tested.

use std::process::Stdio;

use anyhow::{Result, bail, ensure};

use crate::shell::{answer, command, is_there, run};

/// Debian packages to build with: the web view and GTK, and the compiler, make and perl for SQLCipher's OpenSSL.
pub const BUILD: &[&str] = &["build-essential", "make", "perl", "pkg-config", "libwebkit2gtk-4.1-dev"];
/// Debian packages to drive the window in tests.
pub const TEST: &[&str] =
    &["webkit2gtk-driver", "xvfb", "xauth", "dbus", "xdotool", "openbox", "imagemagick"];

/// The oldest Node.js that the screen's build takes.
const NODE: (u32, u32) = (20, 19);

/// Installs what is missing, where we know how; else says what is missing.
pub fn set_up(packages: &[&str]) -> Result<()> {
    check_node()?;
    match std::env::consts::OS {
        "linux" => set_up_linux(packages),
        "macos" => check_macos(),
        "windows" => check_windows(),
        other => bail!("Porchlight is built on Linux, macOS and Windows; this is {other}."),
    }
}

fn check_node() -> Result<()> {
    let (major, minor) = NODE;
    let wanted = format!("Node.js {major}.{minor} or later with npm is needed; install it from nodejs.org.");
    let version = answer(&mut command("node", &["--version"])).unwrap_or_default();
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|part| part.parse().ok());
    let found: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    ensure!(found >= NODE && is_there(crate::screen::NPM), "{wanted} Found: '{}'.", version.trim());
    Ok(())
}

fn set_up_linux(packages: &[&str]) -> Result<()> {
    if !is_there("dpkg-query") {
        return check_other_linux(packages);
    }
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing {}.", missing.join(", "));
    apt_get(&["update"], &missing)?;
    apt_get(&[&["install", "-y", "--no-install-recommends"], missing.as_slice()].concat(), &missing)
}

fn is_installed(package: &str) -> bool {
    let mut asked = command("dpkg-query", &["-W", "-f", "${db:Status-Status}", package]);
    answer(asked.stderr(Stdio::null())).is_ok_and(|status| status == "installed")
}

/// Runs apt-get as root, through sudo where there is one.
fn apt_get(words: &[&str], missing: &[&str]) -> Result<()> {
    let patient = ["apt-get", "-o", "DPkg::Lock::Timeout=300"];
    let mut line = Vec::new();
    if answer(&mut command("id", &["-u"]))?.trim() != "0" {
        let packages = missing.join(" ");
        ensure!(is_there("sudo"), "These packages are missing; install them as root: {packages}");
        line.push("sudo");
    }
    line.extend(["env", "DEBIAN_FRONTEND=noninteractive"]);
    line.extend(patient.iter().chain(words));
    let mut command = command(line[0], &line[1..]);
    if std::env::var_os("CI").is_none() {
        // sudo may ask for the password.
        command.stdin(Stdio::inherit());
    }
    run(&mut command)
}

/// Another Linux has other package names; what counts is that the web view is found.
fn check_other_linux(packages: &[&str]) -> Result<()> {
    let found = answer(&mut command("pkg-config", &["--modversion", "webkit2gtk-4.1"])).is_ok();
    let wanted = packages.join(", ");
    ensure!(found, "WebKitGTK 4.1 is missing. Install what Debian calls {wanted} under your system's names.");
    Ok(())
}

fn check_macos() -> Result<()> {
    let tools = answer(&mut command("xcode-select", &["-p"])).is_ok();
    ensure!(tools, "Xcode's command line tools are missing; install them with `xcode-select --install`.");
    Ok(())
}

fn check_windows() -> Result<()> {
    const WEB_VIEW: &str =
        r"HKLM\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    let mut missing = Vec::new();
    if answer(&mut command("reg", &["query", WEB_VIEW, "/v", "pv"])).is_err() {
        missing.push("the WebView2 runtime (part of Windows 11; else from Microsoft's WebView2 page)");
    }
    if !has_msvc() {
        missing.push("the Microsoft C++ build tools with the workload 'Desktop development with C++'");
    }
    if !is_there("perl") {
        missing.push("Perl (for SQLCipher's OpenSSL; Strawberry Perl will do)");
    }
    ensure!(missing.is_empty(), "Missing on this machine: {}.", missing.join("; "));
    Ok(())
}

fn has_msvc() -> bool {
    const TOOLS: &str = "Microsoft.VisualStudio.Component.VC.Tools.x86.x64";
    let folder = std::env::var("ProgramFiles(x86)").unwrap_or_default();
    let finder = format!(r"{folder}\Microsoft Visual Studio\Installer\vswhere.exe");
    let asked = ["-latest", "-products", "*", "-requires", TOOLS, "-property", "installationPath"];
    answer(&mut command(&finder, &asked)).is_ok_and(|path| !path.trim().is_empty())
}

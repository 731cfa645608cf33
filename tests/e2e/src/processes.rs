//! What the kernel knows of the program: its process id and the memory it holds.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// The processes that this one started, and theirs, in no order.
pub fn descendants(parent: u32) -> Vec<u32> {
    let children = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = children.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let mut found: Vec<u32> = ids.filter(|&id| parent_of(id) == Some(parent)).collect();
    for child in found.clone() {
        found.extend(descendants(child));
    }
    found
}

fn parent_of(id: u32) -> Option<u32> {
    let line = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in brackets may itself hold blanks and brackets; what follows the last one is numbers.
    line.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// Whether a process still runs; one that only waits to be collected by its parent does not.
pub fn runs(id: u32) -> bool {
    let line = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    line.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
}

/// How long ago a process was started; exact to a hundredth of a second.
///
/// # Errors
/// When the process has ended.
pub fn age_of(id: u32) -> Result<Duration> {
    /// In which `/proc` counts, on every architecture (`man 5 proc`, `USER_HZ`).
    const TICKS_PER_SECOND: f64 = 100.0;
    let line = fs::read_to_string(format!("/proc/{id}/stat")).context("the process has ended")?;
    let since_boot = line.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(19));
    let started: f64 = since_boot.context("the kernel gives no start time")?.parse()?;
    let uptime = fs::read_to_string("/proc/uptime")?;
    let now: f64 = uptime.split_whitespace().next().context("the kernel gives no uptime")?.parse()?;
    Ok(Duration::from_secs_f64((now - started / TICKS_PER_SECOND).max(0.0)))
}

/// The short name of a process, as `ps` shows it.
pub fn name_of(id: u32) -> Option<String> {
    fs::read_to_string(format!("/proc/{id}/comm")).ok().map(|name| name.trim().to_owned())
}

/// The memory of a process in KiB, pages that several share counted in proportion (PSS).
///
/// # Errors
/// When the process has ended or may not be looked into: a program that is not dumpable shows it to root alone.
pub fn memory_of(id: u32) -> Result<u64> {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup"))
        .with_context(|| format!("the memory of process {id} cannot be read; try as root"))?;
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).context("the kernel gives no PSS")?;
    let kib = line.split_whitespace().nth(1).context("the kernel gives no PSS")?;
    kib.parse().context("the kernel's PSS is not a number")
}

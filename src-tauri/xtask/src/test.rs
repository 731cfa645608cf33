//! `test`: everything that must hold, from a clean clone, one step after the other.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, ensure};

use crate::shell::{cargo, run, spelled};
use crate::{bindings, e2e, screen, system};

/// How many tests cargo reported.
#[derive(Default, Clone, Copy)]
struct Count {
    passed: u32,
    failed: u32,
}

type Work = fn() -> Result<Count>;

/// In this order: what fails fast comes first, and the program is built once the screen is.
const STEPS: &[(&str, Work)] = &[
    ("system packages", || system::set_up(&[system::BUILD, system::TEST].concat()).map(nothing)),
    ("screen packages", || screen::install().map(nothing)),
    ("format", || run(&mut cargo(&["fmt", "--all", "--check"])).map(nothing)),
    ("screen types", || run(&mut screen::npm(&["run", "--silent", "check"])).map(nothing)),
    ("screen tests", || run(&mut screen::npm(&["run", "--silent", "test"])).map(nothing)),
    ("screen build", || screen::build().map(nothing)),
    ("lints", || {
        run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])).map(nothing)
    }),
    ("bindings", || bindings::check().map(nothing)),
    ("core tests", || counted(cargo(&["test", "--package", "porchlight-core", "--no-fail-fast"]))),
    ("program", || e2e::build().map(nothing)),
    ("program tests", || counted(cargo(&["test", "--features", "e2e", "--lib", "--bins", "--no-fail-fast"]))),
    ("tasks' tests", || counted(cargo(&["test", "--package", "xtask"]))),
    ("end-to-end flows", end_to_end),
];

fn nothing((): ()) -> Count {
    Count::default()
}

/// The driver of the window is WebKitGTK's; elsewhere everything below the window has been tested by now.
fn end_to_end() -> Result<Count> {
    if cfg!(target_os = "linux") {
        return counted(e2e::flows(None));
    }
    println!("The flows in the real window are played on Linux alone; they are left out here.");
    Ok(Count::default())
}

/// Runs the steps, ends at the first that fails, and always closes with the sum of the tests.
pub fn perform(_: &[String]) -> Result<()> {
    let begin = Instant::now();
    let mut sum = Count::default();
    let mut outcome = Ok(());
    for (name, work) in STEPS {
        println!("\n== {name}");
        let step = Instant::now();
        let result = work();
        let count = result.as_ref().map_or(Count { passed: 0, failed: 1 }, |count| *count);
        sum.passed += count.passed;
        sum.failed += count.failed;
        println!(
            "== {name}: {} in {}",
            if result.is_ok() && count.failed == 0 { "done" } else { "FAILED" },
            spent(step)
        );
        outcome = result.and_then(|count| {
            ensure!(count.failed == 0, "{} tests failed", count.failed);
            Ok(())
        });
        if let Err(error) = outcome {
            outcome = Err(error.context(format!("the step '{name}' failed")));
            break;
        }
    }
    println!("\nThe whole took {}.", spent(begin));
    if let Err(error) = &outcome {
        eprintln!("{error:#}.");
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    if outcome.is_err() {
        // The sum is the last line; why it failed stands before it.
        std::process::exit(1);
    }
    Ok(())
}

fn spent(begin: Instant) -> String {
    let seconds = begin.elapsed().as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:.0} s", seconds as u64 / 60, seconds % 60.0)
    }
}

/// Runs a `cargo test`, shows what it writes, and adds up its result lines.
fn counted(mut tests: Command) -> Result<Count> {
    // Backtraces of errors that tests merely pass on hide the error itself.
    tests.env("RUST_LIB_BACKTRACE", "0").stdout(Stdio::piped());
    let name = spelled(&tests);
    let mut running = tests.spawn().with_context(|| format!("`{name}` could not be started"))?;
    let output = running.stdout.take().ok_or_else(|| anyhow!("`{name}` has no output"))?;
    let mut sum = Count::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        let count = result_line(&line).unwrap_or_default();
        sum.passed += count.passed;
        sum.failed += count.failed;
    }
    let status = running.wait()?;
    ensure!(status.success() || sum.failed > 0, "`{name}` failed ({status})");
    Ok(sum)
}

/// Reads 'test result: ok. 12 passed; 0 failed; ...'.
fn result_line(line: &str) -> Option<Count> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let number = |what| counts.split("; ").find_map(|part| part.strip_suffix(what)?.trim().parse().ok());
    Some(Count { passed: number("passed")?, failed: number("failed")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_lines_of_cargo_are_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 1 filtered out; finished in 0.8s";
        let count = result_line(line).unwrap();
        assert_eq!((count.passed, count.failed), (12, 3));
        assert!(result_line("test leads::added ... ok").is_none());
    }
}

//! What a developer types: `cargo xtask TASK`. Each task is a file of its own.

mod bench;
mod bindings;
mod dev;
mod display;
mod e2e;
mod package;
mod run;
mod screen;
mod shell;
mod shots;
mod system;
mod test;

use std::process::ExitCode;

use anyhow::Result;

struct Task {
    name: &'static str,
    /// What it takes, as the overview shows it.
    takes: &'static str,
    does: &'static str,
    perform: fn(&[String]) -> Result<()>,
}

const TASKS: &[Task] = &[
    Task {
        name: "run",
        takes: "[ARGUMENTS]",
        does: "sets up what is missing, builds the program and opens its window",
        perform: run::perform,
    },
    Task {
        name: "test",
        takes: "",
        does: "sets up what is missing and runs every check and test",
        perform: test::perform,
    },
    Task {
        name: "e2e",
        takes: "[FILTER]",
        does: "plays the end-to-end flows whose name holds FILTER",
        perform: e2e::perform,
    },
    Task {
        name: "shots",
        takes: "",
        does: "takes pictures of every screen into docs/screens",
        perform: shots::perform,
    },
    Task {
        name: "bench",
        takes: "",
        does: "measures speed and memory in a release build",
        perform: bench::perform,
    },
    Task {
        name: "package",
        takes: "",
        does: "builds the package to install on this platform",
        perform: package::perform,
    },
    Task {
        name: "dev",
        takes: "",
        does: "opens the window and rebuilds at every change of a file",
        perform: dev::perform,
    },
    Task {
        name: "bindings",
        takes: "",
        does: "writes the screen's types from the core's command table",
        perform: bindings::perform,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        println!("{}", overview());
        return ExitCode::SUCCESS;
    };
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        eprintln!("There is no task '{name}'.\n{}", overview());
        return ExitCode::from(2);
    };
    match (task.perform)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn overview() -> String {
    let line =
        |task: &Task| format!("  cargo xtask {:<18}{}", format!("{} {}", task.name, task.takes), task.does);
    TASKS.iter().map(line).collect::<Vec<_>>().join("\n")
}

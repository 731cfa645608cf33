//! Writes the screen's types to the file it is given, or with `--check` says whether the file is up to date.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (check, file) = match (arguments.next().as_deref(), arguments.next()) {
        (Some("--check"), Some(file)) => (true, file),
        (Some(file), None) => (false, file.to_owned()),
        _ => {
            eprintln!("usage: bindings [--check] FILE");
            return ExitCode::from(2);
        }
    };
    let text = porchlight_core::bindings();
    if check {
        if std::fs::read_to_string(&file).is_ok_and(|present| present == text) {
            return ExitCode::SUCCESS;
        }
        eprintln!("{file} is not what the command table says. Run `cargo xtask bindings` and commit it.");
        return ExitCode::FAILURE;
    }
    match std::fs::write(&file, text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{file} could not be written: {error}");
            ExitCode::FAILURE
        }
    }
}

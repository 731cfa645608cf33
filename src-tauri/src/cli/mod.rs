//! The command line: the same core through the same table of commands, without a display.
//!
//! Exit: 0 done; 1 the work failed; 2 the call was wrong; 3 refused; 4 the office is damaged or newer.

mod account;
mod arguments;
mod export;
mod office;
mod run;
mod say;

use std::ffi::OsString;

use clap::Parser;
use porchlight_core::error::{Code, Error};

use arguments::Arguments;

/// Runs one call; answers with the exit code.
pub fn run(arguments: Vec<OsString>) -> i32 {
    let asked = match Arguments::try_parse_from(arguments) {
        Ok(asked) => asked,
        Err(error) => {
            // The help that was asked for is an answer; everything else is a wrong call. A closed pipe hears neither.
            let _ = error.print();
            return if error.use_stderr() { 2 } else { 0 };
        }
    };
    match run::run(&asked) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", error.sentence);
            exit_code(&error)
        }
    }
}

fn exit_code(error: &Error) -> i32 {
    match error.code {
        Code::BadCall => 2,
        Code::SignedOut | Code::SignIn | Code::Refused => 3,
        Code::Damaged | Code::Newer => 4,
        _ => 1,
    }
}

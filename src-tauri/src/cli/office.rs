//! From the flags to a desk at which somebody is signed in.

use std::path::PathBuf;
use std::sync::Arc;

use porchlight_core::Desk;
use porchlight_core::desk::WayIn;
use porchlight_core::error::{Code, Error, Result};
use porchlight_core::vault::Cost;
use serde_json::{Value, json};

use super::arguments::Arguments;
use super::say;

/// A desk at the office that the flags name; nobody sits there yet.
pub fn desk_at(folder: PathBuf) -> Arc<Desk> {
    Desk::with(folder, WayIn::CommandLine, Cost::default())
}

/// Signs in as the flags say, does the work, and signs out again.
pub fn signed_in<T>(asked: &Arguments, work: impl FnOnce(&Desk) -> Result<T>) -> Result<T> {
    let desk = desk_of(asked)?;
    let user = asked
        .user
        .clone()
        .ok_or_else(|| Error::new(Code::SignIn, "Say who you are with --as USERNAME or PORCHLIGHT_USER."))?;
    call(&desk, "sign_in", json!({"user": user, "password": password("Password")?}))?;
    let done = work(&desk);
    // The work is done and saved; a session that cannot be ended cleanly must not make it look undone.
    if let Err(error) = call(&desk, "sign_out", json!({})) {
        eprintln!("{}", error.sentence);
    }
    done
}

/// A desk at the office that the flags name, which must be there and whole.
pub fn desk_of(asked: &Arguments) -> Result<Arc<Desk>> {
    let desk = desk_at(folder(asked)?);
    let state = call(&desk, "office_state", json!({}))?;
    match state["phase"].as_str() {
        Some("first_run") => {
            return Err(Error::new(
                Code::Missing,
                format!(
                    "There is no office in {}. Name one with --office, or make one with `porchlight office create`.",
                    desk.folder().display()
                ),
            ));
        }
        Some("unusable") => {
            let sentence = state["problem"]["sentence"].as_str().unwrap_or("The office cannot be used.");
            let code = if state["problem"]["code"] == "newer" { Code::Newer } else { Code::Damaged };
            return Err(Error::new(code, sentence));
        }
        _ => {}
    }
    Ok(desk)
}

/// Calls the table, with progress on standard error.
pub fn call(desk: &Desk, name: &str, input: Value) -> Result<Value> {
    desk.call(name, input, &say::progress)
}

/// The password from PORCHLIGHT_PASSWORD, or asked without echo; never an argument, which others could see.
pub fn password(prompt: &str) -> Result<String> {
    match std::env::var("PORCHLIGHT_PASSWORD") {
        Ok(password) => Ok(password),
        Err(_) => rpassword::prompt_password(format!("{prompt}: ")).map_err(|_| {
            Error::new(
                Code::SignIn,
                "There is no terminal to ask for the password. Put it into PORCHLIGHT_PASSWORD.",
            )
        }),
    }
}

fn folder(asked: &Arguments) -> Result<PathBuf> {
    asked.office.clone().or_else(porchlight_core::default_folder).ok_or_else(|| {
        Error::new(
            Code::BadCall,
            "This system names no folder for a program's own files. Name the office with --office DIR.",
        )
    })
}

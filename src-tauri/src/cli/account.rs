//! Accounts and roles on the command line.

use std::io::{BufRead, IsTerminal};

use porchlight_core::Desk;
use porchlight_core::error::{Code, Error, Result};
use serde_json::{Value, json};

use super::arguments::{AccountCall, Arguments};
use super::office::{call, desk_of, password, signed_in};
use super::say;

/// Where the words come from that a script was told.
const WORDS: &str = "PORCHLIGHT_WORDS";

/// Runs a call about accounts.
pub fn run(asked: &Arguments, asks: &AccountCall) -> Result<()> {
    let json = asked.json.is_some();
    match asks {
        AccountCall::Request { user_name, email } => {
            let made = request(asked, user_name, email)?;
            say::answer(json, &made, |made| {
                let words: Vec<String> = list(&made["words"]).map(say::text).collect();
                format!("{}\n{}", say::text(&made["sentence"]), words.join(" "))
            });
        }
        AccountCall::Approve { user_name, role } => {
            let done = signed_in(asked, |desk| approve(desk, user_name, role))?;
            say::answer(json, &done, |done| say::text(&done["sentence"]));
        }
        AccountCall::Disable { user_name } => {
            let done = signed_in(asked, |desk| {
                let account = found(&call(desk, "people", json!({}))?, "accounts", user_name)?;
                call(desk, "account_disable", json!({"account": account["account"]}))
            })?;
            say::answer(json, &done, |done| say::text(&done["sentence"]));
        }
        AccountCall::List => {
            let people = signed_in(asked, |desk| call(desk, "people", json!({})))?;
            let value = json!({"accounts": people["accounts"], "requests": people["requests"]});
            say::answer(json, &value, list_words);
        }
    }
    Ok(())
}

/// The matrix in words: each role with what it may do.
pub fn matrix_words(matrix: &Value) -> String {
    let roles = list(&matrix["roles"]).map(|role| {
        let permissions: Vec<String> = list(&role["permissions"]).map(say::text).collect();
        format!(
            "{:<22} {:<10} {}",
            say::text(&role["label"]),
            say::text(&role["reach"]),
            permissions.join(" ")
        )
    });
    roles.collect::<Vec<_>>().join("\n")
}

fn request(asked: &Arguments, user_name: &str, email: &str) -> Result<Value> {
    let desk = desk_of(asked)?;
    let password = password("A password of 15 characters or more")?;
    let input = json!({"name": user_name, "user_name": user_name, "email": email, "password": password});
    let made = call(&desk, "account_ask", input)?;
    Ok(json!({"user_name": user_name, "words": made["words"], "sentence": made["sentence"]}))
}

fn approve(desk: &Desk, user_name: &str, role: &str) -> Result<Value> {
    let request = found(&call(desk, "people", json!({}))?, "requests", user_name)?;
    let words = if request["invited_as"].is_null() { typed_words(user_name)? } else { String::new() };
    call(desk, "account_approve", json!({"request": request["request"], "role": role, "words": words}))
}

/// The words that the person was shown, from the environment or typed: a swapped key has others.
fn typed_words(user_name: &str) -> Result<String> {
    if let Ok(words) = std::env::var(WORDS) {
        return Ok(words);
    }
    if std::io::stdin().is_terminal() {
        eprint!("The six words that {user_name} was shown: ");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    if line.trim().is_empty() {
        return Err(Error::new(
            Code::Invalid,
            format!(
                "Ask {user_name} for the six words of the request, and type them, or put them into {WORDS}."
            ),
        ));
    }
    Ok(line)
}

fn found(people: &Value, kind: &str, user_name: &str) -> Result<Value> {
    let wanted = user_name.trim().to_lowercase();
    let named = |row: &&Value| say::text(&row["user_name"]).to_lowercase() == wanted;
    list(&people[kind]).find(named).cloned().ok_or_else(|| {
        let what = if kind == "requests" { "request of" } else { "account named" };
        Error::new(Code::Missing, format!("There is no {what} “{user_name}”. See `porchlight account list`."))
    })
}

fn list_words(people: &Value) -> String {
    let accounts = list(&people["accounts"]).map(|row| {
        format!(
            "{:<20} {:<28} {:<22} {}",
            say::text(&row["user_name"]),
            say::text(&row["name"]),
            say::text(&row["role_label"]),
            say::text(&row["state"])
        )
    });
    let requests = list(&people["requests"]).map(|row| {
        format!(
            "{:<20} {:<28} waits ({})",
            say::text(&row["user_name"]),
            say::text(&row["name"]),
            say::text(&row["kind"])
        )
    });
    accounts.chain(requests).collect::<Vec<_>>().join("\n")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

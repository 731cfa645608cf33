//! Colleagues: other people of the office, and the desks of their own at which they do something meanwhile.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use porchlight_core::Desk;
use porchlight_core::desk::WayIn;
use porchlight_core::vault::Cost;
use serde_json::{Value, json};

use crate::stage::{OWNER, PASSWORD, Stage};

/// A second desk at the office of the stage, in this process: what is done there the window hears of only through
/// the office's files. Whoever sits there is signed out when it is dropped.
pub struct OtherDesk {
    desk: Arc<Desk>,
}

impl OtherDesk {
    /// Asks the core as the window's page would.
    ///
    /// # Errors
    /// With the core's sentence.
    pub fn call(&self, command: &str, input: Value) -> Result<Value> {
        self.desk.call(command, input, &|_| {}).map_err(|refused| anyhow!("{command}: {}", refused.sentence))
    }

    /// The sentence with which a call is refused.
    ///
    /// # Errors
    /// When it is not.
    pub fn refusal(&self, command: &str, input: Value) -> Result<String> {
        match self.desk.call(command, input, &|_| {}) {
            Ok(answer) => Err(anyhow!("{command} was not refused: {answer}")),
            Err(refused) => Ok(refused.sentence),
        }
    }

    /// Somebody's row among the people of the office.
    ///
    /// # Errors
    /// When who sits here may not see the people, or nobody is called so.
    pub fn person(&self, user_name: &str) -> Result<Value> {
        self.row("accounts", user_name)
    }

    /// Somebody's request that waits.
    ///
    /// # Errors
    /// When who sits here may not see it, or none waits.
    pub fn request(&self, user_name: &str) -> Result<Value> {
        self.row("requests", user_name)
    }

    fn row(&self, kind: &str, user_name: &str) -> Result<Value> {
        let people = self.call("people", json!({}))?;
        let mut rows = people[kind].as_array().into_iter().flatten();
        let row = rows.find(|row| row["user_name"] == user_name);
        row.cloned().with_context(|| format!("nobody is called {user_name} among the {kind}"))
    }
}

impl Drop for OtherDesk {
    fn drop(&mut self) {
        self.desk.close();
    }
}

/// The password that somebody takes in these stories.
pub fn password_of(user_name: &str) -> String {
    if user_name == OWNER { PASSWORD.to_owned() } else { format!("{user_name} keeps bees behind the barn") }
}

/// Six words as they are read out.
pub fn spoken(words: &Value) -> String {
    let words: Vec<&str> = words.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    words.join(" ")
}

impl Stage {
    /// A desk at which nobody sits yet.
    pub fn other_desk(&self) -> OtherDesk {
        OtherDesk { desk: Desk::with(self.office(), WayIn::Window, Cost::default()) }
    }

    /// A desk at which somebody has signed in with [`password_of`].
    ///
    /// # Errors
    /// When they are not let in.
    pub fn desk_of(&self, user_name: &str) -> Result<OtherDesk> {
        let desk = self.other_desk();
        desk.call("sign_in", json!({"user": user_name, "password": password_of(user_name)}))?;
        Ok(desk)
    }

    /// Somebody asks for an account at another desk, and the owner approves it there.
    ///
    /// # Errors
    /// When one of the steps is refused.
    pub fn welcome(&self, user_name: &str, name: &str, role: &str) -> Result<()> {
        let words = self.ask_for_account(user_name, name)?;
        let owner = self.desk_of(OWNER)?;
        let request = owner.request(user_name)?["request"].clone();
        owner.call("account_approve", json!({"request": request, "role": role, "words": words})).map(drop)
    }

    /// Somebody asks for an account at another desk; answers with the six words of their screen.
    ///
    /// # Errors
    /// When the request is refused.
    pub fn ask_for_account(&self, user_name: &str, name: &str) -> Result<String> {
        let who = json!({
            "name": name, "user_name": user_name, "email": format!("{user_name}@elmstreet.example"),
            "password": password_of(user_name),
        });
        Ok(spoken(&self.other_desk().call("account_ask", who)?["words"]))
    }
}

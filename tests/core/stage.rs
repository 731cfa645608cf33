//! What the stories stand on: a real office in a temporary folder, and short ways to say what people do.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use porchlight_core::desk::WayIn;
use porchlight_core::error::{Code, Error};
use porchlight_core::health::Findings;
use porchlight_core::vault::{Cost, DataKey, Inbox, KeyRing};
use porchlight_core::{Desk, db, health};
use rusqlite::Connection;
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Dana Whitfield's password in these stories.
pub const PASSWORD: &str = "lantern over the green gate";

/// An office, and a desk at it.
pub struct Stage {
    pub folder: TempDir,
    pub desk: Arc<Desk>,
    /// Shown when the office was made.
    pub recovery_code: String,
    key: OnceLock<DataKey>,
}

/// A desk at a folder, with the cheapest password hash that is accepted.
pub fn desk_at(folder: PathBuf) -> Arc<Desk> {
    Desk::with(folder, WayIn::Window, Cost::FLOOR)
}

/// Calls without looking at progress.
pub fn call(desk: &Desk, name: &str, input: Value) -> Result<Value, Error> {
    desk.call(name, input, &|_| {})
}

/// The office that Dana Whitfield makes.
pub fn new_office() -> Value {
    json!({
        "name": "Maple Street Home Care",
        "owner": {"name": "Dana Whitfield", "user_name": "dana", "email": "dana@maple.example", "password": PASSWORD},
        "pipeline": "care"
    })
}

/// The password that somebody takes in these stories.
pub fn password_of(user_name: &str) -> String {
    if user_name == "dana" { PASSWORD.to_owned() } else { format!("{user_name} keeps bees behind the barn") }
}

/// Signs somebody in with their password.
pub fn sign_in(desk: &Desk, user_name: &str) -> Result<Value, Error> {
    call(desk, "sign_in", json!({"user": user_name, "password": password_of(user_name)}))
}

/// Six words as they are read out.
pub fn spoken(words: &Value) -> String {
    let words: Vec<&str> = words.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    words.join(" ")
}

impl Stage {
    /// A new office with Dana, its owner, signed in.
    pub fn new() -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk_at(folder.path().to_owned());
        let created = call(&desk, "office_create", new_office()).unwrap();
        let recovery_code = created["recovery_code"].as_str().unwrap().to_owned();
        Stage { folder, desk, recovery_code, key: OnceLock::new() }
    }

    /// A second desk at the same office, as another program would be, with Dana signed in.
    pub fn another_desk(&self) -> Arc<Desk> {
        let desk = desk_at(self.folder.path().to_owned());
        call(&desk, "sign_in", json!({"user": "dana", "password": PASSWORD})).unwrap();
        desk
    }

    /// Somebody asks for an account and Dana approves it.
    pub fn welcome(&self, user_name: &str, name: &str, role: &str) {
        let ask = json!({
            "name": name, "user_name": user_name, "email": format!("{user_name}@maple.example"),
            "password": password_of(user_name),
        });
        let words = self.call("account_ask", ask)["words"].clone();
        let request = self.request(user_name);
        self.call(
            "account_approve",
            json!({"request": request["request"], "role": role, "words": spoken(&words)}),
        );
    }

    /// The waiting request of somebody.
    pub fn request(&self, user_name: &str) -> Value {
        let people = self.call("people", json!({}));
        let mut requests = people["requests"].as_array().unwrap().iter();
        requests.find(|request| request["user_name"] == user_name).expect("a request waits").clone()
    }

    /// An account's row among the people.
    pub fn person(&self, user_name: &str) -> Value {
        let people = self.call("people", json!({}));
        let mut accounts = people["accounts"].as_array().unwrap().iter();
        accounts.find(|account| account["user_name"] == user_name).expect("an account").clone()
    }

    /// The number of somebody's account.
    pub fn account(&self, user_name: &str) -> i64 {
        self.person(user_name)["account"].as_i64().unwrap()
    }

    /// A desk of its own at this office at which somebody has signed in.
    pub fn desk_of(&self, user_name: &str) -> Arc<Desk> {
        let desk = desk_at(self.folder.path().to_owned());
        sign_in(&desk, user_name).unwrap();
        desk
    }

    pub fn call(&self, name: &str, input: Value) -> Value {
        call(&self.desk, name, input.clone()).unwrap_or_else(|error| panic!("{name} {input}: {error:?}"))
    }

    /// The refusal of a call that must not succeed.
    pub fn refused(&self, name: &str, input: Value) -> Error {
        call(&self.desk, name, input).expect_err("must be refused")
    }

    /// Adds a lead; answers with its id.
    pub fn add_lead(&self, first: &str, last: &str) -> i64 {
        self.call("lead_add", json!({"first_name": first, "last_name": last, "phone": "(215) 555-0148"}))["lead"]["id"]
            .as_i64()
            .unwrap()
    }

    pub fn lead(&self, id: i64) -> Value {
        self.call("lead", json!({"id": id}))
    }

    /// The whole list under a filter: names in order.
    pub fn names(&self, filter: Value, column: &str, descending: bool) -> Vec<String> {
        let page = self.call(
            "leads_page",
            json!({"filter": filter, "sort": {"column": column, "descending": descending}, "from": 0, "count": 500}),
        );
        let rows = page["rows"].as_array().unwrap();
        assert_eq!(page["total"].as_u64().unwrap(), rows.len() as u64);
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    }

    /// The log, newest first.
    pub fn log(&self) -> Vec<Value> {
        let page = self.call("activity_page", json!({"count": 200}));
        page["entries"].as_array().unwrap().clone()
    }

    /// The newest entry of the log.
    pub fn last(&self) -> Value {
        self.log().remove(0)
    }

    /// How many leads the dashboard counts.
    pub fn count(&self) -> u64 {
        self.call("dashboard", json!({}))["leads"].as_u64().unwrap()
    }

    /// The key of the office file, for whoever looks at it from outside.
    pub fn key(&self) -> &DataKey {
        self.key.get_or_init(|| key_of(self.folder.path()))
    }

    /// A plain connection with SQLite's own settings and no guard, as somebody would have who took the key.
    pub fn raw(&self) -> Connection {
        let raw = Connection::open(self.folder.path().join(db::FILE)).unwrap();
        raw.pragma_update(None, "key", self.key().pragma_key().unwrap().as_str()).unwrap();
        raw.busy_timeout(std::time::Duration::from_secs(20)).unwrap();
        raw
    }

    /// What a check of the office finds.
    pub fn health(&self) -> Findings {
        health::check(&self.desk.seated().unwrap().office).unwrap()
    }

    /// Asserts that file, references and log are sound.
    pub fn assert_sound(&self) {
        assert_eq!(self.health().wrong, Vec::<String>::new());
    }

    /// A file in the office's folder's neighbourhood.
    pub fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let folder = self.folder.path().join("outside");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Imports a file as its columns are guessed.
    pub fn import(&self, path: &Path) -> Result<Value, Error> {
        let look = call(&self.desk, "import_look", json!({"path": path}))?;
        let columns: Vec<Value> =
            look["columns"].as_array().unwrap().iter().map(|c| c["guess"].clone()).collect();
        call(
            &self.desk,
            "import_run",
            json!({"path": path, "columns": columns, "has_header": look["has_header"], "job": 1}),
        )
    }
}

/// The key of the office in a folder, by Dana's password.
pub fn key_of(folder: &Path) -> DataKey {
    let ring = KeyRing::read(&folder.join("office.keys")).unwrap();
    let inbox = Inbox::read(&folder.join("office.inbox")).unwrap();
    ring.sign_in(&inbox, "dana", &SecretString::from(PASSWORD)).unwrap().data_key
}

/// A list by its name among the choices.
pub fn choices(stage: &Stage, list: &str) -> Vec<String> {
    let lists = stage.call("choices", json!({}));
    let list = lists.as_array().unwrap().iter().find(|found| found["name"] == list).unwrap();
    list["choices"].as_array().unwrap().iter().map(|c| c["label"].as_str().unwrap().to_owned()).collect()
}

/// Asserts a refusal of a kind; answers with its sentence.
pub fn sentence(error: Error, code: Code) -> String {
    assert_eq!(error.code, code, "{error:?}");
    assert!(error.sentence.ends_with(['.', '?']), "a whole sentence: {}", error.sentence);
    error.sentence
}

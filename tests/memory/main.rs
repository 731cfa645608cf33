//! After the lock nothing of the office is left in the memory of the process: not its key, not a password, not what
//! stood on the screen. The process that is looked at is one of its own, with the program's allocator; what is looked
//! for reaches it only in a turned form.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a story that fails ends there")]

mod inside;
mod memory;

use std::alloc::System;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use memory::{Found, turned};
use porchlight_core::vault::{Inbox, KeyRing};
use secrecy::SecretString;
use serde_json::{Value, json};
use zeroizing_alloc::ZeroAlloc;

/// The same as in the program.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

/// Names the office's folder to the process that is looked at.
const INSIDE: &str = "PORCHLIGHT_TEST_MEMORY";

const PASSWORD: &str = "lantern over the green gate";
const COMMENT: &str = "canary: sings at dawn beside the well";
const MEDICAID: &str = "9917730455018";

/// A process that works with an office when it is told to, and says what it then finds in its memory.
struct Looked {
    child: Child,
    says: BufReader<ChildStdout>,
}

impl Looked {
    fn at(folder: &Path) -> Looked {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["nothing_of_the_office", "--nocapture", "--test-threads=1"])
            .env(INSIDE, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let says = BufReader::new(child.stdout.take().unwrap());
        Looked { child, says }
    }

    /// Tells it to do one thing; answers with the names of what is found after it.
    fn after(&mut self, step: &str, with: &Value) -> Vec<String> {
        writeln!(self.child.stdin.as_mut().unwrap(), "{}", json!({"step": step, "with": with})).unwrap();
        let said =
            self.says.by_ref().lines().map(Result::unwrap).find(|line| line.starts_with(inside::FOUND));
        let said = said.unwrap_or_else(|| panic!("it ended in the step {step}"));
        let found: Vec<Found> = serde_json::from_str(&said[inside::FOUND.len()..]).unwrap();
        for one in &found {
            println!("{step}: {} at {:x} in {}: {}", one.what, one.address, one.region, one.around());
        }
        let names: BTreeSet<String> = found.into_iter().map(|one| one.what).collect();
        names.into_iter().collect()
    }

    fn end(mut self) {
        drop(self.child.stdin.take());
        self.says.read_to_end(&mut Vec::new()).unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

#[test]
fn nothing_of_the_office_is_left_in_memory_after_the_lock() {
    if let Some(folder) = std::env::var_os(INSIDE) {
        return inside::work(folder.into());
    }
    let folder = tempfile::tempdir().unwrap();
    let mut process = Looked::at(folder.path());
    let texts = json!({
        "password": turned(PASSWORD.as_bytes()),
        "comment": turned(COMMENT.as_bytes()),
        "medicaid": turned(MEDICAID.as_bytes()),
    });
    const NOTHING: [&str; 0] = [];

    assert_eq!(
        process.after("hold", &texts),
        ["comment", "medicaid", "password"],
        "the look finds what is there"
    );
    assert_eq!(process.after("let go", &texts), NOTHING);

    assert_eq!(process.after("create", &texts), NOTHING, "the password of the new office");
    let keys = keys_of(folder.path());
    assert_eq!(process.after("hold", &keys), ["digits", "key"]);
    assert_eq!(process.after("let go", &keys), ["key"], "the office is open");
    assert_eq!(process.after("lock", &texts), NOTHING);

    assert_eq!(process.after("sign in", &texts), ["key"]);
    assert_eq!(process.after("use", &texts), ["comment", "key", "medicaid"]);
    assert_eq!(process.after("lock", &texts), NOTHING);
    process.end();
}

/// The data key as bytes and as the digits that it is given to SQLCipher in, turned.
fn keys_of(folder: &Path) -> Value {
    let ring = KeyRing::read(&folder.join("office.keys")).unwrap();
    let key = ring.sign_in(&Inbox::default(), "dana", &SecretString::from(PASSWORD)).unwrap().data_key;
    let digits = &key.pragma_key().unwrap()[2..66];
    json!({"key": turned(&hex::decode(digits).unwrap()), "digits": turned(digits.as_bytes())})
}

//! Accounts: making an office with its owner, signing in and out, and the way back with the recovery code.

mod found;
mod session;
mod sign_in;
mod state;
mod store;

pub use found::{NewOffice, OfficeCreated, Owner, create};
pub use session::{begin_session, check_ring, end_session, session_shown};
pub use sign_in::{PasswordQuestion, Recover, SignIn, password_advice, recover, sign_in, sign_out};
pub use state::{OfficeState, Person, Phase, Session, state};
pub use store::{active_count, add_written_name, staff_names};

use std::path::{Path, PathBuf};

/// The file of the office folder that holds the keys.
pub const KEY_RING: &str = "office.keys";

/// The file of the office folder that counts failed sign-ins.
const TRIES: &str = "office.tries";

fn key_ring_path(folder: &Path) -> PathBuf {
    folder.join(KEY_RING)
}

fn tries_path(folder: &Path) -> PathBuf {
    folder.join(TRIES)
}

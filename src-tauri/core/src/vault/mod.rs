//! Who can open the office: keys, grants, passwords and the recovery code.
//!
//! ```text
//! password --argon2id--> wraps the account's private key --HPKE--> opens the account's grant --\
//!                                                                                            data key
//! recovery code (160 bits) ---------> private key --------HPKE--> opens the recovery's grant --/
//! ```
//!
//! The data key opens the database (`DataKey::pragma_key`), authenticates the key ring and, derived once
//! more, the activity log. Beside the office file lie two files:
//!
//! | file | what it is | who may know it |
//! | --- | --- | --- |
//! | `office.keys` (`KeyRing`) | accounts, wrapped keys, grants; authenticated, with a counter | whoever has it can guess at passwords, each guess at the cost of `Cost` |
//! | `office.tries` (`Tries`) | failed sign-ins | anybody |
//!
//! Rules that hold everywhere here: a secret is wiped when it is dropped and has no `Debug` that shows it; no
//! error repeats what was typed; every wrapped key, grant and MAC is bound to the office and to what it is for
//! (`binding`), so that none can be moved. Every approved account holds the same data key: roles are the
//! core's matter, not the keys'.

mod account;
mod account_key;
mod binding;
mod cost;
mod data_key;
mod durable;
mod grant;
mod key_pair;
mod key_ring;
mod login;
pub mod password;
mod recovery;
mod recovery_code;
mod sign_in;
mod tries;

#[cfg(test)]
mod tests;

pub use account::{Account, AccountState, NewOwner};
pub use binding::OfficeId;
pub use cost::Cost;
pub use data_key::DataKey;
pub use key_ring::KeyRing;
pub use login::Login;
pub use recovery::RecoveryState;
pub use recovery_code::RecoveryCode;
pub use sign_in::Unlocked;
pub use tries::{Tries, Wait};

//! Who can open the office: keys, grants, passwords and the recovery code.
//!
//! ```text
//! password --argon2id--> wraps the account's private key --HPKE--> opens the account's grant --\
//!                                                                                            data key
//! recovery code (160 bits) ---------> private key --------HPKE--> opens the recovery's grant --/
//! ```
//!
//! The data key opens the database (`DataKey::pragma_key`), authenticates the key ring and, derived once
//! more, the activity log. Beside the office file lie these files:
//!
//! | file | what it is | who may know it |
//! | --- | --- | --- |
//! | `office.keys` (`KeyRing`) | accounts, wrapped keys, grants; authenticated, with a counter; the database remembers it | whoever has it can guess at passwords, each guess at the cost of `Cost` |
//! | `office.inbox` (`Inbox`) | requests for an account or a reset, with wrapped keys; not authenticated | the same |
//! | `office.tries` (`Tries`) | failed sign-ins | anybody |
//! | `office.lock` (`RingLock`) | empty; held while one of the others is changed | anybody |
//!
//! Who comes and goes:
//!
//! | what happens | in the vault |
//! | --- | --- |
//! | somebody asks for an account or a reset | `Inbox::ask_account`, `ask_reset`: a new key pair, six words |
//! | an administrator compares the words, or an invitation vouches for them | `Request::words`, `proved_by`; `KeyRing::approve` seals the data key to the new public key |
//! | somebody leaves | `KeyRing::disable`, then `begin_rotation`: a new data key for everybody else |
//! | a backup is made | `KeyRing::for_backup`: no staff password is in it |
//!
//! Rules that hold everywhere here: a secret is wiped when it is dropped and has no `Debug` that shows it; no
//! error repeats what was typed; every wrapped key, grant and MAC is bound to the office and to what it is for
//! (`binding`), so that none can be moved. Every approved account holds the same data key: roles are the
//! core's matter, not the keys'.

mod account;
mod account_key;
mod approval;
mod asking;
mod binding;
mod cost;
mod crockford;
mod data_key;
mod durable;
mod epoch_keys;
mod grant;
mod inbox;
mod invitation_code;
mod key_pair;
mod key_ring;
mod link;
mod login;
pub mod password;
mod recovery;
mod recovery_code;
mod renewal;
mod request;
mod ring;
mod ring_lock;
mod rotation;
mod sign_in;
mod standing;
mod tries;
mod words;

#[cfg(test)]
mod tests;

pub use account::{Account, AccountState, NewOwner};
pub use asking::{NewAccount, ResetAsked};
pub use binding::OfficeId;
pub use cost::Cost;
pub use data_key::DataKey;
pub use inbox::Inbox;
pub use invitation_code::InvitationCode;
pub use key_ring::{Beside, KeyRing};
pub use login::Login;
pub use recovery::RecoveryState;
pub use recovery_code::RecoveryCode;
pub use request::{Request, RequestKind};
pub use ring_lock::RingLock;
pub use sign_in::Unlocked;
pub use tries::{Tries, Wait};

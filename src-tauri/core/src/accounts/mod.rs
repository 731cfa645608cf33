//! Accounts: making an office with its owner, asking for an account and approving it, signing in and out, and who sat
//! where. The keys themselves are the vault's.

mod approval;
mod asking;
mod found;
mod invitation_store;
mod invitations;
mod keys;
mod own;
mod people;
mod person_store;
mod presence;
mod recent;
mod seat;
mod session;
mod session_store;
mod sign_in;
mod standing;
mod state;
mod store;
mod team_store;
mod teams;

pub use approval::{Approval, WhichRequest, approve, decline};
pub use asking::{AskAccount, AskReset, Asked, ask_account, ask_reset, inbox_mark, waiting};
pub use found::{NewOffice, OfficeCreated, Owner, create};
pub use invitations::{InvitationMade, NewInvitation, WhichInvitation, invite, revoke};
pub use keys::{KeyChange, change_keys, finish_pending, has_new_key, new_key};
pub use own::{
    CodePart, NewCode, OwnPassword, Paper, PaperSaved, PasswordChange, Profile, SavePaper, ThemeChoice,
    change_password, change_profile, choose_theme, confirm_recovery, renew_recovery, save_paper,
};
pub use people::{AccountRow, InvitationRow, People, RequestRow, RoleChoice, TeamRow, people};
pub use presence::{Left, Limits, Locked, Presence};
pub use recent::note_recent;
pub use seat::Seat;
pub use session::{
    SessionPage, SessionQuestion, SessionRow, WhichSession, begin_session, end_other, end_session, limits,
    locked, note_refusal, session_shown, sessions, still_there, why_ended,
};
pub use sign_in::{
    Entering, PasswordQuestion, Recover, SignIn, lock, password_advice, recover, sign_in, sign_out, touch,
};
pub use standing::{
    PlaceOfAccount, RoleOfAccount, WhichAccount, disable, enable, forget_tries, give_role, place,
};
pub use state::{OfficeState, Person, Phase, Session, state};
pub use store::{active_count, add_written_name, staff_names};
pub use teams::{TeamChange, WhichTeam, delete_team, save_team};

use std::path::{Path, PathBuf};

/// The file of the office folder that holds the keys.
pub const KEY_RING: &str = "office.keys";

/// The file of the office folder that counts failed sign-ins.
const TRIES: &str = "office.tries";

/// The file of the office folder in which requests for accounts wait.
const INBOX: &str = "office.inbox";

fn key_ring_path(folder: &Path) -> PathBuf {
    folder.join(KEY_RING)
}

fn tries_path(folder: &Path) -> PathBuf {
    folder.join(TRIES)
}

fn inbox_path(folder: &Path) -> PathBuf {
    folder.join(INBOX)
}

/// The computer's name and who is logged in to it.
fn this_place() -> (String, String) {
    let computer = gethostname::gethostname().to_string_lossy().into_owned();
    let user = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    (computer, user.unwrap_or_else(|| "unknown".to_owned()))
}

//! Asking for an account, or for a new password: a request that waits until an administrator has approved it.

use std::path::Path;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::keys::{KeyFiles, ring_and_requests};
use super::{inbox_path, this_place};
use crate::activity::written;
use crate::commands::Nothing;
use crate::desk::Desk;
use crate::error::Result;
use crate::office::Reading;
use crate::vault::{InvitationCode, NewAccount};

/// Who asks for an account, with the password that will open it.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AskAccount {
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub password: String,
    /// The code of an invitation, as it was typed.
    #[serde(default)]
    #[ts(optional)]
    pub invitation: Option<String>,
}

/// Who forgot the password, and the one they take from now on.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AskReset {
    /// A user name or e-mail address.
    pub user: String,
    pub password: String,
}

/// The request waits. Whoever asked tells the words to the administrator, who compares them.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Asked {
    pub words: Vec<String>,
    pub sentence: String,
}

/// Asks for an account.
///
/// # Errors
/// `Code::Invalid` with the field: a name that is taken, a password that is too easy, a mistyped code.
pub fn ask_account(desk: &Desk, asks: AskAccount) -> Result<Asked> {
    let mut files = KeyFiles::take(desk.folder())?;
    let password = SecretString::from(asks.password);
    let typed = asks.invitation.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let invitation = typed.map(InvitationCode::typed).transpose()?;
    let who =
        NewAccount { user_name: &asks.user_name, name: &asks.name, email: &asks.email, password: &password };
    let (computer, _) = this_place();
    let at = written(desk.now());
    let request =
        files.inbox.ask_account(&files.ring, &who, &at, &computer, invitation.as_ref(), desk.cost())?;
    let words = request.words(&files.ring.office()).map(str::to_owned).to_vec();
    files.write_inbox(desk.folder())?;
    Ok(Asked {
        words,
        sentence:
            "Your request waits. Tell these six words to the administrator, in person or by phone; once they \
                   have approved it, your password opens the office."
                .to_owned(),
    })
}

/// Asks for a new password. A name that no account has is answered in the same way.
///
/// # Errors
/// `Code::Invalid` on `password`.
pub fn ask_reset(desk: &Desk, asks: AskReset) -> Result<Asked> {
    let mut files = KeyFiles::take(desk.folder())?;
    let password = SecretString::from(asks.password);
    let (computer, _) = this_place();
    let at = written(desk.now());
    let asked = files.inbox.ask_reset(&files.ring, &asks.user, &password, &at, &computer, desk.cost())?;
    files.write_inbox(desk.folder())?;
    Ok(Asked {
        words: asked.words.map(str::to_owned).to_vec(),
        sentence:
            "If there is such an account, your request waits. Tell these six words to the administrator, in \
                   person or by phone; once they have approved it, the new password opens the office."
                .to_owned(),
    })
}

/// How many requests wait.
pub fn waiting(reading: &Reading<'_>, _: Nothing) -> Result<u64> {
    let (_, inbox) = ring_and_requests(reading.folder)?;
    Ok(inbox.requests().len() as u64)
}

/// A mark that differs whenever the requests do.
pub fn inbox_mark(folder: &Path) -> Option<(std::time::SystemTime, u64)> {
    let file = std::fs::metadata(inbox_path(folder)).ok()?;
    Some((file.modified().ok()?, file.len()))
}

//! What people change about their own account, and the owner's recovery code.

use std::path::Path;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::keys::KeyChange;
use super::{store, tries_path};
use crate::activity::Done;
use crate::error::{Code, Error, Result};
use crate::office::Operation;
use crate::paper;
use crate::vault::{InvitationCode, Login};

/// One's own name and e-mail address.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub name: String,
    pub email: String,
}

/// The password so far, and the one from now on.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    pub old_password: String,
    pub password: String,
}

/// One's own password, for what must be oneself.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OwnPassword {
    pub password: String,
}

/// How the screen looks: `system`, `day` or `dusk`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ThemeChoice {
    pub theme: String,
}

/// A part of the recovery code, typed from the paper: the group's number, from 0, and its signs.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CodePart {
    pub group: usize,
    pub typed: String,
}

/// The recovery code that holds from now on, shown once.
#[derive(Serialize, TS)]
pub struct NewCode {
    pub recovery_code: String,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    Recovery,
    Invitation,
}

/// Where a sheet with a code is saved, as a PDF.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SavePaper {
    pub paper: Paper,
    pub code: String,
    pub path: String,
}

/// The sheet was saved.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PaperSaved {
    pub path: String,
}

const THEMES: &[(&str, &str)] = &[("system", "as the system"), ("day", "Day"), ("dusk", "Dusk")];

/// Changes one's own name and e-mail address.
pub fn change_profile(change: &mut KeyChange<'_, '_>, profile: Profile) -> Result<Done> {
    let (name, email) = (profile.name.trim(), profile.email.trim());
    let account = change.operation.grant.account;
    if !email.contains('@') {
        return Err(Error::invalid(
            "email",
            "Type your e-mail address. It is used to sign in, and never sent anywhere.",
        ));
    }
    if store::is_email_taken(change.operation.sql, account, email)? {
        return Err(Error::invalid("email", "Another account has this e-mail address."));
    }
    change.ring.rename(account, name, email, &change.key)?;
    store::rename(change.operation, account, name, email)?;
    let sentence = format!("{name} changed their own name or e-mail");
    change.operation.says("account.profile", &sentence);
    Ok(Done { operation: change.operation.id, sentence })
}

/// Changes one's own password; other sessions of the account end.
///
/// # Errors
/// `Code::Invalid` on `old_password` or `password`.
pub fn change_password(change: &mut KeyChange<'_, '_>, new: PasswordChange) -> Result<Done> {
    let grant = change.operation.grant;
    let (old, password) = (SecretString::from(new.old_password), SecretString::from(new.password));
    prove(change, "old_password", |change| {
        change.ring.change_password(grant.account, &old, &password, change.cost, &change.key)
    })?;
    store::end_other_sessions(change.operation, grant.account, grant.session, "The password was changed")?;
    let sentence = "Own password changed".to_owned();
    change.operation.says("account.password", &sentence);
    Ok(Done { operation: change.operation.id, sentence })
}

/// A try at one's own password, counted like one at the sign-in: who sits at an open office guesses no faster.
fn prove<'a, 'o>(
    change: &mut KeyChange<'a, 'o>,
    field: &str,
    with: impl FnOnce(&mut KeyChange<'a, 'o>) -> Result<()>,
) -> Result<()> {
    let login = Login::Account(change.operation.grant.account);
    if let Some(wait) = change.tries.wait(login, change.operation.now) {
        return Err(Error { field: Some(field.to_owned()), code: Code::Invalid, ..wait.into() });
    }
    let proved = with(change);
    if matches!(&proved, Err(error) if error.field.as_deref() == Some(field)) {
        change.tries.failed(login, change.operation.now);
        change.tries.write(&tries_path(change.desk.folder()))?;
    }
    proved
}

/// Chooses how the screen looks, wherever one signs in.
pub fn choose_theme(operation: &mut Operation<'_>, chosen: ThemeChoice) -> Result<()> {
    let (name, label) = THEMES
        .iter()
        .find(|(name, _)| *name == chosen.theme)
        .ok_or_else(|| Error::invalid("theme", "Choose Day, Dusk, or as the system."))?;
    if store::theme_of(operation.sql, operation.grant.account)? == *name {
        return Ok(());
    }
    store::set_theme(operation, operation.grant.account, name)?;
    operation.says("account.theme", format!("Own theme: {label}"));
    Ok(())
}

/// Remembers that the recovery code was written down, shown by typing a part of it.
///
/// # Errors
/// `Code::Invalid` on `typed`; `Code::Missing` where the code is on no screen any more.
pub fn confirm_recovery(change: &mut KeyChange<'_, '_>, part: CodePart) -> Result<()> {
    let shown = change.desk.code().lock();
    let code = shown.as_ref().ok_or_else(|| {
        Error::new(
            Code::Missing,
            "The code is not on the screen any more. Make a new one in ‘Your account’, and confirm that.",
        )
    })?;
    if !code.confirms(part.group, &part.typed) {
        return Err(Error::invalid(
            "typed",
            "This is not that part of the code. Compare it with what you wrote down.",
        ));
    }
    change.ring.confirm_recovery(&change.key)?;
    change.operation.says("account.recovery_confirmed", "The recovery code was confirmed");
    Ok(())
}

/// A new recovery code in place of the one before, for the owner it helps.
///
/// # Errors
/// `Code::Invalid` on `password`; `Code::Refused` for anybody else.
pub fn renew_recovery(change: &mut KeyChange<'_, '_>, own: OwnPassword) -> Result<NewCode> {
    let account = change.operation.grant.account;
    if change.ring.owner() != account {
        return Err(Error::new(
            Code::Refused,
            "The recovery code is the owner’s. Ask them to make a new one.",
        ));
    }
    let password = SecretString::from(own.password);
    prove(change, "password", |change| match change.ring.is_password(account, &password)? {
        true => Ok(()),
        false => Err(Error::invalid("password", "This is not your password. Type it again.")),
    })?;
    let code = change.ring.renew_recovery(&change.key)?;
    change
        .operation
        .says("account.recovery_renewed", "A new recovery code was made; the one before opens nothing");
    let recovery_code = code.shown().to_string();
    *change.desk.code().lock() = Some(code);
    Ok(NewCode { recovery_code })
}

/// Saves a sheet with a recovery or invitation code as a PDF. Like an export it is an act.
pub fn save_paper(operation: &mut Operation<'_>, save: SavePaper) -> Result<PaperSaved> {
    let office = store::office_name(operation.sql)?;
    let today = operation.now.with_timezone(&chrono::Local).date_naive();
    let bytes = match save.paper {
        Paper::Recovery => paper::recovery_sheet(&office, &operation.grant.name, &save.code, today)?,
        Paper::Invitation => {
            let secret = InvitationCode::typed(&save.code)?.secret();
            let invitation = store::invitation_by_secret(operation.sql, &secret)?.ok_or_else(|| {
                Error::new(Code::Missing, "This invitation is not there any more. Make a new one.")
            })?;
            let expires = crate::values::parse_day(&invitation.expires_at[..10], today)
                .map_err(|sentence| Error::new(Code::Damaged, sentence))?;
            paper::invitation_sheet(&office, &invitation.name, &invitation.role_label, &save.code, expires)?
        }
    };
    paper::save(Path::new(&save.path), &bytes)?;
    let what = match save.paper {
        Paper::Recovery => "The recovery code was saved as a PDF",
        Paper::Invitation => "An invitation was saved as a PDF",
    };
    operation.says("account.paper", what);
    Ok(PaperSaved { path: save.path })
}

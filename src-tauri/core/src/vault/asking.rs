//! Asking for an account or a reset: a new key pair under the person's password, and a request in the inbox.

use super::account_key::AccountKey;
use super::cost::Cost;
use super::inbox::Inbox;
use super::invitation_code::InvitationCode;
use super::key_ring::KeyRing;
use super::login::{check_email, check_name, check_user_name};
use super::password;
use super::request::{Request, RequestKind, id_of, words_of};
use super::standing::{check_free, email_taken, user_name_taken};
use super::words::WORDS;
use crate::error::Result;
use secrecy::{ExposeSecret, SecretString};

/// Who asks for an account.
pub struct NewAccount<'a> {
    pub user_name: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    pub password: &'a SecretString,
}

/// What somebody who asked for a reset is shown; the same for a name that no account has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetAsked {
    /// Names the request, if there is one: to cancel it, or to ask whether it was approved.
    pub id: String,
    pub words: [&'static str; WORDS],
}

impl Inbox {
    /// Asks for an account; `at` is RFC 3339. Write the inbox afterwards and show the request's words.
    ///
    /// # Errors
    /// `Code::Invalid` with the field (`user_name`, `name`, `email`, `password`); `Code::Refused` when the
    /// inbox is full; `Code::Internal` when memory or random bytes are missing. The inbox is then as before.
    pub fn ask_account(
        &mut self,
        ring: &KeyRing,
        who: &NewAccount<'_>,
        at: &str,
        computer: &str,
        invitation: Option<&InvitationCode>,
        cost: &Cost,
    ) -> Result<&Request> {
        check_user_name(who.user_name)?;
        check_name("name", "The account needs the name of its person", who.name)?;
        check_email(who.email)?;
        check_free(&ring.ring, who.user_name, who.email)?;
        if self.named(who.user_name).is_some() {
            return Err(user_name_taken());
        }
        if self.named(who.email).is_some() {
            return Err(email_taken());
        }
        let words = [ring.office_name(), who.user_name, who.name, who.email];
        password::check(who.password.expose_secret(), &words)?;
        self.check_room()?;
        let (office, number) = (ring.office(), self.next_number(ring));
        let mut request = Request {
            number,
            kind: RequestKind::Account,
            user_name: who.user_name.trim().to_owned(),
            name: who.name.trim().to_owned(),
            email: who.email.trim().to_owned(),
            asked_at: at.to_owned(),
            computer: computer.to_owned(),
            key: AccountKey::random(&office, number, who.password, *cost, None)?,
            proof: None,
        };
        if let Some(invitation) = invitation {
            request.prove(&office, invitation);
        }
        request.check()?;
        Ok(self.put(request))
    }

    /// Asks for a new password for an account; `at` is RFC 3339. A second request takes the place of the first.
    /// Write the inbox afterwards, whatever the answer, and show the words.
    ///
    /// A name that no account in use has gets the same answer for the same work, and nothing is kept.
    ///
    /// # Errors
    /// `Code::Invalid` on `password`; `Code::Refused` when the inbox is full; `Code::Internal` when memory or
    /// random bytes are missing. The inbox is then as before.
    pub fn ask_reset(
        &mut self,
        ring: &KeyRing,
        user: &str,
        new_password: &SecretString,
        at: &str,
        computer: &str,
        cost: &Cost,
    ) -> Result<ResetAsked> {
        // The words of everybody, so that what is said of the password does not depend on who is meant.
        let accounts = ring.accounts().iter();
        let mut words: Vec<&str> = accounts
            .flat_map(|account| [account.user_name.as_str(), account.name.as_str(), account.email.as_str()])
            .collect();
        words.extend([ring.office_name(), user]);
        password::check(new_password.expose_secret(), &words)?;
        self.check_room()?;
        let account = ring.ring.named(user).filter(|account| account.can_be_reset());
        let (office, number) = (ring.office(), account.map_or(0, |account| account.id));
        let key = AccountKey::random(&office, number, new_password, *cost, None)?;
        let asked = ResetAsked {
            id: id_of(&key.public),
            words: words_of(&office, number, RequestKind::Reset, &key.public),
        };
        if let Some(account) = account {
            let request = Request {
                number,
                kind: RequestKind::Reset,
                user_name: account.user_name.clone(),
                name: account.name.clone(),
                email: account.email.clone(),
                asked_at: at.to_owned(),
                computer: computer.to_owned(),
                key,
                proof: None,
            };
            request.check()?;
            self.put(request);
        }
        Ok(asked)
    }
}

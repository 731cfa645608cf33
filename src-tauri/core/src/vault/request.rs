//! A request for an account or for a reset, as it waits for an administrator.

use super::account::logins;
use super::account_key::AccountKey;
use super::binding::{OfficeId, bound, hash, keyed, keyed_matches};
use super::invitation_code::InvitationCode;
use super::login::{check_email, check_email_length, check_name, check_user_name, folded};
use super::words::{WORDS, spoken};
use crate::error::{Code, Error, Result};
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// A new account.
    Account,
    /// A new password for an account that is there.
    Reset,
}

/// Somebody asks to be let in. Nobody who asks holds a key of the office, so nothing here is authenticated: an
/// administrator compares the six words with the person who asked, or the request proves an invitation.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The account's number: of the account to be reset, or the one that the new account will have.
    pub number: i64,
    pub kind: RequestKind,
    pub user_name: String,
    pub name: String,
    pub email: String,
    /// RFC 3339.
    pub asked_at: String,
    /// The computer's own name; may be empty.
    pub computer: String,
    pub(super) key: AccountKey,
    pub(super) proof: Option<Proof>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Request({:?} {})", self.kind, self.number)
    }
}

/// What only the holder of an invitation code can make, for this request alone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Proof(#[serde(with = "hex")] [u8; 32]);

impl Request {
    /// Names the request in commands: 32 hex digits of a hash of its public key.
    pub fn id(&self) -> String {
        id_of(&self.key.public)
    }

    /// The six words that the person who asked was shown; other words if anybody swapped the key, the number
    /// or the kind.
    pub fn words(&self, office: &OfficeId) -> [&'static str; WORDS] {
        words_of(office, self.number, self.kind, &self.key.public)
    }

    /// Two times six words that belong to nobody, always the same for this request: to choose the right ones among.
    pub fn decoys(&self, office: &OfficeId) -> [[&'static str; WORDS]; 2] {
        [b"1", b"2"].map(|which| spoken(&hash(&bound("request-decoy", &[office, which, &self.key.public]))))
    }

    /// Whether the request was made with the invitation of which the database keeps this secret
    /// (`InvitationCode::secret`). It then vouches for the key, and the words need not be compared.
    pub fn proved_by(&self, office: &OfficeId, secret: &str) -> bool {
        let mut key = zeroize::Zeroizing::new([0; 32]);
        hex::decode_to_slice(secret, key.as_mut()).is_ok()
            && self.proof.as_ref().is_some_and(|proof| keyed_matches(&key, &self.provable(office), &proof.0))
    }

    /// Whether the request says that it was made with an invitation; only `proved_by` tells whether it was.
    pub fn names_invitation(&self) -> bool {
        self.proof.is_some()
    }

    /// Puts the proof of an invitation on the request.
    pub(super) fn prove(&mut self, office: &OfficeId, invitation: &InvitationCode) {
        self.proof = Some(Proof(*keyed(&invitation.key(), &self.provable(office))));
    }

    /// Refuses what this program would not have asked for.
    pub(super) fn check(&self) -> Result<()> {
        check_name("name", "The account needs the name of its person", &self.name)?;
        match self.kind {
            RequestKind::Account => {
                check_user_name(&self.user_name)?;
                check_email(&self.email)?;
            }
            // An account that is there may have been named before today's rules.
            RequestKind::Reset => {
                check_name("user_name", "The account needs a user name", &self.user_name)?;
                check_email_length(&self.email)?;
            }
        }
        if !self.computer.is_empty() {
            check_name("computer", "The computer needs a name", &self.computer)?;
        }
        let invited_to_reset = self.kind == RequestKind::Reset && self.proof.is_some();
        let known_time = self.asked_at.len() <= 40 && DateTime::parse_from_rfc3339(&self.asked_at).is_ok();
        if self.number > 0 && self.key.pin.is_none() && known_time && !invited_to_reset {
            return Ok(());
        }
        Err(Error::new(
            Code::Damaged,
            "This request was changed outside Porchlight. Decline it, and ask its person to send it again.",
        ))
    }

    /// What somebody may type to mean whoever asked.
    pub(super) fn logins(&self) -> BTreeSet<String> {
        logins(&self.user_name, &self.email)
    }

    fn provable(&self, office: &OfficeId) -> Vec<u8> {
        let user_name = folded(&self.user_name);
        let number = self.number.to_be_bytes();
        bound(
            "invitation-proof",
            &[office, &number, self.kind.bytes(), user_name.as_bytes(), &self.key.public],
        )
    }
}

impl RequestKind {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Account => b"account",
            Self::Reset => b"reset",
        }
    }
}

/// The words of a request for this key.
pub(super) fn words_of(
    office: &OfficeId,
    number: i64,
    kind: RequestKind,
    public: &[u8; 32],
) -> [&'static str; WORDS] {
    spoken(&hash(&bound("request-words", &[office, &number.to_be_bytes(), kind.bytes(), public])))
}

/// The name of a request for this key.
pub(super) fn id_of(public: &[u8; 32]) -> String {
    hex::encode(&hash(&bound("request-id", &[public]))[..16])
}

//! People and roles as the administrator sees them: accounts, requests, invitations, teams, partners.

use serde::Serialize;
use ts_rs::TS;

use super::keys::ring_and_requests;
use super::{store, tries_path};
use crate::access::{self, Permission};
use crate::commands::Nothing;
use crate::error::Result;
use crate::office::Reading;
use crate::partners::{self, PartnerRow};
use crate::vault::{Inbox, Login, OfficeId, Request, RequestKind, Tries};

/// Everything about who works here.
#[derive(Debug, Clone, Serialize, TS)]
pub struct People {
    pub accounts: Vec<AccountRow>,
    pub requests: Vec<RequestRow>,
    /// Why the requests that waited cannot be read; none where they can.
    pub requests_problem: Option<&'static str>,
    pub invitations: Vec<InvitationRow>,
    /// The roles that the asking person may give.
    pub roles: Vec<RoleChoice>,
    pub teams: Vec<TeamRow>,
    pub partners: Vec<PartnerRow>,
}

/// A role to choose, with what it sees in one line.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RoleChoice {
    pub role: String,
    pub label: String,
    pub reach: String,
    pub sentence: String,
}

/// An account as the list shows it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AccountRow {
    pub account: i64,
    pub user_name: String,
    pub name: String,
    pub email: String,
    pub role: String,
    pub role_label: String,
    /// `active` or `disabled`.
    pub state: String,
    pub team: Option<i64>,
    pub team_name: String,
    pub partner: Option<i64>,
    pub partner_name: String,
    pub partner_all: bool,
    pub last_sign_in: Option<String>,
    pub open_sessions: i64,
    /// Wrong tries since the last good sign-in.
    pub failed_tries: u32,
    pub is_me: bool,
    /// Why the asking person cannot change its role and state; none where they can.
    pub fixed: Option<String>,
}

/// A request that waits.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RequestRow {
    pub request: String,
    /// `account` or `reset`.
    pub kind: &'static str,
    pub user_name: String,
    pub name: String,
    pub email: String,
    pub asked_at: String,
    pub computer: String,
    /// Three times six words, of which one belongs to the key; none where an invitation vouches for it.
    pub words: Vec<String>,
    /// The label and the name of the role that an invitation has fixed.
    pub invited_as: Option<String>,
    pub invited_role: Option<String>,
}

/// An invitation that was not used yet.
#[derive(Debug, Clone, Serialize, TS)]
pub struct InvitationRow {
    pub invitation: i64,
    pub name: String,
    pub role_label: String,
    pub made_by: String,
    pub made_at: String,
    pub expires_at: String,
}

/// A team with who leads it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TeamRow {
    pub team: i64,
    pub name: String,
    pub lead: Option<i64>,
    pub lead_name: String,
    pub members: i64,
}

/// Everything about who works here.
pub fn people(reading: &Reading<'_>, _: Nothing) -> Result<People> {
    let sql = reading.sql;
    let (ring, inbox) = ring_and_requests(reading.folder)?;
    Ok(People {
        accounts: accounts(reading)?,
        requests: requests(reading, &inbox, &ring.office())?,
        requests_problem: inbox.was_damaged().then_some(
            "The requests that waited cannot be read: office.inbox was changed outside Porchlight. \
             Ask whoever waits for an account or a password to send theirs again.",
        ),
        invitations: store::invitations(sql, reading.now)?,
        roles: roles(reading)?,
        teams: store::teams(sql)?,
        partners: partners::all(reading)?,
    })
}

fn accounts(reading: &Reading<'_>) -> Result<Vec<AccountRow>> {
    let mut tries = Tries::read(&tries_path(reading.folder))?;
    let owners = access::owners(reading.sql)?;
    let mut rows = store::accounts(reading.sql)?;
    for row in &mut rows {
        let standing = store::standing(reading.sql, row.account)?;
        row.fixed = standing.fixed(reading.grant, &owners);
        row.is_me = row.account == reading.grant.account;
        row.failed_tries = tries.failures(Login::Account(row.account));
    }
    Ok(rows)
}

fn requests(reading: &Reading<'_>, inbox: &Inbox, office: &OfficeId) -> Result<Vec<RequestRow>> {
    if inbox.requests().is_empty() || !reading.grant.may(Permission::AccountsApprove) {
        return Ok(Vec::new());
    }
    inbox
        .requests()
        .iter()
        .map(|request| {
            let invitation = store::invitation_for(reading.sql, reading.now, request, office)?;
            Ok(RequestRow {
                request: request.id(),
                kind: match request.kind {
                    RequestKind::Account => "account",
                    RequestKind::Reset => "reset",
                },
                user_name: request.user_name.clone(),
                name: request.name.clone(),
                email: request.email.clone(),
                asked_at: request.asked_at.clone(),
                computer: request.computer.clone(),
                words: if invitation.is_some() { Vec::new() } else { three(request, office) },
                invited_as: invitation.as_ref().map(|invitation| invitation.role_label.clone()),
                invited_role: invitation.map(|invitation| invitation.role),
            })
        })
        .collect()
}

/// The true words among two others, in an order that stays the same while the request waits.
fn three(request: &Request, office: &OfficeId) -> Vec<String> {
    let mut three: Vec<String> = request.decoys(office).iter().map(|words| words.join(" ")).collect();
    three.push(request.words(office).join(" "));
    three.sort();
    three
}

fn roles(reading: &Reading<'_>) -> Result<Vec<RoleChoice>> {
    let matrix = access::roles(reading, Nothing {})?;
    let sentence = |reach: &str| {
        matrix.reaches.iter().find(|known| known.reach == reach).map_or("", |known| known.sentence).to_owned()
    };
    Ok(matrix
        .roles
        .iter()
        .filter(|role| access::may_give(reading.grant, role).is_ok())
        .map(|role| RoleChoice {
            role: role.role.clone(),
            label: role.label.clone(),
            reach: role.reach.clone(),
            sentence: sentence(&role.reach),
        })
        .collect())
}

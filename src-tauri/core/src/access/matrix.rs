//! The role matrix as a screen and the command line show it: every role, every permission, whose leads, which stages.

use serde::Serialize;
use ts_rs::TS;

use super::{Permission, Reach, store};
use crate::commands::Nothing;
use crate::error::Result;
use crate::office::Reading;

/// A role with everything it may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RoleShown {
    /// For programs.
    pub role: String,
    pub label: String,
    /// It came with the office and stays as it is.
    pub built_in: bool,
    pub reach: String,
    /// Contact details are masked.
    pub masked: bool,
    pub permissions: Vec<String>,
    /// The stages it may set; none where it may set them all.
    pub stages: Option<Vec<i64>>,
    /// How many accounts have it.
    pub accounts: i64,
}

/// Permissions that belong together.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PermissionGroup {
    pub label: &'static str,
    pub permissions: Vec<PermissionShown>,
}

/// A permission and what it allows, in words.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PermissionShown {
    pub permission: &'static str,
    pub label: &'static str,
}

/// Whose leads a role may see.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReachShown {
    pub reach: &'static str,
    pub label: &'static str,
    pub sentence: &'static str,
}

/// A stage that a role may be allowed to set.
#[derive(Debug, Clone, Serialize, TS)]
pub struct StageChoice {
    pub stage: i64,
    pub label: String,
}

/// Every role against every permission.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RoleMatrix {
    pub roles: Vec<RoleShown>,
    pub permissions: Vec<PermissionGroup>,
    pub reaches: Vec<ReachShown>,
    pub stages: Vec<StageChoice>,
}

/// The groups of the matrix, each with what its permissions' names begin with.
const GROUPS: &[(&str, &[&str])] = &[
    ("Leads", &["leads."]),
    ("Referrals, events and partners", &["referrals.", "events.", "partners."]),
    ("Follow-ups and contact", &["followups.", "contacts.", "messages.", "templates."]),
    ("Payments", &["payments."]),
    ("Tasks and files", &["tasks.", "files."]),
    ("Team", &["board.", "attendance."]),
    ("Reports", &["reports."]),
    ("Activity log", &["activity."]),
    ("The office", &["accounts.", "roles.", "settings.", "backup."]),
];

/// The matrix, for anybody who is signed in: nobody has to guess what a colleague may do.
pub fn roles(reading: &Reading<'_>, _: Nothing) -> Result<RoleMatrix> {
    let stages = crate::pipeline::names(reading.sql)?;
    Ok(RoleMatrix {
        roles: store::roles(reading.sql)?,
        permissions: GROUPS.iter().map(|(label, beginnings)| group(label, beginnings)).collect(),
        reaches: Reach::all().map(|(reach, label, sentence)| ReachShown { reach, label, sentence }).collect(),
        stages: stages.into_iter().map(|(label, stage)| StageChoice { stage, label }).collect(),
    })
}

fn group(label: &'static str, beginnings: &[&str]) -> PermissionGroup {
    let permissions = Permission::ALL
        .iter()
        .filter(|permission| beginnings.iter().any(|beginning| permission.name().starts_with(beginning)))
        .map(|permission| PermissionShown { permission: permission.name(), label: permission.label() })
        .collect();
    PermissionGroup { label, permissions }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_stands_in_one_group() {
        let groups = GROUPS.iter().map(|(label, beginnings)| group(label, beginnings));
        let mut grouped: Vec<&str> = groups.flat_map(|g| g.permissions).map(|p| p.permission).collect();
        grouped.sort_unstable();
        let mut all: Vec<&str> = Permission::ALL.iter().map(|permission| permission.name()).collect();
        all.sort_unstable();
        assert_eq!(grouped, all);
    }
}

//! Who may do what, to whose leads: the only place that knows. Every command asks for a grant here first.

mod change;
mod matrix;
mod permissions;
mod roles;
mod store;

pub use change::{RoleChange, RoleCopy, RoleMade, WhichRole, copy, may_give, retire, role, save};
pub use matrix::{PermissionGroup, PermissionShown, ReachShown, RoleMatrix, RoleShown, StageChoice, roles};
pub use permissions::Permission;
pub use roles::{BUILT_IN, BuiltIn, OWNER, Reach};
pub use store::{bind_reach, grant, id_of, owners, seed};

use std::collections::BTreeSet;

use crate::error::{Code, Error, Result};

/// The tables that say who owns the office.
pub const OWNED_BY: &[&str] = &["accounts", "roles"];

/// Refuses what would leave the office without an owner, whoever does it and however: also an undo.
pub fn still_owned(sql: &rusqlite::Connection) -> Result<()> {
    if owners(sql)?.is_empty() {
        return Err(Error::new(
            Code::Refused,
            "The office would have no owner any more. Make somebody else an owner first.",
        ));
    }
    Ok(())
}

/// The answer to 'may this account do this': who asks, what the role allows, and whose leads it reaches.
#[derive(Debug, Clone)]
pub struct Grant {
    pub account: i64,
    pub session: Option<i64>,
    pub name: String,
    pub user_name: String,
    /// The person this account is among the staff that hold leads.
    pub staff: Option<i64>,
    pub team: Option<i64>,
    /// The organisation this account belongs to, and whether it sees its colleagues' leads too.
    pub partner: Option<i64>,
    pub partner_all: bool,
    /// The role for people, and for programs.
    pub role: String,
    pub role_name: String,
    pub reach: Reach,
    /// Contact details are not shown.
    pub masked: bool,
    pub permissions: BTreeSet<Permission>,
    /// The stages this role may set; none where it may set them all.
    pub stages: Option<BTreeSet<i64>>,
}

/// Whether it is the role that may do everything, and of which one account has to stay.
pub fn is_owner(role: &str) -> bool {
    role == OWNER
}

impl Grant {
    pub fn is_owner(&self) -> bool {
        is_owner(&self.role_name)
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// Whether it may put a lead into this stage.
    pub fn may_set(&self, stage: i64) -> bool {
        self.may(Permission::LeadsStage) && self.stages.as_ref().is_none_or(|stages| stages.contains(&stage))
    }

    /// Refused, with the sentence a person reads, unless the role allows it.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.may(permission) {
            return Ok(());
        }
        Err(Error::new(
            Code::Refused,
            format!(
                "Your role, {}, does not allow this ({}). Ask an administrator.",
                self.role,
                permission.label()
            ),
        ))
    }
}

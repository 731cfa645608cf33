//! Who may do what, to whose leads: the only place that knows. Every command asks for a grant here first.

mod permissions;
mod roles;
mod store;

pub use permissions::Permission;
pub use roles::{BUILT_IN, BuiltIn, OWNER, Reach};
pub use store::{grant, seed};

use std::collections::BTreeSet;

use crate::error::{Code, Error, Result};

/// The answer to 'may this account do this': who asks, what the role allows, and whose leads it reaches.
#[derive(Debug, Clone)]
pub struct Grant {
    pub account: i64,
    pub session: Option<i64>,
    pub name: String,
    pub user_name: String,
    /// The person this account is among the staff that hold leads.
    pub staff: Option<i64>,
    pub role: String,
    pub reach: Reach,
    pub permissions: BTreeSet<Permission>,
}

impl Grant {
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
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

//! The office's own roles: copied from another, changed, retired. The built-in ones stay as they are.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::matrix::RoleShown;
use super::{Grant, Permission, Reach, is_owner, store};
use crate::activity::Done;
use crate::error::{Code, Error, Result};
use crate::office::Operation;

/// The longest name of a role, in characters.
const LONGEST: usize = 60;

/// Which role.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WhichRole {
    pub role: String,
}

/// A copy of a role under a name of its own.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RoleCopy {
    pub role: String,
    pub label: String,
}

/// An own role as it shall be.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RoleChange {
    pub role: String,
    pub label: String,
    pub reach: String,
    pub masked: bool,
    pub permissions: Vec<String>,
    /// The stages it may set; none for all of them.
    pub stages: Option<Vec<i64>>,
}

/// A role was made.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RoleMade {
    pub role: String,
    pub operation: i64,
    pub sentence: String,
}

/// Nobody gives a role that may do what they may not do themselves, and only an owner makes an owner.
pub fn may_give(grant: &Grant, role: &RoleShown) -> Result<()> {
    if is_owner(&role.role) && !grant.is_owner() {
        return Err(Error::new(Code::Refused, "Only an owner makes somebody an owner."));
    }
    holds_all(grant, &role.permissions)
}

/// Copies a role; the copy can be changed.
pub fn copy(operation: &mut Operation<'_>, copy: RoleCopy) -> Result<RoleMade> {
    let of = role(operation.sql, &copy.role)?;
    holds_all(operation.grant, &of.permissions)?;
    let label = label(operation, &copy.label, None)?;
    let name = store::free_name(operation.sql, &label)?;
    store::add(operation, &name, &label, &of)?;
    let sentence = format!("Role {label} made from {}", of.label);
    operation.says("role.copy", &sentence);
    Ok(RoleMade { role: name, operation: operation.id, sentence })
}

/// Changes an own role; it holds for everybody who has it, at once.
pub fn save(operation: &mut Operation<'_>, change: RoleChange) -> Result<Done> {
    let before = own(operation, &change.role)?;
    let label = label(operation, &change.label, Some(&before.role))?;
    let mut permissions = Vec::new();
    for name in &change.permissions {
        let permission = Permission::named(name)
            .ok_or_else(|| Error::new(Code::BadCall, format!("There is no permission “{name}”.")))?;
        permissions.push(permission.name().to_owned());
    }
    let added: Vec<String> =
        permissions.iter().filter(|p| !before.permissions.contains(p)).cloned().collect();
    holds_all(operation.grant, &added)?;
    if !Reach::all().any(|(name, ..)| name == change.reach) {
        return Err(Error::invalid("reach", "Choose whose leads this role sees."));
    }
    let known = crate::pipeline::names(operation.sql)?;
    if let Some(stages) = &change.stages
        && stages.iter().any(|stage| !known.iter().any(|(_, id)| id == stage))
    {
        return Err(Error::invalid("stages", "One of these stages is not there any more. Choose again."));
    }
    let after = RoleShown {
        label: label.clone(),
        reach: change.reach,
        masked: change.masked,
        permissions,
        stages: change.stages,
        ..before.clone()
    };
    if !store::change(operation, &before, &after)? {
        return Ok(Done { operation: 0, sentence: "Nothing was different.".to_owned() });
    }
    let sentence = format!("Role {label} changed");
    operation.says("role.change", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// Takes an own role away, where no account has it any more.
pub fn retire(operation: &mut Operation<'_>, which: WhichRole) -> Result<Done> {
    let role = own(operation, &which.role)?;
    if role.accounts > 0 {
        return Err(Error::new(
            Code::MovedOn,
            format!("{} people have the role {}. Give them another one first.", role.accounts, role.label),
        ));
    }
    store::retire(operation, &role.role)?;
    let sentence = format!("Role {} retired", role.label);
    operation.says("role.retire", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// The role of that name.
pub fn role(sql: &rusqlite::Connection, name: &str) -> Result<RoleShown> {
    store::roles(sql)?.into_iter().find(|known| known.role == name).ok_or_else(|| {
        Error::new(Code::Missing, format!("There is no role “{name}”. Choose one of the list."))
    })
}

fn own(operation: &Operation<'_>, role: &str) -> Result<RoleShown> {
    let role = self::role(operation.sql, role)?;
    if role.built_in {
        return Err(Error::new(
            Code::Refused,
            format!("{} is a built-in role and stays as it is. Copy it, and change the copy.", role.label),
        ));
    }
    Ok(role)
}

/// Nobody gives away what they may not do themselves.
fn holds_all(grant: &Grant, permissions: &[String]) -> Result<()> {
    permissions.iter().filter_map(|name| Permission::named(name)).try_for_each(|p| grant.require(p))
}

fn label(operation: &Operation<'_>, typed: &str, own: Option<&str>) -> Result<String> {
    let label = crate::values::one_line("label", typed, LONGEST, "Type a name for the role.")?;
    let taken = store::roles(operation.sql)?
        .iter()
        .any(|role| role.label.to_lowercase() == label.to_lowercase() && Some(role.role.as_str()) != own);
    if taken {
        return Err(Error::invalid(
            "label",
            format!("There is a role “{label}” already. Choose another name."),
        ));
    }
    Ok(label.to_owned())
}

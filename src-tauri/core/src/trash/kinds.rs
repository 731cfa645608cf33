//! The kinds of things that can be in the trash, declared once: what they are called, and whose permission they need.

use super::store::{CHOICES, EVENTS, PARTNERS, ROLES, STAFF, TEAMS, Things};
use crate::access::{Grant, Permission};
use crate::error::{Code, Error, Result};
use crate::values::thousands;

/// A kind of thing.
pub(super) struct Kind {
    pub kind: &'static str,
    /// 'Partners'
    pub label: &'static str,
    /// 'partner', 'partners'
    pub one: &'static str,
    pub many: &'static str,
    /// Who sees and restores it. A lead that one deleted oneself needs no permission.
    pub needs: Permission,
    pub rows: Rows,
}

/// Where the rows of a kind are.
pub(super) enum Rows {
    /// Leads: many, in the reach of who asks, and each with its own deleter.
    Leads,
    /// Few, and for everybody who has the permission.
    Things(&'static Things),
}

/// In the order that the trash lists them. A table that is not here has a line in `NOT_HERE`.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        kind: "lead",
        label: "Leads",
        one: "lead",
        many: "leads",
        needs: Permission::LeadsRestore,
        rows: Rows::Leads,
    },
    Kind {
        kind: "partner",
        label: "Partners",
        one: "partner",
        many: "partners",
        needs: Permission::PartnersEdit,
        rows: Rows::Things(&PARTNERS),
    },
    Kind {
        kind: "event",
        label: "Events",
        one: "event",
        many: "events",
        needs: Permission::EventsEdit,
        rows: Rows::Things(&EVENTS),
    },
    Kind {
        kind: "team",
        label: "Teams",
        one: "team",
        many: "teams",
        needs: Permission::AccountsEdit,
        rows: Rows::Things(&TEAMS),
    },
    Kind {
        kind: "staff",
        label: "Staff names",
        one: "staff name",
        many: "staff names",
        needs: Permission::AccountsEdit,
        rows: Rows::Things(&STAFF),
    },
    Kind {
        kind: "role",
        label: "Roles",
        one: "role",
        many: "roles",
        needs: Permission::RolesEdit,
        rows: Rows::Things(&ROLES),
    },
    Kind {
        kind: "choice",
        label: "Choices",
        one: "choice",
        many: "choices",
        needs: Permission::SettingsEdit,
        rows: Rows::Things(&CHOICES),
    },
];

/// The tables whose deleted rows are not in the trash, each with the reason.
pub const NOT_HERE: &[(&str, &str)] = &[
    ("office", "there is one, and it stays"),
    ("accounts", "they are disabled and enabled, never deleted"),
    ("stages", "no command deletes a stage"),
    ("invitations", "one that was withdrawn stays so: make another"),
    ("role_permissions", "says what belongs to a role"),
    ("role_stages", "says what belongs to a role"),
    ("lead_shares", "says with whom a lead is shared"),
    ("settings", "without its row a setting has its default"),
    ("erasures", "what was erased is gone for good"),
    ("log_checks", "tells what was found, for ever"),
    ("heads_given", "tells what was given out, for ever"),
    ("leads_given", "tells what was given out, for ever"),
    ("look_reviews", "tells what was signed, for ever"),
];

impl Kind {
    /// Whether who asks sees this kind in the trash; of leads everybody sees what they deleted themselves.
    pub fn is_seen_by(&self, grant: &Grant) -> bool {
        matches!(self.rows, Rows::Leads) || grant.may(self.needs)
    }

    /// '1 lead', '1,204 leads'.
    pub fn counted(&self, count: usize) -> String {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        format!("{} {}", thousands(count), if count == 1 { self.one } else { self.many })
    }

    /// 'Partner Oak Clinic'; a lead is called by its name alone.
    pub fn called(&self, name: &str) -> String {
        if matches!(self.rows, Rows::Leads) {
            return name.to_owned();
        }
        let mut letters = self.one.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        format!("{}{} {name}", first.map(String::from).unwrap_or_default(), letters.as_str())
    }
}

/// The kind of that name.
pub(super) fn named(name: &str) -> Result<&'static Kind> {
    KINDS
        .iter()
        .find(|kind| kind.kind == name)
        .ok_or_else(|| Error::new(Code::BadCall, format!("There is nothing called “{name}” in the trash.")))
}

/// The tables whose deleted rows are in the trash.
pub fn tables() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| match &kind.rows {
        Rows::Leads => "leads",
        Rows::Things(things) => things.table,
    })
}

/// Whose permission a thing of that table needs to be restored, and to be put back; none for leads, which are asked one
/// by one, and for what is not in the trash.
pub fn needed_for(table: &str) -> Option<Permission> {
    let kind = KINDS.iter().find(|kind| matches!(&kind.rows, Rows::Things(things) if things.table == table));
    kind.map(|kind| kind.needs)
}

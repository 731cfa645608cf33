//! The roles every new office gets, as rows: the office may copy and change them later.

use super::Permission::{self, *};

/// Whose leads a role sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Everyone,
    Team,
    Own,
    Assigned,
    Partner,
    Clients,
    Nobody,
}

/// The reaches by their names in the database, each with the condition on `leads` that it stands for.
/// `:staff` and `:account` are the asking person. Without teams a team is oneself; nobody's leads are everybody's.
/// Without partners on leads a partner reaches none.
const REACHES: &[(Reach, &str, &str)] = &[
    (Reach::Everyone, "everyone", "1"),
    (
        Reach::Team,
        "team",
        "(leads.staff_id IS NULL OR leads.staff_id = :staff OR leads.created_by = :account)",
    ),
    (Reach::Own, "own", "(leads.staff_id = :staff OR leads.created_by = :account)"),
    (Reach::Assigned, "assigned", "(leads.staff_id = :staff)"),
    (Reach::Partner, "partner", "0"),
    (Reach::Clients, "clients", "(leads.stage_id IN (SELECT id FROM stages WHERE kind = 'won'))"),
    (Reach::Nobody, "none", "0"),
];

impl Reach {
    pub fn name(self) -> &'static str {
        REACHES.iter().find(|(reach, ..)| *reach == self).map_or("none", |(_, name, _)| name)
    }

    /// The reach of that name; an unknown name reaches nobody.
    pub fn named(name: &str) -> Reach {
        REACHES.iter().find(|(_, known, _)| *known == name).map_or(Reach::Nobody, |(reach, ..)| *reach)
    }

    /// The condition on `leads`, with `:staff` and `:account` to bind.
    pub fn condition(self) -> &'static str {
        REACHES.iter().find(|(reach, ..)| *reach == self).map_or("0", |(_, _, condition)| condition)
    }
}

/// The name of the role that may do everything.
pub const OWNER: &str = "owner";

/// A role as it comes with a new office.
pub struct BuiltIn {
    pub name: &'static str,
    pub label: &'static str,
    pub reach: Reach,
    pub may: May,
}

/// What a built-in role is allowed.
pub enum May {
    Everything,
    AllBut(&'static [Permission]),
    Only(&'static [Permission]),
}

impl May {
    pub fn permissions(&self) -> Vec<Permission> {
        match self {
            May::Everything => Permission::ALL.to_vec(),
            May::AllBut(without) => {
                Permission::ALL.iter().copied().filter(|p| !without.contains(p)).collect()
            }
            May::Only(these) => these.to_vec(),
        }
    }
}

const fn role(name: &'static str, label: &'static str, reach: Reach, may: May) -> BuiltIn {
    BuiltIn { name, label, reach, may }
}

/// The presets, from the most to the least.
pub const BUILT_IN: &[BuiltIn] = &[
    role(OWNER, "Owner", Reach::Everyone, May::Everything),
    role("administrator", "Administrator", Reach::Everyone, May::Everything),
    role(
        "manager",
        "Manager",
        Reach::Everyone,
        May::AllBut(&[
            AccountsApprove,
            AccountsEdit,
            RolesEdit,
            SettingsEdit,
            BackupMake,
            BackupRestore,
            PaymentsAdd,
            PaymentsEdit,
            PaymentsDelete,
            ActivityVerify,
        ]),
    ),
    role(
        "team_lead",
        "Team lead",
        Reach::Team,
        May::AllBut(&[
            AccountsApprove,
            AccountsEdit,
            RolesEdit,
            SettingsEdit,
            BackupMake,
            BackupRestore,
            PaymentsView,
            PaymentsAdd,
            PaymentsEdit,
            PaymentsDelete,
            ActivityVerify,
            ActivityUndoAny,
            LeadsExport,
        ]),
    ),
    role(
        "intake_coordinator",
        "Intake coordinator",
        Reach::Own,
        May::Only(&[
            LeadsView,
            LeadsCreate,
            LeadsEdit,
            LeadsStage,
            LeadsShare,
            LeadsReveal,
            ReferralsMark,
            EventsEdit,
            FollowUpsEdit,
            ContactsLog,
            TasksEdit,
            FilesEdit,
            BoardPost,
            MessagesSend,
            AttendanceSelf,
        ]),
    ),
    role(
        "caller",
        "Caller",
        Reach::Assigned,
        May::Only(&[LeadsView, LeadsStage, FollowUpsEdit, ContactsLog, BoardPost, AttendanceSelf]),
    ),
    role(
        "marketer",
        "Marketer",
        Reach::Own,
        May::Only(&[
            LeadsView,
            LeadsCreate,
            LeadsEdit,
            LeadsImport,
            EventsEdit,
            PartnersEdit,
            ReportsView,
            BoardPost,
            AttendanceSelf,
        ]),
    ),
    role(
        "liaison",
        "Liaison",
        Reach::Assigned,
        May::Only(&[LeadsView, FollowUpsEdit, ContactsLog, BoardPost, AttendanceSelf]),
    ),
    role("partner", "Partner", Reach::Partner, May::Only(&[LeadsView, LeadsCreate, BoardPost])),
    role(
        "care_coordinator",
        "Care coordinator",
        Reach::Clients,
        May::Only(&[LeadsView, TasksEdit, FilesEdit, BoardPost, AttendanceSelf]),
    ),
    role(
        "collections",
        "Collections",
        Reach::Clients,
        May::Only(&[
            LeadsView,
            PaymentsView,
            PaymentsAdd,
            PaymentsEdit,
            PaymentsDelete,
            FollowUpsEdit,
            AttendanceSelf,
        ]),
    ),
    role(
        "finance",
        "Finance",
        Reach::Clients,
        May::Only(&[LeadsView, PaymentsView, ReportsView, ReportsExport, LeadsExport, AttendanceSelf]),
    ),
    role(
        "analyst",
        "Analyst",
        Reach::Everyone,
        May::Only(&[LeadsView, LeadsExport, ReportsView, ReportsExport, ActivityView]),
    ),
    role("guest", "Guest", Reach::Everyone, May::Only(&[LeadsView])),
    role("integration", "Integration", Reach::Nobody, May::Only(&[LeadsCreate, LeadsImport])),
];

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

/// A reach with everything said of it.
struct Reached {
    reach: Reach,
    name: &'static str,
    label: &'static str,
    sentence: &'static str,
    condition: &'static str,
}

/// The leads that somebody else shared with the asking account.
macro_rules! shared {
    () => {
        "leads.id IN (SELECT lead_id FROM lead_shares WHERE account_id = :account AND lead_shares.deleted_at IS NULL)"
    };
}

/// The reaches by their names in the database, each with the condition on `leads` that it stands for; what it binds is
/// in `bind_reach`.
const REACHES: &[Reached] = &[
    Reached {
        reach: Reach::Everyone,
        name: "everyone",
        label: "All leads",
        sentence: "Sees every lead of the office.",
        condition: "1",
    },
    Reached {
        reach: Reach::Team,
        name: "team",
        label: "The team’s leads",
        sentence: "Sees the leads of its team’s members, those nobody has, and those shared with it.",
        condition: concat!(
            "(leads.staff_id IS NULL OR leads.staff_id = :staff OR leads.created_by = :account \
             OR leads.staff_id IN (SELECT staff.id FROM staff JOIN accounts ON accounts.id = staff.account_id \
             WHERE accounts.team_id = :team AND accounts.deleted_at IS NULL) OR ",
            shared!(),
            ")"
        ),
    },
    Reached {
        reach: Reach::Own,
        name: "own",
        label: "Own leads",
        sentence: "Sees the leads assigned to it, added by it, or shared with it.",
        condition: concat!("(leads.staff_id = :staff OR leads.created_by = :account OR ", shared!(), ")"),
    },
    Reached {
        reach: Reach::Assigned,
        name: "assigned",
        label: "Assigned leads",
        sentence: "Sees only the leads assigned to it.",
        condition: "(leads.staff_id = :staff)",
    },
    Reached {
        reach: Reach::Partner,
        name: "partner",
        label: "The partner’s leads",
        sentence: "Sees the leads it sent; with ‘all of the partner’, those of its whole organisation.",
        condition: "(leads.partner_id = :partner AND (:partner_all OR leads.created_by = :account))",
    },
    Reached {
        reach: Reach::Clients,
        name: "clients",
        label: "Clients",
        sentence: "Sees only leads that became clients.",
        condition: "(leads.stage_id IN (SELECT id FROM stages WHERE kind = 'won'))",
    },
    Reached {
        reach: Reach::Nobody,
        name: "none",
        label: "No leads",
        sentence: "Sees no lead and has no window: it works from the command line.",
        condition: "0",
    },
];

impl Reach {
    fn row(self) -> Option<&'static Reached> {
        REACHES.iter().find(|row| row.reach == self)
    }

    pub fn name(self) -> &'static str {
        self.row().map_or("none", |row| row.name)
    }

    /// Whose leads it takes in, in words: 'Own leads'.
    pub fn label(self) -> &'static str {
        self.row().map_or("No leads", |row| row.label)
    }

    /// The reach of that name; an unknown name reaches nobody.
    pub fn named(name: &str) -> Reach {
        REACHES.iter().find(|row| row.name == name).map_or(Reach::Nobody, |row| row.reach)
    }

    /// The condition on `leads`, with what `bind_reach` binds.
    pub fn condition(self) -> &'static str {
        self.row().map_or("0", |row| row.condition)
    }

    /// Every reach: name, label and what it sees in a sentence.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        REACHES.iter().map(|row| (row.name, row.label, row.sentence))
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
    /// Contact details are masked.
    pub masked: bool,
    /// Every stage but the won ones, where it may set a stage at all.
    pub open_stages_only: bool,
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
    BuiltIn { name, label, reach, may, masked: false, open_stages_only: false }
}

impl BuiltIn {
    const fn masked(mut self) -> Self {
        self.masked = true;
        self
    }

    const fn open_stages_only(mut self) -> Self {
        self.open_stages_only = true;
        self
    }
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
            ActivityUndoAny,
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
    )
    .open_stages_only(),
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
    role("guest", "Guest", Reach::Everyone, May::Only(&[LeadsView])).masked(),
    role("integration", "Integration", Reach::Nobody, May::Only(&[LeadsCreate, LeadsImport])),
];

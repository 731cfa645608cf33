//! Everything the log knows to have been done, with the kind it is of, in words.

/// An action by its name, with its kind and what a filter calls it.
pub struct Action {
    pub name: &'static str,
    pub kind: &'static str,
    pub label: &'static str,
}

/// The kinds in the order that a filter shows them.
pub const KINDS: &[(&str, &str)] = &[
    ("lead", "Leads"),
    ("look", "Reveals, exports and prints"),
    ("undo", "Undone and done again"),
    ("partner", "Partners"),
    ("account", "Accounts and sign-ins"),
    ("role", "Roles"),
    ("team", "Teams"),
    ("setting", "Settings and the office"),
    ("log", "The log itself"),
    (OTHER, "Other"),
];

/// The kind of an action that only a newer program knows.
pub const OTHER: &str = "other";

const fn action(name: &'static str, kind: &'static str, label: &'static str) -> Action {
    Action { name, kind, label }
}

/// Every action of the program, in the order that a filter shows them.
pub const ACTIONS: &[Action] = &[
    action("lead.add", "lead", "Lead added"),
    action("lead.edit", "lead", "Lead edited"),
    action("lead.delete", "lead", "Lead deleted"),
    action("trash.restore", "lead", "Restored from the trash"),
    action("lead.erase", "lead", "Lead erased for good"),
    action("lead.share", "lead", "Lead shared"),
    action("lead.unshare", "lead", "Lead no longer shared"),
    action("leads.import", "lead", "Leads imported"),
    action("leads.demo", "lead", "Leads invented"),
    action("lead.reveal", "look", "Protected field shown"),
    action("leads.export", "look", "Leads exported"),
    action("activity.export", "look", "Log exported"),
    action("activity.print", "look", "Log printed"),
    action("account.paper", "look", "Sheet printed"),
    action("backup.make", "look", "Backup made"),
    action("undo", "undo", "Undone or done again"),
    action("undo.part", "undo", "Undone in part"),
    action("partner.add", "partner", "Partner added"),
    action("partner.edit", "partner", "Partner edited"),
    action("partner.delete", "partner", "Partner deleted"),
    action("account.sign_in", "account", "Signed in"),
    action("account.sign_out", "account", "Signed out"),
    action("account.lock", "account", "Locked"),
    action("account.failed", "account", "Failed sign-in"),
    action("account.refused", "account", "Refused"),
    action("account.session_end", "account", "Session ended"),
    action("account.approve", "account", "Account approved"),
    action("account.decline", "account", "Request declined"),
    action("account.disable", "account", "Account disabled"),
    action("account.enable", "account", "Account enabled"),
    action("account.unlock", "account", "Failed tries forgotten"),
    action("account.role", "account", "Role of an account changed"),
    action("account.place", "account", "Team or partner of an account changed"),
    action("account.profile", "account", "Profile changed"),
    action("account.password", "account", "Password changed"),
    action("account.reset", "account", "Password reset"),
    action("account.theme", "account", "Theme chosen"),
    action("account.recover", "account", "Recovery code used"),
    action("account.recovery_confirmed", "account", "Recovery code confirmed"),
    action("account.recovery_renewed", "account", "Recovery code renewed"),
    action("account.new_key", "account", "New key of the office"),
    action("invitation.make", "account", "Invitation made"),
    action("invitation.revoke", "account", "Invitation revoked"),
    action("role.copy", "role", "Role made"),
    action("role.change", "role", "Role changed"),
    action("role.retire", "role", "Role retired"),
    action("team.save", "team", "Team saved"),
    action("team.delete", "team", "Team deleted"),
    action("setting.change", "setting", "Setting changed"),
    action("office.create", "setting", "Office made"),
    action("log.check", "log", "Log checked"),
    action("review.sign_off", "log", "Review signed off"),
];

/// The action of that name; none where only a newer program knows it.
pub fn known(name: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.name == name)
}

/// The kind of an action.
pub fn kind_of(name: &str) -> &'static str {
    known(name).map_or(OTHER, |action| action.kind)
}

//! The permissions a role may hold, by the names the role matrix and the command line use.

/// Declares the permissions once: variant, name, and what it allows in words.
macro_rules! permissions {
    ($($variant:ident $name:literal $label:literal;)*) => {
        /// One thing a role may do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Permission { $(#[doc = $label] $variant,)* }

        impl Permission {
            /// All of them, in the order of the matrix.
            pub const ALL: &'static [Permission] = &[$(Permission::$variant,)*];

            /// The name in the database and on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Permission::$variant => $name,)* }
            }

            /// What it allows, in words.
            pub fn label(self) -> &'static str {
                match self { $(Permission::$variant => $label,)* }
            }

            /// The permission of that name.
            pub fn named(name: &str) -> Option<Permission> {
                Self::ALL.iter().copied().find(|permission| permission.name() == name)
            }
        }
    };
}

permissions! {
    LeadsView "leads.view" "see leads";
    LeadsCreate "leads.create" "add leads";
    LeadsEdit "leads.edit" "edit leads";
    LeadsStage "leads.stage" "set a lead's stage";
    LeadsAssign "leads.assign" "assign leads";
    LeadsShare "leads.share" "share leads";
    LeadsDelete "leads.delete" "delete leads";
    LeadsRestore "leads.restore" "restore deleted leads";
    LeadsMerge "leads.merge" "merge leads";
    LeadsReveal "leads.reveal" "see Medicaid numbers and full birth dates";
    LeadsExport "leads.export" "export leads";
    LeadsImport "leads.import" "import leads";
    ReferralsMark "referrals.mark" "mark referrals";
    EventsEdit "events.edit" "edit events";
    PartnersEdit "partners.edit" "edit partners";
    FollowUpsEdit "followups.edit" "plan follow-ups";
    ContactsLog "contacts.log" "log contact attempts";
    PaymentsView "payments.view" "see payments";
    PaymentsAdd "payments.add" "add payments";
    PaymentsEdit "payments.edit" "edit payments";
    PaymentsDelete "payments.delete" "delete payments";
    TasksEdit "tasks.edit" "edit own tasks";
    TasksAll "tasks.all" "edit all tasks";
    FilesEdit "files.edit" "add and remove files";
    BoardPost "board.post" "post on the team board";
    BoardPin "board.pin" "pin on the team board";
    TemplatesEdit "templates.edit" "edit templates";
    MessagesSend "messages.send" "send messages";
    AttendanceSelf "attendance.self" "check in and out";
    AttendanceView "attendance.view" "see everybody's attendance";
    ReportsView "reports.view" "see reports";
    ReportsExport "reports.export" "export reports";
    ActivityView "activity.view" "see the activity log";
    ActivityVerify "activity.verify" "verify the activity log";
    ActivityUndoAny "activity.undo_any" "undo what others did";
    AccountsApprove "accounts.approve" "approve accounts";
    AccountsEdit "accounts.edit" "edit accounts";
    RolesEdit "roles.edit" "edit roles";
    SettingsEdit "settings.edit" "change settings";
    BackupMake "backup.make" "make backups";
    BackupRestore "backup.restore" "restore backups";
}

//! What can be typed: names and flags are a contract with scripts and change only with its page.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The office desk of a care agency. Without a command it opens the window.
#[derive(Parser)]
#[command(name = "porchlight", version, about, disable_help_subcommand = true)]
pub struct Arguments {
    /// The office's folder.
    #[arg(long, global = true, value_name = "DIR", env = "PORCHLIGHT_OFFICE")]
    pub office: Option<PathBuf>,
    /// Who you are: a user name or an e-mail address. The password comes from PORCHLIGHT_PASSWORD or is asked.
    #[arg(long = "as", global = true, value_name = "USERNAME", env = "PORCHLIGHT_USER")]
    pub user: Option<String>,
    /// One JSON document on standard output.
    #[arg(long = "json", global = true, num_args = 0..=1, default_missing_value = "", value_name = "FILE|-")]
    pub json: Option<String>,
    #[command(subcommand)]
    pub call: Call,
}

#[derive(Subcommand)]
pub enum Call {
    /// The office itself.
    #[command(subcommand)]
    Office(OfficeCall),
    /// Who can sign in.
    #[command(subcommand)]
    Account(AccountCall),
    /// The role matrix.
    Permissions,
    /// Imports a file.
    Import(Import),
    /// Takes an operation back: the one that is named, or your latest.
    Undo(Undo),
    /// Lists leads.
    Leads(Leads),
    /// One lead.
    #[command(subcommand)]
    Lead(LeadCall),
    /// Writes a CSV that a spreadsheet can open without harm.
    Export(Export),
    /// The numbers of the dashboard.
    Stats,
    /// Draws one chart as SVG or PNG.
    Chart(Chart),
    /// Makes a sample office of invented people.
    Demo(Demo),
}

#[derive(Subcommand)]
pub enum OfficeCall {
    /// Makes a new office with its first owner; prints the recovery code once.
    Create {
        dir: PathBuf,
        #[arg(long)]
        name: String,
        /// The owner's user name.
        #[arg(long)]
        admin: String,
        #[arg(long)]
        email: String,
        #[arg(long, value_enum, default_value = "care")]
        pipeline: Pipeline,
    },
    /// Checks the file, the references and the whole activity log; lists what is wrong, and prints the log's head.
    Check {
        /// A head of the log that was written down, like 1284-9F3A-11C2-07BD-E55A; it must be in the log.
        #[arg(long, value_name = "TEXT")]
        head: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum AccountCall {
    /// Asks for an account; the password is the new one. Prints the six words to tell the administrator.
    Request {
        #[arg(value_name = "USERNAME")]
        user_name: String,
        #[arg(long)]
        email: String,
    },
    /// Approves a request, once its words are typed: on the terminal, or from PORCHLIGHT_WORDS.
    Approve {
        #[arg(value_name = "USERNAME")]
        user_name: String,
        #[arg(long)]
        role: String,
    },
    /// Disables an account: its sessions end and the office gets a new key.
    Disable {
        #[arg(value_name = "USERNAME")]
        user_name: String,
    },
    /// Lists accounts and waiting requests.
    List,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Pipeline {
    Care,
    Tracklie,
    Iperform,
}

#[derive(Args)]
pub struct Import {
    pub file: PathBuf,
    #[arg(long, value_enum, default_value = "auto")]
    pub format: Format,
    #[arg(long = "on-duplicate", value_enum, default_value = "add")]
    pub on_duplicate: OnDuplicate,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Auto,
    Csv,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnDuplicate {
    Add,
}

#[derive(Args)]
pub struct Undo {
    #[arg(long, conflicts_with = "operation")]
    pub batch: Option<i64>,
    #[arg(long)]
    pub operation: Option<i64>,
    /// Leaves what was changed since as it is, and takes the rest back.
    #[arg(long = "keep-changed")]
    pub keep_changed: bool,
}

#[derive(Args, Default)]
pub struct Leads {
    #[command(flatten)]
    pub filter: Filter,
    /// By this column; with a minus before it, the other way round.
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    pub sort: Option<String>,
    #[arg(long, default_value = "100")]
    pub limit: usize,
    /// Only how many there are.
    #[arg(long)]
    pub count: bool,
}

#[derive(Args, Default)]
pub struct Filter {
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    #[arg(long)]
    pub stage: Vec<String>,
    #[arg(long)]
    pub source: Vec<String>,
    #[arg(long)]
    pub staff: Vec<String>,
    /// Created on this day or later; of the activity log, done.
    #[arg(long, value_name = "D")]
    pub from: Option<String>,
    /// Created on this day or earlier; of the activity log, done.
    #[arg(long, value_name = "D")]
    pub to: Option<String>,
}

#[derive(Subcommand)]
pub enum LeadCall {
    /// Adds a lead from JSON: `--json FILE`, or `--json -` for standard input.
    Add,
    Show {
        id: i64,
    },
    /// Changes fields of a lead from JSON.
    Edit {
        id: i64,
    },
    /// Every change of a lead, newest first.
    History {
        id: i64,
    },
}

#[derive(Args)]
pub struct Export {
    #[arg(value_enum)]
    pub what: Exported,
    pub file: PathBuf,
    #[command(flatten)]
    pub filter: Filter,
    /// By this column; with a minus before it, the other way round.
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    pub sort: Option<String>,
    #[command(flatten)]
    pub entries: Entries,
}

/// Which entries of the activity log.
#[derive(Args, Default)]
pub struct Entries {
    /// What this person did, by user name or name.
    #[arg(long, value_name = "USER")]
    pub person: Vec<String>,
    /// Entries of this action: lead.add.
    #[arg(long, value_name = "NAME")]
    pub action: Vec<String>,
    /// Entries of this kind: lead, partner, role.
    #[arg(long, value_name = "NAME")]
    pub kind: Vec<String>,
    /// Entries about this lead.
    #[arg(long, value_name = "ID")]
    pub lead: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Exported {
    Leads,
    Activity,
}

#[derive(Args)]
pub struct Chart {
    /// leads_by_month, leads_by_staff or leads_by_source.
    pub name: String,
    /// Where to; the ending says whether SVG or PNG.
    pub file: PathBuf,
    #[arg(long, value_enum, default_value = "day")]
    pub theme: Theme,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Theme {
    Day,
    Dusk,
}

#[derive(Args)]
pub struct Demo {
    pub dir: PathBuf,
    #[arg(long)]
    pub leads: u64,
    #[arg(long, default_value = "1")]
    pub seed: u64,
}

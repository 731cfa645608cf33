//! Every command that changes something: how to do it at random, or why its effect is not taken back.

use std::sync::Arc;

use porchlight_core::Desk;
use porchlight_core::activity::capture::{BOOKKEEPING, logged_tables};
use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::stage::{Stage, call};

/// What becomes of a command's effect.
pub enum Deed {
    /// It is taken back.
    Back(fn(&mut World) -> (usize, Value)),
    /// It leaves nothing that could be taken back, and is done in between.
    Between(&'static str, fn(&mut World) -> (usize, Value)),
    /// It stays, and why.
    Stays(&'static str),
}

use Deed::{Back, Between, Stays};

/// Every command of the kinds operate, keys and job.
pub const DEEDS: &[(&str, Deed)] = &[
    ("lead_add", Back(|world| (world.anybody(), world.fields()))),
    (
        "lead_edit",
        Back(|world| {
            let fields = world.fields();
            (world.anybody(), json!({"id": world.one_of("leads"), "fields": fields}))
        }),
    ),
    ("lead_delete", Back(|world| (world.anybody(), json!({"id": world.one_of("leads")})))),
    (
        "lead_share",
        Back(|world| {
            (world.anybody(), json!({"id": world.one_of("leads"), "account": world.one_of("accounts")}))
        }),
    ),
    (
        "lead_unshare",
        Back(|world| {
            (world.anybody(), json!({"id": world.one_of("leads"), "account": world.one_of("accounts")}))
        }),
    ),
    ("trash_restore", Back(|world| (world.anybody(), json!({"items": world.gone_things()})))),
    (
        "partner_save",
        Back(|world| {
            let known = world.maybe("partners");
            (world.anybody(), json!({"partner": known, "name": world.pick(CLINICS)}))
        }),
    ),
    ("partner_delete", Back(|world| (world.anybody(), json!({"partner": world.one_of("partners")})))),
    (
        "team_save",
        Back(|world| {
            let lead = world.maybe("accounts");
            (
                0,
                json!({"team": world.maybe("teams"), "name": world.pick(&["North", "South", "East"]), "lead": lead}),
            )
        }),
    ),
    ("team_delete", Back(|world| (0, json!({"team": world.one_of("teams")})))),
    (
        "account_place",
        Back(|world| {
            let (team, partner) = (world.maybe("teams"), world.maybe("partners"));
            (
                0,
                json!({"account": world.one_of("accounts"), "team": team, "partner": partner, "partner_all": false}),
            )
        }),
    ),
    ("account_role", Back(|world| (0, json!({"account": world.one_of("accounts"), "role": world.role()})))),
    (
        "role_copy",
        Back(|world| {
            (0, json!({"role": world.role(), "label": world.pick(&["Front desk", "Night shift", "Visits"])}))
        }),
    ),
    (
        "role_save",
        Back(|world| {
            let reach = world.pick(&["own", "everyone", "team"]);
            let permissions = world.pick(&[
                &["leads.view"][..],
                &["leads.view", "leads.edit", "leads.create"],
                &["leads.view", "leads.delete"],
            ]);
            let stages = if world.below(2) == 0 { Value::Null } else { json!([world.one_of("stages")]) };
            (
                0,
                json!({"role": world.role(), "label": world.pick(&["Front desk", "Night shift", "Visits"]), "reach": reach,
                   "masked": world.below(2) == 0, "permissions": permissions, "stages": stages}),
            )
        }),
    ),
    ("role_retire", Back(|world| (0, json!({"role": world.role()})))),
    (
        "setting_change",
        Back(|world| {
            let (setting, value) = world.pick(&[
                ("idle_minutes", "300"),
                ("idle_minutes", "400"),
                ("tiles", "no"),
                ("tiles", "yes"),
                ("session_hours", "20"),
            ]);
            (0, json!({"setting": setting, "value": value}))
        }),
    ),
    (
        "theme_choose",
        Back(|world| (world.anybody(), json!({"theme": world.pick(&["system", "day", "dusk"])}))),
    ),
    (
        "import_run",
        Back(|world| {
            let source = world.pick(SOURCES);
            let rows = format!(
                "first_name,last_name,phone,source,event_name\nMei,Chen,2155550102,{source},\nIris,Vale,2155550103,Event,{}\n",
                world.pick(EVENTS)
            );
            let path = world.stage.file("some.csv", rows.as_bytes());
            (
                0,
                json!({"path": path, "columns": ["first_name", "last_name", "phone", "source", "event_name"], "has_header": true, "job": 1}),
            )
        }),
    ),
    (
        "undo",
        Back(|world| match world.below(3) {
            0 => (world.anybody(), json!({})),
            _ => (
                world.anybody(),
                json!({"operation": world.one_of("operations"), "keep_changed": world.below(2) == 0}),
            ),
        }),
    ),
    ("redo", Back(|world| (world.anybody(), json!({})))),
    (
        "draft_save",
        Between("what is being typed is no act yet", |world| {
            (world.anybody(), json!({"form": "lead", "of": null, "content": "{\"city\": \"Media\"}"}))
        }),
    ),
    (
        "lead_reveal",
        Between("it changes nothing", |world| {
            (world.anybody(), json!({"id": world.one_of("leads"), "field": "dob"}))
        }),
    ),
    (
        "leads_export",
        Between("what was written into a file is out of reach", |world| {
            (0, json!({"path": world.stage.folder.path().join("out.csv"), "job": 1}))
        }),
    ),
    (
        "activity_export",
        Between("what was written into a file is out of reach", |world| {
            (0, json!({"path": world.stage.folder.path().join("log.csv"), "job": 1}))
        }),
    ),
    (
        "activity_print",
        Between("what was printed is out of reach", |world| {
            (0, json!({"path": world.stage.folder.path().join("log.pdf"), "job": 1}))
        }),
    ),
    ("log_verify", Between("that the log was checked stays", |_| (0, json!({"whole": true, "job": 1})))),
    (
        "looks_sign_off",
        Between("that a month was gone through stays", |world| {
            (
                0,
                json!({"month": chrono::Local::now().format("%Y-%m").to_string(), "note": world.pick(&["", "All is well"])}),
            )
        }),
    ),
    ("lead_erase", Stays("it is there so that nobody has it back")),
    ("paper_save", Stays("what was printed is out of reach")),
    ("profile_change", Stays("the key ring knows the name too")),
    ("password_change", Stays("nobody keeps a former password")),
    ("recovery_confirm", Stays("whoever wrote the code down has it")),
    ("recovery_renew", Stays("the former code opens nothing any more")),
    ("session_end", Stays("whoever was signed out signs in again")),
    ("account_approve", Stays("the key was granted; the account is disabled instead")),
    ("account_decline", Stays("the request is gone; they ask again")),
    ("account_disable", Stays("the office has a new key; the account is enabled instead")),
    ("account_enable", Stays("the key was granted; the account is disabled instead")),
    ("account_unlock", Stays("nobody keeps forgotten tries")),
    ("invitation_make", Stays("the paper is out of reach; the invitation is revoked instead")),
    ("invitation_revoke", Stays("another one is made instead")),
];

const CLINICS: &[&str] = &["Oak Clinic", "Elm Clinic", "Ash Clinic"];
const SOURCES: &[&str] = &["Church", "Web", "Radio", "Other"];
const EVENTS: &[&str] = &["Spring Health Fair", "Senior Day"];

/// What can be in the trash, and where.
const TRASH: &[(&str, &str)] = &[
    ("lead", "leads"),
    ("partner", "partners"),
    ("event", "events"),
    ("team", "teams"),
    ("staff", "staff"),
    ("role", "roles"),
    ("choice", "choices"),
];

/// Tables that say what cannot be taken back, each with the reason.
const STAYING: &[(&str, &str)] = &[
    ("heads_given", "which heads of the log were written outside"),
    ("leads_given", "which leads were written outside"),
    ("log_checks", "that the log was checked"),
    ("look_reviews", "that a month was gone through"),
    ("erasures", "what was erased for good"),
];

/// An office, who is signed in there, and a chance that is the same for the same seed.
pub struct World {
    pub stage: Stage,
    /// Dana, who owns the office, and others.
    pub desks: Vec<Arc<Desk>>,
    /// Leads are erased for good too.
    pub erases: bool,
    chance: u64,
}

impl World {
    pub fn new(seed: u64) -> World {
        let stage = Stage::new();
        stage.welcome("mag", "Mag Olsen", "manager");
        stage.welcome("ina", "Ina Brook", "intake_coordinator");
        let desks = vec![Arc::clone(&stage.desk), stage.desk_of("mag"), stage.desk_of("ina")];
        World { stage, desks, erases: false, chance: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 }
    }

    /// A number below another.
    pub fn below(&mut self, end: usize) -> usize {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        usize::try_from(self.chance % end as u64).unwrap()
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// A row of a table, deleted ones too; 0 where there is none. Of the log a late entry, and never an account's own.
    fn one_of(&mut self, table: &str) -> i64 {
        let question = match table {
            "operations" => "SELECT id FROM operations ORDER BY id DESC LIMIT 25".to_owned(),
            "accounts" => "SELECT id FROM accounts WHERE user_name <> 'dana'".to_owned(),
            table => format!("SELECT id FROM {table}"),
        };
        let rows = self.rows(&question);
        if rows.is_empty() { 0 } else { self.pick(&rows) }
    }

    fn maybe(&mut self, table: &str) -> Option<i64> {
        Some(self.one_of(table)).filter(|row| *row > 0 && self.below(2) == 0)
    }

    /// One thing of the trash or some of one kind, of any kind; now and then one that is not there.
    fn gone_things(&mut self) -> Value {
        let (kind, table) = self.pick(TRASH);
        let gone = self.rows(&format!("SELECT id FROM {table} WHERE deleted_at IS NOT NULL"));
        if gone.is_empty() || self.below(8) == 0 {
            return json!([{"kind": kind, "row": self.one_of(table)}]);
        }
        let several = 1 + self.below(2);
        (0..several).map(|_| json!({"kind": kind, "row": self.pick(&gone)})).collect()
    }

    /// Erases one of the leads in the trash, if there is one.
    fn erase(&mut self) {
        let gone = self.rows("SELECT id FROM leads WHERE deleted_at IS NOT NULL AND erased_at IS NULL");
        if !gone.is_empty() {
            let lead = self.pick(&gone);
            self.stage.call("lead_erase", json!({"leads": [lead], "reason": "Asked for in a letter"}));
        }
    }

    fn rows(&self, question: &str) -> Vec<i64> {
        let raw = self.stage.raw();
        let mut statement = raw.prepare(question).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    fn anybody(&mut self) -> usize {
        self.below(self.desks.len())
    }

    fn role(&mut self) -> String {
        let raw = self.stage.raw();
        let mut statement =
            raw.prepare("SELECT name FROM roles WHERE built_in = 0 AND deleted_at IS NULL").unwrap();
        let own: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        if own.is_empty() || self.below(3) == 0 {
            return self.pick(&["manager", "intake_coordinator", "marketer"]).to_owned();
        }
        let at = self.below(own.len());
        own[at].clone()
    }

    /// Some fields of a lead.
    fn fields(&mut self) -> Value {
        let mut fields = json!({"phone": format!("21555501{:02}", self.below(100))});
        for (field, values) in [
            ("first_name", &["Ruth", "Walter", "Iris"][..]),
            ("last_name", &["Abel", "Brandt", "Vale"]),
            ("city", &["Chester", "Bristol", "Media", ""]),
            ("email", &["one@abel.example", "two@abel.example"]),
            ("stage", &["New inquiry", "Contacted"]),
            ("source", SOURCES),
            ("event_name", EVENTS),
            ("partner", &["Oak Clinic", "Elm Clinic", ""]),
            ("staff_name", &["Luis Ortega", "Dana Whitfield", "Ina Brook", ""]),
            ("dob", &["1948-02-14", "1951-07-01"]),
            ("comments", &["Calls after five", ""]),
        ] {
            if field == "first_name" || self.below(3) == 0 {
                fields[field] = json!(self.pick(values));
            }
        }
        fields
    }

    /// Does something at random; what is refused is refused with a reason.
    pub fn step(&mut self) {
        if self.erases && self.below(12) == 0 {
            return self.erase();
        }
        let goes_back = self.below(8) > 0;
        let known: Vec<&(&str, Deed)> = DEEDS
            .iter()
            .filter(|(_, deed)| match deed {
                Back(_) => goes_back,
                Between(..) => !goes_back,
                Stays(_) => false,
            })
            .collect();
        let (name, deed) = known[self.below(known.len())];
        let (desk, input) = match deed {
            Back(make) | Between(_, make) => make(self),
            Stays(_) => return,
        };
        if let Err(error) = call(&self.desks[desk], name, input.clone()) {
            assert!(
                !matches!(error.code, Code::Internal | Code::BadCall | Code::Damaged),
                "{name} {input}: {error:?}"
            );
        }
    }
}

/// Every live row of every logged table that can be taken back, without who touched it last.
pub fn live_rows(stage: &Stage) -> Vec<String> {
    let raw = stage.raw();
    let mut rows = Vec::new();
    for table in
        logged_tables(&raw).unwrap().iter().filter(|table| !STAYING.iter().any(|(stays, _)| stays == table))
    {
        let mut statement = raw.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid").unwrap();
        let columns: Vec<String> =
            statement.query_map([table], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        let kept: Vec<String> =
            columns.into_iter().filter(|column| !BOOKKEEPING.contains(&column.as_str())).collect();
        let question = format!(
            "SELECT json_array('{table}', {}) FROM {table} WHERE deleted_at IS NULL ORDER BY id",
            kept.join(", ")
        );
        let mut statement = raw.prepare(&question).unwrap();
        rows.extend(statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap));
    }
    rows
}

/// Asserts that two states of the office are the same, and names what differs.
pub fn assert_same(is: &[String], was: &[String], when: &str) {
    let more: Vec<&String> = is.iter().filter(|row| !was.contains(row)).collect();
    let less: Vec<&String> = was.iter().filter(|row| !is.contains(row)).collect();
    assert!(more.is_empty() && less.is_empty(), "{when}: there is {more:#?} instead of {less:#?}");
}

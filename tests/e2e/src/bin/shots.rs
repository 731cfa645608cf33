//! Takes a picture of every screen, in both themes and two sizes, into the folder it is given.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use porchlight_e2e::{OWNER, PASSWORD, Setting, Sought, Stage, password_of};
use serde_json::json;

const THEMES: [&str; 2] = ["dusk", "day"];
/// Width, height, and what the file's name ends with.
const SIZES: [(u32, u32, &str); 2] = [(1100, 700, "-small"), (1440, 900, "")];
/// The pages behind the sign-in: name of the picture, address, and the test id that shows it is there.
/// `{lead}` stands for the newest lead, `{role}` for the office's own role.
const PAGES: &[(&str, &str, &str)] = &[
    ("dashboard", "/dashboard", "dashboard-page"),
    ("leads", "/leads", "leads-table"),
    ("lead", "/leads/{lead}", "lead-drawer"),
    ("lead-edit", "/leads/{lead}/edit", "lead-form"),
    ("lead-add", "/leads/new", "lead-form"),
    ("import", "/import", "import-file"),
    ("activity", "/activity", "activity-list"),
    ("activity-lead", "/activity/lead/{lead}", "activity-list"),
    ("trash", "/trash", "trash-list"),
    ("looks", "/looks", "looks-list"),
    ("looks-review", "/looks/review", "month-review"),
    ("people", "/people", "request-card"),
    ("people-invitations", "/people/invitations", "invitation-list"),
    ("people-teams", "/people/teams", "team-list"),
    ("people-sessions", "/people/sessions", "sessions-list"),
    ("roles", "/roles", "role-matrix"),
    ("role-change", "/roles/{role}", "role-panel"),
    ("settings", "/settings", "settings-list"),
    ("account", "/account", "sessions"),
];
/// The same pages in an office that has nothing yet.
const EMPTY_PAGES: &[(&str, &str, &str)] = &[
    ("dashboard-empty", "/dashboard", "dashboard-empty"),
    ("leads-empty", "/leads", "no-leads-yet"),
    ("trash-empty", "/trash", "trash-empty"),
    ("looks-empty", "/looks", "looks-empty"),
];
/// Whether nothing on the page is still being fetched.
const FETCHED: &str = "!document.querySelector('[aria-busy=true], .skeleton')";
/// Invented people; the third row has no phone that could be dialled.
const IMPORT: &str = "First name,Last name,Phone,Source,Date\n\
    Ruth,Abel,(215) 555-0134,Home Health Notify,2026-03-02\n\
    Walter,Quinn,215-555-0171,Website,2026-03-03\n\
    Ines,Marlow,not known,Referral,2026-03-04\n\
    Otis,Fenwick,215 555 0119,Community event,2026-03-05\n";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).context("usage: shots FOLDER")?);
    std::fs::create_dir_all(&folder)?;
    Stage::play(Setting::empty("shots-first-run"), async |stage| first_run(stage, &folder).await).await?;
    Stage::play(Setting::office("shots-empty"), async |stage| {
        stage.sign_in().await?;
        for (name, address, shown) in EMPTY_PAGES {
            show(stage, &folder, name, address, shown).await?;
        }
        Ok(())
    })
    .await?;
    Stage::play(Setting::demo("shots-desk", 2_000), async |stage| desk(stage, &folder).await).await
}

async fn first_run(stage: &Stage, folder: &Path) -> Result<()> {
    stage.type_into("Name of the office", "Elm Street Care").await?;
    take(stage, folder, "first-run-office").await?;
    stage.click_on(Sought::TestId("first-run-next")).await?;
    stage.type_into("Your name", "Dana Whitfield").await?;
    stage.type_into("E-mail", "dana@elmstreet.example").await?;
    for field in stage.all(Sought::Css("input[autocomplete=new-password]")).await? {
        field.send_keys(PASSWORD).await?;
    }
    take(stage, folder, "first-run-owner").await?;
    stage.click_on(Sought::TestId("first-run-next")).await?;
    stage.find(Sought::TestId("first-run-step-3")).await?;
    take(stage, folder, "first-run-pipeline").await?;
    stage.click_on(Sought::TestId("first-run-next")).await?;
    stage.find(Sought::TestId("recovery-code")).await?;
    take(stage, folder, "first-run-recovery-code").await
}

async fn desk(stage: &Stage, folder: &Path) -> Result<()> {
    stage.find(Sought::TestId("sign-in")).await?;
    ask(stage, folder).await?;
    let (lead, role) = people_it(stage).await?;
    stage.sign_in().await?;
    let pages: Vec<(&str, String, &str)> = PAGES.iter().map(filled(&lead, &role)).collect();
    for (name, address, shown) in &pages {
        show(stage, folder, name, address, shown).await?;
    }
    past(stage, folder, &lead).await?;
    check(stage, folder).await?;
    import(stage, folder).await?;
    stage.lock().await?;
    take(stage, folder, "sign-in-locked").await?;
    stage.sign_in_as("priya").await?;
    show(stage, folder, "lead-covered", &format!("/leads/{lead}"), "lead-drawer").await?;
    stage.sign_out().await?;
    take(stage, folder, "sign-in").await
}

/// Somebody asks for an account.
async fn ask(stage: &Stage, folder: &Path) -> Result<()> {
    stage.click("button", "Ask for an account").await?;
    stage.type_into("Your name", "Luis Ortega").await?;
    stage.type_into("E-mail", "luis@elmstreet.example").await?;
    for field in ["Password", "Password again"] {
        stage.type_into(field, &password_of("luis")).await?;
    }
    stage.find(Sought::TestId("ask-account-password-strength")).await?;
    take(stage, folder, "ask-account").await?;
    stage.click("button", "Send the request").await?;
    stage.find(Sought::TestId("six-words")).await?;
    take(stage, folder, "ask-account-words").await?;
    stage.click("button", "Back to sign-in").await
}

/// Gives the sample office colleagues, a team, an invitation, a role of its own and a lead that is shared; answers
/// with this lead and the role.
async fn people_it(stage: &Stage) -> Result<(String, String)> {
    stage.welcome("mei", "Mei Chen", "intake_coordinator")?;
    stage.welcome("hollis", "Hollis Greene", "team_lead")?;
    stage.welcome("priya", "Priya Nair", "guest")?;
    let newest = stage.leads(&["--limit", "1"]).await?;
    let lead =
        newest.first().and_then(|lead| lead["id"].as_i64()).context("the sample office has no lead")?;
    let owner = stage.desk_of(OWNER)?;
    let code = owner.call("recovery_renew", json!({"password": PASSWORD}))?["recovery_code"].clone();
    let group = code.as_str().and_then(|code| code.split('-').next()).unwrap_or_default();
    owner.call("recovery_confirm", json!({"group": 0, "typed": group}))?;
    owner.call("profile_change", json!({"name": "Dana Whitfield", "email": "dana@elmstreet.example"}))?;
    let hollis = owner.person("hollis")?["account"].clone();
    let team = json!({"team": null, "name": "Morning desk", "lead": hollis});
    owner.call("team_save", team)?;
    owner.call("invitation_make", json!({"role": "caller", "name": "Otis Fenwick"}))?;
    let known = json!({"dob": "1948-05-17", "medicaid_no": "1122334455"});
    owner.call("lead_edit", json!({"id": lead, "fields": known}))?;
    let mei = owner.person("mei")?["account"].clone();
    owner.call("lead_share", json!({"id": lead, "account": mei}))?;
    let role = owner.call("role_copy", json!({"role": "caller", "label": "Weekend caller"}))?;
    let colleague = stage.desk_of("mei")?;
    colleague.call("lead_edit", json!({"id": lead, "fields": {"city": "Chester"}}))?;
    colleague.call("lead_edit", json!({"id": lead, "fields": {"stage": "Contacted", "comments": "Her daughter calls back on Friday."}}))?;
    colleague.call("lead_reveal", json!({"id": lead, "field": "medicaid_no"}))?;
    colleague.call("sign_out", json!({}))?;
    owner.call("lead_reveal", json!({"id": lead, "field": "dob"}))?;
    owner.call("leads_export", json!({"path": stage.file("leads.csv"), "job": 1}))?;
    for gone in stage.leads(&["--limit", "4"]).await?.iter().filter(|gone| gone["id"] != lead) {
        owner.call("lead_delete", json!({"id": gone["id"]}))?;
    }
    owner.call("partner_save", json!({"partner": null, "name": "Oak Street Clinic"}))?;
    let clinic = owner.call("people", json!({}))?["partners"][0]["partner"].clone();
    owner.call("partner_delete", json!({"partner": clinic}))?;
    Ok((lead.to_string(), role["role"].as_str().context("the copy has no name")?.to_owned()))
}

/// A page's address with the lead and the role in it.
fn filled<'a>(lead: &str, role: &str) -> impl Fn(&(&'a str, &'a str, &'a str)) -> (&'a str, String, &'a str) {
    move |(name, address, shown)| (name, address.replace("{lead}", lead).replace("{role}", role), shown)
}

async fn show(stage: &Stage, folder: &Path, name: &str, address: &str, shown: &str) -> Result<()> {
    stage.go_to(address).await?;
    stage.find(Sought::TestId(shown)).await?;
    take(stage, folder, name).await
}

/// A lead as it was before its last changes.
async fn past(stage: &Stage, folder: &Path, lead: &str) -> Result<()> {
    stage.go_to(&format!("/leads/{lead}/history")).await?;
    stage.find(Sought::TestId("history-then")).await?;
    let moments = stage.all(Sought::TestId("history-moment")).await?;
    moments.get(3).context("the lead has no past")?.click().await?;
    stage.find(Sought::TestId("then-who")).await?;
    take(stage, folder, "history").await
}

/// The check of the log, done and sound.
async fn check(stage: &Stage, folder: &Path) -> Result<()> {
    stage.go_to("/activity").await?;
    stage.click_on(Sought::TestId("check-log")).await?;
    stage.click_on(Sought::TestId("check-everything")).await?;
    stage.find(Sought::TestId("check-result")).await?;
    take(stage, folder, "activity-check").await
}

async fn import(stage: &Stage, folder: &Path) -> Result<()> {
    let file = stage.file("spring fair.csv");
    std::fs::write(&file, IMPORT)?;
    stage.choose_next(Some(&file))?;
    stage.go_to("/import").await?;
    stage.click_on(Sought::TestId("import-choose")).await?;
    stage.find(Sought::TestId("import-columns")).await?;
    take(stage, folder, "import-columns").await?;
    stage.click_on(Sought::TestId("import-start")).await?;
    stage.find(Sought::TestId("import-result")).await?;
    take(stage, folder, "import-result").await
}

/// One picture for each theme and size, once everything on the page is there.
async fn take(stage: &Stage, folder: &Path, name: &str) -> Result<()> {
    for (width, height, ending) in SIZES {
        stage.resize(width, height).await?;
        stage.point_nowhere().await?;
        for theme in THEMES {
            stage.wear(theme).await?;
            stage.until_true(FETCHED).await?;
            let file = folder.join(format!("{name}-{theme}{ending}.png"));
            stage.picture(&file).await?;
            println!("{}", file.display());
        }
    }
    Ok(())
}

//! Takes a picture of every screen, in both themes and two sizes, into the folder it is given.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use porchlight_e2e::{PASSWORD, Setting, Sought, Stage};

const THEMES: [&str; 2] = ["dusk", "day"];
/// Width, height, and what the file's name ends with.
const SIZES: [(u32, u32, &str); 2] = [(1100, 700, "-small"), (1440, 900, "")];
/// The pages behind the sign-in: name of the picture, address, and the test id that shows it is there.
/// `{lead}` stands for the newest lead.
const PAGES: &[(&str, &str, &str)] = &[
    ("dashboard", "/dashboard", "dashboard-page"),
    ("leads", "/leads", "leads-table"),
    ("lead", "/leads/{lead}", "lead-drawer"),
    ("lead-edit", "/leads/{lead}/edit", "lead-form"),
    ("lead-add", "/leads/new", "lead-form"),
    ("import", "/import", "import-file"),
    ("activity", "/activity", "activity-list"),
];
/// The same pages in an office that has nothing yet.
const EMPTY_PAGES: &[(&str, &str, &str)] =
    &[("dashboard-empty", "/dashboard", "dashboard-empty"), ("leads-empty", "/leads", "no-leads-yet")];
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
        pages(stage, &folder, EMPTY_PAGES, "").await
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
    take(stage, folder, "sign-in").await?;
    stage.sign_in().await?;
    let newest = stage.command_line(&["leads", "--limit", "1", "--json"]).await?.json()?;
    let lead = newest["leads"][0]["id"].as_i64().context("the sample office has no lead")?;
    pages(stage, folder, PAGES, &lead.to_string()).await?;
    import(stage, folder).await
}

async fn pages(stage: &Stage, folder: &Path, pages: &[(&str, &str, &str)], lead: &str) -> Result<()> {
    for (name, address, shown) in pages {
        stage.go_to(&address.replace("{lead}", lead)).await?;
        stage.find(Sought::TestId(shown)).await?;
        take(stage, folder, name).await?;
    }
    Ok(())
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

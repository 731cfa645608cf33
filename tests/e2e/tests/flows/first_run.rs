//! The first start, when there is no office yet.

use anyhow::{Context, Result};
use porchlight_e2e::{OWNER, PASSWORD, Setting, Sought, Stage};

#[tokio::test]
async fn the_window_opens_and_shows_the_first_run() -> Result<()> {
    Stage::play(Setting::empty("first-run"), async |stage| {
        stage.see_a("field", "Name of the office").await?;
        assert_eq!(stage.client()?.title().await?, "Porchlight");
        assert_eq!(stage.windows().await?, 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_first_step_can_be_walked_with_the_keyboard() -> Result<()> {
    Stage::play(Setting::empty("first-run-keyboard"), async |stage| {
        stage.type_into("Name of the office", "Elm Street Care").await?;
        stage.tab_to("Continue").await?;
        assert!(stage.walk().await?.iter().any(|stop| stop.contains("Name of the office")));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn three_steps_make_an_office_with_its_owner_and_open_the_dashboard() -> Result<()> {
    Stage::play(Setting::empty("first-run-whole"), async |stage| {
        found_the_office(stage).await?;
        stage.see("The office is ready for its first lead").await?;
        let stats = stage.command_line(&["stats", "--json"]).await?.json()?;
        assert_eq!(stats["accounts"], 1, "the owner signs in from the command line too");
        assert_eq!(stats["leads"], 0);
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_back_keeps_what_was_typed() -> Result<()> {
    Stage::play(Setting::empty("first-run-errors"), async |stage| {
        nothing_else_is_open(stage).await?;
        stage.click("button", "Continue").await?;
        stage.see_in(Sought::TestId("first-run-office-name-error"), "Type the name of the office.").await?;
        stage.type_into("Name of the office", "Elm Street Care").await?;
        stage.click("button", "Continue").await?;

        stage.click("button", "Continue").await?;
        for (field, sentence) in [
            ("owner-name", "Type your name."),
            ("user-name", "Choose a user name"),
            ("email", "Type your e-mail address."),
            ("password", "Choose a password."),
        ] {
            stage.see_in(Sought::TestId(&format!("first-run-{field}-error")), sentence).await?;
        }
        stage.type_into("Your name", "Dana Whitfield").await?;
        stage.type_into("E-mail", "dana@elmstreet.example").await?;
        stage.type_into("Password", "too short").await?;
        // What the core thinks of it moves the button down.
        stage.see_in(Sought::TestId("first-run-password-strength"), "Easy to guess").await?;
        stage.click("button", "Continue").await?;
        stage.see_in(Sought::TestId("first-run-password-error"), "has 9 characters").await?;
        stage.type_into("Password", PASSWORD).await?;
        stage.type_into("Password again", "seven lanterns on the roof").await?;
        stage.click("button", "Continue").await?;
        stage.see_in(Sought::TestId("first-run-password-again-error"), "The two passwords differ").await?;

        // Long enough for the page, and refused by the core, which alone knows what is easy to guess.
        let guessable = "aaaaaaaaaaaaaaaaaaaa";
        stage.type_into("Password", guessable).await?;
        stage.type_into("Password again", guessable).await?;
        stage.click("button", "Continue").await?;
        stage.click("button", "Create the office").await?;
        stage.see_in(Sought::TestId("first-run-password-error"), "Choose four or five unusual words").await?;
        stage.find(Sought::TestId("first-run-step-2")).await?;

        stage.click("button", "Back").await?;
        assert_eq!(stage.value_of("Name of the office").await?, "Elm Street Care");
        stage.click("button", "Continue").await?;
        for (field, typed) in [
            ("Your name", "Dana Whitfield"),
            ("User name", OWNER),
            ("E-mail", "dana@elmstreet.example"),
            ("Password again", guessable),
        ] {
            assert_eq!(stage.value_of(field).await?, typed, "{field}");
        }
        nothing_else_is_open(stage).await?;
        assert!(!stage.office().join("office.keys").exists(), "nothing was made yet");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_office_opens_only_when_the_recovery_code_was_typed_back() -> Result<()> {
    Stage::play(Setting::empty("first-run-code"), async |stage| {
        let code = fill_the_three_steps(stage).await?;
        nothing_else_is_open(stage).await?;
        stage.click("button", "Open the office").await?;
        stage.see_in(Sought::TestId("recovery-confirm-error"), "as it stands above").await?;
        stage.type_into("of the code, to be sure", "0000").await?;
        stage.click("button", "Open the office").await?;
        stage.see_in(Sought::TestId("recovery-confirm-error"), "This is not that part of the code.").await?;
        nothing_else_is_open(stage).await?;
        type_back(stage, &code).await?;
        stage.click("button", "Open the office").await?;
        stage.find(Sought::TestId("user-dropdown")).await.map(drop)
    })
    .await
}

/// Goes through the first run and opens the new office; answers with the groups of its recovery code.
pub async fn found_the_office(stage: &Stage) -> Result<Vec<String>> {
    let code = fill_the_three_steps(stage).await?;
    type_back(stage, &code).await?;
    stage.click("button", "Open the office").await?;
    stage.find(Sought::TestId("dashboard-page")).await?;
    Ok(code)
}

pub async fn fill_the_three_steps(stage: &Stage) -> Result<Vec<String>> {
    stage.type_into("Name of the office", "Elm Street Care").await?;
    stage.click("button", "Continue").await?;
    stage.type_into("Your name", "Dana Whitfield").await?;
    assert_eq!(stage.value_of("User name").await?, OWNER);
    stage.type_into("E-mail", "dana@elmstreet.example").await?;
    stage.type_into("Password", PASSWORD).await?;
    stage.type_into("Password again", PASSWORD).await?;
    stage.click("button", "Continue").await?;
    stage.click("button", "Create the office").await?;
    recovery_code(stage).await
}

/// The groups of the recovery code, as a screen reader is told them.
pub async fn recovery_code(stage: &Stage) -> Result<Vec<String>> {
    let spoken = stage.find(Sought::TestId("recovery-code")).await?.attr("aria-label").await?;
    let code = spoken.context("the recovery code is not told to a screen reader")?;
    Ok(code.rsplit(": ").next().unwrap_or_default().split(", ").map(str::to_owned).collect())
}

/// Proves to the page that the code was kept, by the group that it asks for.
pub async fn type_back(stage: &Stage, code: &[String]) -> Result<()> {
    let asked = stage.find(Sought::TestId("recovery-confirm")).await?.attr("data-group").await?;
    let number: usize = asked.context("the page does not say which group it asks for")?.parse()?;
    let group = number.checked_sub(1).and_then(|place| code.get(place));
    stage.type_into("of the code, to be sure", group.context("the code has no such group")?).await
}

/// Whatever address is asked for, what stands on the screen stays, and no page of the office appears.
pub async fn nothing_else_is_open(stage: &Stage) -> Result<()> {
    let before = stage.text_of(Sought::Css("h1")).await?;
    for page in ["dashboard", "leads", "leads/new", "leads/1", "import", "activity"] {
        stage.go_to(&format!("/{page}")).await?;
        stage.painted().await?;
        assert_eq!(stage.text_of(Sought::Css("h1")).await?, before, "at /{page}");
        assert!(stage.all(Sought::Css("nav, [data-testid^=route-]")).await?.is_empty(), "at /{page}");
    }
    Ok(())
}

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
        stage.type_into("Name of the office", "Elm Street Care").await?;
        stage.click("button", "Continue").await?;
        stage.type_into("Your name", "Dana Whitfield").await?;
        assert_eq!(stage.value_of("User name").await?, OWNER);
        stage.type_into("E-mail", "dana@elmstreet.example").await?;
        stage.type_into("Password", PASSWORD).await?;
        stage.type_into("Password again", PASSWORD).await?;
        stage.click("button", "Continue").await?;
        stage.click("button", "Create the office").await?;

        let spoken = stage.find(Sought::TestId("recovery-code")).await?.attr("aria-label").await?;
        let code = spoken.context("the recovery code is not told to a screen reader")?;
        let groups: Vec<&str> = code.rsplit(": ").next().unwrap_or_default().split(", ").collect();
        let last = groups.last_chunk::<2>().context("the recovery code has too few groups")?.join(" ");
        stage.type_into("Type the last two groups of the code", &last).await?;
        stage.click("button", "Open the office").await?;
        stage.find(Sought::TestId("dashboard-page")).await?;

        let stats = stage.command_line(&["stats", "--json"]).await?;
        assert_eq!(stats.code, 0, "the owner signs in from the command line too: {}", stats.messages);
        Ok(())
    })
    .await
}

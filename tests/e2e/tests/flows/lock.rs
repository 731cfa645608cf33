//! The lock: nothing of the screen is left, what was typed is kept for who typed it, and for nobody else.
//! That the office locks by itself when nobody is there is played in the core's stories, which have a clock.

use anyhow::{Context, Result, ensure};
use porchlight_e2e::{Setting, Sought, Stage};

#[tokio::test]
async fn a_lock_leaves_nothing_and_only_who_typed_finds_it_again() -> Result<()> {
    Stage::play(Setting::office("lock"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "intake_coordinator")?;
        stage.sign_in().await?;
        stage.click("button", "Add lead").await?;
        stage.type_into("First name", "Walter").await?;
        stage.type_into("Comments", "Calls back on Monday").await?;
        stage.lock().await?;
        stage.see_in(Sought::TestId("sign-in-locked-name"), "dana").await?;
        stage.see_in(Sought::TestId("sign-in-locked-sentence"), "Locked by hand.").await?;
        nothing_is_left(stage).await?;
        stage.type_into("Password", "nine lanterns on the porch").await?;
        stage.click("button", "Sign in").await?;
        stage.find(Sought::TestId("sign-in-password-error")).await?;
        nothing_is_left(stage).await?;

        stage.sign_in_as("luis").await?;
        stage
            .find(Sought::TestId("dashboard-page"))
            .await
            .context("somebody else begins at the first page")?;
        stage.click("button", "Add lead").await?;
        stage.find(Sought::TestId("lead-form")).await?;
        assert_eq!(stage.value_of("First name").await?, "", "what somebody else typed is not his");
        nothing_is_left(stage).await?;
        stage.type_into("First name", "Otis").await?;
        stage.lock().await?;

        stage.sign_in().await?;
        stage.click("button", "Add lead").await?;
        stage.see_in(Sought::TestId("lead-form-kept"), "What you typed here before was kept").await?;
        assert_eq!(stage.value_of("First name").await?, "Walter");
        assert_eq!(stage.value_of("Comments").await?, "Calls back on Monday");
        stage.lock().await?;
        stage.type_into("Password", porchlight_e2e::PASSWORD).await?;
        stage.click("button", "Sign in").await?;
        stage
            .find(Sought::TestId("lead-form"))
            .await
            .context("who comes back finds the page that was open")?;
        assert_eq!(stage.value_of("First name").await?, "Walter");
        Ok(())
    })
    .await
}

/// Neither the page nor what it keeps holds anything of what was typed.
async fn nothing_is_left(stage: &Stage) -> Result<()> {
    let script = "return [document.documentElement.outerHTML, document.title, JSON.stringify(localStorage),
        JSON.stringify(sessionStorage), ...[...document.querySelectorAll('input, textarea')].map((field) => field.value)]
        .join('\\n')";
    let page = stage.client()?.execute(script, Vec::new()).await?;
    let page = page.as_str().unwrap_or_default();
    for words in ["Walter", "Calls back"] {
        ensure!(!page.contains(words), "the page still holds '{words}': {page}");
    }
    Ok(())
}

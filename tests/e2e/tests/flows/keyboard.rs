//! Every control of every screen is reached with the Tab key, and each shows that the keyboard is there.

use anyhow::{Context, Result};
use porchlight_e2e::{Key, Setting, Sought, Stage};

#[tokio::test]
async fn the_keyboard_reaches_every_control_before_the_sign_in() -> Result<()> {
    Stage::play(Setting::empty("keyboard-first-run").on_own_display(), async |stage| {
        stage.find(Sought::TestId("first-run-step-1")).await?;
        stage.walk_everywhere().await.context("first step")?;
        stage.type_into("Name of the office", "Elm Street Care").await?;
        stage.press(Key::Enter).await?;
        stage.find(Sought::TestId("first-run-step-2")).await?;
        stage.walk_everywhere().await.context("second step")
    })
    .await?;
    Stage::play(Setting::office("keyboard-sign-in").on_own_display(), async |stage| {
        stage.find(Sought::TestId("sign-in")).await?;
        stage.walk_everywhere().await.context("sign-in")?;
        stage.click("button", "Use the recovery code").await?;
        stage.find(Sought::TestId("sign-in-recovery")).await?;
        stage.walk_everywhere().await.context("recovery code")
    })
    .await
}

#[tokio::test]
async fn the_keyboard_reaches_every_control_of_the_desk() -> Result<()> {
    Stage::play_at_desk(Setting::demo("keyboard-desk", 60).on_own_display(), async |stage| {
        let newest = stage.leads(&["--limit", "1"]).await?;
        let lead =
            newest.first().and_then(|lead| lead["id"].as_i64()).context("the sample office has no lead")?;
        for (address, shown) in [
            ("/dashboard", "chart-leads-by-source-picture"),
            ("/leads", "lead-row"),
            (&format!("/leads/{lead}"), "timeline"),
            (&format!("/leads/{lead}/edit"), "lead-form"),
            ("/leads/new", "lead-form"),
            ("/import", "import-file"),
            ("/activity", "audit-log-item"),
            ("/attic", "route-home"),
        ] {
            stage.go_to(address).await?;
            stage.find(Sought::TestId(shown)).await?;
            stage.walk_everywhere().await.with_context(|| format!("at {address}"))?;
        }
        Ok(())
    })
    .await
}

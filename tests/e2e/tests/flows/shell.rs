//! The frame around the pages: addresses, themes, and what a kill leaves.

use anyhow::Result;
use porchlight_e2e::{Setting, Sought, Stage};

#[tokio::test]
async fn every_page_has_an_address_and_an_unknown_one_is_a_sentence() -> Result<()> {
    Stage::play_at_desk(Setting::office("routes"), async |stage| {
        for (page, label) in [
            ("leads", "Leads"),
            ("import", "Import"),
            ("activity", "Activity log"),
            ("dashboard", "Dashboard"),
        ] {
            stage.click("link", label).await?;
            stage.find(Sought::TestId(&format!("route-{page}"))).await?;
            assert_eq!(stage.text_of(Sought::TestId("page-title")).await?, label);
            stage.until_true(&format!("location.hash === '#/{page}'")).await?;
            stage.until_true(&format!("document.title === '{label} - Elm Street Care - Porchlight'")).await?;
        }
        stage.go_to("/attic").await?;
        stage.see("There is no such page").await?;
        stage.click("button", "Go to Dashboard").await?;
        stage.find(Sought::TestId("dashboard-page")).await?;
        stage.go_to("/leads/4711").await?;
        stage.see_in(Sought::TestId("lead-gone"), "There is no lead 4711").await?;
        stage.click("link", "Import").await?;
        stage.click("link", "Leads").await?;
        stage.see("No leads yet").await?;
        stage.client()?.back().await?;
        stage.find(Sought::TestId("import-page")).await.map(drop)
    })
    .await
}

#[tokio::test]
async fn the_chosen_theme_is_there_again_after_a_restart() -> Result<()> {
    Stage::play_at_desk(Setting::office("theme"), async |stage| {
        for theme in ["day", "dusk"] {
            stage.click_on(Sought::TestId("user-dropdown")).await?;
            stage.click_on(Sought::TestId(&format!("theme-{theme}"))).await?;
            let worn = format!("document.documentElement.dataset.theme === '{theme}'");
            stage.until_true(&worn).await?;
            let ground = ground(stage).await?;
            stage.close().await;
            stage.open().await?;
            stage.find(Sought::TestId("sign-in")).await?;
            stage.until_true(&worn).await?;
            assert_eq!(self::ground(stage).await?, ground, "before anybody has signed in");
            stage.sign_in().await?;
        }
        Ok(())
    })
    .await
}

/// The colour behind everything.
async fn ground(stage: &Stage) -> Result<String> {
    let script = "return getComputedStyle(document.body).backgroundColor";
    let colour = stage.client()?.execute(script, Vec::new()).await?;
    Ok(colour.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_kill_in_the_middle_of_typing_loses_nothing_that_was_acknowledged() -> Result<()> {
    Stage::play_at_desk(Setting::office("killed-at-work"), async |stage| {
        for name in ["Ruth", "Otis"] {
            stage.click_on(Sought::TestId("add-lead-button")).await?;
            stage.type_into("First name", name).await?;
            stage.type_into("Phone", "215 555 0134").await?;
            stage.click_on(Sought::TestId("lead-save")).await?;
            stage.see(&format!("{name} added")).await?;
        }
        stage.click_on(Sought::TestId("add-lead-button")).await?;
        stage.type_into("First name", "Half").await?;
        stage.kill().await?;

        assert_eq!(stage.count(&[]).await?, 2);
        stage.office_is_sound().await?;
        stage.open().await?;
        stage.sign_in().await?;
        stage.click("link", "Leads").await?;
        stage.see_count(Sought::TestId("lead-row"), 2).await?;
        stage.see("Ruth").await?;
        stage.see("Otis").await
    })
    .await
}

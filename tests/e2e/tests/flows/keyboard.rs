//! Every control of every screen is reached with the Tab key, and each shows that the keyboard is there.

use anyhow::{Context, Result};
use porchlight_e2e::{Key, OWNER, PASSWORD, Setting, Sought, Stage};
use serde_json::json;

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
        stage.walk_everywhere().await.context("recovery code")?;
        stage.click("button", "Back").await?;
        stage.click("button", "Ask for an account").await?;
        stage.find(Sought::TestId("ask-account")).await?;
        stage.walk_everywhere().await.context("asking for an account")?;
        stage.click("button", "Back").await?;
        stage.click("button", "Forgotten password").await?;
        stage.find(Sought::TestId("ask-reset")).await?;
        stage.walk_everywhere().await.context("forgotten password")
    })
    .await
}

#[tokio::test]
async fn the_keyboard_reaches_every_control_of_the_desk() -> Result<()> {
    Stage::play_at_desk(Setting::demo("keyboard-desk", 60).on_own_display(), async |stage| {
        stage.ask_for_account("luis", "Luis Ortega")?;
        let newest = stage.leads(&["--limit", "2"]).await?;
        let mut newest = newest.iter().filter_map(|lead| lead["id"].as_i64());
        let lead = newest.next().context("the sample office has no lead")?;
        stage.desk_of(OWNER)?.call("lead_delete", json!({"id": newest.next()}))?;
        for (address, shown) in [
            ("/dashboard", "chart-leads-by-source-picture"),
            ("/leads", "lead-row"),
            (&format!("/leads/{lead}"), "timeline"),
            (&format!("/leads/{lead}/edit"), "lead-form"),
            ("/leads/new", "lead-form"),
            (&format!("/leads/{lead}/history"), "then-table"),
            ("/import", "import-file"),
            ("/activity", "audit-log-item"),
            ("/trash", "trash-row"),
            ("/people", "request-card"),
            ("/people/invitations", "invitation-new"),
            ("/people/teams", "team-add"),
            ("/people/sessions", "session-row"),
            ("/roles", "role-matrix"),
            ("/settings", "settings-list"),
            ("/account", "sessions"),
            ("/account/recovery", "account-recovery-password"),
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

#[tokio::test]
async fn signing_in_locking_and_approving_need_no_mouse() -> Result<()> {
    Stage::play(Setting::office("keyboard-approve").on_own_display(), async |stage| {
        let words = stage.ask_for_account("luis", "Luis Ortega")?;
        stage.find(Sought::TestId("sign-in")).await?;
        stage.see_focus_on("User name or e-mail").await?;
        stage.type_here(OWNER).await?;
        stage.tab_to("Password").await?;
        stage.type_here(PASSWORD).await?;
        stage.press(Key::Enter).await?;
        stage.find(Sought::TestId("user-dropdown")).await?;
        stage.lock().await?;
        stage.see_in(Sought::TestId("sign-in-locked-name"), OWNER).await?;
        stage.see_focus_on("Password").await?;
        stage.type_here(PASSWORD).await?;
        stage.press(Key::Enter).await?;
        stage.see_in(Sought::TestId("nav-people-badge"), "1").await?;

        stage.tab_until("[data-testid=nav-people]").await?;
        stage.press(Key::Enter).await?;
        stage.find(Sought::TestId("request-card")).await?;
        stage.tab_until("[data-testid=request-words] input").await?;
        stage.press(' ').await?;
        let chosen = format!(
            "document.querySelector('[data-testid=request-words] input:checked')?.value === '{words}'"
        );
        while stage.client()?.execute(&format!("return {chosen}"), Vec::new()).await? != true {
            stage.press(Key::Down).await?;
        }
        stage.tab_to("Role").await?;
        stage.type_here("Call").await?;
        stage.until_true("document.querySelector('[data-testid=request-role]').value === 'caller'").await?;
        stage.tab_to("Approve").await?;
        stage.press(Key::Enter).await?;
        stage.see_in(Sought::TestId("toast"), "Luis Ortega approved as Caller").await
    })
    .await
}

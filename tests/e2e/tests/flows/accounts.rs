//! Getting in and out: wrong passwords, the growing wait, signing out, the recovery code.

use anyhow::{Context, Result};
use porchlight_e2e::{OWNER, PASSWORD, Setting, Sought, Stage};

use crate::first_run::{found_the_office, nothing_else_is_open, recovery_code, type_back};

const NEW_PASSWORD: &str = "four kettles under a maple";

#[tokio::test]
async fn a_wrong_password_is_one_sentence_and_waits_that_grow() -> Result<()> {
    Stage::play(Setting::office("sign-in-wrong"), async |stage| {
        stage.say_who(OWNER).await?;
        try_wrong_password(stage).await?;
        let error = Sought::TestId("sign-in-password-error");
        stage.see_in(error, "The name or the password is not right. Check both and try again.").await?;
        assert_eq!(stage.value_of("Password").await?, "", "the next try begins with an empty field");

        let mut waits = Vec::new();
        while waits.len() < 2 {
            try_wrong_password(stage).await?;
            let sentence = stage.text_of(error).await?;
            if let Some(seconds) = seconds_to_wait(&sentence) {
                assert!(!stage.find(Sought::TestId("sign-in-submit")).await?.is_enabled().await?);
                waits.push(seconds);
                stage.see_in(error, "You can try again now.").await?;
            }
        }
        assert!(waits[0] < waits[1], "the waits grow: {waits:?}");

        stage.sign_in().await?;
        stage.see_in(Sought::TestId("toast"), "failed tries since your last sign-in").await
    })
    .await
}

async fn try_wrong_password(stage: &Stage) -> Result<()> {
    stage.type_into("Password", "nine lanterns on the porch").await?;
    stage.click("button", "Sign in").await?;
    // While it is looked at, the field keeps it; then the page empties the field and says what came of it.
    stage.until_true("document.querySelector('[data-testid=sign-in-password]').value === ''").await?;
    stage.find(Sought::TestId("sign-in-password-error")).await.map(drop)
}

fn seconds_to_wait(sentence: &str) -> Option<u32> {
    sentence.split_once("Wait ")?.1.split_once(" second")?.0.parse().ok()
}

#[tokio::test]
async fn signing_out_closes_every_page_and_the_way_back_in_is_a_name_or_an_e_mail_address() -> Result<()> {
    Stage::play(Setting::office("sign-out"), async |stage| {
        nothing_else_is_open(stage).await?;
        stage.sign_in().await?;
        stage.click("link", "Leads").await?;
        stage.see("No leads yet").await?;
        stage.sign_out().await?;
        nothing_else_is_open(stage).await?;

        stage.click_on(Sought::TestId("sign-in-other")).await?;
        stage.click("button", "Sign in").await?;
        stage.see_in(Sought::TestId("sign-in-password-error"), "Type your user name or e-mail.").await?;
        stage.type_into("User name or e-mail", "dana@elmstreet.example").await?;
        stage.type_into("Password", PASSWORD).await?;
        stage.click("button", "Sign in").await?;
        stage.find(Sought::TestId("user-dropdown")).await?;

        stage.click("link", "Activity log").await?;
        stage.see("Signed out").await
    })
    .await
}

#[tokio::test]
async fn the_recovery_code_gives_a_new_password_and_a_new_code() -> Result<()> {
    Stage::play(Setting::empty("recovery"), async |stage| {
        let code = found_the_office(stage).await?;
        stage.sign_out().await?;
        stage.click("button", "Use the recovery code").await?;

        stage.type_into("Recovery code", "0000-0000-0000-0000").await?;
        stage.type_into("New password", NEW_PASSWORD).await?;
        stage.type_into("New password again", NEW_PASSWORD).await?;
        stage.click("button", "Set the new password").await?;
        stage.find(Sought::Role("alert", "")).await?;
        assert_eq!(stage.value_of("New password").await?, NEW_PASSWORD, "what was typed stays");

        stage.type_into("Recovery code", &code.join(" ").to_lowercase()).await?;
        stage.click("button", "Set the new password").await?;
        stage.find(Sought::TestId("sign-in-new-code")).await?;
        let next = recovery_code(stage).await?;
        assert_ne!(next, code);
        type_back(stage, &next).await?;
        stage.click("button", "Open the office").await?;
        stage.find(Sought::TestId("dashboard-page")).await?;

        let old = stage.command_line(&["stats"]).await?;
        assert_eq!(old.code, 3, "the old password is worth nothing: {}", old.output);
        let new = stage.command_line_as(OWNER, NEW_PASSWORD, &["stats"]).await?;
        assert_eq!(new.code, 0, "{}", new.messages);
        stage.sign_out().await?;
        stage.type_into("Password", NEW_PASSWORD).await?;
        stage.click("button", "Sign in").await?;
        stage.find(Sought::TestId("user-dropdown")).await.map(drop).context("the new password does not open")
    })
    .await
}

//! One's own account: name, look and password, and who the sign-in shows.

use anyhow::{Context, Result, ensure};
use porchlight_e2e::{Key, Setting, Sought, Stage, password_of};
use serde_json::json;

const NEW_PASSWORD: &str = "four kettles under a maple";

#[tokio::test]
async fn name_e_mail_and_look_are_ones_own_and_come_along() -> Result<()> {
    Stage::play(Setting::office("own-account"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "intake_coordinator")?;
        stage.sign_in_as("luis").await?;
        stage.click_on(Sought::TestId("user-dropdown")).await?;
        stage.click_on(Sought::TestId("your-account")).await?;
        stage.type_into("Name", "Luis Ortega Rey").await?;
        stage.type_into("E-mail", "luis at the desk").await?;
        stage.click("button", "Save").await?;
        stage.find(Sought::TestId("account-email-error")).await?;
        assert_eq!(stage.value_of("Name").await?, "Luis Ortega Rey", "a refusal keeps what was typed");
        stage.type_into("E-mail", "luis.rey@elmstreet.example").await?;
        stage.click("button", "Save").await?;
        stage.see_in(Sought::TestId("user-dropdown"), "Luis Ortega Rey").await?;
        stage.click_on(Sought::TestId("account-theme-day")).await?;
        stage.until_true("document.documentElement.dataset.theme === 'day'").await?;
        stage.sign_out().await?;

        stage.sign_in().await?;
        stage.go_to("/account").await?;
        stage.click_on(Sought::TestId("account-theme-dusk")).await?;
        stage.until_true("document.documentElement.dataset.theme === 'dusk'").await?;
        stage.sign_out().await?;
        stage.sign_in_as("luis").await?;
        stage.until_true("document.documentElement.dataset.theme === 'day'").await?;
        stage.go_to("/account").await?;
        assert_eq!(stage.value_of("E-mail").await?, "luis.rey@elmstreet.example");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn ones_own_password_is_changed_by_who_knows_the_present_one() -> Result<()> {
    Stage::play(Setting::office("own-password"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "caller")?;
        stage.sign_in_as("luis").await?;
        stage.go_to("/account").await?;
        stage.type_into("Present password", "nine lanterns on the porch").await?;
        stage.type_into("New password", NEW_PASSWORD).await?;
        stage.type_into("New password again", NEW_PASSWORD).await?;
        stage.click("button", "Change the password").await?;
        let error = Sought::TestId("account-old-password-error");
        stage.see_in(error, "This is not the present password.").await?;
        stage.type_into("Present password", &password_of("luis")).await?;
        stage.click("button", "Change the password").await?;
        stage.see_in(Sought::TestId("toast"), "Own password changed").await?;
        stage.find(Sought::TestId("account-page")).await.context("who changed it stays signed in")?;
        let old = json!({"user": "luis", "password": password_of("luis")});
        stage.other_desk().refusal("sign_in", old)?;
        stage.sign_out().await?;
        stage.sign_in_with("luis", NEW_PASSWORD).await
    })
    .await
}

#[tokio::test]
async fn the_sign_in_shows_who_was_here_until_the_office_does_not_want_it() -> Result<()> {
    Stage::play(Setting::office("tiles"), async |stage| {
        stage.ask_for_account("mei", "Mei Chen")?;
        stage.welcome("luis", "Luis Ortega", "caller")?;
        stage.sign_in_as("luis").await?;
        stage.sign_out().await?;
        stage.find(Sought::TestId("sign-in-person-luis")).await?;
        stage.find(Sought::TestId("sign-in-person-dana")).await?;
        ensure!(stage.all(Sought::TestId("sign-in-person-mei")).await?.is_empty(), "she was never here");

        stage.sign_in().await?;
        stage.click("link", "Settings").await?;
        stage.click_on(Sought::TestId("setting-tiles")).await?;
        stage.see_in(Sought::TestId("toast"), "Show who was here").await?;
        stage.sign_out().await?;
        stage.see_a("field", "User name or e-mail").await?;
        let shown = stage.all(Sought::Css("[data-testid^=sign-in-person-]")).await?;
        ensure!(shown.is_empty(), "nobody is shown any more");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_setting_is_saved_when_it_is_left_and_what_cannot_be_is_said_beside_it() -> Result<()> {
    Stage::play_at_desk(Setting::office("settings"), async |stage| {
        stage.click("link", "Settings").await?;
        stage.type_into("Lock when nobody is there", "0").await?;
        stage.press(Key::Enter).await?;
        let error = Sought::TestId("setting-idle-minutes-error");
        stage.see_in(error, "Type a number from 1 to 480.").await?;
        stage.type_into("Lock when nobody is there", "1").await?;
        stage.press(Key::Enter).await?;
        stage.see_in(Sought::TestId("toast"), "Lock when nobody is there: 1 minute").await?;
        stage.see_no_more(error).await?;
        stage.click_on(Sought::TestId("toast-undo")).await?;
        stage.until_true("document.querySelector('[data-testid=setting-idle-minutes]').value === '15'").await
    })
    .await
}

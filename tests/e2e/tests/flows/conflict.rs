//! Two windows on one office: what one does shows in the other, and neither overwrites the other unseen.

use anyhow::Result;
use porchlight_e2e::{Key, Setting, Sought, Stage};
use serde_json::json;

#[tokio::test]
async fn a_change_in_one_window_shows_at_once_in_the_other() -> Result<()> {
    Stage::play_at_desk(Setting::office("second-window"), async |stage| {
        let lead = stage.add_lead(walter()).await?;
        stage.go_to(&format!("/leads/{lead}")).await?;
        stage.see_in(Sought::TestId("lead-drawer"), "Ambler").await?;
        second_window(stage).await?;
        stage.go_to(&format!("/leads/{lead}/edit")).await?;
        stage.type_into("City", "Lansdale").await?;
        stage.click("button", "Save").await?;
        stage.see_in(Sought::TestId("toast"), "city set to Lansdale").await?;
        stage.turn_to_window(0).await?;
        stage.see_in(Sought::TestId("lead-drawer"), "Lansdale").await?;
        stage.see_in(Sought::TestId("timeline"), "Ambler").await?;
        stage.edit_lead(lead, json!({"first_name": "Wally"})).await?;
        stage.see_in(Sought::TestId("lead-row"), "Wally Quinn").await?;
        stage.see_in(Sought::TestId("lead-name"), "Wally Quinn").await
    })
    .await
}

#[tokio::test]
async fn of_two_windows_on_one_lead_the_second_sees_the_others_value_and_keeps_its_own_text() -> Result<()> {
    Stage::play_at_desk(Setting::office("two-edits"), async |stage| {
        let lead = stage.add_lead(walter()).await?;
        let form = format!("/leads/{lead}/edit");
        stage.go_to(&form).await?;
        stage.type_into("City", "Mine").await?;
        second_window(stage).await?;
        stage.go_to(&form).await?;
        stage.type_into("City", "Theirs").await?;
        stage.click("button", "Save").await?;
        stage.see_in(Sought::TestId("toast"), "city set to Theirs").await?;

        stage.turn_to_window(0).await?;
        let meanwhile = Sought::TestId("lead-field-city-meanwhile");
        stage.see_in(meanwhile, "changed this to “Theirs” while you were typing").await?;
        assert_eq!(stage.value_of("City").await?, "Mine");
        stage.click("button", "Save").await?;
        stage
            .see_in(Sought::TestId("lead-field-city-error"), "changed the city to “Theirs” in the meantime")
            .await?;
        assert_eq!(stage.value_of("City").await?, "Mine", "the refusal keeps what was typed");
        assert_eq!(stage.lead(lead).await?["city"], "Theirs", "nothing was overwritten unseen");
        stage.click("button", "Save").await?;
        stage.see_in(Sought::TestId("toast"), "city set to Mine").await?;
        assert_eq!(stage.lead(lead).await?["city"], "Mine", "seen, and meant");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn signing_out_in_one_window_closes_the_other_and_keeps_what_was_typed_there() -> Result<()> {
    Stage::play_at_desk(Setting::office("two-sessions"), async |stage| {
        stage.click("button", "Add lead").await?;
        stage.type_into("First name", "Walter").await?;
        second_window(stage).await?;
        stage.sign_out().await?;
        stage.turn_to_window(0).await?;
        stage.find(Sought::TestId("sign-in")).await?;
        assert!(!stage.client()?.source().await?.contains("Walter"), "nothing of the page before is left");
        stage.sign_in().await?;
        stage.click("button", "Add lead").await?;
        stage.find(Sought::TestId("lead-form-kept")).await?;
        assert_eq!(stage.value_of("First name").await?, "Walter");
        stage.type_into("Phone", "215 555 0171").await?;
        stage.click_on(Sought::TestId("lead-save")).await?;
        stage.see_in(Sought::TestId("toast"), "Walter added").await
    })
    .await
}

async fn second_window(stage: &Stage) -> Result<()> {
    stage.press_with(&[Key::Control, Key::Shift], 'n').await?;
    stage.turn_to_window(1).await?;
    stage.find(Sought::TestId("user-dropdown")).await.map(drop)
}

fn walter() -> serde_json::Value {
    json!({"first_name": "Walter", "last_name": "Quinn", "phone": "215 555 0171", "city": "Ambler"})
}

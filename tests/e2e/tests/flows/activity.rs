//! Who did what, and taking it back: by the toast, by the keyboard, by the log, and when it is in the way of others.

use anyhow::Result;
use porchlight_e2e::{Key, OWNER, Setting, Sought, Stage};
use serde_json::json;

#[tokio::test]
async fn the_log_tells_who_when_what_old_and_new_and_takes_the_last_act_back() -> Result<()> {
    Stage::play_at_desk(Setting::office("activity"), async |stage| {
        let lead = stage.add_lead(ruth()).await?;
        set_city(stage, lead, "Lansdale").await?;
        stage.click("link", "Activity log").await?;
        let entry = Sought::TestId("audit-log-item");
        stage.see_in(entry, "Ruth Abel: city set to Lansdale").await?;
        stage.see_in(entry, OWNER).await?;
        let time = stage.find(Sought::Css("[data-testid=audit-log-item] time")).await?;
        assert!(time.attr("datetime").await?.is_some_and(|at| at.starts_with("20")), "the moment is told");
        stage.click_on(Sought::TestId("entry-toggle")).await?;
        let changes = Sought::TestId("entry-changes");
        for words in ["City", "Ambler", "Lansdale"] {
            stage.see_in(changes, words).await?;
        }

        // The toast of the last edit is still there.
        stage.click_on(Sought::TestId("toast-undo")).await?;
        stage.see_in(entry, "Undone: Ruth Abel: city set to Lansdale").await?;
        assert_eq!(stage.lead(lead).await?["city"], "Ambler");

        set_city(stage, lead, "Norristown").await?;
        stage.find(Sought::TestId("lead-drawer")).await?;
        stage.press_with(&[Key::Control], 'z').await?;
        stage.see_in(Sought::TestId("toast"), "Undone: Ruth Abel: city set to Norristown").await?;
        assert_eq!(stage.lead(lead).await?["city"], "Ambler");

        stage.click("link", "Activity log").await?;
        stage.type_into("Search the activity log", "Ruth Abel added").await?;
        stage.see_in(Sought::TestId("activity-total"), "1 entry").await?;
        stage.click("button", "Undo: Ruth Abel added").await?;
        stage.see_in(Sought::TestId("toast"), "Undone: Ruth Abel added").await?;
        assert_eq!(stage.count(&[]).await?, 0);
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn an_undo_that_would_overwrite_somebody_is_asked_about_and_left_as_it_is() -> Result<()> {
    Stage::play_at_desk(Setting::office("undo-refused"), async |stage| {
        let lead = stage.add_lead(ruth()).await?;
        set_city(stage, lead, "Lansdale").await?;
        stage.edit_lead(lead, json!({"city": "Norristown"})).await?;
        stage.see_in(Sought::TestId("lead-drawer"), "Norristown").await?;
        stage.click_on(Sought::TestId("toast-undo")).await?;
        stage.see_in(Sought::TestId("undo-why"), "dana changed the city of Ruth Abel on ").await?;
        stage.see_in(Sought::TestId("undo-why"), "Undo that first.").await?;
        stage.click("button", "Leave it as it is").await?;
        stage.see_no_more(Sought::TestId("undo-dialog")).await?;
        assert_eq!(stage.lead(lead).await?["city"], "Norristown", "nothing was overwritten");
        Ok(())
    })
    .await
}

fn ruth() -> serde_json::Value {
    json!({"first_name": "Ruth", "last_name": "Abel", "phone": "215 555 0134", "city": "Ambler"})
}

/// Edits the city in the window.
async fn set_city(stage: &Stage, lead: i64, city: &str) -> Result<()> {
    stage.go_to(&format!("/leads/{lead}/edit")).await?;
    stage.type_into("City", city).await?;
    stage.click("button", "Save").await?;
    stage.see_in(Sought::TestId("toast"), &format!("city set to {city}")).await
}

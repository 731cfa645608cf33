//! A lead's past: what happened to it by day, the lead as it was at any moment, and taking back what one looks at.

use anyhow::{Context, Result};
use porchlight_e2e::{Key, Setting, Sought, Stage};
use serde_json::json;

#[tokio::test]
async fn a_lead_that_two_people_edited_is_shown_as_it_was_at_every_moment() -> Result<()> {
    Stage::play_at_desk(Setting::office("history"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "manager")?;
        let lead = edited_by_two(stage).await?;
        stage.go_to(&format!("/leads/{lead}")).await?;
        stage.see_in(Sought::TestId("timeline-day"), "Today").await?;
        stage.see_count(Sought::TestId("timeline-entry"), 3).await?;
        let told = plain(&stage.text_of(Sought::TestId("timeline")).await?);
        for words in
            ["Phone 215 555 0134 215 555 0171 Luis Ortega,", "City Ambler Lansdale dana,", "Ruth Abel added"]
        {
            assert!(told.contains(words), "'{words}' is told: {told}");
        }

        stage.click("link", "Whole history").await?;
        stage.see_in(Sought::TestId("history-heading"), "History of Ruth Abel").await?;
        stage.see_in(Sought::TestId("history-count"), "3 moments").await?;
        stage.see_in(Sought::TestId("then-sentence"), "Now").await?;
        stage.see_focus_on("Moments, newest first").await?;
        stage.press(Key::Down).await?;
        see_moment(stage, "phone changed", "Luis Ortega").await?;
        see_field(stage, "phone", "215 555 0134 215 555 0171", "215 555 0171", "Changed here").await?;
        stage.press(Key::Down).await?;
        see_moment(stage, "city set to Lansdale", "dana").await?;
        see_field(stage, "city", "Ambler Lansdale", "Lansdale", "Changed here").await?;
        see_field(stage, "phone", "215 555 0134", "215 555 0171", "Different now").await?;

        let fields = stage.all(Sought::TestId("then-field")).await?.len();
        stage.tick("Differences only").await?;
        stage.see_count(Sought::TestId("then-field"), 2).await?;
        assert!(fields > 4, "the whole lead was shown before");
        stage.click("checkbox", "Differences only").await?;
        stage.see_count(Sought::TestId("then-field"), fields).await
    })
    .await
}

#[tokio::test]
async fn the_slider_walks_through_the_past_and_the_moment_looked_at_is_taken_back() -> Result<()> {
    Stage::play_at_desk(Setting::office("history-slider").on_own_display(), async |stage| {
        stage.welcome("luis", "Luis Ortega", "manager")?;
        let lead = edited_by_two(stage).await?;
        stage.go_to(&format!("/leads/{lead}/history")).await?;
        stage.see_in(Sought::TestId("history-count"), "3 moments").await?;
        stage.tab_to("Moment in the lead’s past").await?;
        stage.press(Key::Home).await?;
        see_moment(stage, "Ruth Abel added", "dana").await?;
        stage.see_in(Sought::TestId("history-slider-label"), "dana").await?;
        see_field(stage, "city", "Ambler", "Lansdale", "Different now").await?;
        stage.press(Key::Right).await?;
        see_moment(stage, "city set to Lansdale", "dana").await?;
        stage.press(Key::End).await?;
        stage.see_in(Sought::TestId("then-sentence"), "Now").await?;

        let moment = Sought::Css("[data-testid=history-moment]");
        stage.click_on(moment).await?;
        see_moment(stage, "phone changed", "Luis Ortega").await?;
        // What happens meanwhile does not take away what one looks at.
        stage.edit_lead(lead, json!({"email": "ruth@abel.example"})).await?;
        stage.see_in(Sought::TestId("history-count"), "4 moments").await?;
        see_moment(stage, "phone changed", "Luis Ortega").await?;
        stage.click_on(Sought::TestId("then-undo")).await?;
        stage.see_in(Sought::TestId("toast"), "Undone: Ruth Abel: phone changed").await?;
        stage.see_in(Sought::TestId("history-count"), "5 moments").await?;
        see_moment(stage, "phone changed", "Luis Ortega").await?;
        stage.see_no_more(Sought::TestId("then-undo")).await.context("it was taken back")?;
        see_field(stage, "phone", "215 555 0134 215 555 0171", "215 555 0134", "Different now").await?;
        assert_eq!(stage.lead(lead).await?["phone_shown"], "(215) 555-0134");

        stage.click_on(Sought::TestId("history-back")).await?;
        stage.see_in(Sought::TestId("lead-drawer"), "(215) 555-0134").await?;
        stage.see_in(Sought::TestId("timeline"), "Undone: Ruth Abel: phone changed").await?;
        stage.find(Sought::TestId("timeline-undo-done")).await?;
        stage.office_is_sound().await
    })
    .await
}

/// A lead that the owner added at another desk and edited in the window, and Luis at his.
async fn edited_by_two(stage: &Stage) -> Result<i64> {
    let ruth = json!({"first_name": "Ruth", "last_name": "Abel", "phone": "215 555 0134", "city": "Ambler"});
    let lead = stage.add_lead(ruth).await?;
    stage.go_to(&format!("/leads/{lead}/edit")).await?;
    stage.type_into("City", "Lansdale").await?;
    stage.click("button", "Save").await?;
    stage.see_in(Sought::TestId("toast"), "city set to Lansdale").await?;
    let phone = json!({"id": lead, "fields": {"phone": "215 555 0171"}});
    stage.desk_of("luis")?.call("lead_edit", phone)?;
    Ok(lead)
}

/// Waits until the lead is shown as it was right after an act of somebody.
async fn see_moment(stage: &Stage, sentence: &str, who: &str) -> Result<()> {
    stage.see_in(Sought::TestId("then-sentence"), sentence).await?;
    stage.see_in(Sought::TestId("then-who"), who).await
}

/// Waits until a field's line tells what it was then, what it is now, and how it is marked.
async fn see_field(stage: &Stage, field: &str, then: &str, now: &str, mark: &str) -> Result<()> {
    let line = format!("[data-testid=then-field][data-field={field}]");
    let script = format!(
        "return [...document.querySelectorAll('{line} td')].map((cell) => cell.innerText.replace(/\\s+/g, ' ').trim())"
    );
    let told = async || {
        let cells = stage.client()?.execute(&script, Vec::new()).await?;
        let cell = |at: usize| cells[at].as_str().unwrap_or_default();
        Ok((cell(0) == then && cell(1) == now && cell(2).contains(mark)).then_some(()))
    };
    stage.until(&format!("{field} was '{then}' and is '{now}', {mark}"), told).await
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

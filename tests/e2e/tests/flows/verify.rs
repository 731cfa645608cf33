//! Whether the activity log is as it was written: checks of a sound log and of one that somebody changed outside, and
//! heads that were noted on paper.

use anyhow::{Context, Result};
use porchlight_e2e::{Setting, Sought, Stage};
use serde_json::json;

const RESULT: Sought<'_> = Sought::TestId("check-result");
const COMPARED: Sought<'_> = Sought::TestId("head-compared");

#[tokio::test]
async fn a_sound_log_is_checked_from_the_beginning_and_then_what_is_new() -> Result<()> {
    Stage::play_at_desk(Setting::office("verify-sound"), async |stage| {
        add(stage, "Ruth").await?;
        open_panel(stage).await?;
        stage.see_in(Sought::TestId("check-unchecked"), "Never checked yet").await?;
        stage.find(Sought::TestId("checks-none")).await?;
        assert!(
            !stage.find(Sought::TestId("check-new")).await?.is_enabled().await?,
            "there is no check to go on from"
        );
        stage.click("button", "Check everything").await?;
        stage.see_in(RESULT, "The log is sound").await?;
        stage.see_in(RESULT, "Activity log checked from the beginning").await?;
        stage.see_in(Sought::TestId("check-unchecked"), "Nothing came since the last sound check.").await?;

        add(stage, "Walter").await?;
        stage.see_in(Sought::TestId("check-unchecked"), "Since the last sound check: ").await?;
        stage.click("button", "Check what is new").await?;
        stage.see_in(RESULT, "from entry ").await?;
        stage.see_in(RESULT, "What is new is sound").await?;
        stage.see_count(Sought::TestId("check-former"), 2).await?;
        stage.see_in(Sought::TestId("checks"), "dana").await?;
        stage.see_in(Sought::TestId("check-unchecked"), "Nothing came since the last sound check.").await?;
        stage.click_on(Sought::TestId("check-panel-close")).await?;
        stage.type_into("Search the activity log", "Activity log checked").await?;
        stage.see_in(Sought::TestId("activity-total"), "2 entries").await?;
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn an_entry_that_was_changed_outside_is_named_and_shown() -> Result<()> {
    Stage::play_at_desk(Setting::office("verify-changed"), async |stage| {
        add(stage, "Ruth").await?;
        open_panel(stage).await?;
        stage.click("button", "Check everything").await?;
        stage.see_in(RESULT, "The log is sound").await?;
        add(stage, "Walter").await?;
        stage.sign_out().await?;
        let entry = stage.number_in_file("SELECT id FROM operations WHERE sentence = 'Ruth added'")?;
        stage.tamper(&format!("UPDATE operations SET sentence = 'Ruth never called' WHERE id = {entry}"))?;
        stage.sign_in().await?;

        open_panel(stage).await?;
        stage.click("button", "Check everything").await?;
        stage.see_in(RESULT, "The log is not as it was written").await?;
        stage.see_in(RESULT, &format!("{entry}")).await?;
        stage.click("link", &format!("Show entry {entry}")).await?;
        let shown = format!("[data-operation='{entry}'][aria-current=true]");
        stage.see_in(Sought::Css(&shown), "Ruth never called").await?;
        stage.see_in(Sought::TestId("check-former"), &format!("{entry}")).await?;

        // It stays told: in the panel, in the log and by the command line.
        stage.see_in(Sought::TestId("check-unchecked"), "The last check found the log changed.").await?;
        stage.click_on(Sought::TestId("check-panel-close")).await?;
        open_panel(stage).await?;
        let new = stage.find(Sought::TestId("check-new")).await?;
        assert!(!new.is_enabled().await?, "what is new is not all there is to check");
        stage.click_on(Sought::TestId("check-panel-close")).await?;
        stage.type_into("Search the activity log", "Activity log checked").await?;
        stage
            .see_in(Sought::TestId("entry-sentence"), &format!("entry {entry} is not as it was written"))
            .await?;
        let check = stage.command_line(&["office", "check"]).await?;
        assert_eq!(check.code, 4, "{}{}", check.output, check.messages);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_head_on_paper_fits_until_the_tail_of_the_log_is_cut_off() -> Result<()> {
    Stage::play_at_desk(Setting::office("verify-head"), async |stage| {
        add(stage, "Ruth").await?;
        open_panel(stage).await?;
        let head = stage.find(Sought::TestId("log-head")).await?.attr("data-head").await?;
        let head = head.context("the panel shows the head")?;
        stage.choose_next(Some(&stage.file("log.csv")))?;
        stage.click_on(Sought::TestId("activity-export")).await?;
        stage.see_in(Sought::TestId("toast"), "exported to log.csv").await?;
        let sequence: i64 = head.split('-').next().unwrap_or_default().parse()?;
        add(stage, "Walter").await?;

        // As somebody types it who reads it from paper.
        compare(stage, &head.to_lowercase().replace('-', " ")).await?;
        stage.see_in(COMPARED, "It fits.").await?;
        stage.see_in(COMPARED, &format!("Entry {sequence} of ")).await?;
        stage.click_on(Sought::TestId("head-entry")).await?;
        let shown = format!("[data-operation='{sequence}'][aria-current=true]");
        stage.see_in(Sought::Css(&shown), "Signed out").await?;
        compare(stage, &misread(&head)).await?;
        stage.see_in(COMPARED, "It does not fit.").await?;
        stage.see_in(COMPARED, "or a digit was misread").await?;
        compare(stage, &head.replacen(&sequence.to_string(), "9000", 1)).await?;
        stage.see_in(COMPARED, "It does not fit.").await?;
        stage.see_in(COMPARED, "The log has only ").await?;
        compare(stage, "the green one").await?;
        stage.see_in(Sought::TestId("check-panel"), "Type the head as it is printed").await?;
        stage.see_no_more(COMPARED).await?;

        stage.sign_out().await?;
        stage.tamper(&format!(
            "DELETE FROM changes WHERE operation >= {sequence}; DELETE FROM operations WHERE id >= {sequence};"
        ))?;
        stage.sign_in().await?;
        open_panel(stage).await?;
        compare(stage, &head).await?;
        stage.see_in(COMPARED, "It does not fit.").await?;

        // Nobody need type it: the office remembers which heads it gave.
        stage.click("button", "Check everything").await?;
        stage.see_in(RESULT, "The log is not as it was written").await?;
        stage.see_in(RESULT, "There is a head that was written outside that no entry of the activity log tells of").await
    })
    .await
}

async fn add(stage: &Stage, name: &str) -> Result<()> {
    stage.add_lead(json!({"first_name": name, "phone": "215 555 0134"})).await.map(drop)
}

async fn open_panel(stage: &Stage) -> Result<()> {
    stage.go_to("/activity").await?;
    stage.click("button", "Check the log").await?;
    stage.find(Sought::TestId("check-panel")).await.map(drop)
}

async fn compare(stage: &Stage, head: &str) -> Result<()> {
    stage.type_into("A head that was noted", head).await?;
    stage.click("button", "Compare").await
}

/// The same head with its last digit misread.
fn misread(head: &str) -> String {
    let (before, last) = head.split_at(head.len() - 1);
    format!("{before}{}", if last == "7" { "4" } else { "7" })
}

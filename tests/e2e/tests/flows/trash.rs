//! What was deleted: who put it there, finding it, having it back together; and erasing for good.

use anyhow::{Context, Result, ensure};
use porchlight_e2e::{Key, OWNER, Setting, Sought, Stage};
use serde_json::{Value, json};

const ROW: Sought<'_> = Sought::TestId("trash-row");
const TOAST: Sought<'_> = Sought::TestId("toast");

#[tokio::test]
async fn what_two_people_deleted_is_found_in_the_trash_alone_and_comes_back_in_one_step() -> Result<()> {
    Stage::play_at_desk(Setting::office("trash").on_own_display(), async |stage| {
        let lead = deleted_by_two(stage).await?;
        stage.type_into("Search leads", "Abel").await?;
        stage.find(Sought::TestId("no-leads-found")).await?;
        stage.click("button", "Clear filters").await?;
        stage.see_in(Sought::TestId("leads-total"), "1 lead").await?;

        stage.click("link", "Trash").await?;
        stage.see_count(ROW, 2).await?;
        see_line(stage, "lead", &["Ruth Abel", "(215) 555-0134", "Ruth Abel deleted", "dana, "]).await?;
        see_line(stage, "partner", &["Oak Clinic", "Partner Oak Clinic deleted", "Luis Ortega, "]).await?;
        stage.until_true("[...document.querySelectorAll('[data-testid=trash-row] time')].every((time) => time.dateTime.startsWith('20'))").await?;
        for (kind, count) in [("all", "2"), ("lead", "1"), ("partner", "1")] {
            stage.see_in(Sought::TestId(&format!("trash-tab-{kind}")), count).await?;
        }
        for (words, name) in [("oak", "Oak Clinic"), ("555 0134", "Ruth Abel")] {
            stage.type_into("Search the trash", words).await?;
            stage.see_count(ROW, 1).await?;
            stage.see_in(ROW, name).await?;
        }
        stage.type_into("Search the trash", "zzyzx").await?;
        stage.see_in(Sought::TestId("trash-empty"), "Nothing in the trash is called that").await?;
        stage.click_on(Sought::TestId("trash-show-all")).await?;
        stage.see_count(ROW, 2).await?;

        // From here on by the keyboard alone.
        stage.tab_until("[data-testid=trash-check]").await?;
        stage.press(' ').await?;
        stage.see_in(Sought::TestId("trash-chosen"), "1 chosen").await?;
        stage.press(Key::Down).await?;
        stage.press(' ').await?;
        stage.see_in(Sought::TestId("trash-chosen"), "2 chosen").await?;
        stage.tab_until("[data-testid=trash-restore-chosen]").await?;
        stage.press(Key::Enter).await?;
        stage.see_in(TOAST, "1 lead and 1 partner restored").await?;
        stage.see_in(Sought::TestId("trash-empty"), "The trash is empty").await?;
        assert!(stage.lead(lead).await?["deleted_at"].is_null(), "she is back");
        stage.press_with(&[Key::Alt], 'm').await?;
        stage.tab_until("[data-testid=toast-undo]").await?;
        stage.press(Key::Enter).await?;
        stage.see_in(TOAST, "Undone: 1 lead and 1 partner restored").await?;
        stage.see_count(ROW, 2).await?;
        assert_eq!(stage.count(&[]).await?, 1, "both are in the trash again");
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn a_lead_in_the_trash_is_read_about_and_restored_from_its_history() -> Result<()> {
    Stage::play_at_desk(Setting::office("trash-history"), async |stage| {
        let lead = deleted_by_two(stage).await?;
        stage.click("link", "Trash").await?;
        stage.click("link", "Ruth Abel").await?;
        stage.see_in(Sought::TestId("history-in-trash"), "This lead is in the trash").await?;
        stage.see_in(Sought::TestId("history-count"), "2 moments").await?;
        stage.press(Key::Down).await?;
        stage.see_in(Sought::TestId("then-deleted"), "The lead was in the trash then.").await?;
        stage.press(Key::Down).await?;
        stage.see_in(Sought::TestId("then-sentence"), "Ruth Abel added").await?;
        stage.see_no_more(Sought::TestId("then-deleted")).await?;
        stage.click_on(Sought::TestId("history-restore")).await?;
        stage.see_in(TOAST, "Ruth Abel restored").await?;
        stage.see_no_more(Sought::TestId("history-in-trash")).await?;
        stage.click_on(Sought::TestId("history-back")).await?;
        stage.see_in(Sought::TestId("timeline"), "Restored").await?;
        assert_eq!(stage.lead(lead).await?["deleted_at"], Value::Null);
        stage.click("link", "Trash").await?;
        stage.see_count(ROW, 1).await?;
        stage.see_in(ROW, "Oak Clinic").await?;
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn what_cannot_come_back_says_why_until_nothing_is_in_its_way() -> Result<()> {
    Stage::play_at_desk(Setting::office("trash-taken"), async |stage| {
        deleted_by_two(stage).await?;
        let luis = stage.desk_of("luis")?;
        luis.call("partner_save", json!({"partner": null, "name": "OAK clinic"}))?;
        stage.go_to("/trash/partner").await?;
        stage.see_count(ROW, 1).await?;
        let taken = "There is another partner called Oak Clinic by now. Rename that one first.";
        stage.click_on(Sought::Css("[data-testid=trash-restore][aria-disabled=true]")).await?;
        stage.see_in(TOAST, taken).await?;
        stage.click_on(Sought::TestId("trash-check")).await?;
        stage.see_in(Sought::TestId("trash-why-not"), taken).await?;
        let chosen = stage.find(Sought::TestId("trash-restore-chosen")).await?;
        assert!(!chosen.is_enabled().await?, "all that is chosen, or nothing");

        let partner = luis.call("people", json!({}))?["partners"][0]["partner"].clone();
        luis.call("partner_save", json!({"partner": partner, "name": "Elm Clinic"}))?;
        stage.see_no_more(Sought::TestId("trash-why-not")).await?;
        stage.click("button", "Restore Oak Clinic").await?;
        stage.see_in(TOAST, "Partner Oak Clinic restored").await?;
        stage.find(Sought::TestId("trash-empty")).await?;
        stage.go_to("/people/partners").await?;
        stage.see_count(Sought::TestId("partner-row"), 2).await?;
        stage.see("Oak Clinic").await?;
        stage.office_is_sound().await
    })
    .await
}

/// Deletes a lead in the window, while Luis deletes a partner at his desk; one lead is left.
async fn deleted_by_two(stage: &Stage) -> Result<i64> {
    stage.welcome("luis", "Luis Ortega", "administrator")?;
    stage.add_lead(person("Walter", "Quinn", "215 555 0171")).await?;
    let lead = stage.add_lead(person("Ruth", "Abel", "215 555 0134")).await?;
    let luis = stage.desk_of("luis")?;
    luis.call("partner_save", json!({"partner": null, "name": "Oak Clinic"}))?;
    let partner = luis.call("people", json!({}))?["partners"][0]["partner"].clone();
    luis.call("partner_delete", json!({"partner": partner}))?;
    stage.go_to(&format!("/leads/{lead}")).await?;
    stage.click_on(Sought::TestId("lead-delete")).await?;
    stage.see_in(TOAST, "Ruth Abel deleted").await?;
    Ok(lead)
}

fn person(first_name: &str, last_name: &str, phone: &str) -> Value {
    json!({"first_name": first_name, "last_name": last_name, "phone": phone, "city": "Ambler"})
}

/// Waits until the line of a thing of this kind tells all of it.
async fn see_line(stage: &Stage, kind: &str, words: &[&str]) -> Result<()> {
    let line = format!("[data-testid=trash-row][data-kind={kind}]");
    for words in words {
        stage.see_in(Sought::Css(&line), words).await?;
    }
    Ok(())
}

#[tokio::test]
async fn erasing_for_good_is_the_owners_alone_needs_a_reason_and_leaves_no_name() -> Result<()> {
    Stage::play(Setting::office("erase"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "manager")?;
        let lead = stage.add_lead(person("Ruth", "Abel", "215 555 0134")).await?;
        stage.edit_lead(lead, json!({"last_name": "Abelson", "city": "Lansdale"})).await?;
        stage.desk_of(OWNER)?.call("lead_delete", json!({"id": lead}))?;
        stage.sign_in_as("luis").await?;
        stage.click("link", "Trash").await?;
        stage.find(Sought::TestId("trash-restore")).await?;
        stage.click_on(Sought::TestId("trash-check")).await?;
        stage.find(Sought::TestId("trash-restore-chosen")).await?;
        for button in ["trash-erase", "trash-erase-chosen"] {
            stage.see_no_more(Sought::TestId(button)).await.context("a manager erases nobody")?;
        }
        stage.sign_out().await?;
        stage.sign_in().await?;

        stage.click("link", "Trash").await?;
        stage.click_on(Sought::TestId("trash-erase")).await?;
        stage.see_a("heading", "Erase Ruth Abelson for good?").await?;
        let confirm = Sought::TestId("erase-confirm");
        assert!(!stage.find(confirm).await?.is_enabled().await?, "neither a reason nor the understanding");
        stage.tick("I understand that nobody can bring this back").await?;
        assert!(!stage.find(confirm).await?.is_enabled().await?, "no reason");
        stage.type_into("Why", "The family of Ruth Abel asked for it").await?;
        stage.click_on(confirm).await?;
        stage.see_in(Sought::TestId("erase-reason-error"), "This names whom it is about").await?;
        stage.type_into("Why", "Asked for by letter").await?;
        stage.click_on(confirm).await?;
        stage.see_in(TOAST, "A lead was erased for good: Asked for by letter").await?;
        stage.see_no_more(Sought::TestId("erase-dialog")).await?;
        stage.see_in(Sought::TestId("trash-empty"), "The trash is empty").await?;

        stage.go_to(&format!("/leads/{lead}/history")).await?;
        stage.see("erased for good").await?;
        nobody_is_named(stage).await?;
        stage.click("link", "Activity log").await?;
        stage
            .see_in(Sought::TestId("audit-log-item"), "A lead was erased for good: Asked for by letter")
            .await?;
        stage.see("Erased for good").await?;
        nobody_is_named(stage).await?;
        stage.type_into("Search the activity log", "Abelson").await?;
        stage.see_no_more(Sought::TestId("audit-log-item")).await?;
        stage.office_is_sound().await
    })
    .await
}

/// Nothing of the page tells who was erased.
async fn nobody_is_named(stage: &Stage) -> Result<()> {
    let page = stage.client()?.source().await?;
    for words in ["Ruth", "Abel", "555-0134", "Lansdale"] {
        ensure!(!page.contains(words), "the page tells '{words}'");
    }
    Ok(())
}

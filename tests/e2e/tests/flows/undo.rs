//! Taking back: from anywhere by the keyboard, past what stands in the way, and a whole import.

use anyhow::{Context, Result};
use porchlight_e2e::{Key, OWNER, OtherDesk, PASSWORD, Setting, Sought, Stage};
use serde_json::{Value, json};

const TOAST: Sought<'_> = Sought::TestId("toast");

#[tokio::test]
async fn three_acts_on_three_screens_are_taken_back_and_done_again_by_the_keyboard_alone() -> Result<()> {
    Stage::play_at_desk(Setting::office("undo-keys").on_own_display(), async |stage| {
        let lead = stage
            .add_lead(json!({"first_name": "Ruth", "last_name": "Abel", "phone": "215 555 0134"}))
            .await?;
        let acts = three_acts(stage).await?;
        let elsewhere = stage.desk_of(OWNER)?;
        assert_eq!(standing(&elsewhere, lead)?, [true, true, true]);

        stage.tab_to("a Dashboard").await?;
        stage.press(Key::Enter).await?;
        stage.find(Sought::TestId("dashboard-page")).await?;
        for (act, left) in acts.iter().rev().zip([[true, true, false], [true, false, false], [false; 3]]) {
            stage.press_with(&[Key::Control], 'z').await?;
            stage.see_in(TOAST, &format!("Undone: {act}")).await?;
            assert_eq!(standing(&elsewhere, lead)?, left, "after {act} was taken back");
        }
        stage.press_with(&[Key::Control], 'z').await?;
        stage.see_in(TOAST, "There is nothing of yours left to undo.").await?;
        for (act, left) in acts.iter().zip([[true, false, false], [true, true, false], [true; 3]]) {
            stage.press_with(&[Key::Control, Key::Shift], 'z').await?;
            stage.see_in(TOAST, &format!("Done again: {act}")).await?;
            assert_eq!(standing(&elsewhere, lead)?, left, "after {act} was done again");
        }
        stage.press_with(&[Key::Control, Key::Shift], 'z').await?;
        stage.see_in(TOAST, "There is nothing of yours to do again.").await?;
        drop(elsewhere);

        // In a text field the keys belong to what is typed there.
        stage.press_with(&[Key::Control], 'k').await?;
        stage.type_here("Abel").await?;
        stage.press_with(&[Key::Control], 'z').await?;
        stage.until_true("document.querySelector('[data-testid=lead-search]').value !== 'Abel'").await?;
        sign_out_and_in(stage).await?;
        stage.press_with(&[Key::Control], 'z').await?;
        stage.see_in(TOAST, "There is nothing of yours left to undo.").await?;
        stage.press_with(&[Key::Control, Key::Shift], 'z').await?;
        stage.see_in(TOAST, "There is nothing of yours to do again.").await?;
        let elsewhere = stage.desk_of(OWNER)?;
        assert_eq!(standing(&elsewhere, lead)?, [true; 3], "all three stand");
        stage.office_is_sound().await
    })
    .await
}

/// Edits a lead, adds a partner and changes a setting, each on its screen; answers with what the toasts said.
async fn three_acts(stage: &Stage) -> Result<[&'static str; 3]> {
    let acts = [
        "Ruth Abel: city set to Lansdale",
        "Partner Oak Clinic added",
        "Lock when nobody is there: 20 minutes",
    ];
    stage.tab_to("a Leads").await?;
    stage.press(Key::Enter).await?;
    stage.find(Sought::TestId("lead-row")).await?;
    stage.tab_until("[role=row][data-index]").await?;
    stage.press(Key::Enter).await?;
    stage.see_in(Sought::TestId("lead-name"), "Ruth Abel").await?;
    stage.tab_until("[data-testid=lead-edit]").await?;
    stage.press(Key::Enter).await?;
    stage.find(Sought::TestId("lead-form")).await?;
    stage.tab_to("City").await?;
    stage.type_here("Lansdale").await?;
    stage.press_with(&[Key::Control], Key::Enter).await?;
    stage.see_in(TOAST, acts[0]).await?;

    stage.tab_to("a People and roles").await?;
    stage.press(Key::Enter).await?;
    stage.tab_until("[data-testid^=people-tab-]").await?;
    for tab in ["invitations", "teams", "partners"] {
        stage.press(Key::Right).await?;
        stage.until_true(&format!("document.activeElement.dataset.testid === 'people-tab-{tab}'")).await?;
    }
    stage.tab_to("Add a partner").await?;
    stage.press(Key::Enter).await?;
    stage.find(Sought::TestId("partner-dialog")).await?;
    stage.see_focus_on("Name").await?;
    stage.type_here("Oak Clinic").await?;
    stage.press(Key::Enter).await?;
    stage.see_in(TOAST, acts[1]).await?;
    stage.see_in(Sought::TestId("partner-row"), "Oak Clinic").await?;

    stage.tab_to("a Settings").await?;
    stage.press(Key::Enter).await?;
    stage.find(Sought::TestId("settings-list")).await?;
    stage.tab_to("Lock when nobody is there").await?;
    stage.press_with(&[Key::Control], 'a').await?;
    stage.type_here("20").await?;
    stage.press(Key::Enter).await?;
    stage.see_in(TOAST, acts[2]).await?;
    Ok(acts)
}

/// Which of the three acts stand, as the office tells at another desk.
fn standing(desk: &OtherDesk, lead: i64) -> Result<[bool; 3]> {
    let city = desk.call("lead", json!({"id": lead}))?["city"].clone();
    let partners = desk.call("people", json!({}))?["partners"].clone();
    let settings = desk.call("settings", json!({}))?;
    let idle = settings.as_array().into_iter().flatten().find(|setting| setting["setting"] == "idle_minutes");
    let idle = idle.context("the setting is listed")?["value"].clone();
    Ok([city == "Lansdale", partners.as_array().is_some_and(|all| !all.is_empty()), idle == "20"])
}

/// Signs out by the menu and in again, by the keyboard alone.
async fn sign_out_and_in(stage: &Stage) -> Result<()> {
    stage.tab_until("[data-testid=user-dropdown]").await?;
    stage.press(Key::Enter).await?;
    stage.find(Sought::TestId("logout-button")).await?;
    stage.press(Key::End).await?;
    stage.until_true("document.activeElement.dataset.testid === 'logout-button'").await?;
    stage.mark_page().await?;
    stage.press(Key::Enter).await?;
    stage.see_page_begun_anew().await?;
    stage.tab_until("[data-testid=sign-in-password]").await?;
    stage.type_here(PASSWORD).await?;
    stage.press(Key::Enter).await?;
    stage.find(Sought::TestId("user-dropdown")).await.map(drop)
}

#[tokio::test]
async fn what_a_colleague_changed_since_is_told_and_the_rest_can_be_taken_back() -> Result<()> {
    Stage::play_at_desk(Setting::office("undo-in-the-way"), async |stage| {
        let lead = changed_by_me_then_luis(stage).await?;
        let mine = "Undo: Ruth Abel: 2 fields changed";
        stage.click("button", mine).await?;
        let dialog = Sought::TestId("undo-dialog");
        stage.see_in(dialog, "Something stands in the way").await?;
        stage.see_in(Sought::TestId("undo-about"), "Ruth Abel: 2 fields changed").await?;
        stage.see_in(Sought::TestId("undo-why"), "Luis Ortega changed the city of Ruth Abel on ").await?;
        stage.see_in(Sought::TestId("undo-why"), "Undo that first, or keep it and undo the rest.").await?;
        let obstacle = Sought::TestId("undo-obstacle");
        stage.see_count(obstacle, 1).await?;
        for words in ["Luis Ortega", "now", "Ruth Abel: city set to Norristown", "City of Ruth Abel"] {
            stage.see_in(obstacle, words).await?;
        }
        assert!(!stage.find(Sought::TestId("undo-main")).await?.is_enabled().await?, "not as a whole");

        // Left as it is: nothing happened, and the keyboard is where it was.
        stage.press(Key::Escape).await?;
        stage.see_no_more(dialog).await?;
        stage.see_focus_on(mine).await?;
        assert_eq!(city_and_email(stage, lead).await?, ["Norristown", "ruth@abel.example"]);

        stage.press(Key::Enter).await?;
        stage.click("button", "Take back 1 of 2 changes").await?;
        stage.see_no_more(dialog).await?;
        stage.see_in(TOAST, "Undone but for 1 change made since: Ruth Abel: 2 fields changed").await?;
        assert_eq!(city_and_email(stage, lead).await?, ["Norristown", ""]);
        stage.see_in(Sought::TestId("timeline"), "Undone but for 1 change made since").await?;
        stage.click_on(Sought::TestId("toast-redo")).await?;
        stage.see_in(TOAST, "Done again: Ruth Abel: 2 fields changed").await?;
        assert_eq!(city_and_email(stage, lead).await?, ["Norristown", "ruth@abel.example"]);
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn what_stands_in_the_way_is_taken_back_first_and_then_the_whole() -> Result<()> {
    Stage::play_at_desk(Setting::office("undo-obstacle-first"), async |stage| {
        let lead = changed_by_me_then_luis(stage).await?;
        stage.press_with(&[Key::Control], 'z').await?;
        stage.see_focus_on("Leave it as it is").await?;
        stage.tab_until("[data-testid=undo-obstacle-undo]").await?;
        stage.press(Key::Enter).await?;
        stage.see_a("heading", "Nothing stands in the way any more").await?;
        stage.see_no_more(Sought::TestId("undo-obstacle")).await?;
        stage.see_no_more(Sought::TestId("undo-rest")).await?;
        stage.see_focus_on("button Undo").await.context("Enter goes on")?;
        assert_eq!(city_and_email(stage, lead).await?, ["Lansdale", "ruth@abel.example"]);
        stage.press(Key::Enter).await?;
        stage.see_no_more(Sought::TestId("undo-dialog")).await?;
        stage.see_in(TOAST, "Undone: Ruth Abel: 2 fields changed").await?;
        assert_eq!(city_and_email(stage, lead).await?, ["Ambler", ""]);
        stage.see_count(Sought::TestId("timeline-undo-done"), 2).await?;
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn doing_again_asks_too_and_a_second_window_takes_back_what_the_first_did() -> Result<()> {
    Stage::play_at_desk(Setting::office("undo-again"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "manager")?;
        let lead = stage.add_lead(person("Ruth", "Ambler")).await?;
        stage.go_to(&format!("/leads/{lead}/edit")).await?;
        stage.type_into("City", "Lansdale").await?;
        stage.click("button", "Save").await?;
        stage.see_in(TOAST, "Ruth Abel: city set to Lansdale").await?;
        stage.press_with(&[Key::Control, Key::Shift], 'n').await?;
        stage.turn_to_window(1).await?;
        stage.find(Sought::TestId("user-dropdown")).await?;
        stage.press_with(&[Key::Control], 'z').await?;
        stage.see_in(TOAST, "Undone: Ruth Abel: city set to Lansdale").await?;

        stage.desk_of("luis")?.call("lead_edit", json!({"id": lead, "fields": {"city": "Norristown"}}))?;
        stage.press_with(&[Key::Control, Key::Shift], 'z').await?;
        stage.see_in(Sought::TestId("undo-about"), "To do again: Ruth Abel: city set to Lansdale").await?;
        stage.click("button", "Undo: Ruth Abel: city set to Norristown").await?;
        stage.see("It can be done again as a whole now.").await?;
        stage.click_on(Sought::TestId("undo-main")).await?;
        stage.see_no_more(Sought::TestId("undo-dialog")).await?;
        stage.see_in(TOAST, "Done again: Ruth Abel: city set to Lansdale").await?;
        assert_eq!(stage.lead(lead).await?["city"], "Lansdale");
        stage.turn_to_window(0).await?;
        stage.see_in(Sought::TestId("lead-drawer"), "Lansdale").await?;
        stage.office_is_sound().await
    })
    .await
}

/// A lead whose city and e-mail are set in the window, and whose city Luis changes after; its drawer is open.
async fn changed_by_me_then_luis(stage: &Stage) -> Result<i64> {
    stage.welcome("luis", "Luis Ortega", "manager")?;
    let lead = stage.add_lead(person("Ruth", "Ambler")).await?;
    stage.go_to(&format!("/leads/{lead}/edit")).await?;
    stage.type_into("City", "Lansdale").await?;
    stage.type_into("E-mail", "ruth@abel.example").await?;
    stage.click("button", "Save").await?;
    stage.see_in(TOAST, "Ruth Abel: 2 fields changed").await?;
    stage.desk_of("luis")?.call("lead_edit", json!({"id": lead, "fields": {"city": "Norristown"}}))?;
    stage.see_in(Sought::TestId("timeline"), "Norristown").await?;
    Ok(lead)
}

async fn city_and_email(stage: &Stage, lead: i64) -> Result<[String; 2]> {
    let lead = stage.lead(lead).await?;
    Ok(["city", "email"].map(|field| lead[field].as_str().unwrap_or_default().to_owned()))
}

fn person(first_name: &str, city: &str) -> Value {
    json!({"first_name": first_name, "last_name": "Abel", "phone": "215 555 0134", "city": city})
}

#[tokio::test]
async fn an_import_with_a_row_changed_since_goes_but_for_that_row() -> Result<()> {
    Stage::play_at_desk(Setting::office("undo-import"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "manager")?;
        let file = stage.file("fair.csv");
        std::fs::write(
            &file,
            "First name,Last name,Phone,City\nRuth,Abel,215 555 0134,Ambler\nWalter,Quinn,215 555 0171,Ambler\n\
             Ines,Marlow,215 555 0119,Lansdale\n",
        )?;
        stage.choose_next(Some(&file))?;
        stage.click("link", "Import").await?;
        stage.click_on(Sought::TestId("import-choose")).await?;
        stage.click_on(Sought::TestId("import-start")).await?;
        stage.see_in(Sought::TestId("import-result"), "3 leads added from fair.csv").await?;
        let walter = stage.leads(&["--search", "Quinn"]).await?[0]["id"].clone();
        stage.desk_of("luis")?.call("lead_edit", json!({"id": walter, "fields": {"city": "Norristown"}}))?;

        stage.click("button", "Undo this import").await?;
        stage.see_in(Sought::TestId("undo-why"), "Luis Ortega changed the city of Walter Quinn on ").await?;
        stage.see_in(Sought::TestId("undo-obstacle"), "Walter Quinn: city set to Norristown").await?;
        stage.see_in(Sought::TestId("undo-rest"), "Take back 2 of 3 changes").await?;
        assert_eq!(stage.count(&[]).await?, 3, "nothing was taken back unasked");
        stage.click_on(Sought::TestId("undo-rest")).await?;
        let undone = "Undone but for 1 change made since: 3 leads imported from fair.csv";
        stage.see_in(Sought::TestId("import-result"), undone).await?;
        stage.see_in(TOAST, undone).await?;
        stage.click("link", "Leads").await?;
        stage.see_in(Sought::TestId("leads-total"), "1 lead").await?;
        stage.see_in(Sought::TestId("lead-row"), "Walter Quinn").await?;
        let kept = stage.leads(&[]).await?;
        assert_eq!((kept.len(), &kept[0]["city"]), (1, &json!("Norristown")));

        stage.click_on(Sought::TestId("toast-redo")).await?;
        stage.see_in(Sought::TestId("leads-total"), "3 leads").await?;
        stage.office_is_sound().await
    })
    .await
}

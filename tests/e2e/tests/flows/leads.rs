//! One lead: added with the keyboard alone, half typed and kept, edited, looked back on.

use anyhow::{Context, Result};
use porchlight_e2e::{Key, Setting, Sought, Stage};
use serde_json::json;

#[tokio::test]
async fn a_lead_is_added_with_the_keyboard_alone() -> Result<()> {
    Stage::play_at_desk(Setting::office("lead-add"), async |stage| {
        stage.click("link", "Leads").await?;
        stage.see("No leads yet").await?;

        stage.press_with(&[Key::Alt], 'n').await?;
        stage.see_focus_on("First name").await?;
        stage.type_here("Rosalind").await?;
        stage.tab_to("Last name").await?;
        stage.type_here("Okafor").await?;
        stage.press_with(&[Key::Control], Key::Enter).await?;
        stage.see_in(Sought::TestId("lead-field-phone-error"), "Type one way to reach somebody").await?;
        stage.see_focus_on("Phone").await?;
        assert_eq!(stage.value_of("First name").await?, "Rosalind", "a refusal keeps what was typed");

        stage.type_here("555-0142").await?;
        stage.see_in(Sought::TestId("lead-field-phone-warning"), "The area code is missing.").await?;
        for _ in 0.."555-0142".len() {
            stage.press(Key::Backspace).await?;
        }
        stage.type_here("215 555 0142").await?;
        stage.see_no_more(Sought::TestId("lead-field-phone-warning")).await?;
        stage.tab_to("Source").await?;
        stage.type_here("Web").await?;
        stage.tab_to("City").await?;
        stage.type_here("Norristown").await?;
        stage.press_with(&[Key::Control], Key::Enter).await?;

        stage.see_in(Sought::TestId("toast"), "Rosalind Okafor added").await?;
        stage.see_in(Sought::TestId("lead-row"), "Rosalind Okafor").await?;
        stage.see_in(Sought::TestId("leads-total"), "1 lead").await?;
        stage.see_in(Sought::TestId("lead-name"), "Rosalind Okafor").await?;
        let kept = stage.leads(&[]).await?;
        assert_eq!(kept.len(), 1);
        for (field, value) in [
            ("name", "Rosalind Okafor"),
            ("phone_shown", "(215) 555-0142"),
            ("source", "Web"),
            ("city", "Norristown"),
            ("staff_name", "dana"),
        ] {
            assert_eq!(kept[0][field], value, "{field}");
        }

        stage.press(Key::Escape).await?;
        stage.see_no_more(Sought::TestId("lead-drawer")).await
    })
    .await
}

#[tokio::test]
async fn a_half_typed_lead_survives_leaving_the_page_until_it_is_discarded() -> Result<()> {
    Stage::play_at_desk(Setting::office("lead-kept"), async |stage| {
        stage.click("button", "Add lead").await?;
        stage.type_into("First name", "Walter").await?;
        stage.type_into("Comments", "Calls back on Monday").await?;
        stage.click("link", "Dashboard").await?;
        stage.find(Sought::TestId("dashboard-empty")).await?;
        stage.press_with(&[Key::Control], 'n').await?;
        stage.see_in(Sought::TestId("lead-form-kept"), "What you typed here before was kept").await?;
        assert_eq!(stage.value_of("First name").await?, "Walter");
        assert_eq!(stage.value_of("Comments").await?, "Calls back on Monday");

        stage.press(Key::Escape).await?;
        stage.see_no_more(Sought::TestId("lead-form")).await?;
        stage.click("button", "Add lead").await?;
        assert_eq!(stage.value_of("First name").await?, "Walter", "closing the form costs nothing either");
        stage.click("button", "Discard what I typed").await?;
        stage
            .until_true("document.querySelector('[data-testid=lead-field-first_name]').value === ''")
            .await?;
        assert_eq!(stage.count(&[]).await?, 0, "nothing of it was saved");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_edit_shows_in_the_drawer_the_list_and_the_history_with_old_and_new() -> Result<()> {
    Stage::play_at_desk(Setting::office("lead-edit"), async |stage| {
        let fields =
            json!({"first_name": "Ines", "last_name": "Marlow", "phone": "215-555-0171", "city": "Ambler"});
        let lead = stage.add_lead(fields).await?;
        stage.click("link", "Leads").await?;
        stage.click_on(Sought::TestId("lead-row")).await?;
        stage.see_in(Sought::TestId("lead-name"), "Ines Marlow").await?;
        stage.click_on(Sought::TestId("lead-edit")).await?;

        stage.choose("Status", "Contacted").await?;
        stage.type_into("City", "Lansdale").await?;
        stage.type_into("E-mail", "ines at post").await?;
        stage.click("button", "Save").await?;
        stage.see_in(Sought::TestId("lead-field-email-error"), "no e-mail address").await?;
        assert_eq!(stage.value_of("E-mail").await?, "ines at post");
        assert_eq!(stage.value_of("City").await?, "Lansdale");
        stage.type_into("E-mail", "ines@gmial.com").await?;
        stage.see_in(Sought::TestId("lead-field-email-warning"), "Did you mean gmail.com?").await?;
        stage.type_into("E-mail", "ines@marlow.example").await?;
        stage.click("button", "Save").await?;

        stage.see_in(Sought::TestId("toast"), "Ines Marlow: 3 fields changed").await?;
        stage.see_in(Sought::TestId("lead-stage"), "Contacted").await?;
        stage.see_in(Sought::TestId("lead-row"), "Contacted").await?;
        let history = Sought::TestId("timeline");
        for change in ["Status New inquiry Contacted", "City Ambler Lansdale", "ines@marlow.example"] {
            stage
                .until(&format!("the history holds '{change}'"), async || {
                    let told = stage.text_of(history).await?;
                    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
                    Ok(told.contains(change).then_some(()))
                })
                .await?;
        }
        let kept = stage.lead(lead).await?;
        assert_eq!(kept["city"], "Lansdale");
        assert_eq!(kept["stage"]["label"], "Contacted");

        stage.click("button", "Delete this lead").await?;
        stage.see("No leads yet").await?;
        stage.click_on(Sought::TestId("toast-undo")).await.context("a deleted lead can be had back")?;
        stage.see_in(Sought::TestId("lead-row"), "Ines Marlow").await
    })
    .await
}

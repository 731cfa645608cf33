//! Who looked at what is kept back: the list, the looks at one lead, and the monthly review with its sign-off.

use anyhow::{Context, Result};
use porchlight_e2e::{Key, OtherDesk, Setting, Sought, Stage};
use serde_json::{Value, json};

const TOTAL: Sought<'_> = Sought::TestId("looks-total");
const TOAST: Sought<'_> = Sought::TestId("toast");

#[tokio::test]
async fn a_reveal_and_an_export_are_told_with_who_and_under_each_lead_they_concern() -> Result<()> {
    Stage::play(Setting::office("looks"), async |stage| {
        stage.welcome("mei", "Mei Chen", "manager")?;
        let ruth = stage.add_lead(ruth()).await?;
        let walter = stage.add_lead(json!({"first_name": "Walter", "last_name": "Quinn", "phone": "215 555 0171", "source": "Partner"})).await?;
        stage.sign_in().await?;
        stage.click("link", "Who looked").await?;
        stage.see_in(Sought::TestId("looks-empty"), "Nobody has looked yet").await?;

        stage.go_to(&format!("/leads/{ruth}")).await?;
        stage.click("button", "Show the Medicaid number").await?;
        stage.see_in(Sought::TestId("lead-medicaid-value"), "7604918234").await?;
        stage.go_to("/leads").await?;
        stage.click_on(Sought::TestId("filter-source")).await?;
        stage.click("checkbox", "Web").await?;
        stage.press(Key::Escape).await?;
        stage.see_in(Sought::TestId("leads-total"), "1 lead").await?;
        stage.choose_next(Some(&stage.file("web.csv")))?;
        stage.click_on(Sought::TestId("export-button")).await?;
        stage.see_in(TOAST, "1 lead exported to web.csv").await?;

        stage.click("link", "Who looked").await?;
        see_total(stage, "2 looks").await?;
        let export = Sought::Css("[data-testid=look][data-kind=export]");
        stage.see_in(export, "1 lead exported to web.csv").await?;
        stage.see_in(export, "dana").await?;
        stage.see_in(Sought::Css("[data-testid=look][data-kind=export] [data-testid=look-leads]"), "1 lead").await?;
        stage.see_in(Sought::Css("[data-testid=look][data-kind=reveal]"), "Medicaid number of Ruth Abel shown").await?;

        // Another one appears at once, and is somebody's else.
        let mei = stage.desk_of("mei")?;
        reveal(&mei, ruth)?;
        see_total(stage, "3 looks").await?;
        stage.click("button", "1 reveal of Mei Chen").await?;
        see_total(stage, "1 look").await?;
        stage.see_in(Sought::TestId("look"), "Mei Chen").await?;
        stage.click("button", "Clear all").await?;
        see_total(stage, "3 looks").await?;
        stage.click_on(Sought::TestId("looks-kind")).await?;
        stage.click("checkbox", "Exports").await?;
        stage.press(Key::Escape).await?;
        see_total(stage, "1 look").await?;
        stage.click_on(Sought::TestId("look-entry")).await?;
        stage.see_in(Sought::Css("[data-testid=audit-log-item][aria-current=true]"), "1 lead exported to web.csv").await?;

        stage.go_to(&format!("/leads/{ruth}/history")).await?;
        stage.click_on(Sought::TestId("history-looks")).await?;
        stage.see_in(Sought::TestId("filter-mark-lead"), "Looks at Ruth Abel").await?;
        see_total(stage, "3 looks").await.context("her reveals, and the export that held her")?;
        stage.go_to(&format!("/looks/lead/{walter}")).await?;
        stage.see_in(Sought::TestId("filter-mark-lead"), "Looks at Walter Quinn").await?;
        stage.see_in(Sought::TestId("looks-empty"), "No look is like that").await?;
        assert!(std::fs::read_to_string(stage.file("web.csv"))?.contains("Ruth"), "the file was written");
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn a_month_is_gone_through_and_signed_off_and_what_comes_after_is_counted() -> Result<()> {
    Stage::play(Setting::office("looks-review"), async |stage| {
        stage.welcome("mei", "Mei Chen", "manager")?;
        let lead = stage.add_lead(ruth()).await?;
        let mei = stage.desk_of("mei")?;
        reveal(&mei, lead)?;
        let everything = stage.file("everything.csv");
        stage.command_line(&["export", "leads", &everything.to_string_lossy(), "--json"]).await?.json()?;
        stage.sign_in().await?;
        stage.click("link", "Who looked").await?;
        stage.click("tab", "Monthly review").await?;
        stage.see_in(Sought::TestId("month-standing"), "Not over yet").await?;
        stage.see_in(Sought::TestId("month-figures"), "Leads given out").await?;
        assert_eq!(
            stage.texts_of(Sought::Css("[data-testid=month-figures] dd")).await?,
            ["2", "2", "1", "1", "0", "0", "1"],
            "looks, people, reveals, exports, prints, backups, leads"
        );
        stage.see("dana took 1 lead out on").await?;
        stage.see("more than half of all leads.").await?;
        stage.see_count(Sought::TestId("person-looks"), 2).await?;

        let note = "Both were asked for by the family.";
        stage.type_into("What you found", note).await?;
        stage.click("link", "Leads").await?;
        stage.see_in(Sought::TestId("lead-row"), "Ruth Abel").await?;
        stage.go_to("/looks/review").await?;
        stage.until_true(&format!("document.querySelector('textarea')?.value === '{note}'")).await?;
        let label = stage.text_of(Sought::TestId("month-label")).await?;
        stage.click("button", &format!("Sign off {label} so far")).await?;
        let sentence = format!("Who looked in {label} reviewed so far: 2 looks of 2 people");
        stage.see_in(TOAST, &sentence).await?;
        let signed = Sought::TestId("signed-off");
        stage.see_in(signed, "dana").await?;
        stage.see_in(signed, note).await?;
        stage.see_in(Sought::TestId("month-standing"), "Reviewed so far").await?;
        stage.until_true("document.querySelector('textarea')?.value === ''").await?;

        reveal(&mei, lead)?;
        stage.see_in(signed, "1 look since").await?;
        stage.see_in(Sought::TestId("month-standing"), "1 look since").await?;
        stage.see_in(Sought::TestId("review-month"), "1 look since").await?;
        assert!(mei.refusal("looks_months", json!({}))?.contains("Manager"), "reviewing is not a manager's");

        stage.click("link", "Activity log").await?;
        stage.type_into("Search the activity log", "reviewed so far").await?;
        stage.see_in(Sought::TestId("entry-sentence"), &sentence).await?;
        stage.see_no_more(Sought::Role("button", &format!("Undo: {sentence}"))).await?;
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn the_looks_and_their_review_need_no_mouse() -> Result<()> {
    Stage::play(Setting::office("looks-keyboard").on_own_display(), async |stage| {
        stage.welcome("mei", "Mei Chen", "manager")?;
        let lead = stage.add_lead(ruth()).await?;
        reveal(&stage.desk_of("mei")?, lead)?;
        stage.sign_in().await?;
        stage.go_to("/looks").await?;
        see_total(stage, "1 look").await?;
        stage.walk_everywhere().await.context("the looks")?;
        stage.tab_to("1 reveal of Mei Chen").await?;
        stage.press(Key::Enter).await?;
        stage.see_count(Sought::TestId("filter-mark"), 2).await?;
        stage.tab_to("Clear all").await?;
        stage.press(Key::Enter).await?;
        stage.see_no_more(Sought::TestId("filter-mark")).await?;

        stage.go_to("/looks/review").await?;
        stage.find(Sought::TestId("sign-off")).await?;
        stage.walk_everywhere().await.context("the review")?;
        let label = stage.text_of(Sought::TestId("month-label")).await?;
        stage.tab_to(&format!("Sign off {label} so far")).await?;
        stage.press_with(&[Key::Shift], Key::Tab).await?;
        stage.type_here("Nothing stands out.").await?;
        stage.press(Key::Tab).await?;
        stage.press(Key::Enter).await?;
        stage.see_in(Sought::TestId("signed-off"), "Nothing stands out.").await
    })
    .await
}

/// Waits until exactly so many looks are counted.
async fn see_total(stage: &Stage, words: &str) -> Result<()> {
    let shown = async || Ok((stage.text_of(TOTAL).await? == words).then_some(()));
    stage.until(&format!("{words} are counted"), shown).await
}

/// Shows a lead's Medicaid number at another desk.
fn reveal(desk: &OtherDesk, lead: i64) -> Result<()> {
    desk.call("lead_reveal", json!({"id": lead, "field": "medicaid_no"})).map(drop)
}

fn ruth() -> Value {
    json!({
        "first_name": "Ruth", "last_name": "Abel", "phone": "215 555 0134", "source": "Web", "medicaid_no": "7604918234",
    })
}

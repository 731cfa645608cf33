//! The list of leads: its order, its filters, and that it shows the right rows at any place of any length.

use anyhow::{Context, Result};
use porchlight_e2e::{Key, Setting, Sought, Stage};
use serde_json::Value;

/// The rows inside the frame of the list, whole or in part, as [position, lead, name].
const ROWS: &str = "
    const grid = document.querySelector('[data-testid=leads-table]');
    if (!grid) return [];
    const top = grid.querySelector('.head').getBoundingClientRect().bottom;
    const bottom = grid.getBoundingClientRect().bottom;
    const inside = (row) => row.getBoundingClientRect().bottom > top && row.getBoundingClientRect().top < bottom;
    const rows = [...grid.querySelectorAll('[data-index]')].filter(inside);
    return rows.map((row) => [Number(row.dataset.index), Number(row.dataset.lead), row.querySelector('b')?.title]);";

/// Waits until the list shows what the office lists, `expected` beginning at position `from`, with `position` in sight.
async fn see_rows(stage: &Stage, expected: &[Value], from: usize, position: usize) -> Result<()> {
    let shown = async || {
        let rows = stage.client()?.execute(ROWS, Vec::new()).await?;
        let rows = rows.as_array().context("the list gives no rows")?;
        let in_sight = rows.iter().any(|row| row[0] == position);
        let right = rows.iter().all(|row| {
            let place = row[0].as_u64().and_then(|place| usize::try_from(place).ok());
            let lead = place.and_then(|place| expected.get(place.checked_sub(from)?));
            lead.is_some_and(|lead| row[1] == lead["id"] && row[2] == lead["name"])
        });
        Ok((in_sight && right && rows.len() > 3).then_some(()))
    };
    stage.until(&format!("the list shows the office's own rows around {position}"), shown).await
}

#[tokio::test]
async fn headers_sort_and_filters_narrow_as_the_office_itself_does() -> Result<()> {
    Stage::play_at_desk(Setting::demo("list-filter", 400), async |stage| {
        stage.click("link", "Leads").await?;
        see_rows(stage, &stage.leads(&[]).await?, 0, 0).await?;
        for (header, order) in [
            ("sort-name", "name"),
            ("sort-name", "-name"),
            ("sort-stage", "stage"),
            ("sort-created_at", "-created_at"),
        ] {
            stage.click_on(Sought::TestId(header)).await?;
            see_rows(stage, &stage.leads(&["--sort", order]).await?, 0, 0).await?;
        }

        stage.click_on(Sought::TestId("filter-status")).await?;
        stage.click("checkbox", "Contacted").await?;
        stage.click("checkbox", "Lost").await?;
        stage.press(Key::Escape).await?;
        stage.click_on(Sought::TestId("filter-staff")).await?;
        stage.click("checkbox", "Not assigned").await?;
        stage.press(Key::Escape).await?;
        see_total(stage, &["--stage", "Contacted", "--stage", "Lost", "--staff", "Not assigned"]).await?;
        stage.click_on(Sought::TestId("clear-filters")).await?;
        stage.see_in(Sought::TestId("leads-total"), "400 leads").await?;

        let name = stage.leads(&["--limit", "1"]).await?[0]["name"].as_str().unwrap_or_default().to_owned();
        stage.press_with(&[Key::Control], 'k').await?;
        stage.type_here(&name).await?;
        see_total(stage, &["--search", &name]).await?;
        see_rows_or_few(stage, &stage.leads(&["--search", &name]).await?).await?;

        stage.type_into("Search leads", "nobody is called zzyzx").await?;
        stage.see("No lead matches").await?;
        stage.see("nobody is called zzyzx").await?;
        stage.click("button", "Clear filters").await?;
        stage.see_in(Sought::TestId("leads-total"), "400 leads").await
    })
    .await
}

async fn see_total(stage: &Stage, flags: &[&str]) -> Result<()> {
    let count = stage.count(flags).await?;
    assert!((1..400).contains(&count), "{flags:?} narrows to {count}");
    let words = if count == 1 { "1 lead".to_owned() } else { format!("{count} leads") };
    stage.see_in(Sought::TestId("leads-total"), &words).await
}

async fn see_rows_or_few(stage: &Stage, expected: &[Value]) -> Result<()> {
    let shown = async || {
        let rows = stage.client()?.execute(ROWS, Vec::new()).await?;
        let ids = rows.as_array().into_iter().flatten().map(|row| &row[1]);
        Ok(ids.eq(expected.iter().map(|lead| &lead["id"])).then_some(()))
    };
    stage.until("the list shows what the office finds", shown).await
}

#[tokio::test]
async fn a_hundred_thousand_leads_show_the_right_rows_at_both_ends_and_in_the_middle() -> Result<()> {
    const ALL: usize = 100_000;
    const MIDDLE: usize = ALL / 2;
    Stage::play_at_desk(Setting::demo("list-long", u32::try_from(ALL)?), async |stage| {
        stage.click("link", "Leads").await?;
        stage.click_on(Sought::TestId("sort-name")).await?;
        let upwards = stage.leads(&["--sort", "name", "--limit", &(MIDDLE + 60).to_string()]).await?;
        let mut end = stage.leads(&["--sort", "-name", "--limit", "60"]).await?;
        end.reverse();
        stage.see_in(Sought::TestId("leads-total"), "100,000 leads").await?;
        see_rows(stage, &upwards, 0, 0).await?;

        scroll_to(stage, MIDDLE).await?;
        see_rows(stage, &upwards, 0, MIDDLE).await?;
        scroll_to(stage, ALL).await?;
        see_rows(stage, &end, ALL - 60, ALL - 1).await?;
        scroll_to(stage, 0).await?;
        see_rows(stage, &upwards, 0, 0).await?;

        to_the_first_row(stage).await?;
        stage.press(Key::End).await?;
        see_rows(stage, &end, ALL - 60, ALL - 1).await?;
        stage.press(Key::Up).await?;
        stage.press(Key::Enter).await?;
        let last_but_one = end[58]["name"].as_str().unwrap_or_default();
        stage.see_in(Sought::TestId("lead-name"), last_but_one).await?;
        stage.press(Key::Escape).await?;
        to_the_first_row(stage).await?;
        stage.press(Key::Home).await?;
        see_rows(stage, &upwards, 0, 0).await?;
        stage.press(Key::PageDown).await?;
        stage.press(Key::Enter).await?;
        stage.find(Sought::TestId("lead-drawer")).await.map(drop)
    })
    .await
}

/// Drags the scroll bar to where this row begins.
async fn scroll_to(stage: &Stage, position: usize) -> Result<()> {
    let drag = format!("document.querySelector('[data-testid=leads-table]').scrollTop = {position} * 40");
    stage.client()?.execute(&drag, Vec::new()).await?;
    Ok(())
}

/// Tabs from the headers into the rows.
async fn to_the_first_row(stage: &Stage) -> Result<()> {
    let header = stage.find(Sought::TestId("sort-name")).await?;
    stage.client()?.execute("arguments[0].focus()", vec![serde_json::json!(header)]).await?;
    let inside = async || {
        stage.press(Key::Tab).await?;
        Ok(stage.focused().await?.starts_with("row ").then_some(()))
    };
    stage.until("the keyboard is in the rows", inside).await
}

//! The dashboard follows every change at once, whoever made it, and its pictures can be read as numbers.

use anyhow::{Context, Result};
use porchlight_e2e::{Key, Setting, Sought, Stage};
use serde_json::json;

const CHARTS: [&str; 3] = ["chart-leads-by-month", "chart-leads-by-staff", "chart-leads-by-source"];

#[tokio::test]
async fn numbers_and_charts_follow_the_command_line_and_a_second_window_in_both_themes() -> Result<()> {
    Stage::play_at_desk(Setting::office("dashboard"), async |stage| {
        stage.find(Sought::TestId("dashboard-empty")).await?;
        stage.add_lead(person("Ruth", "Web", "Hollis Greene")).await?;
        see_leads(stage, "1").await?;
        stage.see_in(Sought::TestId("stat-accounts-value"), "1").await?;

        stage.wear("day").await?;
        let day = pictures(stage).await?;
        stage.add_lead(person("Otis", "Partner", "Priya Nair")).await?;
        see_leads(stage, "2").await?;
        let day_after = see_other_pictures(stage, &day).await?;
        assert!(
            day_after[1].contains("Priya Nair") && day_after[2].contains("Partner"),
            "names stand in the pictures"
        );
        stage.wear("dusk").await?;
        let dusk = see_other_pictures(stage, &day_after).await?;

        stage.press_with(&[Key::Control, Key::Shift], 'n').await?;
        stage.turn_to_window(1).await?;
        stage.find(Sought::TestId("dashboard-page")).await?;
        stage.click("button", "Add lead").await?;
        stage.type_into("First name", "Ines").await?;
        stage.type_into("Phone", "215 555 0171").await?;
        stage.click_on(Sought::TestId("lead-save")).await?;
        stage.see_in(Sought::TestId("toast"), "Ines added").await?;
        stage.turn_to_window(0).await?;
        see_leads(stage, "3").await?;
        see_other_pictures(stage, &dusk).await?;

        for chart in CHARTS {
            assert_eq!(sum_of_table(stage, chart).await?, 3, "{chart}");
        }
        let stats = stage.command_line(&["stats", "--json"]).await?.json()?;
        assert_eq!(stats["leads"], 3);
        Ok(())
    })
    .await
}

fn person(name: &str, source: &str, staff: &str) -> serde_json::Value {
    json!({"first_name": name, "last_name": "Abel", "phone": "215 555 0134", "source": source, "staff_name": staff})
}

async fn see_leads(stage: &Stage, count: &str) -> Result<()> {
    for figure in ["stat-leads-value", "stat-new-leads-value"] {
        stage.see_in(Sought::TestId(figure), count).await?;
    }
    Ok(())
}

/// The three charts as they are drawn now.
async fn pictures(stage: &Stage) -> Result<Vec<String>> {
    let mut drawn = Vec::new();
    for chart in CHARTS {
        let picture = stage.find(Sought::Css(&format!("[data-testid={chart}-picture] svg"))).await?;
        drawn.push(picture.html(false).await?);
    }
    Ok(drawn)
}

/// Waits until every chart is drawn otherwise than before.
async fn see_other_pictures(stage: &Stage, before: &[String]) -> Result<Vec<String>> {
    let changed = async || {
        let now = pictures(stage).await?;
        Ok(now.iter().zip(before).all(|(now, before)| now != before).then_some(now))
    };
    stage.until("all three charts have changed", changed).await
}

/// The numbers of a chart shown as a table, added up.
async fn sum_of_table(stage: &Stage, chart: &str) -> Result<u64> {
    stage.click_on(Sought::TestId(&format!("{chart}-toggle"))).await?;
    stage.find(Sought::TestId(&format!("{chart}-table"))).await?;
    let script = format!(
        "const table = document.querySelector('[data-testid={chart}-table]');
        const headings = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
        const column = headings.findIndex((heading) => heading === 'All' || heading === 'Leads');
        const counts = [...table.tBodies[0].rows].map((row) => row.cells[column].textContent);
        return counts.reduce((sum, count) => sum + Number(count.replace(/,/g, '')), 0);"
    );
    let sum = stage.client()?.execute(&script, Vec::new()).await?;
    sum.as_u64().with_context(|| format!("the table of {chart} holds something else than numbers: {sum}"))
}

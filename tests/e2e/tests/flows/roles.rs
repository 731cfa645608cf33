//! Roles: the matrix that everybody can read, an own role made by copying, and its effect on a window that is open.

use anyhow::{Context, Result};
use porchlight_e2e::{OWNER, Setting, Sought, Stage};
use serde_json::json;

#[tokio::test]
async fn a_role_is_copied_changed_saved_and_the_change_taken_back() -> Result<()> {
    Stage::play_at_desk(Setting::office("roles"), async |stage| {
        stage.click("link", "Roles").await?;
        stage.find(Sought::TestId("role-matrix")).await?;
        see_cell(stage, "owner", "roles.edit", "Yes").await?;
        see_cell(stage, "caller", "leads.stage", "Yes").await?;
        see_cell(stage, "caller", "leads.create", "No").await?;

        stage.click_on(Sought::Css("th[data-role=caller] [data-testid=role-menu]")).await?;
        stage.click("menuitem", "Copy this role").await?;
        stage.type_into("Name", "Night caller").await?;
        stage.click("button", "Copy").await?;
        stage.see_in(Sought::TestId("role-panel"), "Change Night caller").await?;
        let roles = stage.desk_of(OWNER)?.call("roles", json!({}))?;
        let mut roles = roles["roles"].as_array().into_iter().flatten();
        let copy = roles.find(|role| role["label"] == "Night caller").context("the copy is a role")?;
        let copy = copy["role"].as_str().context("a role has a name")?.to_owned();

        stage.tick("Add leads").await?;
        stage.click_on(Sought::TestId("role-save")).await?;
        stage.see_in(Sought::TestId("toast"), "Role Night caller changed").await?;
        see_cell(stage, &copy, "leads.create", "Yes").await?;
        see_cell(stage, "caller", "leads.create", "No").await?;
        stage.click_on(Sought::TestId("toast-undo")).await?;
        see_cell(stage, &copy, "leads.create", "No").await
    })
    .await
}

async fn see_cell(stage: &Stage, role: &str, permission: &str, answer: &str) -> Result<()> {
    let cell = format!("td[data-role='{role}'][data-permission='{permission}']");
    stage.see_in(Sought::Css(&cell), answer).await
}

#[tokio::test]
async fn an_open_window_follows_its_role_at_once() -> Result<()> {
    Stage::play(Setting::office("role-at-once"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "caller")?;
        let owner = stage.desk_of(OWNER)?;
        let copied = owner.call("role_copy", json!({"role": "caller", "label": "Night caller"}))?;
        let luis = owner.person("luis")?["account"].clone();
        stage.sign_in_as("luis").await?;
        stage.see_in(Sought::TestId("user-role"), "Caller").await?;
        stage.see_no_more(Sought::TestId("add-lead-button")).await?;

        let changed = owner.call("account_role", json!({"account": luis, "role": copied["role"]}))?;
        stage.see_in(Sought::TestId("user-role"), "Night caller").await?;
        let may = json!({"role": copied["role"], "label": "Night caller", "reach": "own", "masked": false,
            "permissions": ["leads.view", "leads.create", "activity.view"], "stages": null});
        owner.call("role_save", may)?;
        stage.find(Sought::TestId("add-lead-button")).await?;
        stage.click("link", "Activity log").await?;
        stage.find(Sought::TestId("activity-list")).await?;
        owner.call("undo", json!({"operation": changed["operation"]}))?;
        stage.see("This page is not open to you").await?;
        stage.see_no_more(Sought::TestId("nav-activity")).await?;
        stage.see_no_more(Sought::TestId("add-lead-button")).await
    })
    .await
}

//! People and roles: who is disabled and enabled, who belongs where, who is signed in.

use anyhow::{Context, Result};
use porchlight_e2e::{OWNER, Setting, Sought, Stage, password_of};
use serde_json::json;

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_comes_back_when_it_is_enabled() -> Result<()> {
    Stage::play_at_desk(Setting::office("disabled"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "manager")?;
        let elsewhere = stage.desk_of("luis")?;
        stage.click("link", "People and roles").await?;
        let owner = Sought::Css("[data-user=dana] [data-testid=account-fixed]");
        stage.see_in(owner, "The last owner stays.").await?;
        assert!(stage.all(Sought::Css("[data-user=dana] select")).await?.is_empty(), "no role to choose");

        in_menu_of(stage, "luis", "Disable").await?;
        stage.see_in(Sought::TestId("disable-dialog"), "Luis is signed out everywhere now").await?;
        stage.click_on(Sought::TestId("disable-cancel")).await?;
        stage.see_no_more(Sought::TestId("disable-dialog")).await?;
        elsewhere.call("dashboard", json!({})).context("nothing was done yet")?;
        in_menu_of(stage, "luis", "Disable").await?;
        stage.click_on(Sought::TestId("disable-confirm")).await?;
        stage.see_in(Sought::TestId("toast"), "Luis Ortega disabled").await?;
        let state = Sought::Css("[data-user=luis] [data-testid=account-state]");
        stage.see_in(state, "Disabled").await?;
        elsewhere.refusal("dashboard", json!({})).context("his open window is out")?;
        let who = json!({"user": "luis", "password": password_of("luis")});
        let refused = elsewhere.refusal("sign_in", who)?;
        assert!(refused.contains("This account was disabled."), "{refused}");

        in_menu_of(stage, "luis", "Enable").await?;
        stage.see_in(state, "Active").await?;
        stage.desk_of("luis")?.call("dashboard", json!({})).context("he is back")?;
        stage.office_is_sound().await
    })
    .await
}

/// Chooses what to do with somebody from the menu of their row.
async fn in_menu_of(stage: &Stage, user_name: &str, entry: &str) -> Result<()> {
    stage.click_on(Sought::Css(&format!("[data-user={user_name}] [data-testid=account-menu]"))).await?;
    stage.click("menuitem", entry).await
}

#[tokio::test]
async fn a_team_has_a_lead_who_sees_its_members_leads() -> Result<()> {
    Stage::play_at_desk(Setting::office("teams"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "caller")?;
        stage.welcome("mei", "Mei Chen", "team_lead")?;
        let lead = json!({"first_name": "Ruth", "phone": "215 555 0134", "staff_name": "Luis Ortega"});
        stage.add_lead(lead).await?;
        let mei = stage.desk_of("mei")?;
        assert_eq!(mei.call("dashboard", json!({}))?["leads"], 0);

        stage.go_to("/people/teams").await?;
        stage.click("button", "Add a team").await?;
        stage.type_into("Name", "Morning").await?;
        stage.click("button", "Add").await?;
        stage.see_in(Sought::TestId("team-row"), "Morning").await?;
        stage.choose("Who leads Morning", "Mei Chen").await?;
        stage.see_in(Sought::TestId("toast"), "Team Morning changed").await?;
        stage.click("tab", "People").await?;
        for (user_name, name) in [("luis", "Luis Ortega"), ("mei", "Mei Chen")] {
            in_menu_of(stage, user_name, "Team and partner").await?;
            stage.see_in(Sought::TestId("place-dialog"), name).await?;
            stage.choose("Team", "Morning").await?;
            stage.click("button", "Save").await?;
            let placed = format!("[data-user={user_name}] [data-testid=account-placed]");
            stage.see_in(Sought::Css(&placed), "Morning").await?;
        }
        assert_eq!(mei.call("dashboard", json!({}))?["leads"], 1, "her team's lead");
        stage.click("tab", "Teams").await?;
        stage.see_in(Sought::TestId("team-members"), "2").await
    })
    .await
}

#[tokio::test]
async fn open_sessions_are_listed_with_their_places_and_can_be_ended() -> Result<()> {
    Stage::play_at_desk(Setting::office("sessions"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "caller")?;
        let luis = stage.desk_of("luis")?;
        stage.go_to("/people/sessions").await?;
        stage.click("button", "End the session of Luis Ortega").await?;
        stage.see_in(Sought::TestId("toast"), "A session of Luis Ortega ended").await?;
        stage.see("Ended by dana").await?;
        luis.refusal("dashboard", json!({})).context("his open window is out")?;

        let own = stage.desk_of(OWNER)?;
        stage.go_to("/account").await?;
        stage.find(Sought::TestId("session-this")).await?;
        stage.find(Sought::TestId("session-open")).await?;
        stage.click_on(Sought::Css("[data-testid^=session-end-]")).await?;
        stage.see_no_more(Sought::TestId("session-open")).await?;
        own.refusal("dashboard", json!({})).context("the other place is closed")?;
        stage.find(Sought::TestId("session-this")).await.map(drop).context("this one goes on")
    })
    .await
}

#[tokio::test]
async fn a_session_that_is_ended_from_elsewhere_closes_the_window_and_says_who_ended_it() -> Result<()> {
    Stage::play(Setting::office("session-ended"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "caller")?;
        stage.sign_in_as("luis").await?;
        stage.mark_page().await?;
        let owner = stage.desk_of(OWNER)?;
        let all = owner.call("sessions", json!({"everybody": true, "from": 0, "count": 20}))?;
        let mut rows = all["rows"].as_array().into_iter().flatten();
        let his = rows.find(|row| row["who"] == "Luis Ortega" && row["ended_at"].is_null());
        let his = his.context("his session is listed")?["session"].clone();
        owner.call("session_end", json!({"session": his}))?;
        stage.see_page_begun_anew().await?;
        stage.see_in(Sought::TestId("sign-in-locked-name"), "Luis Ortega").await?;
        stage.see_in(Sought::TestId("sign-in-locked-sentence"), "Ended by dana.").await
    })
    .await
}

//! Whose leads somebody sees, what of them, and which pages: by role, in the list, the search, the figures and by address.

use anyhow::Result;
use porchlight_e2e::{OWNER, Setting, Sought, Stage};
use serde_json::{Value, json};

#[tokio::test]
async fn a_caller_sees_the_leads_assigned_to_them_and_no_other_page() -> Result<()> {
    Stage::play(Setting::office("caller"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "caller")?;
        let theirs = stage.add_lead(lead("Ruth", "Luis Ortega")).await?;
        let foreign = stage.add_lead(lead("Walter", "Hollis Greene")).await?;
        for password in ["nine lanterns on the porch", "six lanterns on the porch"] {
            stage.other_desk().refusal("sign_in", json!({"user": "luis", "password": password}))?;
        }
        stage.sign_in_as("luis").await?;
        stage.see_in(Sought::TestId("toast"), "2 failed tries since your last sign-in").await?;
        stage.click_on(Sought::TestId("toast-close")).await?;

        stage.see_in(Sought::TestId("dashboard-summary"), "Leads assigned to you.").await?;
        stage.see_in(Sought::TestId("stat-leads"), "Leads assigned to you").await?;
        stage.see_in(Sought::TestId("stat-leads-value"), "1").await?;
        stage.see_no_more(Sought::TestId("stat-accounts")).await?;
        stage.see_count(Sought::Css("nav a"), 4).await?;
        for page in ["import", "activity", "people", "settings"] {
            stage.see_no_more(Sought::TestId(&format!("nav-{page}"))).await?;
            stage.go_to(&format!("/{page}")).await?;
            stage.see("This page is not open to you").await?;
        }
        stage.click("button", "Go to Dashboard").await?;
        stage.click("link", "Leads").await?;
        stage.see_in(Sought::TestId("leads-total"), "1 lead").await?;
        stage.see_in(Sought::TestId("lead-row"), "Ruth Abel").await?;
        stage.type_into("Search", "Walter").await?;
        stage.find(Sought::TestId("no-leads-found")).await?;
        stage.click_on(Sought::TestId("clear-filters-here")).await?;
        stage.go_to(&format!("/leads/{foreign}")).await?;
        stage.see_in(Sought::TestId("lead-gone"), &format!("There is no lead {foreign}")).await?;
        stage.go_to(&format!("/leads/{theirs}")).await?;
        stage.see_in(Sought::TestId("lead-name"), "Ruth Abel").await?;

        stage.edit_lead(foreign, json!({"staff_name": "Luis Ortega"})).await?;
        stage.see_in(Sought::TestId("leads-total"), "2 leads").await?;
        stage.desk_of(OWNER)?.call("lead_delete", json!({"id": theirs}))?;
        stage.see_in(Sought::TestId("leads-total"), "1 lead").await?;
        stage.click("link", "Trash").await?;
        stage.see_in(Sought::TestId("trash-empty"), "The trash is empty").await
    })
    .await
}

fn lead(first_name: &str, staff_name: &str) -> Value {
    json!({"first_name": first_name, "last_name": "Abel", "phone": "215 555 0134", "staff_name": staff_name,
        "dob": "1951-04-09", "medicaid_no": "1122334455"})
}

#[tokio::test]
async fn a_lead_is_shared_with_a_colleague_and_no_longer() -> Result<()> {
    Stage::play_at_desk(Setting::office("shared"), async |stage| {
        stage.welcome("mei", "Mei Chen", "intake_coordinator")?;
        let shared = stage.add_lead(lead("Ruth", "")).await?;
        stage.go_to(&format!("/leads/{shared}")).await?;
        stage.click("button", "Share").await?;
        stage.click("button", "Share").await?;
        stage.see("Choose a colleague from the list.").await?;
        stage.type_into("Share with a colleague", "Mei Chen").await?;
        stage.click_on(Sought::TestId("lead-share-save")).await?;
        stage.see_in(Sought::TestId("toast"), "Ruth Abel shared with Mei Chen").await?;
        stage.see_in(Sought::TestId("lead-shared-with"), "Mei Chen").await?;

        stage.sign_out().await?;
        stage.sign_in_as("mei").await?;
        stage.click("link", "Leads").await?;
        stage.click_on(Sought::TestId("lead-row")).await?;
        stage.see_in(Sought::TestId("lead-name"), "Ruth Abel").await?;
        let owner = stage.desk_of(OWNER)?;
        let mei = owner.person("mei")?["account"].clone();
        owner.call("lead_unshare", json!({"id": shared, "account": mei}))?;
        stage.see_in(Sought::TestId("lead-gone"), &format!("There is no lead {shared}")).await?;
        stage.see_no_more(Sought::TestId("lead-row")).await?;
        owner.call("lead_share", json!({"id": shared, "account": mei}))?;
        stage.see_in(Sought::TestId("lead-row"), "Ruth Abel").await
    })
    .await
}

#[tokio::test]
async fn a_guest_sees_covered_details_and_an_owner_shows_one_at_a_time() -> Result<()> {
    Stage::play(Setting::office("covered"), async |stage| {
        stage.welcome("otis", "Otis Fenwick", "guest")?;
        let covered = stage.add_lead(lead("Ruth", "")).await?;
        stage.sign_in_as("otis").await?;
        stage.click("link", "Leads").await?;
        stage.see_in(Sought::TestId("lead-row"), "•••-•••-0134").await?;
        stage.click_on(Sought::TestId("lead-row")).await?;
        stage.see_in(Sought::TestId("lead-phone"), "•••-•••-0134").await?;
        stage.see_in(Sought::TestId("lead-medicaid-value"), "••••4455").await?;
        stage.see_no_more(Sought::TestId("lead-medicaid-show")).await?;
        let page = stage.client()?.source().await?;
        for bare in ["555-0134", "5550134", "1122334455", "04/09", "1951-04"] {
            assert!(!page.contains(bare), "the page holds {bare}");
        }
        stage.sign_out().await?;

        stage.sign_in().await?;
        stage.go_to(&format!("/leads/{covered}")).await?;
        stage.see_in(Sought::TestId("lead-phone"), "(215) 555-0134").await?;
        stage.see_in(Sought::TestId("lead-dob-value"), "••/••/1951").await?;
        stage.see_in(Sought::TestId("lead-medicaid-value"), "••••4455").await?;
        stage.click_on(Sought::TestId("lead-medicaid-show")).await?;
        stage.see_in(Sought::TestId("lead-medicaid-value"), "1122334455").await?;
        stage.see_in(Sought::TestId("lead-dob-value"), "••/••/1951").await?;
        stage.go_to("/activity").await?;
        stage.see_in(Sought::TestId("audit-log-item"), "of Ruth Abel shown").await?;
        stage.go_to(&format!("/leads/{covered}")).await?;
        stage.see_in(Sought::TestId("lead-medicaid-value"), "••••4455").await
    })
    .await
}

#[tokio::test]
async fn the_dashboard_speaks_of_whose_leads_it_counts() -> Result<()> {
    Stage::play(Setting::office("dashboard-by-role"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "caller")?;
        let owner = stage.desk_of(OWNER)?;
        let luis = owner.person("luis")?["account"].clone();
        stage.sign_in_as("luis").await?;
        stage.see_in(Sought::TestId("dashboard-page"), "Leads assigned to you").await?;
        for (role, words) in [
            ("team_lead", "Your team's leads"),
            ("intake_coordinator", "Your leads"),
            ("finance", "Clients"),
            ("manager", "The office is ready for its first lead"),
        ] {
            owner.call("account_role", json!({"account": luis, "role": role}))?;
            stage.see_in(Sought::TestId("dashboard-page"), words).await?;
        }
        Ok(())
    })
    .await
}

//! Getting an account or a new password: what is asked for at the sign-in, and approved in People and roles.

use anyhow::{Context, Result, ensure};
use porchlight_e2e::{OWNER, Setting, Sought, Stage, password_of};
use serde_json::json;

use crate::first_run::{fill_the_three_steps, type_back};

const NEW_PASSWORD: &str = "four kettles under a maple";

#[tokio::test]
async fn somebody_asks_for_an_account_and_is_let_in_when_the_words_agree() -> Result<()> {
    Stage::play(Setting::office("account-asked"), async |stage| {
        stage.click("button", "Ask for an account").await?;
        stage.click("button", "Send the request").await?;
        stage.see_in(Sought::TestId("ask-account-name-error"), "Type your name.").await?;
        let words = ask(stage, "").await?;
        stage.click("button", "Back to sign-in").await?;

        stage.say_who("luis").await?;
        stage.type_into("Password", &password_of("luis")).await?;
        stage.click("button", "Sign in").await?;
        stage.see_in(Sought::TestId("sign-in-refused"), "This account waits for approval.").await?;

        stage.sign_in().await?;
        stage.see_in(Sought::TestId("nav-people-badge"), "1").await?;
        stage.click("link", "People and roles").await?;
        stage.see_in(Sought::TestId("request-name"), "Luis Ortega").await?;
        let offered = offered_words(stage).await?;
        ensure!(offered.contains(&words), "{words:?} is not among {offered:?}");
        ensure!(!stage.find(Sought::TestId("request-approve")).await?.is_enabled().await?);

        stage.click("radio", "None of these").await?;
        stage.see_in(Sought::TestId("request-doubt"), "this may not come from Luis").await?;
        let wrong = offered.iter().find(|other| **other != words).context("only one choice of words")?;
        stage.click("radio", wrong).await?;
        stage.see_in(Sought::TestId("request-missing"), "Choose a role.").await?;
        stage.choose("Role", "Intake coordinator").await?;
        stage.click("button", "Approve").await?;
        stage.see_in(Sought::TestId("request-problem"), "These are not the words of this request.").await?;
        stage.click("radio", &words).await?;
        stage.click("button", "Approve").await?;
        stage.see_in(Sought::TestId("toast"), "Luis Ortega approved as Intake coordinator").await?;
        stage.see_no_more(Sought::TestId("request-card")).await?;
        stage.see_no_more(Sought::TestId("nav-people-badge")).await?;
        stage.see_count(Sought::TestId("account-row"), 2).await?;

        stage.sign_out().await?;
        stage.sign_in_as("luis").await?;
        stage.see_in(Sought::TestId("user-role"), "Intake coordinator").await?;
        stage.see_a("link", "Leads").await?;
        stage.find(Sought::TestId("add-lead-button")).await?;
        stage.see_no_more(Sought::TestId("nav-people")).await
    })
    .await
}

/// Fills the page that asks for an account and sends it; answers with the six words that are shown.
async fn ask(stage: &Stage, invitation: &str) -> Result<String> {
    stage.type_into("Your name", "Luis Ortega").await?;
    assert_eq!(stage.value_of("User name").await?, "luis");
    stage.type_into("E-mail", "luis@elmstreet.example").await?;
    stage.type_into("Password", &password_of("luis")).await?;
    stage.type_into("Password again", &password_of("luis")).await?;
    stage.type_into("Invitation code", invitation).await?;
    stage.click("button", "Send the request").await?;
    six_words(stage).await
}

/// The six words of a request as a person would read them out.
async fn six_words(stage: &Stage) -> Result<String> {
    stage.see_count(Sought::Css("[data-testid=six-words] li"), 6).await?;
    let script = "return [...document.querySelectorAll('[data-testid=six-words] li')]
        .map((word) => word.lastChild.textContent.trim()).join(' ')";
    let words = stage.client()?.execute(script, Vec::new()).await?;
    Ok(words.as_str().unwrap_or_default().to_owned())
}

/// The choices of six words on the only request.
async fn offered_words(stage: &Stage) -> Result<Vec<String>> {
    stage.see_count(Sought::Css("[data-testid=request-words] input"), 4).await?;
    let mut offered = Vec::new();
    for choice in stage.all(Sought::Css("[data-testid=request-words] input")).await?.into_iter().take(3) {
        offered.push(choice.prop("value").await?.unwrap_or_default());
    }
    Ok(offered)
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_an_approved_one_and_old_sessions_end() -> Result<()> {
    Stage::play(Setting::office("password-forgotten"), async |stage| {
        stage.welcome("luis", "Luis Ortega", "caller")?;
        let elsewhere = stage.desk_of("luis")?;
        elsewhere.call("dashboard", json!({}))?;
        stage.click("button", "Forgotten password").await?;
        stage.type_into("User name or e-mail", "luis").await?;
        stage.type_into("New password", NEW_PASSWORD).await?;
        stage.type_into("New password again", NEW_PASSWORD).await?;
        stage.click("button", "Send the request").await?;
        let words = six_words(stage).await?;
        stage.click("button", "Back to sign-in").await?;
        elsewhere.call("dashboard", json!({})).context("until it is approved the old password is good")?;

        stage.sign_in().await?;
        stage.click("link", "People and roles").await?;
        stage.see_in(Sought::TestId("request-kind"), "Forgot the password").await?;
        stage.click("radio", &words).await?;
        stage.click("button", "Approve").await?;
        stage.see_in(Sought::TestId("toast"), "A new password for Luis Ortega approved").await?;
        elsewhere.refusal("dashboard", json!({})).context("his open window is out")?;
        let old = json!({"user": "luis", "password": password_of("luis")});
        elsewhere.refusal("sign_in", old).context("the old password opens nothing")?;

        stage.sign_out().await?;
        stage.sign_in_with("luis", NEW_PASSWORD).await?;
        stage.see_in(Sought::TestId("user-role"), "Caller").await
    })
    .await
}

#[tokio::test]
async fn a_request_that_nobody_knows_is_declined() -> Result<()> {
    Stage::play_at_desk(Setting::office("account-declined"), async |stage| {
        stage.ask_for_account("otis", "Otis Fenwick")?;
        stage.see_in(Sought::TestId("nav-people-badge"), "1").await?;
        stage.click("link", "People and roles").await?;
        stage.click("radio", "None of these").await?;
        stage.click("button", "Decline").await?;
        stage.see_in(Sought::TestId("toast"), "The request of Otis Fenwick (otis) declined").await?;
        stage.see_no_more(Sought::TestId("request-card")).await?;
        let who = json!({"user": "otis", "password": password_of("otis")});
        stage.other_desk().refusal("sign_in", who).map(drop)
    })
    .await
}

#[tokio::test]
async fn an_invitation_is_a_code_that_fixes_the_role_and_can_be_taken_back() -> Result<()> {
    Stage::play_at_desk(Setting::office("invitation"), async |stage| {
        stage.go_to("/people/invitations").await?;
        let code = invite(stage, "Luis Ortega").await?;
        let sheet = stage.file("invitation.pdf");
        stage.choose_next(Some(&sheet))?;
        stage.click_on(Sought::TestId("invitation-pdf")).await?;
        stage.see_in(Sought::TestId("invitation-saved"), "invitation.pdf").await?;
        stage.click("button", "Done").await?;
        stage.see_in(Sought::TestId("invitation-row"), "Luis Ortega").await?;

        stage.sign_out().await?;
        stage.click("button", "Ask for an account").await?;
        ask(stage, &code).await?;
        stage.click("button", "Back to sign-in").await?;
        stage.sign_in().await?;
        stage.click("link", "People and roles").await?;
        stage.see_in(Sought::TestId("request-invited"), "Invited as Caller.").await?;
        stage.click("button", "Approve").await?;
        stage.see_in(Sought::TestId("toast"), "Luis Ortega approved as Caller").await?;
        assert_eq!(stage.desk_of(OWNER)?.person("luis")?["role"], "caller");

        stage.go_to("/people/invitations").await?;
        stage.find(Sought::TestId("invitations-empty")).await.context("a code works once")?;
        let unused = invite(stage, "Mei Chen").await?;
        stage.click("button", "Done").await?;
        stage.click("button", "Revoke the code for Mei Chen").await?;
        stage.see_in(Sought::TestId("toast"), "The invitation of Mei Chen taken back").await?;
        stage.find(Sought::TestId("invitations-empty")).await?;
        let who = json!({"name": "Mei Chen", "user_name": "mei", "email": "mei@elmstreet.example",
            "password": password_of("mei"), "invitation": unused});
        stage.other_desk().call("account_ask", who)?;
        let request = stage.desk_of(OWNER)?.request("mei")?;
        assert_eq!(request["invited_as"], json!(null), "a code that was taken back vouches for nothing");
        assert_eq!(request["words"].as_array().map(Vec::len), Some(3));
        let written = std::fs::read(&sheet)?;
        ensure!(written.starts_with(b"%PDF-"), "the invitation that was saved is no PDF");
        Ok(())
    })
    .await
}

/// Makes a code for somebody as a caller, on the page of invitations; answers with it.
async fn invite(stage: &Stage, name: &str) -> Result<String> {
    stage.type_into("Name", name).await?;
    stage.choose("Role", "Caller").await?;
    stage.click("button", "Make the code").await?;
    let told = stage.find(Sought::TestId("invitation-code")).await?.attr("aria-label").await?;
    let told = told.context("the code is not told to a screen reader")?;
    Ok(told.trim_start_matches("Code: ").replace(", ", "-"))
}

#[tokio::test]
async fn the_recovery_code_is_saved_as_a_pdf() -> Result<()> {
    Stage::play(Setting::empty("recovery-pdf"), async |stage| {
        let code = fill_the_three_steps(stage).await?;
        let sheet = stage.file("recovery code.pdf");
        stage.choose_next(Some(&sheet))?;
        stage.click("button", "Save as PDF").await?;
        stage.see_in(Sought::TestId("recovery-saved"), "recovery code.pdf").await?;
        type_back(stage, &code).await?;
        stage.click("button", "Open the office").await?;
        stage.find(Sought::TestId("dashboard-page")).await?;
        stage.see_no_more(Sought::TestId("recovery-unconfirmed")).await?;
        let written = std::fs::read(&sheet)?;
        ensure!(written.starts_with(b"%PDF-"), "what was saved is no PDF");
        Ok(())
    })
    .await
}

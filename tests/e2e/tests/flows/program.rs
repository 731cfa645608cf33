//! The program as the system sees it: one window process per office, alive after a kill, its SQLite kept to itself.

use std::process::Stdio;

use anyhow::{Context, Result};
use porchlight_e2e::{PASSWORD, Setting, Sought, Stage};
use tokio::process::Command;

#[tokio::test]
async fn a_second_start_brings_the_first_window_to_the_front_and_ends() -> Result<()> {
    Stage::play(Setting::empty("second-start"), async |stage| {
        let first = stage.program_id()?;
        let second = Command::new(stage.program()).envs(stage.variables()).stdin(Stdio::null()).status();
        let ended =
            tokio::time::timeout(porchlight_e2e::WAIT, second).await.context("it keeps running")??;
        assert!(ended.success(), "{ended}");
        assert_eq!(stage.program_id()?, first);
        assert_eq!(stage.windows().await?, 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn without_a_session_bus_a_second_start_says_that_the_office_is_open() -> Result<()> {
    Stage::play(Setting::empty("office-lock"), async |stage| {
        let second = Command::new(stage.program())
            .envs(stage.variables())
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .stdin(Stdio::null())
            .output();
        let second =
            tokio::time::timeout(porchlight_e2e::WAIT, second).await.context("it keeps running")??;
        let said = String::from_utf8_lossy(&second.stderr);
        assert_eq!(second.status.code(), Some(1), "{said}");
        assert!(said.contains("already open"), "{said}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn after_a_kill_the_office_opens_again() -> Result<()> {
    Stage::play(Setting::empty("killed"), async |stage| {
        stage.see_a("field", "Name of the office").await?;
        stage.kill().await?;
        stage.open().await?;
        stage.see_a("field", "Name of the office").await
    })
    .await
}

#[tokio::test]
async fn a_damaged_office_is_a_sentence_and_stays_as_it_is() -> Result<()> {
    Stage::play(Setting::office("damaged"), async |stage| {
        for (file, shown) in [("office.db", "sign-in-password-error"), ("office.keys", "unusable-problem")] {
            stage.close().await;
            let damaged = stage.office().join(file);
            std::fs::write(&damaged, "This is no office, but somebody's shopping list. ".repeat(400))?;
            let before = std::fs::read(&damaged)?;
            stage.open().await?;
            if shown == "sign-in-password-error" {
                stage.type_into("Password", PASSWORD).await?;
                stage.click("button", "Sign in").await?;
            }
            let sentence = stage.text_of(Sought::TestId(shown)).await?;
            assert!(sentence.ends_with('.'), "{sentence}");
            assert_eq!(stage.command_line(&["leads"]).await?.code, 4, "{sentence}");
            assert_eq!(std::fs::read(&damaged)?, before, "{file} was touched");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_page_may_not_leave_itself_nor_run_what_was_not_built_in() -> Result<()> {
    Stage::play(Setting::empty("policy"), async |stage| {
        let attempt = "const done = arguments[arguments.length - 1];
            addEventListener('securitypolicyviolation', (refused) => done(refused.effectiveDirective));
            const script = document.createElement('script');
            script.textContent = 'window.injected = true';
            document.body.append(script);";
        let refused = stage.client()?.execute_async(attempt, Vec::new()).await?;
        assert!(refused.as_str().unwrap_or_default().starts_with("script-src"), "{refused}");
        let before = stage.client()?.current_url().await?;
        stage.client()?.execute("location.href = 'https://elmstreet.example/'", Vec::new()).await?;
        stage.see_a("field", "Name of the office").await?;
        assert_eq!(stage.client()?.current_url().await?, before);
        let noticed = stage.page_errors().await?;
        assert!(noticed.iter().all(|error| error.starts_with("policy: script-src")), "{noticed:?}");
        stage.until_true("!('__TAURI__' in window) && !window.injected").await
    })
    .await
}

#[tokio::test]
async fn the_program_keeps_its_sqlite_to_itself() -> Result<()> {
    Stage::play(Setting::empty("symbols"), async |stage| {
        let listed = Command::new("nm").args(["-D", "--defined-only"]).arg(stage.program()).output().await?;
        assert!(listed.status.success(), "nm could not read the program");
        let symbols = String::from_utf8(listed.stdout)?;
        let exported: Vec<&str> = symbols.lines().filter(|line| line.contains("sqlite3_")).collect();
        assert!(exported.is_empty(), "WebKit would bind to {exported:?}");
        Ok(())
    })
    .await
}

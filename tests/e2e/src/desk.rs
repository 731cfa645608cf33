//! What nearly every flow begins with: getting to the desk; and what it compares the screen with: the office itself.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::look::Sought;
use crate::stage::{OWNER, PASSWORD, Setting, Stage};

impl Stage {
    /// Plays a flow that begins with the owner signed in, on the dashboard.
    ///
    /// # Errors
    /// When the window does not open or lets nobody in, or with the flow's own failure.
    pub async fn play_at_desk(
        setting: Setting,
        flow: impl AsyncFnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        Self::play(setting, async |stage| {
            stage.sign_in().await?;
            flow(stage).await
        })
        .await
    }

    /// Signs the owner in and waits for the desk.
    ///
    /// # Errors
    /// When the sign-in page does not come, or does not let them in.
    pub async fn sign_in(&self) -> Result<()> {
        self.find(Sought::TestId("sign-in-password")).await?;
        if !self.all(Sought::TestId("sign-in-user")).await?.is_empty() {
            self.type_into("User name or e-mail", OWNER).await?;
        }
        self.type_into("Password", PASSWORD).await?;
        self.click("button", "Sign in").await?;
        self.find(Sought::TestId("user-dropdown")).await.map(drop).context("the sign-in did not succeed")
    }

    /// Adds a lead by the command line, as somebody else at another desk would; answers with its id.
    ///
    /// # Errors
    /// When the call fails.
    pub async fn add_lead(&self, fields: Value) -> Result<i64> {
        let file = self.file("lead.json");
        std::fs::write(&file, fields.to_string())?;
        let saved = self.command_line(&["lead", "add", "--json", &file.to_string_lossy()]).await?.json()?;
        saved["id"].as_i64().with_context(|| format!("no id in {saved}"))
    }

    /// Changes fields of a lead by the command line, as somebody else at another desk would.
    ///
    /// # Errors
    /// When the call fails.
    pub async fn edit_lead(&self, lead: i64, fields: Value) -> Result<()> {
        let file = self.file("lead.json");
        std::fs::write(&file, fields.to_string())?;
        let call = ["lead", "edit", &lead.to_string(), "--json", &file.to_string_lossy()];
        self.command_line(&call).await?.json().map(drop)
    }

    /// A lead as the office holds it.
    ///
    /// # Errors
    /// When the office has no such lead.
    pub async fn lead(&self, lead: i64) -> Result<Value> {
        self.command_line(&["lead", "show", &lead.to_string(), "--json"]).await?.json()
    }

    /// The leads that the office lists under these flags, at most as many as a flag says.
    ///
    /// # Errors
    /// When the call fails.
    pub async fn leads(&self, flags: &[&str]) -> Result<Vec<Value>> {
        let answer = self.command_line(&[&["leads", "--json"], flags].concat()).await?.json()?;
        Ok(answer["leads"].as_array().cloned().unwrap_or_default())
    }

    /// How many leads the office has under these flags.
    ///
    /// # Errors
    /// When the call fails.
    pub async fn count(&self, flags: &[&str]) -> Result<u64> {
        let answer = self.command_line(&[&["leads", "--count", "--json"], flags].concat()).await?.json()?;
        answer["total"].as_u64().with_context(|| format!("no total in {answer}"))
    }

    /// Lets the office look through its own file and log, and fails when it finds something wrong.
    ///
    /// # Errors
    /// With what is wrong.
    pub async fn office_is_sound(&self) -> Result<()> {
        let check = self.command_line(&["office", "check"]).await?;
        ensure!(check.code == 0, "the office is not sound: {}{}", check.output, check.messages);
        Ok(())
    }
}

//! What nearly every flow begins with: getting to the desk; and what it compares the screen with: the office itself.

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use serde_json::Value;

use crate::colleague::password_of;
use crate::look::Sought;
use crate::stage::{OWNER, Setting, Stage};

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
        self.sign_in_as(OWNER).await
    }

    /// Signs somebody in with [`password_of`] and waits for the desk, whoever the page expects.
    ///
    /// # Errors
    /// When the sign-in page does not come, or does not let them in.
    pub async fn sign_in_as(&self, user_name: &str) -> Result<()> {
        self.sign_in_with(user_name, &password_of(user_name)).await
    }

    /// Signs somebody in with this password and waits for the desk.
    ///
    /// # Errors
    /// When the sign-in page does not come, or does not let them in.
    pub async fn sign_in_with(&self, user_name: &str, password: &str) -> Result<()> {
        self.say_who(user_name).await?;
        self.type_into("Password", password).await?;
        self.click("button", "Sign in").await?;
        self.find(Sought::TestId("user-dropdown")).await.context("the sign-in did not succeed")?;
        // A lock or a sign-out begins the page anew, and what watched it is gone with it.
        self.watch_page().await
    }

    /// Tells the sign-in page who wants in: by their tile where there is one, else by typing the user name.
    ///
    /// # Errors
    /// When the sign-in page does not come.
    pub async fn say_who(&self, user_name: &str) -> Result<()> {
        self.find(Sought::TestId("sign-in-password")).await?;
        let somebody_else = Sought::TestId("sign-in-somebody-else");
        if !self.all(somebody_else).await?.is_empty() {
            self.click_on(somebody_else).await?;
        }
        let tile = format!("sign-in-person-{user_name}");
        if !self.all(Sought::TestId(&tile)).await?.is_empty() {
            return self.click_on(Sought::TestId(&tile)).await;
        }
        let other = Sought::TestId("sign-in-other");
        if !self.all(other).await?.is_empty() {
            self.click_on(other).await?;
        }
        self.type_into("User name or e-mail", user_name).await
    }

    /// Signs out by the menu and waits for the sign-in page, which begins anew.
    ///
    /// # Errors
    /// When nobody was signed in, or the page does not come.
    pub async fn sign_out(&self) -> Result<()> {
        self.click_on(Sought::TestId("user-dropdown")).await?;
        self.mark_page().await?;
        self.click_on(Sought::TestId("logout-button")).await?;
        self.see_page_begun_anew().await
    }

    /// Locks with the keyboard and waits for the sign-in page, which begins anew.
    ///
    /// # Errors
    /// When nobody was signed in, or the page does not come.
    pub async fn lock(&self) -> Result<()> {
        self.mark_page().await?;
        self.press_with(&[Key::Control], 'l').await?;
        self.see_page_begun_anew().await
    }

    /// Marks the page, to know it from one that begins anew.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn mark_page(&self) -> Result<()> {
        self.client()?.execute("window.marked = true", Vec::new()).await?;
        Ok(())
    }

    /// Waits until the marked page is gone altogether and the sign-in stands in a new one.
    ///
    /// # Errors
    /// When the page stays.
    pub async fn see_page_begun_anew(&self) -> Result<()> {
        self.until_true("!window.marked && document.querySelector('[data-testid=sign-in]')").await?;
        self.watch_page().await
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

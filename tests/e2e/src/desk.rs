//! What nearly every flow begins with: getting to the desk.

use anyhow::{Context, Result};

use crate::look::Sought;
use crate::stage::{OWNER, PASSWORD, Stage};

impl Stage {
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
}

//! What goes wrong inside the page without anybody seeing it: a flow that leaves any of it behind has failed.

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::stage::Stage;

/// Keeps every error, refused promise, warning and breach of the page's policy from here on. What went wrong
/// before the session with the page began is not among them.
const WATCH: &str = "
    if (window.wentWrong) return;
    const wrong = (window.wentWrong = []);
    addEventListener('error', ({ message, target }) => {
        // No error: sizes that change while others are told are told with the next frame.
        if (message?.startsWith('ResizeObserver loop')) return;
        wrong.push(message ?? 'not loaded: ' + target.outerHTML);
    }, true);
    addEventListener('unhandledrejection', ({ reason }) => wrong.push('refused: ' + (reason?.stack ?? reason)));
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
        wrong.push('policy: ' + effectiveDirective + ' ' + blockedURI));
    for (const kind of ['error', 'warn']) {
        const say = console[kind];
        console[kind] = (...words) => (wrong.push(kind + ': ' + words.join(' ')), say.apply(console, words));
    }";
const TAKE: &str = "return (window.wentWrong ?? []).splice(0)";

impl Stage {
    /// Listens to the page of the present window.
    pub(crate) async fn watch_page(&self) -> Result<()> {
        self.client()?.execute(WATCH, Vec::new()).await?;
        Ok(())
    }

    /// What went wrong in the page of the present window since this was last asked; a flow that means it to
    /// happen asks, and it is forgotten.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn page_errors(&self) -> Result<Vec<String>> {
        let told = self.client()?.execute(TAKE, Vec::new()).await?;
        let told = told.as_array().into_iter().flatten();
        Ok(told.filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// Fails when something went wrong in the page of any window that is open.
    pub(crate) async fn nothing_went_wrong(&self) -> Result<()> {
        for window in 0..self.windows().await? {
            self.turn_to_window(window).await?;
            let told = self.page_errors().await?;
            ensure!(told.is_empty(), "the page of window {window} had errors: {told:#?}");
        }
        Ok(())
    }
}

//! The keyboard: single keys, shortcuts, and walking through a screen with Tab.

use anyhow::{Result, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

use crate::stage::Stage;

/// More stops than any screen has.
const MOST_STOPS: usize = 300;
/// The focused element as 'tag name'; 'body' when nothing has the focus.
const FOCUSED: &str = "
    const at = document.activeElement;
    if (!at || at === document.body) return 'body';
    const name = at.getAttribute('aria-label') ?? (at.labels?.[0]?.textContent || at.innerText || at.id || '');
    return (at.getAttribute('role') ?? at.tagName.toLowerCase()) + ' ' + name.replace(/\\s+/g, ' ').trim();";

impl Stage {
    /// Presses one key.
    ///
    /// # Errors
    /// When the window does not take it.
    pub async fn press(&self, key: impl Into<char>) -> Result<()> {
        self.press_with(&[], key).await
    }

    /// Presses a shortcut: the first keys are held while the last is pressed.
    ///
    /// # Errors
    /// When the window does not take it.
    pub async fn press_with(&self, held: &[Key], key: impl Into<char>) -> Result<()> {
        let key = key.into();
        let held: Vec<char> = held.iter().map(|&key| key.into()).collect();
        let down = held.iter().copied().chain([key]).map(|value| KeyAction::Down { value });
        let up = [key].into_iter().chain(held.iter().rev().copied()).map(|value| KeyAction::Up { value });
        let keys = down.chain(up).fold(KeyActions::new("keyboard".to_owned()), KeyActions::then);
        Ok(self.client()?.perform_actions(keys).await?)
    }

    /// What has the focus, as 'role name' (or 'tag name'): 'button Next', 'input User name'.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn focused(&self) -> Result<String> {
        let focused = self.client()?.execute(FOCUSED, Vec::new()).await?;
        Ok(focused.as_str().unwrap_or_default().to_owned())
    }

    /// Presses Tab until the focus is on what is named so, as [`Stage::focused`] tells it (its end is enough).
    ///
    /// # Errors
    /// When the keyboard does not reach it.
    pub async fn tab_to(&self, name: &str) -> Result<()> {
        let mut passed = Vec::new();
        for _ in 0..MOST_STOPS {
            self.press(Key::Tab).await?;
            let focused = self.focused().await?;
            if focused.ends_with(name) {
                return Ok(());
            }
            passed.push(focused);
        }
        passed.dedup();
        passed.truncate(60);
        bail!("the keyboard does not reach '{name}'; it passed {passed:?}")
    }

    /// Every stop of the Tab key from here until the first comes again, in order.
    ///
    /// # Errors
    /// When the walk does not come round.
    pub async fn walk(&self) -> Result<Vec<String>> {
        let mut stops: Vec<String> = Vec::new();
        let mut first = None;
        for _ in 0..MOST_STOPS {
            self.press(Key::Tab).await?;
            let client = self.client()?;
            let at = client.active_element().await?.element_id();
            if first.as_ref() == Some(&at) {
                return Ok(stops);
            }
            first.get_or_insert(at);
            stops.push(self.focused().await?);
        }
        bail!("the keyboard does not come back to where it began; it passed {stops:?}")
    }
}

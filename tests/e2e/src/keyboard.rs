//! The keyboard: single keys, shortcuts, and walking through a screen with Tab.

use anyhow::{Result, bail, ensure};
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

/// Begins a walk: which controls there are, and that none was passed yet.
const CONTROLS: &str = "
    const shown = (control) => control.checkVisibility({ visibilityProperty: true }) && !control.closest('[inert]');
    const all = document.querySelectorAll('a[href], button, input, select, textarea, [tabindex]');
    window.unvisited = new Set([...all].filter((one) => one.tabIndex >= 0 && !one.disabled && shown(one)));
    document.activeElement?.blur();";
/// Notes that the walk has come to the control with the focus; answers whether the focus can be seen there.
const VISIT: &str = "
    const at = document.activeElement;
    window.unvisited.delete(at);
    const outlined = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    return [at, at.parentElement].some((one) => one &&
        (outlined(getComputedStyle(one)) || getComputedStyle(one).boxShadow !== 'none'));";
/// Radio buttons of one name are one stop.
const UNVISITED: &str = "
    const radios = new Set([...window.unvisited].filter((one) => one.type === 'radio'));
    const left = [...window.unvisited].filter((one) => !radios.has(one) && one.isConnected);
    return left.map((one) => one.outerHTML.slice(0, 160));";

impl Stage {
    /// Types where the focus is.
    ///
    /// # Errors
    /// When nothing there takes text.
    pub async fn type_here(&self, text: &str) -> Result<()> {
        Ok(self.client()?.active_element().await?.send_keys(text).await?)
    }

    /// Walks once round the page with the Tab key. Every control must be on the way, and at each the focus must
    /// be seen.
    ///
    /// # Errors
    /// With the controls that the keyboard does not reach, or where nothing shows that it is there.
    pub async fn walk_everywhere(&self) -> Result<()> {
        let client = self.client()?;
        client.execute(CONTROLS, Vec::new()).await?;
        let (mut first, mut unseen) = (None, Vec::new());
        for stop in 0.. {
            ensure!(stop < MOST_STOPS, "the walk does not come round");
            self.press(Key::Tab).await?;
            let at = client.active_element().await?.element_id();
            if first.as_ref() == Some(&at) {
                break;
            }
            first.get_or_insert(at);
            let focused = self.focused().await?;
            // Between the last control and the first the focus may be in no control at all.
            if client.execute(VISIT, Vec::new()).await? != true && focused != "body" {
                unseen.push(focused);
            }
        }
        ensure!(unseen.is_empty(), "nothing shows that the keyboard is at {unseen:?}");
        let left = client.execute(UNVISITED, Vec::new()).await?;
        ensure!(left == serde_json::json!([]), "the keyboard does not reach {left:#}");
        Ok(())
    }

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

    /// Waits until the focus is on what is named so, as [`Stage::focused`] tells it (its end is enough).
    ///
    /// # Errors
    /// When it stays elsewhere.
    pub async fn see_focus_on(&self, name: &str) -> Result<()> {
        let there = async || Ok(self.focused().await?.ends_with(name).then_some(()));
        self.until(&format!("the focus is on '{name}'"), there).await
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

    /// Presses Tab until the focus is on what this selector matches; it may be there already.
    ///
    /// # Errors
    /// When the keyboard does not reach it.
    pub async fn tab_until(&self, selector: &str) -> Result<()> {
        let there = "return document.activeElement.matches(arguments[0])";
        for _ in 0..MOST_STOPS {
            if self.client()?.execute(there, vec![serde_json::json!(selector)]).await? == true {
                return Ok(());
            }
            self.press(Key::Tab).await?;
        }
        bail!("the keyboard does not reach {selector}")
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

//! Doing what a person does: clicking, typing, choosing.

use anyhow::{Context, Result};
use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::elements::Element;
use serde_json::json;

use crate::look::Sought;
use crate::stage::Stage;

/// Sets a value the way the browser itself does, so that the page hears of it.
const SET: &str = "
    const [field, value] = arguments;
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));";
/// The value of the option with this text; null where there is none.
const OPTION: &str = "
    const [list, text] = arguments;
    return [...list.options].find((option) => option.text.trim() === text)?.value ?? null;";

impl Stage {
    /// Clicks what has this role and name, as soon as it can be clicked.
    ///
    /// # Errors
    /// When it does not appear, or stays disabled or covered.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        self.click_on(Sought::Role(role, name)).await
    }

    /// Clicks what matches first, as soon as it can be clicked.
    ///
    /// # Errors
    /// When it does not appear, or stays disabled or covered.
    pub async fn click_on(&self, sought: Sought<'_>) -> Result<()> {
        let clicked = async || match self.usable(sought).await? {
            Some(element) => Ok(Some(element.click().await?)),
            None => Ok(None),
        };
        self.until(&format!("{sought} can be clicked"), clicked).await
    }

    async fn usable(&self, sought: Sought<'_>) -> Result<Option<Element>> {
        match self.all(sought).await?.into_iter().next() {
            Some(element) if element.is_enabled().await? => Ok(Some(element)),
            _ => Ok(None),
        }
    }

    /// Types into the field with this label, in place of what stood there.
    ///
    /// # Errors
    /// When there is no such field, or it cannot be typed into.
    pub async fn type_into(&self, label: &str, text: &str) -> Result<()> {
        let sought = Sought::Role("field", label);
        let field = async || self.usable(sought).await;
        let field = self.until(&format!("{sought} can be typed into"), field).await?;
        let client = self.client()?;
        client.execute("arguments[0].focus(); arguments[0].select();", vec![json!(field)]).await?;
        if text.is_empty() {
            return Ok(field.clear().await?);
        }
        field.send_keys(text).await.with_context(|| format!("typing into {sought}"))
    }

    /// Sets a date, time or number field, whose typed form differs between engines.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn set_field(&self, label: &str, value: &str) -> Result<()> {
        let field = self.find(Sought::Role("field", label)).await?;
        self.client()?.execute(SET, vec![json!(field), json!(value)]).await?;
        Ok(())
    }

    /// Chooses from the list with this label: a native one, or one that opens when it is clicked.
    ///
    /// # Errors
    /// When the list or the option is not there.
    pub async fn choose(&self, label: &str, option: &str) -> Result<()> {
        let list = match self.all(Sought::Role("combobox", label)).await?.into_iter().next() {
            Some(list) => list,
            None => self.find_list(label).await?,
        };
        if list.tag_name().await? != "select" {
            list.click().await?;
            return self.click("option", option).await;
        }
        let client = self.client()?;
        let offered = async || {
            let value = client.execute(OPTION, vec![json!(list), json!(option)]).await?;
            Ok(value.as_str().map(str::to_owned))
        };
        let value = self.until(&format!("'{label}' offers '{option}'"), offered).await?;
        client.execute(SET, vec![json!(list), json!(value)]).await?;
        Ok(())
    }

    /// A list, or the button that opens one.
    async fn find_list(&self, label: &str) -> Result<Element> {
        let either = async || {
            let mut found = self.all(Sought::Role("combobox", label)).await?;
            found.extend(self.all(Sought::Role("button", label)).await?);
            Ok(found.into_iter().next())
        };
        self.until(&format!("the list '{label}' is there"), either).await
    }

    /// Ticks the box or radio button with this label; one that is ticked stays so.
    ///
    /// # Errors
    /// When there is no such box.
    pub async fn tick(&self, label: &str) -> Result<()> {
        let sought = Sought::Role("field", label);
        if self.find(sought).await?.is_selected().await? {
            return Ok(());
        }
        self.click_on(sought).await
    }

    /// Moves the pointer into the upper left corner, where it shows nothing as hovered.
    ///
    /// # Errors
    /// When the window does not take it.
    pub async fn point_nowhere(&self) -> Result<()> {
        // A click does not count as a move: one to where the driver believes the pointer to be would do nothing.
        let moves = [2.0, 1.0].map(|at| PointerAction::MoveTo { duration: None, x: at, y: at });
        let mouse = moves.into_iter().fold(MouseActions::new("mouse".to_owned()), MouseActions::then);
        Ok(self.client()?.perform_actions(mouse).await?)
    }

    /// Goes to a place of the screen by its address, such as `/leads`.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn go_to(&self, place: &str) -> Result<()> {
        self.client()?.execute("location.hash = arguments[0]", vec![json!(place)]).await?;
        Ok(())
    }

    /// Shows the screen in one theme, `dusk` or `day`, as if another window had chosen it.
    ///
    /// # Errors
    /// When the page does not take it.
    pub async fn wear(&self, theme: &str) -> Result<()> {
        let script = "localStorage.setItem('theme', arguments[0]);
            dispatchEvent(new StorageEvent('storage', { key: 'theme' }));";
        self.client()?.execute(script, vec![json!(theme)]).await?;
        self.until_true(&format!("document.documentElement.dataset.theme === '{theme}'")).await
    }
}

//! Finding what a person sees: by role and name, by text, by the test ids of the screen.

use anyhow::{Context, Result};
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use crate::stage::Stage;

const FIND: &str = include_str!("find.js");
/// What is read there. WebDriver's own answer is empty for a text that could be clipped.
const READ: &str = "return arguments[0].innerText ?? arguments[0].textContent";
/// The key under which WebDriver hands over an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub enum Sought<'a> {
    /// By role and accessible name: equal to it, or else containing it. An empty name means any.
    Role(&'a str, &'a str),
    /// The innermost elements that hold these words.
    Text(&'a str),
    /// By `data-testid`.
    TestId(&'a str),
    /// By selector, where nothing a person sees tells it apart.
    Css(&'a str),
}

impl Sought<'_> {
    fn arguments(self) -> Vec<Value> {
        match self {
            Self::Role(role, name) => vec![json!("role"), json!(role), json!(name)],
            Self::Text(words) => vec![json!("text"), Value::Null, json!(words)],
            Self::TestId(id) => vec![json!("testid"), Value::Null, json!(id)],
            Self::Css(selector) => vec![json!("css"), Value::Null, json!(selector)],
        }
    }
}

impl std::fmt::Display for Sought<'_> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Role(role, name) => write!(to, "the {role} '{name}'"),
            Self::Text(words) => write!(to, "the words '{words}'"),
            Self::TestId(id) => write!(to, "the element with test id '{id}'"),
            Self::Css(selector) => write!(to, "the element {selector}"),
        }
    }
}

impl Stage {
    /// Everything visible that matches now, what lies in an open dialog first.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn all(&self, sought: Sought<'_>) -> Result<Vec<Element>> {
        let client = self.client()?;
        let found = client.execute(FIND, sought.arguments()).await?;
        let references = found.as_array().context("the page answered with something else than elements")?;
        let ids = references.iter().filter_map(|reference| reference[ELEMENT].as_str());
        Ok(ids.map(|id| Element::from_element_id(client.clone(), ElementRef::from(id.to_owned()))).collect())
    }

    /// The first that matches; waits until there is one.
    ///
    /// # Errors
    /// When none appears within [`crate::WAIT`].
    pub async fn find(&self, sought: Sought<'_>) -> Result<Element> {
        let first = async || Ok(self.all(sought).await?.into_iter().next());
        self.until(&format!("{sought} is there"), first).await
    }

    /// Waits until these words are visible.
    ///
    /// # Errors
    /// When they do not appear.
    pub async fn see(&self, words: &str) -> Result<()> {
        self.find(Sought::Text(words)).await.map(drop)
    }

    /// Waits until something with this role and name is visible.
    ///
    /// # Errors
    /// When it does not appear.
    pub async fn see_a(&self, role: &str, name: &str) -> Result<()> {
        self.find(Sought::Role(role, name)).await.map(drop)
    }

    /// Waits until nothing visible matches any more.
    ///
    /// # Errors
    /// When it stays.
    pub async fn see_no_more(&self, sought: Sought<'_>) -> Result<()> {
        let gone = async || Ok(self.all(sought).await?.is_empty().then_some(()));
        self.until(&format!("{sought} is gone"), gone).await
    }

    /// Waits until exactly this many match.
    ///
    /// # Errors
    /// When their number stays another.
    pub async fn see_count(&self, sought: Sought<'_>, number: usize) -> Result<()> {
        let there = async || Ok((self.all(sought).await?.len() == number).then_some(()));
        self.until(&format!("{sought} is there {number} times"), there).await
    }

    /// The visible text of what matches first.
    ///
    /// # Errors
    /// When none appears.
    pub async fn text_of(&self, sought: Sought<'_>) -> Result<String> {
        let text = async || self.read(sought).await;
        self.until(&format!("{sought} has a text"), text).await
    }

    /// The visible texts of everything that matches now, in order.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn texts_of(&self, sought: Sought<'_>) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for element in self.all(sought).await? {
            let text = self.client()?.execute(READ, vec![json!(element)]).await?;
            texts.push(text.as_str().unwrap_or_default().trim().to_owned());
        }
        Ok(texts)
    }

    /// Waits until what matches first holds these words.
    ///
    /// # Errors
    /// When it holds others.
    pub async fn see_in(&self, sought: Sought<'_>, words: &str) -> Result<()> {
        let held = async || {
            let text = self.read(sought).await?.unwrap_or_default();
            Ok(text.contains(words).then_some(()))
        };
        self.until(&format!("{sought} holds '{words}'"), held).await
    }

    async fn read(&self, sought: Sought<'_>) -> Result<Option<String>> {
        let Some(element) = self.all(sought).await?.into_iter().next() else { return Ok(None) };
        let text = self.client()?.execute(READ, vec![json!(element)]).await?;
        Ok(Some(text.as_str().unwrap_or_default().trim().to_owned()))
    }

    /// What stands in a field.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn value_of(&self, label: &str) -> Result<String> {
        let field = self.find(Sought::Role("field", label)).await?;
        Ok(field.prop("value").await?.unwrap_or_default())
    }

    /// Waits until this expression of the page's language is true.
    ///
    /// # Errors
    /// When it stays false.
    pub async fn until_true(&self, expression: &str) -> Result<()> {
        let script = format!("return Boolean({expression})");
        let client = self.client()?;
        let holds = async || Ok((client.execute(&script, Vec::new()).await? == true).then_some(()));
        self.until(expression, holds).await
    }
}

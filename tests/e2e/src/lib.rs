//! The stage for end-to-end flows: the real program in a real window, used the way a person uses it.
//!
//! ```no_run
//! # use porchlight_e2e::{Setting, Stage};
//! # async fn flow() -> anyhow::Result<()> {
//! Stage::play(Setting::empty("first-run"), async |stage| {
//!     stage.type_into("Name of the office", "Elm Street Care").await?;
//!     stage.click("button", "Continue").await?;
//!     stage.see("Who runs the office").await
//! })
//! .await
//! # }
//! ```

mod act;
mod colleague;
mod desk;
mod display;
mod driver;
mod errors;
mod keyboard;
mod look;
mod outside;
mod picture;
pub mod processes;
mod stage;

pub use colleague::{OtherDesk, password_of, spoken};
pub use fantoccini::key::Key;
pub use look::Sought;
pub use stage::{Answer, OWNER, PASSWORD, Setting, Stage, WAIT};

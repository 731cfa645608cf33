//! The core of Porchlight: it knows care offices and SQLite, and nothing of windows.
//!
//! Enter by [`desk::Desk`]; everything it can be asked is one line of [`commands`].

pub mod access;
pub mod accounts;
pub mod activity;
pub mod charts;
pub mod commands;
pub mod dashboard;
pub mod db;
pub mod demo;
pub mod desk;
pub mod drafts;
mod durable;
pub mod error;
pub mod events;
pub mod exchange;
pub mod health;
pub mod leads;
pub mod looks;
pub mod office;
pub mod paper;
pub mod partners;
pub mod pipeline;
pub mod settings;
mod stack;
pub mod trash;
mod typescript;
pub mod values;
pub mod vault;

pub use desk::Desk;
pub use typescript::bindings;

/// Where the office is when nobody says otherwise: `Porchlight/office` in the platform's folder for a user's
/// application data. None where the platform names no such folder.
pub fn default_folder() -> Option<std::path::PathBuf> {
    directories::BaseDirs::new().map(|dirs| dirs.data_dir().join("Porchlight").join("office"))
}

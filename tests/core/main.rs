//! The core's tests: stories on real office files, one file for each slice.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that fails ends there")]

mod accounts;
mod activity;
mod chain;
mod dashboard;
mod desk;
mod drafts;
mod durability;
mod exchange;
mod export;
mod leads;
mod matrix;
mod partners;
mod people;
mod protected;
mod rights;
mod roles;
mod rotation;
mod sessions;
mod sharing;
mod stage;
mod storage;
mod undo;

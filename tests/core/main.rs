//! The core's tests: stories on real office files, one file for each slice.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that fails ends there")]

mod accounts;
mod activity;
mod activity_export;
mod activity_page;
mod activity_search;
mod activity_size;
mod chain;
mod dashboard;
mod desk;
mod drafts;
mod durability;
mod erasing;
mod exchange;
mod export;
mod history;
mod leads;
mod looks;
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
mod tampers;
mod trash;
mod undo;
mod undo_columns;
mod undo_commands;
mod undo_deeds;
mod undo_erased;
mod undo_everything;
mod undo_obstacles;
mod undo_partial;
mod undo_session;
mod verifying;

//! The core's tests: stories on real office files, one file for each slice.

mod accounts;
mod activity;
mod chain;
mod dashboard;
mod desk;
mod durability;
mod exchange;
mod export;
mod leads;
mod stage;
mod storage;
mod undo;

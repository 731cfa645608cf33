//! What people do at the desk, played in the real window: one file per slice of the screen.

mod accounts;
mod activity;
mod conflict;
mod dashboard;
mod exchange;
mod first_run;
mod keyboard;
mod leads;
mod list;
mod program;
mod shell;

//! What people do at the desk, played in the real window: one file per slice of the screen.

mod accounts;
mod activity;
mod asking;
mod conflict;
mod dashboard;
mod exchange;
mod first_run;
mod keyboard;
mod leads;
mod list;
mod lock;
mod own_account;
mod people;
mod program;
mod reach;
mod roles;
mod shell;

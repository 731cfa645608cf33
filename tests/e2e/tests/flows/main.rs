//! What people do at the desk, played in the real window: one file per slice of the screen.

mod accounts;
mod activity;
mod asking;
mod conflict;
mod dashboard;
mod exchange;
mod first_run;
mod history;
mod keyboard;
mod leads;
mod list;
mod lock;
mod log;
mod looks;
mod own_account;
mod people;
mod program;
mod reach;
mod roles;
mod shell;
mod trash;
mod undo;
mod verify;

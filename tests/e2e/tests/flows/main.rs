//! What people do at the desk, played in the real window: one file per slice of the screen.

mod first_run;
mod program;

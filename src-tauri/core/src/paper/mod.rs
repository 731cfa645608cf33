//! One-page PDFs that people print or save: the recovery code, an invitation. Their text is real text, so that it
//! can be searched, read aloud and copied.
//!
//! ```text
//! a sheet (recovery.rs, invitation.rs) --says what stands on it--> sheet.rs --draws--> page.rs --> PDF
//! ```

mod code;
mod face;
mod invitation;
mod page;
mod recovery;
mod sheet;
#[cfg(test)]
mod tests;

pub use crate::durable::save;
pub use invitation::invitation_sheet;
pub use recovery::recovery_sheet;

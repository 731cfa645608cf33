//! PDFs that people print or save: one page for the recovery code or an invitation, many for a list. Their text is real
//! text, so that it can be searched, read aloud and copied.
//!
//! ```text
//! a sheet (recovery.rs, invitation.rs) --says what stands on it--> sheet.rs --draws--> page.rs --> PDF
//! the activity log --entry by entry--> list.rs --draws--> page.rs --> PDF
//! ```

mod code;
mod face;
mod invitation;
mod list;
mod page;
mod recovery;
mod sheet;
#[cfg(test)]
mod tests;

pub use crate::durable::{NewFile, save};
pub use invitation::invitation_sheet;
pub use list::{List, Listed};
pub use recovery::recovery_sheet;

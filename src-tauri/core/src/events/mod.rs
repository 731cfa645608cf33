//! Community events that leads come from.

mod store;

pub use store::{add, names};

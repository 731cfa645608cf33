//! Values that are parsed once, at the edge: phones, days, names.

mod count;
mod day;
mod name;
mod phone;

pub use count::{leads_counted, thousands};
pub use day::{day_in_words, day_shown, has_short_year, month_named, parse_day, parse_moment, yes_no};
pub use name::fold;
pub use phone::{digits, shown};

//! Values that are parsed once, at the edge: phones, days, names.

mod count;
mod day;
mod line;
mod name;
mod phone;

pub use count::{leads_counted, thousands};
pub use day::{
    day_in_words, day_shown, has_short_year, moment_shown, month_in_words, month_named, parse_day,
    parse_moment, time_shown, yes_no,
};
pub use line::one_line;
pub use name::fold;
pub use phone::{digits, shown};

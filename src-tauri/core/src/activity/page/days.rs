//! Days as stretches of the log. The sequence grows with time, so the first entry of a day is found by halving.
//!
//! A clock can be wrong for a while: what was done then stands in the log where it was done, and belongs to the days of
//! its neighbours. Each look therefore takes the middle one of the moments around it.

use rusqlite::Connection;

use crate::activity::ActivityFilter;
use crate::error::{Error, Result};

/// How many moments around a place are looked at.
const AROUND: i64 = 33;

/// The entries of the filter's days: from which to which one; the second is smaller where there is none.
pub fn stretch(sql: &Connection, filter: &ActivityFilter) -> Result<(i64, i64)> {
    let newest: i64 =
        sql.prepare_cached("SELECT coalesce(max(id), 0) FROM operations")?.query_row([], |row| row.get(0))?;
    let low = match &filter.from {
        Some(day) if !day.trim().is_empty() => first_since(sql, &moment(day, 0, "from")?, newest)?,
        _ => 1,
    };
    let high = match &filter.to {
        Some(day) if !day.trim().is_empty() => first_since(sql, &moment(day, 1, "to")?, newest)? - 1,
        _ => newest,
    };
    Ok((low, high))
}

/// The first moment of a day of this computer's clock, so many days later.
fn moment(text: &str, days_later: u64, field: &str) -> Result<String> {
    let day = crate::values::parse_day(text, chrono::Local::now().date_naive());
    day.and_then(|day| {
        let day = day.checked_add_days(chrono::Days::new(days_later)).unwrap_or(day);
        crate::values::parse_moment(&day.to_string(), day)
    })
    .map_err(|sentence| Error::invalid(field, sentence))
}

/// The first entry made at a moment or later; one behind the newest where there is none.
fn first_since(sql: &Connection, moment: &str, newest: i64) -> Result<i64> {
    let (mut low, mut high) = (1, newest + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if around(sql, middle, newest)?.as_str() < moment { low = middle + 1 } else { high = middle }
    }
    near(sql, low, moment, newest)
}

/// The middle one of the moments around an entry.
fn around(sql: &Connection, entry: i64, newest: i64) -> Result<String> {
    let first = (entry - AROUND / 2).min(newest - AROUND + 1).max(1);
    let mut moments = sql
        .prepare_cached("SELECT at FROM operations WHERE id BETWEEN ?1 AND ?2")?
        .query_map([first, first + AROUND - 1], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    moments.sort_unstable();
    let middle = moments.len() / 2;
    Ok(moments.into_iter().nth(middle).unwrap_or_default())
}

/// Near a place, the entry behind the last one that is older than a moment and stands in order.
fn near(sql: &Connection, place: i64, moment: &str, newest: i64) -> Result<i64> {
    let first = (place - AROUND).max(1);
    let moments = sql
        .prepare_cached("SELECT at FROM operations WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?
        .query_map([first, (place + AROUND).min(newest)], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    // Where to cut so that the fewest entries stand on the wrong side.
    let mut wrong = moments.iter().filter(|at| at.as_str() < moment).count();
    let (mut fewest, mut cut) = (wrong, 0);
    for (at, made) in moments.iter().enumerate() {
        if made.as_str() < moment {
            wrong -= 1
        } else {
            wrong += 1
        }
        if wrong < fewest {
            (fewest, cut) = (wrong, at + 1);
        }
    }
    Ok(first + i64::try_from(cut).unwrap_or(0))
}

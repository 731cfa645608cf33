//! The numbers of the dashboard, each with one definition here, used by screen, chart and command line alike.

mod store;

use chrono::{Datelike, Local, NaiveDate, TimeZone, Utc};
use serde::Serialize;
use ts_rs::TS;

use crate::access::Permission;
use crate::activity::written;
use crate::commands::Nothing;
use crate::error::Result;
use crate::office::{Moment, Reading};

/// How many months the month chart looks back, the present one included.
const MONTHS: u32 = 12;

/// A name and how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Count {
    pub name: String,
    pub count: u64,
}

/// Everything the dashboard shows, of the leads in reach that are not deleted.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Dashboard {
    /// All leads.
    pub leads: u64,
    /// Accounts that can sign in; 0 for who does not look after accounts.
    pub accounts: i64,
    /// Leads created in this calendar month, on this computer's clock.
    pub new_this_month: u64,
    pub new_last_month: u64,
    /// Leads marked as active clients, and of these the regular and interim referrals.
    pub active_clients: u64,
    pub regular: u64,
    pub interim: u64,
    /// Leads that nobody holds.
    pub not_assigned: u64,
    /// The staff member with the most first; 'Not assigned' last.
    pub by_staff: Vec<Count>,
    /// The source with the most first.
    pub by_source: Vec<Count>,
    /// The last twelve calendar months, oldest first.
    pub by_month: Vec<Count>,
    /// In the order of the pipeline.
    pub by_stage: Vec<Count>,
}

/// The leads of one month by source, for the stacked chart.
#[derive(Debug, Clone)]
pub struct MonthCounts {
    pub label: String,
    pub by_source: Vec<Count>,
}

/// All numbers of the dashboard.
pub fn dashboard(reading: &Reading<'_>, _: Nothing) -> Result<Dashboard> {
    let by_month = by_month(reading)?;
    let new = |at: usize| by_month.iter().rev().nth(at).map_or(0, |month| month.count);
    let by_staff = by_staff(reading)?;
    let clients = store::clients(reading)?;
    let not_assigned =
        by_staff.iter().find(|count| count.name == NOT_ASSIGNED).map_or(0, |count| count.count);
    Ok(Dashboard {
        leads: by_staff.iter().map(|count| count.count).sum(),
        accounts: accounts(reading)?,
        new_this_month: new(0),
        new_last_month: new(1),
        active_clients: clients.all,
        regular: clients.regular,
        interim: clients.interim,
        not_assigned,
        by_staff,
        by_source: by_source(reading)?,
        by_month,
        by_stage: store::by_stage(reading)?,
    })
}

fn accounts(reading: &Reading<'_>) -> Result<i64> {
    if !reading.grant.may(Permission::AccountsEdit) {
        return Ok(0);
    }
    crate::accounts::active_count(reading)
}

/// What leads without a staff member are counted under.
pub const NOT_ASSIGNED: &str = "Not assigned";

/// Leads by staff member, the most first.
pub fn by_staff(reading: &Reading<'_>) -> Result<Vec<Count>> {
    let mut counts = store::by_staff(reading)?;
    counts.sort_by(|a, b| {
        (a.name == NOT_ASSIGNED, b.count, &a.name).cmp(&(b.name == NOT_ASSIGNED, a.count, &b.name))
    });
    Ok(counts)
}

/// Leads by source, the most first.
pub fn by_source(reading: &Reading<'_>) -> Result<Vec<Count>> {
    let mut counts = store::by_source(reading)?;
    counts.sort_by(|a, b| (b.count, &a.name).cmp(&(a.count, &b.name)));
    Ok(counts)
}

/// Leads created by calendar month.
pub fn by_month(reading: &Reading<'_>) -> Result<Vec<Count>> {
    Ok(by_month_and_source(reading)?
        .into_iter()
        .map(|month| Count {
            count: month.by_source.iter().map(|count| count.count).sum(),
            name: month.label,
        })
        .collect())
}

/// Leads created by calendar month and source; a month is one of this computer's clock.
pub fn by_month_and_source(reading: &Reading<'_>) -> Result<Vec<MonthCounts>> {
    let this_month = reading.now.with_timezone(&Local).date_naive().with_day(1);
    let first = this_month.and_then(|day| day.checked_sub_months(chrono::Months::new(MONTHS - 1)));
    let Some(first) = first else { return Ok(Vec::new()) };
    let mut months = Vec::new();
    for month in 0..MONTHS {
        let begins = first + chrono::Months::new(month);
        let ends = begins + chrono::Months::new(1);
        months.push(MonthCounts {
            label: begins.format("%b %Y").to_string(),
            by_source: store::created_by_source(
                reading,
                &written(midnight(begins)),
                &written(midnight(ends)),
            )?,
        });
    }
    Ok(months)
}

/// The first moment of a day on this computer's clock.
fn midnight(day: NaiveDate) -> Moment {
    let clock = day.and_time(chrono::NaiveTime::MIN);
    Local
        .from_local_datetime(&clock)
        .earliest()
        .map_or_else(|| Utc.from_utc_datetime(&clock), |m| m.with_timezone(&Utc))
}

//! Which numbers each chart draws: always those of the dashboard slice, so that picture, table and command line agree.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Bar, Bars, Columns, Look, Series, Theme, draw};
use crate::dashboard::{self, Count};
use crate::error::Result;
use crate::office::Reading;

/// A chart by its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChartName {
    LeadsByMonth,
    LeadsByStaff,
    LeadsBySource,
}

/// Which chart, in which theme, at how many pixels.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChartQuestion {
    pub name: ChartName,
    pub theme: Theme,
    pub width: u32,
    pub height: u32,
}

/// A chart as a picture and as a table.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChartDrawn {
    pub title: String,
    pub svg: String,
    /// What the rows add up to.
    pub total: u64,
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Draws a chart.
pub fn chart(reading: &Reading<'_>, question: ChartQuestion) -> Result<ChartDrawn> {
    let look = Look { theme: question.theme, width: question.width, height: question.height };
    match question.name {
        ChartName::LeadsByMonth => by_month(reading, &look),
        ChartName::LeadsByStaff => Ok(bars("Leads by staff", "Staff", &dashboard::by_staff(reading)?, &look)),
        ChartName::LeadsBySource => {
            Ok(bars("Leads by source", "Source", &dashboard::by_source(reading)?, &look))
        }
    }
}

fn bars(title: &str, heading: &str, counts: &[Count], look: &Look) -> ChartDrawn {
    let rows = counts.iter().map(|count| Bar { name: count.name.clone(), value: count.count }).collect();
    ChartDrawn {
        title: title.to_owned(),
        svg: draw::bars(&Bars { rows }, look),
        total: counts.iter().map(|count| count.count).sum(),
        headings: vec![heading.to_owned(), "Leads".to_owned()],
        rows: counts.iter().map(|count| vec![count.name.clone(), count.count.to_string()]).collect(),
    }
}

fn by_month(reading: &Reading<'_>, look: &Look) -> Result<ChartDrawn> {
    let months = dashboard::by_month_and_source(reading)?;
    // The sources in the order of their size over the whole period, so that the colours stay with them.
    let mut sources: Vec<Count> = Vec::new();
    for count in months.iter().flat_map(|month| &month.by_source) {
        match sources.iter_mut().find(|known| known.name == count.name) {
            Some(known) => known.count += count.count,
            None => sources.push(count.clone()),
        }
    }
    sources.sort_by(|a, b| (b.count, &a.name).cmp(&(a.count, &b.name)));
    let of = |month: &dashboard::MonthCounts, source: &str| {
        month.by_source.iter().find(|count| count.name == source).map_or(0, |count| count.count)
    };
    let series = sources
        .iter()
        .map(|source| Series {
            name: source.name.clone(),
            values: months.iter().map(|month| of(month, &source.name)).collect(),
        })
        .collect();
    let labels =
        months.iter().map(|month| month.label.split(' ').next().unwrap_or_default().to_owned()).collect();
    let rows = months
        .iter()
        .map(|month| {
            let total: u64 = month.by_source.iter().map(|count| count.count).sum();
            let counts = sources.iter().map(|source| of(month, &source.name).to_string());
            [month.label.clone()].into_iter().chain(counts).chain([total.to_string()]).collect()
        })
        .collect();
    let headings = ["Month".to_owned()]
        .into_iter()
        .chain(sources.iter().map(|source| source.name.clone()))
        .chain(["All".to_owned()])
        .collect();
    Ok(ChartDrawn {
        title: "Leads by month".to_owned(),
        svg: draw::columns(&Columns { labels, series }, look),
        total: sources.iter().map(|source| source.count).sum(),
        headings,
        rows,
    })
}

//! The rows behind a lead's lists, gathered from the slices that own them.

use rusqlite::Connection;

use super::fields::Choice;
use crate::access::{Grant, Reach};
use crate::error::{Code, Error, Result};
use crate::office::Operation;
use crate::pipeline::{self, StageKind};
use crate::{accounts, events, partners, settings};

/// What stands where nothing was chosen.
pub struct Defaults {
    pub stage: i64,
    pub won_stage: Option<i64>,
    pub source: i64,
    pub contact_status: i64,
}

pub fn defaults(sql: &Connection) -> Result<Defaults> {
    let stage = pipeline::first_of_kind(sql, StageKind::Open)?.ok_or_else(|| {
        Error::new(Code::Damaged, "The office has no open stage. Restore it from a backup.")
    })?;
    Ok(Defaults {
        stage,
        won_stage: pipeline::first_of_kind(sql, StageKind::Won)?,
        source: settings::default_of(sql, "source")?,
        contact_status: settings::default_of(sql, "last_contact_status")?,
    })
}

/// The labels of one list that a lead may name, each with its row.
pub fn names_of(sql: &Connection, list: &str) -> Result<Vec<(String, i64)>> {
    match list {
        "stage" => pipeline::names(sql),
        "event_name" => events::names(sql),
        "staff_name" => accounts::staff_names(sql),
        "partner" => partners::names(sql),
        list => settings::names(sql, list),
    }
}

/// A new row for a label that a list did not have.
pub fn add_name(operation: &Operation<'_>, list: &str, label: &str) -> Result<i64> {
    match list {
        "event_name" => events::add(operation, label),
        "staff_name" => accounts::add_written_name(operation, label),
        "partner" => partners::add(operation, label),
        list => settings::add(operation, list, label),
    }
}

pub fn stage_choices(sql: &Connection) -> Result<Vec<Choice>> {
    let stages = pipeline::in_order(sql)?;
    let first = stages.iter().position(|stage| stage.kind == StageKind::Open);
    Ok(stages
        .into_iter()
        .enumerate()
        .map(|(at, stage)| Choice {
            label: stage.label,
            hue: Some(stage.hue),
            kind: Some(stage.kind),
            is_default: Some(at) == first,
        })
        .collect())
}

pub fn list_choices(sql: &Connection, list: &str) -> Result<Vec<Choice>> {
    Ok(settings::list(sql, list)?.into_iter().map(|(label, is_default)| plain(label, is_default)).collect())
}

pub fn event_choices(sql: &Connection) -> Result<Vec<Choice>> {
    Ok(events::names(sql)?.into_iter().map(|(label, _)| plain(label, false)).collect())
}

/// The partners by name; a partner's own people see and choose their own alone.
pub fn partner_choices(sql: &Connection, grant: &Grant) -> Result<Vec<Choice>> {
    let only_own = grant.reach == Reach::Partner;
    let names = partners::names(sql)?.into_iter().filter(|(_, id)| !only_own || grant.partner == Some(*id));
    Ok(names.map(|(label, _)| plain(label, only_own)).collect())
}

/// The staff by name; who asks is the default. A partner's people hand no lead to anybody.
pub fn staff_choices(sql: &Connection, grant: &Grant) -> Result<Vec<Choice>> {
    if grant.reach == Reach::Partner {
        return Ok(Vec::new());
    }
    let mut names = accounts::staff_names(sql)?;
    names.sort_by_key(|(name, _)| crate::values::fold(name));
    Ok(names.into_iter().map(|(label, id)| plain(label, grant.staff == Some(id))).collect())
}

fn plain(label: String, is_default: bool) -> Choice {
    Choice { label, hue: None, kind: None, is_default }
}

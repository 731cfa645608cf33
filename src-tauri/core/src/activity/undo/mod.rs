//! Takes an operation back, as far as nothing that came later stands in the way.
//!
//! What an operation did to a column lies on what was there before, and goes only while nothing lies on it: the latest
//! first. What was taken back is done again only on what it lay on before. So whatever was undone in whatever order,
//! the office is what it would be had it never been done.

mod closure;
mod erased;
mod kept;
mod names;
mod own;
mod references;
mod schema;
mod standing;
mod survey;
mod take_back;
mod taken;
mod told;

pub(super) use erased::is_all_erased;
pub(super) use standing::is_undone;

use rusqlite::{Connection, OptionalExtension};

use super::may_undo::why_not;
use super::outlook::{UndoOutlook, WhichOperation};
use super::{Done, Said, UndoWhat};
use crate::commands::Nothing;
use crate::error::{Code, Error, Result};
use crate::office::{Operation, Reading};
use standing::Acts;
use survey::{Survey, survey};
use told::Reader;

/// An operation as undo looks at it.
pub(super) struct Past {
    pub id: i64,
    pub account: Option<i64>,
    pub action: String,
    pub sentence: String,
    pub lead: Option<i64>,
    pub undoes: Option<i64>,
    pub changes: Option<(i64, i64)>,
}

/// Takes back one operation; the undo is itself an operation.
///
/// # Errors
/// `Code::Refused` where it was undone already, changed nothing, or may not be undone by this person; `Code::MovedOn`
/// where something stands in the way and is not to be kept, or where nothing would be left to take back;
/// `Code::Missing` where there is no such operation.
pub fn undo(operation: &mut Operation<'_>, what: UndoWhat) -> Result<Done> {
    let past = match what.operation {
        Some(id) => past(operation.sql, id)?,
        None => own::latest(operation.sql, operation.grant)?,
    };
    undo_past(operation, &past, what.keep_changed)
}

/// Does again what was taken back last in this session, as long as nothing was done since.
///
/// # Errors
/// Those of `undo`.
pub fn redo(operation: &mut Operation<'_>, _: Nothing) -> Result<Done> {
    let past = own::latest_undo(operation.sql, operation.grant)?;
    undo_past(operation, &past, false)
}

/// What would come of an undo.
///
/// # Errors
/// `Code::Missing` where there is no such operation that who asks may know of, or none of theirs is left.
pub(super) fn outlook(reading: &Reading<'_>, which: WhichOperation) -> Result<UndoOutlook> {
    let past = match which.operation {
        Some(id) => past(reading.sql, id)?,
        None if which.again => own::latest_undo(reading.sql, reading.grant)?,
        None => own::latest(reading.sql, reading.grant)?,
    };
    let reader = Reader { sql: reading.sql, grant: reading.grant, now: reading.now };
    if !reader.sees(&past)? {
        return Err(missing(past.id));
    }
    let act = Acts::new(reading.sql).act(past.id)?;
    let again = act.takes_back();
    let sentence = if again { self::past(reading.sql, act.root)?.sentence } else { past.sentence.clone() };
    let mut outlook = UndoOutlook {
        operation: past.id,
        sentence: crate::leads::sentence_for(reading.grant, sentence),
        again,
        can: false,
        why_not: why_not(reading.sql, reading.grant, &past)?,
        obstacles: Vec::new(),
        more_obstacles: 0,
        rest: None,
    };
    if outlook.why_not.is_some() {
        return Ok(outlook);
    }
    let survey = survey(reading.sql, &past)?;
    let (all, taken) = left(&survey)?;
    outlook.why_not = reader.refusal(&survey, taken > 0)?;
    outlook.can = outlook.why_not.is_none();
    (outlook.obstacles, outlook.more_obstacles) = reader.obstacles(&survey)?;
    if !outlook.can && taken > 0 {
        let does = if survey.act.takes_back() { "Do" } else { "Take back" };
        let again = if survey.act.takes_back() { " again" } else { "" };
        let changes = if all == 1 { "change" } else { "changes" };
        outlook.rest = Some(format!("{does} {taken} of {all} {changes}{again}"));
    }
    Ok(outlook)
}

/// How many changes stand, and how many of them would be taken back where what is in the way is kept.
fn left(survey: &Survey<'_>) -> Result<(i64, i64)> {
    if survey.blocked { Ok((survey.last - survey.first + 1, 0)) } else { survey.counted() }
}

fn undo_past(operation: &mut Operation<'_>, past: &Past, keep_changed: bool) -> Result<Done> {
    if let Some(reason) = why_not(operation.sql, operation.grant, past)? {
        return Err(Error::new(Code::Refused, reason));
    }
    let survey = survey(operation.sql, past)?;
    let reader = Reader { sql: operation.sql, grant: operation.grant, now: operation.now };
    let (_, taken) = left(&survey)?;
    if let Some(reason) = reader.refusal(&survey, taken > 0)?
        && (!keep_changed || taken == 0)
    {
        return Err(Error::new(Code::MovedOn, reason));
    }
    take_back::take_back(operation, &survey)?;
    let in_the_way = i64::try_from(survey.found.len()).unwrap_or(0) + survey.more;
    let but_for = but_for(in_the_way, survey.left_out.leads());
    let sentence = sentence(operation.sql, past, survey.act.takes_back(), &but_for)?;
    let said = Said {
        action: "undo".to_owned(),
        sentence: sentence.clone(),
        lead: past.lead,
        undoes: Some(past.id),
    };
    operation.say(match in_the_way {
        0 => said,
        _ => Said { action: "undo.part".to_owned(), ..said },
    });
    let sentence = crate::leads::sentence_for(operation.grant, sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// What the log says of an undo: what it was about in the first place, and whether that goes or comes.
fn sentence(sql: &Connection, past: &Past, does_again: bool, but_for: &str) -> Result<String> {
    let mut root = self::past(sql, past.id)?;
    while let Some(undone) = root.undoes {
        root = self::past(sql, undone)?;
    }
    let done = if does_again { "Done again" } else { "Undone" };
    Ok(format!("{done}{but_for}: {}", root.sentence))
}

/// What an undo leaves as it is: ' but for 2 changes made since and 1 lead that was erased for good'.
fn but_for(kept: i64, erased: usize) -> String {
    let changes = match kept {
        0 => None,
        1 => Some("1 change made since".to_owned()),
        kept => Some(format!("{kept} changes made since")),
    };
    let leads = match erased {
        0 => None,
        1 => Some("1 lead that was erased for good".to_owned()),
        erased => Some(format!("{erased} leads that were erased for good")),
    };
    match (changes, leads) {
        (None, None) => String::new(),
        (Some(only), None) | (None, Some(only)) => format!(" but for {only}"),
        (Some(changes), Some(leads)) => format!(" but for {changes} and {leads}"),
    }
}

/// One operation of the log.
pub(super) fn past(sql: &Connection, id: i64) -> Result<Past> {
    sql.prepare_cached(
        "SELECT id, account_id, action, sentence, lead_id, undoes, first_change, last_change FROM operations WHERE id = ?1",
    )?
    .query_row([id], read_past)
    .optional()?
    .ok_or_else(|| missing(id))
}

fn missing(id: i64) -> Error {
    Error::new(
        Code::Missing,
        format!("There is no operation {id} in this office. Look it up in the activity log."),
    )
}

pub(super) fn read_past(row: &rusqlite::Row<'_>) -> rusqlite::Result<Past> {
    Ok(Past {
        id: row.get("id")?,
        account: row.get("account_id")?,
        action: row.get("action")?,
        sentence: row.get("sentence")?,
        lead: row.get("lead_id")?,
        undoes: row.get("undoes")?,
        changes: row.get::<_, Option<i64>>("first_change")?.zip(row.get::<_, Option<i64>>("last_change")?),
    })
}

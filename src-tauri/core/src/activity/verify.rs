//! Checks the log from end to end or from the last check on, and compares heads that were written outside.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::chain::{self, ChainKey, Start, Walked, Wrong};
use super::checks::{Check, checks, checks_from, last_sound, write_down};
use super::export;
use super::heads::head_now;
use super::typed_head::TypedHead;
use crate::access::Permission;
use crate::commands::Nothing;
use crate::error::Result;
use crate::office::{Job, Reading};
use crate::values::{day_shown, thousands};

/// How much to check.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VerifyPlan {
    /// From the first entry; else from where the last check ended.
    pub whole: bool,
    /// Under which number the work can be stopped.
    pub job: u64,
}

/// What a check found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Verified {
    pub sound: bool,
    pub whole: bool,
    /// How many entries were looked at.
    pub entries: i64,
    /// The first entry that does not fit; none where all fit, or the tail is cut off.
    pub first_bad: Option<i64>,
    pub head: HeadShown,
    pub sentence: String,
}

/// A head of the log: its newest entry and its link.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HeadShown {
    pub sequence: i64,
    pub at: String,
    /// As people read it out and type it: '1284-9F3A-11C2-07BD-E55A'.
    pub text: String,
}

/// One check that was made.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckShown {
    pub at: String,
    pub who: String,
    pub whole: bool,
    pub entries: i64,
    /// The last entry that fitted.
    pub sequence: i64,
    pub sound: bool,
    pub sentence: String,
}

/// The log's head, its checks, newest first, and how many heads were given outside.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LogState {
    pub head: HeadShown,
    pub checks: Vec<CheckShown>,
    /// How many entries came since the last check; all of them where it found something wrong.
    pub unchecked: i64,
    pub heads_given: i64,
}

/// A head as somebody typed it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HeadTyped {
    pub head: String,
}

/// Whether a typed head belongs to this log.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HeadCompared {
    pub fits: bool,
    pub sentence: String,
    pub sequence: i64,
    /// When the entry was made, where it fits.
    pub at: Option<String>,
}

/// What a look through the log found, at one moment.
#[derive(Debug, Clone)]
pub struct Examined {
    pub walked: Walked,
    /// The newest entry of the log at that moment, whether it fits or not.
    pub head: HeadShown,
}

/// How many of the checks that were made are shown.
const SHOWN_CHECKS: usize = 12;

/// Checks the log and writes down that it was checked, and what was found.
///
/// # Errors
/// `Code::Cancelled` where it was stopped; nothing is written down then.
pub fn verify(job: &Job<'_>, plan: VerifyPlan) -> Result<Verified> {
    let (from, examined) =
        job.ask(Permission::ActivityVerify, |reading| look_through(job, reading, plan.whole))?;
    let walked = &examined.walked;
    let (said, sentence) = in_words(from, walked);
    job.operate(Permission::ActivityVerify, |operation| {
        operation.says("log.check", said);
        write_down(operation, from.is_none(), walked)
    })?;
    Ok(Verified {
        sound: walked.wrong.is_none(),
        whole: from.is_none(),
        entries: walked.entries,
        first_bad: walked.wrong.as_ref().and_then(|wrong| wrong.entry),
        head: examined.head,
        sentence,
    })
}

/// Looks through the log from its beginning, or from the last sound check on; answers with that check's entry too.
fn look_through(job: &Job<'_>, reading: &Reading<'_>, whole: bool) -> Result<(Option<i64>, Examined)> {
    let checked = if whole { None } else { last_sound(reading.sql, reading.chains)? };
    let begins = checked.as_ref().map_or(0, |(_, check)| check.sequence);
    let total = u64::try_from(chain::head(reading.sql)?.sequence - begins).ok();
    let mut step = |done: i64| {
        job.tell(u64::try_from(done).unwrap_or_default(), total, "Checking the activity log");
        job.stop_if_cancelled()
    };
    step(0)?;
    let from = match &checked {
        None => None,
        Some((key, check)) => match still_there(reading.sql, *key, check)? {
            Some(start) => Some(start),
            None => return Ok((Some(begins), is_gone(reading.sql, check)?)),
        },
    };
    let examined = examine(reading.sql, reading.chains, from.as_ref(), &mut step)?;
    Ok((from.map(|start| start.sequence), examined))
}

/// Looks through the log and compares the heads that were written outside, in one read transaction of the caller's; writes
/// nothing. `step` is told how many entries were looked at, and ends it by an error.
pub fn examine(
    sql: &Connection,
    chains: &[Arc<ChainKey>],
    from: Option<&Start>,
    step: &mut dyn FnMut(i64) -> Result<()>,
) -> Result<Examined> {
    let mut walked = chain::verify(sql, chains, from, step)?;
    if walked.wrong.is_none() {
        walked.wrong = head_that_does_not_fit(sql)?;
    }
    Ok(Examined { walked, head: head_now(sql)? })
}

/// Where to go on from a check, if its entry is still the one that it found.
fn still_there(sql: &Connection, key: usize, check: &Check) -> Result<Option<Start>> {
    if link_of(sql, check.sequence)?.is_none_or(|(mac, _)| mac != check.mac) {
        return Ok(None);
    }
    let last_change = chain::last_change(sql, check.sequence)?;
    Ok(Some(Start { sequence: check.sequence, mac: check.mac.clone(), last_change, key }))
}

/// What is said where the entry of the last check is another one now, or none.
fn is_gone(sql: &Connection, check: &Check) -> Result<Examined> {
    let sentence = format!(
        "Entry {} of the activity log is not the one that the check of {} ended with: the log was changed since. Check it from the beginning.",
        counted(check.sequence),
        day_shown(&check.at)
    );
    let wrong = Some(Wrong { entry: Some(check.sequence), sentence, said: None });
    let walked = Walked { sequence: check.sequence, mac: check.mac.clone(), entries: 0, wrong };
    Ok(Examined { walked, head: head_now(sql)? })
}

/// The sentence for the log and the one for whoever asked for the check.
fn in_words(from: Option<i64>, walked: &Walked) -> (String, String) {
    let Some(wrong) = &walked.wrong else {
        let begins = match from {
            None => "from the beginning".to_owned(),
            Some(sequence) => format!("from entry {} on", counted(sequence + 1)),
        };
        let said = match walked.entries {
            0 => format!("Activity log checked {begins}: no new entries"),
            1 => format!("Activity log checked {begins}: 1 entry, as it was written"),
            several => format!(
                "Activity log checked {begins}: {} entries, all as they were written",
                counted(several)
            ),
        };
        return (said.clone(), format!("{said}."));
    };
    let said = match wrong.entry {
        Some(entry) => format!("Activity log checked: entry {} is not as it was written", counted(entry)),
        None => "Activity log checked: it is not as it was written".to_owned(),
    };
    (said, wrong.sentence.clone())
}

/// The first head that was written outside and is not in the log.
fn head_that_does_not_fit(sql: &Connection) -> Result<Option<Wrong>> {
    let mut statement = sql.prepare_cached(
        "SELECT written_to, heads_given.sequence, given.at FROM heads_given \
         LEFT JOIN operations AS head ON head.id = heads_given.sequence \
         LEFT JOIN operations AS given ON given.id = heads_given.operation \
         WHERE head.mac IS NOT heads_given.mac ORDER BY heads_given.id",
    )?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (file, sequence, at): (String, i64, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let of = at.map(|at| format!(" of {}", day_shown(&at))).unwrap_or_default();
    let sentence = format!(
        "The head in {file}{of} does not fit: entry {} of the activity log is not the one that was written there.",
        counted(sequence)
    );
    Ok(Some(Wrong { entry: Some(sequence), sentence, said: None }))
}

/// Where the log stands.
pub fn log_state(reading: &Reading<'_>, _: Nothing) -> Result<LogState> {
    let sql = reading.sql;
    let head = head_now(sql)?;
    let shown = checks(sql, reading.chains, SHOWN_CHECKS)?;
    let unchecked = match last_sound(sql, reading.chains)? {
        // A check is an entry itself, and follows the one it ended with.
        Some((_, check)) => (head.sequence - check.sequence - checks_from(sql, check.id)?).max(0),
        None => head.sequence,
    };
    let heads_given = sql
        .prepare_cached("SELECT count(*) FROM heads_given WHERE deleted_at IS NULL")?
        .query_row([], |row| row.get(0))?;
    let checks = shown.into_iter().map(|(_, check)| check_shown(sql, check)).collect::<Result<_>>()?;
    Ok(LogState { head, checks, unchecked, heads_given })
}

fn check_shown(sql: &Connection, check: Check) -> Result<CheckShown> {
    let who: Option<String> = sql
        .prepare_cached("SELECT name FROM accounts WHERE id = ?1")?
        .query_row([check.account], |row| row.get(0))
        .optional()?;
    let sentence = match &check.wrong {
        Some(wrong) => wrong.clone(),
        None => {
            format!("{}, all as they were written.", export::counted(check.entries.unsigned_abs()))
        }
    };
    Ok(CheckShown {
        at: check.at,
        who: who.unwrap_or_default(),
        whole: check.whole,
        entries: check.entries,
        sequence: check.sequence,
        sound: check.wrong.is_none(),
        sentence,
    })
}

/// Compares a head that was written outside with the log.
///
/// # Errors
/// `Code::Invalid` on `head` where what was typed is none.
pub fn compare(reading: &Reading<'_>, typed: HeadTyped) -> Result<HeadCompared> {
    compare_with(reading.sql, &typed.head)
}

/// The same, on any connection.
pub fn compare_with(sql: &Connection, typed: &str) -> Result<HeadCompared> {
    let typed = TypedHead::read(typed)?;
    let sequence = typed.sequence;
    let found = link_of(sql, sequence)?;
    let fits = found.as_ref().is_some_and(|(mac, _)| mac.starts_with(&typed.digits));
    let last = chain::head(sql)?.sequence;
    let sentence = match &found {
        Some((_, at)) if fits => {
            format!("Entry {} of {} is the one that was written down.", counted(sequence), day_shown(at))
        }
        None if sequence > last => format!(
            "The log has only {} entries: its tail was cut off, or this is another office’s head.",
            counted(last)
        ),
        _ => format!(
            "Entry {} is not the one that was written down: the log was changed since, or a digit was misread.",
            counted(sequence)
        ),
    };
    Ok(HeadCompared { fits, sentence, sequence, at: found.filter(|_| fits).map(|(_, at)| at) })
}

/// The link of an entry, and when it was made.
fn link_of(sql: &Connection, sequence: i64) -> Result<Option<(String, String)>> {
    Ok(sql
        .prepare_cached("SELECT mac, at FROM operations WHERE id = ?1")?
        .query_row([sequence], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

fn counted(number: i64) -> String {
    thousands(number.unsigned_abs())
}

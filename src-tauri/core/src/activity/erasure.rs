//! Erases for good what leads held: their rows, and what the log says of them. The log keeps that it happened.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{Connection, params};
use serde::Deserialize;
use ts_rs::TS;

use super::chain::{self, NOTHING, Redaction, Sum};
use super::{Done, Said, written};
use crate::error::{Code, Error, Result};
use crate::office::Operation;
use crate::values::{digits, fold, leads_counted, one_line};

/// Which leads to erase, all of them in the trash, and why.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Erase {
    pub leads: Vec<i64>,
    /// Why: the request it answers. Written into the log.
    pub reason: String,
}

/// How many leads are erased at once.
const MOST: usize = 500;

/// How long a reason is, in characters.
const SHORTEST_REASON: usize = 5;
const LONGEST_REASON: usize = 500;

/// What the log says where it said something of whom was erased. The triggers allow no other words.
const ERASED: &str = "Erased for good";

/// The shortest part of a name or number by which a text is found to speak of somebody, in characters: initials stand in
/// any word.
const TELLING: usize = 3;

/// Whether an entry tells of a lead that was erased.
pub(super) fn is_erased(sql: &Connection, entry: i64) -> Result<bool> {
    Ok(sql
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM erasures WHERE entry = ?1)")?
        .query_row([entry], |row| row.get(0))?)
}

/// Whether a lead was erased.
pub(super) fn is_erased_lead(sql: &Connection, lead: i64) -> Result<bool> {
    Ok(sql
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM leads WHERE id = ?1 AND erased_at IS NOT NULL)")?
        .query_row([lead], |row| row.get(0))?)
}

/// Erases leads that are in the trash: what their rows held, what the log says of them, and what was typed about them and
/// not saved. Their numbers, statuses and sources stay, for the counts.
///
/// # Errors
/// Refused for all but owners; `Code::Invalid` on `leads` or `reason`; `Code::Damaged` where an entry of the log is not as
/// it was written, for then an erasure would cover that up. Nothing is erased then.
pub fn erase(operation: &mut Operation<'_>, what: Erase) -> Result<Done> {
    if !operation.grant.is_owner() {
        return Err(Error::new(Code::Refused, "Only an owner can erase for good. Ask an owner."));
    }
    let leads = leads(operation, &what.leads)?;
    let held = held(operation.sql, &leads)?;
    let reason = reason(&what.reason, &held)?;
    let mut entries = entries(operation, &leads, &held)?;
    redact(operation, &mut entries)?;
    blank(operation, &leads)?;
    let redacted: Vec<i64> = entries.keys().copied().collect();
    forget_words(operation, &redacted)?;
    let sentence = match leads.len() {
        1 => format!("A lead was erased for good: {reason}"),
        several => format!("{} were erased for good: {reason}", leads_counted(several as u64)),
    };
    let lead = if let [only] = leads[..] { Some(only) } else { None };
    operation.say(Said { action: "lead.erase".to_owned(), sentence: sentence.clone(), lead, undoes: None });
    Ok(Done { operation: operation.id, sentence })
}

/// Takes entries out of the words that the log is searched by, and what they were with them. Entries that the words have
/// not come to yet are indexed as they are now.
pub fn forget_words(operation: &Operation<'_>, entries: &[i64]) -> Result<()> {
    let removed = operation
        .sql
        .prepare_cached("DELETE FROM activity_words WHERE rowid IN rarray(?1)")?
        .execute([list(entries)])?;
    if removed > 0 {
        // The words of a deleted entry stay in the index until its parts are written together.
        operation.sql.execute("INSERT INTO activity_words (activity_words) VALUES ('optimize')", [])?;
    }
    Ok(())
}

fn list(ids: &[i64]) -> Rc<Vec<Value>> {
    Rc::new(ids.iter().copied().map(Value::Integer).collect())
}

/// The leads that are asked for, each once, all of them in the trash and not erased yet.
fn leads(operation: &Operation<'_>, asked: &[i64]) -> Result<Vec<i64>> {
    let leads: Vec<i64> = asked.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    if leads.is_empty() {
        return Err(Error::invalid("leads", "Choose the leads to erase for good."));
    }
    if leads.len() > MOST {
        return Err(Error::invalid(
            "leads",
            format!("{MOST} leads at most are erased at once. Choose fewer."),
        ));
    }
    let mut standing =
        operation.sql.prepare_cached("SELECT deleted_at, erased_at FROM leads WHERE id = ?1")?;
    for lead in &leads {
        let mut rows = standing.query([lead])?;
        let Some(row) = rows.next()? else {
            return Err(Error::new(Code::Missing, format!("There is no lead {lead}.")));
        };
        let (deleted, erased): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
        if erased.is_some() {
            return Err(Error::new(Code::Missing, format!("Lead {lead} was erased for good already.")));
        }
        if deleted.is_none() {
            return Err(Error::invalid(
                "leads",
                format!("Lead {lead} is not in the trash. Delete it first; then it can be erased for good."),
            ));
        }
    }
    Ok(leads)
}

/// By what a text is found to speak of one of these people, folded.
struct Held {
    /// Names, words of them, e-mail addresses and numbers as they were typed.
    texts: BTreeSet<String>,
    /// Phone and Medicaid numbers without anything between their digits.
    numbers: BTreeSet<String>,
}

impl Held {
    fn take(&mut self, column: &str, text: &str) {
        match column {
            "first_name" | "last_name" | "e_contact_name" | "email" => {
                let folded = fold(text);
                let words = folded.split_whitespace().map(str::to_owned);
                self.texts
                    .extend(words.chain([folded.clone()]).filter(|word| word.chars().count() >= TELLING));
            }
            "phone" | "e_contact_phone" | "medicaid_no" => {
                let number = digits(text);
                self.numbers.extend((number.len() >= 2 * TELLING).then_some(number));
            }
            _ => {}
        }
    }

    fn is_told_by(&self, text: &str) -> bool {
        let (text, number) = (fold(text), digits(text));
        self.texts.iter().any(|held| text.contains(held.as_str()))
            || self.numbers.iter().any(|held| number.contains(held.as_str()))
    }
}

/// What people are known by, as the rows have it now and as they had it before.
fn held(sql: &Connection, leads: &[i64]) -> Result<Held> {
    const KNOWN_BY: &[&str] =
        &["first_name", "last_name", "e_contact_name", "email", "phone", "e_contact_phone", "medicaid_no"];
    let mut held = Held { texts: BTreeSet::new(), numbers: BTreeSet::new() };
    let mut now = sql.prepare_cached(
        "SELECT first_name, last_name, e_contact_name, email, phone, e_contact_phone, medicaid_no \
         FROM leads WHERE id IN rarray(?1)",
    )?;
    let mut rows = now.query([list(leads)])?;
    while let Some(row) = rows.next()? {
        for (at, column) in KNOWN_BY.iter().enumerate() {
            held.take(column, row.get_ref(at)?.as_str()?);
        }
    }
    let mut before = sql.prepare_cached(
        "SELECT what FROM changes WHERE tbl = 'leads' AND row IN rarray(?1) AND what IS NOT NULL",
    )?;
    let mut rows = before.query([list(leads)])?;
    while let Some(row) = rows.next()? {
        let what: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(row.get_ref(0)?.as_str()?).unwrap_or_default();
        for (column, pair) in &what {
            for text in [&pair[0], &pair[1]].into_iter().filter_map(|value| value.as_str()) {
                held.take(column, text);
            }
        }
    }
    Ok(held)
}

/// The reason, which stays in the log: a line that names none of them.
fn reason<'a>(typed: &'a str, held: &Held) -> Result<&'a str> {
    const MISSING: &str =
        "Say why, in a few words: the request that this answers. It stays in the activity log.";
    let reason = one_line("reason", typed, LONGEST_REASON, MISSING)?;
    if reason.chars().count() < SHORTEST_REASON {
        return Err(Error::invalid("reason", MISSING));
    }
    if held.is_told_by(reason) {
        return Err(Error::invalid(
            "reason",
            "This names whom it is about, and the reason stays in the activity log. Write it without names and numbers.",
        ));
    }
    Ok(reason)
}

/// What of one entry goes.
struct Told {
    changes: BTreeSet<i64>,
    sentence: bool,
}

/// The entries of the log that tell of these leads.
fn entries(operation: &Operation<'_>, leads: &[i64], held: &Held) -> Result<BTreeMap<i64, Told>> {
    let mut entries: BTreeMap<i64, Told> = BTreeMap::new();
    let mut tells = |entry: i64, change: Option<i64>| {
        let told = entries.entry(entry).or_insert(Told { changes: BTreeSet::new(), sentence: false });
        told.changes.extend(change);
    };
    for question in [
        "SELECT operation, id FROM changes WHERE tbl = 'leads' AND row IN rarray(?1) AND operation < ?2",
        "SELECT changes.operation, changes.id FROM lead_shares JOIN changes ON changes.tbl = 'lead_shares' \
         AND changes.row = lead_shares.id WHERE lead_shares.lead_id IN rarray(?1) AND changes.operation < ?2",
        "SELECT id, NULL FROM operations WHERE lead_id IN rarray(?1) AND id < ?2",
    ] {
        let mut statement = operation.sql.prepare_cached(question)?;
        let mut rows = statement.query(params![list(leads), operation.id])?;
        while let Some(row) = rows.next()? {
            tells(row.get(0)?, row.get(1)?);
        }
    }
    let mut of_leads = operation.sql.prepare_cached(
        "SELECT sentence, lead_id, (SELECT count(*) FROM changes WHERE changes.operation = operations.id AND +tbl = 'leads' \
         AND changes.id BETWEEN first_change AND last_change AND row NOT IN rarray(?2) \
         AND NOT EXISTS (SELECT 1 FROM leads WHERE leads.id = changes.row AND erased_at IS NOT NULL)) FROM operations WHERE id = ?1",
    )?;
    for (entry, told) in &mut entries {
        told.sentence = of_leads.query_row(params![entry, list(leads)], |row| {
            let about: Option<i64> = row.get(1)?;
            let others: i64 = row.get(2)?;
            let alone = about.is_some_and(|lead| leads.contains(&lead)) || others == 0;
            Ok(alone || held.is_told_by(row.get_ref(0)?.as_str()?))
        })?;
    }
    Ok(entries)
}

/// Writes an erasure for each entry and takes out of it what goes. Each must be as it was written: what is left cannot be
/// compared with its link any more.
fn redact(operation: &Operation<'_>, entries: &mut BTreeMap<i64, Told>) -> Result<()> {
    let sql = operation.sql;
    let mut sum = Sum::under(operation.chains)?;
    let mut erasure = sql.prepare_cached("INSERT INTO erasures (id, entry, mac) VALUES (?1, ?2, ?3)")?;
    let mut of_entry =
        sql.prepare_cached("UPDATE operations SET sentence = ?2, salt = NULL WHERE id = ?1")?;
    let mut of_salt = sql.prepare_cached("UPDATE operations SET salt = NULL WHERE id = ?1")?;
    let mut of_change =
        sql.prepare_cached("UPDATE changes SET what = ?2 WHERE id = ?1 AND what IS NOT NULL")?;
    for (entry, told) in entries {
        if !chain::fits(sql, &mut sum, *entry)? {
            return Err(Error::new(
                Code::Damaged,
                format!(
                    "Entry {entry} of the activity log is not as it was written, so nothing was erased. Check the log, and restore the office from a backup."
                ),
            ));
        }
        let sentence = told.sentence.then_some(ERASED);
        let left = chain::left_of(sql, &mut sum, *entry, &Redaction { sentence, changes: &told.changes })?;
        erasure.execute(params![operation.next_id("erasures")?, entry, left])?;
        match sentence {
            Some(sentence) => of_entry.execute(params![entry, sentence])?,
            None => of_salt.execute([*entry])?,
        };
        for change in &told.changes {
            of_change.execute(params![change, NOTHING])?;
        }
    }
    Ok(())
}

/// Empties the rows, and removes what was typed about them and not saved.
fn blank(operation: &Operation<'_>, leads: &[i64]) -> Result<()> {
    let now = written(operation.now);
    operation
        .sql
        .prepare_cached(
            "UPDATE OR ROLLBACK leads SET erased_at = ?1, updated_at = ?1, updated_by = ?2, first_name = '', last_name = '', \
             name_key = '', other_source_type = '', phone = '', phone_digits = '', email = '', street = '', city = '', \
             state = '', zip_code = '', dob = NULL, medicaid_no = '', e_contact_name = '', e_contact_relation = '', \
             e_contact_phone = '', last_contact_date = NULL, comments = '' WHERE id IN rarray(?3)",
        )?
        .execute(params![now, operation.grant.account, list(leads)])?;
    operation
        .sql
        .prepare_cached("DELETE FROM drafts WHERE form LIKE 'lead%' AND subject IN rarray(?1)")?
        .execute([list(leads)])?;
    Ok(())
}

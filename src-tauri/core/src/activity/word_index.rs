//! The words of the log on disk, filled behind the log: never within an edit's transaction, and oldest entries first.
//!
//! An entry is one document with four columns: `marks` (who, what, which leads), and its words in three parts by who
//! may find by them. Each word is kept once, and no text can be read back.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, params};

use super::entry_text::{EntryReader, Header, Sight, Takes, header};
use super::typed_words::{Typed, TypedWord, each_word, kept, number_of};
use crate::error::{Code, Error, Result};
use crate::leads::Kept;
use crate::office::{Job, Moment, Office, Operation};

/// How long one step reads and then writes, so that no edit waits for long.
const STEP: Duration = Duration::from_millis(20);

/// How many entries one step takes at most.
const STEP_ENTRIES: usize = 400;

/// Up to how many words of the index a typed beginning is spelled out as; with more of them the index itself is asked
/// for the beginning, which costs the more the more entries there are.
const SPELLED_OUT: usize = 64;

/// Who fills the index, and when.
#[derive(Clone, Copy)]
pub struct Filling<'a> {
    pub office: &'a Office,
    pub account: i64,
    pub session: Option<i64>,
    pub now: Moment,
}

/// Up to which entry the words are there.
pub fn filled_up_to(sql: &Connection) -> Result<i64> {
    let upto = sql
        .prepare_cached("SELECT operation FROM activity_words_upto")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(upto.unwrap_or(0))
}

/// Fills the index up to the newest entry; for long work that searches all of the log.
///
/// # Errors
/// `Code::Cancelled` where the work was stopped; what was filled by then stays.
pub fn fill_words(job: &Job<'_>) -> Result<()> {
    let filling =
        Filling { office: job.office, account: job.grant.account, session: job.grant.session, now: job.now };
    while fill_step(filling, &|| !job.cancelled.load(Ordering::Relaxed))? {
        job.stop_if_cancelled()?;
    }
    job.stop_if_cancelled()
}

/// What one step puts into the index.
struct Prepared {
    /// After which entry it begins, and the newest erasure that was seen: both are looked at again before it is written.
    upto: i64,
    erased: i64,
    documents: Vec<(i64, Document)>,
}

/// Fills the index by one step; false where nothing is left to do, or `go_on` said no.
pub fn fill_step(filling: Filling<'_>, go_on: &dyn Fn() -> bool) -> Result<bool> {
    let filled = fill(filling, go_on);
    crate::stack::wipe();
    filled
}

#[inline(never)]
fn fill(filling: Filling<'_>, go_on: &dyn Fn() -> bool) -> Result<bool> {
    let Filling { office, account, session, now } = filling;
    let prepared = office.ask(account, session, None, now, |reading| prepare(reading.sql, go_on))?;
    if prepared.documents.is_empty() {
        return Ok(false);
    }
    let never = AtomicBool::new(false);
    office.operate(account, session, None, now, &never, |operation| write(operation, &prepared))?;
    Ok(true)
}

fn newest_erasure(sql: &Connection) -> Result<i64> {
    Ok(sql.prepare_cached("SELECT coalesce(max(id), 0) FROM erasures")?.query_row([], |row| row.get(0))?)
}

fn prepare(sql: &Connection, go_on: &dyn Fn() -> bool) -> Result<Prepared> {
    let began = Instant::now();
    let mut prepared =
        Prepared { upto: filled_up_to(sql)?, erased: newest_erasure(sql)?, documents: Vec::new() };
    let mut reader = EntryReader::new(sql, None);
    while prepared.documents.len() < STEP_ENTRIES && began.elapsed() < STEP {
        let next = prepared.documents.last().map_or(prepared.upto, |(id, _)| *id) + 1;
        let Some(entry) = header(sql, next)? else { break };
        let document = if go_on() { Document::of(&mut reader, &entry, go_on)? } else { None };
        let Some(document) = document else {
            prepared.documents.clear();
            break;
        };
        prepared.documents.push((next, document));
    }
    Ok(prepared)
}

fn write(operation: &Operation<'_>, prepared: &Prepared) -> Result<()> {
    let sql = operation.sql;
    // Another program may have filled the same, or what was read was erased since: then it is read again.
    if filled_up_to(sql)? != prepared.upto || newest_erasure(sql)? != prepared.erased {
        return Ok(());
    }
    let mut insert = sql.prepare_cached(
        "INSERT OR REPLACE INTO activity_words (rowid, marks, said, contact, protected) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut upto = prepared.upto;
    for (id, document) in &prepared.documents {
        let [marks, said, contact, protected] = &document.parts;
        insert.execute(params![id, marks, said, contact, protected])?;
        upto = *id;
    }
    sql.prepare_cached("UPDATE activity_words_upto SET operation = ?1")?.execute([upto])?;
    Ok(())
}

/// The words of one entry, part by part, each once.
struct Document {
    parts: [String; 4],
    known: HashSet<u64>,
}

const MARKS: usize = 0;

fn part_of(kept: Kept) -> usize {
    match kept {
        Kept::Open => 1,
        Kept::Contact => 2,
        Kept::Protected => 3,
    }
}

impl Document {
    /// The words of an entry; none where `go_on` said no.
    fn of(
        reader: &mut EntryReader<'_>,
        entry: &Header,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Option<Document>> {
        let document = Document { parts: Default::default(), known: HashSet::new() };
        let mut taker = Taker { document, go_on, taken: 0, ended: false };
        taker.document.mark(&person_mark(entry.account));
        taker.document.mark(&action_mark(&entry.action));
        if let Some(lead) = entry.lead {
            taker.lead(lead);
        }
        reader.read(entry, entry.rows(), &mut taker)?;
        Ok((!taker.ended).then_some(taker.document))
    }

    fn mark(&mut self, mark: &str) {
        self.add(MARKS, mark, |mark| mark.to_owned());
    }

    fn add(&mut self, part: usize, word: &str, kept: impl Fn(&str) -> String) {
        if self.known.insert(number_of(part, word)) {
            self.parts[part].push_str(&kept(word));
            self.parts[part].push(' ');
        }
    }
}

/// After how many pieces of text it is asked whether to go on.
const ASKED_EVERY: u32 = 1_024;

struct Taker<'a> {
    document: Document,
    go_on: &'a dyn Fn() -> bool,
    taken: u32,
    ended: bool,
}

impl Takes for Taker<'_> {
    fn text(&mut self, kind: Kept, text: &str) -> bool {
        each_word(text, |word| self.document.add(part_of(kind), word, kept));
        self.taken = self.taken.wrapping_add(1);
        self.ended |= self.taken.is_multiple_of(ASKED_EVERY) && !(self.go_on)();
        !self.ended
    }

    fn lead(&mut self, lead: i64) {
        self.document.mark(&lead_mark(lead));
    }
}

fn person_mark(account: Option<i64>) -> String {
    account.map_or_else(|| "anone".to_owned(), |account| format!("a{account}"))
}

fn lead_mark(lead: i64) -> String {
    format!("l{lead}")
}

/// The action as one word.
fn action_mark(action: &str) -> String {
    let letters: String = action.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("d{}", letters.to_ascii_lowercase())
}

/// Which entries the index is asked for.
pub struct Wanted<'a> {
    pub typed: &'a Typed,
    pub sight: Sight,
    pub people: Option<&'a BTreeSet<Option<i64>>>,
    pub actions: Option<&'a BTreeSet<String>>,
    pub lead: Option<i64>,
    /// Of which leads or people an entry has to be.
    pub seen: Option<(&'a [i64], &'a BTreeSet<Option<i64>>)>,
}

/// How the index is asked.
pub struct Asked {
    /// In the index's own language, of nothing but letters and digits of ours; none where nothing can be found.
    pub question: Option<String>,
    /// It leaves words out that stand in too many entries: each entry that is found has to be looked at.
    pub loose: bool,
    /// No word was left to ask for but such ones.
    pub broad: bool,
}

/// Puts the question to the index together.
pub fn asked(sql: &Connection, wanted: &Wanted<'_>) -> Result<Asked> {
    let mut asked = Asked { question: None, loose: false, broad: false };
    let mut alternatives = Vec::new();
    for words in &wanted.typed.alternatives {
        let spelled =
            words.iter().map(|word| spelled_out(sql, word)).collect::<Result<Vec<Option<Vec<String>>>>>()?;
        let all_broad = spelled.iter().all(Option::is_none);
        asked.broad |= all_broad;
        asked.loose |= !all_broad && spelled.iter().any(Option::is_none);
        let conditions: Vec<String> = words
            .iter()
            .zip(spelled)
            .filter(|(_, terms)| all_broad || terms.is_some())
            .map(|(word, terms)| condition(word, terms, wanted.sight))
            .collect();
        alternatives.push(format!("({})", conditions.join(" AND ")));
    }
    if alternatives.is_empty() {
        return Ok(asked);
    }
    let mut all = vec![format!("({})", alternatives.join(" OR "))];
    let marks = |marks: Vec<String>| format!("marks : ({})", any_of(&marks));
    if let Some(people) = wanted.people {
        all.push(marks(people.iter().map(|account| person_mark(*account)).collect()));
    }
    if let Some(actions) = wanted.actions {
        if actions.is_empty() {
            return Ok(asked);
        }
        all.push(marks(actions.iter().map(|action| action_mark(action)).collect()));
    }
    all.extend(wanted.lead.map(|lead| marks(vec![lead_mark(lead)])));
    if let Some((leads, people)) = wanted.seen {
        let of_people = people.iter().map(|account| person_mark(*account));
        all.push(marks(leads.iter().map(|lead| lead_mark(*lead)).chain(of_people).collect()));
    }
    asked.question = Some(all.join(" AND "));
    Ok(asked)
}

fn any_of(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    quoted.join(" OR ")
}

/// A word is found in what may be seen, or by whose name holds it.
fn condition(word: &TypedWord, terms: Option<Vec<String>>, sight: Sight) -> String {
    let columns = match (sight.contact, sight.protected) {
        (false, _) => "said",
        (true, false) => "{said contact}",
        (true, true) => "{said contact protected}",
    };
    let text = match terms {
        Some(terms) if terms.is_empty() => format!("\"{}\"", kept(&word.text)),
        Some(terms) => any_of(&terms),
        None => format!("\"{}\" *", kept(&word.text)),
    };
    let in_text = format!("{columns} : ({text})");
    if word.people.is_empty() {
        return in_text;
    }
    let people: Vec<String> = word.people.iter().map(|account| person_mark(*account)).collect();
    format!("({in_text} OR marks : ({}))", any_of(&people))
}

/// The words of the index that begin with a typed one, found by leaping from one to the next; none where there are too
/// many.
fn spelled_out(sql: &Connection, word: &TypedWord) -> Result<Option<Vec<String>>> {
    let begins = kept(&word.text);
    let mut next =
        sql.prepare_cached("SELECT term FROM activity_terms WHERE term >= ?1 ORDER BY term LIMIT 1")?;
    let mut terms: Vec<String> = Vec::new();
    loop {
        // Words are letters and digits, which all stand behind a blank.
        let from = terms.last().map_or_else(|| begins.clone(), |last| format!("{last} "));
        let term: Option<String> = next.query_row([from], |row| row.get(0)).optional()?;
        match term.filter(|term| term.starts_with(&begins)) {
            None => return Ok(Some(terms)),
            Some(_) if terms.len() >= SPELLED_OUT => return Ok(None),
            Some(term) if terms.last() == Some(&term) => return Err(out_of_order()),
            Some(term) => terms.push(term),
        }
    }
}

fn out_of_order() -> Error {
    Error::new(Code::Damaged, "The words of the activity log are out of order. Check the office.")
}

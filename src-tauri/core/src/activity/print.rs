//! The log as a list for paper: a PDF with the head of the chain on each page. Printing it is an act: it is logged.

use std::io::Write;
use std::path::Path;

use chrono::{DateTime, Local};

use super::export::{and_more, counted, each_entry, file_name};
use super::filter::{NamedPerson, filters};
use super::heads::{give_head, head_now};
use super::page::{ActivityQuestion, page};
use super::said::LONGEST;
use super::{ActivityFilter, ActivityPlan, ActivityWritten, Entry, FieldChange, Undoable};
use crate::access::{Permission, Reach};
use crate::commands::Nothing;
use crate::error::{Code, Error, Result};
use crate::leads::{self, LeadId};
use crate::office::{Job, Reading};
use crate::paper::{List, Listed, NewFile};
use crate::values::{day_in_words, moment_shown, parse_day, thousands};

/// The most entries that are put on paper.
const MOST: u64 = 20_000;

/// How often the list is drawn for a head that is not the newest any more when it is done; then once with the office held.
const ATTEMPTS: u32 = 3;

/// Writes the entries of a filter, newest first and grouped by day, for paper. The entry in the log is made before the
/// file is put in its place: a file that exists is always in the log.
///
/// # Errors
/// `Code::Refused` without the right to export, `Code::Invalid` on `filter` where there are too many entries for paper,
/// `Code::Disk` where the disk refuses the file, `Code::Cancelled`.
pub fn print(job: &Job<'_>, plan: ActivityPlan) -> Result<ActivityWritten> {
    job.grant.require(Permission::ReportsExport)?;
    let (new, mut file) = NewFile::create(Path::new(&plan.path))?;
    let (office, about, counted_so_far) = job.ask(Permission::ActivityView, |reading| {
        let none = ActivityQuestion { filter: plan.filter.clone(), before: None, count: 0 };
        Ok((office_name(reading)?, in_words(reading, &plan.filter)?, page(reading, none)?.total))
    })?;
    if u64::try_from(counted_so_far).is_ok_and(|count| count > MOST) {
        return Err(too_many());
    }
    let mut list = List::begin("Activity log", &office, &about)?;
    let (mut entries, mut days) = (0, Extent::default());
    each_entry(job, &plan.filter, "Printing", |entry| {
        entries += 1;
        if entries > MOST {
            return Err(too_many());
        }
        days.reach(&entry);
        add(&mut list, &entry)
    })?;
    let name = file_name(&plan.path);
    let sentence = format!("{} of the activity log printed to {name}", counted(entries));
    let printed = format!("printed on {} by {}", moment_shown(job.now), job.grant.name);
    let draw = |head: &str| {
        let foot = format!("Head of the log {head}, {printed}");
        list.drawn(&days.in_words(entries), &foot, || job.stop_if_cancelled())
    };
    // Drawn before the operation begins, so that nobody waits for it; again where somebody has done something meanwhile.
    let mut attempt = 1;
    let head = loop {
        let drawn_for = job.ask(Permission::ActivityView, |reading| head_now(reading.sql))?.text;
        let drawn = draw(&drawn_for)?;
        let noted = job.operate(Permission::ReportsExport, |operation| {
            operation.grant.require(Permission::ActivityView)?;
            operation.says("activity.print", &sentence);
            let head = give_head(operation, &name)?;
            let bytes = match head.text == drawn_for {
                true => drawn,
                false if attempt < ATTEMPTS => return Err(went_on()),
                false => draw(&head.text)?,
            };
            file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(|error| new.not_written(&error))?;
            Ok(head)
        });
        match noted {
            Err(error) if error.code == Code::MovedOn => attempt += 1,
            noted => break noted?,
        }
    };
    new.settle(file).map_err(|error| new.not_written(&error))?;
    Ok(ActivityWritten { path: new.path().display().to_string(), entries, head: head.text, sentence })
}

fn went_on() -> Error {
    Error::new(Code::MovedOn, "The activity log went on while the list was drawn. Print it again.")
}

fn too_many() -> Error {
    let sentence = format!(
        "There are more than {} entries under this filter, too many for paper. Narrow the filter, by days for example, or export them.",
        thousands(MOST)
    );
    Error::invalid("filter", sentence)
}

fn add(list: &mut List, entry: &Entry) -> Result<()> {
    let moment = DateTime::parse_from_rfc3339(&entry.at).map(|moment| moment.with_timezone(&Local));
    let (day, time) = match moment {
        Ok(at) => (at.format("%A, %B %-d, %Y").to_string(), at.format("%-I:%M %p").to_string()),
        Err(_) => (entry.at.clone(), String::new()),
    };
    let mut besides: Vec<String> = entry.changes.iter().flat_map(in_full).collect();
    if entry.more_changes > 0 {
        besides.push(and_more(entry));
    }
    if entry.undo == Undoable::Undone {
        besides.push("Taken back".to_owned());
    }
    list.add(&Listed {
        day: &day,
        time: &time,
        who: &entry.who,
        sentence: &entry.sentence,
        besides: &besides,
    })
}

/// A change as its sentence; where that shortens a long value, what was and what is, each whole.
fn in_full(change: &FieldChange) -> Vec<String> {
    let is_long = |value: &Option<String>| value.as_ref().is_some_and(|text| text.chars().count() > LONGEST);
    if !is_long(&change.old) && !is_long(&change.new) {
        return vec![change.sentence.clone()];
    }
    let line = |when: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!("{} {when}: {value}", change.label))
    };
    [line("before", &change.old), line("now", &change.new)].into_iter().flatten().collect()
}

/// From which day to which the entries are.
#[derive(Default)]
struct Extent {
    days: Option<(DateTime<Local>, DateTime<Local>)>,
}

impl Extent {
    fn reach(&mut self, entry: &Entry) {
        let Ok(at) = DateTime::parse_from_rfc3339(&entry.at) else { return };
        let at = at.with_timezone(&Local);
        self.days = Some(self.days.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
    }

    /// '120 entries, Oct 3, 2026 to Oct 31, 2026'.
    fn in_words(&self, entries: u64) -> String {
        let Some((first, last)) = self.days else { return "No entries".to_owned() };
        let (first, last) = (day_in_words(first.date_naive()), day_in_words(last.date_naive()));
        let days = if first == last { first } else { format!("{first} to {last}") };
        format!("{}, {days}", counted(entries))
    }
}

fn office_name(reading: &Reading<'_>) -> Result<String> {
    let mut statement = reading.sql.prepare_cached("SELECT name FROM office")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Which entries a filter asks for, in words, with the names that who asks knows.
fn in_words(reading: &Reading<'_>, filter: &ActivityFilter) -> Result<String> {
    let named = filters(reading, Nothing {})?;
    let mut parts = Vec::new();
    if let Some(text) = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        parts.push(format!("with “{text}”"));
    }
    let who = |account: &i64| person(&named.people, *account);
    let label = |of: Option<String>, name: &String| of.unwrap_or_else(|| name.clone());
    let action = |name: &String| {
        label(named.actions.iter().find(|known| known.action == *name).map(|known| known.label.clone()), name)
    };
    let kind = |name: &String| {
        label(named.kinds.iter().find(|known| known.kind == *name).map(|known| known.label.clone()), name)
    };
    parts.extend(listed("by", &filter.people, who));
    parts.extend(listed("of the kind", &filter.kinds, kind));
    parts.extend(listed("of the action", &filter.actions, action));
    if let Some(id) = filter.lead {
        parts.push(format!("about {}", leads::lead(reading, LeadId { id })?.name));
    }
    for (word, day) in [("from", &filter.from), ("to", &filter.to)] {
        if let Some(day) = day.as_deref().filter(|day| !day.trim().is_empty()) {
            let today = reading.now.with_timezone(&Local).date_naive();
            let day = parse_day(day, today).map_err(|sentence| Error::invalid(word, sentence))?;
            parts.push(format!("{word} {}", day_in_words(day)));
        }
    }
    let sight = match reading.grant.reach {
        Reach::Everyone => String::new(),
        _ => format!(", as far as {} sees the log", reading.grant.name),
    };
    Ok(match parts.is_empty() {
        true => format!("All entries{sight}"),
        false => format!("Entries {}{sight}", parts.join("; ")),
    })
}

fn person(people: &[NamedPerson], account: i64) -> String {
    let known = people.iter().find(|person| person.account == account);
    known.map_or_else(|| "somebody else".to_owned(), |person| person.name.clone())
}

/// 'by Dana Whitfield, Luis Ortega'; none where nothing was chosen.
fn listed<T>(word: &str, chosen: &Option<Vec<T>>, name: impl Fn(&T) -> String) -> Option<String> {
    let chosen = chosen.as_ref().filter(|chosen| !chosen.is_empty())?;
    Some(format!("{word} {}", chosen.iter().map(name).collect::<Vec<_>>().join(", ")))
}

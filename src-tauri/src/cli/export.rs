//! Exports on the command line: leads, or the activity log.

use porchlight_core::Desk;
use porchlight_core::error::{Code, Error, Result};
use serde_json::{Value, json};

use super::arguments::{Arguments, Export, Exported};
use super::office::{call, signed_in};
use super::run::{absolute, answer, filter, sentence, sort};
use super::say;

/// Runs a call about an export; a flag that is not for what is exported makes the call wrong.
pub fn run(asked: &Arguments, asks: &Export) -> Result<()> {
    fits(asks)?;
    let path = absolute(&asks.file)?;
    match asks.what {
        Exported::Leads => {
            let sort = sort(asks.sort.as_deref());
            let input = json!({"path": path, "filter": filter(&asks.filter), "sort": sort, "job": 1});
            answer(asked, "leads_export", input, sentence)
        }
        Exported::Activity => {
            let written = signed_in(asked, |desk| {
                call(desk, "activity_export", json!({"path": path, "filter": entries(desk, asks)?, "job": 1}))
            })?;
            say::answer(asked.json.is_some(), &written, |written| {
                format!("{}\nHead of the activity log: {}", sentence(written), say::text(&written["head"]))
            });
            Ok(())
        }
    }
}

fn fits(asks: &Export) -> Result<()> {
    let (filter, entries) = (&asks.filter, &asks.entries);
    // Each flag that not every export has: whether it was given, and whose it is.
    let flags = [
        ("--stage", !filter.stage.is_empty(), Exported::Leads),
        ("--source", !filter.source.is_empty(), Exported::Leads),
        ("--staff", !filter.staff.is_empty(), Exported::Leads),
        ("--sort", asks.sort.is_some(), Exported::Leads),
        ("--person", !entries.person.is_empty(), Exported::Activity),
        ("--action", !entries.action.is_empty(), Exported::Activity),
        ("--kind", !entries.kind.is_empty(), Exported::Activity),
        ("--lead", entries.lead.is_some(), Exported::Activity),
    ];
    match flags.into_iter().find(|(_, given, of)| *given && *of != asks.what) {
        None => Ok(()),
        Some((flag, _, Exported::Leads)) => {
            Err(wrong(format!("{flag} is for `export leads`; the activity log has no such filter.")))
        }
        Some((flag, _, Exported::Activity)) => {
            Err(wrong(format!("{flag} is for `export activity`; leads have no such filter.")))
        }
    }
}

fn wrong(sentence: String) -> Error {
    Error::new(Code::BadCall, sentence)
}

fn entries(desk: &Desk, asks: &Export) -> Result<Value> {
    let mut value =
        json!({"actions": asks.entries.action, "kinds": asks.entries.kind, "lead": asks.entries.lead});
    for (key, text) in [("text", &asks.filter.search), ("from", &asks.filter.from), ("to", &asks.filter.to)] {
        value[key] = json!(text);
    }
    if !asks.entries.person.is_empty() {
        value["people"] = json!(accounts(desk, &asks.entries.person)?);
    }
    Ok(value)
}

/// The accounts that are meant: by user name for whoever looks after accounts, else by name as the log knows them.
fn accounts(desk: &Desk, named: &[String]) -> Result<Vec<Value>> {
    let mut people = list(call(desk, "activity_filters", json!({}))?["people"].take());
    let session = call(desk, "office_state", json!({}))?["session"].take();
    if list(session["permissions"].clone()).contains(&json!("accounts.edit")) {
        people.extend(list(call(desk, "people", json!({}))?["accounts"].take()));
    }
    people.push(session);
    let found = |wanted: &String| {
        let is = |person: &&Value, key: &str| {
            say::text(&person[key]).to_lowercase() == wanted.trim().to_lowercase()
        };
        let by = |key| people.iter().find(|person| is(person, key));
        let person = by("user_name").or_else(|| by("name"));
        person.map(|person| person["account"].clone()).ok_or_else(|| {
            Error::new(Code::Missing, format!("There is nobody called “{wanted}” in the activity log."))
        })
    };
    named.iter().map(found).collect()
}

fn list(value: Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::arguments::Call;
    use super::*;

    /// What becomes of `porchlight export` with these words.
    fn said(words: &str) -> std::result::Result<(), Code> {
        let typed = ["porchlight", "export"].into_iter().chain(words.split(' '));
        let Ok(Arguments { call: Call::Export(asks), .. }) = Arguments::try_parse_from(typed) else {
            return Err(Code::BadCall);
        };
        fits(&asks).map_err(|error| error.code)
    }

    #[test]
    fn a_flag_of_the_other_export_makes_the_call_wrong() {
        for right in [
            "leads f.csv --search ruth --stage Hold --source Web --staff Luis --from 2026-01-01 --to 2026-02-01 --sort -name",
            "activity f.csv --search ruth --from 2026-01-01 --to 2026-02-01 --person luis --person mei --action lead.add --kind lead --lead 7",
            "--search ruth activity f.csv",
        ] {
            assert_eq!(said(right), Ok(()), "{right}");
        }
        for wrong in [
            "activity f.csv --stage Hold",
            "activity f.csv --source Web",
            "activity f.csv --staff Luis",
            "activity f.csv --sort -name",
            "leads f.csv --person luis",
            "leads f.csv --action lead.add",
            "leads f.csv --kind lead",
            "leads f.csv --lead 7",
            "activity f.csv --lead seven",
            "activity",
            "partners f.csv",
        ] {
            assert_eq!(said(wrong), Err(Code::BadCall), "{wrong}");
        }
    }
}

//! Which entries of the log are asked for, and what there is to ask by.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::actions::{ACTIONS, KINDS, kind_of, known};
use super::page::{actions_of, every_action, everybody, visible_lately};
use crate::access::Reach;
use crate::commands::Nothing;
use crate::error::{Error, Result};
use crate::office::Reading;

/// What the entries of no account are called: the program did them itself.
pub const PROGRAM: &str = "Porchlight";

/// Which entries; an absent or empty condition holds for all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct ActivityFilter {
    /// Words, or beginnings of words, that all stand in the sentence or in the values of an entry, or in the name of
    /// who did it.
    #[ts(optional)]
    pub text: Option<String>,
    /// Accounts; 0 for what the program did itself.
    #[ts(optional)]
    pub people: Option<Vec<i64>>,
    /// Actions by their names: lead.add.
    #[ts(optional)]
    pub actions: Option<Vec<String>>,
    /// Kinds by their names: lead, partner, role. An entry is of one of the kinds and of one of the actions, where
    /// both are asked for.
    #[ts(optional)]
    pub kinds: Option<Vec<String>>,
    #[ts(optional)]
    pub lead: Option<i64>,
    /// On this day or later, YYYY-MM-DD, by this computer's clock.
    #[ts(optional)]
    pub from: Option<String>,
    /// On this day or earlier, YYYY-MM-DD.
    #[ts(optional)]
    pub to: Option<String>,
}

/// What there is to filter by: whoever did something, and what was done.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ActivityFilters {
    pub people: Vec<NamedPerson>,
    pub kinds: Vec<NamedKind>,
    pub actions: Vec<NamedAction>,
}

/// Somebody in the log.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NamedPerson {
    /// 0 for the program itself.
    pub account: i64,
    pub name: String,
}

/// What entries are about: 'lead', 'Leads'.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NamedKind {
    pub kind: String,
    pub label: String,
}

/// What was done: 'lead.add', 'Lead added'.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NamedAction {
    pub action: String,
    pub kind: String,
    pub label: String,
}

impl ActivityFilter {
    /// The accounts asked for; none where all are.
    pub(super) fn people(&self) -> Option<BTreeSet<Option<i64>>> {
        let people = self.people.as_ref().filter(|people| !people.is_empty())?;
        Some(people.iter().map(|account| (*account != 0).then_some(*account)).collect())
    }

    /// The actions asked for by name and by kind; none where all are.
    ///
    /// # Errors
    /// `Code::Invalid` for a kind that is none.
    pub(super) fn actions(&self, sql: &Connection) -> Result<Option<BTreeSet<String>>> {
        let of_kinds = self.actions_of_kinds(sql)?;
        let named = self.actions.as_ref().filter(|actions| !actions.is_empty());
        let named: Option<BTreeSet<String>> = named.map(|actions| actions.iter().cloned().collect());
        Ok(match (named, of_kinds) {
            (Some(named), Some(of_kinds)) => Some(named.intersection(&of_kinds).cloned().collect()),
            (named, of_kinds) => named.or(of_kinds),
        })
    }

    fn actions_of_kinds(&self, sql: &Connection) -> Result<Option<BTreeSet<String>>> {
        let Some(kinds) = self.kinds.as_ref().filter(|kinds| !kinds.is_empty()) else { return Ok(None) };
        if let Some(unknown) = kinds.iter().find(|kind| !KINDS.iter().any(|(known, _)| known == kind)) {
            let known: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
            return Err(Error::invalid(
                "kinds",
                format!("There is no kind “{unknown}”. Choose one of {}.", known.join(", ")),
            ));
        }
        let asked = |kind: &str| kinds.iter().any(|asked| asked == kind);
        let of_table =
            ACTIONS.iter().filter(|action| asked(action.kind)).map(|action| action.name.to_owned());
        let mut actions: BTreeSet<String> = of_table.collect();
        if asked(super::actions::OTHER) {
            actions.extend(every_action(sql)?.into_iter().filter(|action| known(action).is_none()));
        }
        Ok(Some(actions))
    }

    /// The text that was typed; none where it is empty.
    pub(super) fn text(&self) -> Option<&str> {
        self.text.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }
}

/// What there is to filter by, as far as who asks may see it. Whoever does not see every lead is told of those who are
/// in their newest entries.
pub fn filters(reading: &Reading<'_>, _: Nothing) -> Result<ActivityFilters> {
    let (accounts, done) = if reading.grant.reach == Reach::Everyone {
        let accounts = everybody(reading.sql)?;
        let mut done = BTreeSet::new();
        for account in &accounts {
            done.extend(actions_of(reading.sql, *account)?);
        }
        (accounts.into_iter().collect(), done)
    } else {
        visible_lately(reading)?
    };
    let people = people(reading.sql, &accounts)?;
    let of_table = ACTIONS.iter().filter(|action| done.contains(action.name));
    let mut actions: Vec<NamedAction> = of_table
        .map(|action| NamedAction {
            action: action.name.to_owned(),
            kind: action.kind.to_owned(),
            label: action.label.to_owned(),
        })
        .collect();
    actions.extend(done.iter().filter(|action| known(action).is_none()).map(|action| NamedAction {
        action: action.clone(),
        kind: kind_of(action).to_owned(),
        label: action.clone(),
    }));
    let kinds = KINDS
        .iter()
        .filter(|(kind, _)| actions.iter().any(|action| action.kind == *kind))
        .map(|(kind, label)| NamedKind { kind: (*kind).to_owned(), label: (*label).to_owned() })
        .collect();
    Ok(ActivityFilters { people, kinds, actions })
}

fn people(sql: &Connection, accounts: &BTreeSet<Option<i64>>) -> Result<Vec<NamedPerson>> {
    let mut name = sql.prepare_cached("SELECT name FROM accounts WHERE id = ?1")?;
    let mut people = Vec::with_capacity(accounts.len());
    for account in accounts {
        let name = match account {
            Some(account) => {
                name.query_row([account], |row| row.get(0)).unwrap_or_else(|_| PROGRAM.to_owned())
            }
            None => PROGRAM.to_owned(),
        };
        people.push(NamedPerson { account: account.unwrap_or(0), name });
    }
    people.sort_by_key(|person| (crate::values::fold(&person.name), person.account));
    Ok(people)
}

//! What stands in the way, in sentences that say what to do.

use chrono::{DateTime, Datelike, Local};
use rusqlite::{Connection, OptionalExtension};

use super::names::{self, capital};
use super::survey::{Found, Survey, Why};
use super::{Past, past};
use crate::access::{Grant, Permission, Reach};
use crate::activity::Obstacle;
use crate::activity::may_undo::why_not;
use crate::error::Result;
use crate::leads;
use crate::office::Moment;

/// How many later acts are told one by one.
const TOLD: usize = 20;

/// Who reads it, and when.
pub(super) struct Reader<'a> {
    pub sql: &'a Connection,
    pub grant: &'a Grant,
    pub now: Moment,
}

/// An entry of the log as it is spoken of.
struct Act {
    past: Past,
    at: String,
    who: String,
    seen: bool,
}

impl Reader<'_> {
    /// What is in the way and what to do, as one sentence or two; none where nothing is.
    pub fn refusal(&self, survey: &Survey<'_>, rest: bool) -> Result<Option<String>> {
        let Some((operation, found)) = survey.found.iter().next_back() else {
            let sentence = "Something else has taken its place since, so it cannot come back. Rename or remove that first.";
            return Ok(survey.blocked.then(|| sentence.to_owned()));
        };
        let act = self.act(*operation, found)?;
        let sentence = self.sentence(&act, found)?;
        let others = i64::try_from(survey.found.len()).unwrap_or(0) - 1 + survey.more;
        let again = survey.act.takes_back();
        let do_first = match found.why {
            Why::TookBack => "Do",
            _ => "Undo",
        };
        let again_first = if do_first == "Do" { " again" } else { "" };
        let them = if others > 0 { "them" } else { "that" };
        let keep = match (rest, again) {
            (false, _) => String::new(),
            (true, false) => {
                format!(", or keep {} and undo the rest", if others > 0 { "them" } else { "it" })
            }
            (true, true) => {
                format!(", or leave {} and do the rest again", if others > 0 { "them" } else { "it" })
            }
        };
        let more = match others {
            0 => String::new(),
            1 => ", and 1 more change stands in the way".to_owned(),
            _ => format!(", and {others} more changes stand in the way"),
        };
        let advice = if others > 0 { "Undo".to_owned() } else { do_first.to_owned() };
        let again_first = if others > 0 { "" } else { again_first };
        Ok(Some(format!("{sentence}{more}. {advice} {them}{again_first} first{keep}.")))
    }

    /// The later acts, newest first, and how many more there are.
    pub fn obstacles(&self, survey: &Survey<'_>) -> Result<(Vec<Obstacle>, i64)> {
        let told =
            survey.found.iter().rev().take(TOLD).map(|(operation, found)| self.obstacle(*operation, found));
        let told = told.collect::<Result<Vec<_>>>()?;
        let more = i64::try_from(survey.found.len() - told.len()).unwrap_or(0) + survey.more;
        Ok((told, more))
    }

    /// Whether who reads may know of an entry: their own, one on a lead in reach, or, for who sees the log, one that is
    /// on no lead out of reach.
    pub fn sees(&self, past: &Past) -> Result<bool> {
        if past.account == Some(self.grant.account) {
            return Ok(true);
        }
        match past.lead {
            Some(lead) => leads::is_in_reach(self.sql, self.grant, lead),
            None if !self.grant.may(Permission::ActivityView) => Ok(false),
            None if self.grant.reach == Reach::Everyone => Ok(true),
            None => self.is_of_the_team(past.account),
        }
    }

    fn is_of_the_team(&self, account: Option<i64>) -> Result<bool> {
        if self.grant.reach != Reach::Team {
            return Ok(false);
        }
        let team: Option<Option<i64>> = self
            .sql
            .prepare_cached("SELECT team_id FROM accounts WHERE id = ?1")?
            .query_row([account], |row| row.get(0))
            .optional()?;
        Ok(self.grant.team.is_some() && team.flatten() == self.grant.team)
    }

    fn obstacle(&self, operation: i64, found: &Found) -> Result<Obstacle> {
        let act = self.act(operation, found)?;
        let can_undo = act.seen && why_not(self.sql, self.grant, &act.past)?.is_none();
        let sentence = if act.seen {
            leads::sentence_for(self.grant, act.past.sentence.clone())
        } else {
            "Something that you do not see".to_owned()
        };
        Ok(Obstacle {
            operation,
            who: act.who.clone(),
            at: act.at.clone(),
            sentence,
            what: self.what(&act, found)?,
            can_undo,
        })
    }

    fn act(&self, operation: i64, found: &Found) -> Result<Act> {
        let past = past(self.sql, operation)?;
        let (at, who): (String, Option<String>) = self
            .sql
            .prepare_cached(
                "SELECT at, (SELECT name FROM accounts WHERE accounts.id = operations.account_id) FROM operations WHERE id = ?1",
            )?
            .query_row([operation], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let hidden = match names::lead_of(self.sql, &found.table, found.row)? {
            Some(lead) => !leads::is_in_reach(self.sql, self.grant, lead)?,
            None => false,
        };
        // Who may take something back is told what is in the way of it, but of no lead out of reach.
        let of_unseen_lead = match past.lead {
            Some(lead) => !leads::is_in_reach(self.sql, self.grant, lead)?,
            None => false,
        };
        let seen = past.account == Some(self.grant.account) || !(hidden || of_unseen_lead);
        let who = if seen { who.unwrap_or_else(|| "Porchlight".to_owned()) } else { "Somebody".to_owned() };
        Ok(Act { past, at, who, seen })
    }

    /// What an act did that is in the way, without a full stop.
    fn sentence(&self, act: &Act, found: &Found) -> Result<String> {
        let (who, day) = (&act.who, self.day(&act.at));
        let name = if found.table.is_empty() { String::new() } else { self.name(&found.table, found.row)? };
        Ok(match &found.why {
            Why::Changed(column) => match names::column(&found.table, column) {
                Some(column) => format!("{who} changed the {column} of {name} on {day}"),
                None => format!("{who} changed {name} on {day}"),
            },
            Why::Deleted => format!("{who} deleted {name} on {day}"),
            Why::Restored => format!("{who} brought {name} back on {day}"),
            Why::Uses { parent, of } => {
                format!("{} uses {} since {day}", capital(&name), self.name(parent, *of)?)
            }
            Why::Taken => format!("{} has taken its place since {day}", capital(&name)),
            Why::TookBack => format!("{who} took back {} on {day}", self.quoted(act)?),
            Why::DidAgain => format!("{who} did {} again on {day}", self.quoted(act)?),
        })
    }

    /// What an act was about in the first place, as the log says it.
    fn quoted(&self, act: &Act) -> Result<String> {
        if !act.seen {
            return Ok("something that you do not see".to_owned());
        }
        let mut root = past(self.sql, act.past.id)?;
        while let Some(undone) = root.undoes {
            root = past(self.sql, undone)?;
        }
        Ok(format!("“{}”", leads::sentence_for(self.grant, root.sentence)))
    }

    /// What an act changed: 'Phone of Ruth Abel'.
    fn what(&self, act: &Act, found: &Found) -> Result<String> {
        if found.table.is_empty() {
            return self.quoted(act).map(|quoted| capital(&quoted));
        }
        let name = self.name(&found.table, found.row)?;
        Ok(match &found.why {
            Why::Changed(column) => match names::column(&found.table, column) {
                Some(column) => capital(&format!("{column} of {name}")),
                None => capital(&name),
            },
            Why::Uses { parent, of } => format!("{} uses {}", capital(&name), self.name(parent, *of)?),
            _ => capital(&name),
        })
    }

    fn name(&self, table: &str, row: i64) -> Result<String> {
        names::name(self.sql, self.grant, table, row)
    }

    /// The day of an entry on this computer's clock: 'October 3', with its year where that is not the present one.
    fn day(&self, at: &str) -> String {
        let Ok(at) = DateTime::parse_from_rfc3339(at) else { return at.to_owned() };
        let (day, today) = (at.with_timezone(&Local), self.now.with_timezone(&Local));
        let form = if day.year() == today.year() { "%B %-d" } else { "%B %-d, %Y" };
        day.format(form).to_string()
    }
}

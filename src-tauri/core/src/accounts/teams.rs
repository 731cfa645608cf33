//! Teams: people who work together and, with the reach of a team, see each other's leads.

use serde::Deserialize;
use ts_rs::TS;

use super::store;
use crate::activity::Done;
use crate::error::{Code, Error, Result};
use crate::office::Operation;

/// The longest name of a team, in characters.
const LONGEST: usize = 100;

/// A team as it shall be; without a number a new one.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TeamChange {
    pub team: Option<i64>,
    pub name: String,
    /// The account that leads it, which belongs to it from then on.
    pub lead: Option<i64>,
}

/// Which team.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WhichTeam {
    pub team: i64,
}

/// Makes or changes a team.
pub fn save_team(operation: &mut Operation<'_>, team: TeamChange) -> Result<Done> {
    let name = crate::values::one_line("name", &team.name, LONGEST, "Type a name for the team.")?;
    if store::is_team_taken(operation.sql, name, team.team)? {
        return Err(Error::invalid(
            "name",
            format!("There is a team “{name}” already. Choose another name."),
        ));
    }
    let id = match team.team {
        Some(id) => {
            store::change_team(operation, id, name, team.lead)?;
            id
        }
        None => store::add_team(operation, name, team.lead)?,
    };
    if let Some(lead) = team.lead {
        store::join_team(operation, lead, id)?;
    }
    let sentence =
        if team.team.is_some() { format!("Team {name} changed") } else { format!("Team {name} made") };
    operation.says("team.save", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// Deletes a team; its people are in none afterwards.
pub fn delete_team(operation: &mut Operation<'_>, which: WhichTeam) -> Result<Done> {
    let name = store::delete_team(operation, which.team)?
        .ok_or_else(|| Error::new(Code::Missing, "This team is not there any more."))?;
    let sentence = format!("Team {name} deleted");
    operation.says("team.delete", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

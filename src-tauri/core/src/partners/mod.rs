//! Partners: the organisations and people who send leads, or are given them.

mod store;

pub use store::{add, all, names};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::activity::Done;
use crate::error::{Code, Error, Result};
use crate::office::Operation;
use crate::values::fold;

/// The longest name, in characters: what a lead's field takes.
const LONGEST_NAME: usize = 150;

/// A partner's name; without a number it is a new one.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PartnerSave {
    pub partner: Option<i64>,
    pub name: String,
}

/// Which partner.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WhichPartner {
    pub partner: i64,
}

/// A partner with how many accounts belong to it, and how many of its leads who asks can see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PartnerRow {
    pub partner: i64,
    pub name: String,
    pub accounts: i64,
    pub leads: i64,
}

/// Adds a partner, or gives one another name.
///
/// # Errors
/// Invalid where the name is empty, too long or another partner's; missing where there is no such partner.
pub fn save(operation: &mut Operation<'_>, typed: PartnerSave) -> Result<Done> {
    let name = named(operation, &typed)?;
    let Some(partner) = typed.partner else {
        store::add(operation, &name)?;
        let sentence = format!("Partner {name} added");
        operation.says("partner.add", &sentence);
        return Ok(Done { operation: operation.id, sentence });
    };
    let before = store::name_of(operation.sql, partner)?;
    if before == name {
        return Ok(Done { operation: 0, sentence: "Nothing was different.".to_owned() });
    }
    store::rename(operation, partner, &name)?;
    let sentence = format!("Partner {before} renamed to {name}");
    operation.says("partner.edit", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// Deletes a partner that no account belongs to; its leads keep its name.
///
/// # Errors
/// Refused while accounts belong to it; missing where there is no such partner.
pub fn delete(operation: &mut Operation<'_>, which: WhichPartner) -> Result<Done> {
    let name = store::name_of(operation.sql, which.partner)?;
    let accounts = store::accounts_of(operation.sql, which.partner)?;
    if accounts > 0 {
        let belong = if accounts == 1 {
            "1 account belongs".to_owned()
        } else {
            format!("{accounts} accounts belong")
        };
        return Err(Error::new(
            Code::Refused,
            format!("{belong} to {name}. Give them another place first, then delete the partner."),
        ));
    }
    store::delete(operation, which.partner)?;
    let sentence = format!("Partner {name} deleted");
    operation.says("partner.delete", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// A name that can be taken: of the right length, and no other partner's.
fn named(operation: &Operation<'_>, typed: &PartnerSave) -> Result<String> {
    let name = crate::values::one_line("name", &typed.name, LONGEST_NAME, "Type the partner’s name.")?;
    let taken = store::names(operation.sql)?
        .into_iter()
        .any(|(known, id)| fold(&known) == fold(name) && typed.partner != Some(id));
    if taken {
        return Err(Error::invalid(
            "name",
            format!("There is a partner “{name}” already. Type another name."),
        ));
    }
    Ok(name.to_owned())
}

//! What a lead shows to whom: which of its fields are protected, which are contact details, and how each is masked.
//!
//! Protected fields are masked in every answer; they are shown one at a time, by `lead_reveal`, which is logged.
//! Contact details are masked for a role that may not see them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Lead, LeadRow, fields, words};
use crate::access::{Grant, Permission};
use crate::error::{Error, Result};

/// From whom a field is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeptFrom {
    /// From everybody, until it is revealed.
    Everybody,
    /// From roles that see no contact details.
    MaskedRoles,
}

/// What remains of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mask {
    /// The year of a day.
    Year,
    /// The last four characters, behind dots.
    LastFour,
    /// The last four digits of a telephone number.
    Phone,
    /// The first letter and what stands behind the @.
    Email,
    /// Nothing.
    Nothing,
}

/// A field of a lead that is not for everybody. In the table of leads its column has the same name.
struct Guarded {
    field: &'static str,
    from: KeptFrom,
    mask: Mask,
    of: fn(&mut Lead) -> &mut String,
}

/// Declares the guarded fields once.
macro_rules! guarded {
    ($($field:ident $from:ident $mask:ident;)*) => {
        const GUARDED: &[Guarded] = &[$(Guarded {
            field: stringify!($field),
            from: KeptFrom::$from,
            mask: Mask::$mask,
            of: |lead| &mut lead.$field,
        },)*];
    };
}

guarded! {
    dob                 Everybody   Year;
    medicaid_no         Everybody   LastFour;
    phone               MaskedRoles Phone;
    phone_shown         MaskedRoles Phone;
    email               MaskedRoles Email;
    street              MaskedRoles Nothing;
    zip_code            MaskedRoles Nothing;
    e_contact_name      MaskedRoles Nothing;
    e_contact_relation  MaskedRoles Nothing;
    e_contact_phone     MaskedRoles Phone;
    comments            MaskedRoles Nothing;
}

/// Columns of the list by which a masked role orders nothing: the order alone would tell the number.
const UNORDERED: &[&str] = &["phone"];

/// What stands for a hidden character.
const DOT: char = '•';

/// What stands for a hidden piece.
const HIDDEN: &str = "•••";

/// What stands for a whole number, or for the part of it before the last four characters.
const HIDDEN_NUMBER: &str = "••••";

/// A telephone number with fewer digits is hidden whole.
const SHORTEST_PHONE: usize = 7;

/// A protected field, shown one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProtectedField {
    Dob,
    MedicaidNo,
}

impl ProtectedField {
    /// The field's name in the form.
    pub fn name(self) -> &'static str {
        match self {
            ProtectedField::Dob => "dob",
            ProtectedField::MedicaidNo => "medicaid_no",
        }
    }

    /// What the log calls it at the beginning of a sentence.
    pub fn label(self) -> &'static str {
        match self {
            ProtectedField::Dob => "Date of birth",
            ProtectedField::MedicaidNo => "Medicaid number",
        }
    }
}

/// Which field of which lead to show.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    pub id: i64,
    pub field: ProtectedField,
}

/// A protected value in full.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Revealed {
    pub value: String,
}

/// A lead with everything in it, for the rules of the core; an answer is made of it by `masked` alone.
pub struct Whole(Lead);

impl Whole {
    pub(super) fn new(lead: Lead) -> Whole {
        Whole(lead)
    }

    /// A value as it is kept, for rules and comparisons.
    pub fn field(&self, name: &str) -> String {
        words::field(&self.0, name)
    }

    /// The person's name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Who changed the lead last; empty where nobody did.
    pub fn updated_by(&self) -> &str {
        &self.0.updated_by
    }

    /// Whether it is marked deleted.
    pub fn is_deleted(&self) -> bool {
        self.0.deleted_at.is_some()
    }

    /// The lead as who asks may see it.
    pub fn masked(self, grant: &Grant) -> Lead {
        self.without(|guarded| hides(grant, guarded))
    }

    /// The lead for an export: with its protected fields for whoever may reveal them.
    pub fn exported(self, grant: &Grant) -> Lead {
        self.without(|guarded| hides(grant, guarded) && !reveals(grant, guarded))
    }

    fn without(self, hidden: impl Fn(&Guarded) -> bool) -> Lead {
        let mut lead = self.0;
        for guarded in GUARDED.iter().filter(|guarded| hidden(guarded)) {
            let value = (guarded.of)(&mut lead);
            *value = apply(guarded.mask, value);
        }
        lead
    }
}

/// Whether an export of this role holds the protected fields in full.
pub fn exports_protected(grant: &Grant) -> bool {
    grant.may(Permission::LeadsReveal)
}

/// A row of the list as who asks may see it.
pub fn row(grant: &Grant, row: LeadRow) -> LeadRow {
    LeadRow { phone_shown: value(grant, "phone_shown", row.phone_shown), ..row }
}

/// A field's value, or that of its column, as who asks may see it.
pub fn value(grant: &Grant, field: &str, value: String) -> String {
    match guarded(field) {
        Some(guarded) if hides(grant, guarded) => apply(guarded.mask, &value),
        _ => value,
    }
}

/// Whether a sentence of the log keeps still about a field's value.
pub fn is_guarded(field: &str) -> bool {
    guarded(field).is_some()
}

/// The column to order by where `column` was asked for.
pub fn order<'a>(grant: &Grant, column: &'a str) -> &'a str {
    if grant.masked && UNORDERED.contains(&column) { "name" } else { column }
}

/// A sentence of the log as who asks may see it: offices made before kept contact details in some of them.
pub fn sentence(grant: &Grant, sentence: String) -> String {
    if !grant.masked {
        return sentence;
    }
    let told = match sentence_parts(&sentence).0 {
        Cow::Owned(told) => Some(told),
        Cow::Borrowed(_) => None,
    };
    told.unwrap_or(sentence)
}

/// From whom a column of a lead is kept, for who searches the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// From nobody.
    Open,
    /// From roles that see no contact details.
    Contact,
    /// From everybody, until it is revealed.
    Protected,
}

/// From whom a field, or its column, is kept.
pub fn kept(field: &str) -> Kept {
    match guarded(field).map(|guarded| guarded.from) {
        None => Kept::Open,
        Some(KeptFrom::MaskedRoles) => Kept::Contact,
        Some(KeptFrom::Everybody) => Kept::Protected,
    }
}

/// A sentence of the log as everybody may see it, and the contact detail that offices made before kept behind it.
pub fn sentence_parts(sentence: &str) -> (Cow<'_, str>, &str) {
    let told = GUARDED.iter().find_map(|guarded| {
        let said = words::said(guarded.field);
        let set = format!(": {said} set to ");
        let at = sentence.find(&set)?;
        Some((Cow::Owned(format!("{}: {said} changed", &sentence[..at])), &sentence[at + set.len()..]))
    });
    told.unwrap_or((Cow::Borrowed(sentence), ""))
}

/// Whether `seen` is what who asks can have seen of a field that holds `now`.
///
/// The whole value counts only for whoever may see it: otherwise a guess could be tried here unnoticed.
pub fn was_seen(grant: &Grant, field: &str, seen: &str, now: &str) -> bool {
    let shown = value(grant, field, now.to_owned());
    let whole = guarded(field).is_none_or(|guarded| !hides(grant, guarded) || reveals(grant, guarded));
    seen.trim() == shown.trim() || (whole && seen.trim() == now.trim())
}

/// Whether a typed text is only the mask of what the field holds already.
pub fn is_mask_of(grant: &Grant, field: &str, typed: &str, now: &str) -> bool {
    let Some(guarded) = guarded(field).filter(|guarded| hides(grant, guarded)) else { return false };
    !now.is_empty() && typed.trim() == apply(guarded.mask, now)
}

/// Refuses a mask where a value belongs.
///
/// # Errors
/// `Code::Invalid` beside the field.
pub fn refuse_mask(field: &str, typed: &str) -> Result<()> {
    let Some(guarded) = guarded(field) else { return Ok(()) };
    let masked = match (guarded.from, guarded.mask) {
        (KeptFrom::Everybody, _) => typed.contains(DOT),
        (_, Mask::Phone) => typed.starts_with(HIDDEN),
        (_, Mask::Email) => typed.contains("•••@"),
        _ => typed == HIDDEN,
    };
    if masked {
        return Err(Error::invalid(
            field,
            format!(
                "“{typed}” is what is shown in place of {}, not a value. Type the whole of it, or leave it as it is.",
                fields::label(field)
            ),
        ));
    }
    Ok(())
}

fn guarded(field: &str) -> Option<&'static Guarded> {
    GUARDED.iter().find(|guarded| guarded.field == field)
}

fn hides(grant: &Grant, guarded: &Guarded) -> bool {
    match guarded.from {
        KeptFrom::Everybody => true,
        KeptFrom::MaskedRoles => grant.masked,
    }
}

fn reveals(grant: &Grant, guarded: &Guarded) -> bool {
    guarded.from == KeptFrom::Everybody && grant.may(Permission::LeadsReveal)
}

fn apply(mask: Mask, value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    match mask {
        Mask::Year => match value.split_once('-') {
            Some((year, _)) => format!("{year}-••-••"),
            None => HIDDEN_NUMBER.to_owned(),
        },
        Mask::LastFour if value.chars().count() > 4 => format!("{HIDDEN_NUMBER}{}", last_four(value)),
        Mask::LastFour => HIDDEN_NUMBER.to_owned(),
        Mask::Phone => {
            let digits = crate::values::digits(value);
            if digits.chars().count() < SHORTEST_PHONE {
                return HIDDEN.to_owned();
            }
            format!("{HIDDEN}-{HIDDEN}-{}", last_four(&digits))
        }
        Mask::Email => match value.rsplit_once('@') {
            Some((who, host)) => {
                format!("{}{HIDDEN}@{host}", who.chars().next().map(String::from).unwrap_or_default())
            }
            None => HIDDEN.to_owned(),
        },
        Mask::Nothing => HIDDEN.to_owned(),
    }
}

fn last_four(text: &str) -> String {
    let skipped = text.chars().count().saturating_sub(4);
    text.chars().skip(skipped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_keeps_what_recognises_a_value_and_no_more() {
        for (mask, value, shown) in [
            (Mask::Year, "1951-02-14", "1951-••-••"),
            (Mask::Year, "", ""),
            (Mask::Year, "unknown", "••••"),
            (Mask::LastFour, "0012344321", "••••4321"),
            (Mask::LastFour, "12E5", "••••"),
            (Mask::LastFour, "é", "••••"),
            (Mask::LastFour, "12345", "••••2345"),
            (Mask::Phone, "(215) 555-0148", "•••-•••-0148"),
            (Mask::Phone, "+1 215 555 0148 x12", "•••-•••-0148"),
            (Mask::Phone, "555-01", "•••"),
            (Mask::Email, "rosalind@example.com", "r•••@example.com"),
            (Mask::Email, "@example.com", "•••@example.com"),
            (Mask::Email, "rosalind", "•••"),
            (Mask::Nothing, "12 Elm Street", "•••"),
            (Mask::Nothing, "", ""),
        ] {
            assert_eq!(apply(mask, value), shown, "{value}");
        }
    }

    #[test]
    fn a_mask_is_never_taken_for_a_value() {
        for (field, typed) in [
            ("dob", "1951-••-••"),
            ("medicaid_no", "12•3"),
            ("phone", "•••-•••-0148"),
            ("email", "r•••@example.com"),
            ("comments", "•••"),
        ] {
            assert_eq!(refuse_mask(field, typed).unwrap_err().field.as_deref(), Some(field));
        }
        for (field, typed) in [("comments", "• two cats\n• one dog"), ("city", "•••"), ("dob", "1951-02-14")]
        {
            assert!(refuse_mask(field, typed).is_ok(), "{field}");
        }
    }
}

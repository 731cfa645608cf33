//! What the log says of an edit, in one sentence.

use super::protected::{self, Whole};
use super::{Lead, LeadInput, fields};

/// 'Rosalind Okafor: status set to Contacted', or how many fields changed. Everybody who sees the log reads it, so
/// it holds no value that is kept from anybody.
pub fn edited(before: &Whole, after: &Whole) -> String {
    let changed: Vec<&str> =
        LeadInput::NAMES.iter().copied().filter(|name| before.field(name) != after.field(name)).collect();
    let (name, [one]) = (after.name(), changed.as_slice()) else {
        return format!("{}: {} fields changed", after.name(), changed.len());
    };
    let label = said(one);
    match after.field(one).as_str() {
        "" => format!("{name}: {label} cleared"),
        _ if protected::is_guarded(one) => format!("{name}: {label} changed"),
        value => format!("{name}: {label} set to {value}"),
    }
}

/// What the log calls a field.
pub fn said(name: &str) -> String {
    fields::label(name).trim_start_matches("the ").to_owned()
}

/// A field of a lead as it would be typed.
pub fn field(lead: &Lead, name: &str) -> String {
    match name {
        "first_name" => lead.first_name.clone(),
        "last_name" => lead.last_name.clone(),
        "phone" => lead.phone.clone(),
        "email" => lead.email.clone(),
        "street" => lead.street.clone(),
        "city" => lead.city.clone(),
        "state" => lead.state.clone(),
        "zip_code" => lead.zip_code.clone(),
        "dob" => lead.dob.clone(),
        "medicaid_no" => lead.medicaid_no.clone(),
        "stage" => lead.stage.label.clone(),
        "source" => lead.source.clone(),
        "event_name" => lead.event_name.clone(),
        "word_of_mouth_type" => lead.word_of_mouth_type.clone(),
        "other_source_type" => lead.other_source_type.clone(),
        "partner" => lead.partner.clone(),
        "staff_name" => lead.staff_name.clone(),
        "active_client" => if lead.active_client { "yes" } else { "no" }.to_owned(),
        "referral_type" => lead.referral_type.clone(),
        "e_contact_name" => lead.e_contact_name.clone(),
        "e_contact_relation" => lead.e_contact_relation.clone(),
        "e_contact_phone" => lead.e_contact_phone.clone(),
        "last_contact_status" => lead.last_contact_status.clone(),
        "last_contact_date" => lead.last_contact_date.clone(),
        "comments" => lead.comments.clone(),
        _ => String::new(),
    }
}

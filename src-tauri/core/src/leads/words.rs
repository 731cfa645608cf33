//! What the log says of an edit, in one sentence.

use super::{Lead, LeadInput, fields};

/// 'Rosalind Okafor: status set to Contacted', or how many fields changed.
pub fn edited(before: &Lead, after: &Lead) -> String {
    let changed: Vec<&str> =
        LeadInput::NAMES.iter().copied().filter(|name| field(before, name) != field(after, name)).collect();
    match changed.as_slice() {
        [one] => {
            let label = fields::label(one).trim_start_matches("the ").to_owned();
            match field(after, one).as_str() {
                "" => format!("{}: {label} cleared", after.name),
                _ if *one == "comments" || *one == "medicaid_no" || *one == "dob" => {
                    format!("{}: {label} changed", after.name)
                }
                value => format!("{}: {label} set to {value}", after.name),
            }
        }
        many => format!("{}: {} fields changed", after.name, many.len()),
    }
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

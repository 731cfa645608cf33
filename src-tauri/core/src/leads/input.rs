//! A lead as it is typed: every field a text, by the names that the form, the command line and an import use.

use serde::Deserialize;
use ts_rs::TS;

/// Declares the typed fields once.
macro_rules! typed_fields {
    ($($name:ident)*) => {
        /// What is typed of a lead. An absent field is left alone, an empty one is cleared.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
        #[serde(deny_unknown_fields)]
        pub struct LeadInput {
            $(
                #[serde(default)]
                #[ts(optional)]
                pub $name: Option<String>,
            )*
        }

        impl LeadInput {
            /// The names of all fields.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name),)*];

            /// What was typed in a field, if anything was.
            pub fn get(&self, name: &str) -> Option<&str> {
                match name {
                    $(stringify!($name) => self.$name.as_deref(),)*
                    _ => None,
                }
            }

            /// Types into a field; false where there is no such field.
            pub fn set(&mut self, name: &str, text: String) -> bool {
                match name {
                    $(stringify!($name) => self.$name = Some(text),)*
                    _ => return false,
                }
                true
            }

            /// The fields that were typed in, in the order of the record.
            pub fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
                Self::NAMES.iter().filter_map(|name| self.get(name).map(|text| (*name, text)))
            }
        }
    };
}

typed_fields! {
    first_name last_name phone email street city state zip_code dob medicaid_no
    stage source event_name word_of_mouth_type other_source_type partner staff_name active_client referral_type
    e_contact_name e_contact_relation e_contact_phone last_contact_status last_contact_date comments
}

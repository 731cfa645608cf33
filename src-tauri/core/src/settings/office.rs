//! How the office is set up: a declared list of settings, each a row once it is changed.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::store;
use crate::activity::Done;
use crate::commands::Nothing;
use crate::error::{Code, Error, Result};
use crate::office::{Operation, Reading};

/// How a setting is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SettingKind {
    Number,
    Switch,
}

/// One setting as the screen shows it; a switch is 'yes' or 'no'.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SettingShown {
    pub setting: &'static str,
    pub label: &'static str,
    pub sentence: &'static str,
    pub kind: SettingKind,
    pub value: String,
    pub least: i64,
    pub most: i64,
    pub unit: &'static str,
}

/// A new value for a setting.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SettingChange {
    pub setting: String,
    pub value: String,
}

struct Setting {
    name: &'static str,
    label: &'static str,
    sentence: &'static str,
    kind: SettingKind,
    default: i64,
    least: i64,
    most: i64,
    unit: &'static str,
}

pub const IDLE_MINUTES: &str = "idle_minutes";
pub const SESSION_HOURS: &str = "session_hours";
pub const SESSIONS_PER_ACCOUNT: &str = "sessions_per_account";
pub const TILES: &str = "tiles";

const SETTINGS: &[Setting] = &[
    Setting {
        name: IDLE_MINUTES,
        label: "Lock when nobody is there",
        sentence: "After so long without a key or a click the office locks, and what was typed is kept.",
        kind: SettingKind::Number,
        default: 15,
        least: 1,
        most: 480,
        unit: "minutes",
    },
    Setting {
        name: SESSION_HOURS,
        label: "Longest session",
        sentence: "After so long everybody signs in again, whatever they are doing.",
        kind: SettingKind::Number,
        default: 12,
        least: 1,
        most: 24,
        unit: "hours",
    },
    Setting {
        name: SESSIONS_PER_ACCOUNT,
        label: "Places at once",
        sentence: "In so many places one person can be signed in; one more ends the oldest.",
        kind: SettingKind::Number,
        default: 2,
        least: 1,
        most: 10,
        unit: "places",
    },
    Setting {
        name: TILES,
        label: "Show who was here",
        sentence: "The sign-in shows the people who used this computer lately. Off, everybody types their name.",
        kind: SettingKind::Switch,
        default: 1,
        least: 0,
        most: 1,
        unit: "",
    },
];

fn declared(name: &str) -> Result<&'static Setting> {
    SETTINGS
        .iter()
        .find(|setting| setting.name == name)
        .ok_or_else(|| Error::new(Code::BadCall, format!("There is no setting “{name}”.")))
}

/// Every setting with its value.
pub fn shown(reading: &Reading<'_>, _: Nothing) -> Result<Vec<SettingShown>> {
    SETTINGS
        .iter()
        .map(|setting| {
            let value = of(reading.sql, setting.name)?;
            Ok(SettingShown {
                setting: setting.name,
                label: setting.label,
                sentence: setting.sentence,
                kind: setting.kind,
                value: spoken(setting, value),
                least: setting.least,
                most: setting.most,
                unit: setting.unit,
            })
        })
        .collect()
}

/// The value of a setting as a number; its default where nobody changed it, or the row makes no sense.
pub fn of(sql: &Connection, name: &'static str) -> Result<i64> {
    let setting = declared(name)?;
    let kept = store::setting(sql, name)?.and_then(|value| value.parse::<i64>().ok());
    Ok(kept.filter(|value| (setting.least..=setting.most).contains(value)).unwrap_or(setting.default))
}

/// Changes a setting.
pub fn change(operation: &mut Operation<'_>, change: SettingChange) -> Result<Done> {
    let setting = declared(&change.setting)?;
    let value = typed(setting, change.value.trim())?;
    if value == of(operation.sql, setting.name)? {
        return Ok(Done { operation: 0, sentence: "Nothing was different.".to_owned() });
    }
    store::set(operation, setting.name, &value.to_string())?;
    let sentence = format!("{}: {}", setting.label, with_unit(setting, value));
    operation.says("setting.change", &sentence);
    Ok(Done { operation: operation.id, sentence })
}

/// A setting's row in the user's words: its label and '20 minutes'; without a value, what holds where nobody changed
/// it. None where there is no such setting.
pub fn in_words(name: &str, value: Option<&str>) -> Option<(&'static str, String)> {
    let setting = declared(name).ok()?;
    let value = value.and_then(|value| value.parse().ok()).unwrap_or(setting.default);
    Some((setting.label, with_unit(setting, value)))
}

/// '20 minutes', '1 hour', 'no'.
fn with_unit(setting: &Setting, value: i64) -> String {
    let unit = if value == 1 { setting.unit.trim_end_matches('s') } else { setting.unit };
    format!("{} {unit}", spoken(setting, value)).trim_end().to_owned()
}

fn typed(setting: &Setting, text: &str) -> Result<i64> {
    let value = match (setting.kind, text) {
        (SettingKind::Switch, "yes") => Some(1),
        (SettingKind::Switch, "no") => Some(0),
        (SettingKind::Switch, _) => None,
        (SettingKind::Number, text) => text.parse().ok(),
    };
    value.filter(|value| (setting.least..=setting.most).contains(value)).ok_or_else(|| {
        let sentence = match setting.kind {
            SettingKind::Switch => "Choose yes or no.".to_owned(),
            SettingKind::Number => {
                format!("Type a number from {} to {}.", setting.least, setting.most)
            }
        };
        Error::invalid(setting.name, sentence)
    })
}

fn spoken(setting: &Setting, value: i64) -> String {
    match (setting.kind, value) {
        (SettingKind::Switch, 0) => "no".to_owned(),
        (SettingKind::Switch, _) => "yes".to_owned(),
        (SettingKind::Number, value) => value.to_string(),
    }
}

//! The stages a lead moves through, and the three pipelines an office may begin with.

mod presets;
mod store;

pub use presets::{Pipeline, PipelinePreset, StagePreset, presets};
pub use store::{first_of_kind, in_order, names, open_stages, seed};

use serde::Serialize;
use ts_rs::TS;

/// What a stage means for a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    Open,
    NoAnswer,
    Won,
    Lost,
    Parked,
}

const KINDS: &[(StageKind, &str)] = &[
    (StageKind::Open, "open"),
    (StageKind::NoAnswer, "no_answer"),
    (StageKind::Won, "won"),
    (StageKind::Lost, "lost"),
    (StageKind::Parked, "parked"),
];

impl StageKind {
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("open", |(_, name)| name)
    }

    /// The kind of that name; the schema allows no other.
    pub fn named(name: &str) -> StageKind {
        KINDS.iter().find(|(_, known)| *known == name).map_or(StageKind::Open, |(kind, _)| *kind)
    }
}

/// A stage as it is shown: its label on a badge of its hue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StageShown {
    pub label: String,
    /// #rrggbb
    pub hue: String,
    pub kind: StageKind,
}

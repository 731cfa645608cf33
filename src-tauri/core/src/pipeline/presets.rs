//! The pipelines an office chooses from at first run.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::StageKind::{self, Lost, NoAnswer, Open, Parked, Won};
use crate::error::Result;

/// Which pipeline an office begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Pipeline {
    Care,
    Tracklie,
    Iperform,
}

/// A stage of a preset.
#[derive(Debug, Clone, Serialize, TS)]
pub struct StagePreset {
    pub label: &'static str,
    pub hue: &'static str,
    pub kind: StageKind,
}

/// A pipeline to choose.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PipelinePreset {
    pub name: Pipeline,
    pub label: &'static str,
    pub sentence: &'static str,
    pub stages: &'static [StagePreset],
}

const fn stage(label: &'static str, hue: &'static str, kind: StageKind) -> StagePreset {
    StagePreset { label, hue, kind }
}

const CARE: &[StagePreset] = &[
    stage("New inquiry", "#4D7CFF", Open),
    stage("Contacted", "#FFD700", Open),
    stage("Referral sent", "#B07CFF", Open),
    stage("Assessment scheduled", "#FFA500", Open),
    stage("Assessment done", "#1E90FF", Open),
    stage("Authorized", "#2EC4B6", Open),
    stage("Care started", "#28C76F", Won),
    stage("Lost", "#FF6B6B", Lost),
    stage("Not eligible", "#D98880", Lost),
    stage("Duplicate", "#9A9AAE", Lost),
    stage("Invalid", "#8A8A9E", Lost),
    stage("Hold", "#C9A227", Parked),
    stage("Ended", "#7F8C9B", Lost),
    stage("Deceased", "#6C7083", Lost),
    stage("Transferred", "#7AA0C4", Lost),
];

const TRACKLIE: &[StagePreset] = &[
    stage("New", "#4D7CFF", Open),
    stage("In progress", "#FFD700", Open),
    stage("CNP", "#9A9AAE", NoAnswer),
    stage("Interested", "#FFA500", Open),
    stage("Qualified", "#1E90FF", Open),
    stage("Converted", "#28C76F", Won),
    stage("Lost", "#FF6B6B", Lost),
];

const IPERFORM: &[StagePreset] = &[
    stage("New", "#4D7CFF", Open),
    stage("Qualified", "#1E90FF", Open),
    stage("Demo", "#B07CFF", Open),
    stage("Proposal", "#FFA500", Open),
    stage("Trial", "#2EC4B6", Open),
    stage("Won", "#28C76F", Won),
    stage("Lost", "#FF6B6B", Lost),
];

const PRESETS: &[PipelinePreset] = &[
    PipelinePreset {
        name: Pipeline::Care,
        label: "Care intake",
        sentence: "From the first inquiry over assessment and authorization to the start of care.",
        stages: CARE,
    },
    PipelinePreset {
        name: Pipeline::Tracklie,
        label: "Call and convert",
        sentence: "For teams that work a list by phone, with a stage for nobody answering.",
        stages: TRACKLIE,
    },
    PipelinePreset {
        name: Pipeline::Iperform,
        label: "Sales",
        sentence: "For private-pay and business leads, with demo, proposal and trial.",
        stages: IPERFORM,
    },
];

/// The pipelines to choose from.
pub fn presets(_: &crate::desk::Desk, _: crate::commands::Nothing) -> Result<&'static [PipelinePreset]> {
    Ok(PRESETS)
}

impl Pipeline {
    /// Its stages in order.
    pub fn stages(self) -> &'static [StagePreset] {
        PRESETS.iter().find(|preset| preset.name == self).map_or(CARE, |preset| preset.stages)
    }
}

//! Checks an office from the file up: what is wrong, in sentences.

use serde::Serialize;
use ts_rs::TS;

use crate::db;
use crate::error::Result;
use crate::office::Office;

/// What a check found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Findings {
    /// Empty where all is well.
    pub wrong: Vec<String>,
    /// Not counted, so 0, where the file is too damaged to be read.
    pub leads: i64,
    pub operations: i64,
}

/// Checks the pages' ciphers, the structure, the references and the activity log, in that order: the cipher check
/// reads only the main file, so the write-ahead log is written back first.
pub fn check(office: &Office) -> Result<Findings> {
    let mut wrong = db::check(&office.maintenance()?)?;
    let log = office.verify_log().and_then(|found| Ok((found, office.sizes()?)));
    let (leads, operations) = match log {
        Ok((found, sizes)) => {
            wrong.extend(found);
            sizes
        }
        Err(_) if !wrong.is_empty() => (0, 0),
        Err(error) => return Err(error),
    };
    Ok(Findings { wrong, leads, operations })
}

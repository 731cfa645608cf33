//! Checks an office from the file up: what is wrong, in sentences.

use serde::Serialize;
use ts_rs::TS;

use crate::activity::{self, HeadShown};
use crate::db;
use crate::error::Result;
use crate::office::{Office, Progress};

/// What a check found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Findings {
    /// Empty where all is well.
    pub wrong: Vec<String>,
    /// Not counted, so 0, where the file is too damaged to be read.
    pub leads: i64,
    pub operations: i64,
    /// The newest entry of the activity log, to be written down; none where the file is too damaged to be read.
    pub head: Option<HeadShown>,
}

/// Checks the pages' ciphers, the structure, the references and the activity log, in that order: the cipher check
/// reads only the main file, so the write-ahead log is written back first. Nothing is written besides.
pub fn check(office: &Office) -> Result<Findings> {
    check_with(office, None, &|_| {})
}

/// The same, telling how far it is, and compared with a head of the log that was written down outside.
///
/// # Errors
/// `Code::Invalid` where the head is none; whatever keeps the file from being read, unless that was found wrong.
pub fn check_with(office: &Office, head: Option<&str>, progress: &dyn Fn(Progress)) -> Result<Findings> {
    let mut wrong = db::check(&office.maintenance()?)?;
    let log = look_at_log(office, head, progress);
    match log {
        Ok((found, findings)) => {
            wrong.extend(found);
            Ok(Findings { wrong, ..findings })
        }
        Err(error) if wrong.is_empty() || error.field.is_some() => Err(error),
        Err(_) => Ok(Findings { wrong, leads: 0, operations: 0, head: None }),
    }
}

fn look_at_log(
    office: &Office,
    head: Option<&str>,
    progress: &dyn Fn(Progress),
) -> Result<(Vec<String>, Findings)> {
    let (leads, operations) = office.sizes()?;
    let total = u64::try_from(operations).ok();
    let examined = office.examine_log(&mut |done| {
        let done = u64::try_from(done).unwrap_or_default();
        progress(Progress { done, total, sentence: "Checking the activity log".to_owned() });
        Ok(())
    })?;
    let mut wrong: Vec<String> = examined.walked.wrong.iter().map(|wrong| wrong.in_full()).collect();
    if let Some(head) = head {
        let compared = activity::compare_with(&office.reader()?, head)?;
        wrong.extend((!compared.fits).then_some(compared.sentence));
    }
    Ok((wrong, Findings { wrong: Vec::new(), leads, operations, head: Some(examined.head) }))
}

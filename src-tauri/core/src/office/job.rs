//! Long work on the office: progress, cancel, and what it committed.

use std::cell::RefCell;
use std::sync::atomic::AtomicBool;

use serde::Serialize;
use ts_rs::TS;

use super::{Change, Moment, Office, Operation, Reading, operation_can_end};
use crate::access::{Grant, Permission};
use crate::error::Result;

/// How far a long work is.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Progress {
    pub done: u64,
    pub total: Option<u64>,
    pub sentence: String,
}

/// Long work: progress and cancel; it writes through `operate` like everything else.
pub struct Job<'a> {
    pub office: &'a Office,
    pub grant: &'a Grant,
    pub now: Moment,
    pub progress: &'a dyn Fn(Progress),
    pub cancelled: &'a AtomicBool,
    committed: RefCell<Vec<Change>>,
}

impl<'a> Job<'a> {
    pub fn new(
        office: &'a Office,
        grant: &'a Grant,
        now: Moment,
        progress: &'a dyn Fn(Progress),
        cancelled: &'a AtomicBool,
    ) -> Self {
        Self { office, grant, now, progress, cancelled, committed: RefCell::new(Vec::new()) }
    }

    /// Writes as one operation, all of it or nothing.
    pub fn operate<T>(
        &self,
        permission: Permission,
        work: impl FnOnce(&mut Operation<'_>) -> Result<T>,
    ) -> Result<T> {
        let (value, change) = self.office.operate(
            self.grant.account,
            self.grant.session,
            Some(permission),
            self.now,
            self.cancelled,
            work,
        )?;
        self.committed.borrow_mut().extend(change);
        Ok(value)
    }

    /// Asks a question, as whoever started the work.
    pub fn ask<T>(
        &self,
        permission: Permission,
        question: impl FnOnce(&Reading<'_>) -> Result<T>,
    ) -> Result<T> {
        self.office.ask(self.grant.account, self.grant.session, Some(permission), self.now, question)
    }

    /// Says how far the work is.
    pub fn tell(&self, done: u64, total: Option<u64>, sentence: &str) {
        (self.progress)(Progress { done, total, sentence: sentence.to_owned() });
    }

    pub fn stop_if_cancelled(&self) -> Result<()> {
        operation_can_end(self.cancelled)
    }

    /// What was committed, for the notice.
    pub(crate) fn into_changes(self) -> Vec<Change> {
        self.committed.into_inner()
    }
}

//! Which of one's own operations Ctrl+Z takes back, and which undo Ctrl+Shift+Z takes back: those of this session.

use rusqlite::{Connection, OptionalExtension, params};

use super::standing::{Acts, Standing};
use super::{Past, is_all_erased, past};
use crate::access::Grant;
use crate::activity::may_undo::is_final;
use crate::error::{Code, Error, Result};

/// One's own entries, newest first, without looking at anybody else's.
struct Own<'a> {
    sql: &'a Connection,
    account: i64,
    /// Only of this session; none on the command line, where each call is a session of its own.
    session: Option<i64>,
    /// Nothing of the session is older than this.
    since: i64,
    /// The newest entry of each action that was not answered yet.
    next: Vec<(String, i64)>,
}

/// The latest own operation that stands whole and can be undone.
///
/// # Errors
/// `Code::Missing` where there is none.
pub(super) fn latest(sql: &Connection, grant: &Grant) -> Result<Past> {
    let acts = Acts::new(sql);
    let mut own = Own::of(sql, grant)?;
    while let Some(past) = own.next()? {
        if is_ordinary(&past) && acts.act(past.id)?.standing == Standing::Whole && !is_all_erased(sql, &past)?
        {
            return Ok(past);
        }
    }
    Err(Error::new(Code::Missing, "There is nothing of yours left to undo."))
}

/// The latest own undo that stands, unless something was done after it.
///
/// # Errors
/// `Code::Missing` where there is none.
pub(super) fn latest_undo(sql: &Connection, grant: &Grant) -> Result<Past> {
    let acts = Acts::new(sql);
    let mut own = Own::of(sql, grant)?;
    while let Some(past) = own.next()? {
        let act = acts.act(past.id)?;
        if act.standing == Standing::Not || is_all_erased(sql, &past)? {
            continue;
        }
        if act.takes_back() {
            return Ok(past);
        }
        if is_ordinary(&past) {
            break;
        }
    }
    Err(Error::new(Code::Missing, "There is nothing of yours to do again."))
}

/// Whether it is an act by itself that can be undone.
fn is_ordinary(past: &Past) -> bool {
    past.undoes.is_none() && past.changes.is_some() && !is_final(&past.action)
}

impl<'a> Own<'a> {
    fn of(sql: &'a Connection, grant: &Grant) -> Result<Own<'a>> {
        let (session, since) = match grant.session {
            Some(session) => window(sql, grant.account, session)?,
            None => (None, 0),
        };
        let mut own = Own { sql, account: grant.account, session, since, next: Vec::new() };
        for action in own.actions()? {
            if let Some(newest) = own.before(&action, i64::MAX)? {
                own.next.push((action, newest));
            }
        }
        Ok(own)
    }

    fn next(&mut self) -> Result<Option<Past>> {
        while let Some(place) = (0..self.next.len()).max_by_key(|place| self.next[*place].1) {
            let (action, id) = self.next[place].clone();
            match self.before(&action, id)? {
                Some(before) => self.next[place].1 = before,
                None => drop(self.next.swap_remove(place)),
            }
            if self.is_of_session(id)? {
                return past(self.sql, id).map(Some);
            }
        }
        Ok(None)
    }

    fn is_of_session(&self, id: i64) -> Result<bool> {
        if self.session.is_none() {
            return Ok(true);
        }
        let session: Option<i64> = self
            .sql
            .prepare_cached("SELECT session_id FROM operations WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        Ok(session == self.session)
    }

    /// Every action that the account has in the log, each found by one step into the index.
    fn actions(&self) -> Result<Vec<String>> {
        let mut after = self
            .sql
            .prepare_cached("SELECT min(action) FROM operations WHERE account_id = ?1 AND action > ?2")?;
        let mut actions = Vec::new();
        let mut last = String::new();
        while let Some(action) = after.query_row(params![self.account, last], |row| row.get(0))? {
            last = action;
            actions.push(last.clone());
        }
        Ok(actions)
    }

    fn before(&self, action: &str, id: i64) -> Result<Option<i64>> {
        Ok(self
            .sql
            .prepare_cached(
                "SELECT max(id) FROM operations WHERE account_id = ?1 AND action = ?2 AND id < ?3 AND id > ?4",
            )?
            .query_row(params![self.account, action, id, self.since], |row| row.get(0))?)
    }
}

/// The session to keep to, and the entry of the log that began it; a command line's has none to keep to.
fn window(sql: &Connection, account: i64, session: i64) -> Result<(Option<i64>, i64)> {
    let (way_in, started_at): (String, String) = sql
        .prepare_cached("SELECT way_in, started_at FROM sessions WHERE id = ?1")?
        .query_row([session], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if way_in == "command line" {
        return Ok((None, 0));
    }
    let began: Option<i64> = sql
        .prepare_cached(
            "SELECT id FROM operations WHERE account_id = ?1 AND action = 'account.sign_in' AND at = ?2 \
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row(params![account, started_at], |row| row.get(0))
        .optional()?;
    Ok((Some(session), began.unwrap_or(0)))
}

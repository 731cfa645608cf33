//! A log of any length: invented entries, each with its change and its link, written as the program seals them.

use std::path::Path;
use std::sync::Arc;

use porchlight_core::activity::chain::{self, ChainKey, Head, Header};
use porchlight_core::activity::{Said, written};
use porchlight_core::db;
use porchlight_core::vault::{DataKey, Inbox, KeyRing};
use rusqlite::hooks::{AuthContext, Authorization};
use rusqlite::{Connection, params};
use secrecy::SecretString;

use crate::Outcome;

/// The lead that 10,000 entries speak of.
pub const BUSY_LEAD: i64 = 77;

/// One column of one lead, as the timed edits write it.
pub const EDIT: &str = "UPDATE OR ROLLBACK leads SET comments = ?1 WHERE id = ?2";

/// How many entries one transaction holds.
const STEP: u64 = 50_000;

/// Opens the office file as maintenance does, without its guard: it would not let a log be made.
pub fn open(folder: &Path, password: &str) -> Outcome<Connection> {
    unguarded(folder, &key(folder, password)?)
}

fn unguarded(folder: &Path, key: &DataKey) -> Outcome<Connection> {
    let mut connection = db::open_maintenance(folder, key)?;
    connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
    Ok(connection)
}

fn key(folder: &Path, password: &str) -> Outcome<DataKey> {
    let ring = KeyRing::read(&folder.join("office.keys"))?;
    let inbox = Inbox::read(&folder.join("office.inbox"))?;
    Ok(ring.sign_in(&inbox, "dana", &SecretString::from(password))?.data_key)
}

/// Appends so many entries, spread evenly over the year 2025: most of them edits by the first account, one in a
/// thousand by the second, one in ten thousand a deletion.
pub fn lengthen(folder: &Path, password: &str, entries: u64) -> Outcome<()> {
    let key = key(folder, password)?;
    let mut connection = unguarded(folder, &key)?;
    connection.pragma_update(None, "cache_size", -256_000)?;
    let chain_key = Arc::new(ChainKey::of(&key));
    let mut head = chain::head(&connection)?;
    let begins = chrono::DateTime::parse_from_rfc3339("2025-01-01T08:00:00Z")?.to_utc();
    let apart = chrono::TimeDelta::milliseconds((360 * 86_400_000 / entries.max(1)) as i64);
    for from in (0..entries).step_by(STEP as usize) {
        let transaction = connection.transaction()?;
        for number in from..(from + STEP).min(entries) {
            head = entry(
                &transaction,
                &chain_key,
                &head,
                number,
                &written(begins + apart * number as i32),
                entries,
            )?;
        }
        transaction.commit()?;
    }
    Ok(())
}

fn entry(
    sql: &Connection,
    key: &Arc<ChainKey>,
    head: &Head,
    number: u64,
    at: &str,
    of: u64,
) -> Outcome<Head> {
    let id = head.sequence + 1;
    let busy = (of / 10_000).max(1);
    let lead = if number.is_multiple_of(busy) { BUSY_LEAD } else { (number * 7_919 % 20_000) as i64 + 1 };
    let (action, what) = match number {
        n if n % 10_000 == 9 => {
            ("lead.delete", r#"{"deleted_at":[null,"2025-06-01T08:00:00.000Z"]}"#.to_owned())
        }
        n if n == of / 2 => ("lead.edit", r#"{"city":["Chester","Quillon"]}"#.to_owned()),
        n => ("lead.edit", format!(r#"{{"comments":["called {n} times","called {} times"]}}"#, n + 1)),
    };
    sql.prepare_cached("INSERT INTO changes (operation, tbl, row, what) VALUES (?1, 'leads', ?2, ?3)")?
        .execute(params![id, lead, what])?;
    let said = Said {
        action: action.to_owned(),
        sentence: format!("Ruth Abel {lead}: comments changed"),
        lead: Some(lead),
        undoes: None,
    };
    let account = if number % 1_000 == 3 { 2 } else { 1 };
    let header = Header { id, at, account: Some(account), session: None, said: &said };
    chain::seal(sql, key, head, &header)?;
    Ok(chain::head(sql)?)
}

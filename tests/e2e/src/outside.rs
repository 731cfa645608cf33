//! The office file in the hands of somebody who has its key and does without the program.

use anyhow::{Context, Result, ensure};
use porchlight_core::db;
use porchlight_core::vault::{DataKey, Inbox, KeyRing};
use rusqlite::Connection;
use secrecy::SecretString;

use crate::stage::{OWNER, PASSWORD, Stage, WAIT};

const PROTECTION: &str =
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('operations', 'changes')";

impl Stage {
    /// Runs these statements on the office file past everything that protects its log, and puts the protection back.
    ///
    /// # Errors
    /// When the file does not open, a statement fails, or they changed nothing.
    pub fn tamper(&self, statements: &str) -> Result<()> {
        let file = self.outside()?;
        let protection: Vec<(String, String)> = file
            .prepare(PROTECTION)?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        ensure!(!protection.is_empty(), "nothing protects the log");
        for (name, _) in &protection {
            file.execute_batch(&format!("DROP TRIGGER {name}"))?;
        }
        file.execute_batch("PRAGMA foreign_keys = OFF")?;
        let before = file.total_changes();
        file.execute_batch(statements)?;
        ensure!(file.total_changes() > before, "nothing was tampered with");
        for (_, sql) in &protection {
            file.execute_batch(sql)?;
        }
        Ok(())
    }

    /// What a question with one number for an answer finds in the office file.
    ///
    /// # Errors
    /// When the file does not open or the question fails.
    pub fn number_in_file(&self, question: &str) -> Result<i64> {
        Ok(self.outside()?.query_row(question, [], |row| row.get(0))?)
    }

    fn outside(&self) -> Result<Connection> {
        let file = Connection::open(self.office().join(db::FILE))?;
        file.pragma_update(None, "key", self.key()?.pragma_key()?.as_str())?;
        file.busy_timeout(WAIT)?;
        Ok(file)
    }

    fn key(&self) -> Result<DataKey> {
        let ring = KeyRing::read(&self.office().join("office.keys"))?;
        let inbox = Inbox::read(&self.office().join("office.inbox"))?;
        let unlocked = ring.sign_in(&inbox, OWNER, &SecretString::from(PASSWORD));
        Ok(unlocked.context("the key ring does not open")?.data_key)
    }
}

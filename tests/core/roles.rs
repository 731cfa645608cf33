//! People of every role in an office, for stories on who sees and does what.

use std::sync::atomic::AtomicBool;

use porchlight_core::error::Result;
use porchlight_core::office::Operation;

use crate::stage::Stage;

/// Something that an account does, without asking its role first.
pub fn acting<T>(
    stage: &Stage,
    account: i64,
    work: impl FnOnce(&mut Operation<'_>) -> Result<T>,
) -> Result<T> {
    let office = &stage.desk.seated().unwrap().office;
    office
        .operate(account, None, None, stage.desk.now(), &AtomicBool::new(false), work)
        .map(|(value, _)| value)
}

/// An entry with this sentence, and so many after it as an office of years has: written as they are, with no link.
pub fn many_entries(stage: &Stage, account: i64, sentence: &str, count: u32) {
    acting(stage, account, |operation| {
        operation.says("test.said", sentence);
        operation.sql.execute_batch(&format!(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count}) \
             INSERT INTO operations (id, at, account_id, action, sentence, previous_mac, mac) \
             SELECT {} + n, '2026-01-01T00:00:00.000Z', {account}, 'test.many', 'Many', '', '' FROM n",
            operation.id
        ))?;
        Ok(())
    })
    .unwrap();
}

/// Puts rows of the office in order, through the log, as an administrator would.
pub fn set(stage: &Stage, statement: &str) {
    let me = stage.desk.seated().unwrap().account;
    acting(stage, me, |operation| {
        operation.sql.execute_batch(statement)?;
        operation.says("test.set", "Something was put in order");
        Ok(())
    })
    .unwrap();
}

/// An account of a role with its place among the staff; its user name is the name in small letters.
pub fn account(stage: &Stage, role: &str, name: &str) -> i64 {
    let me = stage.desk.seated().unwrap().account;
    acting(stage, me, |operation| {
        let (account, staff) = (operation.next_id("accounts")?, operation.next_id("staff")?);
        operation.sql.execute(
            "INSERT INTO accounts (id, user_name, name, email, role_id, state, created_at) \
             VALUES (?1, lower(replace(?3, ' ', '.')), ?3, lower(replace(?3, ' ', '.')) || '@maple.example', \
             (SELECT id FROM roles WHERE name = ?2), 'active', '2026-01-01T00:00:00.000Z')",
            (account, role, name),
        )?;
        operation.sql.execute(
            "INSERT INTO staff (id, name, account_id) VALUES (?1, ?2, ?3)",
            (staff, name, account),
        )?;
        operation.says("test.account", "An account was made");
        Ok(account)
    })
    .unwrap()
}

/// From here on whoever is signed in has this role; somebody else keeps the office.
pub fn become_role(stage: &Stage, role: &str) {
    let me = stage.desk.seated().unwrap().account;
    let owners: i64 = stage
        .raw()
        .query_row(
            "SELECT count(*) FROM accounts JOIN roles ON roles.id = role_id WHERE roles.name = 'owner' AND accounts.id <> ?1",
            [me],
            |row| row.get(0),
        )
        .unwrap();
    if owners == 0 {
        account(stage, "owner", "Olive Keeper");
    }
    set(
        stage,
        &format!(
            "UPDATE accounts SET role_id = (SELECT id FROM roles WHERE name = '{role}') WHERE id = {me}"
        ),
    );
}

/// Gives a role one more permission.
pub fn allow(stage: &Stage, role: &str, permission: &str) {
    set(
        stage,
        &format!(
            "INSERT INTO role_permissions (id, role_id, permission) \
             SELECT (SELECT max(id) + 1 FROM role_permissions), id, '{permission}' FROM roles WHERE name = '{role}'"
        ),
    );
}

/// A protected field in full, through the command that shows it.
pub fn revealed(stage: &Stage, lead: i64, field: &str) -> String {
    let shown = stage.call("lead_reveal", serde_json::json!({"id": lead, "field": field}));
    shown["value"].as_str().unwrap().to_owned()
}

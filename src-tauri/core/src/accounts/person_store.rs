//! The SQL of accounts: who they are, and where they stand.

use rusqlite::{Connection, OptionalExtension, params};

use super::people::AccountRow;
use super::standing::{PlaceOfAccount, Standing};
use crate::access::{self, Reach};
use crate::activity::written;
use crate::error::{Code, Error, Result};
use crate::office::Operation;

/// An account that was approved.
pub struct NewPerson<'a> {
    pub account: i64,
    pub user_name: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    pub role: i64,
}

/// Whether an account may come in.
pub fn is_active(sql: &Connection, account: i64) -> Result<bool> {
    let state: Option<String> = sql
        .query_row("SELECT state FROM accounts WHERE id = ?1 AND deleted_at IS NULL", [account], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(state.as_deref() == Some("active"))
}

/// The name of an account's person.
pub fn name_of(sql: &Connection, account: i64) -> Result<String> {
    names_of(sql, account).map(|(_, name)| name)
}

/// The user name of an account, and its person's name.
pub fn names_of(sql: &Connection, account: i64) -> Result<(String, String)> {
    sql.query_row("SELECT user_name, name FROM accounts WHERE id = ?1", [account], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
    .optional()?
    .ok_or_else(no_account)
}

/// The e-mail address of an account.
pub fn email_of(sql: &Connection, account: i64) -> Result<String> {
    Ok(sql.query_row("SELECT email FROM accounts WHERE id = ?1", [account], |row| row.get(0))?)
}

/// How an account wants the screen to look.
pub fn theme_of(sql: &Connection, account: i64) -> Result<String> {
    Ok(sql.query_row("SELECT theme FROM accounts WHERE id = ?1", [account], |row| row.get(0))?)
}

/// Remembers how an account wants the screen to look.
pub fn set_theme(operation: &Operation<'_>, account: i64, theme: &str) -> Result<()> {
    operation.sql.execute("UPDATE accounts SET theme = ?1 WHERE id = ?2", params![theme, account])?;
    Ok(())
}

/// An account as the rules look at it.
pub fn standing(sql: &Connection, account: i64) -> Result<Standing> {
    let (name, role, state): (String, String, String) = sql
        .prepare_cached(
            "SELECT accounts.name, roles.name, state FROM accounts JOIN roles ON roles.id = role_id \
             WHERE accounts.id = ?1 AND accounts.deleted_at IS NULL",
        )?
        .query_row([account], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?
        .ok_or_else(no_account)?;
    let is_owner = access::is_owner(&role);
    Ok(Standing { account, name, role, is_owner, active: state == "active" })
}

/// Whose leads an account sees.
pub fn reach_of(sql: &Connection, account: i64) -> Result<Reach> {
    let reach: String = sql.query_row(
        "SELECT reach FROM accounts JOIN roles ON roles.id = role_id WHERE accounts.id = ?1",
        [account],
        |row| row.get(0),
    )?;
    Ok(Reach::named(&reach))
}

/// What a role is called.
pub fn role_label(sql: &Connection, role: &str) -> Result<String> {
    Ok(sql.query_row("SELECT label FROM roles WHERE name = ?1", [role], |row| row.get(0))?)
}

/// Whether another account has this e-mail address, or takes it for a user name.
pub fn is_email_taken(sql: &Connection, account: i64, email: &str) -> Result<bool> {
    Ok(sql.query_row(
        "SELECT EXISTS (SELECT 1 FROM accounts WHERE id <> ?1 AND (email = ?2 COLLATE NOCASE OR user_name = ?2 COLLATE NOCASE))",
        params![account, email],
        |row| row.get(0),
    )?)
}

/// Adds an account that was approved, or takes up again one that the office knows from before.
pub fn add_person(operation: &Operation<'_>, person: &NewPerson<'_>) -> Result<()> {
    operation
        .sql
        .execute(
            "INSERT INTO accounts (id, user_name, name, email, role_id, state, created_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, 'active', ?6)",
            params![
                person.account,
                person.user_name,
                person.name,
                person.email,
                person.role,
                written(operation.now)
            ],
        )
        .map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::ConstraintViolation) => Error::new(
                Code::MovedOn,
                "Another account has this user name or e-mail address by now. Decline the request, and let the person ask \
                 with another one.",
            ),
            _ => error.into(),
        })?;
    Ok(())
}

/// Gives an account its place among the staff that hold leads, where it has none; a written name that is the same
/// becomes the account's.
pub fn give_staff(operation: &Operation<'_>, account: i64, name: &str) -> Result<()> {
    let sql = operation.sql;
    let has: bool = sql.query_row(
        "SELECT EXISTS (SELECT 1 FROM staff WHERE account_id = ?1 AND deleted_at IS NULL)",
        [account],
        |row| row.get(0),
    )?;
    if has {
        return Ok(());
    }
    let written_name: Option<i64> = sql
        .query_row(
            "SELECT id FROM staff WHERE account_id IS NULL AND deleted_at IS NULL AND name = ?1 COLLATE NOCASE ORDER BY id",
            [name],
            |row| row.get(0),
        )
        .optional()?;
    match written_name {
        Some(staff) => {
            sql.execute("UPDATE staff SET account_id = ?1 WHERE id = ?2", params![account, staff])?
        }
        None => sql.execute(
            "INSERT INTO staff (id, name, account_id) VALUES (?1, ?2, ?3)",
            params![operation.next_id("staff")?, name, account],
        )?,
    };
    Ok(())
}

/// The account's password opens the office.
pub fn set_active(operation: &Operation<'_>, account: i64) -> Result<()> {
    operation.sql.execute("UPDATE accounts SET state = 'active' WHERE id = ?1", [account])?;
    Ok(())
}

/// The account may not come in.
pub fn set_disabled(operation: &Operation<'_>, account: i64) -> Result<()> {
    operation.sql.execute("UPDATE accounts SET state = 'disabled' WHERE id = ?1", [account])?;
    Ok(())
}

/// Gives an account a role; false where it has it already.
pub fn set_role(operation: &Operation<'_>, account: i64, role: i64) -> Result<bool> {
    let rows = operation.sql.execute(
        "UPDATE accounts SET role_id = ?1 WHERE id = ?2 AND role_id <> ?1",
        params![role, account],
    )?;
    Ok(rows == 1)
}

/// Sets team and partner; false where nothing was different.
pub fn set_place(operation: &Operation<'_>, place: &PlaceOfAccount) -> Result<bool> {
    let known = |question: &str, id: Option<i64>| -> Result<()> {
        let there = id.is_none() || operation.sql.query_row(question, [id], |row| row.get(0))?;
        if there {
            return Ok(());
        }
        Err(Error::new(Code::Missing, "This team or partner is not there any more. Look at the list again."))
    };
    known("SELECT EXISTS (SELECT 1 FROM teams WHERE id = ?1 AND deleted_at IS NULL)", place.team)?;
    known("SELECT EXISTS (SELECT 1 FROM partners WHERE id = ?1 AND deleted_at IS NULL)", place.partner)?;
    let rows = operation.sql.execute(
        "UPDATE accounts SET team_id = ?1, partner_id = ?2, partner_all = ?3 \
         WHERE id = ?4 AND (team_id IS NOT ?1 OR partner_id IS NOT ?2 OR partner_all IS NOT ?3)",
        params![place.team, place.partner, place.partner_all, place.account],
    )?;
    Ok(rows == 1)
}

/// Where an account is, in words.
pub fn place_in_words(sql: &Connection, account: i64) -> Result<String> {
    let (team, partner): (Option<String>, Option<String>) = sql.query_row(
        "SELECT (SELECT name FROM teams WHERE teams.id = team_id), (SELECT name FROM partners WHERE partners.id = partner_id) \
         FROM accounts WHERE id = ?1",
        [account],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(match (team, partner) {
        (None, None) => "in no team".to_owned(),
        (Some(team), None) => format!("in team {team}"),
        (None, Some(partner)) => format!("with {partner}"),
        (Some(team), Some(partner)) => format!("in team {team} and with {partner}"),
    })
}

/// Changes a person's name and e-mail address, also among the staff.
pub fn rename(operation: &Operation<'_>, account: i64, name: &str, email: &str) -> Result<()> {
    let sql = operation.sql;
    sql.execute("UPDATE accounts SET name = ?1, email = ?2 WHERE id = ?3", params![name, email, account])?;
    sql.execute(
        "UPDATE staff SET name = ?1 WHERE account_id = ?2 AND deleted_at IS NULL",
        params![name, account],
    )?;
    Ok(())
}

/// Every account; what concerns the asking person and the failed tries is filled in by whoever asks.
pub fn accounts(sql: &Connection) -> Result<Vec<AccountRow>> {
    let rows = sql
        .prepare_cached(
            "SELECT accounts.id, user_name, accounts.name, email, roles.name AS role, label, state, team_id, partner_id, \
             partner_all, (SELECT name FROM teams WHERE teams.id = team_id) AS team, \
             (SELECT name FROM partners WHERE partners.id = partner_id) AS partner, \
             (SELECT started_at FROM sessions WHERE account_id = accounts.id ORDER BY sessions.id DESC LIMIT 1) AS last, \
             (SELECT count(*) FROM sessions WHERE account_id = accounts.id AND ended_at IS NULL) AS open \
             FROM accounts JOIN roles ON roles.id = role_id WHERE accounts.deleted_at IS NULL \
             ORDER BY state, accounts.name COLLATE NOCASE",
        )?
        .query_map([], |row| {
            let text = |column: &str| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
            Ok(AccountRow {
                account: row.get("id")?,
                user_name: row.get("user_name")?,
                name: row.get("name")?,
                email: row.get("email")?,
                role: row.get("role")?,
                role_label: row.get("label")?,
                state: row.get("state")?,
                team: row.get("team_id")?,
                team_name: text("team")?,
                partner: row.get("partner_id")?,
                partner_name: text("partner")?,
                partner_all: row.get("partner_all")?,
                last_sign_in: row.get("last")?,
                open_sessions: row.get("open")?,
                failed_tries: 0,
                is_me: false,
                fixed: None,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn no_account() -> Error {
    Error::new(Code::Missing, "There is no such account. Look at the list again.")
}

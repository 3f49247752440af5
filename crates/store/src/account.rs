//! Who may sign in: names, addresses and password digests of agents, their sessions and tokens. Secrets
//! are kept as digests; what a browser or a program holds cannot be found here.

use sha2::{Digest, Sha256};
use valta_domain::{AgentId, TeamId, Timestamp, agent::Role, token::TokenScope};

use crate::{
    db::{Fault, Tx},
    feed, params, push,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub agent: AgentId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub team: Option<TeamId>,
    pub language: String,
    pub disabled: bool,
}

const COLUMNS: &str = "c.agent_id, c.name, c.email, a.role, a.team_id, c.language, a.disabled";

fn read(row: &crate::db::Row<'_>) -> Result<Account, Fault> {
    Ok(Account {
        agent: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        role: row.get(3)?,
        team: row.get(4)?,
        language: row.get(5)?,
        disabled: row.get(6)?,
    })
}

pub fn put(
    tx: &mut Tx<'_>,
    agent: AgentId,
    name: &str,
    email: &str,
    password: Option<&str>,
    language: &str,
) -> Result<(), Fault> {
    tx.execute(
        "insert into accounts (agent_id, name, email, password, language) values ($1, $2, $3, $4, $5)",
        params![&agent.to_string(), name, email, password, language],
    )?;
    Ok(())
}

pub fn by_agent(tx: &mut Tx<'_>, agent: AgentId) -> Result<Option<Account>, Fault> {
    tx.row(
        &format!("select {COLUMNS} from accounts c join agents a on a.id = c.agent_id where c.agent_id = $1"),
        params![&agent.to_string()],
        read,
    )
}

/// The account of an e-mail address (in lower case), with its password digest.
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<(Account, Option<String>)>, Fault> {
    tx.row(
        &format!(
            "select {COLUMNS}, c.password from accounts c join agents a on a.id = c.agent_id where c.email = $1"
        ),
        params![email],
        |row| Ok((read(row)?, row.get(7)?)),
    )
}

/// Everybody with a login, by name.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Account>, Fault> {
    tx.rows(
        &format!(
            "select {COLUMNS} from accounts c join agents a on a.id = c.agent_id order by c.name, c.agent_id"
        ),
        params![],
        read,
    )
}

pub fn set_language(tx: &mut Tx<'_>, agent: AgentId, language: &str) -> Result<(), Fault> {
    tx.execute(
        "update accounts set language = $2 where agent_id = $1",
        params![&agent.to_string(), language],
    )?;
    Ok(())
}

/// A new password ends every session that the old one began, every phone that stays signed in, the calendar's address, and
/// word on devices.
pub fn set_password(tx: &mut Tx<'_>, agent: AgentId, password: &str) -> Result<(), Fault> {
    tx.execute(
        "update accounts set password = $2 where agent_id = $1",
        params![&agent.to_string(), password],
    )?;
    tx.execute(
        "delete from tokens where agent_id = $1 and scope = $2",
        params![&agent.to_string(), TokenScope::Catch.code()],
    )?;
    feed::end(tx, agent)?;
    push::end_all(tx, agent)?;
    end_sessions(tx, agent)
}

/// Signs the agent out everywhere.
pub fn end_sessions(tx: &mut Tx<'_>, agent: AgentId) -> Result<(), Fault> {
    tx.execute("delete from sessions where agent_id = $1", params![&agent.to_string()])?;
    Ok(())
}

/// How a secret is kept: the SHA-256 of its bytes. The secrets are random and long, so that is enough.
pub fn secret_digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

pub fn begin_session(tx: &mut Tx<'_>, secret: &str, agent: AgentId, at: Timestamp) -> Result<(), Fault> {
    tx.execute(
        "insert into sessions (digest, agent_id, made_at, used_at) values ($1, $2, $3, $3)",
        params![&secret_digest(secret), &agent.to_string(), at],
    )?;
    Ok(())
}

/// A session as it stands: whose, since when, and when it was last seen in use.
pub struct Session {
    pub account: Account,
    pub made_at: Timestamp,
    pub used_at: Timestamp,
}

pub fn session(tx: &mut Tx<'_>, secret: &str) -> Result<Option<Session>, Fault> {
    tx.row(
        &format!(
            "select {COLUMNS}, s.made_at, s.used_at from sessions s
             join accounts c on c.agent_id = s.agent_id join agents a on a.id = s.agent_id where s.digest = $1"
        ),
        params![&secret_digest(secret)],
        |row| Ok(Session { account: read(row)?, made_at: row.get(7)?, used_at: row.get(8)? }),
    )
}

pub fn use_session(tx: &mut Tx<'_>, secret: &str, at: Timestamp) -> Result<(), Fault> {
    tx.execute("update sessions set used_at = $2 where digest = $1", params![&secret_digest(secret), at])?;
    Ok(())
}

pub fn end_session(tx: &mut Tx<'_>, secret: &str) -> Result<(), Fault> {
    tx.execute("delete from sessions where digest = $1", params![&secret_digest(secret)])?;
    Ok(())
}

pub fn end_old_sessions(
    tx: &mut Tx<'_>,
    made_before: Timestamp,
    used_before: Timestamp,
) -> Result<u64, Fault> {
    tx.execute("delete from sessions where made_at < $1 or used_at < $2", params![made_before, used_before])
}

/// The same person's token of the same id has another secret from now on.
pub fn put_token(
    tx: &mut Tx<'_>,
    (id, secret): (&str, &str),
    agent: AgentId,
    name: &str,
    scope: TokenScope,
    at: Timestamp,
) -> Result<(), Fault> {
    tx.execute(
        "insert into tokens (id, digest, agent_id, name, scope, made_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update set digest = $2 where tokens.agent_id = $3 and tokens.revoked_at is null",
        params![id, &secret_digest(secret), &agent.to_string(), name, scope.code(), at],
    )?;
    Ok(())
}

/// Whose token it is, and what it may be used for.
pub fn by_token(tx: &mut Tx<'_>, secret: &str) -> Result<Option<(Account, TokenScope)>, Fault> {
    tx.row(
        &format!(
            "select {COLUMNS}, t.scope from tokens t join accounts c on c.agent_id = t.agent_id
             join agents a on a.id = t.agent_id where t.digest = $1 and t.revoked_at is null"
        ),
        params![&secret_digest(secret)],
        |row| Ok((read(row)?, row.get(7)?)),
    )
}

pub fn revoke_tokens(tx: &mut Tx<'_>, agent: AgentId, at: Timestamp) -> Result<u64, Fault> {
    tx.execute(
        "update tokens set revoked_at = $2 where agent_id = $1 and revoked_at is null",
        params![&agent.to_string(), at],
    )
}

/// A phone that stays signed in.
#[derive(Clone, Debug)]
pub struct Device {
    pub id: String,
    pub name: String,
    pub made_at: Timestamp,
}

/// Those of this agent that are let in, the last first.
pub fn devices(tx: &mut Tx<'_>, agent: AgentId) -> Result<Vec<Device>, Fault> {
    tx.rows(
        "select id, name, made_at from tokens where agent_id = $1 and scope = $2 and revoked_at is null
         order by made_at desc, id desc",
        params![&agent.to_string(), TokenScope::Catch.code()],
        |row| Ok(Device { id: row.get(0)?, name: row.get(1)?, made_at: row.get(2)? }),
    )
}

pub fn end_device(tx: &mut Tx<'_>, agent: AgentId, id: &str, at: Timestamp) -> Result<(), Fault> {
    tx.execute(
        "update tokens set revoked_at = $4
         where agent_id = $1 and id = $2 and scope = $3 and revoked_at is null",
        params![&agent.to_string(), id, TokenScope::Catch.code(), at],
    )?;
    Ok(())
}

/// The agents who have been seen at work since an instant, in the order of their ids.
pub fn seen_since(tx: &mut Tx<'_>, since: Timestamp) -> Result<Vec<AgentId>, Fault> {
    tx.rows(
        "select distinct agent_id from sessions where used_at >= $1 order by agent_id",
        params![since],
        |row| row.get(0),
    )
}

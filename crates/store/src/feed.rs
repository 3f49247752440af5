//! The addresses by which calendars read what their people have promised: one a person, kept as a digest.

use valta_domain::{AgentId, Timestamp};

use crate::{
    account::{self, Account, secret_digest},
    db::{Fault, Tx},
    params,
};

/// In place of the one before. The form that made the one that stands makes no other, and the answer is no.
pub fn put(
    tx: &mut Tx<'_>,
    agent: AgentId,
    secret: &str,
    command: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let made = tx.execute(
        "insert into feeds (agent_id, digest, command, made_at) values ($1, $2, $3, $4)
         on conflict (agent_id) do update set digest = excluded.digest, command = excluded.command,
             made_at = excluded.made_at
         where feeds.command <> excluded.command",
        params![&agent.to_string(), &secret_digest(secret), command, at],
    )?;
    Ok(made > 0)
}

/// Since when there has been one.
pub fn since(tx: &mut Tx<'_>, agent: AgentId) -> Result<Option<Timestamp>, Fault> {
    tx.row("select made_at from feeds where agent_id = $1", params![&agent.to_string()], |row| row.get(0))
}

/// Whose secret it is. It is looked up by its digest, so that no answer takes longer the nearer a guess comes.
pub fn by_secret(tx: &mut Tx<'_>, secret: &str) -> Result<Option<Account>, Fault> {
    let agent =
        tx.row("select agent_id from feeds where digest = $1", params![&secret_digest(secret)], |row| {
            row.get(0)
        })?;
    match agent {
        Some(agent) => account::by_agent(tx, agent),
        None => Ok(None),
    }
}

pub fn end(tx: &mut Tx<'_>, agent: AgentId) -> Result<(), Fault> {
    tx.execute("delete from feeds where agent_id = $1", params![&agent.to_string()])?;
    Ok(())
}

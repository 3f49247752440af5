//! What somebody is writing and has not sent, per person and case: there on another device, erasable, and in no log.

use valta_domain::{AgentId, CaseId, Timestamp};

use crate::{
    db::{Fault, Tx},
    params,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The command of the form that it is written in: sent from two devices, it is sent once.
    pub command: String,
    pub body: String,
    /// What was written elsewhere before it, where the one did not follow from the other.
    pub older: Option<String>,
    pub saved_at: Timestamp,
}

pub fn of(tx: &mut Tx<'_>, agent: AgentId, case: CaseId) -> Result<Option<Draft>, Fault> {
    tx.row(
        "select command, body, older, saved_at from drafts where case_id = $1 and agent_id = $2",
        params![&case.to_string(), &agent.to_string()],
        |row| {
            Ok(Draft { command: row.get(0)?, body: row.get(1)?, older: row.get(2)?, saved_at: row.get(3)? })
        },
    )
}

pub fn put(tx: &mut Tx<'_>, agent: AgentId, case: CaseId, draft: &Draft) -> Result<(), Fault> {
    tx.execute(
        "insert into drafts (case_id, agent_id, command, body, older, saved_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (case_id, agent_id) do update set command = excluded.command, body = excluded.body,
             older = excluded.older, saved_at = excluded.saved_at",
        params![
            &case.to_string(),
            &agent.to_string(),
            &draft.command,
            &draft.body,
            draft.older.as_ref(),
            draft.saved_at
        ],
    )?;
    Ok(())
}

pub fn forget(tx: &mut Tx<'_>, agent: AgentId, case: CaseId) -> Result<(), Fault> {
    tx.execute(
        "delete from drafts where case_id = $1 and agent_id = $2",
        params![&case.to_string(), &agent.to_string()],
    )?;
    Ok(())
}

/// What was written in the form of this command was sent.
pub fn sent(tx: &mut Tx<'_>, agent: AgentId, case: CaseId, command: &str) -> Result<(), Fault> {
    tx.execute(
        "delete from drafts where case_id = $1 and agent_id = $2 and command = $3",
        params![&case.to_string(), &agent.to_string(), command],
    )?;
    Ok(())
}

/// Of somebody who leaves.
pub fn forget_of(tx: &mut Tx<'_>, agent: AgentId) -> Result<(), Fault> {
    tx.execute("delete from drafts where agent_id = $1", params![&agent.to_string()])?;
    Ok(())
}

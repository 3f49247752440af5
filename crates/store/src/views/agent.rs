//! Agents as the log tells them.

use valta_domain::{Recorded, Stream, event::AgentEvent};

use crate::{
    db::{Fault, Tx},
    params,
};

pub(super) fn apply(tx: &mut Tx<'_>, recorded: &Recorded, event: &AgentEvent) -> Result<(), Fault> {
    let Stream::Agent(id) = recorded.stream else { return Ok(()) };
    let id = id.to_string();
    match event {
        AgentEvent::AgentAdded { role, team } => tx.put(
            "insert into agents (id, role, team_id, disabled) {rows}",
            params![&id, role.code(), team.map(|id| id.to_string()).as_ref(), false],
        ),
        AgentEvent::AgentChanged { role, team } => tx.put(
            "update agents set role = $2, team_id = $3 where id = $1",
            params![&id, role.code(), team.map(|id| id.to_string()).as_ref()],
        ),
        AgentEvent::AgentDisabled {} => {
            tx.put("update agents set disabled = $2 where id = $1", params![&id, true])
        }
    }
}

//! What people say that they know, as the log tells it.

use valta_domain::{AgentId, Recorded, SkillId, TextId, event::AgentEvent};

use super::agent_of;
use crate::{
    db::{Fault, Row, Tx},
    params,
};

pub(super) fn apply(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    agent: &str,
    event: &AgentEvent,
) -> Result<(), Fault> {
    if let AgentEvent::SkillStated { skill, text } = event {
        let by = agent_of(recorded.actor);
        return tx.put(
            "insert into skills (id, agent_id, text_id, by_id, at) {rows}",
            params![&skill.to_string(), agent, &text.id.to_string(), by.as_ref(), recorded.at],
        );
    }
    if let AgentEvent::SkillDropped { skill } = event {
        return tx.put("delete from skills where id = $1", params![&skill.to_string()]);
    }
    Ok(())
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillLine {
    pub id: SkillId,
    pub agent: AgentId,
    pub text: TextId,
    /// `None` when the words have been erased.
    pub says: Option<String>,
}

fn line(row: &Row<'_>) -> Result<SkillLine, Fault> {
    Ok(SkillLine { id: row.get(0)?, agent: row.get(1)?, text: row.get(2)?, says: row.get(3)? })
}

const LINE: &str = "select s.id, s.agent_id, s.text_id, t.body from skills s
    left join texts t on t.id = s.text_id";

/// Everybody's, each person's in the order in which they were said.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<SkillLine>, Fault> {
    tx.rows(&format!("{LINE} order by s.agent_id, s.at, s.id"), params![], line)
}

pub fn of(tx: &mut Tx<'_>, agent: AgentId) -> Result<Vec<SkillLine>, Fault> {
    tx.rows(&format!("{LINE} where s.agent_id = $1 order by s.at, s.id"), params![&agent.to_string()], line)
}

pub fn one(tx: &mut Tx<'_>, id: SkillId) -> Result<Option<SkillLine>, Fault> {
    tx.row(&format!("{LINE} where s.id = $1"), params![&id.to_string()], line)
}

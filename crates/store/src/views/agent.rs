//! Agents as the log tells them.

use valta_domain::{
    AgentId, Recorded, Stream, TeamId, Timestamp,
    agent::Role,
    duty::{Away, AwayBecause},
    event::AgentEvent,
};

use super::skill;
use crate::{
    db::{Fault, Row, Tx},
    params,
};

pub(super) fn apply(tx: &mut Tx<'_>, recorded: &Recorded, event: &AgentEvent) -> Result<(), Fault> {
    let Stream::Agent(id) = recorded.stream else { return Ok(()) };
    let id = id.to_string();
    let away = |tx: &mut Tx<'_>, away: Option<&Away>| {
        tx.put(
            "update agents set away_from = $2, away_until = $3, away_because = $4, cover_id = $5 where id = $1",
            params![
                &id,
                away.map(|away| away.from),
                away.map(|away| away.until),
                away.map(|away| away.because.code()),
                away.and_then(|away| away.cover).map(|id| id.to_string()).as_ref()
            ],
        )
    };
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
        AgentEvent::AgentAway { away: told } => away(tx, Some(told)),
        AgentEvent::AgentBack {} => away(tx, None),
        AgentEvent::SkillStated { .. } | AgentEvent::SkillDropped { .. } => {
            skill::apply(tx, recorded, &id, event)
        }
    }
}

/// Somebody with what their duty follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgentLine {
    pub id: AgentId,
    pub role: Role,
    pub team: Option<TeamId>,
    pub disabled: bool,
    pub away: Option<Away>,
}

const LINE: &str = "id, role, team_id, disabled, away_from, away_until, away_because, cover_id from agents";

fn line(row: &Row<'_>) -> Result<AgentLine, Fault> {
    let away = match (row.get(4)?, row.get(5)?, row.get::<Option<AwayBecause>>(6)?) {
        (Some(from), Some(until), Some(because)) => Some(Away { from, until, cover: row.get(7)?, because }),
        (_, _, _) => None,
    };
    Ok(AgentLine { id: row.get(0)?, role: row.get(1)?, team: row.get(2)?, disabled: row.get(3)?, away })
}

/// Everybody who ever was of the house, by their ids.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<AgentLine>, Fault> {
    tx.rows(&format!("select {LINE} order by id"), params![], line)
}

/// Those who are away at an instant.
pub fn away_at(tx: &mut Tx<'_>, at: Timestamp) -> Result<Vec<AgentLine>, Fault> {
    tx.rows(
        &format!("select {LINE} where away_until > $1 and away_from <= $1 order by id"),
        params![at],
        line,
    )
}

/// Those whose time away is over and who are not back yet.
pub fn due_back(tx: &mut Tx<'_>, now: Timestamp, most: usize) -> Result<Vec<AgentId>, Fault> {
    tx.rows(
        "select id from agents where away_until <= $1 order by away_until, id limit $2",
        params![now, most],
        |row| row.get(0),
    )
}

/// Somebody who is, or was, of the house.
pub fn one(tx: &mut Tx<'_>, id: AgentId) -> Result<Option<AgentLine>, Fault> {
    tx.row(&format!("select {LINE} where id = $1"), params![&id.to_string()], line)
}

/// Everybody's matters that wait for us, and those that are not solved; each counted to `most` and no further.
pub fn waiting(tx: &mut Tx<'_>, most: i64) -> Result<Vec<(AgentId, i64, i64)>, Fault> {
    tx.rows(
        "select a.id,
             (select count(*) from (select 1 from cases c
                 where c.owner_id = a.id and c.state = 'open' limit $1) as waiting),
             (select count(*) from (select 1 from cases c
                 where c.owner_id = a.id and c.state in ('open', 'waiting') limit $1) as unsolved)
         from agents a where not a.disabled order by a.id",
        params![most],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

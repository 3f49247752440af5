//! Teams as the log tells them, and who of them has how much to do.

use valta_domain::{AgentId, Recorded, Stream, TeamId, event::TeamEvent, placing::Hand, team::Giving};

use crate::{
    db::{Fault, Row, Tx},
    params,
};

pub(super) fn apply(tx: &mut Tx<'_>, recorded: &Recorded, event: &TeamEvent) -> Result<(), Fault> {
    let Stream::Team(id) = recorded.stream else { return Ok(()) };
    let TeamEvent::TeamSet { team } = event;
    tx.put(
        "insert into teams (id, name, giving, front) {rows}
         on conflict (id) do update set name = excluded.name, giving = excluded.giving",
        params![&id.to_string(), &team.name, team.giving.code(), false],
    )
}

/// One team at most stands in front.
pub(super) fn front_set(tx: &mut Tx<'_>, team: Option<TeamId>) -> Result<(), Fault> {
    let team = team.map(|id| id.to_string());
    tx.put("update teams set front = $1 where front", params![false])?;
    tx.put("update teams set front = $2 where id = $1", params![team.as_ref(), true])
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamLine {
    pub id: TeamId,
    pub name: String,
    pub giving: Giving,
    /// Takes what comes in without a person.
    pub front: bool,
}

fn line(row: &Row<'_>) -> Result<TeamLine, Fault> {
    Ok(TeamLine { id: row.get(0)?, name: row.get(1)?, giving: row.get(2)?, front: row.get(3)? })
}

/// By name.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<TeamLine>, Fault> {
    tx.rows("select id, name, giving, front from teams order by name, id", params![], line)
}

pub fn front(tx: &mut Tx<'_>) -> Result<Option<TeamLine>, Fault> {
    tx.row("select id, name, giving, front from teams where front", params![], line)
}

/// The team's people, each with what waits for us of theirs and when the last one became theirs.
pub fn hands(tx: &mut Tx<'_>, team: TeamId) -> Result<Vec<Hand>, Fault> {
    tx.rows(
        "select a.id, (select count(*) from cases c where c.owner_id = a.id and c.state = 'open'),
             (select max(c.opened_at) from cases c where c.owner_id = a.id and c.state = 'open')
         from agents a where a.team_id = $1 and not a.disabled order by a.id",
        params![&team.to_string()],
        |row| Ok(Hand { agent: row.get(0)?, open: row.get(1)?, last: row.get(2)? }),
    )
}

/// Its people, by their ids.
pub fn members(tx: &mut Tx<'_>, team: TeamId) -> Result<Vec<AgentId>, Fault> {
    tx.rows(
        "select id from agents where team_id = $1 and not disabled order by id",
        params![&team.to_string()],
        |row| row.get(0),
    )
}

/// How many open matters wait in each team's pool; counted to `most` and no further.
pub fn pools(tx: &mut Tx<'_>, most: i64) -> Result<Vec<(TeamId, i64)>, Fault> {
    tx.rows(
        "select t.id, (select count(*) from (select 1 from cases c where c.team_id = t.id
             and c.pooled_since is not null and c.state = 'open' limit $1) as pooled)
         from teams t order by t.id",
        params![most],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

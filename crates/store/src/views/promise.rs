//! Promises as the log tells them. Whether one is broken follows from the clock.

use valta_domain::{AgentId, CaseId, PromiseId, Recorded, Timestamp, contact::Channel, event::CaseEvent};

use crate::{
    db::{Fault, Row, Tx},
    params,
};

pub(super) fn made(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::PromiseMade { promise, what, by, due, channel } = event else { return Ok(()) };
    tx.put(
        "insert into promises (id, case_id, what_id, by_agent, due, channel, made_at)
         {rows}",
        params![
            &promise.to_string(),
            &case.to_string(),
            &what.id.to_string(),
            &by.to_string(),
            *due,
            channel.code(),
            recorded.at
        ],
    )
}

pub(super) fn renewed(
    tx: &mut Tx<'_>,
    promise: PromiseId,
    due: Timestamp,
    at: Timestamp,
) -> Result<(), Fault> {
    tx.put(
        "update promises set due = $2, renewed_at = $3 where id = $1",
        params![&promise.to_string(), due, at],
    )
}

/// Whoever takes the case keeps what the one before has promised and not kept.
pub(super) fn passed_on(
    tx: &mut Tx<'_>,
    case: CaseId,
    from: Option<AgentId>,
    to: AgentId,
) -> Result<(), Fault> {
    let Some(from) = from else { return Ok(()) };
    tx.put(
        "update promises set by_agent = $3 where case_id = $1 and by_agent = $2 and kept_at is null",
        params![&case.to_string(), &from.to_string(), &to.to_string()],
    )
}

pub(super) fn kept(tx: &mut Tx<'_>, promise: PromiseId, at: Timestamp) -> Result<(), Fault> {
    tx.put("update promises set kept_at = $2 where id = $1", params![&promise.to_string(), at])
}

/// A promise with its words.
#[derive(Clone, Debug)]
pub struct PromiseLine {
    pub id: PromiseId,
    pub case: CaseId,
    pub what: Option<String>,
    pub by: (AgentId, String),
    pub due: Timestamp,
    pub channel: Channel,
    pub made_at: Timestamp,
    pub kept_at: Option<Timestamp>,
}

const LINE: &str = "p.id, p.case_id, t.body, p.by_agent, g.name, p.due, p.channel, p.made_at, p.kept_at
    from promises p
    left join texts t on t.id = p.what_id
    left join accounts g on g.agent_id = p.by_agent";

fn line(row: &Row<'_>) -> Result<PromiseLine, Fault> {
    Ok(PromiseLine {
        id: row.get(0)?,
        case: row.get(1)?,
        what: row.get(2)?,
        by: (row.get(3)?, row.get::<Option<String>>(4)?.unwrap_or_default()),
        due: row.get(5)?,
        channel: row.get(6)?,
        made_at: row.get(7)?,
        kept_at: row.get(8)?,
    })
}

pub fn of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<PromiseLine>, Fault> {
    tx.rows(
        &format!("select {LINE} where p.case_id = $1 order by p.due, p.id limit $2"),
        params![&case.to_string(), most],
        line,
    )
}

pub fn one(tx: &mut Tx<'_>, id: PromiseId) -> Result<Option<PromiseLine>, Fault> {
    tx.row(&format!("select {LINE} where p.id = $1"), params![&id.to_string()], line)
}

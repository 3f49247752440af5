//! Who looks at a case at this moment, and who is writing an answer: true for less than a minute, and in no log.

use valta_domain::{AgentId, CaseId, Timestamp, time::SECOND};

use crate::{
    db::{Fault, Tx},
    params,
};

/// Whoever was not heard of for so long (µs) is not there any more.
pub const GONE_AFTER: i64 = 45 * SECOND;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    pub agent: AgentId,
    pub name: String,
    pub writing: bool,
}

/// Everybody who is there, by name.
pub fn of(tx: &mut Tx<'_>, case: CaseId, now: Timestamp) -> Result<Vec<Present>, Fault> {
    tx.rows(
        "select p.agent_id, a.name, p.writing from presence p join accounts a on a.agent_id = p.agent_id
         where p.case_id = $1 and p.seen_at > $2 order by a.name, p.agent_id",
        params![&case.to_string(), now.minus(GONE_AFTER)],
        |row| Ok(Present { agent: row.get(0)?, name: row.get(1)?, writing: row.get(2)? }),
    )
}

/// Somebody is there.
pub fn seen(
    tx: &mut Tx<'_>,
    case: CaseId,
    agent: AgentId,
    writing: bool,
    now: Timestamp,
) -> Result<(), Fault> {
    let (case, agent) = (case.to_string(), agent.to_string());
    let still = tx.execute(
        "update presence set seen_at = $3 where case_id = $1 and agent_id = $2 and writing = $4 and seen_at > $5",
        params![&case, &agent, now, writing, now.minus(GONE_AFTER)],
    )?;
    if still > 0 {
        return Ok(());
    }
    tx.execute(
        "insert into presence (case_id, agent_id, seen_at, changed_at, writing) values ($1, $2, $3, $3, $4)
         on conflict (case_id, agent_id) do update set seen_at = excluded.seen_at,
             changed_at = excluded.changed_at, writing = excluded.writing",
        params![&case, &agent, now, writing],
    )?;
    Ok(())
}

/// Somebody has left. The row stays for a while, so that every node hears of it.
pub fn left(tx: &mut Tx<'_>, case: CaseId, agent: AgentId, now: Timestamp) -> Result<(), Fault> {
    tx.execute(
        "update presence set seen_at = $3, changed_at = $4, writing = $5 where case_id = $1 and agent_id = $2",
        params![&case.to_string(), &agent.to_string(), now.minus(GONE_AFTER), now, false],
    )?;
    Ok(())
}

/// Cases where somebody came, left, began or ceased to write, or fell silent, after one instant and up to another.
pub fn changed(tx: &mut Tx<'_>, after: Timestamp, now: Timestamp) -> Result<Vec<CaseId>, Fault> {
    tx.rows(
        "select distinct case_id from presence
         where (changed_at > $1 and changed_at <= $2) or (seen_at > $3 and seen_at <= $4) order by case_id",
        params![after, now, after.minus(GONE_AFTER), now.minus(GONE_AFTER)],
        |row| row.get(0),
    )
}

/// Those who have long been gone leave nothing behind.
pub fn forget_old(tx: &mut Tx<'_>, seen_before: Timestamp) -> Result<u64, Fault> {
    tx.execute("delete from presence where seen_at < $1", params![seen_before])
}

/// Of somebody who has left the house.
pub fn forget_of(tx: &mut Tx<'_>, agent: AgentId) -> Result<(), Fault> {
    tx.execute("delete from presence where agent_id = $1", params![&agent.to_string()])?;
    Ok(())
}

//! Promises as the log tells them. Whether one is broken follows from the clock.

use valta_domain::{
    AgentId, CaseId, CustomerId, PromiseId, Recorded, Timestamp,
    contact::Channel,
    event::CaseEvent,
    promise::{Told, reminded_at},
};

use super::case::TOGETHER;
use crate::{
    db::{Fault, Row, Tx, Value},
    params,
    reader::Scope,
};

pub(super) fn made(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::PromiseMade { promise, what, by, due, channel, instead_of } = event else { return Ok(()) };
    if let Some(before) = instead_of {
        // One that stood for another one stands for it no more: all of them wait for the last.
        tx.put(
            "update promises set replaced_by = $2 where id = $1 or replaced_by = $1",
            params![&before.to_string(), &promise.to_string()],
        )?;
    }
    tx.put(
        "insert into promises (id, case_id, what_id, by_agent, due, first_due, channel, made_at, remind_at)
         {rows}",
        params![
            &promise.to_string(),
            &case.to_string(),
            &what.id.to_string(),
            &by.to_string(),
            *due,
            *due,
            channel.code(),
            recorded.at,
            reminded_at(recorded.at, *due)
        ],
    )
}

pub(super) fn renewed(
    tx: &mut Tx<'_>,
    promise: PromiseId,
    due: Timestamp,
    told: Told,
    at: Timestamp,
) -> Result<(), Fault> {
    let told_at = match told {
        Told::ByMail | Told::InPerson => Some(at),
        Told::Not => None,
    };
    tx.put(
        "update promises set due = $2, renewed_at = $3, told_at = coalesce(told_at, $4), remind_at = $5,
             reminded_at = null
         where id = $1",
        params![&promise.to_string(), due, at, told_at, reminded_at(at, due)],
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
        "update promises set by_agent = $3
         where case_id = $1 and by_agent = $2 and kept_at is null and replaced_by is null",
        params![&case.to_string(), &from.to_string(), &to.to_string()],
    )
}

pub(super) fn kept(tx: &mut Tx<'_>, promise: PromiseId, at: Timestamp) -> Result<(), Fault> {
    tx.put(
        "update promises set kept_at = $2 where id = $1 or replaced_by = $1",
        params![&promise.to_string(), at],
    )
}

pub(super) fn reminded(tx: &mut Tx<'_>, promise: PromiseId, at: Timestamp) -> Result<(), Fault> {
    tx.put("update promises set reminded_at = $2 where id = $1", params![&promise.to_string(), at])
}

pub(super) fn broken(tx: &mut Tx<'_>, promise: PromiseId, at: Timestamp) -> Result<(), Fault> {
    tx.put("update promises set broken_at = $2 where id = $1", params![&promise.to_string(), at])
}

/// A promise with its words.
#[derive(Clone, Debug)]
pub struct PromiseLine {
    pub id: PromiseId,
    pub case: CaseId,
    pub number: i64,
    pub what: Option<String>,
    pub by: (AgentId, String),
    pub due: Timestamp,
    /// The time that the customer heard first.
    pub first_due: Timestamp,
    /// When the customer first heard of another one, before the one before was over.
    pub told_at: Option<Timestamp>,
    pub channel: Channel,
    pub made_at: Timestamp,
    /// When it was last another: kept, stood for by a new one, broken, renewed, made.
    pub changed_at: Timestamp,
    pub kept_at: Option<Timestamp>,
    /// Another was given for it, with an apology; kept with that one.
    pub replaced_by: Option<PromiseId>,
}

impl PromiseLine {
    /// Somebody has still to keep it.
    pub const fn is_open(&self) -> bool {
        self.kept_at.is_none() && self.replaced_by.is_none()
    }
}

const LINE: &str =
    "p.id, p.case_id, c.number, t.body, p.by_agent, g.name, p.due, p.first_due, p.told_at, p.channel,
        p.made_at, coalesce(p.kept_at, r.made_at, p.broken_at, p.renewed_at, p.made_at), p.kept_at, p.replaced_by
    from promises p
    join cases c on c.id = p.case_id
    left join promises r on r.id = p.replaced_by
    left join texts t on t.id = p.what_id
    left join accounts g on g.agent_id = p.by_agent";

const OPEN: &str = "p.kept_at is null and p.replaced_by is null";

fn line(row: &Row<'_>) -> Result<PromiseLine, Fault> {
    Ok(PromiseLine {
        id: row.get(0)?,
        case: row.get(1)?,
        number: row.get(2)?,
        what: row.get(3)?,
        by: (row.get(4)?, row.get::<Option<String>>(5)?.unwrap_or_default()),
        due: row.get(6)?,
        first_due: row.get(7)?,
        told_at: row.get(8)?,
        channel: row.get(9)?,
        made_at: row.get(10)?,
        changed_at: row.get(11)?,
        kept_at: row.get(12)?,
        replaced_by: row.get(13)?,
    })
}

pub fn of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<PromiseLine>, Fault> {
    tx.rows(
        &format!("select {LINE} where p.case_id = $1 order by p.due, p.id limit $2"),
        params![&case.to_string(), most],
        line,
    )
}

/// What this customer was promised, in the case and in those that were put into it.
pub fn to_customer(
    tx: &mut Tx<'_>,
    case: CaseId,
    customer: CustomerId,
    most: usize,
) -> Result<Vec<PromiseLine>, Fault> {
    tx.rows(
        &format!(
            "{TOGETHER} select {LINE} where p.case_id in (select id from together)
             and c.customer_id = $2 order by p.due, p.id limit $3"
        ),
        params![&case.to_string(), &customer.to_string(), most],
        line,
    )
}

pub fn one(tx: &mut Tx<'_>, id: PromiseId) -> Result<Option<PromiseLine>, Fault> {
    tx.row(&format!("select {LINE} where p.id = $1"), params![&id.to_string()], line)
}

/// Open promises whose time is over, the longest first.
pub fn overdue(
    tx: &mut Tx<'_>,
    scope: Scope,
    now: Timestamp,
    most: usize,
) -> Result<Vec<PromiseLine>, Fault> {
    let (condition, own) = scope.condition(3);
    let mut params = vec![now.into(), Value::Int(i64::try_from(most).unwrap_or(i64::MAX))];
    params.extend(own.as_deref().map(Value::Text));
    let sql = format!("select {LINE} where p.due < $1 and {OPEN}{condition} order by p.due, p.id limit $2");
    tx.rows(&sql, &params, line)
}

/// What this person has promised or was given to keep: what is open, the nearest first; what another one stands for; and
/// what was kept since then, the last first. Whose they are is all that bounds it: nobody else's are among them.
pub fn of_agent(
    tx: &mut Tx<'_>,
    agent: AgentId,
    since: Timestamp,
    most: usize,
) -> Result<Vec<PromiseLine>, Fault> {
    let agent = agent.to_string();
    let mut lines = tx.rows(
        &format!("select {LINE} where p.by_agent = $1 and {OPEN} order by p.due, p.id limit $2"),
        params![&agent, most],
        line,
    )?;
    lines.extend(tx.rows(
        &format!(
            "select {LINE} where p.by_agent = $1 and p.kept_at is null and p.replaced_by is not null
             order by p.due desc, p.id limit $2"
        ),
        params![&agent, most],
        line,
    )?);
    lines.extend(tx.rows(
        &format!(
            "select {LINE} where p.by_agent = $1 and p.kept_at >= $2 order by p.kept_at desc, p.id limit $3"
        ),
        params![&agent, since, most],
        line,
    )?);
    Ok(lines)
}

/// When a promise was due first, when its customer heard of another time, and when it was kept.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub id: PromiseId,
    pub first_due: Timestamp,
    pub told_at: Option<Timestamp>,
    pub kept_at: Option<Timestamp>,
}

/// Promises whose first time lies in a span, the last first: what rates are reckoned from.
pub fn times(
    tx: &mut Tx<'_>,
    scope: Scope,
    (from, until): (Timestamp, Timestamp),
    most: usize,
) -> Result<Vec<Times>, Fault> {
    let (condition, own) = scope.condition(4);
    let mut params = vec![from.into(), until.into(), Value::Int(i64::try_from(most).unwrap_or(i64::MAX))];
    params.extend(own.as_deref().map(Value::Text));
    let sql = format!(
        "select p.id, p.first_due, p.told_at, p.kept_at from promises p join cases c on c.id = p.case_id
         where p.first_due >= $1 and p.first_due < $2{condition} order by p.first_due desc, p.id limit $3"
    );
    tx.rows(&sql, &params, |row| {
        Ok(Times { id: row.get(0)?, first_due: row.get(1)?, told_at: row.get(2)?, kept_at: row.get(3)? })
    })
}

/// Promises whose time is over and of which the log does not say it yet.
pub fn to_break(tx: &mut Tx<'_>, now: Timestamp, most: usize) -> Result<Vec<(CaseId, PromiseId)>, Fault> {
    tx.rows(TO_BREAK, params![now, most], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// In the words of its index: what was broken long ago and never kept is not looked at each second.
const TO_BREAK: &str = "select case_id, id from promises
    where due < $1 and kept_at is null and replaced_by is null and broken_at is null order by due, id limit $2";

/// Promises whose time comes near, and whose it is to keep them, who were not told so yet.
pub fn to_remind(
    tx: &mut Tx<'_>,
    now: Timestamp,
    most: usize,
) -> Result<Vec<(CaseId, PromiseId, AgentId)>, Fault> {
    tx.rows(
        "select case_id, id, by_agent from promises
         where remind_at <= $1 and due >= $1 and kept_at is null and replaced_by is null and reminded_at is null
         order by remind_at, id limit $2",
        params![now, most],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

#[cfg(test)]
mod tests;

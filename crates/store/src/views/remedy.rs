//! Remedies as the log tells them, and the sums that limits are measured against.

use valta_domain::{
    AgentId, CaseId, Currency, CustomerId, MandateId, Money, Recorded, RemedyId, Timestamp,
    event::CaseEvent,
    remedy::{Outcome, RemedyKind},
};

use crate::{
    db::{Fault, Row, Tx, Value},
    params,
    reader::Scope,
};

pub(super) fn granted(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    customer: Option<CustomerId>,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::RemedyGranted { remedy, kind, amount, reason, payee, weighed } = event else {
        return Ok(());
    };
    let mandate = weighed.decision.mandate;
    tx.put(
        "insert into remedies (id, case_id, customer_id, agent_id, kind, minor, currency, outcome,
             mandate_id, mandate_version, reason_id, payee_id, at)
         {rows}",
        params![
            &remedy.to_string(),
            &case.to_string(),
            customer.map(|id| id.to_string()).as_ref(),
            &weighed.inputs.agent.to_string(),
            kind.code(),
            amount.map(|amount| amount.minor),
            amount.map(|amount| amount.currency.to_string()).as_ref(),
            weighed.decision.outcome.code(),
            mandate.map(|(id, _)| id.to_string()).as_ref(),
            mandate.map(|(_, version)| version),
            reason.as_ref().map(|text| text.id.to_string()).as_ref(),
            payee.map(|id| id.to_string()).as_ref(),
            recorded.at
        ],
    )
}

pub(super) fn reversed(tx: &mut Tx<'_>, remedy: RemedyId, at: Timestamp) -> Result<(), Fault> {
    tx.put("update remedies set reversed_at = $2 where id = $1", params![&remedy.to_string(), at])
}

/// Minor units given and not reversed in a case, of these kinds and this currency.
pub fn given_in_case(
    tx: &mut Tx<'_>,
    case: CaseId,
    kinds: &[RemedyKind],
    currency: Currency,
) -> Result<i64, Fault> {
    // What was given in cases that were put together with this one was given in this one.
    sum(
        tx,
        "with recursive together (id) as (
             select id from cases where id = $1
             union select c.id from cases c join together t on c.merged_into = t.id)
         select r.kind, r.minor from together t join remedies r on r.case_id = t.id
         where r.currency = $2 and r.reversed_at is null",
        params![&case.to_string(), currency.code()],
        kinds,
    )
}

/// Minor units given and not reversed by an agent later than `after`, of these kinds and this
/// currency. There is no upper end, so that a clock set back takes nothing out of the sum.
pub fn given_by_agent(
    tx: &mut Tx<'_>,
    agent: AgentId,
    kinds: &[RemedyKind],
    currency: Currency,
    after: Timestamp,
) -> Result<i64, Fault> {
    sum(
        tx,
        "select kind, cast(sum(minor) as bigint) from remedies
         where agent_id = $1 and currency = $2 and at > $3 and reversed_at is null
         group by kind order by kind",
        params![&agent.to_string(), currency.code(), after],
        kinds,
    )
}

fn sum(tx: &mut Tx<'_>, sql: &str, params: &[Value<'_>], kinds: &[RemedyKind]) -> Result<i64, Fault> {
    let parts = tx.rows(sql, params, |row| Ok((row.get::<RemedyKind>(0)?, row.get::<Option<i64>>(1)?)))?;
    parts
        .into_iter()
        .filter(|(kind, _)| kinds.contains(kind))
        .try_fold(0_i64, |sum, (_, minor)| sum.checked_add(minor.unwrap_or(0)))
        .ok_or_else(|| Fault::bug("the sum of remedies does not fit"))
}

/// A remedy with its words.
#[derive(Clone, Debug)]
pub struct RemedyLine {
    pub id: RemedyId,
    pub case: CaseId,
    pub agent: (AgentId, String),
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub outcome: Outcome,
    pub mandate: Option<(MandateId, u32)>,
    pub reason: Option<String>,
    pub payee: Option<String>,
    pub at: Timestamp,
    pub reversed_at: Option<Timestamp>,
    /// Where its payment order stands in the outbox: `waiting`, `done`, …; an apology has none.
    pub payment: Option<String>,
}

const LINE: &str =
    "r.id, r.case_id, r.agent_id, g.name, r.kind, r.minor, r.currency, r.outcome, r.mandate_id,
    r.mandate_version, t.body, a.shown, r.at, r.reversed_at, o.state
    from remedies r
    left join accounts g on g.agent_id = r.agent_id
    left join texts t on t.id = r.reason_id
    left join addresses a on a.identity_id = r.payee_id
    left join outbox o on o.subject_id = r.id and o.kind = 'payment'";

fn line(row: &Row<'_>) -> Result<RemedyLine, Fault> {
    let amount = row.get::<Option<i64>>(5)?.zip(row.get::<Option<Currency>>(6)?);
    Ok(RemedyLine {
        id: row.get(0)?,
        case: row.get(1)?,
        agent: (row.get(2)?, row.get::<Option<String>>(3)?.unwrap_or_default()),
        kind: row.get(4)?,
        amount: amount.map(|(minor, currency)| Money::new(minor, currency)),
        outcome: row.get(7)?,
        mandate: row.get::<Option<MandateId>>(8)?.zip(row.get::<Option<u32>>(9)?),
        reason: row.get(10)?,
        payee: row.get(11)?,
        at: row.get(12)?,
        reversed_at: row.get(13)?,
        payment: row.get(14)?,
    })
}

pub fn of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<RemedyLine>, Fault> {
    tx.rows(
        &format!("select {LINE} where r.case_id = $1 order by r.at, r.id limit $2"),
        params![&case.to_string(), most],
        line,
    )
}

/// What a customer was given, the last first.
pub fn of_customer(tx: &mut Tx<'_>, customer: CustomerId, most: usize) -> Result<Vec<RemedyLine>, Fault> {
    tx.rows(
        &format!("select {LINE} where r.customer_id = $1 order by r.at desc, r.id desc limit $2"),
        params![&customer.to_string(), most],
        line,
    )
}

pub fn one(tx: &mut Tx<'_>, id: RemedyId) -> Result<Option<RemedyLine>, Fault> {
    tx.row(&format!("select {LINE} where r.id = $1"), params![&id.to_string()], line)
}

/// Remedies in the order they were given, the last first; within the scope of their cases.
pub fn list(
    tx: &mut Tx<'_>,
    scope: Scope,
    before: Option<(Timestamp, RemedyId)>,
    most: usize,
) -> Result<Vec<RemedyLine>, Fault> {
    let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at.micros(), id.to_string()));
    let (condition, own) = scope.condition(4);
    let mut params = vec![Value::Int(at), Value::Text(&id), Value::from(most)];
    params.extend(own.as_deref().map(Value::Text));
    tx.rows(
        &format!(
            "select {LINE} join cases c on c.id = r.case_id
             where (r.at, r.id) < ($1, $2){condition} order by r.at desc, r.id desc limit $3"
        ),
        &params,
        line,
    )
}

//! Payments as the log tells them, on the row of their remedy; and what waits for people of finance.

use valta_domain::{
    AgentId, BatchId, CaseId, Currency, CustomerId, Event, Money, Recorded, RemedyId, TextRef, Timestamp,
    case::Case,
    event::CaseEvent,
    payment::{FailedBecause, State, Via},
    remedy::RemedyKind,
};

use crate::{
    db::{Fault, Row, Tx},
    params,
};

/// Writes how the payment stands after a fact: the row is the folded payment.
pub(super) fn stands(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    remedy: RemedyId,
    case: &Case,
) -> Result<(), Fault> {
    let Some(payment) = case.remedies.get(&remedy).and_then(|remedy| remedy.payment) else { return Ok(()) };
    let taken_by = match &recorded.event {
        Event::Case(CaseEvent::PaymentSent { .. }) => super::agent_of(recorded.actor),
        Event::Agent(_)
        | Event::Case(_)
        | Event::Customer(_)
        | Event::House(_)
        | Event::Mandate(_)
        | Event::Process(_)
        | Event::Team(_) => None,
    };
    tx.execute(
        "update remedies set payment = $2, via = $3, payment_round = $4, batch_id = $5, reversal_asked = $6,
             payment_at = $7, unsettled_at = $8, taken_by = case when $2 = 'sent' then coalesce(taken_by, $9) end
         where id = $1",
        params![
            &remedy.to_string(),
            payment.state.code(),
            payment.via.map(Via::code),
            payment.round,
            payment.batch.map(|id| id.to_string()).as_ref(),
            payment.reversal_asked,
            recorded.at,
            payment.state.is_unsettled().then_some(recorded.at),
            taken_by.as_ref()
        ],
    )?;
    Ok(())
}

pub(super) fn exported(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    remedy: RemedyId,
    batch: BatchId,
) -> Result<(), Fault> {
    tx.execute(
        "insert into payment_exports (id, batch_id, remedy_id, agent_id, at) values ($1, $2, $3, $4, $5)",
        params![
            &recorded.id.to_string(),
            &batch.to_string(),
            &remedy.to_string(),
            super::agent_of(recorded.actor).as_ref(),
            recorded.at
        ],
    )?;
    Ok(())
}

pub(super) fn referred(tx: &mut Tx<'_>, remedy: RemedyId, reference: Option<&TextRef>) -> Result<(), Fault> {
    tx.execute(
        "update remedies set reference_id = $2 where id = $1",
        params![&remedy.to_string(), reference.map(|text| text.id.to_string()).as_ref()],
    )?;
    Ok(())
}

/// Why it was not paid, or not given back.
pub(super) fn explained(
    tx: &mut Tx<'_>,
    remedy: RemedyId,
    because: Option<FailedBecause>,
    reason: Option<&TextRef>,
) -> Result<(), Fault> {
    tx.execute(
        "update remedies set payment_because = $2, payment_reason_id = $3 where id = $1",
        params![
            &remedy.to_string(),
            because.map(FailedBecause::code),
            reason.map(|text| text.id.to_string()).as_ref()
        ],
    )?;
    Ok(())
}

/// How a payment stands, with the words that were said about it.
#[derive(Clone, Debug)]
pub struct PaymentLine {
    pub state: State,
    pub via: Option<Via>,
    pub round: u32,
    pub batch: Option<BatchId>,
    pub reversal_asked: bool,
    pub because: Option<FailedBecause>,
    /// Why it was not paid, or not given back.
    pub reason: Option<String>,
    /// What the receiver knows it by.
    pub reference: Option<String>,
    /// Since when it stands so.
    pub at: Timestamp,
}

impl PaymentLine {
    /// Reads nine columns from `first` on.
    pub(super) fn read(row: &Row<'_>, first: usize) -> Result<Option<PaymentLine>, Fault> {
        let Some(state) = row.get::<Option<State>>(first)? else { return Ok(None) };
        Ok(Some(PaymentLine {
            state,
            via: row.get(first + 1)?,
            round: row.get(first + 2)?,
            batch: row.get(first + 3)?,
            reversal_asked: row.get(first + 4)?,
            because: row.get(first + 5)?,
            reason: row.get(first + 6)?,
            reference: row.get(first + 7)?,
            at: row.get(first + 8)?,
        }))
    }
}

/// A payment with everything that whoever carries it out must know.
#[derive(Clone, Debug)]
pub struct PayLine {
    pub remedy: RemedyId,
    pub case: CaseId,
    pub number: i64,
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub customer: Option<(CustomerId, String)>,
    /// Who gave it, and why.
    pub giver: (AgentId, String),
    pub why: Option<String>,
    pub given_at: Timestamp,
    /// The account that was named when it was given.
    pub payee: Option<String>,
    /// That one, else the customer's only one that the house has seen a payment from.
    pub account: Option<String>,
    /// Who of finance has it in hand.
    pub taken_by: Option<(AgentId, String)>,
    pub payment: PaymentLine,
}

const COLUMNS: &str = "r.id, r.case_id, c.number, r.kind, r.minor, r.currency, r.customer_id, n.name, r.agent_id,
    g.name, t.body, r.at, coalesce(p.address,
        (select case when count(*) = 1 then min(a.address) end from identities i
         join addresses a on a.identity_id = i.id
         where r.payee_id is null and i.customer_id = r.customer_id and i.kind = 'payment' and i.verified = $1)),
    r.taken_by, k.name, r.payment, r.via, r.payment_round, r.batch_id, r.reversal_asked, r.payment_because,
    pr.body, pf.body, r.payment_at, p.address";

const JOINS: &str = "join cases c on c.id = r.case_id
    left join customer_names n on n.customer_id = r.customer_id
    left join accounts g on g.agent_id = r.agent_id
    left join accounts k on k.agent_id = r.taken_by
    left join texts t on t.id = r.reason_id
    left join addresses p on p.identity_id = r.payee_id
    left join texts pr on pr.id = r.payment_reason_id
    left join texts pf on pf.id = r.reference_id";

fn line(row: &Row<'_>) -> Result<PayLine, Fault> {
    let amount = row.get::<Option<i64>>(4)?.zip(row.get::<Option<Currency>>(5)?);
    let customer = row.get::<Option<CustomerId>>(6)?;
    let taken_by = row.get::<Option<AgentId>>(13)?;
    let name = |index| -> Result<String, Fault> { Ok(row.get::<Option<String>>(index)?.unwrap_or_default()) };
    Ok(PayLine {
        remedy: row.get(0)?,
        case: row.get(1)?,
        number: row.get(2)?,
        kind: row.get(3)?,
        amount: amount.map(|(minor, currency)| Money::new(minor, currency)),
        customer: match customer {
            Some(id) => Some((id, name(7)?)),
            None => None,
        },
        giver: (row.get(8)?, name(9)?),
        why: row.get(10)?,
        given_at: row.get(11)?,
        payee: row.get(24)?,
        account: row.get(12)?,
        taken_by: match taken_by {
            Some(id) => Some((id, name(14)?)),
            None => None,
        },
        payment: PaymentLine::read(row, 15)?.ok_or_else(|| Fault::bug("a payment without a state"))?,
    })
}

/// Orders that wait for people: those of the finance queue, and those whose connector is disabled.
const FOR_PEOPLE: &str = "o.state = 'waiting' and o.kind in ('finance', 'webhook')
    and (o.kind = 'finance' or o.connector in (select name from connectors where disabled_at is not null))";

/// What nobody of finance has taken yet, the longest waiting first.
pub fn waiting(tx: &mut Tx<'_>, most: usize) -> Result<Vec<PayLine>, Fault> {
    tx.rows(
        &format!(
            "select {COLUMNS} from outbox o join remedies r on r.id = o.subject_id {JOINS}
             where {FOR_PEOPLE} order by o.made_at, o.id limit $2"
        ),
        params![true, most],
        line,
    )
}

/// What finance has in hand, the longest first.
pub fn in_hand(tx: &mut Tx<'_>, most: usize) -> Result<Vec<PayLine>, Fault> {
    tx.rows(
        &format!(
            "select {COLUMNS} from remedies r {JOINS}
             where r.unsettled_at is not null and r.payment = 'sent' and r.via = 'finance'
             order by r.unsettled_at, r.id limit $2"
        ),
        params![true, most],
        line,
    )
}

/// What was not paid, and what nobody knows of, whichever way it left; the longest first.
pub fn troubled(tx: &mut Tx<'_>, most: usize) -> Result<Vec<PayLine>, Fault> {
    tx.rows(
        &format!(
            "select {COLUMNS} from remedies r {JOINS}
             where r.unsettled_at is not null and r.payment in ('failed', 'uncertain')
             order by r.unsettled_at, r.id limit $2"
        ),
        params![true, most],
        line,
    )
}

pub fn one(tx: &mut Tx<'_>, remedy: RemedyId) -> Result<Option<PayLine>, Fault> {
    tx.row(
        &format!("select {COLUMNS} from remedies r {JOINS} where r.id = $2 and r.payment is not null"),
        params![true, &remedy.to_string()],
        line,
    )
}

/// How much waits for somebody of finance, disabled connectors among it; counted so far and no further.
pub fn count(tx: &mut Tx<'_>, most: i64) -> Result<i64, Fault> {
    tx.one(
        &format!(
            "select count(*) from (
                 select 1 as one from outbox o where {FOR_PEOPLE}
                 union all
                 select 1 from connectors where disabled_at is not null
                 union all
                 select 1 from remedies where unsettled_at is not null
                     and (payment in ('failed', 'uncertain') or payment = 'sent' and via = 'finance')
                 limit $1) as found"
        ),
        params![most],
        |row| row.get(0),
    )
}

/// A file for the bank: when it was made, by whom, and how much stands in it.
#[derive(Clone, Debug)]
pub struct BatchLine {
    pub id: BatchId,
    pub at: Timestamp,
    pub by: String,
    pub count: i64,
}

/// The last files for the bank.
pub fn batches(tx: &mut Tx<'_>, most: usize) -> Result<Vec<BatchLine>, Fault> {
    tx.rows(
        "select e.batch_id, min(e.at), min(g.name), count(*) from payment_exports e
         left join accounts g on g.agent_id = e.agent_id
         group by e.batch_id order by e.batch_id desc limit $1",
        params![most],
        |row| {
            Ok(BatchLine {
                id: row.get(0)?,
                at: row.get(1)?,
                by: row.get::<Option<String>>(2)?.unwrap_or_default(),
                count: row.get(3)?,
            })
        },
    )
}

/// What stands in a file for the bank, in the order in which it was given, and when the file was made.
pub fn of_batch(tx: &mut Tx<'_>, batch: BatchId) -> Result<Option<(Timestamp, Vec<PayLine>)>, Fault> {
    let at = tx.one(
        "select min(at) from payment_exports where batch_id = $1",
        params![&batch.to_string()],
        |row| row.get::<Option<Timestamp>>(0),
    )?;
    let Some(at) = at else { return Ok(None) };
    let lines = tx.rows(
        &format!(
            "select {COLUMNS} from payment_exports e join remedies r on r.id = e.remedy_id {JOINS}
             where e.batch_id = $2 order by r.at, r.id"
        ),
        params![true, &batch.to_string()],
        line,
    )?;
    Ok(Some((at, lines)))
}

//! Asks as the log tells them: who asked whom for which remedy, and what became of it.

use std::collections::HashMap;

use valta_domain::{
    Actor, AgentId, CaseId, Currency, CustomerId, Money, Recorded, RemedyId, Timestamp,
    ask::{AskKind, AskState},
    event::CaseEvent,
    remedy::RemedyKind,
};

use crate::{
    db::{Fault, Row, Tx},
    params, ties,
};

pub(super) fn asked(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let (kind, remedy, asker, wish, digest, until, promise, whom) =
        if let CaseEvent::CoSignAsked { remedy, asker, wish, digest, asked, until, .. } = event {
            (AskKind::CoSign, remedy, asker, wish, digest, until, None, asked.as_slice())
        } else if let CaseEvent::Escalated { remedy, asker, wish, digest, to, until, promise, .. } = event {
            let to = std::slice::from_ref(to);
            (AskKind::Escalation, remedy, asker, wish, digest, until, Some(promise), to)
        } else {
            return Ok(());
        };
    let (remedy, case) = (remedy.to_string(), case.to_string());
    tx.execute(
        "insert into asks (remedy_id, case_id, kind, asker_id, remedy_kind, minor, currency, reason_id, digest,
             promise_id, state, asked_at, until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            &remedy,
            &case,
            kind.code(),
            &asker.to_string(),
            wish.kind.code(),
            wish.amount.map(|amount| amount.minor),
            wish.amount.map(|amount| amount.currency.to_string()).as_ref(),
            &wish.reason.id.to_string(),
            digest,
            promise.map(ToString::to_string).as_ref(),
            AskState::Open.code(),
            recorded.at,
            *until
        ],
    )?;
    for agent in whom {
        tx.execute(
            "insert into asked (id, remedy_id, case_id, agent_id, declined) values ($1, $2, $3, $4, $5)",
            params![&format!("{remedy}:{agent}"), &remedy, &case, &agent.to_string(), false],
        )?;
    }
    Ok(())
}

/// Every answer but the last leaves the ask open; `state` is how the folded case has it now.
pub(super) fn declined(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    event: &CaseEvent,
    state: AskState,
) -> Result<(), Fault> {
    let CaseEvent::AskDeclined { remedy, by, counter } = event else { return Ok(()) };
    let remedy = remedy.to_string();
    tx.execute(
        "update asked set declined = $2, counter_kind = $3, counter_minor = $4, counter_currency = $5, words_id = $6
         where id = $1",
        params![
            &format!("{remedy}:{by}"),
            true,
            counter.kind.code(),
            counter.amount.map(|amount| amount.minor),
            counter.amount.map(|amount| amount.currency.to_string()).as_ref(),
            &counter.words.id.to_string()
        ],
    )?;
    if state == AskState::Declined {
        ended(tx, &remedy, AskState::Declined, recorded)?;
    }
    Ok(())
}

pub(super) fn withdrawn(tx: &mut Tx<'_>, recorded: &Recorded, remedy: RemedyId) -> Result<(), Fault> {
    ended(tx, &remedy.to_string(), AskState::Withdrawn, recorded)
}

/// A remedy that was asked for was given. One that nobody was asked for changes nothing here.
pub(super) fn granted(tx: &mut Tx<'_>, recorded: &Recorded, remedy: RemedyId) -> Result<(), Fault> {
    ended(tx, &remedy.to_string(), AskState::Granted, recorded)
}

fn ended(tx: &mut Tx<'_>, remedy: &str, state: AskState, recorded: &Recorded) -> Result<(), Fault> {
    let by = match recorded.actor {
        Actor::Agent(agent) => Some(agent.to_string()),
        Actor::Customer(_) | Actor::House => None,
    };
    tx.execute(
        "update asks set state = $2, answered_at = $3, answered_by = $4 where remedy_id = $1",
        params![remedy, state.code(), recorded.at, by.as_ref()],
    )?;
    Ok(())
}

/// An ask with its words.
#[derive(Clone, Debug)]
pub struct AskLine {
    /// The remedy that it would be.
    pub remedy: RemedyId,
    pub case: CaseId,
    pub case_number: i64,
    pub subject: Option<String>,
    pub customer: Option<(CustomerId, String)>,
    pub owner: Option<AgentId>,
    pub kind: AskKind,
    pub asker: (AgentId, String),
    pub remedy_kind: RemedyKind,
    pub amount: Option<Money>,
    pub reason: Option<String>,
    /// What a signature is over.
    pub digest: String,
    pub state: AskState,
    pub asked_at: Timestamp,
    /// Until when it holds; for an escalation, when the customer was promised an answer.
    pub until: Timestamp,
    pub answered_at: Option<Timestamp>,
    pub asked: Vec<AskedLine>,
}

/// One who was asked, and what they offered instead when they declined.
#[derive(Clone, Debug)]
pub struct AskedLine {
    pub agent: (AgentId, String),
    pub declined: bool,
    pub counter: Option<CounterLine>,
}

#[derive(Clone, Debug)]
pub struct CounterLine {
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub words: Option<String>,
}

const LINE: &str =
    "k.remedy_id, k.case_id, c.number, s.body, c.customer_id, n.name, c.owner_id, k.kind, k.asker_id,
    g.name, k.remedy_kind, k.minor, k.currency, t.body, k.digest, k.state, k.asked_at, k.until, k.answered_at
    from asks k
    join cases c on c.id = k.case_id
    left join texts s on s.id = c.subject_id
    left join customer_names n on n.customer_id = c.customer_id
    left join accounts g on g.agent_id = k.asker_id
    left join texts t on t.id = k.reason_id";

fn line(row: &Row<'_>) -> Result<AskLine, Fault> {
    let customer = row.get::<Option<CustomerId>>(4)?;
    Ok(AskLine {
        remedy: row.get(0)?,
        case: row.get(1)?,
        case_number: row.get(2)?,
        subject: row.get(3)?,
        customer: customer
            .map(|id| Ok((id, row.get::<Option<String>>(5)?.unwrap_or_default())))
            .transpose()?,
        owner: row.get(6)?,
        kind: row.get(7)?,
        asker: (row.get(8)?, row.get::<Option<String>>(9)?.unwrap_or_default()),
        remedy_kind: row.get(10)?,
        amount: money(row, 11)?,
        reason: row.get(13)?,
        digest: row.get(14)?,
        state: row.get(15)?,
        asked_at: row.get(16)?,
        until: row.get(17)?,
        answered_at: row.get(18)?,
        asked: Vec::new(),
    })
}

fn money(row: &Row<'_>, at: usize) -> Result<Option<Money>, Fault> {
    let amount = row.get::<Option<i64>>(at)?.zip(row.get::<Option<Currency>>(at + 1)?);
    Ok(amount.map(|(minor, currency)| Money::new(minor, currency)))
}

/// The asks of a case that the caller has looked up within its scope, the first first.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<AskLine>, Fault> {
    let case = case.to_string();
    let mut asks = tx.rows(
        &format!("select {LINE} where k.case_id = $1 order by k.asked_at, k.remedy_id limit $2"),
        params![&case, most],
        line,
    )?;
    if !asks.is_empty() {
        let mut asked: HashMap<RemedyId, Vec<AskedLine>> = HashMap::new();
        for (remedy, who) in
            tx.rows(&format!("{ASKED} where q.case_id = $1 order by q.id"), params![&case], whom)?
        {
            asked.entry(remedy).or_default().push(who);
        }
        for ask in &mut asks {
            ask.asked = asked.remove(&ask.remedy).unwrap_or_default();
        }
    }
    Ok(asks)
}

const ASKED: &str = "select q.remedy_id, q.agent_id, g.name, q.declined, q.counter_kind, q.counter_minor,
    q.counter_currency, t.body from asked q
    left join accounts g on g.agent_id = q.agent_id
    left join texts t on t.id = q.words_id";

fn whom(row: &Row<'_>) -> Result<(RemedyId, AskedLine), Fault> {
    let counter = row.get::<Option<RemedyKind>>(4)?;
    let counter = counter
        .map(|kind| Ok(CounterLine { kind, amount: money(row, 5)?, words: row.get(7)? }))
        .transpose()?;
    Ok((
        row.get(0)?,
        AskedLine {
            agent: (row.get(1)?, row.get::<Option<String>>(2)?.unwrap_or_default()),
            declined: row.get(3)?,
            counter,
        },
    ))
}

pub fn one(tx: &mut Tx<'_>, remedy: RemedyId) -> Result<Option<AskLine>, Fault> {
    let remedy = remedy.to_string();
    let Some(mut ask) = tx.row(&format!("select {LINE} where k.remedy_id = $1"), params![&remedy], line)?
    else {
        return Ok(None);
    };
    let asked = tx.rows(&format!("{ASKED} where q.remedy_id = $1 order by q.id"), params![&remedy], whom)?;
    ask.asked = asked.into_iter().map(|(_, who)| who).collect();
    Ok(Some(ask))
}

/// What waits for this agent's answer, the most urgent first.
pub fn asked_of(tx: &mut Tx<'_>, agent: AgentId, most: usize) -> Result<Vec<AskLine>, Fault> {
    tx.rows(
        &format!(
            "select {LINE} join asked q on q.remedy_id = k.remedy_id
             where q.agent_id = $1 and q.declined = $2 and k.state = 'open' order by k.until, k.remedy_id limit $3"
        ),
        params![&agent.to_string(), false, most],
        line,
    )
}

/// How many open cases this agent has, and how many asks, handovers and questions wait for their answer at an instant; each
/// counted to `most` and no further.
pub fn count_for(tx: &mut Tx<'_>, agent: AgentId, at: Timestamp, most: i64) -> Result<(i64, i64), Fault> {
    let (answerable, consulted) = (ties::answerable(1, 4), ties::consulted(1, 4));
    let counted = format!(
        "select
           (select count(*) from (select 1 from cases where owner_id = $1 and state = 'open' limit $3) as owned),
           (select count(*) from (select 1 from asked q join asks k on k.remedy_id = q.remedy_id
                where q.agent_id = $1 and q.declined = $2 and k.state = 'open' limit $3) as waiting),
           (select count(*) from (select 1 from handovers h where {answerable} limit $3) as offered),
           (select count(*) from (select 1 from consultations q where {consulted} limit $3) as consulted)"
    );
    tx.one(&counted, params![&agent.to_string(), false, most, at], |row| {
        let asked: i64 = row.get(1)?;
        Ok((row.get(0)?, asked.saturating_add(row.get(2)?).saturating_add(row.get(3)?)))
    })
}

/// Cases with a co-sign that nobody has given in time.
pub fn expired(tx: &mut Tx<'_>, now: Timestamp, most: usize) -> Result<Vec<CaseId>, Fault> {
    tx.rows(
        "select distinct case_id from asks where state = 'open' and kind = 'co_sign' and until <= $1
         order by case_id limit $2",
        params![now, most],
        |row| row.get(0),
    )
}

/// How the last signatures ended that were asked for in a time, the newest first: given or not and after how long (µs),
/// or nothing where nobody answered in time. What was withdrawn before is left out.
pub fn signatures(
    tx: &mut Tx<'_>,
    from: Timestamp,
    until: Timestamp,
    most: usize,
) -> Result<Vec<Option<(bool, i64)>>, Fault> {
    tx.rows(
        "select state, answered_at - asked_at from asks
         where kind = 'co_sign' and asked_at >= $1 and asked_at < $2
           and (state in ('granted', 'declined') or state = 'withdrawn' and answered_at >= until)
         order by asked_at desc, remedy_id limit $3",
        params![from, until, most],
        |row| {
            let state: AskState = row.get(0)?;
            Ok(match state {
                AskState::Granted => Some((true, row.get(1)?)),
                AskState::Declined => Some((false, row.get(1)?)),
                AskState::Open | AskState::Withdrawn => None,
            })
        },
    )
}

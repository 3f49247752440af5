//! Remedies as the log tells them, and the sums that limits are measured against.

use valta_domain::{
    AgentId, CaseId, Currency, CustomerId, MandateId, Money, Recorded, RemedyId, TeamId, Timestamp, ask,
    case::Case,
    event::CaseEvent,
    payment::{self, Payment},
    remedy::{Outcome, RemedyKind},
};

use super::{
    case::{Query, TOGETHER},
    ledger::{self, Entry},
    payment::PaymentLine,
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
    folded: &Case,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::RemedyGranted { remedy, kind, amount, reason, payee, signed_by, weighed, .. } = event
    else {
        return Ok(());
    };
    let mandate = weighed.decision.mandate;
    let situation = &weighed.inputs.situation;
    let way = ask::way(folded, *remedy, weighed.decision.outcome);
    let payment = payment::leaves(*kind).then_some(Payment::GRANTED);
    tx.put(
        "insert into remedies (id, case_id, customer_id, agent_id, team_id, signer_id, kind, minor, currency,
             outcome, way, alone, mandate_id, mandate_version, reason_id, payee_id, at, payment, payment_round,
             payment_at, reversal_asked)
         {rows}",
        params![
            &remedy.to_string(),
            &case.to_string(),
            folded.customer.map(|id| id.to_string()).as_ref(),
            &situation.agent.to_string(),
            situation.team.map(|id| id.to_string()).as_ref(),
            signed_by.map(|id| id.to_string()).as_ref(),
            kind.code(),
            amount.map(|amount| amount.minor),
            amount.map(|amount| amount.currency.to_string()).as_ref(),
            weighed.decision.outcome.code(),
            way.code(),
            weighed.decision.alone,
            mandate.map(|(id, _)| id.to_string()).as_ref(),
            mandate.map(|(_, version)| version),
            reason.as_ref().map(|text| text.id.to_string()).as_ref(),
            payee.map(|id| id.to_string()).as_ref(),
            recorded.at,
            payment.map(|payment| payment.state.code()),
            payment.map(|payment| payment.round),
            payment.map(|_| recorded.at),
            false
        ],
    )?;
    let entry = Entry { agent: situation.agent, kind: *kind, way, amount: *amount, at: recorded.at };
    ledger::entered(tx, &entry)
}

pub(super) fn reversed(tx: &mut Tx<'_>, remedy: RemedyId, at: Timestamp) -> Result<(), Fault> {
    ledger::taken_back(tx, remedy)?;
    tx.put("update remedies set reversed_at = $2 where id = $1", params![&remedy.to_string(), at])
}

/// Minor units that were given and not reversed, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given(Vec<(RemedyKind, i64)>);

impl Given {
    /// Of these kinds together.
    pub fn of(&self, kinds: &[RemedyKind]) -> i64 {
        let counted = self.0.iter().filter(|(kind, _)| kinds.contains(kind));
        counted.fold(0, |sum, (_, minor)| sum.saturating_add(*minor))
    }
}

/// In a case, and in those that were put together with it.
pub fn given_in_case(tx: &mut Tx<'_>, case: CaseId, currency: Currency) -> Result<Given, Fault> {
    given(
        tx,
        &format!(
            "{TOGETHER} select r.kind, cast(sum(r.minor) as bigint) from together t
             join remedies r on r.case_id = t.id
             where r.currency = $2 and r.reversed_at is null group by r.kind order by r.kind"
        ),
        params![&case.to_string(), currency.code()],
    )
}

/// To a customer, by everybody, later than `after`. No window has an upper end, so that a clock set back takes
/// nothing out of a sum.
pub fn given_to_customer(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    currency: Currency,
    after: Timestamp,
) -> Result<Given, Fault> {
    given(
        tx,
        "select kind, cast(sum(minor) as bigint) from remedies
         where customer_id = $1 and currency = $2 and at > $3 and reversed_at is null
         group by kind order by kind",
        params![&customer.to_string(), currency.code(), after],
    )
}

/// By an agent later than `after`, with what the agent signed for others.
pub fn given_by_agent(
    tx: &mut Tx<'_>,
    agent: AgentId,
    currency: Currency,
    after: Timestamp,
) -> Result<Given, Fault> {
    given(
        tx,
        "select kind, cast(sum(minor) as bigint) from (
             select kind, minor from remedies
             where agent_id = $1 and currency = $2 and at > $3 and reversed_at is null
             union all select kind, minor from remedies
             where signer_id = $1 and currency = $2 and at > $3 and reversed_at is null) as used
         group by kind order by kind",
        params![&agent.to_string(), currency.code(), after],
    )
}

/// By those who were of a team when they gave, later than `after`.
pub fn given_by_team(
    tx: &mut Tx<'_>,
    team: TeamId,
    currency: Currency,
    after: Timestamp,
) -> Result<Given, Fault> {
    given(
        tx,
        "select kind, cast(sum(minor) as bigint) from remedies
         where team_id = $1 and currency = $2 and at > $3 and reversed_at is null
         group by kind order by kind",
        params![&team.to_string(), currency.code(), after],
    )
}

fn given(tx: &mut Tx<'_>, sql: &str, params: &[Value<'_>]) -> Result<Given, Fault> {
    Ok(Given(tx.rows(sql, params, |row| Ok((row.get(0)?, row.get(1)?)))?))
}

/// Whether a customer was given something of a kind, and it was not taken back.
pub fn was_given(tx: &mut Tx<'_>, customer: CustomerId, kind: RemedyKind) -> Result<bool, Fault> {
    let found = tx.row(
        "select 1 from remedies where customer_id = $1 and kind = $2 and reversed_at is null limit 1",
        params![&customer.to_string(), kind.code()],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// Whose room a remedy takes.
#[derive(Clone, Copy, Debug)]
pub struct Takes {
    pub case: CaseId,
    pub kind: RemedyKind,
    pub agent: AgentId,
    pub signer: Option<AgentId>,
    pub customer: Option<CustomerId>,
    pub team: Option<TeamId>,
}

pub fn takes(tx: &mut Tx<'_>, id: RemedyId) -> Result<Option<Takes>, Fault> {
    tx.row(
        "select case_id, kind, agent_id, signer_id, customer_id, team_id from remedies where id = $1",
        params![&id.to_string()],
        |row| {
            Ok(Takes {
                case: row.get(0)?,
                kind: row.get(1)?,
                agent: row.get(2)?,
                signer: row.get(3)?,
                customer: row.get(4)?,
                team: row.get(5)?,
            })
        },
    )
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
    /// Somebody was asked to decide it, and gave it.
    pub escalated: bool,
    /// The stretch reached so far because nobody with more room was there.
    pub alone: bool,
    /// The second person, where one signed.
    pub signed_by: Option<(AgentId, String)>,
    pub mandate: Option<(MandateId, u32)>,
    pub reason: Option<String>,
    pub payee: Option<String>,
    pub at: Timestamp,
    pub reversed_at: Option<Timestamp>,
    /// `None` where nothing leaves the house.
    pub payment: Option<PaymentLine>,
}

const LINE: &str =
    "r.id, r.case_id, r.agent_id, g.name, r.kind, r.minor, r.currency, r.outcome, r.mandate_id,
    r.mandate_version, t.body, a.shown, r.at, r.reversed_at, r.payment, r.via, r.payment_round, r.batch_id,
    r.reversal_asked, r.payment_because, pr.body, pf.body, r.payment_at, r.alone, r.signer_id, s.name, r.way";

const LINE_FROM: &str = "from remedies r
    left join accounts g on g.agent_id = r.agent_id
    left join accounts s on s.agent_id = r.signer_id
    left join texts t on t.id = r.reason_id
    left join addresses a on a.identity_id = r.payee_id
    left join texts pr on pr.id = r.payment_reason_id
    left join texts pf on pf.id = r.reference_id";

fn line(row: &Row<'_>) -> Result<RemedyLine, Fault> {
    let amount = row.get::<Option<i64>>(5)?.zip(row.get::<Option<Currency>>(6)?);
    let signer = row.get::<Option<AgentId>>(24)?;
    let signer_name = row.get::<Option<String>>(25)?.unwrap_or_default();
    Ok(RemedyLine {
        id: row.get(0)?,
        case: row.get(1)?,
        agent: (row.get(2)?, row.get::<Option<String>>(3)?.unwrap_or_default()),
        kind: row.get(4)?,
        amount: amount.map(|(minor, currency)| Money::new(minor, currency)),
        outcome: row.get(7)?,
        escalated: row.get::<Outcome>(26)? == Outcome::Escalate,
        alone: row.get(23)?,
        signed_by: signer.map(|id| (id, signer_name)),
        mandate: row.get::<Option<MandateId>>(8)?.zip(row.get::<Option<u32>>(9)?),
        reason: row.get(10)?,
        payee: row.get(11)?,
        at: row.get(12)?,
        reversed_at: row.get(13)?,
        payment: PaymentLine::read(row, 14)?,
    })
}

pub fn of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<RemedyLine>, Fault> {
    tx.rows(
        &format!("select {LINE} {LINE_FROM} where r.case_id = $1 order by r.at, r.id limit $2"),
        params![&case.to_string(), most],
        line,
    )
}

/// What a customer was given, the last first.
pub fn of_customer(tx: &mut Tx<'_>, customer: CustomerId, most: usize) -> Result<Vec<RemedyLine>, Fault> {
    tx.rows(
        &format!("select {LINE} {LINE_FROM} where r.customer_id = $1 order by r.at desc, r.id desc limit $2"),
        params![&customer.to_string(), most],
        line,
    )
}

pub fn one(tx: &mut Tx<'_>, id: RemedyId) -> Result<Option<RemedyLine>, Fault> {
    tx.row(&format!("select {LINE} {LINE_FROM} where r.id = $1"), params![&id.to_string()], line)
}

/// Which remedies a list or a sum holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct RemedyFilter {
    /// From this instant up to, and without, the other.
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub kind: Option<RemedyKind>,
    /// On whose word, see [`valta_domain::ask::way`].
    pub way: Option<Outcome>,
    pub agent: Option<AgentId>,
    pub currency: Option<Currency>,
    /// The last line of the page before.
    pub before: Option<(Timestamp, RemedyId)>,
    pub limit: usize,
}

impl RemedyFilter {
    pub(super) fn period(&self) -> (Timestamp, Timestamp) {
        (self.from.unwrap_or(Timestamp(i64::MIN)), self.until.unwrap_or(Timestamp(i64::MAX)))
    }

    /// What is not time, as conditions on a table `r` that has these columns.
    pub(super) fn narrow(&self, query: &mut Query) {
        if let Some(agent) = self.agent {
            query.and(" and r.agent_id = $", agent.to_string());
        }
        if let Some(kind) = self.kind {
            query.and(" and r.kind = $", kind.code());
        }
        if let Some(way) = self.way {
            query.and(" and r.way = $", way.code());
        }
        if let Some(currency) = self.currency {
            query.and(" and r.currency = $", currency.to_string());
        }
    }

    /// The period and the place of the page, and the end of the statement.
    fn page(&self, query: &mut Query) {
        let (from, until) = self.period();
        let end = (until, String::new());
        let (at, id) = self.before.map_or(end.clone(), |(at, id)| end.min((at, id.to_string())));
        query.and_int(" and r.at >= $", from.micros());
        query.and_int(" and (r.at, r.id) < ($", at.micros());
        query.and(", $", id);
        query.sql.push(')');
        query
            .and_int(" order by r.at desc, r.id desc limit $", i64::try_from(self.limit).unwrap_or(i64::MAX));
    }

    /// Whether the last ones of some sort are looked for, which may be few and far back.
    fn is_of_a_sort(&self) -> bool {
        self.kind.is_some() || self.way.is_some() || self.currency.is_some()
    }
}

/// A remedy with whose matter it was given in.
#[derive(Clone, Debug)]
pub struct ListedRemedy {
    pub remedy: RemedyLine,
    pub number: i64,
    pub customer: Option<(CustomerId, String)>,
}

const LISTED_FROM: &str = "join cases c on c.id = r.case_id
    left join customer_names n on n.customer_id = r.customer_id";

/// In the order they were given, the last first; within the scope of their cases.
pub fn list(tx: &mut Tx<'_>, scope: Scope, filter: &RemedyFilter) -> Result<Vec<ListedRemedy>, Fault> {
    let mut query = Query::new(format!(
        "select {LINE}, c.number, r.customer_id, n.name {LINE_FROM} {LISTED_FROM} where 1 = 1"
    ));
    if let (condition, Some(own)) = scope.condition(1) {
        query.and(&condition, own);
    }
    if scope == Scope::All && filter.is_of_a_sort() {
        let mut last = last_of_sorts(tx, filter)?;
        if last.is_empty() {
            return Ok(Vec::new());
        }
        last.sort_unstable_by(|one, other| other.cmp(one));
        last.truncate(filter.limit);
        query.sql.push_str(" and r.id in (");
        for (place, (_, id)) in last.into_iter().enumerate() {
            query.and(if place == 0 { "$" } else { ", $" }, id);
        }
        query.sql.push(')');
    } else {
        filter.narrow(&mut query);
    }
    filter.page(&mut query);
    tx.rows(&query.sql, &query.params(), listed)
}

fn listed(row: &Row<'_>) -> Result<ListedRemedy, Fault> {
    let customer = row.get::<Option<CustomerId>>(28)?;
    let name = row.get::<Option<String>>(29)?.unwrap_or_default();
    Ok(ListedRemedy { remedy: line(row)?, number: row.get(27)?, customer: customer.map(|id| (id, name)) })
}

/// These, in the order of their ids; the caller has looked up that it may see them.
pub fn of_ids(tx: &mut Tx<'_>, ids: &[RemedyId]) -> Result<Vec<ListedRemedy>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(format!(
        "select {LINE}, c.number, r.customer_id, n.name {LINE_FROM} {LISTED_FROM} where r.id in ("
    ));
    for (place, id) in ids.iter().enumerate() {
        query.and(if place == 0 { "$" } else { ", $" }, id.to_string());
    }
    query.sql.push_str(") order by r.id");
    tx.rows(&query.sql, &query.params(), listed)
}

/// The last of each sort that the filter holds; each is a place in the index, so that nobody looks through
/// what is of other sorts. One person's are found in the index of what that person gave.
fn last_of_sorts(tx: &mut Tx<'_>, filter: &RemedyFilter) -> Result<Vec<(Timestamp, String)>, Fault> {
    if filter.agent.is_some() {
        let mut query = Query::new("select r.at, r.id from remedies r where 1 = 1".into());
        filter.narrow(&mut query);
        filter.page(&mut query);
        return tx.rows(&query.sql, &query.params(), |row| Ok((row.get(0)?, row.get(1)?)));
    }
    let mut last = Vec::new();
    for (kind, way, currency) in ledger::sorts(tx, filter)? {
        let mut query = Query::new("select r.at, r.id from remedies r where 1 = 1".into());
        query.and(" and r.kind = $", kind.code());
        query.and(" and r.way = $", way.code());
        match currency {
            Some(currency) => query.and(" and r.currency = $", currency.to_string()),
            None => query.sql.push_str(" and r.currency is null"),
        }
        filter.page(&mut query);
        last.extend(tx.rows(&query.sql, &query.params(), |row| Ok((row.get(0)?, row.get(1)?)))?);
    }
    Ok(last)
}

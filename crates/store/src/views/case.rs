//! Cases as they stand: the row is the folded case, written after each of its facts.

use valta_domain::{
    Actor, AgentId, CaseId, CustomerId, PointId, Recorded, Stream, TeamId, Timestamp,
    agent::Role,
    ask::AskState,
    case::{Case, State},
    contact::{Channel, Sending},
    deadline::Deadline,
    event::CaseEvent,
};

use super::{
    ask, bounce, consultation, contact, friction, handover, knowhow, link, on_call, payment, promise,
    receipt, remedy, review, told,
};
use crate::{
    db::{Fault, Row, Tx, Value},
    dialect::Dialect,
    lock, params,
    reader::Scope,
};

/// What a fact of a case changes beside the case's own row; that is written by [`put`].
pub(super) fn apply(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    event: &CaseEvent,
    case: &Case,
) -> Result<(), Fault> {
    let Stream::Case(id) = recorded.stream else { return Ok(()) };
    match event {
        CaseEvent::CaseOpened { .. }
        | CaseEvent::CaseReleased { .. }
        | CaseEvent::CaseSnoozed { .. }
        | CaseEvent::CaseWoken {}
        | CaseEvent::DeadlineSet { .. }
        | CaseEvent::DeadlineRemoved {}
        | CaseEvent::OnCallAnswered { .. }
        | CaseEvent::ContactMovedOut { .. } => Ok(()),
        CaseEvent::CaseResolved {} => knowhow::resolved(tx, recorded, id, case),
        CaseEvent::CaseReopened { .. }
        | CaseEvent::CaseMergedInto { .. }
        | CaseEvent::CaseAbsorbed { .. } => knowhow::ended(tx, id, event, case),
        CaseEvent::HandoverOffered { .. } => handover::offered(tx, recorded, id, event),
        CaseEvent::HandoverEnded { .. } => handover::ended(tx, recorded, event),
        CaseEvent::ConsultationAsked { .. } => consultation::asked(tx, recorded, id, event),
        CaseEvent::ConsultationAnswered { .. } => {
            consultation::answered(tx, recorded, event)?;
            knowhow::answered(tx, recorded, id, event)
        }
        CaseEvent::ConsultationReminded { .. } => consultation::reminded(tx, event),
        CaseEvent::ConsultationEnded { .. } => consultation::ended(tx, recorded, event),
        CaseEvent::CaseTaken { owner, from, .. } => promise::passed_on(tx, id, *from, *owner),
        CaseEvent::ContactReceived { .. } => contact::received(tx, recorded, id, event, case.customer),
        CaseEvent::ContactMovedIn { .. } => contact::moved_in(tx, id, event),
        CaseEvent::NoteAdded { .. } => contact::noted(tx, recorded, id, event),
        CaseEvent::ReplyWritten { .. } => {
            contact::written(tx, recorded, id, event)?;
            link::written(tx, recorded, id, event)
        }
        CaseEvent::ReplySent { contact } => contact::sending(tx, *contact, Sending::Sent, None),
        CaseEvent::ReplyFailed { contact, because } => {
            contact::sending(tx, *contact, Sending::Failed, Some(*because))
        }
        CaseEvent::ReplyUncertain { contact } => contact::sending(tx, *contact, Sending::Uncertain, None),
        CaseEvent::ReplyRetried { contact } => contact::sending(tx, *contact, Sending::Queued, None),
        CaseEvent::ReceiptWritten { .. } => {
            receipt::apply(tx, recorded, id, event)?;
            link::written(tx, recorded, id, event)
        }
        CaseEvent::ReceiptFailed { .. } => receipt::apply(tx, recorded, id, event),
        CaseEvent::PromiseMade { .. } => promise::made(tx, recorded, id, event),
        CaseEvent::PromiseRenewed { promise, due, told } => {
            promise::renewed(tx, *promise, *due, *told, recorded.at)
        }
        CaseEvent::PromiseKept { promise } => promise::kept(tx, *promise, recorded.at),
        CaseEvent::PromiseReminded { promise, .. } => promise::reminded(tx, *promise, recorded.at),
        CaseEvent::OnCallCalled { .. } => on_call::called(tx, recorded, id, event),
        CaseEvent::PromiseBroken { promise } => promise::broken(tx, *promise, recorded.at),
        CaseEvent::RemedyGranted { remedy, .. } => {
            if case.asks.contains_key(remedy) {
                ask::granted(tx, recorded, *remedy)?;
            }
            remedy::granted(tx, recorded, id, case, event)?;
            review::granted(tx, recorded, id, case, event)
        }
        CaseEvent::RemedyReviewed { remedy, by, judgement, word } => {
            review::reviewed(tx, recorded, *remedy, *by, *judgement, word.as_ref())
        }
        CaseEvent::CoSignAsked { .. } | CaseEvent::Escalated { .. } => ask::asked(tx, recorded, id, event),
        CaseEvent::CoSigned { .. } => Ok(()),
        CaseEvent::AskDeclined { remedy, .. } => {
            let state = case.asks.get(remedy).map_or(AskState::Open, |ask| ask.state);
            ask::declined(tx, recorded, event, state)
        }
        CaseEvent::AskWithdrawn { remedy, .. } => ask::withdrawn(tx, recorded, *remedy),
        CaseEvent::RemedyReversed { remedy } => {
            remedy::reversed(tx, *remedy, recorded.at)?;
            payment::stands(tx, recorded, *remedy, case)
        }
        CaseEvent::PaymentSent { remedy, .. }
        | CaseEvent::PaymentUncertain { remedy }
        | CaseEvent::PaymentRetried { remedy }
        | CaseEvent::ReversalAsked { remedy } => payment::stands(tx, recorded, *remedy, case),
        CaseEvent::PaymentExported { remedy, batch } => {
            payment::exported(tx, recorded, *remedy, *batch)?;
            payment::stands(tx, recorded, *remedy, case)
        }
        CaseEvent::PaymentExecuted { remedy, reference } => {
            payment::referred(tx, *remedy, reference.as_ref())?;
            payment::stands(tx, recorded, *remedy, case)
        }
        CaseEvent::PaymentFailed { remedy, because, reason } => {
            payment::explained(tx, *remedy, Some(*because), reason.as_ref())?;
            payment::stands(tx, recorded, *remedy, case)
        }
        CaseEvent::FrictionReported { .. } => friction::reported(tx, recorded, id, event),
        CaseEvent::Bounced { .. } => bounce::counted(tx, recorded, id, event),
        CaseEvent::LinkMade { .. } | CaseEvent::LinkRenewed { .. } | CaseEvent::LinkRevoked { .. } => {
            link::apply(tx, recorded, id, event)
        }
        CaseEvent::FileAdded { .. }
        | CaseEvent::MoodTold { .. }
        | CaseEvent::VoiceGiven { .. }
        | CaseEvent::VoiceTakenBack {}
        | CaseEvent::SolvedTold { .. } => told::apply(tx, recorded, id, event),
        CaseEvent::PaymentReturned { remedy, reason } | CaseEvent::ReversalDeclined { remedy, reason } => {
            payment::explained(tx, *remedy, None, reason.as_ref())?;
            payment::stands(tx, recorded, *remedy, case)
        }
    }
}

/// Writes the folded case as its row, once for all facts of one command: a new row when the command
/// opened it, by whom it was opened then.
pub fn put(
    tx: &mut Tx<'_>,
    id: CaseId,
    case: &Case,
    version: i64,
    opened_by: Option<Actor>,
) -> Result<(), Fault> {
    let changing = (
        case.owner.map(|id| id.to_string()),
        case.pool.and_then(|pool| pool.team).map(|id| id.to_string()),
        case.merged_into.map(|id| id.to_string()),
        case.last_text.map(|id| id.to_string()),
    );
    let (owner, team, merged_into, last_text) = &changing;
    let pooled_since = case.pool.map(|pool| pool.since);
    let deadline = case.deadline.as_ref().map(|deadline| deadline.at);
    let zone = case.deadline.as_ref().map(|deadline| deadline.zone.as_str());
    let untouched = case.untouched.as_ref().map(|untouched| untouched.since);
    let called = case.untouched.as_ref().map_or(0, |untouched| untouched.called.len());
    let Some(opened_by) = opened_by else {
        return tx.put(
            "update cases set state = $2, owner_id = $3, touched_at = $4, waiting_since = $5, snoozed_until = $6,
                 resolved_at = $7, merged_into = $8, contacts_count = $9, last_text_id = $10, version = $11,
                 beside_count = $12, team_id = $13, pooled_since = $14, deadline = $15, deadline_zone = $16,
                 untouched_since = $17, levels_called = $18
             where id = $1",
            params![
                &id.to_string(),
                case.state.code(),
                owner.as_ref(),
                case.touched_at,
                case.waiting_since,
                case.snoozed_until,
                case.resolved_at,
                merged_into.as_ref(),
                case.contacts.len(),
                last_text.as_ref(),
                version,
                case.beside,
                team.as_ref(),
                pooled_since,
                deadline,
                zone,
                untouched,
                called
            ],
        );
    };
    let opened_by = match opened_by {
        Actor::Agent(agent) => Some(agent.to_string()),
        Actor::Customer(_) | Actor::House => None,
    };
    tx.put(
        "insert into cases (id, number, customer_id, subject_id, channel, state, owner_id, opened_by, opened_at,
             touched_at, waiting_since, snoozed_until, resolved_at, merged_into, split_from, contacts_count,
             last_text_id, version, beside_count, team_id, pooled_since, deadline, deadline_zone,
             untouched_since, levels_called, point_id) {rows}",
        params![
            &id.to_string(),
            case.number,
            case.customer.map(|id| id.to_string()).as_ref(),
            &case.subject.to_string(),
            case.channel.code(),
            case.state.code(),
            owner.as_ref(),
            opened_by.as_ref(),
            case.opened_at,
            case.touched_at,
            case.waiting_since,
            case.snoozed_until,
            case.resolved_at,
            merged_into.as_ref(),
            case.split_from.map(|id| id.to_string()).as_ref(),
            case.contacts.len(),
            last_text.as_ref(),
            version,
            case.beside,
            team.as_ref(),
            pooled_since,
            deadline,
            zone,
            untouched,
            called,
            case.point.map(|id| id.to_string()).as_ref()
        ],
    )
}

/// A case as a list shows it.
#[derive(Clone, Debug)]
pub struct CaseLine {
    pub id: CaseId,
    pub number: i64,
    /// `None` when the words have been erased.
    pub subject: Option<String>,
    pub state: State,
    pub channel: Channel,
    pub customer: Option<(CustomerId, String)>,
    pub owner: Option<(AgentId, String)>,
    /// The pool that it stands in, since when; a team's with its name, or the whole house's.
    pub pool: Option<(Option<(TeamId, String)>, Timestamp)>,
    pub opened_at: Timestamp,
    pub touched_at: Timestamp,
    /// Since when the customer has been waiting for a word from us.
    pub waiting_since: Option<Timestamp>,
    pub snoozed_until: Option<Timestamp>,
    pub resolved_at: Option<Timestamp>,
    pub merged_into: Option<CaseId>,
    pub split_from: Option<CaseId>,
    /// The service point where it was caught.
    pub point: Option<PointId>,
    pub contacts_count: i64,
    /// Notes, promises, remedies, handovers, questions, friction and bounces, and cases put into this one.
    pub beside_count: i64,
    /// The beginning of the last contact's words, in a list.
    pub last_words: Option<String>,
    /// The earliest promise that is not kept yet.
    pub promise_due: Option<Timestamp>,
    /// The customer's own clock.
    pub deadline: Option<Deadline>,
    pub version: i64,
}

/// A case and all that were put into it, one after another: the table `together`.
macro_rules! together {
    ($case:literal) => {
        concat!(
            "with recursive together (id, customer_id) as (
                select f.id, f.customer_id from cases f where f.id = ",
            $case,
            " union all select i.id, i.customer_id from cases i join together t on i.merged_into = t.id)"
        )
    };
}

const LINE: &str = concat!(
    "c.id, c.number, s.body, c.state, c.channel, c.customer_id, n.name, c.owner_id, o.name,
    c.opened_at, c.touched_at, c.waiting_since, c.snoozed_until, c.resolved_at, c.merged_into, c.split_from,
    c.contacts_count, case when c.beside_count > 0 then (",
    together!("c.id"),
    " select min(p.due) from together g join promises p on p.case_id = g.id
        where p.kept_at is null and p.replaced_by is null) end,
    c.version, c.beside_count, c.team_id, c.pooled_since, t.name, c.deadline, c.deadline_zone, c.point_id"
);

const LINE_FROM: &str = "from cases c
    left join texts s on s.id = c.subject_id
    left join customer_names n on n.customer_id = c.customer_id
    left join accounts o on o.agent_id = c.owner_id
    left join teams t on t.id = c.team_id";

const LAST_WORDS: &str = "left join texts w on w.id = c.last_text_id";

fn line(row: &Row<'_>) -> Result<CaseLine, Fault> {
    let customer = row.get::<Option<CustomerId>>(5)?;
    let owner = row.get::<Option<AgentId>>(7)?;
    Ok(CaseLine {
        id: row.get(0)?,
        number: row.get(1)?,
        subject: row.get(2)?,
        state: row.get(3)?,
        channel: row.get(4)?,
        customer: customer
            .map(|id| Ok((id, row.get::<Option<String>>(6)?.unwrap_or_default())))
            .transpose()?,
        owner: owner.map(|id| Ok((id, row.get::<Option<String>>(8)?.unwrap_or_default()))).transpose()?,
        pool: row
            .get::<Option<Timestamp>>(21)?
            .map(|since| {
                let team = row.get::<Option<TeamId>>(20)?;
                let named = team.map(|id| Ok((id, row.get::<Option<String>>(22)?.unwrap_or_default())));
                Ok((named.transpose()?, since))
            })
            .transpose()?,
        opened_at: row.get(9)?,
        touched_at: row.get(10)?,
        waiting_since: row.get(11)?,
        snoozed_until: row.get(12)?,
        resolved_at: row.get(13)?,
        merged_into: row.get(14)?,
        split_from: row.get(15)?,
        contacts_count: row.get(16)?,
        promise_due: row.get(17)?,
        version: row.get(18)?,
        beside_count: row.get(19)?,
        deadline: match (row.get(23)?, row.get(24)?) {
            (Some(at), Some(zone)) => Some(Deadline { at, zone }),
            (_, _) => None,
        },
        point: row.get(25)?,
        last_words: None,
    })
}

fn listed(row: &Row<'_>) -> Result<CaseLine, Fault> {
    Ok(CaseLine { last_words: row.get(26)?, ..line(row)? })
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnedBy {
    Agent(AgentId),
    /// Anyone of these.
    Any(Vec<AgentId>),
    Nobody,
    /// Nobody yet, in this team's pool; or one of these, whose duty nobody carries but the team.
    Pool(TeamId, Vec<AgentId>),
}

/// Which cases a list holds; newest touch first. The cursor is the last line of the page before.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    pub state: Option<State>,
    pub owner: Option<OwnedBy>,
    pub customer: Option<CustomerId>,
    /// A case that is shown already.
    pub but: Option<CaseId>,
    pub channel: Option<Channel>,
    pub number: Option<i64>,
    pub before: Option<(Timestamp, CaseId)>,
    pub limit: usize,
}

/// One page of a list.
pub fn list(tx: &mut Tx<'_>, scope: Scope, filter: &CaseFilter) -> Result<Vec<CaseLine>, Fault> {
    let mut query =
        Query::new(format!("select {LINE}, substr(w.body, 1, 200) {LINE_FROM} {LAST_WORDS} where 1 = 1"));
    if let (condition, Some(own)) = scope.condition(1) {
        query.and(&condition, own);
    }
    if let Some(state) = filter.state {
        query.and(" and c.state = $", state.code());
    }
    match &filter.owner {
        Some(OwnedBy::Agent(agent)) => query.and(" and c.owner_id = $", agent.to_string()),
        // Of one alone the index has the order already.
        Some(OwnedBy::Any(agents)) => match agents.as_slice() {
            [agent] => query.and(" and c.owner_id = $", agent.to_string()),
            agents => {
                query.sql.push_str(" and c.owner_id in (''");
                for agent in agents {
                    query.and(", $", agent.to_string());
                }
                query.sql.push(')');
            }
        },
        Some(OwnedBy::Pool(team, uncovered)) => {
            query.and(" and (c.pooled_since is not null and c.team_id = $", team.to_string());
            for agent in uncovered {
                query.and(" or c.owner_id = $", agent.to_string());
            }
            query.sql.push(')');
        }
        Some(OwnedBy::Nobody) => query.sql.push_str(" and c.owner_id is null"),
        None => {}
    }
    if let Some(customer) = filter.customer {
        query.and(" and c.customer_id = $", customer.to_string());
    }
    if let Some(but) = filter.but {
        query.and(" and c.id <> $", but.to_string());
    }
    if let Some(channel) = filter.channel {
        query.and(" and c.channel = $", channel.code());
    }
    if let Some(number) = filter.number {
        query.and_int(" and c.number = $", number);
    }
    if let Some((touched, id)) = filter.before {
        query.and_int(" and (c.touched_at, c.id) < ($", touched.micros());
        query.and(", $", id.to_string());
        query.sql.push(')');
    }
    query.and_int(
        " order by c.touched_at desc, c.id desc limit $",
        i64::try_from(filter.limit).unwrap_or(i64::MAX),
    );
    tx.rows(&query.sql, &query.params(), listed)
}

/// A statement that grows by conditions; each ends in `$`, which becomes its parameter's place.
pub(super) struct Query {
    pub(super) sql: String,
    given: Vec<Given>,
}

enum Given {
    Text(String),
    Int(i64),
}

impl Query {
    pub(super) fn new(sql: String) -> Query {
        Query { sql, given: Vec::new() }
    }

    pub(super) fn and(&mut self, condition: &str, value: impl Into<String>) {
        self.given.push(Given::Text(value.into()));
        self.place(condition);
    }

    pub(super) fn and_int(&mut self, condition: &str, value: i64) {
        self.given.push(Given::Int(value));
        self.place(condition);
    }

    fn place(&mut self, condition: &str) {
        use std::fmt::Write as _;
        match condition.strip_suffix('$') {
            Some(before) => {
                let _ = write!(self.sql, "{before}${}", self.given.len());
            }
            None => self.sql.push_str(condition),
        }
    }

    pub(super) fn params(&self) -> Vec<Value<'_>> {
        self.given
            .iter()
            .map(|given| match given {
                Given::Text(text) => Value::Text(text),
                Given::Int(number) => Value::Int(*number),
            })
            .collect()
    }
}

/// One case; `None` alike when it is not there and when it is not for these eyes.
pub fn one(tx: &mut Tx<'_>, scope: Scope, id: CaseId) -> Result<Option<CaseLine>, Fault> {
    let (condition, own) = scope.condition(2);
    let id = id.to_string();
    let mut params = vec![Value::Text(&id)];
    params.extend(own.as_deref().map(Value::Text));
    tx.row(&format!("select {LINE} {LINE_FROM} where c.id = $1{condition}"), &params, line)
}

/// The case of a number, as [`one`].
pub fn numbered(tx: &mut Tx<'_>, scope: Scope, number: i64) -> Result<Option<CaseLine>, Fault> {
    let (condition, own) = scope.condition(2);
    let mut params = vec![Value::Int(number)];
    params.extend(own.as_deref().map(Value::Text));
    tx.row(&format!("select {LINE} {LINE_FROM} where c.number = $1{condition}"), &params, line)
}

/// The number that people know a case by. A number alone tells nothing about the case.
pub fn number_of(tx: &mut Tx<'_>, id: CaseId) -> Result<Option<i64>, Fault> {
    tx.row("select number from cases where id = $1", params![&id.to_string()], |row| row.get(0))
}

/// How many open cases nobody has; counted to `most` and no further.
pub fn count_untaken(tx: &mut Tx<'_>, most: i64) -> Result<i64, Fault> {
    tx.one(
        "select count(*) from (select 1 from cases where owner_id is null and state = 'open' limit $1) as counted",
        params![most],
        |row| row.get(0),
    )
}

/// Whether these eyes may see the case; not there and not for them are alike.
pub fn seen_by(tx: &mut Tx<'_>, scope: Scope, id: CaseId) -> Result<bool, Fault> {
    let (condition, own) = scope.condition(2);
    let id = id.to_string();
    let mut params = vec![Value::Text(&id)];
    params.extend(own.as_deref().map(Value::Text));
    let found = tx.row(&format!("select 1 from cases c where c.id = $1{condition}"), &params, |row| {
        row.get::<i64>(0)
    })?;
    Ok(found.is_some())
}

/// What it is about, in its own words; `None` where they were erased.
pub fn subject(tx: &mut Tx<'_>, id: CaseId) -> Result<Option<String>, Fault> {
    tx.row(
        "select t.body from cases c join texts t on t.id = c.subject_id where c.id = $1",
        params![&id.to_string()],
        |row| row.get(0),
    )
}

/// Whose matter it is, and the channel that it came by.
pub fn customer_and_channel(
    tx: &mut Tx<'_>,
    id: CaseId,
) -> Result<(Option<CustomerId>, Option<Channel>), Fault> {
    let found =
        tx.row("select customer_id, channel from cases where id = $1", params![&id.to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(found.unwrap_or_default())
}

/// The customer's case that is not resolved and was touched last, and when. One that holds nothing but what
/// machines wrote is nobody's home.
pub fn open_case_of(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Option<(CaseId, Timestamp)>, Fault> {
    tx.row(
        "select id, touched_at from cases
         where customer_id = $1 and state <> 'resolved' and merged_into is null
           and (opened_by is not null
                or exists (select 1 from contacts k where k.case_id = cases.id and k.automatic = $2))
         order by touched_at desc, id desc limit 1",
        params![&customer.to_string(), false],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// A case ($1) and all that were put into it, one after another: `together`.
pub(super) const TOGETHER: &str = together!("$1");

/// Where a case lives now, after it was put together with others.
pub fn living(tx: &mut Tx<'_>, id: CaseId) -> Result<Option<CaseId>, Fault> {
    let mut id = id;
    for _ in 0..100 {
        let found =
            tx.row("select merged_into from cases where id = $1", params![&id.to_string()], |row| {
                row.get::<Option<CaseId>>(0)
            })?;
        match found {
            None => return Ok(None),
            Some(None) => return Ok(Some(id)),
            Some(Some(into)) => id = into,
        }
    }
    Ok(None)
}

/// Another matter of the customer's that somebody has and that is not solved: the owner of the one touched last.
pub fn owner_of_another(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Option<AgentId>, Fault> {
    tx.row(
        "select owner_id from cases
         where customer_id = $1 and state <> 'resolved' and merged_into is null and owner_id is not null
         order by touched_at desc, id desc limit 1",
        params![&customer.to_string()],
        |row| row.get(0),
    )
}

/// Who last solved something for the customer.
pub fn last_solver(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Option<AgentId>, Fault> {
    tx.row(
        "select owner_id from cases
         where customer_id = $1 and state = 'resolved' and merged_into is null and owner_id is not null
         order by resolved_at desc, id desc limit 1",
        params![&customer.to_string()],
        |row| row.get(0),
    )
}

/// Unsolved cases whose owner is no longer of the house, or has one of these roles.
pub fn ownerless(
    tx: &mut Tx<'_>,
    roles: &[Role],
    most: usize,
) -> Result<Vec<(CaseId, AgentId, Option<TeamId>)>, Fault> {
    let mut query = Query::new(
        "select c.id, a.id, a.team_id from agents a join cases c on c.owner_id = a.id
         where c.state in ('open', 'waiting') and c.merged_into is null and (a.disabled or a.role in (''"
            .to_owned(),
    );
    for role in roles {
        query.and(", $", role.code());
    }
    query.and_int(")) order by c.id limit $", i64::try_from(most).unwrap_or(i64::MAX));
    tx.rows(&query.sql, &query.params(), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Cases whose snooze has run out.
pub fn snoozed_before(tx: &mut Tx<'_>, now: Timestamp, most: usize) -> Result<Vec<CaseId>, Fault> {
    tx.rows(
        "select id from cases where snoozed_until is not null and snoozed_until <= $1
         order by snoozed_until limit $2",
        params![now, most],
        |row| row.get(0),
    )
}

/// The next free numbers, so many of them. On PostgreSQL a number may be skipped, never given twice.
pub fn next_numbers(tx: &mut Tx<'_>, many: usize) -> Result<Vec<i64>, Fault> {
    match tx.dialect() {
        Dialect::Sqlite => {
            let first = tx.one(
                "update case_numbers set next = next + $1 returning next - $1",
                params![many],
                |row| row.get::<i64>(0),
            )?;
            Ok((first..).take(many).collect())
        }
        Dialect::Postgres => tx.rows(
            "select nextval('case_numbers') from generate_series(1, cast($1 as bigint))",
            params![many],
            |row| row.get(0),
        ),
    }
}

/// Locks the case for this transaction, so that two who decide on it come one after the other.
pub fn lock(tx: &mut Tx<'_>, id: CaseId) -> Result<(), Fault> {
    lock::hold(tx, &Stream::Case(id).to_string())
}

//! Handovers as the log tells them: who offered what to whom with which brief, and how it ended.

use valta_domain::{
    AgentId, CaseId, CustomerId, HandoverId, Recorded, TeamId, Timestamp,
    event::CaseEvent,
    handover::{Ended, To},
};

use crate::{
    db::{Fault, Row, Tx},
    params, ties,
};

pub(super) fn offered(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::HandoverOffered { handover, from, by, to, brief, until } = event else { return Ok(()) };
    let (agent, team) = match to {
        To::Agent(agent) => (Some(agent.to_string()), None),
        To::Team(team) => (None, Some(team.to_string())),
    };
    tx.put(
        "insert into handovers (id, case_id, from_id, by_id, to_agent_id, to_team_id, needs_id, promised_id, tried_id,
             offered_at, until)
         {rows}",
        params![
            &handover.to_string(),
            &case.to_string(),
            &from.to_string(),
            &by.to_string(),
            agent.as_ref(),
            team.as_ref(),
            &brief.needs.id.to_string(),
            brief.promised.as_ref().map(|text| text.id.to_string()).as_ref(),
            brief.tried.as_ref().map(|text| text.id.to_string()).as_ref(),
            recorded.at,
            *until
        ],
    )
}

pub(super) fn ended(tx: &mut Tx<'_>, recorded: &Recorded, event: &CaseEvent) -> Result<(), Fault> {
    let CaseEvent::HandoverEnded { handover, how, by, words } = event else { return Ok(()) };
    tx.put(
        "update handovers set how = $2, ended_at = $3, ended_by = $4, words_id = $5 where id = $1",
        params![
            &handover.to_string(),
            how.code(),
            recorded.at,
            by.map(|by| by.to_string()).as_ref(),
            words.as_ref().map(|words| words.id.to_string()).as_ref()
        ],
    )
}

/// A handover with its words.
#[derive(Clone, Debug)]
pub struct HandoverLine {
    pub id: HandoverId,
    pub case: CaseId,
    pub case_number: i64,
    pub subject: Option<String>,
    pub customer: Option<(CustomerId, String)>,
    /// Since when the customer has been waiting for a word from us.
    pub waiting_since: Option<Timestamp>,
    pub from: (AgentId, String),
    pub by: (AgentId, String),
    pub to: To,
    /// The person's or the team's.
    pub to_name: String,
    pub needs: Option<String>,
    pub promised: Option<String>,
    pub tried: Option<String>,
    pub offered_at: Timestamp,
    pub until: Timestamp,
    /// `None` while it is open.
    pub how: Option<Ended>,
    pub ended_at: Option<Timestamp>,
    pub ended_by: Option<(AgentId, String)>,
    /// Why not.
    pub words: Option<String>,
}

const LINE: &str = "h.id, h.case_id, c.number, s.body, c.customer_id, n.name, c.waiting_since, h.from_id, f.name,
    h.by_id, b.name, h.to_agent_id, a.name, h.to_team_id, t.name, x.body, y.body, z.body, h.offered_at, h.until,
    h.how, h.ended_at, h.ended_by, e.name, w.body
    from handovers h
    join cases c on c.id = h.case_id
    left join texts s on s.id = c.subject_id
    left join customer_names n on n.customer_id = c.customer_id
    left join accounts f on f.agent_id = h.from_id
    left join accounts b on b.agent_id = h.by_id
    left join accounts a on a.agent_id = h.to_agent_id
    left join teams t on t.id = h.to_team_id
    left join texts x on x.id = h.needs_id
    left join texts y on y.id = h.promised_id
    left join texts z on z.id = h.tried_id
    left join accounts e on e.agent_id = h.ended_by
    left join texts w on w.id = h.words_id";

fn line(row: &Row<'_>) -> Result<HandoverLine, Fault> {
    let name = |place| row.get::<Option<String>>(place).map(Option::unwrap_or_default);
    let customer = row.get::<Option<CustomerId>>(4)?;
    let (to, to_name) = match (row.get::<Option<AgentId>>(11)?, row.get::<Option<TeamId>>(13)?) {
        (Some(agent), None) => (To::Agent(agent), name(12)?),
        (None, Some(team)) => (To::Team(team), name(14)?),
        (_, _) => return Err(Fault::bug("a handover is offered to nobody, or to two")),
    };
    let ended_by = row.get::<Option<AgentId>>(22)?;
    Ok(HandoverLine {
        id: row.get(0)?,
        case: row.get(1)?,
        case_number: row.get(2)?,
        subject: row.get(3)?,
        customer: customer.map(|id| Ok((id, name(5)?))).transpose()?,
        waiting_since: row.get(6)?,
        from: (row.get(7)?, name(8)?),
        by: (row.get(9)?, name(10)?),
        to,
        to_name,
        needs: row.get(15)?,
        promised: row.get(16)?,
        tried: row.get(17)?,
        offered_at: row.get(18)?,
        until: row.get(19)?,
        how: row.get(20)?,
        ended_at: row.get(21)?,
        ended_by: ended_by.map(|id| Ok((id, name(23)?))).transpose()?,
        words: row.get(24)?,
    })
}

/// The handovers of a case that the caller has looked up within its scope, the first first.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<HandoverLine>, Fault> {
    tx.rows(
        &format!("select {LINE} where h.case_id = $1 order by h.offered_at, h.id limit $2"),
        params![&case.to_string(), most],
        line,
    )
}

pub fn one(tx: &mut Tx<'_>, id: HandoverId) -> Result<Option<HandoverLine>, Fault> {
    tx.row(&format!("select {LINE} where h.id = $1"), params![&id.to_string()], line)
}

/// What this agent may answer at an instant, for themselves, for those whose duty they carry, or for their team; the
/// most urgent first.
pub fn offered_to(
    tx: &mut Tx<'_>,
    agent: AgentId,
    at: Timestamp,
    most: usize,
) -> Result<Vec<HandoverLine>, Fault> {
    tx.rows(
        &format!("select {LINE} where {} order by h.until, h.id limit $3", ties::answerable(1, 2)),
        params![&agent.to_string(), at, most],
        line,
    )
}

/// Cases with one that nobody has answered in time.
pub fn expired(tx: &mut Tx<'_>, now: Timestamp, most: usize) -> Result<Vec<CaseId>, Fault> {
    tx.rows(
        "select case_id from handovers where how is null and until <= $1 order by until, id limit $2",
        params![now, most],
        |row| row.get(0),
    )
}

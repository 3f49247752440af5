//! What an agent is to a matter, as the views tell it; what follows from that is said elsewhere.

use valta_domain::{AgentId, CaseId, CustomerId};

use crate::{
    db::{Fault, Tx},
    params,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "several may hold at once")]
pub struct Ties {
    pub owner: bool,
    /// Covers for its owner, from when that was arranged until the owner is back.
    pub cover: bool,
    pub opener: bool,
    /// Was asked about it by name, at any time; or it is offered to them now.
    pub asked: bool,
    /// Has handed it over.
    pub former: bool,
    /// Of one team with its owner.
    pub same_team: bool,
}

pub fn to_case(tx: &mut Tx<'_>, agent: AgentId, case: CaseId) -> Result<Ties, Fault> {
    ties(tx, agent, "c.id = $1", &case.to_string())
}

/// What the agent is to any matter of the customer's.
pub fn to_customer(tx: &mut Tx<'_>, agent: AgentId, customer: CustomerId) -> Result<Ties, Fault> {
    ties(tx, agent, "c.customer_id = $1", &customer.to_string())
}

/// Whom the agent at this place of the parameters covers for, along every chain whose times meet.
pub(crate) fn covered_by(place: usize) -> String {
    format!(
        "with recursive covered (id, away_from, away_until) as (
             select id, away_from, away_until from agents where cover_id = ${place} and not disabled
             union select a.id,
                 case when a.away_from > m.away_from then a.away_from else m.away_from end,
                 case when a.away_until < m.away_until then a.away_until else m.away_until end
             from agents a join covered m on a.cover_id = m.id
             where not a.disabled and a.away_from < m.away_until and m.away_from < a.away_until)
         select id from covered"
    )
}

/// A condition on `handovers h`: it is open, and offered to the agent at this place, to somebody whom they cover for,
/// or to their team.
pub(crate) fn offered_to(place: usize) -> String {
    format!(
        "(h.how is null and (h.to_agent_id = ${place} or h.to_agent_id in ({}) or h.to_team_id in
             (select m.team_id from agents m where m.id = ${place})))",
        covered_by(place)
    )
}

/// A condition on `handovers h`: the agent at this place gave the matter away by it.
pub(crate) fn gave(place: usize) -> String {
    format!("(h.how = 'accepted' and (h.from_id = ${place} or h.by_id = ${place}))")
}

/// A condition on `handovers h`: the agent at this place may answer it at the instant at that place, and does not have
/// the matter already.
pub(crate) fn answerable(place: usize, at: usize) -> String {
    format!(
        "h.how is null and ${at} < h.until
         and not exists (select 1 from cases o where o.id = h.case_id and o.owner_id = ${place})
         and (h.to_agent_id = ${place}
             or h.to_agent_id in ({})
             or h.to_team_id in (select m.team_id from agents m where m.id = ${place}))",
        covered_at(place, at)
    )
}

/// A condition on `consultations q`: the agent at this place may answer it at the instant at that place, and nobody has.
/// Being asked is no tie to the matter: whoever answers sees the question, and what was shown with it.
pub(crate) fn consulted(place: usize, at: usize) -> String {
    format!(
        "q.answered_at is null and q.how is null and q.by_id <> ${place} and (
             exists (select 1 from consultation_told d where d.consultation_id = q.id and d.agent_id = ${place})
             or exists (select 1 from consulted d where d.consultation_id = q.id and (
                 d.to_team_id in (select m.team_id from agents m where m.id = ${place})
                 or d.to_agent_id in ({}))))",
        covered_at(place, at)
    )
}

/// Whom the agent at this place covers for at the instant at that place.
fn covered_at(place: usize, at: usize) -> String {
    format!(
        "with recursive covered (id) as (
             select id from agents where cover_id = ${place} and not disabled
                 and away_from <= ${at} and ${at} < away_until
             union select a.id from agents a join covered on a.cover_id = covered.id
                 where not a.disabled and a.away_from <= ${at} and ${at} < a.away_until)
         select id from covered"
    )
}

fn ties(tx: &mut Tx<'_>, agent: AgentId, which: &str, id: &str) -> Result<Ties, Fault> {
    tx.one(
        &format!(
            "select exists (select 1 from cases c where {which} and c.owner_id = $2),
                 exists (select 1 from cases c where {which} and c.owner_id in ({})),
                 exists (select 1 from cases c where {which} and c.opened_by = $2),
                 exists (select 1 from cases c join asked q on q.case_id = c.id
                     where {which} and q.agent_id = $2)
                 or exists (select 1 from cases c join handovers h on h.case_id = c.id where {which} and {}),
                 exists (select 1 from cases c join handovers h on h.case_id = c.id where {which} and {}),
                 exists (select 1 from cases c join agents o on o.id = c.owner_id
                     join agents a on a.team_id = o.team_id where {which} and a.id = $2)",
            covered_by(2),
            offered_to(2),
            gave(2)
        ),
        params![id, &agent.to_string()],
        |row| {
            Ok(Ties {
                owner: row.get(0)?,
                cover: row.get(1)?,
                opener: row.get(2)?,
                asked: row.get(3)?,
                former: row.get(4)?,
                same_team: row.get(5)?,
            })
        },
    )
}

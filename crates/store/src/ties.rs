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
    /// Was asked about it by name, at any time.
    pub asked: bool,
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

fn ties(tx: &mut Tx<'_>, agent: AgentId, which: &str, id: &str) -> Result<Ties, Fault> {
    tx.one(
        &format!(
            "select exists (select 1 from cases c where {which} and c.owner_id = $2),
                 exists (select 1 from cases c where {which} and c.owner_id in ({})),
                 exists (select 1 from cases c where {which} and c.opened_by = $2),
                 exists (select 1 from cases c join asked q on q.case_id = c.id
                     where {which} and q.agent_id = $2),
                 exists (select 1 from cases c join agents o on o.id = c.owner_id
                     join agents a on a.team_id = o.team_id where {which} and a.id = $2)",
            covered_by(2)
        ),
        params![id, &agent.to_string()],
        |row| {
            Ok(Ties {
                owner: row.get(0)?,
                cover: row.get(1)?,
                opener: row.get(2)?,
                asked: row.get(3)?,
                same_team: row.get(4)?,
            })
        },
    )
}

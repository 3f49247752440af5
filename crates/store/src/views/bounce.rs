//! Bounces as the log tells them.

use valta_domain::{
    AgentId, BounceId, CaseId, ContactId, Recorded, Timestamp, bounce::Because, event::CaseEvent,
};

use super::{agent_of, case::TOGETHER};
use crate::{
    db::{Fault, Tx},
    params,
};

pub(super) fn counted(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::Bounced { bounce, because, contact } = event else { return Ok(()) };
    tx.put(
        "insert into bounces (id, case_id, because, contact_id, agent_id, at) {rows}",
        params![
            &bounce.to_string(),
            &case.to_string(),
            because.code(),
            &contact.to_string(),
            agent_of(recorded.actor).as_ref(),
            recorded.at
        ],
    )
}

#[derive(Clone, Debug)]
pub struct BounceLine {
    pub id: BounceId,
    pub because: Because,
    pub contact: ContactId,
    /// Who answered, or who noted it.
    pub agent: Option<(AgentId, String)>,
    pub at: Timestamp,
}

/// Those of a case and of the cases that were put into it, the oldest first.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<BounceLine>, Fault> {
    tx.rows(
        &format!(
            "{TOGETHER} select b.id, b.because, b.contact_id, b.agent_id, g.name, b.at from together t
             join bounces b on b.case_id = t.id
             left join accounts g on g.agent_id = b.agent_id order by b.at, b.id limit $2"
        ),
        params![&case.to_string(), most],
        |row| {
            let agent = row.get::<Option<AgentId>>(3)?;
            Ok(BounceLine {
                id: row.get(0)?,
                because: row.get(1)?,
                contact: row.get(2)?,
                agent: agent
                    .map(|id| Ok((id, row.get::<Option<String>>(4)?.unwrap_or_default())))
                    .transpose()?,
                at: row.get(5)?,
            })
        },
    )
}

/// Whether it was counted for this contact already, in whatever case that stood then.
pub fn is_counted(tx: &mut Tx<'_>, contact: ContactId, because: Because) -> Result<bool, Fault> {
    tx.one(
        "select exists (select 1 from bounces where contact_id = $1 and because = $2)",
        params![&contact.to_string(), because.code()],
        |row| row.get(0),
    )
}

/// Those of ours whom the customer has met in a case: who wrote, and who noted what was said aloud.
pub fn met(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<AgentId>, Fault> {
    tx.rows(
        "select distinct agent_id from contacts where case_id = $1 and agent_id is not null order by agent_id",
        params![&case.to_string()],
        |row| row.get(0),
    )
}

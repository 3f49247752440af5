//! What people solved and answered, as the log tells it. By which words it is remembered stands beside, in
//! [`crate::knowhow`].

use valta_domain::{
    Actor, CaseId, Recorded,
    case::{Case, State},
    event::CaseEvent,
    knowhow::Did,
};

use crate::{
    db::{Fault, Tx},
    params,
};

/// Whether the case was a deed until this fact.
pub(crate) fn ends(event: &CaseEvent, case: &Case) -> bool {
    let may = matches!(
        event,
        CaseEvent::CaseReopened { .. } | CaseEvent::CaseAbsorbed { .. } | CaseEvent::CaseMergedInto { .. }
    );
    may && (case.state != State::Resolved || case.merged_into.is_some())
}

/// It is the deed of whoever resolved it; of its owner, where the customer or the house did.
pub(super) fn resolved(tx: &mut Tx<'_>, recorded: &Recorded, id: CaseId, case: &Case) -> Result<(), Fault> {
    let by = match recorded.actor {
        Actor::Agent(agent) => Some(agent),
        Actor::Customer(_) | Actor::House => case.owner,
    };
    let Some(by) = by else { return Ok(()) };
    let id = id.to_string();
    put(tx, recorded, &id, &by.to_string(), &id, Did::Solved)
}

/// What is put into another case, or comes up again, is not solved.
pub(super) fn ended(tx: &mut Tx<'_>, id: CaseId, event: &CaseEvent, case: &Case) -> Result<(), Fault> {
    if ends(event, case) {
        return tx.put("delete from deeds where id = $1", params![&id.to_string()]);
    }
    Ok(())
}

pub(super) fn answered(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::ConsultationAnswered { answer, by, .. } = event else { return Ok(()) };
    put(tx, recorded, &answer.to_string(), &by.to_string(), &case.to_string(), Did::Answered)
}

fn put(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    id: &str,
    agent: &str,
    case: &str,
    did: Did,
) -> Result<(), Fault> {
    tx.put(
        "insert into deeds (id, agent_id, case_id, did, at) {rows}",
        params![id, agent, case, did.code(), recorded.at],
    )
}

/// Whose deed it is; nobody's, where it is none.
pub(crate) fn agent(tx: &mut Tx<'_>, deed: &str) -> Result<Option<String>, Fault> {
    tx.row("select agent_id from deeds where id = $1", params![deed], |row| row.get(0))
}

/// All that were done in a case.
pub(crate) fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<String>, Fault> {
    tx.rows("select id from deeds where case_id = $1 order by id", params![&case.to_string()], |row| {
        row.get(0)
    })
}

/// What a matter says of itself.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The customer's name.
    pub customer: Option<String>,
    pub subject: Option<String>,
    /// What the customer wrote last.
    pub heard: Option<String>,
}

/// Of a case that the caller has looked up within its scope.
pub fn told(tx: &mut Tx<'_>, case: CaseId) -> Result<Told, Fault> {
    let found = tx.row(
        "select n.name, s.body, (select substr(t.body, 1, 8000) from contacts k join texts t on t.id = k.text_id
             where k.case_id = c.id and k.direction = 'in' and not k.automatic order by k.at desc, k.id desc limit 1)
         from cases c
         left join customer_names n on n.customer_id = c.customer_id
         left join texts s on s.id = c.subject_id
         where c.id = $1",
        params![&case.to_string()],
        |row| Ok(Told { customer: row.get(0)?, subject: row.get(1)?, heard: row.get(2)? }),
    )?;
    Ok(found.unwrap_or_default())
}

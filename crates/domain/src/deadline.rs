//! The customer's own deadline: the clock that began to run for them, whatever ours says.

use serde::{Deserialize, Serialize};

use crate::{Refusal, Timestamp, case::Case, event::CaseEvent, id::AgentId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub at: Timestamp,
    /// Of the IANA database: the clock by which the customer said it.
    pub zone: String,
}

/// Whoever notes a customer's deadline on a case that nobody owns has taken it.
pub fn decide_set(
    case: &Case,
    by: AgentId,
    deadline: Option<Deadline>,
    now: Timestamp,
) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    if case.deadline == deadline {
        return Ok(vec![]);
    }
    if deadline.as_ref().is_some_and(|deadline| deadline.at <= now) {
        return Err(Refusal::InThePast { now });
    }
    let mut events = case.taken_if_free(by);
    events.push(match deadline {
        Some(deadline) => CaseEvent::DeadlineSet { deadline },
        None => CaseEvent::DeadlineRemoved {},
    });
    Ok(events)
}

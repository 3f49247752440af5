//! Promises: what, by whom, by when, told to the customer. Overdue is broken; nobody has to say so.

use crate::{
    Refusal, TextRef, Timestamp,
    case::Case,
    contact::{Channel, codes},
    event::CaseEvent,
    id::{AgentId, PromiseId},
};
use serde::{Deserialize, Serialize};

/// A promise as its case knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    pub by: AgentId,
    pub due: Timestamp,
    pub kept: bool,
}

codes! {
    /// How a promise stands at an instant.
    Standing { Due = "due", Kept = "kept", Broken = "broken" }
}

impl Standing {
    /// A promise kept after its due time was broken all the same.
    pub fn of(due: Timestamp, kept_at: Option<Timestamp>, now: Timestamp) -> Standing {
        match kept_at {
            Some(kept_at) if kept_at <= due => Standing::Kept,
            Some(_) => Standing::Broken,
            None if now > due => Standing::Broken,
            None => Standing::Due,
        }
    }
}

pub struct Make {
    pub promise: PromiseId,
    pub what: TextRef,
    pub by: AgentId,
    pub due: Timestamp,
    pub channel: Channel,
}

/// Whoever promises something on a case that nobody owns has taken it.
pub fn decide_promise(case: &Case, make: Make, now: Timestamp) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    if make.due <= now {
        return Err(Refusal::InThePast { now });
    }
    let mut events = case.taken_if_free(make.by);
    events.push(CaseEvent::PromiseMade {
        promise: make.promise,
        what: make.what,
        by: make.by,
        due: make.due,
        channel: make.channel,
    });
    Ok(events)
}

pub fn decide_keep(case: &Case, promise: PromiseId) -> Result<Vec<CaseEvent>, Refusal> {
    let known = case.promises.get(&promise).ok_or(Refusal::NotFound)?;
    if known.kept {
        return Ok(vec![]);
    }
    Ok(vec![CaseEvent::PromiseKept { promise }])
}

/// A promise is renewed before it breaks; a broken one is broken, and a new one can be made.
pub fn decide_renew(
    case: &Case,
    promise: PromiseId,
    due: Timestamp,
    now: Timestamp,
) -> Result<Vec<CaseEvent>, Refusal> {
    let known = case.promises.get(&promise).ok_or(Refusal::NotFound)?;
    if known.kept || known.due < now {
        return Err(Refusal::AlreadyDone);
    }
    if due <= now {
        return Err(Refusal::InThePast { now });
    }
    Ok(vec![CaseEvent::PromiseRenewed { promise, due }])
}

//! Promises: what, by whom, by when, told to the customer. Overdue is broken; nobody has to say so.

use serde::{Deserialize, Serialize};

use crate::{
    Refusal, TextRef, Timestamp,
    case::Case,
    contact::{Channel, codes},
    event::CaseEvent,
    id::{AgentId, PromiseId},
    time::HOUR,
};

/// How long (µs) before its time whoever has to keep a promise is told, where there is so much time.
const AHEAD: i64 = HOUR;

/// A promise as its case knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    pub by: AgentId,
    pub due: Timestamp,
    /// How it ended; none while somebody has still to keep it, in time or late.
    pub over: Option<Over>,
    /// Whoever has to keep it was told that this time comes near.
    pub reminded: bool,
    /// The log says so; it is from the instant after its time on.
    pub broken: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    Kept,
    /// Another was given for it, with an apology.
    Replaced,
}

impl Promise {
    pub(crate) const fn made(by: AgentId, due: Timestamp) -> Promise {
        Promise { by, due, over: None, reminded: false, broken: false }
    }

    pub const fn is_open(&self) -> bool {
        self.over.is_none()
    }
}

codes! {
    /// How a promise stands at an instant.
    Standing { Due = "due", Kept = "kept", Broken = "broken" }
}

codes! {
    /// How the customer came to know of another time.
    Told {
        ByMail = "by_mail",
        /// By phone or face to face, says whoever renewed it.
        InPerson = "in_person",
        /// Nobody has said so.
        Not = "not",
    }
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

/// When whoever has to keep it is told, of a time that was said at an instant: an hour before, and in the middle where
/// there are less than two.
pub fn reminded_at(said_at: Timestamp, due: Timestamp) -> Timestamp {
    due.minus(AHEAD.min(due.since(said_at) / 2))
}

pub struct Make {
    pub promise: PromiseId,
    pub what: TextRef,
    /// Who keeps it.
    pub by: AgentId,
    /// Who gives it, where that is somebody else.
    pub given_by: AgentId,
    pub due: Timestamp,
    pub channel: Channel,
    /// The broken one that it is given for.
    pub instead_of: Option<PromiseId>,
}

/// Whoever promises something on a case that nobody owns has taken it.
pub fn decide_promise(case: &Case, make: Make, now: Timestamp) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    if make.due <= now {
        return Err(Refusal::InThePast { now });
    }
    let mut events = Vec::new();
    if let Some(before) = make.instead_of {
        let known = case.promises.get(&before).ok_or(Refusal::NotFound)?;
        if !known.is_open() {
            return Err(Refusal::AlreadyDone);
        }
        // The clock may not have said so yet.
        events.extend(decide_break(case, before, now));
        if !known.broken && events.is_empty() {
            return Err(Refusal::NotBroken);
        }
    }
    events.extend(case.taken_if_free(make.given_by));
    events.push(CaseEvent::PromiseMade {
        promise: make.promise,
        what: make.what,
        by: make.by,
        due: make.due,
        channel: make.channel,
        instead_of: make.instead_of,
    });
    Ok(events)
}

/// Late is better than never, and late all the same.
pub fn decide_keep(case: &Case, promise: PromiseId, now: Timestamp) -> Result<Vec<CaseEvent>, Refusal> {
    let known = case.promises.get(&promise).ok_or(Refusal::NotFound)?;
    if !known.is_open() {
        return Ok(vec![]);
    }
    let mut events = decide_break(case, promise, now);
    events.push(CaseEvent::PromiseKept { promise });
    Ok(events)
}

/// A promise is renewed before it breaks; a broken one is broken, and another can be given for it.
pub fn decide_renew(
    case: &Case,
    promise: PromiseId,
    due: Timestamp,
    told: Told,
    now: Timestamp,
) -> Result<Vec<CaseEvent>, Refusal> {
    let known = case.promises.get(&promise).ok_or(Refusal::NotFound)?;
    if !known.is_open() {
        return Err(Refusal::AlreadyDone);
    }
    if known.due < now {
        return Err(Refusal::PromiseBroken);
    }
    if due <= now {
        return Err(Refusal::InThePast { now });
    }
    Ok(vec![CaseEvent::PromiseRenewed { promise, due, told }])
}

/// The house's clock says that its time is over.
pub fn decide_break(case: &Case, promise: PromiseId, now: Timestamp) -> Vec<CaseEvent> {
    let over = |known: &&Promise| known.is_open() && !known.broken && known.due < now;
    let known = case.promises.get(&promise).filter(over);
    known.map(|_| CaseEvent::PromiseBroken { promise }).into_iter().collect()
}

/// The house's clock says that its time comes near, to whoever carries the duty.
pub fn decide_remind(case: &Case, promise: PromiseId, to: Option<AgentId>, now: Timestamp) -> Vec<CaseEvent> {
    let comes = |known: &&Promise| known.is_open() && !known.reminded && now <= known.due;
    let known = case.promises.get(&promise).filter(comes);
    known.map(|_| CaseEvent::PromiseReminded { promise, to }).into_iter().collect()
}

#[cfg(test)]
mod tests;

//! Whose duty a matter is: the owner's, and while the owner is away the one's who covers for them. The title stays
//! with the owner; nothing has to be moved there and back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Refusal, Timestamp,
    agent::Agent,
    contact::codes,
    event::AgentEvent,
    id::{AgentId, TeamId},
    refusal::Field,
};

codes! {
    AwayBecause { Away = "away", Holiday = "holiday", ShiftOver = "shift_over" }
}

/// Somebody is away from one instant until another, and back by themselves afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    pub from: Timestamp,
    pub until: Timestamp,
    /// Who carries their duty meanwhile; nobody: their team does, from its pool.
    pub cover: Option<AgentId>,
    pub because: AwayBecause,
}

impl Away {
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    fn overlaps(&self, other: &Away) -> bool {
        self.from < other.until && other.from < self.until
    }
}

/// What duty asks of somebody of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub team: Option<TeamId>,
    /// Has left the house, or may not serve customers any more.
    pub gone: bool,
    pub away: Option<Away>,
}

/// Everybody of the house.
pub type Staff = BTreeMap<AgentId, Standing>;

/// Who carries this person's duty at an instant: themselves, or the first along the chain of covers who is there.
/// Nobody, where the chain ends without one.
pub fn carrier(staff: &Staff, owner: AgentId, at: Timestamp) -> Option<AgentId> {
    let mut asked = BTreeSet::new();
    let mut next = owner;
    while asked.insert(next) {
        let standing = staff.get(&next).filter(|standing| !standing.gone)?;
        match standing.away.filter(|away| away.holds_at(at)) {
            None => return Some(next),
            Some(away) => next = away.cover?,
        }
    }
    None
}

/// Whose duty this person carries at an instant: their own, and that of everyone whose chain of covers ends here.
pub fn carried_by(staff: &Staff, agent: AgentId, at: Timestamp) -> Vec<AgentId> {
    staff.keys().copied().filter(|owner| carrier(staff, *owner, at) == Some(agent)).collect()
}

/// Covers that lead back to the one who is away, in a time that they share, carry nothing: they are refused.
pub fn decide_away(
    staff: &Staff,
    agent: AgentId,
    away: Away,
    now: Timestamp,
) -> Result<Vec<AgentEvent>, Refusal> {
    let known = staff.get(&agent).filter(|known| !known.gone).ok_or(Refusal::NotFound)?;
    if away.until <= now {
        return Err(Refusal::InThePast { now });
    }
    if away.until <= away.from {
        return Err(Refusal::Unusable(Field::Until));
    }
    let mut next = away.cover;
    let mut asked = BTreeSet::new();
    while let Some(cover) = next {
        if cover == agent {
            return Err(Refusal::CoversInACircle);
        }
        let standing = staff.get(&cover).filter(|standing| !standing.gone);
        let standing = standing.ok_or(Refusal::Unusable(Field::Cover))?;
        if !asked.insert(cover) {
            break;
        }
        next = standing.away.filter(|other| other.overlaps(&away)).and_then(|other| other.cover);
    }
    if known.away == Some(away) {
        return Ok(vec![]);
    }
    Ok(vec![AgentEvent::AgentAway { away }])
}

/// Back: before the time that was said, or because the clock says so.
pub fn decide_back(agent: Option<&Agent>) -> Result<Vec<AgentEvent>, Refusal> {
    let known = agent.ok_or(Refusal::NotFound)?;
    Ok(if known.away.is_some() { vec![AgentEvent::AgentBack {}] } else { vec![] })
}

#[cfg(test)]
mod tests;

//! Handovers: a matter is offered to a colleague or a team with a brief, and is theirs once they have said yes. Until
//! then it stays with the one who gives it, so that the customer always has a name; and nothing that was promised is
//! lost on the way.

use serde::{Deserialize, Serialize};

use crate::{
    Refusal, TextRef, Timestamp,
    case::{Case, State, TakenBecause},
    contact::codes,
    duty::{self, Staff},
    event::CaseEvent,
    id::{AgentId, HandoverId, TeamId},
    refusal::Field,
    time::DAY,
};

/// The longest (µs) that an offer may stand: after two weeks nobody is going to answer it.
pub const LONGEST: i64 = 14 * DAY;

/// Whom it is offered to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// This person; whoever carries their duty may answer for them.
    Agent(AgentId),
    /// Anybody of the team; the first answer is the team's.
    Team(TeamId),
}

codes! {
    /// How a handover ended. Only one way gives the matter to somebody else.
    Ended {
        Accepted = "accepted",
        /// With a word of why; the matter is where it was.
        Declined = "declined",
        /// The giver keeps it after all.
        Withdrawn = "withdrawn",
        /// Nobody answered in time; the matter is where it was.
        Expired = "expired",
        /// There is nothing to hand over any more: it was resolved, put together with another, or taken by hand.
        Over = "over",
    }
}

/// What whoever goes on has to know, so that the customer need not say it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    pub needs: TextRef,
    pub promised: Option<TextRef>,
    pub tried: Option<TextRef>,
}

impl Brief {
    pub fn texts(&self) -> Vec<&TextRef> {
        std::iter::once(&self.needs).chain(&self.promised).chain(&self.tried).collect()
    }
}

/// A handover as its case knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Whose the matter was when it was offered.
    pub from: AgentId,
    pub to: To,
    pub until: Timestamp,
    /// `None` while it is open.
    pub ended: Option<Ended>,
}

impl To {
    /// Whether this person may answer at this instant.
    pub fn reaches(self, staff: &Staff, agent: AgentId, at: Timestamp) -> bool {
        match self {
            To::Agent(asked) => asked == agent || duty::carrier(staff, asked, at) == Some(agent),
            To::Team(team) => staff.get(&agent).is_some_and(|known| !known.gone && known.team == Some(team)),
        }
    }

    /// Who is going to see what this person puts to them at this instant; never that person.
    pub fn receivers(self, staff: &Staff, by: AgentId, at: Timestamp) -> Result<Vec<AgentId>, Unseen> {
        match self {
            To::Agent(asked) => {
                let known = staff.get(&asked).ok_or(Unseen::Unknown)?;
                if known.gone {
                    return Err(Unseen::HasLeft);
                }
                match duty::carrier(staff, asked, at) {
                    Some(carrier) if asked == by || carrier == by => Err(Unseen::Oneself),
                    Some(carrier) => Ok(vec![carrier]),
                    None => Err(Unseen::Away { until: known.away.map_or(at, |away| away.until) }),
                }
            }
            To::Team(_) => {
                let there = |agent: &AgentId| {
                    self.reaches(staff, *agent, at) && duty::carrier(staff, *agent, at) == Some(*agent)
                };
                let members: Vec<AgentId> =
                    staff.keys().copied().filter(|agent| *agent != by && there(agent)).collect();
                if members.is_empty() { Err(Unseen::NobodyThere) } else { Ok(members) }
            }
        }
    }
}

/// Why nobody would see what is put to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    Unknown,
    HasLeft,
    Oneself,
    Away { until: Timestamp },
    NobodyThere,
}

impl Case {
    /// There is one at the most.
    pub fn open_handover(&self) -> Option<(HandoverId, &Handover)> {
        let open = self.handovers.iter().find(|(_, handover)| handover.ended.is_none());
        open.map(|(id, handover)| (*id, handover))
    }

    fn unanswered(&self, id: HandoverId) -> Result<&Handover, Refusal> {
        let handover = self.handovers.get(&id).ok_or(Refusal::NotFound)?;
        match handover.ended {
            None => Ok(handover),
            Some(_) => Err(Refusal::HandoverSettled),
        }
    }

    /// One that this person may answer.
    fn answered_by(
        &self,
        id: HandoverId,
        by: AgentId,
        staff: &Staff,
        now: Timestamp,
    ) -> Result<&Handover, Refusal> {
        self.must_live()?;
        let handover = self.unanswered(id)?;
        if self.owner == Some(by) {
            return Err(Refusal::ToOneself);
        }
        if !handover.to.reaches(staff, by, now) {
            return Err(Refusal::NotOffered);
        }
        Ok(handover)
    }
}

pub struct Offer {
    pub handover: HandoverId,
    pub by: AgentId,
    pub to: To,
    pub brief: Brief,
    pub until: Timestamp,
}

/// Whoever offers what nobody owns has taken it: an offer has a giver, and the customer a name meanwhile.
pub fn decide_offer(
    case: &Case,
    offer: Offer,
    staff: &Staff,
    now: Timestamp,
) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    if case.state == State::Resolved {
        return Err(Refusal::AlreadyDone);
    }
    if offer.until <= now {
        return Err(Refusal::InThePast { now });
    }
    if offer.until > now.plus(LONGEST) {
        return Err(Refusal::Unusable(Field::Until));
    }
    let from = case.owner.unwrap_or(offer.by);
    offer.to.receivers(staff, from, now).map_err(|why| match why {
        Unseen::Unknown | Unseen::HasLeft => Refusal::Unusable(Field::To),
        Unseen::Oneself => Refusal::ToOneself,
        Unseen::Away { until } => Refusal::ReceiverAway { until },
        Unseen::NobodyThere => Refusal::NobodyThere,
    })?;
    // One that nobody answered in time is over, whether or not the clock has said so yet.
    let mut events = decide_expire(case, now);
    if events.is_empty() && case.open_handover().is_some() {
        return Err(Refusal::HandoverOpen);
    }
    if case.owner.is_none() {
        events.push(case.taken(offer.by, TakenBecause::Reached));
    }
    let Offer { handover, by, to, brief, until } = offer;
    events.push(CaseEvent::HandoverOffered { handover, from, by, to, brief, until });
    Ok(events)
}

/// It is theirs from here on, with all that was promised. No clock of the customer's begins anew.
pub fn decide_accept(
    case: &Case,
    id: HandoverId,
    by: AgentId,
    staff: &Staff,
    now: Timestamp,
) -> Result<Vec<CaseEvent>, Refusal> {
    let handover = case.answered_by(id, by, staff, now)?;
    if handover.until <= now {
        return Err(Refusal::HandoverExpired);
    }
    let ended = CaseEvent::HandoverEnded { handover: id, how: Ended::Accepted, by: Some(by), words: None };
    Ok(vec![ended, case.taken(by, TakenBecause::Handover)])
}

/// Not theirs, and why: late is better than never.
pub fn decide_decline(
    case: &Case,
    id: HandoverId,
    by: AgentId,
    words: TextRef,
    staff: &Staff,
    now: Timestamp,
) -> Result<Vec<CaseEvent>, Refusal> {
    case.answered_by(id, by, staff, now)?;
    let (how, by, words) = (Ended::Declined, Some(by), Some(words));
    Ok(vec![CaseEvent::HandoverEnded { handover: id, how, by, words }])
}

pub fn decide_withdraw(case: &Case, id: HandoverId, by: AgentId) -> Result<Vec<CaseEvent>, Refusal> {
    case.unanswered(id)?;
    Ok(vec![CaseEvent::HandoverEnded { handover: id, how: Ended::Withdrawn, by: Some(by), words: None }])
}

/// The house's clock says that nobody has answered in time.
pub fn decide_expire(case: &Case, now: Timestamp) -> Vec<CaseEvent> {
    let due = case.open_handover().filter(|(_, handover)| handover.until <= now);
    due.map(|(id, _)| ended_by_itself(id, Ended::Expired)).into_iter().collect()
}

/// The one of a case that is over, or that somebody has taken by hand.
pub(crate) fn over(case: &Case) -> impl Iterator<Item = CaseEvent> + use<> {
    case.open_handover().map(|(id, _)| ended_by_itself(id, Ended::Over)).into_iter()
}

fn ended_by_itself(handover: HandoverId, how: Ended) -> CaseEvent {
    CaseEvent::HandoverEnded { handover, how, by: None, words: None }
}

#[cfg(test)]
mod tests;

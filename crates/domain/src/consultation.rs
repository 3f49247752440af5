//! Consultations: a question to colleagues inside a matter. Neither the matter nor the customer moves; the answer lands
//! with whoever asked, and the wait for it is the asked team's.

use serde::{Deserialize, Serialize};

use crate::{
    Refusal, TextRef, Timestamp,
    case::{Case, State},
    contact::codes,
    duty::Staff,
    event::CaseEvent,
    handover::{To, Unseen},
    id::{AgentId, AnswerId, ConsultationId, ContactId, TeamId},
    refusal::Field,
    time::DAY,
};

/// The longest (µs) that somebody may be given to answer: a customer waits behind it.
pub const LONGEST: i64 = 14 * DAY;
/// People and teams that one question is put to; whoever asks more of them asks nobody.
pub const MOST_ASKED: usize = 10;
/// Messages of the customer's that are shown with a question.
pub const MOST_SHOWN: usize = 20;

codes! {
    /// How a question ended that nobody had answered.
    Ended {
        /// Whoever asked needs it no more.
        Withdrawn = "withdrawn",
        /// The matter was resolved or put together with another.
        Over = "over",
        /// Everybody who was asked has left the house.
        NobodyLeft = "nobody_left",
    }
}

codes! {
    /// Those who have not answered are reminded of it.
    Reminder {
        /// A quarter of the time is left.
        Soon = "soon",
        /// It is over.
        Due = "due",
    }
}

/// Whom a question is put to, and whose team waits are charged to: the one that they were of then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consulted {
    pub to: To,
    pub team: Option<TeamId>,
}

/// A question as its case knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    pub by: AgentId,
    pub of: Vec<Consulted>,
    /// Everybody who was told of it, by name.
    pub told: Vec<AgentId>,
    pub asked_at: Timestamp,
    pub due: Timestamp,
    pub reminded: Option<Reminder>,
    pub answered: bool,
    pub ended: Option<Ended>,
}

impl Consultation {
    /// Somebody is finding out.
    pub const fn is_open(&self) -> bool {
        !self.answered && self.ended.is_none()
    }

    /// Whether this person's answer is heard: they were told of it, or it reaches them now.
    pub fn asks(&self, staff: &Staff, agent: AgentId, at: Timestamp) -> bool {
        agent != self.by
            && (self.told.contains(&agent) || self.of.iter().any(|one| one.to.reaches(staff, agent, at)))
    }

    pub(crate) fn reaches_nobody(&self, staff: &Staff, at: Timestamp) -> bool {
        let here = staff.iter().filter(|(_, known)| !known.gone);
        !here.map(|(agent, _)| *agent).any(|agent| self.asks(staff, agent, at))
    }

    fn reminder_due(&self, now: Timestamp) -> Option<Reminder> {
        match self.reminded {
            Some(Reminder::Due) => None,
            _ if self.due <= now => Some(Reminder::Due),
            None if soon(self.asked_at, self.due) <= now => Some(Reminder::Soon),
            Some(Reminder::Soon) | None => None,
        }
    }
}

/// When a quarter of the time is left.
pub fn soon(asked_at: Timestamp, due: Timestamp) -> Timestamp {
    due.minus(due.since(asked_at) / 4)
}

/// Who hears of a question that is put so, at this instant.
fn told(to: To, by: AgentId, staff: &Staff, at: Timestamp) -> Result<Vec<AgentId>, Refusal> {
    to.receivers(staff, by, at).map_err(|why| match why {
        Unseen::Unknown => Refusal::Unusable(Field::Asked),
        Unseen::HasLeft => Refusal::HasLeft,
        Unseen::Oneself => Refusal::AskingOneself,
        Unseen::Away { until } => Refusal::ReceiverAway { until },
        Unseen::NobodyThere => Refusal::NobodyThere,
    })
}

pub struct Ask {
    pub consultation: ConsultationId,
    pub by: AgentId,
    pub of: Vec<To>,
    pub question: TextRef,
    /// What of the customer's words is shown with it.
    pub shown: Vec<ContactId>,
    pub due: Timestamp,
}

/// Whoever asks about what nobody owns has taken it: the answer has somewhere to land.
pub fn decide_ask(case: &Case, ask: Ask, staff: &Staff, now: Timestamp) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    if case.state == State::Resolved {
        return Err(Refusal::AlreadyDone);
    }
    if ask.due <= now {
        return Err(Refusal::InThePast { now });
    }
    if ask.due > now.plus(LONGEST) {
        return Err(Refusal::Unusable(Field::Due));
    }
    if ask.shown.len() > MOST_SHOWN || ask.shown.iter().any(|contact| !case.contacts.contains_key(contact)) {
        return Err(Refusal::Unusable(Field::Contact));
    }
    let (mut of, mut told_all): (Vec<Consulted>, Vec<AgentId>) = (Vec::new(), Vec::new());
    for to in ask.of {
        if of.iter().any(|known| known.to == to) {
            continue;
        }
        for agent in told(to, ask.by, staff, now)? {
            if !told_all.contains(&agent) {
                told_all.push(agent);
            }
        }
        of.push(Consulted { to, team: team_of(to, staff) });
    }
    if of.is_empty() || of.len() > MOST_ASKED {
        return Err(Refusal::Unusable(Field::Asked));
    }
    let mut events = case.taken_if_free(ask.by);
    let Ask { consultation, by, question, shown, due, .. } = ask;
    let told = told_all;
    events.push(CaseEvent::ConsultationAsked { consultation, by, of, told, question, shown, due });
    Ok(events)
}

pub(crate) fn team_of(to: To, staff: &Staff) -> Option<TeamId> {
    match to {
        To::Agent(agent) => staff.get(&agent).and_then(|known| known.team),
        To::Team(team) => Some(team),
    }
}

pub struct Answer {
    pub consultation: ConsultationId,
    pub answer: AnswerId,
    pub by: AgentId,
    pub text: TextRef,
    /// SHA-256 (hexadecimal) of the message that it came as.
    pub raw: Option<String>,
}

/// What a colleague knows is taken however late it comes, and a second thought as gladly as the first.
pub fn decide_answer(
    case: &Case,
    answer: Answer,
    staff: &Staff,
    now: Timestamp,
) -> Result<Vec<CaseEvent>, Refusal> {
    let known = case.consultations.get(&answer.consultation).ok_or(Refusal::NotFound)?;
    if !known.asks(staff, answer.by, now) {
        return Err(Refusal::NotAsked);
    }
    let Answer { consultation, answer, by, text, raw } = answer;
    Ok(vec![CaseEvent::ConsultationAnswered { consultation, answer, by, text, raw }])
}

/// Whoever asked needs it no more; or whoever has the matter.
pub fn decide_withdraw(case: &Case, id: ConsultationId, by: AgentId) -> Result<Vec<CaseEvent>, Refusal> {
    let known = case.consultations.get(&id).ok_or(Refusal::NotFound)?;
    if known.by != by && case.owner != Some(by) {
        return Err(Refusal::NotYours);
    }
    if known.answered {
        return Err(Refusal::AlreadyAnswered);
    }
    if known.ended.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![CaseEvent::ConsultationEnded { consultation: id, how: Ended::Withdrawn, by: Some(by) }])
}

/// The house's clock says who is to be reminded, and what waits for people who are not here any more.
pub fn decide_tick(case: &Case, staff: &Staff, now: Timestamp) -> Vec<CaseEvent> {
    let open = case.consultations.iter().filter(|(_, known)| known.is_open());
    open.filter_map(|(id, known)| {
        if known.reaches_nobody(staff, now) {
            return Some(ended(*id, Ended::NobodyLeft));
        }
        let reminder = known.reminder_due(now)?;
        Some(CaseEvent::ConsultationReminded { consultation: *id, reminder })
    })
    .collect()
}

/// Those of a case that is over.
pub(crate) fn over(case: &Case) -> impl Iterator<Item = CaseEvent> + use<> {
    let open = case.consultations.iter().filter(|(_, known)| known.is_open());
    open.map(|(id, _)| ended(*id, Ended::Over)).collect::<Vec<_>>().into_iter()
}

fn ended(consultation: ConsultationId, how: Ended) -> CaseEvent {
    CaseEvent::ConsultationEnded { consultation, how, by: None }
}

#[cfg(test)]
mod tests;

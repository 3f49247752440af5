//! Remedies: what is given to put things right, and the one question of the house: may this person
//! give this, here, now? Nobody's answer is *no*; it is what you may do now, and who can do the rest.
//!
//! The order of the decision: a named *forbid* rule ends it; an apology is always within; else the
//! mandate with the most room is used and named; beyond its limits a written reason carries up to
//! its stretch; beyond that, somebody with more room decides. The answer depends on the recorded
//! inputs and nothing else, so that it can be explained, replayed and simulated.

use serde::{Deserialize, Serialize};

use crate::{
    Money, Refusal, TextRef, Timestamp,
    agent::Role,
    case::Case,
    contact::codes,
    event::CaseEvent,
    id::{AgentId, IdentityId, MandateId, RemedyId, TeamId},
    mandate::{Limit, Mandate},
    payment::Payment,
};

/// A stretch needs a reason of at least so many letters.
pub const REASON_LETTERS: usize = 15;

/// The version of the rules below; it is recorded with every decision. A change of meaning is a new
/// version beside the old one, so that old decisions still replay.
pub const RULES: u32 = 1;

codes! {
    RemedyKind { Refund = "refund", Credit = "credit", Apology = "apology" }
}

codes! {
    Outcome {
        Within = "within",
        Stretch = "stretch",
        Escalate = "escalate",
        Forbidden = "forbidden",
    }
}

codes! {
    /// The named rules that forbid, and nothing else does.
    ForbidRule {
        /// The customer is the agent, or shares an address or account with the agent.
        SelfDealing = "self_dealing",
        /// The money would go to an account that the customer did not pay from.
        PayeeIsNotPayer = "payee_is_not_payer",
    }
}

codes! {
    /// Where the money would go, against where it came from.
    Payee {
        /// Back the way it came.
        NotNamed = "not_named",
        /// An account that the customer has paid from.
        Payer = "payer",
        /// Another account than the known ones.
        Other = "other",
    }
}

/// A remedy as its case knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub reversed: bool,
    /// `None` where nothing leaves the house.
    pub payment: Option<Payment>,
}

/// A mandate that the agent holds, and what was already given under its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub mandate: MandateId,
    pub version: u32,
    /// Minor units given and not reversed in this case, of the mandate's kinds and currency.
    pub used_case: i64,
    /// Minor units given and not reversed by this agent inside the mandate's window.
    pub used_window: i64,
}

/// All that a decision is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    pub agent: AgentId,
    pub role: Role,
    pub team: Option<TeamId>,
    pub at: Timestamp,
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub agent_is_customer: bool,
    pub payee: Payee,
    /// In the order of their ids.
    pub candidates: Vec<Candidate>,
}

/// What each limit leaves, in minor units; `None` where there is no such limit. Never below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    pub per_remedy: Option<i64>,
    pub per_case: Option<i64>,
    pub per_agent_window: Option<i64>,
}

impl Room {
    /// An apology needs no room; where something else has no mandate there is none.
    const fn without_mandate(outcome: Outcome) -> Room {
        let left = match outcome {
            Outcome::Within => None,
            Outcome::Stretch | Outcome::Escalate | Outcome::Forbidden => Some(0),
        };
        Room { per_remedy: left, per_case: left, per_agent_window: left }
    }

    /// The least of what the limits leave; `i64::MAX` where nothing limits.
    pub fn least(self) -> i64 {
        [self.per_remedy, self.per_case, self.per_agent_window]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(i64::MAX)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub outcome: Outcome,
    /// The mandate that was used: the one with the most room. None where none fits or none is needed.
    pub mandate: Option<(MandateId, u32)>,
    pub rule: Option<ForbidRule>,
    pub rules: u32,
    pub room: Room,
    /// What the same limits leave with a written reason.
    pub stretch_room: Room,
}

/// A decision with its inputs, as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    pub inputs: Inputs,
    pub decision: Decision,
}

/// May this agent give this remedy, here, now? `mandates` are the terms that the inputs' candidates
/// name; one that is missing gives no room.
pub fn decide_remedy(inputs: &Inputs, mandates: &[Mandate]) -> Decision {
    let decision = |outcome, rule, best: Option<Rooms>| Decision {
        outcome,
        mandate: best.map(|best| best.mandate),
        rule,
        rules: RULES,
        room: best.map_or(Room::without_mandate(outcome), |best| best.within),
        stretch_room: best.map_or(Room::without_mandate(outcome), |best| best.stretch),
    };

    if inputs.agent_is_customer && inputs.kind != RemedyKind::Apology {
        return decision(Outcome::Forbidden, Some(ForbidRule::SelfDealing), None);
    }
    if inputs.payee == Payee::Other {
        return decision(Outcome::Forbidden, Some(ForbidRule::PayeeIsNotPayer), None);
    }
    let Some(amount) = inputs.amount else {
        return decision(Outcome::Within, None, None);
    };

    let rooms: Vec<Rooms> = inputs
        .candidates
        .iter()
        .filter_map(|candidate| {
            let mandate = mandates
                .iter()
                .find(|mandate| mandate.id == candidate.mandate && mandate.version == candidate.version)?;
            holds(mandate, inputs, amount).then(|| rooms(mandate, candidate))
        })
        .collect();
    // Of equals the one that leaves more otherwise, then the first: the answer depends on the inputs alone.
    let most = |room: fn(&Rooms) -> (i64, i64)| {
        rooms.iter().copied().reduce(|best, next| if room(&next) > room(&best) { next } else { best })
    };
    let most_room = most(|rooms| (rooms.within.least(), rooms.stretch.least()));
    let most_stretch = most(|rooms| (rooms.stretch.least(), rooms.within.least()));

    if let Some(best) = most_room
        && amount.minor <= best.within.least()
    {
        return decision(Outcome::Within, None, Some(best));
    }
    if let Some(best) = most_stretch
        && amount.minor <= best.stretch.least()
    {
        return decision(Outcome::Stretch, None, Some(best));
    }
    decision(Outcome::Escalate, None, most_room)
}

#[derive(Clone, Copy)]
struct Rooms {
    mandate: (MandateId, u32),
    within: Room,
    stretch: Room,
}

fn holds(mandate: &Mandate, inputs: &Inputs, amount: Money) -> bool {
    let terms = &mandate.terms;
    terms.holder.holds(inputs.agent, inputs.role, inputs.team)
        && terms.kinds.contains(&inputs.kind)
        && terms.currency == amount.currency
        && terms.valid_at(inputs.at)
}

fn rooms(mandate: &Mandate, candidate: &Candidate) -> Rooms {
    let terms = &mandate.terms;
    let window = terms.per_agent_window.map(|window| window.limit);
    let left = |part: fn(Limit) -> i64| Room {
        per_remedy: terms.per_remedy.map(part),
        per_case: terms.per_case.map(|limit| left_of(part(limit), candidate.used_case)),
        per_agent_window: window.map(|limit| left_of(part(limit), candidate.used_window)),
    };
    Rooms {
        mandate: (mandate.id, mandate.version),
        within: left(|limit| limit.within),
        stretch: left(|limit| limit.stretch),
    }
}

fn left_of(limit: i64, used: i64) -> i64 {
    limit.saturating_sub(used).max(0)
}

/// The shape of what is asked for, before anything is weighed.
pub fn check_amount(kind: RemedyKind, amount: Option<Money>) -> Result<Option<Money>, Refusal> {
    match (kind, amount) {
        (RemedyKind::Apology, None) => Ok(None),
        (RemedyKind::Apology, Some(_)) => Err(Refusal::NoAmountForThis),
        (RemedyKind::Refund | RemedyKind::Credit, None) => Err(Refusal::AmountNeeded),
        (RemedyKind::Refund | RemedyKind::Credit, Some(amount)) => {
            amount.given().map(Some).map_err(Refusal::NotMoney)
        }
    }
}

pub struct Grant {
    pub remedy: RemedyId,
    /// What the agent wrote, and how many letters (not spaces) it has.
    pub reason: Option<(TextRef, usize)>,
    /// The agent has seen that this is beyond the mandate, and means it.
    pub stretch: bool,
    pub payee: Option<IdentityId>,
}

/// Gives the remedy when the decision lets this person. Whoever gives on a case that nobody owns has
/// taken it.
pub fn decide_grant(
    case: &Case,
    grant: Grant,
    inputs: Inputs,
    mandates: &[Mandate],
) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    check_amount(inputs.kind, inputs.amount)?;
    if case.remedies.contains_key(&grant.remedy) {
        return Err(Refusal::AlreadyThere);
    }
    let decision = decide_remedy(&inputs, mandates);
    match decision.outcome {
        Outcome::Within => {}
        Outcome::Stretch if !grant.stretch => return Err(Refusal::BeyondMandate(Box::new(decision))),
        Outcome::Stretch => {
            let letters = grant.reason.as_ref().map_or(0, |(_, letters)| *letters);
            if letters < REASON_LETTERS {
                return Err(Refusal::ReasonNeeded(Box::new(decision)));
            }
        }
        Outcome::Escalate => return Err(Refusal::BeyondMandate(Box::new(decision))),
        Outcome::Forbidden => return Err(Refusal::Forbidden(Box::new(decision))),
    }
    let mut events = case.taken_if_free(inputs.agent);
    events.push(CaseEvent::RemedyGranted {
        remedy: grant.remedy,
        kind: inputs.kind,
        amount: inputs.amount,
        reason: grant.reason.map(|(text, _)| text),
        payee: grant.payee,
        weighed: Box::new(Weighed { inputs, decision }),
    });
    Ok(events)
}

/// Letters and digits of a reason: what a reader could read, in any script.
pub fn reason_letters(reason: &str) -> usize {
    reason.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests;

//! Remedies: what is given to put things right, and the one question of the house: may this person
//! give this, here, now? Nobody's answer is *no*; it is what you may do now, and who can do the rest with you.

mod decision;

use serde::{Deserialize, Serialize};

use crate::{
    Money, Refusal, TextRef,
    case::Case,
    contact::codes,
    event::CaseEvent,
    id::{AgentId, IdentityId, RemedyId},
    mandate::Mandate,
    payment::Payment,
    review::{Because, Review},
};

pub use decision::{
    Asks, Candidate, Decision, ForbidRule, Inputs, NamedRule, Outcome, RULES, Room, Rule, Signer, Weighed,
    asks, decide_remedy, room, signing_room,
};

/// A stretch needs a reason of at least so many letters.
pub const REASON_LETTERS: usize = 15;

codes! {
    RemedyKind {
        Refund = "refund",
        Credit = "credit",
        FeeWaiver = "fee_waiver",
        Replacement = "replacement",
        /// Something good and unasked; draws on the delight allowance alone.
        Gift = "gift",
        /// A deviation from process; its amount is what it is thought to cost.
        Exception = "exception",
        Apology = "apology",
    }
}

/// What is said of a remedy's worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// More than zero.
    Amount,
    /// An estimate; zero is one, too.
    Estimate,
    Nothing,
}

impl RemedyKind {
    pub const fn worth(self) -> Worth {
        match self {
            RemedyKind::Refund
            | RemedyKind::Credit
            | RemedyKind::FeeWaiver
            | RemedyKind::Replacement
            | RemedyKind::Gift => Worth::Amount,
            RemedyKind::Exception => Worth::Estimate,
            RemedyKind::Apology => Worth::Nothing,
        }
    }

    /// Whether another system has to carry it out; the others are done when they are given.
    pub const fn is_ordered(self) -> bool {
        match self {
            RemedyKind::Refund
            | RemedyKind::Credit
            | RemedyKind::FeeWaiver
            | RemedyKind::Replacement
            | RemedyKind::Gift => true,
            RemedyKind::Exception | RemedyKind::Apology => false,
        }
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
    pub giver: AgentId,
    /// The second person, where one signed.
    pub signer: Option<AgentId>,
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub reversed: bool,
    pub review: Option<Review>,
    /// `None` where nothing leaves the house.
    pub payment: Option<Payment>,
}

/// The shape of what is asked for, before anything is weighed.
pub fn check_amount(kind: RemedyKind, amount: Option<Money>) -> Result<Option<Money>, Refusal> {
    match (kind.worth(), amount) {
        (Worth::Nothing, None) => Ok(None),
        (Worth::Nothing, Some(_)) => Err(Refusal::NoAmountForThis),
        (Worth::Amount | Worth::Estimate, None) => Err(Refusal::AmountNeeded),
        (Worth::Amount, Some(amount)) => amount.given().map(Some).map_err(Refusal::NotMoney),
        (Worth::Estimate, Some(amount)) => amount.estimated().map(Some).map_err(Refusal::NotMoney),
    }
}

pub struct Grant {
    pub remedy: RemedyId,
    /// Who has signed exactly this; heeded where the decision asks for a signature.
    pub signer: Option<AgentId>,
    /// What the agent wrote, and how many letters (not spaces) it has.
    pub reason: Option<(TextRef, usize)>,
    /// The agent has seen that this is beyond the mandate, and means it.
    pub stretch: bool,
    pub payee: Option<IdentityId>,
    /// Why somebody looks at it afterwards.
    pub review: Vec<Because>,
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
    let (giver, kind, amount) = (inputs.situation.agent, inputs.situation.kind, inputs.situation.amount);
    check_amount(kind, amount)?;
    if case.remedies.contains_key(&grant.remedy) {
        return Err(Refusal::AlreadyThere);
    }
    let decision = decide_remedy(&inputs, mandates);
    let mut signed_by = None;
    match decision.outcome {
        Outcome::Within => {}
        Outcome::Stretch if !grant.stretch => return Err(Refusal::BeyondMandate(Box::new(decision))),
        Outcome::Stretch => {
            let letters = grant.reason.as_ref().map_or(0, |(_, letters)| *letters);
            if letters < REASON_LETTERS {
                return Err(Refusal::ReasonNeeded(Box::new(decision)));
            }
        }
        Outcome::CoSign => {
            match grant.signer.filter(|signer| decision.is_carried_by(*signer, &inputs, mandates)) {
                Some(signer) => signed_by = Some(signer),
                None => return Err(Refusal::BeyondMandate(Box::new(decision))),
            }
        }
        Outcome::Escalate => return Err(Refusal::BeyondMandate(Box::new(decision))),
        Outcome::Forbidden => return Err(Refusal::Forbidden(Box::new(decision))),
    }
    let mut events = case.taken_if_free(giver);
    events.push(CaseEvent::RemedyGranted {
        remedy: grant.remedy,
        kind,
        amount,
        reason: grant.reason.map(|(text, _)| text),
        payee: grant.payee,
        signed_by,
        review: grant.review,
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

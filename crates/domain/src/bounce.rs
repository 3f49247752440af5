//! Bounces: the customer is sent elsewhere, meets somebody who does not know the matter, or has to say it all
//! again. Counted for each case over all channels; nobody is ranked by them.

use serde::{Deserialize, Serialize};

use crate::{
    Refusal,
    case::{Case, TakenBecause},
    contact::{Direction, codes},
    event::CaseEvent,
    id::{AgentId, BounceId, ContactId},
};

codes! {
    Because {
        /// What sends the customer elsewhere was noticed, and sent anyway.
        RedirectSent = "redirect_sent",
        /// Somebody answers whom the customer has not met, and to whom nobody handed the matter over.
        NewCounterpart = "new_counterpart",
        RepeatedThemselves = "repeated_themselves",
    }
}

/// Who answers the customer, and who has done so before.
#[derive(Clone, Copy, Debug)]
pub struct Meeting<'a> {
    pub by: AgentId,
    /// Those of ours whom the customer has met in this matter: who wrote, and who noted what was said aloud.
    pub met: &'a [AgentId],
    pub owner: Option<AgentId>,
    /// How the matter came to its owner.
    pub taken: Option<TakenBecause>,
    /// They carry it while its owner is away: that was arranged, and talked over.
    pub covers: bool,
}

impl Meeting<'_> {
    /// The first one whom the customer meets is nobody new, and whoever comes back is not either.
    pub fn is_with_somebody_new(&self) -> bool {
        let stranger = !self.met.is_empty() && !self.met.contains(&self.by);
        let handed_over = self.owner == Some(self.by) && self.taken.is_some_and(is_handed_over);
        stranger && !self.covers && !handed_over
    }
}

/// Whether whoever got the matter so was told of it by the one before, and said yes.
const fn is_handed_over(because: TakenBecause) -> bool {
    match because {
        // Taken by oneself, or given by a rule: nobody told them anything.
        TakenBecause::Taken
        | TakenBecause::Reached
        | TakenBecause::CarriesAnother
        | TakenBecause::SolvedBefore
        | TakenBecause::Given => false,
        // Offered with a brief, and accepted.
        TakenBecause::Handover => true,
    }
}

/// The customer says again what they have said already: counted once for each contact of theirs.
pub fn decide_repeated(
    case: &Case,
    bounce: BounceId,
    contact: ContactId,
    counted: bool,
) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    let known = case.contacts.get(&contact).ok_or(Refusal::NotFound)?;
    match known.direction {
        Direction::Out => Err(Refusal::Unusable(crate::refusal::Field::Contact)),
        Direction::In if counted => Ok(vec![]),
        Direction::In => {
            Ok(vec![CaseEvent::Bounced { bounce, because: Because::RepeatedThemselves, contact }])
        }
    }
}

#[cfg(test)]
mod tests;

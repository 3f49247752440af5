//! Reviews: somebody looks afterwards at what was given, with why it is looked at. They stop nothing and take nothing
//! back; what they say together is trust, and what stands out is a question with an answer.

use serde::{Deserialize, Serialize};

use crate::{
    AgentId, CustomerId, MandateId, Money, Refusal, RemedyId, TextRef, Timestamp,
    case::Case,
    contact::codes,
    event::CaseEvent,
    id::IdentityId,
    mandate::{Limit, Terms},
    time::HOUR,
};

/// A review may be corrected by whoever gave it for so long (µs): a slip of the hand is nobody's judgement.
pub const CORRECTED_WITHIN: i64 = HOUR;

codes! {
    /// What a reviewer says afterwards.
    Judgement {
        Right = "right",
        /// Not what the reviewer would have done, but sensible with what was known then.
        Understandable = "understandable",
        Wrong = "wrong",
    }
}

codes! {
    /// Why somebody looks at a remedy.
    Because {
        /// Beyond the limits, with a written reason.
        Stretch = "stretch",
        /// The larger stretch, while nobody with more room could be reached.
        Alone = "alone",
        /// Signed sooner than anybody could have thought about it.
        CoSignUnthought = "co_sign_unthought",
        /// The lot fell on it.
        Random = "random",
        SamePayee = "same_payee",
        UnderTheLimit = "under_the_limit",
        AgainAndAgain = "again_and_again",
    }
}

codes! {
    /// Which way a mandate could go.
    Direction { Widen = "widen", Narrow = "narrow" }
}

/// Something that stands out, as a question; what identifies it, without what was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Why is money for so many customers going to one account? The account by the first of its identities.
    SamePayee { payee: IdentityId },
    /// Why are so many amounts just under the limit? Of one agent, or of all together.
    UnderTheLimit { mandate: MandateId, limit: Money, agent: Option<AgentId> },
    /// Why did this agent give this customer something so often?
    AgainAndAgain { agent: AgentId, customer: CustomerId },
}

impl About {
    pub const fn because(&self) -> Because {
        match self {
            About::SamePayee { .. } => Because::SamePayee,
            About::UnderTheLimit { .. } => Because::UnderTheLimit,
            About::AgainAndAgain { .. } => Because::AgainAndAgain,
        }
    }

    /// Whom it speaks of, where it speaks of somebody of the house.
    pub const fn agent(&self) -> Option<AgentId> {
        match self {
            About::SamePayee { .. } => None,
            About::UnderTheLimit { agent, .. } => *agent,
            About::AgainAndAgain { agent, .. } => Some(*agent),
        }
    }

    /// One question has one key, however often it is raised.
    pub fn key(&self) -> String {
        match self {
            About::SamePayee { payee } => format!("same_payee:{payee}"),
            About::UnderTheLimit { mandate, limit, agent } => {
                let agent = agent.map_or_else(|| "all".to_owned(), |agent| agent.to_string());
                format!("under_the_limit:{mandate}:{}{}:{agent}", limit.minor, limit.currency)
            }
            About::AgainAndAgain { agent, customer } => format!("again_and_again:{agent}:{customer}"),
        }
    }
}

/// Whether so much more is known that a settled question is asked again: half as much again as was known when it was
/// settled, and at least `least` more.
pub const fn is_new_evidence(known: u32, now: u32, least: u32) -> bool {
    let half = known.div_ceil(2);
    now >= known.saturating_add(if half > least { half } else { least })
}

/// A review as its case knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    pub by: AgentId,
    pub at: Timestamp,
}

/// Says what one thinks of a remedy, once: nobody of what they gave, asked for or signed, and only the same person may
/// correct it, within [`CORRECTED_WITHIN`]. What was taken back may be looked at, too.
pub fn decide_review(
    case: &Case,
    remedy: RemedyId,
    by: AgentId,
    judgement: Judgement,
    word: Option<TextRef>,
    now: Timestamp,
) -> Result<Vec<CaseEvent>, Refusal> {
    let given = case.remedies.get(&remedy).ok_or(Refusal::NotFound)?;
    let asked = case.asks.get(&remedy).is_some_and(|ask| ask.asker == by);
    if given.giver == by || given.signer == Some(by) || asked {
        return Err(Refusal::OwnReview);
    }
    match given.review {
        Some(review) if review.by != by || now.since(review.at) > CORRECTED_WITHIN => {
            Err(Refusal::Reviewed { by: review.by })
        }
        Some(_) | None => Ok(vec![CaseEvent::RemedyReviewed { remedy, by, judgement, word }]),
    }
}

/// The limit that a giver steers by, and what it would be another step that way: half as much again or two thirds, in
/// whole fives. `None` where nothing of the kind limits.
pub fn step(terms: &Terms, direction: Direction) -> Option<(Money, Money)> {
    let now = steering(terms)?;
    let unit = 10_i64.pow(terms.currency.digits());
    let step = if now >= 20 * unit { 5 * unit } else { unit };
    let then = match direction {
        Direction::Widen => now.saturating_add(now / 2).div_euclid(step).saturating_mul(step).max(now + step),
        Direction::Narrow => (now / 3 * 2).div_euclid(step) * step,
    };
    let money = |minor| Money::new(minor, terms.currency);
    (then > 0).then(|| (money(now), money(then)))
}

/// What may be given at once: the least of the limits on one act and on one case.
fn steering(terms: &Terms) -> Option<i64> {
    [terms.per_remedy, terms.per_case].into_iter().flatten().map(|limit| limit.within).min()
}

/// The same terms with another limit to steer by. What lies beyond it never lies below it.
#[must_use]
pub fn steered(terms: &Terms, minor: i64) -> Terms {
    let now = steering(terms);
    let moved = |limit: Limit| {
        if Some(limit.within) != now {
            return limit;
        }
        Limit {
            within: minor,
            stretch: limit.stretch.max(minor),
            alone: limit.alone.map(|alone| alone.max(minor)),
            co_sign: limit.co_sign.map(|co_sign| co_sign.max(minor)),
        }
    };
    Terms { per_remedy: terms.per_remedy.map(moved), per_case: terms.per_case.map(moved), ..terms.clone() }
}

#[cfg(test)]
mod tests;

//! Which remedies somebody looks at afterwards, and why. What went beyond a mandate always; a share of all
//! by lot; what stands out. A look comes after the act and never before it.
//!
//! The lot is drawn by the remedy's id with the house's salt, so that it can be drawn again and nobody who
//! does not know the salt can choose an id that is never drawn. It is drawn over *all* remedies, whatever
//! else speaks for a look: the reviews by lot alone say how much is sound of the whole.

use sha2::{Digest, Sha256};
use valta_domain::{RemedyId, Timestamp, review::Because, time};

use crate::pattern::Pattern;

codes! {
    /// How far beyond the giver's own mandate.
    Beyond {
        Not = "not",
        /// With a written reason.
        Stretch = "stretch",
        /// The larger stretch, while nobody with more room could be reached.
        Alone = "alone",
    }
}

/// A second agent's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    pub asked: Timestamp,
    pub signed: Timestamp,
}

/// What was given, as far as a look at it is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub remedy: RemedyId,
    pub beyond: Beyond,
    pub co_sign: Option<Signed>,
    pub stands_out: Vec<Pattern>,
}

/// Why somebody should look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Stretch,
    Alone,
    /// Signed sooner than anybody could have thought about it.
    CoSignUnthought,
    /// The lot fell on it.
    Random,
    StandsOut(Pattern),
}

impl Reason {
    pub const fn code(self) -> &'static str {
        match self {
            Reason::Stretch => "stretch",
            Reason::Alone => "alone",
            Reason::CoSignUnthought => "co_sign_unthought",
            Reason::Random => "random",
            Reason::StandsOut(_) => "stands_out",
        }
    }

    /// As the log has it.
    pub const fn because(self) -> Because {
        match self {
            Reason::Stretch => Because::Stretch,
            Reason::Alone => Because::Alone,
            Reason::CoSignUnthought => Because::CoSignUnthought,
            Reason::Random => Because::Random,
            Reason::StandsOut(pattern) => pattern.because(),
        }
    }
}

/// How a house samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// Drawn once for a house and kept; another salt is another lot.
    pub salt: Vec<u8>,
    /// Parts of a thousand that are looked at by lot.
    pub random_permille: u32,
    /// Microseconds: who signs sooner has read neither the amount nor the reason.
    pub thought: i64,
}

impl Sampling {
    /// One of twenty by lot, and half a minute for a thought: a case, an amount and a reason of some words
    /// take about that long to read.
    pub fn fresh(salt: Vec<u8>) -> Sampling {
        Sampling { salt, random_permille: 50, thought: 30 * time::SECOND }
    }

    /// Why to look at this one; nothing where there is no reason to.
    pub fn reasons(&self, given: &Given) -> Vec<Reason> {
        let beyond = match given.beyond {
            Beyond::Not => None,
            Beyond::Stretch => Some(Reason::Stretch),
            Beyond::Alone => Some(Reason::Alone),
        };
        let unthought = given
            .co_sign
            .is_some_and(|sign| sign.signed.since(sign.asked) < self.thought)
            .then_some(Reason::CoSignUnthought);
        let random = self.drawn(given.remedy).then_some(Reason::Random);
        let mut patterns = given.stands_out.clone();
        patterns.sort_unstable();
        patterns.dedup();
        beyond
            .into_iter()
            .chain(unthought)
            .chain(random)
            .chain(patterns.into_iter().map(Reason::StandsOut))
            .collect()
    }

    /// Whether the lot falls on this remedy. A larger share draws the same ones and more.
    pub fn drawn(&self, remedy: RemedyId) -> bool {
        let mut lot = Sha256::new();
        lot.update(&self.salt);
        lot.update(remedy.0.as_bytes());
        let drawn = lot.finalize().iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        u128::from(drawn) * 1_000 < u128::from(self.random_permille) << 64
    }
}

#[cfg(test)]
mod tests;

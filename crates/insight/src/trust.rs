//! Trust: what the reviews say about a mandate, or about an agent's own use of one. It is shown with its
//! interval and its n, proposes and never acts, and cannot be sorted into a table of people.
//!
//! A Beta posterior. `understandable` counts as sound and is shown apart: what is asked is whether the room
//! is in good hands, and a sensible act that turned out otherwise says yes. Were it held against people, they
//! would stop using their judgement, which is what a mandate asks of them.

use std::collections::BTreeMap;

pub use valta_domain::review::{Direction, Judgement};

use crate::beta;

/// Reviews by what they said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reviews {
    pub right: u32,
    pub understandable: u32,
    pub wrong: u32,
}

impl Reviews {
    pub fn add(&mut self, judgement: Judgement) {
        let said = match judgement {
            Judgement::Right => &mut self.right,
            Judgement::Understandable => &mut self.understandable,
            Judgement::Wrong => &mut self.wrong,
        };
        *said = said.saturating_add(1);
    }

    pub fn n(self) -> u32 {
        self.sound().saturating_add(self.wrong)
    }

    pub fn sound(self) -> u32 {
        self.right.saturating_add(self.understandable)
    }

    /// The reviews of the others, where these are everybody's.
    #[must_use]
    pub fn without(self, part: Reviews) -> Reviews {
        Reviews {
            right: self.right.saturating_sub(part.right),
            understandable: self.understandable.saturating_sub(part.understandable),
            wrong: self.wrong.saturating_sub(part.wrong),
        }
    }
}

/// What an expectation weighs, in reviews (κ).
const WEIGHT: f64 = 20.0;

/// With fewer reviews there is too little to say.
pub const LEAST_N: u32 = 10;

/// The share that is expected to be sound before anything was reviewed; never 0 and never 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expectation(f64);

impl Expectation {
    /// Of a house without a review: nobody has measured it; it is the trust that a fresh house gives.
    pub const FRESH: Expectation = Expectation(0.9);

    /// What is expected once these were seen. It leans on what was expected before by the same weight as a
    /// posterior does on it, so that a team with two reviews does not speak for its members; without any
    /// it is what was expected before.
    #[must_use]
    pub fn after(self, seen: Reviews) -> Expectation {
        Expectation((WEIGHT * self.0 + f64::from(seen.sound())) / (WEIGHT + f64::from(seen.n())))
    }

    pub const fn share(self) -> f64 {
        self.0
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trust {
    pub reviews: Reviews,
    /// What was expected, from the others.
    pub expected: Expectation,
    /// None below [`LEAST_N`]: too little to say.
    pub interval: Option<Interval>,
}

/// The share that is sound: nine times of ten between `low` and `high`, as likely above `middle` as below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub middle: f64,
    pub high: f64,
}

/// `expected` comes from the reviews of the *others*: with one's own in it they would count twice.
pub fn trust(expected: Expectation, own: Reviews) -> Trust {
    let a = WEIGHT * expected.0 + f64::from(own.sound());
    let b = WEIGHT * (1.0 - expected.0) + f64::from(own.wrong);
    let at = |p| beta::quantile(a, b, p);
    let interval = (own.n() >= LEAST_N).then(|| Interval { low: at(0.05), middle: at(0.5), high: at(0.95) });
    Trust { reviews: own, expected, interval }
}

/// Everybody's of one team (or every mandate's of one house), each against what the others let expect. In
/// the order of their ids, which says nothing.
pub fn of_each<K: Ord + Copy>(
    above: Expectation,
    judged: impl IntoIterator<Item = (K, Judgement)>,
) -> BTreeMap<K, Trust> {
    let mut all = Reviews::default();
    let mut each: BTreeMap<K, Reviews> = BTreeMap::new();
    for (whose, judgement) in judged {
        all.add(judgement);
        each.entry(whose).or_default().add(judgement);
    }
    each.into_iter().map(|(whose, own)| (whose, trust(above.after(all.without(own)), own))).collect()
}

/// Where a proposal begins. Both act on the end of the interval that speaks against them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Widen when the low end is at least this.
    pub widen: f64,
    /// Narrow when the high end is at most this.
    pub narrow: f64,
}

impl Default for Thresholds {
    /// Wider, once even the careful reading is no less than what was trusted in blindly (nine of ten are
    /// sound). Narrower, once even the kind reading leaves twice as many wrong as that (two of ten).
    fn default() -> Thresholds {
        Thresholds { widen: 0.9, narrow: 0.8 }
    }
}

/// Something that a person may do with a mandate; nothing does it by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proposal {
    pub direction: Direction,
    /// The end of the interval that decided, and what it was held against.
    pub quantile: f64,
    pub threshold: f64,
    pub n: u32,
}

impl Trust {
    pub fn proposal(&self, thresholds: Thresholds) -> Option<Proposal> {
        let Interval { low, high, .. } = self.interval?;
        let (direction, quantile, threshold) = if high <= thresholds.narrow {
            (Direction::Narrow, high, thresholds.narrow)
        } else if low >= thresholds.widen {
            (Direction::Widen, low, thresholds.widen)
        } else {
            return None;
        };
        Some(Proposal { direction, quantile, threshold, n: self.reviews.n() })
    }
}

#[cfg(test)]
mod tests;

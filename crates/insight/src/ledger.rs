//! The ledger of a period: what was given, of which kind and on whose authority; what giving it at once cost,
//! and what a complaint would have cost instead; and how the second signatures went.

use std::collections::BTreeMap;

use valta_domain::{
    Currency, Money, Timestamp,
    cost::{self, Parameters},
    remedy::{Outcome, RemedyKind},
};

use crate::interval::{Median, Share};

/// From the first instant up to, and without, the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Period {
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

/// A remedy that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    pub at: Timestamp,
    pub kind: RemedyKind,
    pub outcome: Outcome,
    /// None where nothing of worth changes hands: an apology.
    pub amount: Option<Money>,
    pub reversed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    pub kind: RemedyKind,
    pub currency: Option<Currency>,
    pub outcome: Outcome,
}

/// What stands, and how many were taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    pub n: u32,
    pub minor: i64,
    pub reversed: u32,
}

/// Both ways over what stands, in the currency of the house's wages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub n: u32,
    pub now: Money,
    pub complaint: Money,
    /// Remedies in other currencies: nothing is converted, so they are in neither sum.
    pub unknown: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    pub totals: BTreeMap<Line, Total>,
    /// By the authority that it was given on.
    pub costs: BTreeMap<Outcome, Cost>,
}

/// What was given in the period. What was taken back counts as that and as nothing else.
pub fn ledger(period: Period, parameters: &Parameters, given: impl IntoIterator<Item = Given>) -> Ledger {
    let mut ledger = Ledger::default();
    for given in given.into_iter().filter(|given| period.contains(given.at)) {
        let Given { kind, outcome, amount, reversed, .. } = given;
        let line = Line { kind, currency: amount.map(|amount| amount.currency), outcome };
        let total = ledger.totals.entry(line).or_default();
        if reversed {
            total.reversed = total.reversed.saturating_add(1);
            continue;
        }
        total.n = total.n.saturating_add(1);
        total.minor = total.minor.saturating_add(amount.map_or(0, |amount| amount.minor));

        let nothing = Money::new(0, Currency::EUR);
        let sums = ledger.costs.entry(outcome).or_insert(Cost {
            n: 0,
            now: nothing,
            complaint: nothing,
            unknown: 0,
        });
        match cost::costs(parameters, amount.unwrap_or(nothing)) {
            Some(one) => {
                sums.n = sums.n.saturating_add(1);
                sums.now.minor = sums.now.minor.saturating_add(one.now.minor);
                sums.complaint.minor = sums.complaint.minor.saturating_add(one.complaint.minor);
            }
            None => sums.unknown = sums.unknown.saturating_add(1),
        }
    }
    ledger
}

/// A second agent was asked to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub asked: Timestamp,
    pub answer: Option<Answer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub at: Timestamp,
    pub approved: bool,
}

codes! {
    Note {
        /// Nearly everything is signed: nobody needs to be asked, the limit is too low.
        LimitTooLow = "limit_too_low",
    }
}

/// Nearly all: surely nine of ten.
const NEARLY_ALL: f64 = 0.9;

/// How the signatures went that were asked for in the period.
#[derive(Clone, Debug, PartialEq)]
pub struct CoSigns {
    /// Microseconds until an answer, of those that have one.
    pub wait: Option<Median>,
    /// Of those that have one.
    pub approved: Option<Share>,
    pub unanswered: u32,
    pub note: Option<Note>,
}

pub fn co_signs(period: Period, asked: impl IntoIterator<Item = Asked>) -> CoSigns {
    let mut waits = Vec::new();
    let (mut approved, mut unanswered) = (0_u32, 0_u32);
    for asked in asked.into_iter().filter(|asked| period.contains(asked.asked)) {
        match asked.answer {
            Some(answer) => {
                waits.push(answer.at.since(asked.asked));
                approved = approved.saturating_add(u32::from(answer.approved));
            }
            None => unanswered = unanswered.saturating_add(1),
        }
    }
    let approved = Share::new(approved, crate::count(waits.len()));
    // By the low end of the interval, so that three of three say nothing.
    let too_low = approved.is_some_and(|approved| approved.low >= NEARLY_ALL);
    CoSigns { wait: Median::new(waits), approved, unanswered, note: too_low.then_some(Note::LimitTooLow) }
}

#[cfg(test)]
mod tests;

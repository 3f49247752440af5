//! Arrangements: what a customer has been promised as standing practice. It stands until it is ended, and is shown to
//! whoever serves the customer before it is broken.

use std::collections::BTreeMap;

use crate::{Refusal, TextRef, customer::Customer, event::CustomerEvent, id::ArrangementId};

/// That stand for one customer at once: more than a person reads while the customer waits is none.
pub const MOST: usize = 12;

/// A customer's arrangements as the log tells them: whether each still stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrangements(BTreeMap<ArrangementId, bool>);

impl Arrangements {
    pub(crate) fn evolve(&mut self, event: &CustomerEvent) {
        match event {
            CustomerEvent::ArrangementMade { arrangement, .. } => self.0.insert(*arrangement, true),
            CustomerEvent::ArrangementEnded { arrangement } => self.0.insert(*arrangement, false),
            CustomerEvent::CustomerAdded {}
            | CustomerEvent::IdentityAdded { .. }
            | CustomerEvent::CreditAdded { .. }
            | CustomerEvent::CreditTakenBack { .. }
            | CustomerEvent::CreditSpent { .. } => None,
        };
    }
}

pub fn decide_make(
    customer: Option<&Customer>,
    arrangement: ArrangementId,
    words: TextRef,
) -> Result<Vec<CustomerEvent>, Refusal> {
    let known = &customer.ok_or(Refusal::NotFound)?.arrangements.0;
    if known.contains_key(&arrangement) {
        return Err(Refusal::AlreadyThere);
    }
    if known.values().filter(|stands| **stands).count() >= MOST {
        return Err(Refusal::TooManyArrangements);
    }
    Ok(vec![CustomerEvent::ArrangementMade { arrangement, words }])
}

pub fn decide_end(
    customer: Option<&Customer>,
    arrangement: ArrangementId,
) -> Result<Vec<CustomerEvent>, Refusal> {
    match customer.ok_or(Refusal::NotFound)?.arrangements.0.get(&arrangement) {
        None => Err(Refusal::NotFound),
        Some(false) => Err(Refusal::AlreadyDone),
        Some(true) => Ok(vec![CustomerEvent::ArrangementEnded { arrangement }]),
    }
}

#[cfg(test)]
mod tests;

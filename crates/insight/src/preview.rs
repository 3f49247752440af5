//! What the past would have looked like under other mandates: the same asks in the same order, decided by the
//! same function as the act, with the sums that would then have been used.
//!
//! It assumes that people ask as they asked: nobody asks for less because the limit is lower, nobody is asked
//! instead, and who may go beyond with a reason does. What is refused takes no room, so that a lower limit on
//! one remedy can leave more for the next.

use std::collections::BTreeMap;

use valta_domain::{
    CaseId, Currency, Money, RemedyId, Timestamp,
    mandate::Mandate,
    remedy::{self, Inputs, Outcome},
};

use self::books::Books;

mod books;

/// Somebody asked whether this may be given; `inputs` as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub remedy: RemedyId,
    pub case: CaseId,
    pub inputs: Inputs,
}

/// What happened, in the order of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Asked(Box<Asked>),
    /// Taken back; its room returns, where it was given at all.
    Reversed(RemedyId),
    /// What was given in one case counts in the other from now on.
    Absorbed {
        case: CaseId,
        into: CaseId,
    },
}

/// One of the two worlds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    pub outcomes: BTreeMap<Outcome, u32>,
    /// Minor units given, whether or not taken back later.
    pub given: BTreeMap<Currency, i64>,
}

/// A decision that would have been another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub remedy: RemedyId,
    pub case: CaseId,
    pub amount: Option<Money>,
    pub before: Outcome,
    pub after: Outcome,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Decisions that were looked at.
    pub n: u32,
    pub before: World,
    pub after: World,
    /// In the order of the log.
    pub changes: Vec<Change>,
}

/// The decisions from `since` on, under the old terms and under the new. The steps begin earlier, by the
/// longest window of either, so that the windows are full where the counting begins.
pub fn preview(steps: &[Step], since: Timestamp, old: &[Mandate], new: &[Mandate]) -> Preview {
    let mut preview = Preview::default();
    let (mut books_before, mut books_after) = (Books::default(), Books::default());
    for step in steps {
        match step {
            Step::Asked(asked) => {
                let before = decide(&mut books_before, asked, old);
                let after = decide(&mut books_after, asked, new);
                if asked.inputs.at < since {
                    continue;
                }
                preview.n = preview.n.saturating_add(1);
                preview.before.add(before, asked.inputs.amount);
                preview.after.add(after, asked.inputs.amount);
                if before != after {
                    preview.changes.push(Change {
                        remedy: asked.remedy,
                        case: asked.case,
                        amount: asked.inputs.amount,
                        before,
                        after,
                    });
                }
            }
            Step::Reversed(remedy) => {
                books_before.reverse(*remedy);
                books_after.reverse(*remedy);
            }
            Step::Absorbed { case, into } => {
                books_before.absorb(*case, *into);
                books_after.absorb(*case, *into);
            }
        }
    }
    preview
}

fn decide(books: &mut Books, asked: &Asked, mandates: &[Mandate]) -> Outcome {
    let inputs = books.inputs(asked, mandates);
    let outcome = remedy::decide_remedy(&inputs, mandates).outcome;
    if books::is_given(outcome) {
        books.enter(asked);
    }
    outcome
}

impl World {
    fn add(&mut self, outcome: Outcome, amount: Option<Money>) {
        let many = self.outcomes.entry(outcome).or_default();
        *many = many.saturating_add(1);
        if let Some(amount) = amount.filter(|_| books::is_given(outcome)) {
            let given = self.given.entry(amount.currency).or_default();
            *given = given.saturating_add(amount.minor);
        }
    }
}

#[cfg(test)]
mod tests;

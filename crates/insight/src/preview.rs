//! What the past would have looked like under other mandates: the same asks in the same order, decided by the
//! same function as the act, with the sums that would then have been used.
//!
//! It assumes that people ask as they asked: nobody asks for less because the limit is lower, nobody is asked
//! instead, and who may go beyond with a reason does. What is refused takes no room, so that a lower limit on
//! one remedy can leave more for the next.

use std::collections::BTreeMap;

use valta_domain::{
    CaseId, Currency, Money, RemedyId, Timestamp,
    books::{Books, Whose},
    mandate::{Mandate, Terms},
    remedy::{self, Asks, Candidate, Inputs, Outcome},
    situation::Situation,
};

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
/// longest window of either, so that the windows are full where the counting begins. `holds` says whether a mandate's
/// condition holds in a situation.
pub fn preview(
    steps: &[Step],
    since: Timestamp,
    old: &[Mandate],
    new: &[Mandate],
    holds: &dyn Fn(&Terms, &Situation) -> bool,
) -> Preview {
    let mut preview = Preview::default();
    let (mut books_before, mut books_after) = (Books::default(), Books::default());
    for step in steps {
        match step {
            Step::Asked(asked) => {
                let before = decide(&mut books_before, asked, old, holds);
                let after = decide(&mut books_after, asked, new, holds);
                if asked.inputs.at < since {
                    continue;
                }
                let amount = asked.inputs.situation.amount;
                preview.n = preview.n.saturating_add(1);
                preview.before.add(before, amount);
                preview.after.add(after, amount);
                if before != after {
                    let (remedy, case) = (asked.remedy, asked.case);
                    preview.changes.push(Change { remedy, case, amount, before, after });
                }
            }
            Step::Reversed(remedy) => {
                // Where it was not given in this world, there is nothing to take back.
                books_before.reverse(*remedy);
                books_after.reverse(*remedy);
            }
            Step::Absorbed { case, into } => {
                books_before.absorb(*into, *case);
                books_after.absorb(*into, *case);
            }
        }
    }
    preview
}

fn decide(
    books: &mut Books,
    asked: &Asked,
    mandates: &[Mandate],
    holds: &dyn Fn(&Terms, &Situation) -> bool,
) -> Outcome {
    let recorded = &asked.inputs;
    let situation = &recorded.situation;
    let whose =
        Whose { case: asked.case, customer: recorded.customer, agent: situation.agent, team: situation.team };
    let mut candidates: Vec<Candidate> = mandates
        .iter()
        .filter(|mandate| mandate.terms.holder.holds(situation.agent, situation.role, situation.team))
        .filter(|mandate| holds(&mandate.terms, situation))
        .map(|mandate| books.candidate((mandate.id, mandate.version), &mandate.terms, whose, recorded.at))
        .collect();
    candidates.sort_by_key(|candidate| candidate.mandate);
    // Who else was about was looked up only where it mattered then; where it was not, somebody was, and would sign.
    let nobody_wider = Some(recorded.nobody_wider.unwrap_or(false));
    let inputs = Inputs { candidates, nobody_wider, ..recorded.clone() };
    let outcome = match remedy::asks(&inputs, mandates) {
        Some(Asks::Signers) => Outcome::CoSign,
        Some(Asks::NobodyWider) | None => remedy::decide_remedy(&inputs, mandates).outcome,
    };
    if is_given(outcome)
        && let Some(amount) = situation.amount
    {
        books.enter(asked.remedy, (situation.kind, amount), whose, None, recorded.at);
    }
    outcome
}

/// Whether a decision with this outcome takes room; a signature that is asked for is taken to be given.
const fn is_given(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Within | Outcome::Stretch | Outcome::CoSign => true,
        Outcome::Escalate | Outcome::Forbidden => false,
    }
}

impl World {
    fn add(&mut self, outcome: Outcome, amount: Option<Money>) {
        let many = self.outcomes.entry(outcome).or_default();
        *many = many.saturating_add(1);
        if let Some(amount) = amount.filter(|_| is_given(outcome)) {
            let given = self.given.entry(amount.currency).or_default();
            *given = given.saturating_add(amount.minor);
        }
    }
}

#[cfg(test)]
mod tests;

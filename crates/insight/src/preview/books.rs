//! The sums that limits are measured against, kept for a world that was not. All that a preview knows of the
//! shape of terms, inputs and outcomes stands here: who adds a limit to the terms adds its sum in
//! [`Books::candidate`], who adds an outcome says in [`is_given`] whether it takes room.
//!
//! The sums are those of the desk: in the case and whatever it absorbed; of the agent, later than the
//! window's beginning; not reversed.

use std::collections::{BTreeMap, BTreeSet};

use valta_domain::{
    AgentId, CaseId, Money, RemedyId, Timestamp,
    mandate::{Mandate, Terms},
    remedy::{Candidate, Inputs, Outcome, RemedyKind},
};

use super::Asked;

/// Whether a decision with this outcome takes room.
pub(super) const fn is_given(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Within | Outcome::Stretch => true,
        Outcome::Escalate | Outcome::Forbidden => false,
    }
}

#[derive(Default)]
pub(super) struct Books {
    entries: Vec<Entry>,
    by_remedy: BTreeMap<RemedyId, usize>,
    by_case: BTreeMap<CaseId, Vec<usize>>,
    by_agent: BTreeMap<AgentId, BTreeSet<(Timestamp, usize)>>,
}

struct Entry {
    kind: RemedyKind,
    amount: Money,
    reversed: bool,
}

impl Books {
    /// What was recorded, with this world's mandates and sums in the place of the real ones.
    pub(super) fn inputs(&self, asked: &Asked, mandates: &[Mandate]) -> Inputs {
        let recorded = &asked.inputs;
        let mut candidates: Vec<Candidate> = mandates
            .iter()
            .filter(|mandate| mandate.terms.holder.holds(recorded.agent, recorded.role, recorded.team))
            .map(|mandate| self.candidate(asked, mandate))
            .collect();
        candidates.sort_by_key(|candidate| candidate.mandate);
        Inputs { candidates, ..recorded.clone() }
    }

    fn candidate(&self, asked: &Asked, mandate: &Mandate) -> Candidate {
        let terms = &mandate.terms;
        let used_case = terms.per_case.map_or(0, |_| self.given_in_case(asked.case, terms));
        let used_window = terms.per_agent_window.map_or(0, |window| {
            self.given_by(asked.inputs.agent, terms, asked.inputs.at.minus(window.length()))
        });
        Candidate { mandate: mandate.id, version: mandate.version, used_case, used_window }
    }

    pub(super) fn enter(&mut self, asked: &Asked) {
        let inputs = &asked.inputs;
        let Some(amount) = inputs.amount else { return };
        let index = self.entries.len();
        self.entries.push(Entry { kind: inputs.kind, amount, reversed: false });
        self.by_remedy.insert(asked.remedy, index);
        self.by_case.entry(asked.case).or_default().push(index);
        self.by_agent.entry(inputs.agent).or_default().insert((inputs.at, index));
    }

    /// Where it was not given in this world, there is nothing to take back.
    pub(super) fn reverse(&mut self, remedy: RemedyId) {
        let index = self.by_remedy.get(&remedy).copied();
        if let Some(entry) = index.and_then(|index| self.entries.get_mut(index)) {
            entry.reversed = true;
        }
    }

    pub(super) fn absorb(&mut self, case: CaseId, into: CaseId) {
        let given = self.by_case.get(&case).cloned().unwrap_or_default();
        self.by_case.entry(into).or_default().extend(given);
    }

    fn given_in_case(&self, case: CaseId, terms: &Terms) -> i64 {
        self.sum(self.by_case.get(&case).into_iter().flatten().copied(), terms)
    }

    fn given_by(&self, agent: AgentId, terms: &Terms, after: Timestamp) -> i64 {
        let later = self.by_agent.get(&agent).into_iter().flat_map(|own| own.range((after, usize::MAX)..));
        self.sum(later.map(|(_, index)| *index), terms)
    }

    fn sum(&self, indices: impl Iterator<Item = usize>, terms: &Terms) -> i64 {
        indices
            .filter_map(|index| self.entries.get(index))
            .filter(|entry| {
                !entry.reversed
                    && entry.amount.currency == terms.currency
                    && terms.kinds.contains(&entry.kind)
            })
            .fold(0, |sum, entry| sum.saturating_add(entry.amount.minor))
    }
}

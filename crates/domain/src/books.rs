//! The books of what was given, and not taken back: in each case, to each customer, by each agent and by each
//! team. They are kept from facts alone, by the audit for the world that was, and by a preview for one that was not.

use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};

use crate::{
    Timestamp,
    id::{AgentId, CaseId, CustomerId, MandateId, RemedyId, TeamId},
    mandate::{Terms, WindowLimit},
    money::Money,
    remedy::{Candidate, RemedyKind},
};

/// Whose room an act uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whose {
    pub case: CaseId,
    pub customer: Option<CustomerId>,
    pub agent: AgentId,
    pub team: Option<TeamId>,
}

#[derive(Default)]
pub struct Books {
    grants: Vec<Grant>,
    by_remedy: HashMap<RemedyId, usize>,
    by_case: HashMap<CaseId, Vec<usize>>,
    by_customer: Book<CustomerId>,
    /// Also what an agent signed for others.
    by_agent: Book<AgentId>,
    by_team: Book<TeamId>,
}

type Book<K> = HashMap<K, BTreeSet<(Timestamp, usize)>>;

struct Grant {
    kind: RemedyKind,
    amount: Money,
    reversed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reversed {
    Now,
    Before,
    /// An apology has no amount and stands in no book.
    Nothing,
}

impl Books {
    /// What a candidate must say of the sums under these terms at this instant.
    pub fn candidate(
        &self,
        (mandate, version): (MandateId, u32),
        terms: &Terms,
        whose: Whose,
        at: Timestamp,
    ) -> Candidate {
        Candidate {
            mandate,
            version,
            used_case: match terms.per_case {
                Some(_) => {
                    let indices = self.by_case.get(&whose.case).into_iter().flatten().copied();
                    self.sum(indices, terms)
                }
                None => 0,
            },
            used_customer: self.inside(
                &self.by_customer,
                whose.customer,
                terms.per_customer_window,
                terms,
                at,
            ),
            used_agent: self.inside(&self.by_agent, Some(whose.agent), terms.per_agent_window, terms, at),
            used_team: self.inside(&self.by_team, whose.team, terms.per_team_window, terms, at),
        }
    }

    fn inside<K: Copy + Eq + Hash>(
        &self,
        book: &Book<K>,
        whose: Option<K>,
        window: Option<WindowLimit>,
        terms: &Terms,
        at: Timestamp,
    ) -> i64 {
        let (Some(whose), Some(window)) = (whose, window) else { return 0 };
        // No upper end: a clock that was set back takes nothing out.
        let after = (at.minus(window.length()), usize::MAX);
        let grants = book.get(&whose).into_iter().flat_map(|grants| grants.range(after..));
        self.sum(grants.map(|(_, index)| *index), terms)
    }

    fn sum(&self, indices: impl Iterator<Item = usize>, terms: &Terms) -> i64 {
        indices
            .filter_map(|index| self.grants.get(index))
            .filter(|grant| {
                !grant.reversed
                    && grant.amount.currency == terms.currency
                    && terms.kinds.contains(&grant.kind)
            })
            .fold(0, |sum, grant| sum.saturating_add(grant.amount.minor))
    }

    /// Enters a grant; false when it stands in the books already.
    pub fn enter(
        &mut self,
        remedy: RemedyId,
        (kind, amount): (RemedyKind, Money),
        whose: Whose,
        signed_by: Option<AgentId>,
        at: Timestamp,
    ) -> bool {
        let index = self.grants.len();
        self.grants.push(Grant { kind, amount, reversed: false });
        self.by_case.entry(whose.case).or_default().push(index);
        for agent in std::iter::once(whose.agent).chain(signed_by) {
            self.by_agent.entry(agent).or_default().insert((at, index));
        }
        if let Some(customer) = whose.customer {
            self.by_customer.entry(customer).or_default().insert((at, index));
        }
        if let Some(team) = whose.team {
            self.by_team.entry(team).or_default().insert((at, index));
        }
        self.by_remedy.insert(remedy, index).is_none()
    }

    /// Whether the customer has been given anything of the kind that was not taken back.
    pub fn gave(&self, customer: CustomerId, kind: RemedyKind) -> bool {
        let given = self.by_customer.get(&customer).into_iter().flatten();
        given
            .filter_map(|(_, index)| self.grants.get(*index))
            .any(|grant| grant.kind == kind && !grant.reversed)
    }

    pub fn reverse(&mut self, remedy: RemedyId) -> Reversed {
        let Some(grant) = self.by_remedy.get(&remedy).and_then(|index| self.grants.get_mut(*index)) else {
            return Reversed::Nothing;
        };
        if std::mem::replace(&mut grant.reversed, true) { Reversed::Before } else { Reversed::Now }
    }

    /// What was given in a case that went into another counts there from now on.
    pub fn absorb(&mut self, case: CaseId, absorbed: CaseId) {
        let given = self.by_case.get(&absorbed).cloned().unwrap_or_default();
        self.by_case.entry(case).or_default().extend(given);
    }
}

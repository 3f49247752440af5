//! One agent giving one customer again and again, held against how often it happens in this house and with
//! this agent. Two things must come together. It happens more often than pairs of agent and customer recur
//! otherwise; and it is not that the customer comes so often, for of the cases of the two more end in a
//! remedy than of the house's and of this agent's. That one agent serves a customer throughout is how the
//! house works and speaks for nothing.

use std::collections::{BTreeMap, BTreeSet};

use valta_domain::{AgentId, CaseId, CustomerId};

use super::{
    Finding, Grant, LEAST_OTHERS, Question, Served, in_order,
    recurrence::{Habit, Seen},
};
use crate::beta;

/// Fewer happen to anybody.
const LEAST: u32 = 5;

/// One pair of five meets over a second remedy, and of those a third over a third one.
const SECOND: f64 = 0.2;
const FURTHER: f64 = 0.33;

/// Customers differ in how often their cases need a remedy, so much that the share of one is known from all
/// as if from so many cases.
const ALIKE: f64 = 8.0;

/// Giving in so many of the cases would happen to fewer than one customer of ten: with more it is the customer
/// who comes often.
const UNUSUAL: f64 = 0.1;

/// How many pairs so far out the numbers may let expect, times the pairs there are: in a larger house there is
/// more room for customers of another sort than the numbers know. Found by measuring, see the README.
const SELDOM: f64 = 0.016;

type Pair = (AgentId, CustomerId);

pub(super) fn and_again(grants: &[Grant], served: &[Served]) -> Vec<Finding> {
    let mut pairs: BTreeMap<Pair, Vec<&Grant>> = BTreeMap::new();
    for grant in grants {
        if let Some(customer) = grant.customer {
            pairs.entry((grant.agent, customer)).or_default().push(grant);
        }
    }
    let mut house = Seen::default();
    let mut agents: BTreeMap<AgentId, Seen> = BTreeMap::new();
    for ((agent, _), grants) in &pairs {
        let times = crate::count(grants.len());
        house.add(times);
        agents.entry(*agent).or_default().add(times);
    }
    let cases = Cases::of(&pairs, served);

    pairs
        .into_iter()
        .filter_map(|(pair, grants)| {
            let (agent, customer) = pair;
            let times = crate::count(grants.len());
            if times < LEAST || house.all <= LEAST_OTHERS {
                return None;
            }
            let of_house = Habit::expected(SECOND, FURTHER).after(house.without(times));
            let own = agents.get(&agent).copied().unwrap_or_default();
            let of_agent = of_house.as_expected().after(own.without(times));
            let so_often = of_house.at_least(times).max(of_agent.at_least(times));
            let in_so_many = cases.chance(pair);
            let by_chance = so_often * in_so_many * f64::from(house.all);
            (in_so_many <= UNUSUAL && by_chance * f64::from(house.all) < SELDOM).then(|| Finding {
                question: Question::AgainAndAgain { agent, customer, times },
                n: house.all,
                by_chance,
                remedies: in_order(grants),
            })
        })
        .collect()
}

/// Of so many cases, in how many something was given.
#[derive(Clone, Copy, Default)]
struct Rate {
    given: u32,
    of: u32,
}

impl Rate {
    fn add(&mut self, other: Rate) {
        self.given = self.given.saturating_add(other.given);
        self.of = self.of.saturating_add(other.of);
    }

    /// The share in the rest, where as much is expected as `above` says.
    fn of_the_rest(self, part: Rate, above: f64) -> f64 {
        let given = f64::from(self.given.saturating_sub(part.given));
        (ALIKE * above + given) / (ALIKE + f64::from(self.of.saturating_sub(part.of)))
    }
}

struct Cases {
    pairs: BTreeMap<Pair, Rate>,
    agents: BTreeMap<AgentId, Rate>,
    house: Rate,
}

impl Cases {
    fn of(grants: &BTreeMap<Pair, Vec<&Grant>>, served: &[Served]) -> Cases {
        let mut pairs: BTreeMap<Pair, Rate> = BTreeMap::new();
        for served in served {
            let rate = pairs.entry((served.agent, served.customer)).or_default();
            rate.add(Rate { given: 0, of: served.cases });
        }
        for (pair, grants) in grants {
            let given: BTreeSet<CaseId> = grants.iter().map(|grant| grant.case).collect();
            let given = crate::count(given.len());
            let rate = pairs.entry(*pair).or_default();
            // Also in cases that somebody else owns.
            *rate = Rate { given, of: rate.of.max(given) };
        }
        let mut cases = Cases { agents: BTreeMap::new(), house: Rate::default(), pairs };
        for ((agent, _), rate) in &cases.pairs {
            cases.agents.entry(*agent).or_default().add(*rate);
            cases.house.add(*rate);
        }
        cases
    }

    /// The chance that a customer is given something in so many of these cases, by the higher of the
    /// house's share and the agent's.
    fn chance(&self, pair: Pair) -> f64 {
        let rate = self.pairs.get(&pair).copied().unwrap_or_default();
        let of_house = self.house.of_the_rest(rate, 0.5);
        let own = self.agents.get(&pair.0).copied().unwrap_or_default();
        let share = of_house.max(own.of_the_rest(rate, of_house));
        beta::at_least_of_unknown(rate.given, rate.of, ALIKE * share, ALIKE * (1.0 - share))
    }
}

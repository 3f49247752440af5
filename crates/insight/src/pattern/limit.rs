//! Amounts bunching just under a limit: the last tenth under it, held against the two tenths below that, and
//! for one agent also against the others.
//!
//! What lies above the limit cannot be compared with: the limit itself keeps amounts away from there. What
//! people do anyway is left out on both sides: round amounts, prices such as 49.90, exactly the limit. And a
//! price may fall anywhere, also just under a limit: an amount counts only beyond what others gave of it too,
//! and one amount alone is no bunch unless it hugs the limit. So the measure errs on the side of silence.

use std::collections::{BTreeMap, BTreeSet};

use valta_domain::{AgentId, MandateId, Money};

use super::{BY_CHANCE, Finding, Grant, Question, in_order};
use crate::beta;

/// Fewer are nothing to speak of.
const LEAST: u32 = 8;

/// Amounts may lie so much closer under the limit than below it without a question: what people lose is not
/// spread evenly, and the lattice of whole euros is not the same in each tenth.
const CLOSER: f64 = 1.25;

/// One tenth against two, with that much to spare.
const JUST_UNDER: f64 = CLOSER / (CLOSER + 2.0);

/// With fewer amounts of others under the same limit there is nobody to compare with.
const ENOUGH: u32 = 20;

/// The most frequent amount counts so much oftener than all the others, and no more, unless it hugs the limit.
/// Where there are no others to compare with, no amount counts oftener than this.
const EACH: u32 = 8;

/// An amount hugs the limit within so many hundredths of it, or within one unit of the currency: 49 under 50,
/// and 19 under 20.
const HUGS: i128 = 2;

/// So many agents have given just this, and it is a price of the house.
const AGENTS: usize = 3;

/// What is expected of the others before they have given anything: one amount of five just under the limit.
const OTHERS_UNDER: f64 = 1.0;
const OTHERS_NOT: f64 = 4.0;

pub(super) fn bunched(grants: &[Grant]) -> Vec<Finding> {
    let given = prices(grants);
    let mut limits: BTreeMap<(MandateId, Money), BTreeMap<AgentId, Vec<&Grant>>> = BTreeMap::new();
    for grant in grants {
        let Some((mandate, minor)) = grant.limit else { continue };
        let limit = Money::new(minor, grant.amount.currency);
        if (1..minor).contains(&grant.amount.minor) && !by_habit(grant.amount) {
            limits.entry((mandate, limit)).or_default().entry(grant.agent).or_default().push(grant);
        }
    }
    // Every question that could be asked, whatever its answer: one for each limit and each of its agents.
    let could_be_asked: usize = limits
        .values()
        .map(|agents| 1 + agents.values().filter(|own| crate::count(own.len()) >= LEAST).count())
        .sum();
    let could_be_asked = f64::from(crate::count(could_be_asked));

    let mut findings = Vec::new();
    for ((mandate, limit), agents) in &limits {
        let all = agents.values().map(|own| Places::of(own, *limit)).fold(Places::default(), Places::plus);
        let finding = |agent, bunch: Bunch<'_>, places: Places, chance: f64| {
            let by_chance = chance * could_be_asked;
            (by_chance < BY_CHANCE).then(|| Finding {
                question: Question::UnderTheLimit {
                    mandate: *mandate,
                    limit: *limit,
                    agent,
                    just_under: bunch.counted,
                    expected: f64::from(places.below) / 2.0,
                },
                n: places.all,
                by_chance,
                remedies: in_order(bunch.grants),
            })
        };
        let mut rest: Vec<&Grant> = Vec::new();
        for (agent, own) in agents {
            let places = Places::of(own, *limit);
            let others = all.minus(places);
            let bunch = Bunch::of_one(own, *limit, *agent, &given, others);
            let chance = bunch.chance(places, Some(others));
            match finding(Some(*agent), bunch, places, chance) {
                Some(finding) => findings.push(finding),
                None => rest.extend(own),
            }
        }
        // The house, without those who were asked about by name.
        let places = Places::of(&rest, *limit);
        let bunch = Bunch::of_all(&rest, *limit, &given);
        let chance = bunch.chance(places, None);
        findings.extend(finding(None, bunch, places, chance));
    }
    findings
}

/// Who has given exactly this amount, and how often.
type Prices = BTreeMap<Money, BTreeMap<AgentId, u32>>;

fn prices(grants: &[Grant]) -> Prices {
    let mut prices = Prices::new();
    for grant in grants {
        *prices.entry(grant.amount).or_default().entry(grant.agent).or_default() += 1;
    }
    prices
}

/// Round by five of the currency's units (five hundred where it has no smaller ones), or the little below it
/// that makes a price: 50.00, 49.95, 49.90.
fn by_habit(amount: Money) -> bool {
    let digits = amount.currency.digits();
    let step = if digits == 0 { 500 } else { 5 * 10_i64.pow(digits) };
    let rest = amount.minor.rem_euclid(step);
    rest == 0 || step - rest <= step / 50
}

/// Hundredths of the limit that the amount is below it, rounded up; the limit is above the amount.
fn hundredths_under(amount: Money, limit: Money) -> i128 {
    let (amount, limit) = (i128::from(amount.minor), i128::from(limit.minor));
    (100 * (limit - amount) + limit - 1) / limit
}

fn hugs(amount: Money, limit: Money) -> bool {
    hundredths_under(amount, limit) <= HUGS
        || limit.minor - amount.minor <= 10_i64.pow(limit.currency.digits())
}

/// How many amounts lie where, each time counted.
#[derive(Clone, Copy, Default)]
struct Places {
    all: u32,
    /// In the last tenth under the limit.
    under: u32,
    /// In the two tenths below that.
    below: u32,
}

impl Places {
    fn of(grants: &[&Grant], limit: Money) -> Places {
        let mut places = Places::default();
        for grant in grants {
            places.all += 1;
            match hundredths_under(grant.amount, limit) {
                ..=10 => places.under += 1,
                11..=30 => places.below += 1,
                31.. => {}
            }
        }
        places
    }

    fn plus(self, other: Places) -> Places {
        Places { all: self.all + other.all, under: self.under + other.under, below: self.below + other.below }
    }

    fn minus(self, part: Places) -> Places {
        Places { all: self.all - part.all, under: self.under - part.under, below: self.below - part.below }
    }
}

/// What lies just under the limit and is no price.
#[derive(Default)]
struct Bunch<'a> {
    counted: u32,
    grants: Vec<&'a Grant>,
}

impl<'a> Bunch<'a> {
    /// One agent's: of each amount what goes beyond the agent who gave it most often of the others.
    fn of_one(own: &[&'a Grant], limit: Money, agent: AgentId, given: &Prices, others: Places) -> Bunch<'a> {
        let mut amounts: BTreeMap<Money, Vec<&Grant>> = BTreeMap::new();
        for grant in own {
            if hundredths_under(grant.amount, limit) <= 10 {
                amounts.entry(grant.amount).or_default().push(grant);
            }
        }
        let mut bunch = Bunch::default();
        let mut most_of_one = 0;
        for (amount, own) in amounts {
            let by_others = given.get(&amount).into_iter().flatten().filter(|(giver, _)| **giver != agent);
            let most = by_others.map(|(_, times)| *times).max().unwrap_or(0);
            let beyond = crate::count(own.len()).saturating_sub(most);
            let may_be_a_price = others.all < ENOUGH && hundredths_under(amount, limit) > HUGS;
            let beyond = if may_be_a_price { beyond.min(EACH) } else { beyond };
            if beyond > 0 {
                bunch.counted += beyond;
                bunch.grants.extend(own);
            }
            if !hugs(amount, limit) {
                most_of_one = most_of_one.max(beyond);
            }
        }
        let rest = bunch.counted - most_of_one;
        bunch.counted = rest + most_of_one.min(rest + EACH);
        bunch
    }

    /// All agents': each amount once for each of them, and none that is a price of the house.
    fn of_all(grants: &[&'a Grant], limit: Money, given: &Prices) -> Bunch<'a> {
        let mut once = BTreeSet::new();
        let mut bunch = Bunch::default();
        for grant in grants {
            let givers = given.get(&grant.amount).map_or(0, BTreeMap::len);
            if hundredths_under(grant.amount, limit) <= 10 && givers < AGENTS {
                bunch.counted += u32::from(once.insert((grant.agent, grant.amount)));
                bunch.grants.push(grant);
            }
        }
        bunch
    }

    /// The chance of so many here, by the tenths below and, where there are enough, by the others: whichever
    /// explains it better.
    fn chance(&self, here: Places, others: Option<Places>) -> f64 {
        if self.counted < LEAST {
            return 1.0;
        }
        let by_below = beta::at_least(self.counted, self.counted + here.below, JUST_UNDER);
        let by_others = others.filter(|others| others.all >= ENOUGH).map_or(0.0, |others| {
            let (yes, no) = (f64::from(others.under), f64::from(others.all - others.under));
            beta::at_least_of_unknown(self.counted, here.all, OTHERS_UNDER + yes, OTHERS_NOT + no)
        });
        by_below.max(by_others)
    }
}

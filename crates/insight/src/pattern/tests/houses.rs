//! Houses for the tests: what honest people give, from a seed; and houses in which something is planted.

use std::collections::BTreeMap;

use uuid::Uuid;
use valta_domain::{AgentId, CaseId, Currency, CustomerId, MandateId, Money, RemedyId};

use crate::pattern::{Grant, Served};

/// Steele, Lea and Flood's `SplitMix64` (OOPSLA 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// In [0, 1).
    fn part(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).expect("half a word")) / 4_294_967_296.0
    }

    fn real(&mut self, low: f64, high: f64) -> f64 {
        low + self.part() * (high - low)
    }

    pub(crate) fn whole(&mut self, low: u32, high: u32) -> u32 {
        low + u32::try_from(self.next() % u64::from(high - low + 1)).expect("fits")
    }

    fn chance(&mut self, p: f64) -> bool {
        self.part() < p
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.whole(0, crate::count(of.len()) - 1)).expect("fits")]
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.part()).ln()).sqrt() * (std::f64::consts::TAU * self.part()).cos()
    }

    fn log_normal(&mut self, median: f64, spread: f64) -> f64 {
        median * (spread * self.normal()).exp()
    }
}

/// Draws by weight: the place in running sums.
struct Wheel(Vec<f64>);

impl Wheel {
    fn new(weights: impl Iterator<Item = f64>) -> Wheel {
        Wheel(
            weights
                .scan(0.0, |sum, weight| {
                    *sum += weight;
                    Some(*sum)
                })
                .collect(),
        )
    }

    fn draw(&self, random: &mut Random) -> usize {
        let at = random.part() * self.0.last().copied().unwrap_or_default();
        self.0.partition_point(|sum| *sum <= at).min(self.0.len() - 1)
    }
}

/// Something to find in a house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Planted {
    Nothing,
    /// 9 to 15 customers with one account.
    Payee,
    /// One agent with 25 to 40 amounts under the limit, to the cent; at least a third of what they give.
    Hugger,
    /// The same in whole euros.
    WholeHugger,
    /// The same, always one amount a little under.
    SameHugger,
    /// A third of the whole house does it.
    HouseHugs,
    /// One agent gives one customer something 12 to 25 times, and half again as often as it happens otherwise;
    /// now and then there is a case of theirs without.
    Crony,
}

fn agent(id: usize) -> AgentId {
    AgentId(Uuid::from_u128(1_000_000 + id as u128))
}

fn customer(id: usize) -> CustomerId {
    CustomerId(Uuid::from_u128(2_000_000 + id as u128))
}

fn minor(euros: f64, cents_each: i64) -> i64 {
    // Money of a rehearsal: whole numbers of a size that a float holds.
    #[expect(clippy::cast_possible_truncation, reason = "at most some thousands of euros")]
    let minor = (euros * 100.0).round() as i64;
    (minor / cents_each * cents_each).max(cents_each)
}

pub(crate) struct House {
    pub(crate) grants: Vec<Grant>,
    pub(crate) served: Vec<Served>,
}

/// In euros.
const LIMITS: &[i64] = &[20, 25, 30, 40, 50, 80, 100, 150];

struct Team {
    mandate: MandateId,
    limit: i64,
    /// What the team's customers typically lose, and how much it differs.
    loss: f64,
    spread: f64,
    /// The prices of what it sells, the popular ones first.
    prices: Vec<i64>,
}

/// A house of any size and habit. Where something is planted, it has enough of the rest to be seen against.
pub(crate) fn house(seed: u64, planted: Planted) -> House {
    let random = &mut Random::new(seed);
    let quiet = planted == Planted::Nothing;
    let agents = if quiet {
        random.one(&[1_usize, 2, 3, 5, 8, 12, 20, 30])
    } else {
        random.one(&[3_usize, 5, 8, 12, 20, 30])
    };
    let many = if quiet { random.log_normal(250.0, 1.2) } else { random.log_normal(500.0, 0.8) };
    let many = minor(many.clamp(if quiet { 5.0 } else { 120.0 }, 3_000.0), 100) / 100;
    let many = usize::try_from(many).expect("positive");

    // Teams have losses and prices of their own, now and then a mandate too, and an agent may be a team of one.
    let alone = random.chance(0.1);
    let for_everyone = random.chance(0.6).then(|| random.one(LIMITS) * 100);
    let teams: Vec<Team> = (0..if alone { agents } else { agents.div_ceil(5) })
        .map(|id| {
            let limit = for_everyone.unwrap_or(random.one(LIMITS) * 100);
            let prices = random.whole(3, 30);
            let loss = f64::from(u32::try_from(limit).expect("small")) / 100.0 * random.real(0.15, 2.0);
            Team {
                mandate: MandateId(Uuid::from_u128(if for_everyone.is_some() {
                    3_000_000
                } else {
                    3_000_001 + id as u128
                })),
                limit,
                loss,
                spread: random.real(0.4, 1.0),
                prices: (0..prices)
                    .map(|_| {
                        let euros = minor(random.log_normal(loss, 0.8), 100);
                        euros + random.one(&[0, 0, 50, -10, -5, -1])
                    })
                    .filter(|price| *price > 0)
                    .collect(),
            }
        })
        .collect();
    let team_of = |agent: usize| if alone { agent } else { agent / 5 };

    // Some customers have more trouble than others; in some houses there are regulars.
    let spread = random.real(0.3, 0.9);
    let regulars = if random.chance(0.5) { 0.02 } else { 0.0 };
    let customers = (many * usize::try_from(random.whole(10, 60)).expect("small") / 10).max(5);
    let trouble = Wheel::new(
        (0..customers)
            .map(|_| random.log_normal(1.0, spread) * if random.chance(regulars) { 5.0 } else { 1.0 }),
    );
    // Accounts: one each, a couple's, a family's. Not everybody's is known.
    let (couples, families) = (random.real(0.02, 0.12), random.real(0.0, 0.03));
    let known = random.real(0.3, 1.0);
    let mut payees: Vec<Option<String>> = Vec::with_capacity(customers);
    while payees.len() < customers {
        let share = match random.part() {
            at if at < families => random.whole(3, 5),
            at if at < families + couples => 2,
            _ => 1,
        };
        let account = random.chance(known).then(|| format!("account {}", payees.len()));
        payees.extend((0..share).map(|_| account.clone()));
    }
    // One agent serves a customer throughout, more or less.
    let loads = Wheel::new((0..agents).map(|_| random.log_normal(1.0, 0.5)));
    let stays = random.real(0.1, 0.95);
    let owners: Vec<usize> = (0..customers).map(|_| loads.draw(random)).collect();

    // Amounts: prices, round ones, whole ones, to the cent; and what the limit makes of them.
    let (priced, round, whole) = (random.real(0.0, 0.6), random.real(0.1, 0.5), random.real(0.1, 0.6));
    let up_to_the_limit = random.real(0.2, 0.9);
    let mut id = 0_u128;
    let mut grant = |random: &mut Random, agent_at: usize, customer_at: usize, amount: i64| {
        let team = &teams[team_of(agent_at)];
        id += 1;
        Grant {
            remedy: RemedyId(Uuid::from_u128(id * 7_919 + u128::from(random.next() % 1_000))),
            case: CaseId(Uuid::from_u128(4_000_000 + id)),
            agent: agent(agent_at),
            customer: Some(customer(customer_at)),
            payee: payees.get(customer_at).cloned().flatten(),
            amount: Money::new(amount, Currency::EUR),
            limit: Some((team.mandate, team.limit)),
        }
    };
    // In how many cases something is given differs from house to house, agent to agent, customer to customer.
    let giving = random.real(-3.0, if quiet { 2.0 } else { -0.4 });
    let (by_agent, by_customer) = (random.real(0.0, 0.6), random.real(0.2, 0.9));
    let generous: Vec<f64> = (0..agents).map(|_| by_agent * random.normal()).collect();
    let harmed: Vec<f64> = (0..customers).map(|_| by_customer * random.normal()).collect();
    let mut cases: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    let mut grants = Vec::with_capacity(many);
    while grants.len() < many {
        let whose = trouble.draw(random);
        let who = if random.chance(stays) { owners[whose] } else { loads.draw(random) };
        *cases.entry((who, whose)).or_default() += 1;
        if !random.chance(1.0 / (1.0 + (-giving - generous[who] - harmed[whose]).exp())) {
            continue;
        }
        let team = &teams[team_of(who)];
        let lost = if random.chance(priced) && !team.prices.is_empty() {
            // The popular ones far more often.
            let popular =
                Wheel::new((1..=crate::count(team.prices.len())).map(|place| 1.0 / f64::from(place)));
            team.prices[popular.draw(random)]
        } else {
            let lost = random.log_normal(team.loss, team.spread);
            let cents = if random.chance(round) {
                500
            } else if random.chance(whole) {
                100
            } else {
                1
            };
            minor(lost, cents)
        };
        let amount = if lost <= team.limit || !random.chance(up_to_the_limit) {
            lost.min(team.limit * 3)
        } else {
            team.limit
        };
        grants.push(grant(random, who, whose, amount));
    }

    let who = loads.draw(random);
    let limit = f64::from(u32::try_from(teams[team_of(who)].limit).expect("small")) / 100.0;
    let mut hugs = |random: &mut Random, amount: &mut dyn FnMut(&mut Random) -> i64| {
        let own = grants.iter().filter(|grant| grant.agent == agent(who)).count();
        for _ in 0..random.whole(25, 40).max(crate::count(own / 2)) {
            let whose = trouble.draw(random);
            let amount = amount(random);
            grants.push(grant(random, who, whose, amount));
        }
    };
    match planted {
        Planted::Nothing => {}
        Planted::Payee => {
            let first = usize::try_from(random.whole(0, 50)).expect("small");
            let people = usize::try_from(random.whole(9, 15)).expect("small");
            for (place, at) in (0..people).map(|place| (place, (first + place * 3) % customers)) {
                let giver = if random.chance(0.5) { who } else { loads.draw(random) };
                let amount = minor(random.real(5.0, limit), 1);
                let mut given = grant(random, giver, at, amount);
                given.customer = Some(customer(customers + place));
                given.payee = Some("the one".to_owned());
                grants.push(given);
            }
        }
        Planted::Hugger => hugs(random, &mut |random| minor(limit * random.real(0.92, 0.999), 1)),
        Planted::WholeHugger => hugs(random, &mut |random| {
            // 46 to 49 under a limit of 50, the last most often.
            minor(limit * random.real(0.95, 0.9999).max(random.real(0.92, 0.9999)), 100)
        }),
        Planted::SameHugger => {
            let amount = minor(limit * random.real(0.983, 0.995), 1);
            hugs(random, &mut |_| amount);
        }
        Planted::HouseHugs => {
            for given in &mut grants {
                if random.chance(0.33) {
                    let limit = f64::from(u32::try_from(given.limit.expect("set").1).expect("small")) / 100.0;
                    given.amount.minor = minor(limit * random.real(0.92, 0.999), 1);
                }
            }
        }
        Planted::Crony => {
            let whose = trouble.draw(random);
            let mut pairs: BTreeMap<(AgentId, Option<CustomerId>), u32> = BTreeMap::new();
            for grant in &grants {
                *pairs.entry((grant.agent, grant.customer)).or_default() += 1;
            }
            let most = pairs.values().max().copied().unwrap_or(0);
            for _ in 0..random.whole(12, 25).max(most * 3 / 2) {
                *cases.entry((who, whose)).or_default() += random.one(&[1, 1, 1, 1, 2]);
                let amount = minor(random.log_normal(limit * 0.5, 0.4).min(limit), 100);
                grants.push(grant(random, who, whose, amount));
            }
        }
    }
    let served = cases
        .into_iter()
        .map(|((who, whose), cases)| Served { agent: agent(who), customer: customer(whose), cases })
        .collect();
    House { grants, served }
}

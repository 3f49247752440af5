//! Random days at the desk against a small model of what may be given; and the log of each must be sound.

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use valta_desk::{By, Clock, Desk, GiveRemedy, Key, No};
use valta_domain::{
    Actor, CaseId, Currency, MandateId, Money, Refusal, RemedyId, TeamId, Timestamp,
    agent::Role,
    mandate::{Holder, Level, Limit, Terms, WindowLimit, fresh_terms},
    remedy::{RemedyKind, Worth},
    time,
};
use valta_store::{Db, testing::TestDb, views};

use crate::{replay, trial};

/// The nights on which Helsinki's clocks change: 2026-10-25 and 2027-03-28, one o'clock UTC.
const NIGHTS: [Timestamp; 2] = [Timestamp(1_792_890_000_000_000), Timestamp(1_806_195_600_000_000)];

#[derive(Clone, Debug)]
enum Op {
    Give {
        agent: usize,
        case: usize,
        kind: RemedyKind,
        minor: i64,
        stretch: bool,
        reason: bool,
    },
    /// An earlier act's key once more, with the same content or another.
    Again {
        nth: usize,
        same: bool,
    },
    TakeBack {
        nth: usize,
    },
    Wait {
        minutes: i64,
    },
    Night {
        which: usize,
        minutes: i64,
    },
    Set {
        mandate: usize,
        window: Window,
        within: i64,
        more: i64,
        days: u32,
    },
}

/// Which window of a mandate.
#[derive(Clone, Copy, Debug)]
enum Window {
    Customer,
    Agent,
    Team,
}

/// Which of two teams each agent is of, and whose matter each case is.
const TEAMS: [usize; 3] = [0, 0, 1];
const CUSTOMERS: [usize; 3] = [0, 0, 1];

fn op() -> impl Strategy<Value = Op> {
    let minor = prop_oneof![
        8 => (1_i64..=60).prop_map(|euros| euros * 100),
        2 => prop::sample::select(vec![1, 99_99, 100_00, 100_01, 250_00, 400_00, 400_01]),
        1 => prop::sample::select(vec![0, -1, Money::MOST, Money::MOST + 1, i64::MAX]),
    ];
    let kind = prop::sample::select(vec![
        RemedyKind::Refund,
        RemedyKind::Refund,
        RemedyKind::Credit,
        RemedyKind::Exception,
    ]);
    prop_oneof![
        10 => (0..3_usize, 0..3_usize, kind, minor, any::<bool>(), any::<bool>()).prop_map(
            |(agent, case, kind, minor, stretch, reason)| Op::Give { agent, case, kind, minor, stretch, reason }
        ),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(nth, same)| Op::Again { nth, same }),
        2 => any::<usize>().prop_map(|nth| Op::TakeBack { nth }),
        3 => (-120_i64..2_000).prop_map(|minutes| Op::Wait { minutes }),
        1 => (0..2_usize, -90_i64..90).prop_map(|(which, minutes)| Op::Night { which, minutes }),
        1 => (
            0..2_usize,
            prop::sample::select(vec![Window::Customer, Window::Agent, Window::Team]),
            0_i64..200_00,
            0_i64..300_00,
            1_u32..4,
        )
            .prop_map(|(mandate, window, within, more, days)| Op::Set { mandate, window, within, more, days }),
    ]
}

/// What the house should know, in a page.
#[derive(Default)]
struct Model {
    now: Timestamp,
    mandates: Vec<Terms>,
    given: Vec<Given>,
}

struct Given {
    agent: usize,
    case: usize,
    kind: RemedyKind,
    minor: i64,
    at: Timestamp,
    reversed: bool,
}

impl Model {
    fn sum(&self, terms: &Terms, of: impl Fn(&Given) -> bool) -> i64 {
        let counted = self.given.iter().filter(|given| !given.reversed && terms.kinds.contains(&given.kind));
        counted.filter(|given| of(given)).map(|given| given.minor).sum()
    }

    /// The most that is left under one mandate at a level.
    fn room(&self, terms: &Terms, agent: usize, case: usize, level: Level) -> i64 {
        let left = |limit: Limit, sum: i64| limit.up_to(level) - sum;
        let inside = |window: WindowLimit, of: &dyn Fn(&Given) -> bool| {
            let after = self.now.minus(window.length());
            left(window.limit, self.sum(terms, |given| given.at > after && of(given)))
        };
        let customer = |given: &Given| CUSTOMERS[given.case] == CUSTOMERS[case];
        let team = |given: &Given| TEAMS[given.agent] == TEAMS[agent];
        let rooms = [
            terms.per_remedy.map(|limit| limit.up_to(level)),
            terms.per_case.map(|limit| left(limit, self.sum(terms, |given| given.case == case))),
            terms.per_customer_window.map(|window| inside(window, &customer)),
            terms.per_agent_window.map(|window| inside(window, &|given| given.agent == agent)),
            terms.per_team_window.map(|window| inside(window, &team)),
        ];
        rooms.into_iter().flatten().min().unwrap_or(i64::MAX).max(0)
    }

    fn give(
        &mut self,
        (agent, role): (usize, Role),
        case: usize,
        kind: RemedyKind,
        minor: i64,
        (stretch, reason): (bool, bool),
    ) -> String {
        let least = i64::from(kind.worth() == Worth::Amount);
        if !(least..=Money::MOST).contains(&minor) {
            return "refused: not_money".into();
        }
        let held = |terms: &&Terms| terms.holder.holds_role(role) && terms.kinds.contains(&kind);
        let reaches = |level| {
            let mut held = self.mandates.iter().filter(held);
            held.any(|terms| minor <= self.room(terms, agent, case, level))
        };
        // Nobody has signed in, so there never is anybody to ask.
        let outcome = if reaches(Level::Within) {
            "within"
        } else if !(reaches(Level::Stretch) || reaches(Level::Alone)) || !stretch {
            return "refused: beyond_mandate".into();
        } else if !reason {
            return "refused: reason_needed".into();
        } else if reaches(Level::Stretch) {
            "stretch"
        } else {
            "stretch alone"
        };
        self.given.push(Given { agent, case, kind, minor, at: self.now, reversed: false });
        outcome.into()
    }

    fn take_back(&mut self, nth: usize) -> String {
        match self.given.get_mut(nth) {
            Some(given) if !given.reversed => {
                given.reversed = true;
                "taken back".into()
            }
            _ => "refused: already_done".into(),
        }
    }
}

trait HoldsRole {
    fn holds_role(&self, role: Role) -> bool;
}

impl HoldsRole for Holder {
    fn holds_role(&self, role: Role) -> bool {
        match self {
            Holder::Everyone => true,
            Holder::Role(held) => *held == role,
            Holder::Team(_) | Holder::Agent(_) => false,
        }
    }
}

/// The house beside its model.
struct House {
    desk: Desk,
    clock: Clock,
    agents: Vec<By>,
    cases: Vec<CaseId>,
    mandates: Vec<MandateId>,
    /// Each act that was let through or refused, with its key's number and content.
    asked: Vec<(By, GiveRemedy, Option<RemedyId>)>,
    remedies: Vec<RemedyId>,
    model: Model,
}

fn first_terms() -> Vec<Terms> {
    let window = |within, stretch, days| Some(WindowLimit { limit: Limit::new(within, stretch), days });
    let everyone = Terms {
        per_case: Some(Limit { alone: Some(300_00), ..Limit::new(100_00, 250_00) }),
        per_customer_window: window(200_00, 400_00, 1),
        per_agent_window: window(150_00, 400_00, 2),
        per_team_window: window(220_00, 600_00, 3),
        ..fresh_terms()
    };
    let lead = Terms {
        holder: Holder::Role(Role::Lead),
        kinds: vec![RemedyKind::Refund],
        per_remedy: Some(Limit::new(80_00, 400_00)),
        per_case: None,
        per_agent_window: window(300_00, 300_00, 1),
        ..fresh_terms()
    };
    vec![everyone, lead]
}

impl House {
    async fn open(db: Db) -> House {
        let clock = Clock::hand(trial::NOW);
        let desk = trial::desk_on(db, clock.clone());
        let mut agents = Vec::new();
        let teams = [(); 2].map(|()| TeamId(valta_desk::fresh_id()));
        let staff = [("one", Role::Agent), ("two", Role::Agent), ("lead", Role::Lead)];
        for ((name, role), team) in staff.into_iter().zip(TEAMS) {
            agents.push(trial::agent_of(&desk, name, role, Some(teams[team])).await);
        }
        let (mut mandates, mut cases) = (Vec::new(), Vec::new());
        for terms in first_terms() {
            mandates.push(desk.set_mandate(Actor::House, None, terms, None).await.expect("a mandate is set"));
        }
        for (by, customer) in agents.iter().zip(CUSTOMERS) {
            let email = format!("customer-{customer}@posti.example");
            cases.push(trial::case_of(&desk, *by, Some(&email)).await);
        }
        let model = Model { now: trial::NOW, mandates: first_terms(), given: Vec::new() };
        House { desk, clock, agents, cases, mandates, asked: Vec::new(), remedies: Vec::new(), model }
    }

    fn key(number: usize, content: u8) -> Key {
        Key { key: format!("key-{number}"), fingerprint: [content; 32] }
    }

    /// What the model says would happen, and what happened.
    async fn act(&mut self, op: &Op) -> (String, String) {
        match op {
            Op::Wait { minutes } => self.set_clock(self.model.now.plus(minutes * time::MINUTE)),
            Op::Night { which, minutes } => self.set_clock(NIGHTS[*which].plus(minutes * time::MINUTE)),
            Op::Set { mandate, window, within, more, days } => {
                let window_limit = WindowLimit { limit: Limit::new(*within, within + more), days: *days };
                self.set(*mandate, *window, window_limit).await
            }
            Op::Give { agent, case, kind, minor, stretch, reason } => {
                let by = self.agents[*agent];
                let said = self.model.give((*agent, by.role), *case, *kind, *minor, (*stretch, *reason));
                let give = GiveRemedy {
                    case: self.cases[*case],
                    kind: *kind,
                    amount: Some(Money::new(*minor, Currency::EUR)),
                    reason: reason.then(|| "the customer paid what was ours to pay".into()),
                    stretch: *stretch,
                    payee: None,
                    seen: None,
                };
                let answer = self.desk.grant(by, Some(Self::key(self.asked.len(), 1)), give.clone()).await;
                self.asked.push((by, give, answer.as_ref().ok().copied()));
                let done = match answer {
                    Ok(id) => {
                        self.remedies.push(id);
                        let line = self.desk.reader().look(move |tx| views::remedy::one(tx, id)).await;
                        let line = line.expect("a look").expect("the remedy");
                        if line.alone { "stretch alone".into() } else { line.outcome.code().to_owned() }
                    }
                    Err(no) => no.to_string(),
                };
                (said, done)
            }
            Op::Again { nth, same } => self.again(*nth, *same).await,
            Op::TakeBack { .. } if self.remedies.is_empty() => Default::default(),
            Op::TakeBack { nth } => {
                let nth = nth % self.remedies.len();
                let said = self.model.take_back(nth);
                let done = self.desk.reverse(self.agents[2], None, self.remedies[nth]).await;
                (said, done.map_or_else(|no| no.to_string(), |()| "taken back".into()))
            }
        }
    }

    fn set_clock(&mut self, at: Timestamp) -> (String, String) {
        self.model.now = at;
        self.clock.set(at);
        Default::default()
    }

    async fn set(&mut self, mandate: usize, window: Window, limit: WindowLimit) -> (String, String) {
        let mut terms = self.model.mandates[mandate].clone();
        match window {
            Window::Customer => terms.per_customer_window = Some(limit),
            Window::Agent => terms.per_agent_window = Some(limit),
            Window::Team => terms.per_team_window = Some(limit),
        }
        self.model.mandates[mandate] = terms.clone();
        let done = self.desk.set_mandate(Actor::House, Some(self.mandates[mandate]), terms, None).await;
        (String::new(), done.map_or_else(|no| no.to_string(), |_| String::new()))
    }

    /// M3: the same gets the first answer, other content is refused, and the log stays as it was.
    async fn again(&mut self, nth: usize, same: bool) -> (String, String) {
        let granted: Vec<usize> = (0..self.asked.len()).filter(|nth| self.asked[*nth].2.is_some()).collect();
        let Some(nth) = granted.get(nth % granted.len().max(1)).copied() else { return Default::default() };
        let (by, give, first) = self.asked[nth].clone();
        let before = trial::log(&self.desk).await.len();
        let answer = self.desk.grant(by, Some(Self::key(nth, if same { 1 } else { 2 })), give).await;
        assert_eq!(trial::log(&self.desk).await.len(), before, "a repeat recorded something");
        match answer {
            Ok(id) => (format!("{same} {first:?}"), format!("true {:?}", Some(id))),
            Err(No::Refusal(Refusal::KeyReused)) => (format!("{same}"), "false".into()),
            Err(no) => ("an answer".into(), no.to_string()),
        }
    }
}

/// Plays the acts and compares after each; in the end the log alone must be sound.
fn check(db: Db, ops: &[Op]) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let mut house = House::open(db).await;
        for (place, op) in ops.iter().enumerate() {
            let (said, done) = house.act(op).await;
            prop_assert_eq!(said, done, "act {}: {:?}", place, op);
        }
        let log = trial::log(&house.desk).await;
        let broken = super::broken(&log);
        prop_assert!(broken.is_empty(), "{}", broken.join("\n"));
        prop_assert_eq!(replay::otherwise(&log), Vec::<String>::new());
        Ok(())
    })
}

#[test]
fn any_sequence_of_acts_goes_as_the_model_says_and_leaves_a_sound_log() {
    let mut runner = TestRunner::new(Config { cases: 96, failure_persistence: None, ..Config::default() });
    let run = runner.run(&prop::collection::vec(op(), 10..60), |ops| {
        let db = Db::open("sqlite::memory:", &TestDb::settings()).expect("a private database");
        check(db, &ops)
    });
    run.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn so_it_goes_on_postgresql_too() {
    let config = Config { cases: 6, failure_persistence: None, max_shrink_iters: 20, ..Config::default() };
    let run =
        TestRunner::new(config).run(&prop::collection::vec(op(), 30..60), |ops| match TestDb::postgres() {
            Some(db) => check(db.db().clone(), &ops),
            None => Ok(()),
        });
    run.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_nights_are_those_on_which_the_clocks_of_helsinki_change() {
    let zone = jiff::tz::TimeZone::get("Europe/Helsinki").expect("a zone");
    for night in NIGHTS {
        let offset = |at: Timestamp| {
            zone.to_offset(jiff::Timestamp::from_microsecond(at.micros()).expect("an instant"))
        };
        assert_ne!(offset(night.minus(1)), offset(night));
    }
}

#[test]
fn a_window_is_a_length_of_real_time_on_the_nights_when_clocks_change() {
    for night in NIGHTS {
        let give = |minor| Op::Give {
            agent: 0,
            case: 0,
            kind: RemedyKind::Refund,
            minor,
            stretch: false,
            reason: false,
        };
        let db = Db::open("sqlite::memory:", &TestDb::settings()).expect("a private database");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let mut house = House::open(db).await;
            let length = 2 * time::DAY;
            house.set_clock(night.minus(time::HOUR));
            assert_eq!(house.act(&give(100_00)).await.1, "within");
            house.cases[0] = house.cases[1];
            house.set_clock(night.minus(time::HOUR).plus(length - 1));
            assert_eq!(
                house
                    .desk
                    .grant(house.agents[0], None, other(&house, 60_00))
                    .await
                    .err()
                    .map(|no| no.to_string()),
                Some("refused: beyond_mandate".into())
            );
            house.set_clock(night.minus(time::HOUR).plus(length));
            assert!(house.desk.grant(house.agents[0], None, other(&house, 60_00)).await.is_ok());
        });
    }
}

fn other(house: &House, minor: i64) -> GiveRemedy {
    GiveRemedy {
        case: house.cases[2],
        kind: RemedyKind::Refund,
        amount: Some(Money::new(minor, Currency::EUR)),
        reason: None,
        stretch: false,
        payee: None,
        seen: None,
    }
}

#[test]
fn what_a_colleague_gave_who_has_left_can_be_taken_back() {
    let db = Db::open("sqlite::memory:", &TestDb::settings()).expect("a private database");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let house = House::open(db).await;
        let id = house.desk.grant(house.agents[0], None, other(&house, 60_00)).await.expect("a remedy");
        house.desk.disable_agent(Actor::House, house.agents[0].agent).await.expect("the agent leaves");
        let back = house.desk.reverse(house.agents[2], None, id).await;
        assert_eq!(back.map_err(|no| no.to_string()), Ok(()));
        let again = house.desk.grant(house.agents[0], None, other(&house, 1_00)).await;
        assert_eq!(again.map_err(|no| no.to_string()).err().as_deref(), Some("refused: not_yours"));
    });
}

#[test]
fn a_log_that_is_not_sound_is_told_of() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let db = Db::open("sqlite::memory:", &TestDb::settings()).expect("a private database");
    let log = runtime.block_on(async {
        let house = House::open(db).await;
        let id = house.desk.grant(house.agents[0], None, other(&house, 60_00)).await.expect("a remedy");
        house.desk.reverse(house.agents[0], None, id).await.expect("taken back");
        trial::log(&house.desk).await
    });
    let twice: Vec<_> = log.iter().cloned().chain(log.iter().rev().take(2).rev().cloned()).collect();
    let told = super::broken(&twice).join("\n");
    assert!(super::broken(&log).is_empty(), "{}", super::broken(&log).join("\n"));
    assert!(told.contains("M3: a remedy was given twice"), "{told}");
}

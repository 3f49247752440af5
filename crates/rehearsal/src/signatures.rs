//! Random days of asking and signing against a page of model: nobody signs for themselves, twice, too late, after a no,
//! or anything but what was asked (M6); and the log of each day must be sound.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use valta_desk::{AskForSignature, By, Clock, Decline, Desk, GiveRemedy, No, Whom};
use valta_domain::{
    Actor, AgentId, CaseId, Currency, MandateId, Money, RemedyId, Timestamp,
    agent::Role,
    mandate::{Limit, Terms, WindowLimit, fresh_terms},
    remedy::RemedyKind,
    time::{HOUR, MINUTE},
};
use valta_store::{Db, testing::TestDb, verify::verify, views};

use crate::{model, replay, trial};

#[derive(Clone, Debug)]
enum Op {
    Ask { agent: usize, case: usize, minor: i64 },
    Sign { nth: usize, by: usize, digest: Digest },
    Decline { nth: usize, by: usize },
    Withdraw { nth: usize, by: usize },
    Give { agent: usize, case: usize, minor: i64 },
    TakeBack { nth: usize },
    Wait { minutes: i64 },
    Expire,
    Set { within: i64, co_sign: i64, window: i64 },
    Leave { agent: usize },
}

#[derive(Clone, Copy, Debug)]
enum Digest {
    Own,
    /// That of another ask.
    Others(usize),
}

const STAFF: [(&str, Role); 4] =
    [("one", Role::Agent), ("two", Role::Agent), ("three", Role::Agent), ("lead", Role::Lead)];
const CASES: usize = 3;
const WHY: &str = "the customer paid what was ours to pay";

fn op() -> impl Strategy<Value = Op> {
    let agent = || 0..STAFF.len();
    let minor = |most: i64| (1..=most).prop_map(|euros| euros * 100);
    let digest = prop_oneof![6 => Just(Digest::Own), 1 => any::<usize>().prop_map(Digest::Others)];
    prop_oneof![
        8 => (agent(), 0..CASES, minor(120)).prop_map(|(agent, case, minor)| Op::Ask { agent, case, minor }),
        12 => (any::<usize>(), agent(), digest).prop_map(|(nth, by, digest)| Op::Sign { nth, by, digest }),
        2 => (any::<usize>(), agent()).prop_map(|(nth, by)| Op::Decline { nth, by }),
        1 => (any::<usize>(), agent()).prop_map(|(nth, by)| Op::Withdraw { nth, by }),
        3 => (agent(), 0..CASES, minor(30)).prop_map(|(agent, case, minor)| Op::Give { agent, case, minor }),
        1 => any::<usize>().prop_map(|nth| Op::TakeBack { nth }),
        2 => (-120..400_i64).prop_map(|minutes| Op::Wait { minutes }),
        1 => Just(Op::Expire),
        1 => (0..40_i64, 0..200_i64, 0..300_i64).prop_map(|(within, co_sign, window)| {
            Op::Set { within: within * 100, co_sign: (within + co_sign) * 100, window: window * 100 }
        }),
        1 => agent().prop_map(|agent| Op::Leave { agent }),
    ]
}

/// An ask as the model knows it.
struct Ask {
    remedy: RemedyId,
    digest: String,
    case: usize,
    asker: usize,
    /// Whom it was put to, and whether they have said no.
    asked: BTreeMap<AgentId, bool>,
    until: Timestamp,
    open: bool,
}

struct House {
    desk: Desk,
    clock: Clock,
    now: Timestamp,
    mandate: MandateId,
    staff: Vec<By>,
    cases: Vec<CaseId>,
    left: BTreeSet<usize>,
    asks: Vec<Ask>,
    given: Vec<RemedyId>,
    signed: usize,
}

fn terms(within: i64, co_sign: i64, window: i64) -> Terms {
    Terms {
        per_case: Some(Limit { co_sign: Some(co_sign), ..Limit::new(within, within) }),
        per_agent_window: Some(WindowLimit { limit: Limit::new(window, 2 * window), days: 1 }),
        ..fresh_terms()
    }
}

fn code<T>(answer: Result<T, No>) -> Result<T, String> {
    answer.map_err(|no| match no {
        No::Refusal(refusal) => refusal.code().to_owned(),
        No::Fault(fault) => panic!("{fault}"),
    })
}

fn refund(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

impl House {
    async fn open(db: Db) -> House {
        let clock = Clock::hand(trial::NOW);
        let desk = trial::desk_on(db, clock.clone());
        let set = desk.set_up_mandate(None, terms(20_00, 200_00, 150_00)).await;
        let (mut staff, mut cases) = (Vec::new(), Vec::new());
        for (name, role) in STAFF {
            staff.push(trial::agent(&desk, name, role).await);
        }
        for customer in 0..CASES {
            cases.push(trial::case_of(&desk, staff[0], Some(&format!("c{customer}@posti.example"))).await);
        }
        House {
            desk,
            clock,
            now: trial::NOW,
            mandate: set.expect("the mandate is set"),
            staff,
            cases,
            left: BTreeSet::new(),
            asks: Vec::new(),
            given: Vec::new(),
            signed: 0,
        }
    }

    async fn act(&mut self, op: &Op) -> Result<(), TestCaseError> {
        match *op {
            Op::Ask { agent, case, minor } => self.ask(agent, case, minor).await,
            Op::Sign { nth, by, digest } => self.sign(nth, by, digest).await?,
            Op::Decline { nth, by } => {
                let Some(nth) = nth.checked_rem(self.asks.len()) else { return Ok(()) };
                let decline = Decline {
                    remedy: self.asks[nth].remedy,
                    kind: RemedyKind::Apology,
                    amount: None,
                    words: WHY.into(),
                };
                let done = code(self.desk.decline(self.staff[by], None, decline).await);
                let expected = self.unanswerable(nth, by, false);
                prop_assert_eq!(done.err(), expected.map(str::to_owned));
                if expected.is_none() {
                    let ask = &mut self.asks[nth];
                    ask.asked.insert(self.staff[by].agent, true);
                    ask.open = ask.asked.values().any(|declined| !declined);
                }
            }
            Op::Withdraw { nth, by } => {
                let Some(nth) = nth.checked_rem(self.asks.len()) else { return Ok(()) };
                let done = code(self.desk.withdraw_ask(self.staff[by], None, self.asks[nth].remedy).await);
                self.asks[nth].open &= done.is_err();
            }
            Op::Give { agent, case, minor } => {
                let give = GiveRemedy {
                    case: self.cases[case],
                    kind: RemedyKind::Refund,
                    amount: Some(refund(minor)),
                    reason: None,
                    stretch: false,
                    payee: None,
                    seen: None,
                };
                self.given.extend(code(self.desk.grant(self.staff[agent], None, give).await).ok());
            }
            Op::TakeBack { nth } => {
                let Some(nth) = nth.checked_rem(self.given.len()) else { return Ok(()) };
                let _ = code(self.desk.reverse(self.staff[3], None, self.given[nth]).await);
            }
            Op::Wait { minutes } => {
                self.now = self.now.plus(minutes * MINUTE);
                self.clock.set(self.now);
            }
            Op::Expire => {
                self.desk.expire_asks().await.expect("nothing is in the way");
                for ask in &mut self.asks {
                    ask.open &= self.now < ask.until;
                }
            }
            Op::Set { within, co_sign, window } => {
                let terms = terms(within, co_sign, window);
                let set = self.desk.set_up_mandate(Some(self.mandate), terms).await;
                set.expect("the mandate is set");
            }
            // The lead stays, so that somebody can take things back.
            Op::Leave { agent } => {
                if agent < 3 && self.left.insert(agent) {
                    self.desk.disable_agent(Actor::House, self.staff[agent].agent).await.expect("they leave");
                }
            }
        }
        Ok(())
    }

    async fn ask(&mut self, asker: usize, case: usize, minor: i64) {
        let ask = AskForSignature {
            case: self.cases[case],
            kind: RemedyKind::Refund,
            amount: Some(refund(minor)),
            reason: WHY.into(),
            step: None,
            whom: Whom::All,
            seen: None,
        };
        let Ok(remedy) = code(self.desk.ask_for_signature(self.staff[asker], None, ask).await) else {
            return;
        };
        // What the same person asked before in this case was for another remedy.
        for earlier in self.asks.iter_mut().filter(|ask| (ask.asker, ask.case) == (asker, case)) {
            earlier.open = false;
        }
        let line = self.desk.reader().look(move |tx| views::ask::one(tx, remedy)).await;
        let line = line.expect("a look").expect("the ask");
        self.asks.push(Ask {
            remedy,
            digest: line.digest,
            case,
            asker,
            asked: line.asked.iter().map(|asked| (asked.agent.0, false)).collect(),
            until: self.now.plus(4 * HOUR),
            open: true,
        });
    }

    /// Why this person cannot answer this ask; none where they can.
    fn unanswerable(&self, nth: usize, by: usize, signs: bool) -> Option<&'static str> {
        let ask = &self.asks[nth];
        if self.left.contains(&by) || signs && self.left.contains(&ask.asker) {
            Some("not_yours")
        } else if !ask.open {
            Some("already_done")
        } else if by == ask.asker {
            Some("own_signature")
        } else if ask.asked.get(&self.staff[by].agent) != Some(&false) {
            Some("not_found")
        } else if signs && ask.until <= self.now {
            Some("expired")
        } else {
            None
        }
    }

    async fn sign(&mut self, nth: usize, by: usize, digest: Digest) -> Result<(), TestCaseError> {
        let Some(nth) = nth.checked_rem(self.asks.len()) else { return Ok(()) };
        let digest = match digest {
            Digest::Own => self.asks[nth].digest.clone(),
            Digest::Others(other) => self.asks[other % self.asks.len()].digest.clone(),
        };
        let changed = (digest != self.asks[nth].digest).then_some("not_what_was_asked");
        let expected = self.unanswerable(nth, by, true).or(changed);
        let remedy = self.asks[nth].remedy;
        let answer = code(self.desk.say_yes(self.staff[by], None, remedy, digest).await);
        match (answer, expected) {
            (Ok(_), None) => {
                self.asks[nth].open = false;
                self.given.push(remedy);
                self.signed += 1;
            }
            // The room of either may have gone since; nobody's signature makes more of it.
            (Err(no), None) => prop_assert_eq!(no, "beyond_mandate"),
            (answer, Some(expected)) => prop_assert_eq!(answer.map(drop), Err(expected.to_owned())),
        }
        Ok(())
    }
}

/// Plays a day; how many were signed.
fn check(db: &Db, ops: &[Op]) -> Result<usize, TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let signed = runtime.block_on(async {
        let mut house = House::open(db.clone()).await;
        for op in ops {
            house.act(op).await?;
        }
        let log = trial::log(&house.desk).await;
        prop_assert_eq!(model::broken(&log), Vec::<String>::new());
        prop_assert_eq!(replay::otherwise(&log), Vec::<String>::new());
        Ok(house.signed)
    })?;
    prop_assert_eq!(verify(db, |_| {}).expect("a look at everything").findings, Vec::<String>::new());
    Ok(signed)
}

#[test]
fn only_another_who_was_asked_signs_and_only_what_was_asked_in_time_and_once() {
    let mut runner = TestRunner::new(Config { cases: 64, failure_persistence: None, ..Config::default() });
    let signed = Cell::new(0);
    let run = runner.run(&prop::collection::vec(op(), 10..50), |ops| {
        let db = Db::open("sqlite::memory:", &TestDb::settings()).expect("a private database");
        signed.set(signed.get() + check(&db, &ops)?);
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    assert!(signed.get() > 64, "too little was signed to say anything: {}", signed.get());
}

#[test]
fn so_it_goes_with_signatures_on_postgresql_too() {
    let config = Config { cases: 4, failure_persistence: None, max_shrink_iters: 20, ..Config::default() };
    let run =
        TestRunner::new(config).run(&prop::collection::vec(op(), 30..50), |ops| match TestDb::postgres() {
            Some(db) => check(db.db(), &ops).map(drop),
            None => Ok(()),
        });
    run.unwrap_or_else(|error| panic!("{error}"));
}

//! Windows by brute force, from the exported log alone: whenever a stretch of real time begins, what was given in it
//! and not taken back is at most the limit; through both nights on which Helsinki's clocks change, and with the
//! house's clock set back two hours in the middle.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{civil::DateTime, tz::TimeZone};
use valta_desk::{GiveRemedy, No};
use valta_domain::{
    Actor, Currency, Event, Money, Recorded, Refusal, RemedyId, Stream, TeamId, Timestamp,
    agent::Role,
    event::CaseEvent,
    mandate::{Limit, Terms, WindowLimit, fresh_terms},
    remedy::RemedyKind,
    time::{DAY, HOUR, MINUTE, SECOND},
};
use valta_store::{record, testing::each_backend};

use crate::{model, random::Random, replay, trial};

/// The evening before each night, in Helsinki: on the first the hour from three to four comes twice, on the second never.
const EVENINGS: [&str; 2] = ["2026-10-24T20:00", "2027-03-27T20:00"];

/// The three windows, with the longest stretch of time in which nothing is given twice.
const AGENT: WindowLimit = WindowLimit { limit: Limit::new(100_00, 100_00), days: 1 };
const TEAM: WindowLimit = WindowLimit { limit: Limit::new(170_00, 170_00), days: 1 };
const CUSTOMER: WindowLimit = WindowLimit { limit: Limit::new(180_00, 180_00), days: 2 };

const TEAMS: [usize; 4] = [0, 0, 1, 1];

fn instant(local: &str) -> Timestamp {
    let zone = TimeZone::get("Europe/Helsinki").expect("a zone");
    let local: DateTime = local.parse().expect("a local time");
    Timestamp(zone.to_timestamp(local).expect("an instant").as_microsecond())
}

/// A line for each fact, as anybody may export it.
fn export(log: &[Recorded]) -> Vec<String> {
    log.iter()
        .map(|fact| format!("{} {} {}", fact.at.micros(), fact.stream, record::encode(&fact.event)))
        .collect()
}

/// What the lines tell of money, in their order.
enum Move {
    Given { at: i64, minor: i64, remedy: RemedyId, whose: [String; 3] },
    TakenBack(RemedyId),
}

fn moves(lines: &[String]) -> Vec<Move> {
    let mut customers = BTreeMap::new();
    let mut moves = Vec::new();
    for line in lines {
        let mut parts = line.splitn(3, ' ');
        let mut next = || parts.next().expect("a part of the line");
        let (at, stream, data) = (next().parse().expect("an instant"), next().to_owned(), next());
        let event = record::decode(stream.parse::<Stream>().expect("a stream"), data).expect("an event");
        match event {
            Event::Case(CaseEvent::CaseOpened { customer: Some(customer), .. }) => {
                customers.insert(stream, customer.to_string());
            }
            Event::Case(CaseEvent::RemedyGranted { remedy, amount: Some(amount), weighed, .. }) => {
                let situation = weighed.inputs.situation;
                let team = situation.team.expect("a team").to_string();
                let whose = [situation.agent.to_string(), team, customers[&stream].clone()];
                moves.push(Move::Given { at, minor: amount.minor, remedy, whose });
            }
            Event::Case(CaseEvent::RemedyReversed { remedy }) => moves.push(Move::TakenBack(remedy)),
            _ => {}
        }
    }
    moves
}

/// What one agent, team or customer has, sorted by instant, with the sum of all before each.
struct Line {
    at: Vec<i64>,
    sums: Vec<i64>,
}

impl Line {
    fn of(given: impl Iterator<Item = (i64, i64)>) -> Line {
        let mut given: Vec<_> = given.collect();
        given.sort_unstable();
        let sums = given.iter().scan(0, |sum, (_, minor)| {
            *sum += minor;
            Some(*sum)
        });
        Line { sums: std::iter::once(0).chain(sums).collect(), at: given.iter().map(|(at, _)| *at).collect() }
    }

    /// What was given from here on for so long.
    fn sum(&self, start: i64, length: i64) -> i64 {
        let before = |instant: i64| self.sums[self.at.partition_point(|at| *at < instant)];
        before(start + length) - before(start)
    }

    /// The most in any window, whenever it begins: a sum changes only where something enters or leaves.
    fn most(&self, length: i64) -> i64 {
        let starts = self.at.iter().flat_map(|at| [*at, at + 1, at - length, at - length + 1]);
        starts.map(|start| self.sum(start, length)).max().unwrap_or(0)
    }

    /// The same with nothing clever in it: a window from every second.
    fn most_by_the_second(&self, length: i64) -> i64 {
        let (Some(first), Some(last)) = (self.at.first(), self.at.last()) else { return 0 };
        let mut most = 0;
        let mut start = first - length;
        while start <= *last {
            most = most.max(self.sum(start, length));
            start += SECOND;
        }
        most
    }
}

/// The lines of everybody in one respect.
fn lines(given: &[(i64, i64, [String; 3])], respect: usize) -> Vec<Line> {
    let everybody: BTreeSet<&String> = given.iter().map(|given| &given.2[respect]).collect();
    let of = |who: &String| {
        let own = given.iter().filter(move |given| given.2[respect] == *who);
        Line::of(own.map(|(at, minor, _)| (*at, *minor)))
    };
    everybody.into_iter().map(of).collect()
}

/// Everybody gives what they may for four days, some of it is taken back, and the clock is set back in the first night.
async fn four_days(db: &valta_store::testing::TestDb, evening: Timestamp, seed: u64) -> Vec<Recorded> {
    let (desk, clock) = trial::desk(db);
    clock.set(evening);
    let terms = Terms {
        per_case: None,
        per_agent_window: Some(AGENT),
        per_team_window: Some(TEAM),
        per_customer_window: Some(CUSTOMER),
        ..fresh_terms()
    };
    desk.set_mandate(Actor::House, None, terms, None).await.expect("the mandate is set");
    let teams = [(); 2].map(|()| TeamId(valta_desk::fresh_id()));
    let (mut staff, mut cases) = (Vec::new(), Vec::new());
    for (place, team) in TEAMS.into_iter().enumerate() {
        staff.push(trial::agent_of(&desk, &format!("agent-{place}"), Role::Agent, Some(teams[team])).await);
    }
    for customer in 0..3 {
        let email = format!("customer-{customer}@posti.example");
        cases.push(trial::case_of(&desk, staff[0], Some(&email)).await);
    }
    let mut random = Random::new(seed);
    let mut given = Vec::new();
    let (mut now, end) = (evening, evening.plus(4 * DAY));
    let mut set_back = false;
    while now < end {
        now = now.plus(random.between(MINUTE, 45 * MINUTE));
        if !set_back && now > evening.plus(7 * HOUR + 30 * MINUTE) {
            (now, set_back) = (now.minus(2 * HOUR), true);
        }
        clock.set(now);
        let (by, case) = (staff[random.place(staff.len())], cases[random.place(cases.len())]);
        if random.percent(8) && !given.is_empty() {
            let back: RemedyId = given.swap_remove(random.place(given.len()));
            desk.reverse(by, None, back).await.expect("taken back");
        }
        for minor in [20_00, 10_00, 5_00, 1_00].into_iter().skip(random.place(3)) {
            let give = GiveRemedy {
                case,
                kind: RemedyKind::Refund,
                amount: Some(Money::new(minor, Currency::EUR)),
                reason: None,
                stretch: false,
                payee: None,
                seen: None,
            };
            match desk.grant(by, None, give).await {
                Ok(id) => {
                    given.push(id);
                    break;
                }
                Err(No::Refusal(Refusal::BeyondMandate(_))) => {}
                Err(no) => panic!("{no}"),
            }
        }
    }
    trial::log(&desk).await
}

#[test]
fn no_window_holds_more_than_its_limit_whenever_it_begins() {
    for (evening, seed) in EVENINGS.into_iter().zip(1..) {
        each_backend(|db| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
            let log = runtime.block_on(four_days(&db, instant(evening), seed));
            assert_eq!(model::broken(&log), Vec::<String>::new());
            assert_eq!(replay::otherwise(&log), Vec::<String>::new());

            let mut standing: BTreeMap<RemedyId, (i64, i64, [String; 3])> = BTreeMap::new();
            // The most in any window, and in one that is an hour longer.
            let (mut most, mut longer) = ([0; 3], [0; 3]);
            let windows = [AGENT, TEAM, CUSTOMER];
            let mut last = i64::MIN;
            let mut backwards = 0;
            // At every place of the log, over all starts.
            for step in moves(&export(&log)) {
                match step {
                    Move::Given { at, minor, remedy, whose } => {
                        backwards += usize::from(at < last);
                        last = at;
                        standing.insert(remedy, (at, minor, whose));
                    }
                    Move::TakenBack(remedy) => {
                        standing.remove(&remedy).expect("what was given");
                        continue;
                    }
                }
                let given: Vec<_> = standing.values().cloned().collect();
                for (respect, window) in windows.iter().enumerate() {
                    for line in lines(&given, respect) {
                        most[respect] = most[respect].max(line.most(window.length()));
                        longer[respect] = longer[respect].max(line.most(window.length() + HOUR));
                    }
                }
            }
            let limits = windows.map(|window| window.limit.within);
            assert_eq!(most, limits, "each limit is reached and none is passed, from {evening}");
            assert_eq!(backwards, 1, "the clock was set back under the grants");

            // Were a window an hour longer or shorter on such a night, this would see it.
            assert!(longer.iter().zip(limits).all(|(sum, limit)| *sum > limit), "{longer:?}");

            // In the end once more with nothing clever in it.
            let given: Vec<_> = standing.values().cloned().collect();
            for (respect, window) in windows.iter().enumerate() {
                for line in lines(&given, respect) {
                    assert!(line.most_by_the_second(window.length()) <= window.limit.within);
                }
            }
        });
    }
}

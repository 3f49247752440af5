use jiff::civil::{date, time};
use proptest::prelude::*;
use uuid::Uuid;
use valta_domain::time::HOUR;

use super::*;
use crate::zone::instant;

const fn agent(letter: char) -> AgentId {
    AgentId(Uuid::from_u128(letter as u128))
}

fn said(agent: Option<AgentId>) -> char {
    agent.map_or('-', |agent| u8::try_from(agent.0.as_u128()).map_or('?', char::from))
}

fn at(text: &str) -> Timestamp {
    instant(text.parse().expect("an instant"))
}

fn clock(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.micros()).expect("an instant").strftime("%m-%d %H:%M").to_string()
}

/// `a7 b14`: in turn, with days.
fn order(from: Date, turns: &str) -> Order {
    let turn = |text: &str| {
        let (letter, days) = text.split_at(1);
        Turn { agent: agent(letter.parse().expect("a letter")), days: days.parse().expect("days") }
    };
    Order { from, turns: turns.split_whitespace().map(turn).collect() }
}

fn level(after_minutes: u32, orders: Vec<Order>) -> Level {
    Level { after_minutes, orders }
}

fn helsinki() -> TimeZone {
    TimeZone::get("Europe/Helsinki").expect("a zone")
}

/// Weeks from Monday 2026-10-05 at 08:00 in Helsinki, and the one who comes next behind.
fn house() -> Rota {
    let monday = date(2026, 10, 5);
    let levels = vec![
        level(0, vec![order(monday, "a7 b7 c7")]),
        level(15, vec![order(monday, "b7 c7 a7")]),
        level(45, vec![order(monday, "z1")]),
    ];
    Rota::new(helsinki(), time(8, 0, 0, 0), levels).expect("a rota")
}

#[track_caller]
fn check(rota: &Rota, level: usize, from: &str, until: &str, watches: &str) {
    let found: Vec<String> = rota
        .watches(level, at(from), at(until))
        .iter()
        .map(|watch| format!("{} {}", clock(watch.from), said(watch.agent)))
        .collect();
    assert_eq!(found.join(", "), watches);
}

#[test]
fn turns_change_by_the_wall_clock() {
    let rota = house();
    let october = "2026-10-05T05:00:00Z";
    check(
        &rota,
        0,
        october,
        "2026-11-03T00:00:00Z",
        "10-05 05:00 a, 10-12 05:00 b, 10-19 05:00 c, 10-26 06:00 a, 11-02 06:00 b",
    );
    check(&rota, 1, october, "2026-10-20T00:00:00Z", "10-05 05:00 b, 10-12 05:00 c, 10-19 05:00 a");
    check(&rota, 2, october, "2026-12-20T00:00:00Z", "10-05 05:00 z");
    // Before the first change there is nobody.
    check(&rota, 0, "2026-10-05T04:00:00Z", "2026-10-05T06:00:00Z", "10-05 04:00 -, 10-05 05:00 a");
    let next = rota.next_change(0, at("2026-10-19T05:00:00Z")).expect("a change");
    assert_eq!((clock(next.at), said(next.from), said(next.to)), ("10-26 06:00".into(), 'c', 'a'));
    assert_eq!(rota.next_change(2, at(october)), None);
}

#[test]
fn a_change_in_the_night_of_the_clocks() {
    let levels = |day| vec![level(0, vec![order(day, "a1 b1")])];
    let at_half_past_three = time(3, 30, 0, 0);
    // Left out: as much later. Twice: the first time.
    let spring = Rota::new(helsinki(), at_half_past_three, levels(date(2027, 3, 27))).expect("a rota");
    check(
        &spring,
        0,
        "2027-03-27T02:00:00Z",
        "2027-03-29T12:00:00Z",
        "03-27 02:00 a, 03-28 01:30 b, 03-29 00:30 a",
    );
    let autumn = Rota::new(helsinki(), at_half_past_three, levels(date(2026, 10, 24))).expect("a rota");
    check(
        &autumn,
        0,
        "2026-10-24T02:00:00Z",
        "2026-10-26T12:00:00Z",
        "10-24 02:00 a, 10-25 00:30 b, 10-26 01:30 a",
    );
    // The day that was left out in Apia had a turn, and nobody served it.
    let apia = TimeZone::get("Pacific/Apia").expect("a zone");
    let skipped = vec![level(0, vec![order(date(2011, 12, 28), "a1 b1 c1")])];
    let skipped = Rota::new(apia, time(8, 0, 0, 0), skipped).expect("a rota");
    check(
        &skipped,
        0,
        "2011-12-28T19:00:00Z",
        "2012-01-01T19:00:00Z",
        "12-28 19:00 a, 12-29 18:00 b, 12-30 18:00 a, 12-31 18:00 b, 01-01 18:00 c",
    );
}

#[test]
fn who_takes_a_span_and_who_takes_it_again() {
    let week = (at("2026-10-12T05:00:00Z"), at("2026-10-19T05:00:00Z"));
    let night = (at("2026-10-14T15:00:00Z"), at("2026-10-15T05:00:00Z"));
    let taken = |(from, until), by, instead_of: Option<char>| Taken {
        level: 0,
        from,
        until,
        by: agent(by),
        instead_of: instead_of.map(agent),
    };
    let both = (at("2026-10-05T05:00:00Z"), week.1);
    // The first asks for what is b's alone, so the week of a stays.
    let rota = house().taken(taken(both, 'd', Some('b'))).taken(taken(night, 'e', Some('d')));
    check(
        &rota,
        0,
        "2026-10-06T00:00:00Z",
        "2026-10-20T00:00:00Z",
        "10-06 00:00 a, 10-12 05:00 d, 10-14 15:00 e, 10-15 05:00 d, 10-19 05:00 c",
    );
    // Whoever's it is; and somebody who has left takes nothing any more.
    let rota = house().taken(taken(both, 'd', None)).left(agent('d'), night.0);
    check(
        &rota,
        0,
        "2026-10-06T00:00:00Z",
        "2026-10-20T00:00:00Z",
        "10-06 00:00 d, 10-14 15:00 b, 10-19 05:00 c",
    );
}

#[test]
fn nobody_is_called_twice_while_there_is_somebody_else() {
    // The one behind takes the first level for a day: the next in order stands behind.
    let (from, until) = (at("2026-10-07T05:00:00Z"), at("2026-10-08T05:00:00Z"));
    let rota = house().taken(Taken { level: 0, from, until, by: agent('b'), instead_of: None });
    check(
        &rota,
        1,
        "2026-10-06T00:00:00Z",
        "2026-10-09T00:00:00Z",
        "10-06 00:00 b, 10-07 05:00 c, 10-08 05:00 b",
    );
    assert_eq!(rota.gaps(from.minus(DAY), until.plus(DAY)), []);
}

#[test]
fn whoever_leaves_is_stood_in_for_and_nobody_elses_turn_moves() {
    let left = at("2026-10-14T09:00:00Z");
    let rota = house().left(agent('b'), left);
    check(
        &rota,
        0,
        "2026-10-06T00:00:00Z",
        "2026-11-10T00:00:00Z",
        "10-06 00:00 a, 10-12 05:00 b, 10-14 09:00 c, 10-26 06:00 a, 11-02 06:00 c",
    );
    // When all have, there is a gap, on the levels that they had.
    let rota = rota.left(agent('a'), left).left(agent('c'), left.plus(HOUR));
    let gaps = rota.gaps(left, left.plus(DAY));
    let gap = |level, from, because| Gap { level, from, until: left.plus(DAY), because };
    assert_eq!(
        gaps,
        [
            gap(0, left.plus(HOUR), GapBecause::Nobody),
            // For the hour in which c is alone, and then for good.
            Gap {
                level: 1,
                from: left,
                until: left.plus(HOUR),
                because: GapBecause::CalledAlready(agent('c'))
            },
            gap(1, left.plus(HOUR), GapBecause::Nobody),
        ]
    );
}

#[test]
fn a_new_order_leaves_what_was() {
    let levels = vec![level(
        0,
        vec![
            order(date(2026, 10, 5), "a7 b7"),
            order(date(2026, 10, 16), "c2 d2"),
            order(date(2026, 10, 21), ""),
        ],
    )];
    let rota = Rota::new(helsinki(), time(8, 0, 0, 0), levels).expect("a rota");
    check(
        &rota,
        0,
        "2026-10-06T00:00:00Z",
        "2026-11-01T00:00:00Z",
        "10-06 00:00 a, 10-12 05:00 b, 10-16 05:00 c, 10-18 05:00 d, 10-20 05:00 c, 10-21 05:00 -",
    );
    assert_eq!(rota.next_change(0, at("2026-10-21T05:00:00Z")), None);
    let last = rota.next_change(0, at("2026-10-20T05:00:00Z")).expect("a change");
    assert_eq!((clock(last.at), said(last.to)), ("10-21 05:00".into(), '-'));
}

#[test]
fn who_is_called_when_nobody_touches_it() {
    // Ten minutes before the change: the second level is asked after it.
    let calls: Vec<(String, char)> = house()
        .calls(at("2026-10-12T04:50:00Z"))
        .iter()
        .map(|call| (clock(call.at), said(call.agent)))
        .collect();
    let said = [("10-12 04:50", 'a'), ("10-12 05:05", 'c'), ("10-12 05:35", 'z')];
    assert_eq!(calls, said.map(|(at, agent)| (at.to_owned(), agent)));
}

#[test]
fn what_is_no_rota_is_said() {
    let day = date(2026, 10, 5);
    let new = |levels| Rota::new(helsinki(), time(8, 0, 0, 0), levels).map(drop);
    let orders = || vec![order(day, "a7")];
    assert_eq!(new(vec![]), Err(Wrong::NoLevel));
    assert_eq!(new(vec![level(5, orders())]), Err(Wrong::LevelsNotRising));
    assert_eq!(new(vec![level(0, orders()), level(0, orders())]), Err(Wrong::LevelsNotRising));
    assert_eq!(new(vec![level(0, vec![])]), Err(Wrong::OrdersNotRising));
    assert_eq!(new(vec![level(0, vec![order(day, "a7"), order(day, "b7")])]), Err(Wrong::OrdersNotRising));
    assert_eq!(new(vec![level(0, vec![order(day, "a7 b0")])]), Err(Wrong::TurnWithoutDays));
    assert_eq!(new(vec![level(0, orders())]), Ok(()));
}

#[test]
fn the_ends_of_time_are_no_trouble() {
    let rota = house();
    for end in [Timestamp(i64::MIN), Timestamp(i64::MAX)] {
        assert_eq!(rota.on_call(end), [None, None, None]);
        assert_eq!(rota.next_change(0, end), None);
    }
    let ever =
        Taken { level: 0, from: Timestamp(0), until: Timestamp(i64::MAX), by: agent('d'), instead_of: None };
    assert_eq!(rota.taken(ever).next_change(0, at("2026-10-06T00:00:00Z")), None);
}

/// Hours of an autumn and a spring that are looked at.
const LOOKED: i64 = 24 * 40;

#[derive(Clone, Debug)]
struct Told {
    zone: &'static str,
    begins: Date,
    changes_at: Time,
    levels: Vec<Vec<(char, u16)>>,
    left: Vec<(char, i64)>,
    taken: Vec<(usize, i64, i64, char, Option<char>)>,
}

fn told() -> impl Strategy<Value = Told> {
    let letter = || prop::sample::select(vec!['a', 'b', 'c', 'd', 'e']);
    let turns = prop::collection::vec((letter(), 1u16..9), 0..5);
    let places = vec![
        ("Europe/Helsinki", date(2026, 10, 1)),
        ("Europe/Stockholm", date(2027, 3, 10)),
        ("America/St_Johns", date(2026, 10, 20)),
        ("Australia/Lord_Howe", date(2027, 3, 20)),
        ("Pacific/Apia", date(2011, 12, 20)),
    ];
    let changes_at =
        (0i8..24, prop::sample::select(vec![0i8, 30])).prop_map(|(hour, half)| time(hour, half, 0, 0));
    let taken = (0usize..3, 0..LOOKED, 1i64..200, letter(), prop::option::of(letter()));
    (
        prop::sample::select(places),
        changes_at,
        prop::collection::vec(turns, 1..4),
        prop::collection::vec((letter(), 0..LOOKED), 0..4),
        prop::collection::vec(taken, 0..4),
    )
        .prop_map(|((zone, begins), changes_at, levels, left, taken)| Told {
            zone,
            begins,
            changes_at,
            levels,
            left,
            taken,
        })
}

impl Told {
    fn zone(&self) -> TimeZone {
        TimeZone::get(self.zone).expect("a zone")
    }

    /// Two days before the first change.
    fn start(&self) -> Timestamp {
        let day = self.begins.saturating_sub(2.days());
        instant(day.to_zoned(self.zone()).expect("a day").timestamp())
    }

    fn rota(&self) -> Rota {
        let level_of = |(number, turns): (u32, &Vec<(char, u16)>)| {
            let turns =
                turns.iter().map(|(letter, days)| Turn { agent: agent(*letter), days: *days }).collect();
            level(number * 10, vec![Order { from: self.begins, turns }])
        };
        let levels = (0..).zip(&self.levels).map(level_of).collect();
        let mut rota = Rota::new(self.zone(), self.changes_at, levels).expect("a rota");
        for (letter, hour) in &self.left {
            rota = rota.left(agent(*letter), self.start().plus(hour * HOUR));
        }
        for (level, from, lasts, by, instead_of) in &self.taken {
            let from = self.start().plus(from * HOUR);
            rota = rota.taken(Taken {
                level: *level,
                from,
                until: from.plus(lasts * HOUR),
                by: agent(*by),
                instead_of: instead_of.map(agent),
            });
        }
        rota
    }

    /// Changes, one after another, from the first day on; a row for each level.
    fn changes(&self) -> Vec<Vec<(Timestamp, usize)>> {
        let row = |turns: &Vec<(char, u16)>| {
            let mut day = self.begins;
            let mut row = Vec::new();
            for (number, (_, days)) in turns.iter().enumerate().cycle() {
                let begins = day.to_datetime(self.changes_at).to_zoned(self.zone()).expect("a time");
                row.push((instant(begins.timestamp()), number));
                day = day.saturating_add(i64::from(*days).days());
                if day > self.begins.saturating_add(60.days()) {
                    break;
                }
            }
            row
        };
        self.levels.iter().map(row).collect()
    }

    /// Who is on call on each level, asked in the plainest way.
    fn on_call(&self, changes: &[Vec<(Timestamp, usize)>], at: Timestamp) -> Vec<char> {
        let hours = at.since(self.start()) / HOUR;
        // Of somebody who is said to leave twice, the last word holds.
        let gone = |letter: char| {
            self.left.iter().rev().find(|(who, _)| *who == letter).is_some_and(|(_, hour)| hours >= *hour)
        };
        let mut called = Vec::new();
        for (number, turns) in self.levels.iter().enumerate() {
            let turn = changes[number].iter().rev().find(|(begins, _)| *begins <= at);
            let mut holder = '-';
            if let Some((_, turn)) = turn {
                let row: Vec<char> = (0..turns.len())
                    .map(|next| turns[(turn + next) % turns.len()].0)
                    .filter(|who| !gone(*who))
                    .collect();
                let fresh = row.iter().find(|who| !called.contains(*who));
                holder = fresh.or(row.first()).copied().unwrap_or('-');
            }
            for (level, from, lasts, by, instead_of) in &self.taken {
                let within = *level == number && (*from..from + lasts).contains(&hours) && !gone(*by);
                if within && instead_of.is_none_or(|letter| letter == holder) {
                    holder = *by;
                }
            }
            called.push(holder);
        }
        called
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_instant_has_its_one_person_on_every_level(told in told(), from in 0..LOOKED, lasts in 1..LOOKED) {
        let rota = told.rota();
        let changes = told.changes();
        let start = told.start();
        let hour = |hour: i64| start.plus(hour * HOUR);
        let until = (from + lasts).min(LOOKED);
        let gaps = rota.gaps(hour(from), hour(until));
        for level in 0..told.levels.len() {
            let watches = rota.watches(level, hour(from), hour(until));
            prop_assert_eq!(watches.is_empty(), from >= until);
            prop_assert_eq!(watches.first().map(|it| it.from), (from < until).then_some(hour(from)));
            prop_assert_eq!(watches.last().map(|it| it.until), (from < until).then_some(hour(until)));
            prop_assert!(watches.iter().all(|it| it.from < it.until));
            for pair in watches.windows(2) {
                prop_assert_eq!(pair[0].until, pair[1].from);
                prop_assert_ne!(pair[0].agent, pair[1].agent);
            }
            if let Some(first) = watches.first() {
                let next = rota.next_change(level, hour(from));
                match watches.get(1) {
                    Some(second) => {
                        let expected = Change { at: second.from, from: first.agent, to: second.agent };
                        prop_assert_eq!(next, Some(expected));
                    }
                    None => prop_assert!(next.is_none_or(|next| next.at >= hour(until))),
                }
            }
            // By half hours, for the zones that have them; every third is enough to be slow.
            for half in (from * 2..until * 2).step_by(3) {
                let at = start.plus(half * HOUR / 2);
                let expected = told.on_call(&changes, at)[level];
                let mut watching = watches.iter().filter(|it| it.from <= at && at < it.until);
                let watch = watching.next();
                prop_assert_eq!(watch.map(|it| said(it.agent)), Some(expected), "level {} at {}", level, clock(at));
                prop_assert!(watching.next().is_none());
                prop_assert_eq!(said(rota.on_call(at)[level]), expected);
                let in_gap = gaps.iter().any(|gap| {
                    gap.level == level && gap.from <= at && at < gap.until && gap.because == GapBecause::Nobody
                });
                prop_assert_eq!(in_gap, expected == '-');
            }
        }
    }
}

use proptest::prelude::*;
use valta_domain::{
    cost::{Evidence, Parameter, Value},
    time,
};

use super::*;

const FROM: Timestamp = Timestamp(1_000_000_000_000_000);

fn period() -> Period {
    Period { from: FROM, until: FROM.plus(90 * time::DAY) }
}

fn refund(minor: i64) -> Given {
    Given {
        at: FROM,
        kind: RemedyKind::Refund,
        outcome: Outcome::Within,
        amount: Some(Money::new(minor, Currency::EUR)),
        reversed: false,
    }
}

fn apology() -> Given {
    Given { kind: RemedyKind::Apology, amount: None, ..refund(0) }
}

fn lines(ledger: &Ledger) -> Vec<String> {
    let totals = ledger.totals.iter().map(|(line, total)| {
        let currency = line.currency.map_or("nothing".to_owned(), |currency| currency.to_string());
        let (kind, outcome) = (line.kind.code(), line.outcome.code());
        format!("{kind} {outcome}: {} for {} {currency}, {} back", total.n, total.minor, total.reversed)
    });
    let costs = ledger.costs.iter().map(|(outcome, cost)| {
        format!(
            "{}: {} now, {} by complaint, n {}, {} unknown",
            outcome.code(),
            cost.now,
            cost.complaint,
            cost.n,
            cost.unknown
        )
    });
    totals.chain(costs).collect()
}

#[track_caller]
fn check(given: &[Given], said: &[&str]) {
    assert_eq!(lines(&ledger(period(), &Parameters::default(), given.iter().copied())), said);
}

#[test]
fn what_was_given_adds_up_beside_what_a_complaint_costs() {
    check(&[], &[]);
    // The breakfast: 9.33 to give, 51.33 to discuss.
    check(
        &[refund(7_00), refund(7_00)],
        &[
            "refund within: 2 for 1400 EUR, 0 back",
            "within: 18.66 EUR now, 102.66 EUR by complaint, n 2, 0 unknown",
        ],
    );
    check(
        &[
            Given { outcome: Outcome::Stretch, ..refund(80_00) },
            Given { reversed: true, ..refund(7_00) },
            Given { amount: Some(Money::new(90_00, Currency::SEK)), ..refund(0) },
            apology(),
        ],
        &[
            "refund within: 0 for 0 EUR, 1 back",
            "refund stretch: 1 for 8000 EUR, 0 back",
            "refund within: 1 for 9000 SEK, 0 back",
            "apology within: 1 for 0 nothing, 0 back",
            "within: 2.33 EUR now, 44.33 EUR by complaint, n 1, 1 unknown",
            "stretch: 82.33 EUR now, 124.33 EUR by complaint, n 1, 0 unknown",
        ],
    );
}

#[test]
fn a_period_has_its_beginning_and_not_its_end() {
    let at = |at: Timestamp| Given { at, ..refund(7_00) };
    let Period { from, until } = period();
    check(&[at(from.minus(1)), at(until)], &[]);
    check(
        &[at(from), at(until.minus(1))],
        &[
            "refund within: 2 for 1400 EUR, 0 back",
            "within: 18.66 EUR now, 102.66 EUR by complaint, n 2, 0 unknown",
        ],
    );
}

#[test]
fn the_house_s_own_parameters_are_used() {
    let mut parameters = Parameters::default();
    parameters.set(Parameter::WageHourMinor, Value { value: 60_00, evidence: Evidence::Measured });
    let ledger = ledger(period(), &parameters, [refund(7_00)]);
    assert_eq!(
        lines(&ledger).last().map(String::as_str),
        Some("within: 11.00 EUR now, 83.00 EUR by complaint, n 1, 0 unknown")
    );
}

fn asked(minutes: i64, approved: bool) -> Asked {
    Asked { asked: FROM, answer: Some(Answer { at: FROM.plus(minutes * time::MINUTE), approved }) }
}

#[track_caller]
fn check_signs(asked: &[Asked], said: &str) {
    let CoSigns { wait, approved, unanswered, note } = co_signs(period(), asked.iter().copied());
    let wait =
        wait.map_or("no answer".into(), |wait| format!("{} min of {}", wait.value / time::MINUTE, wait.n));
    let approved = approved.map_or(String::new(), |share| {
        format!(", {} of {} ({:.3} to {:.3})", share.hits, share.of, share.low, share.high)
    });
    let note = note.map_or(String::new(), |note| format!(", {}", note.code()));
    assert_eq!(format!("{wait}{approved}, {unanswered} wait{note}"), said);
}

#[test]
fn signatures_are_told_with_their_n() {
    check_signs(&[], "no answer, 0 wait");
    check_signs(&[Asked { asked: FROM, answer: None }], "no answer, 1 wait");
    check_signs(
        &[asked(3, true), asked(9, false), asked(5, true), Asked { asked: FROM, answer: None }],
        "5 min of 3, 2 of 3 (0.208 to 0.939), 1 wait",
    );
    // Three of three say nothing yet; thirty-five of thirty-five say that nobody needs to be asked.
    check_signs(&[asked(5, true); 3], "5 min of 3, 3 of 3 (0.439 to 1.000), 0 wait");
    check_signs(&[asked(5, true); 34], "5 min of 34, 34 of 34 (0.898 to 1.000), 0 wait");
    check_signs(&[asked(5, true); 35], "5 min of 35, 35 of 35 (0.901 to 1.000), 0 wait, limit_too_low");
    check_signs(&[Asked { asked: FROM.minus(1), answer: None }], "no answer, 0 wait");
}

fn given() -> impl Strategy<Value = Given> {
    (0..100_i64, 1..500_00_i64, 0..4_u8, any::<bool>(), any::<bool>()).prop_map(
        |(day, minor, kind, stretch, reversed)| Given {
            at: FROM.plus(day * time::DAY),
            outcome: if stretch { Outcome::Stretch } else { Outcome::Within },
            reversed,
            ..match kind {
                0 => apology(),
                1 => Given { amount: Some(Money::new(minor, Currency::SEK)), ..refund(0) },
                2 => Given { kind: RemedyKind::Credit, ..refund(minor) },
                _ => refund(minor),
            }
        },
    )
}

proptest! {
    /// Two halves of a period make the whole, and everything is in one line.
    #[test]
    fn periods_add_up(given in proptest::collection::vec(given(), 0..40), day in 0..90_i64) {
        let (whole, parameters) = (period(), Parameters::default());
        let cut = FROM.plus(day * time::DAY);
        let sum = |period: Period| {
            let ledger = ledger(period, &parameters, given.iter().copied());
            let mut sum = [0_i64; 5];
            let mut add = |place: usize, part: i64| sum[place] += part;
            for total in ledger.totals.values() {
                add(0, i64::from(total.n));
                add(1, i64::from(total.reversed));
                add(2, total.minor);
            }
            for cost in ledger.costs.values() {
                add(3, cost.now.minor);
                add(4, cost.complaint.minor);
            }
            sum
        };
        let (first, second) = (sum(Period { until: cut, ..whole }), sum(Period { from: cut, ..whole }));
        let together: Vec<i64> = first.iter().zip(second).map(|(first, second)| first + second).collect();
        prop_assert_eq!(together, sum(whole));
    }
}

use proptest::prelude::*;

use super::*;

/// Cases as letters: an activity, then its owner; one event an hour.
fn flow(cases: &[&str]) -> Flow {
    let mut flow = Flow::new(1);
    for case in cases {
        let number = flow.open();
        for (hour, letters) in (0..).zip(case.split(' ')) {
            let mut letters = letters.bytes().map(u32::from);
            let (activity, owner) = (letters.next().unwrap(), letters.next().unwrap());
            flow.take(number, step(hour * 3_600_000_000, activity, &[owner], None));
        }
    }
    flow
}

fn step(at: i64, activity: u32, owners: &[u32], state: Option<State>) -> Step<'_> {
    Step { at, activity, owners, state, handover: false, first_line: None }
}

#[test]
fn hands_by_the_definitions() {
    for (case, handovers, bounces, returned) in [
        ("xA", 0, 0, false),
        ("xA xA xA", 0, 0, false),
        ("xA xB", 1, 0, false),
        ("xA xB xB xA", 2, 1, true),
        ("xA xB xC xA", 3, 0, true),
        ("xA xB xA xB", 3, 2, true),
        ("xA xB xC xB xA", 4, 1, true),
        ("xA xA xB xC", 2, 0, false),
    ] {
        let flow = flow(&[case]);
        let owners = flow.owners(0).unwrap();
        let found = (owners.handovers().sum(), owners.bounces(), owners.any_return().unwrap().hits == 1);
        assert_eq!(found, (f64::from(handovers), bounces, returned), "{case}");
        assert_eq!(owners.direct().unwrap().hits == 1, bounces > 0, "{case}");
    }
}

#[test]
fn pairs_go_both_ways() {
    let flow = flow(&["xB xA xB", "xA xB xA xB", "xA xC xA", "xD xC"]);
    let names = |owner: u32| ["A", "B", "C", "D"][owner as usize - 65];
    let worst = flow.owners(0).unwrap().worst_pairs(5, names);
    let shown: Vec<_> =
        worst.iter().map(|pair| (names(pair.a), names(pair.b), pair.bounces, pair.cases.clone())).collect();
    assert_eq!(shown, [("A", "B", 3, vec![0, 1]), ("A", "C", 1, vec![2])]);
    let kept = flow.owners(0).unwrap().kept_by_first();
    assert_eq!(
        kept.iter().map(|(owner, share)| (names(*owner), share.hits, share.of)).collect::<Vec<_>>(),
        [("A", 0, 2), ("B", 0, 1), ("D", 0, 1)]
    );
}

#[test]
fn ways_and_what_follows_what() {
    let flow = flow(&["aA bA aA", "aA bA", "aA bA aA", "cA"]);
    assert_eq!((flow.cases(), flow.events(), flow.activities(), flow.variants()), (4, 9, 3, 3));
    let (a, b, c) = (97, 98, 99);
    assert_eq!(flow.top_variants(9), [(2, vec![a, b, a]), (1, vec![a, b]), (1, vec![c])]);
    let arcs: Vec<_> = flow.arcs().iter().map(|arc| (arc.from, arc.to, arc.waits.len())).collect();
    assert_eq!(arcs, [(a, b, 3), (b, a, 2)]);
    assert_eq!(flow.pairs(), 5);
    let (first, last) = flow.ends();
    assert_eq!(
        (first.get(&a), first.get(&c), last.get(&a), last.get(&b)),
        (Some(&3), Some(&1), Some(&2), Some(&1))
    );
}

#[test]
fn a_matter_that_is_taken_up_again() {
    use State::{Active, AfterResolution, Cancelled, WaitCustomer};
    for (states, expected) in [
        (&[Active, AfterResolution, AfterResolution][..], Some((0, 1))),
        (&[Active, AfterResolution, WaitCustomer, AfterResolution], Some((1, 1))),
        (&[Active, Cancelled], None),
    ] {
        let mut flow = Flow::new(0);
        let case = flow.open();
        for (at, &state) in (0..).zip(states) {
            flow.take(case, step(at, 1, &[], Some(state)));
        }
        assert_eq!(flow.reopened().map(|share| (share.hits, share.of)), expected);
    }
}

fn events() -> impl Strategy<Value = Vec<(usize, i64, u32, u32, usize)>> {
    let event = (0_usize..6, -5_i64..1_000, 0_u32..4, 0_u32..4, 0..STATES);
    proptest::collection::vec(event, 0..200)
}

/// Everything that is asked of a flow, as text.
fn all(flow: &Flow) -> String {
    let mut arcs: Vec<_> = flow
        .arcs()
        .iter()
        .map(|arc| {
            let mut waits = arc.waits.clone();
            waits.sort_unstable();
            (arc.from, arc.to, waits)
        })
        .collect();
    arcs.sort();
    let mut variants = flow.top_variants(usize::MAX);
    variants.sort();
    let owners = flow.owners(0).unwrap();
    let pairs: Vec<_> = owners
        .worst_pairs(99, |owner| ["a", "b", "c", "d"][owner as usize])
        .into_iter()
        .map(|pair| (pair.a, pair.b, pair.bounces))
        .collect();
    format!(
        "{arcs:?} {variants:?} {:?} {:?} {pairs:?} {:?} {:?} {:?}",
        flow.in_states(),
        flow.throughput_days(),
        owners.handovers(),
        owners.any_return(),
        flow.reopened()
    )
}

proptest! {
    /// What is spent in all states is what passed from the first event to the last.
    #[test]
    fn the_parts_of_the_time_are_the_whole(events in events()) {
        let mut flow = Flow::new(1);
        for _ in 0..6 {
            flow.open();
        }
        for (case, at, activity, owner, state) in events {
            flow.take(case, step(at, activity, &[owner], Some(State::ALL[state])));
        }
        let parts: i64 = flow.in_states().map_or(0, |parts| parts.iter().map(|(_, sum)| sum).sum());
        let whole: i64 = flow.begun().map(|(_, case)| case.last - case.first).sum();
        prop_assert_eq!(parts, whole);
    }

    /// In whatever order the cases' events come between each other, the answers are those of one case after
    /// the other.
    #[test]
    fn cases_do_not_mix(events in events()) {
        let mut between = Flow::new(1);
        let mut apart = Flow::new(1);
        for _ in 0..6 {
            between.open();
            apart.open();
        }
        for (case, at, activity, owner, state) in &events {
            between.take(*case, step(*at, *activity, &[*owner], Some(State::ALL[*state])));
        }
        for own in 0..6 {
            for (_, at, activity, owner, state) in events.iter().filter(|event| event.0 == own) {
                apart.take(own, step(*at, *activity, &[*owner], Some(State::ALL[*state])));
            }
        }
        prop_assert_eq!(all(&between), all(&apart));
    }

    /// Direct ping-pong is a return; the definitions of lists say the same.
    #[test]
    fn hands_are_as_lists_say(owners in proptest::collection::vec(0_u32..4, 1..30)) {
        let mut flow = Flow::new(1);
        let case = flow.open();
        for (at, &owner) in (0..).zip(&owners) {
            flow.take(case, step(at, 0, &[owner], None));
        }
        let mut c = owners.clone();
        c.dedup();
        let distinct: std::collections::BTreeSet<_> = c.iter().collect();
        let found = flow.owners(0).unwrap();
        let handovers = found.handovers();
        prop_assert_eq!(handovers.values(), [crate::float(c.len() - 1)]);
        prop_assert_eq!(found.bounces(), c.windows(3).filter(|w| w[0] == w[2]).count() as u64);
        prop_assert_eq!(found.any_return().unwrap().hits == 1, distinct.len() < c.len());
        prop_assert_eq!(found.work().map(|(_, _, many)| many).sum::<u64>(), owners.len() as u64 - 1);
    }
}

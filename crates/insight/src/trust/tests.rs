use proptest::prelude::*;

use super::*;

fn reviews(right: u32, understandable: u32, wrong: u32) -> Reviews {
    Reviews { right, understandable, wrong }
}

fn sentence(trust: &Trust) -> String {
    let n = trust.reviews.n();
    let Some(Interval { low, middle, high }) = trust.interval else {
        return format!("too little to say of {n}, {:.3} expected", trust.expected.share());
    };
    let proposal = trust
        .proposal(Thresholds::default())
        .map_or(String::new(), |proposal| format!(", {}", proposal.direction.code()));
    format!("{low:.5} {middle:.5} {high:.5} of {n}{proposal}")
}

#[track_caller]
fn check(team: Reviews, own: Reviews, said: &str) {
    assert_eq!(sentence(&trust(Expectation::FRESH.after(team), own)), said, "{own:?} among {team:?}");
}

#[test]
fn reviews_become_an_interval_with_its_n() {
    let nobody = reviews(0, 0, 0);
    // Beta(66, 4): twenty expected, two of them wrong, and fifty reviews with two wrong.
    check(nobody, reviews(48, 0, 2), "0.89145 0.94704 0.97996 of 50");
    check(nobody, reviews(30, 18, 2), "0.89145 0.94704 0.97996 of 50");
    check(nobody, reviews(9, 0, 0), "too little to say of 9, 0.900 expected");
    check(nobody, nobody, "too little to say of 0, 0.900 expected");
    check(nobody, reviews(10, 0, 0), "0.84661 0.94280 0.98761 of 10");
    // A team as good as expected changes nothing; a worse one is what its members begin from.
    check(reviews(80, 10, 10), reviews(48, 0, 2), "0.89145 0.94704 0.97996 of 50");
    check(reviews(60, 0, 40), reviews(9, 0, 0), "too little to say of 9, 0.650 expected");
}

#[test]
fn a_proposal_is_made_by_the_end_that_speaks_against_it() {
    let nobody = reviews(0, 0, 0);
    check(nobody, reviews(26, 0, 0), "0.89887 0.96298 0.99205 of 26");
    check(nobody, reviews(20, 7, 0), "0.90098 0.96378 0.99222 of 27, widen");
    check(nobody, reviews(6, 0, 4), "0.67113 0.80672 0.90584 of 10");
    check(nobody, reviews(5, 0, 9), "0.54044 0.67997 0.80052 of 14");
    check(nobody, reviews(4, 0, 10), "0.50914 0.64997 0.77499 of 14, narrow");
    // The house may ask for more, or less, before it proposes.
    let strict = Thresholds { widen: 0.95, narrow: 0.5 };
    assert_eq!(trust(Expectation::FRESH, reviews(27, 0, 0)).proposal(strict), None);
    let proposal = trust(Expectation::FRESH, reviews(80, 0, 0)).proposal(strict).expect("more than enough");
    assert_eq!((proposal.direction, proposal.threshold, proposal.n), (Direction::Widen, 0.95, 80));
}

#[test]
fn the_others_say_what_to_expect_of_each() {
    let judged = |who: char, right: usize, wrong: usize| {
        std::iter::repeat_n((who, Judgement::Right), right)
            .chain(std::iter::repeat_n((who, Judgement::Wrong), wrong))
    };
    let each = of_each(Expectation::FRESH, judged('a', 40, 0).chain(judged('b', 10, 10)));
    let said: Vec<String> = each
        .iter()
        .map(|(who, trust)| format!("{who}: {:.4} expected of {}", trust.expected.share(), trust.reviews.n()))
        .collect();
    // (18 + 10) of (20 + 20), and (18 + 40) of (20 + 40).
    assert_eq!(said, ["a: 0.7000 expected of 40", "b: 0.9667 expected of 20"]);
}

fn some() -> impl Strategy<Value = Reviews> {
    (0..200_u32, 0..50_u32, 0..100_u32).prop_map(|(right, fine, wrong)| reviews(right, fine, wrong))
}

proptest! {
    #[test]
    fn more_that_is_sound_never_lowers_trust(team in some(), own in some()) {
        let expected = Expectation::FRESH.after(team);
        prop_assert!(0.0 < expected.share() && expected.share() < 1.0);
        let better = trust(expected, Reviews { right: own.right + 1, ..own });
        let worse = trust(expected, Reviews { wrong: own.wrong + 1, ..own });
        if let (Some(better), Some(worse)) = (better.interval, worse.interval) {
            prop_assert!(0.0 <= worse.low && worse.low < worse.middle && worse.middle < worse.high);
            prop_assert!(worse.high < better.high && worse.middle < better.middle && worse.low < better.low);
            prop_assert!(better.high <= 1.0);
        }
    }

    #[test]
    fn right_and_understandable_weigh_the_same(team in some(), own in some()) {
        let expected = Expectation::FRESH.after(team);
        let other = Reviews { right: own.understandable, understandable: own.right, wrong: own.wrong };
        prop_assert_eq!(trust(expected, own).interval, trust(expected, other).interval);
    }

    #[test]
    fn nothing_is_proposed_of_few(team in some(), n in 0..LEAST_N, part in 0..=LEAST_N) {
        let right = part.min(n);
        let trust = trust(Expectation::FRESH.after(team), reviews(right, 0, n - right));
        prop_assert_eq!(trust.proposal(Thresholds::default()), None);
        prop_assert_eq!(trust.interval, None);
    }
}

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::beta;

fn remedy(id: u128) -> RemedyId {
    RemedyId(Uuid::from_u128(id))
}

fn nothing_special(id: u128) -> Given {
    Given { remedy: remedy(id), beyond: Beyond::Not, co_sign: None, stands_out: vec![] }
}

fn signed_after(seconds: i64) -> Given {
    let asked = Timestamp(1_000_000_000_000_000);
    let co_sign = Some(Signed { asked, signed: asked.plus(seconds * time::SECOND) });
    Given { co_sign, ..nothing_special(1) }
}

#[track_caller]
fn check(given: &Given, said: &str) {
    let sampling = Sampling { random_permille: 0, ..Sampling::fresh(b"salt".to_vec()) };
    let reasons = sampling.reasons(given);
    let shown: Vec<String> = reasons
        .iter()
        .map(|reason| match reason {
            Reason::StandsOut(pattern) => format!("{} {}", reason.code(), pattern.code()),
            Reason::Stretch | Reason::Alone | Reason::CoSignUnthought | Reason::Random => {
                reason.code().into()
            }
        })
        .collect();
    assert_eq!(shown.join(", "), said, "{given:?}");
}

#[test]
fn each_look_says_why() {
    check(&nothing_special(1), "");
    check(&Given { beyond: Beyond::Stretch, ..nothing_special(1) }, "stretch");
    check(&Given { beyond: Beyond::Alone, ..nothing_special(1) }, "alone");
    check(&signed_after(29), "co_sign_unthought");
    check(&signed_after(30), "");
    check(&signed_after(-5), "co_sign_unthought");
    let twice = vec![Pattern::AgainAndAgain, Pattern::SamePayee, Pattern::AgainAndAgain];
    check(
        &Given { beyond: Beyond::Stretch, stands_out: twice, ..nothing_special(1) },
        "stretch, stands_out same_payee, stands_out again_and_again",
    );
}

#[test]
fn the_lot_is_the_same_wherever_it_is_drawn() {
    let sampling = Sampling { random_permille: 100, ..Sampling::fresh(b"salt".to_vec()) };
    let drawn: Vec<u128> = (0..60).filter(|id| sampling.drawn(remedy(*id))).collect();
    // The first eight bytes of SHA-256 over salt and id, against a tenth of all they could be.
    assert_eq!(drawn, [3, 4, 10, 21, 30]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_lot_falls_on_its_share(salt: [u8; 16], permille in 0..=1_000_u32, first: u64) {
        const MANY: u32 = 3_000;
        let sampling = Sampling { random_permille: permille, ..Sampling::fresh(salt.to_vec()) };
        let drawn = (0..MANY).filter(|id| sampling.drawn(remedy(u128::from(first) + u128::from(*id)))).count();
        let drawn = crate::count(drawn);
        let share = f64::from(permille) / 1_000.0;
        // So far out or farther: once in a thousand million.
        prop_assert!(beta::at_least(drawn, MANY, share) > 1e-9, "{drawn} drawn, too many");
        prop_assert!(beta::at_least(MANY - drawn, MANY, 1.0 - share) > 1e-9, "{drawn} drawn, too few");
    }

    #[test]
    fn a_larger_share_draws_the_same_and_more(salt: [u8; 16], less in 0..=1_000_u32, more in 0..=1_000_u32, id: u128) {
        let with = |permille| {
            Sampling { random_permille: permille, ..Sampling::fresh(salt.to_vec()) }.drawn(remedy(id))
        };
        prop_assert!(!with(less.min(more)) || with(less.max(more)));
        prop_assert!(with(1_000) && !with(0));
    }

    #[test]
    fn what_went_beyond_is_always_looked_at(salt: [u8; 16], permille in 0..=1_000_u32, id: u128, alone: bool) {
        let sampling = Sampling { random_permille: permille, ..Sampling::fresh(salt.to_vec()) };
        let beyond = if alone { Beyond::Alone } else { Beyond::Stretch };
        let reasons = sampling.reasons(&Given { beyond, ..nothing_special(id) });
        prop_assert_eq!(reasons.first(), Some(if alone { &Reason::Alone } else { &Reason::Stretch }));
        prop_assert_eq!(reasons.contains(&Reason::Random), sampling.drawn(remedy(id)));
    }
}

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(hits: u32, of: u32, said: &str) {
    let share = Share::new(hits, of).map(|share| format!("{:.4} {:.4}", share.low, share.high));
    assert_eq!(share.unwrap_or_default(), said, "{hits} of {of}");
}

#[test]
fn wilson_says_how_much_so_few_can_say() {
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    check(81, 263, "0.2553 0.3662");
    check(15, 148, "0.0624 0.1605");
    check(0, 20, "0.0000 0.1611");
    check(1, 29, "0.0061 0.1718");
    check(10, 10, "0.7225 1.0000");
    check(12, 10, "0.7225 1.0000");
    check(0, 0, "");
}

#[test]
fn a_median_is_the_middle_with_its_n() {
    let median = |values: &[i64]| Median::new(values.to_vec()).map(|median| (median.value, median.n));
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[7]), Some((7, 1)));
    assert_eq!(median(&[9, 1, 5]), Some((5, 3)));
    assert_eq!(median(&[1, 2, 4, 9]), Some((3, 4)));
    assert_eq!(median(&[i64::MAX, i64::MAX]), Some((i64::MAX, 2)));
}

proptest! {
    #[test]
    fn the_share_lies_in_its_interval_and_more_of_the_same_narrows_it(of in 1..10_000_u32, part in 0..=100_u32) {
        let hits = u32::try_from(u64::from(of) * u64::from(part) / 100).expect("a part");
        let one = Share::new(hits, of).expect("some");
        prop_assert!(0.0 <= one.low && one.low <= one.share() && one.share() <= one.high && one.high <= 1.0);
        let ten = Share::new(hits * 10, of * 10).expect("some");
        prop_assert!(ten.high - ten.low < one.high - one.low);
    }

    #[test]
    fn as_many_lie_above_the_median_as_below(values in proptest::collection::vec(-1_000_i64..1_000, 1..60)) {
        let median = Median::new(values.clone()).expect("some").value;
        let below = values.iter().filter(|value| **value < median).count();
        let above = values.iter().filter(|value| **value > median).count();
        prop_assert!(below * 2 <= values.len() && above * 2 <= values.len());
    }
}

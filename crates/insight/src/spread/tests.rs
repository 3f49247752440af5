use super::*;

#[test]
fn quantiles_lie_between_neighbours() {
    let spread = Spread::new(vec![4.0, 1.0, f64::NAN, 3.0, 2.0]);
    for (p, expected) in [(0.0, 1.0), (0.25, 1.75), (0.5, 2.5), (0.9, 3.7), (1.0, 4.0), (2.0, 4.0)] {
        let found = spread.quantile(p).unwrap();
        assert!((found - expected).abs() < 1e-12, "{p}: {found}");
    }
    assert_eq!(spread.mean(), Some(2.5));
    assert!((spread.deviation().unwrap() - 1.290_994_448_735_805_6).abs() < 1e-15);
    assert_eq!(spread.interval(0.5), None, "too few to say");
    assert_eq!(Spread::new(Vec::new()).median(), None);
    assert_eq!(Spread::new(vec![7.0]).quantile(0.99), Some(7.0));
}

#[test]
fn a_medians_interval_is_that_of_its_ranks() {
    let hundred = Spread::new((1..=100).map(f64::from).collect());
    // 50 ± 1.96 · 5 → ranks 40 and 60, counted from nought.
    assert_eq!(hundred.interval(0.5), Some(Interval { low: 41.0, high: 61.0, level: 0.95 }));
}

#[test]
fn a_pooled_share_is_the_ratio_of_sums() {
    assert_eq!(Pooled::new(&[(1.0, 2.0), (1.0, 6.0)]), Some(Pooled { share: 0.25, n: 2, interval: None }));
    assert_eq!(Pooled::new(&[(0.0, 0.0)]), None);
    let same = vec![(1.0, 4.0); 20];
    let interval = Pooled::new(&same).unwrap().interval.unwrap();
    let width = interval.high - interval.low;
    assert!(width.abs() < 1e-12, "where all are alike, there is nothing to doubt");
}

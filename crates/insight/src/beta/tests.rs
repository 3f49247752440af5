use proptest::prelude::*;

use super::*;

/// The same by adding up slices, with nothing clever in it (Simpson's rule).
fn by_slices(a: f64, b: f64, x: f64) -> f64 {
    const SLICES: u32 = 40_000;
    let density = |t: f64| t.powf(a - 1.0) * (1.0 - t).powf(b - 1.0);
    let area = |to: f64| {
        let width = to / f64::from(SLICES);
        let inner: f64 =
            (1..SLICES).map(|i| density(width * f64::from(i)) * if i % 2 == 1 { 4.0 } else { 2.0 }).sum();
        (density(0.0) + inner + density(to)) * width / 3.0
    };
    area(x) / area(1.0)
}

#[track_caller]
fn check(a: f64, b: f64, quantiles: [f64; 3], at_least_nine_tenths: f64) {
    for (p, known) in [0.05, 0.5, 0.95].into_iter().zip(quantiles) {
        let found = quantile(a, b, p);
        assert!((found - known).abs() < 1e-5, "Beta({a}, {b}) at {p}: {found} for {known}");
    }
    let found = 1.0 - below(a, b, 0.9);
    assert!((found - at_least_nine_tenths).abs() < 1e-5, "Beta({a}, {b}) from 0.9: {found}");
}

#[test]
fn known_quantiles_come_out() {
    check(9.0, 3.0, [0.52991, 0.76421, 0.92118], 0.08956);
    check(49.0, 3.0, [0.88165, 0.94791, 0.98378], 0.89607);
    check(66.0, 4.0, [0.89145, 0.94704, 0.97996], 0.92377);
}

#[test]
fn gamma_of_whole_and_half_numbers_is_known() {
    let mut ln_factorial = 0.0;
    for n in 1..60_u32 {
        assert!((ln_gamma(f64::from(n)) - ln_factorial).abs() < 1e-12, "Γ({n})");
        ln_factorial += f64::from(n).ln();
    }
    assert!((ln_gamma(0.5) - 0.5 * std::f64::consts::PI.ln()).abs() < 1e-13);
}

#[test]
fn large_counts_stay_exact_enough() {
    for size in [1e2, 1e4, 1e6] {
        // As much lies below the middle as above.
        assert!((below(size, size, 0.5) - 0.5).abs() < 1e-9, "{size}");
        // Far out the normal approximation holds: mean ± 1.6449 deviations.
        let found = quantile(size, size, 0.95);
        let normal = 0.5 + 1.644_853_6 * (0.25 / (2.0 * size + 1.0)).sqrt();
        assert!((found - normal).abs() < 0.2 / size, "{size}: {found} for {normal}");
    }
}

#[test]
fn tails_of_counts_are_sums() {
    // Of four throws of a coin.
    for (hits, known) in [(0, 16.0), (1, 15.0), (2, 11.0), (3, 5.0), (4, 1.0), (5, 0.0)] {
        assert!((at_least(hits, 4, 0.5) - known / 16.0).abs() < 1e-12, "{hits}");
    }
    // When every chance is as likely, so is every count.
    for hits in 0..=10 {
        assert!((at_least_of_unknown(hits, 10, 1.0, 1.0) - f64::from(11 - hits) / 11.0).abs() < 1e-11);
    }
    // The mean of x² under Beta(1, 1) is a third.
    assert!((on_end(2, 1.0, 1.0) - 1.0 / 3.0).abs() < 1e-12);
    assert!((on_end(0, 3.0, 5.0) - 1.0).abs() < 1e-12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn below_is_what_the_slices_add_up_to(a in 2.0..80.0_f64, b in 2.0..80.0_f64, x in 0.001..0.999_f64) {
        let (found, slices) = (below(a, b, x), by_slices(a, b, x));
        prop_assert!((found - slices).abs() < 1e-7, "Beta({a}, {b}) at {x}: {found} for {slices}");
    }

    #[test]
    fn below_is_a_power_where_one_side_is_flat(a in 0.001..500.0_f64, x in 0.001..0.999_f64) {
        prop_assert!((below(a, 1.0, x) - x.powf(a)).abs() < 1e-11);
        prop_assert!((below(1.0, a, x) - (1.0 - (1.0 - x).powf(a))).abs() < 1e-11);
    }

    #[test]
    fn the_quantile_is_the_way_back(a in 0.05..2_000.0_f64, b in 0.05..2_000.0_f64, p in 0.001..0.999_f64) {
        let x = quantile(a, b, p);
        prop_assert!((0.0..=1.0).contains(&x));
        // Near an end the whole share may lie between two floats.
        if x > 1e-12 && x < 1.0 - 1e-9 {
            prop_assert!((below(a, b, x) - p).abs() < 1e-6, "Beta({a}, {b}) at {p}: {x}");
        }
    }

    #[test]
    fn not_knowing_the_chance_makes_much_more_likely(of in 1..60_u32, a in 1.0..40.0_f64, b in 1.0..40.0_f64) {
        let (known, unknown) = (at_least(of, of, a / (a + b)), at_least_of_unknown(of, of, a, b));
        prop_assert!(unknown >= known * (1.0 - 1e-9));
        prop_assert!((unknown - on_end(of, a, b)).abs() < 1e-9);
    }
}

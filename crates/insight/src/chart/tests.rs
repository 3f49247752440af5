use super::{length::normal_below, *};

fn near(found: f64, expected: f64, within: f64, what: &str) {
    assert!((found - expected).abs() <= within, "{what}: {found} is not {expected}");
}

#[test]
fn single_values() {
    let band = xmr(&[10.0, 12.0, 11.0, 13.0]).unwrap();
    near(band.middle, 11.5, 1e-12, "middle");
    near(band.high - band.middle, 2.66 * 5.0 / 3.0, 1e-12, "reach");
    assert!(band.holds(14.0) && !band.holds(16.0));
    assert_eq!(xmr(&[1.0]), None);
}

#[test]
fn counts_of_unequal_areas() {
    let bands = u(&[(4.0, 10.0), (6.0, 40.0)]).unwrap();
    near(bands[0].middle, 0.2, 1e-12, "middle");
    near(bands[0].high, 0.2 + 3.0 * 0.02_f64.sqrt(), 1e-12, "a small area");
    near(bands[1].high, 0.2 + 3.0 * 0.005_f64.sqrt(), 1e-12, "a large area");
    assert!(bands[0].low.abs() < 1e-12, "never below nought");
    assert_eq!(u(&[]), None);
}

/// NIST/SEMATECH e-Handbook 6.3.2.4.
#[test]
fn ewma_of_the_handbook() {
    let mut chart = Ewma::new(0.3, 50.0, 2.0539);
    near(chart.band().high, 52.5884, 5e-5, "upper limit");
    near(chart.band().low, 47.4116, 5e-5, "lower limit");
    let values = [
        52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6,
        52.4, 53.6, 52.1,
    ];
    let series = values.map(|value| format!("{:.2}", chart.take(value)));
    assert_eq!(
        series,
        [
            "50.60", "49.52", "50.56", "50.18", "50.16", "49.21", "49.75", "49.85", "50.26", "50.33",
            "50.11", "49.36", "49.52", "50.05", "49.38", "49.92", "50.73", "51.23", "51.94", "51.99",
        ]
    );
    assert!(values.iter().all(|_| chart.band().holds(chart.z)));
}

#[test]
fn cusum_runs_as_long_as_is_known() {
    for (h, both, one, shifted) in [(4.0, 167.7, 335.4, 8.38), (5.0, 465.4, 930.9, 10.38)] {
        let quiet = length::cusum(0.5, h, 0.0);
        near(quiet, one, 0.06, "one-sided");
        near(length::two_sided(quiet, quiet), both, 0.06, "two-sided");
        near(length::cusum(0.5, h, 1.0), shifted, 0.006, "after a shift");
    }
}

#[test]
fn counts_run_as_long_as_is_known() {
    for (from, to, k, h, quiet, shifted) in [
        (1.0, 2.0, 1.5, 6.0, 602.0, 11.4),
        (2.0, 4.0, 3.0, 7.0, 894.0, 7.18),
        (4.0, 7.0, 5.25, 9.0, 606.0, 5.86),
        (10.0, 15.0, 12.25, 12.0, 576.0, 5.10),
    ] {
        let chart = CountCusum::new(from, to, h).unwrap();
        near(chart.k, k, 1e-12, "k");
        near(length::count_cusum(k, h, from), quiet, 0.5, "when nothing changed");
        near(length::count_cusum(k, h, to), shifted, 0.05, "when it rose");
    }
    assert_eq!(CountCusum::new(3.0, 3.0, 5.0), None);
}

#[test]
fn sums_reach_their_limit() {
    let mut chart = Cusum::new(0.5, 4.0);
    let alarms: Vec<bool> = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0].map(|z| chart.take(z)).to_vec();
    assert_eq!(alarms, [false, false, false, false, false, false, false, true]);
    let mut counts = CountCusum::new(1.0, 2.0, 6.0).unwrap();
    assert!(!counts.take(7.0) && counts.take(2.0), "5.5, then 6");
}

#[test]
fn tails_of_the_normal_distribution() {
    for (z, expected) in [
        (0.0, 0.5),
        (1.0, 0.841_344_746_068_542_9),
        (-1.96, 0.024_997_895_148_220_43),
        (5.0, 0.999_999_713_348_428),
    ] {
        near(normal_below(z), expected, 1e-14, "tail");
    }
}

#[test]
fn dispersion_is_variance_by_mean() {
    near(dispersion(&[1.0, 3.0, 5.0]).unwrap(), 4.0 / 3.0, 1e-12, "dispersion");
    assert_eq!(dispersion(&[0.0, 0.0]), None);
}

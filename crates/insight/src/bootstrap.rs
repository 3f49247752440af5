//! How sure a figure is, where no formula says: the figure of many samples drawn from the sample itself.

use crate::{
    random::Lot,
    spread::{Interval, Spread},
};

/// Draws so many samples of the same size with putting back, and gives the range in which the middle `level`
/// of the figures lie (percentile bootstrap; Efron 1979). The same lot gives the same interval. `None` under
/// ten values, or when no sample has a figure.
pub fn interval<T: Copy>(
    values: &[T],
    samples: u32,
    level: f64,
    lot: &mut Lot,
    figure: impl Fn(&[T]) -> Option<f64>,
) -> Option<Interval> {
    if values.len() < 10 {
        return None;
    }
    let mut sample: Vec<T> = Vec::with_capacity(values.len());
    let figures = (0..samples).filter_map(|_| {
        sample.clear();
        sample.extend((0..values.len()).filter_map(|_| values.get(lot.below(values.len())).copied()));
        figure(&sample)
    });
    of(&Spread::new(figures.collect()), level)
}

/// The same for a difference of two groups, each drawn from itself.
pub fn of_difference<T: Copy>(
    (left, right): (&[T], &[T]),
    samples: u32,
    level: f64,
    lot: &mut Lot,
    figure: impl Fn(&[T]) -> Option<f64>,
) -> Option<Interval> {
    if left.len() < 10 || right.len() < 10 {
        return None;
    }
    let mut draw = |from: &[T]| -> Vec<T> {
        (0..from.len()).filter_map(|_| from.get(lot.below(from.len())).copied()).collect()
    };
    let figures = (0..samples).filter_map(|_| Some(figure(&draw(left))? - figure(&draw(right))?));
    of(&Spread::new(figures.collect()), level)
}

fn of(figures: &Spread, level: f64) -> Option<Interval> {
    let tail = (1.0 - level) / 2.0;
    Some(Interval { low: figures.quantile(tail)?, high: figures.quantile(1.0 - tail)?, level })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: &[f64]) -> Option<f64> {
        Spread::new(values.to_vec()).mean()
    }

    #[test]
    fn it_is_as_wide_as_the_formula_where_there_is_one() {
        let values: Vec<f64> = (0..400).map(|n| f64::from(n % 20)).collect();
        let interval = interval(&values, 2_000, 0.95, &mut Lot::new(7), mean).unwrap();
        // Mean 9.5, standard error 5.766 / 20.
        let (low, high) = (9.5 - 1.96 * 0.2883, 9.5 + 1.96 * 0.2883);
        assert!((interval.low - low).abs() < 0.05 && (interval.high - high).abs() < 0.05, "{interval:?}");
    }

    #[test]
    fn the_same_lot_gives_the_same() {
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        let twice = || interval(&values, 200, 0.9, &mut Lot::new(3), mean);
        assert_eq!(twice(), twice());
        assert_eq!(interval(&values[..9], 200, 0.9, &mut Lot::new(3), mean), None, "too few to say");
    }

    #[test]
    fn a_difference_of_what_is_alike_includes_nothing() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let same = of_difference((&values, &values), 500, 0.9, &mut Lot::new(5), mean).unwrap();
        assert!(same.low < 0.0 && same.high > 0.0, "{same:?}");
        let more: Vec<f64> = values.iter().map(|value| value + 50.0).collect();
        assert!(of_difference((&more, &values), 500, 0.9, &mut Lot::new(5), mean).unwrap().low > 30.0);
    }
}

//! Distributions rather than means: quantiles, and how sure so many values make them.

/// Two-sided 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// Of what was measured, between these nine times of ten or so; `level` says how often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
    pub level: f64,
}

/// Values in order, to be asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    sorted: Vec<f64>,
}

impl Spread {
    /// What is no number is left out.
    pub fn new(mut values: Vec<f64>) -> Spread {
        values.retain(|value| value.is_finite());
        values.sort_unstable_by(f64::total_cmp);
        Spread { sorted: values }
    }

    pub fn n(&self) -> usize {
        self.sorted.len()
    }

    pub fn values(&self) -> &[f64] {
        &self.sorted
    }

    /// The value below which a share `p` lies, linear between neighbours (the seventh of Hyndman and Fan's
    /// ways, which is numpy's and R's own). `None` of nothing.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let last = self.sorted.len().checked_sub(1)?;
        let place = p.clamp(0.0, 1.0) * crate::float(last);
        let below = crate::whole(place.floor());
        let low = *self.sorted.get(below)?;
        let high = *self.sorted.get((below + 1).min(last))?;
        Some(low + (place - place.floor()) * (high - low))
    }

    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    pub fn mean(&self) -> Option<f64> {
        (!self.sorted.is_empty()).then(|| self.sum() / crate::float(self.n()))
    }

    pub fn sum(&self) -> f64 {
        self.sorted.iter().sum()
    }

    pub fn max(&self) -> Option<f64> {
        self.sorted.last().copied()
    }

    /// Of a sample (n − 1).
    pub fn deviation(&self) -> Option<f64> {
        let mean = self.mean()?;
        let n = self.n();
        let squares: f64 = self.sorted.iter().map(|value| (value - mean).powi(2)).sum();
        (n > 1).then(|| (squares / crate::float(n - 1)).sqrt())
    }

    /// Between which values a quantile lies in 95 of 100 samples, whatever the distribution: the ranks that
    /// a binomial allows. `None` under ten values.
    pub fn interval(&self, p: f64) -> Option<Interval> {
        let n = self.n();
        if n < 10 {
            return None;
        }
        let middle = p * crate::float(n);
        let reach = Z * (p * (1.0 - p) * crate::float(n)).sqrt();
        let at = |rank: f64| self.sorted.get(crate::whole(rank.clamp(0.0, crate::float(n - 1)))).copied();
        Some(Interval { low: at((middle - reach).floor())?, high: at((middle + reach).ceil())?, level: 0.95 })
    }
}

/// Sum by sum: what share of all of it, with the interval that the cases allow (ratio estimator, linearised).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pooled {
    pub share: f64,
    pub n: usize,
    pub interval: Option<Interval>,
}

impl Pooled {
    /// Of each case a part and its whole; `None` when the wholes are nothing.
    pub fn new(of: &[(f64, f64)]) -> Option<Pooled> {
        let part: f64 = of.iter().map(|(part, _)| part).sum();
        let whole: f64 = of.iter().map(|(_, whole)| whole).sum();
        if whole <= 0.0 {
            return None;
        }
        let share = part / whole;
        let n = crate::float(of.len());
        let rest: f64 = of.iter().map(|(part, whole)| (part - share * whole).powi(2)).sum();
        let interval = (of.len() >= 10).then(|| {
            let error = (rest * n / (n - 1.0)).sqrt() / whole;
            let low = (share - Z * error).max(0.0);
            Interval { low, high: (share + Z * error).min(1.0), level: 0.95 }
        });
        Some(Pooled { share, n: of.len(), interval })
    }
}

#[cfg(test)]
mod tests;

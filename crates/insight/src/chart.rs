//! Charts that say when something is out of the ordinary, and how often they would say so of nothing: XmR, u,
//! EWMA, CUSUM, and CUSUM of counts. Run rules are off: they raise false alarms.

pub mod length;

/// A middle with its limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub middle: f64,
    pub low: f64,
    pub high: f64,
}

impl Band {
    pub fn holds(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// Single values: x̄ ± 2.66 · mean|Δx|. `None` under two values.
pub fn xmr(values: &[f64]) -> Option<Band> {
    if values.len() < 2 {
        return None;
    }
    let n = crate::float(values.len());
    let middle = values.iter().sum::<f64>() / n;
    let moved: f64 = values.iter().zip(values.iter().skip(1)).map(|(a, b)| (b - a).abs()).sum();
    let reach = 2.66 * moved / (n - 1.0);
    Some(Band { middle, low: middle - reach, high: middle + reach })
}

/// Counts of unequal areas: ū ± 3·√(ū/n), one band for each area; never below nought. Counts and areas.
pub fn u(of: &[(f64, f64)]) -> Option<Vec<Band>> {
    let counts: f64 = of.iter().map(|(count, _)| count).sum();
    let areas: f64 = of.iter().map(|(_, area)| area).sum();
    if areas <= 0.0 {
        return None;
    }
    let middle = counts / areas;
    let band = |area: f64| {
        let reach = 3.0 * (middle / area).sqrt();
        Band { middle, low: (middle - reach).max(0.0), high: middle + reach }
    };
    Some(of.iter().map(|&(_, area)| band(area)).collect())
}

/// Exponentially weighted: z = λx + (1 − λ)z.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ewma {
    pub weight: f64,
    pub middle: f64,
    pub deviation: f64,
    pub z: f64,
}

impl Ewma {
    pub fn new(weight: f64, middle: f64, deviation: f64) -> Ewma {
        Ewma { weight, middle, deviation, z: middle }
    }

    /// The next value; gives where the chart stands.
    pub fn take(&mut self, value: f64) -> f64 {
        self.z = self.weight * value + (1.0 - self.weight) * self.z;
        self.z
    }

    /// μ ± 3s·√(λ/(2 − λ)): where the limits come to lie after some values.
    pub fn band(&self) -> Band {
        let reach = 3.0 * self.deviation * (self.weight / (2.0 - self.weight)).sqrt();
        Band { middle: self.middle, low: self.middle - reach, high: self.middle + reach }
    }
}

/// Two-sided sums of what lies beyond k deviations from the middle; an alarm when one reaches h.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cusum {
    pub k: f64,
    pub h: f64,
    pub above: f64,
    pub below: f64,
}

impl Cusum {
    pub fn new(k: f64, h: f64) -> Cusum {
        Cusum { k, h, above: 0.0, below: 0.0 }
    }

    /// The next value in deviations from the middle; whether it is an alarm.
    pub fn take(&mut self, z: f64) -> bool {
        self.above = (self.above + z - self.k).max(0.0);
        self.below = (self.below - z - self.k).max(0.0);
        self.above >= self.h || self.below >= self.h
    }
}

/// The sum of counts beyond k: an alarm when it reaches h. Real arrivals vary more than Poisson's; divide
/// counts and rates by their dispersion first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountCusum {
    pub k: f64,
    pub h: f64,
    pub sum: f64,
}

impl CountCusum {
    /// To notice that a rate has become `to`: k = (λ1 − λ0)/(ln λ1 − ln λ0), rounded to quarters. `None` where
    /// nothing rises.
    pub fn new(from: f64, to: f64, h: f64) -> Option<CountCusum> {
        let rises = from > 0.0 && to > from;
        let k = (to - from) / (to.ln() - from.ln());
        rises.then(|| CountCusum { k: (k * 4.0).round() / 4.0, h, sum: 0.0 })
    }

    pub fn take(&mut self, count: f64) -> bool {
        self.sum = (self.sum + count - self.k).max(0.0);
        self.sum >= self.h
    }
}

/// How much more counts vary than Poisson's would: variance by mean. `None` under two, or of nothing.
pub fn dispersion(counts: &[f64]) -> Option<f64> {
    let spread = crate::spread::Spread::new(counts.to_vec());
    let mean = spread.mean().filter(|mean| *mean > 0.0)?;
    Some(spread.deviation()?.powi(2) / mean)
}

#[cfg(test)]
mod tests;

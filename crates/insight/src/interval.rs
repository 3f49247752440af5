//! Shares and middles that never come without their n: no percentage without its denominator, and with
//! the interval that so few or so many allow.

/// Two-sided 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// So many of so many, with Wilson's 95 % interval (1927): honest near 0 and 1, and for small n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub hits: u32,
    pub of: u32,
    pub low: f64,
    pub high: f64,
}

impl Share {
    /// `None` of nothing: there is no share of it. More hits than there are count as all.
    pub fn new(hits: u32, of: u32) -> Option<Share> {
        if of == 0 {
            return None;
        }
        let hits = hits.min(of);
        let n = f64::from(of);
        let p = f64::from(hits) / n;
        let square = Z * Z;
        let middle = p + square / (2.0 * n);
        let reach = Z * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt();
        let whole = 1.0 + square / n;
        // At the ends the formula gives 0 and 1, but for its rounding.
        let low = if hits == 0 { 0.0 } else { (middle - reach) / whole };
        let high = if hits == of { 1.0 } else { (middle + reach) / whole };
        Some(Share { hits, of, low, high })
    }

    pub fn share(self) -> f64 {
        f64::from(self.hits) / f64::from(self.of)
    }
}

/// The middle of so many values; between two middle ones, half way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Median {
    pub value: i64,
    pub n: u32,
}

impl Median {
    /// `None` of nothing.
    pub fn new(mut values: Vec<i64>) -> Option<Median> {
        values.sort_unstable();
        let upper = *values.get(values.len() / 2)?;
        let lower = *values.get(values.len().saturating_sub(1) / 2)?;
        Some(Median { value: lower.midpoint(upper), n: crate::count(values.len()) })
    }
}

#[cfg(test)]
mod tests;

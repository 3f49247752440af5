//! The Beta distribution and the tails that follow from it. Our own, since of the crates that have an
//! inverse one is wrong for large counts, one need not end, and all bring more than these lines; the tests
//! hold it against brute-force integration and published values.
//!
//! Every count behind it is at most some millions: there the error is below 10^-9.

/// Steps of the continued fraction; it takes about the square root of the larger count.
const STEPS: u32 = 20_000;

/// Halvings of an interval of length one: beyond them a float has nothing left to halve.
const HALVINGS: u32 = 60;

/// ln Γ(x) for x > 0: Stirling's series, after a shift to where it holds to the last digits.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = inverse
        * (1.0 / 12.0
            - square
                * (1.0 / 360.0 - square * (1.0 / 1_260.0 - square * (1.0 / 1_680.0 - square / 1_188.0))));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - shift
}

/// P(X < x) for X from Beta(a, b), a and b above zero: the regularized incomplete beta function.
pub(crate) fn below(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp();
    // The fraction runs quickly on this side of the mean; the other side is its mirror.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

/// The continued fraction of DLMF 8.17.22, evaluated as Lentz does.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let away_from_zero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut upper = 1.0;
    let mut lower = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut whole = lower;
    for step in (1..=STEPS).map(f64::from) {
        let even = step * (b - step) * x / ((a + 2.0 * step - 1.0) * (a + 2.0 * step));
        lower = 1.0 / away_from_zero(1.0 + even * lower);
        upper = away_from_zero(1.0 + even / upper);
        whole *= lower * upper;
        let odd = -(a + step) * (a + b + step) * x / ((a + 2.0 * step) * (a + 2.0 * step + 1.0));
        lower = 1.0 / away_from_zero(1.0 + odd * lower);
        upper = away_from_zero(1.0 + odd / upper);
        whole *= lower * upper;
        if (lower * upper - 1.0).abs() < 1e-15 {
            break;
        }
    }
    whole
}

/// The x below which a share `p` of Beta(a, b) lies. By halving: slower than Newton's way, and it cannot
/// step outside or not end.
pub(crate) fn quantile(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..HALVINGS {
        let middle = low.midpoint(high);
        if below(a, b, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    low.midpoint(high)
}

/// P(at least `hits` of `of`) when each is a hit with chance `p`.
pub(crate) fn at_least(hits: u32, of: u32, p: f64) -> f64 {
    if hits == 0 {
        1.0
    } else if hits > of {
        0.0
    } else {
        below(f64::from(hits), f64::from(of - hits) + 1.0, p)
    }
}

/// The same when the chance is not known but follows Beta(a, b): what is left to not knowing makes the
/// tail heavier.
pub(crate) fn at_least_of_unknown(hits: u32, of: u32, a: f64, b: f64) -> f64 {
    let ln_beta = |a: f64, b: f64| ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let n = f64::from(of);
    let tail: f64 = (hits..=of)
        .map(|k| {
            let k = f64::from(k);
            let ways = -ln_beta(k + 1.0, n - k + 1.0) - (n + 1.0).ln();
            (ways + ln_beta(k + a, n - k + b) - ln_beta(a, b)).exp()
        })
        .sum();
    tail.min(1.0)
}

/// E[X^times] for X from Beta(a, b): the chance that something of unknown chance happens so many times on end.
pub(crate) fn on_end(times: u32, a: f64, b: f64) -> f64 {
    (ln_gamma(a + f64::from(times)) - ln_gamma(a) + ln_gamma(a + b) - ln_gamma(a + b + f64::from(times)))
        .exp()
}

#[cfg(test)]
mod tests;

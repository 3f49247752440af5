//! How long a chart runs until its first alarm, on the average, when nothing changed and when something did:
//! what a limit costs in false alarms and in waiting. By the chain of states that a sum goes through (Brook and
//! Evans 1972).

/// States that stand for the sum's range where it is not a count. The error falls with their square, so half as
/// many and as many together leave next to none of it (Richardson).
const STATES: usize = 120;

/// One-sided CUSUM of values that are normal with this shift, alarm at or beyond `h`.
pub fn cusum(k: f64, h: f64, shift: f64) -> f64 {
    let with = |states| cusum_of(states, k, h, shift);
    (4.0 * with(STATES) - with(STATES / 2)) / 3.0
}

fn cusum_of(states: usize, k: f64, h: f64, shift: f64) -> f64 {
    // State i stands for the sums around i·w; the first for all that would be below nought.
    let w = h / (crate::float(states) - 0.5);
    let chance = |from: usize, to: usize| {
        let edge = (crate::float(to) - crate::float(from) + 0.5) * w + k - shift;
        let until = normal_below(edge);
        if to == 0 { until } else { until - normal_below(edge - w) }
    };
    from_nought(states, chance)
}

/// The same on both sides, from the runs of each.
pub fn two_sided(above: f64, below: f64) -> f64 {
    1.0 / (1.0 / above + 1.0 / below)
}

/// CUSUM of counts of a rate; `k` and `h` in quarters.
pub fn count_cusum(k: f64, h: f64, rate: f64) -> f64 {
    // In quarters the sum is a whole number, so the chain is exact.
    let (k, h) = (crate::whole((k * 4.0).round()), crate::whole((h * 4.0).round()));
    let chance = |from: usize, to: usize| {
        if to == 0 {
            // Everything that brings the sum to nought or below.
            let most = (k + to).checked_sub(from);
            return most.map_or(0.0, |most| (0..=most / 4).map(|count| poisson(count, rate)).sum());
        }
        match (to + k).checked_sub(from) {
            Some(rise) if rise % 4 == 0 => poisson(rise / 4, rate),
            _ => 0.0,
        }
    };
    from_nought(h, chance)
}

/// Solves (I − Q)·length = 1 and gives the length from the first state. Elimination with pivots: some hundred
/// states at the most.
fn from_nought(states: usize, chance: impl Fn(usize, usize) -> f64) -> f64 {
    let mut rows: Vec<Vec<f64>> = (0..states)
        .map(|from| {
            let own = (0..states).map(|to| f64::from(u8::from(from == to)) - chance(from, to));
            own.chain([1.0]).collect()
        })
        .collect();
    for column in 0..states {
        let size = |row: &Vec<f64>| row.get(column).map_or(0.0, |value| value.abs());
        let best = (column..states).max_by(|&a, &b| {
            let of = |at: usize| rows.get(at).map_or(0.0, size);
            of(a).total_cmp(&of(b))
        });
        rows.swap(column, best.unwrap_or(column));
        let Some(pivot) = rows.get(column).cloned() else { continue };
        let own = pivot.get(column).copied().unwrap_or(1.0);
        for row in rows.iter_mut().skip(column + 1) {
            let factor = row.get(column).copied().unwrap_or(0.0) / own;
            if factor != 0.0 {
                for (cell, above) in row.iter_mut().zip(&pivot).skip(column) {
                    *cell -= factor * above;
                }
            }
        }
    }
    let mut lengths = vec![0.0; states];
    for at in (0..states).rev() {
        let Some(row) = rows.get(at) else { continue };
        let known: f64 = row.iter().zip(&lengths).skip(at + 1).map(|(cell, length)| cell * length).sum();
        let right = row.get(states).copied().unwrap_or(0.0);
        if let (Some(length), Some(own)) = (lengths.get_mut(at), row.get(at)) {
            *length = (right - known) / own;
        }
    }
    lengths.first().copied().unwrap_or(1.0)
}

fn poisson(count: usize, rate: f64) -> f64 {
    let count = crate::float(count);
    (count * rate.ln() - rate - crate::beta::ln_gamma(count + 1.0)).exp()
}

/// P(Z < z), by the continued fraction of the incomplete gamma function far out and its series near by.
pub(crate) fn normal_below(z: f64) -> f64 {
    let half = z * z / 2.0;
    let inside = if half < 1.5 { series(half) } else { 1.0 - fraction(half) };
    if z < 0.0 { 0.5 * (1.0 - inside) } else { 0.5 * (1.0 + inside) }
}

/// P(1/2, x): the regularized lower incomplete gamma function.
fn series(x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let (mut term, mut sum, mut a) = (2.0, 2.0, 0.5);
    while term > sum * 1e-17 {
        a += 1.0;
        term *= x / a;
        sum += term;
    }
    sum * (-x + 0.5 * x.ln() - crate::beta::ln_gamma(0.5)).exp()
}

/// Q(1/2, x), as Lentz does.
fn fraction(x: f64) -> f64 {
    let mut b = x + 0.5;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut whole = d;
    for step in (1..500).map(f64::from) {
        let an = -step * (step - 0.5);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        whole *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    whole * (-x + 0.5 * x.ln() - crate::beta::ln_gamma(0.5)).exp()
}

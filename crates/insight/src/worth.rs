//! What a customer may still buy: BG/NBD (Fader, Hardie and Lee 2005), for buying without a contract. From how
//! often somebody bought again (x), when last (t_x) and how long they have been watched (T), in one unit of
//! time, counted from their first purchase.

use crate::beta::ln_gamma;

/// One customer, or several who are alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bought {
    pub again: f64,
    pub last: f64,
    pub watched: f64,
}

/// Of all customers: how rates of buying (r, α) and chances of leaving after a purchase (a, b) are spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    pub r: f64,
    pub alpha: f64,
    pub a: f64,
    pub b: f64,
}

/// Below this the likelihood says less than its rounding does.
const CLOSE: f64 = 1e-9;
const STEPS: usize = 2_000;
/// Of the series; it runs quickly unless what is asked for is far beyond what was watched.
const TERMS: u32 = 20_000;

impl Model {
    /// The likeliest for these customers (Nelder and Mead on the logarithms). `None` when nobody bought again:
    /// then nothing is known.
    pub fn fit(customers: &[Bought]) -> Option<Model> {
        if customers.iter().all(|bought| bought.again <= 0.0) {
            return None;
        }
        // Who is alike is counted, not repeated.
        let mut sorted: Vec<Bought> = customers.to_vec();
        sorted.sort_by(|x, y| {
            let of = |bought: &Bought| [bought.again, bought.last, bought.watched];
            of(x)
                .into_iter()
                .zip(of(y))
                .map(|(x, y)| x.total_cmp(&y))
                .find(|order| order.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let alike: Vec<(Bought, f64)> = sorted
            .chunk_by(|x, y| x == y)
            .filter_map(|same| Some((*same.first()?, crate::float(same.len()))))
            .collect();
        // In a unit of time in which typical spans are ten, so that one start does for days and for years.
        let longest = sorted.iter().map(|bought| bought.watched).fold(0.0, f64::max);
        let unit = longest / 10.0;
        let scaled: Vec<(Bought, f64)> = alike
            .iter()
            .map(|&(bought, many)| {
                let last = bought.last / unit;
                (Bought { last, watched: bought.watched / unit, ..bought }, many)
            })
            .collect();
        let away = |logs: [f64; 4]| {
            let [r, alpha, a, b] = logs.map(f64::exp);
            -scaled
                .iter()
                .map(|&(bought, many)| many * Model { r, alpha, a, b }.ln_likelihood(bought))
                .sum::<f64>()
        };
        let [r, alpha, a, b] = lowest(away, [0.0; 4]).map(f64::exp);
        Some(Model { r, alpha: alpha * unit, a, b })
    }

    /// Of one customer.
    pub fn ln_likelihood(self, bought: Bought) -> f64 {
        let Model { r, alpha, a, b } = self;
        let Bought { again: x, last, watched } = bought;
        let buys = ln_gamma(r + x) - ln_gamma(r) + r * alpha.ln();
        let stays = ln_gamma(a + b) + ln_gamma(b + x) - ln_gamma(b) - ln_gamma(a + b + x);
        let there = -(r + x) * (alpha + watched).ln();
        if x <= 0.0 {
            return buys + stays + there;
        }
        let gone = a.ln() - (b + x - 1.0).ln() - (r + x) * (alpha + last).ln();
        let larger = there.max(gone);
        buys + stays + larger + ((there - larger).exp() + (gone - larger).exp()).ln()
    }

    /// Whether they still are a customer.
    pub fn alive(self, bought: Bought) -> f64 {
        1.0 / (1.0 + self.gone(bought))
    }

    /// How often they will buy within so long from now.
    pub fn expected(self, bought: Bought, within: f64) -> f64 {
        let Model { r, alpha, a, b } = self;
        let Bought { again: x, watched, .. } = bought;
        let whole = alpha + watched + within;
        let shrinks = ((alpha + watched) / whole).powf(r + x);
        let sum = hypergeometric([r + x, b + x], a + b + x - 1.0, within / whole);
        (a + b + x - 1.0) / (a - 1.0) * (1.0 - shrinks * sum) / (1.0 + self.gone(bought))
    }

    /// The odds of having left.
    fn gone(self, bought: Bought) -> f64 {
        let Model { r, alpha, a, b } = self;
        let Bought { again: x, last, watched } = bought;
        if x <= 0.0 {
            return 0.0;
        }
        a / (b + x - 1.0) * ((alpha + watched) / (alpha + last)).powf(r + x)
    }
}

/// With a contract: margin a period, the share that stays, the discount: m·r/(1 + d − r).
pub fn with_contract(margin: f64, stays: f64, discount: f64) -> f64 {
    margin * stays / (1.0 + discount - stays)
}

/// 2F1 by its series, for z from 0 to below 1.
fn hypergeometric([a, b]: [f64; 2], c: f64, z: f64) -> f64 {
    let (mut term, mut sum) = (1.0_f64, 1.0_f64);
    for n in (0..TERMS).map(f64::from) {
        term *= (a + n) * (b + n) / (c + n) * z / (n + 1.0);
        sum += term;
        if term.abs() < sum.abs() * 1e-16 {
            break;
        }
    }
    sum
}

/// Walks a simplex downhill (Nelder and Mead 1965).
fn lowest(of: impl Fn([f64; 4]) -> f64, start: [f64; 4]) -> [f64; 4] {
    let mut corners: Vec<([f64; 4], f64)> = vec![(start, of(start))];
    for at in 0..4 {
        let mut moved = start;
        if let Some(one) = moved.get_mut(at) {
            *one += 0.5;
        }
        corners.push((moved, of(moved)));
    }
    let between = |from: [f64; 4], to: [f64; 4], by: f64| {
        let mut ends = from.into_iter().zip(to);
        [(); 4].map(|()| ends.next().map_or(0.0, |(from, to)| from + by * (to - from)))
    };
    for _ in 0..STEPS {
        corners.sort_by(|x, y| x.1.total_cmp(&y.1));
        let (Some(&best), Some(&(worst, highest))) = (corners.first(), corners.last()) else { break };
        if highest - best.1 < CLOSE {
            break;
        }
        let middle = corners.iter().take(4).fold([0.0; 4], |sum, (corner, _)| {
            let mut both = sum.into_iter().zip(*corner);
            [(); 4].map(|()| both.next().map_or(0.0, |(sum, one)| sum + one / 4.0))
        });
        let second = corners.get(3).map_or(highest, |corner| corner.1);
        let tried = |by: f64| {
            let at = between(worst, middle, by);
            (at, of(at))
        };
        let mirrored = tried(2.0);
        let next = if mirrored.1 < best.1 {
            let further = tried(3.0);
            if further.1 < mirrored.1 { further } else { mirrored }
        } else if mirrored.1 < second {
            mirrored
        } else {
            let nearer = if mirrored.1 < highest { tried(1.5) } else { tried(0.5) };
            if nearer.1 >= highest.min(mirrored.1) {
                for corner in corners.iter_mut().skip(1) {
                    let at = between(best.0, corner.0, 0.5);
                    *corner = (at, of(at));
                }
                continue;
            }
            nearer
        };
        if let Some(last) = corners.last_mut() {
            *last = next;
        }
    }
    corners.sort_by(|x, y| x.1.total_cmp(&y.1));
    corners.first().map_or(start, |best| best.0)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    /// As published for CDNOW.
    const PUBLISHED: Model = Model { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

    fn near(found: f64, expected: f64, within: f64, what: &str) {
        assert!((found - expected).abs() <= within, "{what}: {found} is not {expected}");
    }

    #[test]
    fn what_is_published_of_one_customer() {
        let bought = Bought { again: 2.0, last: 30.43, watched: 38.86 };
        near(PUBLISHED.expected(bought, 39.0), 1.226_03, 5e-6, "purchases in 39 weeks");
        near(PUBLISHED.alive(bought), 0.726_58, 5e-6, "still a customer");
        let never = Bought { again: 0.0, last: 0.0, watched: 38.86 };
        near(PUBLISHED.alive(never), 1.0, 0.0, "who never bought again is not known to have left");
        near(with_contract(100.0, 0.8, 0.1), 266.666_666, 1e-5, "with a contract");
    }

    #[test]
    fn the_customers_of_cdnow() {
        let shared = std::env::var_os("VALTA_CORPUS").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
            std::path::PathBuf::from,
        );
        let file = shared.join("logs/cdnow_clv/cdnow_customers_summary.csv");
        let Ok(text) = fs::read_to_string(&file) else {
            crate::testing::skip("the_customers_of_cdnow", "the shared logs are not beside the project");
            return;
        };
        let customers: Vec<Bought> = text
            .lines()
            .skip(1)
            .map(|line| {
                let fields: Vec<f64> = line.split(',').map(|field| field.parse().unwrap()).collect();
                Bought { again: fields[1], last: fields[2], watched: fields[3] }
            })
            .collect();
        assert_eq!(customers.len(), 2_357);
        let model = Model::fit(&customers).unwrap();
        for (found, expected, what) in [
            (model.r, PUBLISHED.r, "r"),
            (model.alpha, PUBLISHED.alpha, "alpha"),
            (model.a, PUBLISHED.a, "a"),
            (model.b, PUBLISHED.b, "b"),
        ] {
            near(found, expected, 0.01, what);
        }
        // The unit of time does not matter.
        let days: Vec<Bought> = customers
            .iter()
            .map(|bought| Bought {
                again: bought.again,
                last: bought.last * 7.0,
                watched: bought.watched * 7.0,
            })
            .collect();
        let in_days = Model::fit(&days).unwrap();
        near(in_days.alpha / 7.0, model.alpha, 0.01, "alpha in days");
        assert_eq!(Model::fit(&[Bought { again: 0.0, last: 0.0, watched: 5.0 }]), None);
    }
}

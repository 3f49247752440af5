//! Who is still there after so long, where for some it is not known yet: Kaplan and Meier 1958, with
//! Greenwood's error on the log-log scale, so that no interval leaves 0 to 1.

use crate::spread::Interval;

const Z: f64 = 1.959_963_984_540_054;

/// How long somebody was watched, and whether they left at the end of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watched {
    pub time: f64,
    pub left: bool,
}

/// What changes at a time at which somebody left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub time: f64,
    /// The share that is still there from here on.
    pub staying: f64,
    pub at_risk: u32,
    pub left: u32,
    pub interval: Option<Interval>,
}

/// A falling line of steps; before the first point everybody is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    pub n: u32,
    pub points: Vec<Point>,
    /// Beyond it nobody was watched.
    pub until: f64,
}

impl Curve {
    /// Who leaves and who is watched no longer at the same time: leaving comes first.
    pub fn new(watched: &[Watched]) -> Curve {
        let mut sorted: Vec<Watched> =
            watched.iter().copied().filter(|one| one.time.is_finite() && one.time >= 0.0).collect();
        sorted.sort_by(|a, b| a.time.total_cmp(&b.time));
        let n = crate::count(sorted.len());
        let mut points = Vec::new();
        let (mut staying, mut greenwood) = (1.0, 0.0);
        let mut passed = 0;
        for same in sorted.chunk_by(|a, b| a.time.total_cmp(&b.time).is_eq()) {
            let Some(first) = same.first() else { continue };
            let left = crate::count(same.iter().filter(|one| one.left).count());
            let at_risk = n - passed;
            passed += crate::count(same.len());
            if left == 0 {
                continue;
            }
            let (risk, gone) = (f64::from(at_risk), f64::from(left));
            staying *= 1.0 - gone / risk;
            greenwood += gone / (risk * (risk - gone));
            points.push(Point {
                time: first.time,
                staying,
                at_risk,
                left,
                interval: around(staying, greenwood),
            });
        }
        Curve { n, points, until: sorted.last().map_or(0.0, |last| last.time) }
    }

    /// The share that is there at that time; `None` beyond what was watched.
    pub fn at(&self, time: f64) -> Option<f64> {
        if time > self.until {
            return None;
        }
        let before = self.points.partition_point(|point| point.time <= time);
        Some(before.checked_sub(1).and_then(|at| self.points.get(at)).map_or(1.0, |point| point.staying))
    }

    /// When half have left; `None` when they have not.
    pub fn median(&self) -> Option<f64> {
        self.points.iter().find(|point| point.staying <= 0.5).map(|point| point.time)
    }
}

fn around(staying: f64, greenwood: f64) -> Option<Interval> {
    if staying <= 0.0 || staying >= 1.0 {
        return None;
    }
    let reach = Z * greenwood.sqrt() / staying.ln().abs();
    Some(Interval { low: staying.powf(reach.exp()), high: staying.powf((-reach).exp()), level: 0.95 })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Freireich 1963, the treated group: the example of most textbooks.
    const WEEKS: [(f64, bool); 21] = [
        (6.0, true),
        (6.0, true),
        (6.0, true),
        (6.0, false),
        (7.0, true),
        (9.0, false),
        (10.0, true),
        (10.0, false),
        (11.0, false),
        (13.0, true),
        (16.0, true),
        (17.0, false),
        (19.0, false),
        (20.0, false),
        (22.0, true),
        (23.0, true),
        (25.0, false),
        (32.0, false),
        (32.0, false),
        (34.0, false),
        (35.0, false),
    ];

    #[test]
    fn the_textbooks_curve() {
        let watched = WEEKS.map(|(time, left)| Watched { time, left });
        let curve = Curve::new(&watched);
        let shown: Vec<_> = curve
            .points
            .iter()
            .map(|point| format!("{} {} {} {:.4}", point.time, point.at_risk, point.left, point.staying))
            .collect();
        assert_eq!(
            shown,
            [
                "6 21 3 0.8571",
                "7 17 1 0.8067",
                "10 15 1 0.7529",
                "13 12 1 0.6902",
                "16 11 1 0.6275",
                "22 7 1 0.5378",
                "23 6 1 0.4482",
            ]
        );
        assert_eq!(curve.median(), Some(23.0));
        assert_eq!((curve.at(5.9), curve.at(36.0)), (Some(1.0), None));
        // At six weeks, log-log: 0.6197 to 0.9516.
        let interval = curve.points[0].interval.unwrap();
        assert!(
            (interval.low - 0.6197).abs() < 5e-4 && (interval.high - 0.9516).abs() < 5e-4,
            "{interval:?}"
        );
    }

    #[test]
    fn where_nobody_left_everybody_is_there() {
        let curve = Curve::new(&[Watched { time: 3.0, left: false }]);
        assert_eq!((curve.at(2.0), curve.median(), curve.n), (Some(1.0), None, 1));
        assert_eq!(Curve::new(&[]).at(1.0), None);
    }
}

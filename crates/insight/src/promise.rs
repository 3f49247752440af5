//! How promises were kept. A promise is measured by the time that the customer heard *first*: whoever renews it in time
//! has told them, and has not kept it by then.
//!
//! * **kept**: fulfilled at or before that time, of all whose time has passed;
//! * **told before**: of the others, those whose customer heard of another time before the one that they knew was over;
//! * **lateness**: how long after that time the others were fulfilled, or are open still: one that nobody has fulfilled is
//!   late now, not later.

use valta_domain::Timestamp;

use crate::{
    count,
    interval::{Median, Share},
};

/// One promise, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The time that the customer heard first.
    pub due: Timestamp,
    /// When the customer first heard of another time, if before the one that they knew was over.
    pub told_at: Option<Timestamp>,
    /// When it was fulfilled: by itself, or by the one that was given for it.
    pub kept_at: Option<Timestamp>,
}

/// How one promise came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Kept,
    /// Not by the first time, and the customer knew before it was over.
    Told,
    /// Nobody said anything before.
    Silent,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// None where no promise's time has passed.
    pub kept: Option<Share>,
    /// None where all were kept.
    pub told: Option<Share>,
    /// Microseconds after the first time, of those that were not kept by then.
    pub lateness: Option<Lateness>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lateness {
    pub median: Median,
    /// Nine of ten were late by no more.
    pub p90: i64,
    /// How many of them nobody has fulfilled yet: these are late by now.
    pub open: u32,
    /// How many were late by up to an hour, up to a day, up to three days, and by more.
    pub spread: [u32; 4],
}

/// Where one step of the spread ends, in microseconds.
const STEPS: [i64; 3] = [valta_domain::time::HOUR, valta_domain::time::DAY, 3 * valta_domain::time::DAY];

impl Promise {
    /// None before its time has passed: what is not due yet is neither kept nor broken.
    pub fn outcome(&self, now: Timestamp) -> Option<Outcome> {
        if now <= self.due {
            return None;
        }
        Some(match self.kept_at {
            Some(at) if at <= self.due => Outcome::Kept,
            _ if self.told_at.is_some_and(|at| at <= self.due) => Outcome::Told,
            _ => Outcome::Silent,
        })
    }

    /// Microseconds after its first time; none for what was kept, or is not due.
    pub fn late(&self, now: Timestamp) -> Option<i64> {
        match self.outcome(now)? {
            Outcome::Kept => None,
            Outcome::Told | Outcome::Silent => Some(self.kept_at.unwrap_or(now).since(self.due)),
        }
    }
}

pub fn kept(promises: &[Promise], now: Timestamp) -> Kept {
    let outcomes: Vec<Outcome> = promises.iter().filter_map(|promise| promise.outcome(now)).collect();
    let of = |wanted: Outcome| count(outcomes.iter().filter(|outcome| **outcome == wanted).count());
    let (kept, told, silent) = (of(Outcome::Kept), of(Outcome::Told), of(Outcome::Silent));
    let mut late: Vec<i64> = promises.iter().filter_map(|promise| promise.late(now)).collect();
    late.sort_unstable();
    let open = promises.iter().filter(|promise| promise.kept_at.is_none() && promise.late(now).is_some());
    let open = count(open.count());
    let mut spread = [0; 4];
    for late in &late {
        spread[STEPS.iter().filter(|step| late > step).count()] += 1;
    }
    // The nearest rank: a value that occurred, of which nine in ten are no more.
    let rank = (late.len() * 9).div_ceil(10).saturating_sub(1);
    let p90 = late.get(rank).copied();
    Kept {
        kept: Share::new(kept, kept + told + silent),
        told: Share::new(told, told + silent),
        lateness: Median::new(late).zip(p90).map(|(median, p90)| Lateness { median, p90, open, spread }),
    }
}

#[cfg(test)]
mod tests {
    use valta_domain::time::{DAY, HOUR};

    use super::*;

    const DUE: Timestamp = Timestamp(1_790_000_000_000_000);

    fn promise(told: Option<i64>, kept: Option<i64>) -> Promise {
        let at = |after: i64| DUE.plus(after);
        Promise { due: DUE, told_at: told.map(at), kept_at: kept.map(at) }
    }

    #[test]
    fn a_promise_is_measured_by_the_time_that_was_heard_first() {
        let check = |told, kept, now: i64, expected| {
            let outcome = promise(told, kept).outcome(DUE.plus(now));
            assert_eq!(outcome, expected, "told {told:?}, kept {kept:?}, now {now}");
        };
        // Not due: not counted, kept or not.
        check(None, None, 0, None);
        check(None, Some(-1), 0, None);
        check(None, Some(-1), 1, Some(Outcome::Kept));
        check(None, Some(0), 1, Some(Outcome::Kept));
        check(None, Some(1), 9, Some(Outcome::Silent));
        // Overdue is broken now.
        check(None, None, 1, Some(Outcome::Silent));
        check(Some(-1), None, 1, Some(Outcome::Told));
        check(Some(0), Some(5), 9, Some(Outcome::Told));
        check(Some(1), Some(5), 9, Some(Outcome::Silent));
        // Renewed, and kept by the first time all the same.
        check(Some(-2), Some(-1), 1, Some(Outcome::Kept));
    }

    #[test]
    fn rates_come_with_their_n_and_lateness_with_what_is_open() {
        let now = DUE.plus(10 * DAY);
        let promises = [
            promise(None, Some(-HOUR)),
            promise(None, Some(-1)),
            promise(None, Some(0)),
            promise(Some(-1), Some(HOUR)),
            promise(None, Some(2 * DAY)),
            promise(Some(-1), None),
            Promise { due: now, told_at: None, kept_at: None },
        ];
        let found = kept(&promises, now);
        let share = |share: Option<Share>| share.map(|share| (share.hits, share.of));
        assert_eq!((share(found.kept), share(found.told)), (Some((3, 6)), Some((2, 3))));
        let wilson = found.kept.expect("a share");
        assert!((wilson.low - 0.187_63).abs() < 1e-4 && (wilson.high - 0.812_37).abs() < 1e-4, "{wilson:?}");
        let late = found.lateness.expect("some were late");
        assert_eq!((late.median.value, late.median.n, late.p90), (2 * DAY, 3, 10 * DAY));
        assert_eq!((late.open, late.spread), (1, [1, 0, 1, 1]));
    }

    #[test]
    fn nothing_is_said_of_nothing() {
        let nothing = Kept { kept: None, told: None, lateness: None };
        assert_eq!(kept(&[], DUE), nothing);
        assert_eq!(kept(&[promise(None, None)], DUE), nothing);
        let all = kept(&[promise(None, Some(0))], DUE.plus(1));
        assert_eq!((all.told, all.lateness), (None, None));
    }
}

//! Touch time: when somebody had their hands on it, from events that say when work began and ended.

use std::collections::VecDeque;

/// The time that at least one of these takes; they may lie over each other and in any order.
pub fn union(intervals: &mut [(i64, i64)]) -> i64 {
    intervals.sort_unstable();
    let (mut sum, mut until) = (0, i64::MIN);
    for &(from, to) in &*intervals {
        let from = from.max(until);
        if to > from {
            sum += to - from;
            until = to;
        }
    }
    sum
}

/// Puts beginnings and ends of the same activity together, the first that began with the first that ended.
/// What never ended, or never began, makes no interval.
#[derive(Clone, Debug, Default)]
pub struct Pairing {
    open: Vec<(u32, VecDeque<i64>)>,
    pub intervals: Vec<(i64, i64)>,
    /// Ends without a beginning.
    pub unmatched: u64,
}

impl Pairing {
    pub fn began(&mut self, activity: u32, at: i64) {
        match self.open.iter_mut().find(|(open, _)| *open == activity) {
            Some((_, times)) => times.push_back(at),
            None => self.open.push((activity, VecDeque::from([at]))),
        }
    }

    pub fn ended(&mut self, activity: u32, at: i64) {
        let open = self.open.iter_mut().find(|(open, _)| *open == activity);
        match open.and_then(|(_, times)| times.pop_front()) {
            Some(began) => self.intervals.push((began, at)),
            None => self.unmatched += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_over_each_other_counts_once() {
        for (mut intervals, expected) in [
            (vec![], 0),
            (vec![(0, 10)], 10),
            (vec![(5, 15), (0, 10)], 15),
            (vec![(0, 10), (2, 3), (20, 25)], 15),
            (vec![(0, 10), (10, 12), (7, 7)], 12),
        ] {
            assert_eq!(union(&mut intervals), expected);
        }
    }

    #[test]
    fn beginnings_and_ends_find_each_other() {
        let mut pairing = Pairing::default();
        pairing.ended(1, 3);
        pairing.began(1, 5);
        pairing.began(2, 6);
        pairing.began(1, 7);
        pairing.ended(1, 9);
        assert_eq!((pairing.intervals, pairing.unmatched), (vec![(5, 9)], 1));
    }
}

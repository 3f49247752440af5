//! How unlikely it is that something recurs so often, judged by how often its like recurs in the same house.
//!
//! Two chances: that a thing seen once is seen twice, and that one seen so often is seen once more. They are
//! not known but learnt from the rest, so that few observations make a careful judge. The second is kept
//! apart from the first, since those that recur at all are of another sort: families, regulars.

use crate::beta;

/// A chance that is being learnt: Beta(yes, no).
#[derive(Clone, Copy)]
struct Chance {
    yes: f64,
    no: f64,
}

impl Chance {
    /// What is expected of it before anything was seen, worth so many observations.
    fn expected(share: f64, weight: f64) -> Chance {
        Chance { yes: share * weight, no: (1.0 - share) * weight }
    }

    fn after(self, yes: u32, no: u32) -> Chance {
        Chance { yes: self.yes + f64::from(yes), no: self.no + f64::from(no) }
    }

    fn share(self) -> f64 {
        self.yes / (self.yes + self.no)
    }
}

/// How things recur before anything was seen of the house.
#[derive(Clone, Copy)]
pub(super) struct Habit {
    again: Chance,
    further: Chance,
}

/// What an expectation weighs, in observations: as much as a handful of sights.
const WEIGHT: f64 = 8.0;

impl Habit {
    pub(super) fn expected(again: f64, further: f64) -> Habit {
        Habit { again: Chance::expected(again, WEIGHT), further: Chance::expected(further, WEIGHT) }
    }

    /// What was expected, and what was seen.
    pub(super) fn after(self, seen: Seen) -> Habit {
        Habit {
            again: self.again.after(seen.twice, seen.all.saturating_sub(seen.twice)),
            further: self.further.after(seen.beyond, seen.twice),
        }
    }

    /// The same, as something to expect of a part of the house.
    pub(super) fn as_expected(self) -> Habit {
        Habit::expected(self.again.share(), self.further.share())
    }

    /// The chance that something seen once is seen at least so many times.
    pub(super) fn at_least(self, times: u32) -> f64 {
        match times {
            0 | 1 => 1.0,
            _ => self.again.share() * beta::on_end(times - 2, self.further.yes, self.further.no),
        }
    }
}

/// How often things recurred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) all: u32,
    /// At least twice.
    twice: u32,
    /// Times beyond the second.
    beyond: u32,
}

impl Seen {
    fn of(times: u32) -> Seen {
        Seen { all: 1, twice: u32::from(times >= 2), beyond: times.saturating_sub(2) }
    }

    pub(super) fn add(&mut self, times: u32) {
        let Seen { all, twice, beyond } = Seen::of(times);
        self.all = self.all.saturating_add(all);
        self.twice = self.twice.saturating_add(twice);
        self.beyond = self.beyond.saturating_add(beyond);
    }

    /// The rest, for a judge must not be the one judged.
    pub(super) fn without(self, times: u32) -> Seen {
        let Seen { all, twice, beyond } = Seen::of(times);
        Seen {
            all: self.all.saturating_sub(all),
            twice: self.twice.saturating_sub(twice),
            beyond: self.beyond.saturating_sub(beyond),
        }
    }
}

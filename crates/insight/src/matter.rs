//! What a matter was for its customer, and what it cost the house: solved at the first contact, effort,
//! failure demand, cost. Of plain values; times are microseconds.

use crate::{flow::DAY, interval::Share};

/// A matter as it is asked whether it was solved at the first contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct First {
    pub contact: i64,
    /// The customer's next contact on it.
    pub next: Option<i64>,
    pub reopened: bool,
    pub handed_over: bool,
    /// By nature it cannot be solved at the first contact.
    pub never: bool,
}

/// Gross counts all matters, net leaves out those that cannot be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstContact {
    pub gross: Option<Share>,
    pub net: Option<Share>,
    /// Younger than the window: not counted, whatever has happened to them.
    pub too_young: u32,
}

/// The window is in days; a matter as old as it counts.
pub fn first_contact(matters: &[First], window: f64, now: i64) -> FirstContact {
    let age = |at: i64| crate::real(at) / DAY;
    let old = || matters.iter().filter(|matter| age(now - matter.contact) >= window);
    let solved = |matter: &&First| {
        let silent = matter.next.is_none_or(|next| age(next - matter.contact) > window);
        silent && !matter.reopened && !matter.handed_over
    };
    let share = |all: Vec<&First>| {
        let hits = all.iter().filter(|matter| solved(matter)).count();
        Share::new(crate::count(hits), crate::count(all.len()))
    };
    FirstContact {
        gross: share(old().collect()),
        net: share(old().filter(|matter| !matter.never).collect()),
        too_young: crate::count(matters.len() - old().count()),
    }
}

/// Contacts that something undone or done wrong caused, and contacts that were wanted.
pub fn failure_demand(failure: u32, value: u32) -> Option<Share> {
    Share::new(failure, failure.saturating_add(value))
}

/// What a matter took from its customer, counted and not asked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Effort {
    pub contacts: u32,
    pub channel_changes: u32,
    /// Times they had to say who they are again.
    pub identified_again: u32,
    pub handovers: u32,
    pub days_waited: f64,
}

impl Effort {
    /// The plain sum; the parts are shown beside it.
    pub fn sum(self) -> f64 {
        let counted = [self.contacts, self.channel_changes, self.identified_again, self.handovers];
        counted.into_iter().map(f64::from).sum::<f64>() + self.days_waited
    }
}

/// What a case used, in minutes and minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Used {
    pub touch_minutes: f64,
    pub handovers: f64,
    pub escalations: f64,
    pub compensation: f64,
    pub postage: f64,
}

/// What an hour costs (minor units) and what is done again and again takes (minutes).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    pub wage: f64,
    pub pickup: f64,
    pub asker: f64,
    pub approver: f64,
}

/// The parts of what a case cost, in minor units; the sum is theirs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    pub touch: f64,
    pub handovers: f64,
    pub escalations: f64,
    pub compensation: f64,
    pub postage: f64,
}

impl Cost {
    pub fn new(used: Used, prices: Prices) -> Cost {
        let minutes = |minutes: f64| minutes * prices.wage / 60.0;
        Cost {
            touch: minutes(used.touch_minutes),
            handovers: minutes(used.handovers * prices.pickup),
            escalations: minutes(used.escalations * (prices.asker + prices.approver)),
            compensation: used.compensation,
            postage: used.postage,
        }
    }

    pub fn sum(self) -> f64 {
        self.touch + self.handovers + self.escalations + self.compensation + self.postage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: i64 = 86_400_000_000;

    #[test]
    fn solved_at_the_first_contact() {
        let plain = First { contact: 0, next: None, reopened: false, handed_over: false, never: false };
        for (matter, gross, young) in [
            (plain, Some((1, 1)), 0),
            (First { next: Some(3 * DAYS), ..plain }, Some((0, 1)), 0),
            (First { next: Some(8 * DAYS), ..plain }, Some((1, 1)), 0),
            (First { reopened: true, ..plain }, Some((0, 1)), 0),
            (First { handed_over: true, ..plain }, Some((0, 1)), 0),
            // Young matters are not counted, also when they have failed already.
            (First { contact: 15 * DAYS, next: Some(16 * DAYS), ..plain }, None, 1),
            (First { contact: 13 * DAYS, ..plain }, Some((1, 1)), 0),
        ] {
            let found = first_contact(&[matter], 7.0, 20 * DAYS);
            assert_eq!(found.gross.map(|share| (share.hits, share.of)), gross, "{matter:?}");
            assert_eq!(found.too_young, young, "{matter:?}");
        }
        let never = First { never: true, handed_over: true, ..plain };
        let found = first_contact(&[plain, never], 7.0, 20 * DAYS);
        assert_eq!((found.gross.unwrap().of, found.net.unwrap().of), (2, 1));
    }

    #[test]
    fn the_parts_of_a_cost_are_the_whole() {
        let used = Used {
            touch_minutes: 12.0,
            handovers: 2.0,
            escalations: 1.0,
            compensation: 7_00.0,
            postage: 1_50.0,
        };
        let prices = Prices { wage: 30_00.0, pickup: 5.0, asker: 4.0, approver: 6.0 };
        let cost = Cost::new(used, prices);
        assert!((cost.sum() - (6_00.0 + 5_00.0 + 5_00.0 + 7_00.0 + 1_50.0)).abs() < 1e-9, "{cost:?}");
    }

    #[test]
    fn effort_is_what_was_counted() {
        let effort =
            Effort { contacts: 3, channel_changes: 1, identified_again: 2, handovers: 1, days_waited: 2.5 };
        assert!((effort.sum() - 9.5).abs() < 1e-12);
        assert_eq!(failure_demand(0, 0), None);
    }
}

//! The house's calendar: when it serves, on which days it does not, and by which clock. Here it is only kept and
//! changed; what it means is the crate `calendar`'s to say.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::event::HouseEvent;

/// As people say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Of the IANA database: `Europe/Helsinki`.
    pub time_zone: String,
    /// From `mon` to `sun`: `08:00-11:30, 12:30-16:30`; a day that is not named is closed.
    pub week: BTreeMap<String, String>,
    /// Whose holidays are kept: `fi`, `se`.
    pub holidays_of: BTreeSet<String>,
    /// Holidays that are days like any other: `epiphany` in every year, or `2027-01-06`.
    pub open_on: BTreeSet<String>,
    /// When holidays are served; `closed` where they are not.
    pub on_holidays: String,
    /// Days with hours of their own, whatever else falls on them, by their dates.
    pub days: BTreeMap<String, Day>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// `10:00-14:00`, or `closed`.
    pub hours: String,
    /// What the house calls the day.
    pub name: Option<String>,
}

/// What is to hold on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OneDay {
    Own(Day),
    /// A holiday is a day like any other.
    AsUsual,
    /// Nothing is said of it any more.
    Forgotten,
}

impl Calendar {
    /// The same calendar with another word on one day.
    #[must_use]
    pub fn with(mut self, date: String, says: OneDay) -> Calendar {
        self.days.remove(&date);
        self.open_on.remove(&date);
        match says {
            OneDay::Own(day) => drop(self.days.insert(date, day)),
            OneDay::AsUsual => drop(self.open_on.insert(date)),
            OneDay::Forgotten => {}
        }
        self
    }
}

/// Saying what already holds changes nothing.
pub fn decide_set(known: Option<&Calendar>, calendar: Calendar) -> Vec<HouseEvent> {
    if known == Some(&calendar) {
        return vec![];
    }
    vec![HouseEvent::CalendarSet { calendar: Box::new(calendar) }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_one_word_at_a_time() {
        let day = || "2026-12-24".to_owned();
        let own = Day { hours: "10:00-12:00".into(), name: None };
        let with = |calendar: Calendar| (calendar.days.len(), calendar.open_on.len());
        let calendar = Calendar::default().with(day(), OneDay::Own(own.clone()));
        assert_eq!(with(calendar.clone()), (1, 0));
        let usual = calendar.with(day(), OneDay::AsUsual);
        assert_eq!(with(usual.clone()), (0, 1));
        assert_eq!(with(usual.clone().with(day(), OneDay::Own(own))), (1, 0));
        assert_eq!(with(usual.clone().with(day(), OneDay::Forgotten)), (0, 0));
        assert_eq!(decide_set(Some(&usual), usual.clone()), []);
        assert_eq!(decide_set(None, usual).len(), 1);
    }
}

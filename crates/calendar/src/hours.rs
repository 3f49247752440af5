//! When a house serves: spans on the wall clock of its own zone, by the weekday, with its holidays and its own days.
//!
//! It is open whenever the clock on its wall stands within a span. So an hour that comes twice is served twice, one that is
//! left out is not served, and nothing else is to be known about the nights in which clocks change. A span that goes past
//! midnight belongs to the day on which it begins: what closes a day does not end the night before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday, date},
    tz::TimeZone,
};
use valta_domain::{
    Timestamp,
    time::{DAY, MINUTE},
};

use crate::{
    holiday::{self, Country, Holiday},
    zone::regime,
};

mod kept;
mod written;
pub use kept::{Part, reads, say};
pub use written::{OwnDay, Written};

/// Minutes since the midnight that the day begins with: the first, and the one after the last, which may be of the next
/// day, and at most a day later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    from: u16,
    until: u16,
}

const DAY_MINUTES: u16 = 24 * 60;
/// Nothing is looked for any further ahead, in microseconds.
const FAR: i64 = 100 * 366 * DAY;
/// A year, and the weeks that a holiday and a change of the clock may hide: beyond the last day that a house has named,
/// what has not come in this time will not come.
const ROUND: i64 = 400 * DAY;

#[derive(Clone, Debug)]
pub struct Hours {
    zone: TimeZone,
    /// From Monday on.
    week: [Vec<Span>; 7],
    countries: Vec<Country>,
    /// Holidays that are days like any other here.
    kept_open: BTreeSet<Holiday>,
    days_kept_open: BTreeSet<Date>,
    on_holidays: Vec<Span>,
    own: BTreeMap<Date, Own>,
}

#[derive(Clone, Debug)]
struct Own {
    name: Option<String>,
    spans: Vec<Span>,
}

/// What holds on a day, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day<'a> {
    /// In order, apart from each other; none: nobody serves.
    pub spans: &'a [Span],
    pub because: Because<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because<'a> {
    Week,
    Holiday(Holiday),
    /// The house's own word, with the name that it gave the day.
    Own(Option<&'a str>),
}

impl Span {
    /// Minutes since midnight, the first and the one after the last. `until` before `from` is of the next day; none when
    /// either is no time of day, or both are the same.
    pub fn new(from: u16, until: u16) -> Option<Span> {
        let over_midnight = if until < from { DAY_MINUTES } else { 0 };
        let sound = from < DAY_MINUTES && until <= DAY_MINUTES && from != until;
        sound.then_some(Span { from, until: until + over_midnight })
    }

    /// Minutes since the day's midnight.
    pub const fn from(self) -> u16 {
        self.from
    }

    /// Minutes since the day's midnight; more than 1,440 on the day after.
    pub const fn until(self) -> u16 {
        self.until
    }

    /// The part of it that lies in the day that begins so many minutes after its own.
    fn within(self, midnight: u16) -> Option<Span> {
        let from = self.from.max(midnight) - midnight;
        let until = self.until.min(midnight + DAY_MINUTES).saturating_sub(midnight);
        (from < until).then_some(Span { from, until })
    }
}

/// In order, and those that touch as one.
fn in_order(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
            Some(_) | None => apart.push(span),
        }
    }
    apart
}

impl Hours {
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// What holds on a day of the house's calendar.
    pub fn day(&self, day: Date) -> Day<'_> {
        if let Some(own) = self.own.get(&day) {
            return Day { spans: &own.spans, because: Because::Own(own.name.as_deref()) };
        }
        let kept = |holiday: &Holiday| !self.kept_open.contains(holiday);
        let holiday = (!self.days_kept_open.contains(&day))
            .then(|| self.countries.iter().flat_map(|country| holiday::on(*country, day)).find(kept));
        match holiday.flatten() {
            Some(holiday) => Day { spans: &self.on_holidays, because: Because::Holiday(holiday) },
            None => Day { spans: self.usually(day.weekday()), because: Because::Week },
        }
    }

    fn usually(&self, weekday: Weekday) -> &[Span] {
        let [mon, tue, wed, thu, fri, sat, sun] = &self.week;
        match weekday {
            Weekday::Monday => mon,
            Weekday::Tuesday => tue,
            Weekday::Wednesday => wed,
            Weekday::Thursday => thu,
            Weekday::Friday => fri,
            Weekday::Saturday => sat,
            Weekday::Sunday => sun,
        }
    }

    pub fn is_open(&self, at: Timestamp) -> bool {
        self.turns(at, true, at.plus(1)).is_some()
    }

    /// The first instant from here on at which it is open: `at` itself when it is. None when it never opens again.
    pub fn next_opening(&self, at: Timestamp) -> Option<Timestamp> {
        self.turns(at, true, self.horizon(at))
    }

    /// The first instant from here on at which it is closed: `at` itself when it is. None when it never closes again.
    pub fn next_closing(&self, at: Timestamp) -> Option<Timestamp> {
        self.turns(at, false, self.horizon(at))
    }

    /// Microseconds from `from` to `until` at which it is open; 0 when `until` is not later.
    pub fn open_between(&self, from: Timestamp, until: Timestamp) -> i64 {
        self.spans(from, until).map(|(opens, closes)| closes.since(opens)).sum()
    }

    /// When so many microseconds of open time have passed since `start`: the first such instant, which may be a closing.
    /// None when they do not pass within a hundred years.
    pub fn add_open(&self, start: Timestamp, micros: i64) -> Option<Timestamp> {
        let mut left = micros;
        if left <= 0 {
            return Some(start);
        }
        for (opens, closes) in self.spans(start, start.plus(FAR)) {
            let lasts = closes.since(opens);
            if left <= lasts {
                return Some(opens.plus(left));
            }
            left -= lasts;
        }
        None
    }

    /// The spans at which it is open from `from` until `until`, cut to these.
    pub fn spans(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> + use<'_> {
        let mut at = from;
        std::iter::from_fn(move || {
            let opens = self.turns(at, true, until.min(self.horizon(at)))?;
            let closes = self.turns(opens, false, until.min(self.horizon(opens))).unwrap_or(until);
            at = closes;
            Some((opens, closes))
        })
    }

    /// Whatever has not come by then will not come.
    fn horizon(&self, at: Timestamp) -> Timestamp {
        let last = self.own.last_key_value().map_or(i64::MIN, |(day, _)| days_of(*day) * DAY);
        Timestamp(at.micros().max(last)).plus(ROUND)
    }

    /// The first instant from `from` on and before `until` at which it is open, or is not.
    fn turns(&self, from: Timestamp, open: bool, until: Timestamp) -> Option<Timestamp> {
        let mut at = from;
        while at < until {
            let regime = regime(&self.zone, at)?;
            let ends = regime.ends.map_or(until, |ends| ends.min(until));
            let found = self.turns_on_the_wall(
                at.plus(regime.offset).micros(),
                open,
                ends.plus(regime.offset).micros(),
            );
            if let Some(found) = found {
                return Some(Timestamp(found).minus(regime.offset));
            }
            at = ends;
        }
        None
    }

    /// The same on a wall clock that runs evenly, in microseconds since the midnight that 1970 began with.
    fn turns_on_the_wall(&self, from: i64, open: bool, until: i64) -> Option<i64> {
        let mut at = from;
        while at < until {
            let day = at.div_euclid(DAY);
            let (midnight, next) = (day * DAY, (day + 1) * DAY);
            for span in self.on_the_day(day)? {
                let opens = midnight + i64::from(span.from) * MINUTE;
                let closes = midnight + i64::from(span.until) * MINUTE;
                if closes <= at {
                    continue;
                }
                if open {
                    return Some(opens.max(at)).filter(|found| *found < until);
                }
                if at < opens {
                    return Some(at).filter(|found| *found < until);
                }
                at = closes;
            }
            if !open && at < next {
                return Some(at).filter(|found| *found < until);
            }
            at = next;
        }
        None
    }

    /// What is served on the day of this number, with the rest of the night before.
    fn on_the_day(&self, day: i64) -> Option<Vec<Span>> {
        let today = date(1970, 1, 1).checked_add(day.days()).ok()?;
        let rest = today.yesterday().map(|yesterday| self.day(yesterday).spans).unwrap_or_default();
        let rest = rest.iter().filter_map(|span| span.within(DAY_MINUTES));
        Some(in_order(rest.chain(self.day(today).spans.iter().filter_map(|span| span.within(0))).collect()))
    }
}

/// Days since 1970 began.
fn days_of(day: Date) -> i64 {
    day.duration_since(date(1970, 1, 1)).as_hours() / 24
}

#[cfg(test)]
mod tests;

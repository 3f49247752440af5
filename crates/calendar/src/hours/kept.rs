//! Hours as the house keeps them, read and said: what is kept is always what would be said of it.

use valta_domain::calendar::{Calendar, Day};

use super::{
    DAY_MINUTES, Hours, Span,
    written::{self, NamedDay, OwnDay, WEEKDAYS, Written},
};
use crate::{holiday::Holiday, zone};

/// The part of a calendar that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Zone,
    /// A weekday, `mon` to `sun`.
    Weekday(String),
    Holidays,
    /// A day of its own, by its date.
    Day(String),
}

impl Hours {
    pub fn of(calendar: &Calendar) -> Result<Hours, Part> {
        zone::read(&calendar.time_zone).map_err(|_| Part::Zone)?;
        for (weekday, hours) in &calendar.week {
            if !WEEKDAYS.contains(&weekday.as_str()) || written::spans(hours).is_err() {
                return Err(Part::Weekday(weekday.clone()));
            }
        }
        for (date, day) in &calendar.days {
            if written::day(date).is_err() || written::spans(&day.hours).is_err() {
                return Err(Part::Day(date.clone()));
            }
        }
        let own = |day: &Day| match &day.name {
            None => OwnDay::Hours(day.hours.clone()),
            Some(name) => OwnDay::Named(NamedDay { hours: day.hours.clone(), name: name.clone() }),
        };
        let written = Written {
            time_zone: calendar.time_zone.clone(),
            week: calendar.week.clone(),
            holidays: calendar.holidays_of.iter().cloned().collect(),
            open_on: calendar.open_on.iter().cloned().collect(),
            on_holidays: Some(calendar.on_holidays.clone()).filter(|hours| !hours.is_empty()),
            days: calendar.days.iter().map(|(date, day)| (date.clone(), own(day))).collect(),
            ..Written::default()
        };
        // A holiday's code or a date that is none: what is left of the ways to be wrong.
        Hours::read(&written).map_err(|_| Part::Holidays)
    }

    /// The same hours in the words in which the house keeps them.
    pub fn said(&self) -> Calendar {
        let named = WEEKDAYS.iter().zip(&self.week).filter(|(_, spans)| !spans.is_empty());
        let days = self
            .own
            .iter()
            .map(|(date, own)| (date.to_string(), Day { hours: say(&own.spans), name: own.name.clone() }));
        let holidays = self.kept_open.iter().map(|holiday: &Holiday| holiday.code().to_owned());
        Calendar {
            time_zone: self.zone.iana_name().unwrap_or("UTC").to_owned(),
            week: named.map(|(name, spans)| ((*name).to_owned(), say(spans))).collect(),
            holidays_of: self.countries.iter().map(|country| country.code().to_owned()).collect(),
            open_on: holidays.chain(self.days_kept_open.iter().map(ToString::to_string)).collect(),
            on_holidays: say(&self.on_holidays),
            days: days.collect(),
        }
    }
}

/// Whether hours of a day can be understood.
pub fn reads(text: &str) -> bool {
    written::spans(text).is_ok()
}

/// `08:00-11:30, 12:30-16:30`, or `closed`.
pub fn say(spans: &[Span]) -> String {
    if spans.is_empty() {
        return "closed".into();
    }
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let one = |span: &Span| {
        let until = if span.until > DAY_MINUTES { span.until - DAY_MINUTES } else { span.until };
        format!("{}-{}", clock(span.from), clock(until))
    };
    spans.iter().map(one).collect::<Vec<_>>().join(", ")
}

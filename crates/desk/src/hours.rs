//! The house's service hours: wall-clock times of its own time zone, with its holidays. Outside them a mandate
//! or a rule may say something else.

use std::collections::BTreeSet;

use jiff::{
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
use valta_domain::Timestamp;

#[derive(Clone, Debug)]
pub struct Hours {
    zone: TimeZone,
    days: Vec<Weekday>,
    /// Minutes since midnight, the first and the one after the last.
    open: (u16, u16),
    holidays: BTreeSet<Date>,
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

impl Hours {
    /// As an operator writes them: an IANA zone, `mon` to `sun`, `08:00` and `24:00`, `2026-12-24`. What cannot be
    /// understood is answered with a sentence about it.
    pub fn read(
        zone: &str,
        weekdays: &[String],
        (from, until): (&str, &str),
        holidays: &[String],
    ) -> Result<Hours, String> {
        let zone =
            TimeZone::get(zone).map_err(|_| format!("{zone} is not a time zone such as Europe/Helsinki"))?;
        let days = weekdays.iter().map(|name| {
            let known = WEEKDAYS.iter().find(|(known, _)| known == name);
            known.map(|(_, day)| *day).ok_or_else(|| format!("{name} is not a weekday: mon, tue … sun"))
        });
        let days = days.collect::<Result<Vec<Weekday>, String>>()?;
        let open = (minute(from)?, minute(until)?);
        if open.0 >= open.1 {
            return Err(format!("{from} is not before {until}"));
        }
        let holidays = holidays
            .iter()
            .map(|date| date.parse::<Date>().map_err(|_| format!("{date} is not a date such as 2026-12-24")));
        Ok(Hours { zone, days, open, holidays: holidays.collect::<Result<_, String>>()? })
    }

    pub(crate) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// When the day's service ends; what is open all night closes a minute before midnight.
    pub(crate) fn closes(&self) -> Time {
        let minute = self.open.1.min(24 * 60 - 1);
        let part = |number: u16| i8::try_from(number).unwrap_or_default();
        Time::new(part(minute / 60), part(minute % 60), 0, 0).unwrap_or_default()
    }

    pub fn is_open(&self, at: Timestamp) -> bool {
        let Ok(at) = jiff::Timestamp::from_microsecond(at.micros()) else { return false };
        let local = at.to_zoned(self.zone.clone()).datetime();
        let minute = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
        self.days.contains(&local.weekday())
            && (self.open.0..self.open.1).contains(&minute)
            && !self.holidays.contains(&local.date())
    }
}

/// `08:00`, and `24:00` for the end of the day.
fn minute(text: &str) -> Result<u16, String> {
    let read = || {
        let (hour, minute) = text.split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        let minutes = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && minutes <= 24 * 60).then_some(minutes)
    };
    read().ok_or_else(|| format!("{text} is not a time of day such as 08:00"))
}

#[cfg(test)]
mod tests;

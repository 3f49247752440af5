//! Times as people say them: a clock, a day, how long ago, how long still.
//! A span is rounded down, so that nobody is told that they have waited longer than they have.

use jiff::{Zoned, civil, tz::TimeZone};

use super::{Lang, Words};
use valta_domain::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The zone that a house keeps until it says otherwise.
pub(crate) fn default_zone() -> TimeZone {
    TimeZone::get("Europe/Helsinki").unwrap_or(TimeZone::UTC)
}

/// An instant as a wall clock shows it.
pub(crate) fn wall(at: Timestamp, zone: &TimeZone) -> Zoned {
    jiff::Timestamp::from_microsecond(at.0).unwrap_or_default().to_zoned(zone.clone())
}

/// For `<time datetime>`: RFC 3339 in UTC, to the second.
pub(crate) fn machine(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.0).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Whole seconds from `from` to `to`, never negative.
pub(crate) fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    (to.0.saturating_sub(from.0) / 1_000_000).max(0)
}

impl Words {
    /// `21.05`, `21:05`.
    pub(crate) fn clock(self, at: &Zoned) -> String {
        let point = if self.lang() == Lang::En { ':' } else { '.' };
        let hour_width = if self.lang() == Lang::En { 2 } else { 1 };
        format!("{:0hour_width$}{point}{:02}", at.hour(), at.minute())
    }

    /// `21.11.2026`, `21 Nov 2026`.
    pub(crate) fn date(self, day: civil::Date) -> String {
        match self.lang() {
            Lang::Fi | Lang::Sv => format!("{}.{}.{}", day.day(), day.month(), day.year()),
            Lang::En => format!("{} {} {}", day.day(), self.month(day.month()), day.year()),
        }
    }

    /// Without the year where it is this year's: `21.11.`, `21.11`, `21 Nov`.
    fn short_date(self, day: civil::Date, today: civil::Date) -> String {
        if day.year() != today.year() {
            return self.date(day);
        }
        match self.lang() {
            Lang::Fi => format!("{}.{}.", day.day(), day.month()),
            Lang::Sv => format!("{}.{}", day.day(), day.month()),
            Lang::En => format!("{} {}", day.day(), self.month(day.month())),
        }
    }

    /// A heading between days: today, yesterday, or weekday and date.
    pub(crate) fn day(self, day: civil::Date, today: civil::Date) -> String {
        match (day - today).get_days() {
            0 => self.day_today().to_owned(),
            -1 => self.day_yesterday().to_owned(),
            1 => self.day_tomorrow().to_owned(),
            _ => format!("{} {}", self.weekday(day.weekday()), self.short_date(day, today)),
        }
    }

    /// A moment in full: "today at 21:05", "Sat 14 Nov at 9:00".
    pub(crate) fn moment(self, at: &Zoned, now: &Zoned) -> String {
        self.day_at(self.day(at.date(), now.date()), self.clock(at))
    }

    /// How long: `12 min`, `2 h 10 min`, `3 d 4 h`.
    pub(crate) fn span(self, seconds: i64) -> String {
        match seconds {
            ..MINUTE => self.span_moment().to_owned(),
            MINUTE..HOUR => self.span_minutes(seconds / MINUTE),
            HOUR..DAY => {
                let rest = seconds % HOUR / MINUTE;
                let hours = self.span_hours(seconds / HOUR);
                if rest == 0 { hours } else { format!("{hours} {}", self.span_minutes(rest)) }
            }
            _ => {
                let rest = seconds % DAY / HOUR;
                let days = self.span_days(seconds / DAY);
                if rest == 0 || seconds >= 7 * DAY {
                    days
                } else {
                    format!("{days} {}", self.span_hours(rest))
                }
            }
        }
    }

    /// How long ago, in its largest unit.
    pub(crate) fn ago(self, seconds: i64) -> String {
        match seconds {
            ..MINUTE => self.ago_now().to_owned(),
            MINUTE..HOUR => self.ago_minutes(seconds / MINUTE),
            HOUR..DAY => self.ago_hours(seconds / HOUR),
            _ => self.ago_days(seconds / DAY),
        }
    }

    /// How long until, in its largest unit.
    pub(crate) fn until(self, seconds: i64) -> String {
        match seconds {
            ..MINUTE => self.until_now().to_owned(),
            MINUTE..HOUR => self.until_minutes(seconds / MINUTE),
            HOUR..DAY => self.until_hours(seconds / HOUR),
            _ => self.until_days(seconds / DAY),
        }
    }

    fn weekday(self, day: civil::Weekday) -> &'static str {
        match day {
            civil::Weekday::Monday => self.weekday_mon(),
            civil::Weekday::Tuesday => self.weekday_tue(),
            civil::Weekday::Wednesday => self.weekday_wed(),
            civil::Weekday::Thursday => self.weekday_thu(),
            civil::Weekday::Friday => self.weekday_fri(),
            civil::Weekday::Saturday => self.weekday_sat(),
            civil::Weekday::Sunday => self.weekday_sun(),
        }
    }

    fn month(self, month: i8) -> &'static str {
        match month {
            1 => self.month_1(),
            2 => self.month_2(),
            3 => self.month_3(),
            4 => self.month_4(),
            5 => self.month_5(),
            6 => self.month_6(),
            7 => self.month_7(),
            8 => self.month_8(),
            9 => self.month_9(),
            10 => self.month_10(),
            11 => self.month_11(),
            _ => self.month_12(),
        }
    }
}

#[cfg(test)]
mod tests;

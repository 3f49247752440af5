//! When people write, call and work: wall-clock times of Europe/Helsinki, as instants.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use valta_domain::{Timestamp, time};

use crate::random::Random;

const OPENS_MINUTE: i64 = 8 * 60;
const CLOSES_MINUTE: i64 = 16 * 60 + 30;

/// The house's calendar.
pub(crate) struct Hours {
    zone: TimeZone,
}

impl Hours {
    pub(crate) fn new() -> Hours {
        Hours { zone: TimeZone::get("Europe/Helsinki").unwrap_or(TimeZone::UTC) }
    }

    fn local(&self, at: Timestamp) -> jiff::Zoned {
        jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default().to_zoned(self.zone.clone())
    }

    fn instant(&self, date: Date, minute: i64) -> Timestamp {
        let (hour, minute) =
            (i8::try_from(minute / 60 % 24).unwrap_or(0), i8::try_from(minute % 60).unwrap_or(0));
        let zoned = date.at(hour, minute, 0, 0).to_zoned(self.zone.clone());
        Timestamp(zoned.map_or(0, |zoned| zoned.timestamp().as_microsecond()))
    }

    /// An instant on the day so many days before `now`, at a minute of the day; few on weekends.
    pub(crate) fn some_day(
        &self,
        random: &mut Random,
        now: Timestamp,
        days: i64,
        from: i64,
        to: i64,
    ) -> Timestamp {
        let back = random.between(0, days);
        let mut date = self.local(now).date().saturating_sub(back.days());
        if is_weekend(date) && random.percent(65) {
            date = date.saturating_sub(2.days());
        }
        self.instant(date, random.between(from, to)).plus(random.between(0, 59) * time::SECOND)
    }

    /// The same instant in working hours, else soon after the next opening.
    pub(crate) fn working(&self, random: &mut Random, at: Timestamp) -> Timestamp {
        let local = self.local(at);
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let mut date = local.date();
        if !is_weekend(date) && (OPENS_MINUTE..CLOSES_MINUTE).contains(&minute) {
            return at;
        }
        if minute >= CLOSES_MINUTE || is_weekend(date) {
            date = date.saturating_add(1.day());
        }
        while is_weekend(date) {
            date = date.saturating_add(1.day());
        }
        self.instant(date, OPENS_MINUTE + random.between(0, 90)).plus(random.between(0, 59) * time::SECOND)
    }

    /// The last evening at this minute of the day that lies before `now`.
    pub(crate) fn last_evening(&self, now: Timestamp, minute: i64) -> Timestamp {
        let date = self.local(now).date();
        let today = self.instant(date, minute);
        if today < now { today } else { self.instant(date.saturating_sub(1.day()), minute) }
    }

    /// The day and month, as the language writes them.
    pub(crate) fn date(&self, at: Timestamp, language: &str) -> String {
        let local = self.local(at);
        match language {
            "sv" => format!("{}/{}", local.day(), local.month()),
            "en" => format!("{} {}", local.day(), local.strftime("%B")),
            _ => format!("{}.{}.", local.day(), local.month()),
        }
    }

    /// The day and the full hour, for promises.
    pub(crate) fn due(&self, at: Timestamp, language: &str) -> String {
        let hour = self.local(at).hour();
        let date = self.date(at, language);
        match language {
            "sv" => format!("den {date} kl. {hour}"),
            "en" => format!("{date}, {hour}:00"),
            _ => format!("{date} klo {hour}"),
        }
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

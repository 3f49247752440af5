//! Instants of ours and time zones: a zone as a row of regimes, in each of which the wall clock runs evenly.

use jiff::tz::TimeZone;
use valta_domain::{Timestamp, time::SECOND};

/// From an instant on, as long as the zone keeps its distance from UTC.
pub(crate) struct Regime {
    /// Microseconds that the wall clock is ahead of UTC.
    pub(crate) offset: i64,
    /// The instant at which it may be another; none when it stays.
    pub(crate) ends: Option<Timestamp>,
}

/// None for an instant that no calendar reaches.
pub(crate) fn regime(zone: &TimeZone, at: Timestamp) -> Option<Regime> {
    let at = jiff::Timestamp::from_microsecond(at.micros()).ok()?;
    Some(Regime {
        offset: i64::from(zone.to_offset(at).seconds()) * SECOND,
        ends: zone.following(at).next().map(|change| instant(change.timestamp())),
    })
}

pub(crate) fn instant(at: jiff::Timestamp) -> Timestamp {
    Timestamp(at.as_microsecond())
}

/// An IANA zone by its name; the error is a sentence without its full stop.
pub(crate) fn read(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| format!("{name} is not a time zone such as Europe/Helsinki"))
}

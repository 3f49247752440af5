//! Moments ahead, as people mean them: a few that are likely, and one's own on the clock of the house.

use jiff::{Span, Zoned, civil};
use valta_calendar::{
    holiday::Holiday,
    hours::{Because, Day},
    local,
};
use valta_domain::Timestamp;

use crate::{
    viewer::Viewer,
    words::{Lang, time},
};

/// An instant offered as a choice: its value and how it is said.
pub(crate) struct Moment {
    pub(crate) value: String,
    pub(crate) says: String,
}

/// Why what was chosen is no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoMoment {
    /// Nothing was chosen, or it is no time at all.
    Missing,
    /// The clocks are moved forward over it.
    Skipped,
}

impl NoMoment {
    pub(crate) fn say(self, viewer: &Viewer) -> &'static str {
        match self {
            NoMoment::Missing => viewer.words.when_missing(),
            NoMoment::Skipped => viewer.words.when_skipped(),
        }
    }
}

/// Likely times for a promise: within the hour, today at three, the next morning, Monday morning; those at which the
/// house serves.
pub(crate) fn for_promise(viewer: &Viewer) -> Vec<Moment> {
    let now = viewer.wall(viewer.now);
    let soon = now.checked_add(Span::new().hours(1)).ok().and_then(|at| {
        let minute = at.minute() / 15 * 15;
        at.with().minute(minute).second(0).subsec_nanosecond(0).build().ok()
    });
    let today = at(&now, 0, 15).filter(|at| at.duration_since(&now).as_mins() > 75);
    let Some(hours) = &viewer.hours else {
        return moments(viewer, [soon, today, at(&now, 1, 9), next_monday(&now, 9)]);
    };
    let serves = |at: &Zoned| hours.is_open(instant(at));
    // An hour after the door opens there has been time to do it.
    let after_opening = |from: Option<Zoned>| {
        let opens = hours.next_opening(instant(&from?))?;
        viewer.wall(opens).checked_add(Span::new().hours(1)).ok()
    };
    let days = [
        soon.filter(serves),
        today.filter(serves),
        after_opening(at(&now, 1, 0)),
        after_opening(next_monday(&now, 0)),
    ];
    moments(viewer, days)
}

/// Likely times to come back to something: this afternoon, tomorrow morning, Monday morning.
pub(crate) fn for_later(viewer: &Viewer) -> Vec<Moment> {
    let now = viewer.wall(viewer.now);
    let today = at(&now, 0, 15).filter(|at| at.duration_since(&now).as_mins() > 75);
    moments(viewer, [today, at(&now, 1, 8), next_monday(&now, 8), None])
}

fn moments(viewer: &Viewer, found: [Option<Zoned>; 4]) -> Vec<Moment> {
    let mut moments: Vec<Moment> = Vec::with_capacity(found.len());
    for at in found.into_iter().flatten() {
        let at = instant(&at);
        let value = at.micros().to_string();
        if moments.iter().all(|moment| moment.value != value) {
            moments.push(Moment { value, says: viewer.moment(at) });
        }
    }
    moments
}

fn instant(at: &Zoned) -> Timestamp {
    Timestamp(at.timestamp().as_microsecond())
}

/// Likely hours are by day, when clocks do not change.
fn at(now: &Zoned, days: i32, hour: i8) -> Option<Zoned> {
    let day = now.date().checked_add(Span::new().days(days)).ok()?;
    day.at(hour, 0, 0, 0).to_zoned(now.time_zone().clone()).ok()
}

fn next_monday(now: &Zoned, hour: i8) -> Option<Zoned> {
    let days = i32::from(civil::Weekday::Monday.since(now.weekday()));
    at(now, if days == 0 { 7 } else { days }, hour)
}

/// That the house is closed at an instant, why, and when it opens again; nothing where it serves.
pub(crate) fn closed(viewer: &Viewer, at: Timestamp) -> Option<String> {
    let words = viewer.words;
    let hours = viewer.hours.as_ref().filter(|hours| !hours.is_open(at))?;
    let when = viewer.moment(at);
    let day = day_name(words.lang(), &hours.day(viewer.wall(at).date()));
    let closed = match day {
        Some(day) => words.hours_closed_day(when, day),
        None => words.hours_closed(when),
    };
    Some(match hours.next_opening(at) {
        Some(opens) => format!("{closed} {}", words.hours_opens(viewer.moment(opens))),
        None => closed,
    })
}

/// What the day is called, where it is not one like others.
pub(crate) fn day_name(lang: Lang, day: &Day<'_>) -> Option<String> {
    match day.because {
        Because::Week => None,
        Because::Holiday(holiday) => Some(holiday_name(lang, holiday).to_owned()),
        Because::Own(name) => name.map(str::to_owned),
    }
}

pub(crate) fn holiday_name(lang: Lang, holiday: Holiday) -> &'static str {
    let names = holiday.names();
    match lang {
        Lang::Fi => names.fi,
        Lang::Sv => names.sv,
        Lang::En => names.en,
    }
}

/// An instant as a field of a form has it, on a clock of its own.
pub(crate) fn typed(at: Timestamp, zone: &str) -> String {
    let zone = local::zone(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    time::wall(at, &zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// One's own time goes before the offered ones.
pub(crate) fn read(viewer: &Viewer, offered: &str, own: &str) -> Result<Timestamp, NoMoment> {
    if own.trim().is_empty() {
        return offered.parse().map(Timestamp).map_err(|_| NoMoment::Missing);
    }
    // Of an hour that comes twice the first is meant: better early than late.
    local::read(own, &viewer.zone).ok_or(NoMoment::Missing)?.early().ok_or(NoMoment::Skipped)
}

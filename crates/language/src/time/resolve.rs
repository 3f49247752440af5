//! From what is said to the instant that is meant, seen from now. What has two meanings has none here.

use jiff::{SignedDuration, ToSpan as _, civil::DateTime, tz::AmbiguousOffset};

use super::{
    Date, Habits, Time, Zoned,
    reading::{Clock, Day, Said, Which},
    time,
    words::{Part, Unit},
};

/// Who says *eight* means an hour at which people are up; on another day one at which they work.
const UP: (i8, i8) = (7, 21);
const WORKING: (i8, i8) = (7, 18);

/// Nobody promises further ahead by a day and a month alone.
const FURTHEST_DAYS: i32 = 183;

const FRIDAY: i8 = 4;

pub(crate) fn due(said: &Said, now: &Zoned, habits: &Habits) -> Option<Zoned> {
    let due = match said.length {
        Some((length, unit)) => after(length, unit, now, habits)?,
        None => at(said, now, habits)?,
    };
    let furthest = now.checked_add(i64::from(FURTHEST_DAYS).days()).ok()?;
    (due > *now && due <= furthest).then_some(due)
}

fn after(length: i16, unit: Unit, now: &Zoned, habits: &Habits) -> Option<Zoned> {
    let length = (1..=1000).contains(&length).then_some(i64::from(length))?;
    match unit {
        Unit::Minutes => now.checked_add(SignedDuration::from_mins(length)).ok(),
        Unit::Hours => now.checked_add(SignedDuration::from_hours(length)).ok(),
        Unit::Rounds => local(now.datetime().checked_add(length.days()).ok()?, now),
        Unit::Days => local(now.date().checked_add(length.days()).ok()?.to_datetime(habits.closes), now),
        Unit::Weeks => local(now.date().checked_add(length.weeks()).ok()?.to_datetime(habits.closes), now),
        Unit::Workdays => {
            let mut date = now.date();
            let mut left = length;
            while left > 0 {
                date = date.tomorrow().ok()?;
                left -= i64::from(date.weekday().to_monday_zero_offset() <= FRIDAY);
            }
            local(date.to_datetime(habits.closes), now)
        }
    }
}

fn at(said: &Said, now: &Zoned, habits: &Habits) -> Option<Zoned> {
    let today = now.date();
    let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
    let date = match (said.day, said.week) {
        (Some(Day::Off(_)), Some(_)) => return None,
        (Some(Day::Off(days)), None) => today.checked_add(i64::from(days).days()).ok()?,
        (Some(Day::Weekday(day)), Some(week)) => {
            let weeks = i64::from(week == Which::Next);
            monday.checked_add(i64::from(day).days().weeks(weeks)).ok()?
        }
        (Some(Day::Weekday(day)), None) => weekday(day, said.which, monday, today)?,
        (Some(Day::Date { day, month, year }), _) => dated(day, month, year, today)?,
        (None, Some(Which::This)) => monday.checked_add(i64::from(FRIDAY).days()).ok()?,
        (None, Some(Which::Next)) => monday.checked_add(1.week().days(i64::from(FRIDAY))).ok()?,
        (None, None) if said.clock.is_some() || said.part.is_some() => today,
        (None, None) => return None,
    };
    let time = match said.clock {
        Some(clock) => hour(clock, said.part, date == today, now)?,
        None => match said.part {
            Some(part) => ends(part, habits),
            // Said of today after closing time, the evening is meant.
            None if date == today && now.time() >= habits.closes => time(23, 59, 0, 0),
            None => habits.closes,
        },
    };
    local(date.to_datetime(time), now)
}

/// The next one. *Next Friday* said on a Wednesday is this week's to some and next week's to others, and *Friday*
/// said on a Friday may be today: neither is guessed.
fn weekday(day: i8, which: Option<Which>, monday: Date, today: Date) -> Option<Date> {
    let this = monday.checked_add(i64::from(day).days()).ok()?;
    let following = this.checked_add(1.week()).ok()?;
    match which {
        Some(Which::This) => (this >= today).then_some(this),
        Some(Which::Next) => (this < today).then_some(following),
        None if this == today => None,
        None => Some(if this > today { this } else { following }),
    }
}

fn dated(day: i8, month: i8, year: Option<i16>, today: Date) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    let this = Date::new(today.year(), month, day).ok().filter(|date| *date >= today);
    this.or_else(|| Date::new(today.year() + 1, month, day).ok())
}

fn ends(part: Part, habits: &Habits) -> Time {
    match part {
        Part::Early => habits.early,
        Part::Forenoon => habits.forenoon,
        Part::Afternoon => habits.afternoon,
        Part::Evening => habits.evening,
    }
}

fn hour(clock: Clock, part: Option<Part>, today: bool, now: &Zoned) -> Option<Time> {
    let Clock { hour, minute, exact } = clock;
    let of = |hour: i8| Time::new(hour, minute, 0, 0).ok();
    if exact {
        return if hour == 24 { of(23).map(|_| time(23, 59, 0, 0)) } else { of(hour) };
    }
    let (early, late) = (hour % 12, hour % 12 + 12);
    match part {
        Some(Part::Early | Part::Forenoon) => return of(early),
        Some(Part::Afternoon | Part::Evening) => return of(late),
        None => {}
    }
    let (from, until) = if today { UP } else { WORKING };
    let plausible = [early, late].into_iter().filter(|hour| (from..=until).contains(hour)).filter_map(of);
    plausible.into_iter().find(|time| !today || *time > now.time())
}

/// Refused in the hour that spring leaves out; the first of the two in autumn.
fn local(at: DateTime, now: &Zoned) -> Option<Zoned> {
    let at = now.time_zone().to_ambiguous_zoned(at);
    if matches!(at.offset(), AmbiguousOffset::Gap { .. }) { None } else { at.earlier().ok() }
}

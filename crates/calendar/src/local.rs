//! A time as people type it: what a wall clock shows, which in one night of the year is no instant and in another is
//! two.

use jiff::{
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};
use valta_domain::Timestamp;

use crate::zone::instant;

/// What a time on the wall is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Local {
    At(Timestamp),
    /// The clock is moved forward over it. Offered are the times as far before and after the leap as the clock was moved:
    /// with 03:30 in a night that goes from three to four, 02:30 and 04:30.
    Nonexistent {
        before: Timestamp,
        after: Timestamp,
    },
    /// The clock is moved back, and the wall shows it twice.
    Ambiguous {
        first: Timestamp,
        second: Timestamp,
    },
}

impl Local {
    /// The instant, taking the first where there are two: what is promised is better early than late.
    pub const fn early(self) -> Option<Timestamp> {
        match self {
            Local::At(at) | Local::Ambiguous { first: at, .. } => Some(at),
            Local::Nonexistent { .. } => None,
        }
    }

    /// The instant for what has to go on whatever the clock does: the first of two, and of a time that is left out as
    /// long after the leap as it was meant to be.
    pub const fn in_any_case(self) -> Timestamp {
        match self {
            Local::At(at) | Local::Ambiguous { first: at, .. } | Local::Nonexistent { after: at, .. } => at,
        }
    }
}

/// An IANA zone by its name; none where there is no such zone.
pub fn zone(name: &str) -> Option<TimeZone> {
    crate::zone::read(name).ok()
}

/// None for a time that no calendar reaches.
pub fn find(local: DateTime, zone: &TimeZone) -> Option<Local> {
    let found = zone.to_ambiguous_timestamp(local);
    let early = instant(found.earlier().ok()?);
    let late = instant(found.later().ok()?);
    Some(match found.offset() {
        AmbiguousOffset::Unambiguous { .. } => Local::At(early),
        AmbiguousOffset::Gap { .. } => Local::Nonexistent { before: early, after: late },
        AmbiguousOffset::Fold { .. } => Local::Ambiguous { first: early, second: late },
    })
}

/// As a page's field gives it: `2026-10-25T03:30`, with seconds or without. None for anything else: an offset or a zone
/// behind it would say something that is not heard here.
pub fn read(text: &str, zone: &TimeZone) -> Option<Local> {
    let text = text.trim();
    let (_, clock) = text.split_once(['T', 't', ' '])?;
    if !clock.chars().all(|it| it.is_ascii_digit() || matches!(it, ':' | '.')) {
        return None;
    }
    find(text.parse().ok()?, zone)
}

#[cfg(test)]
mod tests;

//! Service points: where people are met, with hours, and with other places for a while; which is near and open.

use valta_domain::{PointId, Timestamp, calendar::Calendar, point};

use crate::{Hours, hours::Part};

/// A place on earth, in degrees: north and east are positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    north: f64,
    east: f64,
}

/// Of the sphere with the same surface as the earth, in metres: no distance is wrong by more than six in a thousand.
const RADIUS: f64 = 6_371_007.2;

impl Place {
    /// None for what is not on earth.
    pub fn new(north: f64, east: f64) -> Option<Place> {
        let sound = (-90.0..=90.0).contains(&north) && (-180.0..=180.0).contains(&east);
        sound.then_some(Place { north, east })
    }

    pub const fn north(self) -> f64 {
        self.north
    }

    pub const fn east(self) -> f64 {
        self.east
    }

    /// Metres along a great circle, by the haversine, which keeps its digits over short ways.
    pub fn metres_to(self, other: Place) -> f64 {
        let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
        let along = self.north.to_radians().cos() * other.north.to_radians().cos();
        let chord = half(self.north, other.north) + along * half(self.east, other.east);
        2.0 * RADIUS * chord.clamp(0.0, 1.0).sqrt().asin()
    }
}

#[derive(Clone, Debug)]
pub struct ServicePoint {
    pub id: PointId,
    pub name: String,
    pub stand: Stand,
    /// Of two that hold at once, the later one in the list.
    pub moves: Vec<Move>,
}

/// Where people are met, and when.
#[derive(Clone, Debug)]
pub struct Stand {
    pub address: String,
    pub place: Place,
    pub hours: Hours,
}

/// From an instant until another the point stands elsewhere, with the hours that are kept there.
#[derive(Clone, Debug)]
pub struct Move {
    pub from: Timestamp,
    pub until: Timestamp,
    /// Where it is closed all that time, the place is its own and the hours are none.
    pub stand: Stand,
    pub closed: bool,
}

/// A point as it answers somebody who stands somewhere.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    pub point: &'a ServicePoint,
    /// Where it is when it is open: now, or when it opens next.
    pub stand: &'a Stand,
    pub metres: f64,
    /// When it opens; the instant asked for when it is open.
    pub opens: Timestamp,
    /// When it closes after that or moves; none when it does neither.
    pub until: Option<Timestamp>,
}

/// What to tell somebody who looks for a point.
#[derive(Clone, Copy, Debug)]
pub struct Nearest<'a> {
    /// The nearest that is open.
    pub open: Option<Found<'a>>,
    /// The nearest of those that are closed and will open.
    pub closed: Option<Found<'a>>,
    /// The first of those to open; the nearest, where several open at once.
    pub soonest: Option<Found<'a>>,
}

impl ServicePoint {
    /// As it was said.
    pub fn of(id: PointId, said: &point::Point) -> Result<ServicePoint, Part> {
        let own = stand(&said.stand)?;
        let moves = said.moves.iter().map(|away| {
            let stand = match &away.stand {
                Some(elsewhere) => stand(elsewhere)?,
                None => Stand { hours: never(&said.stand.hours.time_zone)?, ..own.clone() },
            };
            Ok(Move { from: away.from, until: away.until, stand, closed: away.stand.is_none() })
        });
        let moves = moves.collect::<Result<_, Part>>()?;
        Ok(ServicePoint { id, name: said.name.clone(), stand: own, moves })
    }

    /// Where it stands at an instant.
    pub fn stands(&self, at: Timestamp) -> &Stand {
        let holds = |it: &&Move| it.from <= at && at < it.until;
        self.moves.iter().rev().find(holds).map_or(&self.stand, |it| &it.stand)
    }

    /// The next instant at which it may stand elsewhere.
    fn edge(&self, at: Timestamp) -> Option<Timestamp> {
        self.moves.iter().flat_map(|it| [it.from, it.until]).filter(|edge| *edge > at).min()
    }

    /// From when on it serves next, where, and until when; `at` itself when it serves.
    pub fn next(&self, at: Timestamp) -> Option<(Timestamp, &Stand, Option<Timestamp>)> {
        let mut from = at;
        loop {
            let (stand, edge) = (self.stands(from), self.edge(from));
            let before = |found: &Timestamp| edge.is_none_or(|edge| *found < edge);
            if let Some(opens) = stand.hours.next_opening(from).filter(before) {
                return Some((opens, stand, stand.hours.next_closing(opens).filter(before).or(edge)));
            }
            from = edge?;
        }
    }

    pub fn is_open(&self, at: Timestamp) -> bool {
        self.stands(at).hours.is_open(at)
    }
}

#[expect(clippy::cast_precision_loss, reason = "millionths of a degree have nine digits at the most")]
fn stand(said: &point::Stand) -> Result<Stand, Part> {
    let degrees = |millionths: i64| millionths as f64 / point::Coordinates::DEGREE as f64;
    let point::Coordinates { north, east } = said.place;
    // What was said was found to be on earth.
    let place = Place { north: degrees(north), east: degrees(east) };
    Ok(Stand { address: said.address.clone(), place, hours: Hours::of(&said.hours)? })
}

fn never(time_zone: &str) -> Result<Hours, Part> {
    Hours::of(&Calendar { time_zone: time_zone.to_owned(), ..Calendar::default() })
}

/// Those that serve or will, the nearest first, each where it is when it serves.
pub fn around(points: &[ServicePoint], from: Place, at: Timestamp) -> Vec<Found<'_>> {
    let found = points.iter().filter_map(|point| {
        let (opens, stand, until) = point.next(at)?;
        Some(Found { point, stand, metres: from.metres_to(stand.place), opens, until })
    });
    let mut found: Vec<Found<'_>> = found.collect();
    found.sort_by(|one, other| one.metres.total_cmp(&other.metres));
    found
}

pub fn nearest(points: &[ServicePoint], from: Place, at: Timestamp) -> Nearest<'_> {
    let found = around(points, from, at);
    let closed = || found.iter().filter(|found| found.opens > at);
    Nearest {
        open: found.iter().find(|found| found.opens == at).copied(),
        closed: closed().next().copied(),
        // The first of the least, and they stand by distance.
        soonest: closed().min_by_key(|found| found.opens).copied(),
    }
}

#[cfg(test)]
mod tests;

//! Service points: where customers are met and when, and where for a while. Here they are only kept and changed; which of
//! them is near and open is the crate `calendar`'s to say.

use serde::{Deserialize, Serialize};

use crate::{Refusal, Timestamp, calendar::Calendar, event::HouseEvent, id::PointId, refusal::Field};

/// Moves of one point that are kept at once.
pub const MOST_MOVES: usize = 30;

/// In millionths of a degree, a hand's breadth: whole numbers are the same for everybody who reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coordinates {
    pub north: i64,
    pub east: i64,
}

impl Coordinates {
    pub const DEGREE: i64 = 1_000_000;

    /// None for what is not on earth.
    pub fn new(north: i64, east: i64) -> Option<Coordinates> {
        let sound = north.unsigned_abs() <= 90_000_000 && east.unsigned_abs() <= 180_000_000;
        sound.then_some(Coordinates { north, east })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub name: String,
    pub stand: Stand,
    /// In the order of their beginnings.
    pub moves: Vec<Move>,
    /// Nobody is met there any more.
    pub closed: bool,
}

/// Where people are met, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    pub address: String,
    pub place: Coordinates,
    pub hours: Calendar,
}

/// From an instant until another it is as said here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    pub from: Timestamp,
    pub until: Timestamp,
    /// None: it is closed.
    pub stand: Option<Stand>,
}

impl Point {
    /// The same point with one move more; what it overlaps with stands beside it, and the later one holds.
    #[must_use]
    pub fn moved(mut self, away: Move) -> Point {
        self.moves.push(away);
        self.moves.sort_by_key(|one| (one.from, one.until));
        self
    }

    /// The same point without what was said of this time.
    #[must_use]
    pub fn not_moved(mut self, from: Timestamp, until: Timestamp) -> Point {
        self.moves.retain(|one| (one.from, one.until) != (from, until));
        self
    }
}

/// What is over is not kept on. Saying what already holds changes nothing.
pub fn decide_set(
    id: PointId,
    known: Option<&Point>,
    mut point: Point,
    now: Timestamp,
) -> Result<Vec<HouseEvent>, Refusal> {
    let stands = point.moves.iter().filter_map(|one| one.stand.as_ref()).chain([&point.stand]);
    for stand in stands {
        if Coordinates::new(stand.place.north, stand.place.east).is_none() {
            return Err(Refusal::Unusable(Field::Place));
        }
    }
    for away in &point.moves {
        if away.until <= away.from {
            return Err(Refusal::Unusable(Field::Until));
        }
        let is_new = known.is_none_or(|known| !known.moves.contains(away));
        if is_new && away.until <= now {
            return Err(Refusal::InThePast { now });
        }
    }
    if known == Some(&point) {
        return Ok(vec![]);
    }
    point.moves.retain(|away| away.until > now);
    if point.moves.len() > MOST_MOVES {
        return Err(Refusal::TooLong(Field::Until));
    }
    Ok(vec![HouseEvent::PointSet { point: id, said: Box::new(point) }])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(north: i64, east: i64) -> Stand {
        let place = Coordinates { north, east };
        Stand { address: "Valtakatu 5".into(), place, hours: Calendar::default() }
    }

    fn point(moves: &[(i64, i64)]) -> Point {
        let moves = moves.iter().map(|(from, until)| Move {
            from: Timestamp(*from),
            until: Timestamp(*until),
            stand: None,
        });
        let (name, stand) = ("Rovaniemi".into(), stand(66_503_000, 25_726_000));
        Point { name, stand, moves: moves.collect(), closed: false }
    }

    fn said(known: Option<&Point>, point: Point) -> String {
        match decide_set(PointId(uuid::Uuid::nil()), known, point, Timestamp(100)) {
            Err(no) => format!("{} {:?}", no.code(), no.field().map(Field::code)),
            Ok(events) => events
                .into_iter()
                .map(|event| {
                    let HouseEvent::PointSet { said, .. } = event else { return format!("{event:?}") };
                    let moves = said.moves.iter().map(|it| (it.from.micros(), it.until.micros()));
                    format!("set {:?}", moves.collect::<Vec<_>>())
                })
                .collect::<Vec<_>>()
                .join(", "),
        }
    }

    #[test]
    fn what_may_be_said_of_a_point() {
        assert_eq!(said(None, point(&[])), "set []");
        assert_eq!(said(Some(&point(&[])), point(&[])), "");
        assert_eq!(said(None, point(&[(100, 200)])), "set [(100, 200)]");
        // A move that ends before it begins, or when it begins, or ended before anybody heard of it.
        assert_eq!(said(None, point(&[(200, 150)])), "unusable Some(\"until\")");
        assert_eq!(said(None, point(&[(200, 200)])), "unusable Some(\"until\")");
        assert_eq!(said(None, point(&[(50, 100)])), "in_the_past None");
        // What was known and is over goes without a word with the next one.
        let over = point(&[(50, 99)]);
        assert_eq!(said(Some(&over), over.clone()), "");
        assert_eq!(said(Some(&over), point(&[(50, 99), (300, 400)])), "set [(300, 400)]");
        let many: Vec<(i64, i64)> = (0..=30).map(|it| (it, 1000)).collect();
        assert_eq!(said(None, point(&many)), "too_long Some(\"until\")");
        for (north, east) in [(90_000_001, 0), (-90_000_001, 0), (0, 180_000_001), (i64::MIN, i64::MIN)] {
            let off = Point { stand: stand(north, east), ..point(&[]) };
            assert_eq!(said(None, off), "unusable Some(\"place\")");
            let mut off = point(&[(100, 200)]);
            off.moves[0].stand = Some(stand(north, east));
            assert_eq!(said(None, off), "unusable Some(\"place\")");
        }
    }

    #[test]
    fn moves_are_added_and_taken_away_one_by_one() {
        let away = |from, until| Move { from: Timestamp(from), until: Timestamp(until), stand: None };
        let moved = point(&[(300, 400)]).moved(away(100, 200));
        assert_eq!(moved, point(&[(100, 200), (300, 400)]));
        assert_eq!(moved.not_moved(Timestamp(300), Timestamp(400)), point(&[(100, 200)]));
        assert_eq!(point(&[(1, 2)]).not_moved(Timestamp(1), Timestamp(3)), point(&[(1, 2)]));
    }
}

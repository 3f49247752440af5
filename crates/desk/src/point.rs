//! Service points at the desk: where customers are met, when, and where for a while; and which is near and open.

use valta_calendar::{hours::Hours, point::ServicePoint};
use valta_domain::{
    PointId, Refusal, Stream, Timestamp,
    calendar::Calendar,
    point::{self, Coordinates, Move, Point, Stand},
    refusal::Field,
    text,
};
use valta_policy::Action;
use valta_store::{
    Fault, Tx, lock, record,
    views::{self, point::PointLine},
};

use crate::{By, Desk, Key, No, calendar::field, work::fresh_id};

/// Points that a house can name.
const MOST_POINTS: usize = 500;

#[derive(Clone, Debug)]
pub struct SetPoint {
    /// None makes a new one. Else with the version that the person saw: who was faster is not overwritten.
    pub id: Option<(PointId, i64)>,
    pub name: String,
    pub stand: Stand,
    pub closed: bool,
}

impl Desk {
    /// The points as they were said, by name.
    pub fn points(&self, tx: &mut Tx<'_>) -> Result<Vec<PointLine>, Fault> {
        let mut points = views::point::all(tx)?;
        points.sort_by_key(|point| (point.said.closed, point.said.name.to_lowercase()));
        Ok(points)
    }

    /// Those where people are met.
    pub fn service_points(&self, tx: &mut Tx<'_>) -> Result<Vec<ServicePoint>, Fault> {
        let points = self.points(tx)?;
        let serving = points.iter().filter(|point| !point.said.closed);
        let read = serving.map(|point| {
            ServicePoint::of(point.id, &point.said)
                .map_err(|part| Fault::bug(format!("the hours of a point are unread: {part:?}")))
        });
        read.collect()
    }

    /// The point itself; where it stands for a while stays as it is.
    pub async fn set_point(&self, by: By, key: Option<Key>, set: SetPoint) -> Result<PointId, No> {
        let id = set.id.map_or_else(|| PointId(fresh_id()), |(id, _)| id);
        self.change_point(by, key, id, move |known, all| {
            let seen = set.id.map(|(_, seen)| seen);
            let known = match (seen, known) {
                (None, _) if all.len() >= MOST_POINTS => return Err(Refusal::TooLong(Field::Name)),
                (None, _) => None,
                (Some(_), None) => return Err(Refusal::NotFound),
                (Some(seen), Some(known)) if seen == known.version => Some(known),
                (Some(_), Some(known)) => return Err(Refusal::Stale { version: known.version }),
            };
            let name = text::line(Field::Name, &set.name)?;
            let same = |other: &&PointLine| {
                other.id != id && !other.said.closed && other.said.name.to_lowercase() == name.to_lowercase()
            };
            if !set.closed && all.iter().any(|other| same(&other)) {
                return Err(Refusal::AlreadyThere);
            }
            let moves = known.map(|known| known.said.moves.clone()).unwrap_or_default();
            Ok(Point { name, stand: sound(&set.stand)?, moves, closed: set.closed })
        })
        .await?;
        Ok(id)
    }

    /// For a while it stands elsewhere, or is closed.
    pub async fn move_point(&self, by: By, key: Option<Key>, id: PointId, away: Move) -> Result<(), No> {
        self.change_point(by, key, id, move |known, _| {
            let stand = away.stand.as_ref().map(sound).transpose()?;
            let known = known.ok_or(Refusal::NotFound)?.said.clone();
            Ok(known.moved(Move { stand, ..away.clone() }))
        })
        .await
    }

    /// It is there all the same.
    pub async fn forget_move(
        &self,
        by: By,
        key: Option<Key>,
        id: PointId,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<(), No> {
        self.change_point(by, key, id, move |known, _| {
            Ok(known.ok_or(Refusal::NotFound)?.said.clone().not_moved(from, until))
        })
        .await
    }

    async fn change_point<F>(&self, by: By, key: Option<Key>, id: PointId, change: F) -> Result<(), No>
    where
        F: Fn(Option<&PointLine>, &[PointLine]) -> Result<Point, Refusal> + Send + 'static,
    {
        self.must(by, Action::KeepPoints)?;
        self.transact(by.actor(), key, move |work| {
            lock::hold(work.tx, &Stream::House.to_string())?;
            let all = views::point::all(work.tx)?;
            let known = all.iter().find(|point| point.id == id);
            let wanted = change(known, &all)?;
            let events = point::decide_set(id, known.map(|known| &known.said), wanted, work.at)?;
            let (_, mut head) = record::load(work.tx, Stream::House)?;
            work.record(Stream::House, &mut head, events)
        })
        .await
    }
}

/// As it would be said: the address in one line, the hours as they are read.
fn sound(stand: &Stand) -> Result<Stand, Refusal> {
    let Coordinates { north, east } = stand.place;
    let place = Coordinates::new(north, east).ok_or(Refusal::Unusable(Field::Place))?;
    let calendar = Calendar { on_holidays: "closed".into(), ..stand.hours.clone() };
    let hours = Hours::of(&calendar).map_err(|part| Refusal::Unusable(field(&part)))?;
    Ok(Stand { address: text::line(Field::Street, &stand.address)?, place, hours: hours.said() })
}

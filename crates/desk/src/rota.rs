//! The house's rota at the desk: kept as leads say it, taken over by whoever does the turn; and who is on call at an
//! instant, with those who stand in for somebody away.

use valta_calendar::rota::{Part, Rota, Watch, Wrong};
use valta_domain::{
    AgentId, Refusal, Stream, Timestamp,
    duty::{self, Staff},
    refusal::Field,
    rota::{self, Taken},
    time::DAY,
};
use valta_policy::Action;
use valta_store::{Fault, Tx, lock, record, views};

use crate::{By, Desk, Key, No, work};

/// Levels, and people in turn on one, that a rota can have.
pub const MOST_LEVELS: usize = 5;
pub const MOST_IN_TURN: usize = 30;
/// Spans taken over of so long ago (µs) still tell who was to be called.
const LOOKED_BACK: i64 = 8 * DAY;
/// The longest (µs) that a turn is taken for, and how far ahead.
const LONGEST: i64 = 92 * DAY;
const FARTHEST: i64 = 366 * DAY;

/// The rota as it stands.
#[derive(Clone, Debug)]
pub struct Kept {
    pub said: rota::Rota,
    /// How often it was said; what somebody saw who says another one.
    pub version: i64,
    /// What it means; none while it calls nobody.
    pub rota: Option<Rota>,
}

/// The rota as somebody wants it.
#[derive(Clone, Debug)]
pub struct SetRota {
    /// The version that the person saw; 0 where there was none.
    pub seen: i64,
    pub rota: rota::Rota,
}

/// Who answers on a level at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnCall {
    /// From 0 on.
    pub level: usize,
    pub after_minutes: u32,
    /// Whose turn it is.
    pub holder: Option<AgentId>,
    /// Who answers: the holder, or who covers for them while they are away.
    pub answers: Option<AgentId>,
}

impl Desk {
    /// The rota with those who have left taken out of it; none where nobody has said one.
    pub fn rota(&self, tx: &mut Tx<'_>) -> Result<Option<Kept>, Fault> {
        let staff = self.staff(tx)?;
        self.rota_among(tx, &staff)
    }

    pub(crate) fn rota_among(&self, tx: &mut Tx<'_>, staff: &Staff) -> Result<Option<Kept>, Fault> {
        let Some(said) = views::rota::kept(tx)? else { return Ok(None) };
        self.rota_said(tx, staff, said).map(Some)
    }

    /// What was said, as it holds now.
    fn rota_said(
        &self,
        tx: &mut Tx<'_>,
        staff: &Staff,
        (said, version): (rota::Rota, i64),
    ) -> Result<Kept, Fault> {
        let zone = self.zone(tx)?;
        let mut rota =
            Rota::of(&said, zone).map_err(|part| Fault::bug(format!("the rota's {part:?} is unread")))?;
        let taken = views::rota::taken_from(tx, self.now().minus(LOOKED_BACK))?;
        let people = said.people().chain(taken.iter().map(|taken| taken.by));
        let gone: Vec<AgentId> =
            people.filter(|agent| staff.get(agent).is_none_or(|standing| standing.gone)).collect();
        rota = rota.map(|rota| {
            let rota = gone.into_iter().fold(rota, |rota, agent| rota.left(agent, Timestamp(0)));
            taken.into_iter().fold(rota, |rota, taken| rota.taken(taken.into()))
        });
        Ok(Kept { said, version, rota })
    }

    /// Who answers at an instant, level by level, where people are called then: out of hours, or at all times.
    pub fn on_call(&self, tx: &mut Tx<'_>, at: Timestamp) -> Result<Vec<OnCall>, Fault> {
        let Some(said) = views::rota::kept(tx)? else { return Ok(vec![]) };
        if !said.0.at_all_times && !self.is_out_of_hours(tx, at)? {
            return Ok(vec![]);
        }
        let staff = self.staff(tx)?;
        Ok(self.rota_said(tx, &staff, said)?.on_call(&staff, at))
    }

    pub async fn set_rota(&self, by: By, key: Option<Key>, set: SetRota) -> Result<(), No> {
        self.must(by, Action::KeepRota)?;
        self.transact_while(work::Staff::Stays, by.actor(), key, move |work| {
            lock::hold(work.tx, &Stream::House.to_string())?;
            let desk = work.desk;
            let staff = desk.staff(work.tx)?;
            let known = desk.rota_among(work.tx, &staff)?;
            let version = known.as_ref().map_or(0, |known| known.version);
            if set.seen != version {
                return Err(Refusal::Stale { version }.into());
            }
            must_be_sound(&set.rota)?;
            // Who has a turn already may have left since; nobody new does who is not here.
            let had: Vec<AgentId> = known.iter().flat_map(|known| known.said.people()).collect();
            let here = |agent: &AgentId| staff.get(agent).is_some_and(|standing| !standing.gone);
            if set.rota.people().any(|agent| !here(&agent) && !had.contains(&agent)) {
                return Err(Refusal::HasLeft.into());
            }
            Rota::of(&set.rota, desk.zone(work.tx)?).map_err(refused)?;
            let events = rota::decide_set(known.as_ref().map(|known| &known.said), set.rota.clone());
            let (_, mut head) = record::load(work.tx, Stream::House)?;
            work.record(Stream::House, &mut head, events)
        })
        .await
    }

    /// Somebody takes a span over: by themselves, or because a lead says so.
    pub async fn take_watch(&self, by: By, key: Option<Key>, take: Taken) -> Result<(), No> {
        self.must_to(by, Action::TakeWatch, take.by)?;
        self.transact_while(work::Staff::Stays, by.actor(), key, move |work| {
            lock::hold(work.tx, &Stream::House.to_string())?;
            let staff = work.desk.staff(work.tx)?;
            let known = work.desk.rota_among(work.tx, &staff)?.ok_or(Refusal::Unusable(Field::Level))?;
            if staff.get(&take.by).is_none_or(|standing| standing.gone) {
                return Err(Refusal::HasLeft.into());
            }
            if take.until.since(take.from) > LONGEST || take.until.since(work.at) > FARTHEST {
                return Err(Refusal::Unusable(Field::Until).into());
            }
            let events = rota::decide_take(&known.said, take, work.at)?;
            let (_, mut head) = record::load(work.tx, Stream::House)?;
            work.record(Stream::House, &mut head, events)
        })
        .await
    }
}

impl Kept {
    /// Who answers at an instant, whether or not anybody is called then.
    pub fn on_call(&self, staff: &Staff, at: Timestamp) -> Vec<OnCall> {
        let Some(rota) = &self.rota else { return vec![] };
        let levels = rota.levels().iter().zip(rota.on_call(at)).enumerate();
        let one = |(level, (it, holder)): (usize, (&valta_calendar::rota::Level, Option<AgentId>))| {
            let answers = holder.and_then(|holder| duty::carrier(staff, holder, at));
            OnCall { level, after_minutes: it.after_minutes, holder, answers }
        };
        levels.map(one).collect()
    }

    /// Who is on call on each level over a period.
    pub fn watches(&self, from: Timestamp, until: Timestamp) -> Vec<Vec<Watch>> {
        let Some(rota) = &self.rota else { return vec![] };
        (0..rota.levels().len()).map(|level| rota.watches(level, from, until)).collect()
    }
}

fn must_be_sound(rota: &rota::Rota) -> Result<(), Refusal> {
    if rota.levels.len() > MOST_LEVELS {
        return Err(Refusal::TooLong(Field::Level));
    }
    let most = rota.levels.iter().flat_map(|level| &level.orders).map(|order| order.turns.len()).max();
    if most.unwrap_or(0) > MOST_IN_TURN { Err(Refusal::TooLong(Field::Asked)) } else { Ok(()) }
}

const fn refused(part: Part) -> Refusal {
    Refusal::Unusable(match part {
        Part::ChangesAt => Field::Hours,
        Part::From(_) | Part::Wrong(Wrong::OrdersNotRising | Wrong::TurnWithoutDays) => Field::Day,
        Part::People(_) | Part::Wrong(Wrong::NoLevel) => Field::Level,
        Part::Wrong(Wrong::LevelsNotRising) => Field::Minutes,
    })
}

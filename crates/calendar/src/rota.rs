//! Who answers out of hours: people in turn, on levels that are called one after another when nobody has touched what came
//! in, with changes of watch on the wall clock of the house. (A *handover* is another thing: of a case.)
//!
//! The rota says who is on call at every instant; whether that matters just then is the house's hours' to say.

use std::collections::BTreeMap;

use jiff::{
    ToSpan as _,
    civil::{Date, Time},
    tz::TimeZone,
};
use valta_domain::{
    AgentId, Timestamp,
    time::{DAY, MINUTE},
};

use crate::{local, zone::regime};

mod kept;
pub use kept::{Part, clock, day};

#[derive(Clone, Debug)]
pub struct Rota {
    zone: TimeZone,
    changes_at: Time,
    levels: Vec<Level>,
    left: BTreeMap<AgentId, Timestamp>,
    taken: Vec<Taken>,
}

/// Who is called, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Minutes without a touch after which it is called; the first level has 0.
    pub after_minutes: u32,
    /// Each holds from its day until the next one does, so that a change leaves what was as it was.
    pub orders: Vec<Order>,
}

/// People in turn, over and over. Without turns nobody is on call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The day of the first change. Turns of whole weeks all change on its weekday.
    pub from: Date,
    pub turns: Vec<Turn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    pub agent: AgentId,
    /// At least one.
    pub days: u16,
}

/// Somebody takes a span over. Later ones are heard after earlier ones, so what was taken can be taken again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// From 0 on.
    pub level: usize,
    pub from: Timestamp,
    pub until: Timestamp,
    pub by: AgentId,
    /// Only what this person would have; none: whoever's it is.
    pub instead_of: Option<AgentId>,
}

/// Why there is no such rota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    NoLevel,
    /// The first level is called at once, each other one later than the one before.
    LevelsNotRising,
    /// A level has no order, or not each begins later than the one before.
    OrdersNotRising,
    TurnWithoutDays,
}

/// Who is on call from an instant until another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    pub from: Timestamp,
    pub until: Timestamp,
    /// None: nobody is.
    pub agent: Option<AgentId>,
}

/// On a level, from an instant on, somebody else is on call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub at: Timestamp,
    pub from: Option<AgentId>,
    pub to: Option<AgentId>,
}

/// Who is called when, unless somebody touches it before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    pub level: usize,
    pub at: Timestamp,
    pub agent: Option<AgentId>,
}

/// A span in which a level is of no help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    pub level: usize,
    pub from: Timestamp,
    pub until: Timestamp,
    pub because: GapBecause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapBecause {
    Nobody,
    /// Whoever is on call here has been called on an earlier level.
    CalledAlready(AgentId),
}

/// Days beyond all that was arranged in which a change is looked for, besides two rounds of the longest order.
const AHEAD: i64 = 731;

impl Rota {
    /// `changes_at` is the time of day at which turns do; on a day that does not have it, as much later as the clock is
    /// moved, and where it comes twice, the first time.
    pub fn new(zone: TimeZone, changes_at: Time, levels: Vec<Level>) -> Result<Rota, Wrong> {
        let called_at_once = levels.first().ok_or(Wrong::NoLevel)?.after_minutes == 0;
        let rising = |pair: &[Level]| pair[0].after_minutes < pair[1].after_minutes;
        if !called_at_once || !levels.windows(2).all(rising) {
            return Err(Wrong::LevelsNotRising);
        }
        for Level { orders, .. } in &levels {
            if orders.is_empty() || !orders.windows(2).all(|pair| pair[0].from < pair[1].from) {
                return Err(Wrong::OrdersNotRising);
            }
            if orders.iter().flat_map(|order| &order.turns).any(|turn| turn.days == 0) {
                return Err(Wrong::TurnWithoutDays);
            }
        }
        Ok(Rota { zone, changes_at, levels, left: BTreeMap::new(), taken: Vec::new() })
    }

    /// From the instant on, the person has no turns: whoever comes next in the order stands in, and nobody else's turn
    /// moves.
    #[must_use]
    pub fn left(mut self, agent: AgentId, at: Timestamp) -> Rota {
        self.left.insert(agent, at);
        self
    }

    #[must_use]
    pub fn taken(mut self, taken: Taken) -> Rota {
        self.taken.push(taken);
        self
    }

    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// Who is on call at an instant, a place for each level. Nobody stands on two levels as long as the order of the later
    /// one has anybody else, unless somebody took it so.
    pub fn on_call(&self, at: Timestamp) -> Vec<Option<AgentId>> {
        let day = self.day(at);
        let mut called: Vec<Option<AgentId>> = Vec::with_capacity(self.levels.len());
        for (number, level) in self.levels.iter().enumerate() {
            let mut holder = day.and_then(|day| self.in_turn(level, day, at, &called));
            let holds =
                |it: &&Taken| it.level == number && it.from <= at && at < it.until && self.is_here(it.by, at);
            for taken in self.taken.iter().filter(holds) {
                if taken.instead_of.is_none_or(|agent| holder == Some(agent)) {
                    holder = Some(taken.by);
                }
            }
            called.push(holder);
        }
        called
    }

    fn in_turn(
        &self,
        level: &Level,
        day: Date,
        at: Timestamp,
        called: &[Option<AgentId>],
    ) -> Option<AgentId> {
        let order = level.orders.iter().rev().find(|order| order.from <= day)?;
        let round: i64 = order.turns.iter().map(|turn| i64::from(turn.days)).sum();
        let mut rest = days_between(order.from, day).checked_rem(round)?;
        let first = order.turns.iter().position(|turn| {
            rest -= i64::from(turn.days);
            rest < 0
        })?;
        let (before, from) = order.turns.split_at(first);
        let here =
            || from.iter().chain(before).map(|turn| turn.agent).filter(|agent| self.is_here(*agent, at));
        here().find(|agent| !called.contains(&Some(*agent))).or_else(|| here().next())
    }

    fn is_here(&self, agent: AgentId, at: Timestamp) -> bool {
        self.left.get(&agent).is_none_or(|left| at < *left)
    }

    /// When turns that change on this day change.
    fn changes(&self, day: Date) -> Option<Timestamp> {
        local::find(day.to_datetime(self.changes_at), &self.zone).map(local::Local::in_any_case)
    }

    /// The day whose turn it is: the last one whose change has been.
    fn day(&self, at: Timestamp) -> Option<Date> {
        let offset = regime(&self.zone, at)?.offset;
        let days = at.plus(offset).micros().div_euclid(DAY);
        // A day too late, for a wall clock that was moved over midnight.
        let mut day = Date::constant(1970, 1, 1).checked_add((days + 1).days()).ok()?;
        while self.changes(day)? > at {
            day = day.yesterday().ok()?;
        }
        Some(day)
    }

    /// The next instant at which anything may be another; none at the end of time.
    fn edge(&self, at: Timestamp) -> Option<Timestamp> {
        let mut day = self.day(at)?.tomorrow().ok()?;
        let mut turn = self.changes(day)?;
        // Where a day was left out, two have the same change.
        while turn <= at {
            day = day.tomorrow().ok()?;
            turn = self.changes(day)?;
        }
        let arranged = self.taken.iter().flat_map(|taken| [taken.from, taken.until]);
        arranged.chain(self.left.values().copied()).filter(|edge| *edge > at).chain([turn]).min()
    }

    /// The period in pieces in which nothing changes.
    fn pieces(&self, from: Timestamp, until: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let mut at = from;
        std::iter::from_fn(move || {
            let begins = at;
            at = self.edge(begins).map_or(until, |edge| edge.min(until));
            (begins < until).then_some((begins, at))
        })
    }

    /// Who is on call on a level over a period: each instant of it in one span, and no two neighbours alike.
    pub fn watches(&self, level: usize, from: Timestamp, until: Timestamp) -> Vec<Watch> {
        let mut watches: Vec<Watch> = Vec::new();
        for (from, until) in self.pieces(from, until) {
            let agent = self.on_call(from).get(level).copied().flatten();
            match watches.last_mut() {
                Some(last) if last.agent == agent => last.until = until,
                Some(_) | None => watches.push(Watch { from, until, agent }),
            }
        }
        watches
    }

    /// The first change on a level after an instant; none when the same person stays.
    pub fn next_change(&self, level: usize, at: Timestamp) -> Option<Change> {
        let on_call = |at| self.on_call(at).get(level).copied().flatten();
        let from = on_call(at);
        let mut pieces = self.pieces(at, self.horizon(at)).skip(1);
        pieces
            .find_map(|(at, _)| Some(on_call(at)).filter(|to| *to != from).map(|to| Change { at, from, to }))
    }

    fn horizon(&self, at: Timestamp) -> Timestamp {
        let orders = || self.levels.iter().flat_map(|level| &level.orders);
        let begun = orders().filter_map(|order| self.changes(order.from));
        let taken = self.taken.iter().flat_map(|taken| [taken.from, taken.until]);
        // What was taken for ever ends nothing.
        let arranged =
            begun.chain(taken).chain(self.left.values().copied()).filter(|edge| edge.micros() < i64::MAX);
        let rounds = orders().map(|order| order.turns.iter().map(|turn| i64::from(turn.days)).sum::<i64>());
        let last = arranged.chain([at]).max().unwrap_or(at);
        last.plus((AHEAD + 2 * rounds.max().unwrap_or(0)) * DAY)
    }

    /// Who is called when, level by level, about what came in or was last touched at an instant: on each level whoever is on
    /// call when its time comes. A touch begins it anew.
    pub fn calls(&self, since: Timestamp) -> Vec<Call> {
        let call = |(level, it): (usize, &Level)| {
            let at = since.plus(i64::from(it.after_minutes) * MINUTE);
            Call { level, at, agent: self.on_call(at).get(level).copied().flatten() }
        };
        self.levels.iter().enumerate().map(call).collect()
    }

    /// The spans of a period in which a level is of no help, by level and in order.
    pub fn gaps(&self, from: Timestamp, until: Timestamp) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = Vec::new();
        for (from, until) in self.pieces(from, until) {
            let called = self.on_call(from);
            for (level, agent) in called.iter().enumerate() {
                let earlier = called.get(..level).unwrap_or_default();
                let because = match agent {
                    None => GapBecause::Nobody,
                    Some(agent) if earlier.contains(&Some(*agent)) => GapBecause::CalledAlready(*agent),
                    Some(_) => continue,
                };
                let goes_on =
                    |gap: &&mut Gap| gap.level == level && gap.until == from && gap.because == because;
                match gaps.iter_mut().rev().find(goes_on) {
                    Some(gap) => gap.until = until,
                    None => gaps.push(Gap { level, from, until, because }),
                }
            }
        }
        gaps.sort_by_key(|gap| (gap.level, gap.from));
        gaps
    }
}

fn days_between(from: Date, until: Date) -> i64 {
    until.duration_since(from).as_hours() / 24
}

#[cfg(test)]
mod tests;

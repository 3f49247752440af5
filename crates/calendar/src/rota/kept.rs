//! The rota as the house keeps it, read: what it means on the house's clock.

use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};
use valta_domain::rota as said;

use super::{Level, Order, Rota, Taken, Turn, Wrong};

/// The part of a rota that cannot be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// When turns change.
    ChangesAt,
    /// The day from which an order of this level holds.
    From(usize),
    /// Nobody is in turn on this level.
    People(usize),
    Wrong(Wrong),
}

impl Rota {
    /// None for a rota that calls nobody.
    pub fn of(rota: &said::Rota, zone: TimeZone) -> Result<Option<Rota>, Part> {
        let changes_at = clock(&rota.changes_at).ok_or(Part::ChangesAt)?;
        let mut levels = Vec::with_capacity(rota.levels.len());
        for (number, level) in rota.levels.iter().enumerate() {
            let mut orders = Vec::with_capacity(level.orders.len());
            for order in &level.orders {
                if order.turns.is_empty() {
                    return Err(Part::People(number));
                }
                let turn = |turn: &said::Turn| Turn { agent: turn.agent, days: turn.days };
                let from = day(&order.from).ok_or(Part::From(number))?;
                orders.push(Order { from, turns: order.turns.iter().map(turn).collect() });
            }
            levels.push(Level { after_minutes: level.after_minutes, orders });
        }
        if levels.is_empty() {
            return Ok(None);
        }
        Rota::new(zone, changes_at, levels).map(Some).map_err(Part::Wrong)
    }
}

impl From<said::Taken> for Taken {
    fn from(taken: said::Taken) -> Taken {
        let said::Taken { level, from, until, by } = taken;
        Taken { level: usize::try_from(level).unwrap_or(usize::MAX), from, until, by, instead_of: None }
    }
}

/// `08:00`, and nothing finer than a minute.
pub fn clock(text: &str) -> Option<Time> {
    let time: Time = text.trim().parse().ok()?;
    (time.second() == 0 && time.subsec_nanosecond() == 0).then_some(time)
}

/// `2026-11-23`.
pub fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let day: Date = text.parse().ok()?;
    (day.to_string() == text).then_some(day)
}

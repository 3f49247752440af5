//! Who answers out of hours: the house's rota as people say it, and who takes whose turn over. Here it is only kept and
//! changed; who is on call at an instant is the crate `calendar`'s to say.

use serde::{Deserialize, Serialize};

use crate::{Refusal, Timestamp, event::HouseEvent, id::AgentId, refusal::Field};

/// A rota without levels calls nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rota {
    /// When turns change, on the house's wall: `08:00`.
    pub changes_at: String,
    /// People are called whenever something waits, and not out of hours alone.
    pub at_all_times: bool,
    pub levels: Vec<Level>,
}

/// Called one after another, until somebody has touched what came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Minutes without a touch after which it is called; the first is called at once.
    pub after_minutes: u32,
    /// Each holds from its day until the next one does.
    pub orders: Vec<Order>,
}

/// People in turn, over and over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The day of the first change: `2026-11-23`.
    pub from: String,
    pub turns: Vec<Turn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    pub agent: AgentId,
    pub days: u16,
}

/// Somebody is on call in a span, whoever's turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// From 0 on.
    pub level: u32,
    pub from: Timestamp,
    pub until: Timestamp,
    pub by: AgentId,
}

impl Rota {
    /// Everybody who has a turn.
    pub fn people(&self) -> impl Iterator<Item = AgentId> {
        self.levels
            .iter()
            .flat_map(|level| &level.orders)
            .flat_map(|order| &order.turns)
            .map(|turn| turn.agent)
    }
}

/// Saying what already holds changes nothing.
pub fn decide_set(known: Option<&Rota>, rota: Rota) -> Vec<HouseEvent> {
    if known == Some(&rota) || known.is_none() && rota.levels.is_empty() {
        return vec![];
    }
    vec![HouseEvent::RotaSet { rota: Box::new(rota) }]
}

/// What has been is left as it was: a span that has begun is taken from now on.
pub fn decide_take(known: &Rota, taken: Taken, now: Timestamp) -> Result<Vec<HouseEvent>, Refusal> {
    let level = usize::try_from(taken.level).unwrap_or(usize::MAX);
    if level >= known.levels.len() {
        return Err(Refusal::Unusable(Field::Level));
    }
    if taken.until <= taken.from {
        return Err(Refusal::Unusable(Field::Until));
    }
    if taken.until <= now {
        return Err(Refusal::InThePast { now });
    }
    let taken = Taken { from: taken.from.max(now), ..taken };
    Ok(vec![HouseEvent::WatchTaken { taken }])
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::time::HOUR;

    #[test]
    fn a_span_is_taken_from_now_on_and_never_backwards() {
        let agent = AgentId(Uuid::from_u128(4));
        let order = Order { from: "2026-11-23".into(), turns: vec![Turn { agent, days: 7 }] };
        let level = Level { after_minutes: 0, orders: vec![order] };
        let rota = Rota { changes_at: "08:00".into(), at_all_times: false, levels: vec![level] };
        let now = Timestamp(10 * HOUR);
        let take = |level, from: i64, until: i64| {
            let taken =
                Taken { level, from: Timestamp(from * HOUR), until: Timestamp(until * HOUR), by: agent };
            match decide_take(&rota, taken, now) {
                Ok(events) => match events.as_slice() {
                    [HouseEvent::WatchTaken { taken }] => {
                        format!("{}-{}", taken.from.micros() / HOUR, taken.until.micros() / HOUR)
                    }
                    other => format!("{other:?}"),
                },
                Err(no) => format!("{} {:?}", no.code(), no.field()),
            }
        };
        assert_eq!(take(0, 12, 14), "12-14");
        assert_eq!(take(0, 8, 14), "10-14");
        assert_eq!(take(0, 14, 14), "unusable Some(Until)");
        assert_eq!(take(0, 14, 12), "unusable Some(Until)");
        assert_eq!(take(0, 8, 10), "in_the_past None");
        assert_eq!(take(1, 12, 14), "unusable Some(Level)");
        assert_eq!(decide_set(Some(&rota), rota.clone()), []);
        assert_eq!(decide_set(None, Rota::default()), []);
        assert_eq!(decide_set(None, rota.clone()).len(), 1);
        assert_eq!(decide_set(Some(&rota), Rota::default()).len(), 1);
        assert_eq!(rota.people().collect::<Vec<_>>(), [agent]);
    }
}

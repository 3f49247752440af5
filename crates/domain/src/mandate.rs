//! Mandates: delegated authority as data. Limits, not gates: a limit says what may be given now, and
//! its stretch how far beyond it a person may go with a written reason.

use serde::{Deserialize, Serialize};

use crate::{
    Currency, Refusal, Timestamp,
    agent::Role,
    event::MandateEvent,
    id::{AgentId, MandateId, TeamId},
    money::Money,
    refusal::Field,
    remedy::RemedyKind,
    time,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    Everyone,
    Role(Role),
    Team(TeamId),
    Agent(AgentId),
}

impl Holder {
    pub fn holds(self, agent: AgentId, role: Role, team: Option<TeamId>) -> bool {
        match self {
            Holder::Everyone => true,
            Holder::Role(held) => held == role,
            Holder::Team(held) => team == Some(held),
            Holder::Agent(held) => held == agent,
        }
    }
}

/// Minor units: what is within, and up to where a written reason carries. `stretch` is never less
/// than `within`; the two are equal where there is no stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub within: i64,
    pub stretch: i64,
}

/// A limit on the sum over any stretch of real time of this many days (of 24 hours).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowLimit {
    pub limit: Limit,
    pub days: u32,
}

impl WindowLimit {
    /// Length in microseconds.
    pub const fn length(self) -> i64 {
        self.days as i64 * time::DAY
    }
}

/// What a mandate says. An absent limit does not limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub holder: Holder,
    pub kinds: Vec<RemedyKind>,
    pub currency: Currency,
    pub per_remedy: Option<Limit>,
    pub per_case: Option<Limit>,
    pub per_agent_window: Option<WindowLimit>,
    pub valid_from: Option<Timestamp>,
    pub valid_until: Option<Timestamp>,
}

impl Terms {
    pub fn valid_at(&self, now: Timestamp) -> bool {
        self.valid_from.is_none_or(|from| from <= now) && self.valid_until.is_none_or(|until| now < until)
    }

    fn limits(&self) -> impl Iterator<Item = Limit> {
        [self.per_remedy, self.per_case, self.per_agent_window.map(|window| window.limit)]
            .into_iter()
            .flatten()
    }
}

/// One version of a mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    pub id: MandateId,
    pub version: u32,
    pub terms: Terms,
}

/// What the fresh house trusts everyone with: 50 EUR per case and 500 EUR per 30 days; with a
/// reason up to 150 EUR per case and 1,500 EUR per 30 days.
pub fn fresh_terms() -> Terms {
    Terms {
        holder: Holder::Everyone,
        kinds: vec![RemedyKind::Refund, RemedyKind::Credit],
        currency: Currency::EUR,
        per_remedy: None,
        per_case: Some(Limit { within: 50_00, stretch: 150_00 }),
        per_agent_window: Some(WindowLimit { limit: Limit { within: 500_00, stretch: 1_500_00 }, days: 30 }),
        valid_from: None,
        valid_until: None,
    }
}

/// Sets the terms of a mandate, new or known; they hold from their place in the log on.
pub fn decide_set(terms: Terms) -> Result<Vec<MandateEvent>, Refusal> {
    let sound =
        |limit: Limit| 0 <= limit.within && limit.within <= limit.stretch && limit.stretch <= Money::MOST;
    if terms.kinds.is_empty() || !terms.limits().all(sound) {
        return Err(Refusal::Unusable(Field::Value));
    }
    if terms.per_agent_window.is_some_and(|window| !(1..=3_660).contains(&window.days)) {
        return Err(Refusal::Unusable(Field::Value));
    }
    Ok(vec![MandateEvent::MandateSet { terms }])
}

//! Mandates: delegated authority as data. Limits, not gates: a limit says what may be given now, how far
//! beyond it a person may go with a written reason, and up to where a second person may sign.

pub mod remark;

use serde::{Deserialize, Serialize};

use crate::{
    Currency, Refusal, TextRef, Timestamp,
    agent::Role,
    event::MandateEvent,
    id::{AgentId, MandateId, TeamId},
    money::Money,
    refusal::{Field, Term},
    remedy::RemedyKind,
    time,
};

/// The longest window, in days: ten years.
pub const MOST_DAYS: u32 = 3_660;
/// So many may be named as co-signers.
pub const MOST_CO_SIGNERS: usize = 50;

/// Somebody who works here, as far as mandates ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    pub agent: AgentId,
    pub role: Role,
    pub team: Option<TeamId>,
}

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

    pub fn includes(self, person: Person) -> bool {
        self.holds(person.agent, person.role, person.team)
    }
}

/// How far a limit reaches, and on whose word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// On nobody's but one's own.
    Within,
    /// With a written reason, looked at afterwards.
    Stretch,
    /// A stretch while nobody with more room is there to be asked.
    Alone,
    /// With the signature of a second person.
    CoSign,
}

impl Level {
    pub const ALL: [Level; 4] = [Level::Within, Level::Stretch, Level::Alone, Level::CoSign];
}

/// Minor units. `stretch` is never less than `within`, `alone` never less than `stretch`, `co_sign` never
/// less than `within`; a level that is absent reaches as far as `stretch`, so that one limit of a mandate may
/// say how far a signature carries and the others follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub within: i64,
    pub stretch: i64,
    pub alone: Option<i64>,
    pub co_sign: Option<i64>,
}

impl Limit {
    /// A limit with a stretch and nothing beyond.
    pub const fn new(within: i64, stretch: i64) -> Limit {
        Limit { within, stretch, alone: None, co_sign: None }
    }

    pub const fn up_to(self, level: Level) -> i64 {
        let further = match level {
            Level::Within => return self.within,
            Level::Stretch => None,
            Level::Alone => self.alone,
            Level::CoSign => self.co_sign,
        };
        match further {
            Some(further) => further,
            None => self.stretch,
        }
    }

    fn is_sound(self) -> bool {
        0 <= self.within
            && self.within <= self.stretch
            && self.alone.is_none_or(|alone| self.stretch <= alone)
            && self.co_sign.is_none_or(|co_sign| self.within <= co_sign)
            && Level::ALL.iter().all(|level| self.up_to(*level) <= Money::MOST)
    }
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
    /// On what one customer receives, from everybody.
    pub per_customer_window: Option<WindowLimit>,
    /// On what the holder gives, and what the holder signs for others.
    pub per_agent_window: Option<WindowLimit>,
    /// On what the holder's team gives, each remedy counted to the team that its giver was of then.
    pub per_team_window: Option<WindowLimit>,
    /// Who may sign beyond the holder's own reach.
    pub co_signers: Vec<Holder>,
    /// A condition in the policy language; without one the mandate holds always.
    pub when: Option<String>,
    pub valid_from: Option<Timestamp>,
    pub valid_until: Option<Timestamp>,
}

impl Terms {
    pub fn valid_at(&self, now: Timestamp) -> bool {
        self.valid_from.is_none_or(|from| from <= now) && self.valid_until.is_none_or(|until| now < until)
    }

    /// Whether it speaks of this at all: its kind of remedy, in its currency, at its time.
    pub fn is_of(&self, kind: RemedyKind, currency: Currency, now: Timestamp) -> bool {
        self.kinds.contains(&kind) && self.currency == currency && self.valid_at(now)
    }

    /// How far the limits reach together while nothing of them is used.
    pub fn fresh_reach(&self, level: Level) -> i64 {
        let limits = self.limits().into_iter().filter_map(|(_, limit)| limit);
        limits.map(|(limit, _)| limit.up_to(level)).min().unwrap_or(i64::MAX)
    }

    /// The limits with their windows' lengths in days, each by the name of its field.
    pub fn limits(&self) -> [(Term, Option<(Limit, u32)>); 5] {
        let single = |limit: Option<Limit>| limit.map(|limit| (limit, 1));
        let window = |window: Option<WindowLimit>| window.map(|window| (window.limit, window.days));
        [
            (Term::PerRemedy, single(self.per_remedy)),
            (Term::PerCase, single(self.per_case)),
            (Term::PerCustomerWindow, window(self.per_customer_window)),
            (Term::PerAgentWindow, window(self.per_agent_window)),
            (Term::PerTeamWindow, window(self.per_team_window)),
        ]
    }

    /// Terms that could not be kept, or would promise what never comes, are refused by the field's name.
    fn check(&self) -> Result<(), Refusal> {
        let unusable = |term| Err(Refusal::Unusable(Field::Term(term)));
        // A gift draws on the delight allowance alone, and an apology needs no mandate.
        let gift_and_more = self.kinds.contains(&RemedyKind::Gift) && self.kinds.len() > 1;
        if self.kinds.is_empty() || gift_and_more || self.kinds.contains(&RemedyKind::Apology) {
            return unusable(Term::Kinds);
        }
        let mut signed = false;
        for (term, limit) in self.limits() {
            let Some((limit, days)) = limit else { continue };
            if !limit.is_sound() || !(1..=MOST_DAYS).contains(&days) {
                return unusable(term);
            }
            signed |= limit.co_sign.is_some();
        }
        if signed && self.co_signers.is_empty() || self.co_signers.len() > MOST_CO_SIGNERS {
            return unusable(Term::CoSigners);
        }
        if let (Some(from), Some(until)) = (self.valid_from, self.valid_until)
            && until <= from
        {
            return unusable(Term::ValidUntil);
        }
        Ok(())
    }
}

/// One version of a mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    pub id: MandateId,
    pub version: u32,
    pub terms: Terms,
}

/// What the fresh house trusts everyone with, exceptions at what they are thought to cost: 50 EUR per case and
/// 500 EUR per 30 days; with a reason up to 150 EUR per case and 1,500 EUR per 30 days; 300 EUR per case while
/// nobody with more room is there; 500 EUR per case with anybody's signature.
pub fn fresh_terms() -> Terms {
    Terms {
        holder: Holder::Everyone,
        kinds: vec![RemedyKind::Refund, RemedyKind::Credit, RemedyKind::Replacement, RemedyKind::Exception],
        currency: Currency::EUR,
        per_remedy: None,
        per_case: Some(Limit { within: 50_00, stretch: 150_00, alone: Some(300_00), co_sign: Some(500_00) }),
        per_customer_window: None,
        per_agent_window: Some(WindowLimit { limit: Limit::new(500_00, 1_500_00), days: 30 }),
        per_team_window: None,
        co_signers: vec![Holder::Everyone],
        when: None,
        valid_from: None,
        valid_until: None,
    }
}

/// The delight allowance of the fresh house: something good and unasked, 20 EUR per case.
pub fn fresh_delight() -> Terms {
    Terms {
        kinds: vec![RemedyKind::Gift],
        per_case: Some(Limit::new(20_00, 20_00)),
        per_agent_window: None,
        co_signers: vec![],
        ..fresh_terms()
    }
}

/// What the fresh house does not charge twice: the first fee that a customer asks it to waive.
pub fn fresh_waiver() -> Terms {
    Terms {
        kinds: vec![RemedyKind::FeeWaiver],
        per_case: None,
        per_agent_window: None,
        co_signers: vec![],
        when: Some("context.first_of_kind".into()),
        ..fresh_terms()
    }
}

/// Sets the terms of a mandate, new or known; they hold from their place in the log on.
pub fn decide_set(terms: Terms, reason: Option<TextRef>) -> Result<Vec<MandateEvent>, Refusal> {
    terms.check()?;
    Ok(vec![MandateEvent::MandateSet { terms: Box::new(terms), reason }])
}

/// Ends a mandate from here on; what was given under it stays given. `stands` is whether it stands now.
pub fn decide_revoke(stands: bool, reason: Option<TextRef>) -> Result<Vec<MandateEvent>, Refusal> {
    if !stands {
        return Err(Refusal::NotFound);
    }
    Ok(vec![MandateEvent::MandateRevoked { reason }])
}

#[cfg(test)]
mod tests;

//! How a decision is made, in this order: an apology is always within; a named *forbid* rule ends it; else the
//! mandate with the most room is used and named; beyond its limits a written reason carries up to its stretch,
//! further while nobody with more room is there; beyond that a second person may sign; else somebody with more
//! room decides. The answer depends on the recorded inputs and nothing else, so that it can be explained,
//! replayed and simulated.

use serde::{Deserialize, Serialize};

use super::{Payee, RemedyKind, codes};
use crate::{
    Timestamp,
    agent::Role,
    id::{AgentId, CustomerId, MandateId, TeamId},
    mandate::{Level, Limit, Mandate, Terms},
    situation::Situation,
};

/// The version of the rules below; it is recorded with every decision. A change of meaning is a new
/// version beside the old one, so that old decisions still replay.
pub const RULES: u32 = 1;

codes! {
    Outcome {
        Within = "within",
        Stretch = "stretch",
        CoSign = "co_sign",
        Escalate = "escalate",
        Forbidden = "forbidden",
    }
}

codes! {
    /// The rules of the house that forbid whatever its policy says.
    ForbidRule {
        /// The customer is the agent, or shares an address or account with the agent.
        SelfDealing = "self_dealing",
        /// The money would go to an account that the customer did not pay from.
        PayeeIsNotPayer = "payee_is_not_payer",
    }
}

/// A rule of the house's policy, by its name and version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedRule {
    pub rule: String,
    pub version: u32,
}

/// What forbids; only named rules do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    BuiltIn(ForbidRule),
    Named(NamedRule),
}

impl Rule {
    pub fn name(&self) -> &str {
        match self {
            Rule::BuiltIn(rule) => rule.code(),
            Rule::Named(named) => &named.rule,
        }
    }

    pub const fn version(&self) -> u32 {
        match self {
            Rule::BuiltIn(_) => RULES,
            Rule::Named(named) => named.version,
        }
    }
}

/// A mandate that somebody holds, and what was already used of its limits: minor units that were given and not
/// reversed, of the mandate's kinds and currency. A sum that no limit asks for is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub mandate: MandateId,
    pub version: u32,
    /// In this case.
    pub used_case: i64,
    /// By this customer inside the window, from everybody.
    pub used_customer: i64,
    /// By this person inside the window: what they gave, and what they signed for others.
    pub used_agent: i64,
    /// By this person's team inside the window.
    pub used_team: i64,
}

/// Somebody who could sign for it, under the mandate of theirs that leaves them the most room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    pub agent: AgentId,
    pub role: Role,
    pub team: Option<TeamId>,
    pub mandate: MandateId,
    pub version: u32,
    /// As [`signing_room`] says.
    pub room: i64,
    pub on_duty: bool,
}

/// All that a decision is made from. A fact that only some decisions need is gathered when [`asks`] asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    pub at: Timestamp,
    pub situation: Situation,
    /// Whose windows are counted; absent when nobody knows the customer.
    pub customer: Option<CustomerId>,
    /// The rule of the policy that forbids this here.
    pub forbidden_by: Option<NamedRule>,
    /// In the order of their ids.
    pub candidates: Vec<Candidate>,
    /// Nobody is on duty or on call who could give this with room of their own.
    pub nobody_wider: Option<bool>,
    pub signers: Option<Vec<Signer>>,
}

/// A fact that the answer hangs on and that the inputs do not have yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    NobodyWider,
    Signers,
}

/// What each limit leaves, in minor units; `None` where there is no such limit. Never below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    pub per_remedy: Option<i64>,
    pub per_case: Option<i64>,
    pub per_customer_window: Option<i64>,
    pub per_agent_window: Option<i64>,
    pub per_team_window: Option<i64>,
}

impl Room {
    /// An apology needs no room; where something else has no mandate there is none.
    const fn without_mandate(outcome: Outcome) -> Room {
        let left = match outcome {
            Outcome::Within => None,
            Outcome::Stretch | Outcome::CoSign | Outcome::Escalate | Outcome::Forbidden => Some(0),
        };
        Room {
            per_remedy: left,
            per_case: left,
            per_customer_window: left,
            per_agent_window: left,
            per_team_window: left,
        }
    }

    /// The least of what the limits leave; `i64::MAX` where nothing limits.
    pub fn least(self) -> i64 {
        [
            self.per_remedy,
            self.per_case,
            self.per_customer_window,
            self.per_agent_window,
            self.per_team_window,
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(i64::MAX)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub outcome: Outcome,
    /// The stretch reaches so far because nobody with more room is there.
    pub alone: bool,
    /// The mandate that was used: the one with the most room. None where none fits or none is needed.
    pub mandate: Option<(MandateId, u32)>,
    pub rule: Option<Rule>,
    pub rules: u32,
    pub room: Room,
    /// What the same limits leave with a written reason.
    pub stretch_room: Room,
    /// With a written reason while nobody with more room is there.
    pub alone_room: Room,
    /// With the signature of a second person.
    pub co_sign_room: Room,
}

impl Decision {
    /// How far the limits reach for it; nothing is given at the levels beyond.
    pub const fn level(&self) -> Option<Level> {
        match self.outcome {
            Outcome::Within => Some(Level::Within),
            Outcome::Stretch if self.alone => Some(Level::Alone),
            Outcome::Stretch => Some(Level::Stretch),
            Outcome::CoSign => Some(Level::CoSign),
            Outcome::Escalate | Outcome::Forbidden => None,
        }
    }

    /// Whether the signature of this one person carries it.
    pub fn is_carried_by(&self, signer: AgentId, inputs: &Inputs, mandates: &[Mandate]) -> bool {
        let used = self.mandate.and_then(|(id, version)| {
            mandates.iter().find(|mandate| mandate.id == id && mandate.version == version)
        });
        self.outcome == Outcome::CoSign
            && used.is_some_and(|used| {
                let mut known = inputs.signers.iter().flatten();
                known.any(|known| known.agent == signer && can_sign(known, inputs, &used.terms))
            })
    }
}

/// A decision with its inputs, as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    pub inputs: Inputs,
    pub decision: Decision,
}

/// May this agent give this remedy, here, now? `mandates` are the terms that the inputs' candidates
/// name; one that is missing gives no room.
pub fn decide_remedy(inputs: &Inputs, mandates: &[Mandate]) -> Decision {
    weigh(inputs, mandates).0
}

/// What has to be found out before the answer is final; an unknown fact counts against the asker.
pub fn asks(inputs: &Inputs, mandates: &[Mandate]) -> Option<Asks> {
    weigh(inputs, mandates).1
}

fn weigh(inputs: &Inputs, mandates: &[Mandate]) -> (Decision, Option<Asks>) {
    let situation = &inputs.situation;
    if situation.kind == RemedyKind::Apology {
        return (decision(Outcome::Within, None), None);
    }
    if let Some(rule) = forbids(inputs) {
        return (Decision { rule: Some(rule), ..decision(Outcome::Forbidden, None) }, None);
    }
    let Some(amount) = situation.amount.map(|amount| amount.minor) else {
        return (decision(Outcome::Escalate, None), None);
    };

    let [within, stretch, alone, co_sign] = most_room(inputs, mandates);
    let reaches = |best: &Option<Reach<'_>>, level| best.is_some_and(|best| amount <= best.least(level));
    if reaches(&within, Level::Within) {
        return (decision(Outcome::Within, within), None);
    }
    if reaches(&stretch, Level::Stretch) {
        return (decision(Outcome::Stretch, stretch), None);
    }
    let (alone_reaches, co_sign_reaches) = (reaches(&alone, Level::Alone), reaches(&co_sign, Level::CoSign));
    if alone_reaches && inputs.nobody_wider == Some(true) {
        return (Decision { alone: true, ..decision(Outcome::Stretch, alone) }, None);
    }
    if co_sign_reaches && let Some(signed) = most_room_signed(inputs, mandates, amount) {
        return (decision(Outcome::CoSign, Some(signed)), None);
    }
    let asks = if alone_reaches && inputs.nobody_wider.is_none() {
        Some(Asks::NobodyWider)
    } else if co_sign_reaches && inputs.signers.is_none() {
        Some(Asks::Signers)
    } else {
        None
    };
    (decision(Outcome::Escalate, within), asks)
}

fn forbids(inputs: &Inputs) -> Option<Rule> {
    if inputs.situation.agent_is_customer {
        return Some(Rule::BuiltIn(ForbidRule::SelfDealing));
    }
    if inputs.situation.payee == Payee::Other {
        return Some(Rule::BuiltIn(ForbidRule::PayeeIsNotPayer));
    }
    inputs.forbidden_by.clone().map(Rule::Named)
}

fn decision(outcome: Outcome, used: Option<Reach<'_>>) -> Decision {
    let room = |level| used.map_or(Room::without_mandate(outcome), |used| used.room(level));
    Decision {
        outcome,
        alone: false,
        mandate: used.map(|used| (used.mandate.id, used.mandate.version)),
        rule: None,
        rules: RULES,
        room: room(Level::Within),
        stretch_room: room(Level::Stretch),
        alone_room: room(Level::Alone),
        co_sign_room: room(Level::CoSign),
    }
}

/// How far one mandate reaches now.
#[derive(Clone, Copy)]
struct Reach<'a> {
    mandate: &'a Mandate,
    candidate: &'a Candidate,
    /// The least that its limits leave, at each level.
    least: [i64; 4],
}

impl<'a> Reach<'a> {
    fn of(mandate: &'a Mandate, candidate: &'a Candidate) -> Reach<'a> {
        let mut least = [i64::MAX; 4];
        for (limit, used) in limits(&mandate.terms, candidate) {
            let Some(limit) = limit else { continue };
            for (least, level) in least.iter_mut().zip(Level::ALL) {
                *least = (*least).min(left_of(limit.up_to(level), used));
            }
        }
        Reach { mandate, candidate, least }
    }

    fn least(&self, level: Level) -> i64 {
        let [within, stretch, alone, co_sign] = self.least;
        match level {
            Level::Within => within,
            Level::Stretch => stretch,
            Level::Alone => alone,
            Level::CoSign => co_sign,
        }
    }

    fn room(&self, level: Level) -> Room {
        room(&self.mandate.terms, self.candidate, level)
    }

    /// Of equals the one that leaves more at the levels before, then the first: the answer depends on the
    /// inputs alone.
    fn leaves_more_than(&self, other: Option<&Reach<'_>>, level: Level) -> bool {
        other.is_none_or(|other| (self.least(level), self.least) > (other.least(level), other.least))
    }
}

/// The candidates whose mandates hold for this now. Both lists come in the order of ids, so that each search
/// begins where the last one ended.
fn reaches<'a>(inputs: &'a Inputs, mandates: &'a [Mandate]) -> impl Iterator<Item = Reach<'a>> {
    let situation = &inputs.situation;
    let mut place = 0;
    inputs.candidates.iter().filter_map(move |candidate| {
        let named =
            |mandate: &Mandate| mandate.id == candidate.mandate && mandate.version == candidate.version;
        let (before, after) = mandates.split_at(place.min(mandates.len()));
        place = match after.iter().position(named) {
            Some(found) => before.len() + found,
            None => before.iter().position(named)?,
        };
        let mandate = mandates.get(place)?;
        let terms = &mandate.terms;
        let holds = terms.holder.holds(situation.agent, situation.role, situation.team)
            && terms.is_of(situation.kind, situation.amount?.currency, inputs.at);
        holds.then(|| Reach::of(mandate, candidate))
    })
}

/// The mandate with the most room at each level.
fn most_room<'a>(inputs: &'a Inputs, mandates: &'a [Mandate]) -> [Option<Reach<'a>>; 4] {
    let mut most = [None; 4];
    for reach in reaches(inputs, mandates) {
        for (best, level) in most.iter_mut().zip(Level::ALL) {
            if reach.leaves_more_than(best.as_ref(), level) {
                *best = Some(reach);
            }
        }
    }
    most
}

/// The mandate with the most room under which a known signer can carry the amount.
fn most_room_signed<'a>(inputs: &'a Inputs, mandates: &'a [Mandate], amount: i64) -> Option<Reach<'a>> {
    let mut best: Option<Reach<'_>> = None;
    for reach in reaches(inputs, mandates).filter(|reach| amount <= reach.least(Level::CoSign)) {
        let terms = &reach.mandate.terms;
        if reach.leaves_more_than(best.as_ref(), Level::CoSign)
            && inputs.signers.iter().flatten().any(|signer| can_sign(signer, inputs, terms))
        {
            best = Some(reach);
        }
    }
    best
}

/// Another person than the giver, named by the mandate, with room for the amount.
fn can_sign(signer: &Signer, inputs: &Inputs, used: &Terms) -> bool {
    let situation = &inputs.situation;
    signer.agent != situation.agent
        && situation.amount.is_some_and(|amount| amount.minor <= signer.room)
        && used.co_signers.iter().any(|named| named.holds(signer.agent, signer.role, signer.team))
}

/// What the limits of a mandate leave at a level.
pub fn room(terms: &Terms, candidate: &Candidate, level: Level) -> Room {
    let left = |limit: Limit, used| left_of(limit.up_to(level), used);
    let [remedy, case, customer, agent, team] =
        limits(terms, candidate).map(|(limit, used)| limit.map(|limit| left(limit, used)));
    Room {
        per_remedy: remedy,
        per_case: case,
        per_customer_window: customer,
        per_agent_window: agent,
        per_team_window: team,
    }
}

/// How much somebody may sign for under a mandate of theirs: it takes room in their own window like what they
/// give without asking, while the limits on case, customer and team reach as far as a signature carries.
pub fn signing_room(terms: &Terms, candidate: &Candidate) -> i64 {
    let own = room(terms, candidate, Level::Within).per_agent_window;
    Room { per_agent_window: own, ..room(terms, candidate, Level::CoSign) }.least()
}

/// The five limits, and what was used of each.
fn limits(terms: &Terms, candidate: &Candidate) -> [(Option<Limit>, i64); 5] {
    [
        (terms.per_remedy, 0),
        (terms.per_case, candidate.used_case),
        (terms.per_customer_window.map(|window| window.limit), candidate.used_customer),
        (terms.per_agent_window.map(|window| window.limit), candidate.used_agent),
        (terms.per_team_window.map(|window| window.limit), candidate.used_team),
    ]
}

fn left_of(limit: i64, used: i64) -> i64 {
    limit.saturating_sub(used).max(0)
}

//! Recorded decisions made once more: what the log holds of a decision gives the same decision, however much later
//! and whatever stands by then (M8). And a seeded log of as many as one likes, in which every outcome comes up.

use std::collections::BTreeMap;

use valta_domain::{
    AgentId, CaseId, Currency, CustomerId, Event, MandateId, Money, PromiseId, Recorded, RemedyId, Stream,
    TeamId, TextId, TextRef, Timestamp,
    agent::Role,
    ask::Wish,
    contact::Channel,
    event::{CaseEvent, MandateEvent},
    mandate::{Holder, Limit, Mandate, Terms, WindowLimit, fresh_terms},
    remedy::{
        Asks, Candidate, Decision, Inputs, NamedRule, Outcome, Payee, RemedyKind, Room, Signer, Weighed,
        asks, decide_remedy, signing_room,
    },
    situation::Situation,
    time,
};

use crate::random::Random;

/// What was replayed of a log that is looked at in its order.
#[derive(Default)]
pub struct Replay {
    /// Every version that ever stood.
    versions: BTreeMap<(MandateId, u32), Terms>,
    /// How often each outcome was replayed.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// One sentence for each decision that is another when it is made again.
    pub otherwise: Vec<String>,
}

/// One sentence for each decision of a log that is another when it is made again; none in a sound log.
pub fn otherwise(log: &[Recorded]) -> Vec<String> {
    let mut replay = Replay::default();
    for recorded in log {
        replay.look(recorded.stream, recorded.version, &recorded.event);
    }
    replay.otherwise
}

impl Replay {
    /// The next fact of the log.
    pub fn look(&mut self, stream: Stream, version: i64, event: &Event) {
        match (stream, event) {
            (Stream::Mandate(id), Event::Mandate(MandateEvent::MandateSet { terms, .. })) => {
                let version = u32::try_from(version).unwrap_or(u32::MAX);
                self.versions.insert((id, version), (**terms).clone());
            }
            (_, Event::Case(event)) => self.outcome_of(stream, version, event),
            _ => {}
        }
    }

    pub fn decisions(&self) -> u64 {
        self.outcomes.values().sum()
    }

    fn outcome_of(&mut self, stream: Stream, version: i64, event: &CaseEvent) {
        let (CaseEvent::RemedyGranted { weighed, .. }
        | CaseEvent::CoSignAsked { weighed, .. }
        | CaseEvent::Escalated { weighed, .. }) = event
        else {
            return;
        };
        let Weighed { inputs, decision } = &**weighed;
        let signers = inputs.signers.iter().flatten().map(|signer| (signer.mandate, signer.version));
        let named = inputs.candidates.iter().map(|candidate| (candidate.mandate, candidate.version));
        let mut named: Vec<(MandateId, u32)> = named.chain(signers).collect();
        named.sort_unstable();
        named.dedup();
        let mandates: Vec<Mandate> = named
            .into_iter()
            .filter_map(|(id, version)| {
                let terms = self.versions.get(&(id, version))?.clone();
                Some(Mandate { id, version, terms })
            })
            .collect();
        let again = decide_remedy(inputs, &mandates);
        if again != *decision {
            let (then, now) = (sentence(decision), sentence(&again));
            self.otherwise.push(format!("{stream} {version}: decided {then}, replayed {now}"));
        }
        *self.outcomes.entry(decision.outcome.code()).or_default() += 1;
    }
}

/// A decision in words that do not change with the shape it is kept in.
pub fn sentence(decision: &Decision) -> String {
    let least = |room: Room| room.least();
    let mandate = decision.mandate.map(|(id, version)| format!("{id} {version}")).unwrap_or_default();
    format!(
        "{} alone {} under {mandate} by {} of rules {}: {} {} {} {}",
        decision.outcome.code(),
        decision.alone,
        decision.rule.as_ref().map_or("no rule", |rule| rule.name()),
        decision.rules,
        least(decision.room),
        least(decision.stretch_room),
        least(decision.alone_room),
        least(decision.co_sign_room),
    )
}

/// A fact with its place, as it would be recorded.
pub struct Fact {
    pub stream: Stream,
    pub version: i64,
    pub event: Event,
}

/// Decisions as a busy house would record them: under mandates that are set anew and revoked meanwhile, of every
/// kind, by all sorts of people.
pub struct Recording {
    random: Random,
    now: Timestamp,
    /// Version and terms of each; none where it was revoked.
    mandates: Vec<(u32, Option<Terms>)>,
    count: u128,
}

const MANDATES: usize = 24;
const AGENTS: usize = 40;
const TEAMS: usize = 5;

impl Recording {
    pub fn new(seed: u64) -> Recording {
        let now = Timestamp(1_795_168_800_000_000);
        Recording { random: Random::new(seed), now, mandates: vec![(0, None); MANDATES], count: 0 }
    }

    fn id(place: usize) -> MandateId {
        MandateId(uuid(1, place as u128))
    }

    fn limit(&mut self) -> Limit {
        let within = self.random.between(0, 200_00);
        let stretch = within + self.random.between(0, 200_00);
        let alone = self.random.percent(50).then(|| stretch + self.random.between(0, 200_00));
        let co_sign = self.random.percent(60).then(|| within + self.random.between(0, 600_00));
        Limit { within, stretch, alone, co_sign }
    }

    fn window(&mut self) -> Option<WindowLimit> {
        let days = u32::try_from(self.random.between(1, 90)).unwrap_or(1);
        self.random.percent(40).then(|| WindowLimit { limit: self.limit(), days })
    }

    fn holder(&mut self) -> Holder {
        match self.random.place(5) {
            0 | 1 => Holder::Everyone,
            2 => Holder::Role(role(self.random.place(Role::ALL.len()))),
            3 => Holder::Team(team(self.random.place(TEAMS))),
            _ => Holder::Agent(agent(self.random.place(AGENTS))),
        }
    }

    fn terms(&mut self) -> Terms {
        let kinds = RemedyKind::ALL.iter().copied().filter(|_| self.random.percent(60)).collect();
        let valid_until = self.random.percent(20).then(|| self.now.plus(30 * time::DAY));
        Terms {
            holder: self.holder(),
            kinds,
            per_remedy: self.random.percent(30).then(|| self.limit()),
            per_case: self.random.percent(70).then(|| self.limit()),
            per_customer_window: self.window(),
            per_agent_window: self.window(),
            per_team_window: self.window(),
            co_signers: vec![self.holder(), self.holder()],
            valid_until,
            ..fresh_terms()
        }
    }

    /// A mandate that changes, or none where nothing is to be changed now.
    fn change(&mut self) -> Option<Fact> {
        let unset = self.mandates.iter().position(|(version, _)| *version == 0);
        if unset.is_none() && !self.random.percent(2) {
            return None;
        }
        let place = unset.unwrap_or_else(|| self.random.place(MANDATES));
        let revoke = unset.is_none() && self.random.percent(20) && self.mandates[place].1.is_some();
        let terms = (!revoke).then(|| self.terms());
        let event = match &terms {
            None => MandateEvent::MandateRevoked { reason: None },
            Some(terms) => MandateEvent::MandateSet { terms: Box::new(terms.clone()), reason: None },
        };
        let (version, standing) = &mut self.mandates[place];
        *version += 1;
        *standing = terms;
        let (stream, version) = (Stream::Mandate(Recording::id(place)), i64::from(*version));
        Some(Fact { stream, version, event: event.into() })
    }

    fn candidates(&mut self, who: usize, kind: RemedyKind) -> Vec<(Mandate, Candidate)> {
        let (giver, role, team) = person(who);
        let mut held = Vec::new();
        for place in 0..MANDATES {
            let (version, Some(terms)) = self.mandates[place].clone() else { continue };
            if !terms.holder.holds(giver, role, Some(team)) || !terms.is_of(kind, Currency::EUR, self.now) {
                continue;
            }
            let mut used = |limited: bool| if limited { self.random.between(0, 150_00) } else { 0 };
            let candidate = Candidate {
                mandate: Recording::id(place),
                version,
                used_case: used(terms.per_case.is_some()),
                used_customer: used(terms.per_customer_window.is_some()),
                used_agent: used(terms.per_agent_window.is_some()),
                used_team: used(terms.per_team_window.is_some()),
            };
            held.push((Mandate { id: Recording::id(place), version, terms }, candidate));
        }
        held
    }

    fn signers(&mut self, giver: usize, kind: RemedyKind) -> Vec<Signer> {
        let others = [(); 3].map(|()| self.random.place(AGENTS));
        let mut signers = Vec::new();
        for other in others.into_iter().filter(|other| *other != giver) {
            let held = self.candidates(other, kind);
            let widest =
                held.iter().max_by_key(|(mandate, candidate)| signing_room(&mandate.terms, candidate));
            let Some((mandate, candidate)) = widest else { continue };
            let (agent, role, team) = person(other);
            signers.push(Signer {
                agent,
                role,
                team: Some(team),
                mandate: mandate.id,
                version: mandate.version,
                room: signing_room(&mandate.terms, candidate),
                on_duty: self.random.percent(50),
            });
        }
        signers
    }

    fn weighed(&mut self) -> Weighed {
        let giver = self.random.place(AGENTS);
        let (agent, role, team) = person(giver);
        let kind = RemedyKind::ALL.get(self.random.place(RemedyKind::ALL.len())).copied();
        let kind = kind.unwrap_or(RemedyKind::Refund);
        let amount = Money::new(self.random.between(1, 500_00), Currency::EUR);
        let payee = match self.random.place(40) {
            0 => Payee::Other,
            1..10 => Payee::Payer,
            _ => Payee::NotNamed,
        };
        let (mandates, candidates): (Vec<Mandate>, Vec<Candidate>) =
            self.candidates(giver, kind).into_iter().unzip();
        let mut inputs = Inputs {
            at: self.now,
            situation: Situation {
                agent,
                role,
                team: Some(team),
                kind,
                amount: (kind != RemedyKind::Apology).then_some(amount),
                segment: self.random.percent(30).then(|| "gold".parse().ok()).flatten(),
                channel: Some(Channel::Phone),
                cause: None,
                process_step: None,
                bulletin: None,
                out_of_hours: self.random.percent(20),
                first_of_kind: self.random.percent(50),
                agent_is_customer: self.random.percent(2),
                payee,
            },
            customer: self.random.percent(80).then(|| CustomerId(uuid(2, self.random.place(900) as u128))),
            forbidden_by: self.random.percent(3).then(|| NamedRule { rule: "sanctions".into(), version: 3 }),
            candidates,
            nobody_wider: None,
            signers: None,
        };
        while let Some(asked) = asks(&inputs, &mandates) {
            match asked {
                Asks::NobodyWider => inputs.nobody_wider = Some(self.random.percent(50)),
                Asks::Signers => inputs.signers = Some(self.signers(giver, kind)),
            }
        }
        // The signers' mandates need not be the giver's: those that stand now decide.
        let standing: Vec<Mandate> = self.standing();
        let decision = decide_remedy(&inputs, &standing);
        Weighed { inputs, decision }
    }

    fn standing(&self) -> Vec<Mandate> {
        let all = self.mandates.iter().enumerate();
        all.filter_map(|(place, (version, terms))| {
            let (id, version, terms) = (Recording::id(place), *version, terms.clone()?);
            Some(Mandate { id, version, terms })
        })
        .collect()
    }
}

impl Iterator for Recording {
    type Item = Fact;

    fn next(&mut self) -> Option<Fact> {
        if let Some(change) = self.change() {
            return Some(change);
        }
        self.now = self.now.plus(self.random.between(-time::MINUTE, time::HOUR));
        let weighed = Box::new(self.weighed());
        self.count += 1;
        let (remedy, text) = (RemedyId(uuid(3, self.count)), words());
        let situation = &weighed.inputs.situation;
        let (kind, amount, asker) = (situation.kind, situation.amount, situation.agent);
        let wish = Wish { kind, amount, reason: text.clone(), step: None };
        let until = self.now.plus(time::HOUR);
        let signers = || weighed.inputs.signers.iter().flatten().map(|signer| signer.agent);
        let event = match weighed.decision.outcome {
            Outcome::Within | Outcome::Stretch => CaseEvent::RemedyGranted {
                remedy,
                kind,
                amount,
                reason: Some(text),
                payee: None,
                signed_by: None,
                review: Vec::new(),
                weighed,
            },
            Outcome::CoSign => CaseEvent::CoSignAsked {
                remedy,
                asker,
                wish,
                digest: String::new(),
                asked: signers().collect(),
                until,
                weighed,
            },
            // What is forbidden is asked of nobody in a real house; here it is replayed like the rest.
            Outcome::Escalate | Outcome::Forbidden => CaseEvent::Escalated {
                remedy,
                asker,
                wish,
                digest: String::new(),
                to: asker,
                promise: PromiseId(uuid(4, self.count)),
                until,
                weighed,
            },
        };
        Some(Fact { stream: Stream::Case(CaseId(uuid(5, self.count))), version: 1, event: event.into() })
    }
}

fn uuid(kind: u128, number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128((kind << 64) + number)
}

fn agent(place: usize) -> AgentId {
    AgentId(uuid(6, place as u128))
}

fn team(place: usize) -> TeamId {
    TeamId(uuid(7, place as u128))
}

fn role(place: usize) -> Role {
    Role::ALL.get(place % Role::ALL.len()).copied().unwrap_or(Role::Agent)
}

fn person(place: usize) -> (AgentId, Role, TeamId) {
    (agent(place), role(place), team(place % TEAMS))
}

fn words() -> TextRef {
    TextRef { id: TextId(uuid(8, 1)), sha256: "ab".into() }
}

#[cfg(test)]
mod tests;

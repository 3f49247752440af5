//! What must always hold of remedies, proved from the log alone: no view, no table, no clock. The letters are
//! those of the design's list of invariants.

use std::collections::{BTreeMap, BTreeSet};

use valta_domain::{
    Actor, AgentId, CaseId, CustomerId, Event, MandateId, Money, Recorded, RemedyId, Stream, TeamId,
    Timestamp,
    event::{CaseEvent, MandateEvent},
    mandate::{Level, Mandate, Terms, WindowLimit},
    remedy::{Outcome, RemedyKind, Weighed, decide_remedy},
};

/// A remedy as the log tells it.
struct Given {
    remedy: RemedyId,
    agent: AgentId,
    signer: Option<AgentId>,
    team: Option<TeamId>,
    customer: Option<CustomerId>,
    case: CaseId,
    kind: RemedyKind,
    amount: Money,
    at: Timestamp,
    reversed: bool,
}

/// The log so far.
#[derive(Default)]
struct Ledger {
    versions: BTreeMap<(MandateId, u32), Terms>,
    standing: BTreeMap<MandateId, u32>,
    customers: BTreeMap<CaseId, CustomerId>,
    given: Vec<Given>,
    /// Who signed what, whether or not the signature was needed in the end.
    signed: BTreeMap<RemedyId, AgentId>,
    broken: Vec<String>,
}

/// One sentence for each place where an invariant does not hold; none in a sound log. `log` is in its order.
pub fn broken(log: &[Recorded]) -> Vec<String> {
    let mut ledger = Ledger::default();
    for recorded in log {
        match (&recorded.event, recorded.stream) {
            (Event::Mandate(event), Stream::Mandate(id)) => ledger.mandate(recorded, id, event),
            (Event::Case(event), Stream::Case(case)) => match event {
                CaseEvent::CaseOpened { customer, .. } => {
                    ledger.customers.extend(customer.map(|customer| (case, customer)));
                }
                CaseEvent::RemedyGranted { remedy, kind, amount, reason, signed_by, weighed, .. } => {
                    let last = ledger.signed.get(remedy).copied();
                    ledger.explained(recorded, reason.is_some(), (*signed_by, last), weighed);
                    let situation = &weighed.inputs.situation;
                    match amount {
                        Some(amount) => {
                            let given = Given {
                                remedy: *remedy,
                                agent: situation.agent,
                                signer: *signed_by,
                                team: situation.team,
                                customer: ledger.customers.get(&case).copied(),
                                case,
                                kind: *kind,
                                amount: *amount,
                                at: recorded.at,
                                reversed: false,
                            };
                            ledger.granted(recorded, given, weighed);
                        }
                        None if *kind == RemedyKind::Apology => {}
                        None => ledger.tell(recorded, "M4: something was given without an amount"),
                    }
                }
                CaseEvent::CoSigned { remedy, by, .. } => {
                    ledger.signed.insert(*remedy, *by);
                }
                CaseEvent::RemedyReversed { remedy } => ledger.reversed(recorded, *remedy),
                _ => {}
            },
            _ => {}
        }
    }
    ledger.broken
}

impl Ledger {
    fn tell(&mut self, recorded: &Recorded, what: impl std::fmt::Display) {
        self.broken.push(format!("at {}: {what}", recorded.position));
    }

    fn mandate(&mut self, recorded: &Recorded, id: MandateId, event: &MandateEvent) {
        match event {
            MandateEvent::MandateSet { terms, .. } => {
                let version = u32::try_from(recorded.version).unwrap_or(u32::MAX);
                self.versions.insert((id, version), (**terms).clone());
                self.standing.insert(id, version);
            }
            MandateEvent::MandateRevoked { .. } => {
                self.standing.remove(&id);
            }
        }
    }

    /// M7 and M8: decided under the terms that stood at this place, and the same when decided again.
    fn explained(
        &mut self,
        recorded: &Recorded,
        reason: bool,
        (signed_by, last): (Option<AgentId>, Option<AgentId>),
        weighed: &Weighed,
    ) {
        let Weighed { inputs, decision } = weighed;
        let mut mandates = Vec::new();
        for candidate in &inputs.candidates {
            if self.standing.get(&candidate.mandate) != Some(&candidate.version) {
                self.tell(
                    recorded,
                    format!("M7: version {} of a mandate does not stand here", candidate.version),
                );
            }
            if let Some(terms) = self.versions.get(&(candidate.mandate, candidate.version)) {
                mandates.push(Mandate {
                    id: candidate.mandate,
                    version: candidate.version,
                    terms: terms.clone(),
                });
            }
        }
        let again = decide_remedy(inputs, &mandates);
        if again != *decision {
            self.tell(recorded, format!("M8: decided {decision:?}, replayed {again:?}"));
        }
        match decision.outcome {
            Outcome::Within => {}
            Outcome::Stretch if reason => {}
            Outcome::Stretch => self.tell(recorded, "a stretch without a reason"),
            Outcome::CoSign if signed_by.is_some_and(|signer| signer != inputs.situation.agent) => {}
            Outcome::CoSign => self.tell(recorded, "M6: nobody else signed"),
            Outcome::Escalate | Outcome::Forbidden => {
                self.tell(recorded, "given though the decision did not let it");
            }
        }
        // Whoever comes last does it: the giver, or the one who signs.
        let giver = last.or(signed_by).unwrap_or(inputs.situation.agent);
        if inputs.at != recorded.at || recorded.actor != Actor::Agent(giver) {
            self.tell(recorded, "decided for another person or instant");
        }
    }

    fn granted(&mut self, recorded: &Recorded, given: Given, weighed: &Weighed) {
        let (amount, case, agent, signer) = (given.amount, given.case, given.agent, given.signer);
        let (customer, team) = (given.customer, given.team);
        if given.amount.estimated().is_err() || amount.minor == 0 && given.kind != RemedyKind::Exception {
            self.tell(recorded, format!("M4: {amount} cannot be given"));
        }
        if self.given.iter().any(|known| known.remedy == given.remedy) {
            self.tell(recorded, "M3: a remedy was given twice");
        }
        self.given.push(given);
        let Weighed { inputs, decision } = weighed;
        let (Some((id, version)), Some(level)) = (decision.mandate, decision.level()) else {
            return self.tell(recorded, "something was given under no mandate");
        };
        let Some(terms) = self.versions.get(&(id, version)).cloned() else { return };
        if amount.minor == 0 {
            // Adds nothing to any sum, whatever stretches were given before.
            return;
        }

        let mut sums = Vec::new();
        if let Some(limit) = terms.per_remedy {
            sums.push(("remedy", amount.minor, limit.up_to(level)));
        }
        if let Some(limit) = terms.per_case {
            sums.push(("case", self.sum(&terms, |given| given.case == case), limit.up_to(level)));
        }
        let at = recorded.at;
        let mut every_window = |name,
                                terms: &Terms,
                                window: Option<WindowLimit>,
                                level: Level,
                                whose: &dyn Fn(&Given) -> bool| {
            let Some(window) = window else { return };
            for sum in self.every_window(terms, window, at, whose) {
                sums.push((name, sum, window.limit.up_to(level)));
            }
        };
        if customer.is_some() {
            let whose = |given: &Given| given.customer == customer;
            every_window("customer's window", &terms, terms.per_customer_window, level, &whose);
        }
        let own = |given: &Given| given.agent == agent || given.signer == Some(agent);
        every_window("agent's window", &terms, terms.per_agent_window, level, &own);
        if team.is_some() {
            let whose = |given: &Given| given.team == team;
            every_window("team's window", &terms, terms.per_team_window, level, &whose);
        }
        // A signature takes room in the signer's own window as if the signer had given it without asking.
        let signed = inputs.signers.iter().flatten().find(|known| Some(known.agent) == signer);
        if let Some(known) = signed
            && let Some(terms) = self.versions.get(&(known.mandate, known.version))
        {
            let whose = |given: &Given| given.agent == known.agent || given.signer == Some(known.agent);
            every_window("signer's window", terms, terms.per_agent_window, Level::Within, &whose);
        }
        for (what, sum, most) in sums {
            if sum > most {
                self.tell(recorded, format!("M1: {sum} in one {what}, and the limit is {most}"));
            }
        }
    }

    /// The sums in every window of this length that holds an instant: the fullest begins at some grant.
    fn every_window(
        &self,
        terms: &Terms,
        window: WindowLimit,
        at: Timestamp,
        whose: &dyn Fn(&Given) -> bool,
    ) -> Vec<i64> {
        let inside = |start: Timestamp, at: Timestamp| start <= at && at.since(start) < window.length();
        let starts = self.given.iter().filter(|given| whose(given)).map(|given| given.at);
        let starts: BTreeSet<Timestamp> = starts.filter(|start| inside(*start, at)).collect();
        starts
            .into_iter()
            .map(|start| self.sum(terms, |given| whose(given) && inside(start, given.at)))
            .collect()
    }

    /// What was given and not reversed, of the kinds and currency of the terms.
    fn sum(&self, terms: &Terms, of: impl Fn(&Given) -> bool) -> i64 {
        self.given
            .iter()
            .filter(|given| !given.reversed && terms.kinds.contains(&given.kind))
            .filter(|given| given.amount.currency == terms.currency && of(given))
            .fold(0_i64, |sum, given| sum.saturating_add(given.amount.minor))
    }

    /// M5: room comes back once, and only what was given comes back.
    fn reversed(&mut self, recorded: &Recorded, remedy: RemedyId) {
        match self.given.iter_mut().find(|given| given.remedy == remedy) {
            Some(given) if !given.reversed => given.reversed = true,
            Some(_) => self.tell(recorded, "M5: a remedy was taken back twice"),
            // An apology gives nothing that could come back.
            None => {}
        }
    }
}

#[cfg(test)]
mod tests;

//! What must always hold of remedies, proved from the log alone: no view, no table, no clock. The letters are
//! those of the design's list of invariants.

use std::collections::BTreeMap;

use valta_domain::{
    AgentId, CaseId, Event, MandateId, Money, Recorded, RemedyId, Stream, Timestamp,
    event::{CaseEvent, MandateEvent},
    mandate::{Limit, Mandate, Terms},
    remedy::{Outcome, RemedyKind, Weighed, decide_remedy},
};

/// A remedy as the log tells it.
struct Given {
    remedy: RemedyId,
    agent: AgentId,
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
    given: Vec<Given>,
    broken: Vec<String>,
}

/// One sentence for each place where an invariant does not hold; none in a sound log. `log` is in its order.
pub fn broken(log: &[Recorded]) -> Vec<String> {
    let mut ledger = Ledger::default();
    for recorded in log {
        match (&recorded.event, recorded.stream) {
            (Event::Mandate(event), Stream::Mandate(id)) => ledger.mandate(recorded, id, event),
            (Event::Case(event), Stream::Case(case)) => match event {
                CaseEvent::RemedyGranted { remedy, kind, amount, reason, weighed, .. } => {
                    ledger.explained(recorded, reason.is_some(), weighed);
                    match amount {
                        Some(amount) => ledger.granted(recorded, case, *remedy, *kind, *amount, weighed),
                        None if *kind == RemedyKind::Apology => {}
                        None => ledger.tell(recorded, "M4: something was given without an amount"),
                    }
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
            MandateEvent::MandateSet { terms } => {
                let version = u32::try_from(recorded.version).unwrap_or(u32::MAX);
                self.versions.insert((id, version), terms.clone());
                self.standing.insert(id, version);
            }
            MandateEvent::MandateRevoked {} => {
                self.standing.remove(&id);
            }
        }
    }

    /// M7 and M8: decided under the terms that stood at this place, and the same when decided again.
    fn explained(&mut self, recorded: &Recorded, reason: bool, weighed: &Weighed) {
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
            Outcome::Escalate | Outcome::Forbidden => {
                self.tell(recorded, "given though the decision did not let it");
            }
        }
        if inputs.at != recorded.at || recorded.actor != valta_domain::Actor::Agent(inputs.agent) {
            self.tell(recorded, "decided for another person or instant");
        }
    }

    fn granted(
        &mut self,
        recorded: &Recorded,
        case: CaseId,
        remedy: RemedyId,
        kind: RemedyKind,
        amount: Money,
        weighed: &Weighed,
    ) {
        if amount.given().is_err() {
            self.tell(recorded, format!("M4: {amount} cannot be given"));
        }
        if self.given.iter().any(|given| given.remedy == remedy) {
            self.tell(recorded, "M3: a remedy was given twice");
        }
        let agent = weighed.inputs.agent;
        self.given.push(Given { remedy, agent, case, kind, amount, at: recorded.at, reversed: false });
        let Some((id, version)) = weighed.decision.mandate else {
            return self.tell(recorded, "money was given under no mandate");
        };
        let Some(terms) = self.versions.get(&(id, version)).cloned() else { return };
        let most = |limit: Limit| {
            if weighed.decision.outcome == Outcome::Within { limit.within } else { limit.stretch }
        };

        let mut sums = Vec::new();
        if let Some(limit) = terms.per_remedy {
            sums.push(("remedy", amount.minor, most(limit)));
        }
        if let Some(limit) = terms.per_case {
            sums.push(("case", self.sum(&terms, |given| given.case == case), most(limit)));
        }
        if let Some(window) = terms.per_agent_window {
            // Every window of its length that holds this grant: the fullest begins at some grant.
            let own = self.given.iter().filter(|given| given.agent == agent).map(|given| given.at);
            let starts: std::collections::BTreeSet<Timestamp> = own
                .filter(|start| *start <= recorded.at && recorded.at.since(*start) < window.length())
                .collect();
            for start in starts {
                let inside = |given: &Given| {
                    given.agent == agent && start <= given.at && given.at.since(start) < window.length()
                };
                sums.push(("window", self.sum(&terms, inside), most(window.limit)));
            }
        }
        for (what, sum, most) in sums {
            if sum > most {
                self.tell(recorded, format!("M1: {sum} in one {what}, and the limit is {most}"));
            }
        }
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

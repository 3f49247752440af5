//! The invariants, proved from the facts alone: an [`Audit`] looks at the whole log in its order, keeps its
//! own books, and says what does not hold. It trusts nothing that a decision wrote about itself.

mod asks;
mod calls;
mod consultations;
mod friction;
mod handovers;
mod payment;
mod promises;
mod receipts;
mod reviews;
mod shown;

use std::collections::{BTreeMap, HashMap, HashSet};

use self::{
    asks::{Asks, Given},
    handovers::Handovers,
};
use crate::{
    Event, Recorded, Stream,
    agent::Agent,
    books::{Books, Reversed, Whose},
    event::{CaseEvent, MandateEvent},
    id::{AgentId, CaseId, ContactId, CustomerId, MandateId, RemedyId},
    mandate::{Mandate, Terms},
    money::Money,
    payment::{Step, leaves},
    remedy::{self, Candidate, Outcome, RemedyKind, Signer, Weighed},
};

/// Something that must always hold and does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub position: i64,
    pub what: String,
}

#[derive(Default)]
pub struct Audit {
    agents: HashMap<AgentId, Agent>,
    mandates: HashMap<MandateId, Standing>,
    books: Books,
    asks: Asks,
    handovers: Handovers,
    consultations: consultations::Consultations,
    receipts: receipts::Receipts,
    reviews: reviews::Reviews,
    customers: HashMap<CaseId, CustomerId>,
    /// Whose each case is, or was last.
    had: HashMap<CaseId, Had>,
    numbers: HashSet<i64>,
    /// Contacts that left one case and have not arrived in another.
    moving: HashMap<ContactId, (CaseId, i64)>,
    home: HashMap<ContactId, CaseId>,
    payments: payment::Payments,
    promises: promises::Promises,
    calls: calls::Calls,
    frictions: friction::Frictions,
    shown: shown::Shown,
    findings: Vec<Finding>,
}

/// Who has a case, or had it before it stood in a pool.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Had {
    by: AgentId,
    still: bool,
}

struct Standing {
    /// Every version that ever stood.
    versions: BTreeMap<u32, Terms>,
    now: Option<u32>,
}

/// A grant as the log tells it.
struct Granted<'a> {
    case: CaseId,
    remedy: RemedyId,
    kind: RemedyKind,
    amount: Option<Money>,
    signed_by: Option<AgentId>,
    weighed: &'a Weighed,
}

impl Audit {
    /// The next fact of the log.
    pub fn look(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::Agent(event) => {
                if let Stream::Agent(id) = recorded.stream {
                    let known = self.agents.remove(&id);
                    if let Some(agent) = Agent::evolve(known, event) {
                        self.agents.insert(id, agent);
                    }
                }
            }
            Event::Mandate(event) => self.mandate(recorded, event),
            Event::Case(event) => {
                if let Stream::Case(id) = recorded.stream {
                    self.case(recorded, id, event);
                }
            }
            Event::Customer(event) => {
                if let Stream::Customer(id) = recorded.stream
                    && let Some(what) = self.payments.credit(id, event)
                {
                    self.find(recorded.position, what);
                }
            }
            Event::Process(event) => self.frictions.process(event),
            Event::House(event) => {
                if let Some(what) = self.reviews.house(recorded.actor, event) {
                    self.find(recorded.position, what);
                }
            }
            Event::Team(_) => {}
        }
    }

    /// What does not hold, once the whole log was looked at.
    pub fn finish(mut self) -> Vec<Finding> {
        for (contact, (case, position)) in std::mem::take(&mut self.moving) {
            self.find(position, format!("contact {contact} left case {case} and arrived nowhere"));
        }
        for (position, what) in std::mem::take(&mut self.payments).finish() {
            self.find(position, what);
        }
        self.findings.sort_by_key(|finding| finding.position);
        self.findings
    }

    fn find(&mut self, position: i64, what: String) {
        self.findings.push(Finding { position, what });
    }

    fn mandate(&mut self, recorded: &Recorded, event: &MandateEvent) {
        let Stream::Mandate(id) = recorded.stream else { return };
        let standing =
            self.mandates.entry(id).or_insert_with(|| Standing { versions: BTreeMap::new(), now: None });
        match event {
            MandateEvent::MandateSet { terms, .. } => {
                let version = u32::try_from(recorded.version).unwrap_or(u32::MAX);
                standing.versions.insert(version, (**terms).clone());
                standing.now = Some(version);
            }
            MandateEvent::MandateRevoked { .. } => standing.now = None,
        }
    }

    fn case(&mut self, recorded: &Recorded, case: CaseId, event: &CaseEvent) {
        let position = recorded.position;
        if (recorded.version == 1) != matches!(event, CaseEvent::CaseOpened { .. }) {
            self.find(position, format!("case {case} does not begin with its opening, or is opened twice"));
        }
        if let Some(what) = self.asks.look(recorded, case, event) {
            self.find(position, what);
        }
        let home = &self.home;
        let here = |contact| home.get(&contact) == Some(&case);
        let whose = self.customers.get(&case).copied();
        if let Some(what) = self.shown.look(recorded, case, event, whose, here) {
            self.find(position, what);
        }
        let owner = self.had.get(&case).filter(|had| had.still).map(|had| had.by);
        if let Some(what) = self.handovers.look(recorded, case, event, owner, &self.agents) {
            self.find(position, what);
        }
        let here = |contact| self.home.get(&contact) == Some(&case);
        if let Some(what) = self.consultations.look(recorded, case, event, &self.agents, here) {
            self.find(position, what);
        }
        let works_here = |agent| self.agents.get(&agent).is_some_and(|agent| !agent.disabled);
        if let Some(what) = self.promises.look(recorded, case, event, works_here) {
            self.find(position, what);
        }
        let works_here = |agent| self.agents.get(&agent).is_some_and(|agent| !agent.disabled);
        if let Some(what) = self.calls.look(recorded, case, event, works_here) {
            self.find(position, what);
        }
        match event {
            CaseEvent::CaseOpened { number, customer, .. } => {
                self.customers.extend(customer.map(|customer| (case, customer)));
                if !self.numbers.insert(*number) {
                    self.find(position, format!("the number {number} was given to two cases"));
                }
            }
            CaseEvent::CaseTaken { owner, from, .. } => {
                let before = self.had.insert(case, Had { by: *owner, still: true });
                if before.map(|had| had.by) != *from {
                    self.find(position, format!("case {case} was taken from somebody who did not have it"));
                }
                if self.agents.get(owner).is_none_or(|agent| agent.disabled) {
                    self.find(position, format!("case {case} was taken by nobody of the house"));
                }
            }
            CaseEvent::ContactReceived { contact, .. } | CaseEvent::ReplyWritten { contact, .. } => {
                if self.home.insert(*contact, case).is_some() {
                    self.find(position, format!("contact {contact} came in twice"));
                }
                if matches!(event, CaseEvent::ReplyWritten { .. }) {
                    self.frictions.written(*contact);
                }
            }
            CaseEvent::ReceiptWritten { .. } | CaseEvent::ReceiptFailed { .. } => {
                let here = |contact| self.home.get(&contact) == Some(&case);
                if let Some(what) = self.receipts.look(recorded, event, here) {
                    self.find(position, what);
                }
            }
            CaseEvent::ContactMovedOut { contact, .. } => {
                if self.home.remove(contact) != Some(case) && !self.moving.contains_key(contact) {
                    self.find(position, format!("contact {contact} left case {case}, where it was not"));
                }
                self.moving.insert(*contact, (case, position));
            }
            CaseEvent::ContactMovedIn { contact, .. } => {
                self.moving.remove(contact);
                self.home.insert(*contact, case);
            }
            CaseEvent::CaseAbsorbed { case: absorbed, .. } => {
                self.books.absorb(case, *absorbed);
            }
            CaseEvent::RemedyGranted { remedy, kind, amount, signed_by, review, weighed, .. } => {
                let (remedy, kind, amount, signed_by) = (*remedy, *kind, *amount, *signed_by);
                self.granted(recorded, &Granted { case, remedy, kind, amount, signed_by, weighed });
                let people = [Some(weighed.inputs.situation.agent), signed_by, self.asks.asker(remedy)];
                if let Some(what) = self.reviews.granted(case, remedy, people, review, &weighed.decision) {
                    self.find(position, what);
                }
                if leaves(kind) {
                    self.payments.ordered(position, remedy, self.customers.get(&case).copied(), amount);
                }
            }
            CaseEvent::RemedyReversed { remedy } => match self.books.reverse(*remedy) {
                Reversed::Now | Reversed::Nothing => self.paid(position, *remedy, Step::Reversed),
                Reversed::Before => self.find(position, format!("remedy {remedy} was reversed twice (M5)")),
            },
            CaseEvent::RemedyReviewed { remedy, by, .. } => {
                let works_here = self.agents.get(by).is_some_and(|agent| !agent.disabled);
                if let Some(what) = self.reviews.reviewed(recorded, case, *remedy, *by, works_here) {
                    self.find(position, what);
                }
            }
            CaseEvent::PaymentSent { remedy, via } => self.paid(position, *remedy, Step::Sent(*via)),
            CaseEvent::PaymentExported { remedy, batch } => {
                self.paid(position, *remedy, Step::Exported(*batch));
            }
            CaseEvent::PaymentExecuted { remedy, .. } => self.paid(position, *remedy, Step::Executed),
            CaseEvent::PaymentFailed { remedy, .. } => self.paid(position, *remedy, Step::Failed),
            CaseEvent::PaymentUncertain { remedy } => self.paid(position, *remedy, Step::Uncertain),
            CaseEvent::PaymentReturned { remedy, .. } => self.paid(position, *remedy, Step::Returned),
            CaseEvent::PaymentRetried { remedy } => self.paid(position, *remedy, Step::Retried),
            CaseEvent::ReversalAsked { remedy } => self.paid(position, *remedy, Step::ReversalAsked),
            CaseEvent::ReversalDeclined { remedy, .. } => {
                self.paid(position, *remedy, Step::ReversalDeclined);
            }
            CaseEvent::CaseReleased { from, .. } => {
                let before = self.had.insert(case, Had { by: *from, still: false });
                if before != Some(Had { by: *from, still: true }) {
                    self.find(position, format!("case {case} was released by somebody who did not have it"));
                }
            }
            CaseEvent::FrictionReported { .. } | CaseEvent::Bounced { .. } => {
                let here = |contact| self.home.get(&contact) == Some(&case);
                if let Some(what) = self.frictions.look(event, here) {
                    self.find(position, what);
                }
            }
            CaseEvent::CaseResolved {}
            | CaseEvent::HandoverOffered { .. }
            | CaseEvent::HandoverEnded { .. }
            | CaseEvent::ConsultationAsked { .. }
            | CaseEvent::ConsultationAnswered { .. }
            | CaseEvent::ConsultationReminded { .. }
            | CaseEvent::ConsultationEnded { .. }
            | CaseEvent::CaseReopened { .. }
            | CaseEvent::CaseSnoozed { .. }
            | CaseEvent::CaseWoken {}
            | CaseEvent::DeadlineSet { .. }
            | CaseEvent::DeadlineRemoved {}
            | CaseEvent::CaseMergedInto { .. }
            | CaseEvent::NoteAdded { .. }
            | CaseEvent::ReplySent { .. }
            | CaseEvent::ReplyFailed { .. }
            | CaseEvent::ReplyUncertain { .. }
            | CaseEvent::ReplyRetried { .. }
            | CaseEvent::PromiseMade { .. }
            | CaseEvent::PromiseRenewed { .. }
            | CaseEvent::PromiseKept { .. }
            | CaseEvent::PromiseReminded { .. }
            | CaseEvent::PromiseBroken { .. }
            | CaseEvent::OnCallCalled { .. }
            | CaseEvent::OnCallAnswered { .. }
            | CaseEvent::CoSignAsked { .. }
            | CaseEvent::CoSigned { .. }
            | CaseEvent::Escalated { .. }
            | CaseEvent::AskDeclined { .. }
            | CaseEvent::AskWithdrawn { .. }
            | CaseEvent::LinkMade { .. }
            | CaseEvent::LinkRenewed { .. }
            | CaseEvent::LinkRevoked { .. }
            | CaseEvent::FileAdded { .. }
            | CaseEvent::MoodTold { .. }
            | CaseEvent::VoiceGiven { .. }
            | CaseEvent::VoiceTakenBack {}
            | CaseEvent::SolvedTold { .. } => {}
        }
    }

    fn paid(&mut self, position: i64, remedy: RemedyId, step: Step) {
        if let Some(what) = self.payments.step(position, remedy, step) {
            self.find(position, what);
        }
    }

    fn granted(&mut self, recorded: &Recorded, granted: &Granted<'_>) {
        let Granted { case, remedy, kind, amount, signed_by, weighed } = *granted;
        let Weighed { inputs, decision } = weighed;
        let situation = &inputs.situation;
        let mut wrong = Vec::new();
        if (situation.kind, situation.amount) != (kind, amount) {
            wrong.push("is not what was decided on".to_owned());
        }
        if inputs.at != recorded.at {
            wrong.push("was decided for another instant".into());
        }
        if remedy::check_amount(kind, amount).is_err() {
            wrong.push("has an amount that cannot be given (M4)".into());
        }
        if inputs.customer != self.customers.get(&case).copied() {
            wrong.push("was weighed for another customer".into());
        }
        let is_what_was_recorded = self.agents.get(&situation.agent).is_some_and(|agent| {
            !agent.disabled && (agent.role, agent.team) == (situation.role, situation.team)
        });
        if !is_what_was_recorded {
            wrong.push("was given by somebody who was not what was recorded".into());
        }

        let whose = Whose { case, customer: inputs.customer, agent: situation.agent, team: situation.team };
        let mut named = Vec::new();
        for candidate in &inputs.candidates {
            let Some(terms) = self.standing(candidate.mandate, candidate.version) else {
                wrong.push("was weighed under a mandate that did not stand (M7)".into());
                continue;
            };
            let ours = self.books.candidate((candidate.mandate, candidate.version), terms, whose, inputs.at);
            if ours != *candidate {
                wrong.push(format!("was weighed against {candidate:?}, and the log says {ours:?}"));
            }
            named.push((ours, terms.clone()));
        }
        match decision.level() {
            None => wrong.push("was given against its own decision".into()),
            Some(level) => {
                let used = decision
                    .mandate
                    .and_then(|used| named.iter().find(|(ours, _)| (ours.mandate, ours.version) == used));
                let fits = match (used, amount) {
                    (Some((ours, terms)), Some(amount)) => {
                        amount.minor <= remedy::room(terms, ours, level).least()
                    }
                    (None, Some(_)) => false,
                    (_, None) => true,
                };
                if !fits {
                    wrong.push("passes a limit of its mandate (M1)".into());
                }
            }
        }
        let named: Vec<Mandate> = named
            .into_iter()
            .map(|(ours, terms)| Mandate { id: ours.mandate, version: ours.version, terms })
            .collect();
        if remedy::decide_remedy(inputs, &named) != *decision {
            wrong.push("is decided otherwise when its inputs are replayed (M8)".into());
        }
        match (decision.outcome, signed_by) {
            (Outcome::CoSign, Some(signer)) => {
                let known = inputs.signers.iter().flatten().find(|known| known.agent == signer);
                match known {
                    Some(known) if decision.is_carried_by(signer, inputs, &named) => {
                        wrong.extend(self.signed(whose, known, weighed));
                    }
                    Some(_) | None => wrong.push("was signed by somebody who could not (M6)".into()),
                }
            }
            (Outcome::CoSign, None) => {
                wrong.push("was given without the signature that it needs (M6)".into());
            }
            (_, Some(_)) => wrong.push("bears a signature that nobody asked for (M6)".into()),
            (_, None) => {}
        }

        let given = Given { remedy, kind, amount, giver: situation.agent, signed_by };
        wrong.extend(self.asks.given(given).map(str::to_owned));

        if let Some(amount) = amount
            && !self.books.enter(remedy, (kind, amount), whose, signed_by, recorded.at)
        {
            wrong.push("was granted twice (M3)".into());
        }
        for what in wrong {
            self.find(recorded.position, format!("remedy {remedy} {what}"));
        }
    }

    /// The terms of a mandate that stands, if it does in this version.
    fn standing(&self, mandate: MandateId, version: u32) -> Option<&Terms> {
        let standing = self.mandates.get(&mandate).filter(|standing| standing.now == Some(version))?;
        standing.versions.get(&version)
    }

    /// What is wrong with a signature: the signer is of the house, and held the room that was recorded.
    fn signed(&self, giver: Whose, signer: &Signer, weighed: &Weighed) -> Option<String> {
        let Weighed { inputs, .. } = weighed;
        let situation = &inputs.situation;
        let known = self
            .agents
            .get(&signer.agent)
            .is_some_and(|agent| !agent.disabled && (agent.role, agent.team) == (signer.role, signer.team));
        let holds = |terms: &&Terms| {
            terms.holder.holds(signer.agent, signer.role, signer.team)
                && situation
                    .amount
                    .is_some_and(|amount| terms.is_of(situation.kind, amount.currency, inputs.at))
        };
        let Some(terms) = self.standing(signer.mandate, signer.version).filter(holds).filter(|_| known)
        else {
            return Some("was signed by somebody who was not what was recorded (M6)".into());
        };
        let whose = Whose { agent: signer.agent, team: signer.team, ..giver };
        let ours: Candidate = self.books.candidate((signer.mandate, signer.version), terms, whose, inputs.at);
        let room = remedy::signing_room(terms, &ours);
        (room != signer.room)
            .then(|| format!("was signed with room for {}, and the log says {room} (M6)", signer.room))
    }
}

#[cfg(test)]
mod tests;

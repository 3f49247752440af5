//! The invariants, proved from the facts alone: an [`Audit`] looks at the whole log in its order, keeps its
//! own books, and says what does not hold. It trusts nothing that a decision wrote about itself.

mod payment;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::{
    Event, Recorded, Stream, Timestamp,
    agent::Agent,
    event::{CaseEvent, MandateEvent},
    id::{AgentId, CaseId, ContactId, CustomerId, MandateId, RemedyId},
    mandate::{Mandate, Terms},
    money::{Currency, Money},
    payment::{Step, leaves},
    remedy::{self, Outcome, RemedyKind, Weighed},
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
    grants: Vec<Grant>,
    by_remedy: HashMap<RemedyId, usize>,
    by_case: HashMap<CaseId, Vec<usize>>,
    by_agent: HashMap<AgentId, BTreeSet<(Timestamp, usize)>>,
    numbers: HashSet<i64>,
    /// Contacts that left one case and have not arrived in another.
    moving: HashMap<ContactId, (CaseId, i64)>,
    home: HashMap<ContactId, CaseId>,
    customers: HashMap<CaseId, CustomerId>,
    payments: payment::Payments,
    findings: Vec<Finding>,
}

struct Standing {
    /// Every version that ever stood.
    versions: BTreeMap<u32, Terms>,
    now: Option<u32>,
}

struct Grant {
    kind: RemedyKind,
    amount: Money,
    reversed: bool,
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
            Event::House(_) => {}
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
            MandateEvent::MandateSet { terms } => {
                let version = u32::try_from(recorded.version).unwrap_or(u32::MAX);
                standing.versions.insert(version, terms.clone());
                standing.now = Some(version);
            }
            MandateEvent::MandateRevoked {} => standing.now = None,
        }
    }

    fn case(&mut self, recorded: &Recorded, case: CaseId, event: &CaseEvent) {
        let position = recorded.position;
        if (recorded.version == 1) != matches!(event, CaseEvent::CaseOpened { .. }) {
            self.find(position, format!("case {case} does not begin with its opening, or is opened twice"));
        }
        match event {
            CaseEvent::CaseOpened { number, customer, .. } => {
                if let Some(customer) = customer {
                    self.customers.insert(case, *customer);
                }
                if !self.numbers.insert(*number) {
                    self.find(position, format!("the number {number} was given to two cases"));
                }
            }
            CaseEvent::CaseTaken { owner, .. } => {
                if self.agents.get(owner).is_none_or(|agent| agent.disabled) {
                    self.find(position, format!("case {case} was taken by nobody of the house"));
                }
            }
            CaseEvent::ContactReceived { contact, .. } | CaseEvent::ReplyWritten { contact, .. } => {
                if self.home.insert(*contact, case).is_some() {
                    self.find(position, format!("contact {contact} came in twice"));
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
                // What was given there counts here from now on.
                let given = self.by_case.get(absorbed).cloned().unwrap_or_default();
                self.by_case.entry(case).or_default().extend(given);
            }
            CaseEvent::PromiseMade { promise, due, .. } => {
                if *due <= recorded.at {
                    self.find(position, format!("promise {promise} was due before it was made"));
                }
            }
            CaseEvent::RemedyGranted { remedy, kind, amount, weighed, .. } => {
                self.granted(recorded, case, *remedy, *kind, *amount, weighed);
                if leaves(*kind) {
                    self.payments.ordered(position, *remedy, self.customers.get(&case).copied(), *amount);
                }
            }
            CaseEvent::RemedyReversed { remedy } => match self.by_remedy.get(remedy).copied() {
                Some(index) if self.grants.get(index).is_some_and(|grant| !grant.reversed) => {
                    if let Some(grant) = self.grants.get_mut(index) {
                        grant.reversed = true;
                    }
                    self.paid(position, *remedy, Step::Reversed);
                }
                Some(_) => self.find(position, format!("remedy {remedy} was reversed twice (M5)")),
                // An apology has no amount and stands in no book.
                None => self.paid(position, *remedy, Step::Reversed),
            },
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
            CaseEvent::CaseResolved {}
            | CaseEvent::CaseReopened { .. }
            | CaseEvent::CaseSnoozed { .. }
            | CaseEvent::CaseWoken {}
            | CaseEvent::CaseMergedInto { .. }
            | CaseEvent::NoteAdded { .. }
            | CaseEvent::ReplySent { .. }
            | CaseEvent::ReplyFailed { .. }
            | CaseEvent::ReplyUncertain { .. }
            | CaseEvent::ReplyRetried { .. }
            | CaseEvent::PromiseRenewed { .. }
            | CaseEvent::PromiseKept { .. } => {}
        }
    }

    fn paid(&mut self, position: i64, remedy: RemedyId, step: Step) {
        if let Some(what) = self.payments.step(position, remedy, step) {
            self.find(position, what);
        }
    }

    fn granted(
        &mut self,
        recorded: &Recorded,
        case: CaseId,
        remedy: RemedyId,
        kind: RemedyKind,
        amount: Option<Money>,
        weighed: &Weighed,
    ) {
        let position = recorded.position;
        let Weighed { inputs, decision } = weighed;
        if inputs.kind != kind || inputs.amount != amount {
            self.find(position, format!("remedy {remedy} is not what was decided on"));
        }
        if remedy::check_amount(kind, amount).is_err() {
            self.find(position, format!("remedy {remedy} has an amount that cannot be given (M4)"));
        }
        if !matches!(decision.outcome, Outcome::Within | Outcome::Stretch) {
            self.find(position, format!("remedy {remedy} was given against its own decision"));
        }
        if self.agents.get(&inputs.agent).is_none_or(|agent| agent.disabled || agent.role != inputs.role) {
            self.find(
                position,
                format!("remedy {remedy} was given by somebody who was not what was recorded"),
            );
        }

        let mut named = Vec::new();
        for candidate in &inputs.candidates {
            let standing = self.mandates.get(&candidate.mandate);
            let holds = standing.is_some_and(|standing| standing.now == Some(candidate.version));
            let Some(terms) = standing
                .and_then(|standing| standing.versions.get(&candidate.version))
                .filter(|_| holds)
                .cloned()
            else {
                self.find(
                    position,
                    format!("remedy {remedy} was weighed under a mandate that did not stand (M7)"),
                );
                continue;
            };
            let used_case = if terms.per_case.is_some() { self.given_in_case(case, &terms) } else { 0 };
            let used_window = terms
                .per_agent_window
                .map_or(0, |window| self.given_by(inputs.agent, &terms, inputs.at.minus(window.length())));
            if (used_case, used_window) != (candidate.used_case, candidate.used_window) {
                self.find(
                    position,
                    format!(
                        "remedy {remedy} was weighed against {} in the case and {} in the window, \
                         the log says {used_case} and {used_window}",
                        candidate.used_case, candidate.used_window
                    ),
                );
            }
            if let (Some((id, version)), Some(amount)) = (decision.mandate, amount)
                && (id, version) == (candidate.mandate, candidate.version)
                && !keeps_to(&terms, decision.outcome, amount.minor, used_case, used_window)
            {
                self.find(position, format!("remedy {remedy} passes a limit of its mandate (M1)"));
            }
            named.push(Mandate { id: candidate.mandate, version: candidate.version, terms });
        }
        if remedy::decide_remedy(inputs, &named) != *decision {
            self.find(
                position,
                format!("remedy {remedy} is decided otherwise when its inputs are replayed (M8)"),
            );
        }

        if let Some(amount) = amount {
            let index = self.grants.len();
            self.grants.push(Grant { kind, amount, reversed: false });
            self.by_case.entry(case).or_default().push(index);
            self.by_agent.entry(inputs.agent).or_default().insert((recorded.at, index));
            if self.by_remedy.insert(remedy, index).is_some() {
                self.find(position, format!("remedy {remedy} was granted twice (M3)"));
            }
        }
    }

    fn given_in_case(&self, case: CaseId, terms: &Terms) -> i64 {
        let indices = self.by_case.get(&case).into_iter().flatten().copied();
        self.sum(indices, &terms.kinds, terms.currency)
    }

    fn given_by(&self, agent: AgentId, terms: &Terms, after: Timestamp) -> i64 {
        let indices = self
            .by_agent
            .get(&agent)
            .into_iter()
            .flat_map(|grants| grants.range((after, usize::MAX)..))
            .map(|(_, index)| *index);
        self.sum(indices, &terms.kinds, terms.currency)
    }

    fn sum(&self, indices: impl Iterator<Item = usize>, kinds: &[RemedyKind], currency: Currency) -> i64 {
        indices
            .filter_map(|index| self.grants.get(index))
            .filter(|grant| {
                !grant.reversed && grant.amount.currency == currency && kinds.contains(&grant.kind)
            })
            .fold(0, |sum, grant| sum.saturating_add(grant.amount.minor))
    }
}

/// Every sum, with this amount in it, stays within the limit that the outcome speaks of.
fn keeps_to(terms: &Terms, outcome: Outcome, amount: i64, used_case: i64, used_window: i64) -> bool {
    let most = |limit: crate::mandate::Limit| match outcome {
        Outcome::Within => limit.within,
        Outcome::Stretch | Outcome::Escalate | Outcome::Forbidden => limit.stretch,
    };
    let fits = |used: i64, limit| used.checked_add(amount).is_some_and(|sum| sum <= most(limit));
    terms.per_remedy.is_none_or(|limit| fits(0, limit))
        && terms.per_case.is_none_or(|limit| fits(used_case, limit))
        && terms.per_agent_window.is_none_or(|window| fits(used_window, window.limit))
}

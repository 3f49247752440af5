//! Cases: one matter of one customer, over all channels, from need to need met; owned by one agent
//! from first touch to solved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Refusal, TextRef, Timestamp,
    ask::{self, Ask, AskKind, AskState},
    consultation::{self, Consultation},
    contact::{Channel, Contact, Direction, FiledBecause, Sending, codes},
    deadline::Deadline,
    event::CaseEvent,
    handover::{self, Handover},
    id::{
        AgentId, CaseId, ConsultationId, ContactId, CustomerId, HandoverId, IdentityId, LinkId, PointId,
        PromiseId, ReceiptId, RemedyId, TeamId, TextId,
    },
    link::Link,
    on_call::{self, Untouched},
    payment::{self, Payment, Step},
    placing::Place,
    promise::{Over, Promise},
    remedy::Remedy,
    review::Review,
    told::Told,
};

codes! {
    /// Nobody sets it: it follows from what happened.
    State { Open = "open", Waiting = "waiting", Resolved = "resolved" }
}

codes! {
    ReopenedBecause {
        CustomerWrote = "customer_wrote",
        WeWrote = "we_wrote",
        ByHand = "by_hand",
        /// What was given did not reach the customer.
        PaymentFailed = "payment_failed",
        /// The customer says that it is not solved.
        NotSolved = "not_solved",
    }
}

codes! {
    /// How a case came to its owner.
    TakenBecause {
        /// By hand, also from somebody else.
        Taken = "taken",
        /// Whoever is reached owns it: they opened it, or were the first to act.
        Reached = "reached",
        /// They carry another open matter of the customer's.
        CarriesAnother = "carries_another",
        /// They were the last to solve something for the customer.
        SolvedBefore = "solved_before",
        /// The team's setting gave it to them.
        Given = "given",
        /// It was offered to them, and they said yes.
        Handover = "handover",
    }
}

/// A case as the log tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub number: i64,
    pub customer: Option<CustomerId>,
    pub subject: TextId,
    pub split_from: Option<CaseId>,
    /// The service point where it was caught.
    pub point: Option<PointId>,
    pub channel: Channel,
    pub state: State,
    pub owner: Option<AgentId>,
    /// How it came to its owner.
    pub taken: Option<TakenBecause>,
    /// Where it stands while nobody owns it.
    pub pool: Option<Pool>,
    pub opened_at: Timestamp,
    /// When the last fact came.
    pub touched_at: Timestamp,
    /// The words of the last contact that had any.
    pub last_text: Option<TextId>,
    /// Since when the customer has been waiting for a word from us.
    pub waiting_since: Option<Timestamp>,
    /// What came in that none of us has touched.
    pub untouched: Option<Untouched>,
    pub snoozed_until: Option<Timestamp>,
    /// The customer's own.
    pub deadline: Option<Deadline>,
    pub resolved_at: Option<Timestamp>,
    pub merged_into: Option<CaseId>,
    pub contacts: BTreeMap<ContactId, Contact>,
    pub promises: BTreeMap<PromiseId, Promise>,
    pub remedies: BTreeMap<RemedyId, Remedy>,
    /// By the remedy that each would be.
    pub asks: BTreeMap<RemedyId, Ask>,
    pub handovers: BTreeMap<HandoverId, Handover>,
    pub consultations: BTreeMap<ConsultationId, Consultation>,
    pub links: BTreeMap<LinkId, Link>,
    /// What the house acknowledged by itself, and whether that is known not to have arrived.
    pub receipts: BTreeMap<ReceiptId, bool>,
    /// By the customer, through their link.
    pub told: Told,
    /// Notes, promises, remedies, handovers, questions, friction and bounces, and cases put into this one: where there are none,
    /// nobody need look.
    pub beside: u32,
}

/// A pool with its clock running: a team's, or the whole house's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    pub team: Option<TeamId>,
    pub since: Timestamp,
    /// Who had it before.
    pub from: Option<AgentId>,
}

impl Case {
    /// Folds one fact in. The first fact of a case opens it; anything before that tells nothing.
    pub fn evolve(case: Option<Case>, event: &CaseEvent, at: Timestamp) -> Option<Case> {
        if let CaseEvent::CaseOpened { number, customer, channel, subject, split_from, team, point } = event {
            return Some(Case {
                number: *number,
                customer: *customer,
                subject: subject.id,
                split_from: *split_from,
                point: *point,
                channel: *channel,
                state: State::Open,
                owner: None,
                taken: None,
                pool: Some(Pool { team: *team, since: at, from: None }),
                opened_at: at,
                touched_at: at,
                last_text: None,
                waiting_since: None,
                untouched: None,
                snoozed_until: None,
                deadline: None,
                resolved_at: None,
                merged_into: None,
                contacts: BTreeMap::new(),
                promises: BTreeMap::new(),
                remedies: BTreeMap::new(),
                asks: BTreeMap::new(),
                handovers: BTreeMap::new(),
                consultations: BTreeMap::new(),
                links: BTreeMap::new(),
                receipts: BTreeMap::new(),
                told: Told::default(),
                beside: 0,
            });
        }
        let mut case = case?;
        // A look back or a reminder does not bring a matter up again, nor does what only the clock says, or the house
        // does about its links.
        let quiet = matches!(
            event,
            CaseEvent::RemedyReviewed { .. }
                | CaseEvent::ConsultationReminded { .. }
                | CaseEvent::PromiseReminded { .. }
                | CaseEvent::PromiseBroken { .. }
                | CaseEvent::OnCallCalled { .. }
                | CaseEvent::ReceiptWritten { .. }
                | CaseEvent::ReceiptFailed { .. }
                | CaseEvent::LinkMade { .. }
                | CaseEvent::LinkRenewed { .. }
                | CaseEvent::LinkRevoked { .. }
        );
        if !quiet {
            case.touched_at = at;
        }
        case.untouched = on_call::after(case.untouched.take(), event, at);
        match event {
            CaseEvent::CaseOpened { .. }
            | CaseEvent::OnCallCalled { .. }
            | CaseEvent::OnCallAnswered { .. } => {}
            CaseEvent::NoteAdded { .. } | CaseEvent::FrictionReported { .. } | CaseEvent::Bounced { .. } => {
                case.beside += 1;
            }
            CaseEvent::CaseAbsorbed { waiting_since, .. } => {
                case.beside += 1;
                if let Some(since) = *waiting_since {
                    case.settle(State::Open);
                    case.resolved_at = None;
                    case.waiting_since = Some(case.waiting_since.map_or(since, |known| known.min(since)));
                }
            }
            CaseEvent::CaseTaken { owner, from, because } => {
                case.owner = Some(*owner);
                case.taken = Some(*because);
                case.pool = None;
                // What was promised in the house's name is kept by whoever has the matter now.
                let theirs = case.promises.values_mut().filter(|promise| Some(promise.by) == *from);
                theirs.filter(|promise| promise.is_open()).for_each(|promise| promise.by = *owner);
            }
            CaseEvent::CaseReleased { from, team } => {
                case.owner = None;
                case.taken = None;
                case.pool = Some(Pool { team: *team, since: at, from: Some(*from) });
            }
            CaseEvent::HandoverOffered { handover, from, to, until, .. } => {
                case.beside += 1;
                let offered = Handover { from: *from, to: *to, until: *until, ended: None };
                case.handovers.insert(*handover, offered);
            }
            CaseEvent::HandoverEnded { handover, how, .. } => {
                if let Some(handover) = case.handovers.get_mut(handover) {
                    handover.ended = Some(*how);
                }
            }
            CaseEvent::ConsultationAsked { consultation, by, of, told, due, .. } => {
                case.beside += 1;
                let asked = Consultation {
                    by: *by,
                    of: of.clone(),
                    told: told.clone(),
                    asked_at: at,
                    due: *due,
                    reminded: None,
                    answered: false,
                    ended: None,
                };
                case.consultations.insert(*consultation, asked);
            }
            CaseEvent::ConsultationAnswered { consultation, .. } => {
                case.asked(*consultation, |known| known.answered = true);
                case.wait_no_more();
            }
            CaseEvent::ConsultationReminded { consultation, reminder } => {
                case.asked(*consultation, |known| known.reminded = Some(*reminder));
            }
            CaseEvent::ConsultationEnded { consultation, how, .. } => {
                case.asked(*consultation, |known| known.ended = Some(*how));
                if *how == consultation::Ended::NobodyLeft {
                    case.wait_no_more();
                }
            }
            CaseEvent::CaseResolved {} => {
                case.settle(State::Resolved);
                case.waiting_since = None;
                case.resolved_at = Some(at);
            }
            CaseEvent::CaseReopened { .. } => {
                case.settle(State::Open);
                case.waiting_since.get_or_insert(at);
                case.resolved_at = None;
            }
            CaseEvent::CaseWoken {} => case.settle(State::Open),
            CaseEvent::DeadlineSet { deadline } => case.deadline = Some(deadline.clone()),
            CaseEvent::DeadlineRemoved {} => case.deadline = None,
            CaseEvent::CaseSnoozed { until } => {
                case.state = State::Waiting;
                case.snoozed_until = Some(*until);
            }
            CaseEvent::CaseMergedInto { into } => {
                case.settle(State::Resolved);
                case.waiting_since = None;
                case.resolved_at = Some(at);
                case.merged_into = Some(*into);
            }
            CaseEvent::ContactReceived { contact, channel, identity, automatic, text, .. } => {
                case.last_text = text.as_ref().map(|text| text.id).or(case.last_text);
                case.contacts.insert(
                    *contact,
                    Contact {
                        direction: Direction::In,
                        channel: *channel,
                        identity: *identity,
                        sending: None,
                    },
                );
                if !automatic {
                    case.waiting_since.get_or_insert(at);
                    if case.state == State::Waiting {
                        case.settle(State::Open);
                    }
                }
            }
            CaseEvent::ContactMovedOut { contact, .. } => {
                case.contacts.remove(contact);
            }
            CaseEvent::ContactMovedIn { contact, was, because, .. } => {
                case.contacts.insert(*contact, was.clone());
                if *because == FiledBecause::Split {
                    case.waiting_since.get_or_insert(at);
                }
            }
            CaseEvent::ReplyWritten { contact, channel, to, text, notice, .. } => {
                case.last_text = Some(text.id);
                case.contacts.insert(
                    *contact,
                    Contact {
                        direction: Direction::Out,
                        channel: *channel,
                        identity: Some(*to),
                        sending: Some(Sending::Queued),
                    },
                );
                if !notice {
                    case.waiting_since = None;
                    if case.state == State::Open {
                        case.state = State::Waiting;
                    }
                }
            }
            CaseEvent::ReplySent { contact } => case.sending(*contact, Sending::Sent),
            CaseEvent::ReplyFailed { contact, .. } => {
                case.sending(*contact, Sending::Failed);
                case.wait_no_more();
            }
            CaseEvent::ReplyUncertain { contact } => {
                case.sending(*contact, Sending::Uncertain);
                case.wait_no_more();
            }
            CaseEvent::ReplyRetried { contact } => case.sending(*contact, Sending::Queued),
            CaseEvent::ReceiptWritten { receipt, .. } => {
                case.receipts.insert(*receipt, false);
            }
            CaseEvent::ReceiptFailed { receipt, .. } => {
                case.receipts.insert(*receipt, true);
            }
            CaseEvent::PromiseMade { promise, by, due, instead_of, .. } => {
                case.beside += 1;
                if let Some(before) = instead_of.and_then(|before| case.promises.get_mut(&before)) {
                    before.over = Some(Over::Replaced);
                }
                case.promises.insert(*promise, Promise::made(*by, *due));
            }
            CaseEvent::PromiseRenewed { promise, due, .. } => {
                if let Some(promise) = case.promises.get_mut(promise) {
                    (promise.due, promise.reminded) = (*due, false);
                }
            }
            CaseEvent::PromiseKept { promise } => {
                if let Some(promise) = case.promises.get_mut(promise) {
                    promise.over = Some(Over::Kept);
                }
            }
            CaseEvent::PromiseReminded { promise, .. } => {
                if let Some(promise) = case.promises.get_mut(promise) {
                    promise.reminded = true;
                }
            }
            CaseEvent::PromiseBroken { promise } => {
                if let Some(promise) = case.promises.get_mut(promise) {
                    promise.broken = true;
                }
                case.wait_no_more();
            }
            CaseEvent::RemedyGranted { remedy, kind, amount, signed_by, weighed, .. } => {
                case.beside += 1;
                case.answer(*remedy, |ask| ask.state = AskState::Granted);
                let payment = payment::leaves(*kind).then_some(Payment::GRANTED);
                let given = Remedy {
                    giver: weighed.inputs.situation.agent,
                    signer: *signed_by,
                    kind: *kind,
                    amount: *amount,
                    reversed: false,
                    review: None,
                    payment,
                };
                case.remedies.insert(*remedy, given);
            }
            CaseEvent::RemedyReviewed { remedy, by, .. } => {
                if let Some(remedy) = case.remedies.get_mut(remedy) {
                    // The hour of a correction runs from the first word.
                    remedy.review = Some(Review { by: *by, at: remedy.review.map_or(at, |first| first.at) });
                }
            }
            CaseEvent::RemedyReversed { remedy } => {
                if let Some(remedy) = case.remedies.get_mut(remedy) {
                    remedy.reversed = true;
                }
                case.paying(*remedy, Step::Reversed);
            }
            CaseEvent::CoSignAsked { remedy, asker, wish, digest, asked, until, .. } => {
                case.beside += 1;
                let ask = Ask::new(AskKind::CoSign, *asker, wish, digest, asked, *until);
                case.asks.insert(*remedy, ask);
            }
            CaseEvent::Escalated { remedy, asker, wish, digest, to, until, .. } => {
                case.beside += 1;
                let ask = Ask::new(AskKind::Escalation, *asker, wish, digest, &[*to], *until);
                case.asks.insert(*remedy, ask);
            }
            CaseEvent::CoSigned { .. } => {}
            CaseEvent::AskDeclined { remedy, by, .. } => case.answer(*remedy, |ask| ask.decline(*by)),
            CaseEvent::AskWithdrawn { remedy, .. } => {
                case.answer(*remedy, |ask| ask.state = AskState::Withdrawn);
            }
            CaseEvent::PaymentSent { remedy, via } => case.paying(*remedy, Step::Sent(*via)),
            CaseEvent::PaymentExported { remedy, batch } => case.paying(*remedy, Step::Exported(*batch)),
            CaseEvent::PaymentExecuted { remedy, .. } => case.paying(*remedy, Step::Executed),
            CaseEvent::PaymentFailed { remedy, .. } => {
                case.paying(*remedy, Step::Failed);
                case.wait_no_more();
            }
            CaseEvent::PaymentUncertain { remedy } => case.paying(*remedy, Step::Uncertain),
            CaseEvent::PaymentReturned { remedy, .. } => {
                case.paying(*remedy, Step::Returned);
                case.wait_no_more();
            }
            CaseEvent::PaymentRetried { remedy } => case.paying(*remedy, Step::Retried),
            CaseEvent::ReversalAsked { remedy } => case.paying(*remedy, Step::ReversalAsked),
            CaseEvent::ReversalDeclined { remedy, .. } => case.paying(*remedy, Step::ReversalDeclined),
            CaseEvent::LinkMade { link, to } => {
                case.links.insert(*link, Link { to: *to, revoked: false });
            }
            CaseEvent::LinkRevoked { link } => {
                if let Some(link) = case.links.get_mut(link) {
                    link.revoked = true;
                }
            }
            CaseEvent::LinkRenewed { .. } | CaseEvent::FileAdded { .. } => {}
            CaseEvent::MoodTold { mood, .. } => case.told.mood = Some(*mood),
            CaseEvent::VoiceGiven { .. } => case.told.voice = true,
            CaseEvent::VoiceTakenBack {} => case.told.voice = false,
            CaseEvent::SolvedTold { solved, .. } => {
                case.told.solved = Some(*solved);
                if !solved {
                    // It is ours to act again.
                    case.wait_no_more();
                    case.waiting_since.get_or_insert(at);
                }
            }
        }
        Some(case)
    }

    fn answer(&mut self, remedy: RemedyId, change: impl FnOnce(&mut Ask)) {
        if let Some(ask) = self.asks.get_mut(&remedy) {
            change(ask);
        }
    }

    fn asked(&mut self, consultation: ConsultationId, change: impl FnOnce(&mut Consultation)) {
        if let Some(known) = self.consultations.get_mut(&consultation) {
            change(known);
        }
    }

    fn settle(&mut self, state: State) {
        self.state = state;
        self.snoozed_until = None;
    }

    /// It is ours to act again.
    fn wait_no_more(&mut self) {
        if self.state == State::Waiting {
            self.settle(State::Open);
        }
    }

    fn paying(&mut self, remedy: RemedyId, step: Step) {
        if let Some(payment) = self.remedies.get_mut(&remedy).and_then(|remedy| remedy.payment.as_mut()) {
            *payment = payment.after(step).unwrap_or(*payment);
        }
    }

    fn sending(&mut self, contact: ContactId, sending: Sending) {
        if let Some(contact) = self.contacts.get_mut(&contact) {
            contact.sending = Some(sending);
        }
    }

    /// A case that was put together with another takes nothing more; the other one carries on.
    pub(crate) fn must_live(&self) -> Result<(), Refusal> {
        match self.merged_into {
            Some(_) => Err(Refusal::Merged),
            None => Ok(()),
        }
    }

    pub(crate) fn takes_part(&self, identity: IdentityId) -> bool {
        self.contacts.values().any(|contact| contact.identity == Some(identity))
    }

    /// Whoever is reached owns it: acting on a case that nobody owns takes it.
    pub(crate) fn taken_if_free(&self, by: AgentId) -> Vec<CaseEvent> {
        match self.owner {
            Some(_) => vec![],
            None => handover::over(self).chain([self.taken(by, TakenBecause::Reached)]).collect(),
        }
    }

    pub(crate) fn taken(&self, by: AgentId, because: TakenBecause) -> CaseEvent {
        let from = self.owner.or(self.pool.and_then(|pool| pool.from));
        CaseEvent::CaseTaken { owner: by, from, because }
    }
}

pub struct Open {
    pub number: i64,
    pub customer: Option<CustomerId>,
    pub channel: Channel,
    pub subject: TextRef,
    pub split_from: Option<CaseId>,
    pub point: Option<PointId>,
    pub place: Place,
}

pub fn decide_open(known: Option<&Case>, open: Open) -> Result<Vec<CaseEvent>, Refusal> {
    if known.is_some() {
        return Err(Refusal::AlreadyThere);
    }
    let opened = CaseEvent::CaseOpened {
        number: open.number,
        customer: open.customer,
        channel: open.channel,
        subject: open.subject,
        split_from: open.split_from,
        team: match open.place {
            Place::With(..) => None,
            Place::Pool(team) => team,
        },
        point: open.point,
    };
    let taken = match open.place {
        Place::With(owner, because) => Some(CaseEvent::CaseTaken { owner, from: None, because }),
        Place::Pool(_) => None,
    };
    Ok(std::iter::once(opened).chain(taken).collect())
}

/// Taking what one already owns changes nothing, so that a second click is harmless.
pub fn decide_take(case: &Case, by: AgentId) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    if case.owner == Some(by) {
        return Ok(vec![]);
    }
    Ok(handover::over(case).chain([case.taken(by, TakenBecause::Taken)]).collect())
}

pub fn decide_resolve(case: &Case, by: AgentId) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    if case.state == State::Resolved {
        return Ok(vec![]);
    }
    let mut events = case.taken_if_free(by);
    if case.owner.is_some() {
        events.extend(handover::over(case));
    }
    events.extend(ask::over(case));
    events.extend(consultation::over(case));
    events.push(CaseEvent::CaseResolved {});
    Ok(events)
}

pub fn decide_reopen(case: &Case) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    if case.state != State::Resolved {
        return Ok(vec![]);
    }
    Ok(vec![CaseEvent::CaseReopened { because: ReopenedBecause::ByHand }])
}

pub fn decide_snooze(
    case: &Case,
    by: AgentId,
    until: Timestamp,
    now: Timestamp,
) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    if until <= now {
        return Err(Refusal::InThePast { now });
    }
    if case.state == State::Resolved {
        return Err(Refusal::AlreadyDone);
    }
    let mut events = case.taken_if_free(by);
    events.push(CaseEvent::CaseSnoozed { until });
    Ok(events)
}

/// The owner has left, or may not serve customers any more: the matter is not left with nobody.
pub fn decide_release(case: &Case, from: AgentId, team: Option<TeamId>) -> Vec<CaseEvent> {
    let live = case.merged_into.is_none() && case.state != State::Resolved;
    if live && case.owner == Some(from) { vec![CaseEvent::CaseReleased { from, team }] } else { vec![] }
}

/// The house's clock says that a snooze has run out.
pub fn decide_wake(case: &Case, now: Timestamp) -> Vec<CaseEvent> {
    match case.snoozed_until {
        Some(until) if until <= now => vec![CaseEvent::CaseWoken {}],
        _ => vec![],
    }
}

/// Moves one contact into a new case of the same customer: what leaves here, and what the new case
/// starts with after its opening.
pub fn decide_split(
    case: &Case,
    from: CaseId,
    contact: ContactId,
    to: CaseId,
) -> Result<(Vec<CaseEvent>, Vec<CaseEvent>), Refusal> {
    case.must_live()?;
    let was = case.contacts.get(&contact).ok_or(Refusal::NotFound)?.clone();
    if was.direction == Direction::Out || case.contacts.len() < 2 {
        return Err(Refusal::Unusable(crate::refusal::Field::Contact));
    }
    Ok((
        vec![CaseEvent::ContactMovedOut { contact, to }],
        vec![CaseEvent::ContactMovedIn { contact, from, because: FiledBecause::Split, was }],
    ))
}

/// Puts `case` into another: what is recorded here, and what there. Contacts move; promises and
/// remedies stay on the record where they were made, and are shown from both.
pub fn decide_merge(
    case: &Case,
    id: CaseId,
    target: &Case,
    target_id: CaseId,
) -> Result<(Vec<CaseEvent>, Vec<CaseEvent>), Refusal> {
    case.must_live()?;
    target.must_live()?;
    if id == target_id {
        return Err(Refusal::Unusable(crate::refusal::Field::Case));
    }
    let mut here: Vec<_> = case
        .contacts
        .keys()
        .map(|contact| CaseEvent::ContactMovedOut { contact: *contact, to: target_id })
        .collect();
    here.extend(ask::over(case));
    here.extend(handover::over(case));
    here.extend(consultation::over(case));
    here.push(CaseEvent::CaseMergedInto { into: target_id });
    let there = std::iter::once(CaseEvent::CaseAbsorbed { case: id, waiting_since: case.waiting_since })
        .chain(case.contacts.iter().map(|(contact, was)| CaseEvent::ContactMovedIn {
            contact: *contact,
            from: id,
            because: FiledBecause::Merged,
            was: was.clone(),
        }))
        .collect();
    Ok((here, there))
}

#[cfg(test)]
mod tests;

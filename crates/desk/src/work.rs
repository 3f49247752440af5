//! One transaction of the desk: what a use case gathers and records goes through here, so that events,
//! views, errands and the answer to a repeated command are kept together or not at all.

use std::collections::VecDeque;

use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;
use valta_domain::{
    Actor, CaseId, CommandId, CustomerId, Event, EventId, Refusal, RemedyId, Stream, TextId, TextRef,
    Timestamp,
    agent::Agent,
    case::Case,
    customer::Customer,
    event::{CaseEvent, CustomerEvent},
    payment,
    reach::About,
    reaction::{self, Errand},
};
use valta_policy::Action;
use valta_store::{
    Fault, Tx, account, command, lock,
    outbox::{self, Kind},
    record::{self, Head, Occasion},
    text, views,
};

use crate::{By, Desk, No, Route, Thing, on_call::gateway::GATEWAY};

/// What a caller made before sending, so that a repeat gets the first answer instead of a second effect.
#[derive(Clone, Debug)]
pub struct Key {
    pub key: String,
    /// SHA-256 of what was sent with it: the same key with other content is refused.
    pub fingerprint: [u8; 32],
}

/// A new id: by time, then random.
pub fn fresh_id() -> Uuid {
    Uuid::now_v7()
}

/// A secret of 256 bits in lower-case base 32, for tokens and sessions.
pub fn secret() -> String {
    let mut bytes = [0; 32];
    random(&mut bytes);
    base32(&bytes)
}

/// A secret of 130 bits, short enough for an address.
pub(crate) fn short_secret() -> String {
    let mut bytes = [0; 17];
    random(&mut bytes);
    base32(&bytes).chars().take(26).collect()
}

/// 256 bits for a key.
pub(crate) fn key_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    random(&mut bytes);
    bytes
}

/// 128 bits that nobody can guess.
pub(crate) fn salt() -> [u8; 16] {
    let mut bytes = [0; 16];
    random(&mut bytes);
    bytes
}

fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).unwrap_or_else(|error| panic!("the system has no randomness to give: {error}"));
}

pub(crate) fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(held >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(held << (5 - bits)) as usize & 31]));
    }
    text
}

pub(crate) struct Work<'a, 'tx> {
    pub(crate) desk: &'a Desk,
    pub(crate) tx: &'a mut Tx<'tx>,
    pub(crate) at: Timestamp,
    occasion: Occasion,
    recorded: bool,
    errands: bool,
    /// Drawn ahead, for the cases that are going to be opened here.
    pub(crate) numbers: VecDeque<i64>,
}

/// A case as it stands inside a transaction.
pub(crate) struct CaseNow {
    pub(crate) id: CaseId,
    head: Head,
    case: Option<Case>,
}

impl CaseNow {
    pub(crate) fn new(id: CaseId) -> CaseNow {
        CaseNow { id, head: Head::START, case: None }
    }

    pub(crate) fn get(&self) -> Result<&Case, No> {
        self.case.as_ref().ok_or(No::Refusal(Refusal::NotFound))
    }

    pub(crate) fn version(&self) -> i64 {
        self.head.version
    }
}

/// How a payment stands inside a transaction.
pub(crate) fn payment_of(case: &CaseNow, remedy: RemedyId) -> Result<payment::Payment, No> {
    let given = case.get()?.remedies.get(&remedy);
    Ok(given.and_then(|given| given.payment).ok_or(Refusal::NotFound)?)
}

impl Work<'_, '_> {
    /// Keeps a person's words, and answers with what an event may hold of them.
    pub(crate) fn text(&mut self, body: &str) -> Result<TextRef, No> {
        Ok(text::keep(self.tx, &text::NewText { id: TextId(fresh_id()), salt: salt(), body })?)
    }

    /// The number of a case that is being opened.
    pub(crate) fn number(&mut self) -> Result<i64, No> {
        if self.numbers.is_empty() {
            self.numbers = views::case::next_numbers(self.tx, 1)?.into();
        }
        Ok(self.numbers.pop_front().ok_or_else(|| Fault::bug("there is no next number"))?)
    }

    /// The case, locked for this transaction, for somebody who may do this to it.
    pub(crate) fn case(&mut self, by: By, action: Action, id: CaseId) -> Result<CaseNow, No> {
        let case = self.seen_case(by, id)?;
        self.must(by, action, Thing::Case(id))?;
        Ok(case)
    }

    /// Goes on only for those who may do it to this; what somebody may not see at all is not there.
    pub(crate) fn must(&mut self, by: By, action: Action, thing: Thing) -> Result<(), No> {
        if self.desk.may_here(self.tx, by, action, thing)? {
            return Ok(());
        }
        let sees = match thing {
            Thing::Case(_) => Action::SeeCase,
            Thing::Given(..) => Action::SeeRemedy,
            Thing::Customer(_) => Action::SeeCustomer,
        };
        let known = self.desk.may_here(self.tx, by, sees, thing)?;
        Err(if known { Refusal::NotYours } else { Refusal::NotFound }.into())
    }

    /// The case, locked for this transaction; not found for eyes that do not reach so far.
    pub(crate) fn seen_case(&mut self, by: By, id: CaseId) -> Result<CaseNow, No> {
        if by.scope != valta_store::Scope::All && !views::case::seen_by(self.tx, by.scope, id)? {
            return Err(Refusal::NotFound.into());
        }
        self.any_case(id)
    }

    /// The case for the house itself.
    pub(crate) fn any_case(&mut self, id: CaseId) -> Result<CaseNow, No> {
        views::case::lock(self.tx, id)?;
        let (events, head) = record::load(self.tx, Stream::Case(id))?;
        let case = events.iter().fold(None, |case, (event, at)| match event {
            Event::Case(event) => Case::evolve(case, event, *at),
            Event::Agent(_)
            | Event::Customer(_)
            | Event::House(_)
            | Event::Mandate(_)
            | Event::Process(_)
            | Event::Team(_) => case,
        });
        match case {
            Some(case) => Ok(CaseNow { id, head, case: Some(case) }),
            None => Err(Refusal::NotFound.into()),
        }
    }

    /// Records what was decided on a case, with the errands that follow from it.
    pub(crate) fn record_case(
        &mut self,
        case: &mut CaseNow,
        events: impl IntoIterator<Item = CaseEvent>,
    ) -> Result<(), No> {
        let before = case.head.version;
        for event in events {
            case.case = Case::evolve(case.case.take(), &event, self.at);
            let errand = reaction::react(&event);
            self.append(Stream::Case(case.id), &mut case.head, event.into(), case.case.as_ref())?;
            if let Some(errand) = errand {
                self.put(case, errand)?;
            }
        }
        if case.head.version > before {
            let opened_by = (before == 0).then_some(self.occasion.actor);
            views::case::put(self.tx, case.id, case.get()?, case.head.version, opened_by)?;
        }
        Ok(())
    }

    fn put(&mut self, case: &CaseNow, errand: Errand) -> Result<(), No> {
        match errand {
            Errand::Send(contact) => self.put_errand(case, Kind::Mail, None, contact.0, self.at),
            Errand::SendReceipt(receipt) => self.put_errand(case, Kind::Receipt, None, receipt.0, self.at),
            Errand::SendAgain(contact) => {
                // One errand at a time stands for a message, so that it cannot leave twice.
                outbox::withdraw(self.tx, Kind::Mail, contact.0)?;
                self.put_errand(case, Kind::Mail, None, contact.0, self.at)
            }
            Errand::Pay(remedy) => self.put_order(case, remedy),
            Errand::PayAgain(remedy) => {
                let last = outbox::order_of(self.tx, remedy)?;
                outbox::withdraw_order(self.tx, remedy)?;
                match last {
                    // Whoever may have the order is the only one to be asked again, in the same words.
                    Some(last) if payment_of(case, remedy)?.state == payment::State::Uncertain => {
                        self.put_errand(case, last.kind, last.connector.as_deref(), remedy.0, last.made_at)
                    }
                    Some(_) | None => self.put_order(case, remedy),
                }
            }
            Errand::Withdraw(remedy) => {
                if outbox::withdraw_order(self.tx, remedy)? == 0
                    && outbox::order_of(self.tx, remedy)?.is_some_and(|order| order.is_leased())
                {
                    return Err(self.tx.conflict("the order was claimed while it was taken back").into());
                }
                Ok(())
            }
            Errand::Remind(promise, to) => self.reach(case, About::Promise, promise.0, to),
            Errand::Call(call, to) => {
                if self.desk.settings().gateway.is_some() {
                    self.put_errand(case, Kind::Gateway, Some(GATEWAY), call.0, self.at)?;
                }
                self.reach(case, About::Call, call.0, to)
            }
            Errand::KeepLink(link) => self.keep_link(link),
            Errand::Close(remedy) => Ok(outbox::close_order(self.tx, remedy)?),
            Errand::TellAsked(consultation) => self.tell_asked(case, consultation),
            Errand::TellAgain(consultation) => self.tell_again(case, consultation),
            Errand::TellAnswer(consultation, answer) => self.tell_answer(case, consultation, answer),
            Errand::TellNobodyLeft(consultation) => self.tell_nobody_left(case, consultation),
            Errand::TellOver(consultation) => self.tell_over(case, consultation),
            Errand::AskBack(remedy) => match outbox::order_of(self.tx, remedy)? {
                Some(order) if order.kind == Kind::Webhook => {
                    self.put_errand(case, Kind::Recall, order.connector.as_deref(), remedy.0, self.at)
                }
                // People of finance see it in their queue.
                Some(_) | None => Ok(()),
            },
        }
    }

    /// Orders a payment by the way that the configuration has for its kind.
    fn put_order(&mut self, case: &CaseNow, remedy: RemedyId) -> Result<(), No> {
        let kind = case.get()?.remedies.get(&remedy).ok_or(Refusal::NotFound)?.kind;
        let (kind, connector) = match self.desk.settings().payments.route(kind) {
            Route::Finance => (Kind::Finance, None),
            Route::Credit => (Kind::Credit, None),
            Route::Webhook(name) => (Kind::Webhook, Some(name.as_str())),
        };
        self.put_errand(case, kind, connector, remedy.0, self.at)
    }

    pub(crate) fn put_errand(
        &mut self,
        case: &CaseNow,
        kind: Kind,
        connector: Option<&str>,
        subject: Uuid,
        made_at: Timestamp,
    ) -> Result<(), No> {
        self.put_out(&outbox::Errand {
            id: fresh_id(),
            kind,
            connector,
            to: None,
            subject,
            case: case.id,
            made_at,
        })
    }

    /// It leaves at once.
    pub(crate) fn put_out(&mut self, errand: &outbox::Errand<'_>) -> Result<(), No> {
        self.errands = true;
        Ok(outbox::put(self.tx, errand, self.at)?)
    }

    pub(crate) fn customer(&mut self, id: CustomerId) -> Result<(Option<Customer>, Head), No> {
        let (events, head) = record::load(self.tx, Stream::Customer(id))?;
        let customer = events.iter().fold(None, |customer, (event, _)| match event {
            Event::Customer(event) => Customer::evolve(customer, event),
            Event::Agent(_)
            | Event::Case(_)
            | Event::House(_)
            | Event::Mandate(_)
            | Event::Process(_)
            | Event::Team(_) => customer,
        });
        Ok((customer, head))
    }

    pub(crate) fn record_customer(
        &mut self,
        id: CustomerId,
        mut head: Head,
        events: impl IntoIterator<Item = CustomerEvent>,
    ) -> Result<(), No> {
        for event in events {
            self.append(Stream::Customer(id), &mut head, event.into(), None)?;
        }
        Ok(())
    }

    pub(crate) fn agent(&mut self, id: valta_domain::AgentId) -> Result<(Option<Agent>, Head), No> {
        let (events, head) = record::load(self.tx, Stream::Agent(id))?;
        let agent = events.iter().fold(None, |agent, (event, _)| match event {
            Event::Agent(event) => Agent::evolve(agent, event),
            Event::Customer(_)
            | Event::Case(_)
            | Event::House(_)
            | Event::Mandate(_)
            | Event::Process(_)
            | Event::Team(_) => agent,
        });
        Ok((agent, head))
    }

    /// Records facts of a stream other than a case's.
    pub(crate) fn record<E: Into<Event>>(
        &mut self,
        stream: Stream,
        head: &mut Head,
        events: impl IntoIterator<Item = E>,
    ) -> Result<(), No> {
        for event in events {
            self.append(stream, head, event.into(), None)?;
        }
        Ok(())
    }

    fn append(
        &mut self,
        stream: Stream,
        head: &mut Head,
        event: Event,
        case: Option<&Case>,
    ) -> Result<(), No> {
        let id = EventId(fresh_id());
        record::append(self.tx, stream, head, self.occasion, id, event, case)?;
        self.recorded = true;
        Ok(())
    }
}

/// The turn of whoever changes who is of the house or who covers for whom, so that no two make a circle together.
const STAFF: &str = "staff";

/// Who is of the house, and who covers for whom, while a use case runs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Staff {
    /// Whoever comes or goes makes no difference.
    Whoever,
    /// Nobody leaves, goes away, comes back or changes the team.
    Stays,
    /// It is what the use case changes.
    Changes,
}

impl Desk {
    /// Runs a use case in one durable transaction. With a key, a repeat gets the first answer.
    pub(crate) async fn transact<T, F>(&self, actor: Actor, key: Option<Key>, job: F) -> Result<T, No>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Work<'_, '_>) -> Result<T, No> + Send + 'static,
    {
        self.transact_while(Staff::Whoever, actor, key, job).await
    }

    /// The staff's turn is taken here and nowhere else: it comes before that of everybody in it, because whoever ends a
    /// login waits with the first for the second.
    pub(crate) async fn transact_while<T, F>(
        &self,
        staff: Staff,
        actor: Actor,
        key: Option<Key>,
        job: F,
    ) -> Result<T, No>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Work<'_, '_>) -> Result<T, No> + Send + 'static,
    {
        let (at, desk) = (self.now(), self.clone());
        let principal = actor.to_string();
        let command =
            key.as_ref().map(|key| CommandId(Uuid::try_parse(&key.key).unwrap_or_else(|_| fresh_id())));
        let (answer, recorded, errands) = self
            .inner
            .db
            .write(move |tx| -> Result<_, No> {
                if let Some(key) = &key {
                    match command::look_up(tx, &principal, &key.key, &key.fingerprint)? {
                        command::Known::No => {}
                        command::Known::OtherContent => return Err(Refusal::KeyReused.into()),
                        command::Known::Answered(answer) => {
                            let answer = serde_json::from_str(&answer).map_err(|error| {
                                Fault::bug(format!("a kept answer cannot be read: {error}"))
                            })?;
                            return Ok((answer, false, false));
                        }
                    }
                }
                match staff {
                    Staff::Whoever => {}
                    Staff::Stays => lock::share(tx, STAFF)?,
                    Staff::Changes => lock::hold(tx, STAFF)?,
                }
                // Whoever acts is of the house at this place in the log: leaving takes the turn that is shared here.
                if let Actor::Agent(agent) = actor {
                    lock::share(tx, &Stream::Agent(agent).to_string())?;
                    let account = account::by_agent(tx, agent)?;
                    if account.is_none_or(|account| account.disabled) {
                        return Err(Refusal::NotYours.into());
                    }
                }
                let occasion = Occasion { at, actor, cause: None, command };
                let mut work = Work {
                    desk: &desk,
                    tx,
                    at,
                    occasion,
                    recorded: false,
                    errands: false,
                    numbers: VecDeque::new(),
                };
                let answer = job(&mut work)?;
                let (recorded, errands) = (work.recorded, work.errands);
                if let Some(key) = &key {
                    let kept = serde_json::to_string(&answer)
                        .map_err(|error| Fault::bug(format!("an answer cannot be kept: {error}")))?;
                    command::keep(tx, &principal, &key.key, &key.fingerprint, &kept, at)?;
                }
                Ok((answer, recorded, errands))
            })
            .await?;
        if recorded {
            self.inner.recorded.send_modify(|count| *count += 1);
        }
        if errands {
            self.inner.errand.notify_waiters();
        }
        Ok(answer)
    }
}

//! Plays a script at a desk whose clock is moved by hand. Acts that touch different cases are begun one after
//! the other and waited for together, so that they share a commit; each sees its own instant all the same.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use valta_desk::{
    Arrived, By, Clock, Desk, GiveRemedy, MakePromise, No, OpenCase, Reachable, RenewPromise, Tell,
    WriteReply,
};
use valta_domain::{
    CaseId, ContactId, Currency, CustomerId, IdentityId, Money, PromiseId, Refusal, RemedyId, Timestamp,
    customer::IdentityKind,
    remedy::{Outcome, RemedyKind, Worth},
    time,
};
use valta_mail::{Address, Auto, Outgoing};
use valta_store::{params, views};

use crate::{
    finance,
    people::{Customer, LEAD, PAYERS},
    reviews,
    script::{Act, Script, Step},
};

/// Acts that are waited for together at the most.
const TOGETHER: usize = 48;
/// A reply leaves the house at the latest when so long (µs) has passed, as the history tells it.
const SENT_WITHIN: i64 = 20 * time::MINUTE;
/// Finance pays so often (µs), and what is older than this: its queue is never quite empty.
const PAY_EVERY: i64 = time::DAY;
const PAID_AFTER: i64 = 4 * time::DAY;
/// What is older than this was looked at again.
const REVIEWED_AFTER: i64 = 5 * time::DAY;
/// Euro cents that everybody may give in a case, unless much was given before.
const SURELY_WITHIN: i64 = 50_00;

/// What an act left to go on from.
#[derive(Clone, Copy, Debug)]
enum Left {
    Nothing,
    Case(CaseId),
    Reply(ContactId),
    Promise(PromiseId),
    Remedy(RemedyId),
    /// It is beyond the mandate, and is given in its turn.
    Beyond,
}

type Doing = Pin<Box<dyn Future<Output = Result<Left, No>> + Send>>;

/// A case so far.
#[derive(Clone, Copy, Debug, Default)]
struct Lived {
    id: Option<CaseId>,
    mails: usize,
    reply: Option<ContactId>,
    promise: Option<PromiseId>,
    remedy: Option<RemedyId>,
}

/// An act that has taken its place in the queue.
struct Begun {
    step: Step,
    /// Two acts of one giver depend on each other.
    giver: Option<usize>,
    doing: Doing,
}

pub(crate) struct Play<'a> {
    desk: &'a Desk,
    clock: &'a Clock,
    staff: &'a [By],
    lived: Vec<Lived>,
    begun: Vec<Begun>,
    /// The last reply that has not been sent yet.
    replied: Option<Timestamp>,
    last: Timestamp,
    /// When finance paid last.
    paid: Timestamp,
    /// How many were looked at again.
    reviewed: usize,
}

/// A future under the clock of its own instant.
async fn at<F: Future>(clock: Clock, at: Timestamp, future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(move |context| {
        clock.set(at);
        future.as_mut().poll(context)
    })
    .await
}

impl<'a> Play<'a> {
    pub(crate) fn new(desk: &'a Desk, clock: &'a Clock, staff: &'a [By]) -> Play<'a> {
        let now = clock.now();
        Play {
            desk,
            clock,
            staff,
            lived: Vec::new(),
            begun: Vec::new(),
            replied: None,
            last: now,
            paid: now,
            reviewed: 0,
        }
    }

    pub(crate) async fn all(mut self, script: &Script) -> Result<(), No> {
        self.lived = vec![Lived::default(); script.cases.len()];
        for step in &script.steps {
            self.step(script, step).await?;
        }
        self.wait_all(script).await?;
        let end = script.steps.last().map_or(self.clock.now(), |step| step.at);
        self.send(end.plus(time::MINUTE)).await?;
        self.desk.perform_all().await.map(drop)
    }

    async fn step(&mut self, script: &Script, step: &Step) -> Result<(), No> {
        let giving = matches!(step.act, Act::Give { .. });
        let busy = self
            .begun
            .iter()
            .any(|begun| begun.step.case == step.case || giving && begun.giver == Some(step.agent));
        if busy || self.begun.len() >= TOGETHER {
            self.wait_all(script).await?;
        }
        if self.replied.is_some_and(|replied| step.at.since(replied) > SENT_WITHIN) {
            self.wait_all(script).await?;
            self.send(step.at).await?;
        }
        if step.at.since(self.paid) > PAY_EVERY {
            self.wait_all(script).await?;
            self.pay(step.at).await?;
        }
        self.last = step.at;
        let (Some(by), Some(head)) = (self.staff.get(step.agent).copied(), script.cases.get(step.case))
        else {
            return Ok(());
        };
        let Some(customer) = script.customers.get(head.customer) else { return Ok(()) };
        let Some(lived) = self.lived.get(step.case).copied() else { return Ok(()) };
        let desk = self.desk.clone();

        let doing: Doing = match (&step.act, lived.id) {
            (Act::Mail(body), _) => {
                return self.mail(script, step, customer, (&head.subject, body)).await;
            }
            (Act::Open { channel, body }, _) => {
                let open = OpenCase {
                    channel: *channel,
                    subject: head.subject.clone(),
                    body: Some(body.clone()),
                    customer: Some(customer.described()),
                    customer_id: None,
                    point: None,
                };
                Box::pin(async move { desk.open_case(by, None, open).await.map(Left::Case) })
            }
            (_, None) => return Ok(()),
            (Act::Take, Some(id)) => {
                Box::pin(async move { desk.take(by, None, id, None).await.map(|()| Left::Nothing) })
            }
            (Act::Note(body), Some(id)) => {
                let body = body.clone();
                Box::pin(async move { desk.note(by, None, id, body).await.map(|_| Left::Nothing) })
            }
            (Act::Reply(body), Some(case)) => {
                self.replied.get_or_insert(step.at);
                let reply = WriteReply { case, body: body.clone(), seen: None };
                Box::pin(async move { desk.reply(by, None, reply).await.map(Left::Reply) })
            }
            (Act::Promise { what, due, channel }, Some(case)) => {
                let make =
                    MakePromise { case, what: what.clone(), due: *due, channel: *channel, instead_of: None };
                Box::pin(async move { desk.promise(by, None, make).await.map(Left::Promise) })
            }
            (Act::Resolve, Some(id)) => {
                Box::pin(async move { desk.resolve(by, None, id, None).await.map(|()| Left::Nothing) })
            }
            (Act::Snooze(until), Some(id)) => {
                let until = *until;
                Box::pin(async move { desk.snooze(by, None, id, None, until).await.map(|()| Left::Nothing) })
            }
            (Act::Give { kind, minor, reason, .. }, Some(id))
                if *minor <= SURELY_WITHIN && customer.account.is_none() =>
            {
                let give = give_of(id, *kind, *minor, reason, None);
                Box::pin(async move {
                    match desk.grant(by, None, give).await {
                        Ok(id) => Ok(Left::Remedy(id)),
                        Err(No::Refusal(Refusal::BeyondMandate(_))) => Ok(Left::Beyond),
                        Err(no) => Err(no),
                    }
                })
            }
            // These look before they write: in their turn.
            (Act::Keep | Act::Renew(_) | Act::TakeBack | Act::Give { .. }, Some(id)) => {
                self.wait_all(script).await?;
                self.clock.set(step.at);
                let left = self.in_turn(step, by, id, lived, customer).await?;
                self.remember(step.case, left);
                return Ok(());
            }
        };
        self.begin(step, doing);
        Ok(())
    }

    /// Begins an act at its instant: its transaction takes its place in the queue now.
    fn begin(&mut self, step: &Step, doing: Doing) {
        let mut doing: Doing = Box::pin(at(self.clock.clone(), step.at, tokio::task::unconstrained(doing)));
        if let Poll::Ready(ended) = doing.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            doing = Box::pin(std::future::ready(ended));
        }
        let giver = matches!(step.act, Act::Give { .. }).then_some(step.agent);
        self.begun.push(Begun { step: step.clone(), giver, doing });
    }

    /// Waits for all that was begun; what was beyond a mandate is given then.
    async fn wait_all(&mut self, script: &Script) -> Result<(), No> {
        let mut beyond = Vec::new();
        for begun in std::mem::take(&mut self.begun) {
            match begun.doing.await? {
                Left::Beyond => beyond.push(begun.step),
                left => self.remember(begun.step.case, left),
            }
        }
        self.clock.set(self.last);
        for step in beyond {
            let lived = self.lived.get(step.case).copied().unwrap_or_default();
            let customer = script.cases.get(step.case).and_then(|head| script.customers.get(head.customer));
            let (Some(by), Some(id), Some(customer)) =
                (self.staff.get(step.agent).copied(), lived.id, customer)
            else {
                continue;
            };
            let left = self.in_turn(&step, by, id, lived, customer).await?;
            self.remember(step.case, left);
        }
        Ok(())
    }

    fn remember(&mut self, case: usize, left: Left) {
        let Some(lived) = self.lived.get_mut(case) else { return };
        match left {
            Left::Nothing | Left::Beyond => {}
            Left::Case(id) => lived.id = Some(id),
            Left::Reply(id) => lived.reply = Some(id),
            Left::Promise(id) => lived.promise = Some(id),
            Left::Remedy(id) => lived.remedy = Some(id),
        }
    }

    async fn in_turn(
        &self,
        step: &Step,
        by: By,
        id: CaseId,
        lived: Lived,
        customer: &Customer,
    ) -> Result<Left, No> {
        match &step.act {
            Act::Keep => {
                if let Some(promise) = lived.promise {
                    self.desk.keep_promise(by, None, promise).await?;
                }
                Ok(Left::Nothing)
            }
            Act::Renew(due) => {
                if let Some(promise) = lived.promise {
                    let renew = RenewPromise { promise, due: *due, tell: Tell::InPerson };
                    self.desk.renew_promise(by, None, renew).await?;
                }
                Ok(Left::Nothing)
            }
            Act::TakeBack => {
                if let Some(remedy) = lived.remedy {
                    self.desk.reverse(by, None, remedy).await?;
                }
                Ok(Left::Nothing)
            }
            Act::Give { kind, minor, reason, stretch } => {
                let payee = if *minor > 0 { self.account(by, id, customer).await? } else { None };
                let give = give_of(id, *kind, *minor, reason, payee);
                self.give(by, give, stretch).await
            }
            Act::Mail(_)
            | Act::Open { .. }
            | Act::Take
            | Act::Note(_)
            | Act::Reply(_)
            | Act::Promise { .. }
            | Act::Resolve
            | Act::Snooze(_) => Ok(Left::Nothing),
        }
    }

    /// Within when it is; with the written reason when it needs one; by the lead when it is beyond that.
    async fn give(&self, by: By, give: GiveRemedy, stretch: &str) -> Result<Left, No> {
        let further = GiveRemedy { stretch: true, reason: Some(stretch.to_owned()), ..give.clone() };
        let beyond = match self.desk.grant(by, None, give.clone()).await {
            Ok(id) => return Ok(Left::Remedy(id)),
            Err(No::Refusal(Refusal::BeyondMandate(decision))) => decision,
            Err(no) => return Err(no),
        };
        if beyond.outcome == Outcome::Stretch {
            return self.desk.grant(by, None, further).await.map(Left::Remedy);
        }
        let Some(lead) = self.staff.get(LEAD).copied() else { return Ok(Left::Nothing) };
        for give in [give, further] {
            match self.desk.grant(lead, None, give).await {
                Ok(id) => return Ok(Left::Remedy(id)),
                Err(No::Refusal(Refusal::BeyondMandate(_))) => {}
                Err(no) => return Err(no),
            }
        }
        Ok(Left::Nothing)
    }

    /// The account that the customer paid from, noted when it is first needed.
    async fn account(&self, by: By, case: CaseId, customer: &Customer) -> Result<Option<String>, No> {
        let Some(account) = &customer.account else { return Ok(None) };
        let line =
            self.desk.reader().look(move |tx| views::case::one(tx, valta_store::Scope::All, case)).await?;
        let Some((id, _)) = line.and_then(|line| line.customer) else { return Ok(None) };
        Ok(note_account(self.desk, by, id, account).await?.map(|_| account.clone()))
    }

    async fn mail(
        &mut self,
        script: &Script,
        step: &Step,
        customer: &Customer,
        (subject, body): (&str, &str),
    ) -> Result<(), No> {
        let Some(lived) = self.lived.get(step.case).copied() else { return Ok(()) };
        let Some(email) = &customer.email else { return Ok(()) };
        self.clock.set(step.at);
        let answered = match lived.reply {
            Some(reply) => {
                let line = self.desk.reader().look(move |tx| views::contact::one(tx, reply)).await?;
                line.and_then(|line| line.message_id)
            }
            None => None,
        };
        let subject = if lived.mails == 0 { subject.to_owned() } else { format!("Re: {subject}") };
        let message_id = format!("{}.{}.{}@posti.example", step.case, lived.mails, step.at.micros());
        let raw = write(self.desk, customer, email, &message_id, &subject, answered, body, step.at);
        let recipients = vec![self.desk.settings().mail.address.clone()];
        let arrived = Arrived { raw, source: "lmtp", sender: Some(email.to_owned()), recipients };
        let desk = self.desk.clone();
        // Kept in the commit of what was begun before it; filed when that is done.
        self.begin(step, Box::pin(async move { desk.keep(arrived).await.map(|_| Left::Nothing) }));
        self.wait_all(script).await?;
        self.clock.set(step.at);
        self.desk.take_in_next().await?;
        // The house itself may have said something.
        self.replied.get_or_insert(step.at);

        let id = filed(self.desk, message_id).await?;
        if let Some(lived) = self.lived.get_mut(step.case) {
            lived.id = lived.id.or(id);
            lived.mails += 1;
        }
        Ok(())
    }

    /// Replies go out a little after they were written, and before what comes next.
    async fn send(&mut self, next: Timestamp) -> Result<(), No> {
        if let Some(replied) = self.replied.take() {
            self.clock.set(replied.plus(3 * time::SECOND).max(self.last).min(next));
            self.desk.perform_next().await?;
            self.desk.pay_next().await?;
        }
        Ok(())
    }

    /// Finance pays what has waited long enough, and leads look back.
    async fn pay(&mut self, now: Timestamp) -> Result<(), No> {
        self.clock.set(now);
        self.last = now;
        self.paid = now;
        let payers: Vec<By> = PAYERS.iter().filter_map(|at| self.staff.get(*at)).copied().collect();
        finance::pay(self.desk, &payers, now.minus(PAID_AFTER)).await?;
        let until = now.minus(REVIEWED_AFTER);
        self.reviewed = reviews::look_back(self.desk, self.staff, &payers, until, self.reviewed).await?;
        Ok(())
    }
}

fn give_of(case: CaseId, kind: RemedyKind, minor: i64, reason: &str, payee: Option<String>) -> GiveRemedy {
    GiveRemedy {
        case,
        kind,
        amount: (kind.worth() != Worth::Nothing).then(|| Money::new(minor, Currency::EUR)),
        reason: Some(reason.to_owned()),
        stretch: false,
        payee,
        seen: None,
    }
}

async fn note_account(desk: &Desk, by: By, id: CustomerId, account: &str) -> Result<Option<IdentityId>, No> {
    let reachable = Reachable { kind: IdentityKind::Payment, address: account.to_owned(), verified: true };
    match desk.add_identity(by, None, id, reachable).await {
        Ok(identity) => Ok(Some(identity)),
        // A colleague sees the customers of their own matters only.
        Err(No::Refusal(Refusal::NotFound | Refusal::AlreadyThere)) => Ok(None),
        Err(no) => Err(no),
    }
}

/// A customer's mail as it would arrive.
#[expect(clippy::too_many_arguments, reason = "each is one line of the letter")]
fn write(
    desk: &Desk,
    customer: &Customer,
    email: &str,
    message_id: &str,
    subject: &str,
    answered: Option<String>,
    body: &str,
    at: Timestamp,
) -> Vec<u8> {
    let mailbox = &desk.settings().mail.address;
    let (Some(from), Some(to)) = (Address::new(Some(&customer.name()), email), Address::new(None, mailbox))
    else {
        return Vec::new();
    };
    let letter = Outgoing {
        message_id: message_id.to_owned(),
        date_micros: at.micros(),
        from,
        reply_to: None,
        to: vec![to],
        subject: subject.to_owned(),
        references: answered.iter().cloned().collect(),
        in_reply_to: answered,
        text: body.to_owned(),
        language: customer.language.to_owned(),
        auto: Auto::Handwritten,
    };
    valta_mail::compose(&letter).unwrap_or_default()
}

/// The case that a message was filed in.
async fn filed(desk: &Desk, message_id: String) -> Result<Option<CaseId>, No> {
    let found = desk
        .reader()
        .look(move |tx| {
            // The newest messages first: this one has only just come.
            let rows = tx.rows(
                "select message_id, case_id from inbox where state = 'filed' order by arrived_at desc limit 3",
                params![],
                |row| Ok((row.get::<Option<String>>(0)?, row.get::<Option<CaseId>>(1)?)),
            )?;
            Ok(rows.into_iter().find(|(id, _)| id.as_ref() == Some(&message_id)).and_then(|(_, case)| case))
        })
        .await?;
    Ok(found)
}

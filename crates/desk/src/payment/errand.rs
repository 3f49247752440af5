//! Orders leave the house from here. Each attempt is written down before it is made. An order whose answer was lost
//! is *uncertain* and is sent again under the same id, which its receiver keeps to one effect; an order that was
//! refused waits for a person.

use futures_util::future::join_all;
use valta_domain::{
    Actor, CustomerId, RemedyId, Timestamp, credit,
    payment::{self, Attempt, FailedBecause, State, Via},
    text, time,
};
use valta_store::{
    lock,
    outbox::{self, Claimed, Kind, Settled, Which},
};

use super::webhook::{self, Handed};
use crate::{
    Desk, No,
    work::{Work, fresh_id, payment_of},
};

/// Errands of payments that no person carries out.
pub(crate) const PAID_BY_PROGRAM: [Kind; 3] = [Kind::Credit, Kind::Webhook, Kind::Recall];
/// Errands claimed at once, and how long (µs) they are held: longer than an attempt may take.
const CLAIM: usize = 8;
const LEASE: i64 = 2 * time::MINUTE;
/// After each attempt in turn, how long (µs) until the next one: three days in all.
const PAUSES: [i64; 9] = [
    5 * time::SECOND,
    5 * time::MINUTE,
    30 * time::MINUTE,
    2 * time::HOUR,
    5 * time::HOUR,
    10 * time::HOUR,
    14 * time::HOUR,
    20 * time::HOUR,
    24 * time::HOUR,
];
/// The longest (µs) that a receiver may ask to be left alone.
const LONGEST_PAUSE: i64 = time::DAY;
/// Words that the outbox keeps of the last attempt.
const MOST_WORDS: usize = 200;

/// What an attempt tells about the payment.
enum Ended<'a> {
    AsItWas,
    Sent,
    Uncertain,
    Failed(FailedBecause, &'a str),
}

impl Desk {
    /// Hands over what is due of every kind; how many errands were settled.
    pub async fn pay_next(&self) -> Result<usize, No> {
        let mut settled = 0;
        for kind in PAID_BY_PROGRAM {
            settled += self.pay_next_of(kind).await?;
        }
        Ok(settled)
    }

    /// Hands over what is due of one kind.
    pub(crate) async fn pay_next_of(&self, kind: Kind) -> Result<usize, No> {
        let (now, lease) = (self.now(), fresh_id());
        if !self.reader().look(move |tx| outbox::is_due(tx, kind, now)).await? {
            return Ok(0);
        }
        self.resume_lost(kind).await?;
        let until = now.plus(LEASE);
        let claimed = self
            .inner
            .db
            .write(move |tx| outbox::claim(tx, kind, Which::Due, now, (lease, until), CLAIM))
            .await?;
        let settled = claimed.len();
        let handing = claimed.into_iter().map(|errand| self.carry_out(errand, lease));
        for done in join_all(handing).await {
            // One in trouble does not keep the others; it comes up again when its lease is over.
            if let Err(no) = done {
                tracing::error!(error = %no, "a payment could not be settled; it will be tried again");
            }
        }
        Ok(settled)
    }

    async fn carry_out(&self, errand: Claimed, lease: uuid::Uuid) -> Result<(), No> {
        match errand.kind {
            Kind::Credit => self.pay_as_credit(errand, lease).await,
            Kind::Webhook => {
                let handed = self.hand_over(&errand).await?;
                self.settle_order(errand, lease, handed).await
            }
            Kind::Recall => {
                let handed = self.hand_over(&errand).await?;
                self.settle_recall(errand, lease, handed).await
            }
            // People do these, and the mail has its own way.
            Kind::Mail
            | Kind::Receipt
            | Kind::Notice
            | Kind::Call
            | Kind::Gateway
            | Kind::Push
            | Kind::CallPush
            | Kind::Finance => Ok(()),
        }
    }

    /// Sends the order or the recall, and switches off a connector whose address is gone.
    pub(super) async fn hand_over(&self, errand: &Claimed) -> Result<Handed, No> {
        let name = errand.connector.clone().unwrap_or_default();
        let Some(hook) = self.settings().payments.webhook(&name) else {
            return Ok(Handed::Later {
                words: "no such connector is configured".into(),
                doubt: false,
                after: None,
            });
        };
        let Some(message) = webhook::message(&self.reader(), errand).await? else {
            return Ok(Handed::Refused("the remedy is no longer there".into()));
        };
        let handed = webhook::send(&self.inner.door, hook, &message, self.now()).await;
        if matches!(handed, Handed::Gone(_)) {
            self.disable_connector(name).await?;
        }
        Ok(handed)
    }

    /// Whoever held these did not come back: an order may or may not have left.
    async fn resume_lost(&self, kind: Kind) -> Result<(), No> {
        let (now, lease) = (self.now(), fresh_id());
        let lost = self
            .inner
            .db
            .write(move |tx| outbox::claim(tx, kind, Which::Lost, now, (lease, now.plus(LEASE)), CLAIM))
            .await?;
        for errand in lost {
            // The attempt was counted when it was begun.
            let errand = Claimed { attempts: errand.attempts.saturating_sub(1), ..errand };
            let words = "the program stopped while it was sending".to_owned();
            let handed = Handed::Later { words, doubt: true, after: Some(0) };
            let settled = match kind {
                Kind::Recall => self.settle_recall(errand, lease, handed).await,
                Kind::Credit => self.pay_as_credit(errand, lease).await,
                Kind::Webhook => self.settle_order(errand, lease, handed).await,
                Kind::Mail
                | Kind::Receipt
                | Kind::Notice
                | Kind::Call
                | Kind::Gateway
                | Kind::Push
                | Kind::CallPush
                | Kind::Finance => Ok(()),
            };
            if let Err(no) = settled {
                tracing::error!(error = %no, "a lost payment could not be settled; it will be tried again");
            }
        }
        Ok(())
    }

    /// Onto the customer's balance: case, balance and errand in one transaction.
    async fn pay_as_credit(&self, errand: Claimed, lease: uuid::Uuid) -> Result<(), No> {
        let remedy = RemedyId(errand.subject);
        self.transact(Actor::House, None, move |work| {
            let mut case = work.any_case(errand.case)?;
            let given = case.get()?.remedies.get(&remedy).cloned();
            let mut credited = None;
            if let (Some(customer), Some(amount)) =
                (case.get()?.customer, given.and_then(|given| given.amount))
            {
                work.hold_credit(customer)?;
                let (known, head) = work.customer(customer)?;
                credited = Some((customer, head, credit::decide_add(known.as_ref(), remedy, amount)));
            }
            if payment_of(&case, remedy)?.state != State::Granted {
                outbox::settle(work.tx, errand.id, lease, &Settled::Done)?;
                return Ok(());
            }
            let failed = |because| Attempt::Failed(because, None);
            let attempt = match credited {
                Some((customer, head, Ok(events))) => {
                    if outbox::settle(work.tx, errand.id, lease, &Settled::Done)? {
                        let paid = payment::decide_credited(case.get()?, remedy);
                        work.record_case(&mut case, paid)?;
                        work.record_customer(customer, head, events)?;
                    }
                    return Ok(());
                }
                Some((_, _, Err(_))) => failed(FailedBecause::Declined),
                None => failed(FailedBecause::NoCustomer),
            };
            let error = "there is no balance to add it to";
            if outbox::settle(work.tx, errand.id, lease, &Settled::Failed { error })? {
                let events = payment::decide_attempt(case.get()?, remedy, attempt);
                work.record_case(&mut case, events)?;
            }
            Ok(())
        })
        .await
    }

    /// Writes down how an attempt to order ended: in the outbox and on the case, together.
    pub(super) async fn settle_order(
        &self,
        errand: Claimed,
        lease: uuid::Uuid,
        handed: Handed,
    ) -> Result<(), No> {
        let remedy = RemedyId(errand.subject);
        self.transact(Actor::House, None, move |work| {
            let mut case = work.any_case(errand.case)?;
            let state = payment_of(&case, remedy)?.state;
            let doubted = state == State::Uncertain;
            let next_at = next(&errand, &handed, work.at);
            let (settled, ended) = match &handed {
                // The receiver was quicker than its own answer, or somebody has settled it meanwhile.
                _ if !matches!(state, State::Granted | State::Uncertain) => (Settled::Done, Ended::AsItWas),
                Handed::Taken => (Settled::Done, Ended::Sent),
                Handed::Gone(error) => {
                    (Settled::Later { next_at: next_at.unwrap_or(work.at), error }, Ended::AsItWas)
                }
                // An earlier attempt may have arrived all the same: a person asks there.
                Handed::Refused(error) if doubted => (Settled::Uncertain { error }, Ended::AsItWas),
                Handed::Refused(error) => {
                    (Settled::Failed { error }, Ended::Failed(FailedBecause::Refused, error))
                }
                Handed::Later { words: error, doubt, .. } => match (next_at, doubted || *doubt) {
                    (Some(next_at), true) => (Settled::Later { next_at, error }, Ended::Uncertain),
                    (Some(next_at), false) => (Settled::Later { next_at, error }, Ended::AsItWas),
                    (None, true) => (Settled::Uncertain { error }, Ended::Uncertain),
                    (None, false) => {
                        (Settled::Failed { error }, Ended::Failed(FailedBecause::Unreachable, error))
                    }
                },
            };
            if !outbox::settle(work.tx, errand.id, lease, &settled)? {
                return Ok(());
            }
            let attempt = match ended {
                Ended::AsItWas => return Ok(()),
                Ended::Sent => Attempt::Sent(Via::Webhook),
                Ended::Uncertain => Attempt::Uncertain,
                Ended::Failed(because, words) => Attempt::Failed(because, Some(work.text(&short(words))?)),
            };
            let events = payment::decide_attempt(case.get()?, remedy, attempt);
            work.record_case(&mut case, events)
        })
        .await
    }

    /// Writes down how asking back ended. Taken only means that the receiver will say.
    async fn settle_recall(&self, errand: Claimed, lease: uuid::Uuid, handed: Handed) -> Result<(), No> {
        let remedy = RemedyId(errand.subject);
        self.transact(Actor::House, None, move |work| {
            let mut case = work.any_case(errand.case)?;
            let asked = payment_of(&case, remedy)?.reversal_asked;
            let next_at = next(&errand, &handed, work.at);
            let (settled, declined) = match &handed {
                _ if !asked => (Settled::Done, None),
                Handed::Taken => (Settled::Done, None),
                Handed::Gone(error) => (Settled::Later { next_at: next_at.unwrap_or(work.at), error }, None),
                Handed::Refused(error) => (Settled::Failed { error }, Some(error)),
                Handed::Later { words: error, .. } => match next_at {
                    Some(next_at) => (Settled::Later { next_at, error }, None),
                    None => (Settled::Failed { error }, Some(error)),
                },
            };
            if !outbox::settle(work.tx, errand.id, lease, &settled)? {
                return Ok(());
            }
            if let Some(error) = declined {
                let reason = Some(work.text(&short(error))?);
                let events = payment::decide_decline(case.get()?, remedy, reason);
                work.record_case(&mut case, events)?;
            }
            Ok(())
        })
        .await
    }
}

impl Work<'_, '_> {
    /// Two who change one balance come one after the other, so that it never goes below zero.
    pub(crate) fn hold_credit(&mut self, customer: CustomerId) -> Result<(), No> {
        Ok(lock::hold(self.tx, &format!("credit {customer}"))?)
    }
}

/// When the next attempt is due; `None` when it was the last one.
pub(crate) fn next(errand: &Claimed, handed: &Handed, now: Timestamp) -> Option<Timestamp> {
    let after = match handed {
        Handed::Taken | Handed::Refused(_) => return None,
        // Nothing is sent there until somebody says so, and then at once.
        Handed::Gone(_) => return Some(now),
        Handed::Later { after, .. } => *after,
    };
    let pause = PAUSES.get(usize::try_from(errand.attempts).unwrap_or(usize::MAX))?;
    let pause = match after {
        Some(0) => 0,
        Some(seconds) => (i64::from(seconds) * time::SECOND).min(LONGEST_PAUSE).max(*pause),
        None => pause + jitter(errand, *pause),
    };
    Some(now.plus(pause))
}

/// Up to a tenth of the pause, drawn from the errand's own id: those that failed together do not come back together,
/// and the same errand always waits the same.
fn jitter(errand: &Claimed, pause: i64) -> i64 {
    let drawn = errand.id.as_u128().rotate_left(errand.attempts.wrapping_mul(11)) & 0xffff;
    let drawn = i64::try_from(drawn).unwrap_or(0);
    pause / 10 * drawn / 0xffff
}

/// One line that an event may refer to.
fn short(words: &str) -> String {
    let words: String = words.chars().take(MOST_WORDS).collect();
    text::line(valta_domain::refusal::Field::Reason, &words).unwrap_or_else(|_| "no reason was given".into())
}

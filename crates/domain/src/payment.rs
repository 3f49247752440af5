//! Payments: how what was granted leaves the house, and what its receiver says. The order is executed at most
//! once, and nobody calls it executed before the receiver has said so (M10). One table below says which step may
//! follow which; deciding, folding and the audit all ask it.

use serde::{Deserialize, Serialize};

use crate::{
    Refusal, TextRef,
    case::{self, Case, ReopenedBecause},
    contact::codes,
    event::CaseEvent,
    id::{BatchId, RemedyId},
    remedy::RemedyKind,
};

codes! {
    /// Where a payment stands. Nobody sets it: it follows from what happened.
    State {
        /// The order stands in the outbox, or in the finance queue where nobody has taken it.
        Granted = "granted",
        /// The receiver has the order.
        Sent = "sent",
        /// The receiver says that it is done.
        Executed = "executed",
        /// It was not paid; the room stays taken until somebody orders it again or takes it back (M5).
        Failed = "failed",
        /// The order may have reached the receiver, and nobody has said so.
        Uncertain = "uncertain",
        /// Taken back.
        Reversed = "reversed",
    }
}

impl State {
    /// Somebody still has to do or to say something, and the order is no longer in the outbox.
    pub const fn is_unsettled(self) -> bool {
        match self {
            State::Sent | State::Failed | State::Uncertain => true,
            State::Granted | State::Executed | State::Reversed => false,
        }
    }
}

codes! {
    /// By what kind of connector an order left.
    Via {
        /// Another program, over HTTP.
        Webhook = "webhook",
        /// People of the house, by their queue.
        Finance = "finance",
        /// The customer's own balance in the house.
        Credit = "credit",
    }
}

codes! {
    /// Why something was not paid.
    FailedBecause {
        /// The receiver did not take the order.
        Refused = "refused",
        /// For three days the order could not be handed over.
        Unreachable = "unreachable",
        /// The receiver took the order, and could not do it.
        Declined = "declined",
        /// Nobody knows whose balance it should be added to.
        NoCustomer = "no_customer",
    }
}

codes! {
    /// Why the house sends nothing more to a connector.
    DisabledBecause {
        /// Its address answered that it is gone for good.
        Gone = "gone",
    }
}

/// Whether remedies of this kind leave the house as an order to somebody.
pub const fn leaves(kind: RemedyKind) -> bool {
    kind.is_ordered()
}

/// A payment as its case knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    pub state: State,
    /// Of the order that was sent last.
    pub via: Option<Via>,
    /// Which order this is: a new one when a person orders again what failed.
    pub round: u32,
    /// The last file for the bank that it stood in.
    pub batch: Option<BatchId>,
    /// Somebody wants it back, and the receiver has not answered.
    pub reversal_asked: bool,
}

/// What can happen to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Sent(Via),
    Exported(BatchId),
    Executed,
    Failed,
    Uncertain,
    /// Executed, and the money came back.
    Returned,
    Retried,
    ReversalAsked,
    ReversalDeclined,
    Reversed,
}

impl Payment {
    /// Ordered, and not yet gone.
    pub const GRANTED: Payment =
        Payment { state: State::Granted, via: None, round: 1, batch: None, reversal_asked: false };

    /// The payment after a step; `None` where the step is impossible.
    #[must_use]
    pub fn after(self, step: Step) -> Option<Payment> {
        let open = matches!(self.state, State::Granted | State::Sent | State::Uncertain);
        let with_receiver = matches!(self.state, State::Sent | State::Executed);
        match step {
            Step::Sent(via) if matches!(self.state, State::Granted | State::Uncertain) => {
                Some(Payment { state: State::Sent, via: Some(via), ..self })
            }
            Step::Exported(batch) if self.state == State::Sent && self.via == Some(Via::Finance) => {
                Some(Payment { batch: Some(batch), ..self })
            }
            // What was thought to have failed may turn out to be paid: that is the receiver's to say.
            Step::Executed if open || self.state == State::Failed => {
                Some(Payment { state: State::Executed, reversal_asked: false, ..self })
            }
            Step::Failed if open => Some(Payment { state: State::Failed, ..self }),
            Step::Uncertain if self.state == State::Granted => {
                Some(Payment { state: State::Uncertain, ..self })
            }
            Step::Returned if self.state == State::Executed => Some(Payment { state: State::Failed, ..self }),
            Step::Retried if self.state == State::Failed => {
                Some(Payment { round: self.round.saturating_add(1), ..Payment::GRANTED })
            }
            // The same order once more: the receiver knows it by its id.
            Step::Retried if self.state == State::Uncertain => Some(self),
            Step::ReversalAsked if with_receiver && !self.reversal_asked => {
                Some(Payment { reversal_asked: true, ..self })
            }
            Step::ReversalDeclined if with_receiver && self.reversal_asked => {
                Some(Payment { reversal_asked: false, ..self })
            }
            Step::Reversed if self.can_be_reversed() => {
                Some(Payment { state: State::Reversed, reversal_asked: false, ..self })
            }
            Step::Sent(_)
            | Step::Exported(_)
            | Step::Executed
            | Step::Failed
            | Step::Uncertain
            | Step::Returned
            | Step::Retried
            | Step::ReversalAsked
            | Step::ReversalDeclined
            | Step::Reversed => None,
        }
    }

    /// What nobody outside has, and what was not paid; a balance of our own can be made less again.
    fn can_be_reversed(self) -> bool {
        match self.state {
            State::Granted | State::Failed => true,
            State::Executed => self.via == Some(Via::Credit),
            State::Sent | State::Uncertain | State::Reversed => false,
        }
    }
}

/// How an attempt to hand an order over ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    Sent(Via),
    Failed(FailedBecause, Option<TextRef>),
    /// It may have arrived.
    Uncertain,
}

/// What the receiver says, or a person who has asked there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmation {
    Executed { reference: Option<TextRef> },
    Failed { reason: Option<TextRef> },
}

fn known(case: &Case, remedy: RemedyId) -> Result<Payment, Refusal> {
    case.remedies.get(&remedy).and_then(|remedy| remedy.payment).ok_or(Refusal::NotFound)
}

/// What an attempt tells about the payment; nothing where its fate is known already.
pub fn decide_attempt(case: &Case, remedy: RemedyId, attempt: Attempt) -> Vec<CaseEvent> {
    let Ok(payment) = known(case, remedy) else { return vec![] };
    let (step, event) = match attempt {
        Attempt::Sent(via) => (Step::Sent(via), CaseEvent::PaymentSent { remedy, via }),
        Attempt::Failed(because, reason) => {
            // An earlier order of the same id may have arrived: this *no* says nothing about that one.
            if payment.state != State::Granted {
                return vec![];
            }
            return failing(case, CaseEvent::PaymentFailed { remedy, because, reason });
        }
        Attempt::Uncertain => (Step::Uncertain, CaseEvent::PaymentUncertain { remedy }),
    };
    payment.after(step).map_or(vec![], |_| vec![event])
}

/// It stands on the customer's balance, which is the whole of the way it had to go.
pub fn decide_credited(case: &Case, remedy: RemedyId) -> Vec<CaseEvent> {
    let sent = known(case, remedy).ok().and_then(|payment| payment.after(Step::Sent(Via::Credit)));
    sent.map_or(vec![], |_| {
        vec![
            CaseEvent::PaymentSent { remedy, via: Via::Credit },
            CaseEvent::PaymentExecuted { remedy, reference: None },
        ]
    })
}

/// A person of finance takes it in hand: nobody else pays it, and nobody takes it back behind their back.
pub fn decide_take(case: &Case, remedy: RemedyId) -> Result<Vec<CaseEvent>, Refusal> {
    match known(case, remedy)?.state {
        State::Granted => Ok(vec![CaseEvent::PaymentSent { remedy, via: Via::Finance }]),
        State::Sent | State::Executed | State::Failed | State::Uncertain | State::Reversed => {
            Err(Refusal::AlreadyDone)
        }
    }
}

/// It goes into a file for the bank. What stood in one before needs a word that this is meant.
pub fn decide_export(
    case: &Case,
    remedy: RemedyId,
    batch: BatchId,
    again: bool,
) -> Result<Vec<CaseEvent>, Refusal> {
    let payment = known(case, remedy)?;
    let exported = CaseEvent::PaymentExported { remedy, batch };
    match (payment.state, payment.via) {
        (State::Granted, _) => Ok(vec![CaseEvent::PaymentSent { remedy, via: Via::Finance }, exported]),
        (State::Sent, Some(Via::Finance)) if payment.reversal_asked => Err(Refusal::AskedBack),
        (State::Sent, Some(Via::Finance)) if payment.batch.is_some() && !again => {
            Err(Refusal::AlreadyExported)
        }
        (State::Sent, Some(Via::Finance)) => Ok(vec![exported]),
        (State::Sent | State::Executed | State::Failed | State::Uncertain | State::Reversed, _) => {
            Err(Refusal::AlreadyDone)
        }
    }
}

/// The receiver's word settles it. The same word again changes nothing.
pub fn decide_confirm(
    case: &Case,
    remedy: RemedyId,
    confirmation: Confirmation,
) -> Result<Vec<CaseEvent>, Refusal> {
    let payment = known(case, remedy)?;
    let own_balance = payment.via == Some(Via::Credit);
    match (confirmation, payment.state) {
        (_, State::Reversed) => Err(Refusal::AlreadyDone),
        (Confirmation::Executed { .. }, State::Executed) if payment.reversal_asked => {
            Ok(vec![CaseEvent::ReversalDeclined { remedy, reason: None }])
        }
        (Confirmation::Executed { .. }, State::Executed) => Ok(vec![]),
        (Confirmation::Executed { reference }, _) => {
            Ok(vec![CaseEvent::PaymentExecuted { remedy, reference }])
        }
        (Confirmation::Failed { .. }, State::Failed) => Ok(vec![]),
        // What stands on a balance of ours is taken from there, not called failed.
        (Confirmation::Failed { .. }, State::Executed) if own_balance => Err(Refusal::AlreadyDone),
        (Confirmation::Failed { reason }, State::Executed) => {
            let returned = CaseEvent::PaymentReturned { remedy, reason };
            Ok(unpaid(case, payment, remedy, returned))
        }
        (Confirmation::Failed { reason }, State::Granted | State::Sent | State::Uncertain) => {
            let failed = CaseEvent::PaymentFailed { remedy, because: FailedBecause::Declined, reason };
            Ok(unpaid(case, payment, remedy, failed))
        }
    }
}

/// What was wanted back and is not paid is back; anything else that is not paid opens its case again.
fn unpaid(case: &Case, payment: Payment, remedy: RemedyId, event: CaseEvent) -> Vec<CaseEvent> {
    if payment.reversal_asked {
        vec![event, CaseEvent::RemedyReversed { remedy }]
    } else {
        failing(case, event)
    }
}

/// The customer waits for money that does not come: whoever owns the case must see it.
fn failing(case: &Case, event: CaseEvent) -> Vec<CaseEvent> {
    let closed = case.state == case::State::Resolved && case.merged_into.is_none();
    let reopened = closed.then_some(CaseEvent::CaseReopened { because: ReopenedBecause::PaymentFailed });
    std::iter::once(event).chain(reopened).collect()
}

/// Ordered once more: what failed as a new order, what nobody answered as the same one.
pub fn decide_retry(case: &Case, remedy: RemedyId) -> Result<Vec<CaseEvent>, Refusal> {
    known(case, remedy)?
        .after(Step::Retried)
        .map(|_| vec![CaseEvent::PaymentRetried { remedy }])
        .ok_or(Refusal::AlreadyDone)
}

/// The receiver will not, or cannot, give it back.
pub fn decide_decline(case: &Case, remedy: RemedyId, reason: Option<TextRef>) -> Vec<CaseEvent> {
    let declined = known(case, remedy).ok().and_then(|payment| payment.after(Step::ReversalDeclined));
    declined.map_or(vec![], |_| vec![CaseEvent::ReversalDeclined { remedy, reason }])
}

/// Takes a remedy back. What has not left comes back at once, with its room, once; what another program has is
/// asked for; what a bank has paid cannot be taken back by us.
pub fn decide_reverse(case: &Case, remedy: RemedyId) -> Result<Vec<CaseEvent>, Refusal> {
    let given = case.remedies.get(&remedy).ok_or(Refusal::NotFound)?;
    if given.reversed {
        return Err(Refusal::AlreadyDone);
    }
    let reversed = Ok(vec![CaseEvent::RemedyReversed { remedy }]);
    let Some(payment) = given.payment else { return reversed };
    if payment.reversal_asked {
        return Err(Refusal::AskedBack);
    }
    let asked = Ok(vec![CaseEvent::ReversalAsked { remedy }]);
    match (payment.state, payment.via) {
        (State::Granted | State::Failed, _) | (State::Executed, Some(Via::Credit)) => reversed,
        (State::Sent, _) | (State::Executed, Some(Via::Webhook)) => asked,
        (State::Uncertain, _) => Err(Refusal::NotKnownYet),
        (State::Executed, Some(Via::Finance) | None) => Err(Refusal::PaidOut),
        (State::Reversed, _) => Err(Refusal::AlreadyDone),
    }
}

#[cfg(test)]
mod tests;

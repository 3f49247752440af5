//! What follows from a fact, written once. What must leave the building is put into the outbox in the transaction of the
//! event, and performed later, at least once.

use crate::{
    consultation::Ended,
    event::CaseEvent,
    id::{AgentId, AnswerId, CallId, ConsultationId, ContactId, LinkId, PromiseId, ReceiptId, RemedyId},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Send the reply by mail.
    Send(ContactId),
    /// Send what the house says by itself.
    SendReceipt(ReceiptId),
    /// Send it once more, because a person said so.
    SendAgain(ContactId),
    /// Order what carries the remedy out; its id is the receiver's idempotency key.
    Pay(RemedyId),
    /// Order it once more: what nobody answered where it was ordered before.
    PayAgain(RemedyId),
    /// Withdraw a payment that was not yet ordered.
    Withdraw(RemedyId),
    /// Its fate is known: nothing more is to be sent.
    Close(RemedyId),
    /// Ask whoever has the order to give it back.
    AskBack(RemedyId),
    /// Tell those who are asked what the question is.
    TellAsked(ConsultationId),
    /// Tell those of them who have not answered once more.
    TellAgain(ConsultationId),
    /// Tell whoever asked what the answer is.
    TellAnswer(ConsultationId, AnswerId),
    /// Tell whoever asked that nobody is left to answer.
    TellNobodyLeft(ConsultationId),
    /// Tell those who are asked that nobody waits for it any more.
    TellOver(ConsultationId),
    /// Tell a colleague that the time of a promise comes near.
    Remind(PromiseId, AgentId),
    /// Tell whoever is on call that something waits.
    Call(CallId, AgentId),
    /// Make the secret that a link is opened by, and keep its digest.
    KeepLink(LinkId),
}

pub fn react(event: &CaseEvent) -> Option<Errand> {
    match event {
        CaseEvent::ReplyWritten { contact, .. } => Some(Errand::Send(*contact)),
        CaseEvent::ReceiptWritten { receipt, .. } => Some(Errand::SendReceipt(*receipt)),
        CaseEvent::ReplyRetried { contact } => Some(Errand::SendAgain(*contact)),
        CaseEvent::RemedyGranted { remedy, kind, .. } => kind.is_ordered().then_some(Errand::Pay(*remedy)),
        CaseEvent::RemedyReversed { remedy } => Some(Errand::Withdraw(*remedy)),
        CaseEvent::PaymentSent { remedy, .. }
        | CaseEvent::PaymentExecuted { remedy, .. }
        | CaseEvent::PaymentFailed { remedy, .. } => Some(Errand::Close(*remedy)),
        CaseEvent::PaymentRetried { remedy } => Some(Errand::PayAgain(*remedy)),
        CaseEvent::ReversalAsked { remedy } => Some(Errand::AskBack(*remedy)),
        CaseEvent::ConsultationAsked { consultation, .. } => Some(Errand::TellAsked(*consultation)),
        CaseEvent::ConsultationReminded { consultation, .. } => Some(Errand::TellAgain(*consultation)),
        CaseEvent::ConsultationAnswered { consultation, answer, .. } => {
            Some(Errand::TellAnswer(*consultation, *answer))
        }
        CaseEvent::ConsultationEnded { consultation, how: Ended::NobodyLeft, .. } => {
            Some(Errand::TellNobodyLeft(*consultation))
        }
        // Whoever is finding something out has stopped other work for it.
        CaseEvent::ConsultationEnded { consultation, how: Ended::Withdrawn | Ended::Over, .. } => {
            Some(Errand::TellOver(*consultation))
        }
        CaseEvent::PromiseReminded { promise, to } => to.map(|to| Errand::Remind(*promise, to)),
        CaseEvent::OnCallCalled { call, to, .. } => to.map(|to| Errand::Call(*call, to)),
        CaseEvent::LinkMade { link, .. } => Some(Errand::KeepLink(*link)),
        CaseEvent::CaseOpened { .. }
        | CaseEvent::CaseTaken { .. }
        | CaseEvent::CaseReleased { .. }
        | CaseEvent::HandoverOffered { .. }
        | CaseEvent::HandoverEnded { .. }
        | CaseEvent::CaseResolved {}
        | CaseEvent::CaseReopened { .. }
        | CaseEvent::CaseSnoozed { .. }
        | CaseEvent::CaseWoken {}
        | CaseEvent::DeadlineSet { .. }
        | CaseEvent::DeadlineRemoved {}
        | CaseEvent::CaseMergedInto { .. }
        | CaseEvent::CaseAbsorbed { .. }
        | CaseEvent::ContactReceived { .. }
        | CaseEvent::ContactMovedOut { .. }
        | CaseEvent::ContactMovedIn { .. }
        | CaseEvent::NoteAdded { .. }
        | CaseEvent::ReplySent { .. }
        | CaseEvent::ReplyFailed { .. }
        | CaseEvent::ReplyUncertain { .. }
        | CaseEvent::ReceiptFailed { .. }
        | CaseEvent::PromiseMade { .. }
        | CaseEvent::PromiseRenewed { .. }
        | CaseEvent::PromiseKept { .. }
        | CaseEvent::PromiseBroken { .. }
        | CaseEvent::OnCallAnswered { .. }
        | CaseEvent::RemedyReviewed { .. }
        | CaseEvent::CoSignAsked { .. }
        | CaseEvent::CoSigned { .. }
        | CaseEvent::Escalated { .. }
        | CaseEvent::AskDeclined { .. }
        | CaseEvent::AskWithdrawn { .. }
        | CaseEvent::PaymentExported { .. }
        | CaseEvent::PaymentUncertain { .. }
        | CaseEvent::PaymentReturned { .. }
        | CaseEvent::ReversalDeclined { .. }
        | CaseEvent::FrictionReported { .. }
        | CaseEvent::Bounced { .. }
        | CaseEvent::LinkRenewed { .. }
        | CaseEvent::LinkRevoked { .. }
        | CaseEvent::FileAdded { .. }
        | CaseEvent::MoodTold { .. }
        | CaseEvent::VoiceGiven { .. }
        | CaseEvent::VoiceTakenBack {}
        | CaseEvent::SolvedTold { .. } => None,
    }
}

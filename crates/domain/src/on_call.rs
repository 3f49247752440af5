//! What came in and nobody has touched: who was called about it, level by level. A touch of anybody's ends it; what comes in
//! after that begins it anew.

use serde::{Deserialize, Serialize};

use crate::{
    Timestamp,
    case::{Case, ReopenedBecause, State, TakenBecause},
    contact::FiledBecause,
    event::CaseEvent,
    id::{AgentId, CallId},
};

/// Since when something waits that nobody has touched, and who was called on each level so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untouched {
    pub since: Timestamp,
    /// By level; nobody where there was nobody to call.
    pub called: Vec<Option<AgentId>>,
}

/// What a fact means to whoever is on call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Means {
    /// The customer said something.
    CameIn,
    /// One of us did something about it.
    Touched,
    Called(Option<AgentId>),
    Nothing,
}

fn means(event: &CaseEvent) -> Means {
    match event {
        // Heard by one of us, it is in somebody's hands.
        CaseEvent::ContactReceived { because: FiledBecause::NotedByHand, .. } => Means::Touched,
        CaseEvent::ContactReceived { automatic: false, .. }
        | CaseEvent::SolvedTold { solved: false, .. } => Means::CameIn,
        CaseEvent::OnCallCalled { to, .. } => Means::Called(*to),
        CaseEvent::CaseTaken { because, .. } => match because {
            TakenBecause::Taken | TakenBecause::Reached | TakenBecause::Handover => Means::Touched,
            // The house gave it to somebody, who need not know yet.
            TakenBecause::CarriesAnother | TakenBecause::SolvedBefore | TakenBecause::Given => Means::Nothing,
        },
        CaseEvent::CaseReopened { because: ReopenedBecause::ByHand | ReopenedBecause::WeWrote }
        | CaseEvent::HandoverEnded { by: Some(_), .. }
        | CaseEvent::ConsultationEnded { by: Some(_), .. }
        // A notice by itself is the house's word; what it tells of is a fact of its own.
        | CaseEvent::ReplyWritten { notice: false, .. }
        | CaseEvent::OnCallAnswered { .. }
        | CaseEvent::HandoverOffered { .. }
        | CaseEvent::ConsultationAsked { .. }
        | CaseEvent::ConsultationAnswered { .. }
        | CaseEvent::CaseResolved {}
        | CaseEvent::CaseSnoozed { .. }
        | CaseEvent::DeadlineSet { .. }
        | CaseEvent::DeadlineRemoved {}
        | CaseEvent::CaseMergedInto { .. }
        | CaseEvent::CaseAbsorbed { .. }
        | CaseEvent::ContactMovedOut { .. }
        | CaseEvent::ContactMovedIn { .. }
        | CaseEvent::NoteAdded { .. }
        | CaseEvent::ReplyRetried { .. }
        | CaseEvent::PromiseMade { .. }
        | CaseEvent::PromiseRenewed { .. }
        | CaseEvent::PromiseKept { .. }
        | CaseEvent::RemedyGranted { .. }
        | CaseEvent::RemedyReversed { .. }
        | CaseEvent::CoSignAsked { .. }
        | CaseEvent::CoSigned { .. }
        | CaseEvent::Escalated { .. }
        | CaseEvent::AskDeclined { .. } => Means::Touched,
        CaseEvent::ContactReceived { automatic: true, .. }
        | CaseEvent::SolvedTold { solved: true, .. }
        | CaseEvent::CaseReopened {
            because: ReopenedBecause::CustomerWrote | ReopenedBecause::PaymentFailed | ReopenedBecause::NotSolved,
        }
        | CaseEvent::HandoverEnded { by: None, .. }
        | CaseEvent::ConsultationEnded { by: None, .. }
        | CaseEvent::ReplyWritten { notice: true, .. }
        | CaseEvent::CaseOpened { .. }
        | CaseEvent::CaseReleased { .. }
        | CaseEvent::ConsultationReminded { .. }
        | CaseEvent::CaseWoken {}
        | CaseEvent::ReplySent { .. }
        | CaseEvent::ReplyFailed { .. }
        | CaseEvent::ReplyUncertain { .. }
        | CaseEvent::ReceiptWritten { .. }
        | CaseEvent::ReceiptFailed { .. }
        | CaseEvent::PromiseReminded { .. }
        | CaseEvent::PromiseBroken { .. }
        | CaseEvent::RemedyReviewed { .. }
        | CaseEvent::AskWithdrawn { .. }
        | CaseEvent::PaymentSent { .. }
        | CaseEvent::PaymentExported { .. }
        | CaseEvent::PaymentExecuted { .. }
        | CaseEvent::PaymentFailed { .. }
        | CaseEvent::PaymentUncertain { .. }
        | CaseEvent::PaymentReturned { .. }
        | CaseEvent::PaymentRetried { .. }
        | CaseEvent::ReversalAsked { .. }
        | CaseEvent::ReversalDeclined { .. }
        | CaseEvent::FrictionReported { .. }
        | CaseEvent::Bounced { .. }
        | CaseEvent::LinkMade { .. }
        | CaseEvent::LinkRenewed { .. }
        | CaseEvent::LinkRevoked { .. }
        | CaseEvent::FileAdded { .. }
        | CaseEvent::MoodTold { .. }
        | CaseEvent::VoiceGiven { .. }
        | CaseEvent::VoiceTakenBack {} => Means::Nothing,
    }
}

/// What waits untouched after a fact.
pub(crate) fn after(known: Option<Untouched>, event: &CaseEvent, at: Timestamp) -> Option<Untouched> {
    match (means(event), known) {
        (Means::CameIn, None) => Some(Untouched { since: at, called: vec![] }),
        (Means::Touched, _) => None,
        (Means::Called(to), Some(mut known)) => {
            known.called.push(to);
            Some(known)
        }
        (Means::CameIn | Means::Nothing | Means::Called(_), known) => known,
    }
}

/// The next level is called; nobody where there is nobody, or whoever is on call there was called before. Who was called
/// already, or where somebody has touched it meanwhile, nobody is called again.
pub fn decide_call(case: &Case, level: u32, on_call: Option<AgentId>, call: CallId) -> Vec<CaseEvent> {
    let next = |known: &&Untouched| u32::try_from(known.called.len()) == Ok(level);
    let Some(known) = case.untouched.as_ref().filter(next) else { return vec![] };
    if case.state == State::Resolved || case.merged_into.is_some() {
        return vec![];
    }
    let to = on_call.filter(|to| !known.called.contains(&Some(*to)));
    vec![CaseEvent::OnCallCalled { call, level, to, since: known.since }]
}

/// Somebody looks after it: nobody else is called.
pub fn decide_answer(case: &Case, by: AgentId) -> Vec<CaseEvent> {
    case.untouched.as_ref().map(|_| CaseEvent::OnCallAnswered { by }).into_iter().collect()
}

#[cfg(test)]
mod tests;

//! What customers are shown of their matter: this type, and nothing else. Whatever speaks to a customer is made from
//! it; which facts may go into it is said here, one by one, and proved by the audit.

use crate::{
    Timestamp,
    case::State,
    contact::{Channel, Direction, FiledBecause},
    event::CaseEvent,
    promise::Standing,
    told::Mood,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The case is theirs as a whole. One that was put together with another customer's is not: then only what was said
    /// with them and promised to them stands here, and they do not speak for the case.
    pub own: bool,
    pub number: i64,
    /// What they called it themselves; `None` when they never did, or the words have been erased.
    pub subject: Option<String>,
    pub opened_at: Timestamp,
    pub state: State,
    pub with: With,
    /// Since when the customer has been waiting for a word from us.
    pub waiting_since: Option<Timestamp>,
    /// Since when somebody has been finding something out for them.
    pub finding_out_since: Option<Timestamp>,
    /// When somebody looks at what they said, while the house is closed and nobody has.
    pub looks: Option<Looks>,
    /// Those that are still to be kept first, the nearest first.
    pub promised: Vec<Promised>,
    /// The first first.
    pub said: Vec<Said>,
    pub mood: Option<Mood>,
    /// What they would tell a friend, in their words.
    pub voice: Option<String>,
    /// What they said of it: solved or not.
    pub solved: Option<bool>,
}

/// Who has the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum With {
    /// By name; where they are away, until when, and who carries it meanwhile.
    Person { name: String, away: Option<(Timestamp, Option<String>)> },
    /// It waits for somebody, since then: a team's, or the whole house's.
    Team { name: Option<String>, since: Timestamp },
}

/// What the house does about what came in while it is closed: never a time that nobody keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    /// When somebody on call was told of it.
    pub told_at: Option<Timestamp>,
    /// When the house opens again.
    pub opens: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promised {
    pub what: Option<String>,
    /// Who keeps it.
    pub by: String,
    pub due: Timestamp,
    pub standing: Standing,
    /// Done, in time or late.
    pub kept: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub at: Timestamp,
    pub direction: Direction,
    pub channel: Channel,
    /// Which of us wrote it, or noted what was said aloud.
    pub by: Option<String>,
    /// What one of us noted of a talk stays in the house; that there was a talk does not.
    pub text: Option<String>,
    /// Names of what came with it.
    pub files: Vec<String>,
}

/// How much of a fact its customer may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// With its words.
    All,
    /// That it happened.
    Fact,
    /// It reaches no page, mail or feed of theirs.
    Nothing,
}

pub fn part_of(event: &CaseEvent) -> Part {
    match event {
        // What one of us noted of a talk is our way of saying it.
        CaseEvent::ContactReceived { because: FiledBecause::NotedByHand, .. }
        // What a matter is called may be ours too: shown is what the customer called it, when they wrote.
        | CaseEvent::CaseOpened { .. }
        // They see that it is late.
        | CaseEvent::PromiseBroken { .. } => Part::Fact,
        // Who has it, how it stands.
        CaseEvent::CaseTaken { .. }
        | CaseEvent::CaseReleased { .. }
        | CaseEvent::CaseResolved {}
        | CaseEvent::CaseReopened { .. }
        | CaseEvent::CaseMergedInto { .. }
        | CaseEvent::CaseAbsorbed { .. }
        // What was said and promised.
        | CaseEvent::ContactReceived { .. }
        | CaseEvent::ContactMovedOut { .. }
        | CaseEvent::ContactMovedIn { .. }
        | CaseEvent::FileAdded { .. }
        | CaseEvent::ReplyWritten { .. }
        | CaseEvent::PromiseMade { .. }
        | CaseEvent::PromiseRenewed { .. }
        | CaseEvent::PromiseKept { .. }
        // Their own.
        | CaseEvent::LinkMade { .. }
        | CaseEvent::LinkRenewed { .. }
        | CaseEvent::LinkRevoked { .. }
        | CaseEvent::MoodTold { .. }
        | CaseEvent::VoiceGiven { .. }
        | CaseEvent::VoiceTakenBack {}
        | CaseEvent::SolvedTold { .. } => Part::All,

        // That somebody finds something out, and no more of it.
        CaseEvent::ConsultationAsked { .. }
        | CaseEvent::ConsultationAnswered { .. }
        | CaseEvent::ConsultationEnded { .. } => Part::Fact,

        CaseEvent::HandoverOffered { .. }
        | CaseEvent::HandoverEnded { .. }
        | CaseEvent::ConsultationReminded { .. }
        | CaseEvent::CaseSnoozed { .. }
        | CaseEvent::CaseWoken {}
        | CaseEvent::DeadlineSet { .. }
        | CaseEvent::DeadlineRemoved {}
        // It reached them by mail, or did not.
        | CaseEvent::ReceiptWritten { .. }
        | CaseEvent::ReceiptFailed { .. }
        | CaseEvent::PromiseReminded { .. }
        | CaseEvent::OnCallCalled { .. }
        | CaseEvent::OnCallAnswered { .. }
        | CaseEvent::NoteAdded { .. }
        | CaseEvent::ReplySent { .. }
        | CaseEvent::ReplyFailed { .. }
        | CaseEvent::ReplyUncertain { .. }
        | CaseEvent::ReplyRetried { .. }
        | CaseEvent::RemedyGranted { .. }
        | CaseEvent::RemedyReversed { .. }
        | CaseEvent::RemedyReviewed { .. }
        | CaseEvent::CoSignAsked { .. }
        | CaseEvent::CoSigned { .. }
        | CaseEvent::Escalated { .. }
        | CaseEvent::AskDeclined { .. }
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
        | CaseEvent::Bounced { .. } => Part::Nothing,
    }
}

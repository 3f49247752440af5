//! Everything that can have happened. Facts are for ever: a field is only ever added, as an
//! `Option`; a new meaning is a new event. Nothing personal stands here, only ids, amounts, reasons
//! from lists and digests.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    TextRef, Timestamp,
    agent::Role,
    ask::{Counter, Wish, WithdrawnBecause},
    bounce,
    calendar::Calendar,
    case::{ReopenedBecause, TakenBecause},
    consultation::{self, Consulted},
    contact::{Channel, Contact, FailedBecause, FiledBecause},
    cost::{Evidence, Parameter},
    customer::IdentityKind,
    deadline::Deadline,
    duty::Away,
    friction::{Did, Source, Whose},
    handover::{self, Brief},
    id::{
        AgentId, AnswerId, ArrangementId, BatchId, BounceId, CallId, CaseId, CommandId, ConsultationId,
        ContactId, CustomerId, EventId, FileId, FrictionId, HandoverId, IdentityId, LinkId, MandateId,
        NoteId, PointId, ProcessId, PromiseId, ReceiptId, RemedyId, SkillId, SpendingId, StepId, TeamId,
    },
    mandate::Terms,
    money::Money,
    payment::{self, DisabledBecause, Via},
    point::Point,
    process::Process,
    promise::Told,
    receipt::Receipts,
    remedy::{RemedyKind, Weighed},
    review::{About, Because, Direction, Judgement},
    rota::{Rota, Taken},
    team::Team,
    told::Mood,
};

/// What an event belongs to; its events are numbered from 1 and chained by their digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    Agent(AgentId),
    Case(CaseId),
    Customer(CustomerId),
    /// What holds for the whole house: the parameters of cost, who stands in front.
    House,
    Mandate(MandateId),
    Process(ProcessId),
    Team(TeamId),
}

impl fmt::Display for Stream {
    /// `case:0192…`, `house`: as it stands in the log and in the API.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stream::Agent(id) => write!(f, "agent:{id}"),
            Stream::Case(id) => write!(f, "case:{id}"),
            Stream::Customer(id) => write!(f, "customer:{id}"),
            Stream::House => f.write_str("house"),
            Stream::Mandate(id) => write!(f, "mandate:{id}"),
            Stream::Process(id) => write!(f, "process:{id}"),
            Stream::Team(id) => write!(f, "team:{id}"),
        }
    }
}

impl std::str::FromStr for Stream {
    type Err = UnknownStream;
    fn from_str(text: &str) -> Result<Stream, UnknownStream> {
        if text == "house" {
            return Ok(Stream::House);
        }
        let (kind, id) = text.split_once(':').ok_or(UnknownStream)?;
        let id = uuid::Uuid::try_parse(id).map_err(|_| UnknownStream)?;
        match kind {
            "agent" => Ok(Stream::Agent(AgentId(id))),
            "case" => Ok(Stream::Case(CaseId(id))),
            "customer" => Ok(Stream::Customer(CustomerId(id))),
            "mandate" => Ok(Stream::Mandate(MandateId(id))),
            "process" => Ok(Stream::Process(ProcessId(id))),
            "team" => Ok(Stream::Team(TeamId(id))),
            _ => Err(UnknownStream),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownStream;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    Agent(AgentId),
    Customer(CustomerId),
    /// The house itself: a clock, a mail relay, the set-up.
    House,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::Agent(id) => write!(f, "agent:{id}"),
            Actor::Customer(id) => write!(f, "customer:{id}"),
            Actor::House => f.write_str("house"),
        }
    }
}

impl std::str::FromStr for Actor {
    type Err = UnknownStream;
    fn from_str(text: &str) -> Result<Actor, UnknownStream> {
        match text.parse()? {
            Stream::Agent(id) => Ok(Actor::Agent(id)),
            Stream::Customer(id) => Ok(Actor::Customer(id)),
            Stream::House => Ok(Actor::House),
            Stream::Case(_) | Stream::Mandate(_) | Stream::Process(_) | Stream::Team(_) => Err(UnknownStream),
        }
    }
}

/// A fact with its place in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Place in the whole log; grows, and on PostgreSQL may skip.
    pub position: i64,
    pub id: EventId,
    pub stream: Stream,
    /// Place in its stream: 1, 2, 3 … without gaps.
    pub version: i64,
    pub at: Timestamp,
    pub actor: Actor,
    /// The event that this one follows from.
    pub cause: Option<EventId>,
    pub command: Option<CommandId>,
    pub event: Event,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentEvent {
    AgentAdded {
        role: Role,
        team: Option<TeamId>,
    },
    AgentChanged {
        role: Role,
        team: Option<TeamId>,
    },
    AgentDisabled {},
    /// The duty is somebody else's for a while, or the team's.
    AgentAway {
        away: Away,
    },
    /// Back, and the duty is their own again.
    AgentBack {},
    /// They know it, by their own word or a lead's.
    SkillStated {
        skill: SkillId,
        text: TextRef,
    },
    SkillDropped {
        skill: SkillId,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerEvent {
    CustomerAdded {},
    IdentityAdded {
        identity: IdentityId,
        kind: IdentityKind,
        verified: bool,
    },
    /// A remedy was paid onto the customer's balance.
    CreditAdded {
        remedy: RemedyId,
        amount: Money,
    },
    CreditTakenBack {
        remedy: RemedyId,
        amount: Money,
    },
    CreditSpent {
        spending: SpendingId,
        amount: Money,
        reference: Option<TextRef>,
    },
    /// The customer can count on it from now on.
    ArrangementMade {
        arrangement: ArrangementId,
        words: TextRef,
    },
    ArrangementEnded {
        arrangement: ArrangementId,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseEvent {
    CaseOpened {
        number: i64,
        customer: Option<CustomerId>,
        channel: Channel,
        subject: TextRef,
        /// The case that a contact was split from.
        split_from: Option<CaseId>,
        /// In whose pool it stands until somebody has it; without one, the whole house's.
        team: Option<TeamId>,
        /// Where customers are met, when it was caught there.
        #[serde(skip_serializing_if = "Option::is_none")]
        point: Option<PointId>,
    },
    /// It has an owner; what the one before has promised and not kept is the new one's to keep.
    CaseTaken {
        owner: AgentId,
        from: Option<AgentId>,
        because: TakenBecause,
    },
    /// Its owner can carry it no longer: it stands in the pool of the team that the owner was of.
    CaseReleased {
        from: AgentId,
        team: Option<TeamId>,
    },
    /// Its owner would rather that somebody else went on, and says what there is to know.
    HandoverOffered {
        handover: HandoverId,
        /// Whose it is, and stays until somebody has accepted it.
        from: AgentId,
        by: AgentId,
        to: handover::To,
        brief: Brief,
        until: Timestamp,
    },
    HandoverEnded {
        handover: HandoverId,
        how: handover::Ended,
        by: Option<AgentId>,
        /// Why not.
        words: Option<TextRef>,
    },
    /// Colleagues are asked what they know; the matter and its customer stay where they are.
    ConsultationAsked {
        consultation: ConsultationId,
        by: AgentId,
        of: Vec<Consulted>,
        /// Who heard of it then, by name.
        told: Vec<AgentId>,
        question: TextRef,
        /// What of the customer's words they see with it.
        shown: Vec<ContactId>,
        due: Timestamp,
    },
    ConsultationAnswered {
        consultation: ConsultationId,
        answer: AnswerId,
        by: AgentId,
        text: TextRef,
        /// SHA-256 (hexadecimal) of the message that it came as.
        raw: Option<String>,
    },
    /// Those who have not answered hear of it again.
    ConsultationReminded {
        consultation: ConsultationId,
        reminder: consultation::Reminder,
    },
    /// Nobody had answered, and nobody need.
    ConsultationEnded {
        consultation: ConsultationId,
        how: consultation::Ended,
        by: Option<AgentId>,
    },
    CaseResolved {},
    CaseReopened {
        because: ReopenedBecause,
    },
    CaseSnoozed {
        until: Timestamp,
    },
    /// The snooze has run out.
    CaseWoken {},
    /// The customer's own clock.
    DeadlineSet {
        deadline: Deadline,
    },
    DeadlineRemoved {},
    CaseMergedInto {
        into: CaseId,
    },
    CaseAbsorbed {
        case: CaseId,
        /// Since when its customer had been waiting.
        waiting_since: Option<Timestamp>,
    },

    ContactReceived {
        contact: ContactId,
        channel: Channel,
        identity: Option<IdentityId>,
        /// The sender had no part in this case before.
        new_sender: bool,
        subject: Option<TextRef>,
        text: Option<TextRef>,
        /// SHA-256 (hexadecimal) of the message as it came.
        raw: Option<String>,
        because: FiledBecause,
        automatic: bool,
    },
    ContactMovedOut {
        contact: ContactId,
        to: CaseId,
    },
    ContactMovedIn {
        contact: ContactId,
        from: CaseId,
        because: FiledBecause,
        was: Contact,
    },
    NoteAdded {
        note: NoteId,
        text: TextRef,
    },

    ReplyWritten {
        contact: ContactId,
        channel: Channel,
        to: IdentityId,
        text: TextRef,
        message_id: String,
        /// It tells the customer something and answers nothing: they go on waiting.
        notice: bool,
    },
    ReplySent {
        contact: ContactId,
    },
    ReplyFailed {
        contact: ContactId,
        because: FailedBecause,
    },
    /// The relay may or may not have taken it: nobody sends it again without a person saying so.
    ReplyUncertain {
        contact: ContactId,
    },
    ReplyRetried {
        contact: ContactId,
    },

    /// The house says by itself that what came is safe: no answer, and nobody's touch.
    ReceiptWritten {
        receipt: ReceiptId,
        /// What it acknowledges.
        contact: ContactId,
        to: IdentityId,
        text: TextRef,
        message_id: String,
    },
    /// It did not arrive.
    ReceiptFailed {
        receipt: ReceiptId,
        because: FailedBecause,
    },

    PromiseMade {
        promise: PromiseId,
        what: TextRef,
        by: AgentId,
        due: Timestamp,
        channel: Channel,
        /// The broken one that it is given for, with an apology.
        instead_of: Option<PromiseId>,
    },
    /// It has another time, said before the one before was over.
    PromiseRenewed {
        promise: PromiseId,
        due: Timestamp,
        told: Told,
    },
    PromiseKept {
        promise: PromiseId,
    },
    /// Whoever has to keep it was told that its time comes near.
    PromiseReminded {
        promise: PromiseId,
        /// Nobody, where nobody carries that duty now.
        to: Option<AgentId>,
    },
    /// Its time is over and nobody has kept it.
    PromiseBroken {
        promise: PromiseId,
    },

    /// Somebody on call is told of what nobody has touched.
    OnCallCalled {
        call: CallId,
        level: u32,
        /// Nobody, where nobody is on call on the level, or nobody else.
        to: Option<AgentId>,
        /// When what they are called about came in.
        since: Timestamp,
    },
    /// Somebody looks after what others would be called about.
    OnCallAnswered {
        by: AgentId,
    },

    RemedyGranted {
        remedy: RemedyId,
        kind: RemedyKind,
        amount: Option<Money>,
        reason: Option<TextRef>,
        payee: Option<IdentityId>,
        /// The second person, where the decision asks for one.
        signed_by: Option<AgentId>,
        /// Why somebody looks at it afterwards; nothing where nobody need.
        review: Vec<Because>,
        /// The decision with all that it was made from.
        weighed: Box<Weighed>,
    },
    RemedyReversed {
        remedy: RemedyId,
    },
    /// Somebody looked at it afterwards; once more by the same person corrects it.
    RemedyReviewed {
        remedy: RemedyId,
        by: AgentId,
        judgement: Judgement,
        /// Thanks or advice to whoever gave it.
        word: Option<TextRef>,
    },

    /// Colleagues are asked to sign this exact remedy.
    CoSignAsked {
        remedy: RemedyId,
        asker: AgentId,
        wish: Wish,
        /// What a signature is over; see [`Wish::digest`].
        digest: String,
        asked: Vec<AgentId>,
        until: Timestamp,
        weighed: Box<Weighed>,
    },
    CoSigned {
        remedy: RemedyId,
        by: AgentId,
        digest: String,
    },
    /// Somebody with more room is to decide; the customer was promised an answer by then.
    Escalated {
        remedy: RemedyId,
        asker: AgentId,
        wish: Wish,
        digest: String,
        to: AgentId,
        promise: PromiseId,
        until: Timestamp,
        weighed: Box<Weighed>,
    },
    AskDeclined {
        remedy: RemedyId,
        by: AgentId,
        counter: Counter,
    },
    AskWithdrawn {
        remedy: RemedyId,
        because: WithdrawnBecause,
    },
    /// The receiver has the order.
    PaymentSent {
        remedy: RemedyId,
        via: Via,
    },
    /// It stands in a file for the bank.
    PaymentExported {
        remedy: RemedyId,
        batch: BatchId,
    },
    PaymentExecuted {
        remedy: RemedyId,
        /// What the receiver knows it by.
        reference: Option<TextRef>,
    },
    PaymentFailed {
        remedy: RemedyId,
        because: payment::FailedBecause,
        /// In the receiver's words.
        reason: Option<TextRef>,
    },
    /// The order may have arrived: it is asked again under the same id.
    PaymentUncertain {
        remedy: RemedyId,
    },
    /// It was executed, and the money came back.
    PaymentReturned {
        remedy: RemedyId,
        reason: Option<TextRef>,
    },
    PaymentRetried {
        remedy: RemedyId,
    },
    /// Somebody wants back what the receiver has.
    ReversalAsked {
        remedy: RemedyId,
    },
    ReversalDeclined {
        remedy: RemedyId,
        reason: Option<TextRef>,
    },

    /// A step of ours got in the customer's way.
    FrictionReported {
        friction: FrictionId,
        step: Option<StepId>,
        source: Source,
        did: Did,
        /// The phrase that was noticed, by its id in the lists.
        phrase: Option<String>,
        words: Option<TextRef>,
        /// In whose words.
        whose: Whose,
        /// What was said with it to the customer, or by the customer.
        contact: Option<ContactId>,
        /// Who met the customer, where somebody else gave what tells of it.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
    },
    /// The customer was sent elsewhere, or met somebody who did not know the matter.
    Bounced {
        bounce: BounceId,
        because: bounce::Because,
        /// The answer that did it; the customer's own words where they had to say it again.
        contact: ContactId,
    },

    /// Somebody outside may look at their matter by it; nobody's by name where it stands on paper.
    LinkMade {
        link: LinkId,
        to: Option<IdentityId>,
    },
    LinkRenewed {
        link: LinkId,
    },
    /// It leads nowhere from here on.
    LinkRevoked {
        link: LinkId,
    },
    /// It came with a contact that was no mail.
    FileAdded {
        file: FileId,
        contact: ContactId,
        name: TextRef,
        /// SHA-256 (hexadecimal) of its bytes.
        sha256: String,
        bytes: i64,
    },
    /// How the customer says that it feels; the last word holds.
    MoodTold {
        mood: Mood,
        /// Who had the matter.
        of: Option<AgentId>,
        /// By which it was said.
        link: LinkId,
    },
    /// What the customer would tell a friend; the last words hold.
    VoiceGiven {
        text: TextRef,
        of: Option<AgentId>,
        link: LinkId,
    },
    VoiceTakenBack {},
    /// The customer says whether it is solved.
    SolvedTold {
        solved: bool,
        link: LinkId,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MandateEvent {
    MandateSet { terms: Box<Terms>, reason: Option<TextRef> },
    MandateRevoked { reason: Option<TextRef> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseEvent {
    ParameterSet {
        parameter: Parameter,
        value: i64,
        evidence: Evidence,
    },
    /// Nothing more is sent there until somebody says so.
    ConnectorDisabled {
        connector: String,
        because: DisabledBecause,
    },
    ConnectorEnabled {
        connector: String,
    },
    /// Something stands out among what was given; asked again, it stands on what is named here.
    QuestionRaised {
        about: About,
        /// How many customers, amounts or times it is.
        count: u32,
        /// How many accounts, amounts or pairs it was found among.
        among: u32,
        remedies: Vec<RemedyId>,
    },
    /// Somebody looked, and all is well.
    QuestionAnswered {
        about: About,
        reason: Option<TextRef>,
    },
    /// A mandate stays as it is, though its reviews speak for another.
    ProposalDeclined {
        mandate: MandateId,
        version: u32,
        direction: Direction,
        /// How many reviews it rested on.
        reviews: u32,
        reason: Option<TextRef>,
    },
    /// When the house serves, and by which clock.
    CalendarSet {
        calendar: Box<Calendar>,
    },
    /// Who answers out of hours.
    RotaSet {
        rota: Box<Rota>,
    },
    /// Somebody is on call in a span, whoever's turn it is.
    WatchTaken {
        taken: Taken,
    },
    /// Who takes what comes in without a person; nobody: the whole house.
    FrontTeamSet {
        team: Option<TeamId>,
    },
    /// Where customers are met and when, and where for a while; all that holds of it.
    PointSet {
        point: PointId,
        said: Box<Point>,
    },
    /// When the house says by itself that what came is safe.
    ReceiptsSet {
        receipts: Receipts,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcessEvent {
    ProcessSet { process: Process },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamEvent {
    TeamSet { team: Team },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Agent(AgentEvent),
    Case(CaseEvent),
    Customer(CustomerEvent),
    House(HouseEvent),
    Mandate(MandateEvent),
    Process(ProcessEvent),
    Team(TeamEvent),
}

macro_rules! into_event {
    ($($part:ident => $whole:ident),*) => {$(
        impl From<$part> for Event {
            fn from(event: $part) -> Event { Event::$whole(event) }
        }
    )*};
}
into_event!(AgentEvent => Agent, CaseEvent => Case, CustomerEvent => Customer, HouseEvent => House, MandateEvent => Mandate, ProcessEvent => Process, TeamEvent => Team);

impl Event {
    /// The name of the fact, as in the log and the API: `remedy_granted`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Event::Agent(event) => match event {
                AgentEvent::AgentAdded { .. } => "agent_added",
                AgentEvent::AgentChanged { .. } => "agent_changed",
                AgentEvent::AgentDisabled {} => "agent_disabled",
                AgentEvent::AgentAway { .. } => "agent_away",
                AgentEvent::AgentBack {} => "agent_back",
                AgentEvent::SkillStated { .. } => "skill_stated",
                AgentEvent::SkillDropped { .. } => "skill_dropped",
            },
            Event::Case(event) => match event {
                CaseEvent::CaseOpened { .. } => "case_opened",
                CaseEvent::CaseTaken { .. } => "case_taken",
                CaseEvent::CaseReleased { .. } => "case_released",
                CaseEvent::HandoverOffered { .. } => "handover_offered",
                CaseEvent::HandoverEnded { .. } => "handover_ended",
                CaseEvent::ConsultationAsked { .. } => "consultation_asked",
                CaseEvent::ConsultationAnswered { .. } => "consultation_answered",
                CaseEvent::ConsultationReminded { .. } => "consultation_reminded",
                CaseEvent::ConsultationEnded { .. } => "consultation_ended",
                CaseEvent::CaseResolved {} => "case_resolved",
                CaseEvent::CaseReopened { .. } => "case_reopened",
                CaseEvent::CaseSnoozed { .. } => "case_snoozed",
                CaseEvent::CaseWoken {} => "case_woken",
                CaseEvent::DeadlineSet { .. } => "deadline_set",
                CaseEvent::DeadlineRemoved {} => "deadline_removed",
                CaseEvent::CaseMergedInto { .. } => "case_merged_into",
                CaseEvent::CaseAbsorbed { .. } => "case_absorbed",
                CaseEvent::ContactReceived { .. } => "contact_received",
                CaseEvent::ContactMovedOut { .. } => "contact_moved_out",
                CaseEvent::ContactMovedIn { .. } => "contact_moved_in",
                CaseEvent::NoteAdded { .. } => "note_added",
                CaseEvent::ReplyWritten { .. } => "reply_written",
                CaseEvent::ReplySent { .. } => "reply_sent",
                CaseEvent::ReplyFailed { .. } => "reply_failed",
                CaseEvent::ReplyUncertain { .. } => "reply_uncertain",
                CaseEvent::ReplyRetried { .. } => "reply_retried",
                CaseEvent::ReceiptWritten { .. } => "receipt_written",
                CaseEvent::ReceiptFailed { .. } => "receipt_failed",
                CaseEvent::PromiseMade { .. } => "promise_made",
                CaseEvent::PromiseRenewed { .. } => "promise_renewed",
                CaseEvent::PromiseKept { .. } => "promise_kept",
                CaseEvent::PromiseReminded { .. } => "promise_reminded",
                CaseEvent::PromiseBroken { .. } => "promise_broken",
                CaseEvent::OnCallCalled { .. } => "on_call_called",
                CaseEvent::OnCallAnswered { .. } => "on_call_answered",
                CaseEvent::RemedyGranted { .. } => "remedy_granted",
                CaseEvent::RemedyReversed { .. } => "remedy_reversed",
                CaseEvent::RemedyReviewed { .. } => "remedy_reviewed",
                CaseEvent::CoSignAsked { .. } => "co_sign_asked",
                CaseEvent::CoSigned { .. } => "co_signed",
                CaseEvent::Escalated { .. } => "escalated",
                CaseEvent::AskDeclined { .. } => "ask_declined",
                CaseEvent::AskWithdrawn { .. } => "ask_withdrawn",
                CaseEvent::PaymentSent { .. } => "payment_sent",
                CaseEvent::PaymentExported { .. } => "payment_exported",
                CaseEvent::PaymentExecuted { .. } => "payment_executed",
                CaseEvent::PaymentFailed { .. } => "payment_failed",
                CaseEvent::PaymentUncertain { .. } => "payment_uncertain",
                CaseEvent::PaymentReturned { .. } => "payment_returned",
                CaseEvent::PaymentRetried { .. } => "payment_retried",
                CaseEvent::ReversalAsked { .. } => "reversal_asked",
                CaseEvent::ReversalDeclined { .. } => "reversal_declined",
                CaseEvent::FrictionReported { .. } => "friction_reported",
                CaseEvent::Bounced { .. } => "bounced",
                CaseEvent::LinkMade { .. } => "link_made",
                CaseEvent::LinkRenewed { .. } => "link_renewed",
                CaseEvent::LinkRevoked { .. } => "link_revoked",
                CaseEvent::FileAdded { .. } => "file_added",
                CaseEvent::MoodTold { .. } => "mood_told",
                CaseEvent::VoiceGiven { .. } => "voice_given",
                CaseEvent::VoiceTakenBack {} => "voice_taken_back",
                CaseEvent::SolvedTold { .. } => "solved_told",
            },
            Event::Customer(event) => match event {
                CustomerEvent::CustomerAdded {} => "customer_added",
                CustomerEvent::IdentityAdded { .. } => "identity_added",
                CustomerEvent::CreditAdded { .. } => "credit_added",
                CustomerEvent::CreditTakenBack { .. } => "credit_taken_back",
                CustomerEvent::CreditSpent { .. } => "credit_spent",
                CustomerEvent::ArrangementMade { .. } => "arrangement_made",
                CustomerEvent::ArrangementEnded { .. } => "arrangement_ended",
            },
            Event::House(event) => match event {
                HouseEvent::ParameterSet { .. } => "parameter_set",
                HouseEvent::ConnectorDisabled { .. } => "connector_disabled",
                HouseEvent::ConnectorEnabled { .. } => "connector_enabled",
                HouseEvent::QuestionRaised { .. } => "question_raised",
                HouseEvent::QuestionAnswered { .. } => "question_answered",
                HouseEvent::ProposalDeclined { .. } => "proposal_declined",
                HouseEvent::CalendarSet { .. } => "calendar_set",
                HouseEvent::RotaSet { .. } => "rota_set",
                HouseEvent::WatchTaken { .. } => "watch_taken",
                HouseEvent::FrontTeamSet { .. } => "front_team_set",
                HouseEvent::PointSet { .. } => "point_set",
                HouseEvent::ReceiptsSet { .. } => "receipts_set",
            },
            Event::Mandate(event) => match event {
                MandateEvent::MandateSet { .. } => "mandate_set",
                MandateEvent::MandateRevoked { .. } => "mandate_revoked",
            },
            Event::Process(ProcessEvent::ProcessSet { .. }) => "process_set",
            Event::Team(TeamEvent::TeamSet { .. }) => "team_set",
        }
    }
}

impl Event {
    /// The words of people that the fact refers to.
    pub fn texts(&self) -> Vec<&TextRef> {
        let event = match self {
            Event::Case(event) => event,
            Event::Mandate(
                MandateEvent::MandateSet { reason, .. } | MandateEvent::MandateRevoked { reason },
            ) => return reason.iter().collect(),
            Event::Customer(CustomerEvent::CreditSpent { reference, .. }) => {
                return reference.iter().collect();
            }
            Event::Customer(CustomerEvent::ArrangementMade { words, .. }) => return vec![words],
            Event::House(
                HouseEvent::QuestionAnswered { reason, .. } | HouseEvent::ProposalDeclined { reason, .. },
            ) => return reason.iter().collect(),
            Event::Agent(AgentEvent::SkillStated { text, .. }) => return vec![text],
            Event::Agent(_) | Event::Customer(_) | Event::House(_) | Event::Process(_) | Event::Team(_) => {
                return vec![];
            }
        };
        match event {
            CaseEvent::CaseOpened { subject, .. } => vec![subject],
            CaseEvent::ContactReceived { subject, text, .. } => subject.iter().chain(text).collect(),
            CaseEvent::NoteAdded { text, .. }
            | CaseEvent::ReplyWritten { text, .. }
            | CaseEvent::ReceiptWritten { text, .. }
            | CaseEvent::ConsultationAnswered { text, .. }
            | CaseEvent::ConsultationAsked { question: text, .. } => vec![text],
            CaseEvent::PromiseMade { what, .. } => vec![what],
            CaseEvent::RemedyGranted { reason, .. }
            | CaseEvent::PaymentFailed { reason, .. }
            | CaseEvent::PaymentReturned { reason, .. }
            | CaseEvent::ReversalDeclined { reason, .. } => reason.iter().collect(),
            CaseEvent::FrictionReported { words, .. } => words.iter().collect(),
            CaseEvent::RemedyReviewed { word, .. } => word.iter().collect(),
            CaseEvent::PaymentExecuted { reference, .. } => reference.iter().collect(),
            CaseEvent::CoSignAsked { wish, .. } | CaseEvent::Escalated { wish, .. } => vec![&wish.reason],
            CaseEvent::AskDeclined { counter, .. } => vec![&counter.words],
            CaseEvent::HandoverOffered { brief, .. } => brief.texts(),
            CaseEvent::HandoverEnded { words, .. } => words.iter().collect(),
            CaseEvent::FileAdded { name: text, .. } | CaseEvent::VoiceGiven { text, .. } => vec![text],
            CaseEvent::CaseTaken { .. }
            | CaseEvent::CaseReleased { .. }
            | CaseEvent::ConsultationReminded { .. }
            | CaseEvent::ConsultationEnded { .. }
            | CaseEvent::CaseResolved {}
            | CaseEvent::CaseReopened { .. }
            | CaseEvent::CaseSnoozed { .. }
            | CaseEvent::CaseWoken {}
            | CaseEvent::DeadlineSet { .. }
            | CaseEvent::DeadlineRemoved {}
            | CaseEvent::CaseMergedInto { .. }
            | CaseEvent::CaseAbsorbed { .. }
            | CaseEvent::ContactMovedOut { .. }
            | CaseEvent::ContactMovedIn { .. }
            | CaseEvent::ReplySent { .. }
            | CaseEvent::ReplyFailed { .. }
            | CaseEvent::ReplyUncertain { .. }
            | CaseEvent::ReplyRetried { .. }
            | CaseEvent::ReceiptFailed { .. }
            | CaseEvent::PromiseRenewed { .. }
            | CaseEvent::PromiseKept { .. }
            | CaseEvent::PromiseReminded { .. }
            | CaseEvent::PromiseBroken { .. }
            | CaseEvent::OnCallCalled { .. }
            | CaseEvent::OnCallAnswered { .. }
            | CaseEvent::RemedyReversed { .. }
            | CaseEvent::CoSigned { .. }
            | CaseEvent::AskWithdrawn { .. }
            | CaseEvent::PaymentSent { .. }
            | CaseEvent::PaymentExported { .. }
            | CaseEvent::PaymentUncertain { .. }
            | CaseEvent::PaymentRetried { .. }
            | CaseEvent::ReversalAsked { .. }
            | CaseEvent::Bounced { .. }
            | CaseEvent::LinkMade { .. }
            | CaseEvent::LinkRenewed { .. }
            | CaseEvent::LinkRevoked { .. }
            | CaseEvent::MoodTold { .. }
            | CaseEvent::VoiceTakenBack {}
            | CaseEvent::SolvedTold { .. } => vec![],
        }
    }
}

#[cfg(test)]
mod tests;

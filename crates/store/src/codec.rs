//! The domain's own types in columns: ids as text, instants as microseconds, codes as text.

use valta_domain::{
    AgentId, AnswerId, ArrangementId, BatchId, BounceId, CallId, CaseId, ConsultationId, ContactId,
    CustomerId, EventId, FileId, FrictionId, HandoverId, IdentityId, LinkId, MandateId, NoteId, PointId,
    ProcessId, PromiseId, ReceiptId, RemedyId, SkillId, SpendingId, StepId, TeamId, TextId, Timestamp,
    agent::Role,
    ask::{AskKind, AskState},
    bounce,
    case::State,
    consultation,
    contact::{Channel, Direction, FailedBecause, FiledBecause, Sending},
    cost::{Evidence, Parameter},
    customer::IdentityKind,
    duty::AwayBecause,
    friction::{Did, Source, Whose},
    handover, knowhow,
    money::Currency,
    payment,
    receipt::Receipts,
    remedy::{Outcome, RemedyKind},
    review::{Direction as Way, Judgement},
    team::Giving,
    token::TokenScope,
};

use crate::db::{Column, Value};

macro_rules! parsed {
    ($($name:ty),*) => {$(
        impl Column for $name {
            fn from_value(value: Value<'_>) -> Option<Self> {
                match value {
                    Value::Text(text) => text.parse().ok(),
                    Value::Null | Value::Int(_) | Value::Bool(_) | Value::Blob(_) => None,
                }
            }
        }
    )*};
}
parsed!(
    AgentId,
    AnswerId,
    ArrangementId,
    BatchId,
    BounceId,
    CallId,
    CaseId,
    ConsultationId,
    ContactId,
    Currency,
    CustomerId,
    EventId,
    FileId,
    FrictionId,
    HandoverId,
    IdentityId,
    LinkId,
    MandateId,
    NoteId,
    PointId,
    ProcessId,
    PromiseId,
    ReceiptId,
    RemedyId,
    SkillId,
    SpendingId,
    StepId,
    TeamId,
    TextId
);

macro_rules! coded {
    ($($name:ty),*) => {$(
        impl Column for $name {
            fn from_value(value: Value<'_>) -> Option<Self> {
                match value {
                    Value::Text(text) => <$name>::from_code(text),
                    Value::Null | Value::Int(_) | Value::Bool(_) | Value::Blob(_) => None,
                }
            }
        }
    )*};
}
coded!(
    AskKind,
    AskState,
    Role,
    State,
    Channel,
    Direction,
    FailedBecause,
    FiledBecause,
    Sending,
    Evidence,
    Parameter,
    IdentityKind,
    Outcome,
    Receipts,
    RemedyKind,
    Judgement,
    Way,
    TokenScope,
    payment::State,
    payment::Via,
    payment::FailedBecause,
    payment::DisabledBecause,
    AwayBecause,
    Giving,
    handover::Ended,
    consultation::Ended,
    consultation::Reminder,
    bounce::Because,
    Did,
    knowhow::Did,
    Source,
    Whose
);

impl Column for Timestamp {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).map(Timestamp)
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(at: Timestamp) -> Self {
        Value::Int(at.micros())
    }
}

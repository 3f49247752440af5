//! Identifiers: made by us before anything is sent, never taken from outside, one type for each noun.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map($name)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                $name(id)
            }
        }
    )*};
}

ids! {
    AgentId,
    /// Of a colleague, to a question.
    AnswerId,
    /// Something that a customer has been promised as standing practice.
    ArrangementId,
    /// A file for the bank, and what stands in it.
    BatchId,
    BounceId,
    /// Of somebody on call.
    CallId,
    CaseId,
    /// What a form or a caller made before sending, so that a repeat gets the first answer.
    CommandId,
    ConsultationId,
    ContactId,
    CustomerId,
    EventId,
    HandoverId,
    /// What came with a contact that was no mail.
    FileId,
    FrictionId,
    IdentityId,
    /// By which a customer may look at their matter.
    LinkId,
    MandateId,
    NoteId,
    /// Where customers are met.
    PointId,
    ProcessId,
    PromiseId,
    /// Of what the house says by itself about a message that came.
    ReceiptId,
    RemedyId,
    /// A use of store credit.
    /// Of one person.
    SkillId,
    SpendingId,
    /// Of a process.
    StepId,
    TeamId,
    TextId,
}

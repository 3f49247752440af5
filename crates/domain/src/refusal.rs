//! The business's *no*: data, shown to people with what to do instead. Never an end.

use serde::{Deserialize, Serialize};

use crate::{
    Timestamp,
    contact::codes,
    id::AgentId,
    money::{Money, NotMoney},
    remedy::Decision,
};

/// Why a command was not carried out. Each has a stable code; the words are the screen's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not there, or not for this person: the same answer to both.
    NotFound,
    AlreadyThere,
    /// The case was put together with another; that one carries on.
    Merged,
    /// The case changed since the person looked; the version it has now.
    Stale {
        version: i64,
    },
    /// What has to be written is empty.
    Empty(Field),
    TooLong(Field),
    /// The field's value is not one that can be used.
    Unusable(Field),
    /// What is wrong with the condition of a mandate, a sentence each.
    Condition(Vec<String>),
    NotMoney(NotMoney),
    /// This kind needs an amount; an apology has none.
    AmountNeeded,
    NoAmountForThis,
    /// More than the agent may give alone now; the decision holds the ways to yes.
    BeyondMandate(Box<Decision>),
    /// It may be given, with a reason of at least [`crate::remedy::REASON_LETTERS`] letters.
    ReasonNeeded(Box<Decision>),
    /// A named rule (law, fraud, self-dealing) ends it.
    Forbidden(Box<Decision>),
    /// The customer has no address in the channel.
    NoAddress,
    NotOwner,
    AlreadyDone,
    /// The agent may give it alone: there is nobody to ask.
    WithinReach(Box<Decision>),
    /// Nobody signs for what they asked for themselves.
    OwnSignature,
    /// Nobody ends their own login or changes their own role: so the house always keeps somebody who can.
    OwnLogin,
    /// Nobody reviews what they gave, asked for or signed.
    OwnReview,
    /// Somebody else was first, or the time to correct it is over.
    Reviewed {
        by: AgentId,
    },
    /// What is to be signed is not what was asked for.
    NotWhatWasAsked,
    /// The time in which it could be answered is over.
    Expired,
    /// A no says what can be given instead, in words.
    CounterNeeded,
    /// It is offered to somebody already; that offer is answered or taken back first.
    HandoverOpen,
    /// Nobody answered it in time, and it is back with its giver.
    HandoverExpired,
    /// It was answered or taken back before.
    HandoverSettled,
    /// It was offered to somebody else.
    NotOffered,
    /// It would go to the one who has it.
    ToOneself,
    /// Whom it is offered to is away until then, and nobody is there who covers for them.
    ReceiverAway {
        until: Timestamp,
    },
    /// The team has nobody who is there.
    NobodyThere,
    /// Somebody who was to be asked is not of the house any more.
    HasLeft,
    /// The question would come back to the one who asks it.
    AskingOneself,
    /// Somebody else was asked.
    NotAsked,
    /// The question has an answer.
    AlreadyAnswered,
    /// The chain of covers leads back to the one who is away.
    CoversInACircle,
    /// As many stand as a person reads while the customer waits.
    TooManyArrangements,
    /// As many devices are told already as somebody has hands for.
    TooManyDevices,
    /// Whoever is on call would be told by nothing.
    NoWayToCall,
    /// Its time is over: it is apologised for, and another can be given.
    PromiseBroken,
    /// Its time is not over: it is kept, or renewed.
    NotBroken,
    /// So much has come by one link in an hour; from then on there is room again.
    TooMuch {
        until: Timestamp,
    },
    /// An instant that must lie ahead does not.
    InThePast {
        now: Timestamp,
    },
    /// This person's role does not do this.
    NotYours,
    /// The same key was used before with other content.
    KeyReused,
    /// The order is being handed over at this moment; in a moment more is known.
    OnItsWay,
    /// Nobody knows yet whether it was paid; it is being asked.
    NotKnownYet,
    /// The money has left the house and cannot be taken back by us.
    PaidOut,
    /// It was asked back already, and the receiver has not answered.
    AskedBack,
    /// It stands in a file for the bank; once more could pay it twice.
    AlreadyExported,
    /// Nothing of what was chosen can go into the file.
    NothingToExport,
    /// The customer has spent of it; what is left is less.
    CreditSpent {
        left: Money,
    },
    /// More than there is on the balance.
    BeyondBalance {
        left: Money,
    },
}

codes! {
    /// What a mandate says, by the names of its fields.
    Term {
        Holder = "holder",
        Kinds = "kinds",
        PerRemedy = "per_remedy",
        PerCase = "per_case",
        PerCustomerWindow = "per_customer_window",
        PerAgentWindow = "per_agent_window",
        PerTeamWindow = "per_team_window",
        CoSigners = "co_signers",
        When = "when",
        ValidUntil = "valid_until",
    }
}

/// Which field of a form or a call a refusal speaks of; the API's pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Address,
    Amount,
    Asked,
    Body,
    Case,
    Channel,
    Contact,
    Cover,
    Day,
    Due,
    File,
    Hours,
    /// Of a rota.
    Level,
    Minutes,
    Name,
    Needs,
    Owner,
    Password,
    Payee,
    Phone,
    /// On earth, in degrees.
    Place,
    Promised,
    Question,
    Reason,
    Reference,
    Skill,
    Step,
    /// Where a service point stands, in words.
    Street,
    Subject,
    Team,
    /// A part of a mandate.
    Term(Term),
    To,
    Tried,
    Until,
    Value,
    What,
    Words,
    Zone,
}

impl Field {
    pub const fn code(self) -> &'static str {
        match self {
            Field::Address => "email",
            Field::Amount => "amount",
            Field::Asked => "asked",
            Field::Body => "body",
            Field::Case => "case",
            Field::Channel => "channel",
            Field::Contact => "contact",
            Field::Cover => "cover",
            Field::Day => "day",
            Field::Due => "due",
            Field::File => "file",
            Field::Hours => "hours",
            Field::Level => "level",
            Field::Minutes => "minutes",
            Field::Name => "name",
            Field::Needs => "needs",
            Field::Owner => "owner",
            Field::Password => "password",
            Field::Payee => "payee",
            Field::Phone => "phone",
            Field::Place => "place",
            Field::Promised => "promised",
            Field::Question => "question",
            Field::Reason => "reason",
            Field::Reference => "reference",
            Field::Skill => "skill",
            Field::Step => "step",
            Field::Street => "address",
            Field::Subject => "subject",
            Field::Team => "team",
            Field::Term(term) => term.code(),
            Field::To => "to",
            Field::Tried => "tried",
            Field::Until => "until",
            Field::Value => "value",
            Field::What => "what",
            Field::Words => "words",
            Field::Zone => "time_zone",
        }
    }
}

impl Refusal {
    /// Stable, for other programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::NotFound => "not_found",
            Refusal::AlreadyThere => "already_there",
            Refusal::Merged => "merged",
            Refusal::Stale { .. } => "stale",
            Refusal::Empty(_) => "empty",
            Refusal::TooLong(_) => "too_long",
            Refusal::Unusable(_) => "unusable",
            Refusal::Condition(_) => "condition",
            Refusal::NotMoney(_) => "not_money",
            Refusal::AmountNeeded => "amount_needed",
            Refusal::NoAmountForThis => "no_amount_for_this",
            Refusal::BeyondMandate(_) => "beyond_mandate",
            Refusal::ReasonNeeded(_) => "reason_needed",
            Refusal::Forbidden(_) => "forbidden_by_rule",
            Refusal::NoAddress => "no_address",
            Refusal::NotOwner => "not_owner",
            Refusal::AlreadyDone => "already_done",
            Refusal::WithinReach(_) => "within_reach",
            Refusal::OwnSignature => "own_signature",
            Refusal::OwnLogin => "own_login",
            Refusal::OwnReview => "own_review",
            Refusal::Reviewed { .. } => "reviewed",
            Refusal::NotWhatWasAsked => "not_what_was_asked",
            Refusal::Expired => "expired",
            Refusal::CounterNeeded => "counter_needed",
            Refusal::HandoverOpen => "handover_open",
            Refusal::HandoverExpired => "handover_expired",
            Refusal::HandoverSettled => "handover_settled",
            Refusal::NotOffered => "not_offered",
            Refusal::ToOneself => "to_oneself",
            Refusal::ReceiverAway { .. } => "receiver_away",
            Refusal::NobodyThere => "nobody_there",
            Refusal::HasLeft => "has_left",
            Refusal::AskingOneself => "asking_oneself",
            Refusal::NotAsked => "not_asked",
            Refusal::AlreadyAnswered => "already_answered",
            Refusal::CoversInACircle => "covers_in_a_circle",
            Refusal::TooManyArrangements => "too_many_arrangements",
            Refusal::TooManyDevices => "too_many_devices",
            Refusal::NoWayToCall => "no_way_to_call",
            Refusal::PromiseBroken => "promise_broken",
            Refusal::NotBroken => "not_broken",
            Refusal::TooMuch { .. } => "too_much",
            Refusal::InThePast { .. } => "in_the_past",
            Refusal::NotYours => "not_yours",
            Refusal::KeyReused => "key_reused",
            Refusal::OnItsWay => "on_its_way",
            Refusal::NotKnownYet => "not_known_yet",
            Refusal::PaidOut => "paid_out",
            Refusal::AskedBack => "asked_back",
            Refusal::AlreadyExported => "already_exported",
            Refusal::NothingToExport => "nothing_to_export",
            Refusal::CreditSpent { .. } => "credit_spent",
            Refusal::BeyondBalance { .. } => "beyond_balance",
        }
    }

    /// The field that the refusal speaks of, where there is one.
    pub const fn field(&self) -> Option<Field> {
        match self {
            Refusal::Empty(field) | Refusal::TooLong(field) | Refusal::Unusable(field) => Some(*field),
            Refusal::NotMoney(_)
            | Refusal::AmountNeeded
            | Refusal::NoAmountForThis
            | Refusal::BeyondMandate(_)
            | Refusal::BeyondBalance { .. } => Some(Field::Amount),
            Refusal::CoversInACircle => Some(Field::Cover),
            Refusal::ToOneself | Refusal::ReceiverAway { .. } | Refusal::NobodyThere => Some(Field::To),
            Refusal::HasLeft | Refusal::AskingOneself => Some(Field::Asked),
            Refusal::Condition(_) => Some(Field::Term(Term::When)),
            Refusal::ReasonNeeded(_) => Some(Field::Reason),
            Refusal::NotFound
            | Refusal::AlreadyThere
            | Refusal::Merged
            | Refusal::Stale { .. }
            | Refusal::Forbidden(_)
            | Refusal::NoAddress
            | Refusal::OwnLogin
            | Refusal::NotOwner
            | Refusal::AlreadyDone
            | Refusal::WithinReach(_)
            | Refusal::OwnSignature
            | Refusal::OwnReview
            | Refusal::Reviewed { .. }
            | Refusal::NotWhatWasAsked
            | Refusal::Expired
            | Refusal::CounterNeeded
            | Refusal::HandoverOpen
            | Refusal::HandoverExpired
            | Refusal::HandoverSettled
            | Refusal::NotOffered
            | Refusal::NotAsked
            | Refusal::AlreadyAnswered
            | Refusal::TooManyArrangements
            | Refusal::TooManyDevices
            | Refusal::NoWayToCall
            | Refusal::PromiseBroken
            | Refusal::NotBroken
            | Refusal::TooMuch { .. }
            | Refusal::InThePast { .. }
            | Refusal::NotYours
            | Refusal::KeyReused
            | Refusal::OnItsWay
            | Refusal::NotKnownYet
            | Refusal::PaidOut
            | Refusal::AskedBack
            | Refusal::AlreadyExported
            | Refusal::NothingToExport
            | Refusal::CreditSpent { .. } => None,
        }
    }
}

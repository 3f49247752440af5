//! Contacts: one touch between customer and organisation, in or out, in one channel; and the notes
//! beside them that never leave the house.

use serde::{Deserialize, Serialize};

use crate::{
    Refusal, TextRef,
    case::{Case, ReopenedBecause, State},
    event::CaseEvent,
    id::{AgentId, ContactId, IdentityId, LinkId, NoteId},
};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use codes;

codes! {
    Channel {
        Email = "email",
        Chat = "chat",
        Phone = "phone",
        WalkIn = "walk_in",
        WebForm = "web_form",
        Social = "social",
        Letter = "letter",
        Api = "api",
    }
}

codes! {
    Direction { In = "in", Out = "out" }
}

codes! {
    /// Why a contact stands in this case and no other; shown on the contact.
    FiledBecause {
        /// It was sent to the reply address of this case.
        ReplyToken = "reply_token",
        /// It answers a message of ours, and the sender takes part in the case.
        ReplyToOurs = "reply_to_ours",
        /// The customer had this case open.
        CustomersOpenCase = "customers_open_case",
        /// Nothing earlier belongs to it.
        NewMatter = "new_matter",
        /// A delivery report on a message of ours.
        DeliveryReport = "delivery_report",
        /// A machine's answer to a message of ours.
        AutomaticAnswer = "automatic_answer",
        /// Nobody could read it; the message as it came can be downloaded.
        Unreadable = "unreadable",
        /// The customer wrote it on the page of this matter.
        CustomersPage = "customers_page",
        /// An agent noted it here.
        NotedByHand = "noted_by_hand",
        /// An agent made it a case of its own.
        Split = "split",
        /// An agent put two cases together.
        Merged = "merged",
    }
}

codes! {
    /// Why a reply did not reach the customer.
    FailedBecause {
        /// The relay said no, for good.
        Refused = "refused",
        /// The relay could not be reached for so long that a person must know.
        Unreachable = "unreachable",
        /// A delivery report came back.
        Bounced = "bounced",
        /// The message could not be made into mail.
        Unsendable = "unsendable",
    }
}

codes! {
    /// Where a reply is on its way. Nobody sets it: it follows from the events.
    Sending {
        Queued = "queued",
        Sent = "sent",
        Failed = "failed",
        Uncertain = "uncertain",
    }
}

/// A contact as its case knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub direction: Direction,
    pub channel: Channel,
    pub identity: Option<IdentityId>,
    /// Of an outgoing one.
    pub sending: Option<Sending>,
}

/// What has come in, already looked at by [`crate::intake`].
pub struct Receive {
    pub contact: ContactId,
    pub channel: Channel,
    pub identity: Option<IdentityId>,
    pub subject: Option<TextRef>,
    pub text: Option<TextRef>,
    pub raw: Option<String>,
    pub because: FiledBecause,
    pub automatic: bool,
}

/// A contact in is always kept; a person's contact to a resolved case opens it again.
pub fn decide_receive(case: &Case, receive: Receive) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    let new_sender =
        receive.identity.is_some_and(|identity| !case.contacts.is_empty() && !case.takes_part(identity));
    let mut events = vec![CaseEvent::ContactReceived {
        contact: receive.contact,
        channel: receive.channel,
        identity: receive.identity,
        new_sender,
        subject: receive.subject,
        text: receive.text,
        raw: receive.raw,
        because: receive.because,
        automatic: receive.automatic,
    }];
    if case.state == State::Resolved && !receive.automatic {
        events.push(CaseEvent::CaseReopened { because: ReopenedBecause::CustomerWrote });
    }
    Ok(events)
}

pub struct Note {
    pub note: NoteId,
    pub text: TextRef,
}

pub fn decide_note(case: &Case, note: Note) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    Ok(vec![CaseEvent::NoteAdded { note: note.note, text: note.text }])
}

pub struct Reply {
    pub contact: ContactId,
    pub channel: Channel,
    pub to: IdentityId,
    pub text: TextRef,
    /// Made once for this intent and the same on every attempt (RFC 5322 3.6.4).
    pub message_id: String,
    /// It tells the customer something and answers nothing.
    pub notice: bool,
    /// By which its receiver may look at the matter, where they have no link yet.
    pub link: LinkId,
}

/// Whoever answers a case that nobody owns has taken it; whoever is written to may look at it.
pub fn decide_reply(case: &Case, by: AgentId, reply: Reply) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    let mut events = case.taken_if_free(by);
    if case.state == State::Resolved {
        events.push(CaseEvent::CaseReopened { because: ReopenedBecause::WeWrote });
    }
    events.extend(case.linked(reply.link, Some(reply.to)));
    events.push(CaseEvent::ReplyWritten {
        contact: reply.contact,
        channel: reply.channel,
        to: reply.to,
        text: reply.text,
        message_id: reply.message_id,
        notice: reply.notice,
    });
    Ok(events)
}

/// What a relay said of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    Sent,
    Failed(FailedBecause),
    Uncertain,
}

/// A message's fate is settled once; a later word on it changes nothing, except that a delivery
/// report may still turn "sent" into "failed".
pub fn decide_attempt(case: &Case, contact: ContactId, attempt: Attempt) -> Vec<CaseEvent> {
    let Some(sending) = case.contacts.get(&contact).and_then(|contact| contact.sending) else {
        return vec![];
    };
    let bounced = attempt == Attempt::Failed(FailedBecause::Bounced);
    let open = match sending {
        Sending::Queued => true,
        Sending::Sent | Sending::Uncertain => bounced,
        Sending::Failed => false,
    };
    if !open {
        return vec![];
    }
    vec![match attempt {
        Attempt::Sent => CaseEvent::ReplySent { contact },
        Attempt::Failed(because) => CaseEvent::ReplyFailed { contact, because },
        Attempt::Uncertain => CaseEvent::ReplyUncertain { contact },
    }]
}

/// A person has decided to send again what failed or may not have arrived: the same message.
pub fn decide_retry(case: &Case, contact: ContactId) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    let sending = case.contacts.get(&contact).and_then(|contact| contact.sending);
    match sending.ok_or(Refusal::NotFound)? {
        Sending::Failed | Sending::Uncertain => Ok(vec![CaseEvent::ReplyRetried { contact }]),
        Sending::Queued | Sending::Sent => Err(Refusal::AlreadyDone),
    }
}

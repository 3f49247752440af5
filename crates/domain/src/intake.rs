//! Where what comes in belongs: an ordered list of small rules, first answer wins. Nothing that a
//! sender can guess (a number in a subject, an empty id) ever joins anything.

use crate::{
    Timestamp,
    contact::FiledBecause,
    id::{CaseId, ConsultationId, ContactId, ReceiptId},
};

/// A letter of ours to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ours {
    Reply(ContactId),
    Receipt(ReceiptId),
}

/// What the desk found out about an arriving message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// It is a message that we sent ourselves, come back.
    pub own_echo: bool,
    /// A delivery report on this letter of ours.
    pub report_on: Option<(CaseId, Ours)>,
    /// A machine wrote it: an auto-reply, a list, bulk.
    pub automatic: bool,
    /// The question whose secret it came by, or whose letter it answers; and whether whoever was written to sent it.
    pub question: Option<(ConsultationId, bool)>,
    /// The case whose reply token is among the recipients.
    pub token: Option<CaseId>,
    /// The case of our own message that it answers, and whether the sender takes part there.
    pub answers: Option<(CaseId, bool)>,
    /// The sender's case that is still open, and when it was last touched.
    pub open_case: Option<(CaseId, Timestamp)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filing {
    /// Kept, listed, and no case's business.
    Echo,
    In(CaseId, FiledBecause),
    New,
    /// A colleague's answer to this question: the customer's conversation never sees it.
    Answer(ConsultationId),
    /// It came back by a colleague's secret, and nobody wrote it: kept, and no case's business.
    Aside,
}

/// `window` is how long (µs) the customer's open case is the home of what the customer writes afresh.
pub fn decide_intake(arrival: &Arrival, window: i64, now: Timestamp) -> Filing {
    if arrival.own_echo {
        return Filing::Echo;
    }
    // What comes by a colleague's secret is never the customer's, whoever else it was sent to.
    if let Some((question, theirs)) = arrival.question {
        return match (arrival.automatic, theirs) {
            (true, _) => Filing::Aside,
            (false, true) => Filing::Answer(question),
            (false, false) => Filing::New,
        };
    }
    // Anybody can write a report; only those whom we sent the letter to know the address it was sent from.
    if let Some((case, _)) = arrival.report_on
        && arrival.token == Some(case)
    {
        return Filing::In(case, FiledBecause::DeliveryReport);
    }
    if let Some(case) = arrival.token {
        return Filing::In(case, because(arrival, FiledBecause::ReplyToken));
    }
    if let Some((case, true)) = arrival.answers {
        return Filing::In(case, because(arrival, FiledBecause::ReplyToOurs));
    }
    if let Some((case, touched)) = arrival.open_case
        && !arrival.automatic
        && now.since(touched) <= window
    {
        return Filing::In(case, FiledBecause::CustomersOpenCase);
    }
    Filing::New
}

fn because(arrival: &Arrival, otherwise: FiledBecause) -> FiledBecause {
    if arrival.automatic { FiledBecause::AutomaticAnswer } else { otherwise }
}

#[cfg(test)]
mod tests;

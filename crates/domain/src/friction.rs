//! Friction: one report that a step of ours got in the customer's way. It changes nothing about the case; that it
//! is told is what it is for.

use serde::{Deserialize, Serialize};

use crate::{
    Refusal, TextRef,
    case::Case,
    contact::codes,
    event::CaseEvent,
    id::{AgentId, ContactId, FrictionId, StepId},
};

codes! {
    /// Who noticed it.
    Source {
        ByHand = "by_hand",
        /// It stood in an answer, was pointed out, and was sent anyway.
        Guard = "guard",
        /// Somebody had to give an exception from this step.
        Exception = "exception",
        /// It broke what this customer has been promised as standing practice.
        Arrangement = "arrangement",
    }
}

codes! {
    /// What it did to the customer.
    Did {
        Waited = "waited",
        SentAway = "sent_away",
        /// A form, a letter, work of ours.
        FilledIn = "filled_in",
        /// Said the same once more.
        Repeated = "repeated",
        Refused = "refused",
        Other = "other",
    }
}

codes! {
    /// In whose words it is told.
    Whose { Customer = "customer", Ours = "ours" }
}

#[derive(Clone, Debug)]
pub struct Report {
    pub friction: FrictionId,
    pub step: Option<StepId>,
    pub source: Source,
    pub did: Did,
    pub phrase: Option<String>,
    pub words: Option<TextRef>,
    pub whose: Whose,
    pub contact: Option<ContactId>,
    /// Who met the customer, where it is not whoever tells of it.
    pub by: Option<AgentId>,
}

impl Report {
    /// An exception had to be given from this step.
    pub const fn of_exception(
        friction: FrictionId,
        step: StepId,
        words: Option<TextRef>,
        by: Option<AgentId>,
    ) -> Report {
        Report {
            friction,
            step: Some(step),
            source: Source::Exception,
            did: Did::Refused,
            phrase: None,
            words,
            whose: Whose::Ours,
            contact: None,
            by,
        }
    }
}

impl From<Report> for CaseEvent {
    fn from(report: Report) -> CaseEvent {
        let Report { friction, step, source, did, phrase, words, whose, contact, by } = report;
        CaseEvent::FrictionReported { friction, step, source, did, phrase, words, whose, contact, by }
    }
}

pub fn decide_report(case: &Case, report: Report) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    if report.contact.is_some_and(|contact| !case.contacts.contains_key(&contact)) {
        return Err(Refusal::NotFound);
    }
    Ok(vec![report.into()])
}

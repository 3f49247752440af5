//! Asks: what one may not give alone and does not have to refuse. A colleague with room signs the exact remedy
//! (co-sign), or somebody who may decide gets it with a clock that the customer knows (escalation). The case stays
//! with its owner all the while, and every answer but a yes carries a way on.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Money, Refusal, TextRef, Timestamp,
    case::Case,
    contact::codes,
    event::CaseEvent,
    friction::Report,
    id::{AgentId, CaseId, FrictionId, RemedyId, StepId},
    mandate::Mandate,
    promise::{self, Make},
    refusal::Field,
    remedy::{self, Grant, Inputs, Outcome, REASON_LETTERS, RemedyKind, Weighed},
    review::Because,
};

/// How many may be asked for one remedy.
pub const MOST_ASKED: usize = 20;

codes! {
    AskKind {
        /// A second person signs what the asker gives.
        CoSign = "co_sign",
        /// Somebody with more room decides, and gives it.
        Escalation = "escalation",
    }
}

codes! {
    /// How an ask stands. Whether it has expired follows from the clock until the house has said so.
    AskState { Open = "open", Granted = "granted", Declined = "declined", Withdrawn = "withdrawn" }
}

codes! {
    WithdrawnBecause {
        /// The asker wants something else now: a changed remedy needs a new signature.
        Changed = "changed",
        ByAsker = "by_asker",
        Expired = "expired",
        /// The case was resolved or put together with another.
        Over = "over",
    }
}

/// The exact remedy that is asked for; money goes back the way it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub reason: TextRef,
    /// Of an exception: the step of ours that it is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
}

impl Wish {
    /// What a signature is over: SHA-256 (hexadecimal) of everything that the remedy is, who gives it and where.
    /// The words of the reason are in it by their own digest, so that they can be erased. The step is not: it says what
    /// was in the way, and changes nothing that is given.
    pub fn digest(&self, case: CaseId, remedy: RemedyId, asker: AgentId) -> String {
        let amount = self.amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string());
        let text = format!(
            "valta ask 1\ncase {case}\nremedy {remedy}\nasker {asker}\nkind {}\namount {amount}\nreason {} {}\n",
            self.kind.code(),
            self.reason.id,
            self.reason.sha256,
        );
        Sha256::digest(text).iter().fold(String::with_capacity(64), |mut hex, byte| {
            // Writing into a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// What somebody who says no offers instead: there is no refusal without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub words: TextRef,
}

/// An ask as its case knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub kind: AskKind,
    pub asker: AgentId,
    pub wish: Wish,
    pub digest: String,
    /// Who was asked, and whether they have declined.
    pub asked: BTreeMap<AgentId, bool>,
    pub until: Timestamp,
    pub state: AskState,
}

impl Ask {
    pub(crate) fn new(
        kind: AskKind,
        asker: AgentId,
        wish: &Wish,
        digest: &str,
        asked: &[AgentId],
        until: Timestamp,
    ) -> Ask {
        let asked = asked.iter().map(|agent| (*agent, false)).collect();
        let (wish, digest) = (wish.clone(), digest.to_owned());
        Ask { kind, asker, wish, digest, asked, until, state: AskState::Open }
    }

    /// The last of those who were asked to decline ends it.
    pub(crate) fn decline(&mut self, by: AgentId) {
        self.asked.insert(by, true);
        if self.asked.values().all(|declined| *declined) {
            self.state = AskState::Declined;
        }
    }

    /// The remedy exactly as it was asked for; the asker's reason is the reason, and whoever answers has read it.
    fn grant(&self, remedy: RemedyId, signer: Option<AgentId>, review: Vec<Because>) -> Grant {
        Grant {
            remedy,
            reason: Some((self.wish.reason.clone(), REASON_LETTERS)),
            stretch: true,
            payee: None,
            signer,
            review,
        }
    }

    /// What the step that it is from did to a customer, whom the asker met.
    pub fn friction(&self, friction: FrictionId) -> Option<Report> {
        let words = Some(self.wish.reason.clone());
        self.wish.step.map(|step| Report::of_exception(friction, step, words, Some(self.asker)))
    }

    fn must_be_open(&self) -> Result<(), Refusal> {
        match self.state {
            AskState::Open => Ok(()),
            AskState::Granted | AskState::Declined | AskState::Withdrawn => Err(Refusal::AlreadyDone),
        }
    }

    /// One who was asked and may still answer.
    fn must_be_asked(&self, by: AgentId, now: Timestamp) -> Result<(), Refusal> {
        self.must_be_open()?;
        if by == self.asker {
            return Err(Refusal::OwnSignature);
        }
        if self.asked.get(&by) != Some(&false) {
            return Err(Refusal::NotFound);
        }
        if self.until <= now {
            return Err(Refusal::Expired);
        }
        Ok(())
    }
}

/// Asks colleagues to sign. What the asker may give alone is not asked for, and nobody signs for themselves.
pub struct AskCoSign {
    pub case: CaseId,
    /// The id of the remedy to be.
    pub remedy: RemedyId,
    pub wish: Wish,
    /// Letters of the reason.
    pub letters: usize,
    pub asked: Vec<AgentId>,
    pub until: Timestamp,
}

pub fn decide_ask_co_sign(
    case: &Case,
    ask: AskCoSign,
    inputs: Inputs,
    mandates: &[Mandate],
) -> Result<Vec<CaseEvent>, Refusal> {
    let decision = weigh_ask(case, ask.remedy, ask.letters, &inputs, mandates)?;
    match decision.outcome {
        Outcome::CoSign => {}
        Outcome::Within | Outcome::Stretch => return Err(Refusal::WithinReach(Box::new(decision))),
        Outcome::Escalate => return Err(Refusal::BeyondMandate(Box::new(decision))),
        Outcome::Forbidden => return Err(Refusal::Forbidden(Box::new(decision))),
    }
    let may = |agent: &AgentId| decision.is_carried_by(*agent, &inputs, mandates);
    if ask.asked.is_empty() || ask.asked.len() > MOST_ASKED || !ask.asked.iter().all(may) {
        return Err(Refusal::Unusable(Field::Asked));
    }
    if ask.until <= inputs.at {
        return Err(Refusal::InThePast { now: inputs.at });
    }
    let asker = inputs.situation.agent;
    let mut events = case.taken_if_free(asker);
    events.extend(changed(case, asker, AskKind::CoSign));
    events.push(CaseEvent::CoSignAsked {
        remedy: ask.remedy,
        asker,
        digest: ask.wish.digest(ask.case, ask.remedy, asker),
        wish: ask.wish,
        asked: ask.asked,
        until: ask.until,
        weighed: Box::new(Weighed { inputs, decision }),
    });
    Ok(events)
}

/// Puts the question to somebody who may decide. The customer is promised an answer in the same step.
pub struct Escalate {
    pub case: CaseId,
    pub remedy: RemedyId,
    pub wish: Wish,
    pub letters: usize,
    pub to: AgentId,
    pub promise: Make,
}

pub fn decide_escalate(
    case: &Case,
    escalate: Escalate,
    inputs: Inputs,
    mandates: &[Mandate],
) -> Result<Vec<CaseEvent>, Refusal> {
    let decision = weigh_ask(case, escalate.remedy, escalate.letters, &inputs, mandates)?;
    match decision.outcome {
        Outcome::CoSign | Outcome::Escalate => {}
        Outcome::Within | Outcome::Stretch => return Err(Refusal::WithinReach(Box::new(decision))),
        Outcome::Forbidden => return Err(Refusal::Forbidden(Box::new(decision))),
    }
    let (asker, now) = (inputs.situation.agent, inputs.at);
    if escalate.to == asker {
        return Err(Refusal::OwnSignature);
    }
    let (promise, until) = (escalate.promise.promise, escalate.promise.due);
    let promised = promise::decide_promise(case, escalate.promise, now)?;
    let mut events: Vec<_> = changed(case, asker, AskKind::Escalation).collect();
    events.extend(promised);
    events.push(CaseEvent::Escalated {
        remedy: escalate.remedy,
        asker,
        digest: escalate.wish.digest(escalate.case, escalate.remedy, asker),
        wish: escalate.wish,
        to: escalate.to,
        promise,
        until,
        weighed: Box::new(Weighed { inputs, decision }),
    });
    Ok(events)
}

fn weigh_ask(
    case: &Case,
    remedy: RemedyId,
    letters: usize,
    inputs: &Inputs,
    mandates: &[Mandate],
) -> Result<remedy::Decision, Refusal> {
    case.must_live()?;
    remedy::check_amount(inputs.situation.kind, inputs.situation.amount)?;
    if case.remedies.contains_key(&remedy) || case.asks.contains_key(&remedy) {
        return Err(Refusal::AlreadyThere);
    }
    let decision = remedy::decide_remedy(inputs, mandates);
    if letters < REASON_LETTERS && !matches!(decision.outcome, Outcome::Forbidden) {
        return Err(Refusal::ReasonNeeded(Box::new(decision)));
    }
    Ok(decision)
}

/// What the same person asked for before in this case and does not want as it was.
fn changed(case: &Case, asker: AgentId, kind: AskKind) -> impl Iterator<Item = CaseEvent> {
    case.asks
        .iter()
        .filter(move |(_, ask)| ask.state == AskState::Open && ask.asker == asker && ask.kind == kind)
        .map(|(remedy, _)| CaseEvent::AskWithdrawn { remedy: *remedy, because: WithdrawnBecause::Changed })
}

/// Every ask of a case that is over.
pub(crate) fn over(case: &Case) -> impl Iterator<Item = CaseEvent> {
    case.asks
        .iter()
        .filter(|(_, ask)| ask.state == AskState::Open)
        .map(|(remedy, _)| CaseEvent::AskWithdrawn { remedy: *remedy, because: WithdrawnBecause::Over })
}

/// Signs: the remedy is given by the asker, with this signature, if both still may. `inputs` are the asker's, with
/// the signer among its signers when the signer has the room.
pub fn decide_sign(
    case: &Case,
    remedy: RemedyId,
    by: AgentId,
    digest: &str,
    review: Vec<Because>,
    inputs: Inputs,
    mandates: &[Mandate],
) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    let ask = open_ask(case, remedy, AskKind::CoSign)?;
    ask.must_be_asked(by, inputs.at)?;
    if ask.digest != digest {
        return Err(Refusal::NotWhatWasAsked);
    }
    // Should room have come back meanwhile, it is within: nobody had to sign, and nothing is lost by it.
    let granted = remedy::decide_grant(case, ask.grant(remedy, Some(by), review), inputs, mandates)?;
    let mut events = vec![CaseEvent::CoSigned { remedy, by, digest: digest.to_owned() }];
    events.extend(granted);
    Ok(events)
}

/// The one who was asked to decide gives it, under their own mandate; `inputs` are theirs.
pub fn decide_grant_asked(
    case: &Case,
    remedy: RemedyId,
    digest: &str,
    review: Vec<Because>,
    inputs: Inputs,
    mandates: &[Mandate],
) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    let ask = open_ask(case, remedy, AskKind::Escalation)?;
    ask.must_be_asked(inputs.situation.agent, Timestamp(i64::MIN))?;
    if ask.digest != digest {
        return Err(Refusal::NotWhatWasAsked);
    }
    remedy::decide_grant(case, ask.grant(remedy, None, review), inputs, mandates)
}

/// Says no to it as it is, and what can be given instead.
pub fn decide_decline(
    case: &Case,
    remedy: RemedyId,
    by: AgentId,
    counter: Counter,
    letters: usize,
) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    let ask = case.asks.get(&remedy).ok_or(Refusal::NotFound)?;
    // Late is better than never: a no is taken after the time, too.
    ask.must_be_asked(by, Timestamp(i64::MIN))?;
    remedy::check_amount(counter.kind, counter.amount)?;
    if letters < REASON_LETTERS {
        return Err(Refusal::CounterNeeded);
    }
    if (counter.kind, counter.amount) == (ask.wish.kind, ask.wish.amount) {
        return Err(Refusal::CounterNeeded);
    }
    Ok(vec![CaseEvent::AskDeclined { remedy, by, counter }])
}

/// The asker does not need it any more.
pub fn decide_withdraw(case: &Case, remedy: RemedyId, by: AgentId) -> Result<Vec<CaseEvent>, Refusal> {
    let ask = case.asks.get(&remedy).ok_or(Refusal::NotFound)?;
    if ask.asker != by && case.owner != Some(by) {
        return Err(Refusal::NotOwner);
    }
    ask.must_be_open()?;
    Ok(vec![CaseEvent::AskWithdrawn { remedy, because: WithdrawnBecause::ByAsker }])
}

/// The house's clock says that nobody has signed in time. An escalation does not end by the clock: the promise to
/// the customer is what is late then, and it shows.
pub fn decide_expire(case: &Case, now: Timestamp) -> Vec<CaseEvent> {
    case.asks
        .iter()
        .filter(|(_, ask)| ask.state == AskState::Open && ask.kind == AskKind::CoSign && ask.until <= now)
        .map(|(remedy, _)| CaseEvent::AskWithdrawn { remedy: *remedy, because: WithdrawnBecause::Expired })
        .collect()
}

/// On whose word a remedy is given: as its decision says, or `escalate` where somebody was asked to decide and
/// gave it.
pub fn way(case: &Case, remedy: RemedyId, outcome: Outcome) -> Outcome {
    match case.asks.get(&remedy).map(|ask| ask.kind) {
        Some(AskKind::Escalation) => Outcome::Escalate,
        Some(AskKind::CoSign) | None => outcome,
    }
}

fn open_ask(case: &Case, remedy: RemedyId, kind: AskKind) -> Result<&Ask, Refusal> {
    case.asks.get(&remedy).filter(|ask| ask.kind == kind).ok_or(Refusal::NotFound)
}

#[cfg(test)]
mod tests;

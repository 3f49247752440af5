//! Asking a colleague to carry a remedy: a signature beside one's own name, or a decision by somebody with more room.
//! The case stays with its owner; the one who is asked answers with yes or with what can be given instead.

use valta_domain::{
    Actor, AgentId, CaseId, FrictionId, Money, PromiseId, Refusal, RemedyId, StepId, Timestamp,
    ask::{self, Ask, AskCoSign, AskKind, Counter, Escalate, MOST_ASKED, Wish},
    contact::Channel,
    event::CaseEvent,
    promise::Make,
    refusal::Field,
    remedy::{self, RemedyKind},
    text,
    time::HOUR,
};
use valta_policy::{Action, Relation};
use valta_store::views;

use crate::{
    By, Desk, Key, No, Question, Thing,
    case::must_be_seen,
    remedy::{may_decide, must_be_step, to_act},
    review,
    work::{CaseNow, Work, fresh_id},
};

/// How long (µs) a signature can be given: a customer is waiting now, and tomorrow the room is another.
const SIGNED_WITHIN: i64 = 4 * HOUR;
/// Asks ended by the clock in one round.
const MOST_EXPIRED: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Everybody on duty who may sign it now, or everybody who may where nobody is; whoever comes first.
    All,
    These(Vec<AgentId>),
}

#[derive(Clone, Debug)]
pub struct AskForSignature {
    pub case: CaseId,
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub reason: String,
    /// Of an exception: the step of ours that it is from.
    pub step: Option<StepId>,
    pub whom: Whom,
    pub seen: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct Escalation {
    pub case: CaseId,
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub reason: String,
    /// As of an [`AskForSignature`].
    pub step: Option<StepId>,
    pub to: AgentId,
    /// When the customer hears of it, and in which words that is promised.
    pub due: Timestamp,
    pub promise: String,
    pub seen: Option<i64>,
}

/// What one who was asked offers instead.
#[derive(Clone, Debug)]
pub struct Decline {
    pub remedy: RemedyId,
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub words: String,
}

impl Desk {
    /// Asks colleagues to sign; answers with the id of the remedy that it will be.
    pub async fn ask_for_signature(
        &self,
        by: By,
        key: Option<Key>,
        asks: AskForSignature,
    ) -> Result<RemedyId, No> {
        let desk = self.clone();
        self.transact(by.actor(), key, move |work| {
            let reason = text::words(Field::Reason, &asks.reason, text::BODY_LETTERS)?;
            let mut case = work.case(by, Action::GiveRemedy, asks.case)?;
            must_be_seen(&case, asks.seen)?;
            let question = Question::of_case(asks.case, asks.kind, asks.amount);
            let (inputs, mandates, _) = to_act(work, &desk, by, &case, by.agent, None, &question)?;
            let asked = match &asks.whom {
                Whom::These(agents) => agents.clone(),
                Whom::All => {
                    let decision = remedy::decide_remedy(&inputs, &mandates);
                    let known = inputs.signers.iter().flatten();
                    let able =
                        known.filter(|signer| decision.is_carried_by(signer.agent, &inputs, &mandates));
                    let able: Vec<_> = able.collect();
                    // Whoever is at home need not hear of it while somebody is here.
                    let here = able.iter().any(|signer| signer.on_duty);
                    let asked = able.iter().filter(|signer| signer.on_duty || !here);
                    asked.map(|signer| signer.agent).take(MOST_ASKED).collect()
                }
            };

            let remedy = RemedyId(fresh_id());
            let ask = AskCoSign {
                case: asks.case,
                remedy,
                wish: wish(work, asks.kind, asks.amount, &reason, asks.step)?,
                letters: remedy::reason_letters(&reason),
                asked,
                until: work.at.plus(SIGNED_WITHIN),
            };
            let events = ask::decide_ask_co_sign(case.get()?, ask, inputs, &mandates)?;

            work.record_case(&mut case, events)?;
            Ok(remedy)
        })
        .await
    }

    /// Puts it to somebody who may decide, and promises the customer an answer, in one step.
    pub async fn escalate(&self, by: By, key: Option<Key>, asks: Escalation) -> Result<RemedyId, No> {
        let desk = self.clone();
        self.transact(by.actor(), key, move |work| {
            let reason = text::words(Field::Reason, &asks.reason, text::BODY_LETTERS)?;
            let promised = text::line(Field::What, &asks.promise)?;
            let mut case = work.case(by, Action::GiveRemedy, asks.case)?;
            must_be_seen(&case, asks.seen)?;
            let question = Question::of_case(asks.case, asks.kind, asks.amount);
            let (inputs, mandates, _) = to_act(work, &desk, by, &case, by.agent, None, &question)?;
            if !may_decide(work, &desk, asks.to, &question, &mandates)? {
                return Err(Refusal::Unusable(Field::Asked).into());
            }

            let remedy = RemedyId(fresh_id());
            let escalate = Escalate {
                case: asks.case,
                remedy,
                wish: wish(work, asks.kind, asks.amount, &reason, asks.step)?,
                letters: remedy::reason_letters(&reason),
                to: asks.to,
                promise: Make {
                    promise: PromiseId(fresh_id()),
                    what: work.text(&promised)?,
                    by: by.agent,
                    given_by: by.agent,
                    due: asks.due,
                    channel: Channel::Phone,
                    instead_of: None,
                },
            };
            let events = ask::decide_escalate(case.get()?, escalate, inputs, &mandates)?;

            work.record_case(&mut case, events)?;
            Ok(remedy)
        })
        .await
    }

    /// Yes, by one who was asked: signs what the asker gives, or gives what they were asked to decide. `digest` is
    /// what they saw; anything else is not what they said yes to.
    pub async fn say_yes(
        &self,
        by: By,
        key: Option<Key>,
        remedy: RemedyId,
        digest: String,
    ) -> Result<AskKind, No> {
        let case = self.case_of_ask(remedy).await?;
        let desk = self.clone();
        let sampling = self.sampling().await?;
        self.transact(by.actor(), key, move |work| {
            let (mut case, ask) = to_answer(work, by, case, remedy)?;
            let question = Question::of_case(case.id, ask.wish.kind, ask.wish.amount);
            let (giver, signer) = match ask.kind {
                AskKind::CoSign => (ask.asker, Some(by.agent)),
                AskKind::Escalation => (by.agent, None),
            };
            let (inputs, mandates, _) = to_act(work, &desk, by, &case, giver, signer, &question)?;
            let asked_at = views::ask::one(work.tx, remedy)?.map(|ask| ask.asked_at);
            let review = review::because(&sampling, remedy, &inputs, &mandates, asked_at);
            let mut events = match ask.kind {
                AskKind::CoSign => {
                    ask::decide_sign(case.get()?, remedy, by.agent, &digest, review, inputs, &mandates)?
                }
                AskKind::Escalation => {
                    ask::decide_grant_asked(case.get()?, remedy, &digest, review, inputs, &mandates)?
                }
            };
            events.extend(ask.friction(FrictionId(fresh_id())).map(CaseEvent::from));
            work.record_case(&mut case, events)?;
            Ok(ask.kind)
        })
        .await
    }

    /// Not as it is, and this instead.
    pub async fn decline(&self, by: By, key: Option<Key>, decline: Decline) -> Result<(), No> {
        let case = self.case_of_ask(decline.remedy).await?;
        self.transact(by.actor(), key, move |work| {
            let words = text::words(Field::Reason, &decline.words, text::BODY_LETTERS)?;
            let (mut case, _) = to_answer(work, by, case, decline.remedy)?;
            let counter = Counter { kind: decline.kind, amount: decline.amount, words: work.text(&words)? };
            let letters = remedy::reason_letters(&words);
            let events = ask::decide_decline(case.get()?, decline.remedy, by.agent, counter, letters)?;
            work.record_case(&mut case, events)
        })
        .await
    }

    pub async fn withdraw_ask(&self, by: By, key: Option<Key>, remedy: RemedyId) -> Result<(), No> {
        let case = self.case_of_ask(remedy).await?;
        self.transact(by.actor(), key, move |work| {
            let mut case = work.seen_case(by, case)?;
            let asker = case.get()?.asks.get(&remedy).ok_or(Refusal::NotFound)?.asker;
            work.must(by, Action::ReverseRemedy, Thing::Given(case.id, asker))?;
            let events = ask::decide_withdraw(case.get()?, remedy, by.agent)?;
            work.record_case(&mut case, events)
        })
        .await
    }

    /// Ends what nobody has signed in time.
    pub async fn expire_asks(&self) -> Result<(), No> {
        let now = self.now();
        for case in self.reader().look(move |tx| views::ask::expired(tx, now, MOST_EXPIRED)).await? {
            self.transact(Actor::House, None, move |work| {
                let mut case = work.any_case(case)?;
                let events = ask::decide_expire(case.get()?, work.at);
                work.record_case(&mut case, events)
            })
            .await?;
        }
        Ok(())
    }

    async fn case_of_ask(&self, remedy: RemedyId) -> Result<CaseId, No> {
        let ask = self.reader().look(move |tx| views::ask::one(tx, remedy)).await?;
        Ok(ask.ok_or(Refusal::NotFound)?.case)
    }
}

/// The case and the ask in it, for somebody whose answer would be heard. To a question, whoever is asked by name is that
/// before anything else.
fn to_answer(work: &mut Work<'_, '_>, by: By, case: CaseId, remedy: RemedyId) -> Result<(CaseNow, Ask), No> {
    let case = work.seen_case(by, case)?;
    let ask = case.get()?.asks.get(&remedy).ok_or(Refusal::NotFound)?.clone();
    let action = match ask.kind {
        AskKind::CoSign => Action::CoSign,
        AskKind::Escalation => Action::DecideEscalation,
    };
    // Of one's own ask the domain says it in its own words.
    if ask.asker != by.agent
        && !(ask.asked.contains_key(&by.agent) && work.desk.may(by, action, Relation::Asked))
    {
        work.must(by, action, Thing::Case(case.id))?;
    }
    Ok((case, ask))
}

fn wish(
    work: &mut Work<'_, '_>,
    kind: RemedyKind,
    amount: Option<Money>,
    reason: &str,
    step: Option<StepId>,
) -> Result<Wish, No> {
    if let Some(step) = step {
        must_be_step(work.tx, kind, step)?;
    }
    Ok(Wish { kind, amount, reason: work.text(reason)?, step })
}

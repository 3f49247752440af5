//! Asking colleagues inside a matter. Whoever is asked sees the question and the words that were shown with it, not the
//! matter; the answer lands with whoever asked, and never with the customer.

use valta_domain::{
    Actor, AgentId, AnswerId, CaseId, ConsultationId, ContactId, Refusal, TeamId, Timestamp,
    consultation::{self, Answer, Ask},
    duty::Staff,
    handover::To,
    refusal::Field,
    text,
};
use valta_insight::waiting;
use valta_policy::{Action, Relation};
use valta_store::{
    Fault, Tx, account,
    draft::{self, Draft},
    views::{self, consultation::ConsultationLine},
};

use crate::{
    By, Desk, Key, No, Receivers, Thing,
    case::must_be_seen,
    duty::everybody,
    work::{self, fresh_id},
};

/// Matters in which the clock has something to say about a question, in one round.
const MOST_DUE: usize = 100;

#[derive(Clone, Debug)]
pub struct AskColleagues {
    pub case: CaseId,
    /// People and teams; each of them may answer.
    pub of: Vec<To>,
    pub question: String,
    /// What of the customer's words goes with it.
    pub shown: Vec<ContactId>,
    pub due: Timestamp,
    pub seen: Option<i64>,
}

/// What stands in somebody's form to the customer, sent or not.
#[derive(Clone, Debug)]
pub struct Typed {
    /// Of that form.
    pub command: String,
    pub body: String,
}

impl Desk {
    /// Puts a question to colleagues; the matter and its customer stay where they are.
    pub async fn ask_colleagues(
        &self,
        by: By,
        key: Option<Key>,
        asks: AskColleagues,
    ) -> Result<ConsultationId, No> {
        self.transact_while(work::Staff::Stays, by.actor(), key, move |work| {
            let question = text::words(Field::Question, &asks.question, text::BODY_LETTERS)?;
            let mut case = work.case(by, Action::Consult, asks.case)?;
            must_be_seen(&case, asks.seen)?;
            let staff = work.desk.who_may_answer(work.tx)?;
            let consultation = ConsultationId(fresh_id());
            let ask = Ask {
                consultation,
                by: by.agent,
                of: asks.of.clone(),
                question: work.text(&question)?,
                shown: asks.shown.clone(),
                due: asks.due,
            };
            let events = consultation::decide_ask(case.get()?, ask, &staff, work.at)?;
            work.record_case(&mut case, events)?;
            Ok(consultation)
        })
        .await
    }

    /// What somebody who was asked knows.
    pub async fn answer_colleague(
        &self,
        by: By,
        key: Option<Key>,
        id: ConsultationId,
        words: String,
    ) -> Result<AnswerId, No> {
        let case = self.case_of_consultation(id).await?;
        self.transact_while(work::Staff::Stays, by.actor(), key, move |work| {
            let mut case = work.any_case(case)?;
            let staff = everybody(work.tx)?;
            let known = case.get()?.consultations.get(&id).ok_or(Refusal::NotFound)?;
            // Of a matter that they do not see, whoever was not asked learns nothing.
            if !known.asks(&staff, by.agent, work.at) {
                let sees = work.desk.sees(work.tx, by, Action::SeeCase, Thing::Case(case.id))?;
                return Err(if sees { Refusal::NotAsked } else { Refusal::NotFound }.into());
            }
            if !work.desk.may(by, Action::AnswerConsultation, Relation::Asked) {
                return Err(Refusal::NotYours.into());
            }
            let answer = AnswerId(fresh_id());
            let text = work.text(&text::words(Field::Body, &words, text::BODY_LETTERS)?)?;
            let told = Answer { consultation: id, answer, by: by.agent, text, raw: None };
            let events = consultation::decide_answer(case.get()?, told, &staff, work.at)?;
            work.record_case(&mut case, events)?;
            Ok(answer)
        })
        .await
    }

    pub async fn withdraw_question(
        &self,
        by: By,
        key: Option<Key>,
        id: ConsultationId,
        seen: Option<i64>,
    ) -> Result<(), No> {
        let case = self.case_of_consultation(id).await?;
        self.on_case(by, Action::Consult, key, case, seen, move |_, case| {
            consultation::decide_withdraw(case.get()?, id, by.agent).map_err(No::from)
        })
        .await
    }

    /// Puts an answer below what this person is writing to the customer: as it stands in their form, else as it was last
    /// kept. Nothing is lost: what was written elsewhere and does not stand in that form is offered beside it.
    pub async fn use_answer(&self, by: By, answer: AnswerId, typed: Option<Typed>) -> Result<(), No> {
        let (desk, now) = (self.clone(), self.now());
        self.inner
            .db
            .write(move |tx| -> Result<(), No> {
                let (asked_in, said) = views::consultation::answer(tx, answer)?.ok_or(Refusal::NotFound)?;
                let case = views::case::living(tx, asked_in)?.unwrap_or(asked_in);
                if !desk.sees(tx, by, Action::Reply, Thing::Case(case))? {
                    return Err(Refusal::NotFound.into());
                }
                let said = said.ok_or(Refusal::NotFound)?;
                let kept = draft::of(tx, by.agent, case)?;
                let Draft { command, body, older, .. } = draft_of(kept, typed.clone(), now);
                let body = match body.trim_end() {
                    written if written.contains(&said) => body,
                    "" => said,
                    written => format!("{written}\n\n{said}"),
                };
                if body.chars().count() > text::BODY_LETTERS {
                    return Err(Refusal::TooLong(Field::Body).into());
                }
                draft::put(tx, by.agent, case, &Draft { command, body, older, saved_at: now })?;
                Ok(())
            })
            .await
    }

    /// Reminds those who are asked, and tells whoever asked where nobody is left to answer.
    pub async fn bring_up_questions(&self) -> Result<(), No> {
        let now = self.now();
        let due = self.reader().look(move |tx| views::consultation::due(tx, now, MOST_DUE)).await?;
        for id in due {
            let ticked = self.transact_while(work::Staff::Stays, Actor::House, None, move |work| {
                let mut case = work.any_case(id)?;
                let staff = everybody(work.tx)?;
                let events = consultation::decide_tick(case.get()?, &staff, work.at);
                work.record_case(&mut case, events)
            });
            if let Err(no) = ticked.await {
                tracing::error!(%id, error = %no, "nobody could be reminded of a question; it will be tried again");
            }
        }
        Ok(())
    }

    /// Who can be asked by this person now.
    pub fn whom_to_ask(&self, tx: &mut Tx<'_>, by: By) -> Result<Receivers, Fault> {
        let (now, staff) = (self.now(), self.who_may_answer(tx)?);
        self.receivers_of(tx, &staff, |to| to.receivers(&staff, by.agent, now).is_ok())
    }

    /// Whether this person is asked, whatever they see of the matter.
    pub fn is_asked(&self, tx: &mut Tx<'_>, by: By, line: &ConsultationLine) -> Result<bool, Fault> {
        let (now, staff) = (self.now(), everybody(tx)?);
        Ok(self.may(by, Action::AnswerConsultation, Relation::Asked)
            && asks(tx, line, &staff, by.agent, now)?)
    }

    async fn case_of_consultation(&self, id: ConsultationId) -> Result<CaseId, No> {
        let line = self.reader().look(move |tx| views::consultation::one(tx, id)).await?;
        Ok(line.ok_or(Refusal::NotFound)?.case)
    }

    /// Everybody, where those are gone who may not answer.
    fn who_may_answer(&self, tx: &mut Tx<'_>) -> Result<Staff, Fault> {
        let mut staff = everybody(tx)?;
        for known in account::all(tx)? {
            let may = self.may(self.by(&known), Action::AnswerConsultation, Relation::Asked);
            if let Some(standing) = staff.get_mut(&known.agent) {
                standing.gone |= !may;
            }
        }
        Ok(staff)
    }
}

/// For which teams these were waited for, and how long (µs) in all, the longest first.
pub fn waited_for(lines: &[ConsultationLine], now: Timestamp) -> Vec<((TeamId, String), i64)> {
    let spans = lines.iter().flat_map(|line| {
        let teams = line.of.iter().filter_map(|one| one.team.clone());
        teams.map(move |team| (team, line.asked_at, line.waited_until(now)))
    });
    waiting::waited(spans)
}

/// The same as the domain says of a question, by the views alone.
pub(crate) fn asks(
    tx: &mut Tx<'_>,
    line: &ConsultationLine,
    staff: &Staff,
    agent: AgentId,
    at: Timestamp,
) -> Result<bool, Fault> {
    let reached = line.of.iter().any(|one| one.to.reaches(staff, agent, at));
    Ok(agent != line.by.0 && (reached || views::consultation::told(tx, line.id)?.contains(&agent)))
}

/// What this person is writing: what stands in their form comes before what was kept of it.
fn draft_of(kept: Option<Draft>, typed: Option<Typed>, now: Timestamp) -> Draft {
    let Some(Typed { command, body }) = typed else {
        return kept.unwrap_or_else(|| Draft {
            command: fresh_id().to_string(),
            body: String::new(),
            older: None,
            saved_at: now,
        });
    };
    let older = kept.and_then(|kept| {
        let elsewhere = kept.command != command && !kept.body.trim().is_empty() && !body.contains(&kept.body);
        if elsewhere { Some(kept.body) } else { kept.older }
    });
    Draft { command, body, older, saved_at: now }
}

//! Consultations over the API: a question to colleagues inside a case. Whoever is asked sees the question and what was
//! shown with it, not the case; the answers are for whoever asked.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::{AskColleagues, By, Desk, Thing};
use valta_domain::{
    CaseId, ConsultationId, ContactId, Refusal, Timestamp, handover::To, refusal::Field, time,
};
use valta_policy::Action;
use valta_store::{
    Fault, Tx,
    views::{self, consultation::ConsultationLine},
};

use crate::{
    App,
    auth::Caller,
    call::{Call, Id, id},
    handover::{NewReceiver, Receiver},
    problem::Problem,
    shape::{ConsultationEndedCode, Instant, Named, Nothing, Page, created, ok},
};

/// Questions that wait for one person, at the most.
const MOST: usize = 200;

/// A question to colleagues, and what they said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Consultation {
    id: String,
    case: String,
    case_number: i64,
    /// Null when it was erased.
    subject: Option<String>,
    by: Named,
    asked: Vec<Consulted>,
    question: Option<String>,
    /// What the customer wrote that is shown with it.
    shown: Vec<CustomersWords>,
    asked_at: Instant,
    due: Instant,
    answers: Vec<Answer>,
    /// Of the first answer.
    answered_at: Option<Instant>,
    /// `withdrawn`, `over` or `nobody_left`: it ended without an answer.
    ended: Option<ConsultationEndedCode>,
    ended_at: Option<Instant>,
    /// How long it was waited for, in whole seconds; while it is open, so far. It is charged to the teams of `asked`.
    waited_seconds: i64,
}

/// Whom it was put to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Consulted {
    to: Receiver,
    /// Whose wait it is: the team, or the one that the person was of then.
    team: Option<Named>,
    /// A person who has left since.
    left: bool,
}

/// A message of the customer's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomersWords {
    contact: String,
    at: Instant,
    text: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Answer {
    id: String,
    by: Named,
    text: Option<String>,
    /// It came as an answer to the letter.
    by_mail: bool,
    at: Instant,
}

impl Consultation {
    fn of(line: ConsultationLine, now: Timestamp) -> Consultation {
        let waited = line.waited_until(now).since(line.asked_at).max(0) / time::SECOND;
        Consultation {
            id: line.id.to_string(),
            case: line.case.to_string(),
            case_number: line.case_number,
            subject: line.subject,
            by: Named::of(line.by),
            asked: line
                .of
                .into_iter()
                .map(|one| Consulted {
                    to: Receiver::of(one.to, one.name),
                    team: one.team.map(Named::of),
                    left: one.left,
                })
                .collect(),
            question: line.question,
            shown: line
                .shown
                .into_iter()
                .map(|one| CustomersWords {
                    contact: one.contact.to_string(),
                    at: Instant(one.at),
                    text: one.text,
                })
                .collect(),
            asked_at: Instant(line.asked_at),
            due: Instant(line.due),
            answers: line
                .answers
                .into_iter()
                .map(|one| Answer {
                    id: one.id.to_string(),
                    by: Named::of(one.by),
                    text: one.text,
                    by_mail: one.by_mail,
                    at: Instant(one.at),
                })
                .collect(),
            answered_at: line.answered_at.map(Instant),
            ended: line.how.map(ConsultationEndedCode),
            ended_at: line.ended_at.map(Instant),
            waited_seconds: waited,
        }
    }
}

/// Of a matter that they see, or of a question that is put to them.
fn visible(tx: &mut Tx<'_>, desk: &Desk, by: By, line: &ConsultationLine) -> Result<bool, Fault> {
    Ok(desk.sees(tx, by, Action::SeeCase, Thing::Case(line.case))? || desk.is_asked(tx, by, line)?)
}

async fn seen(app: &App, by: By, id: ConsultationId) -> Result<Consultation, Problem> {
    let desk = app.desk().clone();
    let found = app.find(move |tx| match views::consultation::one(tx, id)? {
        Some(line) if visible(tx, &desk, by, &line)? => Ok(Some(line)),
        _ => Ok(None),
    });
    Ok(Consultation::of(found.await?, app.desk().now()))
}

/// What waits for the caller's own answer, the most urgent first.
pub(crate) async fn list(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let (agent, now) = (caller.by.agent, app.desk().now());
    let reader = app.desk().reader();
    let found = reader.look(move |tx| views::consultation::asked_of(tx, agent, now, MOST)).await?;
    let items = found.into_iter().map(|line| Consultation::of(line, now)).collect();
    Ok(ok(&Page { items, next: None }))
}

pub(crate) async fn of_case(
    State(app): State<App>,
    caller: Caller,
    Id(case): Id<CaseId>,
) -> Result<Response, Problem> {
    let found = app.find_for(caller.by, Action::SeeCase, move |tx| {
        Ok(Some((Thing::Case(case), views::consultation::of_case(tx, case, MOST)?)))
    });
    let now = app.desk().now();
    let items = found.await?.into_iter().map(|line| Consultation::of(line, now)).collect();
    Ok(ok(&Page { items, next: None }))
}

pub(crate) async fn one(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ConsultationId>,
) -> Result<Response, Problem> {
    Ok(ok(&seen(&app, caller.by, id).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"asked": [{"team": "0192f3a0-0000-7000-8000-000000000001"}],
    "question": "Can we deliver to postcode 97999?", "due": "2027-03-01T12:00:00Z"}))]
pub(crate) struct NewConsultation {
    /// People and teams, ten at the most; each of them may answer.
    asked: Vec<NewReceiver>,
    question: String,
    /// When the answer is needed: two weeks from now at the most.
    due: Instant,
    /// Contacts of the case whose words are shown with it.
    #[serde(default)]
    shown: Vec<String>,
}

pub(crate) async fn ask(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<NewConsultation>,
) -> Result<Response, Problem> {
    let Call { by, key, seen: version, body } = call;
    let named = |one: &NewReceiver| -> Result<To, Problem> {
        Ok(one.named("/asked")?.ok_or(Refusal::Unusable(Field::Asked))?)
    };
    let of = body.asked.iter().map(named).collect::<Result<Vec<_>, Problem>>()?;
    let shown = body.shown.iter().map(|contact| id::<ContactId>(contact, "/shown"));
    let shown = shown.collect::<Result<Vec<_>, Problem>>()?;
    let ask = AskColleagues { case, of, question: body.question, shown, due: body.due.0, seen: version };
    let asked = app.desk().ask_colleagues(by, key, ask).await.map_err(|no| {
        let problem = Problem::from(no).when("in_the_past", "/due");
        problem.when("receiver_away", "/asked").when("nobody_there", "/asked")
    })?;
    Ok(created(&format!("/consultations/{asked}"), &seen(&app, by, asked).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAnswer {
    /// What you know; it goes to whoever asked, and never to the customer.
    body: String,
}

pub(crate) async fn answer(
    State(app): State<App>,
    Id(id): Id<ConsultationId>,
    call: Call<NewAnswer>,
) -> Result<Response, Problem> {
    app.desk().answer_colleague(call.by, call.key, id, call.body.body).await?;
    Ok(created(&format!("/consultations/{id}"), &seen(&app, call.by, id).await?))
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    Id(id): Id<ConsultationId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    app.desk().withdraw_question(call.by, call.key, id, call.seen).await?;
    Ok(ok(&seen(&app, call.by, id).await?))
}

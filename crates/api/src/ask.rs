//! Asks over the API: a colleague signs the exact remedy, or somebody with more room decides. An ask has the id of the
//! remedy that it would be, so that whoever follows the one finds the other.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::{AskForSignature, By, Decline, Escalation, Thing, Whom};
use valta_domain::{AgentId, CaseId, RemedyId, StepId};
use valta_policy::Action;
use valta_store::views::{self, ask::AskLine};

use crate::{
    App,
    auth::Caller,
    call::{Call, Id, id},
    problem::Problem,
    remedy::{Remedy, seen_remedy},
    shape::{Amount, AskKindCode, AskStateCode, Instant, Named, Nothing, Page, RemedyKindCode, created, ok},
};

/// Asks that wait for one person, at the most.
const MOST: usize = 200;

/// What one colleague asks another to carry.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "what is asked has no other name")]
pub(crate) struct Ask {
    /// The id of the remedy that it would be.
    id: String,
    case: String,
    /// `co_sign` or `escalation`.
    ask: AskKindCode,
    kind: RemedyKindCode,
    amount: Option<Amount>,
    reason: Option<String>,
    asker: Named,
    asked: Vec<Asked>,
    /// What a signature is over: SHA-256 of everything that the remedy is.
    digest: String,
    /// `open`, `granted`, `declined` or `withdrawn`.
    state: AskStateCode,
    asked_at: Instant,
    /// Until when it can be signed; for an escalation, when the customer was promised an answer.
    until: Instant,
    answered_at: Option<Instant>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Asked {
    who: Named,
    declined: bool,
    /// What they offered instead.
    counter: Option<Counter>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Counter {
    kind: RemedyKindCode,
    amount: Option<Amount>,
    reason: Option<String>,
}

impl Ask {
    fn of(line: AskLine) -> Ask {
        let asked = line.asked.into_iter().map(|asked| Asked {
            who: Named::of(asked.agent),
            declined: asked.declined,
            counter: asked.counter.map(|counter| Counter {
                kind: RemedyKindCode(counter.kind),
                amount: counter.amount.map(Amount::from),
                reason: counter.words,
            }),
        });
        Ask {
            id: line.remedy.to_string(),
            case: line.case.to_string(),
            ask: AskKindCode(line.kind),
            kind: RemedyKindCode(line.remedy_kind),
            amount: line.amount.map(Amount::from),
            reason: line.reason,
            asker: Named::of(line.asker),
            asked: asked.collect(),
            digest: line.digest,
            state: AskStateCode(line.state),
            asked_at: Instant(line.asked_at),
            until: Instant(line.until),
            answered_at: line.answered_at.map(Instant),
        }
    }
}

async fn seen(app: &App, by: By, id: RemedyId) -> Result<Ask, Problem> {
    let found = app
        .find_for(by, Action::SeeCase, move |tx| {
            Ok(views::ask::one(tx, id)?.map(|ask| (Thing::Case(ask.case), ask)))
        })
        .await?;
    Ok(Ask::of(found))
}

/// What waits for the caller's own answer, the most urgent first.
pub(crate) async fn list(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let agent = caller.by.agent;
    let found = app.desk().reader().look(move |tx| views::ask::asked_of(tx, agent, MOST)).await?;
    Ok(ok(&Page { items: found.into_iter().map(Ask::of).collect(), next: None }))
}

pub(crate) async fn one(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<RemedyId>,
) -> Result<Response, Problem> {
    Ok(ok(&seen(&app, caller.by, id).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "refund", "amount": {"minor": 30_000, "currency": "EUR"},
    "reason": "The whole trip was ruined by our mistake."}))]
pub(crate) struct NewCoSign {
    kind: RemedyKindCode,
    amount: Option<Amount>,
    /// At least 15 letters: whoever signs reads it.
    reason: String,
    /// Of an exception: the step of `GET /processes` that it is from. With the yes it is told as friction to the step's owner.
    step: Option<String>,
    /// Whom to ask; without it everybody who may sign it now.
    asked: Option<Vec<String>>,
}

pub(crate) async fn co_sign(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<NewCoSign>,
) -> Result<Response, Problem> {
    call.must_have_key()?;
    let Call { by, key, seen: version, body } = call;
    let amount = body.amount.map(|amount| amount.money()).transpose()?;
    let whom = match body.asked {
        None => Whom::All,
        Some(asked) => {
            let ids = asked.iter().map(|text| id::<AgentId>(text, "/asked"));
            Whom::These(ids.collect::<Result<_, _>>()?)
        }
    };
    let step = step(body.step.as_deref())?;
    let ask =
        AskForSignature { case, kind: body.kind.0, amount, reason: body.reason, step, whom, seen: version };
    let asked = app.desk().ask_for_signature(by, key, ask).await?;
    Ok(created(&format!("/asks/{asked}"), &seen(&app, by, asked).await?))
}

fn step(step: Option<&str>) -> Result<Option<StepId>, Problem> {
    step.map(|step| id(step, "/step")).transpose()
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewEscalation {
    kind: RemedyKindCode,
    amount: Option<Amount>,
    /// At least 15 letters: whoever decides reads it.
    reason: String,
    /// As of a signature that is asked for.
    step: Option<String>,
    /// Who is to decide.
    to: String,
    /// When the customer hears of it: asking makes this promise.
    due: Instant,
    /// The promise in the words that the customer hears.
    promise: String,
}

pub(crate) async fn escalate(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<NewEscalation>,
) -> Result<Response, Problem> {
    call.must_have_key()?;
    let Call { by, key, seen: version, body } = call;
    let escalation = Escalation {
        case,
        kind: body.kind.0,
        amount: body.amount.map(|amount| amount.money()).transpose()?,
        reason: body.reason,
        step: step(body.step.as_deref())?,
        to: id::<AgentId>(&body.to, "/to")?,
        due: body.due.0,
        promise: body.promise,
        seen: version,
    };
    let asked = app.desk().escalate(by, key, escalation).await;
    let asked = asked.map_err(|no| Problem::from(no).when("in_the_past", "/due"))?;
    Ok(created(&format!("/asks/{asked}"), &seen(&app, by, asked).await?))
}

/// Signs, or gives what one was asked to decide.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Yes {
    /// As the ask told it: nothing else is signed.
    digest: String,
}

pub(crate) async fn yes(
    State(app): State<App>,
    Id(id): Id<RemedyId>,
    call: Call<Yes>,
) -> Result<Response, Problem> {
    call.must_have_key()?;
    app.desk().say_yes(call.by, call.key, id, call.body.digest).await?;
    let remedy: Remedy = seen_remedy(&app, call.by, id).await?;
    Ok(created(&format!("/remedies/{id}"), &remedy))
}

/// What can be given instead: there is no plain no.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCounter {
    kind: RemedyKindCode,
    amount: Option<Amount>,
    /// At least 15 letters.
    reason: String,
}

pub(crate) async fn decline(
    State(app): State<App>,
    Id(id): Id<RemedyId>,
    call: Call<NewCounter>,
) -> Result<Response, Problem> {
    let NewCounter { kind, amount, reason } = call.body;
    let amount = amount.map(|amount| amount.money()).transpose()?;
    let decline = Decline { remedy: id, kind: kind.0, amount, words: reason };
    app.desk().decline(call.by, call.key, decline).await?;
    Ok(ok(&seen(&app, call.by, id).await?))
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    Id(id): Id<RemedyId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    app.desk().withdraw_ask(call.by, call.key, id).await?;
    Ok(ok(&seen(&app, call.by, id).await?))
}

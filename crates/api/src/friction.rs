//! Friction and bounces over the API: what got in the customer's way, told and listed.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use valta_desk::{No, ReportFriction, Thing};
use valta_domain::{CaseId, ContactId, Refusal, friction::Whose, refusal::Field};
use valta_policy::Action;
use valta_store::views::{
    self,
    bounce::BounceLine,
    friction::{FrictionFilter, FrictionLine},
};

use crate::{
    App,
    auth::Caller,
    call::{Asked, Call, Id, id},
    problem::Problem,
    shape::{
        BounceBecauseCode, Cursor, FrictionDidCode, FrictionSourceCode, FrictionWhoseCode, Instant, Named,
        Nothing, Page, created, limit, ok, queried,
    },
};

/// Bounces of one case that are told, at the most.
const MOST: usize = 1_000;

/// A step of ours got in the customer's way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Friction {
    id: String,
    /// Null where these eyes see the report and not the case: it is of a process that they own.
    case: Option<String>,
    step: Option<Named>,
    process: Option<Named>,
    /// `guard`: it stood in an answer, was noticed, and was sent anyway. `exception`: somebody had to give one from this
    /// step. `arrangement`: it broke what this customer can count on.
    source: FrictionSourceCode,
    /// What it did to the customer.
    did: FrictionDidCode,
    /// The phrase that was noticed, by its id.
    phrase: Option<String>,
    /// Null when there are none, or they were erased.
    words: Option<String>,
    whose: FrictionWhoseCode,
    /// The answer that it stood in.
    contact: Option<String>,
    agent: Option<Named>,
    at: Instant,
}

impl Friction {
    pub(crate) fn of(line: FrictionLine) -> Friction {
        let seen = line.number.is_some();
        Friction {
            id: line.id.to_string(),
            case: seen.then(|| line.case.to_string()),
            step: line.step.map(Named::of),
            process: line.process.map(Named::of),
            source: FrictionSourceCode(line.source),
            did: FrictionDidCode(line.did),
            phrase: line.phrase,
            words: line.words,
            whose: FrictionWhoseCode(line.whose),
            contact: line.contact.filter(|_| seen).map(|contact| contact.to_string()),
            agent: line.agent.map(Named::of),
            at: Instant(line.at),
        }
    }
}

/// Which reports; each is left out where any will do.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrictionQuery {
    process: Option<String>,
    step: Option<String>,
    /// `by_hand` or `guard`.
    source: Option<String>,
    did: Option<String>,
    /// 1 to 200; 50 when it is left out.
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// The newest first.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<FrictionQuery>,
) -> Result<Response, Problem> {
    let (limit, scope) = (limit(asked.limit.as_deref())?, caller.by.scope);
    let filter = FrictionFilter {
        process: queried("process", asked.process.as_deref())?,
        step: queried("step", asked.step.as_deref())?,
        source: queried::<FrictionSourceCode>("source", asked.source.as_deref())?.map(|code| code.0),
        did: queried::<FrictionDidCode>("did", asked.did.as_deref())?.map(|code| code.0),
        before: Cursor::read(asked.cursor.as_deref())?,
        limit: limit + 1,
    };
    let found = app.desk().reader().look(move |tx| views::friction::list(tx, scope, &filter)).await?;
    Ok(ok(&Page::of(found, limit, |line| Cursor(line.at, line.id.to_string()), Friction::of)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"did": "filled_in", "words": "Had to print a form.", "whose": "customer"}))]
pub(crate) struct NewFriction {
    did: FrictionDidCode,
    /// Of `GET /processes`.
    step: Option<String>,
    words: Option<String>,
    /// `ours` when it is left out.
    whose: Option<FrictionWhoseCode>,
}

pub(crate) async fn report(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<NewFriction>,
) -> Result<Response, Problem> {
    app.must_be_seen(call.by, call.key.as_ref(), case, call.seen).await?;
    let NewFriction { did, step, words, whose } = call.body;
    let report = ReportFriction {
        case,
        step: step.map(|step| id(&step, "/step")).transpose()?,
        did: did.0,
        words: words.unwrap_or_default(),
        whose: whose.map_or(Whose::Ours, |whose| whose.0),
    };
    let told = app.desk().report_friction(call.by, call.key, report).await;
    let friction = told.map_err(|no| match no {
        No::Refusal(no @ Refusal::TooLong(Field::What)) => Problem::from(no).pointer("/words"),
        no => no.into(),
    })?;
    let line = app.find(move |tx| views::friction::one(tx, friction)).await?;
    Ok(created("/frictions", &Friction::of(line)))
}

/// The customer was sent elsewhere, met somebody new, or had to say it again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bounce {
    id: String,
    because: BounceBecauseCode,
    /// The answer that did it; what the customer had to say again.
    contact: String,
    /// Who answered, or who noted it.
    agent: Option<Named>,
    at: Instant,
}

impl Bounce {
    fn of(line: BounceLine) -> Bounce {
        Bounce {
            id: line.id.to_string(),
            because: BounceBecauseCode(line.because),
            contact: line.contact.to_string(),
            agent: line.agent.map(Named::of),
            at: Instant(line.at),
        }
    }
}

async fn bounces_of(app: &App, by: valta_desk::By, case: CaseId) -> Result<Response, Problem> {
    let desk = app.desk().clone();
    let found = app
        .find(move |tx| {
            if !desk.sees(tx, by, Action::SeeCase, Thing::Case(case))? {
                return Ok(None);
            }
            views::bounce::of_case(tx, case, MOST).map(Some)
        })
        .await?;
    Ok(ok(&Page { items: found.into_iter().map(Bounce::of).collect(), next: None }))
}

/// Over all channels, the oldest first, all on one page.
pub(crate) async fn bounces(
    State(app): State<App>,
    caller: Caller,
    Id(case): Id<CaseId>,
) -> Result<Response, Problem> {
    bounces_of(&app, caller.by, case).await
}

/// Said at the contact; saying it twice counts once. Answers with the bounces of its case.
pub(crate) async fn repeated(
    State(app): State<App>,
    Id(contact): Id<ContactId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    let case = app.desk().note_repeated(call.by, call.key, contact).await?;
    bounces_of(&app, call.by, case).await
}

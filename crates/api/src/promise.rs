//! Promises over the API: made, kept, renewed before they break. Overdue is broken; nobody has to say so.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::{By, MakePromise, Thing};
use valta_domain::{CaseId, PromiseId, Timestamp, promise::Standing};
use valta_policy::Action;
use valta_store::views::{self, promise::PromiseLine};

use crate::{
    App,
    auth::Caller,
    call::{Call, Id},
    problem::Problem,
    shape::{ChannelCode, Instant, Named, Nothing, Page, StandingCode, created, ok},
};

/// Promises of one case that are told, at the most.
const MOST: usize = 1_000;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Promise {
    id: String,
    case: String,
    /// In the words that the customer heard; null when they were erased.
    what: Option<String>,
    by: Named,
    due: Instant,
    /// How it is kept: a call, a mail.
    channel: ChannelCode,
    made_at: Instant,
    kept_at: Option<Instant>,
    standing: StandingCode,
}

impl Promise {
    fn of(line: PromiseLine, now: Timestamp) -> Promise {
        Promise {
            id: line.id.to_string(),
            case: line.case.to_string(),
            what: line.what,
            by: Named::of(line.by),
            due: Instant(line.due),
            channel: ChannelCode(line.channel),
            made_at: Instant(line.made_at),
            kept_at: line.kept_at.map(Instant),
            standing: StandingCode(Standing::of(line.due, line.kept_at, now)),
        }
    }
}

/// The nearest first, all on one page.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Id(case): Id<CaseId>,
) -> Result<Response, Problem> {
    let (by, now, desk) = (caller.by, app.now(), app.desk().clone());
    let found = app
        .find(move |tx| {
            if !desk.sees(tx, by, Action::SeeCase, Thing::Case(case))? {
                return Ok(None);
            }
            views::promise::of_case(tx, case, MOST).map(Some)
        })
        .await?;
    Ok(ok(&Page { items: found.into_iter().map(|line| Promise::of(line, now)).collect(), next: None }))
}

async fn seen(app: &App, by: By, id: PromiseId) -> Result<Promise, Problem> {
    let found = app
        .find_for(by, Action::SeeCase, move |tx| {
            Ok(views::promise::one(tx, id)?.map(|promise| (Thing::Case(promise.case), promise)))
        })
        .await?;
    Ok(Promise::of(found, app.now()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPromise {
    /// In the words that the customer hears.
    what: String,
    due: Instant,
    channel: ChannelCode,
}

pub(crate) async fn make(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<NewPromise>,
) -> Result<Response, Problem> {
    app.must_be_seen(call.by, call.key.as_ref(), case, call.seen).await?;
    let NewPromise { what, due, channel } = call.body;
    let made = app
        .desk()
        .promise(call.by, call.key, MakePromise { case, what, due: due.0, channel: channel.0 })
        .await;
    let id = made.map_err(|no| Problem::from(no).when("in_the_past", "/due"))?;
    Ok(created(&format!("/cases/{case}/promises"), &seen(&app, call.by, id).await?))
}

pub(crate) async fn keep(
    State(app): State<App>,
    Id(id): Id<PromiseId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    app.desk().keep_promise(call.by, call.key, id).await?;
    Ok(ok(&seen(&app, call.by, id).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Renew {
    due: Instant,
}

pub(crate) async fn renew(
    State(app): State<App>,
    Id(id): Id<PromiseId>,
    call: Call<Renew>,
) -> Result<Response, Problem> {
    let renewed = app.desk().renew_promise(call.by, call.key, id, call.body.due.0).await;
    renewed.map_err(|no| Problem::from(no).when("in_the_past", "/due"))?;
    Ok(ok(&seen(&app, call.by, id).await?))
}

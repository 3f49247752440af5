//! Promises over the API: made, kept, renewed before they break. Overdue is broken; nobody has to say so.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::{By, MakePromise, No, RenewPromise, Tell, Thing};
use valta_domain::{CaseId, PromiseId, Timestamp, promise::Standing};
use valta_policy::Action;
use valta_store::views::{self, promise::PromiseLine};

use crate::{
    App,
    auth::Caller,
    call::{Call, Id, id},
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
    /// The time that the customer heard first.
    first_due: Instant,
    /// The one that was given for it, with an apology, when it was broken.
    replaced_by: Option<String>,
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
            first_due: Instant(line.first_due),
            replaced_by: line.replaced_by.map(|id| id.to_string()),
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
    /// A broken one of this case that it is given for; the customer hears an apology with the new time.
    instead_of: Option<String>,
    /// What the customer hears; left out, the house finds the words, where there is an address.
    message: Option<String>,
    /// Whoever promises has told the customer already: nothing is sent.
    #[serde(default)]
    told_in_person: bool,
}

fn how(message: Option<String>, told_in_person: bool) -> Tell {
    match message {
        _ if told_in_person => Tell::InPerson,
        Some(message) => Tell::Words(message),
        None => Tell::House,
    }
}

/// The words to the customer stand in a field of their own here.
fn said(no: No) -> Problem {
    Problem::from(no).moved("/body", "/message")
}

pub(crate) async fn make(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<NewPromise>,
) -> Result<Response, Problem> {
    app.must_be_seen(call.by, call.key.as_ref(), case, call.seen).await?;
    let NewPromise { what, due, channel, instead_of, message, told_in_person } = call.body;
    let before = instead_of.map(|text| id(&text, "/instead_of")).transpose()?;
    let instead_of = before.map(|before| (before, how(message, told_in_person)));
    let make = MakePromise { case, what, due: due.0, channel: channel.0, instead_of };
    let made = app.desk().promise(call.by, call.key, make).await;
    let made = made.map_err(|no| said(no).when("in_the_past", "/due"))?;
    Ok(created(&format!("/cases/{case}/promises"), &seen(&app, call.by, made).await?))
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
    /// What the customer hears; left out, the house finds the words, where there is an address.
    message: Option<String>,
    /// Whoever renews it has told the customer already: nothing is sent.
    #[serde(default)]
    told_in_person: bool,
}

pub(crate) async fn renew(
    State(app): State<App>,
    Id(id): Id<PromiseId>,
    call: Call<Renew>,
) -> Result<Response, Problem> {
    let Renew { due, message, told_in_person } = call.body;
    let renew = RenewPromise { promise: id, due: due.0, tell: how(message, told_in_person) };
    let renewed = app.desk().renew_promise(call.by, call.key, renew).await;
    renewed.map_err(|no| said(no).when("in_the_past", "/due"))?;
    Ok(ok(&seen(&app, call.by, id).await?))
}

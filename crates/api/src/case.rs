//! Cases over the API: list and read, open, take, resolve, reopen, snooze, split, merge.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use valta_desk::{By, No, OpenCase, Thing};
use valta_domain::{AgentId, CaseId, deadline::Deadline};
use valta_policy::Action;
use valta_store::views::{
    self,
    case::{CaseFilter, CaseLine, OwnedBy},
};

use crate::{
    App,
    auth::Caller,
    call::{Asked, Call, Id, id},
    customer::Described,
    problem::Problem,
    shape::{
        ChannelCode, Cursor, Instant, Named, Nothing, Page, StateCode, created, limit, ok, queried, with_etag,
    },
};

/// One matter of one customer, from need to need met.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Case {
    id: String,
    /// For people to say on the phone.
    number: i64,
    /// Null when it was erased.
    subject: Option<String>,
    state: StateCode,
    channel: ChannelCode,
    customer: Option<Named>,
    /// Who is answerable to the customer; null while nobody is.
    owner: Option<Named>,
    /// Who carries the owner's duty while the owner is away; always null in this release.
    cover: Option<Named>,
    /// The customer's own clock; null while there is none.
    deadline: Option<Instant>,
    opened_at: Instant,
    contacts_count: i64,
    /// Also the `ETag`.
    version: i64,
    touched_at: Instant,
    /// Since when the customer has been waiting for a word from us.
    waiting_since: Option<Instant>,
    snoozed_until: Option<Instant>,
    resolved_at: Option<Instant>,
    /// The earliest promise that is not kept yet.
    promise_due: Option<Instant>,
    /// The case that carries on in place of this one.
    merged_into: Option<String>,
    split_from: Option<String>,
    /// The service point where it was caught; null where nobody said.
    point: Option<String>,
}

impl Case {
    fn of(line: CaseLine) -> Case {
        Case {
            id: line.id.to_string(),
            number: line.number,
            subject: line.subject,
            state: StateCode(line.state),
            channel: ChannelCode(line.channel),
            customer: line.customer.map(Named::of),
            owner: line.owner.map(Named::of),
            cover: None,
            deadline: line.deadline.map(|deadline| Instant(deadline.at)),
            opened_at: Instant(line.opened_at),
            contacts_count: line.contacts_count,
            version: line.version,
            touched_at: Instant(line.touched_at),
            waiting_since: line.waiting_since.map(Instant),
            snoozed_until: line.snoozed_until.map(Instant),
            resolved_at: line.resolved_at.map(Instant),
            promise_due: line.promise_due.map(Instant),
            merged_into: line.merged_into.map(|id| id.to_string()),
            split_from: line.split_from.map(|id| id.to_string()),
            point: line.point.map(|id| id.to_string()),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseQuery {
    /// `open`, `waiting` or `resolved`.
    state: Option<String>,
    /// `me`, `none`, or an agent's id.
    owner: Option<String>,
    /// A customer's id.
    customer: Option<String>,
    /// Where the case began.
    channel: Option<String>,
    /// The case's number.
    number: Option<String>,
    /// 1 to 200; 50 when it is left out.
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// The last touched first.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<CaseQuery>,
) -> Result<Response, Problem> {
    let limit = limit(asked.limit.as_deref())?;
    let owner = match asked.owner.as_deref() {
        None => None,
        Some("me") => Some(OwnedBy::Agent(caller.by.agent)),
        Some("none") => Some(OwnedBy::Nobody),
        Some(_) => queried::<AgentId>("owner", asked.owner.as_deref())?.map(OwnedBy::Agent),
    };
    let filter = CaseFilter {
        state: queried::<StateCode>("state", asked.state.as_deref())?.map(|code| code.0),
        owner,
        customer: queried("customer", asked.customer.as_deref())?,
        channel: queried::<ChannelCode>("channel", asked.channel.as_deref())?.map(|code| code.0),
        number: queried("number", asked.number.as_deref())?,
        before: Cursor::read(asked.cursor.as_deref())?,
        but: None,
        limit: limit + 1,
    };
    let scope = caller.by.scope;
    let found = app.desk().reader().look(move |tx| views::case::list(tx, scope, &filter)).await?;
    Ok(ok(&Page::of(found, limit, |line| Cursor(line.touched_at, line.id.to_string()), Case::of)))
}

pub(crate) async fn one(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<CaseId>,
) -> Result<Response, Problem> {
    told(&app, caller.by, id).await
}

async fn read(app: &App, by: By, id: CaseId) -> Result<Case, Problem> {
    let line = app
        .find_for(by, Action::SeeCase, move |tx| {
            Ok(views::case::one(tx, by.scope, id)?.map(|line| (Thing::Case(id), line)))
        })
        .await?;
    Ok(Case::of(line))
}

async fn told(app: &App, by: By, id: CaseId) -> Result<Response, Problem> {
    let case = read(app, by, id).await?;
    Ok(with_etag(ok(&case), case.version))
}

async fn told_new(app: &App, by: By, id: CaseId) -> Result<Response, Problem> {
    let case = read(app, by, id).await?;
    Ok(with_etag(created(&format!("/cases/{id}"), &case), case.version))
}

/// A matter that somebody was told of; whoever opens it owns it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"channel": "phone", "subject": "Invoice 118 came twice",
    "body": "Wants one of them back.", "customer": {"name": "Vilma Esimerkki", "email": "vilma@example.net"}}))]
pub(crate) struct NewCase {
    channel: ChannelCode,
    subject: String,
    /// What the customer said.
    body: Option<String>,
    /// Found by an address, or added.
    customer: Option<Described>,
    /// A customer already known, in place of `customer`.
    customer_id: Option<String>,
    /// The service point where somebody was told of it. One that is unknown or closed is left out, and the case is opened.
    point: Option<String>,
}

pub(crate) async fn open(State(app): State<App>, call: Call<NewCase>) -> Result<Response, Problem> {
    let Call { by, key, body, .. } = call;
    if body.customer.is_some() && body.customer_id.is_some() {
        return Err(Problem::rule(
            "one_customer",
            "One customer",
            "Send `customer` or `customer_id`, not both.",
        )
        .pointer("/customer_id"));
    }
    let given = body.customer_id.is_some();
    let open = OpenCase {
        channel: body.channel.0,
        subject: body.subject,
        body: body.body,
        customer: body.customer.map(Described::into_desk),
        customer_id: body.customer_id.map(|text| id(&text, "/customer_id")).transpose()?,
        point: body.point.and_then(|point| point.parse().ok()),
    };
    let opened = app.desk().open_case(by, key, open).await.map_err(|no| {
        let problem = Problem::from(no)
            .moved("/email", "/customer/email")
            .moved("/phone", "/customer/phone")
            .moved("/name", "/customer/name");
        if given { problem.when("not_found", "/customer_id") } else { problem }
    })?;
    told_new(&app, by, opened).await
}

pub(crate) async fn take(
    State(app): State<App>,
    Id(id): Id<CaseId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    app.desk().take(call.by, call.key, id, call.seen).await?;
    told(&app, call.by, id).await
}

pub(crate) async fn resolve(
    State(app): State<App>,
    Id(id): Id<CaseId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    app.desk().resolve(call.by, call.key, id, call.seen).await?;
    told(&app, call.by, id).await
}

pub(crate) async fn reopen(
    State(app): State<App>,
    Id(id): Id<CaseId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    app.desk().reopen(call.by, call.key, id, call.seen).await?;
    told(&app, call.by, id).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Snooze {
    /// When the case opens again by itself; the customer writing opens it earlier.
    until: Instant,
}

pub(crate) async fn snooze(
    State(app): State<App>,
    Id(id): Id<CaseId>,
    call: Call<Snooze>,
) -> Result<Response, Problem> {
    let snoozed = app.desk().snooze(call.by, call.key, id, call.seen, call.body.until.0).await;
    snoozed.map_err(|no| Problem::from(no).when("in_the_past", "/until"))?;
    told(&app, call.by, id).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDeadline {
    /// Null, or left out, takes it away.
    at: Option<Instant>,
    /// The clock that the customer said it by, as the IANA database names it; the house's where it is left out.
    zone: Option<String>,
}

pub(crate) async fn set_deadline(
    State(app): State<App>,
    Id(id): Id<CaseId>,
    call: Call<NewDeadline>,
) -> Result<Response, Problem> {
    let desk = app.desk().clone();
    let zone = match call.body.zone {
        Some(zone) => zone,
        None => {
            app.desk().reader().look(move |tx| Ok(desk.calendar(tx)?.time_zone)).await.map_err(No::from)?
        }
    };
    let deadline = call.body.at.map(|at| Deadline { at: at.0, zone });
    let set = app.desk().set_deadline(call.by, call.key, id, call.seen, deadline).await;
    set.map_err(|no| Problem::from(no).when("in_the_past", "/at").moved("/time_zone", "/zone"))?;
    told(&app, call.by, id).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Split {
    /// The contact that becomes a case of its own.
    contact: String,
    subject: String,
}

/// The answer is the new case.
pub(crate) async fn split(
    State(app): State<App>,
    Id(from): Id<CaseId>,
    call: Call<Split>,
) -> Result<Response, Problem> {
    let contact = id(&call.body.contact, "/contact")?;
    app.must_be_seen(call.by, call.key.as_ref(), from, call.seen).await?;
    let new = app.desk().split(call.by, call.key, from, contact, call.body.subject).await?;
    told_new(&app, call.by, new).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merge {
    /// The case that carries on.
    into: String,
}

/// The answer is the case that carries on.
pub(crate) async fn merge(
    State(app): State<App>,
    Id(from): Id<CaseId>,
    call: Call<Merge>,
) -> Result<Response, Problem> {
    let into = id(&call.body.into, "/into")?;
    app.must_be_seen(call.by, call.key.as_ref(), from, call.seen).await?;
    app.desk()
        .merge(call.by, call.key, from, into)
        .await
        .map_err(|no| Problem::from(no).moved("/case", "/into"))?;
    told(&app, call.by, into).await
}

//! Arrangements over the API: what a customer can count on.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::{By, Thing};
use valta_domain::{ArrangementId, CaseId, CustomerId};
use valta_policy::Action;
use valta_store::views::{self, arrangement::ArrangementLine};

use crate::{
    App,
    auth::Caller,
    call::{Call, Id, id},
    friction::Friction,
    problem::Problem,
    shape::{FrictionDidCode, Instant, Named, Nothing, Page, created, ok},
};

/// Something that a customer has been promised as standing practice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Arrangement {
    id: String,
    /// Null when they were erased.
    words: Option<String>,
    /// Who wrote it down.
    by: Option<Named>,
    at: Instant,
}

impl Arrangement {
    fn of(line: ArrangementLine) -> Arrangement {
        Arrangement {
            id: line.id.to_string(),
            words: line.words,
            by: line.by.map(Named::of),
            at: Instant(line.at),
        }
    }
}

async fn of_customer(app: &App, by: By, customer: CustomerId) -> Result<Response, Problem> {
    let found = app
        .find_for(by, Action::SeeCustomer, move |tx| {
            if views::customer::card(tx, customer)?.is_none() {
                return Ok(None);
            }
            Ok(Some((Thing::Customer(customer), views::arrangement::of_customer(tx, customer)?)))
        })
        .await?;
    Ok(ok(&Page { items: found.into_iter().map(Arrangement::of).collect(), next: None }))
}

/// Those that stand, the oldest first; never many.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Id(customer): Id<CustomerId>,
) -> Result<Response, Problem> {
    of_customer(&app, caller.by, customer).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "All insurances on one invoice"}))]
pub(crate) struct NewArrangement {
    /// As the customer may count on it; 300 letters at the most.
    words: String,
}

pub(crate) async fn make(
    State(app): State<App>,
    Id(customer): Id<CustomerId>,
    call: Call<NewArrangement>,
) -> Result<Response, Problem> {
    let Call { by, key, body, .. } = call;
    let made = app.desk().make_arrangement(by, key, customer, body.words).await?;
    let found = app.find(move |tx| {
        let standing = views::arrangement::of_customer(tx, customer)?;
        Ok(standing.into_iter().find(|line| line.id == made))
    });
    Ok(created(&format!("/customers/{customer}/arrangements"), &Arrangement::of(found.await?)))
}

/// Answers with those that stand.
pub(crate) async fn end(
    State(app): State<App>,
    Id(arrangement): Id<ArrangementId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    let customer = app.desk().end_arrangement(call.by, call.key, arrangement).await?;
    of_customer(&app, call.by, customer).await
}

/// It was not kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BrokenArrangement {
    arrangement: String,
    /// What that did to the customer.
    did: FrictionDidCode,
}

/// The answer is the friction that it is.
pub(crate) async fn broken(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<BrokenArrangement>,
) -> Result<Response, Problem> {
    let Call { by, key, body, seen } = call;
    app.must_be_seen(by, key.as_ref(), case, seen).await?;
    let arrangement = id::<ArrangementId>(&body.arrangement, "/arrangement")?;
    let friction = app.desk().report_broken_arrangement(by, key, case, arrangement, body.did.0).await?;
    let line = app.find(move |tx| views::friction::one(tx, friction)).await?;
    Ok(created("/frictions", &Friction::of(line)))
}

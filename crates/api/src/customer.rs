//! Customers over the API: a card with name and addresses, seen by whoever has a case of theirs.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::{By, NewCustomer, Reachable, Thing};
use valta_domain::{CustomerId, Money, Timestamp};
use valta_policy::Action;
use valta_store::{
    Fault, Tx,
    views::{self, customer::CustomerCard},
};

use crate::{
    App,
    auth::Caller,
    call::{Asked, Call, Id},
    contact::PageQuery,
    problem::Problem,
    shape::{Amount, Cursor, IdentityKindCode, Instant, Page, created, ok},
};

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Customer {
    id: String,
    /// Null when it was erased, or is not for the caller to see.
    name: Option<String>,
    since: Option<Instant>,
    identities: Vec<Identity>,
    /// What the customer has to spend in the house, by currency.
    credit: Vec<Amount>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Identity {
    id: String,
    kind: IdentityKindCode,
    /// As it was written; null when it was erased.
    address: Option<String>,
    verified: bool,
}

impl Customer {
    fn of((card, credit): (CustomerCard, Vec<Money>)) -> Customer {
        Customer {
            id: card.id.to_string(),
            name: card.name,
            since: Some(Instant(card.since)),
            identities: card
                .identities
                .into_iter()
                .map(|identity| Identity {
                    id: identity.id.to_string(),
                    kind: IdentityKindCode(identity.kind),
                    address: identity.address,
                    verified: identity.verified,
                })
                .collect(),
            credit: credit.into_iter().map(Amount::from).collect(),
        }
    }
}

/// In the order they were first met.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<PageQuery>,
) -> Result<Response, Problem> {
    let (limit, scope) = (asked.limit()?, caller.by.scope);
    let after = asked.after::<CustomerId>()?.map(|(_, id)| id);
    let found = app
        .desk()
        .reader()
        .look(move |tx| {
            let mut cards = Vec::new();
            for id in views::customer::list(tx, scope, after, limit + 1)? {
                cards.extend(with_credit(tx, id)?);
            }
            Ok(cards)
        })
        .await?;
    Ok(ok(&Page::of(found, limit, |(card, _)| Cursor(Timestamp(0), card.id.to_string()), Customer::of)))
}

fn with_credit(tx: &mut Tx<'_>, id: CustomerId) -> Result<Option<(CustomerCard, Vec<Money>)>, Fault> {
    let Some(card) = views::customer::card(tx, id)? else { return Ok(None) };
    Ok(Some((card, views::credit::balances(tx, id)?)))
}

async fn seen(app: &App, by: By, id: CustomerId) -> Result<Customer, Problem> {
    let card = app
        .find_for(by, Action::SeeCustomer, move |tx| {
            Ok(with_credit(tx, id)?.map(|card| (Thing::Customer(id), card)))
        })
        .await?;
    Ok(Customer::of(card))
}

pub(crate) async fn one(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<CustomerId>,
) -> Result<Response, Problem> {
    Ok(ok(&seen(&app, caller.by, id).await?))
}

/// A customer as somebody describes them; at least one of the fields.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCustomer, example = json!({"name": "Vilma Esimerkki", "email": "vilma@example.net"}))]
pub(crate) struct Described {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

impl Described {
    pub(crate) fn into_desk(self) -> NewCustomer {
        NewCustomer { name: self.name, email: self.email, phone: self.phone }
    }
}

/// The customer with one of these addresses, or a new one. Whoever has no case of theirs learns the id and
/// nothing else, so that an address tells nothing about whose it is.
pub(crate) async fn add(State(app): State<App>, call: Call<Described>) -> Result<Response, Problem> {
    let by = call.by;
    let id = app.desk().add_customer(by, call.key, call.body.into_desk()).await?;
    let customer = match seen(&app, by, id).await {
        Err(problem) if problem.code() == "not_found" => {
            let (identities, credit) = (Vec::new(), Vec::new());
            Customer { id: id.to_string(), name: None, since: None, identities, credit }
        }
        seen => seen?,
    };
    Ok(created(&format!("/customers/{id}"), &customer))
}

/// One more way to reach a customer. Nothing is verified by being said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewIdentity {
    kind: IdentityKindCode,
    address: String,
}

/// The answer is the customer.
pub(crate) async fn add_identity(
    State(app): State<App>,
    Id(id): Id<CustomerId>,
    call: Call<NewIdentity>,
) -> Result<Response, Problem> {
    let reachable = Reachable { kind: call.body.kind.0, address: call.body.address, verified: false };
    let added = app.desk().add_identity(call.by, call.key, id, reachable).await;
    added.map_err(|no| Problem::from(no).moved("/email", "/address").when("already_there", "/address"))?;
    Ok(created(&format!("/customers/{id}"), &seen(&app, call.by, id).await?))
}

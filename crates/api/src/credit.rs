//! Store credit over the API: what a customer has, what changed it, and spending it; for the shop, whose receipts say
//! what was bought.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::{SpendCredit, Thing};
use valta_domain::CustomerId;
use valta_policy::Action;
use valta_store::views::{self, credit::EntryLine};

use crate::{
    App,
    auth::Caller,
    call::{Asked, Call, Id},
    contact::PageQuery,
    problem::Problem,
    shape::{Amount, Cursor, Instant, Page, created, ok},
};

/// One change of a balance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreditEntry {
    id: String,
    /// Less than zero where it was spent or taken back.
    change: Amount,
    /// The remedy that added it, or was taken back.
    remedy: Option<String>,
    /// The spending.
    spending: Option<String>,
    /// What it was spent on.
    reference: Option<String>,
    at: Instant,
}

impl CreditEntry {
    fn of(line: EntryLine) -> CreditEntry {
        CreditEntry {
            id: line.id,
            change: line.change.into(),
            remedy: line.remedy.map(|id| id.to_string()),
            spending: line.spending.map(|id| id.to_string()),
            reference: line.reference,
            at: Instant(line.at),
        }
    }
}

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<CustomerId>,
    Asked(asked): Asked<PageQuery>,
) -> Result<Response, Problem> {
    let (limit, before, by, desk) = (asked.limit()?, asked.after::<String>()?, caller.by, app.desk().clone());
    let found = app
        .find(move |tx| {
            let known = views::customer::card(tx, id)?.is_some();
            if !known || !desk.sees(tx, by, Action::SeeCustomer, Thing::Customer(id))? {
                return Ok(None);
            }
            views::credit::entries(tx, id, before, limit + 1).map(Some)
        })
        .await?;
    Ok(ok(&Page::of(found, limit, |line| Cursor(line.at, line.id.clone()), CreditEntry::of)))
}

/// What the customer pays with credit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"amount": {"minor": 700, "currency": "EUR"}, "reference": "Order 118"}))]
pub(crate) struct NewSpending {
    amount: Amount,
    /// What it is spent on, as the receipt says it.
    reference: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Spending {
    id: String,
    amount: Amount,
    /// What was left of the credit after it.
    left: Amount,
}

pub(crate) async fn spend(
    State(app): State<App>,
    Id(customer): Id<CustomerId>,
    call: Call<NewSpending>,
) -> Result<Response, Problem> {
    call.must_have_key()?;
    let amount = call.body.amount.money()?;
    let spend = SpendCredit { customer, amount, reference: call.body.reference };
    let spent = app.desk().spend_credit(call.by, call.key, spend).await?;
    let spending =
        Spending { id: spent.spending.to_string(), amount: amount.into(), left: spent.left.into() };
    Ok(created(&format!("/customers/{customer}/credit"), &spending))
}

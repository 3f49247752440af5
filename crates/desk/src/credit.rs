//! Store credit at the desk: the shop spends from a customer's balance, never more than there is.

use serde::{Deserialize, Serialize};
use valta_domain::{
    CustomerId, Money, Refusal, SpendingId,
    credit::{self, Spend},
    refusal::Field,
    text,
};
use valta_policy::Action;
use valta_store::views;

use crate::{By, Desk, Key, No, work::fresh_id};

/// What the customer pays with credit.
#[derive(Clone, Debug)]
pub struct SpendCredit {
    pub customer: CustomerId,
    pub amount: Money,
    /// What it is spent on, in the words of whoever sells it.
    pub reference: Option<String>,
}

/// What was spent, and what was left after it; the same answer to a repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    pub spending: SpendingId,
    pub left: Money,
}

impl Desk {
    /// Takes it from the balance, in one transaction with the look whether there is so much.
    pub async fn spend_credit(&self, by: By, key: Option<Key>, spend: SpendCredit) -> Result<Spent, No> {
        self.must(by, Action::ConfirmPayment)?;
        self.transact(by.actor(), key, move |work| {
            let reference = match spend.reference.as_deref().map(str::trim) {
                None | Some("") => None,
                Some(reference) => Some(text::line(Field::Reference, reference)?),
            };
            if !views::customer::seen_by(work.tx, by.scope, spend.customer)? {
                return Err(Refusal::NotFound.into());
            }
            work.hold_credit(spend.customer)?;
            let (known, head) = work.customer(spend.customer)?;

            let spending = SpendingId(fresh_id());
            let reference = reference.map(|reference| work.text(&reference)).transpose()?;
            let events =
                credit::decide_spend(known.as_ref(), Spend { spending, amount: spend.amount, reference })?;
            let before = known.map_or(0, |known| known.credit.balance(spend.amount.currency).minor);
            work.record_customer(spend.customer, head, events)?;
            let left = Money::new(before - spend.amount.minor, spend.amount.currency);
            Ok(Spent { spending, left })
        })
        .await
    }
}

//! Store credit: what a customer has to spend in the house, as a ledger. What was given as credit adds to it,
//! taking that back and spending make it less, and it is never below zero.

use std::collections::BTreeMap;

use crate::{
    Refusal, TextRef,
    customer::Customer,
    event::CustomerEvent,
    id::{RemedyId, SpendingId},
    money::{Currency, Money, NotMoney},
};

/// A customer's credit as the log tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credit {
    balances: BTreeMap<Currency, i64>,
    /// What each remedy added and nobody took back.
    added: BTreeMap<RemedyId, Money>,
}

impl Credit {
    pub fn balance(&self, currency: Currency) -> Money {
        Money::new(self.balances.get(&currency).copied().unwrap_or(0), currency)
    }

    pub(crate) fn change(&mut self, by: Money, sign: i64) {
        let balance = self.balances.entry(by.currency).or_default();
        *balance = balance.saturating_add(by.minor.saturating_mul(sign));
    }

    /// Folds one fact in.
    pub(crate) fn evolve(&mut self, event: &CustomerEvent) {
        match event {
            CustomerEvent::CreditAdded { remedy, amount } => {
                self.change(*amount, 1);
                self.added.insert(*remedy, *amount);
            }
            CustomerEvent::CreditTakenBack { remedy, amount } => {
                self.change(*amount, -1);
                self.added.remove(remedy);
            }
            CustomerEvent::CreditSpent { amount, .. } => self.change(*amount, -1),
            CustomerEvent::CustomerAdded {}
            | CustomerEvent::IdentityAdded { .. }
            | CustomerEvent::ArrangementMade { .. }
            | CustomerEvent::ArrangementEnded { .. } => {}
        }
    }
}

/// A remedy is paid onto the balance, once.
pub fn decide_add(
    customer: Option<&Customer>,
    remedy: RemedyId,
    amount: Money,
) -> Result<Vec<CustomerEvent>, Refusal> {
    let credit = &customer.ok_or(Refusal::NotFound)?.credit;
    let amount = amount.given().map_err(Refusal::NotMoney)?;
    if credit.added.contains_key(&remedy) {
        return Err(Refusal::AlreadyDone);
    }
    if credit.balance(amount.currency).minor.checked_add(amount.minor).is_none() {
        return Err(Refusal::NotMoney(NotMoney::TooMuch));
    }
    Ok(vec![CustomerEvent::CreditAdded { remedy, amount }])
}

/// What a remedy added is taken back, as long as the customer has not spent it.
pub fn decide_take_back(
    customer: Option<&Customer>,
    remedy: RemedyId,
) -> Result<Vec<CustomerEvent>, Refusal> {
    let credit = &customer.ok_or(Refusal::NotFound)?.credit;
    let amount = *credit.added.get(&remedy).ok_or(Refusal::AlreadyDone)?;
    let left = credit.balance(amount.currency);
    if left.minor < amount.minor {
        return Err(Refusal::CreditSpent { left });
    }
    Ok(vec![CustomerEvent::CreditTakenBack { remedy, amount }])
}

pub struct Spend {
    pub spending: SpendingId,
    pub amount: Money,
    /// What it was spent on, in the words of whoever sold it.
    pub reference: Option<TextRef>,
}

/// The customer pays with credit, never with more than there is.
pub fn decide_spend(customer: Option<&Customer>, spend: Spend) -> Result<Vec<CustomerEvent>, Refusal> {
    let credit = &customer.ok_or(Refusal::NotFound)?.credit;
    let amount = spend.amount.given().map_err(Refusal::NotMoney)?;
    let left = credit.balance(amount.currency);
    if left.minor < amount.minor {
        return Err(Refusal::BeyondBalance { left });
    }
    Ok(vec![CustomerEvent::CreditSpent { spending: spend.spending, amount, reference: spend.reference }])
}

#[cfg(test)]
mod tests;

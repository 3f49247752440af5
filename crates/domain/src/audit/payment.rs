//! The audit's own books of payments and store credit: every step follows from the one before, nothing is executed
//! twice (M10), nothing comes back that is still paid (M5), and no balance is ever below zero.

use std::collections::HashMap;

use crate::{
    credit::Credit,
    event::CustomerEvent,
    id::{CustomerId, RemedyId},
    money::Money,
    payment::{Payment, Step, Via},
};

#[derive(Default)]
pub(super) struct Payments {
    orders: HashMap<RemedyId, Order>,
    credit: HashMap<CustomerId, Credit>,
}

struct Order {
    payment: Payment,
    customer: Option<CustomerId>,
    amount: Option<Money>,
    /// Executed, and neither returned nor taken back.
    executed: bool,
    /// What stands on the customer's balance of it.
    credited: bool,
    position: i64,
}

impl Payments {
    pub(super) fn ordered(
        &mut self,
        position: i64,
        remedy: RemedyId,
        customer: Option<CustomerId>,
        amount: Option<Money>,
    ) {
        let payment = Payment::GRANTED;
        let order = Order { payment, customer, amount, executed: false, credited: false, position };
        self.orders.insert(remedy, order);
    }

    /// What is wrong with a step, where anything is.
    pub(super) fn step(&mut self, position: i64, remedy: RemedyId, step: Step) -> Option<String> {
        let Some(order) = self.orders.get_mut(&remedy) else {
            // An apology is taken back without ever having been ordered.
            return (step != Step::Reversed)
                .then(|| format!("remedy {remedy} is paid and was never ordered"));
        };
        order.position = position;
        let before = order.executed;
        let wrong = match step {
            Step::Executed if before => Some(format!("remedy {remedy} was executed twice (M10)")),
            Step::Reversed if before && order.payment.via != Some(Via::Credit) => {
                Some(format!("remedy {remedy} was taken back while it is paid (M5)"))
            }
            Step::Sent(_)
            | Step::Exported(_)
            | Step::Executed
            | Step::Failed
            | Step::Uncertain
            | Step::Returned
            | Step::Retried
            | Step::ReversalAsked
            | Step::ReversalDeclined
            | Step::Reversed => None,
        };
        match step {
            Step::Executed => order.executed = true,
            Step::Returned | Step::Reversed => order.executed = false,
            Step::Sent(_)
            | Step::Exported(_)
            | Step::Failed
            | Step::Uncertain
            | Step::Retried
            | Step::ReversalAsked
            | Step::ReversalDeclined => {}
        }
        match order.payment.after(step) {
            Some(payment) => order.payment = payment,
            None if wrong.is_none() => {
                let state = order.payment.state.code();
                return Some(format!(
                    "remedy {remedy} took a step that cannot follow {state}: {step:?} (M10)"
                ));
            }
            None => {}
        }
        wrong
    }

    /// What is wrong with a change of a balance.
    pub(super) fn credit(&mut self, customer: CustomerId, event: &CustomerEvent) -> Option<String> {
        let changed = match event {
            CustomerEvent::CreditAdded { remedy, amount } => Some((*remedy, *amount, true)),
            CustomerEvent::CreditTakenBack { remedy, amount } => Some((*remedy, *amount, false)),
            CustomerEvent::CreditSpent { .. } => None,
            CustomerEvent::CustomerAdded {}
            | CustomerEvent::IdentityAdded { .. }
            | CustomerEvent::ArrangementMade { .. }
            | CustomerEvent::ArrangementEnded { .. } => return None,
        };
        let credit = self.credit.entry(customer).or_default();
        credit.evolve(event);
        if let Some((remedy, amount, added)) = changed {
            match self.orders.get_mut(&remedy) {
                Some(order)
                    if order.customer == Some(customer)
                        && order.amount == Some(amount)
                        && order.credited != added =>
                {
                    order.credited = added;
                }
                _ => {
                    return Some(format!(
                        "the credit of customer {customer} was changed by remedy {remedy} otherwise than it was given"
                    ));
                }
            }
        }
        let amount = match event {
            CustomerEvent::CreditTakenBack { amount, .. } | CustomerEvent::CreditSpent { amount, .. } => {
                *amount
            }
            CustomerEvent::CreditAdded { .. }
            | CustomerEvent::CustomerAdded {}
            | CustomerEvent::IdentityAdded { .. }
            | CustomerEvent::ArrangementMade { .. }
            | CustomerEvent::ArrangementEnded { .. } => return None,
        };
        let left = credit.balance(amount.currency);
        (left.minor < 0).then(|| format!("the credit of customer {customer} is below zero: {left}"))
    }

    /// What does not agree in the end: where it was last touched, and what.
    pub(super) fn finish(self) -> Vec<(i64, String)> {
        let apart =
            |order: &Order| (order.executed && order.payment.via == Some(Via::Credit)) != order.credited;
        let orders = self.orders.into_iter().filter(|(_, order)| apart(order));
        orders
            .map(|(remedy, order)| {
                let what = format!(
                    "remedy {remedy} is paid as credit and stands on no balance, or the other way round"
                );
                (order.position, what)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;

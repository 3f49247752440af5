//! One account under several customers, held against how many customers accounts have in this house.

use std::collections::{BTreeMap, BTreeSet};

use valta_domain::CustomerId;

use super::{
    BY_CHANCE, Finding, Grant, LEAST_OTHERS, Question, in_order,
    recurrence::{Habit, Seen},
};

/// Fewer are a family.
const LEAST: u32 = 4;

/// One account of ten has a second customer, and of those a fifth a third.
const SECOND: f64 = 0.1;
const FURTHER: f64 = 0.2;

pub(super) fn shared(grants: &[Grant]) -> Vec<Finding> {
    let mut accounts: BTreeMap<&str, (BTreeSet<CustomerId>, Vec<&Grant>)> = BTreeMap::new();
    for grant in grants {
        if let (Some(payee), Some(customer)) = (&grant.payee, grant.customer) {
            let account = accounts.entry(payee).or_default();
            account.0.insert(customer);
            account.1.push(grant);
        }
    }
    let mut seen = Seen::default();
    for (customers, _) in accounts.values() {
        seen.add(crate::count(customers.len()));
    }
    accounts
        .into_iter()
        .filter_map(|(payee, (customers, grants))| {
            let customers = crate::count(customers.len());
            if customers < LEAST || seen.all <= LEAST_OTHERS {
                return None;
            }
            let habit = Habit::expected(SECOND, FURTHER).after(seen.without(customers));
            let by_chance = habit.at_least(customers) * f64::from(seen.all);
            (by_chance < BY_CHANCE).then(|| Finding {
                question: Question::SamePayee { payee: payee.to_owned(), customers },
                n: seen.all,
                by_chance,
                remedies: in_order(grants),
            })
        })
        .collect()
}

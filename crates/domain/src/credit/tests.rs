use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn remedy(n: u128) -> RemedyId {
    RemedyId(Uuid::from_u128(n))
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn spend(amount: Money) -> Spend {
    Spend { spending: SpendingId(Uuid::from_u128(9)), amount, reference: None }
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Add(u128, i64),
    TakeBack(u128),
    Spend(i64),
}

use Act::{Add, TakeBack};

fn act(customer: &mut Option<Customer>, act: Act) -> Result<(), Refusal> {
    let events = match act {
        Add(n, minor) => decide_add(customer.as_ref(), remedy(n), euros(minor)),
        TakeBack(n) => decide_take_back(customer.as_ref(), remedy(n)),
        Act::Spend(minor) => decide_spend(customer.as_ref(), spend(euros(minor))),
    }?;
    for event in &events {
        *customer = Customer::evolve(customer.take(), event);
    }
    Ok(())
}

#[track_caller]
fn check(acts: &[Act], told: &str) {
    let mut customer = Customer::evolve(None, &CustomerEvent::CustomerAdded {});
    let mut said = Vec::new();
    for one in acts {
        said.push(match act(&mut customer, *one) {
            Ok(()) => customer.as_ref().expect("a customer").credit.balance(Currency::EUR).to_string(),
            Err(Refusal::CreditSpent { left } | Refusal::BeyondBalance { left }) => format!("only {left}"),
            Err(refusal) => refusal.code().to_owned(),
        });
    }
    assert_eq!(said.join(", "), told, "{acts:?}");
}

#[test]
fn a_balance_goes_up_and_down_and_never_below_zero() {
    check(&[Add(1, 700)], "7.00 EUR");
    check(&[Add(1, 700), Add(1, 700)], "7.00 EUR, already_done");
    check(&[Add(1, 700), Add(2, 300), Act::Spend(950)], "7.00 EUR, 10.00 EUR, 0.50 EUR");
    check(&[Add(1, 700), Act::Spend(701), Act::Spend(700)], "7.00 EUR, only 7.00 EUR, 0.00 EUR");
    check(&[Act::Spend(1)], "only 0.00 EUR");
    check(&[Add(1, 700), Act::Spend(0), Act::Spend(-5)], "7.00 EUR, not_money, not_money");
    check(&[Add(1, 700), TakeBack(1), TakeBack(1)], "7.00 EUR, 0.00 EUR, already_done");
    check(&[Add(1, 700), Act::Spend(1), TakeBack(1)], "7.00 EUR, 6.99 EUR, only 6.99 EUR");
    check(&[Add(1, 700), TakeBack(2)], "7.00 EUR, already_done");
    check(&[Add(1, 0), Add(2, Money::MOST + 1)], "not_money, not_money");
}

#[test]
fn each_currency_has_a_balance_of_its_own() {
    let mut customer = Customer::evolve(None, &CustomerEvent::CustomerAdded {});
    act(&mut customer, Add(1, 700)).expect("added");
    let kronor = decide_spend(customer.as_ref(), spend(Money::new(1, Currency::SEK)));
    assert_eq!(kronor, Err(Refusal::BeyondBalance { left: Money::new(0, Currency::SEK) }));
    assert_eq!(decide_spend(None, spend(euros(1))), Err(Refusal::NotFound));
}

proptest! {
    /// Whatever is asked in whatever order, what was added is what was spent, what was taken back and what is left.
    #[test]
    fn nothing_is_lost_or_made(acts in prop::collection::vec(
        prop_oneof![
            (0_u128..6, 1_i64..900).prop_map(|(n, minor)| Add(n, minor)),
            (0_u128..6).prop_map(TakeBack),
            (1_i64..900).prop_map(Act::Spend),
        ],
        0..60,
    )) {
        let mut customer = Customer::evolve(None, &CustomerEvent::CustomerAdded {});
        let mut standing = std::collections::BTreeMap::new();
        let mut left = 0;
        for one in acts {
            let done = act(&mut customer, one).is_ok();
            match one {
                Add(n, minor) if done => { standing.insert(n, minor); left += minor; }
                TakeBack(n) if done => { left -= standing.remove(&n).expect("it was added"); }
                Act::Spend(minor) if done => left -= minor,
                Add(..) | TakeBack(_) | Act::Spend(_) => {}
            }
            let balance = customer.as_ref().expect("a customer").credit.balance(Currency::EUR).minor;
            prop_assert_eq!(balance, left);
            prop_assert!(balance >= 0);
        }
    }
}

use uuid::Uuid;

use super::*;
use crate::id::TextId;

fn id(n: usize) -> ArrangementId {
    ArrangementId(Uuid::from_u128(n as u128))
}

fn words() -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(1)), sha256: "ab".into() }
}

/// A customer with so many arrangements, of which the first has ended.
fn customer(count: usize) -> Option<Customer> {
    let mut customer = Customer::evolve(None, &CustomerEvent::CustomerAdded {});
    for n in 0..count {
        let events = decide_make(customer.as_ref(), id(n), words()).expect("made");
        for event in events {
            customer = Customer::evolve(customer, &event);
        }
        if n == 0 {
            customer = Customer::evolve(customer, &CustomerEvent::ArrangementEnded { arrangement: id(0) });
        }
    }
    customer
}

#[test]
fn made_once_and_no_more_than_can_be_read() {
    let check = |known: Option<Customer>, n, expected: Result<(), Refusal>| {
        assert_eq!(decide_make(known.as_ref(), id(n), words()).map(drop), expected, "{n} of {known:?}");
    };
    check(None, 0, Err(Refusal::NotFound));
    check(customer(0), 0, Ok(()));
    check(customer(2), 1, Err(Refusal::AlreadyThere));
    // What has ended takes no place, and does not come again.
    check(customer(2), 0, Err(Refusal::AlreadyThere));
    check(customer(MOST), MOST, Ok(()));
    check(customer(MOST + 1), MOST + 1, Err(Refusal::TooManyArrangements));
}

#[test]
fn ended_once() {
    let check = |known: Option<Customer>, n, expected: Result<(), Refusal>| {
        assert_eq!(decide_end(known.as_ref(), id(n)).map(drop), expected, "{n} of {known:?}");
    };
    check(None, 1, Err(Refusal::NotFound));
    check(customer(2), 1, Ok(()));
    check(customer(2), 0, Err(Refusal::AlreadyDone));
    check(customer(2), 7, Err(Refusal::NotFound));
}

use uuid::Uuid;

use super::*;
use crate::{Currency, id::SpendingId};

const REMEDY: RemedyId = RemedyId(Uuid::from_u128(7));
const CUSTOMER: CustomerId = CustomerId(Uuid::from_u128(5));

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// What the books say of a refund of 7.00 that takes these steps, with changes of the customer's balance after them.
#[track_caller]
fn check(steps: &[Step], credit: &[CustomerEvent], expected: &[&str]) {
    let mut books = Payments::default();
    books.ordered(1, REMEDY, Some(CUSTOMER), Some(euros(700)));
    let mut found: Vec<String> = steps.iter().filter_map(|step| books.step(2, REMEDY, *step)).collect();
    found.extend(credit.iter().filter_map(|event| books.credit(CUSTOMER, event)));
    found.extend(books.finish().into_iter().map(|(_, what)| what));
    let of = |what: &str| what.replace(&REMEDY.to_string(), "R").replace(&CUSTOMER.to_string(), "C");
    assert_eq!(found.iter().map(|what| of(what)).collect::<Vec<_>>(), expected, "{steps:?} {credit:?}");
}

const WEBHOOK: Step = Step::Sent(Via::Webhook);
const CREDIT: Step = Step::Sent(Via::Credit);

#[test]
fn what_is_sound_is_not_spoken_of() {
    check(&[WEBHOOK, Step::Executed], &[], &[]);
    check(&[Step::Uncertain, WEBHOOK, Step::Executed, Step::Returned, Step::Reversed], &[], &[]);
    check(&[Step::Failed, Step::Retried, WEBHOOK, Step::Executed], &[], &[]);
}

#[test]
fn paid_twice_and_taken_back_while_paid() {
    check(&[WEBHOOK, Step::Executed, Step::Executed], &[], &["remedy R was executed twice (M10)"]);
    check(
        &[WEBHOOK, Step::Executed, Step::Reversed],
        &[],
        &["remedy R was taken back while it is paid (M5)"],
    );
    check(
        &[Step::Reversed, WEBHOOK],
        &[],
        &["remedy R took a step that cannot follow reversed: Sent(Webhook) (M10)"],
    );
    check(&[Step::Returned], &[], &["remedy R took a step that cannot follow granted: Returned (M10)"]);
}

#[test]
fn balances() {
    let added = |minor| CustomerEvent::CreditAdded { remedy: REMEDY, amount: euros(minor) };
    let taken = || CustomerEvent::CreditTakenBack { remedy: REMEDY, amount: euros(700) };
    let spent = |minor| CustomerEvent::CreditSpent {
        spending: SpendingId(Uuid::from_u128(9)),
        amount: euros(minor),
        reference: None,
    };
    check(&[CREDIT, Step::Executed], &[added(700), spent(700)], &[]);
    check(&[CREDIT, Step::Executed, Step::Reversed], &[added(700), taken()], &[]);
    check(
        &[CREDIT, Step::Executed],
        &[added(700), spent(701)],
        &["the credit of customer C is below zero: -0.01 EUR"],
    );
    check(
        &[CREDIT, Step::Executed],
        &[],
        &["remedy R is paid as credit and stands on no balance, or the other way round"],
    );
    check(
        &[WEBHOOK, Step::Executed],
        &[added(700)],
        &["remedy R is paid as credit and stands on no balance, or the other way round"],
    );
    let otherwise = "the credit of customer C was changed by remedy R otherwise than it was given";
    check(&[CREDIT, Step::Executed], &[added(700), added(700)], &[otherwise]);
    check(
        &[CREDIT, Step::Executed],
        &[added(701)],
        &[otherwise, "remedy R is paid as credit and stands on no balance, or the other way round"],
    );
}

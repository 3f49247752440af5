use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    Currency, Money, Timestamp,
    contact::Channel,
    id::TextId,
    remedy::{Decision, Inputs, Outcome, Payee, Room, Weighed},
    situation::Situation,
};

const NOW: Timestamp = Timestamp(1_790_000_000_000_000);
const REMEDY: RemedyId = RemedyId(Uuid::from_u128(7));
const BATCH: BatchId = BatchId(Uuid::from_u128(8));

/// A case in which one remedy of a kind was given.
fn given(kind: RemedyKind) -> Case {
    let agent = crate::AgentId(Uuid::from_u128(1));
    let amount = (kind != RemedyKind::Apology).then(|| Money::new(700, Currency::EUR));
    let inputs = Inputs {
        at: NOW,
        situation: Situation {
            agent,
            role: crate::agent::Role::Agent,
            team: None,
            kind,
            amount,
            segment: None,
            channel: None,
            cause: None,
            process_step: None,
            bulletin: None,
            out_of_hours: false,
            first_of_kind: false,
            agent_is_customer: false,
            payee: Payee::NotNamed,
        },
        customer: None,
        forbidden_by: None,
        candidates: vec![],
        nobody_wider: None,
        signers: None,
    };
    let decision = Decision {
        outcome: Outcome::Within,
        alone: false,
        mandate: None,
        rule: None,
        rules: 1,
        room: Room::default(),
        stretch_room: Room::default(),
        alone_room: Room::default(),
        co_sign_room: Room::default(),
    };
    let weighed = Box::new(Weighed { inputs, decision });
    let opened = CaseEvent::CaseOpened {
        number: 1,
        customer: None,
        channel: Channel::Email,
        subject: TextRef { id: TextId(Uuid::from_u128(9)), sha256: "ab".into() },
        split_from: None,
        point: None,
        team: None,
    };
    let granted = CaseEvent::RemedyGranted {
        remedy: REMEDY,
        kind,
        amount,
        reason: None,
        payee: None,
        signed_by: None,
        review: vec![],
        weighed,
    };
    after(after(None, &opened), &granted).expect("an open case")
}

fn after(case: Option<Case>, event: &CaseEvent) -> Option<Case> {
    Case::evolve(case, event, NOW)
}

/// What somebody does.
#[derive(Clone, Copy, Debug)]
enum Act {
    Sent(Via),
    Credited,
    Refused,
    Uncertain,
    Take,
    Export,
    ExportAgain,
    Executed,
    Failed,
    Retry,
    Reverse,
    Decline,
    Resolve,
}

use Act::{
    Credited, Decline, Executed, Export, ExportAgain, Failed, Refused, Resolve, Retry, Reverse, Sent, Take,
    Uncertain,
};

const WEBHOOK: Act = Sent(Via::Webhook);

fn act(case: &Case, act: Act) -> Result<Vec<CaseEvent>, Refusal> {
    match act {
        Sent(via) => Ok(decide_attempt(case, REMEDY, Attempt::Sent(via))),
        Credited => Ok(decide_credited(case, REMEDY)),
        Refused => Ok(decide_attempt(case, REMEDY, Attempt::Failed(FailedBecause::Refused, None))),
        Uncertain => Ok(decide_attempt(case, REMEDY, Attempt::Uncertain)),
        Take => decide_take(case, REMEDY),
        Export => decide_export(case, REMEDY, BATCH, false),
        ExportAgain => decide_export(case, REMEDY, BATCH, true),
        Executed => decide_confirm(case, REMEDY, Confirmation::Executed { reference: None }),
        Failed => decide_confirm(case, REMEDY, Confirmation::Failed { reason: None }),
        Retry => decide_retry(case, REMEDY),
        Reverse => decide_reverse(case, REMEDY),
        Decline => Ok(decide_decline(case, REMEDY, None)),
        Resolve => crate::case::decide_resolve(case, crate::AgentId(Uuid::from_u128(1))),
    }
}

/// Each act told by what it recorded or by its refusal; where the payment and the case stand in the end.
fn told(kind: RemedyKind, acts: &[Act]) -> String {
    let mut case = given(kind);
    let mut said = Vec::new();
    for one in acts {
        match act(&case, *one) {
            Ok(events) if events.is_empty() => said.push("nothing".to_owned()),
            Ok(events) => {
                for event in events {
                    said.push(crate::Event::from(event.clone()).kind().to_owned());
                    case = after(Some(case), &event).expect("the case");
                }
            }
            Err(refusal) => said.push(format!("no: {}", refusal.code())),
        }
    }
    let remedy = &case.remedies[&REMEDY];
    let state = remedy.payment.map_or("none", |payment| payment.state.code());
    let asked =
        if remedy.payment.is_some_and(|payment| payment.reversal_asked) { ", asked back" } else { "" };
    let round = remedy.payment.map_or(1, |payment| payment.round);
    let round = if round > 1 { format!(", order {round}") } else { String::new() };
    let room = if remedy.reversed { ", room back" } else { "" };
    format!("{} → {state}{round}{asked}{room}, case {}", said.join(", "), case.state.code())
}

#[track_caller]
fn check(acts: &[Act], expected: &str) {
    assert_eq!(told(RemedyKind::Refund, acts), expected, "{acts:?}");
}

#[test]
fn an_order_goes_out_and_is_confirmed() {
    check(&[WEBHOOK, Executed], "payment_sent, payment_executed → executed, case open");
    check(
        &[WEBHOOK, Executed, Executed, WEBHOOK, Uncertain, Refused],
        "payment_sent, payment_executed, nothing, nothing, nothing, nothing → executed, case open",
    );
    // The receiver may be quicker than our own record of its answer.
    check(&[Executed, WEBHOOK], "payment_executed, nothing → executed, case open");
    check(&[WEBHOOK, WEBHOOK], "payment_sent, nothing → sent, case open");
}

#[test]
fn an_answer_that_was_lost_is_uncertain_until_the_receiver_says() {
    check(&[Uncertain, Uncertain], "payment_uncertain, nothing → uncertain, case open");
    check(
        &[Uncertain, WEBHOOK, Executed],
        "payment_uncertain, payment_sent, payment_executed → executed, case open",
    );
    check(&[Uncertain, Executed], "payment_uncertain, payment_executed → executed, case open");
    check(&[Uncertain, Failed], "payment_uncertain, payment_failed → failed, case open");
    // A later no of the door says nothing of the order that may have arrived.
    check(&[Uncertain, Refused], "payment_uncertain, nothing → uncertain, case open");
    check(&[Uncertain, Reverse], "payment_uncertain, no: not_known_yet → uncertain, case open");
    check(&[Uncertain, Retry], "payment_uncertain, payment_retried → uncertain, case open");
    check(&[Uncertain, Take], "payment_uncertain, no: already_done → uncertain, case open");
}

#[test]
fn what_failed_waits_for_a_person() {
    check(&[Refused], "payment_failed → failed, case open");
    check(&[Refused, WEBHOOK], "payment_failed, nothing → failed, case open");
    check(
        &[Refused, Retry, WEBHOOK],
        "payment_failed, payment_retried, payment_sent → sent, order 2, case open",
    );
    check(&[Refused, Reverse], "payment_failed, remedy_reversed → reversed, room back, case open");
    check(&[WEBHOOK, Failed, Failed], "payment_sent, payment_failed, nothing → failed, case open");
    check(
        &[WEBHOOK, Failed, Executed],
        "payment_sent, payment_failed, payment_executed → executed, case open",
    );
    check(&[Retry], "no: already_done → granted, case open");
    check(&[WEBHOOK, Retry], "payment_sent, no: already_done → sent, case open");
    // The owner of a solved case must see that the customer did not get it.
    check(
        &[WEBHOOK, Resolve, Failed],
        "payment_sent, case_taken, case_resolved, payment_failed, case_reopened → failed, case open",
    );
    check(
        &[WEBHOOK, Executed, Resolve, Failed],
        "payment_sent, payment_executed, case_taken, case_resolved, payment_returned, case_reopened → failed, case open",
    );
}

#[test]
fn finance_takes_exports_confirms_and_returns() {
    check(&[Take, Take], "payment_sent, no: already_done → sent, case open");
    check(&[Take, Executed], "payment_sent, payment_executed → executed, case open");
    check(&[Take, Failed], "payment_sent, payment_failed → failed, case open");
    check(&[Export, Executed], "payment_sent, payment_exported, payment_executed → executed, case open");
    check(
        &[Take, Export, Export, ExportAgain],
        "payment_sent, payment_exported, no: already_exported, payment_exported → sent, case open",
    );
    check(
        &[Take, Reverse, Export],
        "payment_sent, reversal_asked, no: asked_back → sent, asked back, case open",
    );
    check(&[WEBHOOK, Export], "payment_sent, no: already_done → sent, case open");
    check(
        &[Take, Executed, Export],
        "payment_sent, payment_executed, no: already_done → executed, case open",
    );
}

#[test]
fn what_nobody_has_comes_back_and_what_somebody_has_is_asked_for() {
    check(&[Reverse], "remedy_reversed → reversed, room back, case open");
    check(&[Reverse, Reverse], "remedy_reversed, no: already_done → reversed, room back, case open");
    check(
        &[Reverse, WEBHOOK, Executed, Take, Retry],
        "remedy_reversed, nothing, no: already_done, no: already_done, no: already_done → reversed, room back, case open",
    );
    check(&[WEBHOOK, Reverse], "payment_sent, reversal_asked → sent, asked back, case open");
    check(
        &[WEBHOOK, Reverse, Reverse],
        "payment_sent, reversal_asked, no: asked_back → sent, asked back, case open",
    );
    check(
        &[WEBHOOK, Reverse, Failed],
        "payment_sent, reversal_asked, payment_failed, remedy_reversed → reversed, room back, case open",
    );
    check(
        &[WEBHOOK, Reverse, Executed],
        "payment_sent, reversal_asked, payment_executed → executed, case open",
    );
    check(
        &[WEBHOOK, Reverse, Decline, Reverse],
        "payment_sent, reversal_asked, reversal_declined, reversal_asked → sent, asked back, case open",
    );
    check(
        &[WEBHOOK, Executed, Reverse, Failed],
        "payment_sent, payment_executed, reversal_asked, payment_returned, remedy_reversed → reversed, room back, case open",
    );
    check(
        &[WEBHOOK, Executed, Reverse, Executed, Executed],
        "payment_sent, payment_executed, reversal_asked, reversal_declined, nothing → executed, case open",
    );
    // What a bank has paid is not ours to take.
    check(&[Take, Executed, Reverse], "payment_sent, payment_executed, no: paid_out → executed, case open");
    check(&[Executed, Reverse], "payment_executed, no: paid_out → executed, case open");
    check(&[Decline], "nothing → granted, case open");
}

#[test]
fn credit_is_on_the_balance_at_once_and_comes_back_from_there() {
    let check =
        |acts: &[Act], expected: &str| assert_eq!(told(RemedyKind::Credit, acts), expected, "{acts:?}");
    check(&[Credited, Credited], "payment_sent, payment_executed, nothing → executed, case open");
    check(
        &[Credited, Reverse],
        "payment_sent, payment_executed, remedy_reversed → reversed, room back, case open",
    );
    check(&[Credited, Failed], "payment_sent, payment_executed, no: already_done → executed, case open");
    check(&[Reverse, Credited], "remedy_reversed, nothing → reversed, room back, case open");
}

#[test]
fn an_apology_costs_nothing_and_leaves_nowhere() {
    let check =
        |acts: &[Act], expected: &str| assert_eq!(told(RemedyKind::Apology, acts), expected, "{acts:?}");
    check(&[WEBHOOK], "nothing → none, case open");
    check(&[Executed], "no: not_found → none, case open");
    check(&[Reverse], "remedy_reversed → none, room back, case open");
}

fn any_act() -> impl Strategy<Value = Act> {
    prop::sample::select(vec![
        WEBHOOK,
        Credited,
        Refused,
        Uncertain,
        Take,
        Export,
        ExportAgain,
        Executed,
        Failed,
        Retry,
        Reverse,
        Decline,
        Resolve,
    ])
}

proptest! {
    /// Whatever anybody does in whatever order: executed at most once without coming back in between, never again
    /// after it was taken back, and room comes back once.
    #[test]
    fn at_most_once(acts in prop::collection::vec(any_act(), 0..24)) {
        let mut case = given(RemedyKind::Refund);
        let (mut executed, mut reversed) = (false, false);
        for one in acts {
            for event in act(&case, one).unwrap_or_default() {
                if matches!(event, CaseEvent::PaymentExecuted { .. }) {
                    prop_assert!(!executed && !reversed, "executed twice, or after it was taken back");
                    executed = true;
                } else if matches!(event, CaseEvent::PaymentReturned { .. }) {
                    executed = false;
                } else if matches!(event, CaseEvent::RemedyReversed { .. }) {
                    let via = case.remedies[&REMEDY].payment.and_then(|payment| payment.via);
                    prop_assert!(!reversed, "taken back twice");
                    prop_assert!(!executed || via == Some(Via::Credit), "taken back while it is paid");
                    (executed, reversed) = (false, true);
                }
                // Nothing is recorded that the table calls impossible.
                let before = case.remedies[&REMEDY].payment;
                case = after(Some(case), &event).expect("the case");
                let moved = event_is_of_payment(&event) && before == case.remedies[&REMEDY].payment;
                prop_assert!(!moved || matches!(event, CaseEvent::PaymentRetried { .. } | CaseEvent::PaymentExported { .. }),
                    "{event:?} changed nothing of {before:?}");
            }
        }
    }
}

fn event_is_of_payment(event: &CaseEvent) -> bool {
    let kind = crate::Event::from(event.clone()).kind();
    kind.starts_with("payment_") || kind.starts_with("reversal_")
}

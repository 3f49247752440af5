//! Orders to another program.

use expect_test::expect;
use valta_domain::{
    Refusal,
    time::{DAY, HOUR, MINUTE, SECOND},
};

use super::*;
use crate::work::fresh_id;

#[test]
fn an_order_leaves_once_and_is_executed_when_the_receiver_says_so() {
    on_both(Refunds::Webhook, |house| async move {
        let remedy = house.refund().await;
        house.check(remedy, "granted; webhook waiting").await;
        assert_eq!(house.pay().await, 1);
        house.check(remedy, "sent; webhook done").await;
        assert_eq!(house.pay().await, 0);
        house.confirm_executed(remedy).await.expect("confirmed");
        house.confirm_executed(remedy).await.expect("the same word again");
        house.check(remedy, "executed, B-1; webhook done").await;

        let heard = house.receiver.heard();
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0].id, remedy.to_string());
        assert!(heard[0].body.contains("\"minor\":700") && heard[0].body.contains("remedy.granted"));
        assert!(!heard[0].body.contains("Aino"), "no names leave: {}", heard[0].body);
        expect!["payment_sent, payment_executed by a person"].assert_eq(&house.facts().await);
    });
}

#[test]
fn a_lost_answer_is_asked_again_under_the_same_id_and_has_one_effect() {
    on_both(Refunds::Webhook, |house| async move {
        house.receiver.will(&[Answer::TakeAndHangUp]);
        let remedy = house.refund().await;
        house.pay().await;
        house.check(remedy, "uncertain; webhook waiting").await;
        assert_eq!(refused(house.desk.reverse(house.by, None, remedy).await), "refused: not_known_yet");
        assert_eq!(house.pay().await, 0, "not before its time");
        house.wait(6 * SECOND);
        assert_eq!(house.pay().await, 1);
        house.check(remedy, "sent; webhook done").await;
        let heard = house.receiver.heard();
        assert_eq!(heard.len(), 2);
        assert_eq!((&heard[0].id, &heard[0].body), (&heard[1].id, &heard[1].body));
        assert_eq!(house.receiver.effects(), BTreeMap::from([(remedy.to_string(), 1)]));
        house.confirm_executed(remedy).await.expect("confirmed");
        expect!["payment_uncertain, payment_sent, payment_executed by a person"]
            .assert_eq(&house.facts().await);
    });
}

/// From one attempt to the next as the schedule says, by a clock that jumps there.
async fn three_days(house: &House) -> Vec<i64> {
    let begun = house.desk.now();
    let mut at = Vec::new();
    // Every half-hour for four days, and finely in the first minutes.
    let ticks = (0..600).map(|n| n * SECOND).chain((1..=192).map(|n| n * 30 * MINUTE));
    for tick in ticks {
        house.desk.clock().set(begun.plus(tick));
        if house.pay().await > 0 {
            at.push(tick / MINUTE);
        }
    }
    at
}

#[test]
fn a_receiver_in_trouble_is_asked_for_three_days_and_then_a_person_must_know() {
    on_both(Refunds::Webhook, |house| async move {
        house.receiver.will(&[Answer::Say(500); 10]);
        let remedy = house.refund().await;
        let at = three_days(&house).await;
        // At once, and after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h, each a little later.
        assert_eq!(at.len(), 10, "{at:?}");
        assert_eq!(&at[..3], [0, 0, 5]);
        let pauses: Vec<i64> = at.windows(2).map(|pair| (pair[1] - pair[0]) / 60).collect();
        for (pause, hours) in pauses.iter().skip(3).zip([2, 5, 10, 14, 20, 24]) {
            assert!((hours..=hours + hours / 10 + 1).contains(pause), "{pauses:?}");
        }
        house.check(remedy, "uncertain; webhook uncertain").await;
        assert_eq!(house.receiver.heard().len(), 10);
        assert!(house.receiver.heard().iter().all(|heard| heard.id == remedy.to_string()));

        // A person has asked there, and sends the same order again.
        house.desk.retry_payment(house.lead, None, remedy).await.expect("again");
        house.check(remedy, "uncertain; webhook waiting").await;
        house.pay().await;
        house.check(remedy, "sent; webhook done").await;
        assert_eq!(house.receiver.effects(), BTreeMap::from([(remedy.to_string(), 1)]));
        expect!["payment_uncertain, payment_retried by a person, payment_sent"]
            .assert_eq(&house.facts().await);
    });
}

#[test]
fn what_never_left_has_failed_and_its_room_stays_taken_until_it_is_taken_back() {
    on_both(Refunds::Webhook, |house| async move {
        // Nobody listens at the configured address any more.
        let mut settings = house.desk.settings().clone();
        let free =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        settings.outgoing.allow.push(("127.0.0.1".into(), free));
        let url = format!("http://127.0.0.1:{free}/hook");
        let nowhere = Webhook::new("billing", &url, &[SECRET.to_owned()], PATIENCE, None, &settings.outgoing);
        settings.payments.webhooks = vec![nowhere.expect("a webhook")];
        let desk = Desk::new(house.desk.db().clone(), settings, house.desk.clock().clone());
        let house = House { desk, ..house };

        let case = house.case("Aino Asiakas").await;
        let remedy = house.give(case, RemedyKind::Refund, 50_00).await;
        three_days(&house).await;
        house.check(remedy, "failed, unreachable, no connection: connection refused; webhook failed").await;
        let more = GiveRemedy {
            case,
            kind: RemedyKind::Refund,
            amount: Some(Money::new(1, Currency::EUR)),
            reason: None,
            stretch: false,
            payee: None,
            seen: None,
        };
        let full = house.desk.grant(house.by, None, more.clone()).await;
        assert!(matches!(full, Err(No::Refusal(Refusal::BeyondMandate(_)))), "{full:?}");
        house.desk.reverse(house.by, None, remedy).await.expect("taken back");
        house.check(remedy, "reversed, unreachable, no connection: connection refused; webhook failed").await;
        house.desk.grant(house.by, None, more).await.expect("the room is there again");
    });
}

#[test]
fn a_no_of_the_receiver_waits_for_a_person() {
    on_both(Refunds::Webhook, |house| async move {
        house.receiver.will(&[Answer::SayWith(422, "", "{\"detail\":\"The account is closed.\"}")]);
        let remedy = house.refund().await;
        house.pay().await;
        house.check(remedy, "failed, refused, 422 The account is closed.; webhook failed").await;
        house.wait(DAY);
        assert_eq!(house.pay().await, 0);
        house.desk.retry_payment(house.lead, None, remedy).await.expect("again");
        house.pay().await;
        house.check(remedy, "sent, order 2, refused, 422 The account is closed.; webhook done").await;
        let orders: Vec<bool> =
            house.receiver.heard().iter().map(|heard| heard.body.contains("\"order\":2")).collect();
        assert_eq!(orders, [false, true]);
        assert_eq!(
            refused(house.desk.retry_payment(house.lead, None, remedy).await),
            "refused: already_done"
        );
    });
}

#[test]
fn after_a_lost_answer_a_no_says_nothing_of_what_may_have_arrived() {
    on_both(Refunds::Webhook, |house| async move {
        house.receiver.will(&[Answer::TakeAndHangUp, Answer::Say(401)]);
        let remedy = house.refund().await;
        house.pay().await;
        house.wait(MINUTE);
        house.pay().await;
        house.check(remedy, "uncertain; webhook uncertain").await;
        house.wait(DAY);
        assert_eq!(house.pay().await, 0);
        house.confirm_executed(remedy).await.expect("somebody asked there");
        house.check(remedy, "executed, B-1; webhook done").await;
    });
}

#[test]
fn a_receiver_that_is_busy_is_left_alone_as_long_as_it_asks() {
    on_both(Refunds::Webhook, |house| async move {
        house.receiver.will(&[Answer::SayWith(429, "Retry-After: 3600\r\n", ""), Answer::Say(302)]);
        let remedy = house.refund().await;
        house.pay().await;
        house.check(remedy, "granted; webhook waiting").await;
        house.wait(HOUR - SECOND);
        assert_eq!(house.pay().await, 0);
        house.wait(2 * SECOND);
        assert_eq!(house.pay().await, 1);
        house.check(remedy, "granted; webhook waiting").await;
        // What has certainly not arrived can be taken back.
        house.desk.reverse(house.by, None, remedy).await.expect("taken back");
        house.check(remedy, "reversed; webhook withdrawn").await;
        house.wait(DAY);
        assert_eq!(house.pay().await, 0);
        assert_eq!(house.receiver.effects(), BTreeMap::new());
    });
}

#[test]
fn an_address_that_is_gone_is_sent_nothing_more_until_somebody_says_so() {
    on_both(Refunds::Webhook, |house| async move {
        house.receiver.will(&[Answer::Say(410), Answer::Say(410)]);
        let (first, second) = (house.refund().await, house.refund().await);
        house.pay().await;
        let third = house.refund().await;
        house.wait(DAY);
        assert_eq!(house.pay().await, 0);
        for remedy in [first, second, third] {
            house.check(remedy, "granted; webhook waiting").await;
        }
        assert_eq!(house.receiver.heard().len(), 2);
        let reader = house.desk.reader();
        let disabled = reader.look(views::house::disabled).await.expect("a look");
        assert_eq!(disabled.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["billing"]);
        // Nothing is lost: finance sees it, and may pay it by hand.
        let waiting = reader.look(|tx| views::payment::waiting(tx, 9)).await.expect("a look");
        assert_eq!(waiting.len(), 3);
        house.desk.take_payment(house.lead, None, third).await.expect("taken");
        assert_eq!(
            refused(house.desk.enable_connector(house.by, None, "billing".into()).await),
            "refused: not_yours"
        );
        house.desk.enable_connector(house.lead, None, "billing".into()).await.expect("enabled");
        house.desk.enable_connector(house.lead, None, "billing".into()).await.expect("once is enough");
        assert_eq!(house.pay().await, 2);
        for (remedy, expected) in [(first, "sent"), (second, "sent"), (third, "sent")] {
            house.check(remedy, &format!("{expected}; webhook done")).await;
        }
        assert_eq!(house.receiver.effects().len(), 2);
        expect![
            "connector_disabled, payment_sent by a person, connector_enabled by a person, payment_sent, payment_sent"
        ]
        .assert_eq(&house.facts().await);
    });
}

#[test]
fn a_sender_that_is_killed_between_sending_and_recording() {
    on_both(Refunds::Webhook, |house| async move {
        let remedy = house.refund().await;
        // Claims, sends, and is killed before it writes down what the receiver said.
        let lease = fresh_id();
        let errand = claim(&house.desk, outbox::Kind::Webhook, lease, 2 * MINUTE).await;
        let handed = house.desk.hand_over(&errand).await.expect("sent");
        assert_eq!(house.pay().await, 0, "while its lease runs nobody else touches it");
        assert_eq!(refused(house.desk.reverse(house.by, None, remedy).await), "refused: on_its_way");
        assert_eq!(refused(house.desk.take_payment(house.lead, None, remedy).await), "refused: on_its_way");
        house.check(remedy, "granted; webhook leased").await;

        house.wait(3 * MINUTE);
        assert_eq!(house.pay().await, 1);
        house.check(remedy, "sent; webhook done").await;
        let heard = house.receiver.heard();
        assert_eq!(heard.len(), 2);
        assert_eq!(heard[0].id, heard[1].id);
        assert_eq!(house.receiver.effects(), BTreeMap::from([(remedy.to_string(), 1)]));

        // It was not dead but asleep, and wakes up with an old lease.
        house.desk.settle_order(errand, lease, handed).await.expect("nothing");
        expect!["payment_uncertain, payment_sent"].assert_eq(&house.facts().await);
        house.confirm_executed(remedy).await.expect("confirmed");
    });
}

#[test]
fn a_receiver_that_confirms_before_its_answer_was_written_down() {
    on_both(Refunds::Webhook, |house| async move {
        let remedy = house.refund().await;
        let lease = fresh_id();
        let errand = claim(&house.desk, outbox::Kind::Webhook, lease, 2 * MINUTE).await;
        let handed = house.desk.hand_over(&errand).await.expect("sent");
        house.confirm_executed(remedy).await.expect("confirmed");
        house.check(remedy, "executed, B-1; webhook leased").await;
        house.desk.settle_order(errand, lease, handed).await.expect("settled");
        house.check(remedy, "executed, B-1; webhook done").await;
        expect!["payment_executed by a person"].assert_eq(&house.facts().await);

        // And when the sender was killed then: the order is not sent again.
        let other = house.refund().await;
        let errand = claim(&house.desk, outbox::Kind::Webhook, fresh_id(), 2 * MINUTE).await;
        house.desk.hand_over(&errand).await.expect("sent");
        house.confirm_executed(other).await.expect("confirmed");
        house.wait(HOUR);
        house.pay().await;
        house.check(other, "executed, B-1; webhook done").await;
        assert_eq!(house.receiver.heard().len(), 2);
    });
}

#[test]
fn what_the_receiver_has_is_asked_back() {
    on_both(Refunds::Webhook, |house| async move {
        let remedy = house.refund().await;
        house.pay().await;
        house.desk.reverse(house.by, None, remedy).await.expect("asked back");
        house.check(remedy, "sent, asked back; webhook done").await;
        assert_eq!(refused(house.desk.reverse(house.by, None, remedy).await), "refused: asked_back");
        house.pay().await;
        let recall = house.receiver.heard().last().cloned().expect("a recall");
        assert!(recall.body.contains("remedy.reversal_asked") && recall.body.contains(&remedy.to_string()));
        assert_ne!(recall.id, remedy.to_string());
        house.confirm_failed(remedy).await.expect("it was not paid");
        house.check(remedy, "reversed, declined, The account is closed; webhook done").await;

        // One that is paid already, and stays so.
        let remedy = house.refund().await;
        house.pay().await;
        house.confirm_executed(remedy).await.expect("paid");
        house.desk.reverse(house.by, None, remedy).await.expect("asked back");
        house.receiver.will(&[Answer::SayWith(409, "", "already on the customer's account")]);
        house.pay().await;
        house.check(remedy, "executed, 409 already on the customer's account, B-1; webhook done").await;

        // And one that the receiver gives back.
        house.desk.reverse(house.by, None, remedy).await.expect("asked once more");
        house.pay().await;
        house.confirm_failed(remedy).await.expect("it came back");
        house.check(remedy, "reversed, The account is closed, B-1; webhook done").await;
        assert_eq!(refused(house.confirm_executed(remedy).await), "refused: already_done");
        expect!["payment_sent, reversal_asked by a person, payment_failed by a person, remedy_reversed by a person, payment_sent, payment_executed by a person, reversal_asked by a person, reversal_declined, reversal_asked by a person, payment_returned by a person, remedy_reversed by a person"]
            .assert_eq(&house.facts().await);
    });
}

#[test]
fn a_payment_that_fails_opens_its_case_again() {
    on_both(Refunds::Webhook, |house| async move {
        let case = house.case("Aino Asiakas").await;
        let remedy = house.give(case, RemedyKind::Refund, 7_00).await;
        house.pay().await;
        house.desk.resolve(house.by, None, case, None).await.expect("solved");
        house.confirm_failed(remedy).await.expect("failed");
        let reader = house.desk.reader();
        let line = reader.look(move |tx| views::case::one(tx, valta_store::Scope::All, case)).await;
        let line = line.expect("a look").expect("the case");
        assert_eq!((line.state.code(), line.waiting_since.is_some()), ("open", true));
    });
}

#[test]
fn only_finance_confirms() {
    on_both(Refunds::Webhook, |house| async move {
        let remedy = house.refund().await;
        let confirm = || Confirm::Executed { reference: None };
        assert_eq!(
            refused(house.desk.confirm(house.by, None, remedy, confirm()).await),
            "refused: not_yours"
        );
        assert_eq!(refused(house.desk.retry_payment(house.by, None, remedy).await), "refused: not_yours");
        assert_eq!(refused(house.desk.take_payment(house.by, None, remedy).await), "refused: not_yours");
        assert_eq!(
            refused(house.desk.export_payments(house.by, None, vec![remedy], Again::No).await),
            "refused: not_yours"
        );
        assert_eq!(refused(house.desk.finance_table(house.by).await), "refused: not_yours");
        let nobodys = RemedyId(fresh_id());
        assert_eq!(
            refused(house.desk.confirm(house.lead, None, nobodys, confirm()).await),
            "refused: not_found"
        );
    });
}

//! The finance queue: taken, confirmed, returned, taken back before anybody had it.

use expect_test::expect;

use super::*;

#[test]
fn finance_takes_and_confirms_or_returns() {
    on_both(Refunds::Finance, |house| async move {
        let (paid, returned) = (house.refund().await, house.refund().await);
        house.desk.perform_all().await.expect("nothing for a program");
        house.check(paid, "granted; finance waiting").await;
        let reader = house.desk.reader();
        let count = || reader.look(|tx| views::payment::count(tx, 100));
        assert_eq!(count().await.expect("a look"), 2);

        house.desk.take_payment(house.lead, None, paid).await.expect("taken");
        assert_eq!(refused(house.desk.take_payment(house.lead, None, paid).await), "refused: already_done");
        house.check(paid, "sent; finance done").await;
        let in_hand = reader.look(|tx| views::payment::in_hand(tx, 9)).await.expect("a look");
        assert_eq!(in_hand.len(), 1);
        assert_eq!(in_hand[0].taken_by.as_ref().map(|(_, name)| name.as_str()), Some("Liisa Liidi"));
        house.confirm_executed(paid).await.expect("paid");
        assert_eq!(refused(house.desk.reverse(house.by, None, paid).await), "refused: paid_out");

        house.confirm_failed(returned).await.expect("returned without having been taken");
        house.check(returned, "failed, declined, The account is closed; finance done").await;
        let troubled = reader.look(|tx| views::payment::troubled(tx, 9)).await.expect("a look");
        assert_eq!(troubled.len(), 1);
        assert_eq!(count().await.expect("a look"), 1);
        house.desk.retry_payment(house.lead, None, returned).await.expect("again");
        house.check(returned, "granted, order 2, declined, The account is closed; finance waiting").await;
        expect!["payment_sent by a person, payment_executed by a person, payment_failed by a person, payment_retried by a person"]
            .assert_eq(&house.facts().await);
    });
}

#[test]
fn what_nobody_has_taken_comes_back_at_once_and_what_somebody_has_is_asked_of_them() {
    on_both(Refunds::Finance, |house| async move {
        let (free, taken) = (house.refund().await, house.refund().await);
        house.desk.reverse(house.by, None, free).await.expect("taken back");
        house.check(free, "reversed; finance withdrawn").await;
        assert_eq!(refused(house.desk.take_payment(house.lead, None, free).await), "refused: already_done");

        house.desk.take_payment(house.lead, None, taken).await.expect("taken");
        house.desk.reverse(house.by, None, taken).await.expect("asked back");
        house.check(taken, "sent, asked back; finance done").await;
        house.confirm_failed(taken).await.expect("not paid");
        house.check(taken, "reversed, declined, The account is closed; finance done").await;
    });
}

#[test]
fn two_who_take_the_same_at_once() {
    on_both(Refunds::Finance, |house| async move {
        let remedy = house.refund().await;
        let mut taking = tokio::task::JoinSet::new();
        for n in 0..20 {
            let (desk, lead, by) = (house.desk.clone(), house.lead, house.by);
            taking.spawn(async move {
                if n % 2 == 0 {
                    ("take", refused(desk.take_payment(lead, None, remedy).await))
                } else {
                    ("reverse", refused(desk.reverse(by, None, remedy).await))
                }
            });
        }
        let told = taking.join_all().await;
        // Either one took it and one asked it back, or it was taken back and nobody took it.
        let done: Vec<&str> = told.iter().filter(|(_, said)| said == "done").map(|(what, _)| *what).collect();
        let state = house.told(remedy).await;
        match state.as_str() {
            "sent, asked back; finance done" => assert_eq!(done.len(), 2, "{told:?}"),
            "reversed; finance withdrawn" => assert_eq!(done, ["reverse"], "{told:?}"),
            other => panic!("{other}: {told:?}"),
        }
    });
}

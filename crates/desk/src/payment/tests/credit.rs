//! Store credit: given, spent, taken back; never below zero, whoever asks at once.

use expect_test::expect;

use super::*;
use crate::SpendCredit;

async fn balance(house: &House, customer: CustomerId) -> String {
    let reader = house.desk.reader();
    let found = reader.look(move |tx| views::credit::balances(tx, customer)).await.expect("a look");
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn spend(customer: CustomerId, minor: i64) -> SpendCredit {
    SpendCredit { customer, amount: Money::new(minor, Currency::EUR), reference: Some("Tilaus 118".into()) }
}

#[test]
fn credit_is_paid_onto_the_balance_spent_and_taken_back() {
    on_both(Refunds::Webhook, |house| async move {
        let case = house.case("Aino Asiakas").await;
        let customer = house.customer(case).await;
        let first = house.give(case, RemedyKind::Credit, 7_00).await;
        house.check(first, "granted; credit waiting").await;
        assert_eq!(balance(&house, customer).await, "");
        assert_eq!(refused(house.confirm_executed(first).await), "refused: on_its_way");
        house.desk.perform_all().await.expect("paid");
        house.check(first, "executed; credit done").await;
        let second = house.give(case, RemedyKind::Credit, 3_00).await;
        house.desk.perform_all().await.expect("paid");
        assert_eq!(balance(&house, customer).await, "10.00 EUR");
        assert_eq!(house.receiver.heard().len(), 0, "a balance of ours is nobody else's");

        assert_eq!(
            refused(house.desk.spend_credit(house.lead, None, spend(customer, 10_01)).await),
            "refused: beyond_balance"
        );
        assert_eq!(
            refused(house.desk.spend_credit(house.by, None, spend(customer, 1)).await),
            "refused: not_yours"
        );
        let mut kronor = spend(customer, 1);
        kronor.amount.currency = Currency::SEK;
        assert_eq!(
            refused(house.desk.spend_credit(house.lead, None, kronor).await),
            "refused: beyond_balance"
        );
        house.desk.spend_credit(house.lead, None, spend(customer, 4_00)).await.expect("spent");
        assert_eq!(balance(&house, customer).await, "6.00 EUR");
        // Seven were given and six are left: that remedy cannot come back, the smaller one can.
        assert_eq!(refused(house.desk.reverse(house.by, None, first).await), "refused: credit_spent");
        house.desk.reverse(house.by, None, second).await.expect("taken back");
        assert_eq!(refused(house.desk.reverse(house.by, None, second).await), "refused: already_done");
        assert_eq!(balance(&house, customer).await, "3.00 EUR");
        house.check(second, "reversed; credit done").await;
        assert_eq!(refused(house.confirm_failed(first).await), "refused: already_done");
        expect!["payment_sent, payment_executed, credit_added, payment_sent, payment_executed, credit_added, credit_spent by a person, remedy_reversed by a person, credit_taken_back by a person"]
            .assert_eq(&house.facts().await);
        let reader = house.desk.reader();
        let entries =
            reader.look(move |tx| views::credit::entries(tx, customer, None, 9)).await.expect("a look");
        let told: Vec<String> = entries
            .iter()
            .map(|entry| format!("{} {}", entry.change, entry.reference.clone().unwrap_or_default()))
            .collect();
        assert_eq!(
            told.iter().filter(|line| line.starts_with("-4.00 EUR Tilaus 118")).count(),
            1,
            "{told:?}"
        );
        assert_eq!(told.len(), 4);
    });
}

#[test]
fn credit_that_has_left_nowhere_comes_back_at_once() {
    on_both(Refunds::Webhook, |house| async move {
        let case = house.case("Aino Asiakas").await;
        let remedy = house.give(case, RemedyKind::Credit, 7_00).await;
        house.desk.reverse(house.by, None, remedy).await.expect("taken back");
        house.desk.perform_all().await.expect("nothing to pay");
        house.check(remedy, "reversed; credit withdrawn").await;
        assert_eq!(balance(&house, house.customer(case).await).await, "");
    });
}

#[test]
fn credit_for_nobody_fails_and_is_seen() {
    on_both(Refunds::Webhook, |house| async move {
        let case = house.case("").await;
        let remedy = house.give(case, RemedyKind::Credit, 7_00).await;
        house.desk.perform_all().await.expect("tried");
        house.check(remedy, "failed, no_customer; credit failed").await;
        house.desk.reverse(house.by, None, remedy).await.expect("taken back");
    });
}

#[test]
fn a_payer_that_is_killed_pays_once() {
    on_both(Refunds::Webhook, |house| async move {
        let case = house.case("Aino Asiakas").await;
        let remedy = house.give(case, RemedyKind::Credit, 7_00).await;
        claim(&house.desk, outbox::Kind::Credit, crate::work::fresh_id(), valta_domain::time::MINUTE).await;
        house.desk.perform_all().await.expect("not ours");
        house.check(remedy, "granted; credit leased").await;
        assert_eq!(refused(house.desk.reverse(house.by, None, remedy).await), "refused: on_its_way");
        house.wait(2 * valta_domain::time::MINUTE);
        house.desk.perform_all().await.expect("paid");
        house.check(remedy, "executed; credit done").await;
        assert_eq!(balance(&house, house.customer(case).await).await, "7.00 EUR");
    });
}

#[test]
fn many_who_spend_at_once_spend_no_more_than_there_is() {
    on_both(Refunds::Webhook, |house| async move {
        let case = house.case("Aino Asiakas").await;
        let customer = house.customer(case).await;
        house.give(case, RemedyKind::Credit, 50_00).await;
        house.desk.perform_all().await.expect("paid");
        let mut spending = tokio::task::JoinSet::new();
        for _ in 0..40 {
            let (desk, lead) = (house.desk.clone(), house.lead);
            spending
                .spawn(async move { refused(desk.spend_credit(lead, None, spend(customer, 7_00)).await) });
        }
        let told = spending.join_all().await;
        assert_eq!(told.iter().filter(|said| *said == "done").count(), 7);
        assert_eq!(told.iter().filter(|said| *said == "refused: beyond_balance").count(), 33);
        assert_eq!(balance(&house, customer).await, "1.00 EUR");
    });
}

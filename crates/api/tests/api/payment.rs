//! What a receiver of payments does over the API: confirm, say that it failed; and the shop: spend store credit.

use serde_json::{Value, json};

use crate::{
    house::{Answer, House},
    on_each,
};

fn euros(minor: i64) -> Value {
    json!({"minor": minor, "currency": "EUR"})
}

async fn give(house: &House, case: &str, kind: &str, minor: i64) -> String {
    let line = format!("POST /cases/{case}/remedies\nIdempotency-Key: {kind}-{minor}");
    house.check(&line, json!({"kind": kind, "amount": euros(minor)}), "201").await.id()
}

/// Asks as the lead, whose token the receiver has.
async fn check(house: &House, line: &str, body: Value, sentence: &str) -> Answer {
    let answer = house.ask(&house.lead, line, body.clone()).await;
    assert_eq!(answer.sentence(), sentence, "{line} {body}: {}", answer.text());
    answer
}

#[test]
fn the_receivers_word_settles_it() {
    on_each(async |house| {
        let case = house.case().await;
        let id = give(house, &case, "refund", 700).await;
        let confirm = format!("POST /remedies/{id}/confirm");
        let executed = json!({"state": "executed", "reference": "B-118"});
        house.check(&confirm, executed.clone(), "403 not_yours").await;
        for (body, sentence) in [
            (json!({"state": "sent"}), "400 unknown_value /state"),
            (json!({}), "400 missing_field /state"),
            (json!({"state": "executed", "reason": "x"}), "422 unusable /reason"),
            (json!({"state": "failed", "reference": "x"}), "422 unusable /reference"),
            (json!({"state": "failed", "reason": "x".repeat(501)}), "422 too_long /reason"),
            (json!({"state": "executed", "paid_by": "me"}), "400 unknown_field /paid_by"),
        ] {
            check(house, &confirm, body, sentence).await;
        }
        let answer = check(house, &confirm, executed.clone(), "200").await.json();
        assert_eq!(
            (&answer["state"], &answer["payment"]["reference"]),
            (&json!("executed"), &json!("B-118"))
        );
        assert_eq!(check(house, &confirm, executed, "200").await.json(), answer, "the same word again");
        let reverse = format!("POST /remedies/{id}/reverse\nIdempotency-Key: back");
        house.check(&reverse, json!({}), "409 paid_out").await;

        // The money comes back, and is ordered once more.
        let failed = json!({"state": "failed", "reason": "The account is closed"});
        let answer = check(house, &confirm, failed, "200").await.json();
        assert_eq!(
            (&answer["state"], &answer["payment"]["reason"]),
            (&json!("failed"), &json!("The account is closed"))
        );
        let retry = format!("POST /remedies/{id}/retry");
        check(house, &retry, json!({}), "400 key_needed Idempotency-Key").await;
        let retry = format!("{retry}\nIdempotency-Key: again");
        let answer = check(house, &retry, json!({}), "200").await.json();
        assert_eq!((&answer["state"], &answer["payment"]["order"]), (&json!("granted"), &json!(2)));
        house.check(&reverse.replace("back", "now"), json!({}), "200").await;
        check(house, &confirm, json!({"state": "executed"}), "409 already_done").await;
        check(house, "POST /remedies/nobody/confirm", json!({"state": "executed"}), "404 not_found").await;
    });
}

#[test]
fn the_shop_spends_credit() {
    on_each(async |house| {
        let case = house.case().await;
        let id = give(house, &case, "credit", 1_000).await;
        house.desk.perform_all().await.unwrap();
        let remedy = house.get(&house.aino, &format!("/remedies/{id}")).await.json();
        assert_eq!((&remedy["state"], &remedy["payment"]["via"]), (&json!("executed"), &json!("credit")));
        let customer =
            house.get(&house.aino, &format!("/cases/{case}")).await.json()["customer"]["id"].clone();
        let customer = customer.as_str().unwrap().to_owned();
        let shown = house.get(&house.aino, &format!("/customers/{customer}")).await.json();
        assert_eq!(shown["credit"], json!([euros(1_000)]));

        let spend = format!("POST /customers/{customer}/credit/spend");
        let body = json!({"amount": euros(700), "reference": "Order 118"});
        check(house, &spend, body.clone(), "400 key_needed Idempotency-Key").await;
        let spend = format!("{spend}\nIdempotency-Key: order-118");
        house.check(&spend, body.clone(), "403 not_yours").await;
        let spent = check(house, &spend, body.clone(), "201").await;
        assert_eq!(spent.json()["left"], euros(300));
        assert_eq!(check(house, &spend, body, "201").await.json(), spent.json(), "a repeat spends nothing");
        check(house, &spend, json!({"amount": euros(1)}), "409 key_reused").await;
        let more = spend.replace("118", "119");
        for (amount, sentence) in [
            (euros(301), "422 beyond_balance /amount/minor"),
            (euros(0), "422 not_money /amount/minor"),
            (euros(-1), "422 not_money /amount/minor"),
            (json!({"minor": 1, "currency": "SEK"}), "422 beyond_balance /amount/minor"),
            (json!({"minor": 1, "currency": "XXX"}), "422 not_money /amount/currency"),
        ] {
            check(house, &more, json!({"amount": amount}), sentence).await;
        }
        let entries = house.get(&house.lead, &format!("/customers/{customer}/credit")).await.json();
        let told: Vec<(i64, Value)> = entries["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| (entry["change"]["minor"].as_i64().unwrap(), entry["reference"].clone()))
            .collect();
        assert_eq!(told.len(), 2);
        assert!(
            told.contains(&(-700, json!("Order 118"))) && told.contains(&(1_000, Value::Null)),
            "{told:?}"
        );
        house
            .check(
                &format!("POST /remedies/{id}/reverse\nIdempotency-Key: back"),
                json!({}),
                "409 credit_spent",
            )
            .await;
        check(house, &spend.replace(&customer, "nobody"), json!({"amount": euros(1)}), "404 not_found").await;
    });
}

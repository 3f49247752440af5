//! The ledger: lists that are narrowed down, and their sums.

use expect_test::expect;
use serde_json::{Value, json};
use valta_domain::time::DAY;

use crate::{
    house::{House, NOON, Person},
    on_each,
};

async fn give(house: &House, who: &Person, body: Value) -> String {
    let open = json!({"channel": "phone", "subject": "Invoice 118 came twice"});
    let case = house.ask(who, "POST /cases", open).await.id();
    let line = format!("POST /cases/{case}/remedies\nIdempotency-Key: {case}");
    let answer = house.ask(who, &line, body).await;
    assert_eq!(answer.sentence(), "201", "{}", answer.text());
    answer.id()
}

fn refund(minor: i64) -> Value {
    json!({"kind": "refund", "amount": {"minor": minor, "currency": "EUR"}})
}

#[test]
fn lists_are_narrowed_and_summed() {
    on_each(async |house| {
        let first = give(house, &house.aino, refund(7_00)).await;
        let mut stretched = refund(120_00);
        stretched["stretch"] = json!(true);
        stretched["reason"] = json!("The work had to go on, and nobody could be reached.");
        let second = give(house, &house.aino, stretched).await;
        house.desk.clock().set(NOON.plus(DAY));
        let third = give(house, &house.lead, json!({"kind": "apology"})).await;
        let fourth = give(house, &house.cleo, refund(9_00)).await;
        let taken = give(house, &house.aino, refund(1_00)).await;
        let line = format!("POST /remedies/{taken}/reverse\nIdempotency-Key: back");
        assert_eq!(house.ask(&house.aino, &line, json!({})).await.sentence(), "200");

        let (aino, cleo) = (house.aino.id, house.cleo.id);
        let rows = [
            (String::new(), vec![&taken, &fourth, &third, &second, &first]),
            ("?kind=apology".into(), vec![&third]),
            ("?outcome=stretch".into(), vec![&second]),
            ("?outcome=escalate".into(), vec![]),
            ("?agent=me".into(), vec![&taken, &second, &first]),
            (format!("?agent={cleo}&kind=refund"), vec![&fourth]),
            ("?currency=EUR&until=2027-03-02T00:00:00Z".into(), vec![&second, &first]),
            ("?currency=SEK".into(), vec![]),
            ("?from=2027-03-02T14:00:00%2B02:00&kind=refund&limit=200".into(), vec![&taken, &fourth]),
            ("?from=2027-03-02T00:00:00Z&until=2027-03-01T00:00:00Z".into(), vec![]),
        ];
        for (query, expected) in rows {
            let answer = house.get(&house.aino, &format!("/remedies{query}")).await.json();
            let ids: Vec<&str> =
                answer["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
            assert_eq!(ids, expected, "{query}");
        }
        let page = house.get(&house.aino, "/remedies?kind=refund&limit=2").await.json();
        let next = page["next"].as_str().unwrap();
        let rest =
            house.get(&house.aino, &format!("/remedies?kind=refund&limit=2&cursor={next}")).await.json();
        assert_eq!(rest["items"].as_array().unwrap().len(), 2);
        assert_eq!(rest["items"][1]["id"], json!(first));
        assert_eq!(rest["next"], Value::Null);

        let mut all = house.get(&house.lead, "/ledger").await.json();
        all.sort_all_objects();
        expect![[r#"
            [
              {
                "amount": {
                  "currency": "EUR",
                  "minor": 1600
                },
                "count": 2,
                "kind": "refund",
                "outcome": "within",
                "reversed": 1
              },
              {
                "amount": {
                  "currency": "EUR",
                  "minor": 12000
                },
                "count": 1,
                "kind": "refund",
                "outcome": "stretch",
                "reversed": 0
              },
              {
                "amount": null,
                "count": 1,
                "kind": "apology",
                "outcome": "within",
                "reversed": 0
              }
            ]
            [
              {
                "cost_complaint_route": {
                  "currency": "EUR",
                  "minor": 14899
                },
                "cost_now": {
                  "currency": "EUR",
                  "minor": 2299
                },
                "count": 3,
                "not_reckoned": 0,
                "outcome": "within"
              },
              {
                "cost_complaint_route": {
                  "currency": "EUR",
                  "minor": 16433
                },
                "cost_now": {
                  "currency": "EUR",
                  "minor": 12233
                },
                "count": 1,
                "not_reckoned": 0,
                "outcome": "stretch"
              }
            ]
        "#]]
        .assert_eq(&format!("{:#}\n{:#}\n", all["totals"], all["costs"]));
        assert_eq!(all["parameters"].as_array().unwrap().len(), 9);
        assert_eq!((&all["signatures"]["n"], &all["signatures"]["interval"]), (&json!(0), &Value::Null));
        let own = house.get(&house.cleo, "/ledger").await.json();
        assert_eq!(own["signatures"], Value::Null);
        assert_eq!(own["totals"].as_array().unwrap().len(), 1);
        assert_eq!(
            house.get(&house.lead, &format!("/ledger?agent={cleo}")).await.json()["totals"],
            own["totals"]
        );
        assert_eq!(
            house.get(&house.cleo, &format!("/ledger?agent={cleo}")).await.json()["totals"],
            own["totals"]
        );

        for (path, sentence) in [
            (format!("/ledger?agent={aino}"), "403 not_yours agent"),
            ("/ledger?from=yesterday".into(), "400 unknown_value from"),
            ("/ledger?limit=2".into(), "400 unknown_parameter limit"),
            ("/remedies?kind=gold".into(), "400 unknown_value kind"),
            ("/remedies?outcome=approved".into(), "400 unknown_value outcome"),
            ("/remedies?agent=x".into(), "400 unknown_value agent"),
            ("/remedies?currency=euro".into(), "400 unknown_value currency"),
            ("/remedies?until=2027-02-30T00:00:00Z".into(), "400 unknown_value until"),
            ("/remedies?kind=refund&kind=gift".into(), "400 duplicate_parameter kind"),
        ] {
            assert_eq!(house.get(&house.cleo, &path).await.sentence(), sentence, "{path}");
        }
    });
}

//! Remedies: what may be given, what may not and what then, and that nothing is given twice.

use std::sync::Arc;

use expect_test::expect;
use serde_json::{Value, json};
use tokio::{sync::Barrier, task::JoinSet};
use valta_domain::{
    Actor,
    agent::Role,
    mandate::{Holder, Limit, Terms, fresh_terms},
    remedy::RemedyKind,
};

use crate::{
    house::{House, named},
    on_each,
};

fn refund(minor: i64) -> Value {
    json!({"kind": "refund", "amount": {"minor": minor, "currency": "EUR"}})
}

#[test]
fn amounts() {
    on_each(async |house| {
        let id = house.case().await;
        for (n, (raw, sentence)) in [
            (r#"{"minor":-1,"currency":"EUR"}"#, "422 not_money /amount/minor"),
            (r#"{"minor":0,"currency":"EUR"}"#, "422 not_money /amount/minor"),
            (r#"{"minor":-0,"currency":"EUR"}"#, "400 wrong_type /amount/minor"),
            (r#"{"minor":7.5,"currency":"EUR"}"#, "400 wrong_type /amount/minor"),
            (r#"{"minor":0.001,"currency":"EUR"}"#, "400 wrong_type /amount/minor"),
            (r#"{"minor":7.0,"currency":"EUR"}"#, "400 wrong_type /amount/minor"),
            (r#"{"minor":"7","currency":"EUR"}"#, "400 wrong_type /amount/minor"),
            (r#"{"minor":"1,00","currency":"EUR"}"#, "400 wrong_type /amount/minor"),
            (r#"{"minor":null,"currency":"EUR"}"#, "400 wrong_type /amount/minor"),
            (r#"{"minor":1e9,"currency":"EUR"}"#, "400 wrong_type /amount/minor"),
            (r#"{"minor":1e400,"currency":"EUR"}"#, "400 malformed_json /amount/minor"),
            (r#"{"minor":NaN,"currency":"EUR"}"#, "400 malformed_json /amount/minor"),
            (r#"{"minor":9223372036854775807,"currency":"EUR"}"#, "422 not_money /amount/minor"),
            (r#"{"minor":9223372036854775808,"currency":"EUR"}"#, "400 wrong_type /amount/minor"),
            (r#"{"minor":-9223372036854775809,"currency":"EUR"}"#, "400 wrong_type /amount/minor"),
            (r#"{"minor":10000000000001,"currency":"EUR"}"#, "422 not_money /amount/minor"),
            (r#"{"minor":700,"currency":"XXX"}"#, "422 not_money /amount/currency"),
            (r#"{"minor":700,"currency":"eur"}"#, "422 not_money /amount/currency"),
            (r#"{"minor":700,"currency":""}"#, "422 not_money /amount/currency"),
            (r#"{"minor":700,"currency":"USD"}"#, "422 beyond_mandate /amount"),
            (r#"{"minor":700}"#, "400 missing_field /amount/currency"),
            (r#"{"minor":700,"currency":"EUR","limit":9}"#, "400 unknown_field /amount/limit"),
            (r#"{"minor":700,"minor":1,"currency":"EUR"}"#, "400 duplicate_field /amount"),
            (r#"[700,"EUR"]"#, "400 wrong_type /amount"),
            ("7", "400 wrong_type /amount"),
            ("null", "422 amount_needed /amount"),
        ]
        .into_iter()
        .enumerate()
        {
            let body = format!(r#"{{"kind":"refund","amount":{raw}}}"#);
            let line = format!("POST /cases/{id}/remedies\nIdempotency-Key: amount-{n}");
            let answer = house.send(House::request(&line, &house.aino.token, body)).await;
            assert_eq!(answer.sentence(), sentence, "{raw}: {}", answer.text());
            let asked = House::request(
                "POST /decisions",
                &house.aino.token,
                format!(r#"{{"kind":"refund","amount":{raw}}}"#),
            );
            let decided = house.send(asked).await.sentence();
            let expected = if sentence.contains("beyond") { "200" } else { sentence };
            assert_eq!(decided, expected, "decision on {raw}");
        }
        let give = async |body: Value, sentence: &str| {
            let line = format!("POST /cases/{id}/remedies\nIdempotency-Key: {body}");
            house.check(&line, body, sentence).await
        };
        give(
            json!({"kind": "apology", "amount": {"minor": 1, "currency": "EUR"}}),
            "422 no_amount_for_this /amount",
        )
        .await;
        give(json!({"kind": "refund"}), "422 amount_needed /amount").await;
        give(json!({"kind": "exception"}), "422 amount_needed /amount").await;
        give(
            json!({"kind": "gift", "amount": {"minor": 0, "currency": "EUR"}}),
            "422 not_money /amount/minor",
        )
        .await;
        give(json!({"kind": "gold"}), "400 unknown_value /kind").await;
        give(json!({"kind": "apology", "approved_by": "me"}), "400 unknown_field /approved_by").await;
        give(json!({"kind": "apology", "stretch": "yes"}), "400 wrong_type /stretch").await;
        let mut other = refund(700);
        other["payee"] = json!("FI2112345600000785");
        give(other, "422 forbidden_by_rule").await;
        house
            .check(&format!("POST /cases/{id}/remedies"), refund(700), "400 key_needed Idempotency-Key")
            .await;
        assert_eq!(house.get(&house.aino, "/remedies").await.json()["items"], json!([]));
    });
}

#[test]
fn a_decision_and_what_follows() {
    on_each(async |house| {
        let id = house.case().await;
        let mut question = refund(700);
        question["case"] = json!(id);
        question["context"] = json!({"cause": "double_invoice"});
        let decided = house.check("POST /decisions", question, "200").await;
        expect![[r##"
            {
              "alone": false,
              "alone_room": {
                "per_agent_window": 150000,
                "per_case": 30000,
                "per_customer_window": null,
                "per_remedy": null,
                "per_team_window": null
              },
              "co_sign_room": {
                "per_agent_window": 150000,
                "per_case": 50000,
                "per_customer_window": null,
                "per_remedy": null,
                "per_team_window": null
              },
              "cost_complaint_route": {
                "currency": "EUR",
                "minor": 5133
              },
              "cost_now": {
                "currency": "EUR",
                "minor": 933
              },
              "mandate": "#1",
              "mandate_version": 1,
              "outcome": "within",
              "parameters": [
                {
                  "evidence": "assumed",
                  "name": "wage_hour_minor",
                  "value": 3500
                },
                {
                  "evidence": "assumed",
                  "name": "now_touch_minutes",
                  "value": 4
                },
                {
                  "evidence": "assumed",
                  "name": "complaint_touch_minutes",
                  "value": 45
                },
                {
                  "evidence": "assumed",
                  "name": "complaint_handover_count",
                  "value": 2
                },
                {
                  "evidence": "assumed",
                  "name": "handover_pickup_minutes",
                  "value": 8
                },
                {
                  "evidence": "assumed",
                  "name": "complaint_escalation_count",
                  "value": 1
                },
                {
                  "evidence": "assumed",
                  "name": "escalation_minutes",
                  "value": 15
                },
                {
                  "evidence": "assumed",
                  "name": "complaint_postage_minor",
                  "value": 0
                },
                {
                  "evidence": "assumed",
                  "name": "complaint_paid_percent",
                  "value": 100
                }
              ],
              "room": {
                "per_agent_window": 50000,
                "per_case": 5000,
                "per_customer_window": null,
                "per_remedy": null,
                "per_team_window": null
              },
              "rule": null,
              "rule_version": 1,
              "stretch_room": {
                "per_agent_window": 150000,
                "per_case": 15000,
                "per_customer_window": null,
                "per_remedy": null,
                "per_team_window": null
              },
              "ways": []
            }"##]]
        .assert_eq(&named(&decided.json()));

        let line = format!("POST /cases/{id}/remedies\nIdempotency-Key: first");
        let given = house.check(&line, refund(700), "201").await;
        assert_eq!(given.header("location"), format!("/api/v1/remedies/{}", given.id()));
        expect![[r##"
            {
              "agent": {
                "id": "#1",
                "name": "Aino Esimerkki"
              },
              "alone": false,
              "amount": {
                "currency": "EUR",
                "minor": 700
              },
              "at": "2027-03-01T12:00:00.000000Z",
              "case": "#2",
              "id": "#3",
              "kind": "refund",
              "mandate": "#4",
              "mandate_version": 1,
              "outcome": "within",
              "payee": null,
              "payment": {
                "failed_because": null,
                "order": 1,
                "reason": null,
                "reference": null,
                "reversal_asked": false,
                "since": "2027-03-01T12:00:00.000000Z",
                "via": null
              },
              "reason": null,
              "reversed_at": null,
              "signed_by": null,
              "state": "granted"
            }"##]]
        .assert_eq(&named(&given.json()));
        assert_eq!(house.check(&line, refund(700), "201").await.json(), given.json());
        house.check(&line, refund(701), "409 key_reused").await;

        // Beyond the mandate: what then, and who.
        let line = format!("POST /cases/{id}/remedies\nIdempotency-Key: second");
        let beyond = house.check(&line, refund(12_000), "422 beyond_mandate /amount").await.json();
        assert_eq!((&beyond["outcome"], &beyond["room"]["per_case"]), (&json!("stretch"), &json!(4300)));
        assert_eq!(
            (&beyond["ways"][0]["outcome"], &beyond["ways"][0]["who"]["name"]),
            (&json!("stretch"), &json!("Aino Esimerkki"))
        );
        let mut stretch = refund(12_000);
        stretch["stretch"] = json!(true);
        let line = format!("POST /cases/{id}/remedies\nIdempotency-Key: third");
        let needed = house.check(&line, stretch.clone(), "422 reason_needed /reason").await.json();
        assert_eq!(needed["ways"][0]["who"]["name"], "Aino Esimerkki");
        stretch["reason"] = json!("The invoice came twice, and twice again.");
        let stretched = house.check(&line, stretch, "201").await;
        assert_eq!(stretched.json()["outcome"], "stretch");

        // Reversed once, and the room is there again.
        let line = format!("POST /remedies/{}/reverse\nIdempotency-Key: back", stretched.id());
        assert_eq!(house.check(&line, json!({}), "200").await.json()["state"], "reversed");
        house.check(&line, json!({}), "200").await;
        house
            .check(
                &format!("POST /remedies/{}/reverse\nIdempotency-Key: twice", stretched.id()),
                json!({}),
                "409 already_done",
            )
            .await;
        let mut question = refund(4300);
        question["case"] = json!(id);
        assert_eq!(house.check("POST /decisions", question, "200").await.json()["outcome"], "within");

        let apology = format!("POST /cases/{id}/remedies\nIdempotency-Key: sorry");
        let sorry = house.check(&apology, json!({"kind": "apology"}), "201").await.json();
        assert_eq!((&sorry["amount"], &sorry["state"]), (&Value::Null, &json!("granted")));
        let list = house.get(&house.aino, "/remedies").await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 3);
    });
}

#[test]
fn another_system_asks_without_a_case() {
    on_each(async |house| {
        for (context, sentence) in [
            (json!({}), "200"),
            (
                json!({"segment": "gold", "channel": "chat", "cause": "late", "process_step": "billing.step-3",
                       "bulletin": "b-1", "out_of_hours": true}),
                "200",
            ),
            (json!({"segment": "Vilma Esimerkki"}), "400 unknown_value /context/segment"),
            (json!({"cause": ""}), "400 unknown_value /context/cause"),
            (json!({"cause": "a".repeat(61)}), "400 unknown_value /context/cause"),
            (json!({"process_step": 7}), "400 wrong_type /context/process_step"),
            (json!({"channel": "fax"}), "400 unknown_value /context/channel"),
            (json!({"out_of_hours": "yes"}), "400 wrong_type /context/out_of_hours"),
            (json!({"mood": "bad"}), "400 unknown_field /context/mood"),
            (json!([]), "400 wrong_type /context"),
            (json!("gold"), "400 wrong_type /context"),
        ] {
            let mut question = refund(700);
            question["context"] = context;
            house.check("POST /decisions", question, sentence).await;
        }
        for (kind, minor, outcome) in [
            ("refund", 50_00, "within"),
            ("refund", 150_00, "stretch"),
            ("replacement", 300_00, "stretch"),
            ("refund", 300_01, "co_sign"),
            ("refund", 500_01, "escalate"),
            ("exception", 0, "within"),
            ("gift", 20_00, "within"),
            ("gift", 20_01, "escalate"),
            ("fee_waiver", 1, "escalate"),
        ] {
            let question = json!({"kind": kind, "amount": {"minor": minor, "currency": "EUR"}});
            let decided = house.check("POST /decisions", question, "200").await.json();
            assert_eq!(decided["outcome"], outcome, "{kind} {minor}");
            assert_eq!(decided["alone"], kind == "replacement", "{kind} {minor}");
            let ways = decided["ways"].as_array().unwrap();
            let ways: Vec<_> = ways.iter().map(|way| (&way["outcome"], &way["who"]["name"])).collect();
            match outcome {
                // Who may sign: everybody else in the house.
                "co_sign" => assert_eq!(
                    ways,
                    [(&json!("co_sign"), &json!("Cleo Kollega")), (&json!("co_sign"), &json!("Leo Esimies"))]
                ),
                "stretch" => assert_eq!(ways, [(&json!("stretch"), &json!("Aino Esimerkki"))]),
                // Nobody's mandate reaches so far: whoever may widen one decides.
                "escalate" => assert_eq!(ways, [(&json!("escalate"), &json!("Leo Esimies"))]),
                _ => assert_eq!(ways, []),
            }
        }
        assert_eq!(house.get(&house.aino, "/remedies").await.json()["items"], json!([]));
    });
}

#[test]
fn only_a_lead_asks_for_somebody_else() {
    on_each(async |house| {
        let mut question = refund(700);
        question["agent"] = json!(house.cleo.id.to_string());
        house.check("POST /decisions", question.clone(), "403 not_yours /agent").await;
        let asked = house.ask(&house.lead, "POST /decisions", question.clone()).await;
        assert_eq!((asked.sentence(), &asked.json()["outcome"]), ("200".into(), &json!("within")));
        question["agent"] = json!(house.aino.id.to_string());
        house.check("POST /decisions", question.clone(), "200").await;
        question["agent"] = json!("nobody");
        house.check("POST /decisions", question, "404 not_found /agent").await;
    });
}

/// 100.00 in a case and 100.00 of one's own, and no stretch.
async fn tight(house: &House) {
    let known = house.desk.mandates().await.unwrap();
    let limit = Limit::new(100_00, 100_00);
    let terms = Terms {
        holder: Holder::Role(Role::Agent),
        kinds: vec![RemedyKind::Refund],
        per_case: Some(limit),
        per_agent_window: None,
        co_signers: vec![],
        ..fresh_terms()
    };
    house.desk.set_mandate(Actor::House, Some(known[0].id), terms, None).await.unwrap();
}

async fn at_once(
    house: &House,
    many: usize,
    line: impl Fn(usize) -> String,
    body: Value,
) -> Vec<crate::house::Answer> {
    let barrier = Arc::new(Barrier::new(many));
    let mut tasks = JoinSet::new();
    for n in 0..many {
        let request = House::request(&line(n), &house.aino.token, body.to_string());
        let (router, barrier) = (house.router.clone(), Arc::clone(&barrier));
        tasks.spawn(async move {
            barrier.wait().await;
            let response = tower::ServiceExt::oneshot(router, request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = http_body_util::BodyExt::collect(body).await.unwrap().to_bytes().to_vec();
            crate::house::Answer { status: parts.status, headers: parts.headers, bytes }
        });
    }
    tasks.join_all().await
}

fn tally(answers: &[crate::house::Answer]) -> String {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for answer in answers {
        *counts.entry(answer.sentence()).or_default() += 1;
    }
    counts.iter().map(|(sentence, count)| format!("{count} × {sentence}")).collect::<Vec<_>>().join(", ")
}

#[test]
fn two_hundred_at_once_give_one() {
    on_each(async |house| {
        tight(house).await;
        let id = house.case().await;
        let line = |n| format!("POST /cases/{id}/remedies\nIdempotency-Key: race-{n}");
        let answers = at_once(house, 200, line, refund(60_00)).await;
        assert_eq!(tally(&answers), "1 × 201, 199 × 422 beyond_mandate /amount");
        let refused = answers.iter().find(|answer| answer.status == 422).unwrap().json();
        assert_eq!(refused["room"]["per_case"], 40_00);
        assert_eq!(house.get(&house.aino, "/remedies").await.json()["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn one_key_fifty_times_is_one_effect() {
    on_each(async |house| {
        let id = house.case().await;
        let line = |_| format!("POST /cases/{id}/remedies\nIdempotency-Key: once");
        let answers = at_once(house, 50, line, refund(10_00)).await;
        assert_eq!(tally(&answers), "50 × 201");
        assert!(answers.iter().all(|answer| answer.bytes == answers[0].bytes));
        assert_eq!(house.get(&house.aino, "/remedies").await.json()["items"].as_array().unwrap().len(), 1);
        house.check(&line(0), refund(11_00), "409 key_reused").await;
    });
}
